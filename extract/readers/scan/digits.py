"""Recognised figures and the sums in which they stand → figures corrected, confirmed or flagged.

A figure that an exact sum confirms is right. Where a sum is missed, and another digit in just one
of its figures makes every sum of that figure hold, and the recogniser itself was in doubt there,
the digit is corrected and says what decided it. A sum that is missed although every digit was
read without doubt is the report's own affair: nothing is changed. What was read in doubt and no
sum confirms is flagged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from extract.document import Seen, Table
from extract.exports.labels import decimals, is_figure, value
from extract.readers.scan.codes import check_codes
from extract.readers.scan.sums import Figure, Instance, Sheet, read_sheet
from extract.vocabulary import squeeze

DOUBTFUL = 0.9  # a figure with a less probable character needs a sum that confirms it
SURE = 0.99  # a figure of a missed sum is not flagged when every character is as probable
POOR = 0.95  # in a table of less confidence every figure needs a sum that confirms it
RIVAL = 0.005  # another digit this probable may be the right one
TELLING = 4  # characters from which on a figure that stands twice in a report is no chance


def check(tables: Sequence[Table], digits: Mapping[int, Sequence[Seen]]) -> None:
    """Correct and flag the recognised figures and codes of a document (cells are changed in place).

    ``digits`` holds the characters of each cell on a scanned page, by the identity of the cell. What is corrected is
    ``inferred``; what is doubtful says why in its ``inference``.
    """
    sheets = [read_sheet(table, digits) for table in tables]
    for sheet in sheets:
        correct(sheet.sums)
    repeated = _repeated(sheets)
    for table, sheet in zip(tables, sheets, strict=True):
        for place, figure in sheet.figures.items():
            again = (sheet.keys.get(place, ""), figure.amount) in repeated
            if figure.digits and not figure.cell.inferred:  # else it is printed, or says already what it was recognised as
                figure.cell.inference = _against(figure, sheet.decimals, again, table.confidence) or _unclear(sheet.unclear.get(place, ""))
    check_codes(sheets, digits)


# --- corrections --------------------------------------------------------------


def correct(sums: Sequence[Instance]) -> None:
    """Correct the figures to which missed sums and the recogniser's doubts together leave one other reading."""
    again = True
    while again:
        again = False
        for instance in sums:
            if instance.holds():
                continue
            found: dict[int, tuple[Figure, str]] = {}
            for figure in instance.figures:
                wanted = instance.needs(figure)
                if wanted is None or any(other.needs(figure) not in (None, wanted) for other in figure.sums):
                    continue
                text = _edit(figure, wanted)
                if text is not None:
                    found[id(figure)] = (figure, text)
            if len(found) == 1:
                ((figure, text),) = found.values()
                said = "; ".join(dict.fromkeys(other.text for other in figure.sums))
                figure.cell.inference = f"recognised as {squeeze(figure.cell.text)}; corrected to satisfy {said}"
                figure.cell.text, figure.cell.inferred, figure.amount, figure.digits = text, True, value(text), ()
                again = True


def _edit(figure: Figure, wanted: Decimal) -> str | None:
    """The text of ``figure`` with one character read otherwise so that it prints ``wanted``; None where that takes more,
    or where the recogniser had no doubt about that character."""
    text = squeeze(figure.cell.text)
    places = decimals(text) if is_figure(text) else max(0, -int(wanted.as_tuple().exponent))
    if wanted != round(wanted, places):
        return None
    return next((s for s in (f"{wanted:,.{places}f}", f"{wanted:.{places}f}") if _is_misreading(figure, text, s)), None)


def _is_misreading(figure: Figure, text: str, shown: str) -> bool:
    """Whether ``text`` is ``shown`` with one character in doubt read wrongly, lost or added."""
    if len(shown) == len(text):
        changed = [at for at, (a, b) in enumerate(zip(text, shown, strict=True)) if a != b]
        if len(changed) != 1:
            return False
        if len(figure.digits) == len(text):
            digit = figure.digits[changed[0]]
            return digit.probability < DOUBTFUL or (digit.rival == shown[changed[0]] and digit.rival_probability >= RIVAL)
        return figure.surety < DOUBTFUL
    longer, shorter = sorted((text, shown), key=len, reverse=True)
    return (
        len(longer) == len(shorter) + 1
        and figure.surety < DOUBTFUL
        and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    )


# --- flags --------------------------------------------------------------------


def _repeated(sheets: Sequence[Sheet]) -> set[tuple[str, Decimal | None]]:
    """The figures that several tables print in rows of the same key: each confirms the other."""
    printed: dict[tuple[str, Decimal | None], set[int]] = defaultdict(set)
    for number, sheet in enumerate(sheets):
        for place, figure in sheet.figures.items():
            if figure.amount is not None and len(figure.digits) >= TELLING:
                printed[sheet.keys.get(place, ""), figure.amount].add(number)
    return {key for key, numbers in printed.items() if len(numbers) > 1}


def _unclear(word: str) -> str:
    return f"a head or label recognised in doubt: {word}" if word else ""


def _against(figure: Figure, usual: int | None, repeated: bool, confidence: float) -> str:
    """What speaks against a figure; empty where nothing does."""
    if figure.amount is None:
        return "recognised characters that are no figure"
    if repeated or any(instance.off() == 0 for instance in figure.sums):
        return ""
    missed = next((instance for instance in figure.sums if not instance.holds()), None)
    if missed and figure.surety < SURE:
        return f"recognised with probability {figure.surety:.2f}, and contradicts {missed.text}"
    if figure.surety < DOUBTFUL:
        return f"recognised with probability {figure.surety:.2f}, and no sum confirms it"
    if confidence < POOR:
        return f"stands in a table recognised with confidence {confidence:.2f}, and no sum confirms it"
    places = decimals(squeeze(figure.cell.text))
    if usual and figure.amount and places != usual:
        return f"prints {places} decimals where its table prints {usual}, and no sum confirms it"
    return ""
