"""Where the header of a table ends and its rows begin, in exports that keep neither rules nor order."""

from __future__ import annotations

import re

from extract.document import Box, Cell
from extract.recover.forms import CODE_ROLES, Form
from extract.recover.labels import TOTAL, is_numbered
from extract.recover.lines import TextLine
from extract.recover.numbers import has_decimals, is_code, is_figure
from extract.recover.parts import Part, PrintedRow
from extract.tables.header import is_column_number_row
from extract.vocabulary import squeeze


def column_numbers(line: TextLine) -> bool:
    """Whether a line numbers the columns: 栏次 1 2 3 …"""
    words = line.words
    cells = [Cell(0, i, 1, 1, Box(0, 0, 0, 0), word, 1) for i, word in enumerate(words)]
    return is_column_number_row(cells) and not any(has_decimals(word) for word in words)


def split_header(lines: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """The lines of the header, and those of the body, which begins with the first row."""
    numbered = False
    for index, line in enumerate(lines):
        words = line.words
        if column_numbers(line):
            numbered = True
            continue
        first = squeeze(words[0])
        if any(has_decimals(word) or re.fullmatch(r"\d{1,3}(,\d{3})+", word) for word in words):
            return _back_to_key(lines, index)
        if line.squeezed.startswith("其中"):  # no table begins with a part of a line: this is a head
            continue
        if is_numbered(line.text) or (is_code(first) and (len(words) == 1 or not is_figure(words[1]))):
            return lines[:index], lines[index:]
        joined = squeeze("".join(word for word in words if not is_figure(word)))
        if TOTAL.match(joined) and (numbered or index == len(lines) - 1 or any(is_figure(word) for word in words)):
            return lines[:index], lines[index:]
        if numbered and all(is_figure(word) for word in words):
            return lines[:index], lines[index:]
    return lines, []


def _back_to_key(lines: list[TextLine], index: int) -> tuple[list[TextLine], list[TextLine]]:
    """A first row may begin above its figures, with a code or a total that stands alone."""
    start = index
    while start:
        before = lines[start - 1]
        if not is_code(before.squeezed) and not (TOTAL.match(before.squeezed) and len(before.words) == 1):
            break
        start -= 1
    return lines[:start], lines[start:]


def torn_header(lines: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """Header and body of a table whose export put the header behind the rows.

    The rows end with the last line that bears a code; words behind them are the header.
    """
    coded = [index for index, line in enumerate(lines) if len(line.words) > 1 and is_code(line.words[0]) and not is_figure(line.words[1])]
    if not coded:
        return [], lines
    return lines[coded[-1] + 1 :], lines[: coded[-1] + 1]


def torn_totals(form: Form, tail: list[TextLine]) -> list[PrintedRow]:
    """Totals whose labels and figures the export put on lines of their own: as many of the one as of the other."""
    for labels in tail:
        if len(labels.words) < 2 or not all(TOTAL.match(squeeze(word)) for word in labels.words):
            continue
        for figures in tail:
            if len(figures.words) == len(labels.words) <= len(form.blocks) and all(is_figure(word) for word in figures.words):
                parts = []
                for block, (label, spot) in enumerate(zip(labels.words, figures.pieces, strict=True)):
                    keys = form.of_block(block, *CODE_ROLES, "label")
                    parts.append(Part(block, {keys[0]: label}, [spot.text], spots=[spot], lines=[figures], torn=True))
                return [PrintedRow(parts, figures)]
    return []


def header_text(header: list[TextLine]) -> str:
    """The words of a header as one text without white space and without the row of column numbers."""
    text = ""
    for line in header:
        text += "".join(word for word in line.words if not (column_numbers(line) and is_figure(word)))
    return re.sub(r"栏次|栏目|[|]", "", text)


def drop_repeated_header(header: list[TextLine], body: list[TextLine]) -> list[TextLine]:
    """The body without the header that is printed again on a later page."""
    texts = {line.squeezed for line in header}
    first = header[0].squeezed if header else ""
    kept: list[TextLine] = []
    index = 0
    while index < len(body):
        line = body[index]
        if first and line.squeezed == first and not any(is_figure(word) for word in line.words):
            while index < len(body) and body[index].squeezed in texts:
                index += 1
            continue
        kept.append(line)
        index += 1
    return kept
