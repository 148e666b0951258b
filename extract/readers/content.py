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
from typing import Any, Final

from pdfminer.pdfcolor import PREDEFINED_COLORSPACE
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt, mult_matrix

from extract.document import Char
from extract.readers.cut import Cut, is_cell
from extract.readers.fonts import HEX, REMEMBERED, STRING, Font, FontShelf, Unusual
from extract.readers.painted import HAIR, INVISIBLE, SHOWN, Area, Matrix, is_slanted
from extract.readers.shapes import Shape

# Of upright text on level lines: its matrix on the page (across, down), that of the coordinates it stands in (across, down,
# offsets), the lowest and highest of its type from its baseline, and between which x and y it shows.
_Level = tuple[float, float, float, float, float, float, float, float, float, float, float, float]
# Of any text: the first four of its matrix, the former, whether it is hidden, its lowest and highest, what a number between strings
# moves it by, spacing of characters and words, size, scaling.
_Style = tuple[tuple[float, ...], _Level | None, bool, float, float, float, float, float, float, float]

WHITE: Final = 0.99
FAR: Final = 1e9
DEEPEST = 12  # forms inside forms
SEQUENCES = 1000  # of operators that are remembered

# A line of type stands this far above and below its baseline, in ems. Fonts report
# ascents and descents of their own, so characters of one line (Chinese, digits and
# punctuation from three fonts) would otherwise fall on different lines.
ASCENT: Final = 0.86
DESCENT: Final = 0.14

_NAME = rb"/[^\s\0()<>\[\]{}/%]*+"
_DICT = rb"<<(?:[^<>()]++|" + HEX + rb"|" + STRING + rb"|<<(?:[^<>()]++|" + HEX + rb"|" + STRING + rb")*+>>)*+>>"
_ARRAY = rb"\[(?:[^\[\]()<>%]++|" + STRING + rb"|" + HEX + rb")*+\]"
_OPERATOR = rb"[A-Za-z'\"][A-Za-z0-9*]*+"
_OPERATORS_IN_A_ROW = _OPERATOR + rb"(?:\s++" + _OPERATOR + rb")*+"
_NUMBERS = rb"[-+.0-9\s\0]*+"
_POLYLINE = rb"m(?:\s[-+.0-9\s]++l(?=\s))++"
_OPERAND = rb"(?:[\s\0]++|[-+.0-9]++|" + rb"|".join((_NAME, STRING, HEX, _DICT, _ARRAY)) + rb"|%[^\r\n]*+)"
# One operation: its operands, numbers first, then its operator and those that follow it without operands of their own; lines
# drawn one after the other count as one, with what is done with them.
# A character that begins neither is an operator nobody knows.
_OPERATION = re.compile(
    rb"(" + _NUMBERS + rb")(?:(" + _POLYLINE + rb")(?:\s++(" + _OPERATORS_IN_A_ROW + rb"))?+"
    rb"|(" + _OPERAND + rb"*+)(" + _OPERATORS_IN_A_ROW + rb"|.))",
    re.S,
)


class _Numbers(dict[bytes, tuple[float, ...]]):
    """Operands → numbers. Moves by one character, colours and clipping areas come again and again."""

    def __missing__(self, operands: bytes) -> tuple[float, ...]:
        numbers = tuple(map(float, operands.split()))
        if len(self) >= REMEMBERED:
            self.clear()
        self[operands] = numbers
        return numbers


_READ = _Numbers()


