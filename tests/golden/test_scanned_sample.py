"""A sample page as a poor scan, and as picture files that lie on their side, gives the same table as its PDF; a mixed document is read page by page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from benchmarks.scans import degrade, scan
from extract.document import Table
from extract.paths import PROJECT
from extract.readers import ocr
from extract.readers.registry import read_document
from extract.vocabulary import squeeze

pytestmark = pytest.mark.skipif(not ocr.available(), reason=f"`{ocr.HOW}` installs what reads scans")

REPORT = next((PROJECT / "samples" / "inbox").rglob("*汉阳*2023*.pdf"))
PAGE = 6  # 支出决算表


def shown(table: Table) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.col): squeeze(cell.text) for cell in table.cells if cell.text}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page before the table as text, and the table."""
    path = tmp_path_factory.mktemp("scans") / "pages.pdf"
    with pypdfium2.PdfDocument(REPORT) as report, pypdfium2.PdfDocument.new() as few:
        few.import_pages(report, [PAGE - 2, PAGE - 1])
        few.save(path)
    return path


@pytest.fixture(scope="module")
def printed(pages: Path) -> Table:
    return read_document(pages).tables[-1]


@pytest.mark.parametrize("form", ["degraded", "sideways", "upside down"])
def test_a_scanned_table_reads_as_its_pdf_does(pages: Path, printed: Table, tmp_path: Path, form: str) -> None:
    with pypdfium2.PdfDocument(pages) as few:
        few.del_page(0)
        few.save(tmp_path / "one.pdf")
    path = tmp_path / "scan.pdf"
    if form == "degraded":
        scan(tmp_path / "one.pdf", path, degraded=True, dpi=200)
    else:
        path = tmp_path / "scan.png"
        with pypdfium2.PdfDocument(tmp_path / "one.pdf") as one:
            page = degrade(one[0].render(scale=200 / 72).to_pil().convert("L"), np.random.default_rng(1))
        page.rotate({"sideways": 90, "upside down": 180}[form], expand=True).save(path)
    document = read_document(path)
    assert [page.kind for page in document.pages] == ["scanned"]
    (table,) = document.tables
    assert (table.method, table.title, table.unit_text) == ("ocr", printed.title, printed.unit_text)
    assert 0.9 < table.confidence <= 1.0
    assert shown(table) == shown(printed)


def test_a_scanned_page_in_a_document_of_text_is_read_beside_it(pages: Path, printed: Table, tmp_path: Path) -> None:
    scan(pages, tmp_path / "scan.pdf", degraded=False, dpi=200)
    with pypdfium2.PdfDocument(pages) as mixed, pypdfium2.PdfDocument(tmp_path / "scan.pdf") as scanned:
        mixed.del_page(1)
        mixed.import_pages(scanned, [1])
        mixed.save(tmp_path / "mixed.pdf")
    document = read_document(tmp_path / "mixed.pdf")
    assert [page.kind for page in document.pages] == ["text", "scanned"]
    assert [table.method for table in document.tables] == ["ruled", "ocr"]
    assert shown(document.tables[1]) == shown(printed)
