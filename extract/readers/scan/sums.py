"""A recognised table → its figures, the sums in which they stand, and its codes."""

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
from extract.exports.labels import decimals, is_figure, value
from extract.exports.templates import CODE_ROLES, KEY_ROLES, Column, Link, Sum, row_links, row_sums
from extract.vocabulary import SEEDS, squeeze

NUMERIC = 0.8  # a column without telling words holds figures when this share of its cells does
LEGIBLE = 0.5  # a head or label with a less probable character may be another
USUAL = 0.9  # a table prints so many decimals when this share of its figures does
LOOKALIKES = str.maketrans({"O": "0", "o": "0", "Q": "0", "〇": "0", "l": "1", "I": "1", "|": "1", "。": ".", ":": ".", ";": ",", "'": ","})
FIGURE_LIKE = re.compile(r"[-−–—△▲(]?[\d.,。:;'lI|oOQ〇〓]+[)]?")


@dataclass
class Figure:
    """A printed figure: its value (None where the characters are no number) and how its characters were recognised."""

    cell: Cell
    amount: Decimal | None
    digits: Sequence[Seen]
    sums: list[Instance] = field(default_factory=list)

    @property
    def surety(self) -> float:
        """The probability of its least probable character."""
        return min((digit.probability for digit in self.digits), default=1.0)


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
        off = Decimal(0)
        for sign, figure in [(-1, self.total), *self.parts]:
            if figure.amount is None:
                return None
            off -= sign * figure.amount
        return off

    def holds(self) -> bool:
        """Whether the sum is exact, or as near as rounding explains: half a unit of the last place a figure."""
        off = self.off()
        places = max(decimals(squeeze(figure.cell.text)) for figure in self.figures)
        return off is not None and abs(off) <= Decimal(len(self.parts) + 1) / 2 * Decimal(1).scaleb(-places)

    def needs(self, figure: Figure) -> Decimal | None:
        """What ``figure`` has to be for this sum to be exact; None where another figure is no number."""
        rest, own = Decimal(0), 0
        for sign, other in [(-1, self.total), *self.parts]:
            if other is figure:
                own += sign
            elif other.amount is None:
                return None
            else:
                rest += sign * other.amount
        return -rest / own if own else None


class Entry(NamedTuple):
    """A classification code beside its name: the cells that print the code, the code, and the name."""

    cells: list[Cell]
    code: str
    name: str


class Sheet(NamedTuple):
    """What the checks need of a table: its figures by row and column, the key of the row of each, its sums and its codes."""

    figures: dict[tuple[int, int], Figure]
    keys: dict[tuple[int, int], str]
    sums: list[Instance]
    entries: list[Entry]
    decimals: int | None  # how many nearly all figures print
    unclear: dict[tuple[int, int], str]  # where the head above a figure, or the label that is the key of its row, was hardly legible


