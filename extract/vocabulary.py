"""The words by which layout is read, from ``seeds/vocabulary/layout_words.csv``.

Patterns are matched against text squeezed by :func:`squeeze` and so are written with
half-width brackets, colons and digits. They use the syntax that
Python and DuckDB share (no look-around, no back-references), so that models and
extractors read one list.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


KEPT = 1 << 12  # words are asked after again and again: the last ones are remembered


# What squeezing makes common: signs of lists (Ⅱ, ⑴, ⒈, ㈠), radicals and compatibility ideographs, small, vertical and full-width forms.
# Signs that are no digits stay (①, ², ½, ㎡): they would join the figure beside them.
FOLDED = (
    (0x2160, 0x216B), (0x2474, 0x249B), (0x2E80, 0x2FDF), (0x3220, 0x3229), (0xF900, 0xFAFF), (0xFE31, 0xFE6F), (0xFF01, 0xFF5E),
    (0xFFE5, 0xFFE5),
)  # fmt: skip
SPACES = "\t\n\v\f\r \x85\xa0\xad\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200E)))


@cache
def _squeezed() -> dict[int, str | None]:
    """What each character becomes; macros/squeeze.sql lists the same, and a test holds the two against each other."""
    folded: dict[int, str | None] = {
        code: "".join(unicodedata.normalize("NFKC", chr(code)).split()) for first, last in FOLDED for code in range(first, last + 1)
    }
    return folded | dict.fromkeys(map(ord, SPACES))


@lru_cache(KEPT)
def squeeze(text: str) -> str:
    """The form in which printed words are compared: no white space, half-width, common characters."""
    return text.translate(_squeezed())


@cache
def patterns(kind: str) -> re.Pattern[str]:
    """All patterns of one kind as one expression; raises KeyError for an unknown kind."""
    with (SEEDS / "vocabulary" / "layout_words.csv").open(encoding="utf-8", newline="") as file:
        found = [row["pattern"] for row in csv.DictReader(file) if row["kind"] == kind]
    if not found:
        raise KeyError(f"no layout words of kind {kind!r}")
    return re.compile("|".join(f"(?:{pattern})" for pattern in found))


@lru_cache(KEPT)
def is_word(kind: str, text: str) -> bool:
    """Whether ``text``, squeezed, reads as a layout word of ``kind``."""
    return patterns(kind).search(squeeze(text)) is not None
