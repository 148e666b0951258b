"""Word files (DOCX) → paragraphs and tables with merged cells, in order, read with python-docx."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract.document import Document
from extract.readers.blocks import MAX_SPAN, GridCell, Sheet, to_document
from extract.readers.office import DAMAGED, check_package
from extract.readers.refusal import Unreadable


def read_docx(path: Path) -> Document:
    """Read one DOCX file.

    Raises:
        Unreadable: it is damaged, huge or blank.
    """
    check_package(path, "word/document.xml")
    import docx

    try:
        document = docx.Document(str(path))
    except Exception as error:  # python-docx raises whatever a broken part leads it into
        raise Unreadable("unreadable", *DAMAGED) from error
    sheet = Sheet()
    if getattr(document.element, "body", None) is None:
        raise Unreadable("unreadable", *DAMAGED)
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            sheet.blocks.append(_table(item))
        elif item.text.strip():
            sheet.blocks.append(item.text)
    return to_document("docx", "word", str(document.core_properties.author or ""), [sheet])


def _table(table: Any) -> list[GridCell]:
    """The cells of a table; a vertical merge is one cell over its rows."""
    cells: list[GridCell] = []
    open_merges: dict[int, GridCell] = {}
    for row_no, row in enumerate(table.rows):
        col = max(0, min(row.grid_cols_before, MAX_SPAN))
        for tc in row._tr.tc_lst:
            width = max(1, min(tc.grid_span, MAX_SPAN))  # a file may say anything
            if tc.vMerge == "continue" and col in open_merges:
                open_merges[col].row_span += 1
            else:
                text = "\n".join("".join(run.text or "" for run in p.iter() if run.tag.endswith("}t")) for p in tc.p_lst)
                cell = GridCell(row_no, col, 1, width, text.strip())
                cells.append(cell)
                open_merges.pop(col, None)
                if tc.vMerge == "restart":
                    open_merges[col] = cell
            col += width
    return cells
