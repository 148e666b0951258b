"""The raw layer: its datasets and columns, and a document as rows of them (docs/architecture.md describes each)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from extract.document import Box, Cell, Document

_BOX = {"x0": pl.Float32, "top": pl.Float32, "x1": pl.Float32, "bottom": pl.Float32}
SCHEMAS: dict[str, dict[str, Any]] = {
    "documents": {
        "document_id": pl.String, "form": pl.String, "byte_size": pl.Int64, "page_count": pl.Int32,
        "producer": pl.String, "extractor_version": pl.String, "landed_at": pl.Datetime("us"),
    },
    "pages": {
        "document_id": pl.String, "page_no": pl.Int32, "width": pl.Float32, "height": pl.Float32, "rotation": pl.Int32,
        "kind": pl.String, "char_count": pl.Int32, "image_count": pl.Int32, "table_count": pl.Int32,
    },
    "tables": {
        "document_id": pl.String, "table_seq": pl.Int32, "first_page": pl.Int32, "last_page": pl.Int32,
        "title": pl.String, "table_label": pl.String, "unit_text": pl.String, "owner_text": pl.String,
        "section": pl.String, "header_row_count": pl.Int32, "row_count": pl.Int32, "column_count": pl.Int32,
        "read_method": pl.String, "confidence": pl.Float32,
    },
    "cells": {
        "document_id": pl.String, "table_seq": pl.Int32, "page_no": pl.Int32, "row_no": pl.Int32, "col_no": pl.Int32,
        "row_span": pl.Int32, "col_span": pl.Int32, **_BOX, "text": pl.String, "kind": pl.String,
        "header_path": pl.List(pl.String), "column_number": pl.String,
        "inferred": pl.Boolean, "inference": pl.String, "readings": pl.List(pl.Int32),
    },
    "notes": {
        "document_id": pl.String, "table_seq": pl.Int32, "page_no": pl.Int32, "position": pl.String, "seq": pl.Int32,
        "text": pl.String, **_BOX,
    },
    "paragraphs": {
        "document_id": pl.String, "page_no": pl.Int32, "seq": pl.Int32, "section_path": pl.List(pl.String),
        "text": pl.String, **_BOX,
    },
}  # fmt: skip

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
        "pages": _fields(document.pages, tuple(SCHEMAS["pages"])[1:]),
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
    return {dataset: [list(values) for values in columns[dataset]] for dataset in SCHEMAS}


def to_frame(dataset: str, documents: Iterable[tuple[str, Columns]]) -> pl.DataFrame:
    """The rows of several documents in one table."""
    schema = SCHEMAS[dataset]
    joined: list[list[Any]] = [[] for _ in schema]
    for document_id, columns in documents:
        joined[0].extend([document_id] * len(columns[dataset][0]))
        for column, values in zip(joined[1:], columns[dataset], strict=True):
            column.extend(values)
    return pl.DataFrame([_series(name, values, schema[name]) for name, values in zip(schema, joined, strict=True)])


def _series(name: str, values: list[Any], kind: Any) -> pl.Series:
    """A column. Lists repeat from row to row: each distinct one is made once, since making them is slow."""
    if not isinstance(kind, pl.List):
        return pl.Series(name, values, kind)
    places: dict[tuple[Any, ...], int] = {}
    where = [places.setdefault(tuple(value), len(places)) for value in values]
    return pl.Series(name, list(map(list, places)), kind).gather(where)


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
