"""Regions of a text export → tables whose figures stand in columns, or are said not to."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from math import comb

from extract.document import Box, Cell, Note, Table
from extract.recover import solve
from extract.recover.evidence import Facts
from extract.recover.forms import CODE_ROLES, Column, Form, find_form
from extract.recover.layout import anchors, by_anchors, mappings, unfold
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import decimals, is_figure, value
from extract.recover.regions import Region, table_code
from extract.recover.rows import (
    Part,
    PrintedRow,
    column_numbers,
    drop_repeated_header,
    header_text,
    read_rows,
    split_header,
    torn_header,
    torn_totals,
)
from extract.recover.sums import row_links, row_sums
from extract.tables.caption import strip_label
from extract.vocabulary import is_word, squeeze

MAX_SHOWN = 500  # readings of a row without an identity that are kept


@dataclass
class Block:
    """One block of a table: its value columns, the rows that print something there, and their readings."""

    columns: list[int]
    parts: list[Part]
    rows: list[int]  # the row of the table that each part stands in
    heads: list[Column]
    problem: solve.Table
    unit: Decimal = Decimal(1)  # what one whole step of the problem's numbers is worth
    keyed: int = 0  # 1: its rows bear labels, but the total on top may not; 2: every row does
    laid_out: bool = False  # the export keeps the places of words
    marks: list[Piece] | None = None  # the places of the innermost heads, where the header shows them all
    decided: dict[int, str] = field(default_factory=dict)  # part → what left it one reading
    against: dict[int, str] = field(default_factory=dict)  # part → the sum that no reading satisfies
    suspect: dict[int, set[int]] = field(default_factory=dict)  # part → the columns of that sum; all where not said

    def note(self, why: str) -> None:
        """Remember what decided the rows that have just been left with one reading."""
        for index, row in enumerate(self.problem.rows):
            if not row.open and index not in self.decided:
                self.decided[index] = why


@dataclass
class Recovered:
    """A table whose rows are read; its blocks are solved as evidence comes in."""

    region: Region
    code: str | None
    form: Form
    score: float
    header: list[TextLine]
    rows: list[PrintedRow]
    blocks: list[Block]
    scale: int


def _totals_only(line: TextLine) -> bool:
    return all(re.search(r"(合计|总计)$", squeeze(word)) for word in line.words) and len(line.words) > 1


def read_region(region: Region, code: str | None, kind: str, laid_out: bool = False) -> Recovered | None:
    """The rows of a region under the form that its header shows; None where the header shows no known form.

    ``laid_out`` says that the export keeps the places of words.
    """
    header, body = split_header(region.lines)
    torn: list[TextLine] = []
    if not header:
        torn, body = torn_header(region.lines)
        title = next((line for line in torn if is_word("title_end", strip_label(line.text)[1]) and table_code(line.text, "", kind)), None)
        if title is not None and not region.title:
            region.label, region.title = strip_label(title.text)
            code = table_code(region.title, "", kind)
        header = [line for line in torn if line is not title and not any(is_figure(w) for w in line.words) and not _totals_only(line)]
    if code is None:
        code = table_code(region.title, header_text(header), kind)
    match = find_form(code or "", header_text(header))
    if match is None:
        return None
    form = match.form if _split_codes(body) else match.form.without_parts()
    body = drop_repeated_header(header, body)
    if laid_out:
        body = unfold(body)
    rows = [*read_rows(form, body), *torn_totals(form, torn)]
    scale = 10_000 if "万元" in squeeze(region.unit_text) else 1
    recovered = Recovered(region, code or match.form.table_code, form, match.score, header, rows, [], scale)
    for number in range(len(form.blocks)):
        block = _block(form, number, rows)
        if block is not None:
            if laid_out:
                block.marks = anchors(header, [head.path[-1] for head in block.heads]) if len(form.blocks) == 1 else None
            block.laid_out = laid_out
            recovered.blocks.append(block)
    _check_torn(recovered)
    return recovered


def _split_codes(body: list[TextLine]) -> bool:
    """Whether codes are printed in pieces: 208 05 01."""
    return any(re.match(r"\s*\d{3}\s+\d{2}\s", line.text) for line in body)


def _block(form: Form, number: int, rows: list[PrintedRow]) -> Block | None:
    columns = form.of_block(number, "value", "quantity", "percent")
    parts, places = [], []
    for index, row in enumerate(rows):
        for part in row.parts:
            if part.block == number:
                parts.append(part)
                places.append(index)
    if not columns:
        return None
    heads = [form.columns[column] for column in columns]
    digits = max((decimals(squeeze(figure)) for part in parts for figure in part.figures), default=0)
    sums = row_sums(heads)
    problem = solve.Table(len(columns), [], sums)
    block = Block(columns, parts, places, heads, problem, Decimal(1).scaleb(-digits))
    if form.of_block(number, "label", "unit_name", *CODE_ROLES):
        block.keyed = 1 if len(form.blocks) == 1 and all(part.keys for part in parts[1:]) else 2
    for index, part in enumerate(parts):
        figures = [int(value(squeeze(figure)).scaleb(digits)) for figure in part.figures]
        problem.rows.append(solve.Row(figures, _first_readings(block, index, part, figures)))
    problem.links = _links(form, number, parts)
    return block


def _first_readings(block: Block, index: int, part: Part, figures: list[int]) -> list[solve.Reading]:
    """The readings of one row by itself: as placed by the export, or those that the sums across the row allow."""
    width, count, sums = len(block.columns), len(figures), block.problem.sums
    if count == 0:
        block.decided[index] = ""
        return [()]
    if part.places is not None:
        return _placed(block, index, part.places, figures)
    if block.keyed and not part.keys and (index or block.keyed > 1):
        block.against[index] = "the row bears no label"
        return list(combinations(range(width), count)) if comb(width, count) <= MAX_SHOWN else []
    if count == width:
        block.decided[index] = ""
        return [tuple(range(width))]
    if count > width:
        block.against[index] = "more figures than columns"
        return []
    found = solve.readings(figures, width, sums) or solve.readings(figures, width, sums, slack=1)
    if not found:
        block.against[index] = "; ".join(_say(block, rule) for rule in sums)
        found = list(combinations(range(width), count)) if comb(width, count) <= MAX_SHOWN else []
    return found


def _placed(block: Block, index: int, places: list[int], figures: list[int]) -> list[solve.Reading]:
    """A row whose columns the export shows: as shown, or moved as a whole where only that satisfies the sums."""
    width, sums = len(block.columns), block.problem.sums
    shown = tuple(places)

    def holds(reading: solve.Reading) -> bool:
        if any(not 0 <= column < width for column in reading) or len(set(reading)) < len(reading):
            return False
        vector = solve.Row(figures, []).vector(reading, width)
        return all(rule.off(vector) <= len(rule.parts) for rule in sums)

    if holds(shown):
        block.decided[index] = ""
        return [shown]
    moved = [m for by in (-1, 1, -2, 2) if holds(m := tuple(place + by for place in places))]
    if len(moved) == 1 and sums:
        return moved
    block.decided[index] = "!"
    if not all(0 <= place < width for place in places) or len(set(places)) < len(places):
        block.against[index] = "no column where the export shows the figure"
        return []
    vector = solve.Row(figures, []).vector(shown, width)
    missed = [rule for rule in sums if rule.off(vector) > len(rule.parts)]
    block.against[index] = "; ".join(_say(block, rule) for rule in missed)
    block.suspect[index] = {column for rule in missed for column in (rule.total, *(column for _, column in rule.parts))}
    return [shown]


def _check_torn(table: Recovered) -> None:
    """A total that was put together again from label and figure holds when the classes of its blocks add up to it."""
    codes = table.form
    for block in table.blocks:
        for index, part in enumerate(block.parts):
            if not part.torn:
                continue
            number = part.block
            following = [other for other in table.blocks if _head_of(codes, other) == _head_of(codes, block)]
            total = sum((_classes(codes, other) for other in following), Decimal(0))
            if total == value(part.figures[0]):
                block.decided[index] = f"label and figure stood apart; the classes of the block add up to the figure ({number + 1})"
            else:
                block.decided[index] = "!"
                block.against[index] = "label and figure stood apart, and the classes of the block do not add up to the figure"


def _head_of(form: Form, block: Block) -> str:
    return form.columns[block.columns[0]].path[0]


def _classes(form: Form, block: Block) -> Decimal:
    """The sum of the classes (codes of three digits) of a block."""
    total = Decimal(0)
    for part in block.parts:
        key = "".join(text for column, text in part.keys.items() if form.columns[column].role in CODE_ROLES)
        if re.fullmatch(r"\d{3}", key) and part.figures:
            total += value(part.figures[0])
    return total


def _say(block: Block, rule: solve.Sum) -> str:
    name = "/".join(block.heads[rule.total].path)
    return f"{name} = {rule.text}"


def _links(form: Form, number: int, parts: list[Part]) -> list[solve.Link]:
    """How rows add up: codes by their prefixes, lines to the total of the year, all to the grand total."""
    codes = form.of_block(number, *CODE_ROLES)
    names = form.of_block(number, "label", "unit_name")
    labels = [squeeze("".join(part.keys[c] for c in sorted(part.keys) if c in names or c in codes)) for part in parts]
    keys = ["".join(part.keys[c] for c in codes if c in part.keys) for part in parts]
    return row_links(labels, keys if codes else [])


# --- evidence ---------------------------------------------------------------


def settle_all(tables: list[Recovered], prose: str) -> None:
    """Decide what can be decided: by the table itself, by its spacing, by the other tables, by the prose."""
    facts = Facts(prose)
    for table in tables:
        for block in table.blocks:
            solve.settle(block.problem)
            block.note("row and subject sums" if block.problem.links else "row sums")
            if block.laid_out:
                _use_places(block)
            else:
                _use_spacing(block)
    for table in tables:
        if table.code and table.code.endswith("_summary") and len(table.blocks) > 1:
            _add_summary(facts, table)
    for table in tables:
        for block in table.blocks:
            _use_blanks(block, facts)
            _use_prose(block, facts, table.scale)
            _check_cut(block)


def _use_places(block: Block) -> None:
    """Figures one above the other stand in one column: of the ways to name the columns, those that suit all rows of a page."""
    problem = block.problem
    if not any(row.open for row in problem.rows):
        return
    for index, (part, row) in enumerate(zip(block.parts, problem.rows, strict=True)):
        if row.open and block.marks and part.spots and index not in block.against:
            reading = by_anchors(part.spots, block.marks)
            _narrow(block, index, [reading] if reading in row.readings else [])
    shares: dict[int, list[int]] = defaultdict(list)
    for index, part in enumerate(block.parts):
        if part.figures and part.spots and len(part.spots) == len(part.figures) and index not in block.against:
            shares[part.lines[0].page_no].append(index)
    known: list[dict[int, float]] = []  # by page: how far behind the first column each column ends
    later: list[tuple[list[int], list[dict[int, solve.Reading]]]] = []
    for rows in shares.values():
        ways = _ways(block, rows)
        if len(ways) == 1:
            _apply(block, rows, ways)
            known.append(_offsets(block, rows, ways[0]))
        elif ways:
            later.append((rows, ways))
    for rows, ways in later:
        fits = [way for way in ways if _like(_offsets(block, rows, way), known)]
        _apply(block, rows, fits or ways)
    solve.settle(problem)
    block.note("places of the figures on the page, and row sums")


def _ends(block: Block, index: int) -> list[int]:
    """How far behind its first figure each figure of a row ends."""
    spots = block.parts[index].spots or []
    return [spot.end - spots[0].end for spot in spots]


def _ways(block: Block, rows: list[int]) -> list[dict[int, solve.Reading]]:
    """The ways to name the columns of a page; rows that print nothing in the first column are left out."""
    problem = block.problem
    rows[:] = [index for index in rows if all(reading[0] == 0 for reading in problem.rows[index].readings)]
    if not any(problem.rows[index].open for index in rows):
        return []
    return mappings([_ends(block, index) for index in rows], problem.width, [set(problem.rows[index].readings) for index in rows])


def _apply(block: Block, rows: list[int], ways: list[dict[int, solve.Reading]]) -> None:
    for position, index in enumerate(rows):
        _narrow(block, index, sorted({way[position] for way in ways}))


def _offsets(block: Block, rows: list[int], way: dict[int, solve.Reading]) -> dict[int, float]:
    """Where each column of a page ends, counted from the first."""
    found: dict[int, list[int]] = defaultdict(list)
    for position, index in enumerate(rows):
        for column, end in zip(way[position], _ends(block, index), strict=True):
            found[column].append(end)
    return {column: sum(ends) / len(ends) for column, ends in found.items()}


def _like(offsets: dict[int, float], known: list[dict[int, float]]) -> bool:
    """Whether columns stand where other pages of the table have them: each nearest to its own place."""
    for other in known:
        for column, place in offsets.items():
            if column in other and min(other, key=lambda c: abs(other[c] - place)) != column:
                return False
    return bool(known)


def _check_cut(block: Block) -> None:
    """A number put together from two pieces holds when the rows above or below it add up with it."""
    for index, part in enumerate(block.parts):
        if not any(" " in figure for figure in part.figures) or index in block.against:
            continue
        links = [link for link in block.problem.links if index == link.parent or index in link.children]
        if links and all(_adds_up(block, link) for link in links):
            block.decided[index] = block.decided.get(index) or "a number printed in two pieces; joined, it satisfies the subject sums"
        else:
            block.against[index] = "a number printed in two pieces, and no identity says that they belong together"


def _adds_up(block: Block, link: solve.Link) -> bool:
    rows = block.problem.rows
    if any(rows[index].open for index in (link.parent, *link.children)):
        return False
    vectors = [rows[index].vector(rows[index].readings[0], block.problem.width) for index in link.children]
    parent = rows[link.parent].vector(rows[link.parent].readings[0], block.problem.width)
    return all(abs(p - sum(column)) <= len(link.children) + 1 for p, column in zip(parent, zip(*vectors, strict=True), strict=True))


def _use_spacing(block: Block) -> None:
    """Where an export leaves one space more for every blank cell, and all rows then add up, the spaces decide."""
    width = len(block.columns)
    places: list[solve.Reading | None] = []
    for part in block.parts:
        places.append(_spaced(part, width) if part.figures else ())
    if not any(row.open for row in block.problem.rows) or any(place is None for place in places):
        return
    rows = [
        solve.Row(row.figures, [place] if place in row.readings else [])
        for row, place in zip(block.problem.rows, places, strict=True)
        if place is not None
    ]
    if any(not row.readings for row in rows):
        return
    trial = solve.Table(width, rows, block.problem.sums, block.problem.links)
    if not solve.settle(trial):
        for row, kept in zip(block.problem.rows, trial.rows, strict=True):
            row.readings = kept.readings
        block.note("spacing of the export, confirmed by row and subject sums")


def _spaced(part: Part, width: int) -> solve.Reading | None:
    """The columns of a row's figures when every blank cell has left a space; None where the spaces do not count up."""
    if part.gaps is None:
        return None
    *gaps, tail = part.gaps
    place = gaps[0] - (1 if part.keys else 0)
    places = [place]
    for gap in gaps[1:]:
        place += gap
        places.append(place)
    blanks = width - 1 - place
    return tuple(places) if tail in (blanks, blanks + 1) and places[0] >= 0 and blanks >= 0 and tail > 0 else None


