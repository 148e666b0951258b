"""The catalogue of identities as a page: `python -m docs.catalogue` writes docs/identities.md from the seed.

The sentence of an identity stands once, in seeds/identities/identity_catalogue.csv; this page is made of it.
"""

from __future__ import annotations

import csv
import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "seeds" / "identities" / "identity_catalogue.csv"
PAGE = ROOT / "docs" / "identities.md"
HEAD = """# Identities

What every report is checked for. Each row is one row of `seeds/identities/identity_catalogue.csv`, one definition
(a model `idn_*` or, for pairs of tables, a row of a seed beside the catalogue), and cases that hold, break and cannot
be evaluated among the unit tests.
`python -m docs.catalogue` writes this page.

An instance is **exact**, **rounding** (apart by no more than half a unit of the last printed place of every operand), **violated**, or
**not evaluable** with the reason. A blank cell is zero inside a sum, a blank subtotal stands for its own parts; a total that is not
printed is never judged. Figures of another year, and changes, are in no identity of the year. The total of a table of expenditure by
source, the carry-over of the year before among its columns, may hold what is left for the next year: the line of the summary that it
equals is meant.
Where an identity comes from: *form* (the official form of the table), *note* (printed under the table), *regulation*, *arithmetic*.
"""


def render() -> str:
    """The page, family by family in the order of the catalogue."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    families = list(dict.fromkeys(row["family"] for row in rows))
    rows.sort(key=lambda row: families.index(row["family"]))
    parts = [HEAD]
    for family, members in groupby(rows, key=lambda row: row["family"]):
        parts.append(f"\n## {family}\n\n| code | identity | 勾稽关系 | source |\n| --- | --- | --- | --- |\n")
        parts.extend(
            f"| `{m['identity_code']}` | {m['sentence_en']} | {m['sentence_zh']} | {m['source']}: {m['source_detail']} |\n" for m in members
        )
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    sys.exit(0)
