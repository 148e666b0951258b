"""The lines of a performance form → tables: fields, execution of the budget, indicators with target, result and score.

The export keeps the order of the cells and breaks them over lines at will. What a cell is
shows in its words: the groups of indicators are known, weights close an indicator, scores
are plain numbers, and target and result are worded alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from extract.document import Cell, Table
from extract.exports.captions import Region
from extract.exports.labels import is_figure
from extract.exports.landed import table_of
from extract.exports.lines import TextLine
from extract.exports.rows import cells_of
from extract.vocabulary import patterns, squeeze

_HEAD = re.compile(
    r"(一级指标)(二级指标)(三级指标)(年[初度]目标值(?:\(A\))?)(实际完成值(?:\(B\))?)(分值)?(得分(?:\([^)]*\))?)(偏差原因分析)?"
)
_EXECUTION = re.compile(r"(预算执行情况(?:\([^()]*\)){0,2})?(预算数\(A\))(执行数\(B\))(执行率\(B/A\))(得分(?:\([^()]*\))?)")
_TOTAL = re.compile(r"总分(\d+(?:\.\d+)?分?)")
_WEIGHT = re.compile(r"\((\d+(?:\.\d+)?)分\)$")
_SIMPLE = re.compile(r"[=≥≤<>]?\d[\d,.]*(%|[一-龥/]{1,3}|个工作日)?(以上|以下|以内|内)?")


@dataclass(frozen=True)
class Word:
    """A piece of a form: a word of a line, or a cell where the export keeps cells apart."""

    text: str  # squeezed
    printed: str
    line: TextLine
    closes: bool  # it ends a cell: a cell of its own, or a line that a space follows


@dataclass
class Record:
    """One indicator."""

    groups: list[str] = field(default_factory=list)
    indicator: str = ""
    target: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    line: TextLine | None = None
    doubtful: bool = False


class Stream:
    """The words of a form as one text, with the places where words begin and end."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.text = "".join(word.text for word in words)
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        at = 0
        for index, word in enumerate(words):
            self.starts[at] = index
            at += len(word.text)
            self.ends[at] = index + 1

    def find(self, pattern: re.Pattern[str], start: int = 0) -> tuple[re.Match[str], int, int] | None:
        """The first match that begins and ends with whole words: the match, its first word and the word behind it."""
        for found in pattern.finditer(self.text, self.offset(start)):
            if found.start() in self.starts and found.end() in self.ends:
                return found, self.starts[found.start()], self.ends[found.end()]
        return None

    def offset(self, index: int) -> int:
        return sum(len(word.text) for word in self.words[:index])


def words_of(lines: list[TextLine]) -> list[Word]:
    """The words of lines, or their cells where tabs or pipes keep them apart."""
    words = []
    for line in lines:
        cells = cells_of(line)
        if cells is not None:
            words += [Word(squeeze(cell), re.sub(r"\s+", " ", cell), line, True) for cell in cells if squeeze(cell)]
            continue
        pieces = line.words
        for index, piece in enumerate(pieces):
            last = index == len(pieces) - 1
            words.append(Word(squeeze(piece), piece, line, last and line.text.endswith(" ")))
    return words


def read_form(region: Region) -> list[Table]:
    """The tables of a performance form: a self-evaluation by its parts, any other as lines of words."""
    stream = Stream(words_of(region.lines))
    head = stream.find(_HEAD)
    if head is None:
        return [_as_lines(region)]
    return [_self_evaluation(region, stream, head)]


# --- indicators -------------------------------------------------------------


def read_records(words: list[Word], weighed: bool) -> list[Record]:
    """The indicators of a list; ``weighed`` where a column of weights stands before the scores."""
    groups = patterns("indicator_group")
    stream = Stream(words)
    records: list[Record] = []
    start = 0
    while start < len(words):
        names, begin = _groups_at(stream, groups, start)
        end = begin
        while end < len(words) and not (end > begin and _groups_at(stream, groups, end)[0]):
            end += 1
        part = _records_of(words[begin:end], weighed)
        if part and names:
            part[0].groups = names
        records += part
        start = end
    return records


