"""What of a web page is content: menus and hidden things are none, links are kept, short rows are never shifted in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Document, Table
from extract.readers.html import read_html
from extract.readers.placed import Piece, _line
from extract.readers.refusal import Unreadable
from extract.readers.registry import form_of, read_document
from tests.strangers import MENU, PLACED, page


def read(tmp_path: Path, text: str) -> Document:
    file = tmp_path / "a.html"
    file.write_text(text, encoding="utf-8")
    return read_html(file)


def said(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def table(rows: str) -> str:
    return f"<html><body><p>收支总表</p><p>单位：元</p><table>{rows}</table></body></html>"


def row(*texts: str) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def doubts(found: Table) -> list[tuple[str, list[int], bool]]:
    return [(cell.text, list(cell.readings), bool(cell.inference)) for cell in found.cells if cell.readings or cell.inference]


def test_menus_scripts_footers_and_hidden_parts_are_no_content(tmp_path: Path) -> None:
    document = read(tmp_path, page("某局", "<p>正文一段。</p><p style='display:none'>藏着</p><script>var a='脚本'</script><div id='breadcrumb'>当前位置</div>"))
    assert "正文一段。" in said(document)
    for word in ("通知公告", "藏着", "脚本", "当前位置", "备案号"):
        assert word not in said(document)


def test_an_article_beside_its_menu_stays(tmp_path: Path) -> None:
    text = "本单位承担全区有关工作，依照规定编制收支计划并向社会公开。" * 8
    assert text in said(read(tmp_path, f"<html><body><div>{MENU}<div>{text}</div></div></body></html>"))


def test_links_are_kept_with_what_they_lead_to(tmp_path: Path) -> None:
    body = "<a href='a.PDF?x=1'>决算</a><a href='/b.html'>乙</a><a href='#c'>丙</a><a href='javascript:;'>丁.xls</a><iframe src='d.pdf'></iframe>"
    links = read(tmp_path, f"<html><head><meta http-equiv='Refresh' content=\"3; url='/e.html'\"></head><body>{body}<p>字</p></body></html>").links
    assert [(link.kind, link.target) for link in links] == [
        ("redirect", "/e.html"), ("attachment", "a.PDF?x=1"), ("page", "/b.html"), ("anchor", "#c"), ("attachment", "javascript:;"), ("attachment", "d.pdf"),
    ]  # fmt: skip


def test_a_short_row_that_fits_one_way_only_lacks_its_last_cell(tmp_path: Path) -> None:
    rows = row("项目", "数", "项目", "数") + row("甲", "1.00", "乙", "2.00") + row("丙", "3.00", "丁")
    (found,) = read(tmp_path, table(rows)).tables
    assert [(cell.row, cell.col, cell.text) for cell in found.cells if cell.row == 2] == [(2, 0, "丙"), (2, 1, "3.00"), (2, 2, "丁"), (2, 3, "")]
    assert doubts(found) == [("", [], True)]


def test_figures_of_a_short_row_that_may_stand_elsewhere_are_flagged(tmp_path: Path) -> None:
    rows = row("项目", "合计", "基本支出", "项目支出") + row("甲", "3.00", "1.00", "2.00") + row("乙", "5.00", "5.00")
    (found,) = read(tmp_path, table(rows)).tables
    assert doubts(found) == [("5.00", [2, 3], True), ("5.00", [3, 4], True), ("", [], True)]


def test_whole_rows_and_rows_of_words_are_left_alone(tmp_path: Path) -> None:
    rows = row("项目", "数") + row("甲", "1.00") + row("说明文字") + "<tr><td rowspan=2>乙</td><td>2.00</td></tr>" + row("3.00")
    (found,) = read(tmp_path, table(rows)).tables
    assert doubts(found) == []


def test_pieces_at_fixed_places_become_lines_with_their_places(tmp_path: Path) -> None:
    document = read(tmp_path, PLACED)
    (found,) = document.tables
    assert (document.form, found.title, found.unit_text) == ("html", "支出总表", "单位：万元")
    cells = {(cell.row, cell.col): cell.text for cell in found.cells if cell.text and not cell.is_header}
    assert {text for (_, col), text in cells.items() if col == found.column_count - 1} == {"312.10"}


def test_classes_of_a_style_sheet_place_pieces_too(tmp_path: Path) -> None:
    styles = "".join(f".x{n}{{left:{60 + 120 * n}px;}}" for n in range(4)) + "".join(f".y{n}{{bottom:{900 - 24 * n}px;}}" for n in range(9)) + ".t{position:absolute;}"
    rows = [["", "收入总表"], ["", "", "", "单位：万元"], ["科目编码", "科目名称", "合计", "财政拨款"], ["", "合计", "8.10", "8.10"], ["201", "一般公共服务支出", "5.10", "5.10"],
            ["20103", "政府办公厅（室）及相关机构事务", "5.10", "5.10"], ["2010301", "行政运行", "5.10", "5.10"], ["221", "住房保障支出", "3.00", "3.00"]]  # fmt: skip
    pieces = "".join(f"<div class='t x{c} y{r}'>{text}</div>" for r, texts in enumerate(rows) for c, text in enumerate(texts) if text)
    document = read(tmp_path, f"<html><head><style>{styles}</style></head><body><div class='pf'><div>{pieces}</div></div></body></html>")
    assert [found.title for found in document.tables] == ["收入总表"]


def test_pieces_that_touch_are_one_word() -> None:
    pieces = [Piece(1, 0, 0, 10, "社会保障"), Piece(1, 40, 0, 10, "和就业"), Piece(1, 120, 0, 10, "1,0"), Piece(1, 135, 0, 10, "00.00")]
    assert _line(pieces, 0, 10).split() == ["社会保障和就业", "1,000.00"]


def test_a_page_in_another_encoding_than_it_says_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes("<html><head><meta charset='gb2312'></head><body><p>部门概况</p></body></html>".encode())
    assert "部门概况" in said(read_html(file))


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.pdf", b"<script>location='/'</script>", "html"), ("a.doc", "<html xmlns:o='x'><body>字</body></html>".encode(), "html"),
        ("a.pdf", b'{"code":404}', "text"), ("a", "文字".encode("gb18030"), "text"), ("a.json", b"{}", None), ("a.pdf", b"\x00\x01", "pdf"),
        ("a.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "html"), ("a.xls", b"Date: x\nContent-Type: multipart/related\n", "html"),
        ("a.tsv", b"a\tb", None),
    ],
)  # fmt: skip
def test_a_form_is_told_by_the_bytes(tmp_path: Path, name: str, content: bytes, form: str | None) -> None:
    (tmp_path / name).write_bytes(content)
    assert form_of(tmp_path / name) == form


def test_a_pdf_whose_bytes_are_lost_is_a_damaged_download(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.4\n" + ("\N{REPLACEMENT CHARACTER}x" * 300).encode())
    with pytest.raises(Unreadable) as caught:
        read_document(file)
    assert caught.value.code == "damaged_download"


def test_a_table_around_an_article_is_no_table(tmp_path: Path) -> None:
    text = "本单位承担全区有关工作，依照规定编制收支计划并向社会公开。" * 30
    document = read(tmp_path, f"<html><body><table><tr><td>标题</td><td>某局</td></tr><tr><td colspan='2'><p>{text}</p></td></tr></table></body></html>")
    assert not document.tables and text in said(document)
