"""A parser of PDF objects that takes plain tokens by the handful, and leaves the others to pdfminer's."""

from __future__ import annotations

import re
from typing import Any

from pdfminer.pdfparser import PDFParser
from pdfminer.psparser import KEYWORD_DICT_BEGIN, KEYWORD_DICT_END, KWD, LIT

# Tokens that can be read without looking inside them, each whole before a delimiter in the same stretch of the file.
_PLAIN = re.compile(
    rb"[ \t\r\n\f]*+(?:([-+]?[0-9]++)(?=[\s/\[\]<>(])|/([A-Za-z0-9_+,.\-]*+)(?=[\s/\[\]<>(])|(R|\[|\]|<<|>>)(?=[\s/\[\]<>(])"
    rb"|([-+]?[0-9]*+\.[0-9]++)(?=[\s/\[\]<>(])|<((?:[0-9A-Fa-f]{2})*+)>)"
)
_MARKS = {b"<<": KEYWORD_DICT_BEGIN, b">>": KEYWORD_DICT_END, b"[": KWD(b"["), b"]": KWD(b"]"), b"R": KWD(b"R")}


class QuickParser(PDFParser):
    """pdfminer's parser with a short cut for numbers, names, brackets, references and hexadecimal strings.

    Keywords such as ``stream`` and ``endobj`` never come this way, so nothing behind an object is read ahead.
    """

    def _parse_main(self, s: bytes, i: int) -> int:
        tokens: list[Any] = self._tokens
        match = _PLAIN.match(s, i)
        if match is None:
            return super()._parse_main(s, i)
        while match is not None:
            whole, name, mark, real, digits = match.groups()
            token: Any
            if whole is not None:
                token = int(whole)
            elif name is not None:
                token = LIT(name.decode("ascii"))
            elif mark is not None:
                token = _MARKS[mark]
            elif real is not None:
                token = float(real)
            else:
                token = bytes.fromhex(digits.decode("ascii"))
            i = match.end()
            tokens.append((self.bufpos + match.start(match.lastindex or 0), token))
            match = _PLAIN.match(s, i)
        return i

    def nexttoken(self) -> Any:
        return self._tokens.pop(0) if self._tokens else super().nexttoken()


def quicken(document: Any) -> None:
    """Let a pdfminer document that is open read its objects with a :class:`QuickParser`."""
    slow = document._parser
    if type(slow) is PDFParser:
        quick = QuickParser(slow.fp)
        quick.set_document(document)
        quick.fallback = slow.fallback
        document._parser = quick
