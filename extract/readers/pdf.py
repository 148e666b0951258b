"""Text-layer PDFs → pages of characters and rules, read with pdfplumber."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from extract.document import Char, Page, Rule
from extract.readers.painted import painted_layout
from extract.tables.text import drop_repeats

THIN = 2.0  # a filled shape no thicker than this is a rule
SHORTEST = 2.0  # shorter marks are corner squares and dots
WHITE = 0.99


def _is_white(color: Any) -> bool:
    """Whether a fill colour (grey or RGB, 0–1) is the colour of paper."""
    if color is None:
        return False
    values = color if isinstance(color, tuple | list) else (color,)
    return len(values) in (1, 3) and all(isinstance(v, int | float) and v >= WHITE for v in values)


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical rules: lines, stroked boxes, thin filled boxes and polygons.

    Large filled shapes are backgrounds, not frames; white thin ones cannot be seen.
    """
    horizontal: list[Rule] = []
    vertical: list[Rule] = []

    def add(x0: float, top: float, x1: float, bottom: float) -> None:
        width, height = x1 - x0, bottom - top
        if height <= THIN and width > SHORTEST:
            horizontal.append(Rule((top + bottom) / 2, x0, x1))
        elif width <= THIN and height > SHORTEST:
            vertical.append(Rule((x0 + x1) / 2, top, bottom))

    for line in page.lines:
        add(line["x0"], line["top"], line["x1"], line["bottom"])
    for rect in [*page.rects, *page.curves]:
        x0, top, x1, bottom = rect["x0"], rect["top"], rect["x1"], rect["bottom"]
        if min(x1 - x0, bottom - top) <= THIN:
            if not (rect.get("fill") and not rect.get("stroke") and _is_white(rect.get("non_stroking_color"))):
                add(x0, top, x1, bottom)
        elif rect.get("stroke") and rect["object_type"] == "rect":
            add(x0, top, x1, top)
            add(x0, bottom, x1, bottom)
            add(x0, top, x0, bottom)
            add(x1, top, x1, bottom)
    return horizontal, vertical


# A line of type stands this far above and below its baseline, in ems. Fonts report
# ascents and descents of their own, so characters of one line (Chinese, digits and
# punctuation from three fonts) would otherwise fall on different lines.
ASCENT, DESCENT = 0.86, 0.14


def _char(char: dict[str, Any]) -> Char:
    """pdfplumber's character with a box derived from its baseline.

    Text that is not upright keeps the box that pdfplumber reports.
    """
    size = char["size"]
    if not char["upright"]:
        return Char(char["text"], char["x0"], char["top"], char["x1"], char["bottom"], size)
    baseline = char["top"] + char["y1"] - char["matrix"][5]
    top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    if char["height"] < 0.99 * size:  # cut by a clipping area: only what shows has a place
        top, bottom = max(top, char["top"]), min(bottom, char["bottom"])
        if bottom <= top:
            top, bottom = char["top"], char["bottom"]
    return Char(char["text"], char["x0"], top, char["x1"], bottom, size)


def _read_page(page: Any) -> Page:
    """Characters and rules of one pdfplumber page; what is clipped or lies off the page is not printed."""
    page._layout = painted_layout(page)  # pdfplumber takes its objects from here
    horizontal, vertical = _rules(page)
    chars = []
    for char in map(_char, page.chars):
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        if 0 <= x <= page.width and 0 <= y <= page.height:
            chars.append(char)
    return Page(
        page_no=page.page_number,
        width=float(page.width),
        height=float(page.height),
        rotation=page.rotation or 0,
        chars=drop_repeats(chars),
        horizontal=horizontal,
        vertical=vertical,
        image_count=len(page.images),
    )


@dataclass(frozen=True, slots=True)
class UnreadablePdf(Exception):
    """A PDF that cannot be read: ``code`` is ``empty``, ``encrypted`` or ``unreadable``."""

    code: str
    detail: str


@contextmanager
def open_pdf(path: Path) -> Iterator[tuple[str, int, Iterator[Page]]]:
    """Open a PDF: its producer, its number of pages, and the pages one by one.

    Pages are read on demand and forgotten, so memory does not grow with the document.

    Raises:
        UnreadablePdf: the file is empty, needs a password, or is no PDF that can be read.
    """
    if path.stat().st_size == 0:
        raise UnreadablePdf("empty", "0 bytes")
    try:
        pdf = pdfplumber.open(path)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadablePdf("encrypted", str(error)) from error
    except Exception as error:  # pdfminer raises whatever a broken file leads it into
        if isinstance(error.__cause__ or (error.args[0] if error.args else None), PDFPasswordIncorrect):
            raise UnreadablePdf("encrypted", "password needed") from error
        raise UnreadablePdf("unreadable", f"{type(error).__name__}: {error}") from error
    with pdf:
        try:
            count = len(pdf.pages)
        except Exception as error:
            raise UnreadablePdf("unreadable", f"{type(error).__name__}: {error}") from error
        if count == 0:
            raise UnreadablePdf("empty", "no pages")

        def pages() -> Iterator[Page]:
            for page in pdf.pages:
                try:
                    yield _read_page(page)
                except Exception as error:
                    raise UnreadablePdf("unreadable", f"page {page.page_number}: {type(error).__name__}: {error}") from error
                page.close()

        producer = str((pdf.metadata or {}).get("Producer", "") or "")
        yield producer, count, pages()
