"""Which reader reads a file: by its first bytes, and by its name only where those say nothing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from extract.document import Document
from extract.readers.damage import LOST, check_bytes, is_plain_text

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")

# form → module and function; modules are loaded when a file needs them
_READERS = {
    "pdf": ("extract.readers.pdf", "read_pdf"),
    "text": ("extract.readers.text", "read_text"),
    "html": ("extract.readers.html", "read_html"),
    "xlsx": ("extract.readers.sheet", "read_xlsx"),
    "xls": ("extract.readers.sheet", "read_xls"),
    "docx": ("extract.readers.word", "read_docx"),
    "image": ("extract.readers.ocr", "read_image"),
}
_BY_SUFFIX = {
    ".pdf": "pdf", ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".docx": "docx",
    **dict.fromkeys(TEXT_SUFFIXES, "text"), **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), "image"),
}  # fmt: skip
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")  # PNG, JPEG, TIFF
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first tag of a web page, behind what may stand before it; the head of one saved with its parts (MHTML).
_MARKUP = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype|html|head|body|meta|title|script|style|table|div|p|h[1-6]|center|error)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    rb"\s*(From|MIME-Version|Subject|Date|Snapshot-Content-Location|X-[\w-]+):.{0,2000}multipart/", re.IGNORECASE | re.DOTALL
)
_NAMED = (".pdf", ".xls", ".doc", "")  # endings under which downloads are saved whatever they are
_PACKAGES = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}


def form_of(path: Path) -> str | None:
    """The form of a file, or None where no reader knows it."""
    with path.open("rb") as file:
        head = file.read(4096)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(LOST * 2):
        return "text"  # a binary file that was saved as text: its reader says so
    if head.startswith(_IMAGES):
        return "image"
    if head.startswith(b"PK\x03\x04"):
        return _package_form(path)
    if head.startswith(_OLE):
        return _ole_form(path)
    if _MARKUP.match(head) or is_mhtml(head):
        return "html"
    form = _BY_SUFFIX.get(path.suffix.lower())
    # What was saved under the name of a form that has a mark of its own, and lacks it, may be plain text all the same.
    return "text" if form in ("pdf", "xls", None) and path.suffix.lower() in _NAMED and is_plain_text(path) else form


def is_mhtml(head: bytes) -> bool:
    """Whether a file that begins so is a web page saved with its parts: a mail message of several parts."""
    return _MAIL.match(head) is not None


def _package_form(path: Path) -> str | None:
    """The form of a ZIP package by its parts; by its name where it is too damaged to tell."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError):
        return _BY_SUFFIX.get(path.suffix.lower())
    return next((form for member, form in _PACKAGES.items() if member in names), None)


def _ole_form(path: Path) -> str | None:
    """The form of an OLE file by the streams it names: a workbook, or a package under a password."""
    data = path.read_bytes()
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book", "EncryptedPackage")):
        return "xls"
    return None


def reader(form: str) -> Callable[[Path], Document]:
    """The function that reads files of a form."""
    module, name = _READERS[form]
    function: Callable[[Path], Document] = getattr(import_module(module), name)
    return function


def read_document(path: Path) -> Document:
    """Read one file whole with the reader of its form.

    Raises:
        Unreadable: the file cannot be read; its code says why.
    """
    check_bytes(path)
    form = form_of(path)
    if form is None:
        raise ValueError(f"no reader for {path.name}")
    return reader(form)(path)
