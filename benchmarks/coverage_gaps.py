"""Where did every number go that a report prints in tables and no amount holds? `python -m benchmarks.coverage_gaps DATA INBOX [OUT.tsv]`.

DATA is what a run of INBOX wrote. Of every page of a PDF that looks like a table (at least five figures, at most two full stops), each
figure that PDFium finds is looked for by its place: in the box of an amount or a performance cell that holds it (landed, also where a
line break cuts it), a flagged cell, any other cell (a head, a column of codes or words), a note, a paragraph; or it was not read at all.
OUT.tsv lists each that is not landed with its page and place; the summary counts them by document and by where they went. A figure of a
table that went nowhere, or into a head, is lost. Figures printed twice in one place (bold) count once.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pypdfium2

from benchmarks.audit import characters
from extract.vocabulary import squeeze

LANDED_HERE, SHOWN = "landed", "landed as far as it shows"
FIGURES, STOPS = 5, 2  # a page of tables prints so many figures at least, and so many full stops at most
SLACK = 1.0  # points that a figure may stand outside its box
FIGURE = re.compile(r"(?<![\d.\-—/:A-Za-z第])-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{4,})(?![\d%％A-Za-z年月日号.\-/:])")
CODE_OR_YEAR = re.compile(r"-?[235](\d{4}|\d{6}|\d{9})|(19|20)\d\d|-?\d{13,}")

LANDED = """
    select page_no, x0, top, x1, bottom, printed_text, 'landed' from marts.fct_reported_amount where report_id = ?
    union all
    select page_no, x0, top, x1, bottom, printed_text, 'landed' from marts.fct_performance_indicator where report_id = ?
    union all
    select page_no, x0, top, x1, bottom, printed_text, 'flagged: ' || reason || ', ' || table_code
    from marts.fct_flagged_cell where report_id = ?
"""
CELLS = """
    select c.page_no, c.x0, c.top, c.x1, c.bottom, c.text, case
        when c.kind = 'header' then 'head of '
        when k.role in ('value', 'quantity', 'percent') and d.is_money then 'no amount, in a column of amounts of '
        when d.is_money then 'column of ' || k.role || ' of '
        else 'cell of '
    end || t.table_code
    from read_parquet(?) as c
    join intermediate.int_table as t using (document_id, table_seq)
    join marts.dim_table as d using (table_code)
    left join intermediate.int_column as k using (document_id, table_seq, col_no)
    where c.document_id = ? and c.text <> ''
"""
LINES = "select page_no, x0, top, x1, bottom, text, ? from read_parquet(?) where document_id = ?"


class Figure(NamedTuple):
    """A figure that a page prints, with its place."""

    page_no: int
    text: str
    x: float
    y: float


class Piece(NamedTuple):
    """Something landed of a page: its box, its text, and what it is."""

    page_no: int
    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    where: str

    def surrounds(self, figure: Figure) -> bool:
        """Whether a figure stands inside the box."""
        return self.x0 - SLACK <= figure.x <= self.x1 + SLACK and self.top - SLACK <= figure.y <= self.bottom + SLACK

    def tells(self, figure: Figure) -> bool:
        """Whether the text holds the figure."""
        return figure.text.replace(",", "") in squeeze(self.text).replace(",", "")


def figures(page_no: int, page: pypdfium2.PdfPage) -> list[Figure]:
    """The figures of a page of tables: with decimals, with separators, or whole of four digits and more that are no code and no year."""
    signs, places = characters(page)
    width, height = page.get_size()
    plain = [unicodedata.normalize("NFKC", sign) for sign in signs]
    text = "".join(sign if len(sign) == 1 else " " for sign in plain)
    found: dict[tuple[str, int, int], Figure] = {}
    for match in FIGURE.finditer(text):
        if not CODE_OR_YEAR.fullmatch(match[0]):
            x, y = places[match.start() : match.end()].mean(axis=0)
            if 0 <= x <= width and 0 <= y <= height:  # what lies off the page is not printed
                found[match[0], round(x / 3), round(y / 3)] = Figure(page_no, match[0], float(x), float(y))
    return list(found.values()) if len(found) >= FIGURES and text.count("。") <= STOPS else []


def printed(path: Path) -> list[Figure]:
    """The figures that the pages of tables of a PDF print."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for page_no, page in enumerate(document, 1):
            found += figures(page_no, page)
            page.close()
    return found


