"""Hold landed amounts against their pages, by machine and by eye: `python -m benchmarks.audit DATA INBOX OUT [--amounts 400] [--seed 1]`.

DATA is what a run of INBOX wrote (its zhangben.duckdb and raw). By machine (--all, all amounts of PDFs): the text that PDFium, a reader
that has no part in landing, finds inside the box of an amount is what was landed; OUT/boxes.tsv lists each box where it is not.
By eye: of the documents (--documents FILE, a name a line; else all of them) so many amounts are drawn, always the same ones for a seed.
OUT/sheet-NN.png shows of each the head of its table and its row, with the box drawn, and says what was landed; OUT/audit.tsv is to be
filled in: a column for each thing that can be wrong with an amount. Amounts of forms without pages stand in the list only.
Sheets need Pillow and pypdfium2 (make setup-ocr) and, for Chinese captions, a font with Chinese characters that fc-list knows.
"""

from __future__ import annotations

import argparse
import csv
import ctypes
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageDraw, ImageFont

from extract.vocabulary import squeeze

JUDGED = ("text", "label", "column", "table", "measure", "period", "unit", "body", "box")  # what can be wrong with an amount
PANELS = 6  # amounts a sheet
WIDTH = 1500  # pixels of a sheet
ABOVE, AROUND, TALLEST = 80, 26, 230  # points shown above a head and around a row, and the tallest head that is shown
RED, INK = (220, 0, 0), (0, 0, 0)

AMOUNTS = """
    select
        a.cell_id, r.source_file, a.page_no, a.x0, a.top, a.x1, a.bottom, a.table_no, a.col_no, a.printed_text,
        a.row_label, a.row_code, a.line_no, a.row_unit, a.column_label, a.block_title, a.table_code, t.title, t.table_label,
        coalesce(m.name_en, a.measure_code) as measure, a.fund_code, a.phase, a.period, a.period_year, a.unit_scale, a.unit_source,
        t.unit_text, r.unit_name, r.fiscal_year, r.report_kind, a.function_code, a.economic_code, a.government_economic_code, a.unit_code,
        a.project_code, a.amount, r.document_id
    from marts.fct_reported_amount as a
    join marts.dim_report as r using (report_id)
    join marts.dim_report_table as t on t.report_id = a.report_id and t.table_seq = a.table_no
    left join marts.dim_measure as m using (measure_code)
    order by r.source_file, a.page_no, a.cell_id
"""


class Amount(NamedTuple):
    """One landed amount, as :data:`AMOUNTS` gives it."""

    cell_id: str
    source_file: str
    page_no: int
    x0: float
    top: float
    x1: float
    bottom: float
    table_no: int
    col_no: int
    printed_text: str
    row_label: str
    row_code: str
    line_no: str
    row_unit: str | None
    column_label: str
    block_title: str | None
    table_code: str
    title: str | None
    table_label: str | None
    measure: str
    fund_code: str | None
    phase: str | None
    period: str | None
    period_year: int | None
    unit_scale: Any
    unit_source: str
    unit_text: str | None
    unit_name: str | None
    fiscal_year: int | None
    report_kind: str
    function_code: str | None
    economic_code: str | None
    government_economic_code: str | None
    unit_code: str | None
    project_code: str | None
    amount: Any
    document_id: str


class Head(NamedTuple):
    """Where the head of a table stands, and the x of one column of it."""

    page_no: int
    top: float
    bottom: float
    x0: float
    x1: float


