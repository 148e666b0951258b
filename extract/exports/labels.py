"""Words → what they are: a figure, a code, a total, the mark of a line, the name of a subject."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract.numerals import NUMERAL, NUMERAL_TO_29, number_of
from extract.vocabulary import SEEDS, squeeze

# --- figures and codes ------------------------------------------------------

ZERO = Decimal(0)
_FIGURE = re.compile(r"[-−–]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_CODE = re.compile(r"\d{3}(\d{2}){0,3}|\d{3,}[A-Z]\d{6,}|\d{6}")


def plain(text: str) -> str:
    """NFKC form, white space kept."""
    return unicodedata.normalize("NFKC", text)


def is_figure(text: str) -> bool:
    """Whether a word is a number: 1,045.74, 3, -0.5."""
    return _FIGURE.fullmatch(plain(text)) is not None


def has_decimals(text: str) -> bool:
    return is_figure(text) and "." in text


def value(text: str) -> Decimal:
    """The number that a figure prints."""
    return Decimal(re.sub(r"[−–]", "-", plain(text)).replace(",", ""))


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


def is_code(text: str) -> bool:
    """Whether a word may be a classification, unit or project code."""
    return _CODE.fullmatch(plain(text)) is not None


WHOLE = 5  # shorter names stand somewhere in every report

# Totals, by what they are of. Labels are squeezed.
GRAND = re.compile(r"^(合计|总计)$")  # of a table
TOTAL = re.compile(r"^(小计|(收入|支出)?(合计|总计)|本年(收入|支出)合计|.{2,8}(经费|支出|收入)(合计|总计))$")  # of anything
TABLE_TOTAL = re.compile(r"^(收入|支出)?(合计|总计)$")
SIDE_TOTAL = re.compile(r"^(总计|.{0,4}(收入|支出)(总计|合计|总额))$")  # of a side of a summary
SUMMARY_END = re.compile(r"(收入|支出)(总计|总额)$|^总计$")  # … and its last line
YEAR_TOTAL = re.compile(r"^[本当]年(收入|支出)(合计|小计)$")
YEAR_LINE = re.compile(r"^本年(收入|支出)(合计|总计)?$|^[一二]、本年(收入|支出)$")
COLUMN_TOTAL = re.compile(r"(合计|总计|小计|总额|总数)$")  # a head
ENDS_TOTAL = re.compile(r"(合计|总计)$")
PIECE_OF_TOTAL = re.compile(r"^(小计|合计|总计)$")  # a total, or the end of its name


# --- numbered lines ---------------------------------------------------------

OF_WHICH, CHINESE_IN_BRACKETS, IN_BRACKETS, CHINESE, PLAIN = range(5)  # 其中: （一） (1) 一、 1.
_CHINESE = f"{NUMERAL_TO_29}{{1,3}}"
NUMBER = rf"[(]({_CHINESE})[)、.]|[(](\d{{1,2}})[)]|({_CHINESE})[)、.]|(\d{{1,2}})[、.)](?!\d)"
_MARK = re.compile(rf"(其中):?|{NUMBER}")
_NUMBERS = re.compile(rf"^(?:其中:?)?(?:{NUMBER})+")
PART = re.compile(rf"^第{NUMERAL}+部分")  # of a report
SECTION = re.compile(rf"^{NUMERAL}{{1,3}}、")


class Mark(NamedTuple):
    """How a line is numbered, and its number; 0 of 其中."""

    kind: int
    number: int


def mark_of(label: str) -> Mark | None:
    """The mark that a label begins with."""
    found = _MARK.match(squeeze(label))
    if found is None:
        return None
    kind, text = next((kind, text) for kind, text in enumerate(found.groups()) if text)
    return Mark(kind, 0 if kind == OF_WHICH else int(text) if text.isdigit() else number_of(text))


def chinese_mark(label: str) -> Mark | None:
    """The mark of a line that is numbered in Chinese: 一、 or （一）."""
    mark = mark_of(label)
    return mark if mark is not None and mark.kind in (CHINESE, CHINESE_IN_BRACKETS) else None


def is_numbered(label: str) -> bool:
    """Whether a label begins with the mark of a line: 一、 （一） 1. 其中: (column numbers stand in brackets too)."""
    mark = mark_of(label)
    return mark is not None and mark.kind != IN_BRACKETS and (mark.kind != OF_WHICH or squeeze(label).startswith("其中:"))


def without_marks(label: str) -> str:
    """A label without the numbers before its name."""
    return _NUMBERS.sub("", squeeze(label))


def is_mark(label: str) -> bool:
    """Whether a label is nothing but the mark of a line."""
    return is_numbered(label) and without_marks(label) in ("", "其中:")


# --- lines of the accounts --------------------------------------------------


@cache
def _line_words() -> list[tuple[str, re.Pattern[str]]]:
    with (SEEDS / "vocabulary" / "line_items.csv").open(encoding="utf-8", newline="") as file:
        return [(row["side"], re.compile(row["pattern"])) for row in csv.DictReader(file) if not row["under_line_code"]]


def line_sides(label: str) -> set[str]:
    """On which side of the accounts lines of this name stand; empty for other words, and for (1), which is a part of a line."""
    mark = mark_of(label)
    bare = squeeze(label) if mark is not None and mark.kind == IN_BRACKETS else without_marks(label)
    return {side for side, pattern in _line_words() if pattern.search(bare)}


def is_official(label: str) -> bool:
    """Whether a label is a total, a line of the accounts or the name of a subject, whole."""
    bare = re.sub(r"^(\[\d+\]|\d{3,7}-?)", "", label)
    return TOTAL.match(label) is not None or bare in known_codes() or bool(line_sides(label)) or is_figure(label)


# --- subjects ---------------------------------------------------------------

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
