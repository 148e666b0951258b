"""Grids and lines of pages → tables over pages."""

from __future__ import annotations

import pytest

from extract.document import Line, Rule, Table
from extract.tables.assemble import read_tables
from tests.drawing import Sheet

HEADER = ["科目编码", "科目名称", "金额"]


def read(*sheets: Sheet) -> list[Table]:
    return read_all(*sheets)[0]


def read_all(*sheets: Sheet) -> tuple[list[Table], list[Line]]:
    pages = [sheet.page() for sheet in sheets]
    for number, page in enumerate(pages, 1):
        page.page_no = number
    tables, lines, _ = read_tables(pages)
    return tables, lines


def first(*rows: list[str], title: str = "支出决算表") -> Sheet:
    return Sheet().write(title, 200, 160, 16).write("单位：万元", 450, 185).table([HEADER, *rows])


def rows(table: Table) -> list[list[str]]:
    """Texts of the body, row by row; blank cells included."""
    return [[c.text for c in table.cells if c.row == r] for r in range(table.header_rows, table.row_count)]


A, B, C = ["201", "一般公共服务支出", "3.00"], ["205", "教育支出", "2.00"], ["", "合计", "5.00"]


def test_a_table_has_caption_header_and_paths() -> None:
    (table,) = read(first(A, C))
    assert (table.title, table.unit_text, table.header_rows, table.row_count) == ("支出决算表", "单位：万元", 1, 3)
    assert table.cells[-1].header_path == ["金额"]
    assert [c.is_header for c in table.cells] == [True] * 3 + [False] * 6


def test_the_next_page_continues_with_and_without_its_header() -> None:
    for page in Sheet().table([B, C], top=60), Sheet().table([HEADER, B, C], top=60):
        (table,) = read(first(A), page)
        assert (table.first_page, table.last_page, table.row_count) == (1, 2, 4)
        assert rows(table) == [A, B, C]


def test_a_total_alone_on_its_page_belongs_to_the_table() -> None:
    (table,) = read(first(A, B), Sheet().table([["合计", "<", "5.00"]], top=60))
    assert rows(table)[-1] == ["合计", "5.00"]


def test_the_next_table_with_the_same_columns_is_another_one() -> None:
    tables = read(first(A), first(B, title="项目支出决算表"))
    assert [t.title for t in tables] == ["支出决算表", "项目支出决算表"]


def test_a_title_printed_again_on_the_next_page_continues_its_table() -> None:
    (table,) = read(first(A), first(B, C))
    assert rows(table) == [A, B, C]


@pytest.mark.parametrize("words", ["续表", "（续表）", "续表1", "接上表", "支出决算表（续）", "支出决算表-续表2"])
def test_words_that_say_a_table_goes_on_continue_it(words: str) -> None:
    (table,) = read(first(A), Sheet().write(words, 200, 30, 16).table([HEADER, B, C], top=60))
    assert (table.title, rows(table)) == ("支出决算表", [A, B, C])


def test_unit_or_title_printed_again_without_a_header_continues_the_table() -> None:
    for more in Sheet().write("单位：万元", 450, 120), Sheet().write("支出决算表", 200, 100, 16).write("单位：万元", 450, 120):
        (table,) = read(first(A), more.table([B, C], top=140))
        assert rows(table) == [A, B, C]


def test_another_printed_number_or_another_header_under_a_unit_line_begins_a_table() -> None:
    numbered = Sheet().write("公开05表", 50, 100).table([HEADER, B], top=140)
    assert len(read(first(A), numbered)) == 2
    other = Sheet().write("单位：万元", 450, 120).table([["单位", "人数", "车辆"], ["本级", "3", "1"]], top=140)
    assert len(read(first(A), other)) == 2


def test_a_table_that_begins_with_its_total_again_starts_over() -> None:
    total = ["", "合计", "3.00"]
    assert len(read(first(total, A), first(total, A))) == 2


def test_a_total_printed_again_at_the_head_of_every_page_is_no_new_row() -> None:
    total = ["", "合计", "5.00"]
    (table,) = read(first(total, A), first(total, B))
    assert rows(table) == [total, A, B]


STARS = ["**", "**", "1"]


