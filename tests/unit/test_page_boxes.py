"""Pages of any boxes: text and rules stand where a person sees them, in points from the top left of what shows."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from extract.document import Page
from extract.readers.fonts import FontShelf
from extract.readers.pdf import read_fast, read_pdf, read_thoroughly
from tests.raw_pdf import one_page

# What is drawn on a page whose lower left corner, as displayed, is 0, 0 and which is 400 wide and 300 high.
DRAWN = "BT /F1 10 Tf 1 0 0 1 40 250 Tm (1,234.50) Tj ET 30 240 m 180 240 l S 30 240 m 30 265 l S"
SEEN = {"width": 400, "height": 300, "x0": 40, "top": 300 - 250 - 8.6, "level": (60, 30, 180), "upright": (30, 35, 60)}
# The same, drawn on a sheet that is turned when displayed.
TURNED = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}
CORNER = {0: (0, 0), 90: (300, 0), 180: (400, 300), 270: (0, 400)}
SIZES = {0: (400, 300), 90: (300, 400), 180: (400, 300), 270: (300, 400)}


def read(path: Path) -> Page:
    """The page by both readers, which must agree."""
    with pdfplumber.open(path) as pdf:
        fast = read_fast(pdf.pages[0], FontShelf(pdf.rsrcmgr))
    with pdfplumber.open(path) as pdf:
        thorough = read_thoroughly(pdf.pages[0])
    assert fast == thorough
    return fast


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("origin", [(0, 0), (-12, 12), (100, 50)])
@pytest.mark.parametrize("boxes", ["straight", "inverted", "crossed", "cropped", "cropped inverted", "crop beyond", "crop beside"])
def test_text_and_rules_stand_where_they_are_seen(tmp_path: Path, rotation: int, origin: tuple[int, int], boxes: str) -> None:
    (left, lower), (width, height) = origin, SIZES[rotation]
    shown = (left, lower, left + width, lower + height)
    x, y = CORNER[rotation]
    content = f"q {TURNED[rotation]} {left + x} {lower + y} cm {DRAWN} Q"
    media, crop = shown, None
    if boxes == "inverted":
        media = (shown[2], shown[3], shown[0], shown[1])
    elif boxes == "crossed":
        media = (shown[0], shown[3], shown[2], shown[1])
    elif boxes.startswith("cropped"):
        media, crop = (left - 70, lower - 30, left + width + 11, lower + height + 55), shown
        content += f" BT /F1 10 Tf 1 0 0 1 {left - 60} {lower - 20} Tm (beside what shows) Tj ET"
        if boxes == "cropped inverted":
            crop = (shown[2], shown[3], shown[0], shown[1])
    elif boxes == "crop beyond":
        crop = (left - 9, lower - 9, left + width + 9, lower + height + 9)
    elif boxes == "crop beside":
        crop = (9000, 0, 9100, 100)
    entries = "".join(f"/{name}[{' '.join(map(str, box))}]" for name, box in (("MediaBox", media), ("CropBox", crop)) if box)
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page(content, f"{entries}/Rotate {rotation}"))
    page = read(path)
    assert (page.width, page.height, page.rotation) == (SEEN["width"], SEEN["height"], rotation)
    assert "".join(c.text for c in page.chars) == "1,234.50"
    assert (page.chars[0].x0, page.chars[0].top) == pytest.approx((SEEN["x0"], SEEN["top"]))
    assert [tuple(rule) for rule in page.horizontal] == [pytest.approx(SEEN["level"])]
    assert [tuple(rule) for rule in page.vertical] == [pytest.approx(SEEN["upright"])]
    if "beside" not in boxes:  # PDFium, a reader of its own, sees a page of that size
        pdf = pypdfium2.PdfDocument(path)
        assert pdf[0].get_size() == (SEEN["width"], SEEN["height"])
        pdf.close()


def test_a_page_in_units_of_its_own_is_measured_in_points(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page("BT /F1 10 Tf 1 0 0 1 40 50 Tm (1) Tj ET 30 40 m 80 40 l S", "/MediaBox[10 0 110 100]/UserUnit 2"))
    page = read(path)
    assert (page.width, page.height) == (200, 200)
    assert (page.chars[0].x0, page.chars[0].top, page.chars[0].size) == pytest.approx((60, 2 * 50 - 0.86 * 20, 20), abs=0.2)
    assert [tuple(rule) for rule in page.horizontal] == [pytest.approx((120, 40, 140))]


def test_a_table_on_an_inverted_page_is_landed_with_its_boxes(tmp_path: Path) -> None:
    rules = "".join(f"30 {y} m 230 {y} l S " for y in (200, 220, 240)) + "".join(f"{x} 200 m {x} 240 l S " for x in (30, 130, 230))
    words = [(35, 225, "a"), (135, 225, "b"), (35, 205, "c"), (135, 205, "1,234.50")]
    text = " ".join(f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({word}) Tj ET" for x, y, word in words)
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page(rules + text, "/MediaBox[595 842 0 0]/CropBox[0 0 595 842]"))
    (table,) = read_pdf(path).tables
    cell = next(c for c in table.cells if c.text == "1,234.50")
    assert (cell.row, cell.col, tuple(cell.box)) == (1, 1, pytest.approx((130, 622, 230, 642)))
