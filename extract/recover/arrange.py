"""Figures whose rows and columns are both lost → the cells in which every arrangement that satisfies the identities has them.

An export without places (plain ``pdftotext``) prints a page block by block. What it keeps is this: in every column of a
page the figures come in the order of the rows; figures of one run of lines stand one below the other; figures of one line
stand beside each other; and nearly every row is printed from left to right (where blocks of several rows stand in each other's
way, a few are not). With the sums across and down the table this is a problem of whole numbers, solved exactly
(OR-Tools CP-SAT). A cell is known when no arrangement has anything else there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from extract.recover.solve import Link, Sum, readings

EFFORT = 1.0  # deterministic time of the solver for one question; the same on every machine
PATIENCE = 10.0  # … for all questions about a table, before nothing is called known
ODD = 5  # one row of so many may be printed in another order than from left to right
MAX_FIGURES = 400
MAX_CELLS = 4000


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
class Puzzle:
    """The figures of a table in the order of print, the page of each of its rows, and how they add up."""

    figures: list[Figure]
    pages: list[int]
    width: int
    sums: list[Sum] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    across: list[tuple[Cell, list[Cell]]] = field(default_factory=list)  # cells that are the sum of others
    known: dict[Cell, int] = field(default_factory=dict)  # what other parts of the report say of a cell


def arrange(puzzle: Puzzle) -> dict[int, Cell] | None:
    """Row and column of the figures that stand in the same cell in every arrangement; None where there is no arrangement,
    or too much to try. Sums are taken exactly, and within rounding only where they cannot all be exact."""
    cells = len(puzzle.pages) * puzzle.width
    if not puzzle.figures or len(puzzle.figures) > min(MAX_FIGURES, cells) or cells > MAX_CELLS:
        return None
    several = False
    for premise in premises(puzzle):
        for slack in (0, 1) if premise.ordered else (0,):
            found = _common(puzzle, slack, premise)
            if found and not puzzle.sums:
                sure = {row for _, (row, _) in found.items() if row in premise.together}
                sure |= {link.parent for link in puzzle.links if sure.issuperset(link.children)}  # the sum of what is sure
                found = {f: cell for f, cell in found.items() if cell[0] in sure}
            if found:
                return found
            several = several or found is not None
            if found is not None:
                break  # what several exact arrangements leave open, rounding leaves open too
    return {} if several else None


@dataclass(frozen=True)
class Premise:
    """What is taken for granted of the order of print, beside the sums.

    ``together`` are the figures of rows that are printed in one piece, ``leads`` the figure that stands right behind the name of
    another row, which is in most of them that of its first column; ``ordered`` says that every column of a page is printed
    downwards and nearly every row from left to right.
    """

    together: dict[int, list[int]] = field(default_factory=dict)
    leads: dict[int, int] = field(default_factory=dict)
    ordered: bool = True


def premises(puzzle: Puzzle) -> list[Premise]:
    """What may be taken for granted, the most first; a premise under which there is no arrangement is not true.

    Where no sum goes across the rows, nothing but its place behind the name binds a figure to its row.
    """
    after: dict[int, list[int]] = {}
    for f, figure in enumerate(puzzle.figures):
        if figure.near is not None:
            after.setdefault(figure.near, []).append(f)
    whole = {row: own for row, own in after.items() if _is_row(puzzle, own)}
    if not puzzle.sums:
        return [Premise(whole, ordered=False)]
    found = [Premise(whole)] if whole else []
    if any(rule.total == 0 for rule in puzzle.sums):
        begun = {row: [own[:count] for count in range(puzzle.width, 1, -1) if _is_row(puzzle, own[:count])] for row, own in after.items()}
        begun = {row: heads for row, heads in begun.items() if heads}
        totals = {link.parent for link in puzzle.links} - {child for link in puzzle.links for child in link.children}
        leads = {row: own[0] for row, own in after.items() if row not in begun and row not in totals}  # the total's name strays
        if 2 * len(begun) >= len(puzzle.pages):
            found.append(Premise({row: heads[0] for row, heads in begun.items()}, leads, ordered=False))
    return [*found, Premise()]


def _is_row(puzzle: Puzzle, own: list[int]) -> bool:
    """Whether figures fill a row, or satisfy its sums exactly."""
    values = [puzzle.figures[f].value for f in own]
    if len(own) == puzzle.width and not puzzle.sums:
        return True
    return bool(puzzle.sums) and 1 < len(own) <= puzzle.width and bool(readings(values, puzzle.width, puzzle.sums))


def row_by_row(puzzle: Puzzle) -> dict[int, Cell] | None:
    """The figures of a table that prints every cell, row after row, where every sum across and down proves it; else None."""
    placed: dict[int, Cell] = {}
    for page in sorted(set(puzzle.pages)):
        own = [f for f, figure in enumerate(puzzle.figures) if figure.page == page]
        rows = [r for r, at in enumerate(puzzle.pages) if at == page]
        if len(own) != len(rows) * puzzle.width:
            return None
        placed.update({f: (rows[k // puzzle.width], k % puzzle.width) for k, f in enumerate(own)})
    if len(placed) < len(puzzle.figures) or not puzzle.links:
        return None
    if not puzzle.sums and any(puzzle.figures[f].near != row for f, (row, _) in placed.items()):
        return None
    value = {cell: puzzle.figures[f].value for f, cell in placed.items()}
    across = [(r, rule) for r in range(len(puzzle.pages)) for rule in puzzle.sums]
    held = all(rule.off([value[r, c] for c in range(puzzle.width)]) <= len(rule.parts) for r, rule in across)
    for link in puzzle.links:
        off = (value[link.parent, c] - sum(value[r, c] for r in link.children) for c in range(puzzle.width))
        held = held and all(abs(one) <= len(link.children) for one in off)
    return placed if held else None


def _common(puzzle: Puzzle, slack: int, premise: Premise) -> dict[int, Cell] | None:
    """The cells that all arrangements share; None where there is no arrangement."""
    from ortools.sat.python import cp_model

    together = premise.together
    fixed = {f: row for row, own in together.items() for f in own}

    model = cp_model.CpModel()
    width, rows = puzzle.width, range(len(puzzle.pages))
    stands: dict[tuple[int, int, int], cp_model.IntVar] = {}
    row_of: list[cp_model.LinearExprT] = []
    in_column: list[list[cp_model.IntVar]] = []
    for f, figure in enumerate(puzzle.figures):
        own = [r for r in rows if puzzle.pages[r] == figure.page and r not in together]
        own = [fixed[f]] if f in fixed else own
        if not own:
            return None
        for r in own:
            for c in range(width):
                stands[f, r, c] = model.new_bool_var(f"{f} {r} {c}")
        model.add_exactly_one(stands[f, r, c] for r in own for c in range(width))
        row_of.append(sum(r * stands[f, r, c] for r in own for c in range(width)))
        columns = []
        for c in range(width):
            member = model.new_bool_var(f"{f} in {c}")
            model.add(member == sum(stands[f, r, c] for r in own))
            columns.append(member)
        in_column.append(columns)
    if premise.ordered:
        _keep_order(model, puzzle, row_of, in_column)
    _keep_lines(model, puzzle, row_of, in_column, set() if premise.ordered else set(fixed))
    value = {}
    printed = {}
    for r in rows:
        for c in range(width):
            here = [f for f in range(len(puzzle.figures)) if (f, r, c) in stands]
            page = [figure for figure in puzzle.figures if figure.page == puzzle.pages[r]]
            full = len(page) == puzzle.width * puzzle.pages.count(puzzle.pages[r])
            (model.add_exactly_one if full else model.add_at_most_one)(stands[f, r, c] for f in here)
            printed[r, c] = sum(stands[f, r, c] for f in here)
            value[r, c] = sum(puzzle.figures[f].value * stands[f, r, c] for f in here)
    if premise.ordered:
        _keep_direction(model, puzzle, stands)
    for own in together.values():
        places = [sum(c * member for c, member in enumerate(in_column[f])) for f in own]
        for left, right in pairwise(places):
            model.add(left < right)
    for rule in puzzle.sums:
        for r in rows:
            total = value[r, rule.total] - sum(sign * value[r, c] for sign, c in rule.parts)
            _about(model, total, slack * (len(rule.parts) + 1))
    for link in puzzle.links:
        for c in range(width):
            _about(model, value[link.parent, c] - sum(value[r, c] for r in link.children), slack * (len(link.children) + 1))
    for cell, parts in puzzle.across:
        _about(model, value[cell] - sum(value[part] for part in parts), slack * (len(parts) + 1))
    for cell, amount in puzzle.known.items():
        model.add(value[cell] == amount)
    if premise.leads and not _keep_leads(model, [stands[f, row, 0] for row, f in premise.leads.items()]):
        return None
    return _backbone(model, puzzle, stands, printed)


def _keep_leads(model, leads: list) -> bool:  # type: ignore[no-untyped-def,type-arg]
    """Keep as many rows as can be begun by the figure behind their name; False where nothing satisfies the sums."""
    model.maximize(sum(leads))
    from ortools.sat.python import cp_model

    solver = _solver()
    if solver.solve(model) != cp_model.OPTIMAL:
        return False
    model.clear_objective()
    model.add(sum(leads) >= round(solver.objective_value))
    return True


def _solver() -> Any:
    """A solver that answers the same on every machine."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    return solver


