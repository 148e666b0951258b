"""Every figure of the samples and of the hand-checked real reports lands in its row, column, table and unit."""

from pathlib import Path

import duckdb
import pytest

from extract import pipeline
from extract.paths import PROJECT, DataPaths
from tests.golden.cells import difference, documents, expected_cells, landed_cells

SAMPLES = PROJECT / "samples" / "expected"
SHARED = PROJECT.parent / "shared"
GOLD = SHARED / "gold"
GOLD_PDFS = {n: f for n, f in documents(GOLD).items() if f.endswith(".pdf")} if GOLD.is_dir() else {}


@pytest.fixture(scope="session")
def gold_warehouse(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """The hand-checked real reports, published once for the session."""
    inbox = tmp_path_factory.mktemp("gold_inbox")
    for name in GOLD_PDFS.values():
        source = next((shared / "corpus").rglob(name))
        (inbox / name).symlink_to(source)
    paths = DataPaths.of(tmp_path_factory.mktemp("gold") / "data")
    report = pipeline.run(inbox, paths.data)
    assert report.published, report.verdict
    return paths


@pytest.mark.parametrize("name", documents(SAMPLES))
def test_sample_report(sample_warehouse: DataPaths, name: str) -> None:
    expected = expected_cells(SAMPLES, name)
    assert difference(expected, landed_cells(sample_warehouse.published, documents(SAMPLES)[name])) == {}


@pytest.mark.skipif(not GOLD_PDFS, reason="no ../shared beside the project")
@pytest.mark.parametrize("name", GOLD_PDFS)
def test_real_report(gold_warehouse: DataPaths, name: str) -> None:
    expected = expected_cells(GOLD, name)
    assert expected
    assert difference(expected, landed_cells(gold_warehouse.published, GOLD_PDFS[name])) == {}


def violated(warehouse: Path) -> set[tuple[str, str, str]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return set(
            connection.execute(
                """
                select parse_filename(source_file), identity_code, c.scope
                from marts.fct_identity_check as c
                join marts.dim_report using (report_id)
                join marts.dim_identity as i using (identity_code)
                where c.status = 'violated'
                  and i.family in ('row_sum', 'subject_hierarchy', 'total', 'balance', 'cross_table', 'three_public', 'printed_formula',
                                   'across_reports')
                """
            ).fetchall()
        )


def test_the_samples_break_what_their_sources_break(sample_warehouse: DataPaths) -> None:
    """The 三公 row of the 2022 final accounts does not add up, in two sums and the two formulas of its note; a note of 2020 names a
    wrong line. Nothing else in the money tables is broken."""
    found = violated(sample_warehouse.published)
    assert {(file.split("_")[1], code) for file, code, _ in found} == {
        ("2022", "row_total"),
        ("2022", "printed_column_formula"),
        ("2020", "note_names_line"),
    }


def test_one_cause_is_one_finding_that_names_the_guilty_cell(sample_warehouse: DataPaths) -> None:
    """公务用车购置及运行维护费 of 2022 prints 3.7: four identities break, and all of them hold with 3; the text contradicts it too."""
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        findings = connection.execute(
            """
            select check_count, guilty_basis, column_label, printed_text, expected_value::int
            from marts.fct_finding where table_code = 'final_three_public' and guilty_cell_id is not null
            """
        ).fetchall()
    assert findings == [(5, "identities", "预算数/公务用车购置及运行维护费/小计", "3.7", 3)]


@pytest.mark.skipif(not GOLD_PDFS, reason="no ../shared beside the project")
def test_real_reports_break_what_was_found_by_hand(gold_warehouse: DataPaths) -> None:
    """北京 left rows of class 208 unpublished: nine totals and two classes do not add up. Everything else holds or rounds."""
    found = violated(gold_warehouse.published)
    assert {file for file, _, _ in found} == {GOLD_PDFS["bj_tyj_2026b"]}
    codes = sorted(code for _, code, _ in found)
    assert codes.count("table_total") == 9
    assert sorted(set(codes)) == ["appropriation_class_is_detail_class", "summary_class_is_detail_class", "table_total"]
    assert len(codes) == 11
