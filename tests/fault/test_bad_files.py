"""Every file that cannot be read ends put aside with a sentence; what is certain is read by its real form; the others land."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import polars as pl
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extract.landing import land
from extract.readers import ocr

REPORT = "2024年度部门决算\n三公经费支出决算表\n单位：万元\n合计 1.00\n一、收入支出决算总体情况说明。\n"
NOISE = bytes((7 * i * i + 13 * i) % 256 for i in range(1, 6000))
PICTURE = b"\x89PNG\r\n\x1a\n" + NOISE
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


# Without what reads pictures nothing tells that this one is damaged.
BROKEN_PICTURE = "unreadable" if ocr.available() else "image_only"


def pdf(**settings: Any) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 400), invariant=1, **settings)
    for number, row in enumerate((("Item", "Amount"), ("Total", "1.00"))):
        for x, text in zip((50, 250), row, strict=True):
            canvas.rect(x, 300 - 20 * number, 200, 20)
            canvas.drawString(x + 5, 305 - 20 * number, text)
    canvas.save()
    return buffer.getvalue()


def workbook() -> bytes:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (("项目", "金额"), ("合计", 1.5)):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(buffer)
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(REPORT)
    document.save(buffer)
    return buffer.getvalue()


def package(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def without(content: bytes, member: str, instead: str | None) -> bytes:
    """A package whose member is gone, or says something else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
            elif instead is not None:
                new.writestr(name, instead)
    return buffer.getvalue()


READ: dict[str, Callable[[], bytes]] = {
    "gb18030.txt": lambda: REPORT.encode("gb18030"),
    "utf16.txt": lambda: REPORT.encode("utf-16"),
    "mark.txt": lambda: REPORT.encode("utf-8-sig"),
    "windows.md": lambda: REPORT.replace("\n", "\r\n").encode(),
    "pdf_as.xlsx": pdf,
    "pdf_as.txt": pdf,
    "workbook_as.pdf": workbook,
    "word_as.xls": word,
    "text_as.pdf": REPORT.encode,
    "page_as.docx": lambda: f"<html><body><p>{REPORT}</p></body></html>".encode(),
    "page_gb.html": lambda: f"<html><head><meta charset='gb2312'></head><body><p>{REPORT}</p></body></html>".encode("gb18030"),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    **{f"zero.{suffix}": (bytes, "empty") for suffix in ("pdf", "txt", "md", "html", "xlsx", "xls", "docx")},
    "spaces.txt": (lambda: b" \n\f\n ", "empty"),
    "empty.html": (lambda: b"<html><body></body></html>", "empty"),
    "empty.docx": (lambda: without(word(), "word/document.xml", '<w:document xmlns:w="x"/>'), "unreadable"),
    "cut.pdf": (lambda: pdf()[:600], "unreadable"),
    "head.pdf": (lambda: b"%PDF-1.7\n", "unreadable"),
    "cut.xlsx": (lambda: workbook()[:2000], "unreadable"),
    "cut.docx": (lambda: word()[:5000], "unreadable"),
    "cut.xls": (lambda: OLE + "Workbook".encode("utf-16-le"), "unreadable"),
    "locked.pdf": (lambda: pdf(encrypt=StandardEncryption("secret", ownerPassword="owner")), "encrypted"),
    "locked.xlsx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "locked.docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le") + NOISE, "encrypted"),
    "lost.pdf": (lambda: b"%PDF-1.7\n" + NOISE.decode("utf-8", "replace").encode(), "damaged_download"),
    "noise.pdf": (lambda: NOISE, "unreadable"),
    "noise.txt": (lambda: NOISE, "unreadable"),
    "noise.xlsx": (lambda: NOISE, "unreadable"),
    "noise.xls": (lambda: NOISE, "unreadable"),
    "noise.docx": (lambda: NOISE, "unreadable"),
    "picture.txt": (lambda: PICTURE, BROKEN_PICTURE),
    "picture.html": (lambda: PICTURE, BROKEN_PICTURE),
    "no_zero_byte.txt": (lambda: NOISE.replace(b"\0", b"\1"), "unreadable"),
    "broken_sheet.xlsx": (lambda: without(workbook(), "xl/worksheets/sheet1.xml", "<worksheet><row"), "unreadable"),
    "no_sheet.xlsx": (lambda: without(workbook(), "xl/worksheets/sheet1.xml", None), "unreadable"),
    "broken.docx": (lambda: without(word(), "word/document.xml", "<w:document"), "unreadable"),
    "archive.zip": (package, "empty"),
    "archive.rar": (lambda: b"Rar!\x1a\x07\x00" + NOISE, "unsupported_form"),
    "archive.xlsx": (lambda: package(readme__txt="x"), "unsupported_form"),
    "old.doc": (lambda: OLE + "WordDocument".encode("utf-16-le"), "unsupported_form"),
    "other.json": (lambda: b"{}", "unsupported_form"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What became of all of them, landed together with one good report."""
    folder = tmp_path_factory.mktemp("bad")
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "good.pdf").write_bytes(pdf(pageCompression=1))
    for name, content in READ.items():
        (inbox / name).write_bytes(content())
    for name, (content, _) in REFUSED.items():
        (inbox / name).write_bytes(content())
    for name in ("huge.txt", "huge.html"):
        with (inbox / name).open("wb") as file:
            file.write(b"<html>" if name.endswith("html") else REPORT.encode())
            os.truncate(file.fileno(), 65 * 2**20)
    (inbox / "gone.pdf").symlink_to(inbox / "nowhere.pdf")
    land(inbox, folder / "data", workers=2, progress=False)
    return {row["source_file"]: row for row in pl.read_parquet(folder / "data" / "raw" / "outcomes" / "*.parquet").to_dicts()}


def test_the_good_report_lands(outcomes: dict[str, dict[str, Any]]) -> None:
    assert outcomes["good.pdf"]["outcome"] == "landed"


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_by_its_real_form(outcomes: dict[str, dict[str, Any]], name: str) -> None:
    assert outcomes[name]["outcome"] == "landed", outcomes[name]["reason_en"]


@pytest.mark.parametrize("name", [*REFUSED, "huge.txt", "huge.html"])
def test_a_file_that_cannot_be_read_is_put_aside_with_a_sentence(outcomes: dict[str, dict[str, Any]], name: str) -> None:
    row = outcomes[name]
    assert row["outcome"] == "quarantined"
    assert row["reason_code"] == (REFUSED[name][1] if name in REFUSED else "unreadable")
    for sentence in (row["reason_en"], row["reason_zh"]):
        assert len(sentence) > 8
        assert "Traceback" not in sentence
        assert "Error" not in sentence