def _about(model, total, slack: int) -> None:  # type: ignore[no-untyped-def]
    if isinstance(total, int):
        return
    if slack:
        model.add(total <= slack)
        model.add(total >= -slack)
    else:
        model.add(total == 0)


def _keep_order(model, puzzle: Puzzle, row_of: Sequence, in_column: list[list]) -> None:  # type: ignore[no-untyped-def,type-arg]
    """Down a column of a page."""
    last = len(puzzle.pages)
    lowest: list = [-1] * puzzle.width  # type: ignore[type-arg]
    for f, figure in enumerate(puzzle.figures):
        before = puzzle.figures[f - 1] if f else None
        if before is not None and before.page != figure.page:
            lowest = [-1] * puzzle.width
        for c in range(puzzle.width):
            model.add(row_of[f] > lowest[c]).only_enforce_if(in_column[f][c])
            now = model.new_int_var(-1, last, f"lowest {f} {c}")
            model.add(now == row_of[f]).only_enforce_if(in_column[f][c])
            model.add(now == lowest[c]).only_enforce_if(in_column[f][c].negated())
            lowest[c] = now


def _keep_lines(model, puzzle: Puzzle, row_of: Sequence, in_column: list[list], fixed: set[int]) -> None:  # type: ignore[no-untyped-def,type-arg]
    """Down a run of lines, and along a line; but for figures that are ``fixed`` already."""
    for f, figure in enumerate(puzzle.figures):
        before = puzzle.figures[f - 1] if f else None
        if fixed & {f, f - 1}:
            continue
        if before is not None and before.line == figure.line:
            model.add(row_of[f] == row_of[f - 1])
            order = [sum(c * member for c, member in enumerate(in_column[g])) for g in (f - 1, f)]
            model.add(order[0] < order[1])
        elif before is not None and before.run == figure.run:
            model.add(row_of[f] > row_of[f - 1])


