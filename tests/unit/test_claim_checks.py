"""Checks of running text and performance tables, each on a sentence that holds and on one that does not."""

from collections import Counter

import duckdb
import pytest

from extract import warehouse
from extract.paths import DataPaths
from tests.written import Table, Written, write_raw

Expected = dict[tuple[str, str], int]  # (identity, status): how often

BODY = "某某市交通运输管理局"

# Each stands on a page of its own, in a section of its own unless one is named before ¶.
BUDGET: dict[str, tuple[str, Expected]] = {
    "parts make the whole": (
        "政府采购¶政府采购预算49.5万元，其中：政府采购货物预算33.5万元、政府采购工程预算0万元、政府采购服务预算16万元。",
        {("text_parts_total", "exact"): 1},
    ),
    "parts do not make the whole": (
        "2026年政府采购预算总额0万元，其中：政府采购货物预算3456.6万元、政府采购工程预算0万元、政府采购服务预算4683.6万元。",
        {("text_parts_total", "violated"): 1},
    ),
    "a list behind 包括 is whole": (
        "某某站预算100万元，包括在职人员经费60万元、公用经费30万元、设备更新10万元。",
        {("text_parts_total", "exact"): 1},
    ),
    "a list behind 包括 that is not": (
        "某某站预算100.00万元，包括在职人员经费60.00万元、公用经费30.00万元、设备更新12.00万元。",
        {("text_parts_total", "violated"): 1},
    ),
    "a list that ends in 等 need not be whole": ("某某站预算100万元，包括在职人员经费60万元、公用经费30万元等。", {}),
    "vehicles by kind": ("共有车辆7辆，其中：机要通信用车1辆、应急保障用车2辆、其他用车3辆。", {("text_parts_total", "violated"): 1}),
    "a figure": ("机关运行经费¶机关运行经费预算171.01万元。", {}),
    "the same figure told otherwise": ("其他说明¶机关运行经费安排171.10万元。", {("text_told_twice", "violated"): 1}),
    "a change beside both amounts": (
        "2026年支出预算29956.27万元，比2025年年初预算数28479.84万元增加1476.73万元，增长5.18%。",
        {("text_change_amount", "violated"): 1, ("text_change_percent", "rounding"): 1},
    ),
    "the verb left out": (
        "物业费安排210.32万元，比上年1.43万元，增加0.68%。",
        {("text_change_percent", "violated"): 1},
    ),
    "a total told under two names": (
        "财政拨款收、支总预算3,210.10万元。与上年相比，财政拨款收、支总计各增加242.30万元，增长8.26%。",
        {("text_change_percent", "violated"): 1},
    ),
    "a rate in brackets": ("会议费8.6万元，较上年增加1.5万元（1.21%）。", {("text_change_percent", "violated"): 1}),
    "a percentage of nothing": ("培训费5.38万元，比上年增加5.38万元，增长100%。", {("text_zero_base", "violated"): 1}),
    "shares of the three public expenses": (
        "因公出国（境）费支出110.00万元，占“三公”经费的18.82%；公务用车购置及运行费支出317.80万元，占“三公”经费的54.38%；公务接待费支出156.55万元，占“三公”经费的26.72%。",
        {("text_share_percent", "violated"): 1, ("text_share_percent", "rounding"): 2},
    ),
    "a heading of last year": ("第三部分2025年度部门预算情况说明", {("text_names_year", "violated"): 1}),
    "a heading of another kind": ("第三部分2026年度部门决算情况说明", {("text_names_kind", "violated"): 1}),
    "a heading of another scope": ("第三部分2026年度单位预算情况说明", {("text_names_scope", "violated"): 1}),
    "a day to come": ("截至2026年12月31日，本部门共有车辆0辆。", {("text_names_day", "violated"): 1}),
    "a day gone by": ("截至2025年12月31日，本部门共有车辆0辆。", {("text_names_day", "exact"): 1}),
    "marks doubled": ("取得积极成效。。围绕上述任务。", {("text_residue", "violated"): 1}),
    "words doubled": ("较上年增加314.25万元万元。", {("text_residue", "violated"): 1}),
    "words that a wide gap parts": ("二级预算      预算数", {}),  # heads of a table, in a text export
    "alternatives left in": ("较上年增加（减少）的主要原因：厉行节约。", {("text_residue", "violated"): 1}),
    "no figure behind the colon": ("（一）收入预算：2026年。", {("text_residue", "violated"): 1}),
    "an empty value of a program": ("安排科学 null", {("text_residue", "violated"): 1}),
    "doubled characters that are right": ("明确目的的含义，增加新增家数，主要原因是：", {}),
    "the name of the body misspelt": ("负责单位：某某市交通运翰管理局。", {("text_names_body", "violated"): 1}),
    "the name of another body": ("协调某某市交通运输研究院、某某市道路运输管理局。", {}),
    "a subject that there is not": (
        "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位养老保险缴费支出（项）：反映缴费。",
        {("text_subject_exists", "violated"): 1},
    ),
    "a subject that there is": (
        "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）：反映缴费。",
        {("text_subject_exists", "exact"): 1},
    ),
}

