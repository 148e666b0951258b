"""Figures, the cells in which they may stand, and the sums that must hold → what is the same in every solution.

One model serves three questions. Of rows whose figures are known: in which columns do they stand (:func:`settle`)? Of figures whose rows
are lost too: in which cells (:func:`arrange`)? Of a summary whose figures stray: which line prints which amount (:func:`ways`)? Each gives
figures a choice of cells, says what must add up, and asks OR-Tools CP-SAT; nothing is taken of a single solution. A sum that nothing
satisfies is relaxed, and forces no cell. Amounts are whole numbers of the smallest printed unit; limits are in deterministic time, so that
every machine lands the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, compress, pairwise
from math import comb, inf, prod
from operator import le
from typing import Any, TypeVar

from extract.exports.labels import ZERO
from extract.exports.templates import Link, Sum

MAX_READINGS = 60_000  # readings of one row that are tried
MAX_CHOICES = 20_000  # ways to give the places of a page to columns that are tried
MAX_SUMS = 20_000  # sums that the parts of a row can make, above which some make the row by chance
EFFORT = 1.0  # deterministic time of the solver for one question
PATIENCE = 10.0  # … for all questions about a table, before nothing is called known
ODD = 5  # one row of so many may be printed in another order than from left to right
MAX_FIGURES = 400
MAX_CELLS = 4000
MAX_WAYS = 1_000  # ways to fill a summary, above which none is known

Reading = tuple[int, ...]  # the column of each figure of a row, ascending
Vector = tuple[int, ...]  # what a row prints in each column, 0 where blank
Key = TypeVar("Key", bound=Hashable)


# --- the model --------------------------------------------------------------


class TooHardError(Exception):
    """The solver has tried as much as it may."""


class Model:
    """Choices and sums. Expressions are those of the solver: ``flag`` makes a choice that is taken or not, sums and products of flags and
    numbers say what a cell prints."""

    def __init__(self, presolve: bool = False) -> None:
        from ortools.sat.python import cp_model  # loaded by the first question: it takes 110 MiB

        self._cp = cp_model
        self._presolve = presolve
        self.model = cp_model.CpModel()
        self.solver = self._new_solver()

    def _new_solver(self) -> Any:
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = EFFORT
        solver.parameters.cp_model_presolve = self._presolve
        return solver

    def flag(self, name: str = "") -> Any:
        return self.model.new_bool_var(name)

    def require(self, condition: Any) -> Any:
        """Let a condition hold; it may be made to depend on flags (``only_enforce_if``)."""
        return self.model.add(condition)

    def nearly_zero(self, total: Any, slack: int) -> None:
        """Let an expression miss zero by no more than ``slack``."""
        if isinstance(total, int):
            return
        if slack:
            self.model.add(total <= slack)
            self.model.add(total >= -slack)
        else:
            self.model.add(total == 0)

    def is_solved(self) -> bool:
        """Look for a solution, which :meth:`value` then reads; whether there is one."""
        return self._has_answer(self.model)

    def _has_answer(self, model: Any) -> bool:
        status = self.solver.solve(model)
        if status == self._cp.INFEASIBLE:
            return False
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            raise TooHardError
        return True

    def value(self, expression: Any) -> int:
        """What the solution at hand gives to an expression."""
        return int(self.solver.value(expression))

    def keep_most(self, flags: Sequence[Any]) -> bool:
        """Let as many of some flags be taken as can be together; False where that is not found."""
        self.model.maximize(sum(flags))
        solver = self._new_solver()
        if solver.solve(self.model) != self._cp.OPTIMAL:
            return False
        self.model.clear_objective()
        self.model.add(sum(flags) >= round(solver.objective_value))
        return True

    def always(self, facts: Mapping[Key, Any]) -> set[Key]:
        """The facts, expressions that are 1 in the solution at hand, that are 1 in every solution: the solver is asked again and again for
        one in which some fact fails that none has failed so far."""
        left = set(facts)
        spent = 0.0
        while left:
            if spent >= PATIENCE:
                raise TooHardError
            asked = self.model.clone()
            asked.add(sum(facts[key] for key in left) <= len(left) - 1)
            found = self._has_answer(asked)
            spent += max(self.solver.response_proto.deterministic_time, EFFORT / 100)
            if not found:
                return left
            left = {key for key in left if self.solver.value(facts[key])}
        return left

    def all_of(self, flags: Sequence[Any], most: int) -> list[frozenset[int]]:
        """Every solution, as the numbers of the flags that it takes."""
        found: list[frozenset[int]] = []

        class Collector(self._cp.CpSolverSolutionCallback):  # type: ignore[misc,name-defined]
            def on_solution_callback(self) -> None:
                found.append(frozenset(number for number, flag in enumerate(flags) if self.boolean_value(flag)))
                if len(found) > most:
                    self.stop_search()

        if not self.is_solved():
            return []
        solver = self._new_solver()
        solver.parameters.enumerate_all_solutions = True
        solver.parameters.max_deterministic_time = PATIENCE
        status = solver.solve(self.model, Collector())
        if len(found) > most or status != self._cp.OPTIMAL:
            raise TooHardError
        return found


# --- rows are known, columns are not ----------------------------------------


@dataclass
class OpenRow:
    """One row: its figures in order, and the readings that are still open."""

    figures: list[int]
    readings: list[Reading]

    def vector(self, reading: Reading, width: int) -> Vector:
        vector = [0] * width
        for column, figure in zip(reading, self.figures, strict=True):
            vector[column] += figure
        return tuple(vector)

    def vectors(self, width: int) -> dict[Vector, list[Reading]]:
        """The readings by what they print in each column."""
        found: dict[Vector, list[Reading]] = {}
        for reading in self.readings:
            found.setdefault(self.vector(reading, width), []).append(reading)
        return found

    @property
    def open(self) -> bool:
        return len(self.readings) != 1


@dataclass
class OpenRows:
    """The rows of one block of a table, and how they hang together."""

    width: int
    rows: list[OpenRow]
    sums: list[Sum] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def readings(figures: Sequence[int], width: int, sums: Sequence[Sum], slack: int = 0) -> list[Reading]:
    """The ascending choices of columns under which a row satisfies ``sums``.

    Each sum may be missed by ``slack`` a printed operand (rounding). Empty where no choice does, or where there are too many to try.
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


