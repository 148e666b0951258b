"""What a column of amounts measures where no word of its head tells: sums and rows, the only column of a block, or nothing."""

from __future__ import annotations

import duckdb
import pytest

from benchmarks.recognition import load_seeds, model

STAFF = ["2080505", "机关事业单位基本养老保险缴费支出"]
HEALTH = ["2101101", "行政单位医疗"]
OTHER = ["2080199", "其他人力资源和社会保障管理事务支出"]
Rows = list[list[str]]


def columns(heads: list[str], rows: Rows, code: str = "budget_general_public_expenditure") -> list[tuple[str | None, str]]:
    """Measure of each column of amounts of a table, and what told it."""
    return report((code, heads, rows))[0]


def report(*tables: tuple[str, list[str], Rows]) -> list[list[tuple[str | None, str]]]:
    """The same for the tables of one report, each given by its code, heads and rows."""
    with duckdb.connect() as connection:
        load_seeds(connection)
        connection.execute("""
            create table t (document_id varchar, table_seq int, table_code varchar);
            create table h (document_id varchar, table_seq int, col_no int, header_path varchar[], printed_path varchar[], column_number varchar);
            create table c (document_id varchar, table_seq int, row_no int, col_no int, col_span int, text_squeezed varchar,
                printed_value decimal(38, 10));
        """)
        for seq, (code, heads, rows) in enumerate(tables, 1):
            connection.execute("insert into t values ('d', ?, ?)", [seq, code])
            for column, head in enumerate(heads, 1):
                connection.execute("insert into h values ('d', ?, ?, ?, ?, null)", [seq, column, head.split("/"), head.split("/")])
            for row, cells in enumerate(rows, 2):
                for column, text in enumerate(cells, 1):
                    if text:
                        connection.execute(
                            "insert into c values ('d', ?, ?, ?, 1, ?, try_cast(? as decimal(38, 10)))", [seq, row, column, text, text]
                        )
        for name in ("int_column_words", "int_column_sums", "int_column"):
            model(connection, name, {"int_table": "t", "stg_headers": "h", "stg_cells": "c"})
        found = connection.execute("select table_seq, measure_code, recognised_by from int_column where role = 'value' order by table_seq, col_no")
        told = found.fetchall()
        return [[(measure, by) for seq, measure, by in told if seq == number] for number in range(1, len(tables) + 1)]


ROWS: Rows = [["", "合计", "16.00", "6.00", "10.00"], [*STAFF, "4.00", "4.00", ""], [*HEALTH, "2.00", "2.00", ""], [*OTHER, "10.00", "", "10.00"]]


def test_ordinary_wording_is_read_by_words() -> None:
    found = columns(["科目编码", "科目名称", "预算安排", "人员及公用", "专项事业"], ROWS)
    assert found == [("total", "words"), ("basic_expenditure", "words"), ("project_expenditure", "words")]


def test_unknown_heads_are_told_by_sums_and_by_the_rows_of_staff() -> None:
    found = columns(["科目编码", "科目名称", "甲类", "乙类", "丙类"], ROWS)
    assert found == [("total", "sums"), ("basic_expenditure", "sums"), ("project_expenditure", "sums")]


def test_the_parts_are_told_whichever_comes_first() -> None:
    swapped = [[*row[:3], row[4], row[3]] for row in ROWS]
    found = columns(["科目编码", "科目名称", "甲类", "乙类", "丙类"], swapped)
    assert found == [("total", "sums"), ("project_expenditure", "sums"), ("basic_expenditure", "sums")]


def test_without_rows_of_staff_only_the_total_is_told() -> None:
    rows = [["", "合计", "9.00", "3.00", "6.00"], [*OTHER, "9.00", "3.00", "6.00"], ["2080101", "行政运行", "9.00", "3.00", "6.00"]]
    found = columns(["科目编码", "科目名称", "甲类", "乙类", "丙类"], rows)
    assert found == [("total", "sums"), (None, "nothing"), (None, "nothing")]


