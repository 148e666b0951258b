"""Draws a report into a PDF: running text here, tables by samples.typeset.grid."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from samples.typeset.grid import draw_table
from samples.typeset.markup import Chart, PageBreak, Report, Table, Text
from samples.typeset.page import Page, Style, draw_lines
from samples.typeset.typefaces import register_fonts
from samples.typeset.wrap import wrap

# Text kinds: face, size, leading, space before, alignment (None: from the style).
KINDS = {
    "title": ("heading", 25, 40, 0, "c"),
    "imprint": ("heading", 15, 25, 0, "c"),
    "part": ("heading", 18, 28, 6, "c"),
    "heading": ("heading", 14, 24, 8, "l"),
    "subheading": ("body", 12, 22, 4, "l"),
    "paragraph": ("body", 12, 22, 0, "l"),
    "centred": ("body", 11, 18, 4, "c"),
    "right": ("body", 11, 18, 2, "r"),
    "contents": ("body", 12, 23, 0, "l"),
}


def render(report: Report) -> bytes:
    """The PDF of a report; the same report gives the same bytes."""
    register_fonts()
    style = Style(**report.meta.get("style", {}))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=0, initialFontName=style.body)
    canvas.setTitle(report.meta["title"])
    canvas.setAuthor("Zhangben sample corpus")
    canvas.setProducer("Zhangben samples.typeset (ReportLab)")
    page = Page(canvas, style)
    page.start()
    for before, block in zip([None, *report.blocks], report.blocks, strict=False):
        if isinstance(block, PageBreak):
            page.start()
        elif isinstance(block, Table):
            draw_table(page, block)
        elif isinstance(block, Chart):
            draw_chart(page, block)
        else:
            if page.landscape:
                page.start()
            draw_text(page, block, first=getattr(before, "kind", "") != block.kind)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def draw_text(page: Page, block: Text, first: bool) -> None:
    """A heading, paragraph or line of the cover; ``first`` of a run of its kind."""
    role, size, leading, before, align = KINDS[block.kind]
    font = getattr(page.style, role)
    page.y += 190 if block.kind == "title" and first else before
    if block.kind in ("part", "heading", "subheading"):
        page.need(leading * 3)  # no heading alone at the foot of a page
    text = "　　" + block.text if page.style.indent and block.kind in ("paragraph", "heading", "subheading") else block.text
    draw_lines(page, wrap(text, font, size, page.right - page.left), font, size, leading, align)
    if block.kind == "part":
        page.y += 10


def draw_chart(page: Page, chart: Chart) -> None:
    """Bars with their figures above and their names below an axis, and the caption under it."""
    height, bar = 120.0, 46.0
    page.need(height + 60)
    middle, foot = (page.left + page.right) / 2, page.y + height + 20
    step = 260.0 / len(chart.bars)
    largest = max(_figure(text) for _, text in chart.bars)
    page.rule(middle - 150, foot, middle + 150, foot, 0.75)
    page.rule(middle - 150, page.y + 8, middle - 150, foot, 0.75)
    for n, (name, text) in enumerate(chart.bars):
        x = middle - 130 + step * (n + 0.5)
        top = foot - height * 0.85 * _figure(text) / largest
        page.box(x - bar / 2, top, x + bar / 2, foot, 0.72 if n % 2 else 0.5)
        page.line(text, "serif", 9, top - 4, "c", x)
        page.line(name, "serif", 9, foot + 13, "c", x)
    page.line(chart.title, page.style.body, 10.5, foot + 34, "c")
    page.y = foot + 46


def _figure(text: str) -> float:
    return float(text.replace(",", "").rstrip("%"))
