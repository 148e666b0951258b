"""The sample reports give the same facts whether they come as PDF, web page, Word file or workbook."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from extract import pipeline
from extract.paths import PROJECT, DataPaths
from samples.typeset.__main__ import read_reports
from tests.forms import FORMS, save_samples
from tests.golden.cells import difference, documents, expected_cells, landed_cells

SAMPLES = PROJECT / "samples" / "expected"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples in every form, published together."""
    folder = tmp_path_factory.mktemp("forms")
    for form in FORMS:
        save_samples(folder / "inbox" / form, form)
    report = pipeline.run(folder / "inbox", folder / "data")
    assert report.published, report.verdict
    return DataPaths.of(folder / "data").published


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", documents(SAMPLES))
def test_sample_in_another_form(warehouse: Path, form: str, name: str) -> None:
    landed = landed_cells(warehouse, Path(documents(SAMPLES)[name]).with_suffix(f".{form}").name)
    assert difference(expected_cells(SAMPLES, name), landed) == {}


# What every form must say alike, table by table of the marts: everything but places, methods and keys made of them. Line breaks
# inside a cell are those of its column in print, and say nothing; a level that spans rows is printed once a page.
FACTS = {
    "dim_report": "r.report_kind, r.scope, r.fiscal_year, r.unit_name, r.status",
    "fct_reported_amount": "f.table_code, f.row_label, f.row_code, f.line_no, f.column_label, f.measure_code, f.printed_text, f.amount",
    "fct_performance_indicator": "f.table_code, f.indicator, f.column_label, regexp_replace(f.printed_text, '[\\s\u3000]', '', 'g')",
    "fct_performance_score": "f.table_code, f.indicator, f.weight, f.score, f.rate",
    "fct_identity_check": "f.identity_code, f.table_code, f.statement, f.status",
}


def facts(warehouse: Path, table: str, name: str) -> Counter[tuple[object, ...]]:
    """The rows of a mart about one source file."""
    source = "marts.dim_report as r" if table == "dim_report" else f"marts.{table} as f join marts.dim_report as r using (report_id)"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        levels = "and f.column_label <> '' and f.column_label not like '%级指标'" if table == "fct_performance_indicator" else ""
        return Counter(connection.execute(f"select {FACTS[table]} from {source} where r.source_file = ? {levels}", [name]).fetchall())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", FACTS)
def test_every_fact_of_a_sample_is_the_same_in_another_form(warehouse: Path, sample_warehouse: DataPaths, form: str, table: str) -> None:
    reports = [report.meta["file"] for report in read_reports()]
    assert len(reports) == len(list((PROJECT / "samples" / "inbox").rglob("*.pdf")))
    for name in reports:
        expected = facts(sample_warehouse.published, table, name)
        found = facts(warehouse, table, f"{form}/{Path(name).with_suffix('.' + form)}")
        assert found == expected, (name, list((found - expected).items())[:3], list((expected - found).items())[:3])
