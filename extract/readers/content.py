"""A content stream → the characters and shapes that it shows, in one pass.

This does what :mod:`extract.readers.painted` does on top of pdfminer, with the same
arithmetic and so to the same last digit: text placed by matrices and widths, paths
turned into lines, boxes and polygons, everything cut to the clipping area, text
without ink left out. It reads whole operations with one expression instead of tokens,
and makes nothing that a page does not keep. What it does not know it refuses
(:class:`~extract.readers.fonts.Unusual`), and the page is read the thorough way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pdfminer.pdfcolor import PREDEFINED_COLORSPACE
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt, mult_matrix

from extract.document import Char
from extract.readers.fonts import Font, FontShelf, Unusual
from extract.readers.painted import HAIR, INVISIBLE, SHOWN
from extract.readers.shapes import Shape

Matrix = tuple[float, float, float, float, float, float]
Area = tuple[float, float, float, float]

WHITE = 0.99
DEEPEST = 12  # forms inside forms

# A line of type stands this far above and below its baseline, in ems. Fonts report
# ascents and descents of their own, so characters of one line (Chinese, digits and
# punctuation from three fonts) would otherwise fall on different lines.
ASCENT, DESCENT = 0.86, 0.14

_STRING = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
_NAME = rb"/[^\s\0()<>\[\]{}/%]*+"
_DICT = rb"<<(?:[^<>()]++|" + _HEX + rb"|" + _STRING + rb"|<<(?:[^<>()]++|" + _HEX + rb"|" + _STRING + rb")*+>>)*+>>"
_ARRAY = rb"\[(?:[^\[\]()<>%]++|" + _STRING + rb"|" + _HEX + rb")*+\]"
# One operation: its operands, then its operator. A character that begins neither is an
# operator nobody knows.
_OPERATION = re.compile(
    rb"((?:[\s\0]++|[-+.0-9]++|" + _NAME + rb"|" + _STRING + rb"|" + _HEX + rb"|" + _DICT + rb"|" + _ARRAY + rb"|%[^\r\n]*+)*+)"
    rb"([A-Za-z'\"][A-Za-z0-9*]*+|.)",
    re.S,
)
_ELEMENT = re.compile(rb"(" + _STRING + rb")|<([0-9A-Fa-f\s]*+)>|([-+.0-9]++)", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match.group(1)
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPES.get(code, code)


def _string(token: bytes) -> bytes:
    """The bytes of a literal string, given with its brackets."""
    inner = token[1:-1]
    return _ESCAPE.sub(_unescape, inner) if b"\\" in inner else inner


def _hex(token: bytes) -> bytes:
    """The bytes of a hexadecimal string, given without its brackets."""
    return bytes.fromhex(token.decode())


def _elements(operands: bytes) -> list[bytes | float]:
    """Strings and numbers of the operand of a text-showing operator."""
    return [
        _string(literal) if literal else float(number) if number else _hex(digits) for literal, digits, number in _ELEMENT.findall(operands)
    ]


class Content:
    """What a page shows so far, and the graphics state while its stream is followed."""

    def __init__(self, shelf: FontShelf, width: float, height: float, offset: tuple[float, float]) -> None:
        self.chars: list[Char] = []
        self.lines: list[Shape] = []
        self.boxes: list[Shape] = []
        self.curves: list[Shape] = []
        self.images = 0
        self._shelf = shelf
        self._width, self._height = width, height
        self._left, self._top = offset

    def run(self, resources: Any, streams: list[Any], ctm: Matrix, clip: Area | None = None, depth: int = 0) -> None:
        """Follow content streams.

        Raises:
            Unusual: they hold something this reader does not follow.
        """
        if depth > DEEPEST:
            raise Unusual("forms without end")
        _Run(self, dict_value(resources) if resources else {}, ctm, clip, depth).follow(
            b"\n".join(stream_value(stream).get_data() for stream in streams)
        )

    def add_string(self, run: _Run, elements: list[bytes | float]) -> None:
        """Place the characters of one string and keep those that show."""
        font = run.font
        if font is None:
            return
        a, b, c, d, e, f = mult_matrix(run.matrix, run.ctm)
        size = run.size
        scaling = run.scaling * 0.01
        spacing = run.char_space * scaling
        word_spacing = 0.0 if font.multibyte else run.word_space * scaling
        step = 0.001 * size * scaling
        low = font.descent * size + run.rise
        # pdfminer adds these up in this order.
        high = font.descent * size + run.rise + size
        upright = a * d * scaling > 0 and b * c <= 0
        hidden = run.render in INVISIBLE
        straight = b == 0 and c == 0 and d > 0 and size > 0
        clip, height, top_of_page, left_of_page = run.clip, self._height, self._top, self._left
        keep, make, page_width = self.chars.append, tuple.__new__, self._width
        x, y = run.line
        began = False
        for element in elements:
            if element.__class__ is float:
                x -= element * step  # type: ignore[operator]
                began = True
                continue
            for code, text, width in font.decode(element):  # type: ignore[arg-type]
                if began:
                    x += spacing
                began = True
                advance = width * size * scaling
                if not hidden:
                    e1, f1 = x * a + y * c + e, x * b + y * d + f
                    if straight:
                        x0, y0, x1, y1 = e1, d * low + f1, a * advance + e1, d * high + f1
                        if x1 < x0:
                            x0, x1 = x1, x0
                    else:
                        x0, y0, x1, y1 = _bounds((a, b, c, d, e1, f1), low, advance, high)
                    type_size = y1 - y0
                    cut = False
                    if clip is not None:
                        cx0, cy0, cx1, cy1 = clip
                        if x0 < cx0 or y0 < cy0 or x1 > cx1 or y1 > cy1:
                            shown = max(x0, cx0), max(y0, cy0), min(x1, cx1), min(y1, cy1)
                            hidden_by = shown[2] - shown[0] < SHOWN * (x1 - x0) or shown[3] - shown[1] < SHOWN * type_size
                            if hidden_by:
                                x += advance
                                if code == 32 and word_spacing:
                                    x += word_spacing
                                continue
                            x0, y0, x1, y1 = shown
                            cut = y1 - y0 < 0.99 * type_size
                    top = (height - y1) + top_of_page
                    if upright:
                        baseline = top + y1 - f1
                        if cut:
                            bottom = (height - y0) + top_of_page
                            over, under = max(baseline - ASCENT * type_size, top), min(baseline + DESCENT * type_size, bottom)
                            if under > over:
                                top, bottom = over, under
                        else:
                            top, bottom = baseline - ASCENT * type_size, baseline + DESCENT * type_size
                    else:
                        bottom = (height - y0) + top_of_page
                    if left_of_page:
                        x0, x1 = x0 + left_of_page, x1 + left_of_page
                    if 0 <= (x0 + x1) / 2 <= page_width and 0 <= (top + bottom) / 2 <= height:
                        keep(make(Char, (text, x0, top, x1, bottom, type_size)))
                x += advance
                if code == 32 and word_spacing:
                    x += word_spacing
        run.line = (x, y)

    def add_path(self, run: _Run, stroked: bool, filled: bool) -> None:
        """Keep what shows of the subpaths of the current path."""
        a, b, c, d, e, f = run.ctm
        clip = run.clip
        for shape, raw in run.path:
            points = [(a * x + c * y + e, b * x + d * y + f) for x, y in raw]
            if len(shape) > 3 and shape[-2:] == "lh" and points[-2] == points[0]:
                shape = shape[:-2] + "h"
                points.pop()
            xs, ys = [x for x, _ in points], [y for _, y in points]
            x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
            if clip is not None:
                x0, y0, x1, y1 = max(x0, clip[0] - HAIR), max(y0, clip[1] - HAIR), min(x1, clip[2] + HAIR), min(y1, clip[3] + HAIR)
                if x0 > x1 or y0 > y1:
                    continue
            x0, x1 = x0 + self._left, x1 + self._left
            top, bottom = (self._height - y1) + self._top, (self._height - y0) + self._top
            if shape in ("ml", "mlh"):
                self.lines.append(Shape(x0, top, x1, bottom))
                continue
            white = run.white and filled and not stroked
            if shape in ("mlllh", "mllll") and _is_box(points):
                self.boxes.append(Shape(x0, top, x1, bottom, True, stroked, white))
            else:
                self.curves.append(Shape(x0, top, x1, bottom, False, stroked, white))


def _bounds(matrix: Matrix, low: float, advance: float, high: float) -> Area:
    """The upright box around a character that is turned or mirrored."""
    corners = [apply_matrix_pt(matrix, point) for point in ((0, low), (advance, low), (advance, high), (0, high))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _is_box(points: list[tuple[float, float]]) -> bool:
    """Whether five points go around a rectangle along the edges of the page."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), last = points
    if (x0, y0) != last:
        return False
    return (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0) or (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0)