class Content:
    """What a page shows so far, and the graphics state while its stream is followed."""

    def __init__(self, shelf: FontShelf, width: float, height: float) -> None:
        self.chars: list[Char] = []
        self.cuts: dict[int, Cut] = {}  # which of them their cells cut at a side
        self.lines: list[Shape] = []
        self.boxes: list[Shape] = []
        self.curves: list[Shape] = []
        self.images = 0
        self._shelf = shelf
        self._width, self._height = width, height

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
        style = run.style
        if style is None or style[0] != run.matrix[:4]:
            style = run.style = self._style(run, font)
        # Upright text on a level line, whole inside page and clipping area from top to bottom, is the common case:
        # its characters differ in x only, and show unless they stand at the sides.
        left, right = 1.0, 0.0  # where they show; nowhere
        _, level, hidden, low, high, step, spacing, word_spacing, size, scaling = style
        x, y = run.line
        top = bottom = type_size = 0.0
        if level is None:
            a, b, c, d, e, f = mult_matrix(run.matrix, run.ctm)
        else:
            a, d, a0, d0, e0, f0, lowest, highest, least, most, lower, upper = level
            b = c = 0.0
            _, _, _, _, e, f = run.matrix
            e, f = a0 * e + e0, d0 * f + f0
            f1 = y * d + f
            y0, y1 = lowest + f1, highest + f1
            if lower <= y0 and y1 <= upper:
                type_size = y1 - y0
                baseline = (self._height - y1) + y1 - f1
                top, bottom = baseline - ASCENT * type_size, baseline + DESCENT * type_size
                if 0 <= (top + bottom) / 2 <= self._height:
                    left, right = least, most
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

    def _style(self, run: _Run, font: Font) -> _Style:
        """What strings have in common until their font, clipping area or coordinates change."""
        a, b, c, d, _, _ = run.matrix
        a0, b0, c0, d0, e0, f0 = run.ctm
        size, scaling = run.size, run.scaling * 0.01
        low = font.descent * size + run.rise
        high = low + size
        hidden = run.render in INVISIBLE
        level = None
        if b == c == b0 == c0 == 0 and a0 * a > 0 and d0 * d > 0 and size > 0 and scaling > 0 and not hidden:
            left, lower, right, upper = run.clip or (0.0, -FAR, self._width, FAR)
            a, d = a0 * a, d0 * d
            level = (a, d, a0, d0, e0, f0, d * low, d * high, max(0.0, left), min(self._width, right), lower, upper)
        word_spacing = 0.0 if font.multibyte else run.word_space * scaling
        return run.matrix[:4], level, hidden, low, high, 0.001 * size * scaling, run.char_space * scaling, word_spacing, size, scaling

    def _add_char(self, run: _Run, text: str, matrix: Matrix, low: float, advance: float, high: float, scaling: float) -> None:
        """Keep a character if it shows, wherever it stands and whichever way it is turned."""
        a, b, c, d, _, baseline_at = matrix
        if (b or c) and is_slanted(a, b):
            return
        x0, y0, x1, y1 = _bounds(matrix, low, advance, high)
        size = y1 - y0
        cut = False
        aside: Cut | None = None  # where its cell cuts it at a side
        if run.clip is not None:
            cx0, cy0, cx1, cy1 = run.clip
            left, right = x0, x1
            x0, y0, x1, y1 = max(x0, cx0), max(y0, cy0), min(x1, cx1), min(y1, cy1)
            if y1 - y0 < SHOWN * size:
                return
            shows = x1 - x0 >= SHOWN * (right - left)
            if (x0 > left or x1 < right) and is_cell(run.clip, size, self._width) and not text.isspace():
                aside = Cut(cx0, cx1, left, right, shows)
            if not shows:
                if aside is None:
                    return
                x0, x1 = left, right
            cut = y1 - y0 < 0.99 * size
        top, bottom = self._height - y1, self._height - y0
        if a * d * scaling > 0 and b * c <= 0:
            baseline = top + y1 - baseline_at
            over, under = baseline - ASCENT * size, baseline + DESCENT * size
            if cut:  # only what shows has a place
                over, under = max(over, top), min(under, bottom)
            if not cut or under > over:
                top, bottom = over, under
        hidden = aside is not None and not aside.shows
        if (hidden or 0 <= (x0 + x1) / 2 <= self._width) and 0 <= (top + bottom) / 2 <= self._height:
            if aside is not None:
                self.cuts[len(self.chars)] = aside
            self.chars.append(Char(text, x0, top, x1, bottom, size))

    def add_path(self, run: _Run, stroked: bool, filled: bool) -> None:
        """Keep what shows of the subpaths of the current path."""
        a, b, c, d, e, f = run.ctm
        level = b == 0 and c == 0
        clip = run.clip
        if clip is not None:
            left, lower, right, upper = clip[0] - HAIR, clip[1] - HAIR, clip[2] + HAIR, clip[3] + HAIR
        white = run.white and filled and not stroked
        height = self._height
        make = tuple.__new__
        for shape, xs, ys in run.path:
            if level:
                xs, ys = [a * x + e for x in xs], [d * y + f for y in ys]
            else:
                points = list(zip(xs, ys, strict=True))
                xs, ys = [a * x + c * y + e for x, y in points], [b * x + d * y + f for x, y in points]
            if len(shape) > 3 and shape[-2:] == "lh" and xs[-2] == xs[0] and ys[-2] == ys[0]:
                shape = shape[:-2] + "h"
                xs.pop()
                ys.pop()
            x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
            if clip is not None:
                if x0 < left:
                    x0 = left
                if y0 < lower:
                    y0 = lower
                if x1 > right:
                    x1 = right
                if y1 > upper:
                    y1 = upper
                if x0 > x1 or y0 > y1:
                    continue
            top, bottom = height - y1, height - y0
            if shape in ("ml", "mlh"):
                self.lines.append(make(Shape, (x0, top, x1, bottom, False, False, False)))
            elif shape in ("mlllh", "mllll") and _is_box(xs, ys):
                self.boxes.append(make(Shape, (x0, top, x1, bottom, True, stroked, white)))
            else:
                self.curves.append(make(Shape, (x0, top, x1, bottom, False, stroked, white)))


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
        self._fonts: dict[bytes, tuple[Font, float]] = {}
        self._saved: list[tuple[Any, ...]] = []
        self.ctm, self.clip = ctm, clip
        self.font: Font | None = None
        self.size = self.char_space = self.word_space = self.leading = self.rise = 0.0
        self.scaling = 100.0
        self.render = 0
        self.matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self.line: tuple[float, float] = (0, 0)
        self.style: _Style | None = None  # worked out when text is shown
        self.white = False
        self.components = 1  # of the colour space in force
        self.path: list[tuple[str, list[float], list[float]]] = []  # subpaths: the letters of their operators, their points
        self._controls: list[tuple[float, float]] = []  # of curves; they count for clipping only

    def follow(self, data: bytes) -> None:
        """Carry out the operations of a stream."""
        steps = _STEPS
        for operands, lines, after, others, name in _OPERATION.findall(data.rstrip()):
            if lines:
                self._draw_lines(operands, lines)
                if after:
                    step = steps[after]
                    if step:
                        step(self, b"")
                continue
            step = steps[name]
            if step:
                step(self, operands + others if others else operands)

    def _draw_lines(self, start: bytes, lines: bytes) -> None:
        x, y = start.split()
        parts = lines.split()
        count = len(parts) // 3
        if parts[3::3] != [b"l"] * count:
            raise Unusual("a line without two numbers")
        self.path.append(("m" + "l" * count, [float(x), *map(float, parts[1::3])], [float(y), *map(float, parts[2::3])]))

    # Graphics state

    def save(self, _: bytes) -> None:
        self._saved.append(
            (self.ctm, self.clip, self.font, self.size, self.char_space, self.word_space, self.leading, self.rise,
             self.scaling, self.render, self.matrix, self.line, self.white, self.components, self.style)
        )  # fmt: skip

    def restore(self, _: bytes) -> None:
        if self._saved:
            (self.ctm, self.clip, self.font, self.size, self.char_space, self.word_space, self.leading, self.rise,
             self.scaling, self.render, self.matrix, self.line, self.white, self.components, self.style) = self._saved.pop()  # fmt: skip

    def concatenate(self, operands: bytes) -> None:
        self.style = None
        a, b, c, d, e, f = _READ[operands]
        self.ctm = mult_matrix((a, b, c, d, e, f), self.ctm)

    # Colours: all that is asked of them is whether a filled shape is white

    def gray(self, operands: bytes) -> None:
        self.white, self.components = float(operands) >= WHITE, 1

    def rgb(self, operands: bytes) -> None:
        red, green, blue = _READ[operands]
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
        self.path.append(("m", [float(x)], [float(y)]))

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
        letters, xs, ys = self.path[-1]
        xs.append(x)
        ys.append(y)
        self.path[-1] = (letters + letter, xs, ys)

    def close(self, _: bytes) -> None:
        if not self.path:
            raise Unusual("a path without beginning")
        begin = self.path[-1]
        self._extend("h", begin[1][0], begin[2][0])

    def rectangle(self, operands: bytes) -> None:
        x, y, width, height = map(float, operands.split())
        right, upper = x + width, y + height
        self.path.append(("mlllh", [x, right, right, x, x], [y, y, upper, upper, y]))

    def narrow(self, _: bytes) -> None:
        """Clip to the bounds of the current path."""
        xs = [x for _, xs, _ in self.path for x in xs] + [x for x, _ in self._controls]
        ys = [y for _, _, ys in self.path for y in ys] + [y for _, y in self._controls]
        if xs:
            a, b, c, d, e, f = self.ctm
            if b == 0 and c == 0:
                self._clip_between(a * min(xs) + e, a * max(xs) + e, d * min(ys) + f, d * max(ys) + f)
            else:
                points = list(zip(xs, ys, strict=True))
                xs, ys = [a * x + c * y + e for x, y in points], [b * x + d * y + f for x, y in points]
                self._clip_between(min(xs), max(xs), min(ys), max(ys))

    def narrow_to_rectangle(self, operands: bytes) -> None:
        """Clip to a rectangle, which is not painted."""
        a, b, c, d, e, f = self.ctm
        if self.path or b or c:
            self.rectangle(operands)
            self.narrow(operands)
            self.end(operands)
            return
        x, y, width, height = _READ[operands]
        self._clip_between(a * x + e, a * (x + width) + e, d * y + f, d * (y + height) + f)

    def _clip_between(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """Narrow the clipping area to what lies between two x and two y as well."""
        if x1 < x0:
            x0, x1 = x1, x0
        if y1 < y0:
            y0, y1 = y1, y0
        if self.clip is not None:
            left, lower, right, upper = self.clip
            if x0 < left:
                x0 = left
            if y0 < lower:
                y0 = lower
            if x1 > right:
                x1 = right
            if y1 > upper:
                y1 = upper
        clip = (x0, y0, x1, y1)
        if clip != self.clip:
            self.clip, self.style = clip, None

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
        found = self._fonts.get(operands)
        if found is None:
            name, size = operands.split()
            entry = (resolve1(self._resources.get("Font")) or {}).get(name[1:].decode("latin-1"))
            if entry is None:
                raise Unusual(f"no font {name!r}")
            found = self._fonts[operands] = self._content._shelf.get(entry), float(size)
        self.font, self.size = found
        self.style = None

    def set_char_space(self, operands: bytes) -> None:
        self.style = None
        self.char_space = float(operands)

    def set_word_space(self, operands: bytes) -> None:
        self.style = None
        self.word_space = float(operands)

    def set_scaling(self, operands: bytes) -> None:
        self.style = None
        self.scaling = float(operands)

    def set_leading(self, operands: bytes) -> None:
        self.leading = -float(operands)

    def set_render(self, operands: bytes) -> None:
        self.style = None
        self.render = int(float(operands))

    def set_rise(self, operands: bytes) -> None:
        self.style = None
        self.rise = float(operands)

    def set_matrix(self, operands: bytes) -> None:
        a, b, c, d, e, f = map(float, operands.split())
        self.matrix, self.line = (a, b, c, d, e, f), (0, 0)

    def next_line(self, operands: bytes) -> None:
        x, y = _READ[operands]
        a, b, c, d, e, f = self.matrix
        self.matrix, self.line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f), (0, 0)

    def next_line_leading(self, operands: bytes) -> None:
        x, y = _READ[operands]
        a, b, c, d, e, f = self.matrix
        self.matrix, self.line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f), (0, 0)
        self.leading = y

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

