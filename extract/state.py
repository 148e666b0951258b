"""What a run remembers for the next one: the lock that keeps two runs apart, and what the published file was built from."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extract.errors import NothingPublished
from extract.paths import PROJECT, DataPaths
from extract.plan import Plan
from extract.version import build_digest


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


@dataclass(frozen=True)
class BuiltFrom:
    """Digests of what a warehouse file is built from."""

    project: str  # everything that decides what is made of the raw layer
    raw: str  # the files of the raw layer


def fingerprint(paths: DataPaths, project: Path = PROJECT) -> BuiltFrom:
    """What a build of now would be built from."""
    raw = hashlib.sha256()
    for file in sorted(paths.raw.rglob("*.parquet")):
        raw.update(f"{file.relative_to(paths.raw).as_posix()}\0".encode())
        if file.parent.name == "outcomes":
            # Written by every landing, so that its time says nothing.
            raw.update(file.read_bytes())
        else:
            # Written once, and large: size and time stand for the bytes.
            stat = file.stat()
            raw.update(f"{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return BuiltFrom(build_digest(project), raw.hexdigest())


def remember(paths: DataPaths, built_from: BuiltFrom, figures: dict[str, Any]) -> None:
    """Note what the file just published was built from, and the figures that its run report gave."""
    plan = _identity(paths.plan) if paths.plan.exists() else None
    state = {"built_from": asdict(built_from), "published": _identity(paths.published), "plan": plan, "figures": figures}
    beside = paths.state.with_suffix(".new")
    beside.write_text(json.dumps(state, ensure_ascii=False, default=str), encoding="utf-8")
    beside.replace(paths.state)


def recall(paths: DataPaths, built_from: BuiltFrom) -> dict[str, Any] | None:
    """The figures of the published file when it is the one that was built from the same things, else None."""
    state = _read(paths)
    return dict(state["figures"]) if state and state["built_from"] == asdict(built_from) else None


def plan_of_published(paths: DataPaths, built_from: BuiltFrom) -> Plan | None:
    """What dbt ran for the published file, when the same project would run the same again, else None."""
    state = _read(paths)
    if state is None or state["built_from"]["project"] != built_from.project or state["plan"] is None:
        return None
    try:
        return Plan.load(paths.plan) if state["plan"] == _identity(paths.plan) else None
    except OSError:
        return None


def _read(paths: DataPaths) -> dict[str, Any] | None:
    """The state, when it is about the file that is published now."""
    try:
        state = json.loads(paths.state.read_text(encoding="utf-8"))
        known = {"built_from", "figures", "plan", "published"} <= state.keys() and state["published"] == _identity(paths.published)
        return dict(state) if known else None
    except (OSError, ValueError, AttributeError):
        return None  # no state, or one that cannot be read: build anew


def _identity(file: Path) -> list[int]:
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]