class _Run:
    """One content stream being followed: the graphics state, and what each operator does to it."""

    def __init__(self, content: Content, resources: dict[str, Any], ctm: Matrix, clip: Area | None, depth: int) -> None:
        self._content = content
        self._resources = resources
        self._depth = depth
        self._fonts: dict[bytes, Font] = {}
        self._saved: list[tuple[Any, ...]] = []
        self.ctm, self.clip = ctm, clip
        self.font: Font | None = None
        self.size = self.char_space = self.word_space = self.leading = self.rise = 0.0
        self.scaling = 100.0
        self.render = 0
        self.matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self.line: tuple[float, float] = (0, 0)
        self.white = False
        self.components = 1  # of the colour space in force
        self.path: list[list[Any]] = []  # subpaths: the letters of their operators, their points
        self._controls: list[tuple[float, float]] = []  # of curves; they count for clipping only

    def follow(self, data: bytes) -> None:
        """Carry out the operations of a stream."""
        operators = _OPERATORS
        for operands, name in _OPERATION.findall(data.rstrip()):
            try:
                operator = operators[name]
            except KeyError:
                raise Unusual(f"operator {name[:20]!r}") from None
            if operator is not None:
                operator(self, operands)

    # Graphics state

    def save(self, _: bytes) -> None:
        self._saved.append(
            (self.ctm, self.clip, self.font, self.size, self.char_space, self.word_space, self.leading, self.rise,
             self.scaling, self.render, self.matrix, self.line, self.white, self.components)
        )  # fmt: skip

    def restore(self, _: bytes) -> None:
        if self._saved:
            (self.ctm, self.clip, self.font, self.size, self.char_space, self.word_space, self.leading, self.rise,
             self.scaling, self.render, self.matrix, self.line, self.white, self.components) = self._saved.pop()  # fmt: skip

    def concatenate(self, operands: bytes) -> None:
        a, b, c, d, e, f = map(float, operands.split())
        self.ctm = mult_matrix((a, b, c, d, e, f), self.ctm)

    # Colours: all that is asked of them is whether a filled shape is white

    def gray(self, operands: bytes) -> None:
        self.white, self.components = float(operands) >= WHITE, 1

    def rgb(self, operands: bytes) -> None:
        red, green, blue = map(float, operands.split())
        self.white, self.components = min(red, green, blue) >= WHITE, 3

    def cmyk(self, operands: bytes) -> None:
        self.white, self.components = False, 4

    def color_space(self, operands: bytes) -> None:
        name = operands.strip()[1:].decode("latin-1")
        spec = resolve1((resolve1(self._resources.get("ColorSpace")) or {}).get(name))
        if spec is None:
            space = PREDEFINED_COLORSPACE.get(name)
            self.components = space.ncomponents if space else self.components
            return
        kind = literal_name(spec[0] if isinstance(spec, list) else spec)
        if kind == "ICCBased" and isinstance(spec, list):
            self.components = stream_value(spec[1])["N"]
        elif kind == "DeviceN" and isinstance(spec, list):
            self.components = len(list_value(spec[1]))
        elif kind in PREDEFINED_COLORSPACE:
            self.components = PREDEFINED_COLORSPACE[kind].ncomponents

    def color(self, operands: bytes) -> None:
        values = operands.split()[-self.components :]
        if values and values[-1].startswith(b"/"):  # a pattern
            self.white = False
        elif len(values) == self.components and len(values) in (1, 3, 4):
            self.white = len(values) < 4 and min(map(float, values)) >= WHITE

    # Paths

    def move(self, operands: bytes) -> None:
        x, y = operands.split()
        self.path.append(["m", [(float(x), float(y))]])

    def draw(self, operands: bytes) -> None:
        x, y = operands.split()
        self._extend("l", float(x), float(y))

    def curve(self, operands: bytes) -> None:
        x1, y1, x2, y2, x3, y3 = map(float, operands.split())
        self._controls += [(x1, y1), (x2, y2)]
        self._extend("c", x3, y3)

    def short_curve(self, operands: bytes) -> None:
        x1, y1, x3, y3 = map(float, operands.split())
        self._controls.append((x1, y1))
        self._extend("v", x3, y3)

    def _extend(self, letter: str, x: float, y: float) -> None:
        if not self.path:
            raise Unusual("a path without beginning")
        subpath = self.path[-1]
        subpath[0] += letter
        subpath[1].append((x, y))

    def close(self, _: bytes) -> None:
        if not self.path:
            raise Unusual("a path without beginning")
        subpath = self.path[-1]
        subpath[0] += "h"
        subpath[1].append(subpath[1][0])

    def rectangle(self, operands: bytes) -> None:
        x, y, width, height = map(float, operands.split())
        right, upper = x + width, y + height
        self.path.append(["mlllh", [(x, y), (right, y), (right, upper), (x, upper), (x, y)]])

    def narrow(self, _: bytes) -> None:
        """Clip to the bounds of the current path."""
        points = [apply_matrix_pt(self.ctm, point) for _, raw in self.path for point in raw]
        points += [apply_matrix_pt(self.ctm, point) for point in self._controls]
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
            if self.clip is not None:
                cx0, cy0, cx1, cy1 = self.clip
                x0, y0, x1, y1 = max(cx0, x0), max(cy0, y0), min(cx1, x1), min(cy1, y1)
            self.clip = (x0, y0, x1, y1)

    def end(self, _: bytes) -> None:
        self.path = []
        self._controls = []

    def stroke(self, _: bytes) -> None:
        self._content.add_path(self, True, False)
        self.end(_)

    def close_stroke(self, _: bytes) -> None:
        self.close(_)
        self.stroke(_)

    def fill(self, _: bytes) -> None:
        self._content.add_path(self, False, True)
        self.end(_)

    def fill_stroke(self, _: bytes) -> None:
        self._content.add_path(self, True, True)
        self.end(_)

    def close_fill_stroke(self, _: bytes) -> None:
        self.close(_)
        self.fill_stroke(_)

    # Text

    def begin_text(self, _: bytes) -> None:
        self.matrix, self.line = (1, 0, 0, 1, 0, 0), (0, 0)

    def set_font(self, operands: bytes) -> None:
        name, size = operands.split()
        font = self._fonts.get(name)
        if font is None:
            entry = (resolve1(self._resources.get("Font")) or {}).get(name[1:].decode("latin-1"))
            if entry is None:
                raise Unusual(f"no font {name!r}")
            font = self._fonts[name] = self._content._shelf.get(entry)
        self.font, self.size = font, float(size)

    def set_char_space(self, operands: bytes) -> None:
        self.char_space = float(operands)

    def set_word_space(self, operands: bytes) -> None:
        self.word_space = float(operands)

    def set_scaling(self, operands: bytes) -> None:
        self.scaling = float(operands)

    def set_leading(self, operands: bytes) -> None:
        self.leading = -float(operands)

    def set_render(self, operands: bytes) -> None:
        self.render = int(float(operands))

    def set_rise(self, operands: bytes) -> None:
        self.rise = float(operands)

    def set_matrix(self, operands: bytes) -> None:
        a, b, c, d, e, f = map(float, operands.split())
        self.matrix, self.line = (a, b, c, d, e, f), (0, 0)

    def next_line(self, operands: bytes) -> None:
        x, y = map(float, operands.split())
        a, b, c, d, e, f = self.matrix
        self.matrix, self.line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f), (0, 0)

    def next_line_leading(self, operands: bytes) -> None:
        self.next_line(operands)
        self.leading = float(operands.split()[1])

    def new_line(self, _: bytes) -> None:
        a, b, c, d, e, f = self.matrix
        self.matrix, self.line = (a, b, c, d, self.leading * c + e, self.leading * d + f), (0, 0)

    def show(self, operands: bytes) -> None:
        self._content.add_string(self, _elements(operands))

    def new_line_show(self, operands: bytes) -> None:
        self.new_line(operands)
        self.show(operands)

    # What is drawn from elsewhere

    def do(self, operands: bytes) -> None:
        name = operands.strip()[1:].decode("latin-1")
        entry = (resolve1(self._resources.get("XObject")) or {}).get(name)
        if entry is None:
            return
        drawn: PDFStream = stream_value(entry)
        kind = literal_name(drawn.get("Subtype"))
        if kind == "Image" and "Width" in drawn and "Height" in drawn:
            self._content.images += 1
        elif kind == "Form" and "BBox" in drawn:
            matrix: Any = tuple(list_value(drawn.get("Matrix", (1, 0, 0, 1, 0, 0))))
            resources = drawn.get("Resources") or self._resources
            self._content.run(resources, [drawn], mult_matrix(matrix, self.ctm), self.clip, self._depth + 1)


