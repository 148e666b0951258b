"""Header rows, header paths, printed column numbers."""

from __future__ import annotations

import pytest

from extract.document import Cell
from extract.tables.grid import fill_cells, find_grids
from extract.tables.header import count_header_rows, header_paths, is_form, is_number, rows_of
from tests.drawing import Sheet


def read(rows: list[list[str]]) -> list[Cell]:
    page = Sheet().table(rows).page()
    (grid,) = find_grids(page)
    fill_cells(grid, page.chars)
    return grid.cells


def paths(rows: list[list[str]]) -> list[str]:
    cells = read(rows)
    header = [c for c in cells if c.row < count_header_rows(cells)]
    return ["/".join(path) for path in header_paths(header, len(rows[0]))[0].values()]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([["科目编码", "科目名称", "金额"], ["201", "一般公共服务支出", "1.00"]], 1),
        ([["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"], ["一、财政拨款收入", "1.00", "一、外交支出", ""]], 2),
        ([["收入", "<", "支出", "<"], ["项目名称", "金额", "支出用途", "<"], ["^", "^", "项目名称", "金额"], ["一、财政拨款", "1", "一、基本支出", "1"]], 3),
        ([["合计", "2025年预算数", "<"], ["^", "小计", "其他"], ["1.00", "", "1.00"]], 2),
        ([["项目", "预算数"], ["", ""], ["合计", "1.00"]], 1),  # a blank row is body
        ([["项目", "金额"], ["合计", ""]], 1),  # so is a total without a number
        ([["项目", "合计", "其中：基金"], ["结转下年", "—", "—"], ["支出总计", "1.00", "1.00"]], 1),  # and dashes
        ([["项目", "2025年", "2026年"], ["合计", "1.00", "2.00"]], 1),  # years are no body numbers
        ([["科目编码", "科目名称", "合计"], ["①", "②", "③"], ["201", "一般公共服务支出", "1.00"]], 2),
        ([["项目", "合计", "<"], ["^", "2025", "2026"], ["教育支出", "1.00", "2.00"]], 2),
        ([["项目", "合计", "其他", "<"], ["^", "^", "2025", "2026"], ["教育支出", "1.00", "2.00", "3.00"]], 2),
        ([["项目", "金额"], ["合计", "2003"], ["教育支出", "2003"]], 1),  # but what 合计 has is an amount
        ([["编码", "名称", "合计", "基本支出", "项目支出"], ["", "合计", "2003", "", "2003"], ["212", "城乡社区支出", "2003", "", "2003"]], 1),
        ([["项目", "行次", "决算数"], ["栏次", "", "1"], ["一、财政拨款收入", "1", "5.00"]], 2),
        ([["序号", "单位名称", "备注"], ["1", "本级", ""]], 1),
        ([["经济", "<", "决算数"], ["类", "款", "^"], ["301", "", "1.00"]], 2),
        ([["科目编码", "科目名称", "合计"], ["**", "**", "1"], ["201", "一般公共服务支出", "1.00"]], 2),
        ([["项目", "合计", "基本", "项目"], ["**", "①", "②", "③"], ["合计", "1", "2", "3"]], 2),
        ([["项目", "合计", "基本", "项目"], ["A", "B=C+D", "C", "D"], ["合计", "3", "2", "1"]], 2),
        ([["项目", "合计", "基本", "项目"], ["甲", "1=2+3", "2", "3"], ["合计", "3", "2", "1"]], 2),
        ([["项目", "合计", "基本", "项目"], ["(1)", "(2)", "(3)", "(4)=(3)/(2)"], ["合计", "3", "2", "1"]], 2),
        ([["项目", "预算", "决算", "增减"], ["栏次", "1", "2", "2-1"], ["合计", "3", "2", "-1"]], 2),
        ([["编码", "合计", "基本", "其他"], ["**", "1", "3", "—"], ["201", "3", "2", "1"]], 2),
        ([["编码", "合计", "基本", "其他"], ["—", "-3", "-2", "-1"], ["201", "3", "2", "1"]], 1),  # these are figures
        ([["单位", "人数", "车辆", "房屋"], ["本级", "1", "2", "3"], ["下属", "1", "2", "4"]], 1),
        ([["编码", "名称", "数量"], ["A", "货物", "3"], ["B", "工程", "1"]], 1),  # codes of one letter
        # What stands above the column numbers is header, and so is a row that only parts merged heads
        ([["编码", "名称", "部门预算", "<", "<"], ["", "", "合计", "拨款", "<"], ["", "", "", "小计", "其中：专项"], ["**", "**", "1", "2", "3"],
          ["", "合计", "5", "3", "1"]], 4),
        ([["编码", "名称", "部门预算", "<", "<"], ["", "", "合计", "拨款", "<"], ["", "", "", "小计", "其中：专项"], ["", "合计", "5", "3", "1"]], 3),
        ([["预算数", "<", "<", "决算数", "<", "<"], ["合计", "出国", "车", "合计", "出国", "车"], ["1", "2", "3", "4", "5", "6"], ["3.7", "", "3.7", "1", "", "1"]], 3),
        ([["科目", "<", "金额"], ["", "合计", ""], ["201", "一般公共服务支出", "3"]], 1),
        ([["项目名称", "物业费", "<"], ["主管部门", "财政局", "<"], ["实施单位", "财政局", "<"]], 0),  # a form
    ],
)  # fmt: skip
def test_header_ends_where_the_body_begins(rows: list[list[str]], count: int) -> None:
    assert count_header_rows(read(rows)) == count


def test_paths_go_from_the_outermost_header_to_the_innermost_without_blanks_and_repeats() -> None:
    rows = [
        ["项 目", "<", "“三公”经费", "<", "<"],
        ["编码", "名称", "小计", "公务\n用车", "<"],
        ["^", "^", "^", "小计", "购置费"],
        ["1", "2", "3.00", "4.00", "5.00"],
    ]
    assert paths(rows) == ["项目/编码", "项目/名称", "“三公”经费/小计", "“三公”经费/公务用车/小计", "“三公”经费/公务用车/购置费"]


def test_printed_column_numbers_are_kept_beside_the_paths() -> None:
    cells = read([["项目", "决算数", "合计"], ["栏次", "1", "2=1"], ["一、外交支出", "3.00", "3.00"]])
    found, numbers = header_paths([c for c in cells if c.row < 2], 3)
    assert found == {0: ["项目"], 1: ["决算数"], 2: ["合计"]}
    assert numbers == {1: "1", 2: "2"}


def test_one_key_twice_is_a_header_over_two_blocks_and_no_form() -> None:
    header = [["收入", "<", "支出", "<"], ["项目名称", "金额", "支出用途", "<"], ["^", "^", "项目名称", "金额"]]
    assert not is_form(rows_of(read(header)))
    assert is_form(rows_of(read([["项目名称", "物业费"], ["项目编码", "1"]])))


@pytest.mark.parametrize(
    ("text", "number"), [("1,234.56", True), ("-3", True), ("12.5%", True), ("2024", False), ("", False), ("一、", False)]
)
def test_years_are_no_numbers(text: str, number: bool) -> None:
    assert is_number(text) is number
