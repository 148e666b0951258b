"""Which rows of a grid are its header, and what stands above each body cell."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from extract.document import Cell
from extract.vocabulary import is_word, squeeze

MAX_HEADER_ROWS = 9
_NUMBER = re.compile(r"-?[\d,]*\.?\d+%?")
_YEAR = re.compile(r"(19|20)\d\d")


def rows_of(cells: list[Cell]) -> dict[int, list[Cell]]:
    """Cells by the row they start in, each row left to right."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.row].append(cell)
    for row in rows.values():
        row.sort(key=lambda c: c.col)
    return dict(sorted(rows.items()))


def is_column_number_row(row: list[Cell]) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3 …, 甲 1 2, 1=2+3."""
    numbers, words = [], 0
    for text in (squeeze(cell.text) for cell in row):
        if not text:
            continue
        leading = re.match(r"(\d{1,2})(?:$|[=(（])", text)
        if leading:
            numbers.append(int(leading.group(1)))
        elif is_word("column_number_head", text) or re.fullmatch(r"[甲乙丙丁]", text):
            words += 1
        elif not re.fullmatch(r"项目|类|款|项", text):
            return False
    ascending = all(b > a for a, b in pairwise(numbers))
    counting = len(numbers) >= 3 and numbers[0] <= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return bool(numbers) and ascending and (words > 0 or counting)


def is_number(text: str) -> bool:
    """Whether a text is a number; a year alone is none."""
    text = squeeze(text)
    return _NUMBER.fullmatch(text) is not None and not _YEAR.fullmatch(text)


def is_form(rows: dict[int, list[Cell]]) -> bool:
    """Whether the grid is a form, key beside value, rather than a table under a header.

    It is when its first three rows begin with two different keys (项目名称 twice is a
    header over two blocks).
    """
    firsts = {squeeze(next((c.text for c in row if squeeze(c.text)), "")) for row in list(rows.values())[:3]}
    return sum(is_word("form_key", text) for text in firsts) >= 2


def count_header_rows(cells: list[Cell]) -> int:
    """How many leading rows are header.

    The header ends before the first row that shows a body: a number (other than the
    numbers of columns and years), a total or an ordinal as label, or, below a first
    header row, a row that is empty or holds a single text. Rows that a merged cell of
    the header reaches into belong to it.
    """
    rows = rows_of(cells)
    if not rows or is_form(rows):
        return 0
    columns = max(c.col + c.col_span for c in cells)
    reach = 0
    numbered = False
    for index, row in rows.items():
        filled = [c for c in row if squeeze(c.text)]
        if index >= MAX_HEADER_ROWS:
            return _fallback(rows)
        if is_column_number_row(row):
            numbered = True
            reach = max(reach, index + 1)
            continue
        if any(is_number(c.text) for c in filled):
            return max(index, 0)
        if index < reach and not numbered:
            reach = max([reach, *(c.row + c.row_span for c in filled)])
            continue
        if index > 0:
            first = squeeze(filled[0].text) if filled else ""
            lone = len(filled) == 1 and columns > 1 and filled[0].col_span < columns
            if not filled or numbered or is_word("line_item", first) or lone:
                return index
            if is_word("total_label", first) and len(filled) <= 2:
                return index
        reach = max([reach, index + 1, *(c.row + c.row_span for c in filled)])
    return _fallback(rows)


def _fallback(rows: dict[int, list[Cell]]) -> int:
    """A grid of text alone has one header row where its first row is full."""
    first = next(iter(rows.values()))
    return 1 if len(rows) > 1 and len(first) > 1 and all(squeeze(c.text) for c in first) else 0


def header_paths(header: list[Cell], columns: int) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Header texts above each column, outermost first, and the printed column number (栏次).

    White space is removed; a text that repeats its parent, and blank cells, are left out.
    """
    paths: dict[int, list[str]] = {column: [] for column in range(columns)}
    numbers: dict[int, str] = {}
    for row in rows_of(header).values():
        numbering = is_column_number_row(row)
        for cell in row:
            text = re.sub(r"\s+", "", cell.text)
            if not text:
                continue
            number = re.match(r"\d+", text)
            for column in range(cell.col, cell.col + cell.col_span):
                if numbering and number:
                    numbers[column] = number.group(0)
                elif not numbering and (not paths[column] or paths[column][-1] != text):
                    paths[column].append(text)
    return paths, numbers
