"""Chinese numerals, as parts, lines and pages are numbered with them."""

from __future__ import annotations

DIGITS = "一二三四五六七八九"
NUMERAL = f"[{DIGITS}十]"  # one character of a numeral, as a pattern
NUMERAL_TO_29 = f"[{DIGITS}十廿]"  # … of one that may be written 廿一


def number_of(numeral: str) -> int:
    """The number that a numeral below 100 writes: 九, 十, 十二, 二十, 廿一."""
    total = 0
    for char in numeral:
        total = max(1, total) * 10 if char == "十" else 20 if char == "廿" else total + DIGITS.index(char) + 1
    return total
