"""A document → the rows of the raw layer, as plain lists: reading processes need nothing else of it, and stay small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from extract.document import Box, Document, Table, unpack

Columns = dict[str, list[list[Any]]]  # by dataset: the values of each column but the first, which is the document


def now() -> datetime:
    """The time in UTC, without a zone, as it stands in the raw layer."""
    return datetime.now(UTC).replace(tzinfo=None)


def to_columns(byte_size: int, document: Document, version: str) -> Columns:
    """The rows of one document, by dataset. Plain lists: they are handed from process to process. Its tables give up their cells."""
    facts = (document.form, byte_size, len(document.pages), document.producer, version, now())
    tables, paragraphs = document.tables, document.paragraphs
    seqs = range(1, len(tables) + 1)
    notes = [(seq, note, number) for seq, table in zip(seqs, tables, strict=True) for number, note in enumerate(table.notes, 1)]
    cells, parts_of_tables = _cell_columns(tables)
    columns: dict[str, Sequence[Iterable[Any]]] = {
        "documents": [[fact] for fact in facts],
        "pages": [
            *_fields(document.pages, ("page_no", "width", "height", "rotation", "kind", "char_count", "image_count")),
            [parts_of_tables[page.page_no] for page in document.pages],
            *_fields(document.pages, ("reader",)),
        ],
        "tables": [
            seqs,
            *_fields(
                tables,
                ("first_page", "last_page", "title", "label", "unit_text", "owner_text", "section", "header_rows", "row_count",
                 "column_count", "method", "confidence"),
            ),
        ],
        "cells": cells,
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
        "links": [range(1, len(document.links) + 1), *_fields(document.links, ("kind", "text", "target"))],
    }  # fmt: skip
    return {dataset: [value if isinstance(value, list) else list(value) for value in values] for dataset, values in columns.items()}


def _fields(items: Sequence[Any], names: Iterable[str]) -> list[Iterable[Any]]:
    return [[getattr(item, name) for item in items] for name in names]


def _boxes(boxes: list[Box]) -> list[Iterable[Any]]:
    return list(zip(*boxes, strict=True)) if boxes else [[]] * 4


def _cell_columns(tables: list[Table]) -> tuple[list[list[Any]], Counter[int]]:
    """The cells of all tables, and how many tables each page prints a part of. Each table gives up its cells once they are rows, so that a
    long document is not held twice."""
    parts: Counter[int] = Counter()
    columns: list[list[Any]] = [[] for _ in range(17)]
    paths, readings = _Once(), _Once()
    for seq, table in enumerate(tables, 1):
        cells, table.cells = unpack(table), []
        parts.update({cell.page_no for cell in cells})
        values: list[Iterable[Any]] = [
            [seq] * len(cells),
            [cell.page_no for cell in cells],
            [cell.row + 1 for cell in cells],
            [cell.col + 1 for cell in cells],
            [cell.row_span for cell in cells],
            [cell.col_span for cell in cells],
            *_boxes([cell.box for cell in cells]),
            [cell.text for cell in cells],
            ["header" if cell.is_header else "body" for cell in cells],
            [paths[tuple(cell.header_path)] for cell in cells],
            [cell.column_number or None for cell in cells],
            [cell.inferred for cell in cells],
            [cell.inference or None for cell in cells],
            [readings[tuple(cell.readings)] for cell in cells],
        ]
        for column, more in zip(columns, values, strict=True):
            column.extend(more)
    return columns, parts


class _Once(dict[tuple[Any, ...], list[Any]]):
    """Values → them as a list, one for all that are equal: those of a column are, and then take no memory and are quick to hand over."""

    def __missing__(self, values: tuple[Any, ...]) -> list[Any]:
        self[values] = found = list(values)
        return found
