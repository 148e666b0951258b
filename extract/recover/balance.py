"""The two sides of a summary, income beside expenditure: every way in which its figures can stand behind its lines.

Each side adds up to the same grand total, lines with numbered lines below them add up to these, and every figure that is
printed stands somewhere. What other tables say of a line narrows what it may print. An amount is certain where all ways agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.recover.numbers import ZERO
from extract.recover.solve import Sum

MAX_STEPS = 200_000  # amounts that are tried before a summary is given up
MAX_WAYS = 1_000

Vector = tuple[Decimal, ...]  # what a line prints in each column of its side, 0 where nothing
Way = list[Vector | None]  # what each line prints; None where nothing tells it from others that may print it


@dataclass
class Entry:
    """One line of a summary: the line that it is a part of, and what is known of it."""

    side: int
    parent: int | None = None  # None for a grand total
    of_which: bool = False  # part of a part, which no sum takes in
    known: list[tuple[tuple[int, ...], Decimal]] = field(default_factory=list)  # columns of these numbers add up to so much
    least: Decimal = ZERO  # the first column prints at least this, by rows of other tables


@dataclass
class Summary:
    """The lines of both sides, the number of columns of each side, and the sums across a row of each."""

    entries: list[Entry]
    widths: tuple[int, int]
    sums: tuple[Sequence[Sum], Sequence[Sum]]


def ways(summary: Summary, figures: Sequence[Decimal], step: Decimal) -> list[Way]:
    """The ways to place all figures; none where there are too many to try.

    The grand totals of both sides are the greatest of the figures: there is no way where a figure is below zero. Totals may miss
    the sum of their parts by ``step`` a part (rounding) where they cannot equal it, and one side may leave its grand total blank.
    """
    pool = Counter(figure for figure in figures if figure)
    if not pool or min(pool) < 0:
        return []
    for slack, silent in ((ZERO, None), (step, None), (ZERO, 0), (ZERO, 1)):
        search = _Search(summary, Counter(pool), max(pool), slack, silent)
        try:
            search.run()
        except _TooManyError:
            return []
        if search.found:
            return search.found
    return []


class _TooManyError(Exception):
    """The search has tried as much as it may."""


class _Search:
    def __init__(self, summary: Summary, pool: Counter[Decimal], grand: Decimal, slack: Decimal, silent: int | None) -> None:
        self.summary, self.pool, self.grand, self.slack, self.silent = summary, pool, grand, slack, silent
        entries = summary.entries
        self.children: list[list[int]] = [[] for _ in entries]
        for number, entry in enumerate(entries):
            if entry.parent is not None and not entry.of_which:
                self.children[entry.parent].append(number)
        self.order = [group for side in (1, 0) for group in self._in_order(side)]
        self.vectors: list[Vector] = [(ZERO,) * summary.widths[entry.side] for entry in entries]
        self.doubtful: set[int] = set()  # lines of which only the others of their group say what they may print
        self.found: list[Way] = []
        self.steps = 0

    def _in_order(self, side: int) -> list[list[int]]:
        """The lines of a side: the parts of each line before it, those of which no amount is known last and together, as nothing tells
        them apart; of-which lines behind all."""
        ordered: list[list[int]] = []
        entries = self.summary.entries

        def visit(number: int) -> None:
            alike: dict[tuple[tuple[int, ...], ...], list[int]] = defaultdict(list)  # columns that are known to be blank → lines
            others: list[int] = []
            for part in self.children[number]:
                entry = entries[part]
                if self.children[part] or entry.least or any(amount for _, amount in entry.known):
                    others.append(part)
                else:
                    alike[tuple(columns for columns, _ in entry.known)].append(part)
            for part in sorted(others, key=lambda one: (not entries[one].known, one)):
                visit(part)
            ordered.extend(alike[columns] for columns in sorted(alike, key=lambda columns: (-len(columns), columns)))
            ordered.append([number])

        for number, entry in enumerate(entries):
            if entry.side == side and entry.parent is None:
                visit(number)
        return ordered + [[number] for number, entry in enumerate(entries) if entry.side == side and entry.of_which]

    def run(self, at: int = 0) -> None:
        if at == len(self.order):
            if not any(self.pool.values()):
                self.found.append([None if number in self.doubtful else vector for number, vector in enumerate(self.vectors)])
                if len(self.found) > MAX_WAYS:
                    raise _TooManyError
            return
        group = self.order[at]
        if len(group) > 1:
            self._run_group(at, group, 0)
            return
        for vector in self._options(group[0]):
            if taken := self._take(group[0], vector):
                self.run(at + 1)
                self._give_back(group[0], taken)

    def _run_group(self, at: int, group: list[int], first: int) -> None:
        """Lines that nothing tells apart: which of them prints a row does not matter, so rows come in falling order."""
        self.run(at + 1)
        if first == len(group):
            return
        number = group[first]
        for vector in self._options(number):
            if not any(vector) or (first and vector > self.vectors[group[first - 1]]):
                continue
            if taken := self._take(number, vector):
                fresh = set(group) - self.doubtful
                self.doubtful |= fresh
                self._run_group(at, group, first + 1)
                self.doubtful -= fresh
                self._give_back(number, taken)

    def _take(self, number: int, vector: Vector) -> Counter[Decimal] | None:
        """Put a row down for a line, if its figures are left."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _TooManyError
        taken = Counter(amount for amount in vector if amount)
        if any(self.pool[amount] < count for amount, count in taken.items()):
            return None
        self.pool.subtract(taken)
        self.vectors[number] = vector
        return taken if taken else Counter({ZERO: 0})

    def _give_back(self, number: int, taken: Counter[Decimal]) -> None:
        self.pool.update(taken)
        self.vectors[number] = (ZERO,) * len(self.vectors[number])

    def _options(self, number: int) -> Iterator[Vector]:
        """What a line may print, by its parts or by the figures that are left."""
        entry = self.summary.entries[number]
        if parts := self.children[number]:
            for total in self._totals([self.vectors[part] for part in parts], entry.parent is None):
                if entry.parent is None and entry.side == self.silent:
                    yield (ZERO,) * len(total)
                    continue
                if total[0] >= entry.least and self._fits(total, entry):
                    yield total
            return
        if entry.parent is None:  # a grand total without lines says nothing
            return
        beside = [] if entry.of_which else self.children[entry.parent]
        most = self.vectors[entry.parent][0] if entry.of_which else self.grand - sum((self.vectors[one][0] for one in beside), ZERO)
        most += self.slack * len(beside)
        for vector in self._rows(self.summary.widths[entry.side], self.summary.sums[entry.side], entry, most):
            if entry.least <= vector[0] <= most:
                yield vector

    def _fits(self, vector: Sequence[Decimal], entry: Entry) -> bool:
        """Whether a row is what is known of its line, but for rounding."""
        sums = ((sum((vector[column] for column in columns), ZERO), amount) for columns, amount in entry.known)
        return all(abs(total - amount) <= (self.slack if amount else ZERO) for total, amount in sums)

    def _totals(self, rows: list[Vector], is_grand: bool) -> Iterator[Vector]:
        """The sum of some rows, or what is left of the figures that misses it by rounding only."""
        total = tuple(sum(column, ZERO) for column in zip(*rows, strict=True))
        near = self.slack * sum(1 for row in rows if any(row))
        if not near:
            if not is_grand or total[0] == self.grand:
                yield total
            return
        left = [amount for amount, count in self.pool.items() if count]
        choices = [[amount for amount in left if abs(amount - one) <= near] if one else [ZERO] for one in total]
        found: list[Vector] = [()]
        for choice in choices:
            found = [(*vector, amount) for vector in found for amount in choice]
        yield from (vector for vector in found if not is_grand or vector[0] == self.grand)

    def _rows(self, width: int, sums: Sequence[Sum], entry: Entry, bound: Decimal) -> Iterator[Vector]:
        """The rows that print nothing but figures that are left, and satisfy the sums across a row and what is known."""
        totals = {rule.total for rule in sums}
        free = [column for column in range(width) if column not in totals]
        amounts = sorted(amount for amount, count in self.pool.items() if count)
        vector = [ZERO] * width

        def fill(at: int) -> Iterator[Vector]:
            if at == len(free):
                for rule in reversed(sums):
                    vector[rule.total] = sum((sign * vector[column] for sign, column in rule.parts), ZERO)
                if self._fits(vector, entry):
                    yield tuple(vector)
                return
            column = free[at]
            most = bound
            choice = [ZERO, *amounts]
            for columns, amount in entry.known:
                if columns == (column,):
                    choice = [one for one in amounts if one and abs(one - amount) <= self.slack] if amount else [ZERO]
                if column in columns:
                    most = min(most, amount + self.slack - sum((vector[done] for done in free[:at] if done in columns), ZERO))
            for one in choice:
                if one > most:
                    break
                self.steps += 1
                if self.steps > MAX_STEPS:
                    raise _TooManyError
                vector[column] = one
                yield from fill(at + 1)
            vector[column] = ZERO

        return fill(0)
