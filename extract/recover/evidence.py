"""What the rest of a report says of a table: blank lines of its summaries, figures named in its prose."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from extract.recover.forms import Column
from extract.recover.numbers import value
from extract.vocabulary import SEEDS, squeeze

_SOURCES = ("superior_subsidy", "affiliate_remittance", "business_income", "service_income", "other_income")
CARRY = re.compile(r"结转|结余")
_FIGURE = r"(-?\d[\d,]*(?:\.\d+)?)"


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
    """Which fund or source of income a head or line names."""
    squeezed = squeeze(text)
    found = next((code for pattern, code in _patterns() if pattern.search(squeezed)), None)
    return "unit_funds" if found is None and "单位资金" in squeezed else found


class Facts:
    """What is known of a report beside the table at hand."""

    def __init__(self, prose: str) -> None:
        self.prose = squeeze(prose)
        self.lines: dict[str, list[Decimal]] = {}  # source → what the summaries print for it; nothing printed: empty
        self.carry: list[Decimal] | None = None  # what they print as carried over from the year before
        self.carry_of: dict[str, list[Decimal]] = {}  # … by source, where they say so

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
        source = source_of(column.path[-1]) or source_of(path)
        if source == "unit_funds":
            return self.carry == [] and all(self.lines.get(other) == [] for other in _SOURCES)
        return source is not None and self.lines.get(source) == [] and (not self.carry or self.carry_of.get(source) == [])

    def amount(self, column: Column) -> Decimal | None:
        """What the summaries print for the source of a column of income; None where they print nothing or several numbers."""
        path = "/".join(map(squeeze, column.path))
        source = source_of(column.path[-1]) or source_of(path)
        found = set((self.carry_of if CARRY.search(path) else self.lines).get(source or "", []))
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


def _name_pattern(name: str) -> str:
    """A head as prose may word it."""
    whole = re.sub(r"\(.*?\)", "", squeeze(name))
    bare = re.sub(r"(支出|收入|经费|费用?)?$", "", whole)
    escaped = re.escape(bare if len(bare) > 2 else whole or squeeze(name))
    return re.sub(r"运行(维护)?", "运行(?:维护)?", escaped)