FINAL: dict[str, tuple[str, Expected]] = {
    "said to be equal": (
        "行政单位医疗。年初预算为62.29万元，支出决算为60.99万元。决算数等于预算数的主要原因：贴合预期。",
        {("text_direction", "violated"): 1},
    ),
    "said to be less": (
        "住房公积金。年初预算为187.75万元，支出决算为187.19万元。决算数小于预算数的主要原因：贴合预期。",
        {("text_direction", "exact"): 1},
    ),
    "a day of the year before": ("截至2022年12月31日，本单位共有车辆0辆。", {("text_names_day", "violated"): 1}),
}

# Amounts of the text against tables.
TABLES: dict[str, tuple[str, Expected]] = {
    "procurement that the table denies": ("2026年政府采购预算0万元。", {("text_amount_in_table", "violated"): 1}),
    "income of a fund beside an expenditure with what was carried over": (
        "政府性基金预算拨款收入0.00万元。",
        {},
    ),
}

# A report with an amount in a table.
OTHERS: dict[str, tuple[str, Expected]] = {
    "shares of the three public expenses, whose total is told": (
        "“三公”经费支出预算750.00万元。其中，因公出国（境）费支出250.00万元，占“三公”经费的33.33%；公务用车购置及运行维护费支出0.00万元，占“三公”经费的0%；公务接待费支出500.00万元，占“三公”经费的66.67%。",
        {("text_share_percent", "rounding"): 2, ("text_share_percent", "exact"): 1, ("text_parts_total", "exact"): 1},
    ),
    "assets in another unit": ("固定资产金额302,475,975.31万元。", {("text_unit_of_assets", "violated"): 1}),
    "assets in their unit": ("固定资产金额30,247.60万元。", {("text_unit_of_assets", "exact"): 1}),
}


def _paragraphs(cases: dict[str, tuple[str, Expected]]) -> list[tuple[str, str, int]]:
    found = []
    for number, (text, _) in enumerate(cases.values(), 2):
        section, _, words = text.rpartition("¶")
        found.append((section or f"第{number}节", words, number))
    return found


