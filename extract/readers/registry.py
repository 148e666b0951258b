"""Which reader reads a file: by its first bytes, and by its name only where those say nothing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from extract.document import Document

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
_PACKAGES = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}


def form_of(path: Path) -> str | None:
    """The form of a file, or None where no reader knows it."""
    with path.open("rb") as file:
        head = file.read(4096)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_IMAGES):
        return "image"
    if head.startswith(b"PK\x03\x04"):
        return _package_form(path)
    if head.startswith(_OLE):
        return _ole_form(path)
    if re.match(
        rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|table|head|body)", head, re.IGNORECASE | re.DOTALL
    ):
        return "html"
    return _BY_SUFFIX.get(path.suffix.lower())


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
    form = form_of(path)
    if form is None:
        raise ValueError(f"no reader for {path.name}")
    return reader(form)(path)