def _add_summary(facts: Facts, table: Recovered) -> None:
    names = table.form.of_block(0, "label")
    facts.add_summary((part.keys.get(names[0], ""), [squeeze(f) for f in part.figures]) for part in table.blocks[0].parts if names)


def _narrow(block: Block, index: int, kept: list[solve.Reading]) -> None:
    row = block.problem.rows[index]
    if kept and len(kept) < len(row.readings):
        row.readings = kept


def _use_blanks(block: Block, facts: Facts) -> None:
    """No figure stands in a column for which the summaries of the report have no money."""
    if not any(row.open for row in block.problem.rows):
        return
    blank = {place for place, head in enumerate(block.heads) if facts.is_blank(head)}
    for index, row in enumerate(block.problem.rows):
        if row.open and index not in block.against:
            _narrow(block, index, [r for r in row.readings if not any(f and c in blank for c, f in zip(r, row.figures, strict=True))])
    if blank:
        solve.settle(block.problem)
        block.note("row sums, and lines left blank in the summary tables of the report")


def _use_prose(block: Block, facts: Facts, scale: int) -> None:
    """Of several readings, the one whose every disputed figure the prose states under the name of its column."""
    inner = {child for link in block.problem.links for child in link.children}
    for index, row in enumerate(block.problem.rows):
        if not row.open or not row.readings or index in inner or index in block.against:
            continue
        shared = set.intersection(*(set(zip(reading, row.figures, strict=True)) for reading in row.readings))
        stated = [
            reading
            for reading in row.readings
            if all(
                facts.states(block.heads[column], figure * block.unit, scale)
                for column, figure in set(zip(reading, row.figures, strict=True)) - shared
            )
        ]
        _narrow(block, index, stated)
    solve.settle(block.problem)
    block.note("row and subject sums, and figures stated in the prose")


