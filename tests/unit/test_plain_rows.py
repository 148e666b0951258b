"""Rows of plain exports that their codes, their running numbers, their bodies, their years or the order of print make certain."""

from __future__ import annotations

from extract.document import Table
from extract.recover.evidence import Facts
from extract.recover.full import read_full
from extract.recover.inline import read_inline
from extract.recover.numbers import is_figure
from extract.recover.ordered import read_ordered
from extract.recover.tables import build
from tests.plain import region


def landed(table: Table) -> dict[tuple[str, ...], str]:
    """The figures that are certain, by what their row prints in words and codes, and the innermost head, the first of several."""
    keys: dict[int, list[str]] = {}
    for cell in table.cells:
        if not cell.is_header and cell.text and not cell.inferred and not cell.readings:
            keys.setdefault(cell.row, []).append(cell.text)
    certain = [cell for cell in table.cells if not cell.is_header and cell.inferred and not cell.readings]
    return {(*keys.get(cell.row, []), cell.header_path[-1]): cell.text for cell in reversed(certain)}


def flagged(table: Table) -> list[str]:
    return sorted(cell.text for cell in table.cells if cell.readings and is_figure(cell.text))


# --- codes and names right before the figures ---------------------------------------------------

ECONOMIC = (
    "表6|一般公共预算支出明细表（按经济分类科目分）\n金额单位：元|序\n号|部门经济科目\n编码|部门经济科目名称|政府经济科目\n编码|政府经济科目名称|合计|"
    "人员经费支出|公用经费支出|专项业务经费支出|"
)
NUMBERED = (
    "合计|18.00|16.00|2.00|0.00|3 30101|基本工资|50101|工资奖金津补贴|10.00|10.00|0.00|0.00|4 30101|基本工资|50501|工资福利支出|6.00|6.00|0.00|0.00|"
    "5 30201|办公费|50201|办公经费|2.00|0.00|2.00|0.00"
)


def inline(rows: str) -> Table:
    table = read_inline(region(ECONOMIC + rows), "budget_general_public_expenditure_by_economic_class")
    assert table is not None
    return build(table)


def test_the_total_confirms_rows_whose_names_are_those_of_their_codes() -> None:
    found = landed(inline(NUMBERED))
    assert found["30101", "基本工资", "50501", "工资福利支出", "人员经费支出"] == "6.00"
    assert found["30201", "办公费", "50201", "办公经费", "公用经费支出"] == "2.00"
    assert found["合计", "合计"] == "18.00"


def test_a_row_between_its_number_and_the_next_needs_no_total() -> None:
    """The total is of more rows than the page prints; the last row has no number behind it."""
    table = inline(NUMBERED.replace("18.00|16.00", "28.00|26.00"))
    found = landed(table)
    assert found["30101", "基本工资", "50101", "工资奖金津补贴", "合计"] == "10.00"
    assert not any("30201" in key for key in found)
    assert "28.00" in flagged(table)


def test_rows_without_numbers_that_no_total_confirms_are_not_believed() -> None:
    """Two rows may have changed places as a whole."""
    bare = NUMBERED.replace("18.00|16.00", "28.00|26.00").replace("3 3", "3").replace("4 3", "3").replace("5 3", "3")
    assert not landed(inline(bare))


def test_a_name_of_another_code_is_not_believed() -> None:
    table = read_inline(
        region(ECONOMIC + NUMBERED.replace("办公费", "印刷费").replace("基本工资", "津贴补贴")), "budget_general_public_expenditure_by_economic_class"
    )
    assert table is None or not any("基本工资" in key or "印刷费" in key for key in landed(build(table)))


# --- bodies with their codes, and tables of two years -------------------------------------------

BODIES = (
    "表2|部门综合预算支出总表\n金额单位：元|序号|单位编码|单位名称|部门预算|合计|公共预算拨款|小计|其中：专项资金列入部门预算的项目|政府性基金拨款|"
    "事业收入|事业单位经营收入|对附属单位上缴收入|上年实户资金余额|其他收入|上年结转|"
)
ZEROS = "|0.00" * 8


def bodies(rows: str) -> dict[tuple[str, ...], str]:
    table = read_full(region(BODIES + rows), "budget_expenditure", Facts(""))
    assert table is not None
    return landed(build(table))


def test_a_department_and_its_own_office_of_the_same_name_are_told_apart_by_their_codes() -> None:
    rows = f"合计|9.00|9.00{ZEROS}|263|某局|9.00|9.00{ZEROS}|263001|某局|5.00|5.00{ZEROS}|263002|某站|4.00|4.00{ZEROS}"
    found = bodies(rows)
    assert found["263", "某局", "合计"] == "9.00"
    assert found["263001", "某局", "合计"] == "5.00"
    assert found["263002", "某站", "小计"] == "4.00"
    late = bodies(rows.replace("263|某局", "某局") + "|263")
    assert late == found
    follows = bodies(rows.replace(f"263001|某局|5.00|5.00{ZEROS}", f"263001|5.00|5.00{ZEROS}|某局"))
    assert follows == found


