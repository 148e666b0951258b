"""What the house promises of itself: where things are, and that each has one home."""

from __future__ import annotations

from extract.paths import PROJECT

PACKAGE = PROJECT / "extract"


def naming(text: str) -> list[str]:
    """The modules of the package that contain a text."""
    return sorted(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py") if text in file.read_text(encoding="utf-8"))


def test_one_module_knows_the_solver() -> None:
    assert naming("cp_model") == ["exports/puzzle.py"]


def test_reading_exports_is_fifteen_modules() -> None:
    assert len([file for file in (PACKAGE / "exports").glob("*.py") if file.name != "__init__.py"]) <= 15


def test_chinese_numerals_have_one_home() -> None:
    assert naming("一二三四五六七八九") == ["numerals.py"]
