"""Tables whose columns no rules part, read by what stands in columns; and what is left alone because it does not come out clearly."""

from __future__ import annotations

import pytest

from extract.document import unpack
from extract.tables.assemble import read_page, read_tables
from tests.drawing import SIZE, Sheet

ROW = 30.0


def draw(rows: list[list[str]], edges: list[float], sheet: Sheet | None = None, top: float = 200.0) -> Sheet:
    """Set rows without any rule: figures and dashes to the right of their columns, heads (``!``) in the middle of theirs, words to the left.

    ``<`` and ``^`` merge a cell with the one to its left and above.
    """
    sheet = sheet or Sheet()
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in ("", "<", "^"):
                continue
            last = c
            while last + 1 < len(row) and row[last + 1] == "<":
                last += 1
            deep = r
            while deep + 1 < len(rows) and rows[deep + 1][c] == "^":
                deep += 1
            text = cell.removeprefix("!")
            lines = text.split("\n")
            width = max(sum(SIZE if ord(letter) > 0x2E80 else SIZE / 2 for letter in line) for line in lines)
            left, right = edges[c] + 3, edges[last + 1] - 3
            figure = text == "—" or (text[-1:].isdigit() and "." in text)
            x = (left + right - width) / 2 if cell.startswith("!") else right - width if figure else left
            height = SIZE + 1.2 * SIZE * (len(lines) - 1)
            sheet.write(text, x, top + ROW * (r + deep + 1) / 2 - height / 2)
    return sheet


def texts(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int, str]]:
    """The only grid of a page: place → rows, columns and text of its cells that print something."""
    (grid,) = read_page(sheet.page()).grids
    return {(cell.row, cell.col): (cell.row_span, cell.col_span, cell.text) for cell in grid.cells if cell.text}


def test_heads_stand_over_the_columns_whose_middle_they_mark() -> None:
    rows = [
        ["!科目编码", "!科目名称", "!合计", "!基本支出", "<", "<", "!项目支出"],
        ["^", "^", "^", "!小计", "!人员经费", "!公用经费", "^"],
        ["", "合计", "60.00", "40.00", "30.00", "10.00", "20.00"],
        ["201", "一般公共服务支出", "60.00", "40.00", "30.00", "10.00", "20.00"],
        ["20101", "人大事务", "60.00", "40.00", "30.00", "10.00", "20.00"],
    ]
    found = texts(draw(rows, [40, 100, 210, 280, 340, 410, 480, 550]))
    assert found[0, 3] == (1, 3, "基本支出")
    assert found[0, 2] == (2, 1, "合计")
    assert [found[1, column][2] for column in (3, 4, 5)] == ["小计", "人员经费", "公用经费"]
    assert [found[4, column][2] for column in range(7)] == ["20101", "人大事务", "60.00", "40.00", "30.00", "10.00", "20.00"]


def test_a_row_of_dashes_under_the_heads_is_none_of_them() -> None:
    rows = [
        ["!项目", "!合计", "!一般公共预算", "!政府性基金预算"],
        ["结转下年", "—", "—", "—"],
        ["支出总计", "60.00", "40.00", "20.00"],
        ["备用", "60.00", "40.00", "20.00"],
    ]
    ((table,), _, _) = read_tables([draw(rows, [40, 140, 240, 340, 440]).page()])
    assert table.header_rows == 1
    assert [cell.header_path for cell in unpack(table) if cell.row == 2] == [["项目"], ["合计"], ["一般公共预算"], ["政府性基金预算"]]


def test_blocks_share_out_what_is_under_their_heads_and_blank_columns_stay() -> None:
    rows = [
        ["!收入", "<", "!支出", "<", "<", "<"],
        ["!项目", "!预算数", "!项目", "!合计", "!一般公共预算", "!政府性基金预算"],
        ["一、财政拨款", "60.00", "一、教育支出", "40.00", "40.00", ""],
        ["二、事业收入", "", "二、其他支出", "20.00", "20.00", ""],
        ["收入总计", "60.00", "支出总计", "60.00", "60.00", ""],
    ]
    found = texts(draw(rows, [40, 150, 220, 330, 400, 470, 550]))
    assert found[0, 0] == (1, 2, "收入")
    assert found[0, 2] == (1, 4, "支出")
    assert found[1, 5] == (1, 1, "政府性基金预算")
    assert found[3, 3] == (1, 1, "20.00")
    assert not any(column == 5 and row > 1 for row, column in found)


def test_lines_of_one_cell_are_one_row_and_a_broken_figure_is_one() -> None:
    rows = [
        ["!项目", "!金额"],
        ["机关事业单位基本养老\n保险缴费支出", "60.00"],
        ["住房公积金", "40.00"],
        ["购房补贴", "1,234.00"],
    ]
    sheet = draw(rows, [40, 200, 300])
    found = texts(sheet)
    assert found[1, 0][2].replace("\n", "") == "机关事业单位基本养老保险缴费支出"
    assert found[1, 1][2] == "60.00"
    assert found[3, 1][2] == "1,234.00"


