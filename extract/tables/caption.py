"""The lines around a grid: title, printed number, unit line, owner, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.document import Box, Line
from extract.numerals import DIGITS, NUMERAL
from extract.vocabulary import is_word, patterns, squeeze

CAPTION_REACH = 90.0  # a caption line stands at most this far above its grid or the next caption line
SENTENCE = 64  # longer lines are running text
LISTED = 3  # so many titles under each other are a list of them
LIST_LEADING = 5.5  # and stand at most this many times their size apart
_NUMBERED = re.compile(rf"[^0-9{DIGITS}十]*([0-9]+|{NUMERAL}+)[^0-9一-龥]?")


@dataclass(slots=True)
class Caption:
    """What the lines above a grid say of it; ``used`` are those lines."""

    title: str = ""
    label: str = ""
    unit_text: str = ""
    owner_text: str = ""
    used: list[Line] = field(default_factory=list)


def is_sentence(text: str) -> bool:
    """Whether a line reads as running text rather than as a caption."""
    squeezed = squeeze(text)
    return len(squeezed) > SENTENCE or squeezed.endswith(("。", ";", ",", "、")) or ("。" in squeezed and len(squeezed) > 30)


def is_heading(text: str) -> bool:
    """Whether a line is a heading: numbered, short, and not the beginning of a sentence (``（七）“三公”经费：是…``)."""
    squeezed = squeeze(text)
    return is_word("heading", text) and not is_sentence(text) and not re.search(r"[。;,:](?!$)", squeezed)


def join_broken_units(lines: list[Line]) -> list[Line]:
    """Lines of a page, where a unit line that is broken over two of them (单位：万 | 元) is one again."""
    kept: list[Line] = []
    for line in lines:
        upper = kept[-1] if kept else None
        if (
            upper is not None
            and is_word("unit_rest", line.text)
            and is_word("unit_cut", upper.text)
            and line.box.top - upper.box.bottom < 1.5 * line.size
            and line.box.x0 < upper.box.x1 + line.size
            and line.box.x1 > upper.box.x0 - line.size
        ):
            left, top, right, bottom = upper.box
            box = Box(min(left, line.box.x0), top, max(right, line.box.x1), max(bottom, line.box.bottom))
            kept[-1] = Line(upper.page_no, upper.text + line.text, box, upper.size)
        else:
            kept.append(line)
    return kept


def split_unit(text: str) -> tuple[str, str]:
    """A text without the unit line printed at its end, squeezed, and that unit line; the text as it is where there is none."""
    squeezed = squeeze(text)
    tail = patterns("unit_tail").search(squeezed)
    if tail is None or not tail.start():
        return text, ""
    return squeezed[: tail.start()].rstrip("(["), tail.group(0)


def strip_label(title: str) -> tuple[str, str]:
    """Split a printed table number off a title: (label, title)."""
    for kind in ("label_prefix", "label_suffix"):
        found = patterns(kind).search(squeeze(title))
        if found:
            label = found.group(0)
            rest = squeeze(title).replace(label, "", 1)
            if rest:
                return label.strip("()：:.、"), rest
    return "", title


def read_caption(lines: list[Line], top: float) -> Caption:
    """Read the caption of a grid that starts at ``top`` from the lines above it, nearest first.

    Stops at running text, at a note of the table before, and where a gap shows that
    the lines no longer belong to the grid. A sentence that introduces the grid
    (``…包括：``) serves as its title.
    """
    caption = Caption()
    titles: list[Line] = []
    edge = top
    for line in sorted(lines, key=lambda entry: (-entry.box.bottom, entry.box.x0)):
        if edge - line.box.bottom > CAPTION_REACH:
            break
        text = line.text
        if is_word("unit_line", text) or is_word("unit_alone", text):
            caption.unit_text = caption.unit_text or text
        elif is_word("table_label", text):
            caption.label = caption.label or squeeze(text)
        elif is_word("owner_line", text):
            text, unit = split_unit(text)
            caption.unit_text = caption.unit_text or unit
            caption.owner_text = caption.owner_text or text
        elif is_word("year_line", text):
            pass
        elif is_word("unit_rest", text):  # 元 alone may be what is left of 万元: no title, and no unit either
            continue
        elif titles and _is_broken_title(line, titles):
            titles.insert(0, line)
        elif is_word("note_start", text) or is_sentence(text) or is_word("page_number", text):
            if titles or not is_word("page_number", text):
                break
        elif not titles:
            titles.append(line)
        elif not caption.owner_text and _is_name_under_title(line, titles):
            caption.owner_text = titles[0].text
            titles = [line]
        else:
            break
        caption.used.append(line)
        edge = line.box.top
    if titles and _is_listed(titles[0], lines):
        caption.used = [line for line in caption.used if line not in titles]
        titles = []
    if titles:
        text = "".join(squeeze(line.text) for line in titles)
        text = text[text.rfind("。") + 1 :]
        text, unit = split_unit(text)
        caption.unit_text = caption.unit_text or unit
        label, caption.title = strip_label(text)
        caption.label = caption.label or label
    return caption


def is_title(title: str) -> bool:
    """Whether a caption's title says by itself that a table follows."""
    return is_word("title_end", title) or title.endswith(":")


