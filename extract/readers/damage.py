"""What a download has become on its way: bytes that were saved as if they were text, and text under the name of something else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from extract.exports.lines import decode
from extract.readers.refusal import Unreadable

LOST = "\N{REPLACEMENT CHARACTER}".encode()  # what a program writes that takes bytes for text and cannot read them
MIN_LOST = 20
SHARE_LOST = 200  # at least one in so many bytes: three given bytes come about by chance once in sixteen million
MARKS = (b"%PDF-", b"PK\x03\x04", LOST * 2 + b"\x11", LOST + b"PNG", LOST * 3)  # how a PDF, a package, an Office file, a picture then begin
BINARY = (b"%PDF-",)
SAMPLE = 4 * 2**20
_BLANKS = "\t\n\r\f\v\x1a"
SAVED_AS_TEXT = (
    "a PDF or Office file that was saved as text: the bytes that were no text are lost, and nothing brings them back; download it again",
    "PDF 或办公文件下载时被当作文本保存，其中的二进制数据已丢失，无法恢复；请重新下载",
)


def check_bytes(path: Path) -> None:
    """Refuse a binary file that was saved as text.

    Raises:
        Unreadable: its bytes are lost.
    """
    with path.open("rb") as file:
        data = file.read(SAMPLE)
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")
    if not data.startswith(MARKS) and not start.startswith(MARKS):
        return
    lost = data.count(LOST)
    if (lost >= MIN_LOST and lost * SHARE_LOST >= len(data)) or (start.startswith(BINARY) and _is_recoded(data)):
        raise Unreadable("damaged_download", *SAVED_AS_TEXT)


def _is_recoded(data: bytes) -> bool:
    """Whether all bytes of a PDF with packed streams are valid UTF-8: packed bytes never are, unless they were taken for characters."""
    if b"FlateDecode" not in data:
        return False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 4:  # the sample may end inside a character
            return False
        text = data[: error.start].decode("utf-8")
    return sum(char > "\x7f" for char in text) > len(text) / 20


def is_plain_text(path: Path) -> bool:
    """Whether a file holds text in an encoding that texts are read in, and no control characters."""
    with path.open("rb") as file:
        data = file.read(2**16)
    if not data.strip() or (b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return False
    for cut in range(4):  # the sample may end inside a character
        try:
            text = decode(data[: len(data) - cut])
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in _BLANKS for char in text)
    return False
