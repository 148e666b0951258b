"""A document → the rows of the raw layer, as plain lists: reading processes need nothing else of it, and stay small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from extract.document import Box, Cell, Document

Columns = dict[str, list[list[Any]]]  # by dataset: the values of each column but the first, which is the document


def now() -> datetime:
    """The time in UTC, without a zone, as it stands in the raw layer."""
    return datetime.now(UTC).replace(tzinfo=None)


def to_columns(byte_size: int, document: Document, version: str) -> Columns:
    """The rows of one document, by dataset. Plain lists: they are handed from process to process."""
    facts = (document.form, byte_size, len(document.pages), document.producer, version, now())
    tables, paragraphs = document.tables, document.paragraphs
    seqs = range(1, len(tables) + 1)
    notes = [(seq, note, number) for seq, table in zip(seqs, tables, strict=True) for number, note in enumerate(table.notes, 1)]
    columns: dict[str, list[Iterable[Any]]] = {
        "documents": [[fact] for fact in facts],
        "pages": _fields(
            document.pages, ("page_no", "width", "height", "rotation", "kind", "char_count", "image_count", "table_count")
        ),
        "tables": [
            seqs,
            *_fields(
                tables,
                ("first_page", "last_page", "title", "label", "unit_text", "owner_text", "section", "header_rows", "row_count",
                 "column_count", "method", "confidence"),
            ),
        ],
        "cells": _cell_columns([(seq, cell) for seq, table in zip(seqs, tables, strict=True) for cell in table.cells]),
        "notes": [
            [seq for seq, _, _ in notes],
            [note.line.page_no for _, note, _ in notes],
            [note.position for _, note, _ in notes],
            [number for _, _, number in notes],
            [note.line.text for _, note, _ in notes],
            *_boxes([note.line.box for _, note, _ in notes]),
        ],
        "paragraphs": [
            [paragraph.page_no for paragraph in paragraphs],
            range(1, len(paragraphs) + 1),
            *_fields(paragraphs, ("section_path", "text")),
            *_boxes([paragraph.box for paragraph in paragraphs]),
        ],
    }  # fmt: skip
    return {dataset: [list(value) for value in values] for dataset, values in columns.items()}


def _fields(items: Sequence[Any], names: Iterable[str]) -> list[Iterable[Any]]:
    return [[getattr(item, name) for item in items] for name in names]


def _boxes(boxes: list[Box]) -> list[Iterable[Any]]:
    return list(zip(*boxes, strict=True)) if boxes else [[]] * 4


def _cell_columns(cells: list[tuple[int, Cell]]) -> list[Iterable[Any]]:
    return [
        [seq for seq, _ in cells],
        [cell.page_no for _, cell in cells],
        [cell.row + 1 for _, cell in cells],
        [cell.col + 1 for _, cell in cells],
        [cell.row_span for _, cell in cells],
        [cell.col_span for _, cell in cells],
        *_boxes([cell.box for _, cell in cells]),
        [cell.text for _, cell in cells],
        ["header" if cell.is_header else "body" for _, cell in cells],
        _once(cell.header_path for _, cell in cells),
        [cell.column_number or None for _, cell in cells],
        [cell.inferred for _, cell in cells],
        [cell.inference or None for _, cell in cells],
        _once(cell.readings for _, cell in cells),
    ]


def _once(lists: Iterable[list[Any]]) -> list[list[Any]]:
    """The same lists, equal ones being one: those of a column are, and then take no memory and are quick to hand over."""
    known: dict[tuple[Any, ...], list[Any]] = {}
    return [known.setdefault(tuple(values), values) for values in lists]
