"""Recovered rows → tables as the rest of the pipeline knows them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable

from extract.document import Box, Cell, Note, Table
from extract.exports import puzzle
from extract.exports.captions import Region, column_numbers
from extract.exports.columns import MISPARTED, Block, Recovered
from extract.exports.labels import has_decimals, is_figure
from extract.exports.lines import TextLine
from extract.exports.rows import PrintedRow
from extract.exports.templates import Form
from extract.vocabulary import squeeze


def build(table: Recovered) -> Table:
    """The table as the rest of the pipeline knows it."""
    form, region = table.form, table.region
    depth = max(len(column.path) for column in form.columns)
    cells = _header_cells(form, depth, table.header)
    numbers = _column_numbers(table)
    for index, row in enumerate(table.rows):
        cells.extend(_row_cells(table, row, depth + index, numbers))
    cells.extend(_left_out(table, cells, depth))
    ambiguous = sum(1 for cell in cells if cell.readings)
    figures = sum(len(part.figures) for row in table.rows for part in row.parts)
    confidence = round(min(1.0, table.score) * (max(0, figures - ambiguous) / figures if figures else 1.0), 3)
    return table_of(region, (depth, depth + len(table.rows), 1 + max(cell.col for cell in cells)), cells, region.notes, confidence)


def table_of(region: Region, size: tuple[int, int, int], cells: list[Cell], notes: list[TextLine], confidence: float) -> Table:
    """A region as a table of so many header rows, rows and columns, with the lines of its caption and these notes."""
    captions = [Note("above", line.line()) for line in region.caption]
    return Table(
        region.title, region.label, region.unit_text, region.owner_text, region.section, region.lines[0].page_no, region.lines[-1].page_no,
        *size, cells, captions + [Note("below", line.line()) for line in notes], "text", confidence,
    )  # fmt: skip


def _header_cells(form: Form, depth: int, header: list[TextLine]) -> list[Cell]:
    """The heads of the form as cells: one over all columns that share it."""
    line = header[0].line() if header else None
    box = line.box if line else Box(0, 0, 0, 0)
    page = line.page_no if line else 1
    cells: list[Cell] = []
    for level in range(depth):
        for index, column in enumerate(form.columns):
            if level >= len(column.path):
                continue
            head = column.path[: level + 1]
            last = cells[-1] if cells else None
            before = form.columns[index - 1].path[: level + 1] if index else None
            if last is not None and last.row == level and last.col + last.col_span == index and before == head:
                last.col_span += 1
                continue
            cells.append(Cell(level, index, 1, 1, box, column.path[level], page, is_header=True))
    return cells


def _column_numbers(table: Recovered) -> dict[int, str]:
    """栏次 by column, where the header counts all value columns."""
    values = [column for block in table.blocks for column in block.columns]
    for line in table.header:
        if column_numbers(line):
            numbers = [word for word in line.words if re.fullmatch(r"\d{1,2}", word)]
            if len(numbers) == len(values):
                return dict(zip(values, numbers, strict=True))
    return {}


def _row_cells(table: Recovered, row: PrintedRow, at: int, numbers: dict[int, str]) -> list[Cell]:
    """The cells of a row, one a column; what finds its column taken stands behind the last one, flagged."""
    box = row.line.line().box
    width = len(table.form.columns)
    cells: dict[int, Cell] = {}
    crowded: list[Cell] = []

    def put(column: int, text: str) -> Cell:
        printed = table.form.columns[column].path if column < width else ()
        path = [word for i, word in enumerate(printed) if i == 0 or word != printed[i - 1]]
        cell = Cell(at, column, 1, 1, box, text, row.line.page_no, header_path=path, column_number=numbers.get(column, ""))
        if column in cells:
            crowded.append(cell)
        else:
            cells[column] = cell
        return cell

    for part in row.parts:
        for column, text in part.keys.items():
            put(column, text)
        for block in table.blocks:
            for index, other in enumerate(block.parts):
                if other is part:
                    _place_figures(block, index, put)
    _span_totals(table.form, cells)
    taken = {column for cell in cells.values() for column in range(cell.col, cell.col + cell.col_span)}
    for column in range(width):
        if column not in taken:
            put(column, "")
    behind = max([width - 1, *cells])
    for number, cell in enumerate(crowded, 1):
        cell.col, cell.header_path, cell.column_number, cell.inferred = behind + number, [], "", False
        cell.inference = cell.inference or "another cell of the row stands in its column"
        cell.readings = cell.readings or list(range(1, width + 1))
    return sorted([*cells.values(), *crowded], key=lambda cell: cell.col)


def _left_out(table: Recovered, cells: list[Cell], depth: int) -> list[Cell]:
    """Figures with decimals that the lines of the table print and none of its rows took: behind the row above them, flagged."""
    if not table.rows:
        return []
    taken = Counter((cell.page_no, squeeze(cell.text)) for cell in cells)
    texts: dict[int, list[str]] = defaultdict(list)
    behind: dict[int, int] = defaultdict(int)  # the last column of each row
    for cell in cells:
        texts[cell.page_no].append(squeeze(cell.text))
        behind[cell.row] = max(behind[cell.row], cell.col)
    starts = sorted((row.line.page_no, row.line.at, depth + index) for index, row in enumerate(table.rows))
    readings = list(range(1, len(table.form.columns) + 1))
    found: list[Cell] = []
    for line in table.region.lines:
        for piece in line.pieces:
            figure = squeeze(piece.text)
            if not has_decimals(figure):
                continue
            if taken[line.page_no, figure]:
                taken[line.page_no, figure] -= 1
                continue
            # A figure printed in pieces is part of the one that was put together of them.
            if any(text.startswith(figure) and text != figure for text in texts[line.page_no]):
                continue
            row = starts[max(0, bisect_right(starts, (line.page_no, line.at, sys.maxsize)) - 1)][2]
            behind[row] += 1
            box = line.box(piece.start, piece.end)
            found.append(Cell(row, behind[row], 1, 1, box, figure, line.page_no, inference="no row took the figure", readings=readings))
    return found


def _span_totals(form: Form, cells: dict[int, Cell]) -> None:
    """A label whose figure stands in the next block (公用经费合计 over two blocks) reaches over to it."""
    for number in range(1, len(form.blocks)):
        keys = [c for c in form.blocks[number] if c in cells and not form.columns[c].is_value]
        values = [c for c in form.blocks[number] if c in cells and form.columns[c].is_value]
        before = [c for c in form.blocks[number - 1] if c in cells]
        if values and not keys and len(before) == 1 and not form.columns[before[0]].is_value:
            cells[before[0]].col_span = values[0] - before[0]


def build_unknown(region: Region) -> Table:
    """A region whose header shows no known form: its words and figures as printed, no figure in a column."""
    cells: list[Cell] = []
    width = max(sum(is_figure(word) for word in line.words) for line in region.lines)
    for row, line in enumerate(region.lines):
        box = line.line().box
        words = " ".join(word for word in line.words if not is_figure(word))
        cells.append(Cell(row, 0, 1, 1, box, words, line.page_no))
        for column, piece in enumerate((piece for piece in line.pieces if is_figure(piece.text)), 1):
            readings = list(range(2, width + 2))
            why = "the header shows no known form"
            place = line.box(piece.start, piece.end)
            cells.append(Cell(row, column, 1, 1, place, piece.text, line.page_no, inference=why, readings=readings))
    return table_of(region, (0, len(region.lines), width + 1), cells, region.notes, 0.0)


def _place_figures(block: Block, index: int, put: Callable[[int, str], Cell]) -> None:
    """The figures of a row in the first of the readings that are left, each with what decided it or speaks against it."""
    part, row = block.parts[index], block.problem.rows[index]
    spoken = block.decided.get(index, "")
    against = block.against.get(index, "")
    count, width = len(part.figures), len(block.columns)
    possible = [sorted({reading[i] for reading in row.readings}) for i in range(count)]
    first: puzzle.Reading = row.readings[0] if row.readings else tuple(range(count))
    if not row.readings:
        possible = [list(range(i, width - count + i + 1)) or [i] for i in range(count)]
    spots = part.spots if part.spots and len(part.spots) == count else []
    behind = block.columns[-1] + 1 - width  # where a figure stands that is one too many
    for number, (figure, places) in enumerate(zip(part.figures, possible, strict=True)):
        at = first[number]
        cell = put(block.columns[at] if at < width else behind + at, figure)
        if spots:
            line = part.lines[number] if len(part.lines) == count else part.lines[0]
            cell.box = line.box(spots[number].start, spots[number].end)
        if part.doubt:
            cell.readings = [block.columns[min(place, width - 1)] + 1 for place in places]
            cell.inference = part.doubt
        elif len(places) > 1 or against in MISPARTED:
            cell.readings = [block.columns[min(place, width - 1)] + 1 for place in places]
            cell.inference = (against and f"no reading satisfies {against}") or "several readings satisfy every identity"
        elif against and places[0] in block.suspect.get(index, places):
            cell.inference = f"contradicts {against}"
        elif against:
            pass
        elif spoken:
            cell.inferred, cell.inference = True, spoken
