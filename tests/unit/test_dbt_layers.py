"""Models only look down: staging, intermediate, marts. Told from their SQL, so that no warehouse is needed."""

import re
from functools import cache
from pathlib import Path

from extract.paths import PROJECT

MODELS = {file.stem: file for file in (PROJECT / "models").rglob("*.sql")}
MACROS = dict(
    macro
    for file in (PROJECT / "macros").glob("*.sql")
    for macro in re.findall(r"{%-?\s*macro (\w+)\((.*?){%-?\s*endmacro", file.read_text(encoding="utf-8"), re.DOTALL)
)
LAYERS = ("staging", "intermediate", "marts")


def layer(model: str) -> str:
    return MODELS[model].relative_to(PROJECT / "models").parts[0]


@cache
def reads(model: str) -> frozenset[str]:
    """The models that are named in the SQL of a model, by itself, in a list that it runs through, or in a macro that it calls."""
    return named(MODELS[model].read_text(encoding="utf-8"))


def named(sql: str) -> frozenset[str]:
    called = [MACROS[name] for name in set(re.findall(r"\b(\w+)\(", sql)) & MACROS.keys()]
    return frozenset(set(re.findall(r"'(\w+)'", sql)) & MODELS.keys()).union(*map(named, called))


@cache
def depth(model: str) -> int:
    """Models one behind the other, from one that reads sources or seeds only."""
    return 1 + max(map(depth, reads(model)), default=0)


def test_no_model_reads_a_layer_above_its_own() -> None:
    assert not {(m, r) for m in MODELS for r in reads(m) if LAYERS.index(layer(r)) > LAYERS.index(layer(m))}


def test_the_name_of_a_model_says_its_layer() -> None:
    prefixes = {"staging": ("stg_",), "intermediate": ("int_", "idn_", "clm_"), "marts": ("dim_", "fct_", "mart_")}
    assert not {m for m in MODELS if not m.startswith(prefixes[layer(m)])}


def test_the_way_to_a_finding_is_no_longer_than_it_was() -> None:
    # Each model on it waits for the one before: a longer way is a slower build on many cores, and harder to follow.
    assert depth("fct_finding") <= 27


def test_dbt_runs_by_hand() -> None:
    # An editor, `dbt parse`, sqlfluff set no variable: each has a default.
    files: list[Path] = [PROJECT / "dbt_project.yml", *(PROJECT / "profiles").iterdir(), *(PROJECT / "macros").iterdir()]
    files += (PROJECT / "models").rglob("*.*")
    assert not {str(file) for file in files if re.search(r"env_var\(\s*['\"]\w+['\"]\s*\)", file.read_text(encoding="utf-8"))}
    assert (PROJECT / "profiles.yml").samefile(PROJECT / "profiles" / "profiles.yml")
