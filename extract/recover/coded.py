"""Rows that begin with a code: of one block, or of several whose codes go on counting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.recover.forms import CODE_ROLES, Form
from extract.recover.keyed import has_many_keys, keyed_part, third_part
from extract.recover.labels import TOTAL
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import is_code, is_figure
from extract.recover.parts import Part, PrintedRow, join_words, spaces_before
from extract.vocabulary import squeeze


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
