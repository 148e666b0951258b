"""The lines of a body → what each row prints: keys by column of the form, and figures whose columns are not known yet."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from extract.exports.labels import TOTAL, Mark, chinese_mark, has_decimals, is_code, is_figure, is_mark, is_numbered, line_sides, plain
from extract.exports.lines import WIDE, Piece, TextLine
from extract.exports.templates import CODE_ROLES, KEY_ROLES, VALUE_ROLES, Form
from extract.vocabulary import squeeze


@dataclass
class Part:
    """What one block prints in one row: keys by column of the form, figures in order."""

    block: int
    keys: dict[int, str] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    places: list[int] | None = None  # the column of each figure, where the export keeps places
    gaps: list[int] | None = None  # for each figure, and after the last: how many spaces before it
    spots: list[Piece] | None = None  # where on its line each figure stands
    lines: list[TextLine] = field(default_factory=list)
    torn: bool = False  # label and figures stood apart
    doubt: str = ""  # what speaks against the row


@dataclass
class PrintedRow:
    """One row of a table over all its blocks."""

    parts: list[Part]
    line: TextLine


def join_words(words: list[str]) -> str:
    """Words of one label; Chinese needs no space between them."""
    return "".join(words)


def spaces_before(line: TextLine, figures: list[Piece]) -> list[int] | None:
    """How many spaces stand before each of the figures at the end of a line, and behind the last."""
    if line.merged is not None or not figures:
        return None
    gaps = []
    for figure in figures:
        head = line.text[: figure.start]
        gaps.append(len(head) - len(head.rstrip(" ")))
    tail = line.text[figures[-1].end :]
    return [*gaps, len(tail) if not tail.strip(" ") else -1]


def read_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """The rows of a body in reading order of the export."""
    if body and sum(1 for line in body if cells_of(line)) > len(body) / 2:
        return delimited_rows(form, body)
    roles = {column.role for column in form.columns}
    if "line_no" in roles:
        return numbered_rows(form, body)
    if roles & set(CODE_ROLES):
        return coded_rows(form, body)
    if any(column.role in ("label", "unit_name") for column in form.columns):
        return labelled_rows(form, body)
    return bare_rows(form, body)


# --- cells kept apart ---------------------------------------------------------


def cells_of(line: TextLine) -> list[str] | None:
    """The cells of a line whose export keeps them apart by tabs or pipes; None for other lines."""
    if "\t" in line.text:
        return [cell.strip() for cell in line.text.split("\t")]
    if line.text.count("|") > 1:
        return [cell.strip() for cell in line.text.strip().strip("|").split("|")]
    return None


def _cut_figure(text: str) -> bool:
    """Whether a cell holds one number whose last digits a narrow column has cut off: 1,597.5 1."""
    words = text.split()
    return len(words) == 2 and has_decimals(words[0]) and re.fullmatch(r"\d{1,2}", words[1]) is not None


def delimited_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """Rows whose cells are kept apart: where the export has as many columns as the form, or only its values counted from the right."""
    rows = []
    width = max(len(cells_of(line) or []) for line in body)
    direct = width == len(form.columns)
    for line in body:
        cells = cells_of(line)
        if cells is None or not any(cells) or all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            continue
        parts = {block: Part(block, places=[], lines=[line]) for block in range(len(form.blocks))}
        begin = 0
        for at, cell in enumerate(cells):
            if not cell:
                continue
            begin = line.text.find(cell, begin)
            spot = Piece(begin, begin + len(cell), cell)
            begin = spot.end
            column = at if direct else at - width + len(form.columns)
            block = next((b for b, columns in enumerate(form.blocks) if column in columns), 0)
            values = form.of_block(block, "value", "quantity", "percent")
            numeric = is_figure(cell) or _cut_figure(cell)
            if numeric and (column in values or column >= len(form.columns)):
                parts[block].figures.append(cell)
                parts[block].places = [*(parts[block].places or []), column - values[0]]
                parts[block].spots = [*(parts[block].spots or []), spot]
            else:
                _put_key(form, parts[block], max(0, column), re.sub(r"\s+", "", cell))
        if any(part.keys or part.figures for part in parts.values()):
            rows.append(PrintedRow([part for part in parts.values() if part.keys or part.figures], line))
    return rows


def _put_key(form: Form, part: Part, column: int, text: str) -> None:
    """A key cell in its column; a word that has slipped among the values goes to the nearest key column left of it."""
    keys = [c for c in form.blocks[part.block] if not form.columns[c].is_value]
    if column not in keys:
        left = [c for c in keys if c <= column and c not in part.keys]
        column = left[-1] if left else keys[0] if keys else column
    if is_code(text) and (codes := [c for c in form.of_block(part.block, *CODE_ROLES) if c not in part.keys]):
        column = codes[0]
    elif not is_figure(text) and form.columns[column].role in CODE_ROLES and not TOTAL.match(squeeze(text)):
        names = form.of_block(part.block, "label", "unit_name")
        column = names[0] if names and names[0] not in part.keys else column
    part.keys[column] = part.keys.get(column, "") + text


# --- rows with line numbers ----------------------------------------------------


def numbered_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """Rows with printed line numbers: the numbers, each one more than the last, part label from figures and block from block."""
    rows: list[PrintedRow] = []
    expected: list[int | None] = [None] * len(form.blocks)
    pending: list[str] = []
    for line in body:
        words = [*pending, *line.words]
        parts = _numbered_parts(form, words, expected)
        if not parts:
            pending = words if not any(has_decimals(word) for word in words) else []
            continue
        pending = []
        spots = list(line.pieces)
        for part in parts:
            part.lines = [line]
            part.spots = _take_spots(spots, part.figures)
            number = form.of_block(part.block, "line_no")
            if number and number[0] in part.keys:
                expected[part.block] = int(part.keys[number[0]]) + 1
        rows.append(PrintedRow(parts, line))
    return rows


def _take_spots(spots: list[Piece], figures: list[str]) -> list[Piece]:
    """The places of the figures of a block among those of its line that no block has taken yet."""
    found: list[Piece] = []
    for figure in figures:
        at = next((i for i, spot in enumerate(spots) if spot.text == figure), None)
        if at is None:
            return []
        found.append(spots.pop(at))
    return found


def _numbered_parts(form: Form, words: list[str], expected: list[int | None]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for block in range(len(form.blocks)):
        label: list[str] = []
        begin = at
        wanted = expected[block]
        while at < len(words) and not _is_line_number(words, at, wanted, bool(label)):
            label.append(words[at])
            at += 1
        if at == len(words):
            at = begin
            continue
        labels, numbers = form.of_block(block, "label"), form.of_block(block, "line_no")
        part = Part(block, {numbers[0]: words[at]})
        if label and labels:
            part.keys[labels[0]] = join_words(label)
        at += 1
        following = expected[block + 1] if block + 1 < len(form.blocks) else None
        width = len(form.of_block(block, "value", "quantity", "percent"))
        while at < len(words) and is_figure(words[at]) and len(part.figures) < width:
            if following is not None and words[at] == str(following) and str(following) not in words[at + 1 :]:
                break
            part.figures.append(words[at])
            at += 1
        parts.append(part)
    return parts if at == len(words) else []


def _is_line_number(words: list[str], at: int, wanted: int | None, labelled: bool) -> bool:
    if not re.fullmatch(r"\d{1,3}", plain(words[at])):
        return False
    return words[at] == str(wanted) if wanted is not None else labelled


# --- rows that begin with a code -----------------------------------------------


@dataclass
class _Draft:
    """A row with a code that is still being read."""

    codes: list[str]
    words: list[str]
    figures: list[str]
    line: TextLine
    found: list[Piece]
    broken: list[str] = field(default_factory=list)  # the label by lines

    def take(self, more: _Draft) -> None:
        """Go on with the words and figures of the next line."""
        self.words.extend(more.words)
        self.broken.append(join_words(more.words))
        self.figures.extend(more.figures)
        self.found = more.found
        if more.figures:
            self.line = more.line


def coded_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """Rows that begin with a code; a label may run over lines, and blocks may stand side by side."""
    found: list[tuple[TextLine, list[tuple[int, _Draft]]]] = []
    last: list[str] = [""] * len(form.blocks)
    open_draft: _Draft | None = None
    many, third = has_many_keys(form), third_part(form, body)
    whole: list[tuple[int, PrintedRow]] = []
    for line in body:
        part = keyed_part(form, line, third) if many or third is not None else None
        if part is not None:
            whole.append((len(found), PrintedRow([part], line)))
            open_draft = None
            continue
        pieces = _coded_pieces(line)
        if open_draft is not None and not pieces[0].codes and not _begins_total(pieces[0]) and not open_draft.figures:
            open_draft.take(pieces.pop(0))
            if not pieces:
                continue
        blocks = _blocks_for(form, pieces, last)
        for block, draft in zip(blocks, pieces, strict=True):
            if draft.codes:
                last[block] = draft.codes[-1]
        found.append((line, list(zip(blocks, pieces, strict=True))))
        open_draft = pieces[-1]
    rows = [PrintedRow([_coded_part(form, block, draft, len(drafts) == 1) for block, draft in drafts], line) for line, drafts in found]
    for at, row in reversed(whole):
        rows.insert(at, row)
    return [row for row in rows if any(part.keys or part.figures for part in row.parts)]


def _coded_part(form: Form, block: int, draft: _Draft, alone: bool) -> Part:
    """What a block prints in a row; a row of one block also keeps the places of its figures."""
    part = Part(block, _keys_of(form, block, draft), draft.figures, lines=[draft.line])
    if len(draft.codes) > len(form.of_block(block, *CODE_ROLES)):
        part.doubt = "the row bears more codes than its table has columns of codes"
    if draft.figures:
        part.spots = draft.found[-len(draft.figures) :]
        part.gaps = spaces_before(draft.line, part.spots) if alone else None
    return part


def _begins_total(draft: _Draft) -> bool:
    return TOTAL.match(squeeze(join_words(draft.words))) is not None


def _coded_pieces(line: TextLine) -> list[_Draft]:
    """A line cut before each code that a name follows, and before each total behind a figure."""
    words = line.pieces
    pieces = [_Draft([], [], [], line, [])]
    for index, found in enumerate(words):
        word = found.text
        piece = pieces[-1]
        following = words[index + 1].text if index + 1 < len(words) else ""
        name_follows = following != "" and not is_figure(following)
        is_part = bool(piece.codes) and not piece.words and re.fullmatch(r"\d{2,3}", word) is not None
        split = len(word) == 3 and re.fullmatch(r"\d{2}", following) is not None
        alone = split or (index == 0 and len(words) == 1)
        if (is_code(word) or (re.fullmatch(r"\d{2}", word) and index == 0)) and "," not in word and (name_follows or alone or is_part):
            if is_part and not piece.figures:
                piece.codes.append(word)
                continue
            if piece.words or piece.figures or piece.codes:
                pieces.append(_Draft([], [], [], line, []))
            pieces[-1].codes.append(word)
        elif is_part:
            piece.codes.append(word)
        elif is_figure(word):
            piece.figures.append(word)
        elif piece.figures:
            pieces.append(_Draft([], [word], [], line, []))
        else:
            piece.words.append(word)
        pieces[-1].found.append(found)
    for piece in pieces:
        piece.broken = [join_words(piece.words)] if piece.words else []
    return pieces


def _blocks_for(form: Form, drafts: list[_Draft], last: list[str]) -> list[int]:
    """The block of each piece of a line: all in order, or where the codes go on counting."""
    count = len(form.blocks)
    if len(drafts) >= count:
        return [min(index, count - 1) for index in range(len(drafts))]
    blocks: list[int] = []
    for draft in drafts:
        floor = blocks[-1] + 1 if blocks else 0
        options = list(range(floor, count))
        code = draft.codes[-1] if draft.codes else ""
        same = [b for b in options if code and last[b][:3] == code[:3] and last[b] < code]
        later = [b for b in options if code and last[b] and last[b][:3] < code[:3]]
        blocks.append((same or later or options or [count - 1])[0])
    return blocks


def _keys_of(form: Form, block: int, draft: _Draft) -> dict[int, str]:
    """The key cells of a coded row: its codes, its label, and the unit it names behind the label."""
    keys: dict[int, str] = {}
    codes = form.of_block(block, *CODE_ROLES)
    labels = form.of_block(block, "label")
    units = form.of_block(block, "unit_name")
    if draft.codes and codes:
        for column, code in zip(codes, draft.codes, strict=False):
            keys[column] = code
    names = labels or units
    pieces = list(draft.broken)
    if not pieces or not names:
        return keys
    if not draft.codes and codes and len(pieces) == 1 and not (names and names[0] < codes[0]):
        keys[names[0] if TOTAL.match(squeeze(pieces[0])) is None else codes[0]] = pieces[0]
        return keys
    keys[names[0]] = pieces[0]
    for piece in pieces[1:]:
        if units and labels and names[0] not in units and units[0] not in keys and len(draft.codes[-1] if draft.codes else "") > 7:
            keys[units[0]] = piece
        elif units and units[0] in keys and names[0] not in units:
            keys[units[0]] += piece
        else:
            keys[names[0]] += piece
    return keys


# --- … with more keys than a code and a label ----------------------------------

APART = 3  # codes that begin so many places apart stand in different columns


def has_many_keys(form: Form) -> bool:
    """Whether the rows of a form bear a running number, or codes of more than one kind, before their figures."""
    if len(form.blocks) != 1:
        return False
    codes = form.of_block(0, *CODE_ROLES)
    return bool(form.of_block(0, "ordinal")) or any(b - a > 1 for a, b in itertools.pairwise(codes))


def third_part(form: Form, body: list[TextLine]) -> float | None:
    """Where the third part of a code (项) begins, in a table that prints each part once, on the row of its name; else None."""
    if len(form.blocks) != 1 or len(form.of_block(0, "subject_code_part")) < 2:
        return None
    starts = sorted(line.pieces[0].start for line in body if _lone_part(line))
    if not starts:
        return None
    return (starts[0] + starts[-1]) / 2 if starts[-1] - starts[0] >= APART else float("inf")


def _lone_part(line: TextLine) -> bool:
    words = line.words
    return re.fullmatch(r"\d{2}", words[0]) is not None and len(words) > 1 and not is_figure(words[1])


def keyed_part(form: Form, line: TextLine, third: float | None) -> Part | None:
    """What a row prints, key by key in the order of the form; None where its words do not follow the form."""
    pieces = line.pieces
    keys: dict[int, str] = {}
    at = 0
    columns = [c for c in form.blocks[0] if form.columns[c].role in KEY_ROLES]
    parts = [c for c in columns if form.columns[c].role == "subject_code_part"]
    skipped: set[int] = set()
    if third is not None and _lone_part(line):
        skipped = set(parts[: 2 if pieces[0].start > third else 1])
    for column in columns:
        if at == len(pieces) or column in skipped:
            continue
        role, word = form.columns[column].role, pieces[at].text
        if role == "ordinal":
            taken = 1 if re.fullmatch(r"\d{1,4}", word) else 0
        elif role == "subject_code_part":
            follows = column - 1 in parts and (column - 1 in keys or column - 1 in skipped)
            first = column - 1 not in parts
            taken = 1 if re.fullmatch(r"\d{3}" if first else r"\d{2}", word) and (first or follows) else 0
        elif role in CODE_ROLES:
            taken = 1 if is_code(word) else 0
        else:
            taken = next((n for n, piece in enumerate(pieces[at:]) if is_figure(piece.text)), len(pieces) - at)
        if taken:
            keys[column] = join_words([piece.text for piece in pieces[at : at + taken]])
            at += taken
    names = [c for c in keys if form.columns[c].role in ("label", "unit_name")]
    figures = [piece for piece in pieces[at:] if is_figure(piece.text)]
    if not names or not all(is_figure(piece.text) for piece in pieces[at : at + len(figures)]):
        return None
    part = Part(0, keys, [piece.text for piece in figures], lines=[line])
    remarks = form.of_block(0, "text")
    if remarks and at + len(figures) < len(pieces):
        part.keys[remarks[-1]] = join_words([piece.text for piece in pieces[at + len(figures) :]])
    part.spots = figures
    part.gaps = spaces_before(line, figures)
    return part


# --- rows that bear labels only ------------------------------------------------

_YEAR = re.compile(r"20\d\d年?(预算|决算)?数?|(比上年)?增减.{0,6}")
FAR = 12  # no label of the first block begins so far to the right


def bare_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    rows = []
    for line in body:
        figures = [word for word in line.words if is_figure(word)]
        if figures and len(figures) == len(line.words):
            part = Part(0, {}, figures, gaps=spaces_before(line, line.pieces), spots=line.pieces, lines=[line])
            rows.append(PrintedRow([part], line))
    return rows


def _labels_of(words: list[str]) -> list[str]:
    """Words between figures as labels: one, or two where both are names of lines."""
    if not words:
        return []
    merged: list[str] = []
    for word in words:
        if not merged:
            merged.append(word)
            continue
        before = merged[-1]
        lone = is_mark(before)
        letters = len(word) == 1 and (len(before) == 1 or (len(words) > 2 and not line_sides(before)))
        name = not is_numbered(word) and not (line_sides(word) and line_sides(before))
        if lone or letters or name:
            merged[-1] += word
        else:
            merged.append(word)
    return merged


def labelled_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """Rows that bear labels only: 收入 | 预算数 | 支出 | 预算数."""
    if len(form.blocks) == 1:
        return [PrintedRow([_single_part(form, line)], line) for line in body]
    rows: list[PrintedRow] = []
    last: list[Mark | None] = [None] * len(form.blocks)
    edge = _second_block(body) if len(form.blocks) == 2 else None
    for line in body:
        found = _labels_and_figures(line)
        if len(found) > len(form.blocks):
            found = [(join_words([label for label, _ in found]), [figure for _, figures in found for figure in figures])]
        if len(found) == len(form.blocks):
            places = list(range(len(form.blocks)))
        elif edge is not None and len(found) == 1:
            places = [1 if line.pieces[0].start >= edge else 0]
        else:
            places = [_block_of(found[0][0], last, form)]
        parts: list[Part] = []
        for block, (label, figures) in zip(places, found, strict=False):
            names = form.of_block(block, "label", "unit_name")
            part = Part(block, {names[0]: label} if label and names else {}, [piece.text for piece in figures], spots=figures, lines=[line])
            last[block] = chinese_mark(label) or last[block]
            parts.append(part)
        rows.append(PrintedRow(parts, line))
    return rows


def _labels_and_figures(line: TextLine) -> list[tuple[str, list[Piece]]]:
    """The labels of a line, each with the figures behind it."""
    segments: list[tuple[list[str], list[Piece]]] = [([], [])]
    for piece in line.pieces:
        if is_figure(piece.text):
            segments[-1][1].append(piece)
        elif segments[-1][1]:
            segments.append(([piece.text], []))
        else:
            segments[-1][0].append(piece.text)
    found: list[tuple[str, list[Piece]]] = []
    for words, figures in segments:
        *before, label = _labels_of(words) or [""]
        found += [*((one, []) for one in before), (label, figures)]
    return found


def _second_block(body: list[TextLine]) -> int | None:
    """Where the second of two blocks begins, in an export that keeps places: where labels stand alone, behind room for the first."""
    behind, alone = [], []
    for line in body:
        words = [piece.start for piece in line.pieces if not is_figure(piece.text)]
        figures = [piece.start for piece in line.pieces if is_figure(piece.text)]
        later = [start for start in words if figures and start > figures[0]]
        if later:
            behind.append(later[0])
        elif words and words[0] > FAR:
            alone.append(words[0])
    edge = min(behind, default=0) - WIDE
    return edge if behind and alone and edge > FAR and min(alone) >= edge else None


def _single_part(form: Form, line: TextLine) -> Part:
    """A row of one block: the words before the figures are its labels, in order; those behind them its remarks."""
    pieces = line.pieces
    figured = [index for index, piece in enumerate(pieces) if is_figure(piece.text)]
    last = figured[-1] if figured else len(pieces) - 1
    first = last
    while figured and first and is_figure(pieces[first - 1].text):
        first -= 1
    count = last - first + 1 if figured else 0
    keys = form.of_block(0, "label", "unit_name", "ordinal")
    years = form.of_block(0, "year")
    head = [piece.text for piece in (pieces[:first] if figured else pieces)]
    head, year = _take_year(head) if years else (head, "")
    if head and (len(keys) == 1 or TOTAL.match(squeeze(join_words(head)))):
        head = [join_words(head)]
    part = Part(0, dict(zip(keys, head, strict=False)), [piece.text for piece in pieces[first : first + count]], lines=[line])
    part.spots = pieces[first : first + count]
    if year:
        part.keys[years[0]] = year
    wordy = [column for column in form.of_block(0, "label", "unit_name", "ordinal", "text") if column < form.of_block(0, *VALUE_ROLES)[0]]
    if 1 < len(head) < len(wordy) and figured:
        part.doubt = "the row prints fewer words than its table has columns of words"
    remarks = [column for column in form.of_block(0, "text") if keys and column > keys[-1]]
    if remarks and figured and pieces[last + 1 :]:
        part.keys[remarks[-1]] = join_words([piece.text for piece in pieces[last + 1 :]])
    return part


def _take_year(words: list[str]) -> tuple[list[str], str]:
    """The words of a row of a table with a column of years, and the year or change that ends them (2025 | 年, 增减变化金额)."""
    for at in range(len(words)):
        tail = squeeze("".join(words[at:]))
        if _YEAR.fullmatch(tail):
            return words[:at], tail
    return words, ""


def _block_of(label: str, last: list[Mark | None], form: Form) -> int:
    """In which of two blocks a line that stands alone belongs: where it goes on counting, or where its name is at home."""
    sides = line_sides(label) & {"income", "expenditure"}
    if len(sides) == 1:
        return 0 if "income" in sides else min(1, len(form.blocks) - 1)
    ordinal = chinese_mark(label)
    if ordinal is not None:
        for block, before in enumerate(last):
            if before is not None and before == Mark(ordinal.kind, ordinal.number - 1):
                return block
    return 0 if ordinal is None else len(form.blocks) - 1
