"""A table of subjects that prints every cell on a line of its own (plain ``pdftotext``) → its rows with the figures that are certain.

The rows are told by the names of subjects (类, 款, 项), whose codes are known from the classifications: names come in the
order of the rows, and so do the codes. Which figure stands where is left to ``puzzle``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

from extract.exports import puzzle
from extract.exports.captions import Region, table_code
from extract.exports.columns import Block, Recovered
from extract.exports.labels import GRAND, PREFIX, codes_by_name, decimals, has_decimals, is_figure, value
from extract.exports.lines import Piece, TextLine
from extract.exports.puzzle import Cell, Figure, OpenRows, Scatter, arrange, row_by_row
from extract.exports.report import Report
from extract.exports.rows import Part, PrintedRow
from extract.exports.templates import Column, Form, find_form, row_links, row_sums
from extract.vocabulary import is_word, squeeze

ALONE = 0.7  # share of lines with figures that print nothing else, above which an export keeps no rows
MAX_WAYS = 1000
OPEN = "several arrangements of the figures satisfy every identity, or none does"
LOST = 1  # so many pieces of codes may be missing from an export
LATE = 12  # so many names later another may stand that belongs before
WRAPPED = 4  # a name is broken over so many lines at most


def is_scattered(lines: list[TextLine]) -> bool:
    """Whether an export prints figures on lines of their own, apart from the words of their rows."""
    figured = [line for line in lines if any(is_figure(word) for word in line.words)]
    alone = sum(1 for line in figured if all(is_figure(word) for word in line.words) and len(line.words) < 3)
    return len(figured) > 5 and alone > ALONE * len(figured)


@dataclass(frozen=True)
class Named:
    """A row that is known by its name: where the name stands, its code, nothing for a total."""

    name: str
    code: str
    line: TextLine


def split_words(lines: list[TextLine]) -> tuple[list[tuple[str, TextLine]], list[TextLine]]:
    """The names of subjects and totals among the lines, in order, and the lines of other words: those of the header."""
    names: list[tuple[str, TextLine]] = []
    others: list[TextLine] = []
    at = 0
    while at < len(lines):
        for count in range(min(WRAPPED, len(lines) - at), 0, -1):
            taken = lines[at : at + count]
            joined = "".join(line.squeezed for line in taken)
            adjacent = all(line.blank_before == 0 for line in taken[1:])
            if adjacent and PREFIX.sub("", joined) in codes_by_name():
                names.append(("".join("".join(line.text.split()) for line in taken), taken[0]))
                at += count
                break
        else:
            others.append(lines[at])
            at += 1
    return names, others


def name_codes(names: list[str], first: str, tokens: Counter[str]) -> list[tuple[int, str]] | None:
    """The one way to give names codes that ascend as in a table: 201 < 20105 < 2010507; None where there is none, or several.

    ``first`` is what codes begin with; ``tokens`` are the numbers that the table prints, among them its codes or their pieces.
    Below a class and a section only their own items may stand; a name that comes a little late is taken where its items need it.
    Gives the number of each name in the order of the rows, and its code.
    """
    ways: list[list[str]] = [[]]
    left = list(range(len(names)))
    order: list[int] = []
    while left:
        for at in range(min(LATE, len(left))):
            codes = _codes_of(names[left[at]], first)
            further = [[*way, code] for way in ways for code in codes if _may_follow(way, code)]
            if further:
                break
        else:
            return None
        ways = further
        order.append(left.pop(at))
        if len(ways) > MAX_WAYS:
            return None
    if len(ways) > 1:
        missed = [min(_missed(tokens, _pieces(way, split)) for split in (True, False)) for way in ways]
        least = min(missed)
        ways = [way for way, one in zip(ways, missed, strict=True) if one == least and one <= LOST]
    return list(zip(order, ways[0], strict=True)) if len(ways) == 1 else None


def _missed(tokens: Counter[str], pieces: Counter[str]) -> int:
    """How many numbers are printed more or less often than the codes of a table say."""
    return sum(abs(tokens[piece] - count) for piece, count in pieces.items())


def _as_before(names: list[str], report: Report) -> list[tuple[int, str]] | None:
    """The codes of the same names in another table of the report."""
    left = list(enumerate(names))
    found = []
    for name, code in report.trees.get(tuple(sorted(names)), []):
        at = next(index for index, (_, other) in enumerate(left) if other == name)
        found.append((left.pop(at)[0], code))
    return found or None


def _codes_of(name: str, first: str) -> list[str]:
    """The codes that a name may have: the one printed beside it, or all of its classification."""
    printed = PREFIX.match(squeeze(name))
    codes = [code for code in codes_by_name()[PREFIX.sub("", squeeze(name))] if code.startswith(first)]
    return [code for code in codes if code == printed.group(1)] if printed else codes


def _pieces(codes: list[str], split: bool) -> Counter[str]:
    """How often a table with these codes prints each number: the codes, or their pieces 类, 款 and 项."""
    return Counter(piece for code in codes if code for piece in ([code[:3], *re.findall("..", code[3:])] if split else [code]))


def _may_follow(way: list[str], code: str) -> bool:
    if not way:
        return len(code) == 3
    return code > way[-1] and (len(code) == 3 or code[:-2] in way)


def read_scattered(region: Region, code: str | None, kind: str, report: Report) -> Recovered | None:
    """The rows of a table of subjects, with the figures that every arrangement puts into the same cell; the others bare.

    None where the names make no tree, or the header shows no known form of one block. A table of the same names as one
    read before has the same codes.
    """
    words = [line for line in region.lines if is_wording(line)]
    names, others = split_words(without_repeated_heads(words))
    tokens = Counter(word for line in region.lines for word in line.words if is_figure(word) and not has_decimals(word))
    chosen = next((found for first in ("2", "3") if (found := _tree_of(names, first, tokens, report))), None)
    if chosen is None:
        return None
    rows, rest = chosen
    owner = region.owner
    totals = [line for line in others if GRAND.match(line.squeezed) or line.squeezed == owner]
    page = region.lines[0].page_no
    header = [line for line in others + rest if line.page_no == page and not line.squeezed.startswith("注") and line.squeezed != owner]
    header.sort(key=lambda line: line.at)
    parted = _parted_total(header)
    match = None
    for left_out in ([], parted, [line for line in header if line.squeezed == "合计"]):  # the word of the total row is none of the header
        text = words_of([line for line in header if line not in left_out])
        fitted = find_form(code or table_code(region.title, text, kind) or "", text)
        if fitted is not None and (match is None or fitted.score > match.score):
            match = fitted
            labels = [*totals, *parted[:1]] if left_out is parted else totals
    if match is None or len(match.form.blocks) != 1:
        return None
    form = match.form
    if not any(is_class_piece(line) for line in region.lines):
        form = form.without_parts()
    if len(labels) > sum(node[-1] == "合计" for node in form.nodes):
        last = labels[-1]
        foot = (last.page_no, last.at) > (rows[-1].line.page_no, rows[-1].line.at)
        name = "".join(last.words) if last.squeezed == owner else "合计"
        rows = [*rows, Named(name, "", last)] if foot else [Named(name, "", last if last.squeezed == owner else rows[0].line), *rows]
    figures = _figures(region.lines, rows, form)
    if figures is None:
        return None
    return _recover(region, code or form.table_code, form, match.score, header, rows, figures, report)


def _parted_total(header: list[TextLine]) -> list[TextLine]:
    """The lines 合 and 计, close to each other: the label of a total in two cells."""
    for at, line in enumerate(header):
        if line.squeezed == "合":
            second = next((other for other in header[at + 1 : at + 3] if other.squeezed == "计"), None)
            return [line, second] if second else []
    return []


def without_repeated_heads(words: list[TextLine]) -> list[TextLine]:
    """The lines of words without those of the first page that later pages print again: heads."""
    first = words[0].page_no if words else 0
    heads = {line.squeezed for line in words if line.page_no == first and PREFIX.sub("", line.squeezed) not in codes_by_name()}
    return [line for line in words if line.page_no == first or line.squeezed not in heads or GRAND.match(line.squeezed)]


def _tree_of(
    names: list[tuple[str, TextLine]], first: str, tokens: Counter[str], report: Report
) -> tuple[list[Named], list[TextLine]] | None:
    """The names whose codes begin with a digit, as one tree, and the lines of the others; None where they make none, or several."""
    own = [(name, line) for name, line in names if any(code[0] == first for code in codes_by_name()[PREFIX.sub("", squeeze(name))])]
    printed = {name: found[1] for name, _ in own if (found := PREFIX.match(squeeze(name)))}
    if all(name in printed for name, _ in own):
        own.sort(key=lambda one: printed[one[0]])
    codes = name_codes([name for name, _ in own], first, tokens) or _as_before([name for name, _ in own], report)
    if codes is None or len(codes) < 3:
        return None
    report.trees[tuple(sorted(name for name, _ in own))] = [(own[at][0], code) for at, code in codes]
    named = [Named(own[at][0], code, own[at][1]) for at, code in codes]
    taken = {id(line) for _, line in own}
    return named, [line for _, line in names if id(line) not in taken]


def is_class_piece(line: TextLine) -> bool:
    """Whether a line prints a piece of a code: 05."""
    return re.fullmatch(r"0\d", line.squeezed) is not None


def _figures(lines: list[TextLine], rows: list[Named], form: Form) -> list[Spot] | None:
    """The amounts among the numbers of a table; None where there are more pieces of codes than its codes have."""
    expected = _pieces([row.code for row in rows], bool(form.of_block(0, "subject_code_part")))
    amounts: list[tuple[Piece, TextLine, int]] = []
    run = 0
    seen: Counter[str] = Counter()
    for line in lines:
        if is_wording(line):
            run += 1
            continue
        run += line.blank_before > 0 or not is_figure(line.words[0])
        for piece in line.pieces:
            if not is_figure(piece.text):
                continue
            if piece.text in expected and not has_decimals(piece.text):
                seen[piece.text] += 1
            else:
                amounts.append((piece, line, run))
    if seen - expected:
        return None
    digits = max((decimals(piece.text) for piece, _, _ in amounts), default=0)
    numbered = {id(line): number for number, line in enumerate(lines)}
    named = {id(row.line): number for number, row in enumerate(rows) if row.name}
    near: dict[int, int | None] = {}
    last: int | None = None
    for before, line in zip([None, *lines], lines, strict=False):
        last = named.get(id(line), last if before is not None and before.page_no == line.page_no else None)
        near[id(line)] = last
    return [
        (Figure(int(value(piece.text).scaleb(digits)), line.page_no, run, numbered[id(line)], near[id(line)]), piece, line)
        for piece, line, run in amounts
    ]


def _recover(
    region: Region,
    code: str,
    form: Form,
    score: float,
    header: list[TextLine],
    named: list[Named],
    figures: list[Spot],
    report: Report,
) -> Recovered:
    columns = form.of_block(0, "value", "quantity", "percent")
    unit = Decimal(1).scaleb(-max((decimals(piece.text) for _, piece, _ in figures), default=0))
    heads = [form.columns[column] for column in columns]
    sums = row_sums(heads)
    links = sorted(row_links(["" if row.code else "合计" for row in named], [row.code for row in named]), key=attrgetter("parent"))
    scatter = Scatter([figure for figure, _, _ in figures], [row.line.page_no for row in named], len(columns), sums, links)
    scatter.across = _personnel(named, heads)
    _say_totals(scatter, named, heads, figures, report, region.scale)
    placed = row_by_row(scatter) or arrange(scatter)
    if placed is None and scatter.known:
        placed = arrange(replace(scatter, known={}))
    placed = placed or {}
    rows: list[PrintedRow] = []
    block = Block(columns, [], [], heads, OpenRows(len(columns), [], sums), unit)
    for number, row in enumerate(named):
        own = sorted((column, f) for f, (at, column) in placed.items() if at == number)
        add_row(block, rows, Part(0, _keys(form, row)), row.line, [figures[f] for _, f in own], [tuple(column for column, _ in own)])
    for f, figure in enumerate(figures):
        if f not in placed:
            add_bare(block, rows, figure, OPEN)
    return Recovered(region, code, form, score, header, rows, [block])


def _personnel(named: list[Named], heads: list[Column]) -> list[tuple[Cell, list[Cell]]]:
    """人员经费 of the whole is what is paid to people: the classes 301 and 303 (identity personnel_and_operating_totals)."""
    totals = [row for row, one in enumerate(named) if not one.code]
    columns = [column for column, head in enumerate(heads) if squeeze(head.path[-1]).startswith("人员经费")]
    classes = [row for row, one in enumerate(named) if one.code in ("301", "303")]
    return [((totals[0], columns[0]), [(row, 0) for row in classes])] if len(totals) == len(columns) == 1 and classes else []


def _say_totals(
    scatter: Scatter,
    named: list[Named],
    heads: list[Column],
    figures: list[Spot],
    report: Report,
    scale: int,
) -> None:
    """Take down what the prose states of the total of a column, where it states one of the figures of the table."""
    total = next((number for number, row in enumerate(named) if not row.code), None)
    if total is None:
        return
    for column, head in enumerate(heads):
        stated = {figure.value for figure, piece, _ in figures if value(piece.text) and report.states(head, value(piece.text), scale)}
        if len(stated) == 1:
            scatter.known[total, column] = stated.pop()


def _keys(form: Form, row: Named) -> dict[int, str]:
    """The key cells of a row: its code, whole or in pieces, and its name as printed."""
    if not row.code:
        return {form.blocks[0][0]: row.name}
    names = form.of_block(0, "label")
    keys = {names[0]: row.name} if names else {}
    parts = form.of_block(0, "subject_code_part")
    keys.update(zip(parts, [row.code[:3], *re.findall("..", row.code[3:])], strict=False))
    for column in form.of_block(0, "subject_code")[:1]:
        keys[column] = row.code
    return keys


# --- rows made of figures and their places ----------------------------------

Spot = tuple[Figure, Piece, TextLine]


def is_wording(line: TextLine) -> bool:
    """Whether a line prints words and no figure but a year: 2026 年预算."""
    figures = [word for word in line.words if is_figure(word)]
    return len(figures) < len(line.words) and all(re.fullmatch(r"20[0-4]\d", figure) for figure in figures)


def words_of(lines: Sequence[TextLine]) -> str:
    """The words of a header as one text, without the line that tells the unit."""
    return "".join("".join(line.text.split()) for line in lines if not is_word("unit_line", line.text))


def places_of(lines: Sequence[TextLine]) -> int:
    """How many decimals the figures of some lines print at most."""
    return max((decimals(word) for line in lines for word in line.words if is_figure(word)), default=0)


def spot_of(piece: Piece, line: TextLine, digits: int, number: int = 0) -> Spot:
    """A figure with its place; ``number`` counts the lines that are read."""
    return Figure(int(value(piece.text).scaleb(digits)), line.page_no, 0, number), piece, line


def open_block(form: Form, digits: int, number: int = 0) -> Block:
    """A block of a form without rows, whose figures print so many decimals."""
    columns = form.of_block(number, "value")
    heads = [form.columns[column] for column in columns]
    return Block(columns, [], [], heads, puzzle.OpenRows(len(columns), [], row_sums(heads)), Decimal(1).scaleb(-digits))


def add_row(
    block: Block,
    rows: list[PrintedRow],
    part: Part,
    line: TextLine,
    figures: Sequence[Spot],
    readings: list[puzzle.Reading],
    why: str = "the order of print, and the sums of rows and subjects",
) -> None:
    """Take a row into a block, with what each figure is worth, the readings that are left, and what decided them."""
    part.figures = [piece.text for _, piece, _ in figures]
    part.spots = [piece for _, piece, _ in figures]
    part.lines = [at for _, _, at in figures]
    block.decided[len(block.parts)] = why if figures else ""
    block.parts.append(part)
    block.rows.append(len(rows))
    block.problem.rows.append(puzzle.OpenRow([figure.value for figure, _, _ in figures], readings))
    rows.append(PrintedRow([part], line))


def add_bare(block: Block, rows: list[PrintedRow], spot: Spot, why: str, number: int = 0) -> None:
    """Take in a figure whose row is not known, which may stand in any column of its block, the first or that of this number."""
    add_row(block, rows, Part(number, doubt=why), spot[2], [spot], [(column,) for column in range(len(block.columns))])
