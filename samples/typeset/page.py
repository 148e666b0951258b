"""A page to draw on, and how a report looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


@dataclass
class Style:
    """How a report looks; every field can be set under ``[style]`` in its front matter."""

    body: str = "serif"
    heading: str = "sans"
    table: str = "serif"
    rules: str = "lines"  # lines: strokes as long as they run; rects: one thin filled rectangle a cell edge
    rule_width: float = 0.5
    frame_width: float = 0.5
    header_fill: float = 1.0  # grey level behind header cells
    label: str = "below"  # table label above or below the title
    repeat: bool = False  # header rows again on every page
    indent: bool = True  # paragraphs start two characters in
    page_number: str = "{}"
    running_head: str = ""
    margins: list[float] = field(default_factory=lambda: [64, 64, 64, 64])  # left, top, right, bottom


class Page:
    """A cursor on the canvas; y runs downwards from the top of the page."""

    def __init__(self, canvas: Canvas, style: Style) -> None:
        self.canvas, self.style, self.number, self.landscape = canvas, style, 0, False
        self.width = self.height = self.y = 0.0

    def start(self, landscape: bool = False) -> None:
        """Finish the page if there is one and begin the next."""
        if self.number:
            self.canvas.showPage()
        self.number, self.landscape = self.number + 1, landscape
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        self.canvas.setPageSize((self.width, self.height))
        self.y = self.style.margins[1]
        if self.style.page_number and self.number > 1:
            self.line(self.style.page_number.format(self.number), "serif", 9, self.height - 30, "c")
        if self.style.running_head and self.number > 1:
            self.line(self.style.running_head, "serif", 9, 34, "c")
            self.rule(self.left, 40, self.right, 40, 0.5)

    @property
    def left(self) -> float:
        return self.style.margins[0]

    @property
    def right(self) -> float:
        return self.width - self.style.margins[2]

    @property
    def bottom(self) -> float:
        return self.height - self.style.margins[3]

    def need(self, height: float) -> None:
        """Turn the page when less than this is left of it."""
        if self.y + height > self.bottom:
            self.start(self.landscape)

    def line(self, text: str, font: str, size: float, baseline: float, align: str = "l", x: float | None = None) -> None:
        """One line of text; x is its left end, middle or right end."""
        self.canvas.setFont(font, size)
        y = self.height - baseline
        if align == "c":
            self.canvas.drawCentredString((self.left + self.right) / 2 if x is None else x, y, text)
        elif align == "r":
            self.canvas.drawRightString(self.right if x is None else x, y, text)
        else:
            self.canvas.drawString(self.left if x is None else x, y, text)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        """A straight line."""
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float, grey: float) -> None:
        """A filled rectangle without a border."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillGray(0)


def draw_lines(page: Page, lines: list[str], font: str, size: float, leading: float, align: str) -> None:
    """Lines one under another, turning pages where needed."""
    for text in lines:
        page.need(leading)
        page.line(text, font, size, page.y + leading * 0.75, align)
        page.y += leading
