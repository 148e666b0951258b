"""Characters → lines of text, in the order a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from extract.document import Box, Char, Line

# A gap wider than this share of the type size is a visible break, even where no
# space is printed: digits are half an em wide, so no number is cut by it.
WORD_GAP = 0.6


def drop_repeats(chars: list[Char]) -> list[Char]:
    """Characters drawn again at their own place (false bold, rows painted twice) count once.

    A repeat is the same character within a fifth of its size of one already seen.
    """
    seen: dict[tuple[str, int, int], list[Char]] = {}
    kept = []
    for char in chars:
        reach = 0.2 * char.size
        column, row = int(char.x0 // 4), int(char.top // 4)
        near = (other for dx in (-1, 0, 1) for dy in (-1, 0, 1) for other in seen.get((char.text, column + dx, row + dy), ()))
        if any(abs(o.x0 - char.x0) < reach and abs(o.top - char.top) < reach for o in near):
            continue
        seen.setdefault((char.text, column, row), []).append(char)
        kept.append(char)
    return kept


def split_lines(chars: Iterable[Char]) -> list[list[Char]]:
    """Group characters into lines, top to bottom, each sorted left to right.

    Characters belong to one line while their vertical centres lie within half the
    type size of the line's first character.
    """
    lines: list[list[Char]] = []
    centre = 0.0
    for char in sorted(chars, key=lambda c: c.top + c.bottom):
        middle = (char.top + char.bottom) / 2
        if lines and middle - centre <= 0.5 * char.size:
            lines[-1].append(char)
        else:
            lines.append([char])
            centre = middle
    for line in lines:
        line.sort(key=lambda c: c.x0)
    return lines


def join_line(chars: list[Char]) -> str:
    """The text of one line; a visible gap without a printed space becomes one space."""
    parts: list[str] = []
    previous: Char | None = None
    for char in chars:
        if (
            previous is not None
            and char.x0 - previous.x1 > WORD_GAP * min(char.size, previous.size)
            and not char.text.isspace()
            and not previous.text.isspace()
        ):
            parts.append(" ")
        parts.append(char.text)
        previous = char
    return "".join(parts).strip()


def text_box(chars: list[Char]) -> Box:
    return Box(min(c.x0 for c in chars), min(c.top for c in chars), max(c.x1 for c in chars), max(c.bottom for c in chars))


def page_lines(page_no: int, chars: list[Char]) -> list[Line]:
    """The lines of text that ``chars`` print on a page; blank ones are left out."""
    lines = []
    for group in split_lines(chars):
        inked = [c for c in group if not c.text.isspace()]
        if inked:
            size = sorted(c.size for c in inked)[len(inked) // 2]
            lines.append(Line(page_no, join_line(group), text_box(inked), size))
    return lines
