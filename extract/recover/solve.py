"""Which column each figure stands in: enumeration with pruning, and sums over trees of rows.

A row prints its figures in the order of the columns and leaves blank cells out, so a
reading of a row is an ascending choice of columns. Readings that break a sum across the
row fall away at once. What remains is held against the rows above and below it: in every
column a row equals the sum of its parts (类 = Σ款 = Σ项, 合计 = Σ类), a blank counting as
zero. The rows form trees, so the readings that take part in some solution of the whole
table are found exactly: sums upwards, support downwards. Numbers are whole multiples of
the smallest printed unit, so nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb

MAX_READINGS = 60_000  # readings of one row that are tried
MAX_STATES = 20_000  # partial sums of the parts of one row that are kept

Reading = tuple[int, ...]  # the column of each figure of a row, ascending
Vector = tuple[int, ...]  # what a row prints in each column, 0 where blank


@dataclass(frozen=True)
class Sum:
    """``total`` is the sum of ``parts``: columns, each with its sign."""

    total: int
    parts: tuple[tuple[int, int], ...]
    text: str = ""

    def off(self, vector: Sequence[int]) -> int:
        """By how much a row misses this sum."""
        return abs(vector[self.total] - sum(sign * vector[column] for sign, column in self.parts))


@dataclass
class Link:
    """In every column, row ``parent`` is the sum of the rows ``children``."""

    parent: int
    children: list[int]


@dataclass
class Row:
    """One row: its figures in order, and the readings that are still open."""

    figures: list[int]
    readings: list[Reading]

    def vector(self, reading: Reading, width: int) -> Vector:
        vector = [0] * width
        for column, figure in zip(reading, self.figures, strict=True):
            vector[column] += figure
        return tuple(vector)

    @property
    def open(self) -> bool:
        return len(self.readings) != 1


@dataclass
class Table:
    """The rows of one block of a table, and how they hang together."""

    width: int
    rows: list[Row]
    sums: list[Sum] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def readings(figures: Sequence[int], width: int, sums: Sequence[Sum], slack: int = 0) -> list[Reading]:
    """The ascending choices of columns under which a row satisfies ``sums``.

    Each sum may be missed by ``slack`` a printed operand (rounding). Empty where no choice
    does, or where there are too many choices to try.
    """
    count = len(figures)
    if count > width or comb(width, count) > MAX_READINGS:
        return []
    found = []
    for choice in combinations(range(width), count):
        vector = [0] * width
        for column, figure in zip(choice, figures, strict=True):
            vector[column] = figure
        printed = set(choice)
        for rule in sums:
            off = rule.off(vector)
            if off and off > slack * len(printed & {rule.total, *(column for _, column in rule.parts)}):
                break
        else:
            found.append(choice)
    return found


def settle(table: Table) -> list[Link]:
    """Narrow the readings of every row to those that some solution of the whole table uses.

    A row that no exact sum of its parts equals may miss it by rounding. Returns the links
    that no choice of readings satisfies even so; those are left out, and their rows keep the
    readings that they had.
    """
    parts = {link.parent: _Parts(link.children) for link in table.links}
    broken: list[Link] = []
    for root in _roots(table, parts):
        _up(table, root, parts, broken)
    for root in _roots(table, parts):
        _down(table, root, parts)
    return broken


@dataclass
class _Parts:
    """The rows that make up another, and by how much they may miss it."""

    rows: list[int]
    slack: int = 0


def _roots(table: Table, parts: dict[int, _Parts]) -> list[int]:
    inner = {child for link in parts.values() for child in link.rows}
    return [row for row in range(len(table.rows)) if row not in inner]


def _vectors(table: Table, row: int) -> dict[Vector, list[Reading]]:
    """The readings of a row by what they print in each column."""
    found: dict[Vector, list[Reading]] = {}
    for reading in table.rows[row].readings:
        found.setdefault(table.rows[row].vector(reading, table.width), []).append(reading)
    return found


def _reach(vectors: Sequence[Sequence[Vector]], tops: Vector | None) -> list[set[Vector]] | None:
    """The sums of the first 0, 1, 2 … rows; None where there are too many.

    ``tops`` are the greatest sums that may still count, where no row prints anything below zero.
    """
    states: list[set[Vector]] = [{(0,) * len(vectors[0][0])}]
    for options in vectors:
        sums: set[Vector] = set()
        for state in states[-1]:
            for option in options:
                total = tuple(a + b for a, b in zip(state, option, strict=True))
                if tops is None or all(value <= top for value, top in zip(total, tops, strict=True)):
                    sums.add(total)
                    if len(sums) > MAX_STATES:
                        return None
        states.append(sums)
    return states


def _tops(table: Table, parent: int, link: _Parts) -> Vector | None:
    """How large the sums of the parts may grow; None where figures below zero forbid such a bound."""
    if any(figure < 0 for child in link.rows for figure in table.rows[child].figures):
        return None
    return tuple(max(column) + link.slack for column in zip(*_vectors(table, parent), strict=True))


def _meets(vector: Vector, sums: set[Vector], slack: int) -> bool:
    if vector in sums:
        return True
    return slack > 0 and any(all(abs(a - b) <= slack for a, b in zip(vector, total, strict=True)) for total in sums)


def _up(table: Table, row: int, parts: dict[int, _Parts], broken: list[Link]) -> None:
    """Keep the readings of a row that its parts can add up to, parts first."""
    link = parts.get(row)
    if link is None:
        return
    for child in link.rows:
        _up(table, child, parts, broken)
    own = _vectors(table, row)
    options = [list(_vectors(table, child)) for child in link.rows]
    if own and all(options):
        for slack in (0, len(link.rows) + 1):
            link.slack = slack
            states = _reach(options, _tops(table, row, link))
            kept = [r for v, same in own.items() if states and _meets(v, states[-1], slack) for r in same]
            if kept:
                table.rows[row].readings = sorted(kept)
                return
        broken.append(Link(row, link.rows))
    parts.pop(row)


def _down(table: Table, row: int, parts: dict[int, _Parts]) -> None:
    """Keep the readings of the parts that take part in some sum that a kept reading of the row equals."""
    link = parts.get(row)
    if link is None:
        return
    goals = set(_vectors(table, row))
    vectors = [_vectors(table, child) for child in link.rows]
    states = _reach([list(options) for options in vectors], _tops(table, row, link))
    assert states is not None
    wanted = {total for total in states[-1] if _meets(total, goals, link.slack)}
    for position in range(len(link.rows) - 1, -1, -1):
        before: set[Vector] = set()
        used: set[Vector] = set()
        for total in wanted:
            for option in vectors[position]:
                rest = tuple(a - b for a, b in zip(total, option, strict=True))
                if rest in states[position]:
                    before.add(rest)
                    used.add(option)
        table.rows[link.rows[position]].readings = sorted(reading for vector in used for reading in vectors[position][vector])
        wanted = before
    for child in link.rows:
        _down(table, child, parts)
