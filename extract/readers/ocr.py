"""Scanned pages and pictures → pages of characters and rules, as the PDF reader gives them, so that everything behind reads them alike.

An optional extra: :func:`available` says whether its packages are installed. Places are points of the
page made straight.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.document import Box, Char, Document, Page, PageSummary, Rule, Seen, Table, unpack
from extract.patience import allow_more
from extract.prose import read_paragraphs
from extract.readers.refusal import Unreadable
from extract.readers.scan.digits import check
from extract.tables.assemble import read_tables
from extract.tables.grid import find_grids

if TYPE_CHECKING:
    from extract.readers.recognise import TextLine

SECONDS = 60  # that a scanned page may take beyond what a document may
DPI = (200, 300)  # dots an inch at which a page is shown: those of its scan, within these
FEW = 40  # characters of text that a scan may have printed over it
COVERING = 0.6  # share of its page that the picture of a scan covers, at least
LARGEST = 5000  # pixels along the longer side of a picture that is read
RESOLUTIONS = (100, 1200)  # dots an inch that a picture file is believed; 72 and 96 are what programs write without knowing
A4_LENGTH = 842.0  # points
PACKAGES = ("rapidocr", "onnxruntime", "cv2")
HOW = "make setup-ocr"  # what installs them
ILLEGIBLE = "〓"  # what stands for ink in a cell that shows no character: it is printed, and not blank
UNSURE = 0.5  # a lone mark that is less likely a character than this is taken for illegible
SLIGHT = 4.0  # square points; less ink than this is dirt
WIDE = 0x2E80  # characters from here on are as wide as high
INK = {True: 0.92, False: 0.72}  # how much of its size the ink of a line is high: Chinese, digits
HANGING = ",，;()（）[]"  # digits beside these reach lower
INK_HANGING = 0.88


class Mark(NamedTuple):
    """One recognised character at its place, in points."""

    x: float
    y: float
    seen: Seen


@cache
def available() -> bool:
    """Whether the packages of the optional extra are installed."""
    return all(find_spec(package) is not None for package in PACKAGES)


def version() -> str:
    """Which packages read scans, for the fingerprint of the extractor: a scan put aside without them is read once they are there."""
    return " ".join(f"{name} {metadata.version(name)}" for name in PACKAGES[:2]) if available() else ""


def read_scan(path: Path, page: Page) -> tuple[Page, list[Mark]] | None:
    """A page of a PDF that is a scan, read by its look; None where it is none.

    A scan is a page that is nothing but pictures, or one large picture with no more text over it than a page number or a stamp; so
    is a page without characters whose text is drawn as curves, or in a font that does not tell its characters.
    """
    if (page.kind != "image_only" and not page.image_count) or not available():
        return None
    inked = sum(not char.text.isspace() for char in page.chars)
    if inked > FEW:
        return None
    import numpy as np
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        source = document[page.page_no - 1]
        area, dots = _largest_picture(source)
        if inked and area < COVERING * page.width * page.height:
            return None
        dpi = min(DPI[1], max(DPI[0], dots))
        scale = min(dpi / 72, LARGEST / max(page.width, page.height))
        shown = source.render(scale=scale, grayscale=True).to_numpy()
    return read_picture(np.ascontiguousarray(shown.reshape(shown.shape[:2])), page.page_no, page.width, page.height, page.rotation)


def _largest_picture(page: Any) -> tuple[float, float]:
    """The area of the largest picture on a page of pypdfium2 in square points, and its dots an inch; 0 where there is none."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    sizes = [(0.0, 0.0)]
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        across, down = picture.get_px_size()
        if area := max(0.0, right - left) * max(0.0, top - bottom):
            sizes.append((area, 72 * (across * down / area) ** 0.5))
    return max(sizes)


def read_picture(
    picture: Any, page_no: int, width: float, height: float, rotation: int = 0, *, upright: bool = False
) -> tuple[Page, list[Mark]]:
    """The page that a picture (grey levels, rows × columns) shows, of this size in points, and what was recognised where.

    A page scanned sideways or upside down is turned first, unless it is said to be ``upright``.
    """
    import numpy as np

    from extract.readers.picture import erase, find_ink, find_rules, straighten
    from extract.readers.recognise import cut, detect, find_turn, recognise, rest, shrink

    allow_more(SECONDS)
    scale = picture.shape[1] / width
    level, _ = straighten(picture, scale)
    rules = find_rules(level, scale)
    text = erase(level, rules.mask)
    ink = find_ink(text, scale)
    horizontal, vertical = ([Rule(*(value / scale for value in rule)) for rule in part] for part in (rules.horizontal, rules.vertical))
    page = Page(page_no, width, height, rotation, [], horizontal, vertical, image_count=1, scanned=True)
    found = detect(text, scale)
    if not upright and (turns := find_turn(text, found)):
        size = (height, width) if turns % 2 else (width, height)
        turned = np.ascontiguousarray(np.rot90(level, turns))
        return read_picture(turned, page_no, *size, (rotation - 90 * turns) % 360, upright=True)
    found = cut(found, rules.vertical, scale)
    areas = [Box(*(edge * scale for edge in cell.box)) for grid in find_grids(page) for cell in grid.cells]
    lone = rest(ink, found, areas, scale)
    found, lone = ([box for box in (shrink(box, ink, scale) for box in boxes) if box] for boxes in (found, lone))
    marks: list[Mark] = []
    for number, line in enumerate(recognise(text, [*found, *lone])):
        if number >= len(found):
            line = _weigh(line, ink, scale)
        chars = list(place(line, scale))
        page.chars.extend(chars)
        marks.extend(Mark((c.x0 + c.x1) / 2, (c.top + c.bottom) / 2, seen) for c, seen in zip(chars, line.chars, strict=True))
    return page, marks