def test_a_page_without_heads_goes_on_in_the_columns_of_the_page_before() -> None:
    edges = [40, 100, 210, 300, 400]
    heads = [["!科目编码", "!科目名称", "!合计", "!基本支出"]]
    rows = [["201", "一般公共服务支出", "60.00", "60.00"], ["205", "教育支出", "40.00", ""], ["208", "社会保障支出", "30.00", ""]]
    first = draw(heads + rows, edges).write("一般公共预算支出表", 200, 100).write("单位：万元", 400, 130)
    second = draw([["210", "卫生健康支出", "10.00", ""], ["213", "农林水支出", "5.00", ""]], edges, Sheet(2), top=80)
    (table,), _, _ = read_tables([first.page(), second.page()])
    cells = {(cell.row, cell.col): cell.text for cell in unpack(table)}
    assert (table.title, table.unit_text, table.row_count) == ("一般公共预算支出表", "单位：万元", 6)
    assert [cells[5, column] for column in range(4)] == ["213", "农林水支出", "5.00", ""]


@pytest.mark.parametrize(
    "rows",
    [
        [["2024年收入60.00万元，支出40.00万元。"], ["其中基本支出30.00万元，项目支出10.00万元。"]],  # running text
        [["一、收支总表", "3"], ["二、收入总表", "4"], ["三、支出总表", "5"]],  # a table of contents
        [["某市财政局本年支出预算合计", "15897.44"], ["基本支出", "7877.76"], ["项目支出", "6333.96"]],  # figures that stand apart in sentences
    ],
)
def test_what_is_no_table_makes_none(rows: list[list[str]]) -> None:
    assert read_page(draw(rows, [40, 450, 550][: len(rows[0]) + 1]).page()).grids == []


def test_where_columns_are_not_clear_no_figure_is_an_amount_and_none_is_lost() -> None:
    """Three columns of figures under one head: which of them it names is not known."""
    sheet = draw([["!项目", "!金额", "", ""], *[["教育支出", "10.00", "20.00", "30.00"]] * 4], [40, 150, 220, 290, 360])
    (grid,) = read_page(sheet.page()).grids
    figures = [cell for cell in grid.cells if "." in cell.text]
    assert len(figures) == 12
    assert all(cell.readings == [2, 3, 4] for cell in figures)


def test_a_single_row_between_two_heads_is_told_too() -> None:
    """A figure as far from the head before it as from the one behind it: the row is a table of its own, 三公, and is not lost."""
    sheet = Sheet().write("合计", 94, 200).write("因公出国", 152, 200).write("公务接待费", 260, 200).write("购置费", 360, 200)
    sheet.write("397", 125, 230).write("110.00", 272, 230).write("287.00", 362, 230).write("12.00", 420, 230)
    (grid,) = read_page(sheet.page()).grids
    assert all(cell.readings for cell in grid.cells if cell.text)


def test_a_row_alone_under_repeated_heads_is_the_rest_of_the_table_before() -> None:
    """A page break left it one row with one figure: too little for a table of its own."""
    edges = [40, 100, 210, 300, 400]
    heads = [["!科目编码", "!科目名称", "!合计", "!基本支出"]]
    rows = [["201", "一般公共服务支出", "60.00", "60.00"], ["205", "教育支出", "40.00", ""], ["208", "社会保障支出", "30.00", ""]]
    first = draw(heads + rows, edges).write("一般公共预算支出表", 200, 100).write("单位：万元", 400, 130)
    second = draw([*heads, ["210", "卫生健康支出", "10.00", ""]], edges, Sheet(2), top=80)
    (table,), _, _ = read_tables([first.page(), second.page()])
    cells = {(cell.row, cell.col): cell.text for cell in unpack(table)}
    assert [cells[4, column] for column in range(4)] == ["210", "卫生健康支出", "10.00", ""]
    assert read_page(second.page()).grids == []


def test_rows_that_begin_with_codes_are_rows_of_a_table_too() -> None:
    """Of bodies and their totals half the rows begin with words. Their codes are no amounts either: no head says what they are."""
    sheet = draw(
        [["!单位", "!", "!", ""], ["", "合计", "10.00", "20.00", "30.00"], ["105001", "某市财政局", "10.00", "20.00", "30.00"]],
        [40, 100, 220, 290, 360, 430],
    )
    (grid,) = read_page(sheet.page()).grids
    assert all(cell.readings for cell in grid.cells if cell.text.replace(".", "").isdigit())


def test_what_goes_on_in_columns_that_are_not_clear_is_no_clearer() -> None:
    rows = [["教育支出", "10.00", "20.00", "30.00"]] * 4
    first = draw([["!项目", "!金额", "", ""], *rows], [40, 150, 220, 290, 360])
    second = draw([["住房保障支出", "10.00", "20.00", "30.00"]], [40, 150, 220, 290, 360], Sheet(2), top=80)
    tables, _, _ = read_tables([first.page(), second.page()])
    figures = [cell for table in tables for cell in unpack(table) if "." in cell.text]
    assert len(figures) == 15 and all(cell.readings for cell in figures)