def pieces(connection: duckdb.DuckDBPyConnection, raw: Path, document_id: str) -> dict[int, list[Piece]]:
    """All that was landed of a document, by page, the surest first."""

    def files(dataset: str) -> str:
        return str(raw / dataset / "**" / "*.parquet")

    rows: list[Any] = connection.execute(LANDED, [document_id] * 3).fetchall()
    rows += connection.execute(CELLS, [files("cells"), document_id]).fetchall()
    for dataset, where in (("notes", "note"), ("paragraphs", "paragraph")):
        rows += connection.execute(LINES, [where, files(dataset), document_id]).fetchall()
    by_page = defaultdict(list)
    for piece in map(Piece._make, rows):
        by_page[piece.page_no].append(piece)
    return by_page


def place(figure: Figure, by_page: dict[int, list[Piece]]) -> str:
    """Where a figure went."""
    around = [piece for piece in by_page.get(figure.page_no, []) if piece.surrounds(figure)]
    for piece in around:
        if piece.tells(figure):
            return piece.where
    if any(piece.where == LANDED_HERE and figure.text.startswith(squeeze(piece.text)) for piece in around):
        return SHOWN
    # A paragraph may begin on the page before; a line break may cut what it prints.
    lines = [piece for page_no in (figure.page_no, figure.page_no - 1) for piece in by_page.get(page_no, [])]
    return "paragraph" if any(piece.where == "paragraph" and piece.tells(figure) for piece in lines) else "not read"


def is_amount(where: str) -> bool:
    """Whether a figure that went there may be an amount of a table: codes, running text and what does not show are none."""
    return where not in ("paragraph", SHOWN) and "_code of " not in where


def main() -> None:
    data, inbox = Path(sys.argv[1]), Path(sys.argv[2])
    all_places: Counter[str] = Counter()
    rows = []
    with duckdb.connect(str(data / "zhangben.duckdb"), read_only=True) as connection:
        files = connection.execute("select source_file, document_id, status, reason_code from marts.dim_source_file order by 1").fetchall()
        for name, document_id, status, reason in files:
            if not name.lower().endswith(".pdf"):
                continue
            try:
                found = printed(inbox / name)
            except pypdfium2.PdfiumError as error:
                print(f"{name}: {error}")
                continue
            if status == "quarantined":
                print(f"put aside ({reason}), {len(found)} figures: {name}")
                continue
            by_page = pieces(connection, data / "raw", document_id)
            went = [(figure, place(figure, by_page)) for figure in found]
            places = Counter(where for _, where in went)
            all_places += places
            rows += [(name, f.page_no, f.text, round(f.x), round(f.y), where) for f, where in went if where != LANDED_HERE]
            if places[LANDED_HERE] < len(found):
                others = "; ".join(f"{count} {where}" for where, count in places.most_common() if where != LANDED_HERE)
                print(f"{places[LANDED_HERE] / len(found):8.2%} of {len(found):6} {name}: {others}", flush=True)
    landed, amounts = all_places[LANDED_HERE], sum(count for where, count in all_places.items() if is_amount(where))
    print(f"\n{landed:,} of {all_places.total():,} figures landed; of those that are no code and no running text {landed:,} of {amounts:,}")
    for where, count in all_places.most_common():
        if where != LANDED_HERE:
            print(f"{count:6} {where}")
    if len(sys.argv) > 3:
        with Path(sys.argv[3]).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, "excel-tab").writerows([("source_file", "page_no", "figure", "x", "y", "where"), *rows])


if __name__ == "__main__":
    main()
