"""The fast reader of PDF pages gives what the thorough one gives, and leaves to it what it does not follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.document import Page
from extract.readers.fonts import FontShelf, Unusual, read_unicode_map
from extract.readers.pdf import read_fast, read_page, read_thoroughly

Draw = Callable[[Canvas], None]


def both(path: Path, draw: Draw) -> tuple[Page, Page]:
    canvas = Canvas(str(path / "a.pdf"), pagesize=(600, 400))
    draw(canvas)
    canvas.showPage()
    canvas.save()
    with pdfplumber.open(path / "a.pdf") as pdf:
        return read_fast(pdf.pages[0], FontShelf(pdf.rsrcmgr)), read_thoroughly(pdf.pages[0])


def clip(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    path = canvas.beginPath()
    path.rect(x, y, width, height)
    canvas.clipPath(path, stroke=0)


def watermark(canvas: Canvas) -> None:
    """Text at a slant, over a table whose texts stand level, upright, upside down and in italics."""
    table(canvas)
    for angle in (20, 45, 135, -30):
        canvas.saveState()
        canvas.translate(200, 120)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "COPY")
        canvas.restoreState()
    for angle in (90, 180, 270):
        canvas.saveState()
        canvas.translate(300, 200)
        canvas.rotate(angle)
        canvas.drawString(10, 0, str(angle))
        canvas.restoreState()
    italics = canvas.beginText(300, 100)
    italics.setTextTransform(1, 0, 0.3, 1, 300, 100)
    italics.textOut("italics")
    canvas.drawText(italics)


def test_text_at_a_slant_is_a_watermark_and_not_read(tmp_path: Path) -> None:
    fast, thorough = both(tmp_path, watermark)
    assert fast == thorough
    found = "".join(char.text for char in fast.chars)
    assert "C" not in found and "O" not in found
    assert all(word in found for word in ("90", "180", "270", "italics", "1,234.50"))


def in_cell(canvas: Canvas, x: float, width: float, text: str, at: float, y: float = 200) -> None:
    """A text that starts at a place of its own, clipped to a cell."""
    canvas.saveState()
    clip(canvas, x, y - 5, width, 20)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(at, y, text)
    canvas.restoreState()


def said(page: Page, left: float, right: float) -> str:
    """What stands between two x, from left to right."""
    return "".join(c.text for c in sorted(page.chars, key=lambda c: c.x0) if left <= (c.x0 + c.x1) / 2 < right)


def test_what_a_cell_cuts_off_its_own_text_is_read_and_stands_in_the_cell(tmp_path: Path) -> None:
    """Heads in the middle lose both ends, figures at the right their first digits; all of it is in the file."""

    def draw(canvas: Canvas) -> None:
        in_cell(canvas, 50, 40, "Expenditure (all)", 30)  # 80 wide, both ends cut
        in_cell(canvas, 100, 30, "1,200,000.00", 74)  # 56 wide, its beginning cut
        in_cell(canvas, 140, 30, "(whole)", 142)

    fast, thorough = both(tmp_path, draw)
    assert fast == thorough
    assert [said(fast, 50, 90), said(fast, 100, 130), said(fast, 140, 180)] == ["Expenditure (all)", "1,200,000.00", "(whole)"]


def test_text_of_which_next_to_nothing_shows_and_rows_that_do_not_are_not_there(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        in_cell(canvas, 50, 40, "next column", 95)  # beside its cell
        in_cell(canvas, 50, 40, "a long text that begins here", 88, 170)  # one letter of it
        in_cell(canvas, 50, 40, "12.50", 60, 140)
        in_cell(canvas, 90, 40, "12.50", 60, 140)  # drawn again for the neighbour, which shows nothing of it
        canvas.saveState()
        clip(canvas, 40, 50, 100, 300)  # of a page that shows some columns of a sheet
        canvas.drawString(100, 80, "Budget")
        canvas.drawString(139.5 - 20, 100, "120.5")
        canvas.drawString(148, 100, "7.00")
        canvas.restoreState()

    fast, thorough = both(tmp_path, draw)
    assert fast == thorough
    found = "".join(c.text for c in fast.chars)
    assert found == "a12.50Budget120"


def table(canvas: Canvas) -> None:
    canvas.grid([50, 150, 250], [100, 120, 140])
    canvas.drawString(55, 105, "A (nested (brackets)) \\ back")
    canvas.drawRightString(245, 105, "1,234.50")


def spacing(canvas: Canvas) -> None:
    text = canvas.beginText(50, 300)
    text.setCharSpace(1.5)
    text.setWordSpace(4)
    text.setHorizScale(80)
    text.setLeading(14)
    text.setRise(3)
    text.textLines("two words\nnext line")
    canvas.drawText(text)


def modes(canvas: Canvas) -> None:
    text = canvas.beginText(50, 300)
    for mode in range(8):
        text.setTextRenderMode(mode)
        text.textOut(str(mode))
    canvas.drawText(text)


def clipped(canvas: Canvas) -> None:
    canvas.saveState()
    clip(canvas, 40, 100, 300, 200)
    canvas.drawString(50, 200, "shown")
    canvas.drawString(50, 295, "cut")
    canvas.drawString(50, 320, "gone")
    canvas.drawString(330, 150, "over the edge")
    canvas.line(50, 350, 250, 350)
    canvas.line(50, 150, 550, 150)
    clip(canvas, 60, 0, 20, 400)
    canvas.drawString(50, 120, "twice clipped")
    canvas.restoreState()
    canvas.drawString(50, 380, "free")


def forms(canvas: Canvas) -> None:
    canvas.beginForm("inner")
    canvas.drawString(0, 0, "in a form")
    canvas.rect(0, 0, 50, 20)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(100, 100)
    canvas.scale(2, 1.5)
    canvas.rotate(90)
    canvas.doForm("inner")
    canvas.restoreState()


def turned(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.saveState()
    canvas.rotate(90)
    canvas.drawString(100, -300, "upright on a turned page")
    canvas.rect(90, -310, 200, 30)
    canvas.restoreState()
    canvas.drawString(100, 100, "sideways")
    canvas.rotate(17)
    canvas.drawString(200, 50, "slanting")
    canvas.rect(200, 20, 30, 10)


def colours(canvas: Canvas) -> None:
    for index, paint in enumerate((canvas.setFillGray, lambda v: canvas.setFillColorRGB(v, v, v), lambda v: canvas.setFillColorCMYK(0, 0, 0, 1 - v))):
        for step, value in enumerate((0, 0.5, 1)):
            paint(value)
            canvas.rect(50 + 60 * step, 50 + 30 * index, 50, 0.8, stroke=0, fill=1)
            canvas.rect(50 + 60 * step, 60 + 30 * index, 50, 0.8, stroke=1, fill=1)


def curves(canvas: Canvas) -> None:
    canvas.circle(100, 100, 30)
    canvas.roundRect(200, 100, 100, 50, 5)
    path = canvas.beginPath()
    path.moveTo(50, 300)
    path.lineTo(150, 300)
    path.lineTo(150, 301)
    path.close()
    path.rect(200, 300, 100, 1)
    path.moveTo(5, 5)
    canvas.drawPath(path, stroke=0, fill=1)
    path = canvas.beginPath()
    path.rect(400, 300, 100, 50)
    path.close()
    canvas.drawPath(path)


def chinese(canvas: Canvas) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(50, 300, "一、一般公共预算支出表 １２３")
    canvas.drawString(50.3, 300.2, "一、一般公共预算支出表")


@pytest.mark.parametrize("draw", [table, spacing, modes, clipped, forms, turned, colours, curves, chinese])
def test_the_fast_reader_gives_the_same_page_to_the_last_digit(tmp_path: Path, draw: Draw) -> None:
    fast, thorough = both(tmp_path, draw)
    assert fast == thorough
    assert fast.chars or fast.horizontal


def test_inline_images_and_unknown_operators_are_left_to_the_thorough_reader(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(600, 400), pageCompression=0)
    canvas.drawString(50, 300, "before")
    canvas._code.append("q 10 0 0 10 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q")
    canvas.drawString(50, 200, "after")
    canvas.showPage()
    canvas.save()
    with pdfplumber.open(tmp_path / "a.pdf") as pdf:
        shelf = FontShelf(pdf.rsrcmgr)
        with pytest.raises(Unusual):
            read_fast(pdf.pages[0], shelf)
        page = read_page(pdf.pages[0], shelf)
    assert "".join(c.text for c in page.chars) == "beforeafter"
    assert page.image_count == 1


CMAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
2 beginbfchar
<0003> <0020>
<0004><4E004E8C>
endbfchar
2 beginbfrange
<0010> <0012> <4E00>
<0020> <0021> [<0041> <00420043>]
endbfrange
endcmap end end"""


def test_plain_unicode_maps_are_read_here() -> None:
    assert read_unicode_map(CMAP) == {3: " ", 4: "一二", 0x10: "一", 0x11: "丁", 0x12: "丂", 0x20: "A", 0x21: "BC"}


@pytest.mark.parametrize(
    ("plain", "odd"),
    [(b"<0003> <0020>", b"<0003> /space"), (b"<0010> <0012>", b"<10> <0012>"), (b"endcmap", b"/Other usecmap endcmap"), (b"<0012> <4E00>", b"<0012> <FFFF>")],
)
def test_other_unicode_maps_are_left_to_pdfminer(plain: bytes, odd: bytes) -> None:
    assert read_unicode_map(CMAP.replace(plain, odd)) is None