def test_column_numbers_repeated_on_every_page_are_no_rows() -> None:
    """With title and header, with the header alone, alone, and on the first page only."""
    alone = Sheet().table([STARS, B, C], top=60)
    for page in first(STARS, B, C), Sheet().table([HEADER, STARS, B, C], top=60), alone, first(B, C):
        (table,) = read(first(STARS, A), page)
        assert (rows(table), table.header_rows) == ([A, B, C], 2)
        assert {c.column_number for c in table.cells if c.col == 2 and not c.is_header} == {"1"}
        assert {tuple(c.header_path) for c in table.cells if c.col == 2 and not c.is_header} == {("金额",)}


def test_a_repeated_header_is_known_whatever_stands_below_it() -> None:
    """The rest of a row that the page break cut has no number, and was taken for a second row of the header."""
    (table,) = read(first(A, ["", "合计", "5.00"]), Sheet().table([HEADER, ["", "其中：教育支出", "见说明"], B], top=60))
    assert rows(table)[2:] == [["", "其中：教育支出", "见说明"], B]


def test_the_last_line_of_a_table_of_contents_is_no_title() -> None:
    """Where a table prints no title, the list on the page before must not give it one."""
    contents = Sheet().write("目录", 280, 60).write("一、收支总表", 60, 90).write("二、收入总表", 60, 120).write("三、支出总表", 60, 150)
    for sheets in ([contents, Sheet().table([HEADER, A, C])], [contents.table([HEADER, A, C])]):
        (table,) = read(*sheets)
        assert table.title == ""


def test_heads_of_its_own_begin_a_table_where_no_title_is_printed() -> None:
    other = [["项目", "<", "预算数"], ["一、教育支出", "<", "2.00"]]
    tables = read(first(A, C), Sheet().table([["单位编码", "单位名称", "合计"], ["105001", "某局", "5.00"]], top=60), Sheet().table(other, top=60))
    assert [table.row_count for table in tables] == [3, 2, 2]


def test_rows_of_blank_figures_at_the_top_of_a_page_are_no_heads() -> None:
    """小计, 上年结转 and 结转下年 stand over columns too; here they name rows, and nothing is printed over the figures."""
    header = ["收入", "金额", "支出", "金额"]
    page = Sheet().table([["小计", "", "", ""], ["上年结转资金", "", "结转下年资金", ""], ["收入合计", "5.00", "支出合计", "5.00"]], top=60)
    (table,) = read(Sheet().write("收支总表", 200, 160, 16).table([header, ["一、拨款", "5.00", "一、教育支出", "5.00"]]), page)
    assert rows(table)[-1] == ["收入合计", "5.00", "支出合计", "5.00"]


def test_rows_of_words_at_the_top_of_a_page_are_no_heads() -> None:
    (table,) = read(first(A), Sheet().table([["205", "教育支出", "另行公开"], B, C], top=60))
    assert rows(table) == [A, ["205", "教育支出", "另行公开"], B, C]


def test_a_header_alone_at_the_foot_of_a_page_belongs_to_the_table_of_the_next() -> None:
    (table,) = read(Sheet().write("收入决算表", 200, 160, 16).table([HEADER]), Sheet().table([HEADER, A, B], top=60))
    assert (table.title, table.header_rows, rows(table)) == ("收入决算表", 1, [A, B])


def test_running_text_between_parts_them() -> None:
    between = Sheet().write("本表反映部门本年度的各项支出情况。", 72, 60).table([B, C], top=100)
    assert len(read(first(A), between)) == 2


def test_notes_end_a_table_and_belong_to_it() -> None:
    tables = read(first(A).write("注：本表反映支出。", 60, 260), Sheet().table([B], top=60))
    assert [[n.line.text for n in t.notes if n.position == "below"] for t in tables] == [["注：本表反映支出。"], []]


def test_notes_in_the_last_rows_of_the_grid_are_taken_out() -> None:
    notes = [["注：1.本表反映支出。", "<", "<"], ["注：2.本表以万元为单位。", "<", "<"]]
    (table,) = read(first(A, C, *notes))
    assert rows(table) == [A, C]
    assert [n.line.text for n in table.notes if n.position == "inside"] == ["注：1.本表反映支出。", "注：2.本表以万元为单位。"]


def test_columns_that_shift_and_frames_that_come_and_go_keep_their_numbers() -> None:
    shifted = Sheet().table([["", *B], ["", *C]], top=60, left=40, widths=[8, 155, 160, 165])
    (table,) = read(first(A), shifted)
    assert rows(table) == [A, B, C]
    assert {c.col for c in table.cells} == {0, 1, 2}


