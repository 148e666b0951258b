"""What a table is, from all that speaks for it: each kind of evidence deciding, and each where it does not decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import duckdb
import pytest

from benchmarks.recognition import load_seeds, recognise

TWO_SIDES = ["收入/项目", "收入/预算数", "支出/项目", "支出/预算数"]
BY_FUNCTION = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
INCOME = [
    "科目编码",
    "科目名称",
    "收入总计",
    "财政拨款收入",
    "财政专户管理资金",
    "事业收入",
    "上级补助收入",
    "附属单位上缴收入",
    "其他收入",
]
EXPENDITURE = ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "事业单位经营支出", "上缴上级支出", "对附属单位补助支出"]
BASIC = ["科目编码", "科目名称", "本年一般公共预算基本支出/合计", "本年一般公共预算基本支出/人员经费", "本年一般公共预算基本支出/公用经费"]
STAFF = [["2080505", "机关事业单位基本养老保险缴费支出", "1.00", "1.00", ""], ["2101101", "行政单位医疗", "2.00", "2.00", ""]]
FUNDS = [["2120801", "征地和拆迁补偿支出", "3.00", "", "3.00"], ["2120802", "土地开发支出", "3.00", "", "3.00"]]
ALL_SOURCES = [["一、一般公共预算拨款收入", "5.00", "一、一般公共服务支出", "5.00"], ["二、事业收入", "1.00", "二、教育支出", "1.00"]]
APPROPRIATIONS = [["一、一般公共预算拨款", "5.00", "一、一般公共服务支出", "5.00"], ["二、政府性基金预算拨款", "", "二、教育支出", ""]]
FORM = [
    ["项目名称", "信息系统运行"],
    ["年度目标", "保障运行"],
    ["产出指标", "数量指标"],
    ["效益指标", "社会效益指标"],
    ["满意度指标", "≥95%"],
]


@dataclass
class Table:
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    title: str | None = ""
    section: str = ""
    lines: list[str] = field(default_factory=list)  # text above it
    notes: list[str] = field(default_factory=list)  # below it
    page: int | None = None  # its place among the others where None
    header_rows: int = 1


@dataclass
class Found:
    code: str
    by: str
    confidence: Decimal
    candidates: list[str]


def found(*tables: Table, kind: str = "budget") -> list[Found]:
    """The tables of one document, one a page, as the models recognise them."""
    with duckdb.connect() as connection:
        load_seeds(connection)
        connection.execute("""
            create table t (document_id varchar, table_seq int, first_page int, last_page int, title varchar, title_squeezed varchar,
                section varchar, header_row_count int, column_count int, read_method varchar);
            create table h (document_id varchar, table_seq int, col_no int, header_path varchar[]);
            create table c (document_id varchar, table_seq int, page_no int, row_no int, col_no int, top double, bottom double,
                text_squeezed varchar, printed_value decimal(38, 10));
            create table n (document_id varchar, table_seq int, position varchar, seq int, text_squeezed varchar);
            create table p (document_id varchar, page_no int, seq int, text_squeezed varchar, top double, bottom double);
            create table e (document_id varchar, table_seq int, page_no int, top double, bottom double);
            create table k (document_id varchar, report_kind varchar);
        """)
        connection.execute("insert into k values ('d', ?)", [kind])
        for seq, table in enumerate(tables, 1):
            page = table.page or seq
            connection.execute(
                "insert into t values ('d', ?, ?, ?, ?, ?, ?, ?, ?, 'ruled')",
                [seq, page, page, table.title, table.title, table.section or None, table.header_rows, len(table.heads) or 2],
            )
            connection.execute("insert into e values ('d', ?, ?, 100, 500)", [seq, page])
            for column, head in enumerate(table.heads, 1):
                connection.execute("insert into h values ('d', ?, ?, ?)", [seq, column, head.split("/")])
            for row, cells in enumerate(table.rows, 1 + table.header_rows):
                for column, text in enumerate(cells, 1):
                    if text:
                        top = 100.0 + 10 * row
                        connection.execute(
                            "insert into c values ('d', ?, ?, ?, ?, ?, ?, ?, try_cast(? as decimal(38, 10)))",
                            [seq, page, row, column, top, top + 8, text, text],
                        )
            for number, text in enumerate(table.lines, 1):
                connection.execute("insert into p values ('d', ?, ?, ?, ?, ?)", [page, number, text, 10.0 * number, 10.0 * number + 8])
            for number, text in enumerate(table.notes, 1):
                connection.execute("insert into n values ('d', ?, 'below', ?, ?)", [seq, number, text])
        relations = {
            "stg_tables": "t",
            "stg_headers": "h",
            "stg_cells": "c",
            "stg_notes": "n",
            "stg_paragraphs": "p",
            "stg_table_places": "e",
        }
        recognise(connection, {**relations, "int_document_kind": "k"})
        rows = connection.execute(
            "select table_code, recognised_by, recognition_confidence, candidates from int_table_code order by table_seq"
        ).fetchall()
        return [Found(*row) for row in rows]


def test_the_title_decides_or_else_the_heading_above() -> None:
    income, expenditure, summary, other = found(
        Table(title="某局2023年收入决算表"),
        Table(title="支出决算表"),
        Table(section="六、收入支出决算总表"),
        Table(title="某某局内设机构一览表", heads=["金额(万元)"]),
        kind="final_accounts",
    )
    assert (income.code, income.by, income.confidence) == ("final_income", "title", 1)
    assert (expenditure.code, expenditure.by) == ("final_expenditure", "title")
    assert (summary.code, summary.by) == ("final_income_expenditure_summary", "section")
    assert (other.code, other.by, other.confidence) == ("unrecognised", "nothing", 0)


def test_a_title_in_the_line_above_where_the_name_of_the_body_took_its_place() -> None:
    (one,) = found(
        Table(title="507-某某委员会", heads=["科目编码", "科目名称", "项目支出"], lines=["表09", "2026年市级部门国有资本经营预算支出表"])
    )
    assert (one.code, one.by) == ("budget_state_capital", "line")


def test_a_title_broken_over_two_lines() -> None:
    (one,) = found(Table(heads=["科目", "金额"], lines=["2026年一般公共预算财政", "拨款基本支出表"]))
    assert (one.code, one.by) == ("budget_general_public_basic_expenditure", "line")


def test_a_sentence_above_is_no_title() -> None:
    (one,) = found(Table(heads=["事项", "内容"], rows=[["甲", "乙"]], lines=["本年收支情况，详见收支总表"]))
    assert one.code == "unrecognised"


def test_a_title_inside_the_grid() -> None:
    (one,) = found(Table(heads=["收入预算总表/项目", "收入预算总表/金额"], rows=[["合计", "1.00"]]))
    assert (one.code, one.by) == ("budget_income", "inside")


@pytest.mark.parametrize(
    ("heads", "rows", "code"),
    [
        (INCOME, STAFF, "budget_income"),
        (EXPENDITURE, STAFF, "budget_expenditure"),
        (
            BASIC,
            [["30101", "基本工资", "1.00", "1.00", ""], ["30201", "办公费", "1.00", "", "1.00"]],
            "budget_general_public_basic_expenditure",
        ),
        (["“三公”经费合计", "因公出国(境)费", "公务接待费", "公务用车购置费"], [["1", "", "1", ""]], "budget_three_public"),
        (TWO_SIDES, ALL_SOURCES, "budget_income_expenditure_summary"),
        (TWO_SIDES, APPROPRIATIONS, "budget_fiscal_appropriation_summary"),
        (BY_FUNCTION, FUNDS, "budget_government_fund"),
    ],
)
def test_a_table_without_title_is_what_it_holds(heads: list[str], rows: list[list[str]], code: str) -> None:
    (one,) = found(Table(heads=heads, rows=rows))
    assert one.code == code and one.by in ("header", "rows")


def test_a_table_by_function_that_names_no_fund_may_be_several() -> None:
    (one,) = found(Table(heads=BY_FUNCTION, rows=STAFF))
    assert (one.code, one.by) == ("unrecognised", "nothing")
    assert "budget_general_public_expenditure" in one.candidates and "budget_government_fund" not in one.candidates


def test_its_place_between_known_tables_tells_the_fund() -> None:
    before = Table(heads=TWO_SIDES, title="财政拨款收支总表")
    behind = Table(title="一般公共预算基本支出表")
    _, one, _ = found(before, Table(heads=BY_FUNCTION, rows=STAFF), behind)
    assert (one.code, one.by) == ("budget_general_public_expenditure", "order")


CONTENTS = ["一、收支总表", "二、收入总表", "三、支出总表", "四、财政拨款收支总表", "五、一般公共预算支出表"]


def test_the_contents_of_the_document_tell_in_which_order_its_tables_stand() -> None:
    """However unusual it is; an entry of the contents is the title of no table, nor does a table stand for it that holds something else."""
    contents = ["目录", "一、项目支出表", "二、一般公共预算支出表", "三、收入总表"]
    projects = Table(heads=["项目名称", "甲类", "一般公共预算"], rows=[["业务培训项目", "1.00", "1.00"]], lines=contents)
    by_function = Table(heads=BY_FUNCTION, rows=STAFF)
    found_codes = [one.code for one in found(projects, by_function, Table(heads=INCOME, rows=STAFF))]
    assert found_codes == ["budget_project", "budget_general_public_expenditure", "budget_income"]
    (alone,) = found(Table(heads=["科室", "电话"], rows=[["办公室", "电话"]], lines=CONTENTS))
    assert alone.code == "unrecognised"


def test_classes_that_cost_what_a_summary_says_are_of_its_budget() -> None:
    rows = [["一、教育支出", "7.00", "4.00", "3.00"], ["二、住房保障支出", "2.00", "2.00", ""], ["本年支出合计", "9.00", "6.00", "3.00"]]
    summary = Table(heads=["支出/项目", "支出/合计", "支出/一般公共预算", "支出/政府性基金预算"], rows=rows)
    heads = ["科目编码", "科目名称", "甲年", "乙年"]
    general = Table(heads=heads, rows=[["205", "教育支出", "1.00", "4.00"], ["221", "住房保障支出", "", "2.00"], ["2210201", "住房公积金", "", "2.00"]])
    every = Table(heads=heads, rows=[["205", "教育支出", "1.00", "7.00"], ["221", "住房保障支出", "", "2.00"], ["2210201", "住房公积金", "", "2.00"]])
    assert [one.code for one in found(summary, general)[1:]] == ["budget_general_public_expenditure"]
    assert [one.code for one in found(summary, every)[1:]] == ["budget_fiscal_appropriation_expenditure"]


def test_the_one_table_that_may_be_of_the_general_public_budget_is() -> None:
    """Where its classes cost what the summary says; without that it may be one of all appropriations, and so may two."""
    rows = [["一、社会保障和就业支出", "1.00", "1.00"], ["二、卫生健康支出", "2.00", "2.00"]]
    summary = Table(title="财政拨款收支总表", heads=["支出/项目", "支出/合计", "支出/一般公共预算"], rows=rows)
    classes = [["208", "社会保障和就业支出", "1.00", "1.00"], ["210", "卫生健康支出", "2.00", "2.00"], *STAFF]
    basic = Table(heads=["科目", "预算数"], rows=[["301-工资福利支出", "1.00"], ["302-商品和服务支出", "2.00"], ["30201-办公费", "2.00"]])
    one = Table(heads=BY_FUNCTION, rows=classes)
    _, general, economic = found(summary, one, basic)
    assert (general.code, economic.code) == ("budget_general_public_expenditure", "budget_general_public_basic_expenditure")
    assert found(summary, Table(heads=BY_FUNCTION, rows=STAFF))[1].code == "unrecognised"
    assert [table.code for table in found(summary, one, one)[1:]] == ["unrecognised", "unrecognised"]


def test_rows_that_are_numbered_keep_their_codes() -> None:
    rows = [[str(number), code, name, "1.00"] for number, (code, name) in enumerate([["2120801", "征地和拆迁补偿支出"]] * 12, 1)]
    (one,) = found(Table(heads=["序号", *BY_FUNCTION[:3]], rows=rows, notes=["注:本部门没有政府性基金预算支出"]))
    assert one.code == "budget_government_fund"


def test_whole_numbers_behind_the_words_of_a_row_are_no_part_of_its_code() -> None:
    rows = [["229", "其他支出", "256", "256"], ["22960", "彩票公益金安排的支出", "256", "256"], ["2296003", "用于体育事业的彩票公益金支出", "256", "256"]]
    (one,) = found(Table(heads=[*BY_FUNCTION[:3], "项目支出"], rows=rows, notes=["注:本部门没有政府性基金预算支出"]))
    assert one.code == "budget_government_fund"


def test_its_place_alone_tells_nothing() -> None:
    _, one, _ = found(
        Table(title="财政拨款收支总表"), Table(heads=["科室", "电话"], rows=[["办公室", "电话"]]), Table(title="一般公共预算基本支出表")
    )
    assert one.code == "unrecognised"


def test_a_note_says_which_fund_there_is_none_of() -> None:
    (one,) = found(Table(heads=BY_FUNCTION, notes=["注:本部门2026年没有政府性基金预算支出"]))
    assert (one.code, one.by) == ("budget_government_fund", "notes")
    (other,) = found(Table(heads=BY_FUNCTION))
    assert other.code == "unrecognised"


def test_lines_of_three_public_among_economic_classes_make_no_table_of_three_public() -> None:
    rows = [
        ["30212", "因公出国(境)费用", "1.00"],
        ["30217", "公务接待费", "1.00"],
        ["30201", "办公费", "1.00"],
        ["30231", "公务用车运行维护费", "1"],
    ]
    (one,) = found(Table(heads=["科目编码", "科目名称", "预算数"], rows=rows))
    assert one.code == "unrecognised" and "budget_three_public" not in one.candidates


def test_a_form_without_title_is_of_the_kind_of_the_form_before() -> None:
    titled = Table(title="专项资金绩效目标表", rows=FORM, header_rows=0)
    again = Table(rows=FORM, header_rows=0)
    tail = Table(rows=[["", "时效指标", "100%"]], header_rows=0)
    _, second, third = found(titled, again, tail)
    assert (second.code, second.by) == ("budget_special_fund_performance_target", "again")
    assert (third.code, third.by) == ("budget_special_fund_performance_target", "continued")


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("专项资金绩效目标表", "budget_special_fund_performance_target"),
        ("对下转移支付绩效目标表", "budget_transfer_performance_target"),
        ("重点项目绩效目标表", "budget_key_project_performance_target"),
        ("部门整体支出绩效目标表", "budget_overall_performance_target"),
        ("项目支出绩效自评表", "project_performance_self_evaluation"),
    ],
)
def test_a_form_whose_next_page_repeats_heads_and_indicators_goes_on(title: str, code: str) -> None:
    """Heads and indicators are those of targets of projects too: they do not tell the rest of a form from one of these."""
    rest = Table(heads=["一级指标", "二级指标", "三级指标", "指标值"], rows=[["产出指标", "数量指标", "次数", "1"], ["", "质量指标", "合格", "1"]])
    form, second, third = found(Table(title=title, rows=FORM, header_rows=0), rest, rest)
    assert form.code == code
    assert [(page.code, page.by) for page in (second, third)] == [(code, "continued")] * 2


def test_scores_behind_a_form_of_targets_are_no_rest_of_it() -> None:
    scores = Table(heads=["一级指标", "二级指标", "三级指标", "实际完成值", "得分"], rows=[["产出指标", "数量指标", "次数", "1", "10"]])
    _, second = found(Table(title="专项资金绩效目标表", rows=FORM, header_rows=0), scores)
    assert second.code == "project_performance_self_evaluation"


def test_a_form_pages_away_from_any_other_is_what_it_holds() -> None:
    _, one = found(Table(title="专项资金绩效目标表", rows=FORM, header_rows=0), Table(rows=FORM, header_rows=0, page=9))
    assert one.code == "budget_project_performance_target"


def test_half_a_title_that_names_another_table_is_no_title() -> None:
    heads = ["科目编码", "科目名称", "政府性基金预算支出/合计", "政府性基金预算支出/基本支出", "政府性基金预算支出/项目支出"]
    whole, half = found(Table(heads=EXPENDITURE, rows=STAFF, title="2026年部门支出总表"), Table(heads=heads, rows=FUNDS, title="支出总表"))
    assert (whole.code, whole.by) == ("budget_expenditure", "title")
    assert half.code == "budget_government_fund" and half.by != "title"


def test_a_whole_title_that_no_rule_knows_asks_for_more() -> None:
    rows = [["一、一般公共预算拨款", "5.00", "一、一般公共服务支出", "5.00"]]
    (one,) = found(Table(heads=TWO_SIDES, rows=rows, title="某某专户存款余额调节表"))
    assert one.code == "unrecognised" and one.candidates[0] == "budget_fiscal_appropriation_summary"


def test_a_grid_without_title_behind_a_performance_form_is_the_rest_of_it() -> None:
    """Whatever the heading of the part would say; behind another heading, after pages without it, or with a title of its own it is not."""
    part, other = "八、项目支出预算表", "九、部门预算支出总表"
    tables = [
        Table(page=7, title="项目支出绩效目标表", section=part),
        Table(page=8, section=part),
        Table(page=9, title=None, section=part),
        Table(page=9, section=other),
        Table(page=12, section=other),
        Table(page=13, title="部门预算收入总表", section=other),
        Table(page=13, section="第四部分"),
    ]
    for table in tables:
        table.heads = ["项目"]
    form = "budget_project_performance_target"
    assert [one.code for one in found(*tables)] == [form, form, form, "budget_expenditure", "budget_expenditure", "budget_income", "unrecognised"]
