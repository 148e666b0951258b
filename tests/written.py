"""Reports written down in a test: paragraphs and tables as Parquet of the raw layer, as if a document had been read."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from extract.landing import OUTCOMES, SCHEMAS

# What every disclosure holds, around what a test is about: without it a sentence or a bare total is no report.
FRAME = [
    ("一、主要职责", "承担有关工作。"),
    ("二、机构设置", "内设科室若干。"),
    ("三、会议费说明", "差旅费5.00万元。"),
    ("四、名词解释", "财政拨款：由财政拨付的资金。"),
]
LAST_PAGE = 99


@dataclass(frozen=True)
class Table:
    """A table: head rows and body rows of cells; an empty text is a blank cell, None no cell of its own (covered by a merged one)."""

    title: str
    heads: list[list[str]]
    rows: list[list[str | None]]
    page_no: int = 1
    unit_text: str | None = "单位：万元"
    note: str | None = None
    read_method: str = "ruled"
    # Rows of the body that stand on the next page.
    next_page_from: int | None = None
    # Rows that a cell of the body covers, by its row and column from 0.
    row_spans: dict[tuple[int, int], int] = field(default_factory=dict)
    # The columns that a figure of the body may stand in, by its row and column from 0: it is flagged.
    readings: dict[tuple[int, int], list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A document: its file, the words of its cover, paragraphs with section and page, tables."""

    document_id: str
    file: str
    cover: str
    paragraphs: list[tuple[str, str, int]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def write_raw(raw: Path, documents: list[Written]) -> None:
    """Write the documents into a raw folder that does not exist yet."""
    now = datetime(2026, 1, 1)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    box = {"x0": 0.0, "top": 0.0, "x1": 1.0, "bottom": 1.0}

    def add(name: str, **values: Any) -> None:
        rows[name].append(dict.fromkeys(SCHEMAS[name]) | values)

    for document in documents:
        add("documents", document_id=document.document_id, form="pdf", byte_size=1, page_count=LAST_PAGE, landed_at=now)
        frame = [(section, text, LAST_PAGE) for section, text in FRAME]
        paragraphs = [("封面", document.cover, 1), *document.paragraphs, *frame]
        for seq, (section, text, page_no) in enumerate(paragraphs, 1):
            place = box | {"top": float(seq), "bottom": seq + 1.0}
            add("paragraphs", document_id=document.document_id, page_no=page_no, seq=seq, section_path=[section], text=text, **place)
        for table_seq, table in enumerate(document.tables, 1):
            _add_table(add, document.document_id, table_seq, table, box)
    for name, schema in SCHEMAS.items():
        (raw / name).mkdir(parents=True)
        columns = {column: [row[column] for row in rows[name]] for column in schema}
        pl.DataFrame(columns, schema=schema).write_parquet(raw / name / "a.parquet")
    outcomes = [
        dict.fromkeys(OUTCOMES) | {
            "source_file": document.file, "document_id": document.document_id, "outcome": "landed", "byte_size": 1, "modified_ns": 1, "landed_at": now,
        }
        for document in documents
    ]  # fmt: skip
    (raw / "outcomes").mkdir()
    pl.DataFrame({column: [row[column] for row in outcomes] for column in OUTCOMES}, schema=OUTCOMES).write_parquet(
        raw / "outcomes" / "outcomes.parquet"
    )


def _add_table(add: Any, document_id: str, table_seq: int, table: Table, box: dict[str, float]) -> None:
    width = max(len(row) for row in [*table.heads, *table.rows])
    key = {"document_id": document_id, "table_seq": table_seq}
    add(
        "tables", **key, first_page=table.page_no, last_page=table.page_no + (table.next_page_from is not None), title=table.title,
        unit_text=table.unit_text, header_row_count=len(table.heads), row_count=len(table.heads) + len(table.rows), column_count=width,
        read_method=table.read_method, confidence=1.0,
    )  # fmt: skip
    for row_no, texts in enumerate([*table.heads, *table.rows], 1):
        body_row = row_no - 1 - len(table.heads)
        on_next = table.next_page_from is not None and body_row >= table.next_page_from
        for column, text in enumerate(texts):
            if text is None:
                continue
            path = [] if body_row < 0 else list(dict.fromkeys(head[column] for head in table.heads if head[column]))
            add(
                "cells", **key, page_no=table.page_no + on_next, row_no=row_no, col_no=column + 1,
                row_span=table.row_spans.get((body_row, column), 1), col_span=1, text=text, kind="header" if body_row < 0 else "body",
                header_path=path, inferred=False, readings=table.readings.get((body_row, column), []), **box,
            )  # fmt: skip
    if table.note:
        add("notes", **key, page_no=table.page_no, position="below", seq=1, text=table.note, **box)
