"""One run from inbox to published file: land what is new, build, check, publish, report."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract import checks, runlog, state, warehouse
from extract.aside import Aside
from extract.errors import Broken, NothingPublished, WrongUse
from extract.landing import land, list_inbox
from extract.paths import DataPaths
from extract.runlog import RunReport
from extract.warehouse import BuildSummary


def run(
    inbox: Path,
    data: Path,
    *,
    strict: bool = False,
    workers: int | None = None,
    force: bool = False,
    progress: bool = False,
) -> RunReport:
    """Bring DATA up to date with the inbox and write the run report.

    A run that finds the raw layer and the project as they were when the published file was built builds nothing.
    `force` reads every document and builds again all the same. `strict` makes broken identities count in the exit code.
    `progress` tells on standard error how far it is.

    Returns the report, whose `exit_code` is 0, 1 or 3 (docs/operations.md). Raises WrongUse when the inbox is not a folder
    with files. A failure is in the report and on disk, not raised; what nobody foresaw is raised after the report is written.
    """
    require_files(inbox)
    paths = DataPaths.of(data)
    report = RunReport(inbox=str(inbox), data=str(paths.data), strict=strict)
    try:
        with state.exclusive(paths):
            try:
                _run(inbox, paths, report, workers=workers, force=force, progress=progress)
            except (NothingPublished, OSError) as error:
                report.failure = str(error)
            except BaseException as error:
                report.failure = f"{type(error).__name__}: {error}"
                raise
            finally:
                report.finish()
                _save(report, paths)
    except NothingPublished as error:
        # DATA belongs to another run, and so does its report: nothing is written here.
        report.failure = str(error)
    return report


def require_files(inbox: Path) -> None:
    """Raise WrongUse when the inbox is not a folder with files: that is a mistyped path, and no reason to make anything."""
    if not inbox.is_dir():
        raise WrongUse(f"the inbox {inbox} is not a folder")
    if not list_inbox(inbox):
        raise WrongUse(f"the inbox {inbox} holds no file")


def _run(inbox: Path, paths: DataPaths, report: RunReport, *, workers: int | None, force: bool, progress: bool) -> None:
    with _stage(report, "land", progress):
        report.landing = land(inbox, paths.data, workers=workers, force=force, progress=progress)
    if not (report.landing.readable and any((paths.raw / "documents").glob("*.parquet"))):
        raise NothingPublished("no file of the inbox could be read; see the reasons in the report")
    built_from = state.fingerprint(paths)
    aside = Aside(paths.raw, built_from.project)
    # What broke the build of another state of the project, or was landed anew, is tried again.
    if aside.renew():
        built_from = state.fingerprint(paths)
    put_aside = aside.documents()
    known = None if force else state.recall(paths, built_from)
    if known is not None:
        report.figures, report.published = known, True
        return
    with checks.checker(paths.build) as checker:
        with _stage(report, "build", progress):
            plan = None if force else state.plan_of_published(paths, built_from)
            built = warehouse.build(paths, aside=aside) if plan is None else warehouse.update(paths, plan, aside)
        with _stage(report, "check", progress):
            built = _checked(paths, built, aside, checker)
    with _stage(report, "publish", progress):
        report.figures = {**runlog.figures(paths.build_file), "build_warnings": built.warnings}
        warehouse.publish(paths)
        report.published = report.rebuilt = True
        if aside.documents() != put_aside:
            built_from = state.fingerprint(paths)
        state.remember(paths, built_from, report.figures)


def _checked(paths: DataPaths, built: BuildSummary, aside: Aside, checker: subprocess.Popen[str] | None) -> BuildSummary:
    """Check the build, without the documents that break a contract."""
    while True:
        results = checks.run(paths.build_file, paths.build, reports=built.reports, child=checker)
        checks.record(paths.build_file, results, built.reports)
        try:
            checks.stop_when_broken(results, paths.build_file)
            return built
        except Broken as broken:
            contracts = [rule.failing_query for rule in results if rule.breaks]
            if None in contracts:
                raise  # a table has other columns: no document makes that
            built = warehouse.put_aside(paths, built, broken, list(filter(None, contracts)), aside)
        checker = None  # it has done its work; another one is started


def _save(report: RunReport, paths: DataPaths) -> None:
    try:
        runlog.write(report, paths)
    except OSError as error:
        # The report is also printed; not being able to keep it must not hide how the run itself ended.
        report.warnings.append(f"the run report cannot be written: {error}")


@contextmanager
def _stage(report: RunReport, name: str, progress: bool) -> Iterator[None]:
    if progress:
        print(f"{name} ...", file=sys.stderr, flush=True)
    began = time.monotonic()
    try:
        yield
    finally:
        report.seconds[name] = round(time.monotonic() - began, 2)
