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


def settle(table: Table, slack: int = 0) -> list[Link]:
    """Narrow the readings of every row to those that some solution of the whole table uses.

    Returns the links that no choice of readings satisfies; those are left out, and their
    rows keep the readings that they had.
    """
    children_of = {link.parent: link.children for link in table.links}
    broken: list[Link] = []
    inner = {child for link in table.links for child in link.children}
    for root in [row for row in range(len(table.rows)) if row not in inner]:
        _up(table, root, children_of, broken, slack)
    for root in [row for row in range(len(table.rows)) if row not in inner]:
        _down(table, root, children_of, slack)
    return broken


def _vectors(table: Table, row: int) -> dict[Vector, list[Reading]]:
    """The readings of a row by what they print in each column."""
    found: dict[Vector, list[Reading]] = {}
    for reading in table.rows[row].readings:
        found.setdefault(table.rows[row].vector(reading, table.width), []).append(reading)
    return found


def _reach(vectors: Sequence[Sequence[Vector]], bounds: tuple[Vector, Vector] | None) -> list[set[Vector]] | None:
    """The sums of the first 0, 1, 2 … rows; None where there are too many.

    ``bounds`` are the least and the greatest sum that may still count when all rows print
    nothing below zero.
    """
    width = len(vectors[0][0])
    states: list[set[Vector]] = [{(0,) * width}]
    for options in vectors:
        sums: set[Vector] = set()
        for state in states[-1]:
            for option in options:
                total = tuple(a + b for a, b in zip(state, option, strict=True))
                if bounds is None or all(value <= high for value, high in zip(total, bounds[1], strict=True)):
                    sums.add(total)
                    if len(sums) > MAX_STATES:
                        return None
        states.append(sums)
    return states


def _near(left: Vector, right: Vector, slack: int) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(left, right, strict=True))


def _bounds(table: Table, parent: int, children: list[int], slack: int) -> tuple[Vector, Vector] | None:
    """How large the sums of the children may grow; None where figures below zero forbid such a bound."""
    if any(figure < 0 for child in children for figure in table.rows[child].figures):
        return None
    tops = [max(column) + slack for column in zip(*_vectors(table, parent), strict=True)]
    return (0,) * table.width, tuple(tops)


def _up(table: Table, row: int, children_of: dict[int, list[int]], broken: list[Link], slack: int) -> None:
    """Keep the readings of a row that its parts can add up to, parts first."""
    children = children_of.get(row, [])
    for child in children:
        _up(table, child, children_of, broken, slack)
    if not children:
        return
    own = _vectors(table, row)
    parts = [list(_vectors(table, child)) for child in children]
    allowed = slack * (len(children) + 1)
    states = _reach(parts, _bounds(table, row, children, allowed)) if own and all(parts) else None
    if states is None:
        children_of.pop(row)
        if own and all(parts):
            broken.append(Link(row, children))
        return
    kept = [reading for vector, same in own.items() if _meets(vector, states[-1], allowed) for reading in same]
    if kept:
        table.rows[row].readings = sorted(kept)
    else:
        broken.append(Link(row, children))
        children_of.pop(row)


def _meets(vector: Vector, sums: set[Vector], slack: int) -> bool:
    return vector in sums or (slack > 0 and any(_near(vector, total, slack) for total in sums))


def _down(table: Table, row: int, children_of: dict[int, list[int]], slack: int) -> None:
    """Keep the readings of the parts that take part in some sum that a kept reading of the row equals."""
    children = children_of.get(row, [])
    if children:
        allowed = slack * (len(children) + 1)
        goals = set(_vectors(table, row))
        vectors = [_vectors(table, child) for child in children]
        bounds = _bounds(table, row, children, allowed)
        states = _reach([list(options) for options in vectors], bounds)
        assert states is not None
        wanted = {total for total in states[-1] if _meets(total, goals, allowed)}
        for position in range(len(children) - 1, -1, -1):
            before: set[Vector] = set()
            used: set[Vector] = set()
            for total in wanted:
                for option in vectors[position]:
                    rest = tuple(a - b for a, b in zip(total, option, strict=True))
                    if rest in states[position]:
                        before.add(rest)
                        used.add(option)
            child = table.rows[children[position]]
            child.readings = sorted(reading for vector in used for reading in vectors[position][vector])
            wanted = before
    for child_row in children:
        _down(table, child_row, children_of, slack)