def characters(page: pypdfium2.PdfPage) -> tuple[list[str], np.ndarray[Any, Any]]:
    """What PDFium finds printed on a page, and the middle of each character from the top-left corner of what shows, as landing counts."""
    text = page.get_textpage()
    count = text.count_chars()
    width, height = page.get_size()
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for at in ((0, 0), (1000, 0), (0, 1000)):  # one straight map takes places of the page to places on the screen
        pypdfium2.raw.FPDF_PageToDevice(page, 0, 0, round(width * 1000), round(height * 1000), 0, *at, x, y)
        corners.append((x.value / 1000, y.value / 1000))
    origin, right, up = (np.array(corner) for corner in corners)
    signs = [chr(pypdfium2.raw.FPDFText_GetUnicode(text, i)) for i in range(count)]
    boxes = np.array([text.get_charbox(i) for i in range(count)]).reshape(-1, 4)
    middles = np.column_stack([(boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2])
    return signs, origin + middles[:, :1] / 1000 * (right - origin) + middles[:, 1:] / 1000 * (up - origin)


def inside(signs: list[str], places: np.ndarray[Any, Any], amount: Amount) -> str:
    """The text whose middle lies inside the box of an amount."""
    x, y = places[:, 0], places[:, 1]
    within = np.flatnonzero((x >= amount.x0) & (x <= amount.x1) & (y >= amount.top) & (y <= amount.bottom))
    return squeeze("".join(signs[i] for i in within))


def verdict(printed: str, found: str) -> str:
    """How the text of a box compares with what was landed."""
    printed = squeeze(printed)
    if printed == found:
        return "equal"
    if not found:
        return "nothing there"
    if found == printed * 2 or "".join(found[::2]) == printed == "".join(found[1::2]):
        return "printed twice"
    if printed in found:
        return "more there"
    return "part of it" if found in printed else "other text"


def check_boxes(amounts: list[Amount], inbox: Path) -> Iterator[tuple[str, str, Amount]]:
    """The verdict on the box of every amount of a PDF, with the text found there."""
    for name, of_file in groupby((a for a in amounts if a.source_file.lower().endswith(".pdf")), key=lambda a: a.source_file):
        with pypdfium2.PdfDocument(inbox / name) as document:
            for page_no, of_page in groupby(of_file, key=lambda a: a.page_no):
                page = document[page_no - 1]
                signs, places = characters(page)
                page.close()
                for amount in of_page:
                    found = inside(signs, places, amount)
                    yield verdict(amount.printed_text, found), found, amount


def heads(connection: duckdb.DuckDBPyConnection, raw: Path, amounts: list[Amount]) -> dict[tuple[str, int, int], Head]:
    """The head of the table of each amount, by document, table and column."""
    query = """
        select d.document_id, d.table_seq, d.col_no, min(c.page_no), min(c.top), max(c.bottom),
            max(c.x0) filter (where d.col_no between c.col_no and c.col_no + c.col_span - 1),
            min(c.x1) filter (where d.col_no between c.col_no and c.col_no + c.col_span - 1)
        from (
            select distinct report_id as document_id, table_no as table_seq, col_no
            from marts.fct_reported_amount where list_contains(?, cell_id)
        ) as d
        join read_parquet(?) as c using (document_id, table_seq)
        where c.kind = 'header'
        group by all
    """
    found = connection.execute(query, [[a.cell_id for a in amounts], str(raw / "cells" / "**" / "*.parquet")]).fetchall()
    return {(document, table, column): Head(*rest) for document, table, column, *rest in found}


def strip(document: pypdfium2.PdfDocument, page_no: int, top: float, bottom: float) -> tuple[Image.Image, float, float]:
    """A band of a page at the width of a sheet, the scale it is drawn at, and the points from which it begins."""
    page = document[page_no - 1]
    width, height = page.get_size()
    scale = WIDTH / width
    top, bottom = max(0.0, top), min(height, bottom)
    whole = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    return whole.crop((0, round(top * scale), whole.width, max(round(top * scale) + 1, round(bottom * scale)))), scale, top


def panel(document: pypdfium2.PdfDocument, amount: Amount, head: Head | None) -> list[Image.Image]:
    """The head of the table and the row of an amount, its column and its box marked."""
    bands = []
    if head:
        band, scale, _ = strip(document, head.page_no, head.top - ABOVE, min(head.bottom, head.top + TALLEST) + 2)
        if head.x0 is not None:
            ImageDraw.Draw(band).line([(head.x0 * scale, band.height - 2), (head.x1 * scale, band.height - 2)], fill=RED, width=3)
        bands.append(band)
    band, scale, top = strip(document, amount.page_no, amount.top - AROUND, amount.bottom + AROUND)
    box = ((amount.x0 * scale, (amount.top - top) * scale), (amount.x1 * scale, (amount.bottom - top) * scale))
    ImageDraw.Draw(band).rectangle(box, outline=RED, width=2)
    return [*bands, band]


def caption(number: int, amount: Amount) -> list[str]:
    """What was landed of an amount, in lines."""
    a = amount
    codes = {"F": a.function_code, "E": a.economic_code, "G": a.government_economic_code, "U": a.unit_code, "P": a.project_code}
    keys = " ".join(f"{key}={code}" for key, code in codes.items() if code)
    period = " ".join(str(part) for part in (a.phase, a.period, a.period_year) if part)
    lines = [
        f"#{number}  {a.source_file}  p.{a.page_no}",
        f"[{a.printed_text}] = {a.amount} yuan | row: {a.row_label} | {a.row_code} {keys} | line {a.line_no} | of {a.row_unit}",
        f"column: {a.column_label} | block {a.block_title} | {a.measure} fund={a.fund_code} | {period}",
        f"{a.table_code}: {a.title} ({a.table_label}) | unit {a.unit_scale} by {a.unit_source} {a.unit_text} | "
        f"{a.unit_name} {a.fiscal_year} {a.report_kind}",
    ]
    return [line.replace("\n", "⏎") for line in lines]


def typeface(size: int) -> Any:
    """A font with Chinese characters, where there is one."""
    if shutil.which("fc-list"):
        known = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False).stdout
        if known:
            return ImageFont.truetype(known.split(":")[0], size)
    return ImageFont.load_default(size)


