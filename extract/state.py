"""What a run remembers for the next one: the lock that keeps two runs apart, and what the published file was built from."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extract.errors import NothingPublished
from extract.paths import PROJECT, DataPaths

# Everything that decides what the build makes of a raw layer.
SOURCES_OF_A_BUILD = (
    "dbt_project.yml",
    "requirements.lock",
    "profiles",
    "macros",
    "models",
    "seeds",
    "tests/dbt",
    "expectations",
    "extract/checks.py",
    "extract/runlog.py",
    "extract/warehouse.py",
)


@contextmanager
def exclusive(paths: DataPaths) -> Iterator[None]:
    """Hold DATA for this process. Raises NothingPublished at once when another run holds it or it cannot be written.

    The operating system drops the lock when the process ends, however it ends, so a crash leaves nothing to clean up.
    """
    try:
        paths.build.mkdir(parents=True, exist_ok=True)
        lock = paths.lock.open("a+")
    except OSError as error:
        raise NothingPublished(f"cannot work in {paths.data}: {error}") from error
    with lock as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise NothingPublished(
                f"another run is working on {paths.data} (process {handle.read().strip() or 'unknown'}); wait for it to end"
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def fingerprint(paths: DataPaths, project: Path = PROJECT) -> str:
    """A digest of the raw layer and of everything that decides how it is built."""
    digest = hashlib.sha256()
    for name in SOURCES_OF_A_BUILD:
        source = project / name
        for file in [source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file()):
            if "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(project).as_posix()}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    for file in sorted(paths.raw.rglob("*.parquet")):
        digest.update(f"{file.relative_to(paths.raw).as_posix()}\0".encode())
        if file.parent.name == "outcomes":
            # Written by every landing, so that its time says nothing.
            digest.update(file.read_bytes())
        else:
            # Written once, and large: size and time stand for the bytes.
            stat = file.stat()
            digest.update(f"{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def remember(paths: DataPaths, built_from: str, figures: dict[str, Any]) -> None:
    """Note what the file just published was built from, and the figures that its run report gave."""
    state = {"built_from": built_from, "published": _identity(paths.published), "figures": figures}
    beside = paths.state.with_suffix(".new")
    beside.write_text(json.dumps(state, ensure_ascii=False, default=str), encoding="utf-8")
    beside.replace(paths.state)


def recall(paths: DataPaths, built_from: str) -> dict[str, Any] | None:
    """The figures of the published file when it is the one that was built from the same things, else None."""
    try:
        state = json.loads(paths.state.read_text(encoding="utf-8"))
        same = state["built_from"] == built_from and state["published"] == _identity(paths.published)
        return dict(state["figures"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # no state, or one that cannot be read: build anew


def _identity(file: Path) -> list[int]:
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]
