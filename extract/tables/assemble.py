"""Grids and lines of all pages → tables over pages, and the lines that are left.

A grid continues the table before it when it repeats that table's title, or stands
first on the next page without a caption, and its columns agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.document import Cell, Grid, Line, Note, Page, Table
from extract.tables.caption import Caption, is_sentence, read_caption, read_notes
from extract.tables.grid import fill_cells, find_grids
from extract.tables.header import count_header_rows, header_paths, is_form, rows_of
from extract.tables.text import page_lines
from extract.vocabulary import is_word, squeeze

SAME_EDGE = 3.0  # column edges of two pages closer than this are the same
FURNITURE_MARGIN = 0.1  # running heads and feet stand in this share of the page's height


@dataclass(slots=True)
class PageContent:
    """One page after its grids are read: grids with text, lines outside them."""

    page_no: int
    width: float
    height: float
    grids: list[Grid]
    lines: list[Line]


@dataclass(slots=True)
class _Open:
    """A table that later grids may continue."""

    caption: Caption
    section: str
    xs: list[float]
    header_rows: int
    form: bool
    cells: list[Cell]
    notes: list[Note]
    row_count: int
    last_page: int
    header_texts: list[str] = field(default_factory=list)
    confidence: float = 1.0


def read_page(page: Page) -> PageContent:
    """Find the grids of a page, fill them, and gather the lines outside them.

    A grid without any text, or of a single column, is a frame and no table: its text
    stays with the lines.
    """
    rest = page.chars
    grids = []
    for grid in find_grids(page):
        if len(grid.xs) < 3:
            continue
        outside = fill_cells(grid, rest)
        if any(cell.text for cell in grid.cells):
            grids.append(grid)
            rest = outside
    return PageContent(page.page_no, page.width, page.height, grids, page_lines(page.page_no, rest))


def drop_furniture(pages: list[PageContent]) -> None:
    """Remove page numbers, and running heads and feet: lines that stand at the same place on most pages."""

    def key(page: PageContent, line: Line) -> tuple[str, int] | None:
        if page.height * FURNITURE_MARGIN < line.box.top and line.box.bottom < page.height * (1 - FURNITURE_MARGIN):
            return None
        return re.sub(r"\d+", "#", squeeze(line.text)), round(line.box.top / 4)

    counts = Counter(k for page in pages for k in {key(page, line) for line in page.lines} if k)
    for page in pages:
        kept = []
        for line in page.lines:
            k = key(page, line)
            if k and (is_word("page_number", line.text) or counts[k] >= max(4, 0.6 * len(pages))):
                continue
            kept.append(line)
        page.lines = kept


def _take_inner_caption(grid: Grid, caption: Caption) -> list[Line]:
    """Title, unit and owner printed in the first rows of the grid itself; those rows are taken out."""
    columns = len(grid.xs) - 1
    taken: list[Line] = []
    for index, row in rows_of(grid.cells).items():
        filled = [c for c in row if squeeze(c.text)]
        if not filled:
            if taken or index == 0:
                continue
            break
        kinds = [_inner_kind(cell, columns, len(filled)) for cell in filled]
        if not all(kinds):
            break
        for cell, kind in zip(filled, kinds, strict=True):
            text = cell.text
            tail = None
            if kind == "owner_text" and (tail := re.search(r"(金额)?单位[:：]\s*(万元|元|千元)\s*$", text)) and tail.start():
                caption.unit_text, text = caption.unit_text or tail.group(0), text[: tail.start()].strip()
            if kind and kind != "other" and not getattr(caption, kind):
                setattr(caption, kind, squeeze(text) if kind in ("title", "label") else text)
            taken.append(Line(grid.page_no, cell.text, cell.box, 0.0))
        last = index
    if taken:
        first_body = last + 1
        kept = [c for c in grid.cells if c.row >= first_body]
        for cell in kept:
            cell.row -= first_body
        grid.cells, grid.ys = kept, grid.ys[first_body:]
    return taken


def _inner_kind(cell: Cell, columns: int, filled: int) -> str:
    """Which part of a caption a cell of the grid's first rows is; empty where it is none."""
    text = squeeze(cell.text)
    for word, kind in (("unit_line", "unit_text"), ("table_label", "label"), ("owner_line", "owner_text"), ("year_line", "other")):
        if is_word(word, text) and (word != "owner_line" or cell.col_span > 1 or filled == 1 or "单位:" in text[4:]):
            return kind
    if filled == 1 and cell.col_span >= max(2, columns - 1) and is_word("title_end", text) and not is_sentence(text):
        return "title"
    return ""


