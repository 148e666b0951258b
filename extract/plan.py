"""What a dbt build ran, kept so that it can be run again for some documents only: SQL, in order, with what each step looks at.

dbt compiles, tests and documents the models; it takes ten seconds for that whatever there is to build. As long as the
project stays as it is, its SQL stays too, so a build that adds documents runs the SQL that dbt compiled
(docs/decisions/0012-delta-and-merge.md, `extract/delta.py`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import NothingPublished

# How far a model looks. A model looks at least as far as every model that it reads.
CONSTANT = "constant"  # at seeds only
DOCUMENT = "document"  # at one document: the rows of each follow from that document alone
FAMILY = "family"  # at the reports of one family (models/intermediate/int_report_tie.sql); tag `across_reports`
WHOLE = "whole"  # at all reports at once; tag `whole`
REACHES = (CONSTANT, DOCUMENT, FAMILY, WHOLE)

SHARED = "shared"  # tag: rows that many documents have in common; made for every part that is built, and for the whole file in the end
DOCUMENT_COLUMNS = ("document_id", "report_id")


@dataclass(frozen=True)
class Model:
    """A table that dbt made."""

    name: str
    schema: str
    sql: str  # a select; empty for a seed
    reach: str
    reads: tuple[str, ...]  # names of models and seeds
    column: str | None = None  # the column that tells whose a row is ...
    through: str | None = None  # ... itself, or by the model that has the same column and names the document
    shared: bool = False

    @property
    def table(self) -> str:
        return f'"{self.schema}"."{self.name}"'


@dataclass(frozen=True)
class Test:
    """A data test: its SQL gives the rows that should not be."""

    name: str
    sql: str
    reach: str
    reads: tuple[str, ...]
    warns: bool = False  # tells and does not stop


@dataclass(frozen=True)
class Plan:
    """Every table in the order in which it can be made, every test, and the raw folder whose path stands in their SQL."""

    raw: str
    models: dict[str, Model] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)

    def built(self, *reaches: str) -> list[Model]:
        """The models of these reaches, in order. Shared ones belong to the whole file."""
        return [m for m in self.models.values() if m.sql and not m.shared and m.reach in reaches]

    def save(self, file: Path) -> None:
        kept = {"raw": self.raw, "models": [asdict(m) for m in self.models.values()], "tests": [asdict(t) for t in self.tests]}
        file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> Plan:
        kept = json.loads(file.read_text(encoding="utf-8"))
        models = [Model(**{**m, "reads": tuple(m["reads"])}) for m in kept["models"]]
        return cls(kept["raw"], {m.name: m for m in models}, [Test(**{**t, "reads": tuple(t["reads"])}) for t in kept["tests"]])


def read(manifest: Path, file: Path, raw: Path) -> Plan:
    """The plan of a build, from dbt's manifest and the file that it made.

    Raises NothingPublished when a model says nowhere to which document its rows belong: a part of it could not be replaced.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    columns = _columns(file)
    plan = Plan(str(raw))
    for node in _in_order([n for n in nodes.values() if n["resource_type"] in ("model", "seed")]):
        model = _model(node, plan, columns.get((node["schema"], node["alias"]), ()))
        plan.models[model.name] = model
    plan.tests.extend(_test(node, plan.models) for node in nodes.values() if node["resource_type"] == "test" and node.get("compiled_code"))
    return plan


def _columns(file: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute("select schema_name, table_name, list(column_name) from duckdb_columns() group by all").fetchall()
    return {(schema, table): tuple(names) for schema, table, names in rows}


def _in_order(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nodes so that each stands behind all that it reads."""
    left = {node["unique_id"]: node for node in nodes}
    ordered: list[dict[str, Any]] = []
    while left:
        ready = [node for node in left.values() if not any(parent in left for parent in node["depends_on"].get("nodes", ()))]
        ordered += ready
        for node in ready:
            del left[node["unique_id"]]
    return ordered


def _names(node: dict[str, Any]) -> tuple[str, ...]:
    parents = (parent.split(".") for parent in node["depends_on"].get("nodes", ()))
    return tuple(parts[2] for parts in parents if parts[0] in ("model", "seed"))


def _furthest(reaches: list[str]) -> str:
    return max(reaches, key=REACHES.index, default=CONSTANT)


def _model(node: dict[str, Any], plan: Plan, columns: tuple[str, ...]) -> Model:
    reads, tags, sql = _names(node), node["tags"], node.get("compiled_code") or ""
    reaches = [plan.models[name].reach for name in reads]
    reaches += [DOCUMENT] if plan.raw in sql else []
    reaches += [FAMILY] if "across_reports" in tags else []
    reaches += [WHOLE] if "whole" in tags else []
    reach, shared = _furthest(reaches), SHARED in tags
    column = through = None
    if reach in (DOCUMENT, FAMILY) and not shared:
        rows_of = node["config"]["meta"].get("rows_of", {})
        column = rows_of.get("column") or next((name for name in DOCUMENT_COLUMNS if name in columns), None)
        through = rows_of.get("model")
        if column is None:
            raise NothingPublished(
                f"the model {node['name']} has none of the columns {', '.join(DOCUMENT_COLUMNS)} and no meta `rows_of` in dbt_project.yml,"
                " so nothing tells which of its rows belong to a document"
            )
    return Model(node["alias"], node["schema"], sql, reach, reads, column, through, shared)


def _test(node: dict[str, Any], models: dict[str, Model]) -> Test:
    reads, warns = _names(node), node["config"]["severity"].lower() == "warn"
    # What only warns is told of the whole file, as the run report lists it: a part would say how many rows fail in the part.
    reach = WHOLE if warns else _furthest([models[name].reach for name in reads])
    return Test(node["name"], node["compiled_code"], reach, reads, warns)
