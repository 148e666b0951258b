"""The bytes of a text export → its lines with their page and place, and rows printed over several lines each on one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from extract.document import Box, Line
from extract.exports.labels import ENDS_TOTAL, has_decimals, is_code, is_figure
from extract.vocabulary import squeeze

EM = 10.0  # a line of text has no size; one stands for all
LEADING = 15.0
_MARKUP = re.compile(r"^\s{0,3}(#{1,6}|[-*+>])\s+|\*\*|^\s*\*\*")


class Piece(NamedTuple):
    """A word with the columns of the line that it covers."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class TextLine:
    """One line that prints something. ``at`` counts the lines of its page from 0, blank ones too."""

    page_no: int
    at: int
    text: str
    blank_before: int = 0
    heading: bool = False  # marked as one by Markdown
    merged: tuple[Piece, ...] | None = None  # its words, where it stands for a row printed over several lines

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.text)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The words of the line with their places."""
        if self.merged is not None:
            return list(self.merged)
        return [Piece(found.start(), found.end(), found.group(0)) for found in re.finditer(r"\S+", self.text)]

    @cached_property
    def words(self) -> list[str]:
        return [piece.text for piece in self.pieces]

    def box(self, start: int, end: int) -> Box:
        """The place of some characters of the line: columns and lines of text stand for points."""
        left, right = (_width(self.text[:at]) + max(0, at - len(self.text)) * EM / 2 for at in (start, end))
        return Box(left, self.at * LEADING, right, self.at * LEADING + EM)

    def line(self) -> Line:
        """The same line for the readers of notes and paragraphs."""
        start = len(self.text) - len(self.text.lstrip())
        return Line(self.page_no, self.text.strip(), self.box(start, len(self.text.rstrip())), EM)


def _width(text: str) -> float:
    return sum(EM if ord(char) > 0x2E7F else EM / 2 for char in text)


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or GB 18030.

    Raises:
        UnicodeDecodeError: it is none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def split_lines(text: str) -> list[TextLine]:
    """The lines that print something; a form feed begins a page. Marks of Markdown are taken off."""
    lines: list[TextLine] = []
    for page_no, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), 1):
        blank = 0
        for at, raw in enumerate(page.split("\n")):
            marked = re.match(r"\s{0,3}#{1,6}\s", raw) is not None
            body = _MARKUP.sub("", raw) if "\t" not in raw and "|" not in raw else raw
            if not body.strip():
                blank += 1
                continue
            lines.append(TextLine(page_no, at, body, blank, marked))
            blank = 0
    return lines


_DECIMALS = re.compile(r"\.(\d\d)(\d{1,3}(?:,\d{3})*)?")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})*")


def join_cut_figures(lines: list[TextLine]) -> list[TextLine]:
    """Lines on which no figure is cut at its point.

    Cells too narrow for their figures print `5,183` and, on the line below where that ends, `.00`; the next figure of the row may
    follow at once (`.81154,304`). Such lines print nothing else, and each of their points stands right behind a whole number above it.
    """
    joined: list[TextLine] = []
    at = 0
    while at < len(lines):
        line, row = lines[at], lines[at].pieces
        waiting = [place for place, piece in enumerate(row) if _WHOLE.fullmatch(piece.text)]
        after = at + 1
        while after < len(lines) and (more := _joined(row, waiting, lines[after], lines[after - 1])) is not None:
            waiting = list(range(len(row), len(more)))
            row = more
            after += 1
        if after > at + 1:
            text = ""
            for piece in sorted(row):
                text = text.ljust(max(piece.start, len(text) + 1 if text else 0)) + piece.text
            line = TextLine(line.page_no, line.at, text, line.blank_before, line.heading)
        joined.append(line)
        at = after
    return joined


def _joined(row: list[Piece], waiting: list[int], line: TextLine, above: TextLine) -> list[Piece] | None:
    """The row with the decimals of the line below behind the whole numbers that wait for them, and the figures that begin on that line
    at its end; None where the line is no line of decimals."""
    if line.page_no != above.page_no or line.at != above.at + 1 or "." not in line.text:
        return None
    row = list(row)
    new: list[Piece] = []
    for piece in line.pieces:
        cut = _DECIMALS.fullmatch(piece.text)
        if cut is None:
            if not _WHOLE.fullmatch(piece.text):
                return None
            new.append(piece)
            continue
        place = next((place for place in waiting if abs(row[place].end - piece.start) <= 1 and "." not in row[place].text), None)
        if place is None:
            return None
        row[place] = row[place]._replace(text=f"{row[place].text}.{cut[1]}")
        if cut[2]:
            new.append(Piece(piece.start + 3, piece.end, cut[2]))
    return row + new


# --- rows printed over several lines ----------------------------------------

WIDE = 3  # so many spaces inside a line part columns


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


def stands_over(a: Piece, b: Piece) -> bool:
    """Whether two pieces stand above each other; figures that touch a word by one place do not."""
    touch = 1 if is_figure(a.text) != is_figure(b.text) else 0
    return a.start + touch < b.end and b.start + touch < a.end


def _overlay(lines: list[TextLine]) -> TextLine | None:
    """Lines laid over each other as one row: words above words are one text, figures and codes stand alone. None where two clash."""
    stacks: list[list[Piece]] = []
    for line in lines:
        for piece in _fragments(line):
            hits = [stack for stack in stacks if any(stands_over(piece, other) for other in stack)]
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
    """The rows of lines of which several may make one: each with the lines beside it that lie over it without a clash."""
    most = max(sum(1 for piece in _fragments(line) if not is_figure(piece.text)) for line in lines)
    rows: list[TextLine] = []
    index = 0
    while index < len(lines):
        figured = above or not rows or _has_figures(rows[-1])  # then figures alone on a line are those of the row below
        ways = (_figures_above(lines[index:]) if figured else [], _words_around(lines[index:], above, most), _words_below(lines[index:]))
        for taken in ways:
            single = _overlay(taken) if taken else None
            if single is not None:
                rows.append(single)
                index += len(taken)
                break
        else:
            rows.append(lines[index])
            index += 1
    return rows


def _figures_above(lines: list[TextLine]) -> list[TextLine]:
    """Lines of figures alone and the line below them, which they may belong to."""
    count = next((at for at, line in enumerate(lines) if not _only_figures(line)), len(lines))
    return lines[: count + 1] if 0 < count < len(lines) else []


def _words_around(lines: list[TextLine], above: bool, most: int) -> list[TextLine]:
    """Lines of words alone and the row below that lacks them, with the rest of the words below it."""
    end = 0
    while end < min(4, len(lines)) and _only_words(lines[end]):
        end += 1
    if not 0 < end < len(lines) or (above and _only_figures(lines[end])) or not _has_words_place(lines[end], lines[:end], most):
        return []
    words, row = lines[:end], lines[end]
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
    return taken


def _words_below(lines: list[TextLine]) -> list[TextLine]:
    """A row of a code and figures, and its words on the lines below."""
    if not _lacks_name(lines[0]):
        return []
    end = 1
    while end < min(4, len(lines)) and _only_words(lines[end]):
        end += 1
        if end > 2 and len(lines[end - 1].squeezed) + 1 < len(lines[end - 2].squeezed):
            break
    return lines[:end] if end > 1 else []


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
    clash = any(stands_over(piece, other) for line in words for piece in _fragments(line) for other in row.pieces)
    return _has_figures(row) and len(own) < max(1, most) and not clash


def _goes_on(line: TextLine, words: list[TextLine], row: TextLine, following: list[TextLine]) -> TextLine | None:
    """A line of words below a row that goes on with words above it: it stands under them, or left of the figures like
    them while the next row has a label of its own. None where it does not; else the line, moved under the words."""
    figures = [piece for piece in row.pieces if is_figure(piece.text) and not is_code(piece.text)] or list(row.pieces)
    first, last = figures[0].start, figures[-1].end
    above = [piece for other in words for piece in _fragments(other)]
    above += [piece for piece in _fragments(row) if piece.start >= last and not is_figure(piece.text)]
    pieces = _fragments(line)
    if all(any(stands_over(piece, other) for other in above) for piece in pieces):
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
    if len(upper) > 1 or len(lower) > 1 or not stands_over(upper[0], lower[0]):
        return ""
    beyond = [body[other] for other in (at - 2, at + 2) if 0 <= other < len(body)]
    filled = [any(stands_over(piece, upper[0]) for piece in line.pieces) and _has_figures(line) for line in beyond]
    hole = not any(stands_over(piece, upper[0]) for piece in row.pieces)
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
