"""Printed rows that no rule parts: several of them stand in one ruled row."""

from __future__ import annotations

from itertools import pairwise

from extract.document import Cell, Grid
from extract.tables.header import is_number


def split_stacked(grid: Grid) -> None:
    """Part ruled rows that hold several printed rows, where every cell shows it.

    All filled cells of such a row have the same number of lines at the same heights,
    and at least one holds nothing but numbers, one a line. A label that merely runs
    over two lines does not fit that, since the number beside it has one.
    """
    for row in range(len(grid.ys) - 2, -1, -1):
        cells = [c for c in grid.cells if c.row == row]
        filled = [c for c in cells if c.text]
        if len(filled) < 2 or any(c.row_span > 1 for c in filled) or not _is_stack(filled):
            continue
        heights = [sum(at) / len(at) for at in zip(*(c.middles for c in filled), strict=True)]
        edges = [(a + b) / 2 for a, b in pairwise(heights)]
        _part(grid, row, edges)
        grid.method = "aligned"


def _is_stack(filled: list[Cell]) -> bool:
    count = len(filled[0].middles)
    if count < 2 or any(len(c.middles) != count for c in filled):
        return False
    if not any(all(is_number(text) for text in c.text.split("\n")) for c in filled):
        return False
    pitch = min(b - a for a, b in pairwise(filled[0].middles))
    return all(max(at) - min(at) < 0.5 * pitch for at in zip(*(c.middles for c in filled), strict=True))


def _part(grid: Grid, row: int, edges: list[float]) -> None:
    """Replace one row of a grid by as many as ``edges`` part it into."""
    ys = [grid.ys[row], *edges, grid.ys[row + 1]]
    more = len(edges)
    kept: list[Cell] = []
    for cell in grid.cells:
        if cell.row > row:
            cell.row += more
        elif cell.row + cell.row_span > row and (cell.row < row or cell.row_span > 1):
            cell.row_span += more
        elif cell.row == row:
            texts = cell.text.split("\n") if cell.text else [""] * (more + 1)
            for number, (text, (top, bottom)) in enumerate(zip(texts, pairwise(ys), strict=True)):
                box = cell.box._replace(top=top, bottom=bottom)
                kept.append(Cell(row + number, cell.col, 1, cell.col_span, box, text, cell.page_no, room=cell.room))
            continue
        kept.append(cell)
    grid.cells = sorted(kept, key=lambda c: (c.row, c.col))
    grid.ys[row + 1 : row + 1] = edges
