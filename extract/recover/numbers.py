"""Printed figures and codes among words."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

ZERO = Decimal(0)
_FIGURE = re.compile(r"[-−–]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_CODE = re.compile(r"\d{3}(\d{2}){0,3}|\d{3,}[A-Z]\d{6,}|\d{6}")


def plain(text: str) -> str:
    """NFKC form, white space kept."""
    return unicodedata.normalize("NFKC", text)


def is_figure(text: str) -> bool:
    """Whether a word is a number: 1,045.74, 3, -0.5."""
    return _FIGURE.fullmatch(plain(text)) is not None


def has_decimals(text: str) -> bool:
    return is_figure(text) and "." in text


def value(text: str) -> Decimal:
    """The number that a figure prints."""
    return Decimal(re.sub(r"[−–]", "-", plain(text)).replace(",", ""))


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


def is_code(text: str) -> bool:
    """Whether a word may be a classification, unit or project code."""
    return _CODE.fullmatch(plain(text)) is not None
