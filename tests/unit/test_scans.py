"""Scanned pages and pictures on their way through the readers, with the optional OCR packages and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract import landing
from extract.document import Box, Cell, Char, Page, Seen, Table, pack
from extract.readers import ocr
from extract.readers.pdf import read_pdf
from extract.readers.refusal import Unreadable
from extract.readers.registry import form_of, read_document
from extract.reading import content_hash, read_one


def scan(path: Path, *, text: bool = False) -> Path:
    """A PDF of one page that is a grey picture, behind a page of text where asked for."""
    canvas = Canvas(str(path), pagesize=(300, 200), invariant=1)
    if text:
        canvas.drawString(20, 150, "Budget")
        canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (30, 20), 200)), 0, 0, 300, 200)
    canvas.save()
    return path


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """OCR that reads 甲乙 on every picture."""

    def read_picture(picture: object, page_no: int, width: float, height: float, rotation: int = 0) -> tuple[Page, list[ocr.Mark]]:
        chars = [Char(c, 10 + 6 * i, 10, 16 + 6 * i, 20, 12) for i, c in enumerate("甲乙")]
        return Page(page_no, width, height, rotation, chars, [], [], 1, scanned=True), []

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "read_picture", read_picture)


def outcome(path: Path) -> dict[str, str]:
    row: dict[str, str] = {}
    landing._settle(row, read_one(path, content_hash(path), "version"))
    return row


@pytest.mark.usefixtures("without")
def test_without_the_packages_a_scan_is_put_aside_with_the_command_that_installs_them(tmp_path: Path) -> None:
    Image.new("L", (300, 200), 200).save(tmp_path / "photo.png")
    for path in (scan(tmp_path / "scan.pdf"), tmp_path / "photo.png"):
        row = outcome(path)
        assert (row["outcome"], row["reason_code"]) == ("quarantined", "image_only")
        assert row["reason_en"] == (
            "every page is a scanned image without a text layer; it needs OCR before it can be read: "
            "`make setup-ocr` installs it, then run again"
        )
        assert "`make setup-ocr`" in row["reason_zh"]


def test_the_command_that_the_sentence_names_exists() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    assert f"\n{ocr.HOW.removeprefix('make ')}:" in makefile


@pytest.mark.usefixtures("without")
def test_without_the_packages_the_text_pages_of_a_mixed_document_are_read(tmp_path: Path) -> None:
    path = scan(tmp_path / "mixed.pdf", text=True)
    assert [page.kind for page in read_pdf(path).pages] == ["text", "image_only"]
    assert outcome(path)["outcome"] == "landed"


@pytest.mark.usefixtures("recognised")
def test_a_mixed_document_is_read_page_by_page(tmp_path: Path) -> None:
    document = read_pdf(scan(tmp_path / "mixed.pdf", text=True))
    assert [(page.kind, page.char_count) for page in document.pages] == [("text", 6), ("scanned", 2)]
    assert [(p.page_no, p.text) for p in document.paragraphs] == [(1, "Budget"), (2, "甲乙")]
    assert outcome(scan(tmp_path / "scan.pdf"))["outcome"] == "landed"


@pytest.mark.usefixtures("recognised")
@pytest.mark.parametrize(("printed", "height", "kind"), [("- 3 -", 200, "scanned"), ("- 3 -", 60, "text"), ("x" * 60, 200, "text")])
def test_a_page_number_printed_over_a_scan_does_not_hide_it(tmp_path: Path, printed: str, height: int, kind: str) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 200), invariant=1)
    canvas.drawImage(ImageReader(Image.new("L", (30, 20), 200)), 0, 0, 300, height)
    canvas.drawString(20, 15, printed)
    canvas.save()
    assert [page.kind for page in read_pdf(tmp_path / "a.pdf").pages] == [kind]


def test_installing_the_packages_has_scans_read_that_were_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = set()
    for installed in ("", "rapidocr 3.10.0"):
        monkeypatch.setattr(ocr, "version", lambda installed=installed: installed)
        landing.extractor_version.cache_clear()
        versions.add(landing.extractor_version())
    landing.extractor_version.cache_clear()
    assert len(versions) == 2


@pytest.mark.usefixtures("recognised")
def test_a_picture_on_which_nothing_can_be_read_is_put_aside_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "read_picture", lambda picture, number, w, h, rotation=0: (Page(number, w, h, 0, [], [], [], 1, True), []))
    row = outcome(scan(tmp_path / "scan.pdf"))
    assert (row["reason_code"], row["reason_en"]) == ("illegible", "every page is an image, and no text could be recognised in it")


@pytest.mark.usefixtures("recognised")
def test_picture_files_are_documents_of_one_page_a_frame(tmp_path: Path) -> None:
    page = Image.new("L", (1654, 2339), 255)
    page.save(tmp_path / "a.png")
    page.save(tmp_path / "b.jpg", dpi=(200, 200))
    page.save(tmp_path / "c.tif", save_all=True, append_images=[page, page], dpi=(100, 100))
    page.convert("RGBA").save(tmp_path / "named.pdf", "PNG")  # what it is decides, not what it is called
    shapes = {}
    for path in tmp_path.iterdir():
        assert form_of(path) == "image"
        document = read_document(path)
        shapes[path.name] = [(round(page.width), round(page.height)) for page in document.pages]
    a4, twice = (595, 842), (1191, 1684)
    assert shapes == {"a.png": [a4], "b.jpg": [a4], "c.tif": [twice] * 3, "named.pdf": [a4]}


@pytest.mark.usefixtures("recognised")
@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"\x89PNG\r\n\x1a\ncut off", "unreadable"), (b"no picture", "unreadable")])
def test_pictures_that_cannot_be_read_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        read_document(tmp_path / "a.png")
    assert refused.value.code == code


@pytest.mark.parametrize("waiting", [False, True], ids=["short", "packed, as in a long document"])
def test_tables_of_scanned_pages_say_how_and_how_surely_they_were_read(waiting: bool) -> None:
    cells = [Cell(0, 0, 1, 1, Box(0, 0, 10, 10), "12", 1), Cell(0, 1, 1, 1, Box(10, 0, 20, 10), "甲", 1), Cell(0, 2, 1, 1, Box(20, 0, 30, 10), "", 1)]
    tables = [Table("", "", "", "", "", page, page, 0, 1, 3, cells if page == 1 else [], [], "ruled", 1.0) for page in (1, 2)]
    marks = [ocr.Mark(x, 5, Seen(c, p, "", 0.0)) for c, x, p in (("1", 3, 0.99), ("2", 6, 0.9), ("甲", 15, 0.8), ("外", 50, 0.1))]
    for table in tables if waiting else ():
        pack(table)
    ocr.judge(tables, {1: marks})
    assert [(table.method, table.confidence) for table in tables] == [("ocr", 0.85), ("ruled", 1.0)]