def test_a_page_that_shows_merged_cells_only_keeps_the_columns_of_the_table() -> None:
    header = [["科目编码", "<", "<", "科目名称", "金额"], ["类", "款", "项", "^", "^"]]
    widths = [30.0, 30.0, 30.0, 190.0, 200.0]
    start = Sheet().write("支出决算表", 200, 160, 16).table([*header, ["201", "01", "02", "行政运行", "1.00"]], widths=widths)
    (table,) = read(start, Sheet().table([["205", "教育支出", "2.00"]], top=60, widths=[90.0, 190.0, 200.0]))
    last = [c for c in table.cells if c.page_no == 2]
    assert [(c.col, c.col_span, c.text) for c in last] == [(0, 3, "205"), (3, 1, "教育支出"), (4, 1, "2.00")]
    assert last[-1].header_path == ["金额"]


def test_title_unit_and_number_inside_the_grid_become_the_caption() -> None:
    grid = [["", "", ""], ["预算05表 一般公共预算支出表", "<", "<"], ["", "", "单位：万元"], HEADER, A]
    (table,) = read(Sheet().table(grid))
    assert (table.label, table.title, table.unit_text) == ("预算05表", "一般公共预算支出表", "单位：万元")
    assert (table.header_rows, rows(table)) == (1, [A])


@pytest.mark.parametrize("unit", ["单位：百元", "（金额单位：人民币元）", "单位：亿元"])
def test_a_unit_behind_the_title_or_the_owner_inside_the_grid_is_read(unit: str) -> None:
    for row in [f"收入决算表 {unit}", "<", "<"], [f"部门：某局 {unit}", "<", "<"]:
        (table,) = read(Sheet().table([["收入决算表", "<", "<"], row, HEADER, A][row[0].startswith("收入") :]))
        assert (table.title, table.header_rows, rows(table)) == ("收入决算表", 1, [A])
        assert unit.strip("（）") in table.unit_text.replace(":", "：")


def test_a_title_at_the_foot_of_the_page_before_goes_with_its_table() -> None:
    foot = first(A).write("基本支出决算表", 200, 760, 16)
    tables, lines = read_all(foot, Sheet().table([["科目", "数"], ["合计", "1.00"]], top=60))
    assert [t.title for t in tables] == ["支出决算表", "基本支出决算表"]
    assert lines == []


def test_the_rest_of_a_row_cut_by_the_page_break_goes_back_to_it() -> None:
    cut = ["", "应用软件购建费信息", "606.00"]
    sheet = Sheet().write("采购表", 200, 160, 16).table([HEADER, A, cut], widths=[100.0, 95.0, 200.0])
    (table,) = read(sheet, Sheet().table([["", "系统更新", ""], B], top=60, widths=[100.0, 95.0, 200.0]))
    assert rows(table) == [A, ["", "应用软件购建费信息\n系统更新", "606.00"], B]


def test_a_label_cut_by_the_page_break_is_joined_where_its_line_was_full() -> None:
    widths = [95.0, 200.0, 200.0]
    sheet = Sheet().write("采购表", 200, 160, 16).table([HEADER, ["无锡市社会保险基", "物业", "66.00"]], widths=widths)
    (table,) = read(sheet, Sheet().table([["金中心", "", ""], B], top=60, widths=widths))
    assert rows(table) == [["无锡市社会保险基\n金中心", "物业", "66.00"], B]


def test_a_label_without_a_number_is_a_row_of_its_own_where_the_line_before_had_room() -> None:
    group = ["人员经费", "", ""]
    (table,) = read(first(A), Sheet().table([group, B], top=60))
    assert rows(table) == [A, group, B]


def test_a_total_or_a_new_line_item_is_no_rest_of_a_row() -> None:
    widths = [100.0, 95.0, 200.0]
    for before, label in ("一、一般公共服务", "二、外交支出"), ("外交支出", "合计"):
        sheet = Sheet().write("支出表", 200, 160, 16).table([HEADER, ["202" if label == "合计" else "", before, "1.00"]], widths=widths)
        (table,) = read(sheet, Sheet().table([["", label, ""]], top=60, widths=widths))
        assert len(rows(table)) == 2


def test_a_row_of_the_second_block_alone_is_no_rest_of_the_row_before() -> None:
    """收入 has ended; 支出 goes on with a line that prints no amount."""
    rows_before = [
        ["收入", "<", "支出", "<"],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款", "7.00", "一、教育支出", "7.00"],
        ["本年收入合计", "7.00", "本年支出合计", "7.00"],
    ]
    rows_after = [["", "", "年末结转和结余", ""], ["总计", "7.00", "总计", "7.00"]]
    (table,) = read(Sheet().write("收入支出决算总表", 200, 160, 16).table(rows_before), Sheet().table(rows_after, top=60))
    assert rows(table)[1:] == [rows_before[3], *rows_after]


