"""What one block of a table prints in one row."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.recover.lines import Piece, TextLine


@dataclass
class Part:
    """What one block prints in one row: keys by column of the form, figures in order."""

    block: int
    keys: dict[int, str] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    places: list[int] | None = None  # the column of each figure, where the export keeps places
    gaps: list[int] | None = None  # for each figure, and after the last: how many spaces before it
    spots: list[Piece] | None = None  # where on its line each figure stands
    lines: list[TextLine] = field(default_factory=list)
    torn: bool = False  # label and figures stood apart
    doubt: str = ""  # what speaks against the row


@dataclass
class PrintedRow:
    """One row of a table over all its blocks."""

    parts: list[Part]
    line: TextLine


def join_words(words: list[str]) -> str:
    """Words of one label; Chinese needs no space between them."""
    return "".join(words)


def spaces_before(line: TextLine, figures: list[Piece]) -> list[int] | None:
    """How many spaces stand before each of the figures at the end of a line, and behind the last."""
    if line.merged is not None or not figures:
        return None
    gaps = []
    for figure in figures:
        head = line.text[: figure.start]
        gaps.append(len(head) - len(head.rstrip(" ")))
    tail = line.text[figures[-1].end :]
    return [*gaps, len(tail) if not tail.strip(" ") else -1]
