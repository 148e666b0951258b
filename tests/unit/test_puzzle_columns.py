"""Readings of rows: what the sums across a row and over the rows leave open, and what they decide."""

import pytest

from extract.exports.puzzle import OpenRow, OpenRows, readings, settle, shared_columns
from extract.exports.templates import Column, Form, Link, Sum, find_form, load_forms, match_form, row_links, row_sums

TOTAL = Sum(0, ((1, 1), (1, 2), (1, 3)))


def test_a_figure_that_equals_the_total_may_stand_in_any_part() -> None:
    assert readings([5, 5], 4, [TOTAL]) == [(0, 1), (0, 2), (0, 3)]


def test_the_order_of_print_decides_where_the_parts_differ_in_number() -> None:
    assert readings([5, 2, 3], 3, [Sum(0, ((1, 1), (1, 2)))]) == [(0, 1, 2)]
    assert readings([5, 2, 2], 3, [Sum(0, ((1, 1), (1, 2)))]) == []


def test_rounding_is_allowed_only_where_asked_for() -> None:
    assert readings([100, 33, 66], 3, [Sum(0, ((1, 1), (1, 2)))]) == []
    assert readings([100, 33, 66], 3, [Sum(0, ((1, 1), (1, 2)))], slack=1) == [(0, 1, 2)]


def test_a_row_with_more_figures_than_columns_has_no_reading() -> None:
    assert readings([1, 2, 3], 2, []) == []


def table(rows: list[list[int]], links: list[Link]) -> OpenRows:
    return OpenRows(4, [OpenRow(row, readings(row, 4, [TOTAL])) for row in rows], [TOTAL], links)


def test_the_total_of_a_class_decides_its_items() -> None:
    problem = table([[9, 4, 5], [4, 4], [5, 5]], [Link(0, [1, 2])])
    assert settle(problem) == []
    assert len(problem.rows[0].readings) == 3  # which two of the three columns is open
    problem.rows[0].readings = [(0, 1, 3)]
    settle(problem)
    assert [row.readings for row in problem.rows] == [[(0, 1, 3)], [(0, 1)], [(0, 3)]]


def test_a_sum_that_nothing_satisfies_is_reported_and_left_out() -> None:
    problem = table([[90, 90], [40, 40], [40, 40]], [Link(0, [1, 2])])
    assert [link.parent for link in settle(problem)] == [0]
    assert all(len(row.readings) == 3 for row in problem.rows)


def test_a_broken_sum_forces_no_cell_and_the_sums_below_it_still_count() -> None:
    """The class is what its items make; the total, which misses it, is left out."""
    problem = table([[90, 90], [9, 4, 5], [4, 4], [5, 5]], [Link(0, [1]), Link(1, [2, 3])])
    problem.rows[1].readings = [(0, 1, 3)]
    assert [link.parent for link in settle(problem)] == [0]
    assert [row.readings for row in problem.rows[1:]] == [[(0, 1, 3)], [(0, 1)], [(0, 3)]]
    assert len(problem.rows[0].readings) == 3


def test_a_sum_that_is_missed_by_rounding_still_narrows() -> None:
    problem = table([[101, 51, 50], [50, 50], [50, 50]], [Link(0, [1, 2])])
    problem.rows[0].readings = [(0, 1, 2)]
    assert settle(problem) == []
    assert problem.rows[1].readings == problem.rows[2].readings == [(0, 1), (0, 2)]


def test_parts_that_add_up_by_chance_say_nothing() -> None:
    """Of 3 ** 10 ways to read ten parts some make any total."""
    parts = [[10**at] * 2 for at in range(10)]
    whole = table([[1111111111] * 2, *parts], [Link(0, list(range(1, 11)))])
    whole.rows[0].readings = [(0, 1)]
    few = OpenRows(4, whole.rows[:9], whole.sums, [Link(0, list(range(1, 9)))])
    few.rows[0] = OpenRow([11111111] * 2, [(0, 1)])
    settle(few)
    assert all(row.readings == [(0, 1)] for row in few.rows)
    mixed = [[10**at] * 2 for at in range(10)]
    many = table([[1111111111, 555555555, 555555556], *mixed], [Link(0, list(range(1, 11)))])
    settle(many)
    assert all(len(row.readings) == 3 for row in many.rows[1:])


def test_figures_that_share_places_share_their_columns() -> None:
    allowed: list[set[tuple[int, ...]]] = [{(0, 1), (0, 2)}, {(0, 2), (0, 3)}]
    assert shared_columns([[0, 1], [0, 1]], 2, 4, allowed) == [{0: (0, 2), 1: (0, 2)}]
    assert shared_columns([[0, 1]], 5, 4, allowed) == []


def columns(*paths: str) -> list[Column]:
    return [Column("value", tuple(path.split("/"))) for path in paths]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("合计", "基本支出", "项目支出"), [(0, [1, 2])]),
        (("合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"), [(1, [2, 3]), (0, [1, 4])]),
        (
            ("三公经费合计", "因公出国(境)费", "公务用车/小计", "公务用车/购置费", "公务用车/运行费", "公务接待费"),
            [(2, [3, 4]), (0, [1, 2, 5])],
        ),
        (("合计", "因公出国(境)费", "公务接待费", "会议费"), [(0, [1, 2])]),
        (("年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "年末结转和结余"), [(2, [3]), (4, [0, 1, 2])]),
        (("三公/合计/预算数", "三公/合计/决算数", "三公/接待费/预算数", "三公/接待费/决算数"), [(0, [2]), (1, [3])]),
        (("合计", "基本支出", "项目支出", "其中/上缴上级支出"), [(0, [1, 2])]),
        (("小计", "其中:基本支出", "项目支出"), [(0, [1, 2])]),
        (("预算数",), []),
        (("总计/一般公共预算", "总计/政府性基金", "接待费/一般公共预算", "接待费/政府性基金"), [(0, [2]), (1, [3])]),
    ],
)
def test_sums_are_read_from_the_heads(paths: tuple[str, ...], expected: list[tuple[int, list[int]]]) -> None:
    assert [(rule.total, [column for _, column in rule.parts]) for rule in row_sums(columns(*paths))] == expected


def test_codes_add_up_by_their_beginnings_and_the_highest_to_the_total() -> None:
    links = row_links(["教育支出", "进修及培训", "培训支出", "住房保障支出", "合计"], ["205", "20508", "2050803", "221", ""])
    assert sorted((link.parent, link.children) for link in links) == [(0, [1]), (1, [2]), (4, [0, 3])]


def test_a_header_is_known_by_its_words_in_any_order() -> None:
    header = "项目本年支出合计基本支出项目支出上缴上级支出经营支出对附属单位补助支出功能分类科目编码科目名称类款项"
    match = find_form("final_expenditure", header)
    assert match is not None
    assert match.score == 1.0
    assert [column.path[-1] for column in match.form.columns if column.is_value] == [
        "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出",
    ]  # fmt: skip


def test_a_head_worded_differently_is_landed_as_printed() -> None:
    form = Form("final_three_public", tuple(columns("合计", "公务用车购置及运行费")))
    match = match_form(form, "合计公务用车购置及运行维护费")
    assert [column.path for column in match.form.columns] == [("合计",), ("公务用车购置及运行维护费",)]


def test_a_header_of_other_words_has_no_form() -> None:
    assert find_form("final_income", "姓名性别出生年月籍贯民族") is None


def test_every_form_has_columns_of_known_roles() -> None:
    for form in load_forms():
        assert any(column.is_value for column in form.columns), form
        assert form.blocks[0][0] == 0
