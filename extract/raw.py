"""The raw layer: its datasets and columns (docs/architecture.md describes each)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from extract.rows import Columns

_BOX = {"x0": pl.Float32, "top": pl.Float32, "x1": pl.Float32, "bottom": pl.Float32}
SCHEMAS: dict[str, dict[str, Any]] = {
    "documents": {
        "document_id": pl.String, "form": pl.String, "byte_size": pl.Int64, "page_count": pl.Int32,
        "producer": pl.String, "extractor_version": pl.String, "landed_at": pl.Datetime("us"),
    },
    "pages": {
        "document_id": pl.String, "page_no": pl.Int32, "width": pl.Float32, "height": pl.Float32, "rotation": pl.Int32,
        "kind": pl.String, "char_count": pl.Int32, "image_count": pl.Int32, "table_count": pl.Int32,
        "reader": pl.String,
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
    "links": {"document_id": pl.String, "seq": pl.Int32, "kind": pl.String, "text": pl.String, "target": pl.String},
}  # fmt: skip


def complete(raw: Path) -> None:
    """Give a raw layer that lacks a dataset an empty one: it was landed before there was such a dataset, and models read all of them."""
    for dataset, schema in SCHEMAS.items():
        folder = raw / dataset
        if (raw / "documents").is_dir() and not any(folder.glob("*.parquet")):
            folder.mkdir(parents=True, exist_ok=True)
            pl.DataFrame(schema=schema).write_parquet(folder / "none.parquet")


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
