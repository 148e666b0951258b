"""Text that its own cell cuts off at the sides: what is left of it says what all of it says.

Spreadsheet programs draw the text of a cell whole and clip it to the cell. Of a head that is wider than its cell the first and last
characters do not show, and of a figure the first digits; both are in the file. Where enough of a line of text shows, all of it is
set into the cell, narrower; text of which next to nothing shows (columns of the next page) is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from extract.document import Char

NEAR = 0.4  # characters of one line stand closer than this share of their size
LINES = 8.0  # a clipping area higher than so many lines is no cell
PART = 0.6  # nor is one wider than this share of the page
HIDDEN = 3  # at most so many characters of a line are hidden for each one that shows


class Cut(NamedTuple):
    """Of a character that a cell cuts: the sides of the cell, its own, and whether enough of it shows."""

    left: float
    right: float
    x0: float
    x1: float
    shows: bool


def is_cell(clip: tuple[float, float, float, float], size: float, page_width: float) -> bool:
    """Whether a clipping area (x0, y0, x1, y1) is that of a cell rather than of a page."""
    return 0 < clip[2] - clip[0] < PART * page_width and 0 < clip[3] - clip[1] < LINES * size


def restore(chars: list[Char], cuts: Mapping[int, Cut]) -> list[Char]:
    """Characters of a page in the order in which they are drawn, with lines that their cells cut set into them.

    ``cuts`` says of which of them something is cut; those that do not show stand at their place beyond the cell.
    """
    if all(cut.shows for cut in cuts.values()):
        return chars
    kept: list[Char] = []
    at = 0
    while at < len(chars):
        cut = cuts.get(at)
        end = at + 1
        if cut is None:
            # A line may begin with characters that show whole.
            while end < len(chars) and end not in cuts and _adjoin(chars, cuts, end):
                end += 1
            cut = cuts.get(end)
            if cut is None or not _adjoin(chars, cuts, end) or not all(_inside(char, cut) for char in chars[at:end]):
                kept += chars[at:end]
                at = end
                continue
        while end < len(chars) and _adjoin(chars, cuts, end) and _inside(chars[end], cut, cuts.get(end)):
            end += 1
        line = range(at, end)
        hidden = [i for i in line if i in cuts and not cuts[i].shows]
        if hidden and len(hidden) <= HIDDEN * (len(line) - len(hidden)):
            kept += _fit([(chars[i], *_sides(chars, cuts, i)) for i in line], cut)
        else:
            kept += [chars[i] for i in line if i not in hidden]
        at = end
    return kept


def _sides(chars: list[Char], cuts: Mapping[int, Cut], at: int) -> tuple[float, float]:
    """The left and right side of a whole character."""
    cut = cuts.get(at)
    return (cut.x0, cut.x1) if cut else (chars[at].x0, chars[at].x1)


def _adjoin(chars: list[Char], cuts: Mapping[int, Cut], at: int) -> bool:
    """Whether a character goes on where the one before it ends."""
    before, char = chars[at - 1], chars[at]
    gap = _sides(chars, cuts, at)[0] - _sides(chars, cuts, at - 1)[1]
    alike = before.size < 2 * char.size < 4 * before.size
    return alike and abs(gap) < NEAR * char.size and abs(before.bottom - char.bottom) < NEAR * char.size


def _inside(char: Char, cell: Cut, cut: Cut | None = None) -> bool:
    """Whether a character is cut by the same cell, or shows inside it."""
    if cut is not None:
        return (cut.left, cut.right) == (cell.left, cell.right)
    return cell.left <= char.x0 and char.x1 <= cell.right


def _fit(line: list[tuple[Any, ...]], cell: Cut) -> list[Char]:
    """A line of characters with their sides, moved into a cell and made narrower as far as it has to be."""
    first, last = min(x0 for _, x0, _ in line), max(x1 for _, _, x1 in line)
    scale = min(1.0, (cell.right - cell.left) / (last - first))
    start = min(max(first, cell.left), cell.right - scale * (last - first))
    return [
        char._replace(x0=start + scale * (x0 - first), x1=start + scale * (x1 - first), size=scale * char.size) for char, x0, x1 in line
    ]
