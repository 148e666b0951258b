"""The sums that the heads of a table promise: 合计 = 基本支出/小计 + 项目支出 …"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.recover.forms import Column
from extract.recover.labels import COLUMN_TOTAL, TABLE_TOTAL, YEAR_LINE, chinese_mark
from extract.vocabulary import SEEDS, squeeze


@dataclass(frozen=True)
class Sum:
    """``total`` is the sum of ``parts``: columns, each with its sign."""

    total: int
    parts: tuple[tuple[int, int], ...]
    text: str = ""

    def off(self, vector: Sequence[int]) -> int:
        """By how much a row misses this sum."""
        return abs(vector[self.total] - sum(sign * vector[column] for sign, column in self.parts))


@dataclass
class Link:
    """In every column, row ``parent`` is the sum of the rows ``children``."""

    parent: int
    children: list[int]


@cache
def _measures() -> list[tuple[re.Pattern[str], str, str]]:
    """The rules of header_words that tell of-which columns and counts from parts of a sum."""
    with (SEEDS / "vocabulary" / "header_words.csv").open(encoding="utf-8", newline="") as file:
        return [
            (re.compile(row["pattern"]), row["matched_on"], row["measure_code"])
            for row in csv.DictReader(file)
            if row["measure_code"] in ("of_which", "meeting", "training", "operating_budget", "administrative")
        ]


def _counts(path: tuple[str, ...], beside: Sequence[str]) -> bool:
    """Whether a column is a part of the total beside it; 会议费 is none where the others are the three public expenses."""
    words = [squeeze(word) for word in path]
    joined = "/".join(words)
    three_public = any("出国" in word for word in beside)
    for pattern, matched, measure in _measures():
        if (measure == "of_which" or three_public) and pattern.search(words[-1] if matched == "leaf" else joined):
            return False
    return not any(re.match(r"其中:?$", word) for word in words[:-1]) or bool(re.search(r"其中:?/(基本|项目)支出$", joined))


def _turned(column: Column) -> Column:
    """A column whose innermost head says the phase (合计/预算数) as if it stood outermost."""
    if len(column.path) > 1 and squeeze(column.path[-1]) in ("预算数", "决算数"):
        return Column(column.role, (column.path[-1], *column.path[:-1]))
    return column


def _repeats_leaves(columns: Sequence[Column]) -> bool:
    """Whether every head has the same columns below it (总计/一般公共预算, 公务接待费/一般公共预算 …): each of these adds up by itself."""
    leaves: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for column in columns:
        leaves[column.path[:-1]].append(column.path[-1])
    sets = list(leaves.values())
    totals = any(COLUMN_TOTAL.search(squeeze(leaf)) for leaf in sets[0]) if sets else True
    return len(sets) > 1 and () not in leaves and len(sets[0]) > 1 and not totals and all(one == sets[0] for one in sets)


def row_sums(columns: Sequence[Column]) -> list[Sum]:
    """The sums across a row of these value columns, read from their heads.

    Under each head, a column called 合计, 小计 … is the sum of the others there; a head
    with columns of its own counts with its total, or with all of them where it has none.
    """
    found: list[Sum] = []
    columns = [_turned(column) for column in columns]
    if _repeats_leaves(columns):
        columns = [Column(column.role, (column.path[-1], *column.path[:-1])) for column in columns]

    def visit(prefix: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        """The columns that stand for everything under ``prefix`` in a sum."""
        names: list[str] = []
        for column in columns:
            if column.path[: len(prefix)] == prefix and len(column.path) > len(prefix) and column.path[len(prefix)] not in names:
                names.append(column.path[len(prefix)])
        totals: list[int] = []
        parts: list[tuple[int, int]] = []
        for name in names:
            below = (*prefix, name)
            here = [i for i, column in enumerate(columns) if column.path == below and column.role == "value"]
            deeper = any(len(column.path) > len(below) and column.path[: len(below)] == below for column in columns)
            if deeper:
                terms = visit(below)
                if all(_counts(columns[index].path, names) for _, index in terms):
                    parts.extend(terms)
            elif here and COLUMN_TOTAL.search(squeeze(name)):
                totals.extend(here)
            elif here and _counts(below, names):
                parts.extend((1, index) for index in here)
        if len(totals) == 1 and parts:
            found.append(Sum(totals[0], tuple(parts), " + ".join("/".join(columns[i].path) for _, i in parts)))
            return ((1, totals[0]),)
        if totals:
            return tuple((1, index) for index in totals[:1])
        return tuple(parts)

    visit(())
    return found + _balances(columns)


def row_links(labels: Sequence[str], keys: Sequence[str]) -> list[Link]:
    """How rows add up, by their labels and the classification codes that they print: codes by their
    prefixes and all to the grand total; without columns of codes (no ``keys``) lines to the total of the year."""
    children: dict[int, list[int]] = defaultdict(list)
    if keys:
        open_rows: list[int] = []
        roots: list[int] = []
        for index, key in enumerate(keys):
            if not re.fullmatch(r"[0-9A-Z]+", key):
                continue
            while open_rows and not (key.startswith(keys[open_rows[-1]]) and key != keys[open_rows[-1]]):
                open_rows.pop()
            if open_rows:
                children[open_rows[-1]].append(index)
            else:
                roots.append(index)
            open_rows.append(index)
        totals = [index for index, label in enumerate(labels) if TABLE_TOTAL.match(label)]
        if len(totals) == 1 and roots:
            children[totals[0]] = roots
    else:
        years = [index for index, label in enumerate(labels) if YEAR_LINE.match(label)]
        grand = [index for index, label in enumerate(labels) if TABLE_TOTAL.match(label)]
        total = years[0] if len(years) == 1 else grand[0] if len(grand) == 1 and not years else None
        lines = [index for index, label in enumerate(labels) if chinese_mark(label) and index != total]
        if total is not None and lines:
            children[total] = lines
    return [Link(parent, rows) for parent, rows in children.items()]


def _balances(columns: Sequence[Column]) -> list[Sum]:
    """年末结转 = 年初结转 + 本年收入 − 本年支出, where a table has all four."""

    def only(pattern: str) -> int | None:
        at = [i for i, column in enumerate(columns) if re.search(pattern, "/".join(map(squeeze, column.path)))]
        return at[0] if len(at) == 1 else None

    closing, opening = only(r"^(年末|年终).{0,3}结转(和|及)?结余$"), only(r"^(年初|上年).{0,3}结转(和|及)?结余$")
    income, spent = only(r"^本年收入(/?(合计|小计))?$"), only(r"^本年支出(/?(合计|小计))?$")
    if closing is None or opening is None or income is None or spent is None:
        return []
    return [Sum(closing, ((1, opening), (1, income), (-1, spent)), "年初结转 + 本年收入 - 本年支出")]
