"""Summaries of two blocks, income beside expenditure, in exports that print every cell on a line of its own (plain ``pdftotext``).

The blocks run into each other, and figures stray from the names of their lines without a trace: the sum of a side is the same
whichever of its lines prints an amount. So a line is certain where another table of the report prints the same amount for its class
of expenditure or source of income, and the figure stands behind its name or nowhere else; or where the lines of its side print
just one figure each, blanks too, and both sides add up to their totals. The totals are known by the sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extract.recover import solve
from extract.recover.blocks import Block, Recovered
from extract.recover.evidence import source_of
from extract.recover.forms import Column, Form, find_form, load_forms
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import decimals, is_figure, value
from extract.recover.parts import ORDINAL, Part, PrintedRow, line_sides
from extract.recover.regions import Region
from extract.recover.subjects import class_codes
from extract.recover.sums import row_sums
from extract.vocabulary import is_word, squeeze

_TOTAL = re.compile(r"^(总计|.{0,4}(收入|支出)(总计|合计|总额))$")
_YEAR = re.compile(r"^(本|当)年(收入|支出)(合计|小计)$")
_CARRY = re.compile(r"结转|结余")
_CHINESE = re.compile(r"^[(]?[一二三四五六七八九十廿]{1,3}[)、.]")
STRAY = "the line of the figure is not certain: figures of the table stand apart from the names of their lines"

Spot = tuple[Piece, TextLine]


@dataclass
class Line:
    """One line of a summary: its name as printed, its side (0 income, 1 expenditure), and the figures behind the name."""

    name: str
    side: int
    line: TextLine
    figures: list[int] = field(default_factory=list)

    @property
    def bare(self) -> str:
        return re.sub(r"^([(]?([一二三四五六七八九十廿]{1,3}|\d{1,2})[)、.])+", "", squeeze(self.name))

    @property
    def is_total(self) -> bool:
        return _TOTAL.match(self.bare) is not None


@dataclass
class Amounts:
    """What the other tables of a report print: expenditure by class, and income by source, each with its total under an empty key."""

    classes: dict[str, dict[str, Decimal]] = field(default_factory=dict)  # table code → class → amount
    sources: dict[str, Decimal] = field(default_factory=dict)

    def add(self, table: Recovered) -> None:
        """Take in the rows of a table of subjects whose figures are certain."""
        if len(table.blocks) != 1 or not table.code or not table.code.endswith(("expenditure", "_income")):
            return
        block = table.blocks[0]
        names = [squeeze("".join(part.keys[c] for c in sorted(part.keys))) for part in block.parts]
        if len({name for name in names if name}) < sum(1 for name in names if name):
            return  # several bodies with the same classes
        found = self.classes.setdefault(table.code, {})
        for index, part in enumerate(block.parts):
            row = block.problem.rows[index]
            if len(row.readings) != 1 or part.doubt or index in block.against or not row.figures or row.readings[0][0] != 0:
                continue
            words = names[index]
            code = re.match(r"\[?(\d+)\]?[-—]?(?!\d)", words)
            if code and len(code[1]) == 3:
                found[code[1]] = row.figures[0] * block.unit
            elif re.fullmatch(r"合计|总计", words):
                found[""] = row.figures[0] * block.unit
                if table.code.endswith("_income"):
                    self._add_sources(block, row)

    def _add_sources(self, block: Block, row: solve.Row) -> None:
        for column, figure in zip(row.readings[0], row.figures, strict=True):
            head = block.heads[column].path
            source = source_of(head[-1]) or source_of("/".join(head))
            key = "" if column == 0 else source or ("carried" if _CARRY.search("".join(head)) else "")
            key = key or ("fiscal_appropriation" if squeeze(head[-1]).startswith("财政拨款") else "")
            if key or column == 0:
                self.sources[key] = figure * block.unit

    def of_class(self, phase: str, code: str) -> Decimal | None:
        """What the expenditure table prints for a class; zero where it prints other classes only, None where it is not known."""
        found = self.classes.get(f"{phase}_expenditure", {})
        return found.get(code, Decimal(0)) if "" in found else None


def read_sides(region: Region, code: str, amounts: Amounts) -> Recovered | None:
    """The lines of a summary with the figures that are certain; the others bare. None where its form or the side of a line is not known."""
    heads = {squeeze(word) for form in load_forms() if form.table_code == code for column in form.columns for word in column.path}
    lines, figures, header = _split(region.lines, heads)
    page = region.lines[0].page_no
    text = "".join("".join(line.text.split()) for line in header if line.page_no == page and not is_word("unit_line", line.text))
    match = find_form(code, text)
    if match is None or len(match.form.blocks) != 2 or not lines or not figures:
        return None
    form = match.form
    widths = [len(form.of_block(block, "value")) for block in (0, 1)]
    if widths[0] != 1 or not widths[1] or any(not form.of_block(block, "label") for block in (0, 1)):
        return None
    if any(form.columns[c].role not in ("label", "value") for c in range(len(form.columns))):
        return None
    places = _as_printed(form, lines, figures, amounts, code)
    return _recovered(region, code, form, match.score, header, lines, figures, places)


def _split(body: list[TextLine], heads: set[str]) -> tuple[list[Line], list[Spot], list[TextLine]]:
    """The lines of the summary with the figures behind their names, all figures, and the lines of the header."""
    lines: list[Line] = []
    figures: list[Spot] = []
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
            if piece.text and not is_figure(piece.text):
                words.append(piece.text)
                continue
            if words:
                name = "".join(words)
                words = []
                side = _side(name, heads, grand)
                if side is not None:
                    grand += squeeze(name) == "总计"
                    current = Line(name, side, text)
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
            line.side = _side(line.name, heads, grand) or 0
    return lines, figures, header


def _is_line(name: str) -> bool:
    return bool(line_sides(name) or class_codes(Line(name, 0, TextLine(1, 0, name)).bare))


def _is_head(name: str, heads: set[str]) -> bool:
    return squeeze(name) in heads or squeeze(name) in ("项目", "收入", "支出", "收", "支", "入", "出", "项", "目")


def _side(name: str, heads: set[str], grand: int) -> int | None:
    """0 for a line of income, 1 for one of expenditure; None for words that are no line."""
    squeezed = squeeze(name)
    if squeezed == "总计":
        return min(grand, 1)
    numbered = ORDINAL.match(squeezed) is not None
    bare = Line(name, 0, TextLine(1, 0, name)).bare
    if not bare or (not numbered and _is_head(name, heads)):
        return None
    sides = line_sides(squeezed)
    if len(sides) == 1 and sides <= {"income", "expenditure"}:
        return int(sides == {"expenditure"})
    if not numbered:
        return None
    return 1 if "支出" in bare or class_codes(bare) else 0


def _classes(lines: list[Line], side: int) -> list[Line]:
    """The lines that add up to the total of the year: those numbered in Chinese above it."""
    own = [line for line in lines if line.side == side]
    year = next((at for at, line in enumerate(own) if _YEAR.match(line.bare)), len(own))
    return [line for line in own[:year] if _CHINESE.match(squeeze(line.name)) and not line.is_total]


Places = dict[int, tuple[Line, tuple[int, ...]]]  # figure → its line, and the columns of its block that it may stand in


def _as_printed(form: Form, lines: list[Line], figures: list[Spot], amounts: Amounts, code: str) -> Places:
    """The figures where they stand, when that satisfies all sums; else those that other tables print too."""
    heads = [form.columns[c] for c in form.of_block(1, "value")]
    width = len(heads)
    sums = row_sums(heads)
    amount = [value(piece.text) for piece, _ in figures]
    known = _known(lines, amounts, code)
    kept: dict[int, list[int]] = {}  # line → its figures
    pool: list[int] = [f for f in range(len(figures)) if not any(f in line.figures for line in lines)]
    for number, line in enumerate(lines):
        own = [] if line.is_total else _own(line, figures, width, sums)
        if own and known.get(number, amount[own[0]]) != amount[own[0]]:
            own = []
        kept[number] = own
        pool += [f for f in line.figures if f not in own]
    _fill(kept, pool, {number: one for number, one in known.items() if not lines[number].is_total}, amount, lines, width)
    readings = {number: _readings(lines[number], own, figures, width, sums) for number, own in kept.items() if own}
    general = amounts.classes.get(f"{code.partition('_')[0]}_general_public_expenditure", {})
    for number, found in readings.items():
        classes = [one for one in class_codes(lines[number].bare) if len(one) == 3]
        if len(found) > 1 and len(classes) == 1 and general.get(classes[0]) == amount[kept[number][1]]:
            readings[number] = [one for one in found if source_of(heads[one[1]].path[-1]) == "general_public_budget"] or found
    totals = _totals(lines, kept, readings, amount, sorted(pool), width)
    if totals is None:
        _fill(kept, pool, {number: one for number, one in known.items() if lines[number].is_total}, amount, lines, width)
        readings |= {number: [(0,)] for number, own in kept.items() if len(own) == 1 and lines[number].is_total}
    full = [totals is not None and _is_full(lines, side) for side in (0, 1)]
    sure = {number: own for number, own in kept.items() if known.get(number) or full[lines[number].side]}
    return (totals or {}) | {
        f: (lines[number], columns)
        for number, own in sure.items()
        if len(readings.get(number, [])) == 1
        for f, columns in zip(own, _columns(readings[number]), strict=True)
    }


def _is_full(lines: list[Line], side: int) -> bool:
    """Whether every line of the year prints just one figure, blanks too: then none has strayed but those of totals, behind the last."""
    counts = [len(line.figures) for line in _classes(lines, side) if not _CARRY.search(line.bare)]
    return len(counts) > 1 and set(counts[:-1]) == {1} and counts[-1] >= 1


def _known(lines: list[Line], amounts: Amounts, code: str) -> dict[int, Decimal]:
    """What other tables say of a line: of a class of expenditure, zero where they print the others only; of a source of income."""
    phase, _, table = code.partition("_")
    whole = table == "income_expenditure_summary"
    found: dict[int, Decimal] = {}
    for number, line in enumerate(lines):
        codes = [one for one in class_codes(line.bare) if len(one) == 3] if line.side else []
        one = None
        if whole and len(codes) == 1:
            one = amounts.of_class(phase, codes[0])
        elif len(codes) == 1:
            one = amounts.classes.get(f"{phase}_general_public_expenditure", {}).get(codes[0])
        elif whole and _YEAR.match(line.bare):
            one = amounts.classes.get(f"{phase}_expenditure", {}).get("") if line.side else amounts.sources.get("")
        elif not line.side and not line.is_total and not _CARRY.search(line.bare):
            source = source_of(line.bare)
            one = amounts.sources.get(source or "?")
            if one is None and source == "general_public_budget":
                one = amounts.classes.get(f"{phase}_general_public_expenditure", {}).get("")
            if one is None and source is None and line.bare.startswith("财政拨款"):
                one = amounts.sources.get("fiscal_appropriation")
        if one is not None:
            found[number] = one
    return found


def _fill(
    kept: dict[int, list[int]], pool: list[int], known: dict[int, Decimal], amount: list[Decimal], lines: list[Line], width: int
) -> None:
    """Give lines that have no figures those of the pool that print what is known of them, if no other line wants them."""
    wanted = {number: one for number, one in known.items() if one and not kept[number]}
    for number, one in wanted.items():
        need = 2 if lines[number].side and width > 1 else 1  # total and fund
        found = [f for f in pool if amount[f] == one]
        if list(wanted.values()).count(one) == 1 and len(found) == need:
            kept[number] = found
            for f in found:
                pool.remove(f)


def _totals(
    lines: list[Line],
    kept: dict[int, list[int]],
    readings: dict[int, list[solve.Reading]],
    amount: list[Decimal],
    pool: list[int],
    width: int,
) -> Places | None:
    """The figures of the totals, which are all that is left; None where the lines do not add up to them."""
    if any(len(found) != 1 for found in readings.values()):
        return None
    totals: list[tuple[Line, list[Decimal]]] = []
    for side in (0, 1):
        wanted = _sums_of(lines, side, kept, readings, amount, width if side else 1)
        if wanted is None:
            return None
        totals += wanted
    sides = [[vector[0] for line, vector in totals if line.side == side and not _YEAR.match(line.bare)] for side in (0, 1)]
    if not all(sides) or sides[0][0] != sides[1][0]:
        return None
    left = list(pool)
    places: Places = {}
    for line, vector in totals:
        for column, one in enumerate(vector):
            f = next((f for f in left if amount[f] == one), None)
            if one and f is None:
                return None
            if f is not None and one:
                left.remove(f)
                places[f] = (line, (column,))
    if any(amount[f] for f in left):
        return None
    bare = [line for number, line in enumerate(lines) if not kept[number] and not line.is_total]
    if len(left) == len(bare) and width == 1 and all(_CARRY.search(line.bare) for line in bare):
        places |= {f: (line, (0,)) for f, line in zip(left, bare, strict=True)}
    return places


def _own(line: Line, figures: list[Spot], width: int, sums: list[solve.Sum]) -> list[int]:
    """The figures right behind the name of a line that may be its own; what follows them may be those of totals."""
    for count in range(min(width if line.side else 1, len(line.figures)), 0, -1):
        if _readings(line, line.figures[:count], figures, width, sums):
            return line.figures[:count]
    return []


def _readings(line: Line, own: list[int], figures: list[Spot], width: int, sums: list[solve.Sum]) -> list[solve.Reading]:
    if not line.side or width == 1:
        return [(0,)] if len(own) == 1 else []
    digits = max(decimals(figures[f][0].text) for f in own)
    return solve.readings([int(value(figures[f][0].text).scaleb(digits)) for f in own], width, sums)


def _columns(readings: list[solve.Reading]) -> list[tuple[int, ...]]:
    """The columns that each figure of a row may stand in."""
    return [tuple(sorted(set(columns))) for columns in zip(*readings, strict=True)]


def _sums_of(
    lines: list[Line],
    side: int,
    kept: dict[int, list[int]],
    readings: dict[int, list[solve.Reading]],
    amount: list[Decimal],
    width: int,
) -> list[tuple[Line, list[Decimal]]] | None:
    """What the totals of a side must print, column by column; None where a line leaves its columns open, or no total is printed."""
    numbers = {id(line): number for number, line in enumerate(lines)}

    def vector(line: Line) -> list[Decimal]:
        found = [Decimal(0)] * width
        number = numbers[id(line)]
        for f, column in zip(kept[number], readings[number][0] if kept[number] else (), strict=True):
            found[column] += amount[f]
        return found

    if any(len(found) > 1 for number, found in readings.items() if lines[number].side == side):
        return None
    classes = _classes(lines, side)
    own = [line for line in lines if line.side == side]
    if not classes or not any(line.is_total for line in own):
        return None
    year = [sum(column, Decimal(0)) for column in zip(*map(vector, classes), strict=True)]
    further = [line for line in own if line not in classes and not line.is_total and not ORDINAL.match(squeeze(line.name))]
    grand = [sum(column, Decimal(0)) for column in zip(year, *map(vector, further), strict=True)]
    return [(line, year if _YEAR.match(line.bare) else grand) for line in own if line.is_total]


def _recovered(
    region: Region, code: str, form: Form, score: float, header: list[TextLine], lines: list[Line], figures: list[Spot], places: Places
) -> Recovered:
    digits = max(decimals(piece.text) for piece, _ in figures)
    rows: list[PrintedRow] = []
    blocks: list[Block] = []
    for side in (0, 1):
        columns = form.of_block(side, "value")
        heads: list[Column] = [form.columns[column] for column in columns]
        block = Block(columns, [], [], heads, solve.Table(len(columns), [], row_sums(heads)), Decimal(1).scaleb(-digits))
        blocks.append(block)
    for line in lines:
        own = sorted((columns, f) for f, (other, columns) in places.items() if other is line)
        part = Part(line.side, {form.of_block(line.side, "label")[0]: line.name})
        _add(blocks[line.side], rows, part, line.line, [(figures[f], columns) for columns, f in own])
    for f, figure in enumerate(figures):
        if f not in places:
            everywhere = tuple(range(len(blocks[1].columns)))
            _add(blocks[1], rows, Part(1, doubt=STRAY), figure[1], [(figure, everywhere)])
    return Recovered(region, code, form, score, header, rows, blocks)


def _add(block: Block, rows: list[PrintedRow], part: Part, line: TextLine, own: list[tuple[Spot, tuple[int, ...]]]) -> None:
    part.figures = [piece.text for (piece, _), _ in own]
    part.spots = [piece for (piece, _), _ in own]
    part.lines = [text for (_, text), _ in own]
    block.decided[len(block.parts)] = "names of the lines, and the totals of both sides or the same amounts in other tables" if own else ""
    block.parts.append(part)
    block.rows.append(len(rows))
    values = [int(value(text) / block.unit) for text in part.figures]
    certain = [tuple(columns[0] for _, columns in own)]
    block.problem.rows.append(solve.Row(values, certain if not part.doubt else [(column,) for column in own[0][1]]))
    rows.append(PrintedRow([part], line))
