"""Rows of forms with more keys than one code and one label: 序号, two classifications, 类 | 款 | 项 printed once for the rows below."""

from __future__ import annotations

import itertools
import re

from extract.recover.forms import CODE_ROLES, KEY_ROLES, Form
from extract.recover.lines import TextLine
from extract.recover.numbers import is_code, is_figure
from extract.recover.parts import Part, join_words, spaces_before

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