def shared_columns(rows: Sequence[Sequence[int]], places: int, width: int, allowed: Sequence[set[Reading]]) -> list[dict[int, Reading]]:
    """The ascending choices of columns for places that rows share, as the reading of every row, under which each keeps an allowed one.

    ``rows`` are the numbers of the places that each row fills. Empty where there are too many choices to try.
    """
    if places > width or comb(width, places) > MAX_CHOICES:
        return []
    found = []
    for choice in combinations(range(width), places):
        columns = {index: tuple(choice[place] for place in row) for index, row in enumerate(rows)}
        if all(reading in allowed[index] for index, reading in columns.items()):
            found.append(columns)
    return found


def settle(table: OpenRows) -> list[Link]:
    """Narrow the readings of every row to those that some solution of the whole table uses.

    A row that no exact sum of its parts equals may miss it by rounding. Returns the links that no choice of readings satisfies even so;
    those are left out, and their rows keep the readings that they had.
    """
    broken: list[Link] = []
    for links in _trees(table):
        tree = _Tree(table, links)
        try:
            broken += tree.relax()
            tree.narrow()
        except TooHardError:
            continue
    return broken


def _trees(table: OpenRows) -> Iterator[list[Link]]:
    """The links that hang together and say something, those of parts before those of their total."""
    usable = {link.parent: link for link in table.links if _says_something(table, link)}
    inner = {child for link in usable.values() for child in link.children}

    def below(link: Link) -> Iterator[Link]:
        for child in link.children:
            if child in usable:
                yield from below(usable[child])
        yield link

    for row, link in usable.items():
        if row not in inner:
            yield list(below(link))


def _says_something(table: OpenRows, link: Link) -> bool:
    """Whether every row of a link has a reading, and its parts make so few sums that they do not make the total by chance.

    They make no more sums than there are choices of readings, and than there are amounts below the total in the columns in which readings
    differ; not counting the largest, since the figures of a row together are the same in every reading.
    """
    total, *parts = (list(table.rows[row].vectors(table.width)) for row in (link.parent, *link.children))
    if not total or not all(parts):
        return False
    room: float = inf
    if not any(figure < 0 for child in link.children for figure in table.rows[child].figures):
        tops = [max(column) for column in zip(*total, strict=True)]
        parts = [[vector for vector in own if all(map(le, vector, tops))] for own in parts]
        differ = [any(len({vector[at] for vector in own}) > 1 for own in parts) for at in range(table.width)]
        room = prod(top + 1 for top in sorted(compress(tops, differ))[:-1])
    return min(room, prod(max(1, len(own)) for own in parts)) <= MAX_SUMS


