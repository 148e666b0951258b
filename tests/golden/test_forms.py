"""The sample reports give the same figures whether they come as PDF, web page, Word file or workbook."""

from pathlib import Path

import pytest

from extract import pipeline
from extract.paths import PROJECT, DataPaths
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
