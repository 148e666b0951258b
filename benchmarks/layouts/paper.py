"""A printed report → its file: PDF as the features on paper say, or HTML, XLSX, DOCX."""

from __future__ import annotations

import io
import re
from pathlib import Path
from random import Random

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.layouts import workbook
from benchmarks.layouts.features import Layout
from samples.typeset.grid import draw_table
from samples.typeset.markup import PageBreak, Report, Table, Text
from samples.typeset.page import Page, Style
from samples.typeset.render import draw_text
from samples.typeset.typefaces import FACES, register_fonts
from tests.forms import FORMS

SONG = "STSong-Light"  # a font that readers bring themselves: its codes are characters by convention, and nothing is embedded

ORIGIN = (300, 200)  # of pages whose origin is not their corner


def save(report: Report, layout: Layout, file: Path, rng: Random) -> None:
    """Write the report in the form of its layout."""
    if layout["form"] == "pdf":
        file.write_bytes(pdf(report, layout, rng))
    else:
        (workbook.save if layout["form"] == "xlsx" else FORMS[layout["form"]])(report, file)


class LaidOutPage(Page):
    """A page that does what the layout says."""

    def __init__(self, canvas: Canvas, style: Style, layout: Layout, rng: Random) -> None:
        super().__init__(canvas, style)
        self.layout, self.rng = layout, rng

    def start(self, landscape: bool = False) -> None:
        """A new page, turned or moved as the layout says."""
        if self.number:
            self.finish()
        super().start(landscape)
        if self.layout["page"] == "turned" and self.number > 1:
            self._turn()
        elif self.layout["page"] == "shifted_origin":
            self.canvas.translate(*ORIGIN)

    def _turn(self) -> None:
        """Lay the page on its side and say in the file that it is to be shown upright."""
        self.canvas.setPageRotation(90)
        self.canvas.setPageSize((self.height, self.width))  # as it is shown
        self.canvas.translate(self.width, 0)
        self.canvas.rotate(90)
        self.width, self.height = self.height, self.width

    def finish(self) -> None:
        """What is printed over a page last."""
        mark = self.layout["mark"]
        if self.number < 2 or mark == "none":
            return
        self.canvas.saveState()
        if mark == "watermark":
            self.canvas.translate(self.width / 2, self.height * self.rng.uniform(0.5, 0.8))
            self.canvas.rotate(40)
            self.canvas.setFillGray(0.85)
            self.canvas.setFont(SONG, 60)
            self.canvas.drawCentredString(0, 0, "内部资料公开")
        else:
            self._seal(self.width * self.rng.uniform(0.3, 0.7), self.height * self.rng.uniform(0.6, 0.8))
        self.canvas.restoreState()

    def _seal(self, x: float, y: float) -> None:
        """A round seal with its words along the rim."""
        self.canvas.setStrokeColorRGB(0.9, 0.1, 0.1)
        self.canvas.setFillColorRGB(0.9, 0.1, 0.1)
        self.canvas.translate(x, y)
        self.canvas.circle(0, 0, 55)
        words = "某某财政局公开专用章"
        self.canvas.setFont(SONG, 11)
        for n, letter in enumerate(words):
            self.canvas.saveState()
            self.canvas.rotate(81 - 162 * n / (len(words) - 1))
            self.canvas.drawCentredString(0, 40, letter)
            self.canvas.restoreState()

    def line(self, text: str, font: str, size: float, baseline: float, align: str = "l", x: float | None = None) -> None:
        """A line of text, in another font where its own lacks a character, twice where it is bold."""
        runs = _runs(text, font)
        width = sum(pdfmetrics.stringWidth(run, face, size) for face, run in runs)
        if x is None:
            x = {"l": self.left, "c": (self.left + self.right) / 2, "r": self.right}[align]
        at = x - {"l": 0.0, "c": width / 2, "r": width}[align]
        for face, run in runs:
            self.canvas.setFont(face, size)
            for shift in (0.0, 0.25) if self.layout["bold"] == "printed_twice" else (0.0,):
                self.canvas.drawString(at + shift, self.height - baseline, run)
            at += pdfmetrics.stringWidth(run, face, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        """A rule, if the layout has it."""
        rules = self.layout["rules"]
        vertical = abs(x1 - x0) < abs(y1 - y0)
        if rules == "none" or (rules in ("no_vertical", "three_lines") and vertical):
            return
        super().rule(x0, y0, x1, y1, width)


def _runs(text: str, font: str) -> list[tuple[str, str]]:
    """The text in pieces, each with a font that has its characters."""
    if font not in FACES:
        return [(font, text)]
    known = pdfmetrics.getFont(font).face.charToGlyph
    pieces: list[tuple[str, str]] = []
    for letter in text:
        face = font if ord(letter) in known else SONG
        if pieces and pieces[-1][0] == face:
            pieces[-1] = (face, pieces[-1][1] + letter)
        else:
            pieces.append((face, letter))
    return pieces


def pdf(report: Report, layout: Layout, rng: Random) -> bytes:
    """The PDF of a report; the same report and layout give the same bytes."""
    register_fonts()
    if SONG not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    faces = {"body": SONG, "heading": SONG, "table": SONG} if layout["font"] == "without_tounicode" else {}
    style = Style(**faces, repeat=layout["breaks"] == "cut_repeated", indent=False)  # type: ignore[arg-type]
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=0, initialFontName=style.body)
    page = LaidOutPage(canvas, style, layout, rng)
    page.start()
    for before, block in zip([None, *report.blocks], report.blocks, strict=False):
        if isinstance(block, PageBreak):
            page.start(layout["page"] == "landscape")
        elif isinstance(block, Table):
            _room(page, layout)
            draw_table(page, block)
        elif isinstance(block, Text):
            draw_text(page, block, first=getattr(before, "kind", "") != block.kind)
    page.finish()
    canvas.showPage()
    canvas.save()
    return _boxed(target.getvalue(), layout["page"])


def _room(page: Page, layout: Layout) -> None:
    """Begin a table on a page that holds its heads, or, where tables are not to be cut, all of it as far as one can."""
    room = page.height * 0.55 if layout["breaks"] == "flowing" else 200  # heads are not cut
    if page.bottom - page.y < room:
        page.start(page.landscape)


def _boxed(content: bytes, page: str) -> bytes:
    """The pages with another MediaBox of the same length in bytes: inverted corners, or an origin that is not the corner."""
    if page == "inverted":
        return re.sub(rb"/MediaBox \[ 0 0 (\S+) (\S+) \]", rb"/MediaBox [ \1 \2 0 0 ]", content)
    if page == "shifted_origin":
        return content.replace(b"/MediaBox [ 0 0 595.2756 841.8898 ]", b"/MediaBox [ 300 200 895.28 1041.9 ]")
    return content