def _keep_direction(model, puzzle: Puzzle, stands: dict) -> None:  # type: ignore[no-untyped-def,type-arg]
    """Along each row from left to right, but for a few."""
    odd = []
    for r, page in enumerate(puzzle.pages):
        here = [f for f, figure in enumerate(puzzle.figures) if figure.page == page and (f, r, 0) in stands]
        strange = model.new_bool_var(f"odd {r}")
        odd.append(strange)
        highest = 0
        for c in range(puzzle.width):
            place = sum((f + 1) * stands[f, r, c] for f in here)
            blank = model.new_bool_var(f"blank {r} {c}")
            model.add(sum(stands[f, r, c] for f in here) == 0).only_enforce_if(blank)
            model.add(sum(stands[f, r, c] for f in here) == 1).only_enforce_if(blank.negated())
            model.add(place > highest).only_enforce_if([blank.negated(), strange.negated()])
            now = model.new_int_var(0, len(puzzle.figures), f"highest {r} {c}")
            model.add_max_equality(now, [highest, place])
            highest = now
    model.add(sum(odd) <= len(odd) // ODD)


def _backbone(model, puzzle: Puzzle, stands: dict, printed: dict) -> dict[int, Cell] | None:  # type: ignore[no-untyped-def,type-arg]
    """Ask again and again for an arrangement that differs in some cell that none has differed in so far."""
    from ortools.sat.python import cp_model

    solver = _solver()
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None if status == cp_model.INFEASIBLE else {}
    first = {(r, c): f for (f, r, c), variable in stands.items() if solver.value(variable)}

    def keeps(cell: Cell):  # type: ignore[no-untyped-def]
        if cell not in first:
            return 1 - printed[cell]
        wanted = puzzle.figures[first[cell]].value
        return sum(v for (f, r, c), v in stands.items() if (r, c) == cell and puzzle.figures[f].value == wanted)

    common = set(printed)
    kept = {cell: keeps(cell) for cell in common}
    spent = 0.0
    while common and spent < PATIENCE:
        asked = model.clone()
        asked.add(sum(kept[cell] for cell in common) <= len(common) - 1)
        status = solver.solve(asked)
        spent += max(solver.response_proto.deterministic_time, EFFORT / 100)
        if status == cp_model.INFEASIBLE:
            return {f: cell for cell, f in first.items() if cell in common}
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return {}
        common = {cell for cell in common if solver.value(kept[cell])}
    return {}
