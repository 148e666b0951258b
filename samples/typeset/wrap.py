"""Breaks Chinese text into lines: numbers and Latin words stay whole, punctuation does not start a line."""

from __future__ import annotations

import re

from reportlab.pdfbase.pdfmetrics import stringWidth

UNITS = re.compile(r"[A-Za-z0-9.,%+*/\-]+|.", re.DOTALL)
NOT_FIRST = set("，。、；：！？）》】”’％%,.;:!?)")
NOT_LAST = set("（《【“‘(")


def wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines of at most this width; ``<br>`` starts a new one."""
    return [line for part in text.split("<br>") for line in _wrap_part(part, font, size, width)]


def _wrap_part(text: str, font: str, size: float, width: float) -> list[str]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for unit in _units(text, font, size, width):
        wide = stringWidth(unit, font, size)
        if lines[-1] and used + wide > width + 0.01:
            carried = _carried(lines[-1], unit)
            lines.append(carried)
            used = sum(stringWidth(u, font, size) for u in carried)
        lines[-1].append(unit)
        used += wide
    return ["".join(line).rstrip(" ") for line in lines]


def _units(text: str, font: str, size: float, width: float) -> list[str]:
    """What may not be broken; a run longer than the line itself is broken into characters."""
    units = UNITS.findall(text)
    return [part for unit in units for part in ([unit] if stringWidth(unit, font, size) <= width else unit)]


def _carried(line: list[str], following: str) -> list[str]:
    """Take from the end of a full line what has to stand with the unit that follows."""
    carried: list[str] = []
    while len(line) > 1 and ((carried[0] if carried else following) in NOT_FIRST or line[-1] in NOT_LAST):
        carried.insert(0, line.pop())
    return carried
