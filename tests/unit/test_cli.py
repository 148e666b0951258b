"""The command line: exit codes, what it says, and that nothing heavy is loaded for a word of help."""

import subprocess
import sys
from pathlib import Path

import pytest

from extract import cli, pipeline, state
from extract.paths import PROJECT, DataPaths
from extract.runlog import RunReport
from tests import small_warehouse

COMMANDS = ["run", "land", "build", "check", "report", "docs"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_the_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"example:\n  zhangben {command}" in said
    assert "exit codes:" in said


def test_help_loads_nothing_heavy() -> None:
    script = "import sys; from extract import cli\ntry: cli.main(['run', '--help'])\nexcept SystemExit: pass\nprint('|', *sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, check=True).stdout
    assert not {"dbt", "great_expectations", "polars", "duckdb", "pdfplumber"} & set(loaded.split("|")[-1].split())


@pytest.mark.parametrize("arguments", [[], ["publish"], ["run", "--workers", "0"], ["run", "--workers", "two"], ["run", "--what"]])
def test_wrong_use_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: zhangben" in capsys.readouterr().err


def test_an_inbox_that_is_missing_or_empty_is_wrong_use_and_makes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    (tmp_path / "empty").mkdir()
    for inbox, said in (("nowhere", "is not a folder"), ("empty", "holds no file")):
        for command in ("run", "land"):
            assert cli.main([command, "--inbox", str(tmp_path / inbox), "--data", str(data)]) == 2
            assert said in capsys.readouterr().err
    assert not data.exists()


@pytest.mark.parametrize("command", ["report", "check"])
def test_asking_before_the_first_run_is_wrong_use(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command, "--data", str(tmp_path)]) == 2
    assert "run `zhangben run` first" in capsys.readouterr().err


def test_build_waits_for_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = DataPaths.of(tmp_path)
    with state.exclusive(paths):
        assert cli.main(["build", "--data", str(tmp_path)]) == 1
    assert "another run is working on" in capsys.readouterr().err


def test_check_tells_what_does_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = DataPaths.of(tmp_path)
    small_warehouse.make(paths.published)
    assert cli.main(["check", "--data", str(tmp_path)]) == 0
    assert f"rules checked on {paths.published}" in capsys.readouterr().out
    # A build that waits to be published is what one wants to know about.
    small_warehouse.make(paths.build_file, "update marts.dim_report set status = 'fine';")
    assert cli.main(["check", "--data", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "contracts dim_report.status_is_known" in told.out
    assert "1 failing rows" in told.err


@pytest.mark.parametrize(("published", "code"), [(True, 0), (False, 1)])
def test_run_prints_the_report_and_ends_with_its_code(
    published: bool, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = RunReport(inbox="in", data="data", strict=False, published=published, failure=None if published else "no space")
    monkeypatch.setattr(pipeline, "run", lambda *_, **__: report)
    assert cli.main(["run", "--data", str(tmp_path)]) == code
    said = capsys.readouterr().out
    assert report.verdict in said
    assert (str(tmp_path / "zhangben.duckdb") in said) is published


def test_a_reader_that_leaves_early_does_not_change_how_it_ends(tmp_path: Path) -> None:
    DataPaths.of(tmp_path).report_text.write_text("line\n" * 100_000, encoding="utf-8")
    piped = f"'{sys.executable}' -m extract.cli report --data '{tmp_path}' | head -n 1; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", piped], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "line\n", "")


def test_an_interrupted_run_ends_with_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> RunReport:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupted)
    assert cli.main(["run"]) == 1
    assert "interrupted" in capsys.readouterr().err


class TestMake:
    """`make pipeline` on a stand-in for the command: make itself knows success and failure only."""

    @pytest.mark.parametrize(
        ("code", "strict", "succeeds"), [(0, "", True), (3, "", True), (3, "0", True), (3, "1", False), (1, "", False)]
    )
    def test_pipeline(self, code: int, strict: str, succeeds: bool, tmp_path: Path) -> None:
        command = tmp_path / "bin" / "zhangben"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\necho "$@"\nexit {code}\n', encoding="utf-8")
        command.chmod(0o755)
        stamps = [f"{name.upper()}={tmp_path / name}" for name in ("ready", "compiled")]
        for name in ("ready", "compiled"):
            (tmp_path / name).touch()
        made = subprocess.run(
            ["make", "--silent", "pipeline", f"BIN={command.parent}", *stamps, "INBOX=my reports", f"STRICT={strict}"],
            cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (made.returncode == 0) is succeeds
        assert made.stdout.strip() == "run --inbox my reports --data data" + (" --strict" if strict == "1" else "")

    def test_help_lists_every_command(self) -> None:
        said = subprocess.run(["make", "--silent", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
        for target in ("pipeline", "test", "bench", "docs", "samples", "lint", "clean"):
            assert f"make {target} " in said