def draw_sheets(amounts: list[Amount], inbox: Path, out: Path, found: dict[tuple[str, int, int], Head]) -> None:
    """Write the contact sheets, so many amounts a picture."""
    font = typeface(17)
    for first in range(0, len(amounts), PANELS):
        parts: list[Image.Image] = []
        for number, amount in enumerate(amounts[first : first + PANELS], first + 1):
            lines = caption(number, amount)
            words = Image.new("RGB", (WIDTH, 22 * len(lines) + 4), (255, 250, 205))
            for i, line in enumerate(lines):
                ImageDraw.Draw(words).text((4, 22 * i), line, font=font, fill=INK)
            parts.append(words)
            if amount.source_file.lower().endswith(".pdf"):
                with pypdfium2.PdfDocument(inbox / amount.source_file) as document:
                    parts += panel(document, amount, found.get((amount.document_id, amount.table_no, amount.col_no)))
        sheet = Image.new("RGB", (WIDTH, sum(part.height + 3 for part in parts)), (120, 120, 120))
        top = 0
        for part in parts:
            sheet.paste(part, (0, top))
            top += part.height + 3
        sheet.save(out / f"sheet-{first // PANELS + 1:03}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("inbox", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=Path, help="a file with a source file a line: draw from these only")
    parser.add_argument("--amounts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="check the boxes of all amounts, not only of those drawn")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)

    with duckdb.connect(str(given.data / "zhangben.duckdb"), read_only=True) as connection:
        everything = [Amount(*row) for row in connection.execute(AMOUNTS).fetchall()]
        among = set(given.documents.read_text("utf-8").splitlines()) if given.documents else {a.source_file for a in everything}
        eligible = sorted((a for a in everything if a.source_file in among), key=lambda a: a.cell_id)
        drawn = random.Random(given.seed).sample(eligible, min(given.amounts, len(eligible)))
        drawn.sort(key=lambda a: (a.source_file, a.page_no, a.cell_id))
        found = heads(connection, given.data / "raw", drawn)

    counts: Counter[str] = Counter()
    with (given.out / "boxes.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, "excel-tab")
        table.writerow(("verdict", "found", "printed_text", "source_file", "page_no", "x0", "top", "x1", "bottom", "table_code", "cell_id"))
        for said, text, a in check_boxes(everything if given.all else drawn, given.inbox):
            counts[said] += 1
            if said != "equal":
                place = (round(value, 1) for value in (a.x0, a.top, a.x1, a.bottom))
                table.writerow((said, text[:60], a.printed_text, a.source_file, a.page_no, *place, a.table_code, a.cell_id))
    print("boxes: " + ", ".join(f"{count:,} {said}" for said, count in counts.most_common()))

    with (given.out / "audit.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, "excel-tab")
        table.writerow(("number", *JUDGED, "note", *Amount._fields))
        table.writerows((number, *("" for _ in JUDGED), "", *amount) for number, amount in enumerate(drawn, 1))
    draw_sheets(drawn, given.inbox, given.out, found)
    print(f"{len(drawn)} of {len(eligible):,} amounts of {len(among)} documents drawn: {given.out}/audit.tsv, sheet-*.png")


if __name__ == "__main__":
    main()
