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
SHORTEST = 9.0  # points; shorter strokes are parts of characters
THICKEST = 4.0  # points; thicker bars are shading
SAME_LINE = 2.4  # points; pieces of a rule that lie further apart are two rules
BROKEN = 4.0  # points that may be missing in a faint rule
MEETS = 3.0  # points; rules of a table end on one another within this
LONG = 40.0  # points; no stroke of a character is as long
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
    return cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, CONTRAST)


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
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def straighten(picture: Picture, scale: float) -> tuple[Picture, float]:
    """The picture with level lines, and the angle by which it was turned clockwise."""
    angle = find_skew(find_ink(picture, scale))
    return (turn(picture, angle), angle) if abs(angle) >= 0.03 else (picture, 0.0)


def _strokes(ink: Picture, scale: float, *, upright: bool) -> tuple[list[Rule], Picture]:
    """Long thin strokes in one direction, and the pixels they cover."""
    length = int(SHORTEST * scale)
    across = (1, length) if upright else (length, 1)
    bridge = (1, max(3, int(scale))) if upright else (max(3, int(scale)), 1)
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(bridge[::-1], np.uint8))
    opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(across[::-1], np.uint8))
    thick = int(THICKEST * scale)
    shading = cv2.morphologyEx(opened, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    opened[shading > 0] = 0
    count, labels, stats, centres = cv2.connectedComponentsWithStats(opened, connectivity=8)
    found = []
    for number in range(1, count):
        left, top, width, height, _ = stats[number]
        x, y = centres[number]
        start, end, at = (top, top + height, x) if upright else (left, left + width, y)
        if end - start >= length:
            found.append(Rule(float(at), float(start), float(end)))
    return found, opened


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


def _meet(rule: Rule, end: float, others: list[Rule], reach: float) -> bool:
    """Whether a rule of the other direction passes where ``rule`` has its ``end``."""
    return any(abs(other.at - end) <= reach and other.start - reach <= rule.at <= other.end + reach for other in others)


def _crosses(rule: Rule, others: list[Rule], reach: float) -> bool:
    return any(
        rule.start - reach <= other.at <= rule.end + reach and other.start - reach <= rule.at <= other.end + reach for other in others
    )


def _trim(rule: Rule, others: list[Rule], reach: float, loose: float) -> Rule:
    """A rule without the strokes of characters that it has run into at its ends."""
    crossed = [other.at for other in others if other.start - reach <= rule.at <= other.end + reach and rule.start <= other.at <= rule.end]
    if not crossed:
        return rule
    start = crossed[0] if crossed[0] - rule.start < loose else rule.start
    return Rule(rule.at, start, crossed[-1] if rule.end - crossed[-1] < loose else rule.end)


def find_rules(picture: Picture, scale: float) -> Rules:
    """The ruling lines of a level picture: long thin strokes that meet others.

    Strokes of characters are as thin, but short, and end on no rule.
    """
    ink = find_ink(picture, scale)
    across, across_mask = _strokes(ink, scale, upright=False)
    upright, upright_mask = _strokes(ink, scale, upright=True)
    horizontal, vertical = _gather(across, scale), _gather(upright, scale)
    reach = MEETS * scale
    long_across = [rule for rule in horizontal if rule.end - rule.start >= LONG * scale]
    vertical = [
        rule
        for rule in vertical
        if _crosses(rule, long_across, reach)
        and (
            rule.end - rule.start >= LONG * scale
            or (_meet(rule, rule.start, long_across, reach) and _meet(rule, rule.end, long_across, reach))
        )
    ]
    horizontal = [
        rule
        for rule in horizontal
        if _crosses(rule, vertical, reach)
        and (rule.end - rule.start >= LONG * scale or (_meet(rule, rule.start, vertical, reach) and _meet(rule, rule.end, vertical, reach)))
    ]
    vertical = [_trim(rule, horizontal, reach, LOOSE_END * scale) for rule in vertical]
    mask = np.zeros_like(ink)
    for rules, strokes, is_upright in ((horizontal, across_mask, False), (vertical, upright_mask, True)):
        for rule in rules:
            at, start, end = int(round(rule.at)), max(0, int(rule.start)), int(rule.end) + 1
            half = int(1.6 * scale)
            low = max(0, at - half)
            window = (slice(start, end), slice(low, at + half + 1)) if is_upright else (slice(low, at + half + 1), slice(start, end))
            mask[window] |= strokes[window]
    return Rules(horizontal, vertical, cv2.dilate(mask, np.ones((3, 3), np.uint8)))


def erase(picture: Picture, mask: Picture) -> Picture:
    """The picture without its rules: their pixels become paper."""
    cleaned = picture.copy()
    cleaned[mask > 0] = np.uint8(np.percentile(picture, 90))
    return cleaned
