"""A text or Markdown export (``.txt``, ``.md``) → a document."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from extract.document import Document
from extract.exports.lines import decode, split_lines
from extract.exports.read import read_lines
from extract.readers.refusal import Unreadable

_BLANKS = "\t\n\r\f\v\x1a"
MAX_BYTES = 64 * 2**20  # no report is that long; a larger file is no report


def read_text(path: Path) -> Document:
    """Read one text export whole.

    Raises:
        Unreadable: the file is empty, huge, or no text.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty", "0 bytes", "0 字节")
    if size > MAX_BYTES:
        raise Unreadable("unreadable", f"{size} bytes of text are no report", f"文本长达 {size} 字节，不是报告")
    data = path.read_bytes()
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("unreadable", "not a text file", "不是文本文件")
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise Unreadable("unreadable", "neither UTF-8 nor GB 18030", "既不是 UTF-8 也不是 GB 18030 编码") from error
    if sum(unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in _BLANKS for char in text) > len(text) / 200:
        raise Unreadable("unreadable", "not a text file", "不是文本文件")
    return read_lines(split_lines(text), text.count("\f") + 1)
