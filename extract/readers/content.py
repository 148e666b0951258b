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
from extract.readers.fonts import HEX, STRING, Font, FontShelf, Unusual
from extract.readers.painted import HAIR, INVISIBLE, SHOWN
from extract.readers.shapes import Shape

Matrix = tuple[float, float, float, float, float, float]
Area = tuple[float, float, float, float]

WHITE = 0.99
DEEPEST = 12  # forms inside forms
SEQUENCES = 1000  # of operators that are remembered

# A line of type stands this far above and below its baseline, in ems. Fonts report
# ascents and descents of their own, so characters of one line (Chinese, digits and
# punctuation from three fonts) would otherwise fall on different lines.
ASCENT, DESCENT = 0.86, 0.14

_NAME = rb"/[^\s\0()<>\[\]{}/%]*+"
_DICT = rb"<<(?:[^<>()]++|" + HEX + rb"|" + STRING + rb"|<<(?:[^<>()]++|" + HEX + rb"|" + STRING + rb")*+>>)*+>>"
_ARRAY = rb"\[(?:[^\[\]()<>%]++|" + STRING + rb"|" + HEX + rb")*+\]"
_NUMBER = rb"[-+.0-9]++\s++"
_POLYLINE = _NUMBER + _NUMBER + rb"m(?:\s++" + _NUMBER + _NUMBER + rb"l)++(?=\s)"
_OPERATOR = rb"[A-Za-z'\"][A-Za-z0-9*]*+"
# One operation: its operands, then its operator and those that follow it without operands of their own; lines drawn
# one after the other count as one.
# A character that begins neither is an operator nobody knows.
_OPERAND = rb"(?:[\s\0]++|[-+.0-9]++|" + rb"|".join((_NAME, STRING, HEX, _DICT, _ARRAY)) + rb"|%[^\r\n]*+)"
_OPERATION = re.compile(rb"\s*+(?:(" + _POLYLINE + rb")|(" + _OPERAND + rb"*+)(" + _OPERATOR + rb"(?:\s++" + _OPERATOR + rb")*+|.))", re.S)


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

    def add_string(self, run: _Run, operands: bytes) -> None:
        """Place the characters of one string and keep those that show."""
        font = run.font
        if font is None:
            return
        a, b, c, d, e, f = mult_matrix(run.matrix, run.ctm)
        size, rise = run.size, run.rise
        scaling = run.scaling * 0.01
        spacing = run.char_space * scaling
        word_spacing = 0.0 if font.multibyte else run.word_space * scaling
        step = 0.001 * size * scaling
        low, high = font.descent * size + rise, font.descent * size + rise + size
        x, y = run.line
        # Upright text on a level line, whole inside page and clipping area from top to bottom, is the common case:
        # its characters differ in x only, and show unless they stand at the sides.
        left, right = 1.0, 0.0  # where they show; nowhere
        f1 = y * d + f
        y0, y1 = d * low + f1, d * high + f1
        type_size = y1 - y0
        top = baseline = 0.0
        hidden = run.render in INVISIBLE
        if b == 0 and c == 0 and a > 0 and d > 0 and size > 0 and scaling > 0 and not self._left:
            clip = run.clip
            if clip is None:
                left, right = 0.0, self._width
            elif clip[1] <= y0 and y1 <= clip[3]:
                left, right = max(0.0, clip[0]), min(self._width, clip[2])
            baseline = (self._height - y1) + self._top + y1 - f1
            top, bottom = baseline - ASCENT * type_size, baseline + DESCENT * type_size
            if hidden or not 0 <= (top + bottom) / 2 <= self._height:
                left, right = 1.0, 0.0
        keep, make = self.chars.append, tuple.__new__
        began = False
        for element in font.read(operands):
            if isinstance(element, float):
                x -= element * step
                began = True
                continue
            for code, text, width in element:
                if began:
                    x += spacing
                began = True
                advance = width * size * scaling
                x0 = x * a + e
                x1 = a * advance + x0
                if left <= x0 <= x1 <= right:
                    keep(make(Char, (text, x0, top, x1, bottom, type_size)))
                elif not hidden:
                    self._add_char(run, text, (a, b, c, d, x * a + y * c + e, x * b + y * d + f), low, advance, high, scaling)
                x += advance
                if code == 32 and word_spacing:
                    x += word_spacing
        run.line = (x, y)

    def _add_char(self, run: _Run, text: str, matrix: Matrix, low: float, advance: float, high: float, scaling: float) -> None:
        """Keep a character if it shows, wherever it stands and whichever way it is turned."""
        a, b, c, d, _, baseline_at = matrix
        x0, y0, x1, y1 = _bounds(matrix, low, advance, high)
        size = y1 - y0
        cut = False
        if run.clip is not None:
            cx0, cy0, cx1, cy1 = run.clip
            width = x1 - x0
            x0, y0, x1, y1 = max(x0, cx0), max(y0, cy0), min(x1, cx1), min(y1, cy1)
            if x1 - x0 < SHOWN * width or y1 - y0 < SHOWN * size:
                return
            cut = y1 - y0 < 0.99 * size
        top, bottom = (self._height - y1) + self._top, (self._height - y0) + self._top
        if a * d * scaling > 0 and b * c <= 0:
            baseline = top + y1 - baseline_at
            over, under = baseline - ASCENT * size, baseline + DESCENT * size
            if cut:  # only what shows has a place
                over, under = max(over, top), min(under, bottom)
            if not cut or under > over:
                top, bottom = over, under
        if self._left:
            x0, x1 = x0 + self._left, x1 + self._left
        if 0 <= (x0 + x1) / 2 <= self._width and 0 <= (top + bottom) / 2 <= self._height:
            self.chars.append(Char(text, x0, top, x1, bottom, size))

    def add_path(self, run: _Run, stroked: bool, filled: bool) -> None:
        """Keep what shows of the subpaths of the current path."""
        a, b, c, d, e, f = run.ctm
        level = b == 0 and c == 0
        clip = run.clip
        for shape, raw in run.path:
            if level:
                xs, ys = [a * x + e for x, _ in raw], [d * y + f for _, y in raw]
            else:
                xs, ys = [a * x + c * y + e for x, y in raw], [b * x + d * y + f for x, y in raw]
            if len(shape) > 3 and shape[-2:] == "lh" and xs[-2] == xs[0] and ys[-2] == ys[0]:
                shape = shape[:-2] + "h"
                xs.pop()
                ys.pop()
            x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
            if clip is not None:
                x0, y0, x1, y1 = max(x0, clip[0] - HAIR), max(y0, clip[1] - HAIR), min(x1, clip[2] + HAIR), min(y1, clip[3] + HAIR)
                if x0 > x1 or y0 > y1:
                    continue
            if self._left:
                x0, x1 = x0 + self._left, x1 + self._left
            top, bottom = (self._height - y1) + self._top, (self._height - y0) + self._top
            if shape in ("ml", "mlh"):
                self.lines.append(Shape(x0, top, x1, bottom))
                continue
            white = run.white and filled and not stroked
            if shape in ("mlllh", "mllll") and _is_box(xs, ys):
                self.boxes.append(Shape(x0, top, x1, bottom, True, stroked, white))
            else:
                self.curves.append(Shape(x0, top, x1, bottom, False, stroked, white))


