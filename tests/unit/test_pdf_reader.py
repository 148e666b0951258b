"""PDFs made here → pages of characters and rules that show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extract.document import Page
from extract.paths import PROJECT
from extract.readers import pdf
from extract.readers.pdf import UnreadablePdf, open_pdf
from extract.reading import content_hash, read_one
from extract.tables import assemble

Draw = Callable[[Canvas], None]


def make(path: Path, *pages: Draw, **options: object) -> Path:
    canvas = Canvas(str(path), pagesize=(600, 400), **options)  # type: ignore[arg-type]
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> list[Page]:
    with open_pdf(path) as (_, count, pages):
        found = list(pages)
    assert len(found) == count
    return found


def page(tmp_path: Path, draw: Draw) -> Page:
    (found,) = read(make(tmp_path / "a.pdf", draw))
    return found


def text(found: Page) -> str:
    return "".join(c.text for c in found.chars)


def test_characters_stand_on_their_baseline_whatever_their_font(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for x, font in (50, "Helvetica"), (150, "Times-Roman"), (250, "Courier"):
            canvas.setFont(font, 10)
            canvas.drawString(x, 300, "1")

    tops = {round(c.top, 2) for c in page(tmp_path, draw).chars}
    assert tops == {round(400 - 300 - 8.6, 2)}


def test_rules_come_from_lines_boxes_and_thin_fills_but_not_from_backgrounds_or_white(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(50, 300, 250, 300)
        canvas.rect(50, 100, 200, 50, stroke=1, fill=0)
        canvas.rect(300, 100, 200, 0.5, stroke=0, fill=1)
        canvas.setFillGray(0.9)
        canvas.rect(50, 200, 200, 50, stroke=0, fill=1)  # a background
        canvas.setFillGray(1)
        canvas.rect(300, 200, 200, 0.5, stroke=0, fill=1)  # cannot be seen

    found = page(tmp_path, draw)
    assert sorted(round(r.at, 1) for r in found.horizontal) == [100, 250, 299.8, 300]
    assert sorted(round(r.at, 1) for r in found.vertical) == [50, 250]


def test_text_and_rules_outside_the_clipping_area_are_not_there(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(40, 100, 300, 200)
        canvas.clipPath(clip, stroke=0)
        canvas.drawString(50, 200, "shown")
        canvas.drawString(50, 320, "row of the page before")
        canvas.line(50, 350, 250, 350)
        canvas.line(50, 150, 550, 150)
        canvas.restoreState()
        canvas.drawString(50, 350, "!")

    found = page(tmp_path, draw)
    assert text(found) == "shown!"
    assert [(round(r.at), r.start, round(r.end)) for r in found.horizontal] == [(250, 50, 341)]


def test_a_line_cut_in_two_by_the_clipping_area_counts_where_enough_of_it_shows(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for y, label in (295, "most"), (91.5, "trace"):
            canvas.saveState()
            clip = canvas.beginPath()
            clip.rect(40, 100, 300, 200)
            canvas.clipPath(clip, stroke=0)
            canvas.drawString(50, y, label)
            canvas.restoreState()

    found = page(tmp_path, draw)
    assert text(found) == "most"
    assert min(c.top for c in found.chars) >= 99.9  # its place is that of the part that shows


def test_clipping_reaches_into_forms_and_ends_with_the_saved_state(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("f")
        canvas.drawString(50, 350, "hidden")
        canvas.drawString(50, 200, "shown")
        canvas.endForm()
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(40, 100, 300, 200)
        canvas.clipPath(clip, stroke=0)
        canvas.doForm("f")
        canvas.restoreState()
        canvas.drawString(50, 380, "+")

    assert text(page(tmp_path, draw)) == "shown+"


def test_text_without_ink_and_text_off_the_page_are_not_there(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        invisible = canvas.beginText(50, 300)
        invisible.setTextRenderMode(3)
        invisible.textOut("invisible")
        canvas.drawText(invisible)
        canvas.restoreState()
        canvas.drawString(50, 200, "ink")
        canvas.drawString(50, -300, "below")
        canvas.drawString(700, 300, "beside")

    assert text(page(tmp_path, draw)) == "ink"


def test_characters_painted_several_times_are_there_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for offset in (0, 0.2, 0.4, 0.2, 0, 0.3, 0.1):
            canvas.drawString(50 + offset, 300 - offset, "1,111.11")

    assert text(page(tmp_path, draw)) == "1,111.11"


def test_a_rotated_page_is_read_as_it_is_seen(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(600, 0)
        canvas.rotate(90)
        canvas.drawString(30, 560, "top")
        canvas.line(30, 500, 300, 500)

    found = page(tmp_path, draw)
    assert (found.width, found.height, found.rotation) == (600, 400, 90)
    assert text(found) == "top"
    assert all(0 < c.top < 60 for c in found.chars)
    assert [(round(r.at), round(r.start), round(r.end)) for r in found.horizontal] == [(100, 30, 300)]


def test_pages_say_whether_they_hold_text_pictures_or_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "scan.png"
    Image.new("L", (8, 8), 128).save(picture)
    path = make(
        tmp_path / "kinds.pdf",
        lambda canvas: canvas.drawString(50, 300, "text"),
        lambda canvas: canvas.drawImage(str(picture), 0, 0, 600, 400),
        lambda canvas: None,
    )
    assert [p.kind for p in read(path)] == ["text", "image_only", "blank"]


def refused(path: Path) -> tuple[str, str, str]:
    with pytest.raises(UnreadablePdf) as caught, open_pdf(path) as (_, _, pages):
        list(pages)
    return caught.value.code, caught.value.detail, caught.value.detail_zh


def test_files_that_cannot_be_read_are_refused_with_the_reason(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.pdf", lambda canvas: canvas.drawString(50, 300, "text" * 50)).read_bytes()

    def file(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    assert refused(file("zero.pdf", b"")) == ("empty", "0 bytes", "0 字节")
    assert refused(file("page.pdf", b"<html></html>")) == ("unreadable", "not a PDF", "不是 PDF")
    assert refused(file("cut.pdf", whole[: len(whole) // 2]))[:2] == ("unreadable", "the end of the file is missing")
    assert refused(file("hollow.pdf", b"%PDF-1.4\n" + b"x" * 500 + b"\n%%EOF"))[0] == "unreadable"
    assert refused(file("lost.pdf", whole.replace(b"/Count 1", b"/Count 7")))[:2] == ("unreadable", "only 1 of 7 pages can be found")


def test_a_password_is_asked_for_only_where_one_is_needed(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 300, "text")

    locked = make(tmp_path / "locked.pdf", draw, encrypt=StandardEncryption("user", "owner", strength=128))
    printable = make(tmp_path / "printable.pdf", draw, encrypt=StandardEncryption("", "owner", canModify=0, strength=128))
    assert refused(locked)[0] == "encrypted"
    assert text(read(printable)[0]) == "text"


def test_a_sampled_page_is_read_twice_and_the_thorough_reader_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.pdf", lambda canvas: canvas.drawString(50, 300, "1,225.06"))
    assert [found.reader for found in read(path)] == ["fast"]
    monkeypatch.setattr(pdf, "SAMPLED", 1)
    assert [found.reader for found in read(path)] == ["checked"]
    fast = pdf.read_fast

    def misread(page: Any, shelf: Any) -> Page:
        found = fast(page, shelf)
        found.chars = [char._replace(text="7") for char in found.chars]
        return found

    monkeypatch.setattr(pdf, "read_fast", misread)
    (found,) = read(path)
    assert (text(found), found.reader) == ("1,225.06", "corrected")
    monkeypatch.setattr(pdf, "SAMPLED", 10**9)
    assert (text(read(path)[0]), read(path)[0].reader) == ("77777777", "fast")

    def give_up(page: Any, shelf: Any) -> Page:
        raise ValueError("unusual")

    monkeypatch.setattr(pdf, "read_fast", give_up)
    assert [found.reader for found in read(path)] == ["thorough"]
    assert [page.reader for page in pdf.read_pdf(path).pages] == ["thorough"]

def test_a_long_document_waits_packed_and_gives_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    for sample in sorted((PROJECT / "samples" / "inbox").rglob("*.pdf")):
        as_ever = read_one(sample, content_hash(sample), "version")
        with monkeypatch.context() as patch:
            patch.setattr(assemble, "OPEN_PAGES", 3)  # pages behind the third wait packed, and every table that is whole
            packed = pdf.read_pdf(sample)
            assert all(table.packed and not table.cells for table in packed.tables)
            again = read_one(sample, content_hash(sample), "version")
        for columns in (as_ever.columns, again.columns):
            columns["documents"] = columns["documents"][:-1]  # the last is the time
        assert again.columns == as_ever.columns
