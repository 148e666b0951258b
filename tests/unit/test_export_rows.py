"""Rows of exports that keep places: keys by the form, labels over several lines, and what is not believed."""

from __future__ import annotations

from extract.exports.columns import by_anchors
from extract.exports.doubts import complete_names, is_official, mark_doubts
from extract.exports.lines import Piece, TextLine, centred_labels, split_lines
from extract.exports.rows import Part, PrintedRow, has_many_keys, keyed_part, third_part
from extract.exports.templates import Column, Form

TWO = Form(
    "t",
    tuple(
        Column(role, (name,))
        for role, name in (
            ("ordinal", "序号"), ("subject_code", "部门"), ("label", "名称"), ("subject_code", "政府"), ("label", "名称"), ("value", "合计"),
        )
    ),
)  # fmt: skip
PARTS = Form(
    "t",
    tuple(Column(role, (name,)) for role, name in (*(("subject_code_part", n) for n in "类款项"), ("label", "名称"), ("value", "合计"))),
)
PROJECT = Form("t", (Column("label", ("项目",)), Column("value", ("合计",))))


def lines(text: str) -> list[TextLine]:
    return split_lines(text)


def test_a_running_number_and_two_classifications_are_keys() -> None:
    assert has_many_keys(TWO)
    (line,) = lines("7  30103  奖金  50101  工资奖金津补贴  3,450.00")
    part = keyed_part(TWO, line, None)
    assert part is not None
    assert part.keys == {0: "7", 1: "30103", 2: "奖金", 3: "50101", 4: "工资奖金津补贴"}
    assert part.figures == ["3,450.00"]


def test_pieces_of_a_code_printed_once_go_to_their_columns_by_their_place() -> None:
    body = lines("201             一般公共服务支出    9.00\n      40        信访事务   9.00\n           01   行政运行   9.00\n")
    third = third_part(PARTS, body)
    assert third is not None
    keys = [keyed_part(PARTS, line, third) for line in body]
    assert [part and part.keys for part in keys] == [
        {0: "201", 3: "一般公共服务支出"}, {1: "40", 3: "信访事务"}, {2: "01", 3: "行政运行"},
    ]  # fmt: skip


def test_a_label_in_the_middle_of_its_row_is_known_where_all_lines_of_the_page_come_out_even() -> None:
    even = lines("甲项目     1.00\n乙项目第一\n           2.00\n期工程\n丙项目     3.00")
    assert "乙项目第一期工程" in centred_labels(even)
    odd = lines("乙项目第一\n           2.00\n期工程\n又一\n丙项目     3.00")
    assert "丙项目" not in centred_labels(odd)


def test_a_figure_belongs_to_a_head_only_where_the_others_are_far() -> None:
    marks = [Piece(0, 4, "合计"), Piece(20, 24, "基本"), Piece(30, 34, "项目")]
    everywhere = [{0, 1, 2}, {0, 1, 2}]
    assert by_anchors([Piece(0, 4, "9.00"), Piece(20, 24, "9.00")], marks, everywhere, 3.0) == (0, 1)
    assert by_anchors([Piece(0, 4, "9.00"), Piece(24, 28, "9.00")], marks, everywhere, 3.0) is None


def row(text: str, form: Form = PROJECT) -> PrintedRow:
    (line,) = lines(text)
    figures = [word for word in line.words if "." in word]
    return PrintedRow([Part(0, {0: "".join(word for word in line.words if "." not in word)}, figures, lines=[line])], line)


def doubt(*texts: str) -> list[str]:
    rows = [row(text) for text in texts]
    mark_doubts(PROJECT, rows, {}, set(), "")
    return [one.parts[0].doubt for one in rows]


def test_words_beside_a_row_make_its_label_uncertain() -> None:
    assert doubt("监测设备运行维     7.00", "护费")[0] == "words beside the row may belong to it"
    assert doubt("监测设备运行维护费     7.00", "行政运行     8.00") == ["", ""]


def test_words_beyond_a_line_of_remarks_may_belong_to_a_row_too() -> None:
    assert doubt("数据平台建", "监测设备运行维     7.00", "                     监测设备稳定运行", "护费", "行政运行     8.00")[1] != ""
    row_of_figures = doubt("监测设备", "     7.00", "行政运行     8.00")
    assert row_of_figures[1] == "words beside the row may belong to it"


def test_a_total_that_ends_below_its_figures_is_not_believed() -> None:
    assert doubt("当年收入     7.00", "小计") == ["words beside the row may belong to it", ""]


def test_two_names_are_no_label() -> None:
    assert doubt("十七、住房保障支出十八、粮油物资储备支出     7.00") == ["two names stand in the label of the row"]
    assert doubt("四、", "事业单位经营支出     7.00")[1] == "the number of the row stands on the line above it"


def test_a_figure_that_lost_a_decimal_to_the_next_line_is_not_believed() -> None:
    whole = [f"项目{'甲乙丙丁'[i % 4]}{i}号     {i}.25" for i in range(1, 30)]
    assert doubt(*whole, "轨道交通管理     400.5")[-1] == "a figure prints fewer decimals than the 2 of its table, and may be cut over lines"
    assert doubt("甲     7.25", "乙     7.5", "丙     7.0") == ["", "", ""]