@cache
def _role_words() -> list[tuple[re.Pattern[str], str, str]]:
    """The words that tell the part of a column in any table, most telling first."""
    with (SEEDS / "vocabulary" / "header_words.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted((row for row in csv.DictReader(file) if not row["table_pattern"]), key=lambda row: int(row["priority"]))
    return [(re.compile(row["pattern"]), row["matched_on"], row["role"]) for row in rows]


def _role(path: Sequence[str], cells: Sequence[Cell]) -> str:
    """The part of a column, by its heads, or by what it prints where those say nothing or are contradicted."""
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


def _blocks(roles: Mapping[int, str]) -> list[list[int]]:
    """Columns of blocks that stand side by side: a key behind a figure starts the next."""
    blocks: list[list[int]] = [[]]
    for col, role in roles.items():
        if blocks[-1] and role in KEY_ROLES and roles[blocks[-1][-1]] == "value":
            blocks.append([])
        blocks[-1].append(col)
    return blocks


def _code(pieces: Sequence[str]) -> str:
    """A code printed in pieces (208 | 05 | 01), whole, or whole on every level (208 | 20805 | 2080501)."""
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1 and all(after.startswith(before) for before, after in pairwise(pieces)):
        return pieces[-1]
    return "".join(pieces)


def tidy(text: str, usual: int | None) -> str:
    """A figure written as figures are: letters that look like digits are digits, and of marks that look alike the last is
    the point where as many digits follow as the table ``usual``-ly prints, the others part thousands."""
    shown = re.sub(r"[.,]{2,}", ".", text.translate(LOOKALIKES))
    sign, *rest = re.fullmatch(r"([^\d.,]*)([\d.,]*)(.*)", shown, re.DOTALL).groups()  # type: ignore[union-attr]
    pieces = re.split(r"[.,]", rest[0])
    if usual and len(pieces) > 1 and len(pieces[-1]) == usual and (len(pieces) == 2 or _grouped(pieces[:-1])):
        return f"{sign}{','.join(pieces[:-1])}.{pieces[-1]}{rest[1]}"
    if usual == 0 and len(pieces) > 1 and _grouped(pieces):
        return f"{sign}{','.join(pieces)}{rest[1]}"
    return shown


def _grouped(pieces: Sequence[str]) -> bool:
    return 1 <= len(pieces[0]) <= 3 and all(len(piece) == 3 for piece in pieces[1:])


def _usual_decimals(texts: Iterable[str]) -> int | None:
    counts = Counter(decimals(text) for text in texts if is_figure(text) and value(text))
    if not counts:
        return None
    usual, often = counts.most_common(1)[0]
    return usual if often >= USUAL * counts.total() else None


def read_sheet(table: Table, digits: Mapping[int, Sequence[Seen]]) -> Sheet:
    """The figures of a table and the sums in which they stand; ``digits`` are the characters of each cell, by its identity.

    Figures that are written as none are put right where that takes no digit (see :func:`tidy`), and say so.
    """
    rows: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in sorted((c for c in table.cells if not c.is_header), key=lambda c: c.row):
        rows[cell.row][cell.col] = cell
    paths = {cell.col: tuple(cell.header_path) for row in rows.values() for cell in row.values() if cell.col_span == 1}
    roles = {col: _role(paths.get(col, ()), [row[col] for row in rows.values() if col in row]) for col in range(table.column_count)}
    printed = {
        (at, col): row[col]
        for at, row in rows.items()
        for col, role in roles.items()
        if role == "value" and col in row and FIGURE_LIKE.fullmatch(squeeze(row[col].text))
    }
    usual = _usual_decimals(squeeze(cell.text) for cell in printed.values())
    figures = {place: _figure(cell, digits.get(id(cell), ()), usual) for place, cell in printed.items()}
    keys: dict[tuple[int, int], str] = {}
    unclear = _unclear_heads(table, digits, printed)
    sums: list[Instance] = []
    entries: list[Entry] = []
    for block in _blocks(roles):
        coded = [col for col in block if roles[col] in CODE_ROLES]
        named = [col for col in block if roles[col] in ("label", "unit_name")]
        numbers = [col for col in block if roles[col] == "value"]
        texts = {at: {col: squeeze(row[col].text) for col in block if col in row} for at, row in rows.items()}
        codes = {at: _code([text.get(col, "") for col in coded]) for at, text in texts.items()}
        labels = {at: "".join(text.get(col, "") for col in (*coded, *named)) for at, text in texts.items()}
        for at, row in rows.items():
            if not codes[at] and (label := next((row[col].text for col in named if col in row and _hardly(digits, row[col])), "")):
                unclear.update({(at, col): label for col in numbers})
            keys.update({(at, col): codes[at] or labels[at] for col in numbers})
            entries.extend(_entries(row, [col for col in coded if roles[col].startswith("subject_code")], named))
        sums.extend(_sums(figures, [(col, paths.get(col) or (str(col),)) for col in numbers], labels, codes if coded else {}))
    return Sheet(figures, keys, _valid(sums), entries, usual, unclear)


def _hardly(digits: Mapping[int, Sequence[Seen]], cell: Cell) -> bool:
    """Whether a character of a cell is as likely another one."""
    return min((seen.probability for seen in digits.get(id(cell), ())), default=1.0) < LEGIBLE


def _unclear_heads(table: Table, digits: Mapping[int, Sequence[Seen]], printed: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The figures that stand under a head that was hardly legible, and that head."""
    heads = {
        col: cell.text
        for cell in table.cells
        if cell.is_header and _hardly(digits, cell)
        for col in range(cell.col, cell.col + cell.col_span)
    }
    return {(at, col): heads[col] for at, col in printed if col in heads}


def _figure(cell: Cell, digits: Sequence[Seen], usual: int | None) -> Figure:
    text = squeeze(cell.text)
    if digits and not is_figure(text) and is_figure(shown := tidy(text, usual)):
        cell.text, cell.inferred, cell.inference = shown, True, f"recognised as {text}; written as the figures of its table are"
        text = shown
    return Figure(cell, value(text) if is_figure(text) else None, digits)


def _entries(row: Mapping[int, Cell], coded: Sequence[int], named: Sequence[int]) -> list[Entry]:
    """The codes of a row: one in its columns of codes, or one in front of the name in each cell (20801-行政运行)."""
    cells = [row[col] for col in coded if col in row and squeeze(row[col].text)]
    joined = [(cell, re.fullmatch(r"([0-9A-Za-z]{3,})[-—–](\D.*)", squeeze(cell.text))) for cell in row.values()]
    found = [Entry([cell], match[1], match[2]) for cell, match in joined if match]
    if cells and not found:
        name = next((squeeze(row[col].text) for col in named if col in row), "")
        found.append(Entry(cells, _code([squeeze(cell.text) for cell in cells]), name))
    return found


def _sums(
    figures: Mapping[tuple[int, int], Figure],
    columns: Sequence[tuple[int, tuple[str, ...]]],
    labels: Mapping[int, str],
    codes: Mapping[int, str],
) -> list[Instance]:
    """The sums of a block of which the total and a part are printed: across its rows and down its columns."""
    found: list[Instance] = []

    def add(total: tuple[int, int], parts: Iterable[tuple[int, tuple[int, int]]], family: tuple[str, int], text: str) -> None:
        printed = [(sign, figures[place]) for sign, place in parts if place in figures]
        if total in figures and printed:
            found.append(Instance(figures[total], printed, family, text))

    heads = [Column("value", path) for _, path in columns]
    order = list(labels)
    for number, rule in enumerate(row_sums(heads)):
        for at in order:
            parts = [(sign, (at, columns[place][0])) for sign, place in rule.parts]
            add((at, columns[rule.total][0]), parts, ("row", number), _say(heads, rule))
    for link in row_links(list(labels.values()), list(codes.values())):
        for col, _ in columns:
            parts = [(1, (order[child], col)) for child in link.children]
            parent = order[link.parent]
            add((parent, col), parts, _family(link, codes, order), f"{labels[parent]} = sum of its parts")
    return found


def _family(link: Link, codes: Mapping[int, str], order: Sequence[int]) -> tuple[str, int]:
    """Sums of codes stand or fall together; each total has its own."""
    return ("codes", 0) if codes.get(order[link.parent]) else ("total", link.parent)


def _say(heads: Sequence[Column], rule: Sum) -> str:
    return f"{'/'.join(heads[rule.total].path)} = {rule.text}"


def _valid(sums: list[Instance]) -> list[Instance]:
    """The sums that the table keeps: families of which at least half hold. Each figure learns in which it stands."""
    held: Counter[tuple[str, int]] = Counter()
    judged: Counter[tuple[str, int]] = Counter()
    for instance in sums:
        if instance.off() is not None:
            judged[instance.family] += 1
            held[instance.family] += instance.holds()
    valid = [instance for instance in sums if held[instance.family] and 2 * held[instance.family] >= judged[instance.family]]
    for instance in valid:
        for figure in instance.figures:
            figure.sums.append(instance)
    return valid
