"""Pages that show something of which no character is known: never blank, never silently empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.readers import ocr
from extract.readers.pdf import read_pdf
from extract.reading import content_hash, read_one
from tests.raw_pdf import one_page

GLYPH = "1 0 0 1 {x} 300 cm 0 0 m 5 8 9 3 4 0 c h f 1 0 0 1 -{x} -300 cm "
OUTLINES = "".join(GLYPH.format(x=20 + 12 * i) for i in range(30))
FRAME = "".join(f"30 {y} m 230 {y} l S " for y in (200, 220, 240))
UNKNOWN = "<</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/Odd"
UNKNOWN += "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 9 0 R/DW 500>>]>>"


@pytest.fixture(autouse=True)
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)


def page(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page(content, "/MediaBox[0 0 600 400]", f"/F3 {UNKNOWN}"))
    return path


@pytest.mark.parametrize(
    ("content", "kind", "chars"),
    [
        (OUTLINES, "image_only", 0),
        (FRAME, "blank", 0),
        ("BT /F3 12 Tf 50 300 Td <" + "".join(f"{i:04x}" for i in range(40, 70)) + "> Tj ET", "image_only", 0),
        ("BT /F1 12 Tf 50 300 Td (1,234.50) Tj /F3 12 Tf <0041> Tj ET", "text", 9),
    ],
)
def test_ink_without_characters_is_told(tmp_path: Path, content: str, kind: str, chars: int) -> None:
    (summary,) = read_pdf(page(tmp_path, content)).pages
    assert (summary.kind, summary.char_count) == (kind, chars)


def test_a_document_of_outlined_text_is_put_aside_as_a_picture(tmp_path: Path) -> None:
    path = page(tmp_path, OUTLINES)
    assert read_one(path, content_hash(path), "version").code == "image_only"
