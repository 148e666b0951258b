"""How fast PDFs are landed: `python -m benchmarks.landing INBOX [every-nth]`.

Document by document, pdfplumber's own `extract_tables` and then every stage of ours run in one process, and
processor seconds are compared, so that other work on the machine weighs on both alike. Then the whole inbox is landed by one worker
and by two, in wall seconds, and the largest worker's memory is told.
"""

import gc
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

import pdfplumber

from extract.document import Page
from extract.landing import BATCH_DOCUMENTS, _write_batch
from extract.paths import PROJECT
from extract.prose import read_paragraphs
from extract.readers.pdf import open_pdf
from extract.readers.refusal import Unreadable
from extract.reading import content_hash, read_one, start_worker
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


_LAND = """
import resource, sys
from pathlib import Path
from extract.landing import land
took = land(Path(sys.argv[1]), Path(sys.argv[2]), workers=int(sys.argv[3]), progress=False).seconds
print(took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def time_workers(inbox: Path, workers: int) -> tuple[float, float]:
    """Wall seconds of landing the inbox, and the peak MiB of its largest worker."""
    with tempfile.TemporaryDirectory(prefix="zhangben-bench-") as folder:
        command: list[Any] = [sys.executable, "-c", _LAND, inbox.resolve(), folder, str(workers)]
        took, peak = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.split()
    return float(took), float(peak)


def main() -> None:
    inbox = Path(sys.argv[1])
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    spent: Counter[str] = Counter()
    landed = []
    start_worker()
    pages = 0
    for path in sorted(inbox.rglob("*.pdf"))[::step]:
        try:
            spent += time_stages(path)
        except Unreadable:
            continue
        gc.collect()  # what the stages left is not landing's
        began = process_time()
        landed.append(read_one(path, content_hash(path), "benchmark"))
        spent["land"] += process_time() - began
        gc.collect()
        gc.freeze()  # a reading process has handed these rows over and does not look through them again
        spent["pdfplumber"] += time_pdfplumber(path)
        gc.collect()
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
    print(f"peak of this process, with pdfplumber in it: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    for workers in (1, 2):
        took, peak = time_workers(inbox, workers)
        print(f"{workers} workers: {took:.1f} s, {peak:.0f} MiB a worker")


if __name__ == "__main__":
    main()
