"""What the readers of exports that print every cell on a line of its own share: figures with their places, and rows made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extract.recover import puzzle
from extract.recover.blocks import Block
from extract.recover.forms import Form
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import decimals, is_figure, value
from extract.recover.parts import Part, PrintedRow
from extract.recover.puzzle import Figure
from extract.recover.sums import row_sums
from extract.vocabulary import is_word

Spot = tuple[Figure, Piece, TextLine]


def is_wording(line: TextLine) -> bool:
    """Whether a line prints words and no figure but a year: 2026 年预算."""
    figures = [word for word in line.words if is_figure(word)]
    return len(figures) < len(line.words) and all(re.fullmatch(r"20[0-4]\d", figure) for figure in figures)


def words_of(lines: Sequence[TextLine]) -> str:
    """The words of a header as one text, without the line that tells the unit."""
    return "".join("".join(line.text.split()) for line in lines if not is_word("unit_line", line.text))


def places_of(lines: Sequence[TextLine]) -> int:
    """How many decimals the figures of some lines print at most."""
    return max((decimals(word) for line in lines for word in line.words if is_figure(word)), default=0)


def spot_of(piece: Piece, line: TextLine, digits: int, number: int = 0) -> Spot:
    """A figure with its place; ``number`` counts the lines that are read."""
    return Figure(int(value(piece.text).scaleb(digits)), line.page_no, 0, number), piece, line


def open_block(form: Form, digits: int, number: int = 0) -> Block:
    """A block of a form without rows, whose figures print so many decimals."""
    columns = form.of_block(number, "value")
    heads = [form.columns[column] for column in columns]
    return Block(columns, [], [], heads, puzzle.OpenRows(len(columns), [], row_sums(heads)), Decimal(1).scaleb(-digits))


def add_row(
    block: Block,
    rows: list[PrintedRow],
    part: Part,
    line: TextLine,
    figures: Sequence[Spot],
    readings: list[puzzle.Reading],
    why: str = "the order of print, and the sums of rows and subjects",
) -> None:
    """Take a row into a block, with what each figure is worth, the readings that are left, and what decided them."""
    part.figures = [piece.text for _, piece, _ in figures]
    part.spots = [piece for _, piece, _ in figures]
    part.lines = [at for _, _, at in figures]
    block.decided[len(block.parts)] = why if figures else ""
    block.parts.append(part)
    block.rows.append(len(rows))
    block.problem.rows.append(puzzle.OpenRow([figure.value for figure, _, _ in figures], readings))
    rows.append(PrintedRow([part], line))


def add_bare(block: Block, rows: list[PrintedRow], spot: Spot, why: str, number: int = 0) -> None:
    """Take in a figure whose row is not known, which may stand in any column of its block, the first or that of this number."""
    add_row(block, rows, Part(number, doubt=why), spot[2], [spot], [(column,) for column in range(len(block.columns))])