class _Tree:
    """Rows that hang together by links."""

    def __init__(self, table: OpenRows, links: list[Link]) -> None:
        self.table = table
        self.links = links
        self.slack: dict[int, int] = {}  # parent → by how much its link may be missed
        self.solved: tuple[Model, dict[tuple[int, Vector], Any]] | None = None  # a model that holds with the slack at hand
        rows = dict.fromkeys(row for link in links for row in (link.parent, *link.children))
        self.vectors = {row: table.rows[row].vectors(table.width) for row in rows}

    def relax(self) -> list[Link]:
        """Give each link the least slack that its parts allow, from below; the links that nothing satisfies."""
        self.slack = {link.parent: 0 for link in self.links}
        if self._holds():
            return []
        broken: list[Link] = []
        self.slack = {}
        for link in self.links:
            for slack in (0, len(link.children) + 1):
                self.slack[link.parent] = slack
                if self._holds():
                    break
            else:
                del self.slack[link.parent]
                broken.append(link)
                self.solved = None
        return broken

    def _is_fixed(self) -> bool:
        return all(len(own) == 1 for own in self.vectors.values())

    def _holds(self) -> bool:
        if self._is_fixed():
            return self._is_fixed_and_holds()
        found = self._model()
        self.solved = found if found[0].is_solved() else None
        return self.solved is not None

    def _is_fixed_and_holds(self) -> bool:
        only = {row: next(iter(own)) for row, own in self.vectors.items()}
        return all(
            abs(only[link.parent][column] - sum(only[child][column] for child in link.children)) <= self.slack[link.parent]
            for link in self.links
            if link.parent in self.slack
            for column in range(self.table.width)
        )

    def _model(self) -> tuple[Model, dict[tuple[int, Vector], Any]]:
        model = Model()
        taken: dict[tuple[int, Vector], Any] = {}
        prints: dict[int, list[Any]] = {}
        for row, own in self.vectors.items():
            for vector in own:
                taken[row, vector] = model.flag() if len(own) > 1 else 1
            if len(own) > 1:
                model.model.add_exactly_one(taken[row, vector] for vector in own)
            prints[row] = [sum(vector[column] * taken[row, vector] for vector in own) for column in range(self.table.width)]
        for link in self.links:
            if link.parent not in self.slack:
                continue
            for column in range(self.table.width):
                off = prints[link.parent][column] - sum(prints[child][column] for child in link.children)
                if isinstance(off, int) and abs(off) > self.slack[link.parent]:
                    model.model.add_bool_or([])  # nothing can hold
                model.nearly_zero(off, self.slack[link.parent])
        return model, taken

    def narrow(self) -> None:
        """Keep the readings that some solution uses."""
        if self._is_fixed() or not (self.solved or self._holds()) or self.solved is None:
            return
        model, taken = self.solved
        facts = {key: 1 - flag for key, flag in taken.items() if len(self.vectors[key[0]]) > 1 and not model.value(flag)}
        never = model.always(facts)
        for row, own in self.vectors.items():
            if len(own) > 1:
                kept = [reading for vector, same in own.items() if (row, vector) not in never for reading in same]
                self.table.rows[row].readings = sorted(kept)


# --- rows and columns are both lost -----------------------------------------

Cell = tuple[int, int]  # row and column


@dataclass(frozen=True)
class Figure:
    """One printed figure: its value in the smallest printed unit, its page, its run of lines, its line, and the row whose
    name is the last printed before it on its page."""

    value: int
    page: int
    run: int
    line: int
    near: int | None = None


@dataclass
class Scatter:
    """The figures of a table in the order of print, the page of each of its rows, and how they add up.

    An export without places prints a page block by block. What it keeps is this: in every column of a page the figures come in the order
    of the rows; figures of one run of lines stand one below the other; figures of one line stand beside each other; and nearly every row is
    printed from left to right (where blocks of several rows stand in each other's way, a few are not).
    """

    figures: list[Figure]
    pages: list[int]
    width: int
    sums: list[Sum] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    across: list[tuple[Cell, list[Cell]]] = field(default_factory=list)  # cells that are the sum of others
    known: dict[Cell, int] = field(default_factory=dict)  # what other parts of the report say of a cell


