"""Rules → grids, and text into their cells."""

from __future__ import annotations

import pytest

from extract.document import Grid, Page, Rule
from extract.tables.grid import drop_margins, fill_cells, find_grids, merge_rules
from extract.tables.stacked import split_stacked
from tests.drawing import Sheet, write

ROWS = [["项目", "<", "决算数"], ["类", "款", "^"], ["201", "01", "1.00"]]


def filled(page: Page) -> Grid:
    (grid,) = find_grids(page)
    assert fill_cells(grid, page.chars) == []
    return grid


def cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.row_span, c.col_span, c.text) for c in grid.cells]


def table(rows: list[list[str]]) -> Sheet:
    return Sheet().table(rows)


EXPECTED = [
    (0, 0, 1, 2, "项目"), (0, 2, 2, 1, "决算数"),
    (1, 0, 1, 1, "类"), (1, 1, 1, 1, "款"),
    (2, 0, 1, 1, "201"), (2, 1, 1, 1, "01"), (2, 2, 1, 1, "1.00"),
]  # fmt: skip


def test_merged_cells_are_where_no_rule_parts_them() -> None:
    assert cells(filled(table(ROWS).page())) == EXPECTED


def test_rules_drawn_twice_side_by_side_are_one() -> None:
    sheet = table(ROWS)
    sheet.horizontal += [r._replace(at=r.at + 0.5) for r in sheet.horizontal]
    sheet.vertical += [r._replace(at=r.at - 0.5) for r in sheet.vertical]
    assert cells(filled(sheet.page())) == EXPECTED


def test_rules_drawn_cell_by_cell_with_gaps_at_the_corners_are_one() -> None:
    sheet = table(ROWS)
    sheet.horizontal = [Rule(r.at, r.start + 1, r.end - 1) for r in sheet.horizontal]
    sheet.vertical = [Rule(r.at, r.start + 1, r.end - 1) for r in sheet.vertical]
    assert cells(filled(sheet.page())) == EXPECTED


def test_open_borders_at_both_sides_are_found_from_the_rules_that_stick_out() -> None:
    sheet = table(ROWS)
    edges = {min(r.at for r in sheet.vertical), max(r.at for r in sheet.vertical)}
    sheet.vertical = [r for r in sheet.vertical if r.at not in edges]
    assert cells(filled(sheet.page())) == EXPECTED


def test_two_tables_that_do_not_touch_are_two_grids_from_top_to_bottom() -> None:
    sheet = table(ROWS).table([["甲", "乙"]], top=400)
    assert [round(grid.ys[0]) for grid in find_grids(sheet.page())] == [200, 400]


def test_lines_that_touch_nothing_are_no_grid() -> None:
    sheet = Sheet()
    sheet.horizontal.append(Rule(100, 50, 500))
    sheet.vertical.append(Rule(300, 200, 500))
    assert find_grids(sheet.page()) == []


def test_characters_outside_the_grid_are_given_back() -> None:
    page = table(ROWS).write("单位：万元", 450, 180).page()
    (grid,) = find_grids(page)
    assert "".join(c.text for c in fill_cells(grid, page.chars)) == "单位：万元"


def test_merge_rules_joins_what_overlaps_and_keeps_what_is_apart() -> None:
    merged = merge_rules([Rule(10, 0, 50), Rule(10.4, 40, 90), Rule(10, 120, 200), Rule(30, 0, 50)])
    assert [(round(r.at, 1), r.start, r.end) for r in merged] == [(10.1, 0, 90), (10.1, 120, 200), (30, 0, 50)]


@pytest.mark.parametrize(
    ("printed", "width", "text"),
    [
        ("144,177.8\n8", 57.0, "144,177.88"),  # no further digit would have fitted
        ("2620\n01", 30.0, "262001"),
        ("12\n34", 100.0, "12\n34"),  # two numbers, since the second would have fitted on the first line
        ("0.00\n0.00", 32.0, "0.00\n0.00"),  # joined it would be no number
        ("1,234\n567", 40.0, "1,234\n567"),
        ("机关\n运行", 30.0, "机关\n运行"),
    ],
)
def test_a_number_broken_by_a_narrow_column_is_joined(printed: str, width: float, text: str) -> None:
    grid = filled(Sheet().table([["项目", "数"], ["合计", printed]], widths=[100, width]).page())
    assert grid.cells[-1].text == text