_OPERATORS: dict[bytes, _Step | None] = {
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
         b"BMC", b"BDC", b"EMC", b"MP", b"DP", b"BX", b"EX", b"d0", b"d1"),
    ),
}  # fmt: skip
_WITHOUT = frozenset(b"q Q h W W* n S s f f* B B* b b* BT T*".split())  # operators that have no operands


class _Steps(dict[bytes, "_Step | None"]):
    """What to do for operators that stand one after the other, of which only the first has operands; None for nothing."""

    def __missing__(self, sequence: bytes) -> _Step | None:
        names = sequence.split()
        if not _OPERATORS.keys() >= set(names):
            raise Unusual(f"operator {sequence[:20]!r}")
        if any(_OPERATORS[name] and name not in _WITHOUT for name in names[1:]):
            raise Unusual(f"operator without operands: {sequence[:20]!r}")
        found = [_OPERATORS[name] for name in names]
        if names[0] == b"re" and len(names) > 2 and names[1] in (b"W", b"W*") and names[2] == b"n":
            found[:3] = [_Run.narrow_to_rectangle]
        steps = [step for step in found if step]
        step = _one_after_the_other(steps) if steps else None
        if len(self) < SEQUENCES:
            self[sequence] = step
        return step


def _one_after_the_other(steps: list[_Step]) -> _Step:
    if len(steps) == 1:
        return steps[0]
    first, last = _one_after_the_other(steps[:-1]), steps[-1]

    def together(run: _Run, operands: bytes) -> None:
        first(run, operands)
        last(run, operands)

    return together


_STEPS = _Steps()
