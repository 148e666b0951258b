"""Rules → grids: the ruled areas of a page, their rows, columns and cells.

A grid is a set of rules that touch each other. Its columns and rows are the distinct
positions of those rules; neighbouring slots that no rule parts are one merged cell.
That needs no complete set of corners, so open borders and missing corner points,
which are common in these reports, cost nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from operator import itemgetter
from typing import Any, Final

from extract.document import Box, Cell, Char, Grid, Page, Rule
from extract.tables.text import join_line, split_lines

SAME_POSITION: Final = 1.2  # rules this close are one rule drawn twice (cell borders of both neighbours)
JOIN_GAP: Final = 2.5  # a gap in a rule up to this is bridged: corner squares, cell by cell drawing
TOUCH: Final = 2.0  # rules of one table meet within this
OPEN_BORDER: Final = 6.0  # rules that stick out further than this have an undrawn border at their end
PADDING: Final = 12.5  # what word processors leave blank at both sides of a cell together
_AT, _START = itemgetter(0), itemgetter(1)
WHOLE_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
LARGE: Final = 2.0  # type this many times as large as that of its table, and taller than its row, is printed over it
MARGIN: Final = 10.0  # blank columns at the edge of a grid that are no wider than this are a frame


def merge_rules(rules: list[Rule]) -> list[Rule]:
    """Collinear rules that overlap or nearly touch become one."""
    merged: list[Rule] = []
    group: list[Rule] = []

    def flush() -> None:
        if not group:
            return
        at = sum([r[0] for r in group]) / len(group)
        group.sort(key=_START)
        _, begin, last = group[0]
        for _, start, end in group:
            if start <= last + JOIN_GAP:
                last = end if end > last else last
            else:
                merged.append(Rule(at, begin, last))
                begin, last = start, end
        merged.append(Rule(at, begin, last))
        group.clear()

    for rule in sorted(rules, key=_AT):
        if group and (rule.at - group[-1].at > SAME_POSITION / 2 or rule.at - group[0].at > SAME_POSITION):
            flush()
        group.append(rule)
    flush()
    return merged


def group_rules(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch each other, directly or through others, form one group."""
    parent = list(range(len(horizontal) + len(vertical)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    offset = len(horizontal)
    for j, (x, top, bottom) in enumerate(vertical):
        for i, (y, left, right) in enumerate(horizontal):
            if left - TOUCH <= x <= right + TOUCH and top - TOUCH <= y <= bottom + TOUCH:
                parent[find(i)] = find(offset + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, h in enumerate(horizontal):
        groups[find(i)][0].append(h)
    for j, v in enumerate(vertical):
        groups[find(offset + j)][1].append(v)
    return list(groups.values())


def _positions(rules: list[Rule], crossing: list[Rule]) -> list[float]:
    """Distinct positions of ``rules``, and the ends of ``crossing`` where a border is left open."""
    positions: list[float] = []
    for at in sorted(r.at for r in rules):
        if not positions or at - positions[-1] > SAME_POSITION:
            positions.append(at)
    if crossing:
        first, last = min(r.start for r in crossing), max(r.end for r in crossing)
        if not positions or first < positions[0] - OPEN_BORDER:
            positions.insert(0, first)
        if last > positions[-1] + OPEN_BORDER:
            positions.append(last)
    return positions


def _covers(rules: list[Rule], low: float, high: float) -> bool:
    """Whether rules at one position run along more than half of ``low``..``high``."""
    covered = 0.0
    for _, start, end in rules:
        if start <= low and end >= high:
            return True
        covered += max(0.0, min(end, high) - max(start, low))
    return covered > 0.5 * (high - low)


def _merge_slots(xs: list[float], ys: list[float], horizontal: list[Rule], vertical: list[Rule]) -> list[list[int]]:
    """Which cell each slot (row, column) belongs to: slots that no rule parts are one cell."""
    rows, cols = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * cols))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    by_x = [[v for v in vertical if abs(v.at - x) <= SAME_POSITION] for x in xs]
    by_y = [[h for h in horizontal if abs(h.at - y) <= SAME_POSITION] for y in ys]
    for r in range(rows):
        for c in range(cols):
            if c + 1 < cols and not _covers(by_x[c + 1], ys[r], ys[r + 1]):
                parent[find(r * cols + c)] = find(r * cols + c + 1)
            if r + 1 < rows and not _covers(by_y[r + 1], xs[c], xs[c + 1]):
                parent[find(r * cols + c)] = find((r + 1) * cols + c)
    return [[find(r * cols + c) for c in range(cols)] for r in range(rows)]


def _cells(page_no: int, xs: list[Any], ys: list[Any], owner: list[list[int]]) -> list[Cell]:
    """Merged slots as cells; an L-shaped group is cut into rectangles row by row.

    Edges are numbers. Compiled code that knew them as such would make new ones for every box, which take as much memory as the boxes.
    """
    slots: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for r, row in enumerate(owner):
        for c, root in enumerate(row):
            slots[root].append((r, c))
    cells = []
    for members in slots.values():
        if len(members) == 1:
            r, c = members[0]
            cells.append(Cell(r, c, 1, 1, Box(xs[c], ys[r], xs[c + 1], ys[r + 1]), "", page_no))
            continue
        columns = [c for _, c in members]
        r0, r1 = members[0][0], members[-1][0]  # they were gathered row by row
        c0, c1 = min(columns), max(columns)
        if len(members) == (r1 - r0 + 1) * (c1 - c0 + 1):
            rectangles = [(r0, r1, c0, c1)]
        else:
            rectangles = []
            start = before = (-1, -1)
            for place in [*members, (-1, -1)]:
                if place != (before[0], before[1] + 1):
                    if before[0] >= 0:
                        rectangles.append((before[0], before[0], start[1], before[1]))
                    start = place
                before = place
        for ra, rb, ca, cb in rectangles:
            box = Box(xs[ca], ys[ra], xs[cb + 1], ys[rb + 1])
            cells.append(Cell(ra, ca, rb - ra + 1, cb - ca + 1, box, "", page_no))
    cells.sort(key=lambda c: (c.row, c.col))
    return cells


def find_grids(page: Page) -> list[Grid]:
    """The ruled areas of a page with at least two cells, top to bottom; cells without text yet."""
    grids = []
    for horizontal, vertical in group_rules(merge_rules(page.horizontal), merge_rules(page.vertical)):
        if not horizontal or not vertical:
            continue
        xs = _positions(vertical, horizontal)
        ys = _positions(horizontal, vertical)
        if len(xs) < 2 or len(ys) < 2:
            continue
        cells = _cells(page.page_no, xs, ys, _merge_slots(xs, ys, horizontal, vertical))
        if len(cells) > 1:
            grids.append(Grid(page.page_no, xs, ys, cells))
    grids.sort(key=lambda g: (g.ys[0], g.xs[0]))
    return grids


def fill_cells(grid: Grid, chars: list[Char]) -> list[Char]:
    """Put each character into the cell that holds its centre; returns those outside the grid."""
    inside: list[list[Char]] = [[] for _ in grid.cells]
    places: list[list[list[Char]]] = [[[]] * (len(grid.xs) - 1) for _ in grid.ys[1:]]
    for cell, held in zip(grid.cells, inside, strict=True):
        for row in places[cell.row : cell.row + cell.row_span]:
            row[cell.col : cell.col + cell.col_span] = [held] * cell.col_span
    outside = []
    left, top, right, bottom = grid.box
    xs, ys = grid.xs, grid.ys
    row, row_top, row_bottom = [], 0.0, 0.0  # the row that held the character before
    for char in chars:
        _, x0, char_top, x1, char_bottom, _ = char
        x, y = (x0 + x1) / 2, (char_top + char_bottom) / 2
        if left <= x < right and top <= y < bottom:
            if not row_top <= y < row_bottom:
                index = bisect_right(ys, y)
                row, row_top, row_bottom = places[index - 1], ys[index - 1], ys[index]
            row[bisect_right(xs, x) - 1].append(char)
        else:
            outside.append(char)
    usual = _usual_size(inside)
    for cell, held in zip(grid.cells, inside, strict=True):
        if not held:
            continue
        if usual and cell.row_span == 1:
            limit = max(LARGE * usual, cell.box.bottom - cell.box.top)
            if large := [c for c in held if c[5] > limit]:  # a watermark or a seal over the table: it belongs to no cell
                outside += large
                held = [c for c in held if c[5] <= limit]
                if not held:
                    continue
        lines, texts = [], []
        for line in split_lines(held):
            if text := join_line(line):
                lines.append(line)
                texts.append(text)
        if not lines:
            continue
        broken = len(lines) > 1 and _is_broken_number(lines, texts, cell.box)
        cell.text = ("" if broken else "\n").join(texts)
        if len(lines) > 1 and not broken:
            cell.middles = [(line[0].top + line[0].bottom) / 2 for line in lines]
        inked = [c for c in lines[-1] if not c[0].isspace()]
        cell.room = (cell.box.x1 - cell.box.x0 - (inked[-1].x1 - inked[0].x0)) / max(inked[-1].size, 0.1)
    return outside


def _usual_size(inside: list[list[Char]]) -> float:
    """The type size in the middle of all; 0 where none stands out, so that nothing has to be looked for."""
    sizes = sorted([c[5] for held in inside for c in held])
    if not sizes or sizes[-1] <= LARGE * sizes[len(sizes) // 2]:
        return 0.0
    return sizes[len(sizes) // 2]


def _is_broken_number(lines: list[list[Char]], texts: list[str], box: Box) -> bool:
    """Whether the lines of a cell are one number that its narrow column broke: no further digit would have fitted."""
    if not WHOLE_NUMBER.fullmatch("".join(texts)):
        return False
    return all(box.x1 - box.x0 - (line[-1].x1 - line[0].x0) < PADDING + 0.5 * line[0].size for line in lines[:-1])


def drop_margins(grid: Grid) -> None:
    """Take blank narrow columns off both edges of a filled grid.

    Some sheets draw a frame around the table; on other pages of the same table the
    frame is missing, and titles span the columns inside it only.
    """
    for last in (False, True):
        while len(grid.xs) > 3:
            edge = len(grid.xs) - 2 if last else 0
            inside = [c for c in grid.cells if c.col <= edge < c.col + c.col_span]
            if grid.xs[edge + 1] - grid.xs[edge] > MARGIN or any(c.text for c in inside if c.col_span == 1):
                break
            for cell in inside:
                cell.col_span -= 1
            if not last:
                for cell in grid.cells:
                    cell.col = max(0, cell.col - 1)
            grid.cells = [c for c in grid.cells if c.col_span]
            del grid.xs[edge + 1 if last else edge]
            left, right = grid.xs[0], grid.xs[-1]
            for cell in grid.cells:
                cell.box = cell.box._replace(x0=max(cell.box.x0, left), x1=min(cell.box.x1, right))