def test_numbers_that_the_page_break_parted_from_their_label_go_back_to_it() -> None:
    cut = ["20508", "进修及培训支出，含干部教育", ""]
    for rest in ["", "", "7.00"], ["", "以及其他", "7.00"]:
        (table,) = read(first(A, B, cut), Sheet().table([rest, C], top=60))
        assert rows(table)[2:] == [["20508", "\n".join([cut[1], rest[1]]).strip(), "7.00"], C]
        moved = next(c for c in table.cells if c.text == "7.00")
        assert (moved.page_no, moved.box.top) == (2, 60)


def test_a_label_without_numbers_is_a_row_of_its_own_where_others_have_none_either() -> None:
    group = ["208", "社会保障和就业支出", ""]
    (table,) = read(first(A, group, B, group), Sheet().table([["", "其他", "7.00"], C], top=60))
    assert rows(table)[3:] == [group, ["", "其他", "7.00"], C]
    (table,) = read(first(A, B, group), Sheet().table([["", "合计", "7.00"]], top=60))
    assert rows(table)[2:] == [group, ["", "合计", "7.00"]]


def test_a_number_cut_behind_its_point_is_one() -> None:
    (table,) = read(first(B, ["201", "一般公共服务支出", "1,234."]), Sheet().table([["", "", "50"], C], top=60))
    assert rows(table)[1:] == [["201", "一般公共服务支出", "1,234.50"], C]
    (table,) = read(Sheet().write("收入决算表", 200, 160, 16).table([["项目", "金额"], ["拨款", "1,"]]), Sheet().table([["", "234.50"]], top=60))
    assert rows(table) == [["拨款", "1,234.50"]]


def test_a_merged_cell_cut_by_the_page_break_holds_on_both_pages() -> None:
    head = ["单位", "项目", "金额"]
    top = Sheet().write("项目支出表", 200, 160, 16).table([head, ["某局", "甲项", "1.00"], ["^", "乙项", "2.00"]])
    (table,) = read(top, Sheet().table([["", "丙项", "3.00"], ["^", "丁项", "4.00"], ["别局", "戊项", "5.00"]], top=60))
    assert [(c.row, c.row_span, c.text) for c in table.cells if c.col == 0][1:] == [(1, 2, "某局"), (3, 2, "某局"), (5, 1, "别局")]


def test_side_by_side_blocks_keep_their_paths() -> None:
    header = [["收入", "<", "支出", "<"], ["项目", "决算数", "项目", "决算数"]]
    (table,) = read(Sheet().write("收支决算总表", 200, 160, 16).table([*header, ["一、财政拨款", "5", "一、外交支出", "3"]]))
    assert [c.header_path for c in table.cells if not c.is_header] == [
        ["收入", "项目"], ["收入", "决算数"], ["支出", "项目"], ["支出", "决算数"],
    ]  # fmt: skip


def test_a_form_continues_over_pages_that_print_its_title_again() -> None:
    title = "项目支出绩效目标表"
    form = [["项目名称", "<", "物业费"], ["主管部门", "<", "财政局"], ["绩效指标", "数量指标", "12"]]
    more = [["绩效指标", "质量指标", "合格率"], ["绩效指标", "时效指标", "及时"]]
    tables = read(
        Sheet().write(title, 200, 160, 16).table(form),
        Sheet().write(title, 200, 160, 16).table(more),
        Sheet().write(title, 200, 160, 16).table(form),
    )
    assert [(t.first_page, t.last_page, t.header_rows) for t in tables] == [(1, 2, 0), (3, 3, 0)]


def test_a_form_whose_next_page_has_more_columns_gets_them_all() -> None:
    form = Sheet().write("绩效目标申报表", 200, 160, 16).table([["部门名称", "财政局"], ["预算整体情况", "1.00"]], widths=[160.0, 320.0])
    more = Sheet().table([["绩效指标", "数量指标", "12"]], top=60, widths=[160.0, 200.0, 120.0])
    (table,) = read(form, more)
    assert table.column_count == 3
    assert [(c.row, c.col, c.col_span, c.text) for c in table.cells] == [
        (0, 0, 1, "部门名称"), (0, 1, 2, "财政局"), (1, 0, 1, "预算整体情况"), (1, 1, 2, "1.00"),
        (2, 0, 1, "绩效指标"), (2, 1, 1, "数量指标"), (2, 2, 1, "12"),
    ]  # fmt: skip


