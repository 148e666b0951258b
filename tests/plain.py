"""Small plain exports, in which every cell stands on a line of its own."""

from __future__ import annotations

from extract.exports.captions import Region, find_regions
from extract.exports.lines import split_lines


def region(text: str) -> Region:
    """The one table of a text in which | stands for a blank line."""
    (found,) = find_regions(split_lines(text.replace("|", "\n\n")))[0]
    return found
