"""The two faces of the samples, and the command that cuts them out of their open originals.

``python -m samples.typeset.typefaces --sans NotoSansSC-Regular.otf --serif NotoSerifSC-Regular.otf`` keeps the glyphs that the
reports use, turns them into TrueType outlines (what reportlab embeds) and renames the result. Needed only when a report
uses a character for the first time; the originals are named in samples/README.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fonts"
FACES = {"sans": "Zhangben Sample Sans", "serif": "Zhangben Sample Serif"}
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "　，。、；：？！（）【】《》“”‘’—…％＝＋－≥≤×·√□"


def font_path(face: str) -> Path:
    """The checked-in file of a face."""
    return FOLDER / f"{FACES[face].replace(' ', '')}.ttf"


def register_fonts() -> None:
    """Make both faces known to reportlab under their short names."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for face in FACES:
        if face not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(face, str(font_path(face))))


def missing_characters(text: str) -> str:
    """Characters of a text that a face cannot print."""
    from reportlab.pdfbase import pdfmetrics

    register_fonts()
    known = [pdfmetrics.getFont(face).face.charToGlyph for face in FACES]
    return "".join(sorted({ch for ch in text if ch != "\n" and not all(ord(ch) in glyphs for glyphs in known)}))


def cut(source: Path, face: str, characters: Iterable[str]) -> None:
    """Write the TrueType subset of one original."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(source)
    average = font["OS/2"].xAvgCharWidth
    options = Options()
    options.layout_features, options.notdef_outline, options.hinting = [], True, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    subsetter.subset(font)
    order, glyphs, drawn = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupGlyf(drawn)
    bearings = {name: glyph.xMin if glyph.numberOfContours else 0 for name, glyph in drawn.items()}
    builder.setupHorizontalMetrics({name: (width, bearings[name]) for name, (width, _) in font["hmtx"].metrics.items()})
    builder.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    builder.setupNameTable(_names(font, face))
    # Measures of the whole original, so that a report in which nothing changed keeps its bytes when characters are added.
    kept = {name: getattr(font["OS/2"], name) for name in ("sTypoAscender", "sTypoDescender")}
    builder.setupOS2(fsType=0, xAvgCharWidth=average, **kept)
    builder.setupPost(keepGlyphNames=False)
    box = {name: getattr(font["head"], name) for name in ("xMin", "yMin", "xMax", "yMax")}
    builder.updateHead(created=font["head"].created, modified=font["head"].modified, **box)
    builder.font.recalcTimestamp = builder.font.recalcBBoxes = False
    FOLDER.mkdir(exist_ok=True)
    builder.save(font_path(face))


def _names(font: Any, face: str) -> dict[str, str]:
    """A name of our own (no Reserved Font Name is used); copyright, trademark and licence as in the original."""
    kept = {"copyright": 0, "trademark": 7, "manufacturer": 8, "designer": 9, "licenseDescription": 13, "licenseInfoURL": 14}
    names = {key: font["name"].getDebugName(number) or "" for key, number in kept.items()}
    family = FACES[face]
    return names | {
        "familyName": family,
        "styleName": "Regular",
        "fullName": family,
        "psName": family.replace(" ", "") + "-Regular",
        "uniqueFontIdentifier": family.replace(" ", "") + "-1",
        "version": "Version 1.0; cut from " + (font["name"].getDebugName(6) or ""),
    }


def main() -> None:
    """Cut both faces for the characters that the reports use."""
    from samples.typeset.markup import REPORTS

    parser = argparse.ArgumentParser(prog="python -m samples.typeset.typefaces", description=__doc__)
    for face in FACES:
        parser.add_argument(f"--{face}", type=Path, required=True, help=f"OpenType file that {FACES[face]} is cut from")
    chosen = vars(parser.parse_args())
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(REPORTS.glob("*.md")))
    characters = sorted(set(text + ALWAYS) - {"\n"})
    for face in FACES:
        cut(chosen[face], face, characters)
        print(f"{font_path(face).name}: {len(characters)} characters")


if __name__ == "__main__":
    main()
