"""Whose row is it? Labels of full rows that stand apart from their rows, in exports that print every cell on a line of its own.

Most labels stand right before their row; some stray, and stand together in the order of their rows. Where a page has as many labels as
rows, those that stray fill the rows without one in that order. That is a guess, and believed where it is proved: names of subjects
ascend in code below each body or total, items make their class, classes make their body, and bodies make the total, in every column.
Another order of names would not ascend, and a name below another body would miss its sum.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from extract.recover.labels import GRAND, PREFIX, WHOLE, Mark, class_codes, mark_of
from extract.recover.lines import TextLine
from extract.recover.scattered import WRAPPED, name_codes
from extract.vocabulary import squeeze


@dataclass(frozen=True)
class Name:
    """A label as printed; one of several lines that is no subject may hold the end of the label above."""

    text: str
    whole: bool = True

    @property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @property
    def mark(self) -> Mark | None:
        """How a line is numbered, 一、 （一） 1. or (1); None for other names."""
        return mark_of(re.sub("^其中:?", "", self.squeezed))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that a subject of this name may have; none for other names."""
        return class_codes(PREFIX.sub("", self.squeezed))


@dataclass(frozen=True)
class Known:
    """By what a name is known to be whole: it is that of the body whose table it is, or the prose of the report prints it."""

    bodies: frozenset[str] = frozenset()
    prose: str = ""
    tells: Callable[[str, int], bool] = lambda name, total: False  # whether the prose gives the total of a row behind its name

    def __contains__(self, name: str) -> bool:
        return name in self.bodies or (len(name) >= WHOLE and name in self.prose)


@dataclass
class Page:
    """The full rows of a page, their figures in units of the last place, and its labels: how many rows stand before each (None where
    it stands inside one), and their lines."""

    rows: list[list[int]]
    blocks: list[tuple[int | None, list[TextLine]]] = field(default_factory=list)
    lead: list[Name] = field(default_factory=list)  # labels that stand among the words of the header


@dataclass(frozen=True)
class Label:
    """The proved label of a row, with its code where it is a subject."""

    text: str
    code: str


def settle(pages: Sequence[Page], printed: frozenset[str], known: Known = Known()) -> list[list[Label | None]]:
    """The label of each row of each page; None where nothing proves it. ``printed`` are the codes that the table prints, if any."""
    rows = [row for page in pages for row in page.rows]
    blocks_of = [[(at, names_of(lines, known)) for at, lines in page.blocks] for page in pages]
    names = [name for page, blocks in zip(pages, blocks_of, strict=True) for name in _read(page, blocks, known)]
    beside = all(_is_beside(page, blocks) for page, blocks in zip(pages, blocks_of, strict=True))
    proved = _proved(rows, names, beside, printed)
    for row, (name, amounts) in enumerate(zip(names, rows, strict=True)):
        if name and not name.codes and len(name.squeezed) >= WHOLE and known.tells(name.squeezed, amounts[0]):
            proved.setdefault(row, "")
    settled: list[list[Label | None]] = []
    at = 0
    last = max((row for row, name in enumerate(names) if name and not name.codes), default=0)
    open_run = [name for name in names[last + 1 :] if name]
    if open_run and _ascending(open_run, printed) is None:
        last = len(rows)
    for page in pages:
        places = range(at, at + len(page.rows))
        at += len(page.rows)
        # A wrong order may hold for a few rows: a page is believed whole, but for the total of all pages, and for a body at the foot
        # whose rows go on elsewhere.
        whole = all(row in proved for row in places if 0 < row < last)
        labels: list[Label | None] = []
        for row in places:
            name = names[row]
            sure = name and whole and row in proved and (name.whole or name.codes or name.squeezed in known)
            labels.append(Label(name.text, proved[row]) if name and sure else None)
        settled.append(labels)
    return settled


def names_of(lines: Sequence[TextLine], known: Known) -> list[Name]:
    """The names that lines without a gap between them print: each subject, total and known name by itself, and the rest between as one."""
    names: list[Name] = []
    rest: list[TextLine] = []

    def name_of(taken: Sequence[TextLine]) -> Name:
        return Name("".join("".join(line.words) for line in taken), len(taken) == 1)

    def taken_at(at: int) -> int:
        """How many lines from one on print a subject, a total or a known name."""
        for count in range(min(WRAPPED, len(lines) - at), 0, -1):
            name = name_of(lines[at : at + count])
            if name.codes or GRAND.match(name.squeezed) or name.squeezed in known:
                return count
        return 0

    def flush() -> None:
        if rest:
            names.append(name_of(rest))
            rest.clear()

    at = 0
    while at < len(lines):
        count = taken_at(at)
        name = name_of(lines[at : at + count])
        # The name of a body may be the beginning of another.
        if count and (name.codes or (not rest and (at + count == len(lines) or taken_at(at + count)))):
            flush()
            names.append(name)
            at += count
        else:
            if Name(lines[at].squeezed).mark:
                flush()
            rest.append(lines[at])
            at += 1
    flush()
    return names


