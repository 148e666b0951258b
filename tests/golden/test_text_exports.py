"""Reports that are left as plain text only give the same figures as their hand-checked gold files, to the letter."""

import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from extract import pipeline
from extract.paths import PROJECT, DataPaths
from tests.golden.cells import difference, documents, expected_cells, landed_cells

GOLD = PROJECT.parent / "shared" / "gold"
TEXTS = {n: f for n, f in documents(GOLD).items() if f.endswith(".txt")} if GOLD.is_dir() else {}


@pytest.fixture(scope="session")
def text_warehouse(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """The text exports, published once for the session."""
    inbox = tmp_path_factory.mktemp("text_inbox")
    for source in (shared / "corpus" / "text").glob("*.txt"):
        (inbox / source.name).symlink_to(source)
    paths = DataPaths.of(tmp_path_factory.mktemp("text") / "data")
    report = pipeline.run(inbox, paths.data)
    assert report.published, report.verdict
    return paths


@pytest.mark.skipif(not TEXTS, reason="no ../shared beside the project")
@pytest.mark.parametrize("name", TEXTS)
def test_text_export(text_warehouse: DataPaths, name: str) -> None:
    expected = expected_cells(GOLD, name)
    assert expected
    assert difference(expected, landed_cells(text_warehouse.published, TEXTS[name])) == {}


@pytest.mark.skipif(not TEXTS, reason="no ../shared beside the project")
def test_what_cannot_be_decided_is_flagged(text_warehouse: DataPaths) -> None:
    """The 三公 row of the 2022 report, which no reading satisfies, stays as printed; every deduced column says so."""
    with duckdb.connect(str(text_warehouse.published), read_only=True) as connection:
        flagged = connection.execute("select table_code, printed_text, reason from marts.fct_flagged_cell order by col_no").fetchall()
        inferred = connection.execute("select count(*) from marts.fct_reported_amount where inferred").fetchone()
    assert {(table, reason) for table, _, reason in flagged} == {("final_three_public", "contradicts_identities")}
    assert [text for _, text, _ in flagged] == ["3.7", "3.7", "3", "0.7"]
    assert inferred is not None
    assert inferred[0] > 300


PDFS = {n: f for n, f in documents(GOLD).items() if f.endswith(".pdf")} if GOLD.is_dir() else {}
CERTAIN = 0.995  # the share of the figures of each report that must come out of a layout export; the others are flagged
ARRANGED = 0.63  # the share of all figures that comes out of plain exports; what is lost with the places is flagged


@pytest.mark.skipif(not PDFS or shutil.which("pdftotext") is None, reason="no ../shared beside the project, or no pdftotext")
@pytest.mark.parametrize("layout", [True, False])
def test_exports_of_the_gold_reports_hold_no_wrong_figure(shared: Path, tmp_path: Path, layout: bool) -> None:
    """What `pdftotext -layout` gives is read nearly whole; of what plain pdftotext scatters, the part that the identities prove.
    The rest is flagged, and nothing is silently wrong."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in PDFS.values():
        source = next((shared / "corpus").rglob(name))
        subprocess.run(
            ["pdftotext", *(["-layout"] if layout else []), source, inbox / f"{source.stem}.txt"], check=True, capture_output=True
        )
    report = pipeline.run(inbox, tmp_path / "data")
    assert report.published, report.verdict
    shares = {}
    right = 0
    figures = 0
    for name, source_file in PDFS.items():
        expected = expected_cells(GOLD, name)
        landed = landed_cells(DataPaths.of(tmp_path / "data").published, f"{Path(source_file).stem}.txt")
        found = difference(expected, landed)
        wrong = found.get("extra", [])
        assert not wrong, wrong[:5]
        own = expected.total() - len(found.get("missing", []))
        shares[name] = own / expected.total()
        right += own
        figures += expected.total()
    if layout:
        assert min(shares.values()) >= CERTAIN, shares
    else:
        assert right >= ARRANGED * figures, shares
