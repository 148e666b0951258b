"""The table of income of one body, in exports that print every cell on a line of its own (plain ``pdftotext``).

It prints one row, or the same row for the total, for the body and for its own office, and its heads and figures run together. The
summary of the report prints income by the same sources: where the figures are just what it says of the columns, they are certain.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from extract.recover.amounts import Amounts, source_key
from extract.recover.blocks import Recovered
from extract.recover.forms import Form, Match, own_form
from extract.recover.lines import TextLine
from extract.recover.numbers import ZERO, has_decimals, value
from extract.recover.parts import GRAND, Part, PrintedRow
from extract.recover.regions import Region
from extract.recover.spots import Spot, add_bare, add_row, figures_of, is_wording, open_block, places_of, words_of
from extract.recover.sums import row_sums
from extract.vocabulary import is_word

WHY = "the same amounts in the summary of income"
STRAY = "the row of the figure is not certain: figures of the table stand apart from their labels"


def read_income(region: Region, code: str, amounts: Amounts) -> Recovered | None:
    """The rows of the table with what the summary says of their columns; None where it prints anything else."""
    if not amounts.summary:
        return None
    words = [line for line in region.lines if is_wording(line) and not is_word("note_start", line.text)]
    bodies = [line for line in words if line.squeezed in region.bodies]
    found = _form_of(code, [line for line in words if line not in bodies])
    if found is None:
        return None
    match, totals = found
    form = match.form
    expected = _expected(form, amounts)
    figures = [line for line in region.lines if not is_wording(line)]
    decimal = any(has_decimals(word) for line in figures for word in line.words)
    digits = places_of(figures)
    spots = [spot for spot in figures_of(figures, digits) if has_decimals(spot[1].text) or not decimal]
    named = form.of_block(0, "unit_name", "label")
    labels = [*totals, *{line.squeezed: line for line in bodies}.values()] if named else words[:1]
    if expected is None or not spots or not labels:
        return None
    printed = Counter(value(piece.text) for _, piece, _ in spots)
    wanted = Counter(expected)
    if any(printed[amount] != len(labels) * wanted[amount] for amount in {*printed, *wanted} if amount):
        return None
    block = open_block(form, digits)
    full = printed[ZERO] == len(labels) * wanted[ZERO]
    left = list(spots)
    rows: list[PrintedRow] = []
    for label in labels:
        own: list[tuple[int, Spot]] = []
        for column, amount in enumerate(expected):
            spot = next((spot for spot in left if value(spot[1].text) == amount), None)
            if spot is not None and (amount or full):
                left.remove(spot)
                own.append((column, spot))
        part = Part(0, {named[0]: label.text.strip()} if named else {})
        add_row(block, rows, part, label, [spot for _, spot in own], [tuple(column for column, _ in own)], WHY)
    for spot in left:
        add_bare(block, rows, spot, STRAY)
    return Recovered(region, code, form, match.score, words, rows, [block])


def _form_of(code: str, words: list[TextLine]) -> tuple[Match, list[TextLine]] | None:
    """The form that explains the words best, with or without one 合计 among them that is the label of a row."""
    best: tuple[Match, list[TextLine]] | None = None
    for totals in ([], *([line] for line in words if GRAND.match(line.squeezed))):
        match = own_form(code, words_of([line for line in words if line not in totals]))
        if match is not None and len(match.form.blocks) == 1 and (best is None or match.score > best[0].score):
            best = match, totals
    return best


def _expected(form: Form, amounts: Amounts) -> list[Decimal] | None:
    """What the summary says of each value column; None where it does not tell one of them."""
    heads = [form.columns[column] for column in form.of_block(0, "value")]
    if any(column.role not in ("value", "unit_name", "label", "unit_code") for column in form.columns):
        return None
    totals = {rule.total: rule for rule in row_sums(heads)}
    keys = ["" if at in totals else source_key(head) for at, head in enumerate(heads)]
    found = [amounts.of_source(key) for key in keys]
    if any(found[at] for at, key in enumerate(keys) if keys.count(key) > 1):
        return None

    def fill(column: int) -> Decimal | None:
        if column in totals and found[column] is None:
            parts = [fill(part) for _, part in totals[column].parts]
            found[column] = None if None in parts else sum((part for part in parts if part is not None), ZERO)
        return found[column]

    filled = [fill(column) for column in range(len(heads))]
    known = [amount for amount in filled if amount is not None]
    return known if len(known) == len(filled) and known and known[0] == amounts.summary.get("") else None
