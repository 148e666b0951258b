"""The picture of a page: made straight, and its ruling lines found.

Part of the optional OCR reader: needs OpenCV, which comes with it. Pictures are arrays of grey
levels (0 black, 255 white); lengths are pixels unless a name says points.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np

from extract.document import Rule

Picture = np.ndarray[Any, Any]

MAX_SKEW = 4.0  # degrees; a page lies askew in the feeder by no more
SAMPLE = 60_000  # dark pixels that are looked at to find the skew
SURROUNDINGS = 12.0  # points around a pixel that it has to be darker than, to be ink
GRAIN = 0.25  # points; finer grain is noise of the scanner
CONTRAST = 18  # levels of grey by which it has to be
DOTS = 1.0  # points; a rule may be made of dots or dashes no further apart
PALE = 9  # levels of grey by which a rule is darker than what surrounds it, at least
SHORTEST = 9.0  # points; shorter strokes are parts of characters
THICKEST = 2.6  # points; thicker bars are shading, or blurred lines of small characters
EVEN = 0.4  # a rule is nowhere paler than this share of its usual darkness
SAME_LINE = 2.4  # points; pieces of a rule that lie further apart are two rules
BROKEN = 1.5  # points that may be missing in a faint rule
MEETS = 3.0  # points; rules of a table end on one another within this
TOUCHES = 0.7  # points; a stroke of a character ends further from the rules above and below it
LONG = 24.0  # points; strokes of characters are rarely as long
LINE = 72.0  # points; no line of small blurred characters is as evenly dark for so long
LOOSE_END = 20.0  # points; a column line that goes on for less behind its last row has run into a character


class Rules(NamedTuple):
    """The ruling lines of a picture in pixels, and which of its pixels they cover."""

    horizontal: list[Rule]
    vertical: list[Rule]
    mask: Picture


def find_ink(picture: Picture, scale: float) -> Picture:
    """Which pixels are ink: darker than their surroundings. 255 where they are; ``scale`` is pixels a point."""
    window = int(SURROUNDINGS * scale) | 1
    smooth = cv2.GaussianBlur(picture, (0, 0), GRAIN * scale)
    ink: Picture = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, CONTRAST)
    return ink


def find_skew(ink: Picture) -> float:
    """By how many degrees lines of text and rules climb from left to right (negative: fall).

    Of all angles within :data:`MAX_SKEW`, the one along which ink gathers in the fewest rows.
    """
    ys, xs = np.nonzero(ink)
    if len(ys) < 100:
        return 0.0
    step = max(1, len(ys) // SAMPLE)
    ys, xs = ys[::step].astype(np.float64), xs[::step] - ink.shape[1] / 2

    def gathered(angle: float) -> float:
        rows = (ys + xs * np.tan(np.radians(angle))).astype(np.int64)
        counts = np.bincount(rows - rows.min())
        return float((counts.astype(np.float64) ** 2).sum())

    best = 0.0
    for reach, width in ((MAX_SKEW, 0.25), (0.25, 0.05), (0.05, 0.01)):
        best = max((best + offset for offset in np.arange(-reach, reach + width / 2, width)), key=gathered)
    return best


def turn(picture: Picture, angle: float) -> Picture:
    """The picture turned clockwise by ``angle`` degrees about its middle, white at the corners."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned: Picture = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return turned


def straighten(picture: Picture, scale: float) -> tuple[Picture, float]:
    """The picture with level lines, and the angle by which it was turned clockwise."""
    angle = find_skew(find_ink(picture, scale))
    return (turn(picture, angle), angle) if abs(angle) >= 0.03 else (picture, 0.0)


def _strokes(picture: Picture, scale: float, *, upright: bool) -> tuple[list[Rule], Picture]:
    """Long thin strokes in one direction, however pale, and the pixels they cover."""
    turned = picture.T if upright else picture
    length, thick, dots = int(SHORTEST * scale), int(THICKEST * scale), int(DOTS * scale) | 1
    dark = 255 - cv2.blur(np.ascontiguousarray(turned), (dots, 1))  # dotted lines become whole ones, grain is levelled out
    long = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    thin = cv2.subtract(long, cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8)))
    _, labels, stats, centres = cv2.connectedComponentsWithStats((thin > PALE).astype(np.uint8), connectivity=8)
    mask = np.zeros(turned.shape, np.uint8)
    paper = int(np.median(dark))
    found = []
    for number, ((left, top, width, height, _), (_, y)) in enumerate(zip(stats.tolist(), centres.tolist(), strict=True)):
        if number == 0 or width < length:
            continue
        window = slice(top, top + height), slice(left, left + width)
        own = labels[window] == number
        level = np.where(own, dark[window], 0).max(axis=0).astype(np.int16) - paper
        for start, end in _runs(level > EVEN * float(np.median(level)), length):
            found.append(Rule(y, left + start, left + end))
            mask[top : top + height, left + start : left + end][own[:, start:end]] = 255
    return found, np.ascontiguousarray(mask.T) if upright else mask


