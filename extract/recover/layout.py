"""Exports that keep the places of words by runs of spaces (``pdftotext -layout``).

Rows printed over several lines are put on one; figures that stand one above the other
are of one column, whichever that is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extract.recover.labels import ENDS_TOTAL
from extract.recover.lines import Piece, TextLine
from extract.recover.numbers import has_decimals, is_code, is_figure
from extract.recover.puzzle import shared_columns
from extract.vocabulary import squeeze

WIDE = 3  # so many spaces inside a line part columns
NEAR = 4  # figures whose right edges lie closer belong to one column


def keeps_places(lines: list[TextLine]) -> bool:
    """Whether an export parts the columns by runs of spaces."""
    wide = sum(1 for line in lines if re.search(rf"\S {{{WIDE},}}\S", line.text))
    return "\t" not in "".join(line.text for line in lines) and wide > 0.3 * len(lines)


def _fragments(line: TextLine) -> list[Piece]:
    """The runs of words of a line; one space parts words only, more part fragments, and so does any space beside a figure."""
    found: list[Piece] = []
    for piece in line.pieces:
        last = found[-1] if found else None
        words = last is not None and not is_figure(piece.text) and not is_figure(last.text.split()[-1])
        if last is not None and words and piece.start - last.end == 1:
            found[-1] = Piece(last.start, piece.end, f"{last.text} {piece.text}")
        else:
            found.append(piece)
    return found


def _over(a: Piece, b: Piece) -> bool:
    """Whether two pieces stand above each other; figures that touch a word by one place do not."""
    touch = 1 if is_figure(a.text) != is_figure(b.text) else 0
    return a.start + touch < b.end and b.start + touch < a.end


def _overlay(lines: list[TextLine]) -> TextLine | None:
    """Lines laid over each other as one row: words above words are one text, figures and codes stand alone. None where two clash."""
    stacks: list[list[Piece]] = []
    for line in lines:
        for piece in _fragments(line):
            hits = [stack for stack in stacks if any(_over(piece, other) for other in stack)]
            if not hits:
                stacks.append([piece])
                continue
            if len(hits) > 1 or any(_stands_alone(other) for other in (piece, *hits[0])):
                return None
            hits[0].append(piece)
    stacks.sort(key=lambda stack: min(piece.start for piece in stack))
    merged = []
    for stack in stacks:
        text = "".join(piece.text.replace(" ", "") for piece in stack)
        start, end = min(piece.start for piece in stack), max(piece.end for piece in stack)
        if len(stack) == 1:
            merged += _split(stack[0])
        else:
            merged.append(Piece(start, end, text))
    anchor = next((line for line in lines if any(is_figure(piece.text) for piece in line.pieces)), lines[0])
    return replace(anchor, merged=tuple(merged), blank_before=lines[0].blank_before)


def _split(piece: Piece) -> list[Piece]:
    return [Piece(piece.start + m.start(), piece.start + m.end(), m.group(0)) for m in re.finditer(r"\S+", piece.text)]


def _stands_alone(piece: Piece) -> bool:
    """Whether a piece is a cell by itself: a figure, a code, the label of a total."""
    return is_figure(piece.text) or is_code(piece.text) or ENDS_TOTAL.search(squeeze(piece.text)) is not None


def unfold(body: list[TextLine]) -> list[TextLine]:
    """The rows of a body, each on one line.

    A group between blank lines is one row where its lines lie over each other without a
    clash. Words alone on a line beside a row that lacks them belong to that row.
    """
    groups: list[list[TextLine]] = []
    for line in body:
        if line.squeezed == "类款项":  # the last line of a header whose columns are filled on the same row
            continue
        if groups and not line.blank_before and groups[-1][-1].page_no == line.page_no:
            groups[-1].append(line)
        else:
            groups.append([line])
    rows: list[TextLine] = []
    above = bool(body) and _only_figures(body[0])  # this export puts figures on the line above their words
    for group in groups:
        figured = sum(1 for line in group if any(has_decimals(word) for word in line.words) and not _only_figures(line))
        single = _overlay(group) if 1 < len(group) <= 6 and figured <= 1 else None
        rows += [single] if single is not None else _attach(group, above)
    return rows


def _attach(lines: list[TextLine], above: bool) -> list[TextLine]:
    """Lines of words alone taken into the row below them that lacks the words, with the rest of the words below it;
    lines of figures alone into the row below, where the row above has its figures or ``above`` says that they go there."""
    most = max(sum(1 for piece in _fragments(line) if not is_figure(piece.text)) for line in lines)
    rows: list[TextLine] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if _only_figures(line) and (above or not rows or _has_figures(rows[-1])):
            end = index
            while end < len(lines) and _only_figures(lines[end]):
                end += 1
            single = _overlay(lines[index : end + 1]) if end < len(lines) else None
            if single is not None:
                rows.append(single)
                index = end + 1
                continue
        end = index
        while end < len(lines) and end - index < 4 and _only_words(lines[end]):
            end += 1
        if index < end < len(lines) and not (above and _only_figures(lines[end])) and _has_words_place(lines[end], lines[index:end], most):
            words, row = lines[index:end], lines[end]
            taken = [*words, row]
            end += 1
            while end < len(lines) and _only_words(lines[end]):
                more = _goes_on(lines[end], words, row, lines[end + 1 :])
                if more is None:
                    break
                taken.append(more)
                end += 1
                if len(more.squeezed) + 1 < len(lines[end - 2].squeezed):
                    break  # the last line of a text is the short one
            single = _overlay(taken)
            if single is not None:
                rows.append(single)
                index = end
                continue
        if _lacks_name(line):  # its words stand below it
            end = index + 1
            while end < len(lines) and end - index < 4 and _only_words(lines[end]):
                end += 1
                if end - index > 2 and len(lines[end - 1].squeezed) + 1 < len(lines[end - 2].squeezed):
                    break
            single = _overlay(lines[index:end]) if end > index + 1 else None
            if single is not None:
                rows.append(single)
                index = end
                continue
        rows.append(line)
        index += 1
    return rows


def _only_words(line: TextLine) -> bool:
    return not any(is_figure(word) for word in line.words) and not is_code(squeeze(line.words[0]))


def _only_figures(line: TextLine) -> bool:
    return all(is_figure(word) for word in line.words) and has_decimals(line.words[0])


def _lacks_name(line: TextLine) -> bool:
    """Whether a line prints a code and figures, and no words."""
    return is_code(line.words[0]) and any(has_decimals(word) for word in line.words) and all(is_figure(word) for word in line.words)


def _has_figures(line: TextLine) -> bool:
    return any(is_figure(word) for word in line.words)


def _has_words_place(row: TextLine, words: list[TextLine], most: int) -> bool:
    """Whether a row of figures prints nothing where the words above it stand, and fewer words than other rows do."""
    own = [piece for piece in _fragments(row) if not is_figure(piece.text)]
    clash = any(_over(piece, other) for line in words for piece in _fragments(line) for other in row.pieces)
    return _has_figures(row) and len(own) < max(1, most) and not clash


def _goes_on(line: TextLine, words: list[TextLine], row: TextLine, following: list[TextLine]) -> TextLine | None:
    """A line of words below a row that goes on with words above it: it stands under them, or left of the figures like
    them while the next row has a label of its own. None where it does not; else the line, moved under the words."""
    figures = [piece for piece in row.pieces if is_figure(piece.text) and not is_code(piece.text)] or list(row.pieces)
    first, last = figures[0].start, figures[-1].end
    above = [piece for other in words for piece in _fragments(other)]
    above += [piece for piece in _fragments(row) if piece.start >= last and not is_figure(piece.text)]
    pieces = _fragments(line)
    if all(any(_over(piece, other) for other in above) for piece in pieces):
        return line
    labels = [piece for piece in above if piece.end <= first]
    own = next((other for other in following if _has_figures(other)), None)
    labelled = own is not None and not all(is_figure(piece.text) for piece in own.pieces)
    if following and _only_words(following[0]) and len(following[0].squeezed) > len(line.squeezed):
        labelled = True  # the words of the next row follow
    if len(labels) == 1 == len(pieces) and pieces[0].end <= first and labelled:
        return replace(line, merged=(Piece(labels[0].start, labels[0].start + 1, pieces[0].text),))
    return None


def centred_labels(body: list[TextLine]) -> set[str]:
    """The labels of rows whose words stand in the middle of their row, as many lines above the figures as below.

    From the top of a page each row takes of the lines between two rows as many as stand above it, and so leaves those of
    the next. Where that does not come out even at the foot of the page, nothing is known of its labels.
    """
    found = {label for at in range(1, len(body) - 1) if (label := _in_a_hole(body, at))}
    for page in {line.page_no for line in body}:
        found |= _centred([line for line in body if line.page_no == page])
    return found


def _in_a_hole(body: list[TextLine], at: int) -> str:
    """The label whose two pieces stand right above and below a row that leaves their place free, between rows that fill it."""
    above, row, below = body[at - 1 : at + 2]
    if not (_only_words(above) and _only_words(below) and _has_figures(row)):
        return ""
    upper, lower = _fragments(above), _fragments(below)
    if len(upper) > 1 or len(lower) > 1 or not _over(upper[0], lower[0]):
        return ""
    beyond = [body[other] for other in (at - 2, at + 2) if 0 <= other < len(body)]
    filled = [any(_over(piece, upper[0]) for piece in line.pieces) and _has_figures(line) for line in beyond]
    hole = not any(_over(piece, upper[0]) for piece in row.pieces)
    return squeeze(upper[0].text + lower[0].text) if hole and all(filled) else ""


def _centred(lines: list[TextLine]) -> set[str]:
    figured = [line for line in lines if any(has_decimals(word) for word in line.words)]
    edge = min((piece.start for line in figured for piece in line.pieces if has_decimals(piece.text)), default=0)
    gaps: list[list[str]] = [[]]  # the pieces of labels between the rows of figures
    owns: list[str] = []
    for line in lines:
        words = [piece for piece in line.pieces if piece.end <= edge]
        if any(b.start - a.end >= WIDE for a, b in pairwise(words)):
            return set()  # more columns of words than one
        label = squeeze("".join(piece.text for piece in words))
        if line in figured:
            owns.append(label)
            gaps.append([])
        elif label:
            gaps[-1].append(label)
    labels: set[str] = set()
    above = len(gaps[0])
    for index, own in enumerate(owns):
        head, tail = gaps[index][len(gaps[index]) - above :], gaps[index + 1][:above]
        if len(tail) < above or not (own or above):
            return set()
        labels.add("".join([*head, own, *tail]))
        above = len(gaps[index + 1]) - above
    return set() if above else labels


# --- columns ----------------------------------------------------------------


def anchors(header: list[TextLine], heads: list[str]) -> list[Piece] | None:
    """Where the innermost heads stand: one line that prints them all, or each head put together
    from the pieces that stand one above the other. None where a head is not found as often as columns bear it."""
    for line in reversed(header):
        if len(heads) > 1 and [squeeze(piece.text) for piece in line.pieces] == [squeeze(head) for head in heads]:
            return line.pieces
    places: dict[int, Piece] = {}
    for head in set(heads):
        columns = [column for column, other in enumerate(heads) if other == head]
        found = _stacked(header, squeeze(head))
        if len(found) != len(columns):
            return None
        places.update(zip(columns, found, strict=True))
    return [places[column] for column in range(len(heads))]


def _stacked(header: list[TextLine], head: str) -> list[Piece]:
    """The places where a head is printed, cut into pieces over several lines or whole, from left to right."""
    found: list[Piece] = []

    def go_on(at: int, text: str, over: Piece) -> bool:
        if text == head:
            found.append(over)
            return True
        for below in range(at + 1, len(header)):
            for piece in header[below].pieces:
                longer = text + squeeze(piece.text)
                if head.startswith(longer) and _over(piece, over):
                    return go_on(below, longer, Piece(min(piece.start, over.start), max(piece.end, over.end), head))
        return False

    for at, line in enumerate(header):
        for piece in line.pieces:
            text = squeeze(piece.text)
            if text and head.startswith(text):
                go_on(at, text, piece)
    return sorted(found)


def by_anchors(spots: list[Piece], marks: list[Piece], allowed: list[set[int]], clearly: float) -> tuple[int, ...] | None:
    """The columns of figures by the heads above them: of those allowed the nearest, where all others are ``clearly`` times farther."""

    def far(mark: int, spot: Piece) -> float:
        return abs(marks[mark].start + marks[mark].end - spot.start - spot.end) / 2

    found = []
    for spot, columns in zip(spots, allowed, strict=True):
        order = sorted(columns, key=lambda mark: far(mark, spot))
        if len(order) > 1 and far(order[1], spot) < clearly * max(1.0, far(order[0], spot)):
            return None
        found.append(order[0])
    return tuple(found) if all(a < b for a, b in pairwise(found)) else None


def clusters(rows: list[list[int]]) -> list[float]:
    """The places that several rows share, from left to right: centres of runs of numbers that lie close together."""
    places = sorted(place for row in rows for place in row)
    found: list[list[int]] = []
    for place in places:
        if found and place - found[-1][-1] <= NEAR and place - found[-1][0] <= 2 * NEAR:
            found[-1].append(place)
        else:
            found.append([place])
    return [sum(group) / len(group) for group in found]


def mappings(rows: list[list[int]], width: int, allowed: list[set[tuple[int, ...]]]) -> list[dict[int, tuple[int, ...]]]:
    """The ways to give the shared places of rows to columns under which every row keeps an allowed reading.

    Each way is given as the reading of every row. Empty where two figures of a row share a
    place, or where there are too many ways to try.
    """
    centres = clusters(rows)
    of_row = [[min(range(len(centres)), key=lambda c: abs(centres[c] - place)) for place in row] for row in rows]
    if any(len(set(row)) < len(row) for row in of_row):
        return []
    return shared_columns(of_row, len(centres), width, allowed)
