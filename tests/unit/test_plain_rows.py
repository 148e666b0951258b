"""Rows of plain exports that their bodies or their years make certain."""

from __future__ import annotations

from extract.document import Table
from extract.exports.full import read_full
from extract.exports.landed import build
from extract.exports.report import Report
from tests.plain import region


def landed(table: Table) -> dict[tuple[str, ...], str]:
    """The figures that are certain, by what their row prints in words and codes, and the innermost head, the first of several."""
    keys: dict[int, list[str]] = {}
    for cell in table.cells:
        if not cell.is_header and cell.text and not cell.inferred and not cell.readings:
            keys.setdefault(cell.row, []).append(cell.text)
    certain = [cell for cell in table.cells if not cell.is_header and cell.inferred and not cell.readings]
    return {(*keys.get(cell.row, []), cell.header_path[-1]): cell.text for cell in reversed(certain)}


# --- bodies with their codes, and tables of two years -------------------------------------------

BODIES = (
    "表2|部门综合预算支出总表\n金额单位：元|序号|单位编码|单位名称|部门预算|合计|公共预算拨款|小计|其中：专项资金列入部门预算的项目|政府性基金拨款|"
    "事业收入|事业单位经营收入|对附属单位上缴收入|上年实户资金余额|其他收入|上年结转|"
)
ZEROS = "|0.00" * 8


def bodies(rows: str) -> dict[tuple[str, ...], str]:
    table = read_full(region(BODIES + rows), "budget_expenditure", Report(""))
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
    table = read_full(region(YEARS.format(bodies=names) + rows), "budget_three_public", Report(prose))
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
