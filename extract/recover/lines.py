"""Bytes of a text export → lines with their page and place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extract.document import Box, Line
from extract.vocabulary import squeeze

EM = 10.0  # a line of text has no size; one stands for all
LEADING = 15.0
_MARKUP = re.compile(r"^\s{0,3}(#{1,6}|[-*+>])\s+|\*\*|^\s*\*\*")


class Piece(NamedTuple):
    """A word with the columns of the line that it covers."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class TextLine:
    """One line that prints something. ``at`` counts the lines of its page from 0, blank ones too."""

    page_no: int
    at: int
    text: str
    blank_before: int = 0
    heading: bool = False  # marked as one by Markdown
    merged: tuple[Piece, ...] | None = None  # its words, where it stands for a row printed over several lines

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The words of the line with their places."""
        if self.merged is not None:
            return list(self.merged)
        return [Piece(found.start(), found.end(), found.group(0)) for found in re.finditer(r"\S+", self.text)]

    @cached_property
    def words(self) -> list[str]:
        return [piece.text for piece in self.pieces]

    def box(self, start: int, end: int) -> Box:
        """The place of some characters of the line: columns and lines of text stand for points."""
        left, right = (_width(self.text[:at]) + max(0, at - len(self.text)) * EM / 2 for at in (start, end))
        return Box(left, self.at * LEADING, right, self.at * LEADING + EM)

    def line(self) -> Line:
        """The same line for the readers of notes and paragraphs."""
        start = len(self.text) - len(self.text.lstrip())
        return Line(self.page_no, self.text.strip(), self.box(start, len(self.text.rstrip())), EM)


def _width(text: str) -> float:
    return sum(EM if ord(char) > 0x2E7F else EM / 2 for char in text)


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or GB 18030.

    Raises:
        UnicodeDecodeError: it is none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def split_lines(text: str) -> list[TextLine]:
    """The lines that print something; a form feed begins a page. Marks of Markdown are taken off."""
    lines: list[TextLine] = []
    for page_no, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), 1):
        blank = 0
        for at, raw in enumerate(page.split("\n")):
            marked = re.match(r"\s{0,3}#{1,6}\s", raw) is not None
            body = _MARKUP.sub("", raw) if "\t" not in raw and "|" not in raw else raw
            if not body.strip():
                blank += 1
                continue
            lines.append(TextLine(page_no, at, body, blank, marked))
            blank = 0
    return lines


_DECIMALS = re.compile(r"\.(\d\d)(\d{1,3}(?:,\d{3})*)?")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})*")


def join_cut_figures(lines: list[TextLine]) -> list[TextLine]:
    """Lines on which no figure is cut at its point.

    Cells too narrow for their figures print `5,183` and, on the line below where that ends, `.00`; the next figure of the row may
    follow at once (`.81154,304`). Such lines print nothing else, and each of their points stands right behind a whole number above it.
    """
    joined: list[TextLine] = []
    at = 0
    while at < len(lines):
        line, row = lines[at], lines[at].pieces
        waiting = [place for place, piece in enumerate(row) if _WHOLE.fullmatch(piece.text)]
        after = at + 1
        while after < len(lines) and (more := _joined(row, waiting, lines[after], lines[after - 1])) is not None:
            waiting = list(range(len(row), len(more)))
            row = more
            after += 1
        if after > at + 1:
            text = ""
            for piece in sorted(row):
                text = text.ljust(max(piece.start, len(text) + 1 if text else 0)) + piece.text
            line = TextLine(line.page_no, line.at, text, line.blank_before, line.heading)
        joined.append(line)
        at = after
    return joined


def _joined(row: list[Piece], waiting: list[int], line: TextLine, above: TextLine) -> list[Piece] | None:
    """The row with the decimals of the line below behind the whole numbers that wait for them, and the figures that begin on that line
    at its end; None where the line is no line of decimals."""
    if line.page_no != above.page_no or line.at != above.at + 1 or "." not in line.text:
        return None
    row = list(row)
    new: list[Piece] = []
    for piece in line.pieces:
        cut = _DECIMALS.fullmatch(piece.text)
        if cut is None:
            if not _WHOLE.fullmatch(piece.text):
                return None
            new.append(piece)
            continue
        place = next((place for place in waiting if abs(row[place].end - piece.start) <= 1 and "." not in row[place].text), None)
        if place is None:
            return None
        row[place] = row[place]._replace(text=f"{row[place].text}.{cut[1]}")
        if cut[2]:
            new.append(Piece(piece.start + 3, piece.end, cut[2]))
    return row + new
