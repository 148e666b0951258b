"""Characters that stand in columns → grids, where no vertical rules part them: tables with horizontal rules alone, or with none.

A body is a run of rows with figures. Its columns are what their texts leave blank between them from top to bottom; its heads are found by
what stands over the columns, and a head over several columns by its middle. Where that does not come out clearly (two figures in one cell,
a head that may belong to either of two columns) nothing is guessed: figures are landed with all columns that they may stand in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from extract.document import Box, Cell, Char, Grid, Page, Rule
from extract.tables.caption import is_heading, is_sentence
from extract.tables.grid import WHOLE_NUMBER
from extract.tables.header import is_number
from extract.tables.text import join_line, split_lines, text_box
from extract.vocabulary import is_word, squeeze

GAP = 0.75  # a gap between texts of one line from this share of the type size on parts cells
NARROW = 0.4  # between a figure and a word; programs that set type leave a quarter
DIGITS = 0.5  # between figures
LEADING = 0.45  # lines of one cell are closer to each other than this share of the type size
REACH = 3.0  # rows of one table are closer than this, in sizes of the type
HEAD_REACH = 1.6  # and its heads than this, or than its rows are among each other
DOUBTFUL_HEADS = 6  # heads of which it is tried whether they stand over others
CLEAR = 0.6  # a head over several columns stands this close to their middle, in widths of a column
DOUBTFUL_FIGURES = 6  # so many figures in rows are a table, even if it cannot be read
FULL_ROW = 3  # and so many in a row alone under heads
FEW = 1  # or so many where the page before ended with a table
FIRST = 3  # a row of column numbers begins with one of these: heads of codes and names may have none
EDGE = 0.06  # of the width of a page: no table reaches further out
SAME_EDGE = 2.0  # edges of cells that are this close are one
MARGIN = 0.15  # and any other way to share out the columns is worse by this
_MONEY = re.compile(r"[-−(]?(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+)\)?")
_WHOLE = re.compile(r"[-−]?\d{1,15}")
_COUNTING = re.compile(r"\d{1,2}|[*＊]+|栏次|[甲乙丙丁]|行次|类|款|项")
_LEVELS = "类款项"
_WORD = re.compile("[\u4e00-\u9fff]")
_ORDINAL = re.compile(r"\d{1,3}")
_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
_BLANK = re.compile("[-−–—]+")


@dataclass(slots=True)
class Piece:
    """A text that stands by itself: a cell, or one line of a cell."""

    text: str
    box: Box
    size: float

    @property
    def middle(self) -> float:
        return (self.box.x0 + self.box.x1) / 2


@dataclass(slots=True)
class Band:
    """Pieces at one height: a row of a table, or a line of text."""

    pieces: list[Piece]
    top: float
    bottom: float

    @property
    def figures(self) -> int:
        """How many of its texts are amounts. Whole numbers may be codes, or the numbers of columns."""
        texts = [squeeze(piece.text) for piece in self.pieces]
        whole = [text for text in texts if _WHOLE.fullmatch(text)]
        if len(whole) < len(texts) and texts and _WHOLE.fullmatch(texts[0]):
            whole = whole[1:]  # beside words the first one is an ordinal or a code
        if len(whole) < 2 or _counts(self):
            whole = []
        return sum(_MONEY.fullmatch(text) is not None for text in texts) + len(whole)


@dataclass(slots=True)
class Head:
    """A head cell: its lines joined, the columns that it stands over, and the heads under it."""

    text: str
    box: Box
    first: int = -1
    last: int = -1
    level: int = 0
    under: list[Head] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.box.x0 + self.box.x1) / 2


def find_unruled(page: Page, chars: list[Char], before: Sequence[float] = (), is_clear: bool = True) -> list[Grid]:
    """The grids that ``chars`` make on a page; ``before`` are the column edges of the unruled table that ended the page before. Where it
    was not clear what those columns are, what goes on in them is no clearer."""
    grids: list[Grid] = []
    edge = EDGE * page.width
    bands = _bands([c for c in chars if edge < (c.x0 + c.x1) / 2 < page.width - edge], page.horizontal)  # page numbers of turned pages
    start = 0
    while (run := _next_run(bands, start)) is not None:
        first, last = run
        grid = _grid(page.page_no, bands, first, last, before if is_clear else ())
        if grid is None:
            # Few rows are a table under heads; in running text a line stands above them.
            headed = first > 0 and len(bands[first - 1].pieces) >= max(2, bands[first].figures)
            goes_on = bool(before) and not grids
            least = FEW if goes_on and (headed or not is_clear) else FULL_ROW if headed or goes_on else None
            grid = _doubtful_grid(page.page_no, bands[first : last + 1], least)
        if grid is not None:
            grids.append(grid)
        start = last + 1
    return grids


def _bands(chars: list[Char], rules: list[Rule]) -> list[Band]:
    """Texts by rows: lines that are as close as those of one cell, and that no rule parts, are one row."""
    pieces = [piece for line in split_lines(chars) for piece in _pieces(line)]
    bands: list[Band] = []
    for piece in sorted(pieces, key=lambda piece: piece.box.top):
        band = bands[-1] if bands else None
        if band is not None and piece.box.top - band.bottom < LEADING * piece.size and not _parted(rules, band, piece):
            band.pieces.append(piece)
            band.bottom = max(band.bottom, piece.box.bottom)
        else:
            bands.append(Band([piece], piece.box.top, piece.box.bottom))
    return bands


def _pieces(line: list[Char]) -> list[Piece]:
    """What a line says, cut where a gap shows that cells meet."""
    pieces: list[Piece] = []
    run: list[Char] = []
    for char in [c for c in line if not c.text.isspace()]:
        if run and char.x0 - run[-1].x1 > _gap(run[-1], char):
            pieces.append(Piece(join_line(run), text_box(run), run[0].size))
            run = []
        run.append(char)
    if run:
        pieces.append(Piece(join_line(run), text_box(run), run[0].size))
    return pieces


def _gap(before: Char, char: Char) -> float:
    """How far two characters of one cell may stand apart. 类, 款 and 项 head narrow columns, and so may the 号 of 序号 beside them."""
    figures = before.text.isdigit() + char.text.isdigit()
    narrow = char.text in _LEVELS and (before.text in _LEVELS or before.text in "号次")
    return (NARROW if narrow else (GAP, NARROW, DIGITS)[figures]) * min(char.size, before.size)


def _parted(rules: list[Rule], band: Band, piece: Piece) -> bool:
    """Whether a rule runs between a row and a text under it."""
    middle = (band.bottom + piece.box.top) / 2
    return any(abs(rule.at - middle) < max(2.0, piece.box.top - band.bottom) and rule.start < piece.middle < rule.end for rule in rules)


def _next_run(bands: list[Band], start: int) -> tuple[int, int] | None:
    """The next rows of figures: the first and the last of them that belong together."""
    first = next((n for n in range(start, len(bands)) if _is_row(bands[n])), None)
    if first is None:
        return None
    size = bands[first].pieces[0].size
    last = first
    pitch = 0.0
    for n in range(first + 1, len(bands)):
        gap = bands[n].top - bands[n - 1].bottom
        if gap > max(REACH * size, 1.5 * pitch) or _ends(bands[n], size):
            break
        if _is_row(bands[n]):
            pitch = pitch or gap
            last = n
        elif not any(squeeze(piece.text) for piece in bands[n].pieces):
            break
        else:
            last = n
    return first, last


def _is_row(band: Band) -> bool:
    return band.figures > 0 and len(band.pieces) > 1


def _ends(band: Band, size: float) -> bool:
    """Whether a line is none of the table above it."""
    if len(band.pieces) > 1:
        return False
    text = band.pieces[0].text
    other = abs(band.pieces[0].size - size) > 1
    return (
        other
        or is_sentence(text)
        or any(is_word(kind, text) for kind in ("unit_line", "owner_line", "table_label", "note_start", "page_number"))
    )


def _grid(page_no: int, bands: list[Band], first: int, last: int, before: Sequence[float]) -> Grid | None:
    """The grid of a run of rows and the heads over it; None where it does not come out clearly."""
    # A row alone does not say how far its rows are apart: heads of a table that goes on stand as far above it as rows of one table may.
    top = _head_start(bands, first, last, REACH if before and first == last else HEAD_REACH)
    body_from = _body_start(bands, top if before else top + 1, first)
    body, heads = bands[body_from : last + 1], bands[top:body_from]
    numbering = [band for band in heads if _counts(band)]
    words = [piece for band in heads if not _counts(band) for piece in band.pieces]
    columns = _columns(body)
    if not columns:
        return None
    if not words:
        return _continued(page_no, body, before)
    alone = len(body) < 2 and sum(band.figures for band in body) < FULL_ROW
    if len(columns) < 2 or (alone and not before):
        return None
    cells = _heads(words)
    # A head that stands over the gap between two lower ones may be the head of both, or of a column of its own that prints nothing.
    doubtful = [head for head in cells if not head.under and any(_is_lower(other, head) for other in cells)][:DOUBTFUL_HEADS]
    for count in range(len(doubtful), -1, -1):
        below = (numbering or body)[0].top
        ways = [way for chosen in combinations(doubtful, count) if (way := _understand(cells, list(chosen), columns, below)) is not None]
        grids = [grid for way in ways if (grid := _assemble(page_no, *way, numbering, body)) is not None]
        if len(grids) == 1:
            return None if alone and len(grids[0].xs) != len(before) else grids[0]
        if grids:
            return None
    return None


def _understand(
    cells: list[Head], over: list[Head], columns: list[tuple[float, float]], below: float
) -> tuple[list[float], list[Head]] | None:
    """The edges of the columns and the heads in their places, if those in ``over`` stand over others; None where that does not fit."""
    cells = [Head(head.text, head.box, under=head.under) for head in cells]
    upper = [head for head in cells if head.under or any(head.box is other.box for other in over)]
    leaves = sorted((head for head in cells if not any(head is other for other in upper)), key=lambda head: head.box.x0)
    places = _place(columns, leaves)
    if places is None:
        return None
    spans = [(leaf.box.x0, leaf.box.x1) for leaf in leaves]
    for (x0, x1), at in zip(columns, places, strict=True):
        spans[at] = (min(spans[at][0], x0), max(spans[at][1], x1))
    if any(right[0] - left[1] < 0.5 for left, right in pairwise(spans)):
        return None
    for at, leaf in enumerate(leaves):
        leaf.first = leaf.last = at
    xs = _edges(spans, 3)
    if not _stretch(cells, upper, leaves, xs, below):
        return None
    # Heads of one column share its middle: one that stands over none of the others has several.
    return None if any(head.first == head.last and not head.under for head in upper) else (xs, cells)


def _head_start(bands: list[Band], first: int, last: int, reach_in_sizes: float) -> int:
    """The first row of heads over a body."""
    top = first
    size = bands[first].pieces[0].size
    between = sorted(below.top - above.bottom for above, below in pairwise(bands[first : last + 1]))
    reach = max(reach_in_sizes * size, 1.3 * between[len(between) // 2] if between else 0.0)
    while top > 0:
        band = bands[top - 1]
        gap = bands[top].top - band.bottom
        lone = band.pieces[0].text if len(band.pieces) == 1 else ""
        caption = lone and (is_word("title_end", lone) or is_heading(lone) or is_sentence(lone) or is_word("page_number", lone))
        lines = any(is_word(kind, piece.text) for piece in band.pieces for kind in ("unit_line", "owner_line", "table_label", "year_line"))
        if gap > reach or caption or lines or any(abs(piece.size - size) > 1 for piece in band.pieces):
            break
        top -= 1
    return top


def _body_start(bands: list[Band], highest: int, first: int) -> int:
    """Where the heads end: rows of totals, of items and of nothing but dashes, which print no figure, stand above the first that does."""
    at = first
    while at > highest:
        band = bands[at - 1]
        texts, below = ([squeeze(piece.text) for piece in sorted(row.pieces, key=lambda piece: piece.box.x0)] for row in (band, bands[at]))
        blank = len(texts) > 1 and all(_BLANK.fullmatch(text) for text in texts[1:])
        numbered = _ORDINAL.fullmatch(texts[0]) and below[0] == str(int(texts[0]) + 1)
        total = is_word("total_label", texts[0]) and len(texts) == 1
        named = numbered or total or is_word("line_item", texts[0]) or _CODE.fullmatch(texts[0])
        if _counts(band) or not (blank or named):
            break
        at -= 1
    return at


def _counts(band: Band) -> bool:
    """Whether a row numbers the columns. A narrow column breaks 栏次 in two, one character under the other."""
    texts: list[str] = []
    reach = 0.0
    for piece in sorted(band.pieces, key=lambda piece: (piece.box.x0, piece.box.top)):
        if texts and piece.box.x0 < reach:
            texts[-1] += squeeze(piece.text)
        else:
            texts.append(squeeze(piece.text))
        reach = max(reach, piece.box.x1)
    if len(texts) < 2 or not all(_COUNTING.fullmatch(text) for text in texts):
        return False
    # 83 0 32 51 is a row of small amounts: numbers of columns begin with the first ones and go up, in each block of the table.
    numbers = [int(text) for text in texts if text.isdigit()]
    return bool(numbers) and 0 < numbers[0] <= FIRST and all(one > before or one == 1 for before, one in pairwise(numbers))


def _columns(body: list[Band]) -> list[tuple[float, float]]:
    """From where to where the texts of each column stand: what overlaps is one column."""
    spans: list[tuple[float, float]] = []
    for x0, x1 in sorted((piece.box.x0, piece.box.x1) for band in body for piece in band.pieces):
        if spans and x0 < spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return spans


def _edges(spans: list[tuple[float, float]], margin: float) -> list[float]:
    """Edges half-way between what stands beside or under each other, and so far outside the first and the last."""
    return [spans[0][0] - margin, *((one[1] + other[0]) / 2 for one, other in pairwise(spans)), spans[-1][1] + margin]


def _heads(words: list[Piece]) -> list[Head]:
    """Lines of heads that stand close under each other and share a middle are one head; what stands under another hangs on it."""
    heads: list[Head] = []
    for piece in sorted(words, key=lambda piece: (piece.box.top, piece.box.x0)):
        above = next((head for head in heads if _goes_on(head, piece)), None)
        if above is not None:
            box = above.box
            above.box = Box(min(box.x0, piece.box.x0), box.top, max(box.x1, piece.box.x1), piece.box.bottom)
            above.text += "\n" + piece.text
        else:
            heads.append(Head(piece.text, piece.box))
    for head in heads:
        head.under = [other for other in heads if _is_lower(other, head) and _overlap(other.box, head.box) > 0]
    return heads


def _goes_on(head: Head, piece: Piece) -> bool:
    """Whether a text is the next line of a head."""
    close = piece.box.top - head.box.bottom < LEADING * piece.size and abs(head.middle - piece.middle) < piece.size
    return close and _overlap(head.box, piece.box) > 0


def _is_lower(one: Head, other: Head) -> bool:
    """Whether a head stands in a row under that of another."""
    return one.box.top - other.box.bottom > LEADING * (other.box.bottom - other.box.top) / (other.text.count("\n") + 1)


def _overlap(one: Box, other: Box) -> float:
    return min(one.x1, other.x1) - max(one.x0, other.x0)


def _place(columns: list[tuple[float, float]], leaves: list[Head]) -> list[int] | None:
    """Which head each column of texts stands under, in order; None where two ways are about as near."""
    count, heads = len(columns), len(leaves)
    if count > heads:
        return None

    def far(column: tuple[float, float], head: Head) -> float:
        return max(0.0, head.box.x0 - column[1], column[0] - head.box.x1)

    # best[c][h]: the least distance of the first c columns under the first h heads.
    endless = float("inf")
    best = [[0.0] * (heads + 1)] + [[endless] * (heads + 1) for _ in columns]
    for c in range(1, count + 1):
        for h in range(c, heads + 1):
            best[c][h] = min(best[c][h - 1] if h > c else endless, best[c - 1][h - 1] + far(columns[c - 1], leaves[h - 1]))
    places: list[int] = []
    h = heads
    for c in range(count, 0, -1):
        while h > c and best[c][h - 1] <= best[c][h]:
            h -= 1
        places.insert(0, h - 1)
        h -= 1
    for column, at in zip(columns, places, strict=True):
        taken = far(column, leaves[at])
        rivals = [far(column, leaf) for n, leaf in enumerate(leaves) if n != at and n not in places]
        if rivals and min(rivals) < max(taken + 2, 2 * taken):
            return None
    return places


def _stretch(cells: list[Head], upper: list[Head], leaves: list[Head], xs: list[float], below: float) -> bool:
    """Give each head over others the columns whose middle it stands at; False where that is not clear.

    A head stands in the middle of its cell, between what is above and what is below: so its text tells where its cell begins, and which
    columns begin under a row of heads. The heads of the row share those out.
    """
    bottom = max(head.box.bottom for head in cells)
    edge = (bottom + below) / 2  # where the heads end and the body begins
    top = min(head.box.top for head in cells) - (edge - bottom)  # of the cells in this row
    width = (xs[-1] - xs[0]) / len(leaves)
    rows: list[list[Head]] = []
    for head in sorted(upper, key=lambda head: head.box.top + head.box.bottom):
        if rows and not _is_lower(head, rows[-1][0]):
            rows[-1].append(head)
        else:
            rows.append([head])
    for row in rows:
        row.sort(key=lambda head: head.middle)
        ends = sum(head.box.top + head.box.bottom for head in row) / len(row) - top  # where the cells of this row end
        able = [leaf.first for leaf in leaves if leaf.box.top + leaf.box.bottom - edge > ends - SAME_EDGE]
        top = ends
        held = [[n for n in able if _overlap(leaves[n].box, head.box) > 0] for head in row]
        ways = []
        for cuts in combinations(range(1, len(able)), len(row) - 1):
            parts = [able[a:b] for a, b in pairwise([0, *cuts, len(able)])]
            if all(part[-1] - part[0] == len(part) - 1 and set(own) <= set(part) for part, own in zip(parts, held, strict=True)):
                far = [abs(head.middle - (xs[part[0]] + xs[part[-1] + 1]) / 2) for head, part in zip(row, parts, strict=True)]
                ways.append((sum(far), max(far), parts))
        ways.sort()
        if not ways or ways[0][1] > CLEAR * width or (len(ways) > 1 and ways[1][0] - ways[0][0] < MARGIN * width):
            return False
        for head, part in zip(row, ways[0][2], strict=True):
            head.first, head.last = part[0], part[-1]
    for head in cells:
        head.level = sum(other.first <= head.first and head.last <= other.last and _is_lower(head, other) for other in upper)
    flat = [(head.level, column) for head in cells for column in range(head.first, head.last + 1)]
    return len(flat) == len(set(flat))


def _assemble(page_no: int, xs: list[float], heads: list[Head], numbering: list[Band], body: list[Band]) -> Grid | None:
    """The grid: heads, rows of column numbers, body."""
    depth = max(head.level for head in heads) + 1
    top, bottom = min(head.box.top for head in heads), max(head.box.bottom for head in heads)
    ys = [top - 2 + (bottom - top + 4) * n / depth for n in range(depth)]
    rows = [*numbering, *body]
    ys += [(above + below.top) / 2 for above, below in zip([bottom, *(row.bottom for row in rows)], rows, strict=False)]
    ys.append(rows[-1].bottom + 2)
    cells = []
    parents = {(head.level - 1, column) for head in heads for column in range(head.first, head.last + 1)}
    for head in heads:
        span = 1 if (head.level, head.first) in parents else depth - head.level
        box = Box(xs[head.first], ys[head.level], xs[head.last + 1], ys[head.level + span])
        cells.append(Cell(head.level, head.first, span, head.last - head.first + 1, box, head.text, page_no))
    filled = _body_cells(page_no, xs, ys, depth, rows)
    return None if filled is None else Grid(page_no, xs, ys, [*cells, *filled], method="aligned")


def _continued(page_no: int, body: list[Band], before: Sequence[float]) -> Grid | None:
    """Rows without heads, in the columns of the table that ended the page before."""
    if len(before) < 3:
        return None
    xs, ys = list(before), _edges([(band.top, band.bottom) for band in body], 2)
    cells = _body_cells(page_no, xs, ys, 0, body)
    return None if cells is None else Grid(page_no, xs, ys, cells, method="aligned")


def _doubtful_grid(page_no: int, body: list[Band], least: int | None) -> Grid | None:
    """Rows that are those of a table, but of which it is not clear what their columns are: no figure of it is an amount, and none is lost
    without a word, since each may stand in any column of figures. None where the rows are none of a table: few are one where they stand
    under heads and print so many figures as ``least`` says."""
    named = sum(_is_named(band) for band in body if band.figures)
    rows = sum(band.figures > 0 for band in body)
    printed = sum(band.figures for band in body)
    headed = least is not None and printed >= least
    many = rows > 1 and named >= 0.6 * rows and ((headed and printed >= 2 * rows) or printed >= DOUBTFUL_FIGURES)
    alone = len(body) == 1 and headed
    body = [line for band in body for line in _lines(band)]  # a cell then holds one figure at most
    columns = _columns(body)
    if len(columns) < 2 or not (many or alone):
        return None
    xs, ys = _edges(columns, 3), _edges([(band.top, band.bottom) for band in body], 2)
    cells = []
    for row, band in enumerate(body):
        for column, (left, right) in enumerate(pairwise(xs)):
            texts = [piece.text for piece in band.pieces if left <= piece.middle < right]
            cells.append(Cell(row, column, 1, 1, Box(left, ys[row], right, ys[row + 1]), "\n".join(texts), page_no))
    figures = [cell for cell in cells if is_number(cell.text)]  # codes too: no head says that they are none
    for cell in figures:
        cell.readings = sorted({other.col + 1 for other in figures})
        cell.inference = "what the columns of this table are is not clear: no rule parts them"
    return Grid(page_no, xs, ys, cells, method="aligned")


def _is_named(band: Band) -> bool:
    """Whether a row says with words what its figures are, wherever its codes and ordinals stand."""
    return any(_WORD.search(piece.text) for piece in band.pieces)


def _lines(band: Band) -> list[Band]:
    """The lines of text of a row."""
    lines: list[Band] = []
    for piece in sorted(band.pieces, key=lambda piece: piece.box.top + piece.box.bottom):
        if lines and piece.box.top + piece.box.bottom - lines[-1].top - lines[-1].bottom < piece.size:
            lines[-1].pieces.append(piece)
        else:
            lines.append(Band([piece], piece.box.top, piece.box.bottom))
    return lines


def _body_cells(page_no: int, xs: list[float], ys: list[float], first_row: int, rows: list[Band]) -> list[Cell] | None:
    """A cell for every column of every row; None where a text stands over an edge, or a cell holds two figures."""
    widest = [0.0] * (len(xs) - 1)
    placed: list[list[list[Piece]]] = []
    for band in rows:
        slots: list[list[Piece]] = [[] for _ in xs[1:]]
        for piece in band.pieces:
            column = next(
                (n for n, (left, right) in enumerate(pairwise(xs)) if left <= piece.box.x0 + 1 and piece.box.x1 - 1 <= right), None
            )
            if column is None:
                return None
            slots[column].append(piece)
            widest[column] = max(widest[column], piece.box.x1 - piece.box.x0)
        placed.append(slots)
    cells = []
    for number, slots in enumerate(placed):
        row = first_row + number
        for column, pieces in enumerate(slots):
            pieces.sort(key=lambda piece: (round(piece.box.top), piece.box.x0))
            text = _cell_text(pieces, widest[column])
            if text is None:
                return None
            cells.append(Cell(row, column, 1, 1, Box(xs[column], ys[row], xs[column + 1], ys[row + 1]), text, page_no))
    return cells


def _cell_text(pieces: list[Piece], widest: float) -> str | None:
    """The text of a cell: lines one under another, or a figure that its narrow column broke; None where there are two figures."""
    texts = [piece.text for piece in pieces]
    if len(pieces) > 1 and any(is_number(text) for text in texts):
        whole = "".join(texts)
        full = all(piece.box.x1 - piece.box.x0 > widest - 0.8 * piece.size for piece in pieces[:-1])
        under = all(below.box.top > above.box.top + above.size / 2 for above, below in pairwise(pieces))
        broken = full and under and WHOLE_NUMBER.fullmatch(whole) and sum(bool(_MONEY.fullmatch(text)) for text in texts) < 2
        return whole if broken else None
    return "\n".join(texts)
