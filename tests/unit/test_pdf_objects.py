"""Objects of a PDF: what is read whole is what pdfminer's own parser reads, and what is not plain is left to it."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream

from extract.paths import PROJECT
from extract.readers.objects import quicken

ODD = [
    b"<</A 1/B -2.5/C .5/D true/E null/F/Name/G 5 0 R/H[1 0 R 2 (x) <4142> null false]/I<</J<</K[]>>>>/L -0.0 /M +7>>",
    b"[ 1 2 3 0 R 4.50 -.25 /A/B (plain) (with (nested) brackets) (with \\051 escape \\\n) <41 4> <>]",
    b"<< /With#20Space 1 /Chinese /\xe4\xb8\xad /Empty () /Text (two\r\nlines) >>",
    b"(a string alone)", b"42", b"/Name", b"[[[[]]]]", b"<</Odd 1 /Key>>", b"% a comment\n<</A 1>>",
    b"<</Length 5>>\nstream\nabcde\nendstream", b"<</Length 4>>stream\r\nabcd\r\nendstream", b"<</Length 3>>\nstream\nabcdef\nendstream",
    b"<</Length 7 0 R>>\nstream\nabcde\nendstream", b"<</NoLength 1>>\nstream\nabc\nendstream", b"<</A(" + b"x" * 5000 + b")/B 1>>",
]  # fmt: skip


def document(objects: list[bytes]) -> bytes:
    """A PDF of one empty page with these objects from number 4 on, and two more inside an object stream."""
    packed = b"<</Inside true/List[1 2 4 0 R]>> [(a) /B]"
    inside = zlib.compress(b"90 0 91 32 " + packed)
    held = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        *objects, b"<</Type/ObjStm/N 2/First 11/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(inside), inside),
    ]  # fmt: skip
    out = bytearray(b"%PDF-1.5\n")
    entries = [b"\0\0\0\0\xff"]
    for number, data in enumerate(held, 1):
        entries.append(b"\x01" + len(out).to_bytes(3, "big") + b"\0")
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    entries += [b"\0\0\0\0\0"] * (90 - len(entries)) + [b"\x02" + len(held).to_bytes(3, "big") + bytes([i]) for i in (0, 1)]
    start = len(out)
    table = zlib.compress(b"".join(entries))
    out += b"99 0 obj\n<</Type/XRef/Size 92/W[1 3 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n" % (len(table), table)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def told(value: Any) -> Any:
    """A value that can be compared: references and streams by what they hold."""
    if isinstance(value, dict):
        return {key: told(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [told(entry) for entry in value]
    if isinstance(value, PDFObjRef):
        return "reference", value.objid
    if isinstance(value, PDFStream):
        return "stream", told(value.attrs), value.rawdata, value.objid
    return type(value), value


def objects_of(data: bytes, quick: bool) -> dict[int, Any]:
    pdf = PDFDocument(PDFParser(io.BytesIO(data)))
    if quick:
        quicken(pdf)
    found = {}
    for number in sorted({number for xref in pdf.xrefs for number in xref.get_objids()}):
        try:
            found[number] = told(pdf.getobj(number))
        except Exception as error:
            found[number] = type(error)
    return found


def test_every_kind_of_object_is_read_as_pdfminer_reads_it() -> None:
    data = document(ODD)
    quick = objects_of(data, True)
    assert quick == objects_of(data, False)
    assert quick[90]["List"][2] == ("reference", 4)
    assert len(quick) > len(ODD)


@pytest.mark.parametrize("file", sorted((PROJECT / "samples" / "inbox").rglob("*.pdf")), ids=lambda file: file.stem)
def test_every_object_of_the_samples_is_read_as_pdfminer_reads_it(file: Path) -> None:
    data = file.read_bytes()
    assert objects_of(data, True) == objects_of(data, False)


def test_plain_objects_are_not_left_to_pdfminer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pdfplumber.open(next((PROJECT / "samples" / "inbox").rglob("*.pdf"))) as pdf:
        quicken(pdf.doc)
        monkeypatch.setattr(PDFDocument, "_getobj_parse", lambda *_: pytest.fail("left to pdfminer"))
        assert any(isinstance(pdf.doc.getobj(number), dict) for number in pdf.doc.xrefs[0].get_objids())
