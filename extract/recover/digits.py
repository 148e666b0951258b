"""Figures recognised in a picture, held against the sums in which they stand.

A figure that an exact sum confirms is right. Where a sum is missed, and another digit in just one
of its figures makes every sum of that figure hold, and the recogniser itself was in doubt there,
the digit is corrected and says what decided it. A sum that is missed although every digit was
read without doubt is the report's own affair: nothing is changed. What was read in doubt and no
sum confirms is flagged.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extract.document import Cell, Seen, Table
from extract.recover.forms import CODE_ROLES, KEY_ROLES, Column
from extract.recover.numbers import decimals, is_figure, plain, value
from extract.recover.solve import Link, Sum
from extract.recover.sums import row_links, row_sums
from extract.vocabulary import SEEDS, squeeze

DOUBTFUL = 0.9  # a figure with a less probable character needs a sum that confirms it
SURE = 0.99  # a figure of a missed sum is not flagged when every character is as probable
RIVAL = 0.005  # another digit this probable may be the right one
NUMERIC = 0.8  # a column without telling words holds figures when this share of its cells does
USUAL = 0.9  # a table prints so many decimals when this share of its figures does
FIGURE_LIKE = re.compile(r"[-−–—△▲(]?[\d.,，。:;'lIoOSB〓]*\d[\d.,，。:;'lIoOSB〓)]*")


@dataclass
class Figure:
    """A printed figure: its value (None where the characters are no number) and how its characters were read."""

    cell: Cell
    amount: Decimal | None
    digits: Sequence[Seen]
    sums: list[Instance] = field(default_factory=list)

    @property
    def doubt(self) -> float:
        return min((digit.probability for digit in self.digits), default=0.0)


@dataclass
class Instance:
    """One sum: ``total`` = the signed ``parts``; ``family`` says which others stand or fall with it."""

    total: Figure
    parts: list[tuple[int, Figure]]
    family: tuple[str, int]
    text: str

    @property
    def figures(self) -> list[Figure]:
        return [self.total, *(figure for _, figure in self.parts)]

    def off(self) -> Decimal | None:
        """Total minus parts; None where a figure is no number."""
        if any(figure.amount is None for figure in self.figures):
            return None
        return (self.total.amount or Decimal(0)) - sum((sign * (f.amount or Decimal(0)) for sign, f in self.parts), Decimal(0))

    def slack(self) -> Decimal:
        """How much of a difference rounding explains: half a unit of the last place a figure."""
        places = max((decimals(squeeze(figure.cell.text)) for figure in self.figures), default=0)
        return Decimal(len(self.parts) + 1) / 2 * Decimal(1).scaleb(-places)

    def needs(self, figure: Figure) -> Decimal | None:
        """What ``figure`` has to be for this sum to hold; None where another figure is no number."""
        rest = Decimal(0)
        own = 0
        for sign, other in [(-1, self.total), *self.parts]:
            if other is figure:
                own += sign
            elif other.amount is None:
                return None
            else:
                rest += sign * other.amount
        return -rest / own if own else None


# --- what a table prints ------------------------------------------------------


@cache
def _role_words() -> list[tuple[re.Pattern[str], str, str]]:
    """The words that tell the part of a column in any table, most telling first."""
    with (SEEDS / "vocabulary" / "header_words.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted((row for row in csv.DictReader(file) if not row["table_pattern"]), key=lambda row: int(row["priority"]))
    return [(re.compile(row["pattern"]), row["matched_on"], row["role"]) for row in rows]


def _role(path: Sequence[str], cells: Sequence[Cell]) -> str:
    """The part of a column, by its heads, or by what it prints where those say nothing."""
    words = [squeeze(word) for word in path]
    printed = [cell for cell in cells if squeeze(cell.text)]
    numbers = sum(FIGURE_LIKE.fullmatch(squeeze(cell.text)) is not None for cell in printed)
    joined = "/".join(words)
    told = next((role for pattern, on, role in _role_words() if words and pattern.search(words[-1] if on == "leaf" else joined)), None)
    if told == "value" and printed and numbers < 0.5 * len(printed):
        return "text"
    if told is not None:
        return told
    return "value" if printed and numbers >= NUMERIC * len(printed) else "text"


def _body(table: Table) -> dict[int, dict[int, Cell]]:
    """The body cells of a table by row and column."""
    rows: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in table.cells:
        if not cell.is_header:
            rows[cell.row][cell.col] = cell
    return dict(sorted(rows.items()))


def _code(pieces: Sequence[str]) -> str:
    """A code printed in pieces (208 | 05 | 01), whole, or whole on every level (208 | 20805 | 2080501)."""
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1 and all(after.startswith(before) for before, after in pairwise(pieces)):
        return pieces[-1]
    return "".join(pieces)


class Sheet(NamedTuple):
    """What the checks need of a table: its figures, by row and column, its sums, and the key of each figure's row."""

    figures: dict[tuple[int, int], Figure]
    instances: list[Instance]
    keys: dict[tuple[int, int], str]
    codes: list[Cell]


