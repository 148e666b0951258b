# The commands of Zhangben. All of them set themselves up; `make help` lists them.

PYTHON ?= python3
INBOX  ?= samples/inbox
DATA   ?= data
STRICT ?=
LAYOUTS ?= 5000
SEED   ?= 1

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
READY_OCR := $(VENV)/.ready-ocr
COMPILED := $(VENV)/.compiled

.DEFAULT_GOAL := help
.PHONY: help setup setup-ocr pipeline test bench referee bench-identities bench-layouts bench-recognition docs samples lint lock clean

help: ## list the commands
	@echo "Zhangben 账本"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  make pipeline INBOX=~/reports DATA=~/warehouse   your own folder of reports"
	@echo "  make pipeline STRICT=1                           fail when a report breaks an identity or is quarantined"
	@echo "  $(BIN)/zhangben --help                           the same as single steps, with exact exit codes"

setup: $(COMPILED) ## make the virtual environment (every other command does so when needed)

# The stamp is written last, so that an interrupted set-up is done again.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Zhangben needs Python 3.11 or later; $(PYTHON) is older. Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Setting up $(VENV) (once, a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Machine code of what reads pages, where there is a C compiler; without one the same source runs as it is.
$(COMPILED): $(READY) extract/document.py extract/prose.py extract/rows.py $(wildcard extract/readers/*.py extract/tables/*.py)
	@echo "Compiling what reads pages (half a minute) ..."
	@$(BIN)/python -m extract.compiling
	@touch $@

setup-ocr: $(READY_OCR) $(COMPILED) ## add what reads scanned pages and pictures (about 260 MB)

$(READY_OCR): $(READY) requirements-ocr.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: -r requirements-ocr.lock
	@touch $@

# make itself ends with 2 whatever a recipe ends with. A file that was published with documents quarantined (3)
# is a success unless STRICT=1; schedulers that want the exact code call `zhangben run`.
pipeline: $(COMPILED) ## land what is new, build, check, publish (INBOX=dir DATA=dir STRICT=1)
	@$(BIN)/zhangben run --inbox "$(INBOX)" --data "$(DATA)" $(if $(filter-out 0,$(STRICT)),--strict) \
	  || { code=$$?; [ $$code -eq 3 ] && [ -z "$(filter-out 0,$(STRICT))" ] || exit $$code; }

# A file of tests stays with one process: what its tests share is built once. Files that take longest stand first, so order matters.
test: $(COMPILED) ## every test
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

bench: $(COMPILED) ## the benchmarks
	@$(BIN)/python -m benchmarks

referee: $(COMPILED) ## read every PDF of INBOX with both readers and explain each difference
	@$(BIN)/python -m benchmarks.referee "$(INBOX)"

bench-identities: $(READY) ## change every figure of the samples, one at a time: how many do the identities detect and locate?
	@$(BIN)/python -m benchmarks.identities

bench-layouts: $(COMPILED) ## set the same figures in thousands of layouts and land them (LAYOUTS=5000 SEED=1): does any land wrong?
	@$(BIN)/python -m benchmarks.layouts $(LAYOUTS) $(SEED)

bench-recognition: $(READY) ## spoil the titles of the published tables: how many are recognised all the same?
	@$(BIN)/python -m benchmarks.recognition "$(DATA)/zhangben.duckdb"

docs: $(READY) ## describe every model and column in one HTML page, $(DATA)/docs/index.html
	@$(BIN)/zhangben docs --data "$(DATA)"

samples: $(READY) ## typeset the sample reports again
	@$(BIN)/python -m samples.typeset

lint: $(READY) ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lock: ## rewrite requirements.lock and requirements-ocr.lock from pyproject.toml
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: setuptools
	@build/lock/bin/python -m pip install --quiet --disable-pip-version-check --prefer-binary ".[dev]"
	@build/lock/bin/python -m pip freeze --all --exclude pip --exclude zhangben > requirements.lock
	@build/lock/bin/python -m pip install --quiet --disable-pip-version-check --prefer-binary --constraint requirements.lock ".[ocr]"
	@build/lock/bin/python -m pip freeze --all --exclude pip --exclude zhangben | grep -vxFf requirements.lock > requirements-ocr.lock
	@rm -rf build/lock

clean: ## remove the virtual environment and caches (the warehouse in $(DATA) stays)
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
