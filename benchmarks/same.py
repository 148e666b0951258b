"""What a change of the code made of the amounts: `python -m benchmarks.same OLD_WAREHOUSE NEW_WAREHOUSE [EXAMPLES]`.

Both warehouses are built from the same inbox. An amount is told by its file, page, print and place; printed again at one place (a scan,
an export), by its order. Says how many amounts are gone, how many are new, and of those in both how many differ, column by column, each
with examples by file. Ends with 0 when nothing differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

# What places an amount, and what is told of it.
PLACE = ("source_file", "page_no", "printed_text", "x", "y", "again")
TOLD = (
    "table_code", "row_label", "row_code", "line_no", "row_unit", "column_label", "measure_code", "fund_code", "phase", "period",
    "period_year", "function_code", "economic_code", "government_economic_code", "unit_code", "project_code", "printed_value",
    "unit_scale", "amount", "inferred",
)  # fmt: skip

AMOUNTS = """
    create temp table {name} as
    select *, row_number() over (partition by source_file, page_no, printed_text, x, y order by table_no, row_no, col_no) as again
    from (
        select r.source_file, a.*, round(a.x0) as x, round(a.top) as y
        from {name}_file.marts.fct_reported_amount as a
        join {name}_file.marts.dim_report as r using (report_id)
    )
"""


def examples(connection: duckdb.DuckDBPyConnection, query: str, shown: int) -> None:
    for row in connection.execute(f"select * from ({query}) order by all limit {shown}").fetchall():
        print("      " + " | ".join("" if value is None else str(value)[:60] for value in row))


def main() -> None:
    old, new = Path(sys.argv[1]), Path(sys.argv[2])
    shown = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    differing = 0
    with duckdb.connect() as connection:
        for name, file in (("old", old), ("new", new)):
            connection.execute(f"attach '{str(file).replace(chr(39), chr(39) * 2)}' as {name}_file (read_only)")
            connection.execute(AMOUNTS.format(name=name))
        place = ", ".join(PLACE)
        for title, one, other in (("gone", "old", "new"), ("new", "new", "old")):
            query = f"from {one} anti join {other} using ({place})"
            ((count,),) = connection.execute(f"select count(*) {query}").fetchall()
            print(f"{count:8,} {title}")
            differing += count
            by_file = f"select source_file, table_code, count(*) as amounts, min(page_no), min(printed_text) {query} group by all"
            examples(connection, by_file, 1_000)
        for column in TOLD:
            query = f"from old join new using ({place}) where old.{column} is distinct from new.{column}"
            ((count,),) = connection.execute(f"select count(*) {query}").fetchall()
            if count:
                print(f"{count:8,} differ in {column}")
                differing += count
                ways = f"select count(*) as amounts, old.{column}, new.{column}, min(source_file), min(page_no) {query} group by all"
                examples(connection, f"select * from ({ways} order by amounts desc limit {shown})", shown)
        ((both,),) = connection.execute(f"select count(*) from old semi join new using ({place})").fetchall()
        print(f"{both:8,} in both")
    print(f"{differing:,} differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
