"""Lines outside tables → paragraphs under their headings."""

from __future__ import annotations

import re

from extract.document import Box, Line, Paragraph
from extract.vocabulary import is_word, squeeze

HEADING_LENGTH = 40
_LEVELS = (
    re.compile(r"^第[一二三四五六七八九十]+(部分|章|节)"),
    re.compile(r"^[一二三四五六七八九十]{1,3}、"),
    re.compile(r"^[(][一二三四五六七八九十]{1,3}[)]"),
)


def _level(text: str) -> int | None:
    """Depth of a heading line (0 for 第一部分), or None for running text."""
    squeezed = squeeze(text)
    if len(squeezed) > HEADING_LENGTH or squeezed.endswith(("。", ";", ",")):
        return None
    return next((depth for depth, pattern in enumerate(_LEVELS) if pattern.match(squeezed)), None)


def _join(boxes: list[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))


def read_paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Join lines into paragraphs.

    A paragraph starts at an indented line, at a heading, and after a line that ends
    well before the right margin. A paragraph that runs over a page break stays one; its
    page and box are those of its first page.
    """
    if not lines:
        return []
    left = min(line.box.x0 for line in lines)
    right = max(line.box.x1 for line in lines)
    paragraphs: list[Paragraph] = []
    path: list[tuple[int, str]] = []
    group: list[Line] = []

    def flush() -> None:
        if group:
            first = [line.box for line in group if line.page_no == group[0].page_no]
            text = "".join(line.text for line in group)
            paragraphs.append(Paragraph(group[0].page_no, [heading for _, heading in path], text, _join(first)))
            group.clear()

    for line in lines:
        level = _level(line.text)
        indented = line.box.x0 > left + 1.2 * line.size
        short = bool(group) and group[-1].box.x1 < right - 4 * line.size
        if level is not None:
            flush()
            while path and path[-1][0] >= level:
                path.pop()
            path.append((level, re.sub(r"\s+", "", line.text)))
            continue
        if group and (short or (indented and not _continues_sentence(group[-1].text)) or is_word("note_start", line.text)):
            flush()
        group.append(line)
    flush()
    return paragraphs


def _continues_sentence(text: str) -> bool:
    return not squeeze(text).endswith(("。", ";", ":", "!", "?"))
