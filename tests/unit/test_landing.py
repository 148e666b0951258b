"""Landing: what is read once stays read, and every file has an outcome."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from reportlab.pdfgen.canvas import Canvas

from extract import landing, reading
from extract.landing import SCHEMAS, LandingSummary, land
from extract.paths import PROJECT
from extract.readers.pdf import UnreadablePdf
from extract.reading import Read, read_one


def make(path: Path, *rows: tuple[str, str]) -> Path:
    """A PDF with one ruled table of two columns under a title."""
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), pagesize=(600, 400), invariant=1)
    canvas.drawString(250, 350, "Title")
    for number, row in enumerate((("Item", "Amount"), *rows)):
        y = 300 - 20 * number
        for x, text in zip((50, 250), row, strict=True):
            canvas.rect(x, y, 200, 20)
            canvas.drawString(x + 5, y + 5, text)
    canvas.save()
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    make(tmp_path / "inbox" / "a.pdf", ("Total", "1.00"))
    make(tmp_path / "inbox" / "deep" / "b.pdf", ("Total", "2.00"))
    return tmp_path / "inbox"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(inbox: Path, data: Path, **options: Any) -> LandingSummary:
    return land(inbox, data, workers=2, progress=False, **options)


def rows(data: Path, dataset: str) -> list[dict[str, Any]]:
    return pl.read_parquet(data / "raw" / dataset / "*.parquet").to_dicts()


def outcomes(data: Path) -> dict[str, dict[str, Any]]:
    return {row["source_file"]: row for row in rows(data, "outcomes")}


def amounts(data: Path) -> list[str]:
    return sorted(row["text"] for row in rows(data, "cells") if row["kind"] == "body" and row["col_no"] == 2)


def test_every_dataset_lands_with_its_columns(inbox: Path, data: Path) -> None:
    summary = run(inbox, data)
    assert (summary.documents_seen, summary.landed_new, summary.pages, summary.tables) == (2, 2, 2, 2)
    assert summary.quarantined == []
    for dataset, schema in SCHEMAS.items():
        frame = pl.read_parquet(data / "raw" / dataset / "*.parquet")
        assert dict(frame.schema) == schema
    assert amounts(data) == ["1.00", "2.00"]
    cell = next(row for row in rows(data, "cells") if row["text"] == "1.00")
    assert (cell["page_no"], cell["row_no"], cell["col_no"], cell["header_path"]) == (1, 2, 2, ["Amount"])
    assert (round(cell["x0"]), round(cell["top"]), round(cell["x1"]), round(cell["bottom"])) == (250, 100, 450, 120)
    assert {o["outcome"] for o in outcomes(data).values()} == {"landed"}
    assert sorted(outcomes(data)) == ["a.pdf", "deep/b.pdf"]


def test_a_second_run_reads_nothing(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(inbox, data)
    before = outcomes(data)
    monkeypatch.setattr(landing, "content_hash", None)  # not even the bytes
    assert run(inbox, data).unchanged == 2
    assert outcomes(data) == before
    assert amounts(data) == ["1.00", "2.00"]


def test_a_touched_file_is_not_read_again(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(inbox, data)
    os.utime(inbox / "a.pdf", (1, 1))
    (inbox / "deep" / "b.pdf").rename(inbox / "c.pdf")
    read: list[dict[str, Path]] = []
    monkeypatch.setattr(landing, "_read_all", lambda paths, workers: read.append(paths) or iter(()))
    summary = run(inbox, data)
    assert (summary.landed_new, summary.unchanged, read) == (0, 2, [])
    assert outcomes(data)["c.pdf"]["outcome"] == "landed"


def test_a_changed_file_is_read_and_the_others_are_not(inbox: Path, data: Path) -> None:
    run(inbox, data)
    make(inbox / "a.pdf", ("Total", "3.00"))
    summary = run(inbox, data)
    assert (summary.landed_new, summary.unchanged) == (1, 1)
    assert outcomes(data)["a.pdf"]["document_id"] in {row["document_id"] for row in rows(data, "documents")}
    assert "3.00" in amounts(data)


def test_the_same_bytes_under_two_names_are_one_document_with_two_outcomes(inbox: Path, data: Path) -> None:
    (inbox / "again.pdf").write_bytes((inbox / "a.pdf").read_bytes())
    assert run(inbox, data).landed_new == 2
    assert len(rows(data, "documents")) == 2
    found = outcomes(data)
    assert found["again.pdf"]["document_id"] == found["a.pdf"]["document_id"]
    (inbox / "late.pdf").write_bytes((inbox / "a.pdf").read_bytes())
    assert run(inbox, data).landed_new == 0
    assert outcomes(data)["late.pdf"]["outcome"] == "landed"
    assert amounts(data) == ["1.00", "2.00"]


def test_force_and_a_new_extractor_read_everything_again_and_replace_it(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(inbox, data)
    assert run(inbox, data, force=True).landed_new == 2
    monkeypatch.setattr(landing, "extractor_version", lambda: "another")
    assert run(inbox, data).landed_new == 2
    assert {row["extractor_version"] for row in rows(data, "documents")} == {"another"}
    assert amounts(data) == ["1.00", "2.00"]


def test_every_bad_file_is_quarantined_with_a_sentence_in_both_languages(inbox: Path, data: Path) -> None:
    whole = (inbox / "a.pdf").read_bytes()
    (inbox / "zero.pdf").write_bytes(b"")
    (inbox / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    (inbox / "page.pdf").write_text("<html></html>")
    (inbox / "budget.docx").write_bytes(b"PK\x03\x04")
    (inbox / "budget.wps").write_bytes(b"WPS")
    Canvas(str(inbox / "blank.pdf")).save()
    summary = run(inbox, data)
    codes = {name: row["reason_code"] for name, row in outcomes(data).items()}
    assert codes == {
        "a.pdf": None, "deep/b.pdf": None, "zero.pdf": "empty", "cut.pdf": "unreadable", "page.pdf": "empty",
        "budget.docx": "unreadable", "budget.wps": "unsupported_form", "blank.pdf": "empty",
    }  # fmt: skip
    assert summary.landed_new == 2
    assert {name for name, *_ in summary.quarantined} == {name for name, code in codes.items() if code}
    assert outcomes(data)["cut.pdf"]["reason_zh"] == "文件损坏或并非其扩展名所示的格式，无法读取（缺少文件结尾，可能没有下载完整）"
    assert outcomes(data)["cut.pdf"]["reason_en"].endswith("cannot be read (the end of the file is missing)")
    assert run(inbox, data).unchanged == summary.documents_seen  # a bad file is not tried again until it changes


def test_a_pdf_under_another_name_is_read(inbox: Path, data: Path) -> None:
    (inbox / "a.pdf").rename(inbox / "report.doc")
    run(inbox, data)
    assert outcomes(data)["report.doc"]["outcome"] == "landed"


def test_hidden_files_are_passed_over(inbox: Path, data: Path) -> None:
    make(inbox / ".trash" / "c.pdf")
    (inbox / ".DS_Store").write_bytes(b"x")
    assert run(inbox, data).documents_seen == 2


def die_of_a(path: Path, document_id: str, version: str) -> Read:
    if path.name == "a.pdf":
        os._exit(1)
    return read_one(path, document_id, version)


def test_a_document_that_kills_its_process_is_quarantined_and_the_others_land(
    inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "read_one", die_of_a)
    for number in range(5):
        make(inbox / f"{number}.pdf", ("Total", f"{number}.50"))
    assert run(inbox, data).landed_new == 6
    assert outcomes(data)["a.pdf"]["reason_en"].endswith("(the reading process died of it)")
    assert amounts(data) == ["0.50", "1.50", "2.00", "2.50", "3.50", "4.50"]


def fail(path: Path) -> Any:
    if path.name == "b.pdf":
        time.sleep(30)
    raise UnreadablePdf("encrypted", "") if path.name == "c.pdf" else ValueError("broken font")


def fail_to_read(path: Path, document_id: str, version: str) -> Read:
    """What a reading process does where the reader fails; it runs there."""
    reading.read_document = fail
    reading.DOCUMENT_SECONDS = 1
    return read_one(path, document_id, version)


def test_an_error_or_too_long_a_reading_is_the_outcome_of_that_document(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(inbox / "c.pdf")
    monkeypatch.setattr(landing, "read_one", fail_to_read)
    run(inbox, data)
    assert {name: row["reason_code"] for name, row in outcomes(data).items()} == {
        "a.pdf": "unreadable", "c.pdf": "encrypted", "deep/b.pdf": "timeout",
    }  # fmt: skip
    assert "ValueError: broken font" in outcomes(data)["a.pdf"]["reason_zh"]


def test_reading_processes_do_not_load_what_only_writing_needs() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, extract.reading as r; r.start_worker(); print(*sys.modules)"],
        cwd=PROJECT, check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    assert "pdfplumber" in loaded
    assert not {"polars", "pyarrow", "duckdb", "numpy"} & set(loaded)


def test_what_an_interrupted_run_left_is_swept(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    real = landing._write

    def kill(frame: pl.DataFrame, path: Path) -> None:
        if path.parent.name == "documents":
            raise Killed
        real(frame, path)

    monkeypatch.setattr(landing, "_write", kill)
    with pytest.raises(Killed):
        run(inbox, data)
    (data / "raw" / "cells" / "x.partial").write_bytes(b"half")
    assert list((data / "raw" / "cells").glob("*.parquet"))
    monkeypatch.setattr(landing, "_write", real)
    assert run(inbox, data).landed_new == 2
    assert amounts(data) == ["1.00", "2.00"]
    assert not list((data / "raw").rglob("*.partial"))


def test_documents_are_written_in_batches(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "BATCH_DOCUMENTS", 1)
    run(inbox, data)
    assert len(list((data / "raw" / "documents").glob("*.parquet"))) == 2
    assert amounts(data) == ["1.00", "2.00"]


def test_many_small_batches_become_one(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "SMALL_BATCHES", 3)
    for night in range(4):
        make(inbox / f"{night}.pdf", ("Total", f"{night}.50"))
        run(inbox, data)
    for dataset in SCHEMAS:
        assert len(list((data / "raw" / dataset).glob("*.parquet"))) == 1
    assert amounts(data) == ["0.50", "1.00", "1.50", "2.00", "2.50", "3.50"]
    assert run(inbox, data).unchanged == 6


def test_the_number_of_batches_grows_with_the_logarithm(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "BATCH_DOCUMENTS", 1)
    monkeypatch.setattr(landing, "SMALL_BATCHES", 2)
    for night in range(12):
        make(inbox / f"{night}.pdf", ("Total", f"{night}.50"))
        run(inbox, data)
    for dataset in SCHEMAS:
        assert len(list((data / "raw" / dataset).glob("*.parquet"))) <= 6  # two a size: of 1, of 2 or 3, of 4 to 7 documents ...
    assert len(amounts(data)) == 14
    # Inside a joined batch each document stands in one piece.
    for file in (data / "raw" / "cells").glob("*.parquet"):
        ids = pl.read_parquet(file)["document_id"].to_list()
        assert ids == sorted(ids)


def test_a_document_in_two_batches_is_there_once_after_the_next_run(inbox: Path, data: Path) -> None:
    run(inbox, data)
    (batch,) = (data / "raw" / "documents").glob("*.parquet")
    for dataset in SCHEMAS:
        file = data / "raw" / dataset / batch.name
        file.with_name(f"twin-{batch.name}").write_bytes(file.read_bytes())
    make(inbox / "c.pdf", ("Total", "3.00"))
    run(inbox, data)
    assert amounts(data) == ["1.00", "2.00", "3.00"]
    assert len(rows(data, "documents")) == 3


def test_an_inbox_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        run(tmp_path / "nowhere", tmp_path / "data")


def test_an_empty_inbox_lands_nothing(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    assert run(tmp_path / "inbox", tmp_path / "data").documents_seen == 0
    assert rows(tmp_path / "data", "outcomes") == []


def test_a_file_that_goes_leaves_and_one_that_comes_back_is_not_read_again(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(inbox, data)
    away = (inbox / "a.pdf").rename(inbox.parent / "a.pdf")
    assert run(inbox, data).documents_seen == 1
    assert sorted(outcomes(data)) == ["deep/b.pdf"]
    assert amounts(data) == ["1.00", "2.00"], "its rows stay, and no model reads them"
    away.rename(inbox / "a.pdf")
    monkeypatch.setattr(landing, "_read_all", lambda *_: pytest.fail("it was read before"))
    summary = run(inbox, data)
    assert (summary.unchanged, summary.readable) == (2, True)
    assert sorted(outcomes(data)) == ["a.pdf", "deep/b.pdf"]
    monkeypatch.undo()
    for name in ("a.pdf", "deep/b.pdf"):
        (inbox / name).unlink()
    (inbox / "empty.txt").touch()
    assert not run(inbox, data).readable


def test_what_the_system_does_not_let_us_read_has_an_outcome_and_stops_nothing(
    inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "gone.pdf").symlink_to(inbox / "nowhere.pdf")
    (inbox / "circle").symlink_to(inbox)
    os.mkfifo(inbox / "pipe")
    (inbox / "closed.pdf").write_bytes(b"%PDF-")
    make(inbox / "vanishes.pdf", ("Total", "3.00"))
    digest = landing.content_hash

    def refuse(path: Path) -> str:
        if path.name == "closed.pdf":
            raise PermissionError(13, "Permission denied")  # chmod does not keep root out
        found = digest(path)
        if path.name == "vanishes.pdf":
            path.unlink()
        return found

    monkeypatch.setattr(landing, "content_hash", refuse)
    run(inbox, data)
    found = {name: (row["reason_code"], row["reason_en"]) for name, row in outcomes(data).items() if row["outcome"] == "quarantined"}
    assert {name: code for name, (code, _) in found.items()} == dict.fromkeys(
        ("gone.pdf", "circle", "pipe", "closed.pdf", "vanishes.pdf"), "unreadable"
    )
    assert "permission" in found["closed.pdf"][1]
    assert "gone" in found["gone.pdf"][1]
    assert amounts(data) == ["1.00", "2.00"]
    monkeypatch.setattr(landing, "content_hash", digest)
    make(inbox / "closed.pdf", ("Total", "4.00"))
    run(inbox, data)
    assert outcomes(data)["closed.pdf"]["outcome"] == "landed", "it is tried again"


def test_a_name_that_is_not_utf_8_is_told_and_its_file_read(inbox: Path, data: Path) -> None:
    content = make(inbox.parent / "c.pdf", ("Total", "5.00")).read_bytes()
    text = "收入决算表\n".encode()
    for name, body in (("某局决算.pdf".encode("gb18030"), content), (b"\xff\xfe\x80.txt", text), ("某局.html".encode("gb18030"), b"<html><p>x</p>")):
        Path(os.fsdecode(os.fsencode(inbox) + b"/" + name)).write_bytes(body)
    make(inbox / "某局决算.pdf", ("Total", "6.00"))
    run(inbox, data)
    found = outcomes(data)
    assert {name: row["outcome"] for name, row in found.items()} == dict.fromkeys(
        ("a.pdf", "deep/b.pdf", "某局决算.pdf", r"ĳ\xbe־\xf6\xcb\xe3.pdf", r"\xff\xfe\x80.txt", "某局.html"), "landed"
    )
    assert amounts(data) == ["1.00", "2.00", "5.00", "6.00"]
    assert run(inbox, data).unchanged == 6


def test_a_file_that_changes_while_it_is_read_is_read_by_the_next_run(inbox: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = landing.content_hash

    def then_change(path: Path) -> str:
        found = digest(path)
        if path.name == "a.pdf":
            make(path, ("Total", "7.00"))
        return found

    monkeypatch.setattr(landing, "content_hash", then_change)
    run(inbox, data)
    assert (outcomes(data)["a.pdf"]["reason_code"], outcomes(data)["a.pdf"]["document_id"]) == ("changed", None)
    monkeypatch.undo()
    run(inbox, data)
    assert amounts(data) == ["2.00", "7.00"]
