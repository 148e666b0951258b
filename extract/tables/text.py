"""Characters → lines of text, in the order a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from extract.document import Box, Char, Line

# A gap wider than this share of the type size is a visible break, even where no
# space is printed: digits are half an em wide, so no number is cut by it.
WORD_GAP: Final = 0.6


_LEFT = itemgetter(Char._fields.index("x0"))


def drop_repeats(chars: list[Char]) -> list[Char]:
    """Characters drawn again at their own place (false bold, rows painted twice) count once.

    A repeat is the same character within a fifth of its size of one already seen.
    """
    if not _may_repeat(chars):
        return chars
    seen: dict[tuple[str, int, int], list[Char]] = {}
    kept = []
    step = max(4.0, 0.2 * max(char.size for char in chars))  # what is within reach is in the next field at most
    for char in chars:
        reach = 0.2 * char.size
        column, row = int(char.x0 // step), int(char.top // step)
        near = (other for dx in (-1, 0, 1) for dy in (-1, 0, 1) for other in seen.get((char.text, column + dx, row + dy), ()))
        if any(abs(o.x0 - char.x0) < reach and abs(o.top - char.top) < reach for o in near):
            continue
        seen.setdefault((char.text, column, row), []).append(char)
        kept.append(char)
    return kept


def _may_repeat(chars: list[Char]) -> bool:
    """Whether any character stands within reach of another one like it. Most pages have none, and this is quick to tell:
    characters at one height, taken from left to right, stand further apart."""
    rows: dict[float, list[Char]] = {}
    reach = 0.0
    for char in chars:
        _, _, top, _, _, size = char
        if top in rows:
            rows[top].append(char)
        else:
            rows[top] = [char]
        if size > reach:
            reach = size
    reach *= 0.2
    band: list[Char] = []
    last = 0.0
    for top in sorted(rows):
        if band and top - last >= reach:
            if _stand_close(band, reach):
                return True
            band = rows[top]
        else:
            band = band + rows[top]
        last = top
    return _stand_close(band, reach)


def _stand_close(chars: list[Char], reach: float) -> bool:
    """Whether two characters of about one height are the same and closer than ``reach``."""
    chars = sorted(chars, key=_LEFT)
    before = -1e9
    for index, char in enumerate(chars):
        left = char[1]
        if left - before < reach:
            at = index - 1
            while at >= 0 and left - chars[at][1] < reach:
                if chars[at][0] == char[0]:
                    return True
                at -= 1
        before = left
    return False


def split_lines(chars: Sequence[Char]) -> list[list[Char]]:
    """Group characters into lines, top to bottom, each sorted left to right.

    Characters belong to one line while their vertical centres lie within half the
    type size of the line's first character.
    """
    if len({char[2] for char in chars}) == 1 and len({char[4] for char in chars}) == 1:  # one line, as in most cells
        return [sorted(chars, key=_LEFT)]
    lines: list[list[Char]] = []
    line: list[Char] = []
    centre = -1e9
    for char in sorted(chars, key=_height):
        _, _, top, _, bottom, size = char
        middle = (top + bottom) / 2
        if line and middle - centre <= 0.5 * size:
            line.append(char)
        else:
            line = [char]
            lines.append(line)
            centre = middle
    for line in lines:
        line.sort(key=_LEFT)
    return lines


def _height(char: Char) -> float:
    """Where a character stands on its page: twice the height of its centre."""
    return char[2] + char[4]


def join_line(chars: list[Char]) -> str:
    """The text of one line; a visible gap without a printed space becomes one space."""
    parts: list[str] = []
    before, end, before_size = "", 1e9, 0.0
    for text, x0, _, x1, _, size in chars:
        if x0 - end > WORD_GAP * (size if size < before_size else before_size) and not text.isspace() and not before.isspace():
            parts.append(" ")
        parts.append(text)
        before, end, before_size = text, x1, size
    return "".join(parts).strip()


def text_box(chars: list[Char]) -> Box:
    """The box around characters."""
    _, lefts, tops, rights, bottoms, _ = zip(*chars, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def page_lines(page_no: int, chars: list[Char]) -> list[Line]:
    """The lines of text that ``chars`` print on a page; blank ones are left out."""
    lines = []
    for group in split_lines(chars):
        inked = [c for c in group if not c[0].isspace()]
        if inked:
            size = sorted([c[5] for c in inked])[len(inked) // 2]
            lines.append(Line(page_no, join_line(group), text_box(inked), size))
    return lines
