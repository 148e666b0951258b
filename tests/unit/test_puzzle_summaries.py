"""The ways in which the figures of a summary can stand behind its lines."""

from __future__ import annotations

from decimal import Decimal

from extract.exports.puzzle import ZERO, Entry, Summary, ways
from extract.exports.templates import Sum

STEP = Decimal("0.01")


def decimals(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def known(amount: str) -> list[tuple[tuple[int, ...], Decimal]]:
    return [((0,), Decimal(amount))]


def summary(*entries: Entry, width: int = 1, sums: tuple[Sum, ...] = ()) -> Summary:
    return Summary(list(entries), (1, width), ((), sums))


def test_what_other_tables_say_of_the_lines_leaves_one_way() -> None:
    """Two classes are known, so the figure that is left on the income side is that of the one source which may have it."""
    lines = summary(
        Entry(0, parent=2),
        Entry(0, parent=2, known=known("0")),
        Entry(0),
        Entry(1, parent=5, known=known("600")),
        Entry(1, parent=5, known=known("300")),
        Entry(1),
    )
    (way,) = ways(lines, decimals("900", "600", "300", "900", "900"), STEP)
    assert [vector[0] for vector in way if vector] == decimals("900", "0", "900", "600", "300", "900")


def test_lines_that_nothing_tells_apart_are_open_but_their_total_is_certain() -> None:
    lines = summary(Entry(0, parent=1, known=known("900")), Entry(0), Entry(1, parent=4), Entry(1, parent=4), Entry(1))
    (way,) = ways(lines, decimals("900", "900", "600", "300", "900"), STEP)
    assert (way[2], way[3]) == (None, None)
    assert way[4] == (Decimal(900),)


def test_every_figure_must_stand_somewhere() -> None:
    lines = summary(Entry(0, parent=1, known=known("900")), Entry(0), Entry(1, parent=3, known=known("900")), Entry(1))
    assert len(ways(lines, decimals("900", "900", "900", "900"), STEP)) == 1
    assert ways(lines, decimals("900", "900", "900", "900", "7"), STEP) == []


def test_totals_may_miss_their_parts_by_rounding_only() -> None:
    lines = summary(
        Entry(0, parent=1, known=known("900.01")), Entry(0), Entry(1, parent=4, known=known("600")), Entry(1, parent=4, known=known("300")), Entry(1)
    )
    assert len(ways(lines, decimals("900.01", "900.01", "600", "300", "900.01"), STEP)) == 1
    assert ways(lines, decimals("900.05", "900.05", "600", "300", "900.05"), STEP) == []


def test_one_side_may_leave_its_grand_total_blank() -> None:
    lines = summary(Entry(0, parent=1, known=known("900")), Entry(0), Entry(1, parent=3, known=known("900")), Entry(1))
    (way,) = ways(lines, decimals("900", "900", "900"), STEP)
    assert sorted(vector[0] for number in (1, 3) if (vector := way[number])) == [ZERO, Decimal(900)]


def test_a_figure_below_zero_says_that_the_greatest_is_no_total() -> None:
    lines = summary(Entry(0, parent=1), Entry(0), Entry(1, parent=3), Entry(1))
    assert ways(lines, decimals("900", "900", "900", "-900"), STEP) == []


def test_rows_of_several_columns_keep_the_sum_across_them() -> None:
    """600 = 400 + 200 and 300 = 300 + 0 make 900 = 700 + 200; which column is which, the known part of the first class tells."""
    lines = summary(
        Entry(0, parent=1, known=known("900")),
        Entry(0),
        Entry(1, parent=4, known=[((1, 2), Decimal(600)), ((2,), Decimal(200))]),
        Entry(1, parent=4, known=[((1, 2), Decimal(300))]),
        Entry(1),
        width=3,
        sums=(Sum(0, ((1, 1), (1, 2))),),
    )
    figures = decimals("900", "900", "600", "400", "200", "300", "300", "900", "700", "200")
    (way,) = ways(lines, figures, STEP)
    assert way[2] == tuple(decimals("600", "400", "200"))
    assert way[3] == tuple(decimals("300", "300", "0"))
    assert way[4] == tuple(decimals("900", "700", "200"))


def test_a_part_of_a_part_counts_in_no_sum() -> None:
    lines = summary(
        Entry(0, parent=2, known=known("900")), Entry(0, parent=0, of_which=True), Entry(0), Entry(1, parent=4, known=known("900")), Entry(1)
    )
    (way,) = ways(lines, decimals("900", "40", "900", "900", "900"), STEP)
    assert way[1] == (Decimal(40),)
    assert ways(lines, decimals("900", "950", "900", "900", "900"), STEP) == []


def test_a_search_that_grows_too_large_is_given_up() -> None:
    many = [Entry(1, parent=42, least=Decimal(1)) for _ in range(40)]
    lines = summary(Entry(0, parent=1), Entry(0), *many, Entry(1))
    figures = [Decimal(number) for number in range(1, 41)]
    assert ways(lines, [*figures, sum(figures), sum(figures), sum(figures)], STEP) == []
