"""Rows of codes and names in one piece, in exports that print every cell on a line of its own (plain ``pdftotext``).

The names of a row stand right before its figures, with their codes, and each name is that of its code in the official
classifications. Yet rows stray as a whole, so that the figures of another may follow: a row is certain where the sums of its class
confirm it, or where it prints every cell between its running number and the next one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from extract.recover import solve
from extract.recover.blocks import Block, Recovered
from extract.recover.forms import Form
from extract.recover.full import header_of
from extract.recover.lines import TextLine
from extract.recover.numbers import has_decimals, is_figure
from extract.recover.parts import GRAND, Part, PrintedRow
from extract.recover.regions import Region
from extract.recover.spots import Spot, add_bare, add_row, open_block, places_of, spot_of
from extract.recover.subjects import known_codes
from extract.recover.sums import row_links
from extract.vocabulary import squeeze

WHY = "the codes and names right before the figures, and the sums of rows and subjects"
STRAY = "nothing says which row the figure belongs to: it does not stand right behind a code and its name"
UNCONFIRMED = "no sum of a class confirms the row, and figures of this table stray from their names"
_CODE = re.compile(r"\d{3}(\d\d){0,2}")
ROLES = ("ordinal", "subject_code", "label", "value", "text")


@dataclass
class Row:
    """The codes and names of a row, and the figures right behind them."""

    pairs: list[tuple[str, str]]
    line: TextLine
    number: int = 0  # its running number, where it begins with that at once; 0 where it does not
    spots: list[Spot] = field(default_factory=list)


def read_inline(region: Region, code: str) -> Recovered | None:
    """The rows whose names and columns are certain, and all other figures bare; None where the form is another or no row is certain."""
    digits = places_of(region.lines)
    found = header_of(region, code)
    if found is None or not digits or any(_is_whole(word) for line in region.lines for word in line.words):
        return None
    match, header, _ = found
    form = match.form
    codes, columns = form.of_block(0, "subject_code"), form.of_block(0, "value")
    plain = len(form.blocks) == 1 and all(column.role in ROLES for column in form.columns)
    if not plain or not codes or len(codes) != len(form.of_block(0, "label")):
        return None
    rows, stray = _rows_of([line for line in region.lines if line not in header], len(codes), digits)
    block = open_block(form, digits)
    printed: list[PrintedRow] = []
    numbered: set[int] = set()
    for row, after in zip_longest(rows, rows[1:]):
        readings = solve.readings([figure.value for figure, _, _ in row.spots], len(columns), block.problem.sums)
        if readings := [one for one in readings if one[0] == 0]:
            add_row(block, printed, Part(0, _keys(form, row)), row.line, row.spots, readings, WHY)
            if after and row.number and after.number == row.number + 1 and len(row.spots) == len(columns):
                numbered.add(len(block.parts) - 1)
        else:
            stray += row.spots
    if not printed:
        return None
    _settle(form, block, numbered)
    for spot in stray:
        add_bare(block, printed, spot, STRAY)
    return Recovered(region, code, form, match.score, header, printed, [block])


def _settle(form: Form, block: Block, sure: set[int]) -> None:
    """Narrow the readings by the sums of classes and of all, and doubt the rows that no such sum confirms, but for those that are sure."""
    first, second = form.of_block(0, "subject_code")[0], form.of_block(0, "label")[0]
    labels = [squeeze(part.keys.get(second, part.keys.get(first, ""))) for part in block.parts]
    keys = [part.keys.get(first, "") for part in block.parts]
    problem = block.problem
    problem.links = row_links(labels, [key if _CODE.fullmatch(key) else "" for key in keys])
    solve.settle(problem)
    sure = set(sure)
    for link in problem.links:
        rows = [link.parent, *link.children]
        if any(problem.rows[index].open for index in rows):
            continue
        parent, *children = (problem.rows[index].vector(problem.rows[index].readings[0], problem.width) for index in rows)
        if list(parent) == [sum(column) for column in zip(*children, strict=True)]:
            sure.update(rows)
    for index, part in enumerate(block.parts):
        part.doubt = "" if index in sure else UNCONFIRMED


def _is_whole(word: str) -> bool:
    """Whether a word may be an amount without decimals: it is no code, no running number and no year."""
    return is_figure(word) and not has_decimals(word) and not re.fullmatch(r"\d{1,3}|20\d\d|\d{5}|\d{7}", word)


def _keys(form: Form, row: Row) -> dict[int, str]:
    """The codes and names in their columns."""
    codes, labels = form.of_block(0, "subject_code"), form.of_block(0, "label")
    keys: dict[int, str] = {}
    for (code, name), column, label in zip(row.pairs, codes, labels, strict=False):
        keys |= {column: code, label: name} if code else {label: name}
    return keys


def _rows_of(lines: list[TextLine], pairs: int, digits: int) -> tuple[list[Row], list[Spot]]:
    """The rows, each with the figures that follow its names at once, and the figures that follow anything else."""
    rows: list[Row] = []
    stray: list[Spot] = []
    keys: list[tuple[str, TextLine]] = []  # words and codes since the last figure
    current: Row | None = None
    for line in lines:
        for piece in line.pieces:
            if not has_decimals(piece.text):
                keys.append((piece.text, line))
                continue
            if keys:
                current = _row_of(keys, pairs)
                keys = []
                if current:
                    rows.append(current)
            (current.spots if current else stray).append(spot_of(piece, line, digits))
    return rows, stray


def _row_of(keys: list[tuple[str, TextLine]], pairs: int) -> Row | None:
    """The row whose codes and names end a run of words; None where they are no official ones."""
    if GRAND.match(squeeze(keys[-1][0])):
        return Row([("", keys[-1][0])], keys[-1][1])
    found: list[tuple[str, str]] = []
    end = len(keys)
    while end and len(found) < pairs:
        start = end - 1
        while start and not _CODE.fullmatch(keys[start][0]):
            start -= 1
        name = "".join(text for text, _ in keys[start + 1 : end])
        if not _CODE.fullmatch(keys[start][0]) or keys[start][0] not in known_codes().get(squeeze(name), ()):
            break
        found.insert(0, (keys[start][0], name))
        end = start
    if not found or (len(found) < pairs and len(found[0][0]) != 3):
        return None
    number = keys[0][0] if end == 1 else ""
    return Row(found, keys[end][1], int(number) if number.isdigit() else 0)
