"""A region under the form that its header shows → rows with the columns in which each figure may stand.

A row by itself allows some readings; sums, places, spacing, the other tables of the report and its prose leave one of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, pairwise
from math import comb

from extract.exports import puzzle
from extract.exports.captions import Region, drop_repeated_header, header_text, split_header, table_code, torn_header
from extract.exports.doubts import complete_names, mark_doubts
from extract.exports.labels import ENDS_TOTAL, TOTAL, decimals, is_figure, value
from extract.exports.lines import Piece, TextLine, centred_labels, stands_over, unfold
from extract.exports.puzzle import shared_columns
from extract.exports.report import Report
from extract.exports.rows import Part, PrintedRow, read_rows
from extract.exports.templates import CODE_ROLES, Column, Form, Link, Sum, find_form, row_links, row_sums
from extract.tables.caption import strip_label
from extract.vocabulary import is_word, squeeze

NEAR = 4  # figures whose right edges lie closer belong to one column
MISPARTED = ("the row bears no label", "more figures than columns")  # what says that a row was parted at the wrong places
MAX_SHOWN = 500  # readings of a row without an identity that are kept


@dataclass
class Block:
    """One block of a table: its value columns, the rows that print something there, and their readings."""

    columns: list[int]
    parts: list[Part]
    rows: list[int]  # the row of the table that each part stands in
    heads: list[Column]
    problem: puzzle.OpenRows
    unit: Decimal = Decimal(1)  # what one whole step of the problem's numbers is worth
    keyed: int = 0  # 1: its rows bear labels, but the total on top may not; 2: every row does
    laid_out: bool = False  # the export keeps the places of words
    marks: list[Piece] | None = None  # the places of the innermost heads, where the header shows them all
    marked_page: int = 0  # the page of those heads
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


def _totals_only(line: TextLine) -> bool:
    return all(ENDS_TOTAL.search(squeeze(word)) for word in line.words) and len(line.words) > 1


def read_region(region: Region, code: str | None, kind: str, laid_out: bool = False, elsewhere: str = "") -> Recovered | None:
    """The rows of a region under the form that its header shows; None where the header shows no known form.

    ``laid_out`` says that the export keeps the places of words; ``elsewhere`` is the rest of the report, without white space.
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
    known: set[str] = set()
    if laid_out:
        known = centred_labels(body)
        body = unfold(body)
    rows = read_rows(form, body)
    codes = _whole_codes(form, rows)
    rows = [*complete_names(form, rows, codes), *torn_totals(form, torn)]
    mark_doubts(form, rows, codes, known, elsewhere)
    recovered = Recovered(region, code or match.form.table_code, form, match.score, header, rows, [])
    for number in range(len(form.blocks)):
        block = _block(form, number, rows)
        if block is not None:
            if laid_out:
                block.marks = anchors(header, [head.path[-1] for head in block.heads]) if len(form.blocks) == 1 else None
            block.marked_page = header[0].page_no if header else 0
            block.laid_out = laid_out
            recovered.blocks.append(block)
    _doubt_whole_rows(recovered)
    _check_torn(recovered)
    return recovered


def _doubt_whole_rows(table: Recovered) -> None:
    """Where a block of a row has too many figures, or figures and no label, the row was parted at the wrong places: nothing of it holds."""
    wrong = {block.rows[index]: why for block in table.blocks for index, why in block.against.items() if why in MISPARTED}
    for row, why in wrong.items():
        for part in table.rows[row].parts:
            part.doubt = part.doubt or f"another part of the row is misread: {why}"


def _split_codes(body: list[TextLine]) -> bool:
    """Whether codes are printed in pieces: 208 05 01, or each piece on the row of its name."""
    return any(re.match(r"\s*\d{3}\s+\d{2}\s|\s*\d{2}\s+[^\s\d]", line.text) for line in body)


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
    problem = puzzle.OpenRows(len(columns), [], sums)
    block = Block(columns, parts, places, heads, problem, Decimal(1).scaleb(-digits))
    if form.of_block(number, "label", "unit_name", *CODE_ROLES):
        block.keyed = 1 if len(form.blocks) == 1 and all(part.keys for part in parts[1:]) else 2
    for index, part in enumerate(parts):
        figures = [int(value(squeeze(figure)).scaleb(digits)) for figure in part.figures]
        problem.rows.append(puzzle.OpenRow(figures, _first_readings(block, index, part, figures)))
    problem.links = _links(form, number, parts)
    return block


