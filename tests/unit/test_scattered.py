"""Plain exports: figures and names on lines of their own, told by their order, the classifications and the identities."""

from __future__ import annotations

from collections import Counter

from extract.exports.lines import split_lines
from extract.exports.puzzle import Figure, Scatter, arrange, row_by_row
from extract.exports.read import read_lines
from extract.exports.scattered import name_codes
from extract.exports.templates import Link, Sum

TOTAL = Sum(0, ((1, 1), (1, 2)))
NAMES = ["教育支出", "进修及培训", "培训支出", "住房保障支出", "住房改革支出", "住房公积金"]


def puzzle(*runs: list[int], rows: int = 3, links: list[Link] | None = None, known: dict[tuple[int, int], int] | None = None) -> Scatter:
    figures = [Figure(value, 1, run, 100 * run + line) for run, values in enumerate(runs) for line, value in enumerate(values)]
    return Scatter(figures, [1] * rows, 3, [TOTAL], links or [], [], known or {})


def test_columns_printed_one_after_the_other_are_told_by_the_sums() -> None:
    """Total 120 = 90 + 30; the parts of its rows stand in runs: totals, then basic expenditure, then projects."""
    found = arrange(puzzle([120], [90], [30], [70, 50], [70, 20], [30], links=[Link(0, [1, 2])], known={(0, 1): 90}))
    assert found is not None
    assert {found[number] for number in range(3)} == {(0, 0), (0, 1), (0, 2)}
    assert (found[3], found[4]) == ((1, 0), (2, 0))
    assert (found[5], found[6], found[7]) == ((1, 1), (2, 1), (2, 2))


def test_what_two_arrangements_put_elsewhere_is_not_known() -> None:
    """Nothing says whether a row's only part is basic expenditure or a project; its total is certain."""
    found = arrange(puzzle([70], [70], [30], [30], rows=2))
    assert found is not None
    assert {found[0], found[2]} == {(0, 0), (1, 0)} or found == {}
    assert 1 not in found
    assert 3 not in found


def test_no_arrangement_is_none() -> None:
    assert arrange(puzzle([120], [70], [30], rows=1)) is None


def test_a_full_table_is_read_row_by_row_only_where_all_sums_hold() -> None:
    rows = [[120], [90], [30], [70], [70], [0], [50], [20], [30]]
    whole = puzzle(*rows, links=[Link(0, [1, 2])])
    assert row_by_row(whole) == {number: divmod(number, 3) for number in range(9)}
    assert row_by_row(puzzle(*rows[:7], [30], [20], links=[Link(0, [1, 2])])) is None


def test_names_have_the_codes_that_ascend() -> None:
    assert name_codes(NAMES, "2", Counter()) == list(enumerate(["205", "20508", "2050803", "221", "22102", "2210201"]))


def test_a_name_that_comes_late_is_taken_where_its_items_need_it() -> None:
    late = ["进修及培训", "教育支出", *NAMES[2:]]
    assert [late[at] for at, _ in name_codes(late, "2", Counter()) or []] == NAMES


PLAIN = """2024年部门预算
预算表
一般公共预算支出情况表（按功能分类科目）
单位：万元

功能科目名称

一般公共预算支出
小计

其中：基本支出

项目支出

[205]教育支出

[20508]进修及培训

合计

10.00

8.00

2.00

1.00

1.00

0.00

1.00

1.00

0.00

[2050803]培训支出

1.00

1.00

0.00

[221]住房保障支出

9.00

7.00

2.00

[22102]住房改革支出
[2210201]住房公积金

9.00

7.00

2.00

9.00

7.00

2.00
"""


def test_a_plain_export_is_landed_cell_by_cell_and_says_what_decided_it() -> None:
    document = read_lines(split_lines(PLAIN), 1)
    (table,) = document.tables
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        if not cell.is_header:
            rows.setdefault(cell.row, []).append(cell.text)
    assert [row for row in rows.values() if "[22102]住房改革支出" in row] == [["[22102]住房改革支出", "9.00", "7.00", "2.00"]]
    figures = [cell for cell in table.cells if cell.text in ("9.00", "10.00")]
    assert len(figures) == 4
    assert all(cell.inferred and "sums" in cell.inference and not cell.readings for cell in figures)


def test_a_total_whose_label_stands_in_two_cells_is_a_row_and_no_head() -> None:
    words = "某局|支出总体情况表|单位：万元|科目编码|科目名称|类|款|项|合计|基本支出|项目支出|结转下年|合|计|教育支出|205|9.00|5.00|4.00|9.00|5.00|4.00"
    rows = "08|进修及培训|9.00|5.00|4.00|02|干部教育|4.00|4.00|03|培训支出|5.00|5.00"
    (table,) = read_lines(split_lines(f"2026年预算|{words}|{rows}".replace("|", "\n\n")), 1).tables
    found = {(cell.row, cell.header_path[-1]): cell.text for cell in table.cells if cell.header_path and cell.text and not cell.readings}
    totals = [found[table.header_rows + row, "合计"] for row in range(5)]
    assert totals == ["9.00", "9.00", "9.00", "4.00", "5.00"]  # that of the table first; in which column a part stands, nothing says
