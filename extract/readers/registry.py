"""Which reader reads a file: by its first bytes, and by its name only where those say nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from extract.document import Document

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")

# form → module and function; modules are loaded when a file needs them
_READERS = {
    "pdf": ("extract.readers.pdf", "read_pdf"),
    "text": ("extract.readers.text", "read_text"),
}


def form_of(path: Path) -> str | None:
    """The form of a file, or None where no reader knows it."""
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(b"%PDF-") or suffix == ".pdf":
        return "pdf"
    if suffix in TEXT_SUFFIXES:
        return "text"
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
