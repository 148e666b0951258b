"""Rows of two classifications with a total and 人员经费 or 公用经费, in exports that print every cell on a line of its own.

Such a row prints its total and one part of the same amount, so no sum says which part. What is paid to people are the classes 301 and
303 of the economic classification (identity personnel_and_operating_totals); that is believed where it makes both printed totals come
out exactly.
A row is certain when its figures stand right behind its names; what strays is counted for the totals, and flagged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from extract.recover.blocks import Recovered
from extract.recover.forms import find_form
from extract.recover.lines import TextLine
from extract.recover.parts import Part, PrintedRow
from extract.recover.regions import Region
from extract.recover.spots import Spot, add_bare, add_row, figures_of, is_wording, open_block, places_of, words_of
from extract.vocabulary import squeeze

TOTAL, PEOPLE, OPERATING = 0, 1, 2
WHY = "the economic class of the row, and the totals of both columns"
STRAY = "the figure stands apart from the names of its row"
_CODED = re.compile(r"^(\d{5,7})-\S")


@dataclass
class Row:
    """The names of a row, one a classification, and the figures right behind them."""

    names: list[str]
    line: TextLine
    spots: list[Spot] = field(default_factory=list)

    @property
    def part(self) -> int:
        return PEOPLE if re.match(r"30[13]", squeeze(self.names[-1])) else OPERATING


def read_paired(region: Region, code: str) -> Recovered | None:
    """The rows whose columns are certain, and the others bare; None where the form is another, or the totals do not come out."""
    first = next((at for at, line in enumerate(region.lines) if _CODED.match(line.squeezed)), None)
    if first is None:
        return None
    header = region.lines[:first]
    match = find_form(code, words_of(header))
    form = match.form if match else None
    if form is None or match is None or len(form.blocks) != 1 or not _is_paired([squeeze(column.path[-1]) for column in form.columns]):
        return None
    labels = form.of_block(0, "label")
    digits = places_of(region.lines)
    rows, stray = _rows_of(region.lines[first:], len(labels), digits)
    totals = _totals(rows, stray)
    if totals is None:
        return None
    block = open_block(form, digits)
    printed: list[PrintedRow] = []
    for row in rows:
        part = Part(0, dict(zip(labels, row.names, strict=True)))
        add_row(block, printed, part, row.line, row.spots, [(TOTAL, row.part)[: len(row.spots)]], WHY)
    add_row(block, printed, Part(0, {labels[0]: "合计"}), totals[0][2], totals, [(TOTAL, PEOPLE, OPERATING)])
    for spot in stray:
        if spot not in totals:
            add_bare(block, printed, spot, STRAY)
    return Recovered(region, code, form, match.score, header, printed, [block])


def _is_paired(heads: list[str]) -> bool:
    """Whether the heads are two or more classifications, the last by departments, and the amounts in all, for people and for operating."""
    return len(heads) > 4 and heads[-4].startswith("部门") and heads[-3:] == ["合计", "人员经费", "公用经费"]


def _rows_of(lines: list[TextLine], names: int, digits: int) -> tuple[list[Row], list[Spot]]:
    """The rows by their names, each with its total and part where they stand right behind; and all other figures."""
    rows: list[Row] = []
    stray: list[Spot] = []
    open_row: Row | None = None  # the row whose figures may follow
    started: list[str] = []
    before: TextLine | None = None
    behind: list[Spot] = []

    def settle() -> None:
        nonlocal behind
        own = behind[:2] if open_row and len(behind) > 1 and behind[0][0].value == behind[1][0].value else []
        if open_row:
            open_row.spots = own
        stray.extend(behind[len(own) :])
        behind = []

    for line in lines:
        if not is_wording(line):
            behind += figures_of([line], digits)
            before = None
            continue
        for word in line.words:
            if _CODED.match(squeeze(word)):
                if not started:
                    settle()
                    open_row = None
                started.append(word)
                if len(started) == names:
                    open_row = Row(started, line)
                    rows.append(open_row)
                    started = []
            elif before is not None and line.blank_before == 0 and (started or open_row) and not re.fullmatch(r"合?计?", squeeze(word)):
                (started or open_row.names)[-1] += word  # type: ignore[union-attr]
            else:
                settle()
                open_row = None
        before = line
    settle()
    empty = [row for row in rows if not row.spots]
    for above, row in pairwise(rows):
        if any(above is one for one in empty) and row.spots:  # what follows the names of two rows may belong to the first
            stray.extend(row.spots)
            row.spots = []
    stray.sort(key=lambda spot: (spot[2].page_no, spot[2].at, spot[1].start))
    return rows, stray


def _totals(rows: list[Row], stray: list[Spot]) -> list[Spot] | None:
    """The three totals among the stray figures; None where nothing makes them come out.

    Rows without figures have theirs among the stray ones, in pairs and in the same order: good enough to count them.
    """
    if len(stray) < 3:
        return None
    totals = stray[-3:]
    pairs = [spot[0].value for spot in stray[:-3]]
    missing = [row for row in rows if not row.spots]
    amounts = sorted(pairs)
    if amounts[::2] != amounts[1::2] or len(amounts) != 2 * len(missing):
        return None
    kinds = {row.part for row in missing}
    sums = {PEOPLE: 0, OPERATING: 0}
    for row in rows:
        sums[row.part] += row.spots[0][0].value if row.spots else 0
    wanted = [spot[0].value for spot in totals]
    left = sum(amounts[::2])
    if wanted[TOTAL] != sum(sums.values()) + left or wanted[TOTAL] != wanted[PEOPLE] + wanted[OPERATING]:
        return None
    rest = wanted[PEOPLE] - sums[PEOPLE]
    # What strays of people is the rest of their total: all, nothing, or as many of the stray amounts as there are such rows.
    count = sum(row.part == PEOPLE for row in missing)
    if len(kinds) < 2:
        return totals if rest == (left if PEOPLE in kinds else 0) else None
    return totals if _adds_up(amounts[::2], count, rest) else None


def _adds_up(amounts: list[int], count: int, wanted: int) -> bool:
    """Whether so many of some amounts add up to a number."""
    reached = {(0, 0)}
    for amount in amounts:
        reached |= {(number + 1, total + amount) for number, total in reached if number < count}
    return (count, wanted) in reached