def test_a_number_row_whose_head_a_narrow_column_breaks_numbers_the_columns() -> None:
    """栏 over 次: the row is none of the body, where its whole numbers would stand in columns of their own."""
    rows = [["!栏\n次", "", "!1", "!2"], ["1", "教育支出", "60.00", "—"], ["2", "卫生健康支出", "40.00", "—"], ["3", "合计", "100.00", "—"]]
    sheet = draw([["!序\n号", "!项目", "!基本支出", "!项目支出"], *rows], [40, 62, 200, 280, 360])
    found = texts(sheet)
    assert found[0, 2][2] == "基本支出"
    assert found[1, 2][2] == "1"
    assert found[4, 1][2] == "合计" and found[4, 2][2] == "100.00"


def test_few_rows_with_names_of_several_lines_are_told_too() -> None:
    """The names stand on other lines than the figures."""
    rows = [["教育支出和\n其他支出", "10.00", "20.00", "30.00"], ["卫生健康和\n其他支出", "10.00", "20.00", "30.00"]]
    (grid,) = read_page(draw([["!项目", "!金额", "", ""], *rows], [40, 150, 220, 290, 360]).page()).grids
    figures = [cell for cell in grid.cells if "." in cell.text]
    assert len(figures) == 6 and all(cell.readings for cell in figures)


def test_rows_that_print_no_figure_go_on_too_where_their_ordinals_do() -> None:
    """A page that begins with 8 结转下年: no head, as the row 9 under it tells."""
    edges = [40, 70, 190, 270, 350]
    heads = [["!序号", "!项目", "!合计", "!基本支出"]]
    rows = [[str(n), f"{name}支出", "60.00", "60.00"] for n, name in enumerate(["教育", "卫生", "住房", "其他"], 4)]
    first = draw(heads + rows, edges).write("支出总表", 200, 100).write("单位：万元", 350, 130)
    second = draw([["8", "结转下年", "", ""], ["9", "支出总计", "100.00", "60.00"]], edges, Sheet(2), top=80)
    (table,), _, _ = read_tables([first.page(), second.page()])
    cells = {(cell.row, cell.col): cell.text for cell in unpack(table)}
    assert [cells[5, column] for column in range(4)] == ["8", "结转下年", "", ""]
    assert [cells[6, column] for column in range(4)] == ["9", "支出总计", "100.00", "60.00"]


def test_figures_that_stand_beside_each_other_are_never_one_that_broke() -> None:
    """Two numbers of columns under one head show that it names one of them: the head beside it is a column, not above it."""
    rows = [
        ["!项目", "!行次", "!2025年预算数", "<", "<"],
        ["!科目名称", "^", "!本年政府性基金预算支出", "<", "<"],
        ["^", "^", "!小计", "!基本支出", "!项目支出"],
        ["!1", "!2", "!3", "!4", "!5"],
        ["合计", "1", "5,612.37", "", "5,612.37"],
        ["城乡社区支出", "2", "5,612.37", "", "5,612.37"],
        ["城市建设支出", "3", "5,612.37", "", "5,612.37"],
    ]
    found = texts(draw(rows, [64, 314, 365, 502, 640, 778], Sheet(width=842, height=595)))
    assert [found[3, column][2] for column in range(5)] == ["1", "2", "3", "4", "5"]
    assert found[4, 2][2] == found[4, 4][2] == "5,612.37"


def test_heads_of_narrow_columns_stand_closer_than_other_cells() -> None:
    rows = [
        ["1", "20\n1", "03", "01", "行政运行", "60.00"],
        ["2", "20\n1", "03", "02", "一般行政管理事务", "40.00"],
        ["3", "", "", "", "合计", "100.00"],
    ]
    sheet = draw([["!序\n号", "!类", "!款", "!项", "!科目名称", "!合计"], *rows], [40, 58, 75, 92, 109, 200, 260])
    found = texts(sheet)
    assert [found[0, column][2] for column in (1, 2, 3)] == ["类", "款", "项"]
    assert [found[1, column][2] for column in (1, 2, 3)] == ["201", "03", "01"]  # 20 over 1


def test_few_rows_under_heads_that_are_not_clear_are_told_too() -> None:
    """A body and its total in two columns of figures: fewer figures than tell a table by themselves."""
    heads = ["!单位编码", "!单位名称", "!合计", "!一般公共预算拨 政府性基金预", "", "!其他收入"]
    rows = [["105001", "某市财政局", "10.00", "10.00", "", ""], ["", "合计", "10.00", "10.00", "", ""]]
    (grid,) = read_page(draw([heads, *rows], [40, 100, 200, 260, 330, 400, 460]).page()).grids
    figures = [cell for cell in grid.cells if "." in cell.text]
    assert len(figures) == 4 and all(cell.readings for cell in figures)


def test_a_row_of_small_whole_amounts_does_not_number_the_columns() -> None:
    heads = ["!合计", "!因公出国费", "!公务用车费", "!公务接待费"]
    for row in (["83", "0", "32", "51"], ["340", "", "340", "340"]):
        sheet = draw([heads, [f"!{text}" if text else "" for text in row]], [40, 120, 220, 320, 420])
        (grid,) = read_page(sheet.page()).grids
        assert [cell.text for cell in grid.cells if cell.readings] == [text for text in row if text]
