"""Draws a table: its title lines, a fully ruled grid that may run over pages, and its notes."""

from __future__ import annotations

from dataclasses import dataclass

from samples.typeset.markup import ABOVE, LEFT, MarkupError, Table
from samples.typeset.page import Page, draw_lines
from samples.typeset.wrap import wrap

LEADING = 1.25  # of the font size
Piece = list[int]  # the rows printed on one page


@dataclass
class Region:
    """A cell with all cells merged into it."""

    row: int
    column: int
    last_row: int
    last_column: int
    align: str
    lines: list[str]
    header: bool


@dataclass
class Frame:
    """A table measured for one page width."""

    table: Table
    size: float
    edges: list[float]  # x of the column edges
    heights: list[float]
    regions: list[Region]
    owners: list[list[tuple[int, int]]]

    @property
    def header_rows(self) -> int:
        rows = self.table.rows
        return next((n for n, row in enumerate(rows) if not row.header), len(rows))


def draw_table(page: Page, table: Table) -> None:
    """A whole table with title and notes, on the current page or the pages that follow.

    ``page`` of its settings: ``landscape``; ``same``, upright, on the page that is open where it can; ``open``, on that page, however it
    lies.
    """
    settings = table.settings
    landscape = page.landscape if settings.get("page") == "open" else settings.get("page") == "landscape"
    if landscape != page.landscape or (settings.get("page") not in ("same", "open") and page.y > page.style.margins[1]):
        page.start(landscape)
    elif page.y > page.style.margins[1]:
        page.y += 8
    draw_title(page, settings)
    frame = measure(page, table)
    repeat = page.style.repeat if "repeat" not in settings else settings["repeat"] == "yes"
    pieces = paginate(page, frame, repeat)
    text_at = {id(region): _text_piece(region, pieces, frame) for region in frame.regions}
    for number, piece in enumerate(pieces):
        if number:
            page.start(landscape)
        head = piece[: frame.header_rows] if repeat else []
        draw_piece(page, frame, piece, [r for r in frame.regions if text_at[id(r)] == number or r.row in head])
    page.y += 4
    for note in table.notes:
        draw_lines(page, wrap(note, page.style.table, 9, page.right - page.left), page.style.table, 9, 14, "l")
    page.y += 10


def draw_title(page: Page, settings: dict[str, str]) -> None:
    """Title, label, and the line with the owner on the left and the unit on the right."""
    style = page.style
    label = settings.get("label")
    if label and style.label == "above":
        draw_lines(page, [label], style.table, 10.5, 16, "l")
    if "title" in settings:
        size = float(settings.get("title_size", 15))
        draw_lines(page, wrap(settings["title"], style.heading, size, page.right - page.left), style.heading, size, size * 1.6, "c")
    if label and style.label == "below":
        draw_lines(page, [label], style.table, 9.5, 15, "r")
    if settings.get("owner") or settings.get("unit"):
        page.line(settings.get("owner", ""), style.table, 9.5, page.y + 11)
        page.line(settings.get("unit", ""), style.table, 9.5, page.y + 11, "r")
        page.y += 16


def measure(page: Page, table: Table) -> Frame:
    """Column edges, wrapped text and row heights."""
    size = float(table.settings.get("size", 9))
    share = (page.right - page.left) / sum(table.widths)
    edges = [page.left + share * sum(table.widths[:n]) for n in range(len(table.widths) + 1)]
    owners = table.owners()
    corners = [(r, c) for r, row in enumerate(owners) for c, owner in enumerate(row) if owner == (r, c)]
    regions = [_region(page, table, owners, edges, size, r, c) for r, c in corners]
    pad = float(table.settings.get("pad", 3.5))
    heights = [size * LEADING + 2 * pad] * len(table.rows)
    for region in sorted(regions, key=lambda region: region.last_row):
        wanted = len(region.lines) * size * LEADING + 2 * pad
        missing = wanted - sum(heights[region.row : region.last_row + 1])
        heights[region.last_row] += max(missing, 0)
    return Frame(table, size, edges, heights, regions, owners)


def _region(page: Page, table: Table, owners: list[list[tuple[int, int]]], edges: list[float], size: float, r: int, c: int) -> Region:
    row = table.rows[r]
    last_column = max(n for n in range(len(row.cells)) if owners[r][n] == (r, c))
    last_row = max(n for n in range(len(owners)) if owners[n][c] == (r, c))
    text, align = row.cells[c], row.aligns.get(c, "c" if row.header else table.aligns[c])
    if text in (LEFT, ABOVE):
        raise MarkupError(f"{table.settings.get('title')}: row {r + 1}, column {c + 1} has nothing to merge with")
    lines = wrap(text, page.style.table, size, edges[last_column + 1] - edges[c] - 6.5) if text else []
    return Region(r, c, last_row, last_column, align, lines, row.header)