def _align(xs: list[float], base: list[float], used: set[int]) -> list[int] | None:
    """Where the columns of a grid with edges ``xs`` stand among those of ``base``; None when they do not agree.

    ``used`` are the columns of the grid that print anything: empty ones need no place.
    """
    if len(xs) == len(base):
        return list(range(len(xs) - 1))
    places: list[int] = []
    for column in range(len(xs) - 1):
        left, right = xs[column], xs[column + 1]
        best, overlap = -1, 0.0
        for other in range(len(base) - 1):
            shared = min(right, base[other + 1]) - max(left, base[other])
            if shared > overlap:
                best, overlap = other, shared
        width = right - left
        if overlap < 0.6 * width or (places and best <= places[-1] and column in used):
            if column in used:
                return None
            best = -1
        places.append(best)
    return places


def _renumber(cells: list[Cell], places: list[int], row_shift: int) -> list[Cell]:
    """Cells moved to the columns and rows of the table that they continue."""
    moved = []
    for cell in cells:
        targets = [p for p in places[cell.col : cell.col + cell.col_span] if p >= 0]
        if not targets:
            continue
        cell.col, cell.col_span = targets[0], targets[-1] - targets[0] + 1
        cell.row += row_shift
        moved.append(cell)
    return moved


def _header_texts(cells: list[Cell], rows: int) -> list[str]:
    return [squeeze(c.text) for c in sorted(cells, key=lambda c: (c.row, c.col)) if c.row < rows and squeeze(c.text)]


def _title_key(title: str) -> str:
    return re.sub(r"[(（]?续表?[)）]?\d*$", "", squeeze(title))


def _starts_over(table: _Open, cells: list[Cell], header_rows: int) -> bool:
    """Whether a grid begins with a grand total although its would-be table has rows already:
    then it is the next table under the same title (one a unit, one a project)."""
    body = [c for c in cells if c.row == header_rows and squeeze(c.text)]
    first = [c for c in table.cells if c.row == table.header_rows and squeeze(c.text)]
    return bool(body and first) and is_word("total_label", body[0].text) and squeeze(body[0].text) == squeeze(first[0].text)


def assemble(pages: list[PageContent]) -> tuple[list[Table], list[Line]]:
    """Tables in reading order, and the lines that belong to no table."""
    open_tables: list[_Open] = []
    leftover: list[Line] = []
    section = ""
    previous_tail: list[Line] = []
    for page in pages:
        used: set[int] = set()
        bottoms = [0.0, *(grid.box.bottom for grid in page.grids)]
        for index, grid in enumerate(page.grids):
            above = [
                line
                for line in page.lines
                if bottoms[index] - 2 <= line.box.bottom <= grid.box.top + 4 and id(line) not in used
            ]
            for line in above:
                if is_word("heading", line.text) and not is_sentence(line.text):
                    section = line.text
            notes_before = read_notes(above, bottoms[index]) if index else []
            caption = read_caption([line for line in above if line not in notes_before], grid.box.top)
            used.update(id(line) for line in caption.used)
            inner = _take_inner_caption(grid, caption)
            if not any(squeeze(c.text) for c in grid.cells):
                continue
            between = [line for line in above if id(line) not in used and not is_word("page_number", line.text)]
            last = open_tables[-1] if open_tables else None
            adjacent = last is not None and (
                last.last_page == page.page_no or (last.last_page == page.page_no - 1 and index == 0)
            )
            tail = previous_tail if index == 0 and last is not None and last.last_page != page.page_no else []
            if last is not None and adjacent and _continues(last, grid, caption, [*tail, *between]):
                _append(last, grid, caption, inner)
            else:
                open_tables.append(_start(grid, caption, inner, section))
            below = [line for line in page.lines if line.box.top >= grid.box.bottom - 2 and id(line) not in used]
            if index + 1 < len(page.grids):
                below = [line for line in below if line.box.bottom <= page.grids[index + 1].box.top + 4]
            for line in read_notes(below, grid.box.bottom):
                open_tables[-1].notes.append(Note("below", line))
                used.add(id(line))
        lines = [line for line in page.lines if id(line) not in used]
        if page.grids:
            edge = page.grids[-1].box.bottom - 2
            previous_tail = [line for line in lines if line.box.top >= edge]
        elif lines:
            previous_tail = lines
        leftover.extend(lines)
        for line in lines:
            if is_word("heading", line.text) and not is_sentence(line.text):
                section = line.text
    return [_finish(table) for table in open_tables], leftover


