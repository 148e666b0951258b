"""The words by which layout is read, from ``seeds/vocabulary/layout_words.csv``.

Patterns are matched against text squeezed by :func:`squeeze` and so are written in
NFKC form: half-width brackets, colons and digits. They use the syntax that
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


@lru_cache(KEPT)
def squeeze(text: str) -> str:
    """NFKC form without any white space: the form in which printed words are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


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
