"""Lines outside tables → paragraphs under their headings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from extract.document import Box, Line, Paragraph
from extract.numerals import NUMERAL
from extract.tables.caption import listed_titles
from extract.vocabulary import is_word, squeeze

HEADING_LENGTH = 40
TAIL_LENGTH = 12  # the second line of a heading is no longer than this
_LEVELS = (
    re.compile(rf"^第{NUMERAL}+(部分|章|节)"),
    re.compile(rf"^{NUMERAL}{{1,3}}、"),
    re.compile(rf"^[(]{NUMERAL}{{1,3}}[)]"),
)
_ORDINAL = re.compile(rf"^([0-9]{{1,2}}[、.][^0-9]|[(][0-9]{{1,2}}[)]|{NUMERAL}{{1,3}}、|[(]{NUMERAL}{{1,3}}[)])")
_BARE = re.compile(rf"第{NUMERAL}+(部分|章|节)")
_AMOUNT = re.compile(r"[0-9](万|亿|千)?元|[0-9]%")
_SENTENCE_END = ("。", ";", ":", "!", "?")


class _Margins(NamedTuple):
    """Where lines of running text begin and end on pages of one width."""

    left: float
    right: float


def _margins(lines: list[Line], widths: Mapping[int, float]) -> dict[int, _Margins]:
    """The margins of each page, found over all pages of the same width.

    Long lines tell them: most begin at the left margin, since only the first line of a
    paragraph is indented, and nearly all end at the right one.
    """
    groups: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        groups[round(widths.get(line.page_no, 0.0))].append(line)
    found = {}
    for width, group in groups.items():
        long = [line for line in group if line.box.x1 - line.box.x0 >= 0.5 * width]
        if not long:  # no running text: nothing is full
            found[width] = _Margins(0.0, width)
            continue
        left = Counter(round(line.box.x0) for line in long).most_common(1)[0][0]
        ends = sorted(line.box.x1 for line in long)
        found[width] = _Margins(left, ends[int(0.9 * (len(ends) - 1))])
    return {line.page_no: found[round(widths.get(line.page_no, 0.0))] for line in lines}


def _level(text: str) -> int | None:
    """Depth of a heading (0 for 第一部分), or None for running text: headings hold no sentence and no amount."""
    squeezed = re.sub(rf"^(第{NUMERAL}+(部分|章|节)):", r"\1", squeeze(text))
    if len(squeezed) > HEADING_LENGTH or re.search(r"[。;,]|:(?!$)|[.…·]{3,}|……", squeezed) or _AMOUNT.search(squeezed):
        return None
    return next((depth for depth, pattern in enumerate(_LEVELS) if pattern.match(squeezed)), None)


def _follows(line: Line, above: Line) -> bool:
    """Whether ``line`` is the next line of print below ``above``, in the same type."""
    return line.page_no == above.page_no and abs(line.size - above.size) < 1 and line.box.top - above.box.bottom < 1.6 * line.size


def _heading(lines: list[Line], index: int, margins: _Margins, body_size: float) -> tuple[int, int] | None:
    """Level of the heading that starts at a line, and how many lines it takes; None where none does.

    A line that runs to the right margin is the beginning of a paragraph, unless the
    next one is a few words without a stop.
    """
    line = lines[index]
    level = _level(line.text)
    if level is None:
        return None
    after = lines[index + 1] if index + 1 < len(lines) else None
    tail = after is not None and _follows(after, line) and not _ORDINAL.match(squeeze(after.text))
    if tail and after is not None:
        both = squeeze(line.text) + squeeze(after.text)
        tail = len(squeeze(after.text)) <= TAIL_LENGTH and _level(both) == level
        if _BARE.fullmatch(squeeze(line.text)) and len(squeeze(after.text)) <= HEADING_LENGTH and _level(after.text) is None:
            return level, 2  # 第二部分 alone on its line: its name is on the next
    full = line.box.x1 > margins.right - 1.5 * line.size
    large = line.size > body_size + 1
    if tail and (full or large):
        return level, 2
    return None if full and not large else (level, 1)


def _box(lines: list[Line]) -> Box:
    boxes = [line.box for line in lines if line.page_no == lines[0].page_no]
    return Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))


def _starts_paragraph(line: Line, before: Line, margins: dict[int, _Margins]) -> bool:
    """Whether a line of running text begins a new paragraph after ``before``."""
    left, right = margins[before.page_no]
    text, previous = squeeze(line.text), squeeze(before.text)
    indented = line.box.x0 > margins[line.page_no].left + 1.2 * line.size
    ended = previous.endswith(_SENTENCE_END)
    room = right - before.box.x1
    short = room > (4 * before.size if indented or ended else 0.4 * (right - left))
    ordinal = _ORDINAL.match(text) is not None
    apart = line.page_no == before.page_no and line.box.top - before.box.bottom > 4 * line.size
    return (
        apart
        or short
        or abs(line.size - before.size) > 2
        or (ended and (indented or ordinal or room > 1.5 * before.size))
        or (ordinal and (indented or room > 4 * before.size))
        or is_word("note_start", line.text)
        or (is_word("owner_line", line.text) and len(text) <= HEADING_LENGTH and not re.search(r"[。;,]", text))
        or re.search(r"[.…·]{10,}", previous) is not None  # a line of a table of contents
    )


def read_paragraphs(lines: list[Line], widths: Mapping[int, float]) -> list[Paragraph]:
    """Join lines into paragraphs under their headings; ``widths`` are those of the pages. The entries of a list of titles head nothing:
    each is a paragraph.

    A paragraph that runs over a page break stays one; its page and box are those of
    its first page.
    """
    if not lines:
        return []
    margins = _margins(lines, widths)
    sizes = sorted(line.size for line in lines)
    body_size = sizes[len(sizes) // 2]
    listed = listed_titles(lines)
    paragraphs: list[Paragraph] = []
    path: list[tuple[int, str]] = []
    group: list[Line] = []

    def flush() -> None:
        if group:
            text = "".join(line.text for line in group)
            paragraphs.append(Paragraph(group[0].page_no, [heading for _, heading in path], text, _box(group)))
            group.clear()

    index = 0
    while index < len(lines):
        line = lines[index]
        heading = None if id(line) in listed else _heading(lines, index, margins[line.page_no], body_size)
        if heading and not (group and not _starts_paragraph(line, group[-1], margins)):
            level, count = heading
            flush()
            while path and path[-1][0] >= level:
                path.pop()
            path.append((level, re.sub(r"\s+", "", "".join(part.text for part in lines[index : index + count]))))
            index += count
            continue
        if group and (id(line) in listed or _starts_paragraph(line, group[-1], margins)):
            flush()
        group.append(line)
        index += 1
    flush()
    return paragraphs
