"""Whatever a summary prints: what is certain of it is what it prints."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.exports.puzzle import ZERO, Entry, Summary, ways

AMOUNTS = st.integers(1, 60).map(Decimal)


@st.composite
def summaries(draw: st.DrawFn) -> tuple[Summary, list[Decimal]]:
    """A summary whose sides add up to the same total, some of its lines known; and what each line prints."""
    entries: list[Entry] = []
    truth: list[Decimal] = []

    def line(side: int, amount: Decimal, parent: int | None, of_which: bool = False) -> int:
        known = [((0,), amount)] if parent is not None and draw(st.booleans()) else []
        entries.append(Entry(side, parent, of_which, known))
        truth.append(amount)
        return len(entries) - 1

    classes = draw(st.lists(st.one_of(AMOUNTS, st.just(ZERO)), min_size=1, max_size=6).filter(any))
    total = sum(classes, ZERO)
    grand = line(1, total, None)
    for amount in classes:
        line(1, amount, grand)
    grand = line(0, total, None)
    carried = draw(st.integers(0, int(total)).map(Decimal))
    line(0, carried, grand)
    year = line(0, total - carried, grand)
    cut = draw(st.integers(0, int(total - carried)).map(Decimal))
    first = line(0, cut, year)
    part = draw(st.integers(0, int(cut)).map(Decimal))
    line(0, part, first)
    line(0, cut - part, first)
    line(0, total - carried - cut, year)
    for _ in range(draw(st.integers(0, 2))):
        line(0, ZERO, year)
    if cut:
        line(0, draw(st.integers(0, int(cut)).map(Decimal)), first, of_which=True)
    return Summary(entries, (1, 1), ((), ())), truth


@given(summaries())
@settings(max_examples=150, deadline=None)
def test_what_is_printed_is_among_the_ways(drawn: tuple[Summary, list[Decimal]]) -> None:
    summary, truth = drawn
    found = ways(summary, truth, Decimal(1))
    if not found:  # given up
        return
    for number, amount in enumerate(truth):
        amounts = {way[number] for way in found}
        assert None in amounts or (amount,) in amounts