def read_sheet(table: Table, digits: Mapping[int, Sequence[Seen]]) -> Sheet:
    """The figures of a table and the sums in which they stand; ``digits`` are the characters of each cell, by its identity."""
    rows = _body(table)
    paths = {cell.col: tuple(cell.header_path) for row in rows.values() for cell in row.values() if cell.col_span == 1}
    columns = range(table.column_count)
    roles = {col: _role(paths.get(col, ()), [row[col] for row in rows.values() if col in row]) for col in columns}
    values = [col for col in columns if roles[col] == "value"]
    figures: dict[tuple[int, int], Figure] = {}
    for at, row in rows.items():
        for col in values:
            text = squeeze(row[col].text) if col in row else ""
            if text and FIGURE_LIKE.fullmatch(text):
                figures[at, col] = Figure(row[col], value(text) if is_figure(text) else None, digits.get(id(row[col]), ()))
    instances: list[Instance] = []
    keys: dict[tuple[int, int], str] = {}
    for block in _blocks(roles):
        numbers = [col for col in block if col in values]
        coded = [col for col in block if roles[col] in CODE_ROLES]
        named = [col for col in block if roles[col] in ("label", "unit_name")]
        order = list(rows)
        texts = {at: {col: squeeze(row[col].text) for col in block if col in row} for at, row in rows.items()}
        codes = [_code([texts[at].get(col, "") for col in coded]) for at in order]
        labels = ["".join(texts[at].get(col, "") for col in (*coded, *named)) for at in order]
        for at, code, label in zip(order, codes, labels, strict=True):
            keys.update({(at, col): code or label for col in numbers})
        heads = [Column("value", paths.get(col) or (str(col),)) for col in numbers]
        for number, rule in enumerate(row_sums(heads)):
            for at in order:
                terms = [(sign, (at, numbers[place])) for sign, place in rule.parts]
                _add(instances, figures, (at, numbers[rule.total]), terms, ("row", number), _say(heads, rule))
        for link, family in _links(labels, codes if coded else []):
            for col in numbers:
                terms = [(1, (order[child], col)) for child in link.children]
                _add(instances, figures, (order[link.parent], col), terms, family, f"{labels[link.parent]} = sum of its parts")
    coded = [col for col in columns if roles[col] in CODE_ROLES]
    return Sheet(figures, _valid(instances), keys, [row[col] for row in rows.values() for col in coded if col in row])


def _say(heads: Sequence[Column], rule: Sum) -> str:
    return f"{'/'.join(heads[rule.total].path)} = {rule.text}"


def _links(labels: list[str], codes: list[str]) -> list[tuple[Link, tuple[str, int]]]:
    """How the rows of a block add up, and which of these sums stand or fall together."""
    links = row_links(labels, codes)
    return [(link, ("codes", 0) if codes and codes[link.parent] else ("total", link.parent)) for link in links]


def _blocks(roles: Mapping[int, str]) -> list[list[int]]:
    """Columns of blocks that stand side by side: a key behind a figure starts the next."""
    blocks: list[list[int]] = [[]]
    for col, role in roles.items():
        if blocks[-1] and role in KEY_ROLES and roles[blocks[-1][-1]] == "value":
            blocks.append([])
        blocks[-1].append(col)
    return blocks


def _add(
    instances: list[Instance],
    figures: Mapping[tuple[int, int], Figure],
    total: tuple[int, int],
    parts: Iterable[tuple[int, tuple[int, int]]],
    family: tuple[str, int],
    text: str,
) -> None:
    """Note a sum of which the total and a part are printed."""
    printed = [(sign, figures[place]) for sign, place in parts if place in figures]
    if total in figures and printed:
        instances.append(Instance(figures[total], printed, family, text))


def _valid(instances: list[Instance]) -> list[Instance]:
    """The sums that the table keeps: families of which at least half are exact. Each figure learns in which it stands."""
    held: Counter[tuple[str, int]] = Counter()
    judged: Counter[tuple[str, int]] = Counter()
    for instance in instances:
        off = instance.off()
        if off is not None:
            judged[instance.family] += 1
            held[instance.family] += abs(off) <= instance.slack()
    valid = [instance for instance in instances if held[instance.family] and 2 * held[instance.family] >= judged[instance.family]]
    for instance in valid:
        for figure in instance.figures:
            figure.sums.append(instance)
    return valid


# --- corrections --------------------------------------------------------------