# --- tables -----------------------------------------------------------------


def build(table: Recovered) -> Table:
    """The table as the rest of the pipeline knows it."""
    form, region = table.form, table.region
    depth = max(len(column.path) for column in form.columns)
    page = region.lines[0].page_no
    cells = _header_cells(form, depth, table.header)
    numbers = _column_numbers(table)
    for index, row in enumerate(table.rows):
        cells.extend(_row_cells(table, row, depth + index, numbers))
    ambiguous = sum(1 for cell in cells if cell.readings)
    figures = sum(len(part.figures) for row in table.rows for part in row.parts)
    notes = [Note("above", line.line()) for line in region.caption] + [Note("below", line.line()) for line in region.notes]
    return Table(
        region.title, region.label, region.unit_text, region.owner_text, region.section, page, region.lines[-1].page_no,
        depth, depth + len(table.rows), len(form.columns), cells, notes, "text",
        round(min(1.0, table.score) * (1 - ambiguous / figures if figures else 1.0), 3),
    )  # fmt: skip


def _header_cells(form: Form, depth: int, header: list[TextLine]) -> list[Cell]:
    """The heads of the form as cells: one over all columns that share it."""
    line = header[0].line() if header else None
    box = line.box if line else Box(0, 0, 0, 0)
    page = line.page_no if line else 1
    cells: list[Cell] = []
    for level in range(depth):
        for index, column in enumerate(form.columns):
            if level >= len(column.path):
                continue
            head = column.path[: level + 1]
            last = cells[-1] if cells else None
            before = form.columns[index - 1].path[: level + 1] if index else None
            if last is not None and last.row == level and last.col + last.col_span == index and before == head:
                last.col_span += 1
                continue
            cells.append(Cell(level, index, 1, 1, box, column.path[level], page, is_header=True))
    return cells