def test_a_frame_of_blank_narrow_columns_is_taken_off() -> None:
    rows = [["", "预算01表 收支总表", "<", ""], ["", "项目", "预算数", ""], ["", "合计", "1.00", ""]]
    grid = filled(Sheet().table(rows, widths=[8, 200, 200, 8]).page())
    drop_margins(grid)
    assert len(grid.xs) == 3
    assert cells(grid) == [
        (0, 0, 1, 2, "预算01表 收支总表"),
        (1, 0, 1, 1, "项目"), (1, 1, 1, 1, "预算数"),
        (2, 0, 1, 1, "合计"), (2, 1, 1, 1, "1.00"),
    ]  # fmt: skip
    assert grid.cells[0].box.x0 == grid.xs[0]


def test_a_title_over_the_frame_too_gives_up_the_frame_only() -> None:
    grid = filled(Sheet().table([["收支总表", "<", "<"], ["", "项目", "预算数"]], widths=[8, 200, 200]).page())
    drop_margins(grid)
    assert cells(grid) == [(0, 0, 1, 2, "收支总表"), (1, 0, 1, 1, "项目"), (1, 1, 1, 1, "预算数")]


def test_wide_or_printed_edge_columns_stay() -> None:
    for widths, edge in ([50.0, 200.0, 200.0], ""), ([8.0, 200.0, 200.0], "1"):
        sheet = Sheet().table([["", "项目", "预算数"], ["", "合计", "1.00"]], widths=widths)
        sheet.chars += write(edge, 51, 203, 4)
        grid = filled(sheet.page())
        drop_margins(grid)
        assert len(grid.xs) == 4


def test_blank_lines_of_a_cell_are_left_out() -> None:
    grid = filled(Sheet().table([["甲\n  \n乙", "1"]]).page())
    assert grid.cells[0].text == "甲\n乙"


def test_printed_rows_that_no_rule_parts_become_rows() -> None:
    rows = [["单位", "项目", "金额"], ["^", "工资\n津贴\n奖金", "1.00\n2.00\n3.00"], ["合计", "", "6.00"]]
    grid = filled(Sheet().table(rows, height=16).page())
    split_stacked(grid)
    assert grid.method == "aligned"
    assert [c[:2] + c[4:] for c in cells(grid)] == [
        (0, 0, "单位"), (0, 1, "项目"), (0, 2, "金额"),
        (1, 1, "工资"), (1, 2, "1.00"), (2, 1, "津贴"), (2, 2, "2.00"), (3, 1, "奖金"), (3, 2, "3.00"),
        (4, 0, "合计"), (4, 1, ""), (4, 2, "6.00"),
    ]  # fmt: skip
    assert grid.cells[0].row_span == 4
    assert len(grid.ys) == 6 and grid.ys == sorted(grid.ys)
    assert all(grid.ys[c.row] == c.box.top and grid.ys[c.row + c.row_span] == c.box.bottom for c in grid.cells)


@pytest.mark.parametrize(
    "row",
    [
        ["机关事业单位基本\n养老保险缴费", "1.00"],  # a label over two lines
        ["工资\n津贴", "1.00\n2.00\n3.00"],  # the lines do not agree
        ["工资\n津贴", "一月\n二月"],  # no numbers
        ["工资", "1.00"],
        ["", "1.00\n2.00"],  # nothing beside it agrees
    ],
)
def test_other_rows_stay_as_they_are_ruled(row: list[str]) -> None:
    grid = filled(Sheet().table([["项目", "金额"], row]).page())
    before = cells(grid)
    split_stacked(grid)
    assert (cells(grid), grid.method) == (before, "ruled")


def test_a_watermark_over_cells_belongs_to_none_of_them() -> None:
    sheet = Sheet().table([["科目", "金额"], ["教育支出", "1.00"], ["外交支出", "2.00"]]).write("内部", 60, 205, 44)
    page = sheet.page()
    (grid,) = find_grids(page)
    outside = fill_cells(grid, page.chars)
    assert [cell.text for cell in grid.cells] == ["科目", "金额", "教育支出", "1.00", "外交支出", "2.00"]
    assert "".join(char.text for char in outside) == "内部"


def test_large_type_in_a_row_of_its_height_is_text() -> None:
    page = Sheet().table([["收入\n总表", "<"], ["教育支出", "1.00"]], height=60).write("大", 200, 205, 40).page()
    (grid,) = find_grids(page)
    fill_cells(grid, page.chars)
    assert "大" in grid.cells[0].text