Blocks = list[tuple[int | None, list[Name]]]  # labels as they stand together, with the number of rows before them


def _is_beside(page: Page, blocks: Blocks) -> bool:
    """Whether every label but those among the words of the header stands alone and right before its row."""
    places = [at for at, names in blocks for _ in names]
    return places == list(range(len(page.lead), len(page.rows)))


def _read(page: Page, blocks: Blocks, known: Known) -> list[Name | None]:
    """Labels right before a row are its own, several before as many rows theirs; the others fill the rows that have none, in order."""
    found: list[Name | None] = [None] * len(page.rows)
    stray = list(page.lead)
    groups = [(at, [name for _, names in own for name in names]) for at, own in groupby(blocks, itemgetter(0))]
    for (at, names), after in zip(groups, [*(at for at, _ in groups[1:]), len(page.rows)], strict=False):
        room = 0 if at is None else (at + 1 if after is None else after) - at
        own = names if len(names) <= room else names[-1:] if room else []
        stray += names[: len(names) - len(own)]
        found[at : (at or 0) + len(own)] = own
    for row, name in enumerate(found):
        if name and not name.codes:  # a name whose second line strays
            joined = {one: Name(name.text + one.text, whole=False) for one in stray}
            rest = [one for one in stray if joined[one].codes or joined[one].squeezed in known]
            if len(rest) == 1:
                found[row] = joined[rest[0]]
                stray.remove(rest[0])
    if len(stray) != found.count(None):
        return [None] * len(page.rows)
    left = iter(stray)
    return [name or next(left) for name in found]


def _proved(rows: list[list[int]], names: list[Name | None], beside: bool, printed: frozenset[str]) -> dict[int, str]:
    """The rows whose labels are proved, with their codes; a list of bodies is by its total where its names stand ``beside`` their rows."""
    below = [name is not None and bool(name.codes or name.mark) for name in names]
    heads = [at for at, name in enumerate(names) if name is not None and not below[at]]
    proved: dict[int, str] = {}
    if any(head and GRAND.match(names[head].squeezed) for head in heads):  # type: ignore[union-attr]
        return proved  # a total stands first
    for head in heads:
        end = head + 1
        while end < len(rows) and below[end]:
            end += 1
        run = list(range(head + 1, end))
        own = [one for one in names[head + 1 : end] if one]
        codes = _ascending(own, printed) if run else None
        tree = codes or (_numbered(own) if run else None)
        if tree is not None and _makes(rows, head, run, tree):
            proved |= {head: "", **dict(zip(run, codes or [""] * len(run), strict=True))}
    if None not in names and heads[:1] == [0] and _adds_up(rows, 0, heads[1:]):
        proved |= dict.fromkeys(heads if beside else [0], "")
    if None not in names and len(proved) == len(rows) - 1 and 0 not in proved and not below[0]:
        proved[0] = ""  # the one label and the one row that are left
    return proved


def _ascending(names: list[Name], printed: frozenset[str]) -> list[str] | None:
    """The codes of subjects that ascend as they stand, each one that the table prints, if it prints any; None where they do not."""
    for first in ("2", "3"):
        if not names or not all(any(code[0] == first for code in name.codes) for name in names):
            continue
        found = name_codes([name.text for name in names], first, Counter(printed))
        if found is not None and [at for at, _ in found] == list(range(len(names))):
            codes = [code for _, code in found]
            if not printed or printed.issuperset(codes):
                return codes
    return None


def _numbered(names: list[Name]) -> list[str] | None:
    """The places of numbered lines among each other, as codes: （一） 1. 2. （二）; None where a number is missing."""
    places: list[str] = []
    path: list[tuple[int, int]] = []
    for name in names:
        if name.mark is None:
            return None
        style, number = name.mark
        while any(one == style for one, _ in path) and path[-1][0] != style:
            path.pop()
        before = path.pop()[1] if path and path[-1][0] == style else 0
        if number != before + 1:
            return None
        path.append((style, number))
        places.append("0" + "".join(f"{one:02d}" for _, one in path))
    return places


def _makes(rows: list[list[int]], head: int, run: list[int], codes: list[str]) -> bool:
    """Whether items make their sections and classes, and the classes make the row above them."""
    classes = [row for row, code in zip(run, codes, strict=True) if len(code) == 3]
    below = {own: [row for row, code in zip(run, codes, strict=True) if code[:-2] == own] for own in codes}
    return _adds_up(rows, head, classes) and all(
        _adds_up(rows, row, below[code]) for row, code in zip(run, codes, strict=True) if below[code]
    )


def _adds_up(rows: list[list[int]], total: int, parts: list[int]) -> bool:
    """Whether rows make another in every column, but for what rounding leaves of each."""
    if not parts:
        return False
    slack = (len(parts) + 1) / 2
    return all(abs(value - sum(rows[part][column] for part in parts)) <= slack for column, value in enumerate(rows[total]))