def _groups_at(stream: Stream, groups: re.Pattern[str], start: int) -> tuple[list[str], int]:
    """The names of groups, two at most, that begin at a word."""
    names: list[str] = []
    at = start
    while at < len(stream.words) and len(names) < 2:
        offset = stream.offset(at)
        longest = max(
            (end for end in range(offset + 1, min(offset + 24, len(stream.text)) + 1)
             if end in stream.ends and groups.fullmatch(stream.text[offset:end])),
            default=None,
        )  # fmt: skip
        if longest is None:
            break
        names.append("".join(word.printed for word in stream.words[at : stream.ends[longest]]))
        at = stream.ends[longest]
    return names, at


def _records_of(words: list[Word], weighed: bool) -> list[Record]:
    """The indicators under one group: where weights close them, cut before each weight; otherwise there is one."""
    text = "".join(word.text for word in words)
    closings: list[int] = []
    at = 0
    for index, word in enumerate(words):
        at += len(word.text)
        if _WEIGHT.search(text[:at]):
            closings.append(index + 1)
    if not closings:
        record = _one_record(words, 0, None, weighed)
        return [record] if record else []
    records = []
    begin = 0
    for closing, following in pairwise([*closings, len(words) + 1]):
        span = words[closing : following - 1] if following <= len(words) else words[closing:]
        found = _WEIGHT.search("".join(word.text for word in words[begin:closing]))
        weight = float(found.group(1)) if found else None
        ends = [
            i for i, word in enumerate(span) if re.fullmatch(r"\d+(\.\d+)?", word.text) and (weight is None or float(word.text) <= weight)
        ]
        if not ends:  # its score is lost: with cells kept apart the two behind the name are still target and result
            if len(span) > 1 and all(word.closes for word in span[:2]):
                name = _say(words[begin:closing])
                records.append(Record([], name, span[0].printed, span[1].printed, line=span[0].line, doubtful=True))
                begin = closing + 2
                continue
            break
        record = _one_record([*words[begin:closing], *span[: ends[-1] + 1]], closing - begin, weight, weighed)
        if record:
            records.append(record)
        begin = closing + ends[-1] + 1
    return records


def _one_record(words: list[Word], closing: int, weight: float | None, weighed: bool) -> Record | None:
    """Indicator, target, result and score in the words of one indicator, the likeliest cut.

    ``closing`` is the number of words of the indicator where its weight closes it, else 0.
    """
    last = max((i for i, word in enumerate(words) if re.fullmatch(r"\d+(\.\d+)?分?", word.text)), default=None)
    if last is None or last < 3:
        return None
    score, weight_text, stop = words[last].printed, "", last
    if weighed and re.fullmatch(r"\d+(\.\d+)?", words[last - 1].text):
        weight_text, stop = words[last - 1].printed, last - 1
    best: list[tuple[float, int, int]] = []
    for name_end in [closing] if closing else range(1, stop - 1):
        for cut in range(name_end + 1, stop):
            best.append((_likely(words, name_end, cut, stop, bool(closing)), name_end, cut))
    if not best:
        return None
    best.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    worth, name_end, cut = best[0]
    doubtful = len(best) > 1 and best[1][0] == worth
    return Record(
        [], _say(words[:name_end]), _say(words[name_end:cut]), _say(words[cut:stop]), weight_text, score, words[last].line, doubtful
    )


def _say(words: list[Word]) -> str:
    return "".join(word.printed for word in words)