def _column_numbers(table: Recovered) -> dict[int, str]:
    """栏次 by column, where the header counts all value columns."""
    values = [column for block in table.blocks for column in block.columns]
    for line in table.header:
        if column_numbers(line):
            numbers = [word for word in line.words if re.fullmatch(r"\d{1,2}", word)]
            if len(numbers) == len(values):
                return dict(zip(values, numbers, strict=True))
    return {}


def _row_cells(table: Recovered, row: PrintedRow, at: int, numbers: dict[int, str]) -> list[Cell]:
    box = row.line.line().box
    cells: dict[int, Cell] = {}

    def put(column: int, text: str) -> Cell:
        path = [word for i, word in enumerate(table.form.columns[column].path) if i == 0 or word != table.form.columns[column].path[i - 1]]
        cell = Cell(at, column, 1, 1, box, text, row.line.page_no, header_path=path, column_number=numbers.get(column, ""))
        while column in cells:  # two ambiguous figures may share their first column
            column += 1
        cells[column] = cell
        return cell

    for part in row.parts:
        for column, text in part.keys.items():
            put(column, text)
        block = next((b for b in table.blocks if b.columns and b.parts and any(p is part for p in b.parts)), None)
        if block is None:
            continue
        index = next(i for i, p in enumerate(block.parts) if p is part)
        _place_figures(table, block, index, put)
    _span_totals(table.form, cells)
    taken = {column for cell in cells.values() for column in range(cell.col, cell.col + cell.col_span)}
    for column in range(len(table.form.columns)):
        if column not in taken:
            put(column, "")
    return sorted(cells.values(), key=lambda cell: cell.col)


