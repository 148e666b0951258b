"""Lines of text of a picture, with the place and the probability of every character.

Uses the detector and the recogniser of RapidOCR (PP-OCR models, which its package carries: nothing
is loaded from anywhere at run time). The recogniser's own output is read here instead of its
strings, because it also says where each character stands and what else it may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from extract.document import Box, Rule, Seen

Picture = np.ndarray[Any, Any]

DETECTION = 1.6  # pixels a point at which lines are looked for
SURE = 0.3  # from this probability on a pixel belongs to a line
GROW = 1.6  # how far a line reaches beyond what the detector marks of it
HEIGHT = 48  # pixels to which the recogniser wants a line scaled
TRAINED = 320  # pixels; the recogniser was trained on lines padded to this, and doubts some short ones without
DOUBTFUL = 0.9  # lines with a less probable character are read again
LOOK = 4  # lines by which it is told which way is up
UPRIGHT = 0.9  # mean probability of characters from which on they stand upright
CLEARLY = 0.1  # by which the other way up has to be more probable
BATCH = 8  # lines recognised together
THREADS = 2  # more gain little, and documents are read in parallel
FLAT = 1.5  # points; marks no higher are dashes, which say nothing in a cell of their own, or the remains of rules
TALL = 12.0  # points; marks as high and thin are no digits
SPECK = 2.0  # points; smaller marks are dirt
WORD = 4.0  # points; marks closer than this side by side are read together
MARGIN = 2.0  # points of paper left around marks that are read on their own


@dataclass(slots=True)
class TextLine:
    """One recognised line: its box in pixels, and its characters from left to right (none where nothing was readable)."""

    box: Box
    chars: list[Seen]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)


@cache
def _model(kind: str) -> Any:
    """A session of the detector (``det``) or the recogniser (``rec``), loaded once a process."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    package = find_spec("rapidocr")
    assert package is not None and package.origin is not None
    (file,) = (Path(package.origin).parent / "models").glob(f"*_{kind}_*.onnx")
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _run(kind: str, pictures: Picture) -> Picture:
    """The output of a model for grey pictures (number × height × width) whose levels run from -1 (black) to 1."""
    session = _model(kind)
    coloured = np.repeat(pictures[:, None], 3, axis=1)
    output: Picture = session.run(None, {session.get_inputs()[0].name: coloured})[0]
    return output


@cache
def _characters() -> list[str]:
    """What the classes of the recogniser mean: none, the characters it lists, a space."""
    return ["", *_model("rec").get_modelmeta().custom_metadata_map["character"].splitlines(), " "]


def detect(picture: Picture, scale: float) -> list[Box]:
    """Where the detector sees lines of text in a level picture."""
    height, width = picture.shape
    ratio = DETECTION / scale
    size = tuple(max(32, round(side * ratio / 32) * 32) for side in (width, height))
    shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1.0
    text = _run("det", shown[None])[0, 0]
    count, _, stats, _ = cv2.connectedComponentsWithStats((text > SURE).astype(np.uint8))
    boxes = []
    for left, top, w, h, _ in stats[1:count].tolist():
        grow = GROW * w * h / (2 * (w + h))  # the detector marks the core of a line
        x0, x1 = (left - grow) * width / size[0], (left + w + grow) * width / size[0]
        y0, y1 = (top - grow) * height / size[1], (top + h + grow) * height / size[1]
        boxes.append(Box(max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1)))
    return boxes


def find_turn(picture: Picture, boxes: list[Box]) -> int:
    """By how many quarters the picture has to be turned counterclockwise for its lines to be read.

    Lines that are mostly higher than wide stand on end. Which of the two ways is up says a look at the longest lines.
    """
    longest = sorted(boxes, key=lambda box: -max(box.x1 - box.x0, box.bottom - box.top))[:LOOK]
    if not longest:
        return 0
    on_end = sum(box.bottom - box.top > 1.5 * (box.x1 - box.x0) for box in longest) > len(longest) / 2
    best, surest = 0, -CLEARLY
    for turns in (1, 3) if on_end else (0, 2):
        crops = [np.ascontiguousarray(np.rot90(picture[int(b.top) : int(b.bottom), int(b.x0) : int(b.x1)], turns)) for b in longest]
        boxes = [Box(0.0, 0.0, float(crop.shape[1]), float(crop.shape[0])) for crop in crops]
        lines = _read([_scaled(crop, box) for crop, box in zip(crops, boxes, strict=True)], boxes, 0)
        surety = sum(sum(char.probability for char in line) / max(1, len(line)) for line in lines) / len(lines)
        if surety > surest + CLEARLY:
            best, surest = turns, surety
        if surest >= UPRIGHT:
            break
    return best


def cut(boxes: Iterable[Box], vertical: list[Rule], scale: float) -> list[Box]:
    """Detected lines cut where a column line passes through them."""
    pieces: list[Box] = []
    for box in boxes:
        middle = (box.top + box.bottom) / 2
        at = sorted(r.at for r in vertical if r.start < middle < r.end and box.x0 + scale < r.at < box.x1 - scale)
        edges = [box.x0, *at, box.x1]
        pieces.extend(box._replace(x0=x0, x1=x1) for x0, x1 in pairwise(edges))
    return pieces