def _likely(words: list[Word], name_end: int, cut: int, stop: int, named: bool) -> float:
    """How well a cut of words into indicator, target and result reads."""
    name, target, actual = ("".join(word.text for word in words[a:b]) for a, b in ((0, name_end), (name_end, cut), (cut, stop)))
    shapes = [re.sub(r"\d[\d,.]*", "0", text).lstrip("=≥≤<>") for text in (target, actual)]
    counted = re.match(r"[=≥≤<>]?\d", target) is not None
    goes_on = re.match(r"(以|上|下|人|次|份|万|个|分|%|前|，|。|、|,|\))", actual) and not re.match(r"人(工|员|均)", actual)
    said = (
        (6 if target == actual else 5, actual.startswith(target)),
        (4 if shapes[0] == shapes[1] else 2, shapes[0] == shapes[1] or (shapes[0][:1] == "0" and shapes[0][:2] == shapes[1][:2])),
        (4 if _SIMPLE.fullmatch(target) else -1, _SIMPLE.fullmatch(target) or counted),
        (4, [word.line for word in words[:stop]].count(words[stop].line) == 2 and name_end == stop - 2),  # both on the line of the score
        (2, counted and re.match(r"[=≥≤<>]?\d", actual)),
        (-3, goes_on),
        *((2, words[place - 1].closes) for place in (name_end, cut)),
        *((-1, word.closes and place not in (name_end, cut, stop)) for place, word in enumerate(words[:stop], 1)),
        *((0.5, words[place - 1].line is words[place].line) for place in (name_end, cut)),
        (-4, not named and re.search(r"\d$", name)),
        (1.5, not named and re.match(r"[=≥≤<>\d]", target)),
        (-3, not named and re.match(r"(率|性|度|的|量|数|值)", target)),
    )
    return float(sum(worth for worth, holds in said if holds))


# --- the table --------------------------------------------------------------


