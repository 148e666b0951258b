"""Web pages, workbooks and Word files: spans, hidden rows, formats, several sheets, and files that cannot be read."""

import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from extract.document import Table
from extract.readers.blocks import spread
from extract.readers.refusal import Unreadable
from extract.readers.registry import form_of, read_document
from extract.readers.sheet import shown

PAGE = """<html><head><meta charset="utf-8"><title>某局2024年预算_门户网站</title></head><body>
<div id="nav"><a>首页</a></div><div><p>收入总表</p><p>单位：万元</p>
<table><tr><td rowspan="2">科目编码</td><td rowspan="2">科目名称</td><td colspan="2">本年收入</td></tr>
<tr><td>小计</td><td>一般公共<br>预算</td></tr>
<tr style="display:none"><td>x</td><td>y</td><td>1</td><td>2</td></tr>
<tr><td>208</td><td>&nbsp;社会保障和就业支出</td><td>1,225.06</td><td>1,225.06</td></tr></table>
<p>注：本表反映收入。</p></div></body></html>"""


def cells(table: Table) -> list[tuple[int, int, str]]:
    return [(cell.row, cell.col, cell.text) for cell in table.cells if cell.text]


def test_a_web_page_gives_tables_with_spans_and_captions(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE, encoding="utf-8")
    document = read_document(file)
    (table,) = document.tables
    assert (document.form, table.method, table.title, table.unit_text) == ("html", "html", "收入总表", "单位：万元")
    assert cells(table)[-4:] == [(2, 0, "208"), (2, 1, "社会保障和就业支出"), (2, 2, "1,225.06"), (2, 3, "1,225.06")]
    assert [cell.header_path for cell in table.cells if cell.text == "1,225.06"] == [["本年收入", "小计"], ["本年收入", "一般公共预算"]]
    assert [note.line.text for note in table.notes if note.position == "below"] == ["注：本表反映收入。"]


def test_spans_from_above_push_cells_to_the_right() -> None:
    placed = spread([[("a", 2, 1), ("b", 1, 2)], [("c", 1, 1), ("d", 1, 1)]])
    assert [(cell.row, cell.col, cell.text) for cell in placed] == [(0, 0, "a"), (0, 1, "b"), (1, 1, "c"), (1, 2, "d")]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1045.74, "#,##0.00", "1,045.74"), (3, "0.00", "3.00"), (0.361, "0.0%", "36.1%"), (12.5, "General", "12.5"), (0, "General", "0"),
        (1234567, "#,##0", "1,234,567"), (-2.5, "#,##0.00;[Red]-#,##0.00", "-2.50"), ("1,553.51", "@", "1,553.51"), (None, "0", ""),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"), (True, "General", "TRUE"),
    ],
)  # fmt: skip
def test_figures_are_landed_as_their_format_shows_them(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def workbook(file: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["收支总表"], ["单位：万元"], ["项目", "预算数"], ["一、事业收入", 1.5], ["隐藏", 9], ["合计", 1.5]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A2:B2")
    sheet["B4"].number_format = sheet["B6"].number_format = "#,##0.00"
    sheet.row_dimensions[5].hidden = True
    second = book.create_sheet("支出")
    for row in (["支出总表"], ["单位：万元"], ["科目编码", "科目名称", "合计"], ["208", "社会保障和就业支出", "7.00"]):
        second.append(row)
    book.create_sheet("草稿").sheet_state = "hidden"
    book["草稿"].append(["不公开"])
    book.save(file)
    return file


def test_a_workbook_gives_a_table_a_sheet_without_what_is_hidden(tmp_path: Path) -> None:
    document = read_document(workbook(tmp_path / "a.xlsx"))
    assert [(table.title, table.unit_text, table.method) for table in document.tables] == [
        ("收支总表", "单位：万元", "sheet"), ("支出总表", "单位：万元", "sheet"),
    ]  # fmt: skip
    assert [text for _, _, text in cells(document.tables[0])] == ["项目", "预算数", "一、事业收入", "1.50", "合计", "1.50"]
    assert "不公开" not in "".join(p.text for p in document.paragraphs)


def test_titles_may_stand_below_the_tables_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    titles = [f"2025年{name}表" for name in ("收支预算总", "部门收入总", "部门支出总", "项目支出预算")]
    for title in titles:
        sheet = book.create_sheet()
        for row in (["科目名称", "合计"], ["教育支出", "7.00"], ["合计", "7.00"], [f"{title}（单位：千元）"]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    document = read_document(tmp_path / "a.xlsx")
    assert [table.title for table in document.tables] == titles
    assert {table.unit_text for table in document.tables} == {"单位:千元)"}
    assert document.paragraphs == []
    assert [len(cells(table)) for table in document.tables] == [6] * 4


def test_a_word_file_gives_merged_cells_and_paragraphs_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("支出总表")
    document.add_paragraph("单位：万元")
    grid = document.add_table(3, 3)
    grid.cell(0, 0).merge(grid.cell(1, 0)).text = "科目名称"
    grid.cell(0, 1).merge(grid.cell(0, 2)).text = "本年支出"
    for column, text in ((1, "基本支出"), (2, "项目支出")):
        grid.cell(1, column).text = text
    for column, text in enumerate(("合计", "5.00", "6.00")):
        grid.cell(2, column).text = text
    document.add_paragraph("第三部分 情况说明")
    document.save(str(tmp_path / "a.docx"))
    read = read_document(tmp_path / "a.docx")
    (table,) = read.tables
    assert (table.title, table.unit_text, table.method) == ("支出总表", "单位：万元", "word")
    assert [cell.header_path for cell in table.cells if cell.text in ("5.00", "6.00")] == [
        ["本年支出", "基本支出"],
        ["本年支出", "项目支出"],
    ]


def test_a_form_is_told_by_the_first_bytes_rather_than_the_name(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.pdf")
    page = tmp_path / "b.xls"
    page.write_text(PAGE, encoding="utf-8")
    other = tmp_path / "c.zip"
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("a.txt", "x")
    assert (form_of(book), form_of(page), form_of(other)) == ("xlsx", "html", None)


def locked(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le") + b"\0" * 500


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "empty"), ("a.xlsx", b"PK\x03\x04cut off", "unreadable"), ("a.docx", b"not a package", "unreadable"),
        ("a.xlsx", locked("EncryptedPackage"), "encrypted"), ("a.xls", locked("Workbook"), "unreadable"), ("a.html", b"", "empty"),
        ("a.html", b"<html><body></body></html>", "empty"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_are_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read_document(file)
    assert caught.value.code == code