def _first_readings(block: Block, index: int, part: Part, figures: list[int]) -> list[puzzle.Reading]:
    """The readings of one row by itself: as placed by the export, or those that the sums across the row allow."""
    width, count, sums = len(block.columns), len(figures), block.problem.sums
    if count == 0:
        block.decided[index] = ""
        return [()]
    if part.places is not None:
        return _placed(block, index, part.places, figures)
    if block.keyed and not part.keys and (index or block.keyed > 1):
        block.against[index] = MISPARTED[0]
        return list(combinations(range(width), count)) if comb(width, count) <= MAX_SHOWN else []
    if count == width:
        block.decided[index] = ""
        return [tuple(range(width))]
    if count > width:
        block.against[index] = MISPARTED[1]
        return []
    found = puzzle.readings(figures, width, sums) or puzzle.readings(figures, width, sums, slack=1)
    if any(rule.total == 0 for rule in sums) and all(head.role == "value" for head in block.heads):
        found = [reading for reading in found if reading[0] == 0] or found  # nothing is a part of a total left blank
    if not found:
        block.against[index] = "; ".join(say(block, rule) for rule in sums)
        found = list(combinations(range(width), count)) if comb(width, count) <= MAX_SHOWN else []
    return found


def _placed(block: Block, index: int, places: list[int], figures: list[int]) -> list[puzzle.Reading]:
    """A row whose columns the export shows: as shown, or moved as a whole where only that satisfies the sums."""
    width, sums = len(block.columns), block.problem.sums
    shown = tuple(places)

    def holds(reading: puzzle.Reading) -> bool:
        if any(not 0 <= column < width for column in reading) or len(set(reading)) < len(reading):
            return False
        vector = puzzle.OpenRow(figures, []).vector(reading, width)
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
    vector = puzzle.OpenRow(figures, []).vector(shown, width)
    missed = [rule for rule in sums if rule.off(vector) > len(rule.parts)]
    block.against[index] = "; ".join(say(block, rule) for rule in missed)
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


def say(block: Block, rule: Sum) -> str:
    name = "/".join(block.heads[rule.total].path)
    return f"{name} = {rule.text}"


def _codes_of(form: Form, number: int, parts: list[Part]) -> list[str]:
    """The code of each row, of the first classification where a row bears several; parts printed once go on below."""
    codes = form.of_block(number, *CODE_ROLES)
    subjects = [c for c in codes if form.columns[c].role in ("subject_code", "subject_code_part")]
    later = {c for before, c in pairwise(subjects) if c - before > 1}
    first = [c for c in codes if not any(c >= other for other in later)]
    found = []
    held: dict[int, str] = {}
    for part in parts:
        own = {c: part.keys[c] for c in first if c in part.keys}
        at = min(own, default=None)
        if at is not None and form.columns[at].role == "subject_code_part":
            held = {**{c: text for c, text in held.items() if c < at}, **own}
            own = held
        found.append("".join(own[c] for c in sorted(own)))
    return found


def _whole_codes(form: Form, rows: list[PrintedRow]) -> dict[int, str]:
    """The codes of rows that print them in pieces (类 | 款 | 项), by the identity of their part; of tables of one block only."""
    if len(form.blocks) > 1 or not form.of_block(0, "subject_code_part"):
        return {}
    parts = [part for row in rows for part in row.parts]
    return {id(part): code for part, code in zip(parts, _codes_of(form, 0, parts), strict=True)}


