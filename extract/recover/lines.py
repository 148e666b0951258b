"""Bytes of a text export → lines with their page and place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from extract.document import Box, Line
from extract.vocabulary import squeeze

EM = 10.0  # a line of text has no size; one stands for all
LEADING = 15.0
_MARKUP = re.compile(r"^\s{0,3}(#{1,6}|[-*+>])\s+|\*\*|^\s*\*\*")


@dataclass(frozen=True)
class TextLine:
    """One line that prints something. ``at`` counts the lines of its page from 0, blank ones too."""

    page_no: int
    at: int
    text: str
    blank_before: int = 0
    heading: bool = False  # marked as one by Markdown

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @cached_property
    def words(self) -> list[str]:
        return self.text.split()

    def line(self) -> Line:
        """The same line for the readers of notes and paragraphs: columns and lines of text stand for points."""
        start = len(self.text) - len(self.text.lstrip())
        width = sum(EM if ord(char) > 0x2E7F else EM / 2 for char in self.text.strip())
        box = Box(start * EM / 2, self.at * LEADING, start * EM / 2 + width, self.at * LEADING + EM)
        return Line(self.page_no, self.text.strip(), box, EM)


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
