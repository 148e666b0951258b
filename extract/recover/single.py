"""Tables of one row without a label (三公经费), in exports that print every cell on a line of its own (plain ``pdftotext``).

The figures come in the order of the columns but for blocks that stray, so order and sums are not enough: a figure is certain where the
prose of the report states it under the head of its column, or where it is the sum of such figures.
"""

from __future__ import annotations

from itertools import combinations

from extract.recover import solve
from extract.recover.blocks import Recovered
from extract.recover.evidence import Facts
from extract.recover.forms import own_form
from extract.recover.numbers import is_figure, value
from extract.recover.parts import Part, PrintedRow
from extract.recover.regions import Region
from extract.recover.spots import Spot, add_row, figures_of, is_wording, open_block, places_of, words_of
from extract.recover.sums import row_sums
from extract.vocabulary import is_word

WIDE = 16  # more columns than three public expenses have
UNSTATED = "the prose does not state the figure under the head of one column only"


def read_single(region: Region, code: str, facts: Facts) -> Recovered | None:
    """The row with the figures that the prose confirms; None where the form is not known, or prints labels or several rows."""
    last = max((line.page_no for line in region.lines if any(is_figure(word) for word in line.words)), default=0)
    words = [line for line in region.lines if is_wording(line) and line.page_no <= last and not is_word("unit_line", line.text)]
    match = own_form(code, words_of(words))
    if match is None or any(column.role != "value" for column in match.form.columns):
        return None
    heads = list(match.form.columns)
    sums = row_sums(heads)
    digits = places_of(region.lines)
    spots = figures_of([line for line in region.lines if not is_wording(line)], digits)
    if not spots or len(spots) > len(heads) or len(heads) > WIDE or not sums:
        return None
    readings = solve.readings([figure.value for figure, _, _ in spots], len(heads), sums)
    readings = [reading for reading in readings if _is_stated(reading, spots, heads, sums, facts, region.scale)]
    part = Part(0, doubt="" if len(readings) == 1 else UNSTATED)
    open_readings = readings or list(combinations(range(len(heads)), len(spots)))[:1]
    block = open_block(match.form, digits)
    rows: list[PrintedRow] = []
    add_row(block, rows, part, spots[0][2], spots, open_readings)
    block.decided[0] = "the order of print, row sums, and figures stated in the prose"
    return Recovered(region, code, match.form, match.score, words, rows, [block])


def _is_stated(reading: solve.Reading, spots: list[Spot], heads: list, sums: list[solve.Sum], facts: Facts, scale: int) -> bool:  # type: ignore[type-arg]
    """Whether the prose states every figure under the head of its column, but for totals of what is printed, zeros, and the
    figure of the one column that no sum takes in: anywhere else it would break a sum."""
    totals = {rule.total for rule in sums}
    free = set(range(len(heads))) - totals - {column for rule in sums for _, column in rule.parts}
    sure = totals | (free if len(free) == 1 else set())
    return all(
        column in sure or figure.value == 0 or facts.states(heads[column], value(piece.text), scale)
        for column, (figure, piece, _) in zip(reading, spots, strict=True)
    )
