"""The warehouse file: built by dbt beside the published one, then put in its place in one step."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from extract import aside as asides
from extract import delta
from extract import plan as plans
from extract.aside import Aside
from extract.errors import Broken, NothingPublished
from extract.memory import memory_limit
from extract.paths import PROJECT, DataPaths
from extract.plan import Plan
from extract.raw import complete


@dataclass(frozen=True)
class BuildSummary:
    """What a build did."""

    nodes: int  # seeds, models and tests of the project
    warnings: list[str]  # what the tests say that only warn
    reports: list[str] | None = None  # those that were modelled; all when None
    plan: Plan | None = None  # what was run
    touched: Sequence[str] = ()  # documents that were modelled because they are new, gone or landed anew


def build(
    paths: DataPaths, project: Path = PROJECT, *, tests: bool = True, part: int = delta.PART, aside: Aside | None = None
) -> BuildSummary:
    """Run every seed, model and, unless `tests` is false, data test into `paths.build_file`, which holds nothing else afterwards.

    dbt builds the first `part` documents; the others are added as `update` adds them, part by part, so that memory does not grow with them.
    What was run stays in `paths.plan`. Unit tests of models are about the code, not about the data: `make test` runs them, a nightly run
    does not.

    Documents that break it go `aside`: when dbt fails, it builds no document, and all are added as `update` adds them. Without `aside` they
    stop the build.

    Raises NothingPublished naming each node that failed. The published file is not touched.
    """
    asides.ensure(paths.raw)
    complete(paths.raw)
    documents = delta.in_order(paths.raw)
    try:
        return _build(paths, project, documents, part, tests=tests, part=part, aside=aside)
    except _DbtFailed as failed:
        if aside is None or not documents or failed.environment:
            raise
        try:
            built = _build(paths, project, documents, 0, tests=tests, part=part, aside=aside)
        except _DbtFailed:
            raise failed from None  # a fault of ours: it fails without any document
        if set(documents) <= aside.documents():
            raise NothingPublished(f"every document breaks the build, so it is a fault of ours:\n{failed}") from failed
        return built


def _build(
    paths: DataPaths, project: Path, documents: Sequence[str], first: int, *, tests: bool, part: int, aside: Aside | None
) -> BuildSummary:
    """Let dbt build the first documents, and add the others."""
    _discard_build(paths)
    paths.plan.unlink(missing_ok=True)
    raw = paths.raw if len(documents) <= first else delta.raw_subset(paths.raw, documents[:first], paths.delta / "first")
    left_out = ["unit_test"] if tests else ["unit_test", "test"]
    results = _dbt(["build", *(word for kind in left_out for word in ("--exclude-resource-type", kind))], paths, project, raw)
    warnings = [f"{r.node.name}: {r.message}" for r in results if r.status == "warn"]
    with duckdb.connect(str(paths.build_file)) as connection:
        connection.execute("checkpoint")
    plan = plans.read(paths.dbt / "target" / "manifest.json", paths.build_file, raw)
    if raw != paths.raw:
        warnings, _ = delta.update(paths.build_file, plan, paths.raw, documents[first:], paths.delta, part=part, aside=aside)
    if tests:
        plan.save(paths.plan)
    return BuildSummary(len(results), warnings, plan=plan, touched=documents)


def update(paths: DataPaths, plan: Plan, aside: Aside | None = None) -> BuildSummary:
    """Make `paths.build_file` from the published file and what has changed in the raw layer since that was built, by the same project.

    Documents that break it go `aside`; without it they stop the update.

    Raises NothingPublished naming what failed. The published file is not touched.
    """
    asides.ensure(paths.raw)
    _discard_build(paths)
    complete(paths.raw)
    shutil.copyfile(paths.published, paths.build_file)
    touched = delta.touched(paths.build_file, plan, paths.raw)
    warnings, reports = delta.update(paths.build_file, plan, paths.raw, touched, paths.delta, aside=aside)
    return BuildSummary(len(plan.models) + len(plan.tests), warnings, reports, plan, touched)


def put_aside(paths: DataPaths, built: BuildSummary, broken: Broken, contracts: Sequence[str], aside: Aside) -> BuildSummary:
    """Put the documents aside that break contracts, which are given as SQL too, and take them out of the build.

    Raises the failure where no document explains it.
    """
    if built.plan is None:
        raise broken
    suspects = delta.in_order(paths.raw, list(set(built.touched) - aside.documents()))
    breaks = delta.whole_breaks(paths.build_file, built.plan, paths.raw, paths.delta, broken, contracts)
    guilty = delta.guilty_of(broken, suspects, breaks)
    aside.add(guilty)
    documents = [one.document_id for one in guilty]
    warnings, reports = delta.update(paths.build_file, built.plan, paths.raw, documents, paths.delta, aside=aside)
    if set(suspects) == set(documents) and built.reports is None:
        raise NothingPublished(f"every document breaks the contracts, so it is a fault of ours:\n{broken}") from broken
    return replace(built, warnings=warnings, reports=None if built.reports is None else sorted({*built.reports, *reports}))


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
        raise _DbtFailed(f"dbt {command[0]} failed (log: {paths.dbt / 'logs' / 'dbt.log'}):\n{cause}")
    return results


class _DbtFailed(NothingPublished):
    """A node failed: by a fault of ours, because of what a document prints, or because the disk is full."""

    @property
    def environment(self) -> bool:
        return "IO Error" in str(self) or "temp_directory" in str(self)


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
