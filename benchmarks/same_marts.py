"""What a change of the models made of the marts: `python -m benchmarks.same_marts OLD_WAREHOUSE NEW_WAREHOUSE`.

Both warehouses are built from the same raw layer. Says of every mart how many rows only one of the two holds, with an example, and which
columns or marts only one of them has; times are left out. Ends with 0 when nothing differs.
"""

from __future__ import annotations

import sys

import duckdb

MARTS = """
    select table_name, list(column_name order by column_index) from duckdb_columns()
    where database_name = ? and schema_name = 'marts' and data_type not like 'TIMESTAMP%' group by table_name
"""


def main() -> None:
    differing = 0
    with duckdb.connect() as connection:
        for name, file in zip(("old", "new"), sys.argv[1:], strict=True):
            connection.execute(f"attach '{file.replace(chr(39), chr(39) * 2)}' as {name} (read_only)")
        old, new = (dict(connection.execute(MARTS, [name]).fetchall()) for name in ("old", "new"))
        for mart in sorted(old.keys() | new.keys()):
            if mart not in old or mart not in new:
                print(f"{mart}: only in the {'old' if mart in old else 'new'} warehouse")
                differing += 1
                continue
            if apart := set(old[mart]) ^ set(new[mart]):
                print(f"{mart}: columns of one only: {', '.join(sorted(apart))}")
                differing += len(apart)
            shared = ", ".join(f'"{column}"' for column in old[mart] if column in new[mart])
            for one, other in (("old", "new"), ("new", "old")):
                query = f"select {shared} from {one}.marts.{mart} except all select {shared} from {other}.marts.{mart}"
                ((count,),) = connection.execute(f"select count(*) from ({query})").fetchall()
                if count:
                    print(f"{mart}: {count:,} rows only in the {one} warehouse, such as {connection.execute(query).fetchone()}")
                differing += count
        ((rows,),) = connection.execute(
            "select sum(estimated_size) from duckdb_tables() where database_name = 'new' and schema_name = 'marts'"
        ).fetchall()
    print(f"{len(new)} marts, {rows:,} rows: {differing:,} differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
