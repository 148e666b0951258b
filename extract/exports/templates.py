"""The forms in which a table is printed, from ``seeds/vocabulary/table_forms.csv``.

A form is the sequence of columns of a table: what part each plays and the words above it.
The header of a text export has lost its places but not its words, so a form is known by
its words: the one that uses up most of what the header prints, and misses least.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, cached_property, lru_cache

from extract.exports.labels import COLUMN_TOTAL, TABLE_TOTAL, YEAR_LINE, chinese_mark
from extract.vocabulary import SEEDS, squeeze

VALUE_ROLES = ("value", "quantity", "percent")
KEY_ROLES = ("label", "unit_name", "subject_code", "subject_code_part", "line_no", "unit_code", "project_code", "catalogue_code", "ordinal")
CODE_ROLES = ("subject_code", "subject_code_part", "unit_code", "project_code")
ENOUGH = 0.88  # a form that explains less of the header is not the form of the table
LETTERS = 0.93  # share of letters in common by which a header of interleaved lines is known
_UNDATED = re.compile("20(XX|YY)")  # years, which are read in the header
ALIKE = 0.6  # two words that share this much are the same head worded differently


@dataclass(frozen=True)
class Column:
    """One column of a form; ``path`` is what is printed above it, outermost first."""

    role: str
    path: tuple[str, ...]

    @property
    def is_value(self) -> bool:
        return self.role in VALUE_ROLES


@dataclass(frozen=True)
class Form:
    """A sequence of columns that some table prints."""

    table_code: str
    columns: tuple[Column, ...]

    @cached_property
    def nodes(self) -> tuple[tuple[str, ...], ...]:
        """The heads of the form, each with those above it: one for every head that is printed once."""
        found: list[tuple[str, ...]] = []
        before: tuple[str, ...] = ()
        for column in self.columns:
            shared = 0
            while shared < min(len(before), len(column.path)) and before[shared] == column.path[shared]:
                shared += 1
            found.extend(column.path[: depth + 1] for depth in range(shared, len(column.path)))
            before = column.path
        return tuple(found)

    @cached_property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Column numbers of the blocks that stand side by side: a key behind a value starts the next one,
        where the block that it starts holds values again."""
        blocks: list[list[int]] = [[]]
        for index, column in enumerate(self.columns):
            rest = any(later.role == "value" for later in self.columns[index:])
            after_value = bool(blocks[-1]) and self.columns[blocks[-1][-1]].is_value
            if after_value and column.role in KEY_ROLES and rest:
                blocks.append([])
            blocks[-1].append(index)
        return tuple(tuple(block) for block in blocks)

    def of_block(self, block: int, *roles: str) -> list[int]:
        return [index for index in self.blocks[block] if self.columns[index].role in roles]

    def without_parts(self) -> Form:
        """The same form with the columns 类 | 款 | 项 of a code taken together."""
        columns: list[Column] = []
        for column in self.columns:
            if column.role != "subject_code_part":
                columns.append(column)
                continue
            path = column.path[:-1] if column.path[-1] in ("类", "款", "项") else column.path
            merged = Column("subject_code", path)
            if not columns or columns[-1] != merged:
                columns.append(merged)
        return replace(self, columns=tuple(columns))


@cache
def load_forms() -> tuple[Form, ...]:
    with (SEEDS / "vocabulary" / "table_forms.csv").open(encoding="utf-8", newline="") as file:
        forms = []
        for row in csv.DictReader(file):
            columns = [part.strip().partition(":") for part in row["form_columns"].split("|")]
            forms.append(Form(row["table_code"], tuple(Column(role, tuple(path.split("/"))) for role, _, path in columns)))
        return tuple(forms)


@cache
def _word_pattern(word: str) -> re.Pattern[str]:
    """A head as a pattern; XX stands for the two last digits of a year, YY for those of another."""
    return re.compile(re.sub("XX|YY", r"\\d\\d", re.escape(squeeze(word))))


@dataclass(frozen=True)
class Match:
    """How well a form explains a header, and the form with its heads as printed."""

    score: float
    form: Form


