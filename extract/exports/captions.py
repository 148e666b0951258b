"""Lines → where the tables of a text export stand: caption, header, body, notes.

A caption is a title that some table bears, with its printed number and unit line beside
it. A table runs to the next caption, to a part heading, or to the prose behind its notes.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile

from extract.document import Box, Cell
from extract.exports.labels import (
    PART,
    SECTION,
    SUMMARY_END,
    TOTAL,
    chinese_mark,
    class_codes,
    has_decimals,
    is_code,
    is_figure,
    is_numbered,
    line_sides,
)
from extract.exports.lines import TextLine, keeps_places
from extract.exports.templates import load_forms
from extract.numerals import NUMERAL
from extract.tables.caption import is_sentence, strip_label
from extract.tables.header import is_column_number_row
from extract.vocabulary import SEEDS, is_word, patterns, squeeze

_CONTENTS = re.compile(r"[.…·]{4,}|^目录$")
_SUBTITLE = re.compile(r"^[(].{2,30}[)]$")  # the rest of a title, in brackets on a line of its own
_FORMULA = re.compile(r"^[0-9]{1,2}(栏|行)(各|=)|[)0-9](栏|行)(各行|各栏)?(=|;|。|$)")
_LETTERS = "收支入出项目"  # heads that are spread wide are printed letter by letter
_GAP = re.compile(r"\S {4,}\S")  # no running text leaves so much room inside a line
TITLE_LENGTH = 60
FAR = 40  # no running text begins so far to the right
FORM_LOOK = 40  # a form is known by words that may stand far below, broken over many lines
AHEAD = 30  # a file may begin so many pages into the report that it is cut from
MOST = 0.7  # share of the lines of a header that tell it where labels stand among them
FEWEST, FIGURED = 3, 0.25  # so many lines of nothing but figures, and at least this share, are the rest of a table
RUNNING = 3  # a line that runs over the pages stands on so many
LOOK = 6  # so many lines below a title show whether a table follows


@dataclass
class Region:
    """One table as it stands in the text."""

    title: str = ""
    label: str = ""
    unit_text: str = ""
    owner_text: str = ""
    section: str = ""
    caption: list[TextLine] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)  # header and body
    notes: list[TextLine] = field(default_factory=list)

    @property
    def scale(self) -> int:
        """How many yuan the unit of the caption is."""
        return 10_000 if "万元" in squeeze(self.unit_text) else 1

    @property
    def owner(self) -> str:
        """The name of the body whose table it is, by its caption: its row is the total of a table of one body."""
        return re.sub(r"^.*?[:：]", "", squeeze(self.owner_text)) if self.owner_text else ""

    @property
    def bodies(self) -> frozenset[str]:
        """The names of the body whose table it is, as rows print them."""
        return frozenset({self.owner, f"{self.owner}(本级)"} if self.owner else ())


@cache
def _titles() -> list[tuple[str, re.Pattern[str], re.Pattern[str] | None, str]]:
    with (SEEDS / "vocabulary" / "table_titles.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["priority"]))
    return [
        (
            row["report_kind"],
            re.compile(row["title_pattern"]),
            re.compile(row["header_pattern"]) if row["header_pattern"] else None,
            row["table_code"],
        )
        for row in rows
    ]


def table_code(title: str, header: str, kind: str) -> str | None:
    """What table a title names (seeds/vocabulary/table_titles), or None."""
    squeezed = squeeze(title)
    for report_kind, pattern, head, code in _titles():
        if report_kind in ("any", kind) and pattern.search(squeezed) and (head is None or head.search(header)):
            return code
    return None


def report_kind(lines: list[TextLine]) -> str:
    """Whether a report is one of a budget or of final accounts, by what its tables print more often: the duties of a bureau of finance
    speak of both."""
    text = "".join(line.squeezed for line in lines)
    return "final_accounts" if len(re.findall("决算(数|总?表)", text)) > len(re.findall("预算(数|总?表)|年预算", text)) else "budget"


def _is_title(line: TextLine, kind: str) -> bool:
    text = SECTION.sub("", line.squeezed)
    if len(text) > TITLE_LENGTH or is_sentence(line.text) or (not is_word("title_end", text) and not re.search(r"[)）]$", text)):
        return False
    if chinese_mark(text) or _CONTENTS.match(text) or "\t" in line.text or is_word("note_start", text):
        return False
    _, bare = strip_label(text)
    return table_code(bare, "", kind) is not None and (is_word("title_end", bare) or is_word("title_end", text))


def _unit_of(text: str) -> tuple[str, str] | None:
    """(unit, owner) of a unit line, which may name the owner first; None for other lines."""
    squeezed = squeeze(text)
    if is_word("unit_line", squeezed):
        return text.strip(), ""
    if is_word("owner_line", squeezed):
        tail = patterns("unit_tail").search(squeezed)
        if tail and tail.start():
            return tail.group(0), squeezed[: tail.start()]
    return None


def _caption_kind(line: TextLine, kind: str) -> str:
    """What part of a caption a line is: title, label, unit, owner; empty for none."""
    text = line.squeezed
    if _unit_of(line.text):
        return "unit"
    if is_word("table_label", text.strip("()")):
        return "label"
    if _is_title(line, kind):
        return "title"
    if is_word("owner_line", text) and not is_sentence(line.text) and len(text) < TITLE_LENGTH:
        return "owner"
    return ""


def _form_follows(lines: list[TextLine], start: int) -> bool:
    """Whether the lines below a caption are the head of a form or of a list of indicators."""
    near = ""
    for line in lines[start : start + FORM_LOOK]:
        if PART.match(line.squeezed) or line.heading or re.search(r"^.{5,}表$", line.squeezed):
            break
        near += line.squeezed
    first = lines[start : start + 2]
    return any(is_word("form_key", line.text) or is_word("form_key", line.words[0]) for line in first) or bool(
        re.search(r"一级指标|三级指标|重要事项|执行数|执行率", near)
    )


def _row_follows(lines: list[TextLine], start: int) -> bool:
    """Whether the lines below a caption are the head of a table of figures."""
    near = "".join(line.squeezed for line in lines[start : start + LOOK])
    return bool(re.search(r"行次|科目编码|预算数|决算数|合计", near))


def _without_running_lines(lines: list[TextLine], kind: str) -> list[TextLine]:
    """The lines without those that most pages print at their top or foot: the name of the report, the number of the page."""
    pages: dict[int, list[TextLine]] = {}
    for line in lines:
        pages.setdefault(line.page_no, []).append(line)
    edges = [line for page in pages.values() for line in {id(line): line for line in (*page[:2], *page[-2:])}.values()]
    counts = Counter(line.squeezed for line in edges if not _caption_kind(line, kind))
    often = {text for text, count in counts.items() if count >= RUNNING and 2 * count > len(pages)}
    running = {id(line) for line in edges if line.squeezed in often} | _page_numbers(pages)
    return [line for line in lines if id(line) not in running]


def _page_numbers(pages: dict[int, list[TextLine]]) -> set[int]:
    """The lines that number most of the pages: 17 or - 17 -, wherever an export puts them; the last of a page that fits."""
    numbers = {
        page_no: {int(found[1]): line for line in lines if (found := re.fullmatch(r"[-—–~·]*([0-9]{1,4})[-—–~·]*", line.squeezed))}
        for page_no, lines in pages.items()
    }
    ahead = Counter(page_no - number for page_no, found in numbers.items() for number in found)
    shift, count = max(ahead.items(), key=lambda one: one[1], default=(0, 0))
    if count < RUNNING or 2 * count <= len(pages):
        return set()
    return {id(found[page_no - shift]) for page_no, found in numbers.items() if page_no - shift in found}


def find_regions(lines: list[TextLine]) -> tuple[list[Region], list[TextLine]]:
    """The tables of a text, and the lines outside them."""
    kind = report_kind(lines)
    lines = _without_running_lines(lines, kind)
    starts: list[tuple[int, int, Region]] = []
    index = 0
    while index < len(lines):
        found = _read_caption(lines, index, kind)
        if found is None:
            index += 1
            continue
        if not (starts and _is_inner(found[1], starts[-1][2], kind)):
            starts.append((found[0] - len(found[1].caption), *found))
        index = found[0]
    regions, prose = [], []
    last, section = 0, ""
    for number, (start, body, region) in enumerate(starts):
        prose.extend(lines[last:start])
        for line in lines[last:start]:
            if is_word("heading", line.text) and not is_sentence(line.text):
                section = line.text.strip()
        region.section = section
        limit = starts[number + 1][0] if number + 1 < len(starts) else len(lines)
        last = _read_body(lines, body, limit, region)
        if region.lines:
            regions.append(region)
        else:
            prose.extend(lines[start:last])
    prose.extend(lines[last:])
    return _joined(regions, kind), prose


def rests_of_tables(prose: list[TextLine], regions: list[Region]) -> tuple[list[Region], list[TextLine]]:
    """What goes on with a table behind its notes or its last known row, on pages whose lines are mostly figures, and the other lines.

    Nothing tells the columns there; but a figure on a line of its own is an amount of the table before, and not prose.
    """
    pages: dict[int, list[TextLine]] = {}
    for line in prose:
        pages.setdefault(line.page_no, []).append(line)
    rests: list[Region] = []
    taken: set[int] = set()
    for page_no, lines in pages.items():
        figured = [at for at, line in enumerate(lines) if _only_figures(line)]
        before = [region for region in regions if region.lines[0].page_no <= page_no]
        if not before or len(figured) < FEWEST or len(figured) < FIGURED * (figured[-1] + 1 - figured[0]):
            continue
        table = before[-1]
        start = figured[0]
        while start and _is_key(lines[start - 1]):
            start -= 1
        span = lines[start : figured[-1] + 1]
        rests.append(Region(table.title, table.label, table.unit_text, table.owner_text, table.section, lines=span))
        taken.update(map(id, span))
    return rests, [line for line in prose if id(line) not in taken]


def _joined(regions: list[Region], kind: str) -> list[Region]:
    """The tables of a text, those whose caption and header are printed again on each page taken together."""
    found: list[Region] = []
    for region in regions:
        before = found[-1] if found else None
        if before and _parted(before, region):
            before.unit_text = region.unit_text
            before.lines.extend(region.lines)
            before.notes.extend(region.notes)
            continue
        body = _continuation(before, region, kind) if before else None
        if before and body is not None:
            before.lines.extend(body)
            before.notes.extend(region.notes)
        else:
            found.append(region)
    return found


def _parted(before: Region, region: Region) -> bool:
    """Whether a plain export put the unit of a table among its heads, so that they seem to stand in two tables."""
    bare = not before.unit_text and not before.notes and not any(has_decimals(word) for line in before.lines for word in line.words)
    near = before.lines[-1].page_no == region.lines[0].page_no
    return bare and near and bool(before.title and region.unit_text) and not (region.title or region.label)


def _continuation(before: Region, region: Region, kind: str) -> list[TextLine] | None:
    """The rows of a table that goes on from the page before under the same caption and header; None for another table."""
    same = (region.title, region.unit_text, region.owner_text) == (before.title, before.unit_text, before.owner_text)
    if not (region.title and same and region.label in ("", before.label) and region.lines[0].page_no == before.lines[-1].page_no + 1):
        return None
    code = table_code(region.title, "", kind) or ""
    if "performance" in code:
        return None
    if code.endswith("_summary") and not keeps_places(region.lines) and not any(SUMMARY_END.search(line.squeezed) for line in before.lines):
        return region.lines  # their heads stand apart from their lines anyway
    first, header = split_header(before.lines)[0], split_header(region.lines)[0]
    letters = [Counter("".join(line.squeezed for line in lines)) for lines in (first, header)]
    if header and letters[0] == letters[1]:
        return region.lines[len(header) :]
    alike = sum(1 for _ in takewhile(lambda pair: pair[0].squeezed == pair[1].squeezed, zip(first, region.lines, strict=False)))
    if alike >= max(FEWEST, len(first) - 1):  # the first row may begin with words that seem to belong to the header
        return region.lines[alike:]
    first = [line for line in first if line.squeezed not in before.bodies and not _is_key(line)]
    again = Counter(line.squeezed for line in first)  # plain exports print labels among the heads, and heads among the rows
    heads: set[int] = set()
    for line in region.lines:
        if again[line.squeezed]:
            again[line.squeezed] -= 1
            heads.add(id(line))
    if keeps_places(region.lines) or len(heads) < max(3, MOST * len(first)):
        return None
    return [line for line in region.lines if id(line) not in heads]


def _is_key(line: TextLine) -> bool:
    """Whether a line among the heads prints the name or the code of a subject, or a piece of the code or of 合 计."""
    if class_codes(line.squeezed) or line.squeezed in ("合", "计") or (is_numbered(line.squeezed) and line_sides(line.squeezed)):
        return True
    return all(word.isdigit() and is_figure(word) for word in line.words)


def _is_inner(region: Region, outer: Region, kind: str) -> bool:
    """Whether a title stands over a part of a form (年度绩效目标表 inside 项目支出绩效目标表)."""
    if region.unit_text or region.label or region.owner_text or re.search(r"自评|20[0-9]{2}年", region.title):
        return False
    code = table_code(region.title, "", kind)
    return code is not None and "performance" in code and code == table_code(outer.title, "", kind)


def _read_caption(lines: list[TextLine], index: int, kind: str) -> tuple[int, Region] | None:
    """The caption that begins at a line: where it ends, and what it says."""
    region = Region()
    end = index
    kinds: list[str] = []
    while end < len(lines) and end - index < LOOK:
        part = _caption_kind(lines[end], kind)
        if kinds and kinds[-1] == "title" and _SUBTITLE.match(lines[end].squeezed):
            region.title += lines[end].squeezed
            end += 1
            continue
        if not part or (part in kinds and part != "owner"):
            break
        kinds.append(part)
        text = lines[end].squeezed
        if part == "unit":
            region.unit_text, owner = _unit_of(lines[end].text) or ("", "")
            region.owner_text = region.owner_text or owner
        elif part == "title":
            whole = _whole_title(lines, index, end)
            label, region.title = strip_label(whole)
            region.label = region.label or label
            if index and whole.startswith(lines[index - 1].squeezed) and len(whole) > len(text):
                region.caption = [lines[index - 1]]
                if index > 1 and _caption_kind(lines[index - 2], kind) == "label":
                    region.label = lines[index - 2].squeezed.strip("()")
                    region.caption.insert(0, lines[index - 2])
        elif part == "label":
            region.label = text.strip("()")
        else:
            region.owner_text = lines[end].text.strip()
        end += 1
    if not kinds or kinds == ["label"] or kinds == ["owner"]:
        return None
    if "unit" not in kinds and not (_form_follows(lines, end) or ("label" in kinds and _row_follows(lines, end))):
        return None
    if "title" not in kinds and "unit" in kinds and not _row_follows(lines, end) and not _body_near(lines, end):
        return None
    region.caption += lines[index:end]
    return end, region


def _whole_title(lines: list[TextLine], index: int, at: int) -> str:
    """A title with its first line, where it was broken over two."""
    text = SECTION.sub("", lines[at].squeezed)
    if at != index or at == 0:
        return text
    before = lines[at - 1].squeezed
    begun = re.match(r"^20[0-9]{2}年", before) is not None and not text.startswith("20")
    ended = before.endswith(("。", ";", ",", "表")) or (is_sentence(before) and not before.endswith("、"))
    return before + text if begun and not ended else text


def _body_near(lines: list[TextLine], start: int) -> bool:
    """Whether rows with codes follow a unit line that bears no title."""
    return any(len(line.words) > 1 and is_code(line.words[0]) and not is_figure(line.words[1]) for line in lines[start : start + LOOK])


def _is_prose(line: TextLine) -> bool:
    """Whether a line cannot belong to a table of figures."""
    text = line.squeezed
    if PART.match(text):
        return True
    if any(has_decimals(word) for word in line.words[1:]) or "\t" in line.text:
        return False
    if is_word("heading", text) and re.search(r"(情况|说明|概况|职能|职责|解释)$", text):
        return True
    if len(line.text) - len(line.text.lstrip()) > FAR or _GAP.search(line.text):  # the remarks of a row, which end in sentences
        return False
    return text.endswith("。") and len(text) > 12


def _figures_follow(lines: list[TextLine]) -> bool:
    """Whether figures on lines of their own come before the next part: then a sentence was the remark of a row."""
    for line in lines:
        if PART.match(line.squeezed) or line.heading or (is_word("heading", line.text) and not is_sentence(line.text)):
            return False
        if all(is_figure(word) for word in line.words) and has_decimals(line.words[0]):
            return True
    return False


def _read_body(lines: list[TextLine], start: int, limit: int, region: Region) -> int:
    """Take the lines of a table and its notes; returns where they end."""
    form = _form_follows(lines, start)
    index = start
    while index < limit:
        line = lines[index]
        text = line.squeezed
        if PART.match(text):
            return index
        if form:
            if line.heading or re.match(rf"^[(]{NUMERAL}{{1,2}}[)].{{2,20}}(情况|结果)", text):
                return index
            region.lines.append(line)
            index += 1
            continue
        marked = region.notes and not text.isdigit()  # - 17 - below the notes, and figures of the table that stray below it
        if _is_page_number(line) and (marked or index + 1 == len(lines) or lines[index + 1].page_no != line.page_no):
            index += 1
            continue
        if region.notes:
            goes_on = _continues_note(region.notes[-1], line) and not _only_figures(line)
            if is_word("note_start", text) or _FORMULA.search(text) or goes_on:
                region.notes.append(line)
            elif _torn(line) or (line.page_no == region.notes[-1].page_no and _stray(line, lines[index + 1 : limit])):
                region.lines.append(line)
            else:
                return index
        elif is_word("note_start", text) or _FORMULA.search(text):
            region.notes.append(line)
        elif _is_prose(line) and not _figures_follow(lines[index + 1 : min(limit, index + FORM_LOOK)]):
            return index
        else:
            region.lines.append(line)
        index += 1
    return index


def _is_page_number(line: TextLine) -> bool:
    """Whether a line may be the number of its page: a bare number is one only where pages are about so many."""
    text = line.squeezed
    return is_word("page_number", text) and (not text.isdigit() or 0 < int(text) <= line.page_no + AHEAD)


def _continues_note(before: TextLine, line: TextLine) -> bool:
    """Whether a line goes on with a note: the one before has not ended, or this one ends the sentence."""
    text = line.squeezed
    if PART.match(text) or is_word("heading", text) or (before.squeezed.endswith(("。", ";")) and line.blank_before > 2):
        return False
    if not before.squeezed.endswith(("。", ";", ":", "!")):
        return text.endswith(("。", ";")) or re.match(r"^[0-9]+[.、]", text) is not None
    return re.match(r"^[0-9]+[.、][^0-9]", text) is not None or (text.endswith("。") and is_word("note_start", before.text))


def _stray(line: TextLine, after: list[TextLine]) -> bool:
    """Whether a line below the notes is a figure, the name of a total, or words of the table above figures, which plain exports print
    wherever their block ends."""
    if _only_figures(line) or re.fullmatch(r"(收入|支出)?总计", line.squeezed):
        return True
    for one in (line, *after):
        if one.page_no != line.page_no or _only_figures(one):
            return one.page_no == line.page_no
        if not (re.sub(r"20\d\d", "20XX", one.squeezed) in _heads() or one.squeezed in _LETTERS or _is_key(one)):
            return False
    return False


def _only_figures(line: TextLine) -> bool:
    return all(has_decimals(word) for word in line.words)


@cache
def _heads() -> frozenset[str]:
    return frozenset(squeeze(node[-1]).replace("20YY", "20XX") for form in load_forms() for node in form.nodes)


def _torn(line: TextLine) -> bool:
    """Whether a line below the notes is a piece of the header that the export put there."""
    heads = r"(科目|编码?|码|代码?|名称|决算数|预算数|人员经费|公用经费|合计|项目|金额)+"
    return len(line.squeezed) <= 30 and re.fullmatch(heads, line.squeezed) is not None


# --- where the header ends and the rows begin --------------------------------


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
