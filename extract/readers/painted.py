"""What a PDF page shows, as opposed to what its content stream holds.

Spreadsheet programs cut a page out of a long sheet by clipping: the rows before and
after it are in the stream of every page, and text drawn without ink (rendering mode 3)
lies behind scans. pdfminer reads all of it. This interpreter keeps the clipping area
beside the other graphics state and leaves out what falls outside it.
"""

from __future__ import annotations

from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTComponent, LTPage
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter
from pdfminer.pdftypes import resolve1
from pdfminer.utils import apply_matrix_pt

from extract.readers.cut import is_cell

INVISIBLE = (3, 7)  # text rendering modes that put no ink on the page
HAIR = 1.0  # a rule drawn on the edge of the clipping area still shows
SLANT = 0.15  # text that rises by more than this part of its run, or runs by more than this part of its rise, is a watermark
SHOWN = 0.2  # a character shows when at least this share of its height and width does

Area = tuple[float, float, float, float]  # x0, y0, x1, y1 in pdfminer's coordinates
Matrix = tuple[float, float, float, float, float, float]


def lay_page(page: Any) -> Matrix:
    """Lay a pdfplumber page down as a person sees it, and return the matrix that takes its content there.

    The page then reaches from 0, 0 as far as it shows: the part of its MediaBox that its CropBox leaves, whichever two
    corners those name, turned, in points (a page may count in units of its own). pdfplumber and pdfminer take the boxes as they
    are written, and the origin of the MediaBox off twice. Doing this again changes nothing.
    """
    source = page.page_obj
    media, crop = _ordered(source.mediabox), _ordered(source.cropbox)
    x0, y0, x1, y1 = _meet(media, crop)
    if x1 <= x0 or y1 <= y0:  # a CropBox beside the page says nothing
        x0, y0, x1, y1 = media
    unit = resolve1(source.attrs.get("UserUnit"))
    unit = unit if isinstance(unit, int | float) and unit > 0 else 1
    matrix: Matrix = {
        90: (0, -unit, unit, 0, -y0 * unit, x1 * unit),
        180: (-unit, 0, 0, -unit, x1 * unit, y1 * unit),
        270: (0, unit, -unit, 0, y1 * unit, -x0 * unit),
    }.get(source.rotate, (unit, 0, 0, unit, -x0 * unit, -y0 * unit))
    width, height = (x1 - x0) * unit, (y1 - y0) * unit
    if source.rotate in (90, 270):
        width, height = height, width
    source.mediabox = source.cropbox = (x0, y0, x1, y1)
    page.mediabox = page.cropbox = page.bbox = (0, 0, width, height)
    return matrix


def is_slanted(run: float, rise: float) -> bool:
    """Whether text runs across a page at a slant, neither level nor upright: nothing that a report says is printed so."""
    low, high = sorted((abs(run), abs(rise)))
    return low > SLANT * high


def _ordered(box: Any) -> Area:
    """A box by its lower left and upper right corner; a PDF may name any two that lie across."""
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _meet(area: Area | None, other: Area) -> Area:
    if area is None:
        return other
    return max(area[0], other[0]), max(area[1], other[1]), min(area[2], other[2]), min(area[3], other[3])


class _State(PDFGraphicState):
    """A graphics state that knows its clipping area (None: the whole page) and whether text shows."""

    def __init__(self) -> None:
        super().__init__()
        self.clip: Area | None = None
        self.invisible = False

    def copy(self) -> _State:
        twin = _State()
        twin.__dict__.update(self.__dict__)
        return twin


class _Interpreter(PDFPageInterpreter):
    """Follows clipping paths, by their bounding boxes, into the forms a page draws as well."""

    inherited: Area | None = None
    laid: Matrix
    graphicstate: Any
    curpath: Any

    def process_page(self, page: Any) -> None:
        """Draw a page where :func:`lay_page` lays it."""
        self.device.begin_page(page, self.laid)
        self.render_contents(page.resources, page.contents, ctm=self.laid)
        self.device.end_page(page)

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.graphicstate = _State()
        self.graphicstate.clip = self.inherited

    def subinterp(self) -> PDFPageInterpreter:
        inner: Any = super().subinterp()
        inner.inherited = self.graphicstate.clip
        return inner  # type: ignore[no-any-return]

    def do_W(self) -> None:
        """Narrow the clipping area to the current path; painting that path first changes nothing."""
        points = [
            apply_matrix_pt(self.ctm, (segment[i], segment[i + 1])) for segment in self.curpath for i in range(1, len(segment) - 1, 2)
        ]
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            self.graphicstate.clip = _meet(self.graphicstate.clip, (min(xs), min(ys), max(xs), max(ys)))

    do_W_a = do_W

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form, and go on where it was called: pdfminer would stay in the form's own coordinates."""
        super().do_Do(xobjid_arg)
        self.device.set_ctm(self.ctm)

    def do_TJ(self, seq: Any) -> None:
        self.graphicstate.invisible = self.textstate.render in INVISIBLE
        super().do_TJ(seq)


class _Device(PDFPageAggregator):
    """Collects the objects of a page that show."""

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        advance = super().render_char(*args, **kwargs)
        state = kwargs.get("graphicstate", args[-1])
        item = self.cur_item._objs[-1]
        if state.invisible or (state.clip is not None and not _trim_char(item, state.clip, self.cur_item.width)):
            self.cur_item._objs.pop()
        return advance

    def paint_path(self, gstate: Any, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        before = len(self.cur_item._objs)
        super().paint_path(gstate, *args, **kwargs)
        if gstate.clip is not None:
            shown = [item for item in self.cur_item._objs[before:] if _trim(item, gstate.clip)]
            self.cur_item._objs[before:] = shown


def _trim_char(item: Any, clip: Area, page_width: float) -> bool:
    """Cut the box of a character to what shows of it; False where that is next to nothing, unless it stands beside its cell only:
    then it keeps its place, and its tag says so (see :mod:`extract.readers.cut`)."""
    left, right = item.x0, item.x1
    width, height = item.width, item.height
    x0, y0, x1, y1 = _meet((left, item.y0, right, item.y1), clip)
    if y1 - y0 < SHOWN * height:
        return False
    shows = x1 - x0 >= SHOWN * width
    item.tag = None
    if (x0 > left or x1 < right) and is_cell(clip, height, page_width) and not item.get_text().isspace():
        item.tag = (clip[0], clip[2], left, right, shows)  # pdfplumber copies plain tuples only
    if not shows:
        if item.tag is None:
            return False
        x0, x1 = left, right
    item.set_bbox((x0, y0, x1, y1))
    return True


def _trim(item: LTComponent, clip: Area) -> bool:
    """Cut a drawn shape to the clipping area; False where nothing of it is left."""
    x0, y0, x1, y1 = _meet((item.x0, item.y0, item.x1, item.y1), (clip[0] - HAIR, clip[1] - HAIR, clip[2] + HAIR, clip[3] + HAIR))
    if x0 > x1 or y0 > y1:
        return False
    item.set_bbox((x0, y0, x1, y1))
    return True


def painted_layout(page: Any) -> LTPage:
    """The objects that a pdfplumber page shows, in the form in which pdfplumber takes them."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    interpreter = _Interpreter(page.pdf.rsrcmgr, device)
    interpreter.laid = lay_page(page)
    interpreter.process_page(page.page_obj)
    return device.get_result()
