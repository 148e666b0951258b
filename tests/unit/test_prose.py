"""Lines outside tables → paragraphs under their headings."""

from __future__ import annotations

from extract.document import Line, Paragraph
from extract.prose import read_paragraphs
from extract.tables.text import page_lines
from tests.drawing import HEIGHT, WIDTH, write

LEFT, RIGHT_CHARS = 72.0, 44  # a full line holds 44 characters


def flow(*paragraphs: str, per_page: int = 40, size: float = 10.0) -> list[Line]:
    """Paragraphs set in lines with an indented first line, from page to page; ``#`` starts a line without indent."""
    lines: list[Line] = []
    for text in paragraphs:
        indent = 0 if text.startswith("#") else 2
        text = text.lstrip("#")
        while text:
            number = len(lines)
            part, text = text[: RIGHT_CHARS - indent], text[RIGHT_CHARS - indent :]
            page, row = 1 + number // per_page, number % per_page
            lines += page_lines(page, write(part, LEFT + indent * size, 72 + 18 * row, size))
            indent = 0
    return lines


def read(lines: list[Line]) -> list[Paragraph]:
    return read_paragraphs(lines, dict.fromkeys(range(1, 20), WIDTH))


BODY = "本年收入合计二千九百四十六万元，其中财政拨款收入二千九百四十万元，其他收入六万元，" * 3 + "与上年持平。"


def test_lines_are_joined_and_indented_lines_begin_paragraphs() -> None:
    found = read(flow("一、收入决算情况说明", BODY, BODY))
    assert [(p.section_path, p.text) for p in found] == [(["一、收入决算情况说明"], BODY)] * 2


def test_a_paragraph_that_runs_over_a_page_break_stays_one() -> None:
    (found,) = read(flow(BODY, per_page=2))
    assert (found.page_no, found.text) == (1, BODY)
    assert found.box.bottom < HEIGHT / 2  # the box is that of its first page


def test_headings_nest_and_replace_each_other() -> None:
    found = read(flow("第一部分概况", "一、职能", "正文。", "（一）机构", "正文。", "二、其他", "正文。"))
    assert [p.section_path for p in found] == [
        ["第一部分概况", "一、职能"], ["第一部分概况", "一、职能", "（一）机构"], ["第一部分概况", "二、其他"],
    ]  # fmt: skip


def test_the_first_line_of_a_numbered_paragraph_is_no_heading() -> None:
    duty = "（一）" + "贯彻执行国家和本市有关财政工作的法律法规和方针政策并研究拟订本区财政发展战略" * 2 + "。"
    (found,) = read(flow(duty))
    assert (found.section_path, found.text) == ([], duty)


def test_a_line_with_an_amount_is_text_and_not_a_heading() -> None:
    found = read(flow("（一）本年财政拨款收入1128.65万元", BODY))
    assert found[0].text == "（一）本年财政拨款收入1128.65万元"
    assert found[1].section_path == []


def test_a_heading_that_breaks_over_two_lines_is_one() -> None:
    heading = "（四）" + "市对区专项或共同事权转移支付的管理使用和绩效评价结果公开" + "情况的说明"
    first = page_lines(1, write(heading[:28], LEFT + 20, 72, 14.0)) + page_lines(1, write(heading[28:], LEFT, 90, 14.0))
    body = flow(BODY)
    for line in body:
        line.box = line.box._replace(top=line.box.top + 60, bottom=line.box.bottom + 60)
    (found,) = read(first + body)
    assert (found.section_path, found.text) == ([heading], BODY)


def test_numbered_items_begin_paragraphs_even_without_indent() -> None:
    found = read(flow("#1.公务接待费一万元。", "#2.公务用车运行维护费二万元。"))
    assert [p.text for p in found] == ["1.公务接待费一万元。", "2.公务用车运行维护费二万元。"]


def test_margins_are_those_of_pages_of_the_same_width() -> None:
    lines = flow(BODY)
    wide = page_lines(2, write("报表目录", 300, 72)) + page_lines(2, write("单位：万元", 760, 90))
    found = read_paragraphs(lines + wide, {1: WIDTH, 2: HEIGHT})
    assert found[0].text == BODY


def test_no_lines_give_no_paragraphs() -> None:
    assert read([]) == []


def test_a_part_whose_name_stands_on_the_next_line_is_one_heading() -> None:
    lines = page_lines(1, write("第二部分", 250, 300, 20)) + page_lines(1, write("2026年部门预算表", 200, 325, 20)) + flow("", BODY)
    assert read(lines)[-1].section_path == ["第二部分2026年部门预算表"]


def test_the_name_of_a_body_on_a_cover_is_not_joined_to_the_title_above() -> None:
    lines = page_lines(1, write("某市2026年市级单位预算", 72, 72)) + page_lines(1, write("预算单位：某市文献馆", 72, 86))
    assert [p.text for p in read(lines)] == ["某市2026年市级单位预算", "预算单位：某市文献馆"]


def test_a_sentence_that_a_line_break_parts_before_the_word_unit_stays_one() -> None:
    lines = flow("#" + "一" * RIGHT_CHARS + "单位：某市人工影响天气中心；全市十四个区各设一局。")
    assert [p.text for p in read_paragraphs(lines, {1: WIDTH})] == ["一" * RIGHT_CHARS + "单位：某市人工影响天气中心；全市十四个区各设一局。"]


def test_entries_of_a_list_of_titles_are_paragraphs_and_head_nothing() -> None:
    entries = ["#一、收入决算表", "#二、支出决算表", "#三、财政拨款收入支出决算总表"]
    found = read(flow("第一部分 概况", *entries, BODY))
    assert [(p.section_path, p.text) for p in found] == [(["第一部分概况"], text.lstrip("#")) for text in (*entries, BODY)]
