"""Small plain exports, in which every cell stands on a line of its own."""

from __future__ import annotations

from extract.recover.lines import split_lines
from extract.recover.regions import Region, find_regions


def region(text: str) -> Region:
    """The one table of a text in which | stands for a blank line."""
    (found,) = find_regions(split_lines(text.replace("|", "\n\n")))[0]
    return found