def test_cells_that_lost_their_rules_at_the_left_are_kept() -> None:
    widths = [80.0, 200.0, 200.0]
    start = Sheet().write("绩效目标表", 200, 160, 16).table([["绩效指标", "数量指标", "12"], ["^", "质量指标", "100%"]], widths=widths)
    more = Sheet().table([["时效指标", "及时"], ["成本指标", "不超"]], top=60, left=130, widths=[200.0, 200.0]).write("产出", 60, 75)
    (table,) = read(start, more)
    beside = [c for c in table.cells if c.page_no == 2 and c.col == 0]
    assert [(c.text, c.row_span) for c in beside] == [("产出", 2)]


def test_a_chart_is_no_table() -> None:
    sheet = Sheet()
    sheet.horizontal += [Rule(y, 100, 500) for y in (200, 220, 240, 260)]
    sheet.vertical += [Rule(x, 258, 262) for x in (100, 200, 300, 400, 500)]
    tables, lines = read_all(sheet.write("1,419.73", 120, 225).write("教育支出", 120, 270))
    assert tables == []
    assert [line.text for line in lines] == ["1,419.73", "教育支出"]


def test_page_numbers_and_running_heads_are_left_out() -> None:
    sheets = [Sheet().write("2026年部门预算", 50, 20).write("正文", 72, 200 + n).write(f"- {n} -", 290, 810) for n in range(6)]
    _, lines = read_all(*sheets)
    assert [line.text for line in lines] == ["正文"] * 6


def test_the_unit_line_at_the_top_of_every_page_is_no_running_head() -> None:
    def sheet(number: int) -> Sheet:
        top = Sheet().write(f"表{number}", 50, 20).write(f"{'收支甲乙丙'[number]}总表", 200, 40, 16).write("单位：万元", 450, 64)
        return top.table([HEADER, A], top=80)

    tables = read(*(sheet(number) for number in range(5)))
    assert [(t.label, t.unit_text) for t in tables] == [(f"表{number}", "单位：万元") for number in range(5)]


def test_blank_pages_and_blank_grids_change_nothing() -> None:
    (table,) = read(first(A), Sheet().table([["", "", ""]], top=60))
    assert (table.row_count, table.last_page) == (2, 1)
    assert read(Sheet()) == []


def test_titles_below_their_tables_are_given_back_to_them() -> None:
    """The first table seems to have none, and one is left below the last; without that they stand above."""
    titles = ["收入决算表", "支出决算表", "财政拨款收入支出决算总表"]
    pages = [Sheet().write("单位：万元", 450, 185).table([HEADER, A, C]).write(title, 200, 420, 16) for title in titles]
    assert [table.title for table in read(*pages)] == titles
    above = [Sheet().table([HEADER, A, C]), *(Sheet().write(title, 200, 160, 16).table([HEADER, A, C]) for title in titles)]
    assert [table.title for table in read(*above)] == ["", *titles]


def test_of_many_titles_below_their_tables_one_may_be_lost() -> None:
    """Heads that are no part of their grid stand above one table, where the title of the table before would be taken from."""
    titles = [f"{name}决算表" for name in ("收入支出", "收入", "支出", "财政拨款收入支出", "一般公共预算支出", "三公经费支出", "基金支出")]
    pages = [Sheet().table([HEADER, A, C]).write(title, 200, 420, 16) for title in titles]
    pages[5].write("1 2 3 4 5 6", 200, 185)
    assert [table.title for table in read(*pages)] == [*titles[:4], "", *titles[5:]]


def test_a_list_of_titles_heads_no_table() -> None:
    contents = Sheet()
    for number, text in enumerate(["目录", "四、2023年决算表", "1、收入决算表", "2、支出决算表", "3、财政拨款收入支出决算总表"]):
        contents.write(text, 72, 100 + 30 * number)
    (table,) = read(contents, Sheet().table([HEADER, A, C]))
    assert (table.title, table.section) == ("", "四、2023年决算表")


def test_a_unit_that_a_page_break_parts_from_its_table_is_its_unit() -> None:
    (table,) = read(Sheet().write("单位：万元", 450, 700), Sheet().table([HEADER, A, C]))
    assert table.unit_text == "单位：万元"
