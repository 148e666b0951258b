"""The tables and the prose of a report that are read → what they say of the other tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from extract.exports.labels import GRAND, ZERO, value
from extract.exports.puzzle import OpenRow
from extract.exports.templates import Column
from extract.vocabulary import SEEDS, squeeze

if TYPE_CHECKING:
    from extract.exports.columns import Block, Recovered

CARRY = re.compile(r"结转|结余")
_SOURCES = ("superior_subsidy", "affiliate_remittance", "business_income", "service_income", "other_income")
_FIGURE = r"(-?\d[\d,]*(?:\.\d+)?)"
_CODE = re.compile(r"\[?(\d{3}|\d{5}|\d{7})\]?[-—]?(?!\d)")


# --- sources of income ------------------------------------------------------


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Words that name a fund or a source of income, most telling first (seeds funds and header_words)."""
    found: list[tuple[re.Pattern[str], str]] = []
    with (SEEDS / "vocabulary" / "funds.csv").open(encoding="utf-8", newline="") as file:
        found += [(re.compile(row["pattern"]), row["fund_code"]) for row in csv.DictReader(file)]
    with (SEEDS / "vocabulary" / "header_words.csv").open(encoding="utf-8", newline="") as file:
        found += [(re.compile(row["pattern"]), row["measure_code"]) for row in csv.DictReader(file) if row["measure_code"] in _SOURCES]
    return found


def source_of(text: str) -> str | None:
    """The fund or source of income that a head or line names."""
    squeezed = squeeze(text)
    found = next((code for pattern, code in _patterns() if pattern.search(squeezed)), None)
    return "unit_funds" if found is None and "单位资金" in squeezed else found


def _source_of_head(column: Column) -> str | None:
    return source_of(column.path[-1]) or source_of("/".join(column.path))


def source_key(head: Column) -> str:
    """The source of income that a column is of; ``carried`` for what comes from the year before, ``carried/`` for a fund of it."""
    source = _source_of_head(head) or ""
    if CARRY.search("".join(head.path)) and not re.search(r"非财政", head.path[-1]):
        return f"carried/{source}" if source else "carried"
    return source or ("fiscal_appropriation" if squeeze(head.path[-1]).startswith("财政拨款") else "")


# --- the store --------------------------------------------------------------


@dataclass
class Classes:
    """What a table of subjects prints, in its unit: its total, and for each class the total, 基本支出 and 项目支出."""

    step: Decimal = ZERO  # the smallest amount that the table prints
    total: Decimal | None = None
    amounts: dict[str, Decimal] = field(default_factory=dict)  # class → total
    parts: dict[tuple[str, str], Decimal] = field(default_factory=dict)  # class, 基本支出 or 项目支出 → amount
    rows: list[tuple[str, Decimal]] = field(default_factory=list)  # name and total of each subject, in order

    @property
    def is_whole(self) -> bool:
        """Whether the classes make up the total, but for rounding: then there are no others."""
        return self.total is not None and abs(sum(self.amounts.values(), ZERO) - self.total) <= self.step * len(self.amounts)

    def beside(self, *others: Classes) -> Classes:
        """These classes and those of other tables together, as far as they are known."""
        tables = [table for table in (self, *others) if table.is_whole]
        found = Classes(max((table.step for table in tables), default=ZERO))
        for table in tables:
            found.total = (found.total or ZERO) + (table.total or ZERO)
            found.rows += table.rows
            for code, amount in table.amounts.items():
                found.amounts[code] = found.amounts.get(code, ZERO) + amount
        return found

    def of(self, code: str) -> Decimal | None:
        """The total of a class; zero where there are only others, None where that is not known."""
        return self.amounts.get(code, ZERO if self.is_whole else None)