def _bounds(matrix: Matrix, low: float, advance: float, high: float) -> Area:
    """The upright box around a character that is turned or mirrored."""
    corners = [apply_matrix_pt(matrix, point) for point in ((0, low), (advance, low), (advance, high), (0, high))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _is_box(xs: list[float], ys: list[float]) -> bool:
    """Whether five points go around a rectangle along the edges of the page."""
    x0, x1, x2, x3, x4 = xs
    y0, y1, y2, y3, y4 = ys
    if x0 != x4 or y0 != y4:
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
        for lines, operands, name in _OPERATION.findall(data.rstrip()):
            if lines:
                parts = lines.split()
                points = list(zip(map(float, parts[::3]), map(float, parts[1::3]), strict=True))
                self.path.append(["m" + "l" * (len(points) - 1), points])
                continue
            step = operators.get(name) or _step(name)
            if step is not _nothing:
                step(self, operands)

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
        points = [point for _, raw in self.path for point in raw] + self._controls
        if points:
            a, b, c, d, e, f = self.ctm
            if b == 0 and c == 0:
                xs, ys = [a * x + e for x, _ in points], [d * y + f for _, y in points]
            else:
                xs, ys = [a * x + c * y + e for x, y in points], [b * x + d * y + f for x, y in points]
            self._clip_to(min(xs), min(ys), max(xs), max(ys))

    def narrow_to_rectangle(self, operands: bytes) -> None:
        """Clip to a rectangle, which is not painted."""
        a, b, c, d, e, f = self.ctm
        if self.path or b or c:
            self.rectangle(operands)
            self.narrow(operands)
            self.end(operands)
            return
        x, y, width, height = map(float, operands.split())
        x0, x1, y0, y1 = a * x + e, a * (x + width) + e, d * y + f, d * (y + height) + f
        if x1 < x0:
            x0, x1 = x1, x0
        if y1 < y0:
            y0, y1 = y1, y0
        self._clip_to(x0, y0, x1, y1)

    def _clip_to(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.clip is not None:
            left, lower, right, upper = self.clip
            x0, y0, x1, y1 = max(left, x0), max(lower, y0), min(right, x1), min(upper, y1)
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
        self._content.add_string(self, operands)

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


_Step = Callable[[_Run, bytes], None]


def _nothing(run: _Run, operands: bytes) -> None:
    """What is done for operators on which nothing of what is kept depends."""


_OPERATORS: dict[bytes, _Step] = {
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
    **dict.fromkeys(
        (b"ET", b"w", b"J", b"j", b"M", b"d", b"ri", b"i", b"gs", b"sh", b"G", b"RG", b"K", b"CS", b"SC", b"SCN",
         b"BMC", b"BDC", b"EMC", b"MP", b"DP", b"BX", b"EX", b"d0", b"d1"),
        _nothing,
    ),
}  # fmt: skip
_KNOWN = frozenset(_OPERATORS)
_WITHOUT = frozenset(b"q Q h W W* n S s f f* B B* b b* BT T*".split())  # operators that have no operands


def _step(sequence: bytes) -> _Step:
    """What to do for operators that stand one after the other, of which only the first has operands."""
    names = sequence.split()
    if not _KNOWN.issuperset(names):
        raise Unusual(f"operator {sequence[:20]!r}")
    if any(_OPERATORS[name] is not _nothing and name not in _WITHOUT for name in names[1:]):
        raise Unusual(f"operator without operands: {sequence[:20]!r}")
    steps = [_OPERATORS[name] for name in names]
    if names[0] == b"re" and len(names) > 2 and names[1] in (b"W", b"W*") and names[2] == b"n":
        steps[:3] = [_Run.narrow_to_rectangle]
    steps = [step for step in steps if step is not _nothing]

    def together(run: _Run, operands: bytes) -> None:
        for step in steps:
            step(run, operands)

    found = steps[0] if len(steps) == 1 else together if steps else _nothing
    if len(_OPERATORS) < SEQUENCES:
        _OPERATORS[sequence] = found
    return found