def arrange(scatter: Scatter) -> dict[int, Cell] | None:
    """Row and column of the figures that stand in the same cell in every arrangement; None where there is no arrangement,
    or too much to try. Sums are taken exactly, and within rounding only where they cannot all be exact."""
    cells = len(scatter.pages) * scatter.width
    if not scatter.figures or len(scatter.figures) > min(MAX_FIGURES, cells) or cells > MAX_CELLS:
        return None
    several = False
    for premise in _premises(scatter):
        for slack in (0, 1) if premise.ordered else (0,):
            found = _Arrangement(scatter, slack, premise).common()
            if found and not scatter.sums:
                sure = {row for _, (row, _) in found.items() if row in premise.together}
                sure |= {link.parent for link in scatter.links if sure.issuperset(link.children)}  # the sum of what is sure
                found = {f: cell for f, cell in found.items() if cell[0] in sure}
            if found:
                return found
            several = several or found is not None
            if found is not None:
                break  # what several exact arrangements leave open, rounding leaves open too
    return {} if several else None


@dataclass(frozen=True)
class _Premise:
    """What is taken for granted of the order of print, beside the sums.

    ``together`` are the figures of rows that are printed in one piece, ``leads`` the figure that stands right behind the name of
    another row, which is in most of them that of its first column; ``ordered`` says that every column of a page is printed
    downwards and nearly every row from left to right.
    """

    together: dict[int, list[int]] = field(default_factory=dict)
    leads: dict[int, int] = field(default_factory=dict)
    ordered: bool = True


def _premises(scatter: Scatter) -> list[_Premise]:
    """What may be taken for granted, the most first; a premise under which there is no arrangement is not true.

    Where no sum goes across the rows, nothing but its place behind the name binds a figure to its row.
    """
    after: dict[int, list[int]] = {}
    for f, figure in enumerate(scatter.figures):
        if figure.near is not None:
            after.setdefault(figure.near, []).append(f)
    whole = {row: own for row, own in after.items() if _is_row(scatter, own)}
    if not scatter.sums:
        return [_Premise(whole, ordered=False)]
    found = [_Premise(whole)] if whole else []
    if any(rule.total == 0 for rule in scatter.sums):
        begun = {row: [own[:count] for count in range(scatter.width, 1, -1) if _is_row(scatter, own[:count])] for row, own in after.items()}
        begun = {row: heads for row, heads in begun.items() if heads}
        totals = {link.parent for link in scatter.links} - {child for link in scatter.links for child in link.children}
        leads = {row: own[0] for row, own in after.items() if row not in begun and row not in totals}  # the total's name strays
        if 2 * len(begun) >= len(scatter.pages):
            found.append(_Premise({row: heads[0] for row, heads in begun.items()}, leads, ordered=False))
    return [*found, _Premise()]


def _is_row(scatter: Scatter, own: list[int]) -> bool:
    """Whether figures fill a row, or satisfy its sums exactly."""
    values = [scatter.figures[f].value for f in own]
    if len(own) == scatter.width and not scatter.sums:
        return True
    return bool(scatter.sums) and 1 < len(own) <= scatter.width and bool(readings(values, scatter.width, scatter.sums))


