"""What the rows of a table print, block by block, before anyone knows in which columns."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cache

from extract.document import Box, Cell
from extract.recover.forms import CODE_ROLES, Form
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import has_decimals, is_code, is_figure, plain
from extract.tables.header import is_column_number_row
from extract.vocabulary import SEEDS, squeeze

_ORDINAL = re.compile(r"^([(]?)([一二三四五六七八九十廿]{1,3})[)、.]|^(其中)[:：]|^[0-9]{1,2}[、.](?![0-9])")
_LONE_ORDINAL = re.compile(r"^([(]?[一二三四五六七八九十廿]{1,3}[)、.]|[0-9]{1,2}[、.]|其中[:：])$")
_TOTAL = re.compile(r"^(合计|总计|小计|收入总计|支出总计|收入合计|支出合计|本年收入合计|本年支出合计|.{2,8}(经费|支出|收入)(合计|总计))$")


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


@dataclass
class PrintedRow:
    """One row of a table over all its blocks."""

    parts: list[Part]
    line: TextLine


def column_numbers(line: TextLine) -> bool:
    """Whether a line numbers the columns: 栏次 1 2 3 …"""
    words = line.words
    cells = [Cell(0, i, 1, 1, Box(0, 0, 0, 0), word, 1) for i, word in enumerate(words)]
    return is_column_number_row(cells) and not any(has_decimals(word) for word in words)


def split_header(lines: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """The lines of the header, and those of the body, which begins with the first row."""
    numbered = False
    for index, line in enumerate(lines):
        words = line.words
        if column_numbers(line):
            numbered = True
            continue
        first = squeeze(words[0])
        if any(has_decimals(word) or re.fullmatch(r"\d{1,3}(,\d{3})+", word) for word in words):
            return _back_to_key(lines, index)
        if _ORDINAL.match(squeeze(line.text)) or (is_code(first) and (len(words) == 1 or not is_figure(words[1]))):
            return lines[:index], lines[index:]
        joined = squeeze("".join(word for word in words if not is_figure(word)))
        if _TOTAL.match(joined) and (numbered or index == len(lines) - 1 or any(is_figure(word) for word in words)):
            return lines[:index], lines[index:]
        if numbered and all(is_figure(word) for word in words):
            return lines[:index], lines[index:]
    return lines, []


def _back_to_key(lines: list[TextLine], index: int) -> tuple[list[TextLine], list[TextLine]]:
    """A first row may begin above its figures, with a code or a total that stands alone."""
    start = index
    while start:
        before = lines[start - 1]
        if not is_code(before.squeezed) and not (_TOTAL.match(before.squeezed) and len(before.words) == 1):
            break
        start -= 1
    return lines[:start], lines[start:]


def torn_header(lines: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """Header and body of a table whose export put the header behind the rows.

    The rows end with the last line that bears a code; words behind them are the header.
    """
    coded = [index for index, line in enumerate(lines) if len(line.words) > 1 and is_code(line.words[0]) and not is_figure(line.words[1])]
    if not coded:
        return [], lines
    return lines[coded[-1] + 1 :], lines[: coded[-1] + 1]


def torn_totals(form: Form, tail: list[TextLine]) -> list[PrintedRow]:
    """Totals whose labels and figures the export put on lines of their own: as many of the one as of the other."""
    for labels in tail:
        if len(labels.words) < 2 or not all(_TOTAL.match(squeeze(word)) for word in labels.words):
            continue
        for figures in tail:
            if len(figures.words) == len(labels.words) <= len(form.blocks) and all(is_figure(word) for word in figures.words):
                parts = []
                for block, (label, spot) in enumerate(zip(labels.words, figures.pieces, strict=True)):
                    keys = form.of_block(block, *CODE_ROLES, "label")
                    parts.append(Part(block, {keys[0]: label}, [spot.text], spots=[spot], lines=[figures], torn=True))
                return [PrintedRow(parts, figures)]
    return []


def header_text(header: list[TextLine]) -> str:
    """The words of a header as one text without white space and without the row of column numbers."""
    text = ""
    for line in header:
        text += "".join(word for word in line.words if not (column_numbers(line) and is_figure(word)))
    return re.sub(r"栏次|栏目|[|]", "", text)


def drop_repeated_header(header: list[TextLine], body: list[TextLine]) -> list[TextLine]:
    """The body without the header that is printed again on a later page."""
    texts = {line.squeezed for line in header}
    first = header[0].squeezed if header else ""
    kept: list[TextLine] = []
    index = 0
    while index < len(body):
        line = body[index]
        if first and line.squeezed == first and not any(is_figure(word) for word in line.words):
            while index < len(body) and body[index].squeezed in texts:
                index += 1
            continue
        kept.append(line)
        index += 1
    return kept


@cache
def _line_words() -> list[tuple[str, re.Pattern[str]]]:
    with (SEEDS / "vocabulary" / "line_items.csv").open(encoding="utf-8", newline="") as file:
        return [(row["side"], re.compile(row["pattern"])) for row in csv.DictReader(file) if not row["under_line_code"]]


def line_sides(label: str) -> set[str]:
    """On which side of the accounts lines of this name stand; empty for other words."""
    bare = re.sub(r"^(其中:?)?([(]?[一二三四五六七八九十廿]+[)、.]+|[0-9]+[、.)])+", "", squeeze(label))
    return {side for side, pattern in _line_words() if pattern.search(bare)}


def _join(words: list[str]) -> str:
    """Words of one label; Chinese needs no space between them."""
    return "".join(words)


def read_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """The rows of a body in reading order of the export."""
    if body and sum(1 for line in body if cells_of(line)) > len(body) / 2:
        return _delimited_rows(form, body)
    roles = {column.role for column in form.columns}
    if "line_no" in roles:
        return _numbered_rows(form, body)
    if roles & set(CODE_ROLES):
        return _coded_rows(form, body)
    if any(column.role in ("label", "unit_name") for column in form.columns):
        return _labelled_rows(form, body)
    return _bare_rows(form, body)


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


def _delimited_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
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
    elif not is_figure(text) and form.columns[column].role in CODE_ROLES and not _TOTAL.match(squeeze(text)):
        names = form.of_block(part.block, "label", "unit_name")
        column = names[0] if names and names[0] not in part.keys else column
    part.keys[column] = part.keys.get(column, "") + text


def _spaces(line: TextLine, figures: list[Piece]) -> list[int] | None:
    """How many spaces stand before each of the figures at the end of a line, and behind the last."""
    if line.merged is not None or not figures:
        return None
    gaps = []
    for figure in figures:
        head = line.text[: figure.start]
        gaps.append(len(head) - len(head.rstrip(" ")))
    tail = line.text[figures[-1].end :]
    return [*gaps, len(tail) if not tail.strip(" ") else -1]


def _bare_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    rows = []
    for line in body:
        figures = [word for word in line.words if is_figure(word)]
        if figures and len(figures) == len(line.words):
            part = Part(0, {}, figures, gaps=_spaces(line, line.pieces), spots=line.pieces, lines=[line])
            rows.append(PrintedRow([part], line))
    return rows


def _numbered_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
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
            part.keys[labels[0]] = _join(label)
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
        lone = _LONE_ORDINAL.match(squeeze(before)) is not None
        letters = len(word) == 1 and (len(before) == 1 or (len(words) > 2 and not line_sides(before)))
        name = _ORDINAL.match(squeeze(word)) is None and not (line_sides(word) and line_sides(before))
        if lone or letters or name:
            merged[-1] += word
        else:
            merged.append(word)
    return merged


def _ordinal(label: str) -> tuple[str, int] | None:
    """The ordinal of a line, and in which style it is written."""
    found = _ORDINAL.match(squeeze(label))
    if not found or not found.group(2):
        return None
    digits = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
    total = 0
    for char in found.group(2):
        total = total * 10 if char == "十" and total else 10 if char == "十" else 20 if char == "廿" else total + digits[char]
    return ("(" if found.group(1) else "、"), total


def _labelled_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """Rows that bear labels only: 收入 | 预算数 | 支出 | 预算数."""
    rows: list[PrintedRow] = []
    last: list[tuple[str, int] | None] = [None] * len(form.blocks)
    for line in body:
        segments: list[tuple[list[str], list[str]]] = [([], [])]
        for word in line.words:
            if is_figure(word):
                segments[-1][1].append(word)
            elif segments[-1][1]:
                segments.append(([word], []))
            else:
                segments[-1][0].append(word)
        found: list[tuple[str, list[str]]] = []
        for words, figures in segments:
            labels = _labels_of(words) if len(form.blocks) > 1 else [_join(words)]
            for label in labels[:-1]:
                found.append((label, []))
            found.append((labels[-1] if labels else "", figures))
        if len(form.blocks) == 1:
            rows.append(PrintedRow([_single_part(form, line)], line))
            continue
        if not any(label for label, _ in found) and not any(figures for _, figures in found):
            continue
        if len(found) > len(form.blocks):
            found = [(_join([label for label, _ in found]), [f for _, figures in found for f in figures])]
        places = list(range(len(form.blocks))) if len(found) == len(form.blocks) else [_block_of(found[0][0], last, form)]
        parts: list[Part] = []
        for block, (label, figures) in zip(places, found, strict=False):
            names = form.of_block(block, "label", "unit_name")
            part = Part(block, {names[0]: label} if label and names else {}, figures, lines=[line])
            spots = [piece for piece in line.pieces if is_figure(piece.text)]
            before = sum(len(values) for _, values in found[: len(parts)])
            part.spots = spots[before : before + len(figures)]
            last[block] = _ordinal(label) or last[block]
            parts.append(part)
        rows.append(PrintedRow(parts, line))
    return rows


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
    head = [piece.text for piece in (pieces[:first] if figured else pieces)]
    if head and (len(keys) == 1 or _TOTAL.match(squeeze(_join(head)))):
        head = [_join(head)]
    part = Part(0, dict(zip(keys, head, strict=False)), [piece.text for piece in pieces[first : first + count]], lines=[line])
    part.spots = pieces[first : first + count]
    remarks = [column for column in form.of_block(0, "text") if keys and column > keys[-1]]
    if remarks and figured and pieces[last + 1 :]:
        part.keys[remarks[-1]] = _join([piece.text for piece in pieces[last + 1 :]])
    return part


def _block_of(label: str, last: list[tuple[str, int] | None], form: Form) -> int:
    """In which of two blocks a line that stands alone belongs: where it goes on counting, or where its name is at home."""
    sides = line_sides(label) & {"income", "expenditure"}
    if len(sides) == 1:
        return 0 if "income" in sides else min(1, len(form.blocks) - 1)
    ordinal = _ordinal(label)
    if ordinal is not None:
        for block, before in enumerate(last):
            if before is not None and before == (ordinal[0], ordinal[1] - 1):
                return block
    return 0 if ordinal is None else len(form.blocks) - 1


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
        self.broken.append(_join(more.words))
        self.figures.extend(more.figures)
        self.found = more.found
        if more.figures:
            self.line = more.line


def _coded_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """Rows that begin with a code; a label may run over lines, and blocks may stand side by side."""
    found: list[tuple[TextLine, list[tuple[int, _Draft]]]] = []
    last: list[str] = [""] * len(form.blocks)
    open_draft: _Draft | None = None
    for line in body:
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
    return [row for row in rows if any(part.keys or part.figures for part in row.parts)]


def _coded_part(form: Form, block: int, draft: _Draft, alone: bool) -> Part:
    """What a block prints in a row; a row of one block also keeps the places of its figures."""
    part = Part(block, _keys_of(form, block, draft), draft.figures, lines=[draft.line])
    if draft.figures:
        part.spots = draft.found[-len(draft.figures) :]
        part.gaps = _spaces(draft.line, part.spots) if alone else None
    return part


def _begins_total(draft: _Draft) -> bool:
    return _TOTAL.match(squeeze(_join(draft.words))) is not None


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
        piece.broken = [_join(piece.words)] if piece.words else []
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
        keys[names[0] if _TOTAL.match(squeeze(pieces[0])) is None else codes[0]] = pieces[0]
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
