"""Summaries in plain exports: lines, what other tables say of them, and the figures that are left."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from extract.document import Table
from extract.exports.captions import report_kind
from extract.exports.labels import is_figure
from extract.exports.landed import build
from extract.exports.lines import split_lines
from extract.exports.report import Classes, Report
from extract.exports.summaries import read_summary
from tests.plain import region

STEP = Decimal("0.01")


def landed(table: Table) -> dict[str, str]:
    """The figures that are certain, by the label of their row and the head of their column, where that is not the only one."""
    labels = {cell.row: cell.text for cell in reversed(table.cells) if not cell.is_header and cell.text and not is_figure(cell.text)}
    found: dict[str, str] = {}
    for cell in table.cells:
        if not cell.is_header and cell.inferred and not cell.readings:
            head = cell.header_path[-1]
            found[labels.get(cell.row, "") + ("" if head.endswith(("预算数", "决算数", "预算 数")) else f"/{head}")] = cell.text
    return found


def classes(step: str = "0.01", **amounts: int) -> Classes:
    found = {code.strip("_"): Decimal(amount) for code, amount in amounts.items()}
    return Classes(Decimal(step), sum(found.values(), Decimal(0)), found)


def sides(text: str, report: Report, code: str = "budget_income_expenditure_summary", prose: str = "") -> dict[str, str]:
    table = read_summary(region(text), code, replace(report, prose=prose))
    assert table is not None
    return landed(build(table))


# --- subjects below the classes, over two pages, figures below the notes ------------------------

HEAD = "表1|收支总表\n部门名称：某局|单位：万元\n收|项|目|入|支\n2026 年预算数|项|目|出\n2026 年预算数|"
FIRST = (
    "一、财政拨款\n1.一般公共预算拨款|20.00\n20.00|一、一般公共服务支出\n审计事务|12.00\n12.00|2.政府性基金预算拨款|0.00|行政运行|7.00|"
    "二、单位资金|0.00|审计业务|5.00|1.事业收入|0.00|二、住房保障支出|8.00\n\f"
)
SECOND = (
    "上年结余、结转|住房改革支出|8.00|1.财政拨款结余、结转|0.00|收入总计|住房公积金|8.00|本年收入合计|本年支出合计|结转下年|20.00\n0.00|支出总计|20.00|"
    "注：财政拨款收支情况包括一般公共预算。|- 15 -|20.00|出|0.00|20.00"
)


def subjects() -> Report:
    rows = [("一般公共服务支出", 12), ("审计事务", 12), ("行政运行", 7), ("审计业务", 5), ("住房保障支出", 8), ("住房改革支出", 8), ("住房公积金", 8)]
    found = classes(_201=12, _221=8)
    found.rows = [(name, Decimal(amount)) for name, amount in rows]
    return Report("", {"budget_general_public_expenditure": found}, names={name for name, _ in rows})


def test_a_summary_that_names_subjects_goes_on_under_its_caption_on_the_next_page() -> None:
    found = sides(HEAD + FIRST + HEAD + SECOND, subjects())
    assert found["审计业务"] == "5.00"
    assert found["住房公积金"] == "8.00"
    assert found["一、财政拨款"] == found["1.一般公共预算拨款"] == found["收入总计"] == found["支出总计"] == "20.00"
    assert found["上年结余、结转"] == found["1.财政拨款结余、结转"] == found["结转下年"] == "0.00"  # every cell prints a figure


def test_all_expenditure_from_the_general_public_budget_leaves_nothing_to_other_sources() -> None:
    """Without the table of the general public budget, either source may have paid."""
    assert "1.一般公共预算拨款" in sides(HEAD + FIRST + HEAD + SECOND, subjects())
    unknown = Report("", {"budget_expenditure": subjects().classes["budget_general_public_expenditure"]}, names=subjects().names)
    assert "1.一般公共预算拨款" not in sides(HEAD + FIRST.replace("\n20.00|", "|", 1) + HEAD + SECOND, unknown)


# --- what may be said of a line -----------------------------------------------------------------

LINES = "收支总表|单位：万元|收入\n项目|预算数|支出\n项目|预算数|"


def test_what_a_line_is_a_part_of_is_not_guessed() -> None:
    """一般公共预算收入 bears no number below a line that has one: a part of it, or of the total of the year?"""
    text = LINES + "一、事业收入|20.00|一、教育支出|20.00|其他收入|二、上级补助收入|本年收入合计|20.00|收入总计|20.00|支出总计|20.00"
    assert sides(text, Report("", {"budget_expenditure": classes(_205=20)})) == {}
    fiscal = text.replace("事业收入", "财政拨款收入").replace("其他收入", "一般公共预算收入|20.00")
    assert sides(fiscal, Report("", {"budget_expenditure": classes(_205=20)}))["支出总计"] == "20.00"


def test_the_prose_must_give_the_amount_exactly() -> None:
    """400 万元 may be said of another scope: it is near 4,000,074 元, and no more than that."""
    text = LINES.replace("万元", "元") + (
        "一、财政拨款收入|4,052,074|一、教育支出|4,000,074|二、事业收入|二、卫生健康支出|52,000|收入总计|4,052,074|支出总计|4,052,074"
    )
    known = Report(sources={"": Decimal(4052074), "fiscal_appropriation": Decimal(4052074)})
    assert "一、教育支出" not in sides(text, known, prose="教育支出400万元")
    assert sides(text, known, prose="教育支出4000074元")["一、教育支出"] == "4,000,074"


def test_a_source_that_must_have_paid_is_the_one() -> None:
    """What is carried over could not have paid the expenditure from the general public budget."""
    text = LINES.replace("预算数", "决算数") + (
        "一、一般公共预算财政拨款收入|90.00|一、教育支出|90.00|二、政府性基金预算财政拨款收入|本年收入合计|90.00|年初结转和结余|9.00|"
        "本年支出合计|90.00|年末结转和结余|9.00|总计|99.00|总计|99.00"
    )
    amounts = Report("", {"final_general_public_expenditure": classes(_205=90), "final_expenditure": classes(_205=90)}, {"": Decimal(90)})
    assert sides(text, amounts, "final_income_expenditure_summary")["一、一般公共预算财政拨款收入"] == "90.00"
    del amounts.classes["final_general_public_expenditure"]
    assert "一、一般公共预算财政拨款收入" not in sides(text, amounts, "final_income_expenditure_summary")


def test_amounts_of_other_tables_may_be_rounded_otherwise() -> None:
    text = LINES + "一、财政拨款收入|90.01|一、教育支出|60.01|二、事业收入|二、卫生健康支出|30.00|收入总计|90.01|支出总计|90.01"
    known = {"fiscal_appropriation": Decimal("90.01")}
    for cents, found in ((0, True), (1, True), (2, False)):
        off = Decimal(cents) / 100
        other = Classes(STEP, Decimal("90.01"), {"205": Decimal("60.01") - off, "210": Decimal("30.00") + off})
        assert ("一、教育支出" in sides(text, Report("", {"budget_expenditure": other}, known))) is found


# --- the kind of a report -----------------------------------------------------------------------


def test_a_bureau_of_finance_speaks_of_final_accounts_in_its_budget() -> None:
    duties = "编制年度决算草案，审核决算，批复部门决算。\n" * 5
    assert report_kind(split_lines(duties + "部门综合预算收支总表\n预算数\n预算数")) == "budget"
    assert report_kind(split_lines(duties + "收入支出决算总表\n决算数\n预算数\n决算数")) == "final_accounts"
