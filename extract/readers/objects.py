"""Objects of a PDF read whole with one expression a token; what is not plain is left to pdfminer's parser."""

from __future__ import annotations

import re
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, PDFStream, int_value
from pdfminer.psparser import LIT, literal_name

CHUNK = 2048  # bytes in which most objects end

# Each token whole before a delimiter in the same stretch of the file: an object that is cut off does not match.
_END = rb"(?=[\s\0/\[\]<>(])"
_TOKEN = re.compile(
    rb"[\s\0]*+(?:/([A-Za-z0-9_+,.\-]*+)" + _END + rb"|([0-9]++)[\s\0]++[0-9]++[\s\0]++R" + _END + rb"|([-+]?[0-9]++)" + _END
    + rb"|([-+]?[0-9]*+\.[0-9]++)" + _END + rb"|(<<|\[)|(>>|\])|<((?:[0-9A-Fa-f]{2})*+)>|\(([^()\\\r]*+)\)|(true|false|null)" + _END + rb")"
)  # fmt: skip
_NAME, _REFERENCE, _WHOLE, _REAL, _BEGIN, _CLOSE, _HEX, _STRING, _WORD = range(1, 10)
_WORDS = {b"true": True, b"false": False, b"null": None}
_HEAD = re.compile(rb"[\s\0]*+([0-9]++)[\s\0]++[0-9]++[\s\0]++obj" + _END)
_OBJECT_END = re.compile(rb"[\s\0]*+endobj")
_STREAM = re.compile(rb"[\s\0]*+stream\r?\n")
_STREAM_END = re.compile(rb"[\s\0]*+endstream")


class _NotPlain(Exception):
    """Something in an object is left to pdfminer."""


def _value(document: PDFDocument, data: bytes, at: int) -> tuple[Any, int]:
    """The value that begins at a place, and where it ends."""
    stack: list[list[Any]] = [[]]
    brackets: list[bytes] = []
    match = _TOKEN.match
    while True:
        found = match(data, at)
        if found is None:
            raise _NotPlain
        at, kind = found.end(), found.lastindex or 0
        token = found[kind]
        value: Any
        if kind == _BEGIN:
            brackets.append(token)
            stack.append([])
            continue
        if kind == _NAME:
            value = LIT(token.decode("ascii"))
        elif kind == _REFERENCE:
            value = PDFObjRef(document, int(token))
        elif kind == _WHOLE:
            value = int(token)
        elif kind == _CLOSE:
            if not brackets or (brackets.pop() == b"[") != (token == b"]"):
                raise _NotPlain
            value = stack.pop()
            if token == b">>":
                if len(value) % 2:
                    raise _NotPlain
                value = {literal_name(name): entry for name, entry in zip(value[::2], value[1::2], strict=True) if entry is not None}
        elif kind == _REAL:
            value = float(token)
        elif kind == _HEX:
            value = bytes.fromhex(token.decode("ascii"))
        elif kind == _STRING:
            value = token
        else:
            value = _WORDS[token]
        if not brackets:
            return value, at
        stack[-1].append(value)


class _QuickDocument(PDFDocument):
    """A document of pdfminer that reads plain objects by itself."""

    def _getobj_parse(self, pos: int, objid: int) -> object:
        parser: Any = self._parser
        try:
            if parser.fallback:
                raise _NotPlain
            file = parser.fp
            file.seek(pos)
            data = file.read(CHUNK)
            head = _HEAD.match(data)
            if head is None or int(head[1]) != objid:
                raise _NotPlain
            value, end = _value(self, data, head.end())
            if _OBJECT_END.match(data, end):
                return value
            begin = _STREAM.match(data, end)
            if begin is None:
                raise _NotPlain
            length = int_value(value["Length"])
            file.seek(pos + begin.end())
            body = file.read(length + CHUNK // 32)
            if not _STREAM_END.match(body, length):
                raise _NotPlain
            return PDFStream(value, body[:length], self.decipher)
        except (_NotPlain, KeyError, TypeError, AttributeError):
            return super()._getobj_parse(pos, objid)

    def _get_objects(self, stream: PDFStream) -> tuple[list[object], int]:
        """The objects of an object stream, after the numbers that say where they are."""
        data = stream.get_data() + b" "
        objects: list[object] = []
        at, end = 0, len(data.rstrip(b"\0\t\n\f\r "))
        try:
            while at < end:
                value, at = _value(self, data, at)
                objects.append(value)
            return objects, int_value(stream["N"])
        except (_NotPlain, KeyError):
            return super()._get_objects(stream)


def quicken(document: Any) -> None:
    """Let a document of pdfminer that is open read plain objects by itself."""
    if type(document) is PDFDocument:
        document.__class__ = _QuickDocument
