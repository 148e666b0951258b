"""Excel workbooks → one grid a sheet, with merged cells and figures as their format shows them.

Hidden sheets, rows and columns are not shown to a reader of the file and are left out.
"""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.document import Document
from extract.readers.blocks import MAX_CELLS, GridCell, Sheet, to_document
from extract.readers.office import DAMAGED, check_package, check_sheets, is_locked_package
from extract.readers.refusal import Unreadable
from extract.vocabulary import is_word

BLANK_ROWS = 3  # so many blank rows part two tables of a sheet


def shown(value: Any, number_format: str) -> str:
    """A value as its number format shows it: decimals, thousands, per cent; whatever else a format does is left out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%Y-%m-%d")
    if not isinstance(value, int | float):
        return str(value).strip()
    code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.', "", (number_format or "General").split(";")[0])
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if "0" not in code and "#" not in code:
        return f"{number.normalize():f}" if number else "0"
    percent = code.count("%")
    number *= Decimal(100) ** percent
    decimals = re.search(r"\.([0#?]+)", code)
    places = len(decimals.group(1)) if decimals else 0
    return f"{number:{',' if re.search(r'[#0],[#0]', code) else ''}.{places}f}{'%' * percent}"


def _sheet(cells: dict[tuple[int, int], str], merged: list[tuple[int, int, int, int]], rows: list[int], cols: list[int]) -> Sheet:
    """A sheet from its texts by (row, column); ``merged`` are first row, first column, last row, last column, all inclusive."""
    row_at, col_at = {row: i for i, row in enumerate(rows)}, {col: i for i, col in enumerate(cols)}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in merged:
        inside_rows = [row for row in range(top, bottom + 1) if row in row_at]
        inside_cols = [col for col in range(left, right + 1) if col in col_at]
        if inside_rows and inside_cols:
            first = (inside_rows[0], inside_cols[0])
            spans[first] = len(inside_rows), len(inside_cols)
            cells.setdefault(first, cells.get((top, left), ""))
            cells[first] = cells[first] or cells.get((top, left), "")
            covered.update((r, c) for r in inside_rows for c in inside_cols if (r, c) != first)
    grid = [
        GridCell(row_at[row], col_at[col], *spans.get((row, col), (1, 1)), text)
        for (row, col), text in sorted(cells.items())
        if row in row_at and col in col_at and (row, col) not in covered
    ]
    return Sheet(_parts(grid))


def _parts(grid: list[GridCell]) -> list[str | list[GridCell]]:
    """The tables of a sheet, parted by several blank rows; a part of one cell a row is text."""
    filled = sorted({row for cell in grid if cell.text for row in range(cell.row, cell.row + cell.row_span)})
    blocks: list[str | list[GridCell]] = []
    start = 0
    for i, row in enumerate(filled):
        last = i == len(filled) - 1
        if not last and filled[i + 1] - row <= BLANK_ROWS:
            continue
        part = [cell for cell in grid if filled[start] <= cell.row <= row]
        texts = [cell for cell in part if cell.text]
        if len({cell.row for cell in texts}) == len(texts):
            blocks.extend(cell.text for cell in texts)
        else:
            blocks.extend(_captioned(part))
        start = i + 1
    return blocks


def _captioned(part: list[GridCell]) -> list[str | list[GridCell]]:
    """A table with the lines of text that stand in rows of their own above it, and the notes, or its title, below it."""
    rows: dict[int, list[GridCell]] = {}
    for cell in part:
        if cell.text:
            rows.setdefault(cell.row, []).append(cell)
    numbers = sorted(rows)
    alone = [rows[row][0].text if len(rows[row]) == 1 else "" for row in numbers]
    first = alone.index("")
    last = next((i for i in range(first, len(numbers)) if is_word("note_start", alone[i])), None)
    if last is None and is_word("title_end", alone[-1]) and is_word("title_word", alone[-1]):
        last = len(numbers) - 1
    top, end = numbers[first], numbers[last] if last is not None else numbers[-1] + 1
    above = [rows[row][0].text for row in numbers[:first]]
    below = [rows[row][0].text for row in numbers[last:]] if last is not None else []
    grid = [GridCell(c.row - top, c.col, min(c.row_span, end - c.row), c.col_span, c.text) for c in part if top <= c.row < end]
    return [*above, grid, *below]


def read_xlsx(path: Path) -> Document:
    """Read one XLSX workbook.

    Raises:
        Unreadable: it is damaged, locked, huge or blank.
    """
    check_package(path, "xl/workbook.xml")
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)  # by a path it believes the suffix
    except Exception as error:  # openpyxl raises whatever a broken part leads it into
        raise Unreadable("unreadable", *DAMAGED) from error
    check_sheets(path, len(book.sheetnames))
    sheets = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            raise Unreadable("unreadable", f"sheet {sheet.title} has {sheet.max_row} rows", f"工作表 {sheet.title} 有 {sheet.max_row} 行")
        cells = {(c.row, c.column): shown(c.value, c.number_format) for row in sheet.iter_rows() for c in row if c.value is not None}
        hidden_cols: set[int] = set()
        for dimension in sheet.column_dimensions.values():
            if dimension.hidden:
                hidden_cols.update(range(dimension.min, min(dimension.max, sheet.max_column) + 1))
        rows = [row for row in range(1, sheet.max_row + 1) if not sheet.row_dimensions[row].hidden]
        cols = [col for col in range(1, sheet.max_column + 1) if col not in hidden_cols]
        merged = [(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges]
        sheets.append(_sheet(cells, merged, rows, cols))
    creator = str(book.properties.creator or "")
    return to_document("xlsx", "sheet", creator, sheets)


def read_xls(path: Path) -> Document:
    """Read one XLS workbook.

    Raises:
        Unreadable: it is damaged, locked or blank.
    """
    if is_locked_package(path):
        raise Unreadable("encrypted", "")
    import xlrd

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Unreadable("encrypted", "") from error
        raise Unreadable("unreadable", *DAMAGED) from error
    except Exception as error:  # a broken record raises whatever it leads into
        raise Unreadable("unreadable", *DAMAGED) from error
    sheets = []
    for sheet in book.sheets():
        if sheet.visibility:
            continue
        cells = {}
        for row in range(sheet.nrows):
            for col in range(sheet.row_len(row)):
                cell = sheet.cell(row, col)
                text = _xls_text(book, cell)
                if text:
                    cells[row, col] = text
        rows = [row for row in range(sheet.nrows) if not (row in sheet.rowinfo_map and sheet.rowinfo_map[row].hidden)]
        cols = [col for col in range(sheet.ncols) if not (col in sheet.colinfo_map and sheet.colinfo_map[col].hidden)]
        merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
        sheets.append(_sheet(cells, merged, rows, cols))
    return to_document("xls", "sheet", "", sheets)


def _xls_text(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown(xlrd.xldate_as_datetime(cell.value, book.datemode), "")
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        number = int(cell.value) if float(cell.value).is_integer() else cell.value
        return shown(number, book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    return shown(cell.value, "") if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_BOOLEAN) else ""
