"""What every reader returns and every finder speaks.

Coordinates are PDF points with the origin in the top-left corner of the page as a
person sees it (rotation applied). Nothing here interprets what is printed.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

INKED = 20  # from so many curves or unknown glyphs on, a page without characters is not blank


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom, in points."""

    x0: float
    top: float
    x1: float
    bottom: float


class Char(NamedTuple):
    """One printed character with its box and font size, in content-stream order."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


class Seen(NamedTuple):
    """One character recognised in a picture: how probable it is, the next likely character with its own probability,
    and the middle of it from the left edge."""

    text: str
    probability: float
    rival: str
    rival_probability: float
    x: float = 0.0


class Rule(NamedTuple):
    """A drawn straight line: ``at`` is its y (horizontal) or x (vertical)."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """One page as a reader gives it: characters and rules, no tables yet."""

    page_no: int
    width: float
    height: float
    rotation: int
    chars: list[Char]
    horizontal: list[Rule]
    vertical: list[Rule]
    image_count: int = 0
    scanned: bool = False  # its characters were recognised in a picture
    reader: str = ""  # for a PDF, which reader its characters and rules are of (see PageSummary)
    ink: int = field(default=0, compare=False)  # drawn curves, and glyphs of which no one knows the character: text, perhaps

    @property
    def kind(self) -> str:
        """``text``, ``scanned`` (recognised in a picture), ``image_only`` (pictures or ink of which nothing was read) or ``blank``."""
        if any(not c.text.isspace() for c in self.chars):
            return "scanned" if self.scanned else "text"
        return "image_only" if self.image_count or self.ink >= INKED else "blank"


@dataclass(slots=True)
class Cell:
    """One cell of a grid; ``row`` and ``col`` count from 0 inside its table."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    text: str
    page_no: int
    room: float = 99.0  # characters that still fit on the last line
    middles: Sequence[float] = ()  # where each of several lines of its text stands, from the top of the page
    is_header: bool = False
    header_path: Sequence[str] = ()
    column_number: str = ""  # 栏次 as printed above the column
    inferred: bool = False  # its column or a digit was deduced, not printed
    inference: str = ""  # what decided it, or what speaks against it
    readings: Sequence[int] = ()  # the columns it may stand in, where nothing decides


@dataclass(slots=True)
class Line:
    """One line of text outside a grid."""

    page_no: int
    text: str
    box: Box
    size: float


@dataclass(slots=True)
class Grid:
    """One ruled area of one page: the edges of its columns and rows, and its cells."""

    page_no: int
    xs: list[float]
    ys: list[float]
    cells: list[Cell]
    method: str = "ruled"
    packed: bytes = b""  # the cells, while they wait (see pack)

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


@dataclass(slots=True)
class Note:
    """A line that belongs to a table; ``position`` is above, inside or below."""

    position: str
    line: Line


@dataclass(slots=True)
class Table:
    """A printed table over all its pages."""

    title: str
    label: str
    unit_text: str
    owner_text: str
    section: str
    first_page: int
    last_page: int
    header_rows: int
    row_count: int
    column_count: int
    cells: list[Cell]
    notes: list[Note]
    method: str
    confidence: float
    packed: bytes = b""  # the cells, while they wait (see pack)


def pack(holder: Grid | Table) -> None:
    """Put the cells of a grid or a table into a fifth of their memory: those of a long document wait for the rest of it."""
    holder.packed, holder.cells = marshal.dumps([_values(cell) for cell in holder.cells]), []


def unpack(holder: Grid | Table) -> list[Cell]:
    """The cells of a grid or a table, which are taken out of it where they were packed."""
    if holder.packed:
        kept: list[list[Any]] = [[*place, Box(*box), *rest] for place, box, rest in marshal.loads(holder.packed)]
        holder.cells = [Cell(*fields) for fields in kept]
        holder.packed = b""
    return holder.cells


def _values(cell: Cell) -> tuple[Any, ...]:
    """The fields of a cell in their order, in types that pack."""
    return (
        (cell.row, cell.col, cell.row_span, cell.col_span),
        tuple(cell.box),
        (cell.text, cell.page_no, cell.room, cell.middles, cell.is_header, cell.header_path, cell.column_number, cell.inferred,
         cell.inference, cell.readings),
    )  # fmt: skip


@dataclass(slots=True)
class Paragraph:
    """Running text outside tables, its lines joined, under its headings."""

    page_no: int
    section_path: list[str]
    text: str
    box: Box


@dataclass(slots=True)
class PageSummary:
    """What is kept of a page beside its tables and paragraphs."""

    page_no: int
    width: float
    height: float
    rotation: int
    kind: str
    char_count: int
    image_count: int
    # Of a PDF: fast; thorough, where the fast reader gave up; checked, where both read it alike; corrected, where they did not and the
    # thorough one is believed.
    reader: str | None = None


@dataclass(slots=True)
class Link:
    """Where a document leads; ``kind`` is ``attachment`` (a file that is offered), ``redirect`` (the page goes on there by itself),
    ``anchor`` (a place of the same page) or ``page`` (any other)."""

    kind: str
    text: str
    target: str


@dataclass(slots=True)
class Document:
    """Everything read from one file."""

    form: str
    producer: str
    pages: list[PageSummary]
    tables: list[Table]
    paragraphs: list[Paragraph]
    links: list[Link] = field(default_factory=list)
