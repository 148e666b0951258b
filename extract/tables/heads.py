"""Whether rows at the top of a grid are heads of their own, by the words of ``seeds/vocabulary/header_words.csv``."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache

from extract.vocabulary import SEEDS, squeeze

KEYS = ("label", "subject_code", "unit_code", "unit_name", "project_code", "catalogue_code", "line_no")  # what names a row


@cache
def _patterns(*roles: str) -> re.Pattern[str]:
    """The words over columns of some roles, or over any, as one expression."""
    with (SEEDS / "vocabulary" / "header_words.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] in roles or not roles]
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows))


def are_heads(texts: Iterable[str]) -> bool:
    """Whether the texts of some rows are heads: one of them names codes or labels, or all of several are words that stand over columns.

    A row of a body has a label and may have no figure; it has no `科目编码`, and its cells do not all read as heads.
    """
    squeezed = [text for text in map(squeeze, texts) if text]
    if len(squeezed) < 2:
        return False
    if any(_patterns(*KEYS).search(text) for text in squeezed):
        return True
    return len(squeezed) > 2 and all(_patterns().search(text) for text in squeezed)
