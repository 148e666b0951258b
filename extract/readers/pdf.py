"""Text-layer PDFs → pages of characters and rules, read with pdfplumber."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream, resolve1

from extract.document import Char, Document, Page, PageSummary
from extract.prose import read_paragraphs
from extract.readers import ocr
from extract.readers.content import ASCENT, DESCENT, WHITE, Content
from extract.readers.cut import Cut, restore
from extract.readers.fonts import FontShelf
from extract.readers.objects import quicken
from extract.readers.painted import is_slanted, lay_page, painted_layout
from extract.readers.refusal import Unreadable
from extract.readers.shapes import Shape, read_rules
from extract.tables.assemble import read_tables
from extract.tables.text import drop_repeats

SAMPLED = 400  # one page of so many is read twice, which costs a twenty-fifth of the time
_LOCKED = (PDFPasswordIncorrect, PDFEncryptionError)
logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font


def _is_white(color: Any) -> bool:
    """Whether a fill colour (grey or RGB, 0–1) is the colour of paper."""
    if color is None:
        return False
    values = color if isinstance(color, tuple | list) else (color,)
    return len(values) in (1, 3) and all(isinstance(v, int | float) and v >= WHITE for v in values)


def _shape(item: dict[str, Any]) -> Shape:
    """A line, box or polygon of pdfplumber."""
    white = bool(item.get("fill") and not item.get("stroke") and _is_white(item.get("non_stroking_color")))
    return Shape(item["x0"], item["top"], item["x1"], item["bottom"], item["object_type"] == "rect", bool(item.get("stroke")), white)


def _char(char: dict[str, Any]) -> Char:
    """pdfplumber's character with a box derived from its baseline.

    Text that is not upright keeps the box that pdfplumber reports.
    """
    size = char["size"]
    if not char["upright"]:
        return Char(char["text"], char["x0"], char["top"], char["x1"], char["bottom"], size)
    baseline = char["top"] + char["y1"] - char["matrix"][5]
    top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    if char["height"] < 0.99 * size:  # cut by a clipping area: only what shows has a place
        top, bottom = max(top, char["top"]), min(bottom, char["bottom"])
        if bottom <= top:
            top, bottom = char["top"], char["bottom"]
    return Char(char["text"], char["x0"], top, char["x1"], bottom, size)


def read_thoroughly(page: Any) -> Page:
    """Characters and rules of one pdfplumber page; what is clipped or lies off the page is not printed."""
    page._layout = painted_layout(page)  # pdfplumber takes its objects from here
    horizontal, vertical = read_rules(map(_shape, page.lines), map(_shape, [*page.rects, *page.curves]))
    chars: list[Char] = []
    cuts: dict[int, Cut] = {}
    for found in page.chars:
        char, cut = _char(found), found.get("tag")
        if is_slanted(*found["matrix"][:2]):
            continue
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        if ((cut and not cut[4]) or 0 <= x <= page.width) and 0 <= y <= page.height:
            if cut:
                cuts[len(chars)] = Cut(*cut)
            chars.append(char)
    return Page(
        page_no=page.page_number,
        width=float(page.width),
        height=float(page.height),
        rotation=page.rotation or 0,
        chars=drop_repeats(restore(chars, cuts)),
        horizontal=horizontal,
        vertical=vertical,
        image_count=len(page.images),
        ink=len(page.curves),
    )


def read_fast(page: Any, shelf: FontShelf) -> Page:
    """The same page as :func:`read_thoroughly` gives, in a fraction of the time.

    Raises:
        Unusual: the page holds something that only the thorough reader follows.
    """
    source, laid = page.page_obj, lay_page(page)
    content = Content(shelf, page.width, page.height)
    content.run(source.resources, source.contents, laid)
    horizontal, vertical = read_rules(content.lines, [*content.boxes, *content.curves])
    return Page(
        page_no=page.page_number,
        width=float(page.width),
        height=float(page.height),
        rotation=page.rotation or 0,
        chars=drop_repeats(restore(content.chars, content.cuts) if content.cuts else content.chars),
        horizontal=horizontal,
        vertical=vertical,
        image_count=content.images,
        ink=len(content.curves),
    )


def read_page(page: Any, shelf: FontShelf) -> Page:
    """One page by the fast reader, or by the thorough one where that has to give up; some by both, and then by the thorough one
    where they differ, so that what no test has shown shows in production."""
    try:
        found = read_fast(page, shelf)
    except TimeoutError:
        raise
    except Exception:  # Unusual, or a page that is broken in some way: what to make of it is pdfminer's say
        found = read_thoroughly(page)
        found.reader = "thorough"
        return found
    reader = "fast"
    if _is_sampled(found):
        thorough = read_thoroughly(page)
        found, reader = (found, "checked") if found == thorough else (thorough, "corrected")
    found.reader = reader
    return found


def drop_unknown(page: Page) -> None:
    """Take the glyphs off a page of which most stand for no one knows which character (a font without its table): what they say is
    to be seen only. Between known characters they stay, so that no figure looks whole that is not."""
    unknown = sum([len(char[0]) > 5 and char[0].startswith("(cid:") for char in page.chars])
    if 2 * unknown > sum([not char[0].isspace() for char in page.chars]):
        page.chars = [char for char in page.chars if not char[0].startswith("(cid:")]
        page.ink += unknown


def _is_sampled(page: Page) -> bool:
    """Whether a page is one of those that are read twice: always the same ones, by number and length."""
    return crc32(b"%d %d" % (page.page_no, len(page.chars))) % SAMPLED == 0


def _forget(document: Any, page: Any) -> None:
    """Let go of the streams of a page that is read (contents, forms, images), which pdfminer would keep to the end."""
    page.page_obj.contents = []
    cached = document._cached_objs
    for number in [number for number, (found, _) in cached.items() if isinstance(found, PDFStream)]:
        del cached[number]


class UnreadablePdf(Unreadable):
    """A PDF that cannot be read: ``code`` is ``empty``, ``encrypted`` or ``unreadable``."""


def _check_whole(path: Path) -> None:
    """Refuse what is no PDF, and what was cut off on its way: pdfminer would read the rest without a word."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadablePdf("empty", "0 bytes", "0 字节")
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise UnreadablePdf("unreadable", "not a PDF", "不是 PDF")
        file.seek(max(0, size - 2048))
        if b"%%EOF" not in file.read():
            raise UnreadablePdf("unreadable", "the end of the file is missing", "缺少文件结尾，可能没有下载完整")