def paginate(page: Page, frame: Frame, repeat: bool) -> list[Piece]:
    """Which rows stand on which page."""
    head = list(range(frame.header_rows))
    pieces: list[Piece] = [[]]
    room = page.bottom - page.y
    for row, height in enumerate(frame.heights):
        if height > room and pieces[-1]:
            pieces.append(head.copy() if repeat else [])
            room = page.bottom - page.style.margins[1] - sum(frame.heights[n] for n in pieces[-1])
        pieces[-1].append(row)
        room -= height
    return pieces


def _text_piece(region: Region, pieces: list[Piece], frame: Frame) -> int:
    """The page that shows the text of a region: where most of it is."""

    def shown(number: int) -> float:
        return sum(frame.heights[row] for row in pieces[number] if region.row <= row <= region.last_row)

    return max(range(len(pieces)), key=lambda number: (round(shown(number), 3), -number))


def draw_piece(page: Page, frame: Frame, piece: Piece, with_text: list[Region]) -> None:
    """The part of a grid that stands on one page."""
    tops = [page.y]
    for row in piece:
        tops.append(tops[-1] + frame.heights[row])
    if page.style.header_fill < 1:
        for n, row in enumerate(piece):
            if frame.table.rows[row].header:
                page.box(frame.edges[0], tops[n], frame.edges[-1], tops[n + 1], page.style.header_fill)
    for region in with_text:
        inside = [n for n, row in enumerate(piece) if region.row <= row <= region.last_row]
        _draw_text(page, frame, region, tops[inside[0]], tops[inside[-1] + 1])
    _draw_rules(page, frame, piece, tops)
    page.y = tops[-1]


def _draw_text(page: Page, frame: Frame, region: Region, top: float, bottom: float) -> None:
    leading = frame.size * LEADING
    if len(region.lines) * leading > bottom - top + 0.5:
        raise MarkupError(f"{frame.table.settings.get('title')}: {''.join(region.lines)!r} does not fit where its cell breaks over pages")
    x0, x1 = frame.edges[region.column], frame.edges[region.last_column + 1]
    x = {"l": x0 + 3.5, "c": (x0 + x1) / 2, "r": x1 - 3.5}[region.align]
    y = (top + bottom - len(region.lines) * leading) / 2 + frame.size * 0.98
    for n, text in enumerate(region.lines):
        page.line(text, page.style.table, frame.size, y + n * leading, region.align, x)


def _draw_rules(page: Page, frame: Frame, piece: Piece, tops: list[float]) -> None:
    """Every edge between two different cells, as strokes or as thin rectangles."""
    columns, last = len(frame.edges) - 1, len(piece)

    def owner(n: int, c: int) -> tuple[int, int] | None:
        return frame.owners[piece[n]][c] if 0 <= n < last and 0 <= c < columns else None

    for n in range(last + 1):
        runs = [c for c in range(columns) if owner(n - 1, c) != owner(n, c)]
        for first, after in _runs(runs, joined=page.style.rules == "lines"):
            _rule(page, frame.edges[first], tops[n], frame.edges[after], tops[n], outer=n in (0, last))
    for c in range(columns + 1):
        runs = [n for n in range(last) if owner(n, c - 1) != owner(n, c)]
        for first, after in _runs(runs, joined=page.style.rules == "lines"):
            _rule(page, frame.edges[c], tops[first], frame.edges[c], tops[after], outer=c in (0, columns))


def _runs(numbers: list[int], joined: bool) -> list[tuple[int, int]]:
    """Neighbouring numbers as (first, one past the last)."""
    runs: list[tuple[int, int]] = []
    for n in numbers:
        if joined and runs and runs[-1][1] == n:
            runs[-1] = (runs[-1][0], n + 1)
        else:
            runs.append((n, n + 1))
    return runs


def _rule(page: Page, x0: float, y0: float, x1: float, y1: float, outer: bool) -> None:
    width = page.style.frame_width if outer else page.style.rule_width
    if page.style.rules == "lines":
        page.rule(x0, y0, x1, y1, width)
    else:
        half = width / 2
        page.box(x0 - half, y0 - half, x1 + half, y1 + half, 0)
