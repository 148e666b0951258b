"""Whatever goes wrong, readers keep a whole file: the one of the run before. Landing and dbt are stood in for; the rest is real."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from extract import checks, pipeline, state, warehouse
from extract.errors import NothingPublished
from extract.landing import LandingSummary
from extract.paths import PROJECT, DataPaths
from extract.plan import Plan
from extract.runlog import RunReport
from extract.warehouse import BuildSummary
from tests import small_warehouse

Run = Callable[..., RunReport]


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths.of(tmp_path / "data")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"one")
    return folder


def stand_in_for_landing(inbox: Path, data: Path, **_: object) -> LandingSummary:
    """One raw file that says what is in the inbox, rewritten only when that changes."""
    file = data / "raw" / "documents" / "batch.parquet"
    content = b"".join(path.read_bytes() for path in sorted(inbox.iterdir()))
    if not file.exists() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return LandingSummary(documents_seen=1)


def stand_in_for_dbt(paths: DataPaths, *_: object, **__: object) -> BuildSummary:
    small_warehouse.make(paths.build_file, f"create table marts.built as select {time.time_ns()} as moment;")
    return BuildSummary(nodes=1, warnings=["a test that only warns"])


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, inbox: Path, paths: DataPaths) -> Run:
    monkeypatch.setattr(pipeline, "land", stand_in_for_landing)
    monkeypatch.setattr(warehouse, "build", stand_in_for_dbt)
    # The suites themselves are tested in unit/test_checks.py; they take seconds.
    monkeypatch.setattr(checks, "run", lambda *_, **__: [])
    return lambda **options: pipeline.run(inbox, paths.data, **options)


def built_at(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("select moment from marts.built").fetchall()[0][0]


def fail(error: BaseException) -> Callable[..., object]:
    def stage(*_: object, **__: object) -> object:
        raise error

    return stage


def half_a_build(paths: DataPaths, *_: object, **__: object) -> BuildSummary:
    paths.build_file.write_bytes(b"half")
    raise NothingPublished("dbt build failed:\n  fct_reported_amount: out of memory")


BROKEN_CONTRACT = checks.RuleResult(
    "contracts", "dim_unit", "unit_id_is_once", "marts.dim_unit", "Once.", "一次。", False, 0, None, "2", None
)

FAULTS = {
    "landing has no space": (pipeline, "land", fail(OSError(28, "No space left on device")), "No space left"),
    "dbt fails": (warehouse, "build", half_a_build, "out of memory"),
    "the checks break down": (checks, "run", fail(NothingPublished("the checks broke down: killed")), "broke down"),
    "a contract is broken": (checks, "run", lambda *_, **__: [BROKEN_CONTRACT], "dim_unit.unit_id_is_once: Once."),
    "the file cannot be flushed": (warehouse, "_flush", fail(OSError(5, "Input/output error")), "Input/output error"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_publishes_nothing_and_the_next_run_recovers(
    fault: str, run: Run, paths: DataPaths, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run().exit_code == 0
    before = paths.published.read_bytes()
    (inbox / "b.pdf").write_bytes(b"two")

    module, name, stage, said = FAULTS[fault]
    with monkeypatch.context() as broken:
        broken.setattr(module, name, stage)
        report = run()
    assert report.exit_code == 1
    assert report.verdict.startswith("Nothing published: ")
    assert said in report.verdict
    assert paths.published.read_bytes() == before
    kept = json.loads(paths.report_json.read_text(encoding="utf-8"))
    assert (kept["exit_code"], kept["published"]) == (1, False)
    assert said in paths.report_text.read_text(encoding="utf-8")

    after = run()
    assert (after.exit_code, after.rebuilt) == (0, True)
    assert paths.published.read_bytes() != before


def test_an_update_that_fails_publishes_nothing_and_the_next_run_recovers(
    run: Run, paths: DataPaths, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = paths.published.read_bytes()
    (inbox / "b.pdf").write_bytes(b"two")
    with monkeypatch.context() as broken:
        broken.setattr(state, "plan_of_published", lambda *_: Plan("raw"))
        broken.setattr(warehouse, "update", fail(NothingPublished("the model fct_reported_amount failed: out of memory")))
        report = run()
    assert (report.exit_code, report.published) == (1, False)
    assert "fct_reported_amount failed" in report.verdict
    assert paths.published.read_bytes() == before
    assert run().rebuilt


def test_a_plan_counts_only_for_the_project_and_the_file_that_it_was_kept_for(paths: DataPaths) -> None:
    paths.build.mkdir(parents=True)
    stand_in_for_dbt(paths)
    paths.build_file.replace(paths.published)
    Plan("raw").save(paths.plan)
    built_from = state.BuiltFrom("project", "raw")
    state.remember(paths, built_from, {})
    assert state.plan_of_published(paths, state.BuiltFrom("project", "more raw")) == Plan("raw")
    assert state.plan_of_published(paths, state.BuiltFrom("another project", "raw")) is None
    Plan("another raw folder").save(paths.plan)
    assert state.plan_of_published(paths, built_from) is None, "a later build of another project left it"
    Plan("raw").save(paths.plan)
    state.remember(paths, built_from, {})
    small_warehouse.make(paths.published)
    assert state.plan_of_published(paths, built_from) is None, "the file is not the one that was published"


def test_a_fault_nobody_foresaw_is_raised_and_reported(run: Run, paths: DataPaths, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    before = paths.published.read_bytes()
    (inbox / "b.pdf").write_bytes(b"two")
    monkeypatch.setattr(checks, "record", fail(ZeroDivisionError("seven")))
    with pytest.raises(ZeroDivisionError):
        run()
    assert paths.published.read_bytes() == before
    assert "ZeroDivisionError: seven" in paths.report_text.read_text(encoding="utf-8")


def test_a_killed_run_leaves_the_file_and_no_lock(run: Run, paths: DataPaths, inbox: Path) -> None:
    run()
    before = paths.published.read_bytes()
    (inbox / "b.pdf").write_bytes(b"two")
    script = """
