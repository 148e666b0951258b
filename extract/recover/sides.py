"""Summaries of two blocks, income beside expenditure, in exports that print every cell on a line of its own (plain ``pdftotext``).

The blocks run into each other, and figures stray from the names of their lines without a trace: the sum of a side is the same
whichever of its lines prints an amount. So a line is certain where all ways to place the figures agree (``puzzle``), given what the
other tables of the report print for its class of expenditure or source of income (``summary_known``), and its prose to the last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from extract.recover import puzzle
from extract.recover.amounts import Amounts
from extract.recover.blocks import Recovered
from extract.recover.evidence import Facts
from extract.recover.forms import Form, Match, find_form, load_forms
from extract.recover.lines import TextLine
from extract.recover.numbers import decimals, value
from extract.recover.parts import Part, PrintedRow
from extract.recover.regions import Region
from extract.recover.spots import add_bare, add_row, open_block, spot_of, words_of
from extract.recover.summary_known import Known
from extract.recover.summary_lines import Line, Printed, entries_of, is_torn, split_summary
from extract.recover.sums import row_sums
from extract.vocabulary import squeeze

WHY = "names of the lines, and the totals of both sides or the same amounts in other tables"
STRAY = "the line of the figure is not certain: figures of the table stand apart from the names of their lines"


def read_sides(region: Region, code: str, amounts: Amounts, facts: Facts) -> Recovered | None:
    """The lines of a summary with the figures that are certain; the others bare. None where its form or the side of a line is not known."""
    heads = {squeeze(word) for form in load_forms() if form.table_code == code for column in form.columns for word in column.path}
    lines, figures, header = split_summary(region.lines, heads, amounts.names)
    torn = [line for line in lines if is_torn(line, heads)]
    match, entries = _form_of(code, header, region), entries_of(lines)
    if torn and (match is None or entries is None):  # pieces of torn heads seem to be lines
        lines = [line for line in lines if line not in torn]
        match, entries = _form_of(code, header + [line.line for line in torn], region), entries_of(lines)
    if match is None or len(match.form.blocks) != 2 or not lines or not figures:
        return None
    form = match.form
    widths = [len(form.of_block(block, "value")) for block in (0, 1)]
    if widths[0] != 1 or not widths[1] or any(not form.of_block(block, "label") for block in (0, 1)):
        return None
    if any(form.columns[c].role not in ("label", "value") for c in range(len(form.columns))):
        return None
    places = _places(form, lines, entries, figures, amounts, facts, code, region.scale) if entries else {}
    return _recovered(region, code, form, match.score, header, lines, figures, places)


def _form_of(code: str, header: list[TextLine], region: Region) -> Match | None:
    return find_form(code, words_of([line for line in header if line.page_no == region.lines[0].page_no]))


Places = dict[int, tuple[int, int]]  # figure → its line, and its column in the block


def _places(
    form: Form,
    lines: list[Line],
    entries: list[puzzle.Entry],
    figures: list[Printed],
    amounts: Amounts,
    facts: Facts,
    code: str,
    scale: int,
) -> Places:
    """The figures that are certain."""
    printed = [value(piece.text) for piece, _ in figures]
    heads = [form.columns[c] for c in form.of_block(1, "value")]
    sums = row_sums(heads)
    known = Known(code, amounts, heads, sums, max(printed))
    known.narrow(lines, entries)
    summary = puzzle.Summary(entries, (1, len(heads)), ([], sums))
    step = Decimal(1).scaleb(-max(decimals(piece.text) for piece, _ in figures))
    ways = puzzle.ways(summary, printed, step)
    if (len(ways) != 1 or None in ways[0]) and _add_told(lines, entries, known, printed, facts, scale):
        ways = puzzle.ways(summary, printed, step) or ways
    ways = [way for way in ways if _keeps_order(way, lines, printed)] or ways
    sure = {number: _agreed(vectors) for number, vectors in enumerate(zip(*ways, strict=True))}
    if is_full := len(printed) == sum(summary.widths[line.side] for line in lines):
        _add_beside(lines, printed, sure)
    return _spread(lines, printed, sure, is_full)


def _add_beside(lines: list[Line], printed: list[Decimal], sure: dict[int, dict[int, Decimal]]) -> None:
    """Where every cell prints a figure, lines that nothing else tells apart have those right behind their names, if these are just
    the figures that the other lines leave."""
    open_lines = [number for number, line in enumerate(lines) if not sure.get(number)]
    beside = {number: printed[lines[number].figures[0]] for number in open_lines if lines[number].figures}
    left = Counter(printed)
    left.subtract(amount for cells in sure.values() for amount in cells.values())
    if sure and len(beside) == len(open_lines) and Counter(beside.values()) == +left:
        sure.update({number: {0: amount} for number, amount in beside.items()})


def _add_told(lines: list[Line], entries: list[puzzle.Entry], known: Known, printed: list[Decimal], facts: Facts, scale: int) -> bool:
    """Add the amounts that the prose gives under the very names of lines of which nothing is known; whether there are any."""
    found = False
    for line, entry in zip(lines, entries, strict=True):
        told = {amount for amount in printed if amount and not entry.known and facts.tells(line.bare, amount, scale, True)}
        if len(told) == 1:
            entry.known.append((known.parts(0) if line.side else (0,), next(iter(told))))
            found = True
    return found


def _keeps_order(way: puzzle.Way, lines: list[Line], printed: list[Decimal]) -> bool:
    """Whether the figures of each line that stand right behind its name stand there in the order of the columns."""
    for line, vector in zip(lines, way, strict=True):
        row = [amount for amount in vector or () if amount]
        behind = [printed[f] for f in line.figures[: len(row)]]
        if behind != row and sorted(behind) == sorted(row):
            return False
    return True


def _agreed(vectors: Sequence[puzzle.Decimals | None]) -> dict[int, Decimal]:
    """Column → amount, where all ways agree."""
    known = [vector for vector in vectors if vector is not None]
    if len(known) < len(vectors):
        return {}
    return {column: ones[0] for column, ones in enumerate(zip(*known, strict=True)) if len(set(ones)) == 1}


def _spread(lines: list[Line], printed: list[Decimal], sure: dict[int, dict[int, Decimal]], is_full: bool) -> Places:
    """Give each certain amount a figure: the first behind the name of its line, else the first that is left; zeros too where every
    cell prints a figure."""
    places: Places = {}
    wanted = [(number, column, amount) for number, cells in sure.items() for column, amount in cells.items() if amount or is_full]
    for near in (True, False):
        for number, column, amount in wanted:
            if (number, column) in places.values():
                continue
            choice = lines[number].figures if near else range(len(printed))
            figure = next((f for f in choice if printed[f] == amount and f not in places), None)
            if figure is not None:
                places[figure] = number, column
    return places


def _recovered(
    region: Region, code: str, form: Form, score: float, header: list[TextLine], lines: list[Line], figures: list[Printed], places: Places
) -> Recovered:
    digits = max(decimals(piece.text) for piece, _ in figures)
    spots = [spot_of(piece, line, digits) for piece, line in figures]
    rows: list[PrintedRow] = []
    blocks = [open_block(form, digits, side) for side in (0, 1)]
    for number, line in enumerate(lines):
        own = sorted((column, f) for f, (other, column) in places.items() if other == number)
        part = Part(line.side, {form.of_block(line.side, "label")[0]: line.name})
        add_row(blocks[line.side], rows, part, line.line, [spots[f] for _, f in own], [tuple(column for column, _ in own)], WHY)
    for f, spot in enumerate(spots):
        if f not in places:
            add_bare(blocks[1], rows, spot, STRAY, 1)
    return Recovered(region, code, form, score, header, rows, blocks)
