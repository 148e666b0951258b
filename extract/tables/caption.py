"""The lines around a grid: title, printed number, unit line, owner, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.document import Line
from extract.vocabulary import is_word, patterns, squeeze

CAPTION_REACH = 90.0  # a caption line stands at most this far above its grid or the next caption line
SENTENCE = 64  # longer lines are running text


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


def _strip_label(title: str) -> tuple[str, str]:
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
    the lines no longer belong to the grid.
    """
    caption = Caption()
    titles: list[Line] = []
    edge = top
    for line in sorted(lines, key=lambda entry: (-entry.box.bottom, entry.box.x0)):
        if edge - line.box.bottom > CAPTION_REACH:
            break
        text = line.text
        if is_word("unit_line", text):
            caption.unit_text = caption.unit_text or text
        elif is_word("table_label", text):
            caption.label = caption.label or squeeze(text)
        elif is_word("owner_line", text):
            tail = patterns("unit_tail").search(squeeze(text))
            if tail:
                caption.unit_text = caption.unit_text or tail.group(0)
                text = squeeze(text)[: tail.start()]
            caption.owner_text = caption.owner_text or text
        elif is_word("year_line", text):
            pass
        elif is_word("note_start", text) or is_sentence(text) or is_word("page_number", text):
            if titles or not is_word("page_number", text):
                break
        elif not titles:
            titles.append(line)
        elif _is_broken_title(line, titles[0]):
            titles.insert(0, line)
        else:
            break
        caption.used.append(line)
        edge = line.box.top
    if titles:
        text = "".join(squeeze(line.text) for line in titles)
        tail = patterns("unit_tail").search(text)
        if tail and tail.start():
            caption.unit_text, text = caption.unit_text or tail.group(0), text[: tail.start()]
        label, caption.title = _strip_label(text)
        caption.label = caption.label or label
    return caption


def _is_broken_title(line: Line, below: Line) -> bool:
    """Whether ``line`` is the first half of the title whose second half is ``below``."""
    if line.box.bottom < below.box.top - 1.5 * below.size or abs(line.size - below.size) > 1.5:
        return False
    return is_word("title_tail", below.text) and not re.search(r"表$", squeeze(line.text)) or (
        squeeze(below.text).startswith(("(", "[")) and is_word("title_end", line.text)
    )


def read_notes(lines: list[Line], bottom: float) -> list[Line]:
    """The note lines under a grid that ends at ``bottom``: from the first line that starts a note
    to the line before the next caption or heading."""
    notes: list[Line] = []
    for line in sorted(lines, key=lambda entry: (entry.box.top, entry.box.x0)):
        if line.box.top < bottom - 2:
            continue
        if is_word("note_start", line.text):
            notes.append(line)
        elif not notes or is_word("page_number", line.text):
            if not is_word("page_number", line.text):
                break
        elif is_word("table_label", line.text) or is_word("unit_line", line.text) or is_word("heading", line.text):
            break
        elif is_word("title_end", line.text) and not is_sentence(line.text):
            break
        else:
            notes.append(line)
    return notes