def _links(form: Form, number: int, parts: list[Part]) -> list[Link]:
    """How rows add up: codes by their prefixes, lines to the total of the year, all to the grand total."""
    codes = form.of_block(number, *CODE_ROLES)
    names = form.of_block(number, "label", "unit_name")
    labels = [squeeze("".join(part.keys[c] for c in sorted(part.keys) if c in names or c in codes)) for part in parts]
    keys = _codes_of(form, number, parts)
    return row_links(labels, keys if codes else [])


def torn_totals(form: Form, tail: list[TextLine]) -> list[PrintedRow]:
    """Totals whose labels and figures the export put on lines of their own: as many of the one as of the other."""
    for labels in tail:
        if len(labels.words) < 2 or not all(TOTAL.match(squeeze(word)) for word in labels.words):
            continue
        for figures in tail:
            if len(figures.words) == len(labels.words) <= len(form.blocks) and all(is_figure(word) for word in figures.words):
                parts = []
                for block, (label, spot) in enumerate(zip(labels.words, figures.pieces, strict=True)):
                    keys = form.of_block(block, *CODE_ROLES, "label")
                    parts.append(Part(block, {keys[0]: label}, [spot.text], spots=[spot], lines=[figures], torn=True))
                return [PrintedRow(parts, figures)]
    return []


# --- what leaves a row one reading ----------------------------------------------

CLEARLY = 3.0  # so many times nearer to a head than to any other; twice as many where sums rule the others out


def settle_all(tables: list[Recovered], report: Report) -> None:
    """Decide what can be decided: by the table itself, by its spacing, by the other tables, by the prose."""
    for table in tables:
        for block in table.blocks:
            puzzle.settle(block.problem)
            block.note("row and subject sums" if block.problem.links else "row sums")
            if block.laid_out:
                _use_places(block)
            else:
                _use_spacing(block)
    for table in tables:
        if table.code and table.code.endswith("_summary") and len(table.blocks) > 1:
            _add_summary(report, table)
    for table in tables:
        for block in table.blocks:
            _use_blanks(block, report)
            if (table.code or "").endswith("_income"):
                _use_sources(block, report)
            _use_prose(block, report, table.region.scale)
            if block.laid_out:
                _use_heads(block)
            _check_cut(block)


def _use_places(block: Block) -> None:
    """Figures one above the other stand in one column: of the ways to name the columns, those that suit all rows of a page."""
    problem = block.problem
    if not any(row.open for row in problem.rows):
        return
    for rows in _pages(block):
        _apply(block, rows, _ways(block, rows))
    puzzle.settle(problem)
    block.note("places of the figures on the page, and row sums")