def _alike(piece: str, word: str) -> float:
    """How much two words share; nothing where they cannot share enough, which is known sooner."""
    matcher = SequenceMatcher(None, piece, word)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def match_form(form: Form, header: str) -> Match:
    """Take the heads of ``form`` out of the text of a header, the longest first.

    A head that is not found takes the most similar piece that is left: its other wording.
    Heads are compared squeezed and kept as printed.
    """
    left = squeeze(header)
    shown = header if len(header) == len(left) else left
    printed: dict[tuple[str, ...], str] = {}
    used = 0
    missing: list[tuple[str, ...]] = []
    for node in sorted(form.nodes, key=lambda node: -len(node[-1])):
        found = _word_pattern(node[-1]).search(left)
        if found:
            left = left[: found.start()] + "\0" * len(found.group(0)) + left[found.end() :]
            printed[node] = shown[found.start() : found.end()]
            used += len(found.group(0))
        else:
            missing.append(node)
    absent = 0
    for node in missing:
        pieces = [piece for piece in left.split("\0") if piece]
        ratios = [_alike(piece, squeeze(node[-1])) for piece in pieces]
        best = max(range(len(pieces)), key=ratios.__getitem__, default=None)
        if best is not None and ratios[best] >= ALIKE:
            piece = pieces[best]
            start = left.index(piece)
            left = left.replace(piece, "\0" * len(piece), 1)
            printed[node] = shown[start : start + len(piece)]
            used += len(piece)
        else:
            absent += len(node[-1])
    score = used / max(1, len(left) + absent)
    columns = []
    for column in form.columns:
        nodes = [column.path[: depth + 1] for depth in range(len(column.path))]
        columns.append(Column(column.role, tuple(printed.get(node, node[-1]) for node in nodes)))
    return Match(score, replace(form, columns=tuple(columns)))


def _match_letters(form: Form, header: str) -> Match:
    """Hold a form against a header whose heads are cut into lines and interleaved: they still print the same letters."""
    printed = Counter(squeeze(header))
    told = Counter(_UNDATED.sub("", squeeze("".join(node[-1] for node in form.nodes))))
    shared = (printed & told).total()
    wide = str.maketrans({half: full for half, full in zip("():", "（）：", strict=True) if full in header and half not in header})
    years = iter(re.findall(r"20\d\d", squeeze(header)))  # heads that name a year stand in order
    dated = {node: next(years, "") for node in form.nodes if _UNDATED.search(node[-1])}
    if "" in dated.values() or next(years, ""):
        return Match(0.0, form)
    columns = []
    for column in form.columns:
        nodes = [column.path[: depth + 1] for depth in range(len(column.path))]
        words = [_UNDATED.sub(dated.get(node, ""), node[-1]).translate(wide) for node in nodes]
        columns.append(Column(column.role, tuple(words)))
    return Match(2 * shared / max(1, printed.total() + told.total()), replace(form, columns=tuple(columns)))


def _find_letters(table_code: str, header: str) -> Match | None:
    """The one form of a table that has nearly the letters of its header; None where several have, in other orders."""
    found = sorted((_match_letters(f, header) for f in load_forms() if f.table_code == table_code), key=lambda m: -m.score)
    if not found or found[0].score < LETTERS:
        return None
    orders = {tuple(c.path for c in match.form.columns if c.is_value) for match in found if match.score == found[0].score}
    return found[0] if len(orders) == 1 else None


def find_form(table_code: str, header: str) -> Match | None:
    """The form of a table that explains its header best, its own or that of another table; None where none explains enough of it."""
    best = _best_own(table_code, header)
    if best is None or best.score < ENOUGH:
        best = max((match_form(form, header) for form in load_forms()), key=lambda match: match.score)
    return _enough(best, table_code)


@lru_cache(maxsize=1024)  # several readers ask about the same header
def own_form(table_code: str, header: str) -> Match | None:
    """The form of a table of just this code that explains its header; None where none explains enough of it."""
    best = _best_own(table_code, header)
    return _enough(best, table_code) if best is not None else None


def _best_own(table_code: str, header: str) -> Match | None:
    found = [match_form(form, header) for form in load_forms() if form.table_code == table_code]
    best = max(found, key=lambda match: match.score, default=None)
    letters = _find_letters(table_code, header)
    return letters if letters is not None and (best is None or letters.score > best.score) else best


def _enough(best: Match, table_code: str) -> Match | None:
    undated = any(_UNDATED.search(word) for column in best.form.columns for word in column.path)  # its years were not found
    return Match(best.score, replace(best.form, table_code=table_code)) if best.score >= ENOUGH and not undated else None


# --- the sums that heads and rows promise ------------------------------------


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