def _runs(shown: Picture, shortest: int) -> list[tuple[int, int]]:
    """Where a row of pixels shows without a break for at least ``shortest``. A rule is evenly dark; characters in a row are not."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], shown.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= shortest]


def _gather(strokes: list[Rule], scale: float) -> list[Rule]:
    """Strokes of about one position as the rules they are pieces of; all of one position share it exactly."""
    groups: list[list[Rule]] = []
    for stroke in sorted(strokes):
        if groups and stroke.at - groups[-1][0].at <= SAME_LINE * scale:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    rules = []
    for group in groups:
        total = sum(stroke.end - stroke.start for stroke in group)
        at = sum(stroke.at * (stroke.end - stroke.start) for stroke in group) / total
        group.sort(key=lambda stroke: stroke.start)
        start, end = group[0].start, group[0].end
        for stroke in group[1:]:
            if stroke.start > end + BROKEN * scale:
                rules.append(Rule(at, start, end))
                start = stroke.start
            end = max(end, stroke.end)
        rules.append(Rule(at, start, end))
    return rules


def _ends_on(stroke: Rule, others: list[Rule], scale: float) -> bool:
    """Whether a stroke runs from one rule of the other direction to another, touching both."""
    near, far = TOUCHES * scale, MEETS * scale
    ends = [other.at for other in others if other.start - far <= stroke.at <= other.end + far]
    return any(stroke.start - near <= at <= stroke.start + far for at in ends) and any(
        stroke.end - far <= at <= stroke.end + near for at in ends
    )


def _crosses(rule: Rule, others: list[Rule], reach: float) -> bool:
    return any(
        rule.start - reach <= other.at <= rule.end + reach and other.start - reach <= rule.at <= other.end + reach for other in others
    )


def _select(strokes: list[Rule], others: list[Rule], scale: float, long: float) -> list[Rule]:
    """The strokes of one direction that are rules: long ones that meet a rule of the other direction, and short ones from rule to rule."""
    whole = _gather([stroke for stroke in strokes if stroke.end - stroke.start >= LONG * scale], scale)
    short = [stroke for stroke in strokes if stroke.end - stroke.start < LONG * scale]
    kept = [
        rule
        for rule in [*whole, *short]
        if (_crosses(rule, others, MEETS * scale) if rule.end - rule.start >= long * scale else _ends_on(rule, others, scale))
    ]
    return _gather(kept, scale)


def _trim(rule: Rule, others: list[Rule], reach: float, loose: float) -> Rule:
    """A rule without the strokes of characters that it has run into at its ends."""
    crossed = sorted(other.at for other in others if _crosses(rule, [other], reach))
    if not crossed:
        return rule
    start = crossed[0] if crossed[0] - rule.start < loose else rule.start
    return Rule(rule.at, start, crossed[-1] if rule.end - crossed[-1] < loose else rule.end)


def find_rules(picture: Picture, scale: float) -> Rules:
    """The ruling lines of a level picture: long thin strokes that meet others.

    Strokes of characters are as thin, but short, and end on no rule.
    """
    across, across_mask = _strokes(picture, scale, upright=False)
    upright, upright_mask = _strokes(picture, scale, upright=True)
    lines = [stroke for stroke in across if stroke.end - stroke.start >= LINE * scale]
    vertical = _select(upright, lines, scale, LONG)
    horizontal = _select(across, vertical, scale, LINE)
    vertical = [_trim(rule, horizontal, MEETS * scale, LOOSE_END * scale) for rule in vertical if _crosses(rule, horizontal, MEETS * scale)]
    mask = np.zeros_like(picture)
    for rules, strokes, is_upright in ((horizontal, across_mask, False), (vertical, upright_mask, True)):
        for rule in rules:
            at, start, end = round(rule.at), max(0, int(rule.start)), int(rule.end) + 1
            half = round(scale)
            low = max(0, at - half)
            window = (slice(start, end), slice(low, at + half + 1)) if is_upright else (slice(low, at + half + 1), slice(start, end))
            mask[window] |= strokes[window]
    return Rules(horizontal, vertical, cv2.dilate(mask, np.ones((3, 3), np.uint8)))


def erase(picture: Picture, mask: Picture) -> Picture:
    """The picture without its rules: their pixels become paper."""
    cleaned = picture.copy()
    cleaned[mask > 0] = np.uint8(np.percentile(picture, 90))
    return cleaned