def test_words_of_two_columns_are_no_label() -> None:
    assert doubt("学校建设资金        特定目标类     7.00") == ["words that stand far apart were taken for one label"]


def test_sentences_and_years_are_no_rows_of_figures() -> None:
    assert doubt("注：本表没有发生额。     0.00") == ["a sentence stands in the label of the row"]
    part = Part(0, {0: "某局"}, ["2026"])
    mark_doubts(PROJECT, [PrintedRow([part], lines("某局 2026")[0])], {}, set(), "")
    assert part.doubt == "the figure is a year"


def test_numbers_cut_over_lines_are_not_believed() -> None:
    assert doubt("行政运行   14,770   .62") == ["numbers of this table are cut over lines"]


def test_a_code_without_its_beginning_is_not_believed() -> None:
    part = Part(0, {1: "99", 3: "其他支出"}, ["1.00"])
    mark_doubts(PARTS, [PrintedRow([part], lines("99 其他支出 1.00")[0])], {}, set(), "")
    assert part.doubt == "the code of the row begins on a row that is not here"


def test_names_of_subjects_and_totals_are_official() -> None:
    assert is_official("行政运行")
    assert is_official("[2014001]行政运行")
    assert is_official("合计")
    assert not is_official("监测设备运行维")


CODED = Form("t", (Column("subject_code", ("编码",)), Column("label", ("名称",)), Column("value", ("合计",))))
BODY = Form("t", (Column("unit_code", ("单位编码",)), Column("unit_name", ("单位名称",)), Column("value", ("合计",))))


def coded(form: Form, *rows: tuple[str, str, str]) -> list[PrintedRow]:
    """Rows of a code, a name and a figure, each of which may be missing."""
    found = []
    for code, name, figure in rows:
        (line,) = lines(" ".join(filter(None, (code, name, figure))))
        keys = {0: code, 1: name} if code else {1: name}
        found.append(PrintedRow([Part(0, keys, [figure] if figure else [], lines=[line])], line))
    return found


def test_a_name_that_a_line_break_parts_is_that_of_its_code() -> None:
    rows = coded(
        CODED, ("2080505", "机关事业单位基本养老保险缴费", "5.00"), ("", "支出", ""), ("", "机关事业单位职业年", ""), ("2080506", "金缴费支出", "2.00")
    )
    whole = complete_names(CODED, rows, {})
    assert [one.parts[0].keys[1] for one in whole] == ["机关事业单位基本养老保险缴费支出", "机关事业单位职业年金缴费支出"]
    mark_doubts(CODED, whole, {}, set(), "")
    assert [one.parts[0].doubt for one in whole] == ["", ""]


def test_words_that_make_no_official_name_are_left_and_the_row_is_doubted() -> None:
    rows = coded(CODED, ("2080505", "机关事业单位基本养老保", "5.00"), ("", "险缴费", ""), ("2080506", "支出机关事业单位职业年金缴费", "2.00"))
    assert complete_names(CODED, rows, {}) == rows
    mark_doubts(CODED, rows, {}, set(), "")
    why = "the name of the row is not that of its code, and may go on beside it"
    assert [one.parts[0].doubt for one in rows] == [why, "", why]


def test_a_name_in_the_wording_of_the_report_is_no_piece_of_another() -> None:
    rows = coded(CODED, ("2080505", "机关养老保险", "5.00"), ("2080506", "机关事业单位职业年金缴费支出", "2.00"))
    mark_doubts(CODED, rows, {}, set(), "")
    assert [one.parts[0].doubt for one in rows] == ["", ""]


def test_codes_in_pieces_tell_the_names_too() -> None:
    keys = [({0: "208", 3: "社会保障和就业支出"}, "7.00"), ({3: "机关事业单位基本养老保险缴"}, ""), ({2: "05", 3: "费支出"}, "5.00")]
    rows = []
    for own, figure in keys:
        (line,) = lines(" ".join([*own.values(), figure]))
        rows.append(PrintedRow([Part(0, own, [figure] if figure else [], lines=[line])], line))
    whole = complete_names(PARTS, rows, {id(rows[2].parts[0]): "2080505"})
    assert [one.parts[0].keys[3] for one in whole] == ["社会保障和就业支出", "机关事业单位基本养老保险缴费支出"]


def test_words_beside_a_body_belong_to_its_name_unless_the_report_prints_it_whole_elsewhere() -> None:
    rows = [("", "某市交通基本", ""), ("222008", "建设工程质量", "8.00"), ("", "监督站", "")]
    why = "words beside the row may belong to the name of the body"
    for name, elsewhere, doubted in (
        ("建设工程质量", "222008某市交通基本建设工程质量监督站30.18", why),
        ("建设工程质量", "222008建设工程质量监督站30.18", why),
        ("建设工程质量", "222008建设工程质量30.18", ""),
        ("建设工程质量", "", why),
    ):
        read = coded(BODY, rows[0], ("222008", name, "8.00"), rows[2])
        mark_doubts(BODY, read, {}, set(), elsewhere)
        assert read[1].parts[0].doubt == doubted