def row_by_row(scatter: Scatter) -> dict[int, Cell] | None:
    """The figures of a table that prints every cell, row after row, where every sum across and down proves it; else None."""
    placed: dict[int, Cell] = {}
    for page in sorted(set(scatter.pages)):
        own = [f for f, figure in enumerate(scatter.figures) if figure.page == page]
        rows = [r for r, at in enumerate(scatter.pages) if at == page]
        if len(own) != len(rows) * scatter.width:
            return None
        placed.update({f: (rows[k // scatter.width], k % scatter.width) for k, f in enumerate(own)})
    if len(placed) < len(scatter.figures) or not scatter.links:
        return None
    if not scatter.sums and any(scatter.figures[f].near != row for f, (row, _) in placed.items()):
        return None
    value = {cell: scatter.figures[f].value for f, cell in placed.items()}
    across = [(r, rule) for r in range(len(scatter.pages)) for rule in scatter.sums]
    held = all(rule.off([value[r, c] for c in range(scatter.width)]) <= len(rule.parts) for r, rule in across)
    for link in scatter.links:
        off = (value[link.parent, c] - sum(value[r, c] for r in link.children) for c in range(scatter.width))
        held = held and all(abs(one) <= len(link.children) for one in off)
    return placed if held else None


class _Arrangement:
    """The arrangements of scattered figures under a premise."""

    def __init__(self, scatter: Scatter, slack: int, premise: _Premise) -> None:
        self.scatter = scatter
        self.slack = slack
        self.premise = premise
        self.fixed = {f: row for row, own in premise.together.items() for f in own}
        self.model = Model(presolve=True)
        self.stands: dict[tuple[int, int, int], Any] = {}  # figure, row, column
        self.row_of: list[Any] = []
        self.in_column: list[list[Any]] = []
        self.printed: dict[Cell, Any] = {}
        self.value: dict[Cell, Any] = {}

    def common(self) -> dict[int, Cell] | None:
        """The cells that all arrangements share; None where there is no arrangement."""
        if not self._place_figures():
            return None
        if self.premise.ordered:
            self._keep_order()
        self._keep_lines(set() if self.premise.ordered else set(self.fixed))
        self._fill_cells()
        if self.premise.ordered:
            self._keep_direction()
        for own in self.premise.together.values():
            for left, right in pairwise(self._column(f) for f in own):
                self.model.require(left < right)
        self._add_up()
        if self.premise.leads and not self.model.keep_most([self.stands[f, row, 0] for row, f in self.premise.leads.items()]):
            return None
        try:
            return self._agreed() if self.model.is_solved() else None
        except TooHardError:
            return {}

    def _place_figures(self) -> bool:
        """Let each figure stand in one cell of its page; False where one has none."""
        width, pages = self.scatter.width, self.scatter.pages
        for f, figure in enumerate(self.scatter.figures):
            rows = [r for r, page in enumerate(pages) if page == figure.page and r not in self.premise.together]
            rows = [self.fixed[f]] if f in self.fixed else rows
            if not rows:
                return False
            for r in rows:
                for c in range(width):
                    self.stands[f, r, c] = self.model.flag(f"{f} {r} {c}")
            self.model.model.add_exactly_one(self.stands[f, r, c] for r in rows for c in range(width))
            self.row_of.append(sum(r * self.stands[f, r, c] for r in rows for c in range(width)))
            columns = []
            for c in range(width):
                member = self.model.flag(f"{f} in {c}")
                self.model.require(member == sum(self.stands[f, r, c] for r in rows))
                columns.append(member)
            self.in_column.append(columns)
        return True

    def _column(self, f: int) -> Any:
        return sum(c * member for c, member in enumerate(self.in_column[f]))

    def _keep_order(self) -> None:
        """Down a column of a page."""
        last, width = len(self.scatter.pages), self.scatter.width
        lowest: list[Any] = [-1] * width
        for f, figure in enumerate(self.scatter.figures):
            before = self.scatter.figures[f - 1] if f else None
            if before is not None and before.page != figure.page:
                lowest = [-1] * width
            for c in range(width):
                here = self.in_column[f][c]
                self.model.require(self.row_of[f] > lowest[c]).only_enforce_if(here)
                now = self.model.model.new_int_var(-1, last, f"lowest {f} {c}")
                self.model.require(now == self.row_of[f]).only_enforce_if(here)
                self.model.require(now == lowest[c]).only_enforce_if(here.negated())
                lowest[c] = now

    def _keep_lines(self, fixed: set[int]) -> None:
        """Down a run of lines, and along a line; but for figures that are ``fixed`` already."""
        for f, figure in enumerate(self.scatter.figures):
            before = self.scatter.figures[f - 1] if f else None
            if before is None or fixed & {f, f - 1}:
                continue
            if before.line == figure.line:
                self.model.require(self.row_of[f] == self.row_of[f - 1])
                self.model.require(self._column(f - 1) < self._column(f))
            elif before.run == figure.run:
                self.model.require(self.row_of[f] > self.row_of[f - 1])

    def _fill_cells(self) -> None:
        """Let each cell print one figure, or at most one where its page prints fewer figures than it has cells."""
        scatter = self.scatter
        for r, page in enumerate(scatter.pages):
            for c in range(scatter.width):
                here = [f for f in range(len(scatter.figures)) if (f, r, c) in self.stands]
                full = sum(figure.page == page for figure in scatter.figures) == scatter.width * scatter.pages.count(page)
                flags = [self.stands[f, r, c] for f in here]
                (self.model.model.add_exactly_one if full else self.model.model.add_at_most_one)(flags)
                self.printed[r, c] = sum(flags)
                self.value[r, c] = sum(scatter.figures[f].value * self.stands[f, r, c] for f in here)

    def _keep_direction(self) -> None:
        """Along each row from left to right, but for a few."""
        scatter, model = self.scatter, self.model
        odd = []
        for r, page in enumerate(scatter.pages):
            here = [f for f, figure in enumerate(scatter.figures) if figure.page == page and (f, r, 0) in self.stands]
            strange = model.flag(f"odd {r}")
            odd.append(strange)
            highest = 0
            for c in range(scatter.width):
                place = sum((f + 1) * self.stands[f, r, c] for f in here)
                blank = model.flag(f"blank {r} {c}")
                model.require(sum(self.stands[f, r, c] for f in here) == 0).only_enforce_if(blank)
                model.require(sum(self.stands[f, r, c] for f in here) == 1).only_enforce_if(blank.negated())
                model.require(place > highest).only_enforce_if([blank.negated(), strange.negated()])
                now = model.model.new_int_var(0, len(scatter.figures), f"highest {r} {c}")
                model.model.add_max_equality(now, [highest, place])
                highest = now
        model.require(sum(odd) <= len(odd) // ODD)

    def _add_up(self) -> None:
        """Across the rows, down the table, and to what else is known of cells."""
        value, slack = self.value, self.slack
        for rule in self.scatter.sums:
            for r in range(len(self.scatter.pages)):
                total = value[r, rule.total] - sum(sign * value[r, c] for sign, c in rule.parts)
                self.model.nearly_zero(total, slack * (len(rule.parts) + 1))
        for link in self.scatter.links:
            for c in range(self.scatter.width):
                total = value[link.parent, c] - sum(value[r, c] for r in link.children)
                self.model.nearly_zero(total, slack * (len(link.children) + 1))
        for cell, parts in self.scatter.across:
            self.model.nearly_zero(value[cell] - sum(value[part] for part in parts), slack * (len(parts) + 1))
        for cell, amount in self.scatter.known.items():
            self.model.require(value[cell] == amount)

    def _agreed(self) -> dict[int, Cell]:
        """The figures of the arrangement at hand whose cells print the same amount in every other."""
        first = {(r, c): f for (f, r, c), flag in self.stands.items() if self.model.value(flag)}
        figures = self.scatter.figures

        def keeps(cell: Cell) -> Any:
            if cell not in first:
                return 1 - self.printed[cell]
            wanted = figures[first[cell]].value
            return sum(flag for (f, r, c), flag in self.stands.items() if (r, c) == cell and figures[f].value == wanted)

        common = self.model.always({cell: keeps(cell) for cell in self.printed})
        return {f: cell for cell, f in first.items() if cell in common}


# --- the lines of a summary -------------------------------------------------

Decimals = tuple[Decimal, ...]  # what a line prints in each column of its side, 0 where nothing
Way = list[Decimals | None]  # what each line prints; None where nothing tells it from others that may print it


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
    try:
        for slack, silent in ((ZERO, None), (step, None), (ZERO, 0), (ZERO, 1)):
            if found := _Filling(summary, pool, slack, silent).ways():
                return found
    except TooHardError:
        pass
    return []


class _Filling:
    """The ways to fill the lines of a summary with the amounts that it prints."""

    def __init__(self, summary: Summary, pool: Counter[Decimal], slack: Decimal, silent: int | None) -> None:
        self.entries = summary.entries
        self.summary = summary
        self.silent = silent
        self.model = Model()
        told = [amount for entry in summary.entries for _, amount in entry.known] + [entry.least for entry in summary.entries]
        self.digits = max(-int(amount.as_tuple().exponent) for amount in (*pool, *told, slack))
        self.slack = self._whole(slack)
        self.grand = self._whole(max(pool))
        self.children: list[list[int]] = [[] for _ in self.entries]
        for number, entry in enumerate(self.entries):
            if entry.parent is not None and not entry.of_which:
                self.children[entry.parent].append(number)
        self.flags: list[Any] = []
        self.meaning: list[tuple[int, int, Decimal]] = []  # of each flag: the line, the column, the amount
        self.prints: list[list[Any]] = []  # by line and column: whether it prints something, and how much
        self.value: list[list[Any]] = []
        self._choose(pool)

    def _whole(self, amount: Decimal) -> int:
        return int(amount.scaleb(max(0, self.digits)))

    def _choose(self, pool: Counter[Decimal]) -> None:
        """Let each cell of a line print an amount or nothing, and each amount be printed as often as it is."""
        used: dict[Decimal, list[Any]] = {amount: [] for amount in sorted(pool)}
        for number, entry in enumerate(self.entries):
            self.prints.append([])
            self.value.append([])
            for column in range(self.summary.widths[entry.side]):
                flags = [self.model.flag() for _ in used]
                self.model.model.add_at_most_one(flags)
                for flag, amount in zip(flags, used, strict=True):
                    used[amount].append(flag)
                    self.meaning.append((number, column, amount))
                self.flags += flags
                self.prints[-1].append(sum(flags))
                self.value[-1].append(sum(self._whole(amount) * flag for flag, amount in zip(flags, used, strict=True)))
        for amount, flags in used.items():
            self.model.require(sum(flags) == pool[amount])

    def ways(self) -> list[Way]:
        below: set[int] = set()  # what the grand totals are made of, and parts of its lines

        def visit(number: int) -> None:
            below.add(number)
            for part in self.children[number]:
                visit(part)

        for number, entry in enumerate(self.entries):
            if entry.parent is None:
                if not self.children[number]:  # a grand total without lines says nothing
                    return []
                visit(number)
            elif entry.of_which:
                below.add(number)
        for number in range(len(self.entries)):
            self._line(number, number in below)
        groups = list(self._alike())
        for group in groups:
            for one, other in pairwise(group):  # which of them prints a row does not matter, so rows come in falling order
                self.model.require(sum(self.value[one]) >= sum(self.value[other]))
        return [self._way(taken, groups) for taken in self.model.all_of(self.flags, MAX_WAYS)]

    def _line(self, number: int, belongs: bool) -> None:
        """What a line must print, by its parts, the sums across it, and what is known of it."""
        entry, value, prints = self.entries[number], self.value[number], self.prints[number]
        parts = self.children[number]
        if not belongs or (entry.parent is None and entry.side == self.silent):
            self.model.require(sum(prints) == 0)
            if belongs:
                self.model.require(sum(self.value[part][0] for part in parts) == self.grand)
            return
        if parts:
            self._total(number)
        else:
            for rule in self.summary.sums[entry.side]:
                self.model.nearly_zero(value[rule.total] - sum(sign * value[column] for sign, column in rule.parts), 0)
            if entry.of_which and entry.parent is not None:
                self.model.require(value[0] <= self.value[entry.parent][0])
        if entry.parent is None:
            self.model.require(value[0] == self.grand)
        if entry.least:
            self.model.require(value[0] >= self._whole(entry.least))
        for columns, amount in entry.known:
            total = sum(value[column] for column in columns) - self._whole(amount)
            self.model.nearly_zero(total, self.slack if amount else 0)

    def _total(self, number: int) -> None:
        """Let a line be the sum of its parts, but for what rounding leaves of each part that prints something."""
        parts = self.children[number]
        rounding: Any = 0
        if self.slack:
            for part in parts:
                printing = self.model.flag()
                for one in self.prints[part]:
                    self.model.require(printing >= one)
                self.model.require(printing <= sum(self.prints[part]))
                rounding += self.slack * printing
        for column in range(len(self.value[number])):
            off = self.value[number][column] - sum(self.value[part][column] for part in parts)
            self.model.require(off <= rounding)
            self.model.require(off >= -rounding)
            self.model.require(self.prints[number][column] <= sum(self.prints[part][column] for part in parts))
            for part in parts:
                self.model.require(self.prints[number][column] >= self.prints[part][column])

    def _alike(self) -> Iterator[list[int]]:
        """The lines below one line that nothing tells apart: none has parts, and at most it is known what is blank."""
        alike: dict[tuple[int | None, tuple[tuple[int, ...], ...]], list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            if entry.parent is None or entry.of_which or self.children[number] or entry.least:
                continue
            if not any(amount for _, amount in entry.known):
                alike[entry.parent, tuple(columns for columns, _ in entry.known)].append(number)
        return (group for group in alike.values() if len(group) > 1)

    def _way(self, taken: Iterable[int], groups: list[list[int]]) -> Way:
        rows = [[ZERO] * len(own) for own in self.value]
        for flag in taken:
            number, column, amount = self.meaning[flag]
            rows[number][column] = amount
        doubtful = {number for group in groups if any(any(rows[number]) for number in group) for number in group}
        return [None if number in doubtful else tuple(row) for number, row in enumerate(rows)]
