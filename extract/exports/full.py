"""A table that prints every cell, each on a line of its own (plain ``pdftotext``) → its rows with the labels that are proved.

Where nothing is blank, the figures come row by row, as many as there are columns, and every row satisfies the sums across it:
that proves which figures make a row, and their columns. The words between the rows say whose row it is, where a page prints just
one label for each row, right before its figures (the last one may stand behind them), or where labels that stray are proved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby, product
from operator import itemgetter

from extract.exports import puzzle
from extract.exports.captions import Region
from extract.exports.columns import Recovered
from extract.exports.labels import GRAND, PREFIX, WHOLE, Mark, class_codes, has_decimals, is_figure, is_official, mark_of
from extract.exports.lines import TextLine
from extract.exports.report import Report
from extract.exports.rows import Part, PrintedRow
from extract.exports.scattered import WRAPPED, Spot, add_row, is_wording, name_codes, open_block, places_of, spot_of, words_of
from extract.exports.templates import Form, Match, Sum, load_forms, own_form, row_sums
from extract.vocabulary import is_word, squeeze

NARROW = 3  # fewer columns make no row that its sums can prove
BROKEN = 0.1  # share of the rows of a page whose own sums may miss, where the rows around them hold
FOREIGN = 6  # more lines among the heads are no labels but another header
TAIL = 3  # so many lines of the first label may follow the header
UNSURE = "nothing says which label belongs to the row: its page prints more or fewer labels than rows, or prints them elsewhere"
_CODE = re.compile(r"\d{3}(\d\d){0,2}")
_UNIT_CODE = re.compile(r"\d{3}|\d{6}|\d{9}")
_KEY = re.compile(r"\d{1,7}")  # where amounts have decimals: a code, or the number of a row
_YEAR = re.compile(r"20\d\d年?(预算|决算)?数?|(比上年)?增减.{0,6}")


@dataclass
class Row:
    """The figures of one row, and its label where the page tells it."""

    spots: list[Spot] = field(default_factory=list)
    label: str | None = None
    code: str = ""
    broken: bool = False  # its own sums do not hold: the report is wrong, or this is no row
    unit_code: str = ""
    unit: str = ""  # the body that the rows of several years belong to


def read_full(region: Region, code: str, report: Report) -> Recovered | None:
    """The rows of a table that prints every cell; None where it does not, or where its form is not known or has codes or remarks."""
    digits = places_of(region.lines)
    found = _header_of(region, code)
    if found is None:
        return None
    match, header, lead = found
    form = match.form
    columns = form.of_block(0, "value")
    sums = row_sums([form.columns[column] for column in columns])
    if not _is_plain(form) or len(columns) < NARROW or not sums:
        return None
    bodies = _bodies_of(region, header, lead)
    keys = _KEY if digits and form.of_block(0, "ordinal", "unit_code") else _CODE if form.of_block(0, "subject_code") else None
    pages: list[tuple[list[Row], Page]] = []
    for body in bodies:
        bare = [rest for line in body if (rest := _without(line, keys))] if keys else body
        own = _rows_of(bare, len(columns), sums, digits)
        if own is None:
            return None
        pages.append(own)
    known = Known(region.bodies, report.prose, lambda name, total: report.tells(name, Decimal(total).scaleb(-digits), region.scale))
    rows = _label(form, pages, lead, [word for body in bodies for line in body for word in line.words], known)
    if not rows:
        return None
    block = open_block(form, digits)
    printed: list[PrintedRow] = []
    for row in rows:
        part = Part(0, _keys(form, row), doubt="" if row.label is not None else UNSURE)
        add_row(block, printed, part, row.spots[0][2], row.spots, [tuple(range(len(columns)))])
    return Recovered(region, code, form, match.score, header, printed, [block])


def _bodies_of(region: Region, header: list[TextLine], lead: list[TextLine]) -> list[list[TextLine]]:
    """The lines of each page below its header, which later pages may print again."""
    texts = {line.squeezed for line in header}
    first = region.lines[0].page_no
    heading = {id(line) for line in (*header, *lead)}
    pages: dict[int, list[TextLine]] = {}
    for line in region.lines:
        own = pages.setdefault(line.page_no, [])
        if not (id(line) in heading if line.page_no == first else line.squeezed in texts):
            own.append(line)
    return [pages[page] for page in sorted(pages)]


def _label(form: Form, pages: list[tuple[list[Row], Page]], lead: list[TextLine], words: list[str], known: Known) -> list[Row]:
    """The rows of all pages, with the labels that are proved; ``lead`` are lines of labels among the words of the header."""
    coded, dated = bool(form.of_block(0, "subject_code")), bool(form.of_block(0, "year"))
    codes = frozenset(word for word in words if _CODE.fullmatch(word)) if coded else frozenset[str]()
    pages[0][1].lead = [] if dated else names_of(lead, known)
    settled = settle_labels([page for _, page in pages], codes, known)
    rows: list[Row] = []
    for (of_page, places), labels in zip(pages, settled, strict=True):
        if dated:
            _date(of_page, places, lead if of_page is pages[0][0] else [], known)
        elif not coded:
            _label_beside(of_page, places, bool(form.of_block(0, "unit_code")))
        for row, label in zip(of_page, labels, strict=True):
            if label is not None and not dated:
                row.label, row.code = label.text, label.code
            elif row.broken:
                row.label = None
        rows += of_page
    if form.of_block(0, "unit_code"):
        _give_codes(rows, [word for word in words if _UNIT_CODE.fullmatch(word)])
    return rows


def _date(rows: list[Row], page: Page, lead: list[TextLine], known: Known) -> None:
    """Give the rows of a table by bodies and years their year, each printed right before its row, and their body, where the page prints
    the name of one for each round of years: that of the table, or names that the prose has too."""
    years: list[str] = []
    bodies: list[str] = []
    for place, lines in [(0, lead), *page.blocks]:
        for line in lines:
            if not _YEAR.fullmatch(line.squeezed):
                bodies.append(line.text.strip())
            elif place == len(years):
                years.append(line.text.strip())
            else:
                return
    rounds = years.count(years[0]) if years else 0
    if len(years) != len(rows) or rounds != len(bodies) or years != years[: len(rows) // rounds] * rounds:
        return
    if any(squeeze(body) not in known.bodies and squeeze(body) not in known.prose for body in bodies):
        return
    for row, year in zip(rows, years, strict=True):
        row.label = year
    for row, body in zip(rows[:: len(rows) // rounds], bodies, strict=True):  # printed once for all its years
        row.unit = body


def _give_codes(rows: list[Row], codes: list[str]) -> None:
    """Give the rows of bodies their codes, where the table prints one for each, in rising order but for one that strays; else it is not
    known which body is which: a department and its own office often bear the same name."""
    bodies = [row for row in rows if row.label is None or not GRAND.match(squeeze(row.label))]
    rising = sorted(set(codes))
    if len(rising) == len(codes) == len(bodies) and any([c for c in codes if c != one] == [c for c in rising if c != one] for one in codes):
        for row, code in zip(bodies, rising, strict=True):
            row.unit_code = code
    else:
        for row in bodies:
            row.label = None


def _is_plain(form: Form) -> bool:
    """Whether the rows of a form bear the name of a body or one label with its code, perhaps a year or a number, and nothing else but
    amounts and 备注: what a page prints of these makes more labels than rows, and it is not read."""
    labels, bodies, codes = (len(form.of_block(0, role)) for role in ("label", "unit_name", "subject_code"))
    others = form.of_block(0, "text", "quantity", "percent", "line_no", "subject_code_part", "project_code", "subject_code")
    others = [column for column in others if squeeze(form.columns[column].path[-1]) != "备注"]
    named = labels + bodies == 1 if not codes else labels == 1 >= bodies
    return len(form.blocks) == 1 and named and len(others) == codes <= 1


def _without(line: TextLine, keys: re.Pattern[str]) -> TextLine | None:
    """A line without the codes, and numbers of rows, that it prints; None where it prints nothing else."""
    pieces = [piece for piece in line.pieces if not keys.fullmatch(piece.text)]
    if len(pieces) == len(line.pieces):
        return line
    return replace(line, text=" ".join(piece.text for piece in pieces)) if pieces else None


def _header_of(region: Region, code: str) -> tuple[Match, list[TextLine], list[TextLine]] | None:
    """The form of the table, the lines of its header, and those of labels among them: the header is the words above the first figure
    that explain a form best, without the first label behind them and labels between them, and with heads that stray below."""
    page = region.lines[0].page_no
    above: list[TextLine] = []
    decimal = any(has_decimals(word) for line in region.lines for word in line.words)
    for line in region.lines:
        figured = not is_wording(line) and any(has_decimals(word) if decimal else is_figure(word) for word in line.words)
        if line.page_no != page or figured:
            break
        if is_wording(line) and not is_word("owner_line", line.text):
            above.append(line)
    best: tuple[Match, list[TextLine], list[TextLine]] | None = None
    foreign: list[list[TextLine]] = [[], [line for line in above if line.squeezed in region.bodies]]
    forms = [form for form in load_forms() if form.table_code == code]
    for form in forms:
        if (others := _foreign(above, form)) not in foreign and len(others) <= FOREIGN:
            foreign.append(others)
    totals: list[list[TextLine]] = [[], *([line] for line in above if line.squeezed == "合计")]
    heads = {squeeze(node[-1]) for form in forms for node in form.nodes}
    late = [line for line in region.lines if line.page_no == page and line not in above and line.squeezed in heads]
    for lead in ([*total, *others] for total in totals for others in foreign):
        kept = [line for line in above if line not in lead]
        for count, more in product(range(min(TAIL, len(kept)) + 1), ([], late) if late else ([],)):
            header = [*kept[: len(kept) - count], *more]
            text = words_of(header)
            match = own_form(code, text) if text else None
            if match is not None and (best is None or match.score > best[0].score):
                best = match, header, lead
    return best


def _foreign(lines: list[TextLine], form: Form) -> list[TextLine]:
    """The lines that print no head of a form, nor a piece of one."""
    heads = [squeeze(node[-1]).replace("20YY", "20XX") for node in form.nodes]
    words = [re.sub(r"20\d\d", "20XX", line.squeezed) for line in lines]
    return [
        line
        for line, text in zip(lines, words, strict=True)
        if not is_word("unit_line", line.text) and not any(text in head or head in text for head in heads)
    ]


def _rows_of(lines: list[TextLine], width: int, sums: list[Sum], digits: int) -> tuple[list[Row], Page] | None:
    """The rows of a page, and its labels with the number of rows before each; None where its figures make no full rows."""
    rows: list[Row] = []
    blocks: list[tuple[int | None, list[TextLine]]] = []
    count = 0
    follows = False
    for number, line in enumerate(lines):
        if is_wording(line):
            if follows and line.blank_before == 0:
                blocks[-1][1].append(line)
            elif not is_word("note_start", line.text):
                blocks.append((count // width if count % width == 0 else None, [line]))
            follows = not is_word("note_start", line.text)
            continue
        follows = False
        for piece in line.pieces:
            if not is_figure(piece.text):
                return None
            if count % width == 0:
                rows.append(Row())
            rows[-1].spots.append(spot_of(piece, line, digits, number))
            count += 1
    whole = tuple(range(width))
    for row in rows:
        row.broken = whole not in puzzle.readings([f.value for f, _, _ in row.spots], width, sums, 1)
    if count % width or sum(row.broken for row in rows) > BROKEN * len(rows):
        return None
    return rows, Page([[f.value for f, _, _ in row.spots] for row in rows], blocks)


def _label_beside(rows: list[Row], page: Page, bodies: bool) -> None:
    """Give each row of a page the label right before it, where the page prints just one for each."""
    if not rows:
        return  # a page of words goes on with a label or a note
    places = [*(0 for _ in page.lead), *(at for at, _ in page.blocks)]
    texts = [*(name.text for name in page.lead), *("".join("".join(line.words) for line in lines) for _, lines in page.blocks)]
    before = list(range(len(rows)))
    # The names of bodies are few, and follow their rows at times.
    follow = bodies and len(places) == len(before) and all(place in (row, row + 1) for place, row in zip(places, before, strict=True))
    if not (follow or places in (before, [*before[:-1], len(rows)])) or any("。" in text for text in texts):  # the last may follow its row
        return
    for row, text in zip(rows, texts, strict=True):
        row.label = text
    for number, (_, lines) in enumerate(page.blocks, len(page.lead)):
        if number and len(lines) > 1 and not any(is_official(squeeze(text)) for text in texts[number - 1 : number + 1]):
            rows[number - 1].label = rows[number].label = None  # its first line may be the end of the label above


def _keys(form: Form, row: Row) -> dict[int, str]:
    """The label in its column, with the code beside it; a year in that of years, beside the body where it is printed."""
    years, bodies, labels = (form.of_block(0, role) for role in ("year", "unit_name", "label"))
    keys = {(bodies or labels)[0]: row.unit} if row.unit else {}
    keys |= dict.fromkeys(form.of_block(0, "unit_code"), row.unit_code) if row.unit_code else {}
    if row.code:
        keys |= dict.fromkeys(form.of_block(0, "subject_code"), row.code) | {labels[0]: row.label or ""}
    elif row.label:
        keys[years[0] if years and _YEAR.fullmatch(squeeze(row.label)) else (bodies or labels)[0]] = row.label
    return keys


# --- whose row it is --------------------------------------------------------
#
# Most labels stand right before their row; some stray, and stand together in the order of their rows. Where a page has as many labels as
# rows, those that stray fill the rows without one in that order. That is a guess, and believed where it is proved: names of subjects
# ascend in code below each body or total, items make their class, classes make their body, and bodies make the total, in every column.
# Another order of names would not ascend, and a name below another body would miss its sum.


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


def settle_labels(pages: Sequence[Page], printed: frozenset[str], known: Known = Known()) -> list[list[Label | None]]:
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
    if any(at and name is not None and GRAND.match(name.squeezed) for at, name in enumerate(names)):
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
