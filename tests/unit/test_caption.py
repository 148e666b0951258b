"""Lines around a grid: titles, printed numbers, units, owners, notes, headings."""

from __future__ import annotations

import pytest

from extract.document import Line
from extract.tables.caption import Caption, is_heading, is_sentence, join_broken_units, read_caption, read_notes, strip_label
from extract.tables.text import page_lines
from extract.vocabulary import squeeze
from tests.drawing import write

GRID_TOP = 300.0


def lines(*printed: tuple[str, float, float] | tuple[str, float, float, float]) -> list[Line]:
    """Lines from (text, x, top[, size])."""
    return [line for text, x, top, *size in printed for line in page_lines(1, write(text, x, top, *size))]


def caption(*printed: tuple[str, float, float] | tuple[str, float, float, float]) -> Caption:
    return read_caption(lines(*printed), GRID_TOP)


def test_title_number_unit_and_owner_are_told_apart() -> None:
    found = caption(("公开01表", 50, 240), ("收入支出决算总表", 200, 255, 16), ("部门：普陀区财政局 单位：万元", 50, 280))
    assert (found.label, found.title, found.unit_text, found.owner_text) == (
        "公开01表",
        "收入支出决算总表",
        "单位:万元",
        "部门:普陀区财政局",
    )


@pytest.mark.parametrize("cut", ["单位：万", "金额单位：百万", "预算单位：某局 单位：万", "单位：", "（单位：人民币"])
def test_a_unit_line_broken_over_two_lines_is_one(cut: str) -> None:
    broken = lines(("政府采购预算表", 200, 240, 16), (cut, 420, 270), ("元", 440, 282))
    assert read_caption(join_broken_units(broken), GRID_TOP).title == "政府采购预算表"
    joined = squeeze((cut + "元").replace("预算单位：某局 ", ""))
    assert squeeze(read_caption(join_broken_units(broken), GRID_TOP).unit_text) == joined


@pytest.mark.parametrize(
    ("printed", "unit"),
    [("金位:元", "金位:元"), ("单位: 万", "单位: 万"), ("万元", "万元"), ("（千元）", "（千元）"), ("元", ""), ("单位：万元", "单位：万元")],
)
def test_a_line_of_nothing_but_a_unit_is_no_title_and_no_owner(printed: str, unit: str) -> None:
    """元 alone says nothing: it may be what is left of 万元."""
    found = caption(("政府采购预算表", 200, 255, 16), (printed, 450, 285))
    assert (found.title, found.unit_text, found.owner_text) == ("政府采购预算表", unit, "")


@pytest.mark.parametrize("printed", ["收入总表 单位：万元", "收入总表（单位：万元）", "收入总表单位:百元", "收入总表 金额单位：万"])
def test_a_unit_behind_the_title_is_no_part_of_it(printed: str) -> None:
    found = caption((printed, 100, 270, 14))
    assert found.title == "收入总表"
    assert "单位" in found.unit_text


def test_a_date_between_title_and_table_is_no_title() -> None:
    found = caption(("2023年度就业服务专项项目自评表", 150, 240, 16), ("填报日期：2024年3月1日", 50, 275))
    assert found.title == "2023年度就业服务专项项目自评表"


@pytest.mark.parametrize(
    ("printed", "label", "title"),
    [
        ("预算表12 项目支出绩效目标表", "预算表12", "项目支出绩效目标表"),
        ("表1：高等学校收支决算总表", "表1", "高等学校收支决算总表"),
        ("表14-2 部门专项业务经费绩效目标表", "表14-2", "部门专项业务经费绩效目标表"),
        ("收入总表（公开02表）", "公开02表", "收入总表"),
        ("一、收支预算总表", "", "一、收支预算总表"),
    ],
)
def test_a_number_printed_with_the_title_is_split_off(printed: str, label: str, title: str) -> None:
    found = caption((printed, 200, 270, 14))
    assert (found.label, found.title) == (label, title)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2022年部门综合预算一般公共预算拨款“三公”经费、", "会议费、培训费表（不含上年结转）"),
        ("2022年部门综合预算一般公共预算支出明细表", "（按功能科目分）"),
        ("2026年市级重点专项资金绩效", "目标表（一级项目）"),
    ],
)
def test_a_title_broken_over_two_lines_is_joined(first: str, second: str) -> None:
    found = caption((first, 100, 240, 16), (second, 150, 260, 16))
    assert found.title == strip_label((first + second).replace("（", "(").replace("）", ")"))[1]


@pytest.mark.parametrize("name", ["507-湖州市某某局", "511001 某某中心", "常委会办公厅"])
def test_the_name_of_the_body_between_title_and_table_is_no_title(name: str) -> None:
    found = caption(("部门收支预算总表", 200, 240, 16), (name, 50, 262), ("单位：元", 450, 280))
    assert (found.title, found.owner_text) == ("部门收支预算总表", name)
    alone = caption(("某某中心", 50, 262), ("单位：元", 450, 280))
    assert alone.title == "某某中心"
    assert caption(("第三部分 部门决算表", 200, 240, 16), ("目 录", 50, 262)).title == "目录"
    of_year = caption(("部门收支预算总表", 200, 240, 16), ("2026(年度)", 50, 262), ("单位：元", 450, 280))
    assert (of_year.title, of_year.owner_text) == ("部门收支预算总表", "")


def test_two_titles_of_different_size_stay_apart() -> None:
    assert caption(("第二部分 决算表", 150, 230, 22), ("收入决算表", 200, 265, 14)).title == "收入决算表"


def test_the_sentence_that_introduces_a_table_is_its_title_from_its_indented_first_line_on() -> None:
    found = caption(
        ("另有说明。", 72, 240),
        ("纳入普陀区财政局2024年度部门决算编制范", 92, 255),
        ("围的单位包括：", 72, 270),
    )
    assert found.title == "纳入普陀区财政局2024年度部门决算编制范围的单位包括:"


def test_running_text_and_distant_lines_are_no_caption() -> None:
    assert caption(("本表反映部门本年度的总收支和年末结转结余情况。", 72, 280)) == Caption()
    assert caption(("收入决算表", 200, 100, 14)) == Caption()


def test_notes_run_from_their_first_line_to_the_next_caption() -> None:
    below = lines(
        ("注：本表反映部门本年度的收支情况。", 72, 310),
        ("说明：本年度没有收入和支出。", 72, 325),
        ("- 12 -", 280, 340),
        ("三、支出预算总表", 72, 360),
        ("单位：万元", 450, 375),
    )
    assert [line.text[:2] for line in read_notes(below, GRID_TOP)] == ["注：", "说明"]
    assert read_notes(lines(("正文。", 72, 310), ("注：无", 72, 325)), GRID_TOP) == []


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("第二部分 2026年部门预算表", True),
        ("一、收入决算情况说明", True),
        ("（二）政府采购支出情况", True),
        ("（七）“三公”经费：是与市级财政有经费领拨关系的部门", False),
        ("一、财政拨款收入：指本级财政部门拨付的资金。", False),
        ("收入决算情况说明", False),
    ],
)
def test_headings_are_numbered_and_hold_no_sentence(text: str, heading: bool) -> None:
    assert is_heading(text) is heading


def test_long_lines_and_lines_that_end_a_clause_are_sentences() -> None:
    assert is_sentence("本表反映收支情况。")
    assert is_sentence("支" * 65)
    assert not is_sentence("收入支出决算总表")