def test_columns_that_do_not_add_up_stay_unknown() -> None:
    wrong = [*ROWS, ["2080101", "行政运行", "5.00", "1.00", "1.00"]]
    found = columns(["科目编码", "科目名称", "甲类", "乙类", "丙类"], wrong)
    assert found == [(None, "nothing")] * 3


def test_basic_expenditure_is_told_by_economic_classes() -> None:
    rows = [["", "合计", "9.00", "5.00", "4.00"], ["30101", "基本工资", "5.00", "5.00", ""], ["30201", "办公费", "4.00", "", "4.00"]]
    found = columns(["科目编码", "科目名称", "甲类", "乙类", "丙类"], rows, "budget_general_public_basic_expenditure")
    assert found == [("total", "sums"), ("personnel", "sums"), ("operating", "sums")]


@pytest.mark.parametrize(("code", "told"), [("budget_general_public_basic_expenditure", ("total", "contents")), ("unrecognised", (None, "nothing"))])
def test_the_only_column_of_amounts_holds_them(code: str, told: tuple[str | None, str]) -> None:
    assert columns(["科目编码", "科目名称", "甲类"], [["30101", "基本工资", "5.00"], ["30201", "办公费", "4.00"]], code) == [told]


def test_the_only_column_of_each_side_holds_the_amounts() -> None:
    found = columns(
        ["收入/项目", "收入/甲类", "支出/项目", "支出/甲类"], [["一般公共预算", "5.00", "教育支出", "5.00"]], "budget_income_expenditure_summary"
    )
    assert found == [("total", "contents"), ("total", "contents")]


@pytest.mark.parametrize(
    ("head", "in_expenditure", "in_income"),
    [
        ("单位资金/事业收入", "amount", "service_income"),
        ("单位资金/上级补助收入", "amount", "superior_subsidy"),
        ("单位资金/事业单位经营收入", "amount", "business_income"),
        ("其他资金", "amount", "other_income"),
        ("单位资金/其他收入", "amount", "other_income"),
        ("经营支出", "business_expenditure", "business_expenditure"),
    ],
)
def test_what_an_expenditure_is_paid_from_is_no_income(head: str, in_expenditure: str, in_income: str) -> None:
    rows = [[*OTHER, "9.00", "3.00"], ["2080101", "行政运行", "8.00", "3.00"]]
    for code, measure in (("budget_project", in_expenditure), ("budget_basic_expenditure", in_expenditure), ("budget_income", in_income)):
        assert columns(["科目编码", "科目名称", "合计", head], rows, code) == [("total", "words"), (measure, "words")]


@pytest.mark.parametrize(
    ("head", "measure"),
    [
        ("基本支出预算/小计", "basic_expenditure"),
        ("项目支出预算/小计", "project_expenditure"),
        ("2022/项目支出/业务经费", "project_expenditure"),
        ("部门预算/公共预算拨款/小计", "amount"),
        ("2022年", "total"),
        ("2022比2021", "total"),
        ("上年实户资金余额", "carry_over_opening"),
    ],
)
def test_heads_say_what_a_column_measures(head: str, measure: str) -> None:
    rows = [[*OTHER, "9.00", "3.00"], ["2080101", "行政运行", "8.00", "3.00"]]
    assert columns(["科目编码", "科目名称", "合计", head], rows, "budget_expenditure")[1] == (measure, "words")


def test_a_total_is_the_sum_of_all_columns_behind_it_and_the_part_that_is_left_has_its_name_from_the_other() -> None:
    heads = ["科目编码", "科目名称", "甲类", "基本支出", "乙类", "上缴上级支出", "经营支出"]
    rows = [["", "合计", "17.00", "6.00", "10.00", "1.00"], [*OTHER, "11.00", "", "10.00", "1.00"], [*STAFF, "6.00", "6.00"]]
    assert columns(heads, rows, "budget_expenditure")[:3] == [("total", "sums"), ("basic_expenditure", "words"), ("project_expenditure", "sums")]
    assert columns(heads, [*rows, [*HEALTH, "5.00", "1.00"]], "budget_expenditure")[0] == (None, "nothing")


