"""The sample reports through the whole pipeline: what a newcomer's first and second run do."""

import json
import shutil
import time
from pathlib import Path

import duckdb
import pytest

from extract import pipeline, runlog, warehouse
from extract.checks import SUITES
from extract.paths import DataPaths
from tests.conftest import SAMPLES


def listing(folder: Path) -> list[tuple[str, int, int]]:
    return sorted((str(file.relative_to(folder)), file.stat().st_size, file.stat().st_mtime_ns) for file in folder.rglob("*"))


def test_the_report_names_every_file_and_counts_what_is_in_the_file(sample_warehouse: DataPaths) -> None:
    report = json.loads(sample_warehouse.report_json.read_text(encoding="utf-8"))
    files = [file for file in SAMPLES.rglob("*") if file.is_file()]
    assert report["exit_code"] == (3 if report["documents"]["quarantined"] else 0)
    assert report["documents"]["seen"] == len(files)
    held = report["warehouse"]
    assert held["tables"]["recognised"] > 0
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.fct_reported_amount").fetchone() == (held["amounts"],)
        assert connection.execute("select count(*) from marts.fct_identity_check").fetchone() == (sum(held["identities"].values()),)


def test_every_suite_ran_and_every_contract_holds(sample_warehouse: DataPaths) -> None:
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        ran = connection.execute("select distinct suite from marts.check_result").fetchall()
        broken = connection.execute(
            "select suite, rule from marts.check_result where error is not null or (kind = 'contracts' and not holds)"
        )
        assert broken.fetchall() == []
    assert {suite for (suite,) in ran} == {file.stem for file in SUITES.glob("*/*.json")}


def test_the_published_file_stands_alone(sample_warehouse: DataPaths, tmp_path: Path) -> None:
    """Copied to a place from which the raw layer is not reachable, everything in it can be read."""
    copy = shutil.copy(sample_warehouse.published, tmp_path)
    with duckdb.connect(str(copy), read_only=True, config={"enable_external_access": False}) as connection:
        tables = connection.execute("select table_schema, table_name from information_schema.tables").fetchall()
        assert {schema for schema, _ in tables} == {"marts", "intermediate", "staging", "seeds"}
        for schema, table in tables:
            connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()


def test_a_second_run_reads_and_builds_nothing_and_leaves_the_inbox_alone(
    sample_warehouse: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, published = listing(SAMPLES), sample_warehouse.published.stat()
    first = json.loads(sample_warehouse.report_json.read_text(encoding="utf-8"))

    def build(*_: object, **__: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr(warehouse, "build", build)
    began = time.monotonic()
    report = pipeline.run(SAMPLES, sample_warehouse.data)
    assert time.monotonic() - began < 5
    assert report.landing is not None
    assert report.landing.landed_new == 0
    assert (report.exit_code, report.rebuilt) == (first["exit_code"], False)
    assert json.loads(runlog.as_json(report))["warehouse"] == first["warehouse"]
    assert listing(SAMPLES) == inbox
    assert sample_warehouse.published.stat() == published
