"""Grids and lines of all pages → tables over pages, and the lines that are left.

A grid continues the table before it when it repeats that table's title, or stands
first on the next page without a caption, and its columns agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.document import Box, Cell, Grid, Line, Note, Page, Table, pack, unpack
from extract.numerals import NUMERAL
from extract.tables.caption import (
    LISTED,
    Caption,
    is_heading,
    is_sentence,
    is_title,
    join_broken_units,
    listed_titles,
    read_caption,
    read_notes,
    split_unit,
    strip_label,
)
from extract.tables.grid import drop_margins, fill_cells, find_grids
from extract.tables.header import MAX_HEADER_ROWS, count_header_rows, header_paths, is_column_number_row, is_form, is_number, rows_of
from extract.tables.heads import are_heads
from extract.tables.stacked import split_stacked
from extract.tables.text import page_lines
from extract.tables.unruled import find_unruled
from extract.vocabulary import is_word, squeeze

SAME_EDGE = 3.0  # column edges of two pages closer than this are the same
FULL = 2.5  # a line with room for fewer characters than this, cell padding included, is full
OPEN_PAGES = 100  # of a longer document, cells wait packed until their table is put together, and again until all are
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
    method: str = "ruled"


def read_page(page: Page, before: Sequence[float] = (), is_clear: bool = True) -> PageContent:
    """Find the grids of a page, fill them, and gather the lines outside them. ``before`` are the column edges of an unruled table that
    ended the page before, which this one may go on with; ``is_clear``, whether it is known what those columns are.

    A grid without any text, or that no rule parts into columns, is a frame or the
    lines behind a chart and no table: its text stays with the lines.
    """
    rest = page.chars
    grids = []
    for grid in find_grids(page):
        if all(cell.col_span == len(grid.xs) - 1 for cell in grid.cells):
            continue
        outside = fill_cells(grid, rest)
        if any(cell.text for cell in grid.cells):
            drop_margins(grid)
            split_stacked(grid)
            grids.append(grid)
            rest = outside
    if not grids and not page.scanned:  # no page was seen to mix both
        for grid in find_unruled(page, rest, before, is_clear):
            left, top, right, bottom = grid.box
            rest = [c for c in rest if not (left <= (c.x0 + c.x1) / 2 < right and top <= (c.top + c.bottom) / 2 < bottom)]
            grids.append(grid)
    return PageContent(page.page_no, page.width, page.height, grids, join_broken_units(page_lines(page.page_no, rest)))


def drop_furniture(pages: list[PageContent]) -> None:
    """Remove page numbers, and running heads and feet: lines that stand at the same place on most pages.

    A unit line or the like may do so too, in a file of nothing but tables, and stays.
    """

    def key(page: PageContent, line: Line) -> tuple[str, int] | None:
        if page.height * FURNITURE_MARGIN < line.box.top and line.box.bottom < page.height * (1 - FURNITURE_MARGIN):
            return None
        if any(is_word(kind, line.text) for kind in ("unit_line", "table_label", "owner_line", "note_start")):
            return None
        return re.sub(r"\d+$", "#", squeeze(line.text)), round(line.box.top / 4)

    counts = Counter(k for page in pages for k in {key(page, line) for line in page.lines} if k)
    often = max(4, 0.6 * len(pages))
    for page in pages:
        keys = [(line, key(page, line)) for line in page.lines]
        page.lines = [line for line, k in keys if k is None or not (is_word("page_number", line.text) or counts[k] >= often)]


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
            if kind in ("owner_text", "title"):
                text, unit = split_unit(text)
                caption.unit_text = caption.unit_text or unit
            if kind and kind != "other" and not getattr(caption, kind):
                setattr(caption, kind, squeeze(text) if kind in ("title", "label") else text)
            taken.append(Line(grid.page_no, cell.text, cell.box, 0.0))
        last = index
    if taken:
        if caption.title and not caption.label:
            caption.label, caption.title = strip_label(caption.title)
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
    text = squeeze(split_unit(text)[0])
    if filled == 1 and cell.col_span >= max(2, columns - 1) and is_word("title_end", text) and not is_sentence(text):
        return "title"
    return ""


def _same_edges(xs: list[float], base: list[float]) -> list[list[int]] | None:
    """Which columns of ``base`` each column between ``xs`` takes, when all edges are edges of ``base``."""
    nearest = [min(range(len(base)), key=lambda i: abs(base[i] - x)) for x in xs]
    if any(abs(base[n] - x) > SAME_EDGE for n, x in zip(nearest, xs, strict=True)) or len(set(nearest)) < len(xs):
        return None
    return [list(range(left, right)) for left, right in pairwise(nearest)]


def _align(xs: list[float], base: list[float], used: set[int]) -> list[list[int]] | None:
    """Which columns of ``base`` each column of a grid with edges ``xs`` takes; None when they do not agree.

    Pages of one table may differ: columns shift a little, a page shows merged cells only
    (its edges are some of those of the table), or has blank columns of its own. ``used``
    are the columns of the grid that print anything: blank ones need no place.
    """
    if len(xs) == len(base):
        return [[column] for column in range(len(xs) - 1)]
    if places := _same_edges(xs, base):
        return places
    places = []
    last = -1
    for column, (left, right) in enumerate(pairwise(xs)):
        shared = [min(right, b) - max(left, a) for a, b in pairwise(base)]
        best = max(range(len(shared)), key=shared.__getitem__)
        if shared[best] >= 0.6 * (right - left) and best > last:
            places.append([best])
            last = best
        elif column in used:
            return None
        else:
            places.append([])
    return places


def _renumber(cells: list[Cell], places: list[list[int]], row_shift: int) -> list[Cell]:
    """Cells moved to the columns and rows of the table that they continue."""
    moved = []
    for cell in cells:
        targets = [p for columns in places[cell.col : cell.col + cell.col_span] for p in columns]
        if not targets:
            continue
        cell.col, cell.col_span = targets[0], targets[-1] - targets[0] + 1
        cell.row += row_shift
        moved.append(cell)
    return moved


def _header_texts(cells: list[Cell], rows: int) -> list[str]:
    """What the header says, without the row that numbers its columns: some pages of a table print that, some do not."""
    header = rows_of([c for c in cells if c.row < rows])
    return [squeeze(c.text) for row in header.values() if not is_column_number_row(row) for c in row if squeeze(c.text)]


def _repeated_rows(table: _Open, cells: list[Cell]) -> tuple[int, bool]:
    """How many leading rows of a grid repeat what stands at the head of a table, and whether its header is among them: it is not
    where the page begins with the row of column numbers."""
    texts: list[str] = []
    matched = end = 0
    for index, row in rows_of(cells).items():
        filled = [c for c in row if squeeze(c.text)]
        if index >= MAX_HEADER_ROWS or (not filled and matched):
            break
        if is_column_number_row(filled):
            return (index + 1, matched > 0) if matched or not texts else (0, False)
        if matched:
            break
        texts += [squeeze(c.text) for c in filled]
        end = max([end, *(c.row + c.row_span for c in filled)])
        if texts == table.header_texts:
            matched = end
        elif texts != table.header_texts[: len(texts)]:
            break
    return matched, matched > 0


def _title_key(title: str) -> str:
    """A title without the words that say the table goes on; empty where it says nothing else."""
    return re.sub(rf"[-—]*[(]?[续接]上?表?(?:[0-9]|{NUMERAL})*[)]?[0-9]*[:]?$", "", squeeze(title))


def _take_lone_head(table: _Open, cells: list[Cell]) -> None:
    """Where a page break left nothing but the head of a table on a page, and the next one prints it again, it is its header."""
    if table.form or table.header_rows or table.row_count > MAX_HEADER_ROWS or _has_number(table.cells):
        return
    texts = _header_texts(table.cells, table.row_count)
    head = _header_texts(cells, table.row_count)
    if len(texts) > 1 and texts == head and any(c.row >= table.row_count and squeeze(c.text) for c in cells):
        table.header_rows, table.header_texts = table.row_count, texts


def _row_texts(cells: list[Cell], row: int) -> list[str]:
    return [squeeze(c.text) for c in sorted(cells, key=lambda c: c.col) if c.row == row and squeeze(c.text)]


def _starts_over(table: _Open, cells: list[Cell], header_rows: int) -> bool:
    """Whether a grid begins with a grand total although its would-be table has rows already:
    then it is the next table under the same title (one a unit, one a project)."""
    body, first = _row_texts(cells, header_rows), _row_texts(table.cells, table.header_rows)
    if not body or not first or not is_word("total_label", body[0]) or body[0] != first[0]:
        return False
    return not _repeats_total(table, cells, header_rows)


def _repeats_total(table: _Open, cells: list[Cell], header_rows: int) -> bool:
    """Whether a page prints the grand total of its table again below the repeated header, figure by figure, and goes on with
    other rows than the first."""
    body = _row_texts(cells, header_rows)
    if not body or not is_word("total_label", body[0]) or body != _row_texts(table.cells, table.header_rows):
        return False
    after = _row_texts(cells, header_rows + 1)
    if not after or after[:1] == _row_texts(table.cells, table.header_rows + 1)[:1]:
        return False
    return any(is_number(text) and text.strip("0.,-") for text in body[1:])


def assemble(pages: list[PageContent]) -> tuple[list[Table], list[Line]]:
    """Tables in reading order, and the lines that belong to no table."""
    long = len(pages) > OPEN_PAGES
    tables: list[Table] = []
    last: _Open | None = None  # the one table that a grid may continue
    used: set[int] = set()  # lines that belong to a table, by identity
    section = ""
    tail: list[Line] = []  # lines at the foot of the page before, after its last grid
    for page in pages:
        listed = listed_titles(page.lines)
        bottoms = [0.0, *(grid.box.bottom for grid in page.grids)]
        for index, grid in enumerate(page.grids):
            unpack(grid)
            above = [line for line in page.lines if bottoms[index] - 2 <= line.box.bottom <= grid.box.top + 4 and id(line) not in used]
            for line in above:
                if is_heading(line.text) and id(line) not in listed:
                    section = line.text
            notes_before = read_notes(above, bottoms[index]) if index else []
            caption = read_caption([line for line in above if line not in notes_before], grid.box.top)
            inner = _take_inner_caption(grid, caption)
            if index == 0 and not caption.title:
                _carry(caption, tail)
            used.update(id(line) for line in caption.used)
            if not any(squeeze(c.text) for c in grid.cells):
                continue
            between = [line for line in above if id(line) not in used]
            if last is not None and last.last_page == page.page_no - 1 and index == 0:
                between = [*(line for line in tail if id(line) not in used), *between]
            near = last is not None and (last.last_page == page.page_no or (last.last_page == page.page_no - 1 and index == 0))
            if last is not None and near:
                _take_lone_head(last, grid.cells)
            if last is not None and near and _continues(last, grid, caption, between):
                beside = [line for line in page.lines if _is_beside(line, grid, last)]
                used.update(id(line) for line in beside)
                _append(last, grid, caption, inner, beside)
            else:
                if last is not None:
                    tables.append(_finish(last, long))
                last = _start(grid, caption, inner, section)
            grid.cells = []
            below = [line for line in page.lines if line.box.top >= grid.box.bottom - 2 and id(line) not in used]
            if index + 1 < len(page.grids):
                below = [line for line in below if line.box.bottom <= page.grids[index + 1].box.top + 4]
            for line in read_notes(below, grid.box.bottom):
                last.notes.append(Note("below", line))
                used.add(id(line))
        lines = [line for line in page.lines if id(line) not in used]
        if page.grids:
            tail = [line for line in lines if line.box.top >= bottoms[-1] - 2]
        elif lines:
            tail = lines
        for line in lines:
            if is_heading(line.text) and id(line) not in listed:
                section = line.text
    if last is not None:
        tables.append(_finish(last, long))
    used.update(id(line) for line in _give_back_titles(tables, tail))
    return tables, [line for page in pages for line in page.lines if id(line) not in used]


def _give_back_titles(tables: list[Table], tail: list[Line]) -> list[Line]:
    """Where titles stand below their tables, the first table has none above it, every other seems to have that of the table before, and one
    is left below the last: each is given to the table that it stands below, with the unit beside it. Of many tables one may have other
    words above it, heads that are no part of its grid: what stands below the table before it is then not known.
    Returns the lines used: that of the last title, where it was so."""
    odd = sum(not is_title(table.title) for table in tables[1:])
    if len(tables) < LISTED or is_title(tables[0].title) or odd > (len(tables) > 2 * LISTED):
        return []
    below = read_caption(tail[:1], tail[0].box.bottom) if tail else Caption()
    if not is_title(below.title) or not is_word("title_word", below.title) or is_word("attachment", below.title):
        return []
    captions = [*((table.title, table.unit_text) for table in tables[1:]), (below.title, below.unit_text)]
    for table, (title, unit_text) in zip(tables, captions, strict=True):
        table.title = title if is_title(title) else ""
        if below.unit_text and table.title:  # it stands with the title
            table.unit_text = unit_text
    return tail[:1]


def _is_beside(line: Line, grid: Grid, table: _Open) -> bool:
    """Whether a line stands left of ``grid`` inside the columns that ``table`` has there."""
    left, top, _, bottom = grid.box
    return table.xs[0] <= line.box.x0 and line.box.x1 <= left + 1 and top <= line.box.top and line.box.bottom <= bottom


def _carry(caption: Caption, tail: list[Line]) -> None:
    """Take the title from the foot of the page before, where a page break has parted it from its grid."""
    lines = [line for line in tail if not is_word("page_number", line.text)]
    if not lines:
        return
    carried = read_caption(lines, max(line.box.bottom for line in lines))
    if is_title(carried.title):
        caption.title = carried.title
    elif carried.title or not carried.unit_text:  # without a title the unit alone may be parted from its grid, if nothing else stands there
        return
    caption.label = caption.label or carried.label
    caption.unit_text = caption.unit_text or carried.unit_text
    caption.owner_text = caption.owner_text or carried.owner_text
    caption.used.extend(carried.used)


def _continues(table: _Open, grid: Grid, caption: Caption, between: list[Line]) -> bool:
    """Whether a grid goes on with the table before it.

    Its columns must agree and it must not begin as a form does. A title has to be that
    of the table, a header too, unless there is none; without either, nothing may stand
    between the two, and no note may have ended the table.
    """
    used = {c.col for c in grid.cells if squeeze(c.text)}
    finer = table.form and _same_edges(table.xs, grid.xs) is not None
    if is_form(rows_of(grid.cells)) or not (finer or _align(grid.xs, table.xs, used)):
        return False
    repeated, same_header = _repeated_rows(table, grid.cells)
    header_rows = 0 if repeated and not same_header else repeated or count_header_rows(grid.cells)
    same_columns = finer or len(grid.xs) == len(table.xs) or _same_edges(grid.xs, table.xs) is not None
    title, label = _title_key(caption.title), table.caption.label
    other_label = caption.label not in ("", label) and (label != "" or not title)
    if title:
        if title != _title_key(table.caption.title) or other_label:
            return False
        if table.form:
            return same_columns
        return (same_header or (header_rows == 0 and same_columns)) and not _starts_over(table, grid.cells, repeated)
    if other_label or any(is_sentence(line.text) or is_word("heading", line.text) for line in between):
        return False
    ended = any(note.position == "below" for note in table.notes)
    if same_header:
        return not ended
    if between and table.last_page == grid.page_no:
        return False
    if caption.unit_text and header_rows:
        return False
    heads = _header_texts(grid.cells, header_rows)
    if not table.form and are_heads(heads) and _stand_over_columns(grid, header_rows) and not set(heads) <= set(table.header_texts):
        return False
    return not ended and (same_columns or header_rows == 0)


def _stand_over_columns(grid: Grid, rows: int) -> bool:
    """Whether the first rows print something over nearly every column, as heads do: in rows of blank figures those are empty."""
    over = {col for c in grid.cells if c.row < rows and squeeze(c.text) for col in range(c.col, c.col + c.col_span)}
    return 3 * len(over) > 2 * (len(grid.xs) - 1)


def _start(grid: Grid, caption: Caption, inner: list[Line], section: str) -> _Open:
    form = is_form(rows_of(grid.cells))
    header_rows = 0 if form else count_header_rows(grid.cells)
    notes = [Note("above", line) for line in caption.used] + [Note("inside", line) for line in inner]
    return _Open(
        caption,
        section,
        grid.xs,
        header_rows,
        form,
        grid.cells,
        notes,
        len(grid.ys) - 1,
        grid.page_no,
        _header_texts(grid.cells, header_rows),
        method=grid.method,
    )


def _append(table: _Open, grid: Grid, caption: Caption, inner: list[Line], beside: list[Line]) -> None:
    """Add the rows of ``grid`` to ``table``; a repeated header is not added again.

    ``beside`` are lines that stand left of the grid: text of cells that lost their
    rules because they run over the whole page.
    """
    if table.form and (finer := _same_edges(table.xs, grid.xs)):  # the page shows more columns of the form
        table.cells = _renumber(table.cells, finer, 0)
        table.xs = grid.xs
    used = {c.col for c in grid.cells if squeeze(c.text)}
    places = _align(grid.xs, table.xs, used)
    assert places is not None
    header_rows, same_header = (0, False) if table.form else _repeated_rows(table, grid.cells)
    if same_header and _repeats_total(table, grid.cells, header_rows):
        header_rows += 1
    rows = len(grid.ys) - 1 - header_rows
    body = _renumber([c for c in grid.cells if c.row >= header_rows], places, table.row_count - header_rows)
    for line in beside:
        middle = (line.box.x0 + line.box.x1) / 2
        column = next((i for i, (left, right) in enumerate(pairwise(table.xs)) if left <= middle < right), 0)
        cell = next((c for c in body if c.col == column and c.row == table.row_count and c.row_span == rows), None)
        if cell is None:
            box = Box(table.xs[column], grid.ys[header_rows], table.xs[column + 1], grid.ys[-1])
            body.append(Cell(table.row_count, column, rows, 1, box, line.text, grid.page_no))
        else:
            cell.text += "\n" + line.text
    if _is_rest_of_row(table, body):
        body = _join_rest(table, body)
        rows -= 1
    _carry_merged(table, body)
    table.cells.extend(body)
    table.row_count += rows
    if grid.method != "ruled":
        table.method = grid.method
    table.last_page = grid.page_no
    table.caption.unit_text = table.caption.unit_text or caption.unit_text
    table.notes.extend(Note("above", line) for line in caption.used)
    table.notes.extend(Note("inside", line) for line in inner)


def _has_number(cells: Iterable[Cell]) -> bool:
    return any(is_number(cell.text) for cell in cells)


def _is_rest_of_row(table: _Open, body: list[Cell]) -> bool:
    """Whether the first row of a page is the rest of the row that the page break cut.

    The row before has its number; the rest has none, begins no line item, and prints
    text only under text: under cells whose last line is full, or without the code or
    label that begins a row or block. A number may go on behind its point. Or the rest has the numbers
    (see _brings_numbers).
    """
    before = {c.col: c for c in table.cells if c.row + c.row_span == table.row_count and squeeze(c.text)}
    rest = {c.col: c for c in body if c.row == table.row_count and squeeze(c.text)}
    if not rest or not before or any(cell.row_span > 1 for cell in rest.values()) or is_word("line_item", rest[min(rest)].text):
        return False
    if not rest.keys() <= before.keys():
        return _brings_numbers(table, before, rest)
    words = [col for col in rest if not _goes_on(before[col], rest[col])]
    # Of a row with two blocks, 收入 and 支出, the first may have ended: what stands in one column alone may be the next line of the second.
    alone = len(words) == 1 and _begins_block(table, before, words[0])
    nameless = min(rest) > min(before) and not alone and not is_word("total_label", rest[min(rest)].text)
    return (
        (_has_number(before.values()) or len(words) < len(rest))
        and not any(_has_number([rest[col], before[col]]) for col in words)
        and (nameless or all(before[col].room < FULL for col in words))
    )


def _begins_block(table: _Open, row: dict[int, Cell], column: int) -> bool:
    """Whether a column begins the second of two blocks: the heads part there, and a label and its amount stand left of it."""
    heads = [cell for cell in table.cells if cell.row < table.header_rows and cell.col_span > 1]
    parted = any(one.row == other.row and one.col < other.col == column for one in heads for other in heads)
    left = [is_number(row[col].text) for col in sorted(row) if col < column]
    return parted and any(not label and amount for label, amount in pairwise(left))


def _goes_on(cell: Cell, rest: Cell) -> bool:
    """Whether a number that ends with its point or a comma goes on in the cell below."""
    begun, more = squeeze(cell.text), squeeze(rest.text)
    return begun[-1:] in (".", ",") and is_number(begun + more) and more[:1].isdigit()


def _brings_numbers(table: _Open, before: dict[int, Cell], rest: dict[int, Cell]) -> bool:
    """Whether a page break left code and label on the page before and the numbers of their row on this one.

    Every row of such a table has numbers in these columns, the row before alone has none, and the rest does not begin as a row
    does: at the column in which the row before begins, and all others.
    """
    new = [col for col in rest if col not in before]
    shared = [col for col in rest if col in before]
    if min(rest) <= min(before) or not all(is_number(rest[col].text) for col in new):
        return False
    if any(is_number(rest[col].text) for col in shared) or any(is_number(cell.text) for col, cell in before.items() if col > min(new)):
        return False
    if shared and is_word("total_label", rest[shared[0]].text):
        return False
    begun: set[int] = set()
    numbered: set[int] = set()
    for cell in table.cells:
        if table.header_rows <= cell.row < table.row_count - 1 and squeeze(cell.text):
            if cell.col == min(before):
                begun.add(cell.row)
            elif cell.col in new and is_number(cell.text):
                numbered.add(cell.row)
    return len(begun) > 1 and begun == numbered


def _join_rest(table: _Open, body: list[Cell]) -> list[Cell]:
    """Give the first row of ``body`` back to the last row of ``table``; the other rows move up."""
    before = {c.col: c for c in table.cells if c.row + c.row_span == table.row_count}
    kept = []
    for cell in body:
        if cell.row > table.row_count:
            cell.row -= 1
            kept.append(cell)
        elif cell.row_span > 1:
            cell.row_span -= 1
            kept.append(cell)
        elif squeeze(cell.text):
            upper = before.get(cell.col)
            if upper is None:
                cell.row -= 1
                table.cells.append(cell)
            elif not squeeze(upper.text):  # all of it stands on this page
                upper.text, upper.box, upper.page_no, upper.room = cell.text, cell.box, cell.page_no, cell.room
            else:
                upper.text += ("" if _goes_on(upper, cell) else "\n") + cell.text
    return kept


def _carry_merged(table: _Open, body: list[Cell]) -> None:
    """Let a merged cell that the page break cut hold for its rows on this page too: there it is blank, and leads the page.

    A form is no list of rows: there the name stands beside what it names, and would be landed twice.
    """
    if table.form:
        return
    above = {c.col: c for c in table.cells if c.row + c.row_span == table.row_count and c.row_span > 1 and c.row >= table.header_rows}
    for cell in body:
        upper = above.get(cell.col)
        if cell.row != table.row_count or upper is None or upper.col_span != cell.col_span or squeeze(cell.text):
            continue
        if cell.row_span > 1 and squeeze(upper.text) and not is_number(upper.text):
            cell.text = upper.text


def _take_inner_notes(table: _Open) -> None:
    """Notes printed in the last rows of the grid, each a single cell over all columns; those rows are taken out."""
    rows = rows_of(table.cells)
    taken: list[Note] = []
    for index in reversed(rows):
        filled = [c for c in rows[index] if squeeze(c.text)]
        if not filled and not taken and index == table.row_count - 1:
            continue
        if len(filled) != 1 or filled[0].col_span < len(table.xs) - 1 or not is_word("note_start", filled[0].text):
            break
        cell = filled[0]
        taken.insert(0, Note("inside", Line(cell.page_no, cell.text, cell.box, 0.0)))
        table.cells = [c for c in table.cells if c.row < index]
        table.row_count = index
    table.notes.extend(taken)


def _finish(table: _Open, packed: bool) -> Table:
    if not table.form:
        _take_inner_notes(table)
    columns = len(table.xs) - 1
    header = [c for c in table.cells if c.row < table.header_rows]
    paths, numbers = header_paths(header, columns)
    for cell in table.cells:
        cell.is_header = cell.row < table.header_rows
        if not cell.is_header:
            cell.header_path = paths.get(cell.col, ())
            cell.column_number = numbers.get(cell.col, "")
    caption = table.caption
    finished = Table(
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
        method=table.method,
        confidence=table.confidence,
    )
    if packed:
        pack(finished)
    return finished


def read_tables(pages: Iterable[Page]) -> tuple[list[Table], list[Line], list[PageContent]]:
    """All tables of a document, the lines outside them, and the pages they were read from."""
    contents: list[PageContent] = []
    before: Sequence[float] = ()
    is_clear = True
    for page in pages:
        content = read_page(page, before, is_clear)
        last = content.grids[-1] if content.grids and content.grids[-1].method == "aligned" else None
        before = last.xs if last else ()
        is_clear = last is None or not any(cell.readings for cell in last.cells)
        contents.append(content)
        if len(contents) > OPEN_PAGES:
            for grid in content.grids:
                pack(grid)
    drop_furniture(contents)
    tables, leftover = assemble(contents)
    return tables, leftover, contents
