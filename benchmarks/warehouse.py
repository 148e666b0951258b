"""A warehouse of any size, and how long queries take on it: `python -m benchmarks.warehouse TEMPLATE FILE AMOUNTS [TABLES]`.

TEMPLATE is a published file. Its marts are written to FILE again and again, each time as other reports (keys, bodies, years and money
differ; keys are as long and as random as real ones), until `fct_reported_amount` has so many rows. Nothing is modelled: what is
measured is the file, and the queries of README.md and of benchmarks/queries.sql on it. TABLES, a regular expression, names the marts to
write where the disk does not hold them all; queries of others are left out.
"""

import re
import resource
import sys
import time
from pathlib import Path
from statistics import median

import duckdb

from docs.queries import BLOCK, README

QUERIES = Path(__file__).with_name("queries.sql")
ROWS_AT_ONCE = 1_000_000
CONFIG = {"storage_compatibility_version": "v1.4.0", "memory_limit": "3GB"}
PROVINCES = ["北京市", "河北省", "上海市", "江苏省", "浙江省", "福建省", "山东省", "河南省", "湖北省", "广东省", "四川省"]
# What a column becomes in copy k; the first pattern that matches its name decides.
CHANGES = (
    (r"report_id|document_id|first_report_id|second_report_id", " || ".join(f"to_hex(hash({{0}}, k, {n}))" for n in range(4))),
    (r".*(cell|check|finding|unit|disclosure|project|indicator|claim)_id", "to_hex(hash({0}, k)) || to_hex(hash(k, {0}))"),
    (r"evidence|check_ids|suspect_cell_ids", "list_transform({0}, lambda one: to_hex(hash(one, k)) || to_hex(hash(k, one)))"),
    # Names of the first copy stay: README.md asks for one.
    (r"unit_name|department|source_file|first_file|second_file", "case when k = 0 then {0} else {0} || k end"),
    (r"province", "provinces[1 + k % 11]"),
    (r"fiscal_year|year|period_year|first_year|last_year|valid_from|valid_to", "cast({0} - k % 9 as integer)"),
    (r"amount|printed_value|lhs|rhs|difference|total_.*|current_year_.*|fiscal_appropriation|.*_expenditure|three_public",
     "cast({0} * (1 + k % 97) as {1})"),
)  # fmt: skip


def generate(template: Path, file: Path, amounts: int, tables: str = ".*") -> int:
    """Write the marts of the template so often that there are this many amounts. Returns the number of copies."""
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file), config=CONFIG) as connection:
        connection.execute(f"attach '{template}' as template (read_only)")
        connection.execute("create schema marts")
        (held,) = connection.execute("select count(*) from template.marts.fct_reported_amount").fetchone() or (0,)
        copies = -(-amounts // held)
        found = connection.execute("select table_name from duckdb_tables() where database_name = 'template' and schema_name = 'marts'")
        for (table,) in found.fetchall():
            if re.fullmatch(tables, table):
                _copy(connection, table, copies)
        connection.execute("checkpoint")
    return copies


def _copy(connection: duckdb.DuckDBPyConnection, table: str, copies: int) -> None:
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = 'template' and schema_name = 'marts' and table_name = ?"
        " order by column_index",
        [table],
    ).fetchall()
    names = {name for name, _ in columns}
    rows = f"template.marts.{table}"
    if not names & {"report_id", "unit_id", "first_report_id"}:  # one for all: subjects, measures, rules ...
        connection.execute(f"create table marts.{table} as from {rows}")
        return
    values = ", ".join(f"{_changed(name, kind)} as {name}" for name, kind in columns)
    connection.execute(f"create table marts.{table} as from {rows} limit 0")
    (held,) = connection.execute(f"select count(*) from {rows}").fetchone() or (0,)
    step = max(1, ROWS_AT_ONCE // max(held, 1))
    for first in range(0, copies, step):
        connection.execute(
            f"insert into marts.{table} select {values} from"
            f" (select cast(unnest(range({first}, {min(first + step, copies)})) as integer) as k, {PROVINCES!r} as provinces)"
            f" cross join {rows} order by k"
        )


def _changed(name: str, kind: str) -> str:
    change = next((change for pattern, change in CHANGES if re.fullmatch(pattern, name)), "{0}")
    return change.format(f'"{name}"', kind) if "[]" not in kind or "list_transform" in change else f'"{name}"'


def queries() -> list[tuple[str, str]]:
    """Every query with its name."""
    blocks = enumerate(BLOCK.finditer(README.read_text(encoding="utf-8")), 1)
    of_readme = [(f"README {number}", found["query"]) for number, found in blocks]
    typical = re.findall(r"^-- (.+)\n((?:(?!-- ).*\n)+)", QUERIES.read_text(encoding="utf-8"), re.MULTILINE)
    return of_readme + [(name, query.strip().rstrip(";")) for name, query in typical]


def time_queries(file: Path, times: int = 3) -> list[tuple[str, float, float]]:
    """Each query with the seconds of its first run in a fresh connection and the median of the runs."""
    timed = []
    for name, query in queries():
        with duckdb.connect(str(file), read_only=True) as connection:
            took = []
            try:
                for _ in range(times):
                    began = time.monotonic()
                    connection.execute(query).fetchall()
                    took.append(time.monotonic() - began)
            except duckdb.CatalogException:
                continue  # of a table that was not written
        timed.append((name, took[0], median(took)))
    return timed


def main() -> None:
    template, file, amounts = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    began = time.monotonic()
    copies = generate(template, file, amounts, *sys.argv[4:5])
    print(f"{copies:,} copies, {time.monotonic() - began:.0f} s, {file.stat().st_size / 1e9:.2f} GB", end=", ")
    with duckdb.connect(str(file), read_only=True) as connection:
        for table, rows in connection.execute("select table_name, estimated_size from duckdb_tables() order by 2 desc limit 4").fetchall():
            print(f"{rows:,} rows in {table}", end=", ")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", flush=True)
    for name, first, usual in time_queries(file):
        print(f"{first:7.3f} {usual:7.3f} s  {name}", flush=True)


if __name__ == "__main__":
    main()
