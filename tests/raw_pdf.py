"""PDF files written byte by byte, for what no library writes."""

from __future__ import annotations

import zlib


def one_page(content: str, entries: str, fonts: str = "") -> bytes:
    """A PDF of one page with two fonts, more ``fonts``, and a form; ``entries`` are those of the page itself (boxes, rotation)."""
    form = "0 0 m 100 50 l S BT /F1 10 Tf 5 5 Td (form) Tj ET"
    body = zlib.compress(content.encode("latin-1"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{entries}/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R{fonts}>>"
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
