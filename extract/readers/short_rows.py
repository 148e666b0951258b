"""Rows of a web table with fewer cells than the table has columns → the columns that their cells may stand in.

A browser sets the cells of such a row from the left. Whoever left a cell out may have meant another place: what the cells are
(words or figures) and what the columns hold in the full rows tells whether they can stand anywhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from math import comb

from extract.readers.blocks import GridCell
from extract.vocabulary import squeeze

MAX_PLACES = 5000  # more ways to place the cells of one row are not tried
MISSING = "the row has fewer cells than the table has columns"
_FIGURE = re.compile(r"[(]?[-−–—△▲]?[\d,]*\.?\d+%?[)]?")
_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")


def settle_short_rows(cells: list[GridCell]) -> list[GridCell]:
    """The cells of a table: where a row is too short, with a blank cell for each that is missing, and with the columns that its figures
    may stand in where several are possible."""
    if not cells:
        return cells
    width = max(cell.col + cell.col_span for cell in cells)
    rows: dict[int, list[GridCell]] = {}
    covered: Counter[int] = Counter()
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
        for row in range(cell.row, cell.row + cell.row_span):
            covered[row] += cell.col_span
    kinds = _column_kinds(cells, {row for row in rows if covered[row] >= width})
    added: list[GridCell] = []
    for row, own in rows.items():
        missing = width - covered[row]
        if missing <= 0 or not kinds or not any(_is_figure(cell.text) for cell in own):
            continue
        added += _settle(row, own, missing, kinds, _free(row, cells, width))
    return [*cells, *added]


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(squeeze(text)) is not None


def _kind(text: str) -> str:
    """What a cell prints: a code, a figure, words or nothing."""
    plain = squeeze(text)
    if not plain:
        return ""
    if _CODE.fullmatch(plain):
        return "code"
    return "figure" if _is_figure(plain) else "words"


def _column_kinds(cells: list[GridCell], full: set[int]) -> dict[int, set[str]]:
    """What each column prints in the rows that are whole, heads aside; a column that prints nothing there may hold anything."""
    found: dict[int, Counter[str]] = {}
    for cell in cells:
        if cell.row in full and cell.row_span == cell.col_span == 1 and (kind := _kind(cell.text)):
            found.setdefault(cell.col, Counter())[kind] += 1
    heads = 1 if found else 0  # words above a column of figures are its head
    return {col: {kind for kind, n in counts.items() if n > (heads if kind == "words" else 0)} for col, counts in found.items()}


def _free(row: int, cells: list[GridCell], width: int) -> list[int]:
    """The columns of a row that no span from above covers."""
    above = [cell for cell in cells if cell.row < row < cell.row + cell.row_span]
    taken = {col for cell in above for col in range(cell.col, cell.col + cell.col_span)}
    return [col for col in range(width) if col not in taken]


def _settle(row: int, own: list[GridCell], missing: int, kinds: dict[int, set[str]], free: list[int]) -> list[GridCell]:
    """Mark the figures of a short row that may stand elsewhere; returns its missing cells, where the browser shows them."""
    own.sort(key=lambda cell: cell.col)
    last = max(cell.col + cell.col_span for cell in own)
    blanks = [GridCell(row, col, 1, 1, "", MISSING) for col in free if col >= last]
    if any(cell.col_span > 1 for cell in own) or comb(len(own) + missing, missing) > MAX_PLACES:
        possible = [tuple(cell.col for cell in own)]
    else:
        possible = [
            place
            for place in combinations(free, len(own))
            if all(_fits(cell, kinds.get(col)) for cell, col in zip(own, place, strict=True))
        ]
    for index, cell in enumerate(own):
        columns = sorted({place[index] for place in possible} | {cell.col})
        if len(columns) > 1 and _is_figure(cell.text):
            cell.readings, cell.inference = columns, MISSING
    return blanks


def _fits(cell: GridCell, kinds: set[str] | None) -> bool:
    """Whether a cell can stand in a column that prints such things in full rows."""
    kind = _kind(cell.text)
    if not kind or not kinds:
        return True
    if kind == "code":  # three digits may be an amount
        return bool(kinds & {"code", "figure"})
    return kind in kinds
