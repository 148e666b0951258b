"""The modules that read pages, as machine code where a C compiler is at hand; elsewhere the same source runs as it is.

:mod:`extract.compiling` (a step of `make setup`) puts it into a folder that is named by the source, so machine code is used exactly as
long as it belongs to the source that lies there. Why: docs/decisions/0015-compiled-where-possible.md.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).parent
BUILDS = PACKAGE.parent / "build" / "compiled"
SUFFIX = EXTENSION_SUFFIXES[0]


def sources() -> list[Path]:
    """The modules worth compiling: all that runs once a character, a rule or a cell."""
    readers = (PACKAGE / "readers" / f"{name}.py" for name in ("content", "fonts", "shapes"))
    return [*(PACKAGE / f"{name}.py" for name in ("document", "prose", "rows")), *readers, *sorted((PACKAGE / "tables").glob("[a-z]*.py"))]


def folder() -> Path:
    """Where the machine code of the present source for this Python belongs."""
    digest = hashlib.sha256(f"{sys.version} {SUFFIX}".encode())
    for file in sources():
        digest.update(file.read_bytes())
    return BUILDS / digest.hexdigest()[:16]


class CompiledFinder(MetaPathFinder):
    """Finds the compiled modules of a folder before Python finds their source."""

    def __init__(self, root: Path) -> None:
        files = root.rglob(f"*{SUFFIX}")
        self._files = {file.relative_to(root).as_posix().removesuffix(SUFFIX).replace("/", "."): file for file in files}

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        file = self._files.get(fullname)
        return spec_from_file_location(fullname, file) if file else None


def use() -> None:
    """Let the modules be taken as machine code, where there is any for the present source."""
    if (found := folder()).is_dir():
        sys.meta_path.insert(0, CompiledFinder(found))
