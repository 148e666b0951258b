"""Tables that print every cell, in exports that print each on a line of its own (plain ``pdftotext``).

Where nothing is blank, the figures come row by row, as many as there are columns, and every row satisfies the sums across it:
that proves which figures make a row, and their columns. Whose row it is, say the words between the rows, where a page prints just
one label for each row, right before its figures (the last one may stand behind them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extract.recover import solve
from extract.recover.arrange import Figure
from extract.recover.blocks import Block, Recovered
from extract.recover.doubts import is_official
from extract.recover.forms import CODE_ROLES, Form, Match, own_form
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import decimals, is_figure, value
from extract.recover.parts import Part, PrintedRow
from extract.recover.regions import Region
from extract.recover.scattered import add_row, is_wording, owner_of
from extract.recover.sums import row_sums
from extract.vocabulary import is_word, squeeze

NARROW = 3  # fewer columns make no row that its sums can prove
TAIL = 3  # so many lines of the first label may follow the header
UNSURE = "nothing says which label belongs to the row: its page prints more or fewer labels than rows, or prints them elsewhere"
_YEAR = re.compile(r"20\d\d年?(预算|决算)?数?|(比上年)?增减.{0,6}")

Spot = tuple[Figure, Piece, TextLine]


@dataclass
class Row:
    """The figures of one row, and its label where the page tells it."""

    spots: list[Spot] = field(default_factory=list)
    label: str | None = None
    unit: str = ""  # the body that the rows of several years belong to


def read_full(region: Region, code: str) -> Recovered | None:
    """The rows of a table that prints every cell; None where it does not, or where its form is not known or has codes or remarks."""
    digits = max((decimals(word) for line in region.lines for word in line.words if is_figure(word)), default=0)
    found = _header(region, code)
    if found is None:
        return None
    match, header = found
    form = match.form
    columns = form.of_block(0, "value")
    heads = [form.columns[column] for column in columns]
    sums = row_sums(heads)
    if not _is_plain(form) or len(columns) < NARROW or not sums:
        return None
    texts = {line.squeezed for line in header}
    first = region.lines[0].page_no
    rows: list[Row] = []
    for page in sorted({line.page_no for line in region.lines}):
        lines = [line for line in region.lines if line.page_no == page]
        heading = {id(line) for line in (header if page == first else [line for line in lines if line.squeezed in texts])}
        body = [line for line in lines if id(line) not in heading]
        dated = bool(form.of_block(0, "year"))
        owners = [line for line in body if dated and line.squeezed == owner_of(region)]
        own = _rows_of([line for line in body if line not in owners], len(columns), sums, digits)
        if own is None:
            return None
        if owners and own and page == first:
            own[0].unit = owners[0].text.strip()
        rows += own
    if not rows:
        return None
    block = Block(columns, [], [], heads, solve.Table(len(columns), [], sums), Decimal(1).scaleb(-digits))
    printed: list[PrintedRow] = []
    for row in rows:
        part = Part(0, _keys(form, row.label or "", row.unit), doubt="" if row.label is not None else UNSURE)
        add_row(block, printed, part, row.spots[0][2], row.spots, [tuple(range(len(columns)))])
    scale = 10_000 if "万元" in squeeze(region.unit_text) else 1
    return Recovered(region, code, form, match.score, header, printed, [block], scale)


def figures_of(lines: list[TextLine], digits: int) -> list[Spot]:
    """The figures of some lines in the order of print."""
    return [
        (Figure(int(value(piece.text).scaleb(digits)), line.page_no, 0, number), piece, line)
        for number, line in enumerate(lines)
        for piece in line.pieces
        if is_figure(piece.text)
    ]


def _is_plain(form: Form) -> bool:
    """Whether the rows of a form bear one label, and perhaps a year, and nothing else but amounts."""
    names = form.of_block(0, "label", "unit_name")
    others = form.of_block(0, "text", "ordinal", "quantity", "percent", "line_no", *CODE_ROLES)
    return len(form.blocks) == 1 and len(names) == 1 and not others


def _header(region: Region, code: str) -> tuple[Match, list[TextLine]] | None:
    """The form of the table, and the lines of its header: the words above the first figure without the first label."""
    page = region.lines[0].page_no
    above: list[TextLine] = []
    for line in region.lines:
        if line.page_no != page or (not is_wording(line) and any(is_figure(word) for word in line.words)):
            break
        above.append(line)
    owner = owner_of(region)
    best: tuple[Match, list[TextLine]] | None = None
    for kept in (above, [line for line in above if line.squeezed != owner]):
        for count in range(min(TAIL, len(kept)) + 1):
            header = kept[: len(kept) - count]
            text = "".join("".join(line.text.split()) for line in header if not is_word("unit_line", line.text))
            match = own_form(code, text) if text else None
            if match is not None and (best is None or match.score > best[0].score):
                best = match, header
    return best


def _rows_of(lines: list[TextLine], width: int, sums: list[solve.Sum], digits: int) -> list[Row] | None:
    """The rows of a page, labelled where its labels are certain; None where its figures make no full rows."""
    rows: list[Row] = []
    blocks: list[tuple[int, str]] = []  # labels, each with how many figures stand before it
    broken: set[int] = set()  # labels of several lines
    count = 0
    follows = False
    for number, line in enumerate(lines):
        if is_wording(line):
            text = "".join(line.words)
            if follows and line.blank_before == 0:
                blocks[-1] = (blocks[-1][0], blocks[-1][1] + text)
                broken.add(len(blocks) - 1)
            else:
                blocks.append((count, text))
            follows = True
            continue
        follows = False
        for piece in line.pieces:
            if not is_figure(piece.text):
                return None
            if count % width == 0:
                rows.append(Row())
            rows[-1].spots.append((Figure(int(value(piece.text).scaleb(digits)), line.page_no, 0, number), piece, line))
            count += 1
    whole = tuple(range(width))
    if count % width or any(whole not in solve.readings([f.value for f, _, _ in row.spots], width, sums, 1) for row in rows):
        return None
    places = [at // width for at, _ in blocks if at % width == 0]
    before = list(range(len(rows)))
    beside = places in (before, [*before[:-1], len(rows)])  # only the last label of a page may follow its row
    if len(blocks) == len(rows) and beside and not any("。" in text for _, text in blocks):
        for row, (_, text) in zip(rows, blocks, strict=True):
            row.label = text
        for number in broken - {0}:
            above, here = blocks[number - 1][1], blocks[number][1]
            if not is_official(squeeze(above)) and not is_official(squeeze(here)):  # its first line may be the end of the label above
                rows[number - 1].label = rows[number].label = None
    return rows


def _keys(form: Form, label: str, unit: str) -> dict[int, str]:
    """The label in its column; a year in that of years, beside the body where it is printed."""
    years = form.of_block(0, "year")
    (names,) = form.of_block(0, "label", "unit_name")
    keys = {names: unit} if unit else {}
    if label:
        keys[years[0] if years and _YEAR.fullmatch(squeeze(label)) else names] = label
    return keys
