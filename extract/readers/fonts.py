"""Fonts of a PDF → the text and width of every code shown, through pdfminer's own font classes.

pdfminer decides what a code means and how wide it is. Two of its habits cost more than
the pages they serve: it reads the character maps of a font token by token, and unpacks
font programs that it then has no use for. Both are spared here where that changes nothing.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from typing import Any

from pdfminer.cmapdb import FileUnicodeMap
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name

Glyph = tuple[int, str, float]  # code, text, width in ems

REMEMBERED = 512  # strings a font keeps decoded; short ones come again and again

# Strings and hexadecimal strings in a content stream.
STRING = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+\)"
HEX = rb"<[0-9A-Fa-f\s]*+>"
# What stands in the operand of a string, or in the array of several; the last is what does not belong there.
_ELEMENT = re.compile(rb"<([0-9A-Fa-f\s]*+)>|(" + STRING + rb")|([-+.0-9]++)|([^\s\0])", re.S)
_PLAIN = re.compile(rb"<(?:[0-9A-Fa-f]{2})*+>|\([^()\\]*+\)", re.S)  # one string with nothing special in it
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}

_BLOCK = re.compile(rb"begin(bfchar|bfrange)\b(.*?)end\1\b", re.S)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[((?:\s*<[0-9A-Fa-f]+>)*)\s*\])\s*")
_CODE = re.compile(rb"<([0-9A-Fa-f]+)>")
_UNCOMMON = re.compile(rb"usecmap|begincid|%|begincmap.*begincmap", re.S)


class Unusual(Exception):
    """A page holds something that this reader leaves to the thorough one."""


def _unquote(token: bytes) -> bytes:
    """The bytes of a literal string, given with its brackets."""
    inner = token[1:-1]
    return _ESCAPE.sub(_unescape, inner) if b"\\" in inner else inner


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match.group(1)
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPES.get(code, code)


class Font:
    """A font whose strings come out as glyphs."""

    def __init__(self, font: PDFFont) -> None:
        if font.is_vertical():
            raise Unusual("vertical writing")
        self.descent = font.get_descent()
        self.multibyte = font.is_multibyte()
        self._font = font
        self._glyphs: dict[int, Glyph] = {}
        self._read: dict[bytes, list[float | list[Glyph]]] = {}

    def read(self, operands: bytes) -> list[float | list[Glyph]]:
        """What the operands of a text-showing operator hold: the glyphs of each string, and numbers.

        Raises:
            Unusual: they are neither one string nor one array.
        """
        found = self._read.get(operands)
        if found is None:
            found = self._elements(operands.strip())
            if len(self._read) >= REMEMBERED:
                self._read.clear()
            self._read[operands] = found
        return found

    def _elements(self, token: bytes) -> list[float | list[Glyph]]:
        if _PLAIN.fullmatch(token):
            return [self._decode(token[1:-1] if token[:1] == b"(" else unhexlify(token[1:-1]))]
        inside = token[1:-1] if token[:1] == b"[" and token[-1:] == b"]" else token
        found = _ELEMENT.findall(inside)
        if inside is token and (len(found) != 1 or found[0][2]):
            raise Unusual("operands of a string")
        elements: list[float | list[Glyph]] = []
        for digits, literal, number, other in found:
            if number:
                elements.append(float(number))
            elif other:
                raise Unusual("operands of a string")
            else:
                elements.append(self._decode(_unquote(literal) if literal else unhexlify(b"".join(digits.split()))))
        return elements

    def _decode(self, data: bytes) -> list[Glyph]:
        """The glyphs that a string shows."""
        glyphs = self._glyphs
        return [glyphs.get(code) or self._glyph(code) for code in self._font.decode(data)]

    def _glyph(self, code: int) -> Glyph:
        try:
            text = self._font.to_unichr(code)
        except PDFUnicodeNotDefined:
            text = f"(cid:{code})"
        glyph = self._glyphs[code] = (code, text, self._font.char_width(code))
        return glyph


class FontShelf:
    """The fonts of one document, each made once."""

    def __init__(self, manager: PDFResourceManager) -> None:
        self._manager = manager
        self._fonts: dict[int, Font] = {}

    def get(self, spec: Any) -> Font:
        """The font of a resource entry."""
        number = spec.objid if isinstance(spec, PDFObjRef) else None
        if number in self._fonts:
            return self._fonts[number]
        font = Font(self._make(dict_value(spec)))
        if number is not None:
            self._fonts[number] = font
        return font

    def _make(self, spec: dict[str, Any]) -> PDFFont:
        """The font as pdfminer makes it, with its character map read here."""
        stream = resolve1(spec.get("ToUnicode"))
        chars = read_unicode_map(stream.get_data()) if isinstance(stream, PDFStream) else None
        if chars is None:
            return self._manager.get_font(None, spec)
        spec = {**spec, "ToUnicode": PDFStream({}, b"")}
        if literal_name(spec.get("Subtype")) == "Type0":
            # With a character map, pdfminer opens the font program for nothing.
            below = dict_value(list_value(spec["DescendantFonts"])[0]).copy()
            descriptor = dict_value(below.get("FontDescriptor", {})).copy()
            descriptor.pop("FontFile2", None)
            spec["DescendantFonts"] = [{**below, "FontDescriptor": descriptor}]
        font: Any = self._manager.get_font(None, spec)
        font.unicode_map = FileUnicodeMap()
        font.unicode_map.cid2unichr = chars
        return font  # type: ignore[no-any-return]


def read_unicode_map(data: bytes) -> dict[int, str] | None:
    """Code → text of a plain ToUnicode map; None for one that needs pdfminer's parser."""
    if _UNCOMMON.search(data):
        return None
    chars: dict[int, str] = {}
    for block in _BLOCK.finditer(data):
        kind, body = block.group(1), block.group(2).strip()
        entry = _PAIR if kind == b"bfchar" else _RANGE
        if entry.sub(b"", body):
            return None
        for found in entry.findall(body):
            if any(len(code) % 2 for code in found[:3]):
                return None
            if len(found) == 2:
                _add(chars, int(found[0], 16), bytes.fromhex(found[1].decode()))
            elif not _add_range(chars, *found):
                return None
    return chars


def _add(chars: dict[int, str], code: int, text: bytes) -> None:
    """One entry; a no-break space does not take the place of a space, as with pdfminer."""
    char = text.decode("utf-16be", "ignore")
    if not (char == "\u00a0" and chars.get(code) == " "):
        chars[code] = char


def _add_range(chars: dict[int, str], first: bytes, last: bytes, text: bytes, listed: bytes) -> bool:
    """The entries of a range, counted up from its first text or listed; False where the range is odd."""
    low, high = int(first, 16), int(last, 16)
    if len(first) != len(last) or high - low > 0xFFFF:
        return False
    if not text:
        codes = _CODE.findall(listed)
        if any(len(code) % 2 for code in codes):
            return False
        for code, found in zip(range(low, high + 1), codes, strict=False):
            _add(chars, code, bytes.fromhex(found.decode()))
        return True
    start = bytes.fromhex(text.decode())
    prefix, tail = start[:-4], start[-4:]
    base, limit = int.from_bytes(tail, "big"), 256 ** len(tail)
    if base + high - low >= limit:
        return False
    for step in range(high - low + 1):
        _add(chars, low + step, prefix + (base + step).to_bytes(len(tail), "big"))
    return True
