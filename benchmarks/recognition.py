"""How well tables are recognised without their titles: `python -m benchmarks.recognition FILE [MODE ...]`.

FILE is a published file. Every table in it that is recognised by its printed title is recognised again by the models int_contents,
int_table_evidence and int_table_code as they stand in this folder, with titles spoiled: `blank` (title, heading and lines above it are gone
for one table in five), `body` (the name of a body stands in their place), `cut` (the last three characters are missing), `half` (the second
half is left, as of a title broken over two lines; it may name another table), `all` (no table of a document has a title; what its contents
list stays). Printed for each: how many find their code again (recall), how many of those found are right (precision), what decided, and
what went wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import yaml

from extract.paths import PROJECT

MODELS = ("int_contents", "int_table_evidence", "int_table_code")
STAGED = ("stg_tables", "stg_headers", "stg_cells", "stg_notes", "stg_paragraphs", "stg_table_places")
MACROS = ("squeeze", "line_label", "matching_rules", "table_rules")  # what those models call
SEEDS = {
    "vocabulary": ("layout_words", "table_titles", "table_evidence", "table_order", "tables", "header_words", "funds", "periods"),
    "classifications": ("function_subject", "economic_subject"),
}
NUMBERS = {
    **dict.fromkeys(("table_titles", "header_words", "funds", "periods"), "priority"),
    "table_evidence": "weight",
    "table_order": "place",
}
PARTS = 5
MODES = {
    "blank": "''",
    "body": "'512-某某市某某局'",
    "cut": "left({title}, greatest(length({title}) - 3, 1))",
    "half": "right({title}, greatest(length({title}) // 2, 3))",
    "all": "''",
}


def load_seeds(connection: duckdb.DuckDBPyConnection) -> None:
    """The seeds that the models read, as dbt loads them, in a schema of their own."""
    connection.execute("create schema if not exists seeds")
    for folder, names in SEEDS.items():
        for name in names:
            file = PROJECT / "seeds" / folder / f"{name}.csv"
            connection.execute(f"create table seeds.{name} as select * from read_csv('{file}', header = true, all_varchar = true)")
            if name in NUMBERS:
                connection.execute(f"alter table seeds.{name} alter {NUMBERS[name]} type integer")


def model(connection: duckdb.DuckDBPyConnection, name: str, relations: dict[str, str]) -> None:
    """Make the table of a model from relations with the rows of the models it reads; `load_seeds` first."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(
        execute=True,
        ref=lambda name: relations.get(name, name),
        api=SimpleNamespace(Relation=SimpleNamespace(create=lambda schema, identifier, **_: f"{schema}.{identifier}")),
        target=SimpleNamespace(database=None),
        var=yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"].get,
        run_query=lambda query: SimpleNamespace(rows=connection.execute(query).fetchall()),
    )
    macros = "".join((PROJECT / "macros" / f"{name}.sql").read_text(encoding="utf-8") for name in MACROS)
    seeds = {name: f"seeds.{name}" for names in SEEDS.values() for name in names}
    sql = (PROJECT / "models" / "intermediate" / f"{name}.sql").read_text(encoding="utf-8")
    relations = {**seeds, **relations}
    connection.execute(f"create or replace temp table {name} as {environment.from_string(macros + sql).render()}")


def recognise(connection: duckdb.DuckDBPyConnection, relations: dict[str, str]) -> None:
    """Make the tables of MODELS."""
    for name in MODELS:
        model(connection, name, relations)


def spoil(connection: duckdb.DuckDBPyConnection, title: str, spoiled: str) -> None:
    """Tables and notes with the titles of the tables for which `spoiled` holds replaced, and nothing printed above them."""
    new = MODES[title].format(title="t.title_squeezed")
    connection.execute(f"""
        create or replace temp table spoiled_tables as
        select t.* replace (
            case when {spoiled} then {new} else t.title_squeezed end as title_squeezed,
            case when {spoiled} then {new} else t.title end as title,
            case when {spoiled} then null else t.section end as section
        )
        from file.staging.stg_tables as t
        left join titled as u using (document_id, table_seq)
    """)
    connection.execute(f"""
        create or replace temp table spoiled_notes as
        select n.*
        from file.staging.stg_notes as n
        left join titled as u using (document_id, table_seq)
        where n.position = 'below' or not ({spoiled})
    """)


def main(file: Path, modes: list[str]) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as file (read_only)")
        load_seeds(connection)
        held = {name: f"file.staging.{name}" for name in STAGED} | {"int_document_kind": "file.intermediate.int_document_kind"}
        recognise(connection, held)
        connection.execute(f"""
            create temp table titled as
            select document_id, table_seq, table_code, row_number() over (partition by document_id order by table_seq) % {PARTS} as part
            from int_table_code
            where recognised_by = 'title'
        """)
        for mode in modes:
            found: list[tuple[Any, ...]] = []
            for part in range(1 if mode == "all" else PARTS):
                spoiled = "u.part is not null" if mode == "all" else f"coalesce(u.part = {part}, false)"
                spoil(connection, mode, spoiled)
                recognise(connection, {**held, "stg_tables": "spoiled_tables", "stg_notes": "spoiled_notes"})
                found += connection.execute(f"""
                    select u.table_code, c.table_code, c.recognised_by
                    from titled as u
                    inner join int_table_code as c using (document_id, table_seq)
                    where {spoiled}
                """).fetchall()
            right = Counter(by for old, new, by in found if old == new)
            wrong = Counter((old, new, by) for old, new, by in found if new not in (old, "unrecognised"))
            decided = sum(right.values()) + sum(wrong.values())
            recall, precision = sum(right.values()) / max(len(found), 1), sum(right.values()) / max(decided, 1)
            print(f"{mode}: {len(found):,} tables, recall {recall:.1%}, precision {precision:.1%}", dict(right.most_common()))
            for (old, new, by), count in wrong.most_common():
                print(f"    {count} {old} taken for {new} by {by}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or list(MODES))
