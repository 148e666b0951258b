"""Rows of exports that keep cells apart, by tabs or by pipes (Markdown)."""

from __future__ import annotations

import re

from extract.recover.forms import CODE_ROLES, Form
from extract.recover.labels import TOTAL
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import has_decimals, is_code, is_figure
from extract.recover.parts import Part, PrintedRow
from extract.vocabulary import squeeze


def cells_of(line: TextLine) -> list[str] | None:
    """The cells of a line whose export keeps them apart by tabs or pipes; None for other lines."""
    if "\t" in line.text:
        return [cell.strip() for cell in line.text.split("\t")]
    if line.text.count("|") > 1:
        return [cell.strip() for cell in line.text.strip().strip("|").split("|")]
    return None


def _cut_figure(text: str) -> bool:
    """Whether a cell holds one number whose last digits a narrow column has cut off: 1,597.5 1."""
    words = text.split()
    return len(words) == 2 and has_decimals(words[0]) and re.fullmatch(r"\d{1,2}", words[1]) is not None


def delimited_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """Rows whose cells are kept apart: where the export has as many columns as the form, or only its values counted from the right."""
    rows = []
    width = max(len(cells_of(line) or []) for line in body)
    direct = width == len(form.columns)
    for line in body:
        cells = cells_of(line)
        if cells is None or not any(cells) or all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            continue
        parts = {block: Part(block, places=[], lines=[line]) for block in range(len(form.blocks))}
        begin = 0
        for at, cell in enumerate(cells):
            if not cell:
                continue
            begin = line.text.find(cell, begin)
            spot = Piece(begin, begin + len(cell), cell)
            begin = spot.end
            column = at if direct else at - width + len(form.columns)
            block = next((b for b, columns in enumerate(form.blocks) if column in columns), 0)
            values = form.of_block(block, "value", "quantity", "percent")
            numeric = is_figure(cell) or _cut_figure(cell)
            if numeric and (column in values or column >= len(form.columns)):
                parts[block].figures.append(cell)
                parts[block].places = [*(parts[block].places or []), column - values[0]]
                parts[block].spots = [*(parts[block].spots or []), spot]
            else:
                _put_key(form, parts[block], max(0, column), re.sub(r"\s+", "", cell))
        if any(part.keys or part.figures for part in parts.values()):
            rows.append(PrintedRow([part for part in parts.values() if part.keys or part.figures], line))
    return rows


def _put_key(form: Form, part: Part, column: int, text: str) -> None:
    """A key cell in its column; a word that has slipped among the values goes to the nearest key column left of it."""
    keys = [c for c in form.blocks[part.block] if not form.columns[c].is_value]
    if column not in keys:
        left = [c for c in keys if c <= column and c not in part.keys]
        column = left[-1] if left else keys[0] if keys else column
    if is_code(text) and (codes := [c for c in form.of_block(part.block, *CODE_ROLES) if c not in part.keys]):
        column = codes[0]
    elif not is_figure(text) and form.columns[column].role in CODE_ROLES and not TOTAL.match(squeeze(text)):
        names = form.of_block(part.block, "label", "unit_name")
        column = names[0] if names and names[0] not in part.keys else column
    part.keys[column] = part.keys.get(column, "") + text