def _pages(block: Block) -> list[list[int]]:
    """The rows of each page whose figures have places, and nothing speaks against."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, part in enumerate(block.parts):
        if part.figures and part.spots and len(part.spots) == len(part.figures) and index not in block.against:
            pages[part.lines[0].page_no].append(index)
    return list(pages.values())


def _ends(block: Block, index: int) -> list[int]:
    """How far behind its first figure each figure of a row ends."""
    spots = block.parts[index].spots or []
    return [spot.end - spots[0].end for spot in spots]


def _ways(block: Block, rows: list[int]) -> list[dict[int, puzzle.Reading]]:
    """The ways to name the columns of a page; rows that print nothing in the first column are left out."""
    problem = block.problem
    rows[:] = [index for index in rows if all(reading[0] == 0 for reading in problem.rows[index].readings)]
    if not any(problem.rows[index].open for index in rows):
        return []
    return mappings([_ends(block, index) for index in rows], problem.width, [set(problem.rows[index].readings) for index in rows])


def _use_heads(block: Block) -> None:
    """Of several ways to name the columns of a page, the one that most of its rows have by the heads above their figures.

    Heads count only for the page that prints them: every page is spaced by its own words. And words of Chinese push what
    follows them out of its place, so a row has a say only where every figure stands far nearer to one head than to the next.
    """
    problem = block.problem
    for rows in _pages(block):
        if not block.marks or block.parts[rows[0]].lines[0].page_no != block.marked_page:
            continue
        ways = _ways(block, rows)
        nearest = {}
        for position, index in enumerate(rows):
            allowed = [set(columns) for columns in zip(*problem.rows[index].readings, strict=True)]
            if len(allowed) > 1:
                spots, anywhere = block.parts[index].spots or [], [set(range(problem.width))] * len(allowed)
                nearest[position] = by_anchors(spots, block.marks, anywhere, CLEARLY) or by_anchors(
                    spots, block.marks, allowed, 2 * CLEARLY
                )
        votes = [sum(way[position] == reading for position, reading in nearest.items()) for way in ways]
        best = max(votes, default=0)
        if len(ways) > 1 and best > 0.6 * len(nearest) and votes.count(best) == 1:
            _apply(block, rows, [ways[votes.index(best)]])
    puzzle.settle(problem)
    block.note("heads above the figures, and row sums")


def _apply(block: Block, rows: list[int], ways: list[dict[int, puzzle.Reading]]) -> None:
    for position, index in enumerate(rows):
        _narrow(block, index, sorted({way[position] for way in ways}))


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


def _adds_up(block: Block, link: Link) -> bool:
    rows = block.problem.rows
    if any(rows[index].open for index in (link.parent, *link.children)):
        return False
    vectors = [rows[index].vector(rows[index].readings[0], block.problem.width) for index in link.children]
    parent = rows[link.parent].vector(rows[link.parent].readings[0], block.problem.width)
    return all(abs(p - sum(column)) <= len(link.children) + 1 for p, column in zip(parent, zip(*vectors, strict=True), strict=True))


def _use_spacing(block: Block) -> None:
    """Where an export leaves one space more for every blank cell, and all rows then add up, the spaces decide."""
    width = len(block.columns)
    places: list[puzzle.Reading | None] = []
    for part in block.parts:
        places.append(_spaced(part, width) if part.figures else ())
    if not any(row.open for row in block.problem.rows) or any(place is None for place in places):
        return
    rows = [
        puzzle.OpenRow(row.figures, [place] if place in row.readings else [])
        for row, place in zip(block.problem.rows, places, strict=True)
        if place is not None
    ]
    if any(not row.readings for row in rows):
        return
    trial = puzzle.OpenRows(width, rows, block.problem.sums, block.problem.links)
    if not puzzle.settle(trial):
        for row, kept in zip(block.problem.rows, trial.rows, strict=True):
            row.readings = kept.readings
        block.note("spacing of the export, confirmed by row and subject sums")


def _spaced(part: Part, width: int) -> puzzle.Reading | None:
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


def _add_summary(report: Report, table: Recovered) -> None:
    names = table.form.of_block(0, "label")
    report.add_summary((part.keys.get(names[0], ""), [squeeze(f) for f in part.figures]) for part in table.blocks[0].parts if names)


def _narrow(block: Block, index: int, kept: list[puzzle.Reading]) -> None:
    row = block.problem.rows[index]
    if kept and len(kept) < len(row.readings):
        row.readings = kept


def _use_blanks(block: Block, report: Report) -> None:
    """No figure stands in a column for which the summaries of the report have no money."""
    if not any(row.open for row in block.problem.rows):
        return
    blank = {place for place, head in enumerate(block.heads) if report.is_blank(head)}
    for index, row in enumerate(block.problem.rows):
        if row.open and index not in block.against:
            _narrow(block, index, [r for r in row.readings if not any(f and c in blank for c, f in zip(r, row.figures, strict=True))])
    if blank:
        puzzle.settle(block.problem)
        block.note("row sums, and lines left blank in the summary tables of the report")


def _use_sources(block: Block, report: Report) -> None:
    """A total of income stands, source by source, in the summaries too: a figure printed there stands under its source."""
    inner = {child for link in block.problem.links for child in link.children}
    amounts = {place: amount for place, head in enumerate(block.heads) if (amount := report.amount(head))}
    for index, row in enumerate(block.problem.rows):
        if not row.open or index in inner or index in block.against:
            continue
        printed = {figure * block.unit for figure in row.figures}
        wanted = {place: amount for place, amount in amounts.items() if amount in printed}
        vectors = {reading: row.vector(reading, block.problem.width) for reading in row.readings}
        kept = [reading for reading, vector in vectors.items() if all(vector[c] * block.unit == a for c, a in wanted.items())]
        _narrow(block, index, kept)
    puzzle.settle(block.problem)
    block.note("row sums, and the same figures in the summary tables of the report")


def _use_prose(block: Block, report: Report, scale: int) -> None:
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
                report.states(block.heads[column], figure * block.unit, scale)
                for column, figure in set(zip(reading, row.figures, strict=True)) - shared
            )
        ]
        _narrow(block, index, stated)
    puzzle.settle(block.problem)
    block.note("row and subject sums, and figures stated in the prose")


# --- places ---------------------------------------------------------------------


def anchors(header: list[TextLine], heads: list[str]) -> list[Piece] | None:
    """Where the innermost heads stand: one line that prints them all, or each head put together
    from the pieces that stand one above the other. None where a head is not found as often as columns bear it."""
    for line in reversed(header):
        if len(heads) > 1 and [squeeze(piece.text) for piece in line.pieces] == [squeeze(head) for head in heads]:
            return line.pieces
    places: dict[int, Piece] = {}
    for head in set(heads):
        columns = [column for column, other in enumerate(heads) if other == head]
        found = _stacked(header, squeeze(head))
        if len(found) != len(columns):
            return None
        places.update(zip(columns, found, strict=True))
    return [places[column] for column in range(len(heads))]


def _stacked(header: list[TextLine], head: str) -> list[Piece]:
    """The places where a head is printed, cut into pieces over several lines or whole, from left to right."""
    found: list[Piece] = []

    def go_on(at: int, text: str, over: Piece) -> bool:
        if text == head:
            found.append(over)
            return True
        for below in range(at + 1, len(header)):
            for piece in header[below].pieces:
                longer = text + squeeze(piece.text)
                if head.startswith(longer) and stands_over(piece, over):
                    return go_on(below, longer, Piece(min(piece.start, over.start), max(piece.end, over.end), head))
        return False

    for at, line in enumerate(header):
        for piece in line.pieces:
            text = squeeze(piece.text)
            if text and head.startswith(text):
                go_on(at, text, piece)
    return sorted(found)


def by_anchors(spots: list[Piece], marks: list[Piece], allowed: list[set[int]], clearly: float) -> tuple[int, ...] | None:
    """The columns of figures by the heads above them: of those allowed the nearest, where all others are ``clearly`` times farther."""

    def far(mark: int, spot: Piece) -> float:
        return abs(marks[mark].start + marks[mark].end - spot.start - spot.end) / 2

    found = []
    for spot, columns in zip(spots, allowed, strict=True):
        order = sorted(columns, key=lambda mark: far(mark, spot))
        if len(order) > 1 and far(order[1], spot) < clearly * max(1.0, far(order[0], spot)):
            return None
        found.append(order[0])
    return tuple(found) if all(a < b for a, b in pairwise(found)) else None


def clusters(rows: list[list[int]]) -> list[float]:
    """The places that several rows share, from left to right: centres of runs of numbers that lie close together."""
    places = sorted(place for row in rows for place in row)
    found: list[list[int]] = []
    for place in places:
        if found and place - found[-1][-1] <= NEAR and place - found[-1][0] <= 2 * NEAR:
            found[-1].append(place)
        else:
            found.append([place])
    return [sum(group) / len(group) for group in found]


def mappings(rows: list[list[int]], width: int, allowed: list[set[tuple[int, ...]]]) -> list[dict[int, tuple[int, ...]]]:
    """The ways to give the shared places of rows to columns under which every row keeps an allowed reading.

    Each way is given as the reading of every row. Empty where two figures of a row share a
    place, or where there are too many ways to try.
    """
    centres = clusters(rows)
    of_row = [[min(range(len(centres)), key=lambda c: abs(centres[c] - place)) for place in row] for row in rows]
    if any(len(set(row)) < len(row) for row in of_row):
        return []
    return shared_columns(of_row, len(centres), width, allowed)
