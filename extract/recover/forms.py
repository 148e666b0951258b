"""The forms in which a table is printed, from ``seeds/vocabulary/table_forms.csv``.

A form is the sequence of columns of a table: what part each plays and the words above it.
The header of a text export has lost its places but not its words, so a form is known by
its words: the one that uses up most of what the header prints, and misses least.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, cached_property, lru_cache

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
