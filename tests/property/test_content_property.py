"""Any content stream: the fast reader gives the page that the thorough one gives, or leaves it to that one."""

from __future__ import annotations

import io
import zlib

import pdfplumber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.readers.fonts import FontShelf, Unusual
from extract.readers.pdf import read_fast, read_thoroughly

NUMBER = st.one_of(
    st.integers(-50, 600).map(str),
    st.decimals(-40, 500, places=3).map(str),
    st.sampled_from(["0", "1", "-1", ".5", "-.25", "0.000008871", "12."]),
)
SCALE = st.sampled_from(["1", "1", "1", "0", "-1", "2", "0.5", "0.96", ".24"])
TEXT = st.one_of(
    st.text("ab 1.,(", max_size=4).map(lambda t: "(" + t.replace("(", "\\(") + ")"),
    st.sampled_from(["(a(b)c)", "(\\101\\n\\\\)", "<4142>", "< 41 42 >", "()", "(1,234.50)"]),
)


def operation(name: str, *operands: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*operands).map(lambda given: " ".join([*given, name]))


ARRAY = st.lists(st.one_of(TEXT, NUMBER), max_size=4).map(lambda items: "[" + " ".join(items) + "]")
MATRIX = (SCALE, st.sampled_from(["0", "0", "0", "1", "-1", "0.1"]), st.sampled_from(["0", "0", "0", "-1", "1"]), SCALE, NUMBER, NUMBER)
SEGMENT = st.one_of(
    operation("l", NUMBER, NUMBER),
    operation("l", NUMBER, NUMBER),
    *(operation(name, NUMBER, NUMBER, NUMBER, NUMBER) for name in ("re", "v", "y")),
    operation("c", NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER),
    operation("m", NUMBER, NUMBER),
    st.just("h"),
)
PAINT = st.sampled_from(["S", "s", "f", "f*", "B", "B*", "b", "b*", "n", "W n", "W* n", "W S", ""])
PATH = st.builds(lambda x, y, segments, paint: "\n".join([f"{x} {y} m", *segments, paint]), NUMBER, NUMBER, st.lists(SEGMENT, max_size=5), PAINT)
BOX = st.builds(lambda x, y, w, h: f"{x} {y} m {w} {y} l {w} {h} l {x} {h} l h S", NUMBER, NUMBER, NUMBER, NUMBER)
OPERATION = st.one_of(
    *(st.just(name) for name in ("q", "Q", "q", "Q", "BT", "ET", "n", "T*", "EMC")),
    PATH,
    PATH,
    BOX,
    operation("cm", *MATRIX),
    operation("Tm", *MATRIX),
    *(operation(name, NUMBER, NUMBER) for name in ("Td", "TD")),
    operation("k", *[st.sampled_from(["0", "1"])] * 4),
    *(operation("re W n", NUMBER, NUMBER, st.sampled_from(["80", "300", "-90"]), NUMBER) for _ in range(2)),
    operation("re f", NUMBER, NUMBER, NUMBER, st.sampled_from([".5", "1", "-1", "30"])),
    *(operation(name, st.sampled_from(["0", "1", "0.995", "2"])) for name in ("g", "G", "w", "j")),
    operation("rg", *[st.sampled_from(["0", "1", "0.995"])] * 3),
    operation("Tf", st.sampled_from(["/F1", "/F2"]), st.sampled_from(["12", "1", "9.5", "-10", "0"])),
    operation("Tr", st.sampled_from(["0", "2", "3", "7"])),
    *(operation(name, st.sampled_from(["0", "1.5", "-2", "80"])) for name in ("Tc", "Tw", "TL", "Ts")),
    operation("Tz", st.sampled_from(["100", "80", "-100"])),
    *(operation("Tj", TEXT) for _ in range(4)),
    operation("TJ", ARRAY),
    operation("'", TEXT),
    operation("BDC", st.just("/P <</MCID 0 /T (x) >>")),
    operation("gs", st.just("/G1")),
    st.just("% a comment\nq"),
    st.sampled_from(["/Fm1 Do", "/Nothing Do", "/Cs1 cs 1 1 1 sc", "1 scn"]),
    st.sampled_from(["q", "5", "h", "S", "BI", "(a) Td"]),
)


def one_page(content: str, rotation: int, box: str) -> bytes:
    """A PDF of one page with two fonts and a form."""
    form = "0 0 m 100 50 l S BT /F1 10 Tf 5 5 Td (form) Tj ET"
    body = zlib.compress(content.encode("latin-1"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Rotate {rotation}/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>"
        "/XObject<</Fm1 7 0 R>>/ColorSpace<</Cs1[/ICCBased 8 0 R]>>>>>>".encode(),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Font/Subtype/TrueType/BaseFont/Odd/FirstChar 40/LastChar 42/Widths[500 600 700]/FontDescriptor 9 0 R>>",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[1 0 0 1 10 20]/Resources<</Font<</F1 5 0 R>>>>/Length {len(form)}>>"
        f"stream\n{form}\nendstream".encode(),
        b"<</N 3/Length 0>>stream\n\nendstream",
        b"<</Type/FontDescriptor/FontName/Odd/Flags 4/Ascent 800/Descent -200/MissingWidth 480/FontBBox[0 -200 1000 800]>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(OPERATION, max_size=40).map(lambda found: "\n".join(["BT /F1 12 Tf 50 300 Td (start) Tj", *found])),
    st.sampled_from([0, 0, 90, 180, 270]),
    st.sampled_from(["0 0 600 400", "0 0 600 400", "20 10 600 400"]),
)
def test_both_readers_see_the_same_page(content: str, rotation: int, box: str) -> None:
    with pdfplumber.open(io.BytesIO(one_page(content, rotation, box))) as pdf:
        try:
            fast = read_fast(pdf.pages[0], FontShelf(pdf.rsrcmgr))
        except Exception as error:
            assert isinstance(error, Unusual | ValueError | IndexError | KeyError | TypeError)
            return
        assert fast == read_thoroughly(pdf.pages[0])
