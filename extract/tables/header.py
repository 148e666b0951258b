"""Which rows of a grid are its header, and what stands above each body cell."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from extract.document import Cell
from extract.vocabulary import is_word, squeeze

MAX_HEADER_ROWS = 9
_NUMBER = re.compile(r"-?[\d,]*\.?\d+%?")
_YEAR = re.compile(r"(19|20)\d\d")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DASHES = "-—–―"  # what stands for a blank
_COLUMN_NUMBER = re.compile(r"[(第]?(\d{1,2})[)栏列]*([=(][-+*/×÷=()%\dA-Z]+)?")  # 1, (1), 第1栏, 3=1+2, 3(1-2)
_COLUMN_LETTER = re.compile(r"([A-Z])(=[-+*/×÷=()%\dA-Z]+)?")  # A, C=A+B
_FORMULA = re.compile(r"[(]*\d{1,2}[)]*([-+*/×÷]+[(]*\d{1,3}[)%]*)+")  # 2+3, (2-1)/1
_LEVEL = re.compile(r"项目|类|款|项")


def rows_of(cells: list[Cell]) -> dict[int, list[Cell]]:
    """Cells by the row they start in, each row left to right."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.row].append(cell)
    for row in rows.values():
        row.sort(key=lambda c: c.col)
    return dict(sorted(rows.items()))


def is_column_number_row(row: list[Cell]) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3 …, ** ** 1 2, 甲 1 2, A B C=A+B, 1=2+3.

    Every cell of it does. Beside words (栏次, **) one number is enough, or words alone; numbers alone have to count from the
    first column on, with few gaps.
    """
    numbers: list[int] = []
    letters = ""
    words = formulas = 0
    falls = False
    for cell in row:
        text = unicodedata.normalize("NFKC", squeeze(cell.text))  # ① counts columns too
        if not text.strip(DASHES):  # blank, or a dash for a column without number
            continue
        if number := _COLUMN_NUMBER.fullmatch(text):
            found = int(number.group(1))
            falls = falls or (bool(numbers) and found <= numbers[-1] and not (words and found <= 2))
            numbers.append(found)
        elif letter := _COLUMN_LETTER.fullmatch(text):
            letters += letter.group(1)
        elif is_word("column_number_head", text):
            words += 1
        elif _FORMULA.fullmatch(text):
            formulas += 1
        elif not _LEVEL.fullmatch(text):
            return False
    if falls:
        return False
    if letters:
        in_order = letters in LETTERS
        return in_order and (len(letters) + len(numbers) >= 3 or words > 0 or (len(letters) > 1 and formulas > 0))
    if words:
        return bool(numbers) or words > 1
    counting = len(numbers) >= 3 and numbers[0] <= 2 and numbers[-1] - numbers[0] < len(numbers) + max(0, len(numbers) - 3)
    return counting or (bool(numbers) and formulas > 0 and numbers[0] <= 2)


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

    What stands above a row of column numbers is header. Else the header ends before the first row that shows a body: a number
    (other than a year), a total or an ordinal as label, or, below a first header row, a row that is empty, holds a single
    text, or nothing but dashes behind it. Rows that a merged cell of the header reaches into belong to it, and so do rows that
    part one (see _parts_heads).
    """
    rows = rows_of(cells)
    if not rows or is_form(rows):
        return 0
    if numbered := _find_column_numbers(rows):
        return numbered
    columns = max(c.col + c.col_span for c in cells)
    reach = 0
    for index, row in rows.items():
        filled = [c for c in row if squeeze(c.text)]
        if index >= MAX_HEADER_ROWS:
            return _fallback(rows)
        if any(is_number(c.text) for c in filled) or (index and _is_total(filled)):
            return index
        if index < reach:
            reach = max([reach, *(c.row + c.row_span for c in filled)])
            continue
        if index > 0 and not _parts_heads(filled, rows, index):
            first = squeeze(filled[0].text) if filled else ""
            lone = len(filled) == 1 and columns > 1 and filled[0].col_span < columns
            dashes = len(filled) > 1 and not any(squeeze(c.text).strip(DASHES) for c in filled[1:])
            if not filled or is_word("line_item", first) or lone or dashes:
                return index
            if is_word("total_label", first) and len(filled) <= 2:
                return index
        reach = max([reach, index + 1, *(c.row + c.row_span for c in filled)])
    return _fallback(rows)


def _is_total(filled: list[Cell]) -> bool:
    """Whether a row is one of a total whose amounts look like years: 合计 2003 2003. Heads name a year once, and 合计 no first column."""
    if not filled or not is_word("total_label", filled[0].text):
        return False
    figures = [text for c in filled[1:] if (text := squeeze(c.text)).strip(DASHES)]
    years = bool(figures) and all(_YEAR.fullmatch(text) for text in figures)
    return years and (filled[0].col == 0 or len(set(figures)) < len(figures))


def _find_column_numbers(rows: dict[int, list[Cell]]) -> int:
    """The row below that of the column numbers; 0 where there is none below heads, or a body begins above it."""
    for index, row in rows.items():
        filled = [c for c in row if squeeze(c.text)]
        if index >= MAX_HEADER_ROWS:
            break
        if is_column_number_row(filled):
            return index + 1
        if any(is_number(c.text) for c in filled):
            break
        first = squeeze(filled[0].text) if filled else ""
        is_total = filled and filled[0].col == 0 and len(filled) <= 2 and is_word("total_label", first)
        if index and (is_total or is_word("line_item", first)):
            break
    return 0


def _parts_heads(filled: list[Cell], rows: dict[int, list[Cell]], index: int) -> bool:
    """Whether a row parts merged heads of the row above, and prints nothing else: all of their columns, none of the first one's."""
    if not filled or index - 1 not in rows:
        return False
    merged = {c.col: c.col_span for c in rows[index - 1] if c.col_span > 1 and c.col > 0 and squeeze(c.text)}
    under = {column for column, span in merged.items() for column in range(column, column + span)}
    printed = {column for c in filled for column in range(c.col, c.col + c.col_span)}
    if not printed <= under:
        return False
    return all(not (own := set(range(column, column + span))) & printed or own <= printed for column, span in merged.items())


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
