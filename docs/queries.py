"""The queries of the README, run: `python -m docs.queries WAREHOUSE` writes their results into README.md.

Every ```sql block of the README is followed by its result as a Markdown table. The test tests/golden/test_readme.py
runs the same queries on the sample warehouse and fails when a result is not what the README shows.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import duckdb

README = Path(__file__).resolve().parent.parent / "README.md"
BLOCK = re.compile(r"```sql\n(?P<query>.*?)\n```\n\n(?P<result>(?:\|[^\n]*\n)*)", re.DOTALL)


def render(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The result of one query as a Markdown table."""
    cursor = connection.execute(query)
    heads = [column[0] for column in cursor.description or []]
    rows = [["" if value is None else str(value) for value in row] for row in cursor.fetchall()]
    numeric = [all(re.fullmatch(r"-?[\d.]*", row[i]) for row in rows) for i in range(len(heads))]
    lines = [heads, ["---:" if right else "---" for right in numeric], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_results(text: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The README with the result of every query behind it."""
    return BLOCK.sub(lambda m: f"```sql\n{m['query']}\n```\n\n{render(connection, m['query'])}", text)


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        README.write_text(with_results(README.read_text(encoding="utf-8"), connection), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
