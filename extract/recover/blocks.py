"""The rows of a region under the form that its header shows, block by block, with the readings that each row allows by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, pairwise
from math import comb

from extract.recover import puzzle
from extract.recover.doubts import complete_names, mark_doubts
from extract.recover.forms import CODE_ROLES, Column, Form, find_form
from extract.recover.heads import drop_repeated_header, header_text, split_header, torn_header, torn_totals
from extract.recover.labels import ENDS_TOTAL
from extract.recover.layout import anchors, centred_labels, unfold
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import decimals, is_figure, value
from extract.recover.parts import Part, PrintedRow
from extract.recover.regions import Region, table_code
from extract.recover.rows import read_rows
from extract.recover.sums import Link, Sum, row_links, row_sums
from extract.tables.caption import strip_label
from extract.vocabulary import is_word, squeeze

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
