"""Documents that know their tables (web pages, sheets, Word files) → the same grids and lines that pages of print give.

A document is a sequence of lines of text and tables with spans. Set under each other on
a page of their own, they go through the same finder of captions, headers and notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extract.document import Box, Cell, Document, Grid, Line, PageSummary
from extract.prose import read_paragraphs
from extract.readers.refusal import Unreadable
from extract.tables.assemble import PageContent, assemble

SIZE = 10.0
GAP = 50.0  # between blocks: far enough to part paragraphs, near enough for a caption
ROW = 12.0
COLUMN = 60.0
MAX_CELLS = 2_000_000  # more cells than any report holds
MAX_SPAN = 1000  # more rows or columns than any cell of a report covers


@dataclass
class GridCell:
    """One cell of a table with spans; ``row`` and ``col`` count from 0."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    inference: str = ""  # what speaks against its place, or that the file has no such cell
    readings: Sequence[int] = ()  # the columns it may stand in, from 0, where nothing decides


@dataclass
class Sheet:
    """What stands on one page, sheet or web page: lines of text and tables, in order."""

    blocks: list[str | list[GridCell]] = field(default_factory=list)
    images: int = 0  # pictures in it


def spread(rows: Iterable[Iterable[tuple[str, int, int]]]) -> list[GridCell]:
    """Rows of (text, row span, column span) as cells: each takes the next place that no span from above covers."""
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for row_no, row in enumerate(rows):
        col = 0
        for text, row_span, col_span in row:
            while (row_no, col) in taken:
                col += 1
            row_span, col_span = max(1, min(row_span, MAX_SPAN)), max(1, min(col_span, MAX_SPAN))
            taken.update((row_no + r, col + c) for r in range(row_span) for c in range(col_span))
            _refuse_huge(len(taken))
            cells.append(GridCell(row_no, col, row_span, col_span, text))
            col += col_span
    return cells


def _refuse_huge(cells: int) -> None:
    if cells > MAX_CELLS:
        raise Unreadable("unreadable", "a table of millions of cells is no report", "表格多达数百万格，不是报告")


def _grid(cells: list[GridCell], page_no: int, top: float, method: str) -> Grid | None:
    """A grid of equal rows and columns, its blank edges cut off; None for a table without text."""
    filled = [cell for cell in cells if cell.text.strip()]
    if not filled:
        return None
    last_row = max(cell.row for cell in filled)
    columns = max(cell.col + cell.col_span for cell in filled)
    _refuse_huge((last_row + 1) * columns)
    xs = [COLUMN * i for i in range(columns + 1)]
    ys = [top + ROW * i for i in range(last_row + 2)]
    kept = []
    covered: set[tuple[int, int]] = set()
    for cell in cells:
        if cell.row > last_row or cell.col >= columns:
            continue
        row_end, col_end = min(cell.row + cell.row_span, last_row + 1), min(cell.col + cell.col_span, columns)
        box = Box(xs[cell.col], ys[cell.row], xs[col_end], ys[row_end])
        place = Cell(cell.row, cell.col, row_end - cell.row, col_end - cell.col, box, cell.text, page_no)
        place.inference, place.readings = cell.inference, [column + 1 for column in cell.readings]
        kept.append(place)
        covered.update((r, c) for r in range(cell.row, row_end) for c in range(cell.col, col_end))
    for row in range(last_row + 1):
        for col in range(columns):
            if (row, col) not in covered:
                kept.append(Cell(row, col, 1, 1, Box(xs[col], ys[row], xs[col + 1], ys[row + 1]), "", page_no))
    kept.sort(key=lambda cell: (cell.row, cell.col))
    return Grid(page_no, xs, ys, kept, method)


def to_document(form: str, method: str, producer: str, sheets: list[Sheet], *, may_be_empty: bool = False) -> Document:
    """The document that sheets of text and tables hold.

    Raises:
        Unreadable: there is nothing in it, and it may not be empty.
    """
    contents = [_content(number, sheet, method) for number, sheet in enumerate(sheets, 1)]
    if not may_be_empty and not any(content.lines or content.grids for content in contents):
        raise Unreadable("empty", "no text and no table", "没有文字也没有表格")
    summaries = [
        PageSummary(
            content.page_no, content.width, content.height, 0, "text" if may_be_empty or content.lines or content.grids else "blank",
            sum(len(line.text) for line in content.lines) + sum(len(cell.text) for grid in content.grids for cell in grid.cells),
            sheet.images,
        )
        for content, sheet in zip(contents, sheets, strict=True)
    ]  # fmt: skip
    tables, leftover = assemble(contents)
    return Document(form, producer, summaries, tables, read_paragraphs(leftover, {c.page_no: c.width for c in contents}))


def _content(page_no: int, sheet: Sheet, method: str) -> PageContent:
    grids: list[Grid] = []
    lines: list[Line] = []
    top = 0.0
    for block in sheet.blocks:
        if isinstance(block, str):
            for text in block.split("\n"):
                if text.strip():
                    width = sum(SIZE if ord(char) > 0x2E7F else SIZE / 2 for char in text.strip())
                    lines.append(Line(page_no, text.strip(), Box(0, top, width, top + SIZE), SIZE))
                    top += SIZE + GAP
            continue
        grid = _grid(block, page_no, top, method)
        if grid is not None:
            grids.append(grid)
            top = grid.ys[-1] + GAP
    width = max([1.0, *(line.box.x1 for line in lines), *(grid.xs[-1] for grid in grids)])
    return PageContent(page_no, width, top + 1, grids, lines)