def rest(ink: Picture, boxes: Iterable[Box], areas: Iterable[Box], scale: float) -> list[Box]:
    """Marks inside ``areas`` that stand in none of the ``boxes``: a lone digit or dash is easily overlooked."""
    left = np.zeros_like(ink)
    for x0, top, x1, bottom in areas:
        window = slice(int(top), int(bottom) + 1), slice(int(x0), int(x1) + 1)
        left[window] = ink[window]
    for x0, top, x1, bottom in boxes:
        left[max(0, int(top)) : int(bottom) + 1, max(0, int(x0)) : int(x1) + 1] = 0
    joined = cv2.morphologyEx(left, cv2.MORPH_CLOSE, np.ones((1, int(WORD * scale)), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    return [
        Box(float(x), float(y), float(x + w), float(y + h))
        for x, y, w, h, _ in stats[1:count].tolist()
        if h >= FLAT * scale and max(w, h) >= SPECK * scale and not (w < FLAT * scale and h > TALL * scale)
    ]


def shrink(box: Box, ink: Picture, scale: float) -> Box | None:
    """A line's box drawn close around its ink, with a little paper; None where there is none."""
    x0, top, x1, bottom = (int(edge) for edge in box)
    window = ink[top : bottom + 1, x0 : x1 + 1]
    columns, rows = np.flatnonzero(window.any(axis=0)), np.flatnonzero(window.any(axis=1))
    if not len(columns) or columns[-1] - columns[0] + rows[-1] - rows[0] < SPECK * scale:
        return None
    pad = MARGIN * scale
    return Box(
        max(0.0, x0 + columns[0] - pad),
        max(0.0, top + rows[0] - pad),
        min(float(ink.shape[1]), x0 + columns[-1] + 1 + pad),
        min(float(ink.shape[0]), top + rows[-1] + 1 + pad),
    )


def recognise(picture: Picture, boxes: list[Box]) -> list[TextLine]:
    """Read the lines that stand in ``boxes``, in their order.

    Short lines read in doubt are read once more, padded to the width the recogniser was trained on; the surer reading counts.
    """
    crops = [_scaled(picture, box) for box in boxes]
    lines = [TextLine(box, chars) for box, chars in zip(boxes, _read(crops, boxes, 0), strict=True)]
    doubtful = [at for at, line in enumerate(lines) if _surety(line.chars) < DOUBTFUL and crops[at].shape[1] < TRAINED]
    again = _read([crops[at] for at in doubtful], [boxes[at] for at in doubtful], TRAINED)
    for at, chars in zip(doubtful, again, strict=True):
        if _surety(chars) > _surety(lines[at].chars):
            lines[at].chars = chars
    return lines


def _surety(chars: list[Seen]) -> float:
    return min((char.probability for char in chars if not char.text.isspace()), default=0.0)


def _read(crops: list[Picture], boxes: list[Box], narrowest: int) -> list[list[Seen]]:
    """The characters of lines, padded to their neighbours' width and to ``narrowest`` at least."""
    found: list[list[Seen]] = [[] for _ in crops]
    order = sorted(range(len(crops)), key=lambda index: crops[index].shape[1])
    for begin in range(0, len(order), BATCH):
        batch = order[begin : begin + BATCH]
        width = max(narrowest, crops[batch[-1]].shape[1])
        stacked = np.zeros((len(batch), HEIGHT, width), np.float32)
        for place, index in enumerate(batch):
            stacked[place, :, : crops[index].shape[1]] = crops[index]
        for index, output in zip(batch, _run("rec", stacked), strict=True):
            box = boxes[index]
            step = width / output.shape[0] * (box.bottom - box.top) / HEIGHT
            found[index] = decode(output, _characters(), box.x0, step, box.x1)
    return found


def _scaled(picture: Picture, box: Box) -> Picture:
    """A line as the recogniser takes it: 48 pixels high, from -1 (black) to 1."""
    crop = picture[int(box.top) : max(int(box.top) + 1, int(box.bottom)), int(box.x0) : max(int(box.x0) + 1, int(box.x1))]
    width = max(16, ceil(HEIGHT * crop.shape[1] / crop.shape[0]))
    scaled: Picture = cv2.resize(crop, (width, HEIGHT), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 127.5 - 1.0
    return scaled


def decode(output: Picture, characters: list[str], left: float, step: float, right: float) -> list[Seen]:
    """Characters of one line from the recogniser's probabilities (steps from left to right × characters, the first of which is none).

    Steps that show the same character in a row are one character; it stands in their middle.
    """
    best = output.argmax(axis=1)
    chars: list[Seen] = []
    begin = 0
    for at in range(1, len(best) + 1):
        if at < len(best) and best[at] == best[begin]:
            continue
        which = int(best[begin])
        x = left + (begin + at) / 2 * step
        if which and x <= right + step:
            peak = begin + int(output[begin:at, which].argmax())
            others = output[peak].copy()
            others[which] = others[0] = 0.0
            rival = int(others.argmax())
            chars.append(Seen(characters[which], float(output[peak, which]), characters[rival], float(others[rival]), x))
        begin = at
    return chars