def _is_broken_title(line: Line, titles: list[Line]) -> bool:
    """Whether ``line`` is the first part of the title whose rest is ``titles``."""
    below, upper, lower = titles[0], squeeze(line.text), squeeze(titles[0].text)
    if line.box.bottom < below.box.top - 1.5 * below.size or abs(line.size - below.size) > 1.5:
        return False
    if squeeze(titles[-1].text).endswith(":"):  # a sentence: its lines go up to the one that is indented
        starts_here = below.box.x0 > line.box.x0 + 0.5 * below.size
        return not starts_here and not upper.endswith(("。", ":", ";")) and not is_heading(line.text)
    if is_word("title_end", lower) and upper.endswith(("、", "(", "“", "及", "和", "与")):
        return True
    if lower.startswith(("(", "[")) and is_word("title_end", upper):
        return True
    return is_word("title_tail", lower) and not upper.endswith("表") and not is_sentence(upper)


def _is_name_under_title(line: Line, titles: list[Line]) -> bool:
    """Whether what looks like the title is the body (``507-湖州市…``), between the table and its title ``line``; 目录 is a title."""
    lower = squeeze(titles[0].text)
    if (
        len(titles) > 1
        or len(re.findall("[一-龥]", lower)) < 4
        or is_word("title_end", lower)
        or is_word("title_word", lower)
        or is_heading(lower)
        or lower.endswith(":")
    ):
        return False
    upper = squeeze(split_unit(line.text)[0])
    return is_word("title_end", upper) and not is_sentence(upper) and is_word("title_word", upper)


def _is_listed(title: Line, lines: list[Line]) -> bool:
    """Whether a title is one of a list of titles: the table of contents, which is not about the table that follows it."""
    above = [line for line in lines if line.box.bottom <= title.box.top + 1 and not is_word("page_number", line.text)]
    if not above or not is_word("line_item", title.text):
        return False
    nearest = max(above, key=lambda line: line.box.bottom)
    return is_word("line_item", nearest.text) and is_word("title_end", nearest.text) and not is_sentence(nearest.text)


def listed_titles(lines: Sequence[Line]) -> set[int]:
    """The lines (by identity) that make a list of titles, numbered in one way, one under another: contents, which name tables and head none
    of them."""
    listed: set[int] = set()
    run: list[Line] = []
    for line in lines:
        entry = is_word("list_entry", line.text)
        if not entry or (run and (not _stands_under(line, run[-1]) or _numbering(line.text) != _numbering(run[-1].text))):
            run = []
        if entry:
            run.append(line)
        if len(run) >= LISTED:
            listed.update(id(one) for one in run)
    return listed


def _numbering(text: str) -> str:
    """How an entry of a list is numbered: the signs around its number, and which kind of number it is."""
    found = _NUMBERED.match(squeeze(text))
    return re.sub(f"{NUMERAL}+", "一", re.sub("[0-9]+", "1", found.group())) if found else ""


def _stands_under(line: Line, above: Line) -> bool:
    return line.page_no == above.page_no and 0 <= line.box.top - above.box.bottom < LIST_LEADING * line.size


def _begins_caption(text: str) -> bool:
    """Whether a line below a table belongs to what comes next."""
    if any(is_word(kind, text) for kind in ("table_label", "unit_line", "heading")):
        return True
    return is_word("title_end", text) and not is_sentence(text)


def read_notes(lines: list[Line], bottom: float) -> list[Line]:
    """The note lines under a grid that ends at ``bottom``: from the first line that starts a note
    to the line before the next caption or heading."""
    notes: list[Line] = []
    for line in sorted(lines, key=lambda entry: (entry.box.top, entry.box.x0)):
        if line.box.top < bottom - 2 or is_word("page_number", line.text):
            continue
        if is_word("note_start", line.text):
            notes.append(line)
        elif not notes or _begins_caption(line.text):
            break
        else:
            notes.append(line)
    return notes
