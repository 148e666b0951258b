"""Any content stream: the fast reader gives the page that the thorough one gives, or leaves it to that one."""

from __future__ import annotations

import io

import pdfplumber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.readers.fonts import FontShelf, Unusual
from extract.readers.pdf import read_fast, read_thoroughly
from tests.raw_pdf import one_page

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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(OPERATION, max_size=40).map(lambda found: "\n".join(["BT /F1 12 Tf 50 300 Td (start) Tj", *found])),
    st.sampled_from([0, 0, 90, 180, 270]),
    st.sampled_from(["0 0 600 400", "0 0 600 400", "20 10 600 400", "600 400 0 0", "-12 412 588 12"]),
    st.sampled_from(["", "", "/CropBox[30 20 500 390]", "/CropBox[-99 0 700 300]", "/CropBox[900 0 990 9]", "/UserUnit 1.5"]),
)
def test_both_readers_see_the_same_page(content: str, rotation: int, box: str, more: str) -> None:
    with pdfplumber.open(io.BytesIO(one_page(content, f"/MediaBox[{box}]/Rotate {rotation}{more}"))) as pdf:
        try:
            fast = read_fast(pdf.pages[0], FontShelf(pdf.rsrcmgr))
        except Exception as error:
            assert isinstance(error, Unusual | ValueError | IndexError | KeyError | TypeError)
            return
        assert fast == read_thoroughly(pdf.pages[0])
