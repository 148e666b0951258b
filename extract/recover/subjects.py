"""The names of subjects of the classifications, as tables print them."""

from __future__ import annotations

import csv
import re
from functools import cache

from extract.vocabulary import SEEDS, squeeze

PREFIX = re.compile(r"^\[?(\d{3,7})\]?[-—]?(?=[^\d\W])")  # a code before a name


@cache
def codes_by_name() -> dict[str, tuple[str, ...]]:
    """The codes of each name: functional, and economic of departments."""
    found: dict[str, set[str]] = {}
    for file in ("function_subject", "economic_subject"):
        with (SEEDS / "classifications" / f"{file}.csv").open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                if row.get("classification", "department") == "department":
                    found.setdefault(squeeze(row["name_zh"]), set()).add(row["code"])
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def class_codes(name: str) -> tuple[str, ...]:
    """The codes that a subject of this name may have."""
    return codes_by_name().get(name, ())
