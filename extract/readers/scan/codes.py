"""Recognised classification codes, the official list and the other tables of the report → codes corrected or flagged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from extract.document import Seen
from extract.exports.labels import known_codes
from extract.readers.scan.sums import Entry, Sheet
from extract.vocabulary import squeeze

DOUBTFUL = 0.9  # a code with a less probable character is flagged unless it is known


def check_codes(sheets: Sequence[Sheet], digits: Mapping[int, Sequence[Seen]]) -> None:
    """Correct a code that differs by one digit from the only code that its name has elsewhere; flag other doubtful ones."""
    official = known_codes()
    codes = set().union(*official.values())
    printed: dict[str, set[str]] = defaultdict(set)  # codes by the name beside them
    for sheet in sheets:
        for entry in sheet.entries:
            if re.fullmatch(r"\d{3}(\d\d){0,3}", entry.code):
                printed[entry.name].add(entry.code)
    for sheet in sheets:
        for entry in sheet.entries:
            read = [seen for cell in entry.cells for seen in digits.get(id(cell), ())][: len(entry.code)]
            if not read or entry.code in codes or not re.match(r"\d{3}", entry.code):
                continue
            likely = {code for code in printed[entry.name] | official.get(entry.name, set()) if _one_off(entry.code, code)}
            named = entry.name in official or bool(printed[entry.name])
            odd = named and not re.fullmatch(r"\d{3}(\d\d){0,3}", entry.code)
            doubtful = min(seen.probability for seen in read) < DOUBTFUL
            if len(likely) == 1 and len(entry.cells) == 1 and (odd or doubtful):
                _put_right(entry, *likely)
            elif odd or doubtful:
                for cell in entry.cells:
                    cell.inference = f"no known code: {entry.code}"


def _put_right(entry: Entry, code: str) -> None:
    (cell,) = entry.cells
    cell.text = squeeze(cell.text).replace(entry.code, code, 1)
    cell.inferred, cell.inference = True, f"recognised as {entry.code}; {entry.name} has the code {code}"


def _one_off(a: str, b: str) -> bool:
    """Whether two codes differ by one digit: another one, a lost one or one too many."""
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    longer, shorter = sorted((a, b), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
