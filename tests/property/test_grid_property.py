"""Any ruled table that can be drawn is read back as it was drawn."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Rule
from extract.tables.grid import fill_cells, find_grids
from tests.drawing import Sheet


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A table of up to 6 × 6 slots with random merged cells that no rule cuts apart."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    rows = [["" for _ in range(width)] for _ in range(height)]
    for r in range(height):
        for c in range(width):
            if rows[r][c]:
                continue
            right = next((x for x in range(c, width) if rows[r][x]), width)
            across, down = draw(st.integers(1, right - c)), draw(st.integers(1, height - r))
            for dr in range(down):
                for dc in range(across):
                    rows[r + dr][c + dc] = "^" if dr else "<"
            rows[r][c] = f"{r}{c}"
    return rows


def spans(rows: list[list[str]]) -> set[tuple[int, int, int, int, str]]:
    """What a table of texts means, worked out slot by slot."""

    def owner(r: int, c: int) -> tuple[int, int]:
        while rows[r][c] in "<^":
            r, c = (r, c - 1) if rows[r][c] == "<" else (r - 1, c)
        return r, c

    slots: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for r, row in enumerate(rows):
        for c in range(len(row)):
            slots.setdefault(owner(r, c), []).append((r, c))
    return {(r, c, 1 + max(a for a, _ in held) - r, 1 + max(b for _, b in held) - c, rows[r][c]) for (r, c), held in slots.items()}


def distinct_edges(rows: list[list[str]]) -> bool:
    """Whether some rule stands at every column and row edge; an edge that nothing draws cannot be known."""
    cells = spans(rows)
    columns, lines = {c for _, c, _, _, _ in cells}, {r for r, _, _, _, _ in cells}
    return columns == set(range(len(rows[0]))) and lines == set(range(len(rows)))


@settings(max_examples=150, deadline=None)
@given(tables(), st.floats(0, 0.5), st.randoms(use_true_random=False))
def test_every_table_is_recovered(rows: list[list[str]], jitter: float, random: object) -> None:
    if not distinct_edges(rows) or len(spans(rows)) < 2:
        return
    sheet = Sheet().table(rows)
    sheet.horizontal = [Rule(r.at + jitter * (i % 2), r.start, r.end) for i, r in enumerate(sheet.horizontal)]
    random.shuffle(sheet.vertical)  # type: ignore[attr-defined]
    page = sheet.page()
    (grid,) = find_grids(page)
    assert fill_cells(grid, page.chars) == []
    assert {(c.row, c.col, c.row_span, c.col_span, c.text) for c in grid.cells} == spans(rows)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 590), st.floats(0, 830), st.sampled_from("数1,.类 ")), max_size=40))
def test_no_character_is_lost_between_the_cells_and_the_rest(placed: list[tuple[float, float, str]]) -> None:
    sheet = Sheet().table([["", "", ""], ["", "", ""], ["", "", ""]])
    for x, y, letter in placed:
        sheet.write(letter, x, y)
    page = sheet.page()
    (grid,) = find_grids(page)
    outside = fill_cells(grid, page.chars)
    inside = sum(len("".join(c.text.split())) for c in grid.cells)
    assert inside + sum(not c.text.isspace() for c in outside) == sum(not c.text.isspace() for c in page.chars)
