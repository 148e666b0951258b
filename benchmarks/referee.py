"""The fast PDF reader against the thorough one, page by page over a folder: `python -m benchmarks.referee INBOX`.

Characters, rules and images of every page must be the same to the last digit; then cells and lines are too, since
everything after the reader is one program. Where a page differs, this says which cells and lines of it do, and which
characters and rules that comes from. Pages left to the thorough reader are counted with the reason. Ends with 1 when
any page differs.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdfplumber

from extract.document import Page
from extract.readers.fonts import FontShelf
from extract.readers.pdf import quicken, read_fast, read_thoroughly
from extract.tables.assemble import read_page

SHOWN = 5  # examples of each kind of difference


def parts(page: Page) -> dict[str, Counter[str]]:
    """What stands on a page, by kind, each thing as a line to read."""
    content = read_page(page)
    return {
        "cell": Counter(f"{cell.text!r} at {cell.box[0]:.1f},{cell.box[1]:.1f}" for grid in content.grids for cell in grid.cells),
        "line": Counter(f"{line.text!r} at {line.box[0]:.1f},{line.box[1]:.1f}" for line in content.lines),
        "character": Counter(f"{c.text!r} at {c.x0!r},{c.top!r} to {c.x1!r},{c.bottom!r}, size {c.size!r}" for c in page.chars),
        "rule": Counter([*(f"level {rule}" for rule in page.horizontal), *(f"upright {rule}" for rule in page.vertical)]),
        "page": Counter([f"{page.width} x {page.height}, turned {page.rotation}, {page.image_count} images"]),
    }


def explain(fast: Page, thorough: Page) -> Iterator[str]:
    """Each thing that only one of the readers found."""
    ours, theirs = parts(fast), parts(thorough)
    for kind in ours:
        for who, only in (("fast", ours[kind] - theirs[kind]), ("thorough", theirs[kind] - ours[kind])):
            if only:
                examples = "; ".join(list(only)[:SHOWN])
                yield f"{only.total()} {kind}{'s' if only.total() > 1 else ''} only by the {who} reader: {examples}"


def main() -> int:
    inbox = Path(sys.argv[1] if len(sys.argv) > 1 else "samples/inbox")
    left: Counter[str] = Counter()
    pages = differing = 0
    for path in sorted(inbox.rglob("*.pdf")):
        try:
            pdf = pdfplumber.open(path)
        except Exception as error:  # whatever makes pdfminer give a file up
            print(f"{path}: not opened: {error!r}")
            continue
        with pdf.stream:
            quicken(pdf.doc)
            shelf = FontShelf(pdf.rsrcmgr)
            for page in pdf.pages:
                pages += 1
                try:
                    fast = read_fast(page, shelf)
                except Exception as error:  # what production leaves to the thorough reader
                    left[f"{type(error).__name__}: {error}"] += 1
                    continue
                thorough = read_thoroughly(page)
                page.close()
                if fast != thorough:
                    differing += 1
                    print(f"{path}, page {page.page_number}:")
                    for sentence in explain(fast, thorough):
                        print(f"  {sentence}")
    for reason, count in left.most_common():
        print(f"{count:,} pages left to the thorough reader: {reason}")
    print(f"{pages:,} pages, {differing:,} differ, {left.total():,} left to the thorough reader")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
