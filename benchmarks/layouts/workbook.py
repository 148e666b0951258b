"""A printed report → a workbook: one sheet a table with the lines around it, as offices lay them out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from samples.typeset.markup import Block, PageBreak, Report, Table, Text
from tests.forms import captions, merged


def save(report: Report, file: Path) -> None:
    """Write the workbook; what stands between two page breaks is a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    parts: list[list[Block]] = [[]]
    for block in report.blocks:
        if not isinstance(block, PageBreak):
            parts[-1].append(block)
        elif len(parts) == 1 or any(isinstance(kept, Table) for kept in parts[-1]):
            parts.append([])
    for number, part in enumerate(parts):
        _fill(book.create_sheet(f"Sheet{number + 1}"), part)
    book.save(file)


def _fill(sheet: Worksheet, part: list[Block]) -> None:
    """Write one sheet from its first row on."""
    width = max((len(block.widths) for block in part if isinstance(block, Table)), default=1)
    row = 1
    for block in part:
        if isinstance(block, Text):
            row = _line(sheet, row, width, block.text)
        elif isinstance(block, Table):
            for text in captions(block):
                row = _line(sheet, row, width, text)
            row = _table(sheet, row, block)


def _line(sheet: Worksheet, row: int, width: int, text: str) -> int:
    """A line over the whole width; the row after it."""
    sheet.cell(row, 1, text)
    if width > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    return row + 1


def _table(sheet: Worksheet, top: int, table: Table) -> int:
    """A table; figures are numbers with a format. The row after it."""
    for row, column, row_span, col_span, text in merged(table):
        figure = _number(text) if not table.rows[row].header and table.aligns[column] == "r" else None
        cell = sheet.cell(top + row, column + 1, text if figure is None else figure)
        if figure is not None:
            places = len(text.partition(".")[2])
            cell.number_format = ("#,##0" if "," in text else "0") + ("." + "0" * places if places else "")
        if (row_span, col_span) != (1, 1):
            sheet.merge_cells(start_row=top + row, start_column=column + 1, end_row=top + row + row_span - 1, end_column=column + col_span)
    return top + len(table.rows)


def _number(text: str) -> float | int | None:
    plain = text.replace(",", "")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        return None