_OPERATORS: dict[bytes, Callable[[_Run, bytes], None] | None] = {
    b"q": _Run.save, b"Q": _Run.restore, b"cm": _Run.concatenate,
    b"g": _Run.gray, b"rg": _Run.rgb, b"k": _Run.cmyk, b"cs": _Run.color_space, b"sc": _Run.color, b"scn": _Run.color,
    b"m": _Run.move, b"l": _Run.draw, b"c": _Run.curve, b"v": _Run.short_curve, b"y": _Run.short_curve, b"h": _Run.close,
    b"re": _Run.rectangle, b"W": _Run.narrow, b"W*": _Run.narrow, b"n": _Run.end,
    b"S": _Run.stroke, b"s": _Run.close_stroke, b"f": _Run.fill, b"f*": _Run.fill,
    b"B": _Run.fill_stroke, b"B*": _Run.fill_stroke, b"b": _Run.close_fill_stroke, b"b*": _Run.close_fill_stroke,
    b"BT": _Run.begin_text, b"Tf": _Run.set_font, b"Tc": _Run.set_char_space, b"Tw": _Run.set_word_space,
    b"Tz": _Run.set_scaling, b"TL": _Run.set_leading, b"Tr": _Run.set_render, b"Ts": _Run.set_rise, b"Tm": _Run.set_matrix,
    b"Td": _Run.next_line, b"TD": _Run.next_line_leading, b"T*": _Run.new_line,
    b"Tj": _Run.show, b"TJ": _Run.show, b"'": _Run.new_line_show, b"Do": _Run.do,
    # Nothing of what is kept depends on these.
    **dict.fromkeys(
        (b"ET", b"w", b"J", b"j", b"M", b"d", b"ri", b"i", b"gs", b"sh", b"G", b"RG", b"K", b"CS", b"SC", b"SCN",
         b"BMC", b"BDC", b"EMC", b"MP", b"DP", b"BX", b"EX", b"d0", b"d1")
    ),
}  # fmt: skip