def test_parts_of_a_subtotal_are_counted_once() -> None:
    heads = ["科目编码", "科目名称", "甲类", "基本支出/小计", "基本支出/人员经费", "基本支出/乙类", "项目支出"]
    rows = [["", "合计", "16.00", "6.00", "4.00", "2.00", "10.00"], [*OTHER, "12.00", "2.00", "", "2.00", "10.00"], [*STAFF, "4.00", "4.00", "4.00"]]
    found = columns(heads, rows)
    assert [measure for measure, _ in found] == ["total", "basic_expenditure", "personnel", "operating", "project_expenditure"]


@pytest.mark.parametrize("known", ["人员经费", "公用经费"])
def test_one_part_of_basic_expenditure_tells_the_other(known: str) -> None:
    heads = ["科目编码", "科目名称", "合计", "基本支出合计", *("甲类" if head != known else head for head in ("人员经费", "公用经费")), "项目支出"]
    rows = [["", "合计", "16.00", "6.00", "4.00", "2.00", "10.00"], [*OTHER, "16.00", "6.00", "4.00", "2.00", "10.00"]]
    assert [measure for measure, _ in columns(heads, rows)[2:4]] == ["personnel", "operating"]


def test_what_is_left_when_another_table_tells_the_other_part() -> None:
    heads = ["科目编码", "科目名称", "合计", "甲类", "乙类", "上缴上级支出"]
    rows = [["", "合计", "9.00", "3.00", "6.00"], [*OTHER, "8.00", "2.00", "6.00"], ["2080101", "行政运行", "1.00", "1.00", ""]]
    other = ("budget_government_fund", ["科目编码", "科目名称", "合计", "基本支出", "乙类"], [["2120803", "城市建设支出", "5.00", "1.00", "4.00"], ["2120804", "农村基础设施建设支出", "1.00", "", "1.00"]])
    found, _ = report(("budget_expenditure", heads, rows), other)
    assert found[1:3] == [("basic_expenditure", "report"), ("project_expenditure", "report")]


def test_the_sides_of_a_summary_have_totals_of_their_own() -> None:
    heads = ["收入/项目", "收入/预算数", "支出/项目", "支出/甲类", "支出/一般公共预算", "支出/政府性基金预算"]
    rows = [["本年收入", "9.00", "教育支出", "7.00", "4.00", "3.00"], ["上年结转", "", "本年支出", "9.00", "6.00", "3.00"]]
    assert columns(heads, rows, "budget_fiscal_appropriation_summary")[1] == ("total", "sums")


def test_a_head_means_the_same_in_every_table_of_a_report() -> None:
    heads = ["科目编码", "科目名称", "甲类", "乙类", "丙类"]
    fund = [["2120803", "城市建设支出", "3.00", "0.00", "3.00"]]
    _, funds = report(("budget_general_public_expenditure", heads, ROWS), ("budget_government_fund", heads, fund))
    assert funds == [("total", "report"), ("basic_expenditure", "report"), ("project_expenditure", "report")]


def test_a_head_that_stands_over_several_columns_means_nothing_elsewhere() -> None:
    heads = ["科目编码", "科目名称", "合计", "甲类/数额", "乙类/数额"]
    fund = [["2120803", "城市建设支出", "3.00", "0.00", "3.00"]]
    general, funds = report(("budget_general_public_expenditure", heads, ROWS), ("budget_government_fund", heads, fund))
    assert general[1:] == [("basic_expenditure", "sums"), ("project_expenditure", "sums")]
    assert funds[1:] == [(None, "nothing"), (None, "nothing")]


def test_the_table_of_basic_expenditure_tells_which_part_it_is() -> None:
    heads = ["科目编码", "科目名称", "合计", "甲类", "乙类"]
    rows = [["", "合计", "9.00", "3.00", "6.00"], [*OTHER, "8.00", "2.00", "6.00"], ["2080101", "行政运行", "1.00", "1.00", ""]]
    basic = ("budget_general_public_basic_expenditure", ["科目编码", "科目名称", "合计"], [["", "合计", "3.00"], ["30101", "基本工资", "3.00"]])
    found, _ = report(("budget_general_public_expenditure", heads, rows), basic)
    assert found[1:] == [("basic_expenditure", "sums"), ("project_expenditure", "sums")]
