"""Drawn shapes → the rules of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from extract.document import Rule

THIN: Final = 2.0  # a filled shape no thicker than this is a rule
SHORTEST: Final = 2.0  # shorter marks are corner squares and dots


class Shape(NamedTuple):
    """A line, box or polygon by its bounds; ``box`` says that it is a rectangle, ``white`` that it is filled with white only."""

    x0: float
    top: float
    x1: float
    bottom: float
    box: bool = False
    stroked: bool = False
    white: bool = False


def read_rules(lines: Iterable[Shape], others: Iterable[Shape]) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical rules: lines, stroked boxes, thin filled boxes and polygons.

    Large filled shapes are backgrounds, not frames; white thin ones cannot be seen.
    """
    horizontal: list[Rule] = []
    vertical: list[Rule] = []

    def add(x0: float, top: float, x1: float, bottom: float) -> None:
        if bottom - top <= THIN and x1 - x0 > SHORTEST:
            horizontal.append(Rule((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= THIN and bottom - top > SHORTEST:
            vertical.append(Rule((x0 + x1) / 2, top, bottom))

    for x0, top, x1, bottom, _, _, _ in lines:
        add(x0, top, x1, bottom)
    for x0, top, x1, bottom, box, stroked, white in others:
        if x1 - x0 <= THIN or bottom - top <= THIN:
            if not white:
                add(x0, top, x1, bottom)
        elif stroked and box:
            add(x0, top, x1, top)
            add(x0, bottom, x1, bottom)
            add(x0, top, x0, bottom)
            add(x1, top, x1, bottom)
    return horizontal, vertical
