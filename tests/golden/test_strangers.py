"""Strangers' files through the whole pipeline: no name makes a report, and no report is lost for its name or its wrapping."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract import pipeline
from extract.paths import DataPaths
from tests.conftest import SHARED
from tests.strangers import STRANGERS, SUMMARY, Stranger, page, write_file

# Reports that do not say their year, and what their folders and names say of it.
IN_FOLDERS = {"2023年/预算公开/乾坤天地.html": 2023, "2022/2024部门预算/春夏秋冬.html": 2024, "crawl_2026-11/c0d2021f9a8b_东南西北.html": None}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """All strangers published in one run, with those that stand beside the project on some machines."""
    folder = tmp_path_factory.mktemp("strangers")
    inbox = folder / "inbox"
    for stranger in STRANGERS:
        name, content = write_file(stranger)
        (inbox / name).parent.mkdir(parents=True)
        (inbox / name).write_bytes(content)
    # The same bytes under two names: one report, and both names are kept.
    (inbox / "again").mkdir()
    (inbox / "again" / "copy.html").write_bytes(write_file(next(s for s in STRANGERS if s.name == "prose.html"))[1])
    (inbox / "附件2_a104b2c9.html").write_text(page("", f"<p>2024年预算公开表</p>{SUMMARY}", menu=False), encoding="utf-8")
    for name in IN_FOLDERS:
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_text(page("", f"<p>部门：甲市{name[-9:-5]}局</p>{SUMMARY}", menu=False), encoding="utf-8")
    given = SHARED / "cases" / "strangers"
    for file in given.rglob("*") if given.is_dir() else ():
        if file.is_file() and file.suffix != ".tsv":
            (inbox / "given" / file.relative_to(given)).parent.mkdir(parents=True, exist_ok=True)
            (inbox / "given" / file.relative_to(given)).write_bytes(file.read_bytes())
    paths = DataPaths.of(folder / "data")
    report = pipeline.run(inbox, paths.data)
    assert report.published, report.verdict
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        yield connection


def one(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> tuple[Any, ...]:
    found = connection.execute(query, list(values)).fetchall()
    assert len(found) == 1, found
    return tuple(found[0])


@pytest.mark.parametrize("stranger", [s for s in STRANGERS if s.expected != "accepted"], ids=lambda s: s.name)
def test_what_holds_no_report_is_put_aside_with_its_kind(warehouse: duckdb.DuckDBPyConnection, stranger: Stranger) -> None:
    status, code, zh, en = one(
        warehouse, "select status, reason_code, reason_zh, reason_en from marts.dim_source_file where source_file = ?", write_file(stranger)[0]
    )
    assert (status, code) == ("quarantined", stranger.expected), zh
    assert stranger.says in zh and stranger.says in en
    assert len(zh) > 8 and len(en) > 8


@pytest.mark.parametrize("stranger", [s for s in STRANGERS if s.expected == "accepted"], ids=lambda s: s.name)
def test_a_report_is_accepted_and_its_own_words_name_body_and_year(warehouse: duckdb.DuckDBPyConnection, stranger: Stranger) -> None:
    found = one(
        warehouse,
        "select r.status <> 'quarantined', r.fiscal_year, r.unit_name, r.report_kind from marts.dim_source_file f join marts.dim_report r using (document_id)"
        " where f.source_file = ?",
        write_file(stranger)[0],
    )
    assert found == (True, stranger.year, stranger.unit, stranger.kind)


def test_where_the_name_of_a_body_was_read_is_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A first line too short for a name gives way to the line that names the body."""
    read = "select unit_name_source from marts.dim_report where unit_name = ?"
    assert one(warehouse, read, "甲市癸丑局") == ("owner_line",)
    assert one(warehouse, read, "甲市丁局") == ("title",)


@pytest.mark.parametrize(("name", "year"), IN_FOLDERS.items())
def test_a_folder_of_a_year_tells_it_and_neither_hash_nor_date_does(warehouse: duckdb.DuckDBPyConnection, name: str, year: int | None) -> None:
    found = one(warehouse, "select fiscal_year, reason_code from marts.dim_report join marts.dim_source_file using (document_id) where dim_source_file.source_file = ?", name)
    assert found == ((year, None) if year else (None, "year_unknown"))


def test_a_number_an_attachment_or_a_hash_is_nobodys_name(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = one(warehouse, "select status, reason_code from marts.dim_source_file where source_file = '附件2_a104b2c9.html'")
    assert found == ("quarantined", "unit_unknown")


def test_the_same_bytes_under_two_names_are_one_report(warehouse: duckdb.DuckDBPyConnection) -> None:
    (files,) = one(warehouse, "select source_files from marts.dim_report where unit_name = '甲区戊局'")
    assert len(files) == 2
    assert one(warehouse, "select count(*) from marts.dim_source_file where list_contains(?, source_file)", files) == (2,)


def test_pieces_at_fixed_places_are_read_as_a_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select a.row_code, a.measure_code, a.printed_text, a.table_code, a.unit_scale from marts.fct_reported_amount a join marts.dim_report r using (report_id)"
        " where r.unit_name = '甲市丙中心' and a.row_code in ('213', '2130199', '2080505') order by all"
    ).fetchall()
    expected = [
        ("2080505", "basic_expenditure", "112.40"), ("2080505", "total", "112.40"), ("213", "basic_expenditure", "387.90"),
        ("213", "project_expenditure", "312.10"), ("213", "total", "700.00"), ("2130199", "project_expenditure", "312.10"),
        ("2130199", "total", "312.10"),
    ]  # fmt: skip
    assert rows == [(*row, "budget_expenditure", 10000) for row in expected]


def test_the_given_strangers_are_as_expected(shared: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    with (shared / "cases" / "strangers" / "EXPECTED.tsv").open(encoding="utf-8") as file:
        expected = {f"given/{row['file']}": row["expected"] for row in csv.DictReader(file, delimiter="\t")}
    status = dict(warehouse.execute("select source_file, status from marts.dim_source_file").fetchall())
    for name, what in expected.items():
        assert (status[name] == "quarantined") == (what == "quarantined"), name
    land = "given/郑州/2026年郑州市土地储备中心部门预算.html"
    assert one(warehouse, "select report_kind, fiscal_year, status from marts.dim_report where source_file = ?", land) == ("budget", 2015, "accepted")
    amounts = "select count(*) from marts.fct_reported_amount join marts.dim_report using (report_id) where source_file = ?"
    assert one(warehouse, amounts, land) == (13,)
    town = "given/福州/平山镇2016年度部门决算.html"
    assert one(warehouse, amounts, town) == (7,)
    assert one(
        warehouse, "select row_no, reason, printed_text from marts.fct_flagged_cell join marts.dim_report using (report_id) where source_file = ?", town
    )[1:] == ("missing_cell", "")
    assert one(warehouse, "select count(*) from marts.fct_finding where source_file = ?", town) == (0,)
    reason = "select reason_code, reason_zh from marts.dim_source_file where source_file = ?"
    assert one(warehouse, reason, "given/郑州/郑州市城管局2023年部门决算.html")[0] == "damaged_download"
    code, sentence = one(warehouse, reason, "given/长沙/长沙市体育局2024年度部门决算.html")
    assert code == "landing_page" and "长沙市体育局2024年度部门决算.pdf" in sentence
