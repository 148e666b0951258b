"""The names of subjects of the classifications, as tables print them."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache

from extract.vocabulary import SEEDS, squeeze

PREFIX = re.compile(r"^\[?(\d{3,7})\]?[-—]?(?=[^\d\W])")  # a code before a name


@cache
def _subjects() -> tuple[tuple[str, str, bool], ...]:
    """Name, code, and whether it is of the departments' classifications: functional, or economic of departments."""
    found: list[tuple[str, str, bool]] = []
    for file in ("function_subject", "economic_subject"):
        with (SEEDS / "classifications" / f"{file}.csv").open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                found.append((squeeze(row["name_zh"]), row["code"], row.get("classification", "department") == "department"))
    return tuple(found)


@cache
def known_codes() -> dict[str, set[str]]:
    """The official codes, functional and economic of departments and of the government, by name."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, code, _ in _subjects():
        found[name].add(code)
    return dict(found)


@cache
def codes_by_name() -> dict[str, tuple[str, ...]]:
    """The codes of each name: functional, and economic of departments."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, code, of_departments in _subjects():
        if of_departments:
            found[name].add(code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def class_codes(name: str) -> tuple[str, ...]:
    """The codes that a subject of this name may have."""
    return codes_by_name().get(name, ())


@cache
def _names_by_code() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, code, _ in _subjects():
        found[code].add(name)
    return {code: frozenset(names) for code, names in found.items()}


def names_of_code(code: str) -> frozenset[str]:
    """The official names of a code; none for one that is local."""
    return _names_by_code().get(code, frozenset())