import sys, time
from pathlib import Path
from extract import pipeline, warehouse
from tests.fault import test_publish as t
pipeline.land = t.stand_in_for_landing
def build(paths, *_, **__):
    paths.build_file.write_bytes(b"half")
    print("building", flush=True)
    time.sleep(60)
warehouse.build = build
pipeline.run(Path(sys.argv[1]), Path(sys.argv[2]))
"""
    with subprocess.Popen([sys.executable, "-c", script, str(inbox), str(paths.data)], stdout=subprocess.PIPE, cwd=PROJECT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"building\n"
        second = run()
        os.kill(child.pid, signal.SIGKILL)
    # While it built, nobody else could.
    assert (second.exit_code, second.published) == (1, False)
    assert f"another run is working on {paths.data} (process {child.pid})" in second.verdict
    assert paths.published.read_bytes() == before
    assert run().exit_code == 0


def test_readers_see_the_old_file_or_the_new_one(run: Run, paths: DataPaths, inbox: Path) -> None:
    run()
    old = built_at(paths.published)
    read = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); q = 'select moment from marts.built'\n"
    read += "print(c.execute(q).fetchall()[0][0], flush=True); input(); print(c.execute(q).fetchall()[0][0], flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", read, str(paths.published)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert int(reader.stdout.readline()) == old
        (inbox / "b.pdf").write_bytes(b"two")
        assert run().rebuilt
        assert built_at(paths.published) > old
        # The reader that was there before goes on with what it had.
        assert int(reader.communicate("\n")[0]) == old


def test_a_build_that_was_not_closed_is_not_published(paths: DataPaths) -> None:
    stand_in_for_dbt(paths)
    paths.build_file.with_name("zhangben.duckdb.wal").write_bytes(b"changes")
    with pytest.raises(NothingPublished, match="was not closed"):
        warehouse.publish(paths)
    assert not paths.published.exists()


def test_nothing_is_published_when_no_document_could_be_read(run: Run, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    quarantined = [("a.pdf", "encrypted", "文件已加密", "the file is encrypted")]
    monkeypatch.setattr(pipeline, "land", lambda *_, **__: LandingSummary(documents_seen=1, quarantined=quarantined))
    report = run()
    assert report.exit_code == 1
    assert "no file of the inbox could be read" in report.verdict
    assert "a.pdf: the file is encrypted 文件已加密" in paths.report_text.read_text(encoding="utf-8")
    assert not paths.published.exists()


def test_data_that_cannot_be_written_is_told(run: Run, paths: DataPaths) -> None:
    paths.data.write_text("a file, not a folder", encoding="utf-8")
    report = run()
    assert report.exit_code == 1
    assert f"cannot work in {paths.data}" in report.verdict


class TestASecondRun:
    """A run builds again exactly when something that decides the result has changed."""

    def test_builds_nothing_when_nothing_changed(self, run: Run, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
        first = run()
        before = paths.published.stat()
        monkeypatch.setattr(warehouse, "build", fail(AssertionError("built again")))
        second = run()
        assert (second.exit_code, second.published, second.rebuilt) == (0, True, False)
        assert second.figures == first.figures
        text = paths.report_text.read_text(encoding="utf-8")
        assert "Nothing has changed" in text
        assert "a test that only warns" in text
        assert paths.published.stat() == before

    @pytest.mark.parametrize("change", ["a new document", "file gone", "file replaced", "state unreadable", "force"])
    def test_builds_again_when_it_must(self, change: str, run: Run, paths: DataPaths, inbox: Path) -> None:
        run()
        old = built_at(paths.published)
        match change:
            case "a new document":
                (inbox / "b.pdf").write_bytes(b"two")
            case "file gone":
                paths.published.unlink()
            case "file replaced":
                small_warehouse.make(paths.published, "create table marts.built as select 1 as moment;")
            case "state unreadable":
                paths.state.write_text("{", encoding="utf-8")
        report = run(force=change == "force")
        assert (report.exit_code, report.rebuilt) == (0, True)
        assert built_at(paths.published) > old

    @pytest.mark.parametrize("source", ["models/marts/a.sql", "seeds/a.csv", "expectations/contracts/a.json", "extract/warehouse.py"])
    def test_knows_a_changed_project(self, source: str, tmp_path: Path, paths: DataPaths) -> None:
        project = tmp_path / "project"
        (project / source).parent.mkdir(parents=True)
        (project / source).write_text("one", encoding="utf-8")
        one = state.fingerprint(paths, project)
        assert state.fingerprint(paths, project) == one
        (project / source).write_text("two", encoding="utf-8")
        assert state.fingerprint(paths, project) != one


class TestExitCode:
    def test_quarantined_documents_end_with_3(self, run: Run, paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
        def build(paths: DataPaths, *_: object, **__: object) -> BuildSummary:
            said = "reason_code = 'not_a_disclosure', reason_zh = '不是报告', reason_en = 'not a report'"
            small_warehouse.make(paths.build_file, f"update marts.dim_source_file set status = 'quarantined', {said};")
            return BuildSummary(nodes=1, warnings=[])

        monkeypatch.setattr(warehouse, "build", build)
        report = run()
        assert report.exit_code == 3
        assert [one["source_file"] for one in report.quarantined] == ["a/report.pdf"]
        assert run().exit_code == 3, "also when nothing has changed"
        assert paths.published.exists()

    def test_violated_identities_count_only_when_strict(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        violated = checks.RuleResult(
            "identities", "budget", "identities_hold", "marts.dim_unit", "Hold.", "成立。", False, 2, None, None, "select 1 from range(2)"
        )
        monkeypatch.setattr(checks, "run", lambda *_, **__: [violated])
        assert run().exit_code == 0
        strict = run(strict=True)
        assert (strict.exit_code, strict.rebuilt) == (3, False)
        assert "2 identities are violated" in strict.verdict
