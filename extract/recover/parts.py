"""What one block of a table prints in one row, and words that rows are told by."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cache

from extract.recover.lines import Piece, TextLine
from extract.vocabulary import SEEDS, squeeze

ORDINAL = re.compile(r"^([(]?)([一二三四五六七八九十廿]{1,3})[)、.]|^(其中)[:：]|^[0-9]{1,2}[、.](?![0-9])")
GRAND = re.compile(r"^(合计|总计)$")
TOTAL = re.compile(r"^(合计|总计|小计|收入总计|支出总计|收入合计|支出合计|本年收入合计|本年支出合计|.{2,8}(经费|支出|收入)(合计|总计))$")


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


@cache
def _line_words() -> list[tuple[str, re.Pattern[str]]]:
    with (SEEDS / "vocabulary" / "line_items.csv").open(encoding="utf-8", newline="") as file:
        return [(row["side"], re.compile(row["pattern"])) for row in csv.DictReader(file) if not row["under_line_code"]]


def line_sides(label: str) -> set[str]:
    """On which side of the accounts lines of this name stand; empty for other words."""
    bare = re.sub(r"^(其中:?)?([(]?[一二三四五六七八九十廿]+[)、.]+|[0-9]+[、.)])+", "", squeeze(label))
    return {side for side, pattern in _line_words() if pattern.search(bare)}


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
