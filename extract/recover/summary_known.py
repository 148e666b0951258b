"""What the tables of a report that are read say of the lines of a summary."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extract.recover import puzzle
from extract.recover.amounts import Amounts, Classes
from extract.recover.evidence import CARRY, source_of
from extract.recover.forms import Column
from extract.recover.labels import class_codes
from extract.recover.numbers import ZERO
from extract.recover.summary_lines import FISCAL, FUNDS, Line, above
from extract.recover.sums import Sum
from extract.vocabulary import squeeze


@dataclass
class Known:
    """What the rest of the report says of the lines of a summary."""

    code: str
    amounts: Amounts
    heads: list[Column]  # of the expenditure side
    sums: list[Sum]
    most: Decimal  # the greatest figure of the summary: its grand total

    @property
    def phase(self) -> str:
        return self.code.partition("_")[0]

    @property
    def is_whole(self) -> bool:
        """Whether the summary is of all funds, not of fiscal appropriations only."""
        return self.code.endswith("_income_expenditure_summary")

    def narrow(self, lines: list[Line], entries: list[puzzle.Entry]) -> None:
        """Add to each line what is known of it."""
        whole, general = self._classes()
        for number, (line, entry) in enumerate(zip(lines, entries, strict=True)):
            if line.side:
                entry.known += self._of_expenditure(line, whole, general)
            elif not line.is_grand and not any(CARRY.search(lines[one].bare) for one in (number, *above(entries, number))):
                entry.known += [((0,), amount) for amount in self._of_income(line)]
                entry.least = self._least_income(line)
        self._of_subjects(lines, entries, whole)

    def _classes(self) -> tuple[Classes, Classes]:
        """The classes of the expenditure that the summary is of, and of the general public budget."""
        by_fund = [self.amounts.of(f"{self.phase}_{table}") for table in ("general_public_expenditure", "government_fund", "state_capital")]
        own = self.amounts.of(f"{self.phase}_expenditure" if self.is_whole else f"{self.phase}_fiscal_appropriation_expenditure")
        together = by_fund[0].beside(*by_fund[1:])
        if not own.is_whole and together.is_whole and together.total == self.most:  # there is no other expenditure
            own = together
        return own, by_fund[0]

    def _of_expenditure(self, line: Line, whole: Classes, general: Classes) -> list[tuple[tuple[int, ...], Decimal]]:
        found: list[tuple[tuple[int, ...], Decimal]] = []
        codes = [one for one in class_codes(line.bare) if len(one) == 3 and one.startswith("2")]
        if line.is_year and whole.total is not None and self.is_whole:
            found.append((self.parts(0), whole.total))
        if len(codes) != 1:
            return found
        code = codes[0]
        if (amount := whole.of(code)) is not None:
            found.append((self.parts(0), amount))
        for column, head in enumerate(self.heads[1:], 1):
            if source_of(head.path[-1]) == "general_public_budget" and (amount := general.of(code)) is not None:
                found.append((self.parts(column), amount))
        for part in ("基本支出", "项目支出"):
            columns = tuple(column for column, head in enumerate(self.heads) if part in [squeeze(word) for word in head.path])
            if columns and whole.is_whole and whole.of(code):
                basic, project = (whole.parts.get((code, one), ZERO) for one in ("基本支出", "项目支出"))
                if basic + project == whole.of(code):
                    found.append((columns, basic if part == "基本支出" else project))
        return found

    def parts(self, column: int) -> tuple[int, ...]:
        """The columns that a column is the sum of; itself where it is none."""
        rule = next((rule for rule in self.sums if rule.total == column), None)
        return tuple(part for _, one in rule.parts for part in self.parts(one)) if rule else (column,)

    def _year_income(self) -> Decimal | None:
        """The income of the year, of all sources or of fiscal appropriations, by the table of income."""
        sources = self.amounts.sources
        if not self.is_whole:
            return sources.get("fiscal_appropriation")
        return None if any(amount for key, amount in sources.items() if key.startswith("carried")) else sources.get("")

    def _least_income(self, line: Line) -> Decimal:
        """What the general public budget pays beyond all that is carried over came in this year."""
        general, year = self.amounts.of(f"{self.phase}_general_public_expenditure"), self._year_income()
        if source_of(line.bare) != "general_public_budget" or general.total is None or year is None:
            return ZERO
        return max(ZERO, general.total - (self.most - year))

    def _of_income(self, line: Line) -> list[Decimal]:
        """What a source of income of the year prints: what the table of income says; nothing but from the general public budget where
        that pays all expenditure."""
        sources = self.amounts.sources
        if line.is_year:
            year = self._year_income()
            return [] if year is None else [year]
        source = source_of(line.bare)
        key = source or ("fiscal_appropriation" if FISCAL.match(line.bare) else "")
        if key and key in sources and (self.is_whole or key in FUNDS):
            return [sources[key]]
        general = self.amounts.of(f"{self.phase}_general_public_expenditure")
        return [ZERO] if source not in (None, "general_public_budget", "fiscal_appropriation") and general.total == self.most else []

    def _of_subjects(self, lines: list[Line], entries: list[puzzle.Entry], whole: Classes) -> None:
        """Lines of subjects below the classes print what the table of subjects prints."""
        by_name: dict[str, set[Decimal]] = {}
        for name, amount in whole.rows:
            by_name.setdefault(name, set()).add(amount)
        for line, entry in zip(lines, entries, strict=True):
            if line.is_subject and len(found := by_name.get(squeeze(line.name), set())) == 1:
                entry.known.append(((0,), next(iter(found))))
