"""The warehouse file: built by dbt beside the published one, then put in its place in one step."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from extract import delta
from extract import plan as plans
from extract.errors import NothingPublished
from extract.memory import memory_limit
from extract.paths import PROJECT, DataPaths
from extract.plan import Plan


@dataclass(frozen=True)
class BuildSummary:
    """What a build did."""

    nodes: int  # seeds, models and tests of the project
    warnings: list[str]  # what the tests say that only warn
    reports: list[str] | None = None  # those that were modelled; all when None


def build(paths: DataPaths, project: Path = PROJECT, *, tests: bool = True, part: int = delta.PART) -> BuildSummary:
    """Run every seed, model and, unless `tests` is false, data test into `paths.build_file`, which holds nothing else afterwards.

    dbt builds the first `part` documents; the others are added as `update` adds them, part by part, so that memory does not grow with them.
    What was run stays in `paths.plan`. Unit tests of models are about the code, not about the data: `make test` runs them, a nightly run
    does not.

    Raises NothingPublished naming each node that failed. The published file is not touched.
    """
    _discard_build(paths)
    paths.plan.unlink(missing_ok=True)
    documents = delta.in_order(paths.raw)
    raw = paths.raw if len(documents) <= part else delta.raw_subset(paths.raw, documents[:part], paths.delta / "first")
    left_out = ["unit_test"] if tests else ["unit_test", "test"]
    results = _dbt(["build", *(word for kind in left_out for word in ("--exclude-resource-type", kind))], paths, project, raw)
    warnings = [f"{r.node.name}: {r.message}" for r in results if r.status == "warn"]
    with duckdb.connect(str(paths.build_file)) as connection:
        connection.execute("checkpoint")
    plan = plans.read(paths.dbt / "target" / "manifest.json", paths.build_file, raw)
    if raw != paths.raw:
        warnings, _ = delta.update(paths.build_file, plan, paths.raw, documents[part:], paths.delta, part=part)
    if tests:
        plan.save(paths.plan)
    return BuildSummary(len(results), warnings)


def update(paths: DataPaths, plan: Plan) -> BuildSummary:
    """Make `paths.build_file` from the published file and what has changed in the raw layer since that was built, by the same project.

    Raises NothingPublished naming what failed. The published file is not touched.
    """
    _discard_build(paths)
    shutil.copyfile(paths.published, paths.build_file)
    touched = delta.touched(paths.build_file, plan, paths.raw)
    warnings, reports = delta.update(paths.build_file, plan, paths.raw, touched, paths.delta)
    return BuildSummary(len(plan.models) + len(plan.tests), warnings, reports)


def run_unit_tests(paths: DataPaths, project: Path = PROJECT) -> list[tuple[str, str]]:
    """Run the unit tests of the models against the build file, which holds the models. Returns each test with its status.

    Raises NothingPublished naming each test that failed.
    """
    return [(r.node.name, str(r.status)) for r in _dbt(["test", "--select", "test_type:unit"], paths, project)]


def publish(paths: DataPaths) -> None:
    """Put the build in the place of the published file. Readers see the old file or the new one, never a part of either.

    Raises NothingPublished when the build is not closed and complete, or when the folder cannot be written.
    """
    log = paths.build_file.with_name(paths.build_file.name + ".wal")
    if log.exists():
        raise NothingPublished(f"{log} is left over: the build was not closed, so its file is not complete")
    try:
        # On disk before the name changes: a power cut then leaves either file whole.
        _flush(paths.build_file)
        paths.build_file.replace(paths.published)
        _flush(paths.data)
    except OSError as error:
        raise NothingPublished(f"cannot put the new file at {paths.published}: {error}") from error


def document(paths: DataPaths, project: Path = PROJECT) -> Path:
    """Write the dbt documentation of the published warehouse as one HTML page, and return where it stands.

    Raises NothingPublished when there is no published file or dbt fails.
    """
    if not paths.published.exists():
        raise NothingPublished(f"{paths.published} does not exist yet: run `zhangben run` first")
    # dbt opens its file for writing, which would shut readers out of the published one.
    _discard_build(paths)
    shutil.copyfile(paths.published, paths.build_file)
    try:
        _dbt(["docs", "generate", "--static"], paths, project)
    finally:
        _discard_build(paths)
    page = paths.data / "docs" / "index.html"
    page.parent.mkdir(exist_ok=True)
    shutil.copyfile(paths.dbt / "target" / "static_index.html", page)
    return page


def _dbt(command: list[str], paths: DataPaths, project: Path, raw: Path | None = None) -> list[Any]:
    """Run one dbt command in this process and return the results of its nodes."""
    paths.dbt.mkdir(parents=True, exist_ok=True)
    # Imported here: it takes seconds, and a run that finds nothing to do must not wait for it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    arguments = [
        *command,
        *("--project-dir", str(project), "--profiles-dir", str(project / "profiles")),
        *("--target-path", str(paths.dbt / "target"), "--log-path", str(paths.dbt / "logs")),
        *("--log-level", "none", "--log-level-file", "info", "--no-send-anonymous-usage-stats"),
    ]
    with _environment(ZHANGBEN_FILE=str(paths.build_file), ZHANGBEN_RAW=str(raw or paths.raw), ZHANGBEN_MEMORY=memory_limit()):
        try:
            outcome = dbtRunner().invoke(arguments)
        finally:
            # dbt keeps its connection, and with it the lock on the file, until it is told otherwise.
            DuckDBConnectionManager.close_all_connections()
    results = list(getattr(outcome.result, "results", None) or [])
    if not outcome.success:
        failed = [f"  {r.node.name}: {r.message}" for r in results if r.status in ("error", "fail", "runtime error")]
        cause = "\n".join(failed) or f"  {outcome.exception}"
        raise NothingPublished(f"dbt {command[0]} failed (log: {paths.dbt / 'logs' / 'dbt.log'}):\n{cause}")
    return results


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _discard_build(paths: DataPaths) -> None:
    for suffix in ("", ".wal"):
        paths.build_file.with_name(paths.build_file.name + suffix).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
