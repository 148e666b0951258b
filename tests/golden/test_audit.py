"""The tools that hold amounts against their pages: on the samples every box shows its amount, and every figure of a table is landed."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pdfplumber
import pytest

from extract.paths import DataPaths
from extract.readers.pdf import read_thoroughly
from tests.conftest import SAMPLES
from tests.raw_pdf import one_page

pytest.importorskip("pypdfium2", reason="make setup-ocr installs what draws pages")
pytest.importorskip("PIL", reason="make setup-ocr installs what draws pages")

import pypdfium2

from benchmarks import audit, coverage_gaps


@pytest.mark.parametrize(
    ("landed", "found", "said"),
    [
        ("1,058", "1,058", "equal"),
        ("1,05\n8", "1,058", "equal"),
        ("１，０５８", "1,058", "equal"),
        ("1,058", "", "nothing there"),
        ("1,058", "11,,005588", "printed twice"),
        ("1,058", "1,0581,058", "printed twice"),
        ("1,058", "1,058合计", "more there"),
        ("1,058", "1,0", "part of it"),
        ("1,058", "2,116", "other text"),
    ],
)
def test_the_text_of_a_box_is_held_against_what_was_landed(landed: str, found: str, said: str) -> None:
    assert audit.verdict(landed, found) == said


@pytest.mark.parametrize("boxes", ["/MediaBox[0 0 600 400]", "/MediaBox[0 0 600 400]/CropBox[100 50 500 350]", "/MediaBox[50 30 650 430]/Rotate 90"])
def test_places_count_from_the_corner_that_landing_counts_from(boxes: str) -> None:
    content = one_page("BT /F1 10 Tf 1 0 0 1 140 250 Tm (1) Tj ET", boxes)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        (char,) = read_thoroughly(pdf.pages[0]).chars
    with pypdfium2.PdfDocument(content) as document:
        (sign,), ((x, y),) = audit.characters(document[0])
    assert (sign, char.x0 < x < char.x1, char.top < y < char.bottom) == ("1", True, True)


def test_every_box_of_the_samples_shows_its_amount_and_a_seed_draws_the_same(
    sample_warehouse: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for out in ("one", "two"):
        command = ["audit", str(sample_warehouse.data), str(SAMPLES), str(tmp_path / out), "--amounts", "7", "--seed", "3"]
        monkeypatch.setattr(sys, "argv", [*command, "--all"] if out == "one" else command)
        audit.main()
    assert "boxes: 698 equal\n" in capsys.readouterr().out
    one, two = ((tmp_path / out / "audit.tsv").read_text("utf-8") for out in ("one", "two"))
    assert one == two
    with (tmp_path / "one" / "audit.tsv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file, dialect="excel-tab"))) == 7
    assert sorted(path.name for path in (tmp_path / "one").glob("*.png")) == ["sheet-001.png", "sheet-002.png"]


def test_every_figure_of_the_tables_of_the_samples_is_landed(
    sample_warehouse: DataPaths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["coverage_gaps", str(sample_warehouse.data), str(SAMPLES)])
    coverage_gaps.main()
    summary = capsys.readouterr().out.rpartition("\n\n")[2].splitlines()
    assert summary[0].endswith("of those that are no code and no running text 652 of 652")
    assert all("_code of " in line for line in summary[1:])
