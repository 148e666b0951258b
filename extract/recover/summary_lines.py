"""The lines of a summary in an export that prints every cell on a line of its own: their sides, and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.recover import puzzle
from extract.recover.evidence import CARRY, source_of
from extract.recover.labels import OF_WHICH, SIDE_TOTAL, YEAR_TOTAL, class_codes, is_numbered, line_sides, mark_of, without_marks
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import is_figure
from extract.vocabulary import squeeze

FISCAL = re.compile(r"^(财政|预算)拨款")
FUNDS = ("general_public_budget", "government_fund", "state_capital")
_YEARS = re.compile(r"^20\d\d\s*年")

Printed = tuple[Piece, TextLine]


@dataclass
class Line:
    """One line of a summary: its name as printed, its side (0 income, 1 expenditure), and the figures behind the name."""

    name: str
    side: int
    line: TextLine
    figures: list[int] = field(default_factory=list)
    is_subject: bool = False  # a subject that the table of expenditure prints below the classes

    @property
    def bare(self) -> str:
        return without_marks(self.name)

    @property
    def mark(self) -> int | None:
        """How the line is numbered; None where it is not."""
        mark = mark_of(self.name)
        return mark.kind if mark else None

    @property
    def is_year(self) -> bool:
        return YEAR_TOTAL.match(self.bare) is not None

    @property
    def is_grand(self) -> bool:
        return SIDE_TOTAL.match(self.bare) is not None and not self.is_year


def split_summary(body: list[TextLine], heads: set[str], names: set[str]) -> tuple[list[Line], list[Printed], list[TextLine]]:
    """The lines of the summary with the figures behind their names, all figures, and the lines of the header."""
    lines: list[Line] = []
    figures: list[Printed] = []
    header: list[TextLine] = []
    current: Line | None = None
    grand = 0  # 总计 of both sides bear one name: that of income comes first
    before: TextLine | None = None
    last: TextLine | None = None  # where the name of the current line ends
    for text in body:
        words: list[str] = []
        if before is not None and before.page_no != text.page_no:
            current = None
        for piece in [*text.pieces, Piece(0, 0, "")]:
            if piece.text and (not is_figure(piece.text) or _YEARS.search(text.text[piece.start :])):
                words.append(piece.text)
                continue
            if words:
                name = "".join(words)
                words = []
                side = _side(name, heads, grand, names)
                if side is not None:
                    grand += squeeze(name) == "总计"
                    current = Line(name, side, text, is_subject=side == 1 and squeeze(name) in names)
                    last = text
                    lines.append(current)
                elif current and last is before and text.blank_before == 0 and (_is_line(current.name + name) or not _is_head(name, heads)):
                    current.name += name
                    last = text
                else:
                    header.append(text)
            if piece.text:
                if current is not None:
                    current.figures.append(len(figures))
                figures.append((piece, text))
        before = text
    for line in lines:
        if squeeze(line.name) != "总计":
            line.side = _side(line.name, heads, grand, names) or 0
    return lines, figures, header


def _is_line(name: str) -> bool:
    return bool(line_sides(name) or class_codes(Line(name, 0, TextLine(1, 0, name)).bare))


def _is_head(name: str, heads: set[str]) -> bool:
    return squeeze(name) in heads or squeeze(name) in ("项目", "收入", "支出", "收", "支", "入", "出", "项", "目")


def _side(name: str, heads: set[str], grand: int, names: set[str]) -> int | None:
    """0 for a line of income, 1 for one of expenditure; None for words that are no line."""
    squeezed = squeeze(name)
    if squeezed == "总计":
        return min(grand, 1)
    numbered = is_numbered(squeezed)
    bare = Line(name, 0, TextLine(1, 0, name)).bare
    if not bare or bare.endswith("表") or (not numbered and _is_head(name, heads)):
        return None
    sides = line_sides(squeezed)
    if len(sides) == 1 and sides <= {"income", "expenditure"}:
        return int(sides == {"expenditure"})
    if not numbered:
        return 1 if squeezed in names else None
    return 1 if "支出" in bare or class_codes(bare) else 0


def is_torn(line: Line, heads: set[str]) -> bool:
    """Whether a line may be a piece of a head: it bears no number, and a head contains it."""
    return line.mark is None and any(squeeze(line.name) in head for head in heads)


def entries_of(lines: list[Line]) -> list[puzzle.Entry] | None:
    """How the lines hang together: each numbered line is a part of the line above it that is numbered another way, those without one
    of the total of the year or the grand total. None where a side prints no grand total, or where it is not known what a line is a part
    of."""
    entries = [puzzle.Entry(line.side) for line in lines]
    for side in (0, 1):
        own = [number for number, line in enumerate(lines) if line.side == side]
        grand = next((number for number in own if lines[number].is_grand), None)
        year = next((number for number in own if lines[number].is_year), None)
        if grand is None:
            return None
        stack: list[int] = []
        below = year if year is not None else grand  # what the lines above the total of the year add up to
        for number in own:
            line, entry = lines[number], entries[number]
            if number == grand:
                continue
            if line.is_grand:
                return None
            if number == year:
                entry.parent = below = grand
                continue
            if line.mark is None:
                if line.is_subject:
                    entry.parent, entry.of_which = grand, True
                elif CARRY.search(line.bare):  # beside the total of the year, wherever that is printed
                    entry.parent, stack = grand, [number]
                elif source_of(line.bare) in FUNDS and stack and FISCAL.match(lines[stack[0]].bare):
                    entry.parent = stack[0]
                elif below != grand and stack:  # a part of the line above, or of the total?
                    return None
                else:
                    entry.parent, stack = below, [number]
                continue
            marks = [lines[one].mark for one in stack]
            if line.mark in marks:
                stack = stack[: marks.index(line.mark)]
            entry.parent = stack[-1] if stack else below
            entry.of_which = line.mark == OF_WHICH
            if line.mark:
                stack.append(number)
        carried = [number for number in own if lines[number].mark is None and CARRY.search(lines[number].bare)]
        for number in own:
            if lines[number].mark and CARRY.search(lines[number].bare) and not _is_below(lines, entries, number):
                if len(carried) != 1:  # its line was printed elsewhere, and it is not known which
                    return None
                entries[number].parent = carried[0]
    return entries


def _is_below(lines: list[Line], entries: list[puzzle.Entry], number: int) -> bool:
    """Whether a line of what is carried over stands where it belongs: below such a line, or right below a total."""
    parent = entries[number].parent
    return parent is None or lines[parent].is_grand or lines[parent].is_year or CARRY.search(lines[parent].bare) is not None


def above(entries: list[puzzle.Entry], number: int) -> Iterator[int]:
    """The lines that a line is a part of, from the nearest on."""
    parent = entries[number].parent
    while parent is not None:
        yield parent
        parent = entries[parent].parent
