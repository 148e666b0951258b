"""Rows of several classifications that print their total and parts of it, in exports that print every cell on a line of its own.

Such rows (`2050803-培训支出 | 50203-培训费 | 30216-培训费 | 合计 | 基本支出 | 项目支出`) add up to nothing that is printed, and a part that
equals the total may stand in several columns. But each column prints its cells from top to bottom: the totals come in the order of the
rows, and each before its parts. They are certain where two things agree all over a page: the one way to part its figures into totals and
parts of them, in the order of print; and the figures that stand right behind the names of their row. The parts stay open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from extract.recover.blocks import Recovered
from extract.recover.forms import own_form
from extract.recover.lines import TextLine
from extract.recover.numbers import has_decimals
from extract.recover.parts import GRAND, Part, PrintedRow
from extract.recover.regions import Region
from extract.recover.spots import Spot, add_bare, add_row, is_wording, open_block, places_of, spot_of, words_of
from extract.recover.subjects import known_codes
from extract.recover.sums import row_sums
from extract.vocabulary import squeeze

WHY = "the order of print, the sums of the rows of the page, and the names before the figure"
OPEN = "the part may stand in several columns: it equals the total of its row, or stands apart from its names"
STRAY = "nothing says which row the figure belongs to: the order of print and the names beside the figures do not agree on this page"
CUT = "a name of the row may go on in words that stand elsewhere on the page"
_CODED = re.compile(r"(\d{5,7})-\S")
_FIRST = (("功能", "2"), ("政府", "5"), ("部门", "3"))  # what the codes of a classification begin with, by a word of its head
MOST_APART = 30  # figures of a page that no other equals; more are not parted into totals and parts
PARTS = 3  # so many parts a total has at most
SUPPORTED = 0.6  # share of the rows of a page whose total must stand right behind their names


@dataclass
class Names:
    """The names of a row, one a classification, and the line that prints the first."""

    texts: list[str]
    line: TextLine


@dataclass
class Page:
    """What a page prints: the names of its rows, its figures, and which row's names each figure stands right behind, if any."""

    rows: list[Names]
    spots: list[Spot]
    behind: list[int | None]
    loose: list[str] = field(default_factory=list)  # words that belong to no name that is known


def read_ordered(region: Region, code: str) -> Recovered | None:
    """The rows with the totals that are certain, and all other figures bare; None where the form is another or no total is certain."""
    header = _header_of(region)
    match = own_form(code, words_of(header))
    if match is None:
        return None
    form = match.form
    labels, columns = form.of_block(0, "label"), form.of_block(0, "value")
    firsts = [_first_of(form.columns[column].path) for column in labels]
    heads = [form.columns[column] for column in columns]
    sums = row_sums(heads)
    if len(form.blocks) > 1 or len(form.columns) != len(labels) + len(columns) or len(labels) < 2 or "" in firsts:
        return None
    if not any(rule.total == 0 for rule in sums):
        return None
    digits = places_of(region.lines)
    block = open_block(form, digits)
    rows: list[PrintedRow] = []
    loose: list[tuple[Spot, str]] = []
    last = region.lines[-1].page_no
    for number in sorted({line.page_no for line in region.lines}):
        page = _page_of([line for line in region.lines if line.page_no == number], firsts, digits)
        total = _grand(page) if number == last and any(GRAND.match(line.squeezed) for line in region.lines[-12:]) else None
        totals = _totals(page, total)
        heads_only = all(any(squeeze(word) in squeeze(head) for column in form.columns for head in column.path) for word in page.loose)
        for place, names in enumerate(page.rows):
            part = Part(0, dict(zip(labels, names.texts, strict=True)))
            if totals and not heads_only and not all(map(_is_official, names.texts)):
                part.doubt = CUT
            own = [page.spots[totals[place]]] if totals else []
            add_row(block, rows, part, names.line, own, [(0,)] if own else [()], WHY)
        if totals and total is not None:
            spot = page.spots[total[0]]
            add_row(block, rows, Part(0, {labels[0]: "合计"}), spot[2], [spot], [(0,)])
        taken = {*(totals or ()), *(total[:1] if totals and total else ())}
        loose += [(spot, OPEN if totals else STRAY) for at, spot in enumerate(page.spots) if at not in taken]
    if not any(part.figures for part in block.parts):
        return None
    for spot, why in loose:
        add_bare(block, rows, spot, why)
    return Recovered(region, code, form, match.score, header, rows, [block])


