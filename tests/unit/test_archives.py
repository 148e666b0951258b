"""Archives of the inbox are folders: names, limits, archives in archives, and nothing outside the scratch folder."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import polars as pl
import pytest

from extract.archives import MAX_RATIO, Found, is_archive, members, other_archive, unpack, with_members
from extract.landing import land
from extract.readers.refusal import Unreadable

REPORT = "2024年度部门决算\n三公经费支出决算表\n单位：万元\n合计 1.00\n一、收入支出决算总体情况说明。\n"


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def gbk(name: str, content: bytes) -> bytes:
    """An archive as Chinese Windows makes it: a name in GBK that is not marked as UTF-8."""
    raw = name.encode("gb18030")
    stand_in = "x" * len(raw)
    return packed(**{stand_in: content}).replace(stand_in.encode(), raw)


def names(path: Path) -> list[str]:
    return [member.name for member in members(path)]


def test_members_keep_their_folders_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(packed(**{"甲/决算.txt": b"1", "乙.txt": b"2", "__MACOSX/._乙.txt": b"3", "丙/.DS_Store": b"4"}))
    assert names(file) == ["乙.txt", "甲/决算.txt"]
    assert [found.source for found in with_members([("x/a.zip", file)])] == ["x/a.zip/乙.txt", "x/a.zip/甲/决算.txt"]


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(gbk("部门决算.txt", b"1"))
    assert names(file) == ["部门决算.txt"]
    assert unpack(members(file)[0], tmp_path / "scratch").read_bytes() == b"1"


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(packed(**{"../../etc/a.txt": b"1", "/b.txt": b"2", "c:\\d.txt": b"3", "e\n.txt": b"4"}))
    assert names(file) == ["b.txt", "c_/d.txt", "e_.txt", "etc/a.txt"]
    for member in members(file):
        assert unpack(member, tmp_path / "scratch").parent == tmp_path / "scratch"


def test_an_archive_in_an_archive_is_opened_and_one_in_that_is_not(tmp_path: Path) -> None:
    deepest = packed(**{"c.txt": b"3"})
    inner = packed(**{"b.txt": b"2", "deepest.zip": deepest})
    file = tmp_path / "a.zip"
    file.write_bytes(packed(**{"inner.zip": inner}))
    assert names(file) == ["inner.zip/b.txt", "inner.zip/deepest.zip"]
    assert [unpack(member, tmp_path / "scratch").read_bytes() for member in members(file)] == [b"2", deepest]


def test_two_members_of_one_name_are_kept_both(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.txt", b"1")
        archive.writestr("./a.txt", b"2")
        archive.writestr("a.txt", b"1")
    assert names(file) == ["a (2).txt", "a (3).txt", "a.txt"]


def test_what_unpacks_to_far_more_than_it_weighs_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(packed(**{"a.txt": b"0" * (17 * 2**20), "b.txt": b"1"}))
    assert MAX_RATIO * file.stat().st_size < 17 * 2**20
    bomb, good = members(file)
    with pytest.raises(Unreadable):
        unpack(bomb, tmp_path / "scratch")
    assert unpack(good, tmp_path / "scratch").read_bytes() == b"1"


@pytest.mark.parametrize(
    ("content", "code"), [(packed(), "empty"), (packed(a=b"1")[:30], "unreadable"), (packed(**{".a": b"1"}), "empty")]
)  # fmt: skip
def test_an_archive_that_cannot_be_opened_is_told(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(content)
    (found,) = with_members([("a.zip", file)])
    assert found.refusal is not None and found.refusal.code == code


def test_office_packages_are_no_archives(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(packed(**{"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}))
    assert not is_archive(file)
    assert list(with_members([("a.zip", file)])) == [Found("a.zip", file)]


def test_archives_that_are_not_opened_are_known_by_their_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    with tarfile.open(file, "w") as archive:
        archive.add(__file__, "a.py")
    assert other_archive(file) == "tar"
    for content, kind in ((gzip.compress(b"1"), "gzip"), (b"Rar!\x1a\x07\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (packed(a=b"1"), ""), (b"", "")):
        file.write_bytes(content)
        assert other_archive(file) == kind


def test_an_archive_lands_as_a_folder(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    content = packed(**{"甲/决算.txt": REPORT.encode(), "乙.rar": b"Rar!\x1a\x07\x00", "空.txt": b""})
    (inbox / "a.zip").write_bytes(content)
    (inbox / "same.txt").write_bytes(REPORT.encode())
    summary = land(inbox, tmp_path / "data", workers=1, progress=False)
    rows = {row["source_file"]: row for row in pl.read_parquet(tmp_path / "data" / "raw" / "outcomes" / "*.parquet").to_dicts()}
    assert {name: (row["outcome"], row["reason_code"]) for name, row in rows.items()} == {
        "a.zip/甲/决算.txt": ("landed", None), "a.zip/乙.rar": ("quarantined", "unsupported_form"), "a.zip/空.txt": ("quarantined", "empty"),
        "same.txt": ("landed", None),
    }  # fmt: skip
    assert "RAR" in rows["a.zip/乙.rar"]["reason_en"]
    assert rows["a.zip/甲/决算.txt"]["document_id"] == rows["same.txt"]["document_id"]
    assert summary.documents_seen == 4 and summary.landed_new == 1
    # Nothing stays unpacked, and nothing is unpacked again.
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file() and path.suffix != ".parquet"]
    again = land(inbox, tmp_path / "data", workers=1, progress=False)
    assert again.unchanged == 4 and again.landed_new == 0
    assert (inbox / "a.zip").read_bytes() == content
