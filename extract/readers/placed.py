"""Web pages whose text stands at fixed places (PDF files turned into HTML) → lines of text with the places kept, read as a text export.

Such a page has no tables in its source: each piece of text is a block with its own left and top, given in the block or by its class in
a style sheet. Set side by side with as many spaces as part them, the pieces are what ``pdftotext -layout`` makes of a page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from extract.document import Document
from extract.exports.lines import split_lines
from extract.exports.read import read_lines
from extract.readers.refusal import Unreadable

MIN_PIECES = 20  # fewer pieces are decoration
MIN_SHARE = 0.5  # of the text of the page
SIZE = 12.0  # of type, where the page does not say
GAP = 0.6  # of the type size, between pieces of one row: more parts words
COLUMN = 3  # spaces that part columns (extract.exports.lines.WIDE)
_SKIPPED = {"script", "style", "noscript", "template", "head", "title"}
_PIXELS = {"px": 1.0, "pt": 4 / 3, "": 1.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


@dataclass(slots=True)
class Piece:
    """A piece of text at its place on its page."""

    page: int
    x: float
    top: float
    size: float
    text: str

    @property
    def right(self) -> float:
        return self.x + sum(self.size if ord(char) > 0x2E7F else self.size / 2 for char in self.text)


def is_placed(root: Any) -> bool:
    """Whether most of the text of a page stands in many blocks at fixed places."""
    pieces = list(_pieces(root))
    if len(pieces) < MIN_PIECES:
        return False
    body = root.find("body")
    whole = "".join(texts(body if body is not None else root, _SKIPPED))
    return sum(_length(piece.text) for piece in pieces) >= MIN_SHARE * _length(whole)


def read_placed(root: Any) -> Document:
    """The document that the pieces of a page are, laid out as lines of text.

    Raises:
        Unreadable: there is no text.
    """
    pages: dict[int, list[Piece]] = {}
    for piece in _pieces(root):
        pages.setdefault(piece.page, []).append(piece)
    if not pages:
        raise Unreadable("empty", "no text", "没有文字")
    text = "\f".join("\n".join(_lines(pages[page])) for page in sorted(pages))
    document = read_lines(split_lines(text), text.count("\f") + 1)
    document.form = "html"
    return document


def _length(text: str) -> int:
    return len("".join(text.split()))


def texts(element: Any, silent: Collection[str]) -> Iterator[str]:
    """The pieces of text of an element, in order, without those of its ``silent`` children."""
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in silent:
            yield node.text or ""
        if node is not element:
            yield node.tail or ""


def _properties(text: str) -> dict[str, str]:
    """The properties of a style: name → value."""
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return {name.strip().lower(): value.strip().lower() for name, value in pairs}


def _sheets(root: Any) -> dict[str, dict[str, str]]:
    """The properties that style sheets of the page give to a class or an id, by its name with its mark."""
    found: dict[str, dict[str, str]] = {}
    for sheet in root.iter("style"):
        text = re.sub(r"/\*.*?\*/|<!--|-->", "", sheet.text or "", flags=re.DOTALL)
        for names, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            for name in re.findall(r"[.#][\w-]+(?=\s*(?:,|$))", names.strip()):
                found.setdefault(name, {}).update(_properties(body))
    return found


def _style(element: Any, sheets: dict[str, dict[str, str]]) -> dict[str, str]:
    style: dict[str, str] = {}
    for name in (element.get("class") or "").split():
        style |= sheets.get(f".{name}", {})
    style |= sheets.get(f"#{element.get('id')}", {})
    return style | _properties(element.get("style") or "")


def _points(value: str | None) -> float | None:
    number = re.match(r"(-?\d*\.?\d+)\s*([a-z]*)", value or "")
    return float(number.group(1)) * _PIXELS[number.group(2)] if number and number.group(2) in _PIXELS else None


def _pieces(root: Any) -> Iterator[Piece]:
    """Every piece of text that stands at a fixed place, in the order of the source."""
    sheets = _sheets(root)
    body = root.find("body")
    page = 0

    def visit(element: Any, x: float, top: float, size: float, placed: bool) -> Iterator[Piece]:
        nonlocal page
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            return
        style = _style(element, sheets)
        if style.get("display") == "none" or style.get("visibility") == "hidden":
            return
        size = _points(style.get("font-size")) or size
        left, down = _points(style.get("left")), _points(style.get("top"))
        if down is None and (up := _points(style.get("bottom"))) is not None:
            down = -up
        here = left is not None and down is not None and style.get("position") != "relative"
        if here and left is not None and down is not None:
            x, top, placed = x + left, top + down, True
        elif style.get("position") == "relative" and not placed and element.tag in ("div", "section"):
            page += 1  # a box that its pieces are placed in: a page of print
        if placed and here:
            yield from _own_text(element, x, top, size, sheets, page)
        for child in element:
            yield from visit(child, x, top, size, placed)

    yield from visit(body if body is not None else root, 0.0, 0.0, SIZE, False)


def _own_text(element: Any, x: float, top: float, size: float, sheets: dict[str, dict[str, str]], page: int) -> Iterator[Piece]:
    """The text of a placed block without that of the placed blocks in it: a piece a line, and one behind each wide gap."""
    at, text = x, ""

    def end() -> Iterator[Piece]:
        nonlocal at, text
        stripped = text.strip()
        if stripped:
            lead = len(text) - len(text.lstrip())
            yield Piece(page, at + lead * size / 2, top, size, stripped)
        at = Piece(page, at, top, size, text).right
        text = ""

    def visit(node: Any) -> Iterator[Piece]:
        nonlocal at, text, top
        if isinstance(node.tag, str) and node.tag not in _SKIPPED:
            style = _style(node, sheets) if node is not element else {}
            if node is not element and _points(style.get("left")) is not None and style.get("position") != "relative":
                text += node.tail or ""
                return
            if node.tag == "br":
                yield from end()
                at, top = x, top + 1.2 * size
            gap = _points(style.get("width")) if not _length("".join(node.itertext())) else None
            if gap is not None and abs(gap) > GAP * size:
                yield from end()
                at += gap
            else:
                text += node.text or ""
                for child in node:
                    yield from visit(child)
        if node is not element:
            text += node.tail or ""

    yield from visit(element)
    yield from end()


def _lines(pieces: list[Piece]) -> list[str]:
    """The lines of one page: pieces of one height side by side, parted by as many spaces as their places are apart."""
    em = median(piece.size for piece in pieces)
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (one.top, one.x)):
        if rows and piece.top - rows[-1][0].top < 0.5 * em:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    lines: list[str] = []
    left = min(piece.x for piece in pieces)
    last = None
    for row in rows:
        if last is not None and row[0].top - last > 2.2 * em:
            lines.append("")
        last = row[0].top
        lines.append(_line(sorted(row, key=lambda one: one.x), left, em))
    return lines


def _line(row: list[Piece], left: float, em: float) -> str:
    text, width = "", 0  # width in half characters
    before: Piece | None = None
    for piece in row:
        start = round((piece.x - left) / (em / 2))
        if before is not None and piece.x - before.right < GAP * piece.size:
            start = width  # one word in several pieces
        elif before is not None:
            start = max(start, width + COLUMN)
        text += " " * max(0, start - width) + piece.text
        width = max(start, width) + sum(2 if ord(char) > 0x2E7F else 1 for char in piece.text)
        before = piece
    return text
