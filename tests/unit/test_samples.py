"""The checked-in samples are what their sources say, and print every figure that is expected of them."""

from __future__ import annotations

import csv
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from samples.typeset import __main__ as command
from samples.typeset.expected import printed_value, report_rows
from samples.typeset.markup import MarkupError, Report, Table, read_report
from samples.typeset.typefaces import missing_characters, register_fonts
from samples.typeset.wrap import wrap

INBOX = command.SAMPLES / "inbox"
EXPECTED = command.SAMPLES / "expected"
PDFS = sorted(INBOX.rglob("*.pdf"))


def read_csv(name: str) -> list[dict[str, str]]:
    with (EXPECTED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_layer(path: Path) -> str:
    """All text of a PDF without white space and thousands separators."""
    document = pypdfium2.PdfDocument(path)
    try:
        return printed_value("".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def source_of(gold: str) -> Path:
    name = next(row["source_file"] for row in read_csv("documents.csv") if row["gold"] == gold)
    return next(path for path in PDFS if path.name == name)


def table_of(tmp_path: Path, *lines: str) -> Table:
    return report_of(tmp_path, "```table", *lines, "```").tables[0]


def report_of(tmp_path: Path, *lines: str) -> Report:
    path = tmp_path / "report.md"
    path.write_text('+++\nfile = "a.pdf"\ntitle = "a"\n+++\n' + "\n".join(lines), encoding="utf-8")
    return read_report(path)


def test_samples_rebuild_byte_for_byte() -> None:
    assert command.stale(command.build(command.read_reports())) == []


@pytest.mark.parametrize("gold", [row["gold"] for row in read_csv("documents.csv")])
def test_every_expected_value_is_printed(gold: str) -> None:
    text = text_layer(source_of(gold))
    rows = read_csv(f"{gold}.csv")
    assert rows
    assert [row for row in rows if row["value"] not in text] == []


@pytest.mark.parametrize("path", sorted(EXPECTED.glob("*_narrative.csv")), ids=lambda path: path.stem)
def test_every_expected_claim_is_printed(path: Path) -> None:
    def bare(text: str) -> str:
        return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))

    text = bare(text_layer(source_of(path.stem.removesuffix("_narrative"))))
    rows = read_csv(path.name)
    assert rows
    assert [row for row in rows if bare(row["sentence_excerpt"]) not in text] == []


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_fonts_are_embedded(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        objects = [pdf.doc.getobj(number) for xref in pdf.doc.xrefs for number in xref.get_objids()]
    fonts = [item for item in objects if isinstance(item, dict) and getattr(item.get("Type"), "name", "") == "Font"]
    assert fonts
    assert [font for font in fonts if "FontFile2" not in font["FontDescriptor"].resolve()] == []


def test_sums_of_the_subject_tables() -> None:
    """合计 = Σ类, 类 = Σ款, 款 = Σ项 in every column: a slip in our data would show here."""
    checked = 0
    for document in read_csv("documents.csv"):
        cells: dict[tuple[str, str], dict[str, Decimal]] = {}
        for row in read_csv(f"{document['gold']}.csv"):
            if re.fullmatch("(final|budget)_(general_public_|)(income|expenditure)", row["table_code"]) and "503" not in row["row_code"]:
                cells.setdefault((row["table_code"], row["column_label"]), {})[row["row_code"]] = Decimal(row["value"])
        for place, amounts in cells.items():
            for code, amount in amounts.items():
                parts = [
                    part
                    for child, part in amounts.items()
                    if child != code and child.startswith(code) and len(child) == max(3, len(code) + 2)
                ]
                if parts:
                    assert amount == sum(parts), (document["gold"], place, code)
                    checked += 1
    assert checked > 150


@pytest.mark.parametrize(
    ("gold", "row"),
    [
        ("wh_hysb_2023f", ("final_income", "社会保险经办机构", "2080109", "", "财政拨款收入", "240.27")),
        ("wh_hysb_2023f", ("overall_performance_self_evaluation", "宣传资料发放量（4分）", "", "", "实际完成值", "全年超过6000份")),
        ("wh_tszx_2024b", ("budget_project", "服务运行经费", "42010022503T000000136", "", "合计", "483.41")),
        ("wh_tszx_2020f", ("final_three_public", "", "", "11", "决算数/公务用车购置及运行费/公务用车运行费", "0.56")),
        ("wh_xxzx_2022f", ("final_expenditure", "信息化建设", "2080108", "", "项目支出", "784.05")),
        ("wh_xxzx_2022f", ("final_three_public", "", "", "3", "预算数/公务用车购置及运行维护费/小计", "3.7")),
        ("zz_tszx_2022p", ("project_performance_self_evaluation", "人均工资", "", "", "年度目标值", "=1666元/月")),
    ],
)
def test_known_cells(gold: str, row: tuple[str, ...]) -> None:
    assert row in [tuple(found.values()) for found in read_csv(f"{gold}.csv")]


def test_known_errors_are_in_print() -> None:
    printed = [
        row for row in read_csv("violations.csv") if row["kind"] in ("row_sum", "score", "percentage", "printed_formula", "zero_base")
    ]
    assert len(printed) > 10
    assert [row for row in printed if printed_value(row["printed"]) not in text_layer(source_of(row["report"]))] == []


def test_the_notice_promises_nothing() -> None:
    names = {row["source_file"] for row in read_csv("documents.csv")}
    assert [path.parent.name for path in PDFS if path.name not in names] == ["其他"]


def test_merged_cells_and_blocks(tmp_path: Path) -> None:
    report = report_of(
        tmp_path, "```table", "code: t", "columns: 1c 1c 1c 1l 1r", "---", "! 类 | 款 | 项 | 名称 | 金额",
        "= code 1&2&3; label 4; 5 金额 @2", "合计 | < | < | < | 1,234.50", "208 | 01 | | 管理<br>事务 | 3", "^ | 05 | | 养老 | ", "```",
    )  # fmt: skip
    assert report.tables[0].owners()[3][0] == (2, 0)
    assert report_rows(report) == [("t", "合计", "", "2", "金额", "1234.50"), ("t", "管理事务", "20801", "2", "金额", "3")]


def test_a_row_with_a_missing_cell_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MarkupError, match="1 cells for 2 columns"):
        table_of(tmp_path, "columns: 1l 1r", "---", "alone")


def test_an_open_block_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MarkupError, match="not closed"):
        report_of(tmp_path, "```chart", "图1")


def test_numbers_stay_whole_and_punctuation_does_not_start_a_line() -> None:
    register_fonts()
    assert wrap("支出1,553.51万元。", "serif", 10, 62) == ["支出1,553.51", "万元。"]
    assert wrap("一二三四，五", "serif", 10, 40.5) == ["一二三", "四，五"]


def test_a_character_without_a_glyph_is_named() -> None:
    assert missing_characters("预算龘") == "龘"
