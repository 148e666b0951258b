"""How fast PDFs are landed: `python -m benchmarks.landing INBOX [every-nth]`.

Document by document, pdfplumber's own `extract_tables` and then every stage of ours run in one process, and
processor seconds are compared, so that other work on the machine weighs on both alike.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time

import pdfplumber

from extract.document import Page
from extract.landing import BATCH_DOCUMENTS, _read, _start_worker, _write_batch
from extract.prose import read_paragraphs
from extract.readers.pdf import open_pdf
from extract.readers.refusal import Unreadable
from extract.tables.assemble import assemble, drop_furniture, read_page


def time_pdfplumber(path: Path) -> float:
    """Processor seconds of pdfplumber's own table extraction."""
    began = process_time()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.close()
    return process_time() - began


def time_stages(path: Path) -> Counter[str]:
    """Processor seconds of our stages over one document, and its pages."""
    spent: Counter[str] = Counter()
    began = process_time()
    with open_pdf(path) as (_, _, source):
        pages: list[Page] = list(source)
    spent["read"] = process_time() - began
    began = process_time()
    contents = [read_page(page) for page in pages]
    spent["find"] = process_time() - began
    began = process_time()
    drop_furniture(contents)
    _, lines = assemble(contents)
    spent["assemble"] = process_time() - began
    began = process_time()
    read_paragraphs(lines, {page.page_no: page.width for page in contents})
    spent["prose"] = process_time() - began
    return spent


def main() -> None:
    inbox = Path(sys.argv[1])
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    spent: Counter[str] = Counter()
    landed = []
    _start_worker()
    pages = 0
    for path in sorted(inbox.rglob("*.pdf"))[::step]:
        try:
            spent += time_stages(path)
        except Unreadable:
            continue
        began = process_time()
        landed.append(_read(path, path.name))
        spent["land"] += process_time() - began
        spent["pdfplumber"] += time_pdfplumber(path)
        pages += len(landed[-1].columns["pages"][0])
    with tempfile.TemporaryDirectory(prefix="zhangben-bench-") as folder:
        for start in range(0, len(landed), BATCH_DOCUMENTS):
            began = process_time()
            _write_batch(Path(folder), landed[start : start + BATCH_DOCUMENTS])
            spent["write"] += process_time() - began
    spent["land"] += spent["write"]
    for stage, seconds in spent.items():
        print(f"{stage:12} {seconds / pages * 1000:7.2f} ms a page {pages / seconds:8.0f} pages/s")
    print(f"{pages:,} pages; landing is {spent['pdfplumber'] / spent['land']:.1f} times as fast as pdfplumber's extract_tables")


if __name__ == "__main__":
    main()