def test_bodies_without_their_codes_are_not_told_apart() -> None:
    found = bodies(f"合计|9.00|9.00{ZEROS}|某局|9.00|9.00{ZEROS}|263001|某局|5.00|5.00{ZEROS}|263002|某站|4.00|4.00{ZEROS}")
    assert {key[0] for key in found} == {"合计"}


FUNDS = "一般公共预算\n政府性基金预算\n国有资本经营预算\n"
YEARS = (
    "表9|财政拨款“三公”经费支出表\n部门名称：某局|单位：万元\n公务用车购置及运行维护费|总计|预算单位|{bodies}|因公出国(境)费|公务接待费|年度|小计|公务用车购置费|"
    f"公务用车运行维护费|{FUNDS * 6}|"
)


def year(name: str, amount: str) -> str:
    zeros = "|0.00" * 2
    return f"{name}|{amount}{zeros}|0.00{zeros}|{amount}{zeros}|0.00{zeros}|0.00{zeros}|0.00{zeros}|"


ROUND = year("2025 年", "9.00") + year("2026 年", "7.00") + year("增减变化金额", "-2.00")


def by_year(names: str, rows: str, prose: str = "") -> dict[tuple[str, ...], str]:
    table = read_full(region(YEARS.format(bodies=names) + rows), "budget_three_public", Facts(prose))
    assert table is not None
    built = build(table)
    return {key[:-1]: text for key, text in landed(built).items() if key[-1] == "一般公共预算"}


def test_the_years_of_the_body_of_a_table_are_told_by_what_stands_before_them() -> None:
    assert by_year("某局", ROUND) == {("某局", "2025 年"): "9.00", ("2026 年",): "7.00", ("增减变化金额",): "-2.00"}
    assert by_year("某局", ROUND.replace("2026 年|", "")) == {}


def test_a_table_of_two_bodies_names_each_as_the_prose_does() -> None:
    second = ROUND.replace("9.00", "8.00").replace("7.00", "5.00").replace("-2.00", "-3.00")
    prose = "预算单位包括某市环境监测站。"
    assert by_year("某局\n某市环境监测站", ROUND + second, prose)["某市环境监测站", "2025 年"] == "8.00"
    assert by_year("某局\n某市环境监测站", ROUND + second) == {}
    assert by_year("某局\n某市环境\n监测站", ROUND + second, prose) == {}


# --- the order of print and the names beside ----------------------------------------------------

ORDERED = (
    "预算03表 支出总表\n金额单位：万元|其中\n支出功能分类科目|政府支出经济分类科目|部门支出经济分类科目|合计|基本支出|"
    "2050803-培训支出|50203-培训费|30216-培训费|24.30|1.70|2050803-培训支出|50502-商品和服务支出|30216-培训费|6.13|"
    "2080501-行政单位离退休|50901-社会福利和救助|30309-奖励金|0.30|0.30|项目支出|22.60\n6.13|"
    "2080505-机关事业单位基本养老保险缴费\n50102-社会保障缴费\n支出|30108-机关事业单位基本养老保险缴费|60.40|60.40|"
    "2082801-行政运行|50101-工资奖金津补贴|30101-基本工资|67.50|67.50|事业单位经营\n对附属单位补\n上缴上级支出\n支出\n助支出|"
)
TOTALS = "158.63|130.00|28.63|合 计"


def ordered(text: str) -> Table | None:
    table = read_ordered(region(text), "budget_expenditure")
    return build(table) if table else None


def test_totals_in_the_order_of_the_rows_and_behind_their_names_are_certain() -> None:
    table = ordered(ORDERED + TOTALS)
    assert table is not None
    found = {key[0]: text for key, text in landed(table).items()}
    assert found["2080501-行政单位离退休"] == "0.30"
    assert found["2080505-机关事业单位基本养老保险缴费支出"] == "60.40"
    assert found["合计"] == "158.63"
    assert {key[-1] for key in landed(table)} == {"合计"}
    # 0.30 may be 基本支出 or 项目支出, and nothing says which
    assert flagged(table) == sorted(["1.70", "22.60", "6.13", "0.30", "60.40", "67.50", "130.00", "28.63"])


def test_a_total_that_strays_behind_those_of_later_rows_makes_the_page_doubtful() -> None:
    """The order of print gives the first row 6.13, which stands right behind the names of the second."""
    assert ordered(ORDERED.replace("24.30|1.70|", "").replace("22.60\n6.13|", "22.60\n6.13|24.30|1.70|") + TOTALS) is None


def test_figures_that_can_be_parted_in_two_ways_are_doubtful() -> None:
    """1.70 + 22.60 and 3.70 + 20.60 both make 24.30."""
    assert ordered(ORDERED.replace("24.30|1.70|", "24.30|1.70|3.70|20.60|") + TOTALS) is None


def test_rows_that_do_not_rise_are_doubtful() -> None:
    assert ordered(ORDERED.replace("2082801-行政运行", "2050801-行政运行") + TOTALS) is None