def _header_of(region: Region) -> list[TextLine]:
    """The words of the first page that are no names of rows: heads may be printed anywhere among these."""
    page = region.lines[0].page_no
    words = [line for line in region.lines if line.page_no == page and is_wording(line)]
    return [line for line in words if not any(_CODED.match(word) for word in line.words)]


def _first_of(path: Sequence[str]) -> str:
    """What the codes of the classification that a head names begin with."""
    return next((first for word, first in _FIRST if word in squeeze(path[-1])), "")


def _page_of(lines: list[TextLine], firsts: list[str], digits: int) -> Page:
    """What a page prints; no rows where it prints more names of one classification than of another, or they do not rise."""
    columns: dict[str, list[list[str]]] = {first: [] for first in firsts}  # names, each by its lines
    places: list[TextLine] = []
    spots: list[Spot] = []
    behind: list[int | None] = []
    loose: list[str] = []
    just: int | None = None  # the row whose last name ends right here
    for line in lines:
        for piece in line.pieces:
            coded = _CODED.match(piece.text)
            if coded and coded[1][0] in columns:
                columns[coded[1][0]].append([piece.text])
                just = len(columns[firsts[-1]]) - 1 if coded[1][0] == firsts[-1] else None
                if coded[1][0] == firsts[0]:
                    places.append(line)
            elif has_decimals(piece.text):
                spots.append(spot_of(piece, line, digits))
                behind.append(just)
                just = None
            elif not _go_on(columns, piece.text) and not GRAND.match(line.squeezed):
                loose.append(piece.text)
                just = None
    count = len(places)
    unnamed = Page([], spots, behind)
    if any(len(names) != count for names in columns.values()):
        return unnamed
    texts = [["".join(columns[first][row]) for first in firsts] for row in range(count)]
    codes = [[text.partition("-")[0] for text in row] for row in texts]
    if codes != sorted(codes) or any(above == below for above, below in pairwise(codes)):
        return unnamed
    return Page([Names(row, line) for row, line in zip(texts, places, strict=True)], spots, behind, loose)


def _go_on(columns: dict[str, list[list[str]]], piece: str) -> bool:
    """Whether a piece without a code goes on with the last name of a classification: the one that it makes official."""
    for names in columns.values():
        if names and not _is_official("".join(names[-1])) and _is_official("".join(names[-1]) + piece):
            names[-1].append(piece)
            return True
    return False


def _is_official(text: str) -> bool:
    code, _, name = text.partition("-")
    return any(code.startswith(one) for one in known_codes().get(squeeze(name), ()))


def _grand(page: Page) -> list[int] | None:
    """Where the grand total of the table and its parts stand: the greatest figure of its last page, and the one way to part it."""
    values = [spot[0].value for spot in page.spots]
    if not values:
        return None
    top = values.index(max(values))
    others = [at for at in range(len(values)) if at != top]
    parted = (parts for count in range(1, PARTS + 1) for parts in combinations(others, count))
    ways = [parts for parts in parted if sum(values[at] for at in parts) == values[top]]
    return [top, *ways[0]] if len(ways) == 1 else None


def _totals(page: Page, grand: list[int] | None) -> list[int] | None:
    """The figure that is the total of each row; None where nothing makes that certain."""
    left = [at for at in range(len(page.spots)) if not (grand and at in grand)]
    values = [page.spots[at][0].value for at in left]
    counts = Counter(values)
    apart = [value for value, count in counts.items() if count % 2]
    parted = _part(sorted(apart, reverse=True)) if len(apart) <= MOST_APART else []
    if len(parted) != 1 or any(counts[value] > 1 for value in apart):
        return None
    tops = set(parted[0])
    totals: list[int] = []
    for value, count in counts.items():
        where = [at for at, one in zip(left, values, strict=True) if one == value]
        if value in tops:
            totals += where
        elif count % 2 == 0:
            totals += where[::2]  # each total stands before its part
    totals.sort()
    if not totals or len(totals) != len(page.rows):
        return None
    rows = {at: row for row, at in enumerate(totals)}
    beside = [rows[at] == page.behind[at] for at in totals if page.behind[at] is not None]
    return totals if all(beside) and len(beside) >= SUPPORTED * len(totals) else None


def _part(values: list[int]) -> list[list[int]]:
    """The totals of each way to part figures, none equal to another, into totals and their parts; the greatest is always a total.
    No more than two ways are looked for."""
    if not values:
        return [[]]
    top, rest = values[0], values[1:]
    ways: list[list[int]] = []
    for count in range(2, PARTS + 1):
        for parts in combinations(rest, count):
            if sum(parts) == top:
                ways += [[top, *way] for way in _part([value for value in rest if value not in parts])]
                if len(ways) > 1:
                    return ways
    return ways
