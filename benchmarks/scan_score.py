"""What became of every amount of a report when it was scanned: `python -m benchmarks.scan_score PDF_WAREHOUSE SCAN_WAREHOUSE`.

Both warehouses are published from folders of files of the same names, one of PDFs, one of what benchmarks.scans made of them.
An amount is the same when report, table, row, column and printed number are; the PDFs are taken as right. Amounts of the scans that
the PDFs do not have are wrong: flagged (in fct_flagged_cell, or inferred), in an identity that is violated, or silent.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb

AMOUNTS = """
    select parse_filename(r.source_file), a.table_code, coalesce(nullif(a.row_code, ''), a.row_label), a.column_label, a.printed_value,
        f.cell_id is not null or a.inferred, a.cell_id in (
            select unnest(c.evidence) from marts.fct_identity_check as c where c.status = 'violated'
        ), a.page_no
    from marts.fct_reported_amount as a
    join marts.dim_report as r using (report_id)
    left join marts.fct_flagged_cell as f using (cell_id)
"""


def amounts(warehouse: Path) -> dict[tuple[Any, ...], list[tuple[bool, bool, int]]]:
    """The amounts of a warehouse, each with whether it is flagged, whether it stands in a violated identity, and its page."""
    found: dict[tuple[Any, ...], list[tuple[bool, bool, int]]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for *key, flagged, violated, page in connection.execute(AMOUNTS).fetchall():
            found[tuple(key)].append((flagged, violated, page))
    return found


def main() -> None:
    printed, scanned = amounts(Path(sys.argv[1])), amounts(Path(sys.argv[2]))
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for key, cells in printed.items():
        right = min(len(cells), len(scanned.get(key, [])))
        total[key[0]].update(printed=len(cells), right=right, missing=len(cells) - right)
    for key, cells in scanned.items():
        for flagged, violated, page in cells[len(printed.get(key, [])) :]:
            kind = "wrong, flagged" if flagged else "wrong, in a violated identity" if violated else "wrong, silent"
            total[key[0]][kind] += 1
            print(f"{kind:30} p.{page:<3} {' | '.join(map(str, key[1:]))}")
        total[key[0]]["flagged or inferred"] += sum(flagged for flagged, *_ in cells)
    for name, counts in [*sorted(total.items()), ("all", sum(total.values(), Counter()))]:
        share = 100 * counts["right"] / max(1, counts["printed"])
        print(f"{counts['right']:6} of {counts['printed']:6} = {share:6.2f} %  {name}")
        print("       " + ", ".join(f"{kind} {count}" for kind, count in counts.items() if kind not in ("printed", "right") and count))


if __name__ == "__main__":
    main()