def _continues(table: _Open, grid: Grid, caption: Caption, between: list[Line]) -> bool:
    used = {c.col for c in grid.cells if squeeze(c.text)}
    if _align(grid.xs, table.xs, used) is None:
        return False
    form = is_form(rows_of(grid.cells))
    if form:
        return False
    header_rows = count_header_rows(grid.cells)
    same_header = header_rows > 0 and _header_texts(grid.cells, header_rows) == table.header_texts
    if caption.title:
        same_title = _title_key(caption.title) == _title_key(table.caption.title) and (
            not caption.label or not table.caption.label or caption.label == table.caption.label
        )
        return same_title and same_header and not _starts_over(table, grid.cells, header_rows)
    if any(is_sentence(line.text) or is_word("heading", line.text) for line in between):
        return False
    if same_header:
        return not (table.notes and table.notes[-1].position == "below")
    if caption.unit_text or caption.label or between and table.last_page == grid.page_no:
        return False
    ended = any(note.position == "below" for note in table.notes)
    return not ended and (len(grid.xs) == len(table.xs) or header_rows == 0)


def _start(grid: Grid, caption: Caption, inner: list[Line], section: str) -> _Open:
    form = is_form(rows_of(grid.cells))
    header_rows = 0 if form else count_header_rows(grid.cells)
    notes = [Note("above", line) for line in caption.used] + [Note("inside", line) for line in inner]
    return _Open(
        caption, section, grid.xs, header_rows, form, grid.cells, notes, len(grid.ys) - 1, grid.page_no,
        _header_texts(grid.cells, header_rows),
    )


def _append(table: _Open, grid: Grid, caption: Caption, inner: list[Line]) -> None:
    """Add the rows of ``grid`` to ``table``; a repeated header is not added again."""
    used = {c.col for c in grid.cells if squeeze(c.text)}
    places = _align(grid.xs, table.xs, used)
    assert places is not None
    header_rows = 0 if table.form else count_header_rows(grid.cells)
    if header_rows and _header_texts(grid.cells, header_rows) != table.header_texts:
        header_rows = 0
    body = [c for c in grid.cells if c.row >= header_rows]
    table.cells.extend(_renumber(body, places, table.row_count - header_rows))
    table.row_count += len(grid.ys) - 1 - header_rows
    table.last_page = grid.page_no
    table.caption.unit_text = table.caption.unit_text or caption.unit_text
    table.notes.extend(Note("above", line) for line in caption.used)
    table.notes.extend(Note("inside", line) for line in inner)


def _finish(table: _Open) -> Table:
    columns = len(table.xs) - 1
    header = [c for c in table.cells if c.row < table.header_rows]
    paths, numbers = header_paths(header, columns)
    for cell in table.cells:
        cell.is_header = cell.row < table.header_rows
        if not cell.is_header:
            cell.header_path = paths.get(cell.col, [])
            cell.column_number = numbers.get(cell.col, "")
    caption = table.caption
    return Table(
        title=caption.title,
        label=caption.label,
        unit_text=caption.unit_text,
        owner_text=caption.owner_text,
        section=table.section,
        first_page=table.cells[0].page_no,
        last_page=table.last_page,
        header_rows=table.header_rows,
        row_count=table.row_count,
        column_count=columns,
        cells=table.cells,
        notes=table.notes,
        method="ruled",
        confidence=table.confidence,
    )


def read_tables(pages: Iterable[Page]) -> tuple[list[Table], list[Line], list[PageContent]]:
    """All tables of a document, the lines outside them, and the pages they were read from."""
    contents = [read_page(page) for page in pages]
    drop_furniture(contents)
    tables, leftover = assemble(contents)
    return tables, leftover, contents
