"""Blanks taken out of any table that adds up come back uniquely, or the reading is left open: never wrong."""

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.exports.puzzle import OpenRow, OpenRows, readings, settle
from extract.exports.templates import Link, Sum


@st.composite
def printed_tables(draw: st.DrawFn) -> tuple[int, list[Sum], list[list[int]], list[Link]]:
    """A table of 合计 and its parts, with a grand total over classes over items; blanks are 0."""
    parts = draw(st.integers(2, 5))
    sums = [Sum(0, tuple((1, column) for column in range(1, parts + 1)))]
    rows: list[list[int]] = [[]]
    links = [Link(0, [])]
    for _ in range(draw(st.integers(1, 3))):
        head = len(rows)
        rows.append([])
        links[0].children.append(head)
        link = Link(head, [])
        for _ in range(draw(st.integers(1, 3))):
            cells = draw(st.lists(st.sampled_from([0, 0, 0, 100, 250, 999]), min_size=parts, max_size=parts))
            if any(cells):
                link.children.append(len(rows))
                rows.append([sum(cells), *cells])
        if link.children:
            links.append(link)
            rows[head] = [sum(column) for column in zip(*(rows[child] for child in link.children))]
        else:
            rows[head] = [0] * (parts + 1)
    rows[0] = [sum(column) for column in zip(*(rows[child] for child in links[0].children))]
    return parts + 1, sums, rows, links


@settings(max_examples=150, deadline=None)
@given(printed_tables())
def test_the_printed_columns_are_always_among_the_readings_left(table: tuple[int, list[Sum], list[list[int]], list[Link]]) -> None:
    width, sums, rows, links = table
    truth = [tuple(column for column, cell in enumerate(row) if cell) for row in rows]
    figures = [[cell for cell in row if cell] for row in rows]
    problem = OpenRows(width, [OpenRow(row, readings(row, width, sums)) for row in figures], sums, links)
    assert settle(problem) == []
    for row, printed in zip(problem.rows, truth):
        assert printed in row.readings


@settings(max_examples=150, deadline=None)
@given(printed_tables())
def test_every_reading_left_is_part_of_a_table_that_adds_up(table: tuple[int, list[Sum], list[list[int]], list[Link]]) -> None:
    width, sums, rows, links = table
    figures = [[cell for cell in row if cell] for row in rows]
    problem = OpenRows(width, [OpenRow(row, readings(row, width, sums)) for row in figures], sums, links)
    settle(problem)
    for index, row in enumerate(problem.rows):
        for reading in row.readings:
            fixed = OpenRows(width, [OpenRow(r.figures, list(r.readings)) for r in problem.rows], sums, links)
            fixed.rows[index].readings = [reading]
            assert settle(fixed) == []
            assert all(r.readings for r in fixed.rows)
