"""What the tables of a report that are read print for classes of expenditure and sources of income: summaries print it again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extract.recover import puzzle
from extract.recover.blocks import Block, Recovered
from extract.recover.evidence import CARRY, source_of
from extract.recover.forms import Column
from extract.recover.labels import GRAND
from extract.recover.numbers import ZERO
from extract.vocabulary import squeeze

_CODE = re.compile(r"\[?(\d{3}|\d{5}|\d{7})\]?[-—]?(?!\d)")


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
class Amounts:
    """What is known of a report so far."""

    classes: dict[str, Classes] = field(default_factory=dict)  # table code → its classes
    sources: dict[str, Decimal] = field(default_factory=dict)  # source of income → amount, the total under an empty key
    names: set[str] = field(default_factory=set)  # the names of subjects, squeezed

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

    def _add_sources(self, block: Block, row: puzzle.OpenRow) -> None:
        """Take in the sources of income of a total; not those of which several columns print an amount, as one may be a part of another."""
        found: dict[str, list[Decimal]] = {"": []}
        for column, figure in zip(row.readings[0], row.figures, strict=True):
            key = "" if column == 0 else source_key(block.heads[column])
            if key or column == 0:
                found.setdefault(key, []).append(figure * block.unit)
        self.sources |= {key: amounts[0] for key, amounts in found.items() if amounts and not any(amounts[1:])}

    def of(self, table_code: str) -> Classes:
        """What a table prints; nothing where it is not read."""
        return self.classes.get(table_code, Classes())


def source_key(head: Column) -> str:
    """The source of income that a column is of; ``carried`` for what comes from the year before, ``carried/`` for a fund of it."""
    source = source_of(head.path[-1]) or source_of("/".join(head.path)) or ""
    if CARRY.search("".join(head.path)) and not re.search(r"非财政", head.path[-1]):
        return f"carried/{source}" if source else "carried"
    return source or ("fiscal_appropriation" if squeeze(head.path[-1]).startswith("财政拨款") else "")


def _part_of(head: Column) -> str:
    """基本支出 or 项目支出, where a column is the total of these."""
    words = [squeeze(word) for word in head.path]
    named = next((part for part in ("基本支出", "项目支出") if part in words), "")
    return named if named and (words[-1] == named or words[-1] in ("小计", "合计")) else ""
