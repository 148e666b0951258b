"""The project's own files → digests: what is landed, and what is built, was made by this version of them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from extract.paths import PROJECT

# All of the package and of its seeds, and the locks: a list of those that matter would be kept by hand, and has been wrong.
PACKAGE = ("extract", "seeds", "requirements.lock", "requirements-ocr.lock")
PROJECT_OF_DBT = ("dbt_project.yml", "profiles", "macros", "models", "tests/dbt", "expectations")


def package_digest(project: Path = PROJECT) -> str:
    """Digest of everything that decides what is landed. Editors and runs leave caches and compiled modules behind, which are none of it."""
    return _digest(project, PACKAGE)


def build_digest(project: Path = PROJECT) -> str:
    """Digest of everything that decides what is made of a raw layer."""
    return _digest(project, (*PACKAGE, *PROJECT_OF_DBT))


def _digest(project: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        source = project / name
        for file in [source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file()):
            if "__pycache__" not in file.parts and file.suffix not in (".so", ".pyd", ".pyc"):
                digest.update(f"{file.relative_to(project).as_posix()}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
