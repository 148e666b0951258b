"""What a reading process does: one document in, its rows out. It loads the readers and nothing of the warehouse."""

from __future__ import annotations

import gc
import hashlib
from dataclasses import dataclass
from pathlib import Path

from extract.patience import time_limit
from extract.readers import ocr
from extract.readers.refusal import Unreadable
from extract.readers.registry import read_document, reader
from extract.rows import Columns, to_columns

DOCUMENT_SECONDS = 900  # a document that takes longer is quarantined, so that it cannot stop the others


@dataclass(slots=True)
class Read:
    """What comes of one document: its rows, and why it is put aside where it is."""

    document_id: str
    columns: Columns
    code: str | None = None
    detail: str = ""
    detail_zh: str = ""


def content_hash(path: Path) -> str:
    """The SHA-256 of the bytes of a file: what a document is known by."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def start_worker() -> None:
    """Let the collector of circular garbage look between documents only: reading makes many small objects and hardly a circle."""
    reader("pdf")  # loaded before the freeze, and not looked through again and again
    gc.collect()
    gc.freeze()
    gc.disable()


def read_one(path: Path, document_id: str, version: str) -> Read:
    """Read one document; whatever goes wrong is that document's outcome."""
    found = _read(path, document_id, version)
    gc.collect()
    return found


def _read(path: Path, document_id: str, version: str) -> Read:
    try:
        with time_limit(DOCUMENT_SECONDS):
            document = read_document(path)
        byte_size = path.stat().st_size
    except Unreadable as error:
        return Read(document_id, {}, error.code, error.detail, error.detail_zh)
    except TimeoutError:
        return Read(document_id, {}, "timeout")
    except FileNotFoundError:
        return Read(document_id, {}, "unreadable", "it has gone while the inbox was read", "读取期间文件已不在")
    except Exception as error:  # one document never stops the others
        return Read(document_id, {}, "unreadable", f"{type(error).__name__}: {error}")
    if content_hash(path) != document_id:
        return Read(document_id, {}, "changed")
    columns = to_columns(byte_size, document, version)
    kinds = {page.kind for page in document.pages}
    if kinds & {"text", "scanned"}:
        return Read(document_id, columns)
    if "image_only" in kinds:
        return Read(document_id, columns, "illegible" if ocr.available() else "image_only")
    return Read(document_id, columns, "empty", "every page is blank", "每一页都是空白")
