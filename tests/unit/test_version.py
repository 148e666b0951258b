"""What was read or built by other files than today's is read and built again."""

import shutil
from pathlib import Path

import pytest

from extract.paths import PROJECT
from extract.version import PACKAGE, PROJECT_OF_DBT, build_digest, package_digest

LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("project")
    for name in (*PACKAGE, *PROJECT_OF_DBT):
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, copy / name, ignore=LEFT_BEHIND)
        else:
            shutil.copy(PROJECT / name, copy / name)
    return copy


def test_one_byte_of_any_file_of_the_package_makes_another_version(project: Path) -> None:
    before, built = package_digest(project), build_digest(project)
    files = [file for name in PACKAGE for file in sorted([project / name, *(project / name).rglob("*")]) if file.is_file()]
    assert len(files) > 100
    unnoticed = []
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if content else b"1")
        if package_digest(project) == before:
            unnoticed.append(file)
        if file == files[0]:
            assert build_digest(project) != built
        file.write_bytes(content)
    assert unnoticed == []
    assert package_digest(project) == before


@pytest.mark.parametrize("name", PROJECT_OF_DBT)
def test_models_make_another_build_but_are_read_by_no_reader(project: Path, name: str) -> None:
    before = package_digest(project), build_digest(project)
    file = next(file for file in sorted([project / name, *(project / name).rglob("*")]) if file.is_file())
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    assert package_digest(project) == before[0]
    assert build_digest(project) != before[1]
    file.write_bytes(content)


def test_what_runs_leave_behind_is_none_of_the_version(project: Path) -> None:
    before = package_digest(project)
    (project / "extract" / "__pycache__").mkdir()
    (project / "extract" / "__pycache__" / "rows.pyc").write_bytes(b"1")
    (project / "extract" / "rows.so").write_bytes(b"1")
    assert package_digest(project) == before
