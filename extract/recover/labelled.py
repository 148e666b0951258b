"""Rows that bear labels only, or nothing beside their figures."""

from __future__ import annotations

import re

from extract.recover.forms import VALUE_ROLES, Form
from extract.recover.labels import TOTAL, Mark, chinese_mark, is_mark, is_numbered, line_sides
from extract.recover.layout import WIDE
from extract.recover.lines import TextLine
from extract.recover.numbers import is_figure
from extract.recover.parts import Part, PrintedRow, join_words, spaces_before
from extract.vocabulary import squeeze

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
    rows: list[PrintedRow] = []
    last: list[Mark | None] = [None] * len(form.blocks)
    edge = _second_block(body) if len(form.blocks) == 2 else None
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
            labels = _labels_of(words) if len(form.blocks) > 1 else [join_words(words)]
            for label in labels[:-1]:
                found.append((label, []))
            found.append((labels[-1] if labels else "", figures))
        if len(form.blocks) == 1:
            rows.append(PrintedRow([_single_part(form, line)], line))
            continue
        if not any(label for label, _ in found) and not any(figures for _, figures in found):
            continue
        if len(found) > len(form.blocks):
            found = [(join_words([label for label, _ in found]), [f for _, figures in found for f in figures])]
        if len(found) == len(form.blocks):
            places = list(range(len(form.blocks)))
        elif edge is not None and len(found) == 1:
            places = [1 if line.pieces[0].start >= edge else 0]
        else:
            places = [_block_of(found[0][0], last, form)]
        parts: list[Part] = []
        for block, (label, figures) in zip(places, found, strict=False):
            names = form.of_block(block, "label", "unit_name")
            part = Part(block, {names[0]: label} if label and names else {}, figures, lines=[line])
            spots = [piece for piece in line.pieces if is_figure(piece.text)]
            before = sum(len(values) for _, values in found[: len(parts)])
            part.spots = spots[before : before + len(figures)]
            last[block] = chinese_mark(label) or last[block]
            parts.append(part)
        rows.append(PrintedRow(parts, line))
    return rows


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
