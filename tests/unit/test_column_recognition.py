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
    with duckdb.connect() as connection:
        load_seeds(connection)
        connection.execute("""
            create table t as select 'd' as document_id, 1 as table_seq, ''::varchar as table_code;
            create table h (document_id varchar, table_seq int, col_no int, header_path varchar[], printed_path varchar[], column_number varchar);
            create table c (document_id varchar, table_seq int, row_no int, col_no int, col_span int, text_squeezed varchar,
                printed_value decimal(38, 10));
        """)
        connection.execute("update t set table_code = ?", [code])
        for column, head in enumerate(heads, 1):
            connection.execute("insert into h values ('d', 1, ?, ?, ?, null)", [column, head.split("/"), head.split("/")])
        for row, cells in enumerate(rows, 2):
            for column, text in enumerate(cells, 1):
                if text:
                    connection.execute("insert into c values ('d', 1, ?, ?, 1, ?, try_cast(? as decimal(38, 10)))", [row, column, text, text])
        for name in ("int_column_words", "int_column_sums", "int_column"):
            model(connection, name, {"int_table": "t", "stg_headers": "h", "stg_cells": "c"})
        return connection.execute("select measure_code, recognised_by from int_column where role = 'value' order by col_no").fetchall()


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
        ("2022年", "total"),
        ("2022比2021", "total"),
        ("上年实户资金余额", "carry_over_opening"),
    ],
)
def test_heads_say_what_a_column_measures(head: str, measure: str) -> None:
    rows = [[*OTHER, "9.00", "3.00"], ["2080101", "行政运行", "8.00", "3.00"]]
    assert columns(["科目编码", "科目名称", "合计", head], rows, "budget_expenditure")[1] == (measure, "words")
