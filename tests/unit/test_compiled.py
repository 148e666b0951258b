"""Machine code is used exactly where it belongs to the source, and reads what the source reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extract import compiled
from extract.paths import PROJECT

SAMPLES = PROJECT / "samples" / "inbox"
_READ = """
import sys, extract
from extract.compiled import CompiledFinder
if sys.argv[1] == "source":
    sys.meta_path = [finder for finder in sys.meta_path if not isinstance(finder, CompiledFinder)]
from pathlib import Path
from extract.readers import content
from extract.readers.registry import read_document
print(Path(content.__file__).suffix)
for file in sorted(Path(sys.argv[2]).rglob("*.pdf")):
    document = read_document(file)
    print([(cell.row, cell.col, cell.box, cell.text, cell.header_path) for table in document.tables for cell in table.cells])
    print([(paragraph.section_path, paragraph.text, paragraph.box) for paragraph in document.paragraphs])
"""


def read(how: str) -> list[str]:
    run = subprocess.run([sys.executable, "-c", _READ, how, str(SAMPLES)], cwd=PROJECT, check=True, capture_output=True, text=True)
    return run.stdout.splitlines()


def test_machine_code_reads_what_its_source_reads() -> None:
    if not compiled.folder().is_dir():
        pytest.skip("nothing is compiled here")
    (how, *fast), (other, *slow) = read("as it is"), read("source")
    assert (how, other) == (".so", ".py") or how == ".pyd"
    assert fast == slow
    assert len(fast) > 5


def test_machine_code_of_other_source_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(compiled, "BUILDS", tmp_path)
    before = len(sys.meta_path)
    (tmp_path / "0123456789abcdef").mkdir()
    compiled.use()
    assert len(sys.meta_path) == before
    place = compiled.folder()
    (place / "extract").mkdir(parents=True)
    (place / "extract" / f"document{compiled.SUFFIX}").touch()
    compiled.use()
    found = sys.meta_path[0].find_spec("extract.document", None)
    assert found is not None and found.origin == str(place / "extract" / f"document{compiled.SUFFIX}")
    assert sys.meta_path[0].find_spec("extract.raw", None) is None


def test_a_changed_source_has_another_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.py"
    monkeypatch.setattr(compiled, "sources", lambda: [file])
    file.write_text("a = 1")
    before = compiled.folder()
    file.write_text("a = 2")
    assert compiled.folder() != before
