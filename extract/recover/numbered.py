"""Rows with printed line numbers (行次), of one block or of two side by side."""

from __future__ import annotations

import re

from extract.recover.forms import Form
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import has_decimals, is_figure, plain
from extract.recover.parts import Part, PrintedRow, join_words


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
