"""What a change of the code made of what is read: `python -m benchmarks.same_raw OLD/raw NEW/raw [--certain]`.

Both raw layers hold the same documents. Compares the rows of cells, tables, notes and paragraphs both ways (`EXCEPT ALL`), without what
says how or when they were read. With --certain only the amounts that are certain (`readings` is empty), by their places, heads and the
words of their rows, and in one direction: an amount may become flagged, but none may become certain, and none be another. Ends with 0
when nothing differs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

DATASETS = ("cells", "tables", "notes", "paragraphs")
UNSTABLE = ("inference", "extractor_version", "landed_at")
CERTAIN = """
    select document_id, page_no, text, x0, top, x1, bottom, header_path,
           list(text order by col_no) filter (not is_amount) over (partition by document_id, table_seq, row_no) as row_keys
    from (
        select *, inferred or regexp_full_match(text, '[-−–]?[0-9,]*[,.][0-9]+') as is_amount
        from {cells} where kind = 'body' and text <> ''
    )
    qualify is_amount and len(coalesce(readings, [])) = 0
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--certain", action="store_true")
    parser.add_argument("--examples", type=int, default=5)
    options = parser.parse_args()
    differ = 0
    with duckdb.connect() as connection:
        for dataset in DATASETS[:1] if options.certain else DATASETS:
            files = [f"read_parquet('{root / dataset}/**/*.parquet', union_by_name = true)" for root in (options.old, options.new)]
            columns = [row[0] for row in connection.execute(f"describe from {files[0]}").fetchall() if row[0] not in UNSTABLE]
            for name, file in zip(("old", "new"), files, strict=True):
                rows = CERTAIN.format(cells=file) if options.certain else f"select {', '.join(columns)} from {file}"
                connection.execute(f"create or replace temp table {name} as {rows}")
            counts = [connection.execute(f"select count(*) from {name}").fetchall()[0][0] for name in ("old", "new")]
            print(f"{dataset:<10} {counts[0]:9,} old {counts[1]:9,} new")
            for title, one, other in (("only new", "new", "old"), ("only old", "old", "new"))[: 1 if options.certain else 2]:
                found = connection.execute(f"from {one} except all from {other}").fetchall()
                differ += len(found)
                for row in sorted(found, key=str)[: options.examples]:
                    print(f"    {title}: " + " | ".join(str(value)[:60] for value in row))
    print(f"{differ:,} differ")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