def _span_totals(form: Form, cells: dict[int, Cell]) -> None:
    """A label whose figure stands in the next block (公用经费合计 over two blocks) reaches over to it."""
    for number in range(1, len(form.blocks)):
        keys = [c for c in form.blocks[number] if c in cells and not form.columns[c].is_value]
        values = [c for c in form.blocks[number] if c in cells and form.columns[c].is_value]
        before = [c for c in form.blocks[number - 1] if c in cells]
        if values and not keys and len(before) == 1 and not form.columns[before[0]].is_value:
            cells[before[0]].col_span = values[0] - before[0]


def build_unknown(region: Region) -> Table:
    """A region whose header shows no known form: its words and figures as printed, no figure in a column."""
    cells: list[Cell] = []
    width = max(sum(is_figure(word) for word in line.words) for line in region.lines)
    for row, line in enumerate(region.lines):
        box = line.line().box
        words = " ".join(word for word in line.words if not is_figure(word))
        cells.append(Cell(row, 0, 1, 1, box, words, line.page_no))
        for column, piece in enumerate((piece for piece in line.pieces if is_figure(piece.text)), 1):
            readings = list(range(2, width + 2))
            why = "the header shows no known form"
            place = line.box(piece.start, piece.end)
            cells.append(Cell(row, column, 1, 1, place, piece.text, line.page_no, inference=why, readings=readings))
    notes = [Note("above", line.line()) for line in region.caption] + [Note("below", line.line()) for line in region.notes]
    first, last = region.lines[0].page_no, region.lines[-1].page_no
    return Table(
        region.title, region.label, region.unit_text, region.owner_text, region.section, first, last,
        0, len(region.lines), width + 1, cells, notes, "text", 0.0,
    )  # fmt: skip