REPORTS = [
    Written("b", f"{BODY}_2026_部门预算.pdf", f"{BODY}2026年部门预算", _paragraphs(BUDGET)),
    Written("f", "某某市道路养护中心_2023_单位决算.pdf", "某某市道路养护中心2023年度单位决算", _paragraphs(FINAL)),
    # Text and tables of one disclosure in two files.
    Written("t", "某某市水务管理局_2026_部门预算情况说明.pdf", "某某市水务管理局2026年部门预算", _paragraphs(TABLES)),
    Written(
        "u",
        "某某市水务管理局_2026_部门预算报表.pdf",
        "某某市水务管理局2026年部门预算",
        tables=[
            Table("2026年政府采购支出预算表", [["项目", "合计"]], [["合计", "29,837.96"], ["货物", "29,837.96"]], page_no=2),
            Table(
                "2026年政府性基金预算支出表",
                [["科目编码", "科目名称", "合计"]],
                [["", "合计", "8.46"], ["212", "城乡社区支出", "8.46"], ["21208", "国有土地使用权出让收入安排的支出", "8.46"]],
                page_no=3,
            ),
            Table("2026年国有资本经营预算支出表", [["科目编码", "科目名称", "合计"]], [["", "合计", ""]], page_no=4, note="注：本部门无国有资本经营预算，故本表为空表。"),
            Table("2026年收入预算总表", [["项目", "合计"]], [["合计", "279.00"]], page_no=5, note="注：本部门无收入预算，故本表无数据。"),
            Table("2026年支出预算总表", [["项目", "合计"]], [["合计", "279.00"]], page_no=6),
        ],
    ),
    Written(
        "w",
        "某某市林业管理局_2026_部门预算.pdf",
        "某某市林业管理局2026年部门预算",
        _paragraphs(OTHERS),
        [
            Table(
                "2026年支出预算总表",
                [["科目编码", "科目名称", "合计"]],
                [["", "合计", "27,900.73"], ["213", "农林水支出", "27,900.73"], ["21302", "林业和草原", "27,900.73"]],
                page_no=6,
            )
        ],
    ),
    # An amount of a subject, told otherwise than its table prints it; where figures of another table are flagged, one of them may be meant.
    *(
        Written(
            report,
            f"某某市{body}_2026_部门预算.pdf",
            f"某某市{body}2026年部门预算",
            [("一般公共预算支出情况", "教育支出（类）预算12.00万元，用于培训。", 2)],
            [
                Table("2026年一般公共预算支出表", [["科目编码", "科目名称", "合计"]], [["", "合计", "10.00"], ["205", "教育支出", "10.00"]], page_no=3),
                Table("2026年支出预算总表", [["项目", "合计"]], [["合计", "12.00"]], page_no=4, readings=readings),
            ],
        )
        for report, body, readings in (("c", "档案管理局", {}), ("d", "气象管理局", {(0, 1): [2, 3]}))
    ),
    # A level cell that begins on one page and prints its words on the next.
    Written(
        "p",
        "某某市园林管理局_2026_部门预算.pdf",
        "某某市园林管理局2026年部门预算",
        tables=[
            Table(
                "项目支出绩效目标表",
                [["一级指标", "二级指标", "三级指标", "指标值"]],
                [
                    ["产出指标", "数量指标", "植树数量", "≥10棵"],
                    [None, "时效指标", "完成时间", "12月底"],
                    [None, "", "养护费用", "≤5万元"],
                    ["", "成本指标", "补植费用", "≤2万元"],
                    ["效益指标", "社会效益指标", "公园数量", "≥3个"],
                ],
                page_no=2,
                unit_text=None,
                next_page_from=3,
                row_spans={(0, 0): 3},
            )
        ],
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    paths = DataPaths.of(tmp_path_factory.mktemp("checks") / "data")
    write_raw(paths.raw, REPORTS)
    warehouse.build(paths, tests=False)
    return paths


def _checks(paths: DataPaths, report: str, page: int) -> Counter[tuple[str, str]]:
    with duckdb.connect(str(paths.build_file), read_only=True) as connection:
        return Counter(
            connection.execute(
                "select identity_code, status from marts.fct_claim_check where report_id = ? and page_no = ? and status <> 'not_evaluable'",
                [report, page],
            ).fetchall()
        )


@pytest.mark.parametrize(
    ("report", "page", "expected"),
    [
        pytest.param(report, page, expected, id=name)
        for report, cases in (("b", BUDGET), ("f", FINAL), ("t", TABLES), ("w", OTHERS))
        for page, (name, (_, expected)) in enumerate(cases.items(), 2)
    ],
)
def test_check(built: DataPaths, report: str, page: int, expected: Expected) -> None:
    found = _checks(built, report, page)
    assert {key: count for key, count in found.items() if key[1] == "violated"} == {k: n for k, n in expected.items() if k[1] == "violated"}
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(("page", "status"), [(4, "exact"), (5, "violated")])
def test_a_note_of_an_empty_table_stands_under_one(built: DataPaths, page: int, status: str) -> None:
    assert _checks(built, "u", page)["text_empty_table", status] == 1


def test_an_instance_is_checked_once(built: DataPaths) -> None:
    with duckdb.connect(str(built.build_file), read_only=True) as connection:
        twice = connection.execute("select check_id from marts.fct_claim_check group by check_id having count(*) > 1").fetchall()
    assert twice == []


def test_a_verdict_has_its_reason_or_none(built: DataPaths) -> None:
    with duckdb.connect(str(built.build_file), read_only=True) as connection:
        wrong = connection.execute(
            "select identity_code, status, reason from marts.fct_claim_check where (status = 'not_evaluable') <> (reason is not null)"
        ).fetchall()
    assert wrong == []


def test_a_level_may_stand_behind_the_page_break(built: DataPaths) -> None:
    with duckdb.connect(str(built.build_file), read_only=True) as connection:
        levels = connection.execute(
            "select distinct indicator, level1, level2 from marts.fct_performance_indicator where report_id = 'p' and role = 'target' order by 1"
        ).fetchall()
    assert levels == [
        ("公园数量", "效益指标", "社会效益指标"),
        ("养护费用", "产出指标", "成本指标"),
        ("完成时间", "产出指标", "时效指标"),
        ("植树数量", "产出指标", "数量指标"),
        ("补植费用", "产出指标", "成本指标"),
    ]


@pytest.mark.parametrize(("report", "status"), [("c", "violated"), ("d", "not_evaluable")])
def test_a_subject_is_not_contradicted_beside_figures_that_may_be_meant(built: DataPaths, report: str, status: str) -> None:
    with duckdb.connect(str(built.build_file), read_only=True) as connection:
        found = connection.execute(
            "select status, statement from marts.fct_claim_check where report_id = ? and identity_code = 'text_amount_in_table'", [report]
        ).fetchall()
    assert found == [(status, "12.00万元 = 10.00")]