@dataclass
class Report:
    """What is known of a report so far."""

    prose: str = ""  # kept without white space
    classes: dict[str, Classes] = field(default_factory=dict)  # table code → its classes
    sources: dict[str, Decimal] = field(default_factory=dict)  # source of income → amount, the total under an empty key
    names: set[str] = field(default_factory=set)  # the names of subjects, squeezed
    trees: dict[tuple[str, ...], list[tuple[str, str]]] = field(default_factory=dict)  # names of the rows of a table → with their codes
    lines: dict[str, list[Decimal]] = field(default_factory=dict)  # source → what the summaries print for it; nothing printed: empty
    carry: list[Decimal] | None = None  # what they print as carried over from the year before
    carry_of: dict[str, list[Decimal]] = field(default_factory=dict)  # … by source, where they say so

    def __post_init__(self) -> None:
        self.prose = squeeze(self.prose)

    def of(self, table_code: str) -> Classes:
        """What a table prints for its classes; nothing where it is not read."""
        return self.classes.get(table_code, Classes())

    def add(self, table: Recovered) -> None:
        """Take in the rows of a table of subjects whose figures are certain."""
        if len(table.blocks) != 1 or not table.code:
            return
        block = table.blocks[0]
        again = False
        found = Classes(block.unit)
        for index, part in enumerate(block.parts):
            words = [squeeze(part.keys[column]) for column in sorted(part.keys) if part.keys[column]]
            row = block.problem.rows[index]
            certain = len(row.readings) == 1 and not part.doubt and index not in block.against
            if not certain or not row.figures or row.readings[0][0] != 0:
                continue
            amount = row.figures[0] * block.unit
            found_code = _CODE.match("".join(words))
            code = found_code[1] if found_code else ""
            if found_code:
                found.rows.append(("".join(words)[found_code.end() :], amount))
            if len(code) == 3:
                again |= code in found.amounts
                found.amounts[code] = found.amounts.get(code, ZERO) + amount
                for column, figure in zip(row.readings[0], row.figures, strict=True):
                    if key := _part_of(block.heads[column]):
                        found.parts[code, key] = found.parts.get((code, key), ZERO) + figure * block.unit
            is_total = bool(words) and GRAND.match(words[0]) is not None
            if words and not code and (is_total or words[0] in table.region.bodies):
                found.total = amount
            if (is_total or len(block.parts) == 1) and table.code.endswith("_income") and not self.sources:
                self._add_sources(block, row)
        if again and not found.is_whole:  # classes of several bodies, and of all of them together
            return
        self.names.update(name for name, _ in found.rows)
        if found.amounts or found.total is not None:
            self.classes.setdefault(table.code, found)

    def _add_sources(self, block: Block, row: OpenRow) -> None:
        """Take in the sources of income of a total; not those of which several columns print an amount, as one may be a part of another."""
        found: dict[str, list[Decimal]] = {"": []}
        for column, figure in zip(row.readings[0], row.figures, strict=True):
            key = "" if column == 0 else source_key(block.heads[column])
            if key or column == 0:
                found.setdefault(key, []).append(figure * block.unit)
        self.sources |= {key: amounts[0] for key, amounts in found.items() if amounts and not any(amounts[1:])}

    def add_summary(self, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Take in the income side of a summary table: label and figures of each line."""
        carried = False
        for label, figures in rows:
            numbers = [value(figure) for figure in figures if value(figure)]
            if CARRY.search(label):
                carried = True
                self.carry = [*(self.carry or []), *numbers]
                continue
            source = source_of(label)
            if source and not re.search(r"合计|总计", label):
                (self.carry_of if carried else self.lines).setdefault(source, []).extend(numbers)

    def is_blank(self, column: Column) -> bool:
        """Whether the summaries leave no money for a column: nothing came in, nothing was carried over."""
        path = "/".join(map(squeeze, column.path))
        if re.search(r"(上年|年初|以前年度).{0,8}(结转|结余)|结转", path) and "年末" not in path and "年终" not in path:
            return self.carry is not None and not self.carry
        source = _source_of_head(column)
        if source == "unit_funds":
            return self.carry == [] and all(self.lines.get(other) == [] for other in _SOURCES)
        return source is not None and self.lines.get(source) == [] and (not self.carry or self.carry_of.get(source) == [])

    def amount(self, column: Column) -> Decimal | None:
        """What the summaries print for the source of a column of income; None where they print nothing or several numbers."""
        printed = self.carry_of if CARRY.search("".join(map(squeeze, column.path))) else self.lines
        found = set(printed.get(_source_of_head(column) or "", []))
        return found.pop() if len(found) == 1 else None

    def states(self, column: Column, amount: Decimal, scale: int) -> bool:
        """Whether the prose gives this amount under the name of this column."""
        name = next((word for word in reversed(column.path) if not re.fullmatch(r"小计|合计|金额|预算数|决算数", squeeze(word))), "")
        return bool(name) and self._says(_name_pattern(name), amount, scale)

    def tells(self, name: str, amount: Decimal, scale: int, exactly: bool = False) -> bool:
        """Whether the prose gives this amount behind this name, word for word; rounded, unless ``exactly``."""
        return self._says(re.escape(squeeze(name)), amount, scale, exactly)

    def _says(self, pattern: str, amount: Decimal, scale: int, exactly: bool = False) -> bool:
        for number, unit in re.findall(pattern + r"[^0-9。;,、及和与]{0,12}" + _FIGURE + r"(万元|元)", self.prose):
            said = value(number) * (10_000 if unit == "万元" else 1)
            step = Decimal(10_000 if unit == "万元" else 1) / 10 ** len(number.partition(".")[2])
            if abs(said - amount * scale) <= (step / 2 if scale < step and not exactly else 0):
                return True
        return False


def _part_of(head: Column) -> str:
    """基本支出 or 项目支出, where a column is the total of these."""
    words = [squeeze(word) for word in head.path]
    named = next((part for part in ("基本支出", "项目支出") if part in words), "")
    return named if named and (words[-1] == named or words[-1] in ("小计", "合计")) else ""


def _name_pattern(name: str) -> str:
    """A head as prose may word it."""
    whole = re.sub(r"\(.*?\)", "", squeeze(name))
    bare = re.sub(r"(支出|收入|经费|费用?)?$", "", whole)
    escaped = re.escape(bare if len(bare) > 2 else whole or squeeze(name))
    return re.sub(r"运行(维护)?", "运行(?:维护)?", escaped)