def _place_figures(table: Recovered, block: Block, index: int, put: object) -> None:
    part, row = block.parts[index], block.problem.rows[index]
    assert callable(put)
    spoken = block.decided.get(index, "")
    against = block.against.get(index, "")
    possible = [sorted({reading[i] for reading in row.readings}) for i in range(len(part.figures))]
    if not row.readings:
        possible = [list(range(i, len(block.columns) - len(part.figures) + i + 1)) or [i] for i in range(len(part.figures))]
    spots = part.spots if part.spots and len(part.spots) == len(part.figures) else []
    for number, (figure, places) in enumerate(zip(part.figures, possible, strict=True)):
        columns = [block.columns[min(place, len(block.columns) - 1)] for place in places]
        cell = put(columns[0], figure)
        if spots:
            cell.box = part.lines[0].box(spots[number].start, spots[number].end)
        cell.col = columns[0]
        if len(columns) > 1 or (against and against == "the row bears no label"):
            cell.readings = [column + 1 for column in columns]
            cell.inference = (against and f"no reading satisfies {against}") or "several readings satisfy every identity"
        elif against and places[0] in block.suspect.get(index, places):
            cell.inference = f"contradicts {against}"
        elif against:
            pass
        elif spoken:
            cell.inferred, cell.inference = True, spoken