class _Sheet:
    """Cells of a form, put down row by row."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.cells: list[Cell] = []
        self.rows = 0

    def row(self, line: TextLine, *cells: tuple[int, int, str, bool]) -> None:
        """One row: (column, span, text, doubtful) of its cells; what they leave is blank."""
        box = line.line().box
        taken: set[int] = set()
        for column, span, text, doubtful in cells:
            cell = Cell(self.rows, column, 1, span, box, text, line.page_no)
            if doubtful:
                cell.inference = "where the target ends and the result begins is not certain"
            self.cells.append(cell)
            taken.update(range(column, column + span))
        self.cells += [Cell(self.rows, c, 1, 1, box, "", line.page_no) for c in range(self.width) if c not in taken]
        self.rows += 1


def _self_evaluation(region: Region, stream: Stream, head: tuple[re.Match[str], int, int]) -> Table:
    found, head_start, head_end = head
    weighed, deviation = bool(found.group(6)), bool(found.group(8))
    score_at = 7 if weighed else 6
    sheet = _Sheet(score_at + 1 + deviation)
    words = stream.words
    execution = stream.find(_EXECUTION)
    fields_end = min(head_start, execution[1] if execution else head_start)
    _put_fields(sheet, words[:fields_end])
    if execution and execution[1] < head_start:
        _put_execution(sheet, execution, words[execution[2] : head_start], score_at)
    heads = [g for g in found.groups() if g]
    line = words[head_start].line
    columns = [1, 2, 3, 4, 5, *([6] if weighed else []), score_at, *([score_at + 1] if deviation else [])]
    sheet.row(line, *((column, 1, text, False) for column, text in zip(columns, heads, strict=True)))
    rest = Stream(words[head_end:])
    total = rest.find(_TOTAL)
    tail = rest.find(patterns("form_tail"))
    stop = min([len(rest.words), *(hit[1] for hit in (total, tail) if hit)])
    for record in read_records(rest.words[:stop], weighed):
        names = record.groups if len(record.groups) == 2 else ["", *record.groups]
        cells = [(1 + i, 1, name, False) for i, name in enumerate(names) if name]
        values = [
            (3, record.indicator),
            (4, record.target),
            (5, record.actual),
            (6 if weighed else 0, record.weight),
            (score_at, record.score),
        ]
        cells += [(column, 1, text, record.doubtful and column in (4, 5)) for column, text in values if text]
        sheet.row(record.line or line, *cells)
    if total:
        sheet.row(rest.words[total[1]].line, (0, score_at, "总分", False), (score_at, 1, total[0].group(1), False))
    notes = _put_tail(sheet, rest, total[2] if total else stop)
    return table_of(region, (0, sheet.rows, sheet.width), sheet.cells, notes, 0.8)


def _put_fields(sheet: _Sheet, words: list[Word]) -> None:
    """Key and value of the fields above the indicators, two fields a row where they share a line."""
    stream = Stream(words)
    keys: list[tuple[int, int]] = []
    at = 0
    while (hit := stream.find(patterns("form_field"), at)) is not None:
        keys.append((hit[1], hit[2]))
        at = hit[2]
    pairs = []
    for (start, end), (following, _) in pairwise([*keys, (len(words), 0)]):
        pairs.append((words[start].line, _say(words[start:end]), " ".join(word.printed for word in words[end:following])))
    while pairs:
        line, key, text = pairs.pop(0)
        if pairs and pairs[0][0] is line and is_figure(text):
            _, second, other = pairs.pop(0)
            sheet.row(line, (0, 2, key, False), (2, 2, text, False), (4, 1, second, False), (5, sheet.width - 5, other, False))
        else:
            sheet.row(line, (0, 2, key, False), (2, sheet.width - 2, text, False))


def _put_execution(sheet: _Sheet, execution: tuple[re.Match[str], int, int], words: list[Word], score_at: int) -> None:
    """The row that says how much of the budget was spent, under its heads."""
    found, _, _ = execution
    printed = [g for g in found.groups()[1:] if g]
    line = found.group(1) or ""
    label: list[Word] = []
    figures: list[Word] = []
    for word in words:
        if is_figure(word.text.removesuffix("%")):
            figures.append(word)
        elif not figures:
            label.append(word)
    if len(figures) < 4:
        return
    columns = [3, 4, 5, score_at]
    first = words[0].line
    sheet.row(first, (0, 2, line, False), *((c, 1, text, False) for c, text in zip(columns, printed, strict=True)))
    cells = [(c, 1, word.printed, False) for c, word in zip(columns, figures[:4], strict=True)]
    sheet.row(figures[0].line, (2, 1, _say(label), False), *cells)


def _put_tail(sheet: _Sheet, rest: Stream, start: int) -> list[TextLine]:
    """Reasons and measures as fields; from 备注 on the lines are notes."""
    at = start
    marks: list[tuple[int, int, str]] = []
    while (hit := rest.find(patterns("form_tail"), at)) is not None:
        marks.append((hit[1], hit[2], hit[0].group(0)))
        at = hit[2]
        if marks[-1][2].endswith("注:"):
            break
    for (first, behind, name), (end, _, _) in pairwise([*marks, (len(rest.words), 0, "")]):
        if name.endswith("注:"):
            lines: list[TextLine] = []
            for word in rest.words[first:]:
                if not lines or lines[-1] is not word.line:
                    lines.append(word.line)
            return lines
        text = "".join(word.printed for word in rest.words[behind:end])
        sheet.row(rest.words[first].line, (0, 2, name, False), (2, sheet.width - 2, text, False))
    return []


def _as_lines(region: Region) -> Table:
    """A form of another kind: its lines, or its cells where the export keeps them apart."""
    rows = [cells_of(line) or [line.text.strip()] for line in region.lines]
    width = max(len(row) for row in rows)
    cells = [
        Cell(at, column, 1, 1, line.line().box, text, line.page_no)
        for at, (line, row) in enumerate(zip(region.lines, rows, strict=True))
        for column, text in enumerate([*row, *[""] * (width - len(row))])
    ]
    return table_of(region, (0, len(rows), width), cells, [], 0.5)
