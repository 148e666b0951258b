"""Make scans of PDFs: `python -m benchmarks.scans INBOX OUT [--degraded] [--dpi 200]`.

Every page of every PDF below INBOX becomes a picture, and the pictures of a document an image-only PDF of the same name below OUT.
With --degraded a page looks as an office copier leaves it: skewed by 0.8 degrees, blurred, noisy, JPEG quality 60. The noise is
the same in every run, so that figures can be compared. What the pipeline lands from OUT can then be scored as the PDFs themselves are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

SKEW = 0.8  # degrees
BLUR = 0.8  # radius in pixels
NOISE = 10.0  # standard deviation, of 255 levels of grey
QUALITY = {False: 92, True: 60}  # of JPEG; a clean scan is kept finely


def degrade(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A page as a poor scan shows it."""
    skewed = page.rotate(SKEW, Image.Resampling.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(BLUR))
    grey = np.asarray(skewed, dtype=np.float32)
    return Image.fromarray(np.clip(grey + rng.normal(0, NOISE, grey.shape), 0, 255).astype(np.uint8))


def scan(source: Path, target: Path, *, degraded: bool, dpi: int) -> int:
    """Write the scan of one PDF; returns its number of pages."""
    rng = np.random.default_rng(1)
    with pypdfium2.PdfDocument(source) as document:
        pages = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    if degraded:
        pages = [degrade(page, rng) for page in pages]
    target.parent.mkdir(parents=True, exist_ok=True)
    pages[0].save(target, save_all=True, append_images=pages[1:], resolution=dpi, quality=QUALITY[degraded])
    return len(pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inbox", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--degraded", action="store_true")
    parser.add_argument("--dpi", type=int, default=200)
    given = parser.parse_args()
    for source in sorted(given.inbox.rglob("*.pdf")):
        target = given.out / source.relative_to(given.inbox)
        print(f"{scan(source, target, degraded=given.degraded, dpi=given.dpi):4} pages  {target}")


if __name__ == "__main__":
    main()
