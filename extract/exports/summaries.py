"""A summary of two blocks, income beside expenditure, whose figures stray → its lines with the figures that are certain.

Exports that print every cell on a line of its own (plain ``pdftotext``) run the blocks into each other, and figures stray from the names
of their lines without a trace: the sum of a side is the same whichever of its lines prints an amount. So a line is certain where all ways
to place the figures agree (``puzzle``), given what the other tables of the report print for its class of expenditure or source of income,
and its prose to the last digit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.exports import puzzle
from extract.exports.captions import Region
from extract.exports.columns import Recovered
from extract.exports.labels import (
    OF_WHICH,
    SIDE_TOTAL,
    YEAR_TOTAL,
    ZERO,
    class_codes,
    decimals,
    is_figure,
    is_numbered,
    line_sides,
    mark_of,
    value,
    without_marks,
)
from extract.exports.lines import Piece, TextLine
from extract.exports.report import CARRY, Classes, Report, source_of
from extract.exports.rows import Part, PrintedRow
from extract.exports.scattered import add_bare, add_row, open_block, spot_of, words_of
from extract.exports.templates import Column, Form, Match, Sum, find_form, load_forms, row_sums
from extract.vocabulary import squeeze

# --- lines ------------------------------------------------------------------

FISCAL = re.compile(r"^(财政|预算)拨款")
FUNDS = ("general_public_budget", "government_fund", "state_capital")
_YEARS = re.compile(r"^20\d\d\s*年")

Printed = tuple[Piece, TextLine]


@dataclass
class Line:
    """One line of a summary: its name as printed, its side (0 income, 1 expenditure), and the figures behind the name."""

    name: str
    side: int
    line: TextLine
    figures: list[int] = field(default_factory=list)
    is_subject: bool = False  # a subject that the table of expenditure prints below the classes

    @property
    def bare(self) -> str:
        return without_marks(self.name)

    @property
    def mark(self) -> int | None:
        """How the line is numbered; None where it is not."""
        mark = mark_of(self.name)
        return mark.kind if mark else None

    @property
    def is_year(self) -> bool:
        return YEAR_TOTAL.match(self.bare) is not None

    @property
    def is_grand(self) -> bool:
        return SIDE_TOTAL.match(self.bare) is not None and not self.is_year


def _split(body: list[TextLine], heads: set[str], names: set[str]) -> tuple[list[Line], list[Printed], list[TextLine]]:
    """The lines of the summary with the figures behind their names, all figures, and the lines of the header."""
    lines: list[Line] = []
    figures: list[Printed] = []
    header: list[TextLine] = []
    current: Line | None = None
    grand = 0  # 总计 of both sides bear one name: that of income comes first
    before: TextLine | None = None
    last: TextLine | None = None  # where the name of the current line ends
    for text in body:
        words: list[str] = []
        if before is not None and before.page_no != text.page_no:
            current = None
        for piece in [*text.pieces, Piece(0, 0, "")]:
            if piece.text and (not is_figure(piece.text) or _YEARS.search(text.text[piece.start :])):
                words.append(piece.text)
                continue
            if words:
                name = "".join(words)
                words = []
                side = _side(name, heads, grand, names)
                if side is not None:
                    grand += squeeze(name) == "总计"
                    current = Line(name, side, text, is_subject=side == 1 and squeeze(name) in names)
                    last = text
                    lines.append(current)
                elif current and last is before and text.blank_before == 0 and (_is_line(current.name + name) or not _is_head(name, heads)):
                    current.name += name
                    last = text
                else:
                    header.append(text)
            if piece.text:
                if current is not None:
                    current.figures.append(len(figures))
                figures.append((piece, text))
        before = text
    for line in lines:
        if squeeze(line.name) != "总计":
            line.side = _side(line.name, heads, grand, names) or 0
    return lines, figures, header


def _is_line(name: str) -> bool:
    return bool(line_sides(name) or class_codes(Line(name, 0, TextLine(1, 0, name)).bare))


def _is_head(name: str, heads: set[str]) -> bool:
    return squeeze(name) in heads or squeeze(name) in ("项目", "收入", "支出", "收", "支", "入", "出", "项", "目")


def _side(name: str, heads: set[str], grand: int, names: set[str]) -> int | None:
    """0 for a line of income, 1 for one of expenditure; None for words that are no line."""
    squeezed = squeeze(name)
    if squeezed == "总计":
        return min(grand, 1)
    numbered = is_numbered(squeezed)
    bare = Line(name, 0, TextLine(1, 0, name)).bare
    if not bare or bare.endswith("表") or (not numbered and _is_head(name, heads)):
        return None
    sides = line_sides(squeezed)
    if len(sides) == 1 and sides <= {"income", "expenditure"}:
        return int(sides == {"expenditure"})
    if not numbered:
        return 1 if squeezed in names else None
    return 1 if "支出" in bare or class_codes(bare) else 0


def _is_torn(line: Line, heads: set[str]) -> bool:
    """Whether a line may be a piece of a head: it bears no number, and a head contains it."""
    return line.mark is None and any(squeeze(line.name) in head for head in heads)


def _entries_of(lines: list[Line]) -> list[puzzle.Entry] | None:
    """How the lines hang together: each numbered line is a part of the line above it that is numbered another way, those without one
    of the total of the year or the grand total. None where a side prints no grand total, or where it is not known what a line is a part
    of."""
    entries = [puzzle.Entry(line.side) for line in lines]
    for side in (0, 1):
        own = [number for number, line in enumerate(lines) if line.side == side]
        if not (_hang(lines, entries, own) and _hang_carried(lines, entries, own)):
            return None
    return entries


def _hang(lines: list[Line], entries: list[puzzle.Entry], own: list[int]) -> bool:
    """Say of each line of a side what it is a part of; whether that is known of all."""
    grand = next((number for number in own if lines[number].is_grand), None)
    year = next((number for number in own if lines[number].is_year), None)
    if grand is None or sum(lines[number].is_grand for number in own) > 1:
        return False
    stack: list[int] = []
    below = year if year is not None else grand  # what the lines above the total of the year add up to
    for number in own:
        line, entry = lines[number], entries[number]
        if number == grand:
            continue
        if number == year:
            entry.parent = below = grand
        elif line.mark is not None:
            marks = [lines[one].mark for one in stack]
            if line.mark in marks:
                stack = stack[: marks.index(line.mark)]
            entry.parent = stack[-1] if stack else below
            entry.of_which = line.mark == OF_WHICH
            if not entry.of_which:
                stack.append(number)
        elif line.is_subject:
            entry.parent, entry.of_which = grand, True
        elif CARRY.search(line.bare):  # beside the total of the year, wherever that is printed
            entry.parent, stack = grand, [number]
        elif source_of(line.bare) in FUNDS and stack and FISCAL.match(lines[stack[0]].bare):
            entry.parent = stack[0]
        elif below != grand and stack:  # a part of the line above, or of the total?
            return False
        else:
            entry.parent, stack = below, [number]
    return True


def _hang_carried(lines: list[Line], entries: list[puzzle.Entry], own: list[int]) -> bool:
    """Put numbered lines of what is carried over below the one line of that kind; whether there is one where it is needed."""
    carried = [number for number in own if lines[number].mark is None and CARRY.search(lines[number].bare)]
    for number in own:
        if lines[number].mark and CARRY.search(lines[number].bare) and not _is_below(lines, entries, number):
            if len(carried) != 1:  # its line was printed elsewhere, and it is not known which
                return False
            entries[number].parent = carried[0]
    return True


def _is_below(lines: list[Line], entries: list[puzzle.Entry], number: int) -> bool:
    """Whether a line of what is carried over stands where it belongs: below such a line, or right below a total."""
    parent = entries[number].parent
    return parent is None or lines[parent].is_grand or lines[parent].is_year or CARRY.search(lines[parent].bare) is not None


def _above(entries: list[puzzle.Entry], number: int) -> Iterator[int]:
    """The lines that a line is a part of, from the nearest on."""
    parent = entries[number].parent
    while parent is not None:
        yield parent
        parent = entries[parent].parent


# --- what the report says of them -------------------------------------------


@dataclass
class _Known:
    """What the other tables of a report say of the lines of a summary."""

    code: str
    report: Report
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
            elif not line.is_grand and not any(CARRY.search(lines[one].bare) for one in (number, *_above(entries, number))):
                entry.known += [((0,), amount) for amount in self._of_income(line)]
                entry.least = self._least_income(line)
        self._of_subjects(lines, entries, whole)

    def _classes(self) -> tuple[Classes, Classes]:
        """The classes of the expenditure that the summary is of, and of the general public budget."""
        by_fund = [self.report.of(f"{self.phase}_{table}") for table in ("general_public_expenditure", "government_fund", "state_capital")]
        own = self.report.of(f"{self.phase}_expenditure" if self.is_whole else f"{self.phase}_fiscal_appropriation_expenditure")
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
        sources = self.report.sources
        if not self.is_whole:
            return sources.get("fiscal_appropriation")
        return None if any(amount for key, amount in sources.items() if key.startswith("carried")) else sources.get("")

    def _least_income(self, line: Line) -> Decimal:
        """What the general public budget pays beyond all that is carried over came in this year."""
        general, year = self.report.of(f"{self.phase}_general_public_expenditure"), self._year_income()
        if source_of(line.bare) != "general_public_budget" or general.total is None or year is None:
            return ZERO
        return max(ZERO, general.total - (self.most - year))

    def _of_income(self, line: Line) -> list[Decimal]:
        """What a source of income of the year prints: what the table of income says; nothing but from the general public budget where
        that pays all expenditure."""
        sources = self.report.sources
        if line.is_year:
            year = self._year_income()
            return [] if year is None else [year]
        source = source_of(line.bare)
        key = source or ("fiscal_appropriation" if FISCAL.match(line.bare) else "")
        if key and key in sources and (self.is_whole or key in FUNDS):
            return [sources[key]]
        general = self.report.of(f"{self.phase}_general_public_expenditure")
        return [ZERO] if source not in (None, "general_public_budget", "fiscal_appropriation") and general.total == self.most else []

    def _of_subjects(self, lines: list[Line], entries: list[puzzle.Entry], whole: Classes) -> None:
        """Lines of subjects below the classes print what the table of subjects prints."""
        by_name: dict[str, set[Decimal]] = {}
        for name, amount in whole.rows:
            by_name.setdefault(name, set()).add(amount)
        for line, entry in zip(lines, entries, strict=True):
            if line.is_subject and len(found := by_name.get(squeeze(line.name), set())) == 1:
                entry.known.append(((0,), next(iter(found))))


# --- the figures that are certain -------------------------------------------

WHY = "names of the lines, and the totals of both sides or the same amounts in other tables"
STRAY = "the line of the figure is not certain: figures of the table stand apart from the names of their lines"


def read_summary(region: Region, code: str, report: Report) -> Recovered | None:
    """The lines of a summary with the figures that are certain; the others bare. None where its form or the side of a line is not known."""
    heads = {squeeze(word) for form in load_forms() if form.table_code == code for column in form.columns for word in column.path}
    lines, figures, header = _split(region.lines, heads, report.names)
    torn = [line for line in lines if _is_torn(line, heads)]
    match, entries = _form_of(code, header, region), _entries_of(lines)
    if torn and (match is None or entries is None):  # pieces of torn heads seem to be lines
        lines = [line for line in lines if line not in torn]
        match, entries = _form_of(code, header + [line.line for line in torn], region), _entries_of(lines)
    if match is None or len(match.form.blocks) != 2 or not lines or not figures:
        return None
    form = match.form
    widths = [len(form.of_block(block, "value")) for block in (0, 1)]
    if widths[0] != 1 or not widths[1] or any(not form.of_block(block, "label") for block in (0, 1)):
        return None
    if any(form.columns[c].role not in ("label", "value") for c in range(len(form.columns))):
        return None
    places = _places(form, lines, entries, figures, report, code, region.scale) if entries else {}
    return _recovered(region, code, form, match.score, header, lines, figures, places)


def _form_of(code: str, header: list[TextLine], region: Region) -> Match | None:
    return find_form(code, words_of([line for line in header if line.page_no == region.lines[0].page_no]))


Places = dict[int, tuple[int, int]]  # figure → its line, and its column in the block


def _places(
    form: Form,
    lines: list[Line],
    entries: list[puzzle.Entry],
    figures: list[Printed],
    report: Report,
    code: str,
    scale: int,
) -> Places:
    """The figures that are certain."""
    printed = [value(piece.text) for piece, _ in figures]
    heads = [form.columns[c] for c in form.of_block(1, "value")]
    sums = row_sums(heads)
    known = _Known(code, report, heads, sums, max(printed))
    known.narrow(lines, entries)
    summary = puzzle.Summary(entries, (1, len(heads)), ([], sums))
    step = Decimal(1).scaleb(-max(decimals(piece.text) for piece, _ in figures))
    ways = puzzle.ways(summary, printed, step)
    if (len(ways) != 1 or None in ways[0]) and _add_told(lines, entries, known, printed, report, scale):
        ways = puzzle.ways(summary, printed, step) or ways
    ways = [way for way in ways if _keeps_order(way, lines, printed)] or ways
    sure = {number: _agreed(vectors) for number, vectors in enumerate(zip(*ways, strict=True))}
    if is_full := len(printed) == sum(summary.widths[line.side] for line in lines):
        _add_beside(lines, printed, sure)
    return _spread(lines, printed, sure, is_full)


def _add_beside(lines: list[Line], printed: list[Decimal], sure: dict[int, dict[int, Decimal]]) -> None:
    """Where every cell prints a figure, lines that nothing else tells apart have those right behind their names, if these are just
    the figures that the other lines leave."""
    open_lines = [number for number, line in enumerate(lines) if not sure.get(number)]
    beside = {number: printed[lines[number].figures[0]] for number in open_lines if lines[number].figures}
    left = Counter(printed)
    left.subtract(amount for cells in sure.values() for amount in cells.values())
    if sure and len(beside) == len(open_lines) and Counter(beside.values()) == +left:
        sure.update({number: {0: amount} for number, amount in beside.items()})


def _add_told(lines: list[Line], entries: list[puzzle.Entry], known: _Known, printed: list[Decimal], report: Report, scale: int) -> bool:
    """Add the amounts that the prose gives under the very names of lines of which nothing is known; whether there are any."""
    found = False
    for line, entry in zip(lines, entries, strict=True):
        told = {amount for amount in printed if amount and not entry.known and report.tells(line.bare, amount, scale, True)}
        if len(told) == 1:
            entry.known.append((known.parts(0) if line.side else (0,), next(iter(told))))
            found = True
    return found


def _keeps_order(way: puzzle.Way, lines: list[Line], printed: list[Decimal]) -> bool:
    """Whether the figures of each line that stand right behind its name stand there in the order of the columns."""
    for line, vector in zip(lines, way, strict=True):
        row = [amount for amount in vector or () if amount]
        behind = [printed[f] for f in line.figures[: len(row)]]
        if behind != row and sorted(behind) == sorted(row):
            return False
    return True


def _agreed(vectors: Sequence[puzzle.Decimals | None]) -> dict[int, Decimal]:
    """Column → amount, where all ways agree."""
    known = [vector for vector in vectors if vector is not None]
    if len(known) < len(vectors):
        return {}
    return {column: ones[0] for column, ones in enumerate(zip(*known, strict=True)) if len(set(ones)) == 1}


def _spread(lines: list[Line], printed: list[Decimal], sure: dict[int, dict[int, Decimal]], is_full: bool) -> Places:
    """Give each certain amount a figure: the first behind the name of its line, else the first that is left; zeros too where every
    cell prints a figure."""
    places: Places = {}
    wanted = [(number, column, amount) for number, cells in sure.items() for column, amount in cells.items() if amount or is_full]
    for near in (True, False):
        for number, column, amount in wanted:
            if (number, column) in places.values():
                continue
            choice = lines[number].figures if near else range(len(printed))
            figure = next((f for f in choice if printed[f] == amount and f not in places), None)
            if figure is not None:
                places[figure] = number, column
    return places


def _recovered(
    region: Region, code: str, form: Form, score: float, header: list[TextLine], lines: list[Line], figures: list[Printed], places: Places
) -> Recovered:
    digits = max(decimals(piece.text) for piece, _ in figures)
    spots = [spot_of(piece, line, digits) for piece, line in figures]
    rows: list[PrintedRow] = []
    blocks = [open_block(form, digits, side) for side in (0, 1)]
    for number, line in enumerate(lines):
        own = sorted((column, f) for f, (other, column) in places.items() if other == number)
        part = Part(line.side, {form.of_block(line.side, "label")[0]: line.name})
        add_row(blocks[line.side], rows, part, line.line, [spots[f] for _, f in own], [tuple(column for column, _ in own)], WHY)
    for f, spot in enumerate(spots):
        if f not in places:
            add_bare(blocks[1], rows, spot, STRAY, 1)
    return Recovered(region, code, form, score, header, rows, blocks)