def _count_pages(pdf: Any) -> int:
    """The number of pages, as found and as the document says it."""
    found = len(pdf.pages)
    said = resolve1(resolve1(pdf.doc.catalog.get("Pages")).get("Count"))
    if isinstance(said, int) and said > found:
        raise UnreadablePdf("unreadable", f"only {found} of {said} pages can be found", f"共 {said} 页，只找到 {found} 页")
    if found == 0:
        raise UnreadablePdf("empty", "no pages", "没有页面")
    return found


@contextmanager
def open_pdf(path: Path) -> Iterator[tuple[str, int, Iterator[Page]]]:
    """Open a PDF: its producer, its number of pages, and the pages one by one.

    Pages are read on demand and forgotten, so memory does not grow with the document.

    Raises:
        UnreadablePdf: the file is empty, needs a password, or is no PDF that can be read.
    """
    _check_whole(path)
    try:
        pdf = pdfplumber.open(path)
    except Exception as error:  # pdfminer raises whatever a broken file leads it into
        cause = next((e for e in (error, error.__cause__, *error.args) if isinstance(e, _LOCKED)), None)
        if cause is not None:
            raise UnreadablePdf("encrypted", "") from error
        raise UnreadablePdf("unreadable", _say(error)) from error
    quicken(pdf.doc)
    with pdf.stream:  # pdfplumber's own way to close reads every page again
        try:
            count = _count_pages(pdf)
        except UnreadablePdf:
            raise
        except Exception as error:
            raise UnreadablePdf("unreadable", _say(error)) from error

        shelf = FontShelf(pdf.rsrcmgr)

        def pages() -> Iterator[Page]:
            for page in pdf.pages:
                try:
                    yield read_page(page, shelf)
                except Exception as error:
                    raise UnreadablePdf("unreadable", f"page {page.page_number}: {_say(error)}") from error
                page.close()
                _forget(pdf.doc, page)

        producer = str((pdf.metadata or {}).get("Producer", "") or "")
        try:
            yield producer, count, pages()
        finally:  # objects point to their document, and it to them
            pdf.doc._cached_objs.clear()
            pdf.doc._parsed_objs.clear()


def _say(error: BaseException) -> str:
    """An error in one line; pdfplumber wraps the one that says something."""
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    return f"{type(inner).__name__}: {inner}".rstrip(": ")[:200]


def read_pdf(path: Path) -> Document:
    """Read one PDF whole.

    Raises:
        UnreadablePdf: the file cannot be read; its code says why.
    """
    summaries: list[PageSummary] = []
    marks: dict[int, list[ocr.Mark]] = {}  # what was recognised on scanned pages
    with open_pdf(path) as (producer, _, pages):

        def watched() -> Iterator[Page]:
            for page in pages:
                drop_unknown(page)
                if read := ocr.read_scan(path, page):
                    page, marks[page.page_no] = read
                size = (page.width, page.height, page.rotation)
                summaries.append(PageSummary(page.page_no, *size, page.kind, len(page.chars), page.image_count, page.reader or None))
                yield page

        tables, lines, contents = read_tables(watched())
    ocr.judge(tables, marks)
    return Document("pdf", producer, summaries, tables, read_paragraphs(lines, {page.page_no: page.width for page in contents}))