def _edit(figure: Figure, wanted: Decimal) -> str | None:
    """The text of ``figure`` with one character read otherwise so that it prints ``wanted``; None where that takes more,
    or where the recogniser had no doubt about that character."""
    text = squeeze(figure.cell.text)
    digits = figure.digits if len(figure.digits) == len(text) else ()
    places = decimals(plain(text)) if is_figure(text) else max(0, -int(wanted.as_tuple().exponent))
    if wanted != wanted.quantize(Decimal(1).scaleb(-places)):
        return None
    shown = f"{wanted:,.{places}f}" if "," in text or (abs(wanted) >= 1000 and _grouped(text)) else f"{wanted:.{places}f}"
    doubtful = figure.doubt < DOUBTFUL
    if len(shown) == len(text):
        changed = [at for at, (a, b) in enumerate(zip(text, shown, strict=True)) if a != b]
        if len(changed) != 1:
            return None
        at = changed[0]
        if digits:
            digit = digits[at]
            believed = digit.probability < DOUBTFUL or (digit.rival == shown[at] and digit.rival_probability >= RIVAL)
            return shown if believed else None
        return shown if doubtful else None
    if abs(len(shown) - len(text)) == 1 and doubtful:
        longer, shorter = (shown, text) if len(shown) > len(text) else (text, shown)
        return shown if any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))) else None
    return None


def _grouped(text: str) -> bool:
    """Whether a figure as recognised shows thousands separators, or is too short to."""
    return "," in text or len(re.sub(r"\D", "", text.partition(".")[0])) < 4


def _missed(figure: Figure) -> list[Instance]:
    return [instance for instance in figure.sums if (off := instance.off()) is None or abs(off) > instance.slack()]


def correct(instances: Sequence[Instance]) -> None:
    """Correct the figures that missed sums and the recogniser's doubts together leave one other reading."""
    again = True
    while again:
        again = False
        for instance in instances:
            off = instance.off()
            if off is not None and abs(off) <= instance.slack():
                continue
            found: dict[int, tuple[Figure, str]] = {}
            for figure in instance.figures:
                wanted = instance.needs(figure)
                if wanted is None or any(other.needs(figure) not in (None, wanted) for other in figure.sums):
                    continue
                text = _edit(figure, wanted)
                if text is not None:
                    found[id(figure)] = (figure, text)
            if len(found) == 1:
                ((figure, text),) = found.values()
                said = "; ".join(dict.fromkeys(other.text for other in figure.sums))
                figure.cell.inferred = True
                figure.cell.inference = f"recognised as {squeeze(figure.cell.text)}; corrected to satisfy {said}"
                figure.cell.text, figure.amount, figure.digits = text, value(text), ()
                again = True


# --- flags --------------------------------------------------------------------


def _usual_decimals(sheet: Sheet) -> int | None:
    """How many decimals nearly all figures of a table print."""
    counts = Counter(decimals(squeeze(f.cell.text)) for f in sheet.figures.values() if f.amount)
    if not counts:
        return None
    usual, often = counts.most_common(1)[0]
    return usual if often >= USUAL * counts.total() else None


def _against(figure: Figure, usual: int | None, repeated: bool) -> str:
    """What speaks against a figure; empty where nothing does."""
    if figure.cell.inferred or figure.amount is None:
        return ""
    text = squeeze(figure.cell.text)
    if any((off := instance.off()) is not None and off == 0 for instance in figure.sums) or repeated:
        return ""
    missed = _missed(figure)
    if missed and figure.doubt < SURE:
        return f"recognised with probability {figure.doubt:.2f}, and contradicts {missed[0].text}"
    if figure.doubt < DOUBTFUL:
        return f"recognised with probability {figure.doubt:.2f}, and no sum confirms it"
    if usual and figure.amount and decimals(text) != usual:
        return f"prints {decimals(text)} decimals where its table prints {usual}, and no sum confirms it"
    return ""


def check(tables: Sequence[Table], digits: Mapping[int, Sequence[Seen]]) -> None:
    """Correct and flag the recognised figures of a document (cells are changed in place).

    ``digits`` holds the characters of each cell on a scanned page, by the identity of the cell. A corrected cell is
    ``inferred``; one that is doubtful says why in its ``inference``.
    """
    sheets = [read_sheet(table, digits) for table in tables]
    for sheet in sheets:
        correct(sheet.instances)
    printed: dict[tuple[str, Decimal], set[int]] = defaultdict(set)
    for number, sheet in enumerate(sheets):
        for place, figure in sheet.figures.items():
            if figure.amount is not None and len(figure.digits) >= 4:
                printed[sheet.keys.get(place, ""), figure.amount].add(number)
    for sheet in sheets:
        usual = _usual_decimals(sheet)
        for place, figure in sheet.figures.items():
            repeated = figure.amount is not None and len(printed[sheet.keys.get(place, ""), figure.amount]) > 1
            if figure.digits and (why := _against(figure, usual, repeated)):
                figure.cell.inference = why
        for cell in sheet.codes:
            if digits.get(id(cell)) and min(digit.probability for digit in digits[id(cell)]) < DOUBTFUL:
                cell.inference = "a code recognised in doubt"
