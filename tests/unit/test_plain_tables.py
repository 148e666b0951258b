"""Plain exports: summaries of two blocks, tables that print every cell, and rows that are printed in one piece."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from extract.document import Table
from extract.exports.captions import find_regions, rests_of_tables
from extract.exports.full import read_full
from extract.exports.labels import has_decimals
from extract.exports.landed import build, build_unknown
from extract.exports.lines import split_lines
from extract.exports.puzzle import Figure, Scatter, arrange
from extract.exports.read import read_lines
from extract.exports.report import Classes, Report
from extract.exports.summaries import read_summary
from extract.exports.templates import Link, Sum
from tests.plain import region

TOTAL = Sum(0, ((1, 1), (1, 2)))


def landed(table: Table) -> dict[tuple[str, str], str]:
    """The figures that are certain, by the label of their row and the innermost head."""
    labels = {cell.row: cell.text for cell in reversed(table.cells) if not cell.is_header and cell.text and not cell.text[0].isdigit()}
    return {
        (labels.get(cell.row, ""), cell.header_path[-1]): cell.text
        for cell in table.cells
        if not cell.is_header and cell.inferred and not cell.readings
    }


def flagged(table: Table) -> list[str]:
    return [cell.text for cell in table.cells if cell.readings]


# --- rows printed in one piece ----------------------------------------------------


def pieces(*rows: tuple[int | None, list[int]], count: int, links: list[Link]) -> Scatter:
    figures: list[Figure] = []
    for near, values in rows:
        figures += [Figure(value, 1, len(figures) + at, len(figures) + at, near) for at, value in enumerate(values)]
    return Scatter(figures, [1] * count, 3, [TOTAL], links)


def test_rows_in_one_piece_leave_the_solver_only_what_strays() -> None:
    """The parts of row 1 are printed behind row 0."""
    found = arrange(pieces((0, [120, 90, 30, 50, 10]), (1, [60]), (2, [40, 40]), (3, [20, 20]), count=4, links=[Link(0, [1, 2, 3])]))
    assert found is not None
    assert found[5] == (1, 0)
    assert (found[3], found[4]) == ((1, 1), (1, 2))
    assert (found[7], found[9]) == ((2, 1), (3, 2))


def test_without_a_sum_across_nothing_but_its_place_says_whose_a_figure_is() -> None:
    """The figure of row 2 is printed behind that of row 4: in the order of the rows it would shift the others."""
    figures = [Figure(value, 1, at, at, near) for at, (near, value) in enumerate([(0, 60), (1, 10), (3, 20), (4, 7), (4, 23)])]
    found = arrange(Scatter(figures, [1] * 5, 1, [], [Link(0, [1, 2, 3, 4])]))
    assert found is not None
    assert (found[1], found[2]) == ((1, 0), (3, 0))
    assert not {3, 4} & set(found)


# --- summaries ------------------------------------------------------------------------

HEAD = "2025年部门财务收支预算总表\n编制部门：某局|单位：元|本年收入\n项目|预算数|本年支出\n项目|预算数|"
LINES = (
    "一、财政拨款收入|900.00 一、一般公共服务支出|600.00|1. 一般公共预算资金|900.00 二、教育支出|300.00|二、事业收入\n"
    "三、事业单位经营收入\n四、其他收入|"
)


def summary(text: str, expenditure: dict[str, int] | None = None) -> Table:
    classes = {code: Decimal(amount) for code, amount in (expenditure or {}).items()}
    known = {"budget_expenditure": Classes(Decimal("0.01"), classes.pop("", None), classes)}
    report = Report("", known if classes else {}, {"fiscal_appropriation": Decimal(900)})
    table = read_summary(region(text), "budget_income_expenditure_summary", report)
    assert table is not None
    return build(table)


CLASSES = {"": 900, "201": 600, "205": 300}
TOTALS = "收入总计|900.00|支出总计|900.00"


def test_lines_of_a_summary_are_certain_where_another_table_prints_them_too() -> None:
    found = landed(summary(HEAD + LINES + TOTALS, CLASSES))
    assert found["一、财政拨款收入", "预算数"] == "900.00"
    assert found["一、一般公共服务支出", "预算数"] == "600.00"
    assert found["二、教育支出", "预算数"] == "300.00"
    assert found["收入总计", "预算数"] == found["支出总计", "预算数"] == "900.00"


def test_a_sum_says_nothing_of_the_lines_that_make_it() -> None:
    """Nothing but their places tells the two classes apart, and figures stray: the totals only are certain."""
    found = landed(summary(HEAD + LINES + "三、住房保障支出|四、其他支出|" + TOTALS))
    assert ("一、一般公共服务支出", "预算数") not in found
    assert ("二、教育支出", "预算数") not in found
    assert found["支出总计", "预算数"] == "900.00"


def test_lines_that_all_print_a_figure_are_certain_with_their_totals() -> None:
    lines = "一、财政拨款收入|900.00 一、一般公共服务支出|600.00|二、事业收入|0.00 二、外交支出|0.00|三、教育支出|300.00|"
    found = landed(summary(HEAD + lines + TOTALS))
    assert found["三、教育支出", "预算数"] == "300.00"
    assert found["二、事业收入", "预算数"] == "0.00"
    stray = lines.replace("二、外交支出|0.00|三、教育支出|300.00", "二、外交支出|三、教育支出|300.00|0.00")
    assert ("二、外交支出", "预算数") not in landed(summary(HEAD + stray + TOTALS))


def test_a_summary_whose_lines_miss_their_total_is_flagged() -> None:
    table = summary(HEAD + LINES + "收入总计|900.00|支出总计|901.00")
    assert ("支出总计", "预算数") not in landed(table)
    assert "901.00" in flagged(table)


def test_a_figure_behind_the_name_of_another_line_is_found_by_its_amount() -> None:
    """The figure of 教育支出 is printed behind a line that has one already."""
    stray = LINES.replace("600.00|1.", "600.00|300.00|1.").replace("二、教育支出|300.00", "二、教育支出")
    assert landed(summary(HEAD + stray + TOTALS, CLASSES))["二、教育支出", "预算数"] == "300.00"
    assert ("二、教育支出", "预算数") not in landed(summary(HEAD + stray + TOTALS))


# --- tables that print every cell ----------------------------------------------------------

PROJECTS = (
    "表11|部门预算基本支出预算表|单位名称：某局\n支出项目类别（资金使用\n单位）|单位：万元\n财政拨款|总计|合计|一般公共预算|政府性基金预算|"
    "国有资本经营预算|财政专户拨款|其他资金|合计|"
)


def full(*rows: str) -> Table | None:
    table = read_full(region(PROJECTS + "|".join(rows)), "budget_basic_expenditure", Report(""))
    return build(table) if table else None


ROW = "9.00|8.00|8.00|0.00|0.00|0.00|1.00"


def test_rows_of_a_table_that_prints_every_cell_are_proved_by_their_sums() -> None:
    table = full(ROW, "某局（本级）", ROW, "工资福利支出", ROW)
    assert table is not None
    assert (table.title, table.unit_text) == ("部门预算基本支出预算表", "单位：万元")
    found = landed(table)
    assert found["某局（本级）", "总计"] == "9.00"
    assert found["工资福利支出", "其他资金"] == "1.00"
    assert not flagged(table)


def test_only_the_last_label_of_a_page_may_follow_its_row() -> None:
    last = full(ROW, "某局（本级）", ROW, ROW, "资本性支出")
    assert last is not None
    assert landed(last)["资本性支出", "总计"] == "9.00"
    shifted = full(ROW, ROW, "离休费", ROW, "退休费")
    assert shifted is not None
    assert not landed(shifted)


def test_a_page_of_words_behind_the_rows_has_no_rows_to_label() -> None:
    table = full(ROW, "某局（本级）", ROW + "\f\n资本性支出")
    assert table is not None
    assert landed(table)["某局（本级）", "总计"] == "9.00"


def test_a_label_of_several_lines_may_begin_with_the_end_of_the_one_above() -> None:
    table = full(ROW, "某市监督管理数据", ROW, "应用中心\n机构运行经费", ROW, "资本性支出", ROW)
    assert table is not None
    assert {label for label, _ in landed(table)} == {"合计", "资本性支出"}


def row(*amounts: str) -> str:
    """A row of 总计 and 财政拨款 to the same amount, and nothing else; one row after the other."""
    return "|".join(f"{amount}|{amount}|{amount}|0.00|0.00|0.00|0.00" for amount in amounts)


def test_labels_that_stray_fill_the_rows_without_one_where_codes_and_sums_prove_it() -> None:
    table = full(
        row("9.00"), "某局（本级）", row("7.00"), "工资福利支出", row("4.00", "3.00"), row("2.00"), "工资福利支出", row("1.50", "0.50"),
        "商品和服务支出|某局服务\n中心\n商品和服务支出",
    )  # fmt: skip
    assert table is not None
    found = landed(table)
    assert found["某局（本级）", "总计"] == "7.00"
    assert [found[name, "总计"] for name in ("合计", "商品和服务支出")] == ["9.00", "0.50"]  # the last of its name
    assert len(flagged(table)) == 7  # the row of 某局服务中心, whose name stands on two lines


def test_labels_that_stray_are_not_believed_against_codes_or_sums() -> None:
    backwards = full(row("9.00", "9.00"), "商品和服务支出", row("4.00", "5.00"), "某局（本级）|工资福利支出")
    assert backwards is not None
    assert not landed(backwards)
    missed = full(row("9.00", "9.00"), "工资福利支出", row("4.00", "4.00"), "某局（本级）|商品和服务支出")
    assert missed is not None
    assert {label for label, _ in landed(missed)} == {"合计"}


def test_names_of_bodies_that_stray_are_not_guessed() -> None:
    table = full(row("9.00", "4.00", "5.00"), "甲中心", "乙中心")
    assert table is not None
    assert not landed(table)
    beside = full(row("9.00"), "甲中心", row("4.00"), "乙中心", row("5.00"))
    assert beside is not None
    assert landed(beside)["乙中心", "总计"] == "5.00"


CODED = "表3|支出总表|部门名称：某局|单位：万元|预算单位|科目编码|科目名称|支出总计|某局\n某局（本级）|基本支出|项目支出|"


def coded(*rows: str) -> Table | None:
    table = read_full(region(CODED + "|".join(rows)), "budget_general_public_expenditure", Report("甲中心负责培训。"))
    return build(table) if table else None


def spend(*totals: str) -> str:
    return "|".join(f"{total}|{total}|0.00" for total in totals)


def test_subjects_below_several_bodies_are_told_by_their_codes_and_sums() -> None:
    table = coded(
        spend("9.00", "5.00"), "205|教育支出", spend("5.00"), "20508|进修及培训", spend("5.00"), "2050803", spend("5.00", "4.00"),
        "208|社会保障和就业支出", spend("4.00"), "20805|行政事业单位养老支出", spend("4.00", "4.00"),
        "培训支出\n甲中心|2080505|机关事业单位基本养老\n保险缴费支出",
    )  # fmt: skip
    assert table is not None
    found = landed(table)
    assert not flagged(table)
    assert [found[name, "支出总计"] for name in ("某局", "某局（本级）", "甲中心")] == ["9.00", "5.00", "4.00"]
    codes = {cell.text for cell in table.cells if cell.col == 1 and not cell.is_header and cell.text}
    assert codes == {"205", "20508", "2050803", "208", "20805", "2080505"}


def test_a_subject_whose_code_is_not_printed_is_not_believed() -> None:
    table = coded(spend("5.00", "5.00"), "205|教育支出", spend("5.00"), "20508|进修及培训", spend("5.00"), "培训支出", spend("5.00"))
    assert table is not None
    assert not landed(table)


def test_a_row_that_breaks_its_own_sum_is_taken_where_the_rows_around_it_prove_it() -> None:
    subjects = [
        (code, name) for code, name in (
            ("205", "教育支出"), ("20508", "进修及培训"), ("2050803", "培训支出"), ("208", "社会保障和就业支出"), ("20805", "行政事业单位养老支出"),
            ("2080505", "机关事业单位基本养老保险缴费支出"), ("210", "卫生健康支出"), ("21011", "行政事业单位医疗"), ("2101101", "行政单位医疗"),
        )
    ]  # fmt: skip
    body = [f"{code}|{name}|{spend('1.00')}" for code, name in subjects]
    table = coded("3.00|3.00|1.00|3.00|3.00|0.00", *body)
    assert table is not None
    assert landed(table)["某局", "项目支出"] == "1.00"  # as printed: the one label and the one row that are left
    assert landed(table)["某局（本级）", "支出总计"] == "3.00"
    broken = coded("3.00|3.00|0.00|3.00|3.00|0.00", *(row.replace("1.00|1.00|0.00", "1.00|0.50|0.00") for row in body))
    assert broken is None  # no row holds: these are no rows


def test_names_that_stray_are_believed_where_the_prose_gives_their_amounts() -> None:
    rows = (row("9.00", "4.00", "5.00"), "审计业务经费\n综合管理经费")
    said = read_full(region(PROJECTS + "|".join(rows)), "budget_basic_expenditure", Report("审计业务经费4.00万元；综合管理经费5.00万元。"))
    assert said is not None
    assert landed(build(said))["综合管理经费", "总计"] == "5.00"
    other = read_full(region(PROJECTS + "|".join(rows)), "budget_basic_expenditure", Report("审计业务经费5.00万元；综合管理经费4.00万元。"))
    assert other is not None
    assert not landed(build(other))


def test_numbered_lines_are_proved_by_their_sums() -> None:
    public = (
        "表8|财政拨款安排的行政经费及“三公”经费预算表|单位名称：某局|单位：万元|项目|行政经费|合计|一般公共预算|政府性基金预算|国有资本经营预算|"
        + row4("9.00", "6.00", "1.00", "3.00") + "|1.公务用车购置费|" + row4("1.00") + "|2.公务用车运行维护费|" + row4("2.00", "2.00")
        + "|“三公”经费\n其中：（一）因公出国（境）支出\n（二）公务用车购置及运行维护支出\n（三）公务接待费支出|注：无。"
    )  # fmt: skip
    table = read_full(region(public), "budget_three_public", Report(""))
    assert table is not None
    found = landed(build(table))
    assert found["行政经费", "合计"] == "9.00"  # the one label that is left for the one row
    assert found["（三）公务接待费支出", "合计"] == "2.00"
    wrong = read_full(region(public.replace("6.00", "7.00")), "budget_three_public", Report(""))
    assert wrong is not None
    assert not landed(build(wrong))


def row4(*amounts: str) -> str:
    return "|".join(f"{amount}|{amount}|0.00|0.00" for amount in amounts)


def test_a_head_below_the_figures_and_the_notes_belongs_to_the_table() -> None:
    lines = split_lines(
        "表9|政府性基金预算支出情况表|单位名称：某局|单位：万元|功能分类科目|科目编码|政府性基金预算支出|科目名称|小计|合计|其中：基本支出|0.00|"
        "注：本表本年无发生额。|项目支出\n0.00|0.00".replace("|", "\n\n")
    )
    (region_,), prose = find_regions(lines)
    assert prose == []
    table = read_full(region_, "budget_government_fund", Report(""))
    assert table is not None
    assert [value for (label, _), value in landed(build(table)).items() if label == "合计"] == ["0.00"] * 3


def test_a_row_that_misses_its_sum_makes_the_table_unsure() -> None:
    assert full(ROW, "某局（本级）", ROW.replace("1.00", "2.00"), "工资福利支出", ROW) is None


# --- tables that nothing proves ---------------------------------------------------------------

PUBLIC = (
    "2025年部门“三公”经费和机关运行经费预算表|单位:万元\n“三公”经费预算数\n机关运行经费预算\n数|公务用车购置及运行费|合计|因公出国(境)费|"
    "公务接待费\n小计|12.50|10.00|2.50|购置费|运行费|33.00|0.00|0.00|0.00"
)
PAIRS = (
    "预算06表 一般公共预算基本支出表\n金额单位：万元|预算数\n政府支出经济分类科目|部门支出经济分类科目\n合计|人员经费|公用经费|"
    "50101-工资奖金津补贴|30101-基本工资|10.00|10.00|50201-办公经费|30201-办公费|2.00|2.00|50201-办公经费|30202-印刷费|"
    "50905-离退休费|30302-退休费|5.00|5.00|合|计|17.00|15.00|2.00|"
)
INCOME = (
    "表2|收入总表\n部门名称：某局|单位：万元\n本年收入|预算单位|财政拨款|收入总计\n一般公共预算\n拨款|某局|20.00|20.00|政府性基金预算 国有资本经营预\n拨款|"
    "资金|事业收入|算拨款\n0.00|0.00|0.00|注：无。|- 17 -|上年结余|单位资金|财政专户管理|0.00|事业单位经营\n收入\n0.00|上级补助收入\n0.00|附属单位上缴\n"
    "收入\n0.00|、结转\n其他收入\n0.00|0.00"
)


@pytest.mark.parametrize("text", [PUBLIC, PAIRS, INCOME])
def test_a_figure_whose_row_or_column_nothing_proves_is_flagged_and_not_lost(text: str) -> None:
    """One row without a label, a total and one part of two classifications, the row of income."""
    document = read_lines(split_lines(text.replace("|", "\n\n")), 1)
    cells = [cell for table in document.tables for cell in table.cells if cell.text and has_decimals(cell.text)]
    assert sorted(cell.text for cell in cells) == sorted(re.findall(r"\d+\.\d\d", text))
    assert all(cell.readings and not cell.inferred for cell in cells)


# --- figures and words behind the notes ------------------------------------------------------


def test_figures_on_lines_of_their_own_behind_a_table_are_flagged_and_no_prose() -> None:
    text = (
        "表3\n支出总表\n单位：万元\n科目编码\n科目名称\n合计\n208\n社会保障和就业支出\n5.00\n注：无。\f20805\n行政事业单位养老支出\n"
        "5.00\n2080505\n3.00\n2.00\n\f第二部分 说明\n本单位支出5.00万元。"
    )
    regions, prose = find_regions(split_lines(text))
    assert "3.00" in [line.squeezed for line in prose]
    (rest,), left = rests_of_tables(prose, regions)
    assert (rest.title, rest.lines[0].squeezed, rest.lines[-1].squeezed) == ("支出总表", "20805", "2.00")
    assert [line.squeezed for line in left] == ["第二部分说明", "本单位支出5.00万元。"]
    assert flagged(build_unknown(rest)) == ["20805", "5.00", "2080505", "3.00", "2.00"]


def test_figures_below_the_head_of_remarks_are_no_note() -> None:
    """备注 begins a note elsewhere; here it is the last head, and the figures of the first row stand below it."""
    lines = "表7|一般公共预算支出表\n单位：元|科目编码|科目名称|合计|基本支出|项目支出|备注|46607769.51|43153893.01|3453876.50|合计"
    (found,), prose = find_regions(split_lines(lines.replace("|", "\n\n")))
    assert [line.squeezed for line in found.lines if line.squeezed[0].isdigit()] == ["46607769.51", "43153893.01", "3453876.50"]
    assert prose == []