def _weigh(line: TextLine, ink: Any, scale: float) -> TextLine:
    """A mark that the detector took for no text: what it was read as if that is likely, dirt if it is slight, else illegible."""
    if line.chars and min(char.probability for char in line.chars) >= UNSURE:
        return line
    x0, top, x1, bottom = line.box
    inked = int((ink[int(top) : int(bottom), int(x0) : int(x1)] > 0).sum())
    line.chars = [] if inked < SLIGHT * scale * scale else [Seen(ILLEGIBLE, 0.0, "", 0.0, (x0 + x1) / 2)]
    return line


def place(line: TextLine, scale: float) -> Iterator[Char]:
    """The characters of a recognised line with their boxes in points.

    How large they are follows from the height of the line's ink. The recogniser knows the middle of each
    only by about half a character; the first and the last stand at the ends of the ink, and the others between.
    """
    from extract.readers.recognise import MARGIN

    left, top, right, bottom = (edge / scale for edge in line.box)
    left, right, ink = left + MARGIN, right - MARGIN, bottom - top - 2 * MARGIN
    wide = any(ord(char.text) >= WIDE for char in line.chars)
    share = INK_HANGING if not wide and any(char.text in HANGING for char in line.chars) else INK[wide]
    size = max(4.0, ink / share)
    middle = (top + bottom) / 2
    halves = [size / 2 if ord(char.text) >= WIDE else size / 4 for char in line.chars]
    centres = [char.x / scale for char in line.chars]
    if len(centres) == 1:
        centres = [(left + right) / 2]
    elif centres and left + halves[0] < right - halves[-1] and centres[0] < centres[-1]:
        stretch = (right - halves[-1] - left - halves[0]) / (centres[-1] - centres[0])
        centres = [left + halves[0] + (x - centres[0]) * stretch for x in centres]
    for char, x, half in zip(line.chars, centres, halves, strict=True):
        yield Char(char.text, x - half, middle - size / 2, x + half, middle + size / 2, size)


def judge(tables: list[Table], marks: dict[int, list[Mark]]) -> None:
    """Say of tables that stand on scanned pages (page number → what was recognised) how they were read and how surely,
    and hold their figures against their sums. The confidence of a table is the mean probability of the least
    probable character of its cells."""
    digits: dict[int, list[Seen]] = {}
    scanned = [table for table in tables if marks and any(cell.page_no in marks for cell in unpack(table))]
    for table in scanned:
        printed = [cell for cell in table.cells if cell.text and cell.page_no in marks]
        for cell in printed:
            x0, top, x1, bottom = cell.box
            inside = [mark for mark in marks[cell.page_no] if x0 <= mark.x < x1 and top <= mark.y < bottom and not mark.seen.text.isspace()]
            digits[id(cell)] = [mark.seen for mark in sorted(inside)]
        surest = [min(seen.probability for seen in digits[id(cell)]) for cell in printed if digits[id(cell)]]
        table.method = "ocr"
        table.confidence = round(sum(surest) / len(surest), 4) if surest else 0.0
    check(scanned, digits)


def read_image(path: Path) -> Document:
    """Read a picture file (PNG, JPEG, or TIFF of one or more pages) as a document.

    Raises:
        Unreadable: the optional extra is not installed, or the file is no picture that can be read.
    """
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    if path.stat().st_size == 0:
        raise Unreadable("empty", "0 bytes", "0 字节")
    if not available():
        raise Unreadable("image_only", "")
    marks: dict[int, list[Mark]] = {}
    pages: list[Page] = []
    try:
        with Image.open(path) as file:
            for number in range(1, getattr(file, "n_frames", 1) + 1):
                file.seek(number - 1)
                shown = ImageOps.exif_transpose(file)
                width, height = _paper_size(shown)
                dpi = min(DPI[1], max(DPI[0], shown.width / width * 72))
                scale = min(dpi / 72, LARGEST / max(width, height))
                grey = _on_paper(shown).resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
                page, marks[number] = read_picture(np.asarray(grey), number, width, height)
                pages.append(page)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, EOFError, ValueError, SyntaxError) as error:
        en, zh = "the picture is damaged, or of a kind that cannot be opened", "图像已损坏，或其格式无法打开"
        raise Unreadable("unreadable", en, zh) from error
    tables, lines, contents = read_tables(pages)
    judge(tables, marks)
    summaries = [PageSummary(p.page_no, p.width, p.height, 0, p.kind, len(p.chars), p.image_count) for p in pages]
    return Document("image", "", summaries, tables, read_paragraphs(lines, {page.page_no: page.width for page in contents}))


def _paper_size(picture: Any) -> tuple[float, float]:
    """Width and height of the paper in points: by the resolution that the file states, or else as long as A4."""
    width, height = picture.size
    across, _ = picture.info.get("dpi", (0, 0))
    dpi = float(across)
    if not RESOLUTIONS[0] <= dpi <= RESOLUTIONS[1]:
        dpi = max(width, height) / A4_LENGTH * 72
    return width / dpi * 72, height / dpi * 72


def _on_paper(picture: Any) -> Any:
    """A picture in levels of grey, what is transparent white."""
    from PIL import Image

    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("L")
