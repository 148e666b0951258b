"""Rows → what speaks against each: keys that do not fit its form, words that may belong to its neighbours.

The figures of such a row are landed as printed and flagged, whatever the identities say of their columns:
a sum proves which figures belong together, not whose name stands beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from extract.exports.labels import (
    NUMBER,
    PIECE_OF_TOTAL,
    TOTAL,
    WHOLE,
    decimals,
    has_decimals,
    is_figure,
    is_mark,
    is_official,
    names_of_code,
)
from extract.exports.lines import WIDE
from extract.exports.rows import Part, PrintedRow
from extract.exports.templates import CODE_ROLES, Form
from extract.vocabulary import is_word, squeeze

CUT = 4  # so many characters at the beginning of a name tell it
USUAL = 0.95  # share of the figures of a table above which the number of decimals that they print is that of all
_TWO_NAMES = re.compile(rf"[\u4e00-\u9fff](支出|收入|结转|结余|小计|预备费)[)]?({NUMBER})[\u4e00-\u9fff]")


def mark_doubts(form: Form, rows: list[PrintedRow], codes: dict[int, str], known: set[str], elsewhere: str) -> None:
    """Write into the parts of each row what speaks against it.

    ``codes`` are those of parts that print theirs in pieces, ``known`` are labels that the table shows whole, ``elsewhere`` is the rest of
    the report without white space.
    """
    cut = any(re.match(r"\.\d", piece.text) for row in rows for piece in row.line.pieces)
    coded = any(column.role in ("subject_code", "subject_code_part") for column in form.columns)
    coded = coded and sum(_coded(form, part) for row in rows for part in row.parts) > len(rows) / 2
    begun = False
    usual = _usual_decimals(rows)
    labelled = any(column.role in ("label", "unit_name") for column in form.columns)
    for index, row in enumerate(rows):
        crowded = len({part.block for part in row.parts}) < len(row.parts)
        around = _around(rows, index)
        beside = [other for other in around if _only_words(form, other) or _guessed(form, other, known)]
        for part in row.parts:
            begun = begun or _begins_code(form, part)
            if cut:
                part.doubt = "numbers of this table are cut over lines"
            elif crowded:
                part.doubt = "two rows stand on one line"
            elif not begun and _coded(form, part):
                part.doubt = "the code of the row begins on a row that is not here"
            elif usual and any(0 < decimals(figure) < usual for figure in part.figures):
                part.doubt = f"a figure prints fewer decimals than the {usual} of its table, and may be cut over lines"
            elif not part.doubt:
                part.doubt = _doubt_of_keys(form, part, coded) or _doubt_of_label(form, part, row, beside, known, elsewhere)
                if not part.doubt and part.figures and (beside or row.line.merged is not None) and _cut_name(form, part, codes):
                    part.doubt = "the name of the row is not that of its code, and may go on beside it"
                if not part.doubt and index and part.figures and is_mark(rows[index - 1].line.words[-1]):
                    part.doubt = "the number of the row stands on the line above it"
                bare = labelled and part.figures and not label_of(form, part) and not _coded(form, part)
                if not part.doubt and bare and any(_only_words(form, other) for other in around):
                    part.doubt = "words beside the row may belong to it"


def complete_names(form: Form, rows: list[PrintedRow], codes: dict[int, str]) -> list[PrintedRow]:
    """The rows, the names of subjects put together that a line break parts: where a name and the words on the line below or above it are
    that of the code beside it. Those words are no row then. ``codes`` are the codes of parts that print theirs in pieces, by identity."""
    gone: set[int] = set()
    for index, row in enumerate(rows):
        for part in row.parts:
            for label, official in _official_names(form, part, codes):
                name = squeeze(part.keys[label])
                for other, order in ((index + 1, "{0}{1}"), (index - 1, "{1}{0}")):
                    if name in official or not 0 <= other < len(rows) or other in gone or not _only_words(form, rows[other]):
                        continue
                    words = "".join(label_of(form, beside) for beside in rows[other].parts)
                    if words and order.format(name, words) in official:
                        name = part.keys[label] = order.format(name, words)
                        gone.add(other)
    return [row for index, row in enumerate(rows) if index not in gone]


def _official_names(form: Form, part: Part, codes: dict[int, str]) -> list[tuple[int, frozenset[str]]]:
    """The columns of the names of subjects that a row prints, each with the official names of the code before it."""
    found: list[tuple[int, frozenset[str]]] = []
    for label in part.keys:
        role = form.columns[label - 1].role if label and form.columns[label].role == "label" else ""
        code = codes.get(id(part), "") if role == "subject_code_part" else part.keys.get(label - 1, "") if role == "subject_code" else ""
        if official := names_of_code(squeeze(code)):
            found.append((label, official))
    return found


def _cut_name(form: Form, part: Part, codes: dict[int, str]) -> bool:
    """Whether a row prints a piece of the official name of its code, or its name and a piece of another."""
    for label, official in _official_names(form, part, codes):
        printed = squeeze(part.keys[label])
        if printed not in official and any(printed in name or name[:CUT] in printed for name in official):
            return True
    return False


def _around(rows: list[PrintedRow], index: int) -> list[PrintedRow]:
    """The rows above and below one, on each side as far as the next that prints figures."""
    found: list[PrintedRow] = []
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(rows):
            found.append(rows[other])
            if any(part.figures for part in rows[other].parts):
                break
            other += step
    return found


def _usual_decimals(rows: list[PrintedRow]) -> int:
    """How many decimals nearly all figures of a table print; 0 where they print now more, now less."""
    counts = Counter(decimals(figure) for row in rows for part in row.parts for figure in part.figures if has_decimals(figure))
    usual, count = max(counts.items(), key=lambda one: one[1], default=(0, 0))
    return usual if count >= USUAL * counts.total() else 0


def doubt_all(rows: list[PrintedRow]) -> None:
    """Doubt every row of an export that keeps no rows."""
    for row in rows:
        for part in row.parts:
            part.doubt = part.doubt or "the export prints cells on lines of their own, and nothing says which make a row"


def _doubt_of_keys(form: Form, part: Part, coded: bool) -> str:
    label = label_of(form, part)
    totals = any(TOTAL.match(squeeze(text)) for text in part.keys.values())
    unit = any(form.columns[c].role == "unit_name" for c in part.keys)
    if coded and part.keys and part.figures and not (_coded(form, part) or totals or unit):
        return "the row bears no code"
    for column, text in part.keys.items():
        role = form.columns[column].role
        if role == "subject_code" and re.fullmatch(r"\d{1,2}", squeeze(text)):
            return "the code of the row is not complete"
    if len(part.figures) == 1 and re.fullmatch(r"20[0-4]\d", part.figures[0]):
        return "the figure is a year"
    if is_word("note_start", label) or "。" in label:
        return "a sentence stands in the label of the row"
    if _TWO_NAMES.search(label):
        return "two names stand in the label of the row"
    return ""


def label_of(form: Form, part: Part) -> str:
    """The label of a part without white space."""
    return "".join(_names(form, part))


def _doubt_of_label(form: Form, part: Part, row: PrintedRow, beside: list[PrintedRow], known: set[str], elsewhere: str) -> str:
    """Words broken over lines belong to one row only where the whole is a name that is known."""
    names = _names(form, part)
    if part.figures and not TOTAL.match(label_of(form, part)) and any(PIECE_OF_TOTAL.fullmatch(other.line.squeezed) for other in beside):
        return "words beside the row may belong to it"
    body = next((squeeze(text) for c, text in part.keys.items() if form.columns[c].role == "unit_code"), "")
    if body and part.figures and (beside or row.line.merged is not None) and not all(_is_whole(body, name, elsewhere) for name in names):
        return "words beside the row may belong to the name of the body"
    if not part.figures or _coded(form, part) or all(is_official(name) or name in known for name in names):
        return ""
    if row.line.merged is not None and not all(
        is_official(name) or name in known or name in row.line.squeezed or (len(name) >= WHOLE and name in elsewhere) for name in names
    ):
        return "the words of the row stand on several lines, and nothing says that they belong together"
    label = next((piece for piece in row.line.pieces if not is_figure(piece.text)), None)
    figures = [piece.start for piece in row.line.pieces if is_figure(piece.text)]
    for other in beside:
        left = min(figures, default=0) if not any(part.figures for part in other.parts) else 0
        if label and any(piece.end <= left or (piece.start < label.end and label.start < piece.end) for piece in other.line.pieces):
            return "words beside the row may belong to it"
    words = [piece for piece in row.line.pieces if not is_figure(piece.text)]
    if (
        row.line.merged is None
        and len(names) == 1
        and any(b.start - a.end >= WIDE for a, b in pairwise(words) if squeeze(b.text) in names[0])
    ):
        return "words that stand far apart were taken for one label"
    return ""


def _is_whole(code: str, name: str, elsewhere: str) -> bool:
    """Whether the rest of the report prints a body with its code under this name, and no longer one."""
    return re.search(rf"{re.escape(code)}{re.escape(name)}(?![\u4e00-\u9fff(])", elsewhere) is not None


def _guessed(form: Form, row: PrintedRow, known: set[str]) -> bool:
    """Whether the words of a row were taken together from several lines, and make no name that is known."""
    names = [name for part in row.parts for name in _names(form, part)]
    return row.line.merged is not None and not all(name in known or is_official(name) or name in row.line.squeezed for name in names)


def _names(form: Form, part: Part) -> list[str]:
    return [squeeze(part.keys[c]) for c in sorted(part.keys) if form.columns[c].role in ("label", "unit_name")]


def _coded(form: Form, part: Part) -> bool:
    return any(form.columns[c].role in CODE_ROLES and re.search(r"\d{2}", text) for c, text in part.keys.items())


def _begins_code(form: Form, part: Part) -> bool:
    """Whether a row prints its code from the beginning, or its table prints none in parts."""
    columns = form.of_block(part.block, "subject_code_part")
    first = next((part.keys[c] for c in columns if c in part.keys), "")
    return not columns or len(first) > 2


def _only_words(form: Form, row: PrintedRow) -> bool:
    """Whether a row prints nothing but words that name nothing known."""
    if any(part.figures or _coded(form, part) for part in row.parts):
        return False
    labels = [label for part in row.parts if (label := label_of(form, part))]
    return not all(is_official(label) for label in labels) or any(PIECE_OF_TOTAL.fullmatch(label) for label in labels)
