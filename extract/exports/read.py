"""The lines of a text export → a document: its tables, each by what proves most of it, and its prose."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.document import Document, Line, PageSummary, Table
from extract.exports.captions import Region, find_regions, report_kind, rests_of_tables, table_code
from extract.exports.columns import Recovered, read_region, settle_all
from extract.exports.doubts import doubt_all
from extract.exports.full import read_full
from extract.exports.landed import build, build_unknown
from extract.exports.lines import LEADING, TextLine, join_cut_figures, keeps_places
from extract.exports.performance import read_form
from extract.exports.report import Report
from extract.exports.scattered import is_scattered, read_scattered
from extract.exports.summaries import read_summary
from extract.prose import read_paragraphs
from extract.readers.refusal import Unreadable

# Decimals that stand apart from their whole number, which may be any on the line or the one above; 〓 stands for what is missing in print.
_TORN = re.compile(r"(?:^\s*|\s{2,})\.(?=\d)")
_APART = re.compile(r"(?<=\d)\s{2,}(?=\d)")  # two numbers in two columns, which are not one


def read_lines(lines: list[TextLine], page_count: int) -> Document:
    """The document that lines of text hold."""
    if not lines:
        raise Unreadable("empty", "nothing but white space", "只有空白字符")
    lines = join_cut_figures(lines)
    kind = report_kind(lines)
    regions, prose = find_regions(lines)
    rests, prose = rests_of_tables(prose, regions)
    scattered = is_scattered([line for region in regions for line in region.lines])
    report = Report("".join(line.text for line in prose))
    laid_out = keeps_places([line for region in regions for line in region.lines])
    texts = [(region, "".join(line.squeezed for line in region.lines)) for region in regions]
    texts.append((Region(), "".join(line.squeezed for line in prose)))
    recovered: list[Recovered | Table] = []
    pieces: dict[int, Recovered | None] = {}  # tables whose rows are lost, those of subjects first: summaries repeat them
    if scattered:
        codes = [table_code(region.title, "", kind) or "" for region in regions]
        for number in sorted(range(len(regions)), key=lambda one: codes[one].endswith("_summary")):
            if codes[number].endswith("_summary"):
                pieces[number] = read_summary(regions[number], codes[number], report)
            elif table := _read_on(regions[number], rests, codes[number], kind, report):
                pieces[number] = table
                report.add(table)
    for number, region in enumerate(regions):
        code = table_code(region.title, "", kind)
        if code is not None and "performance" in code:
            recovered.extend(read_form(region))
        else:
            if piece := pieces.get(number):
                recovered.append(piece)
                continue
            elsewhere = "\n".join(text for other, text in texts if other is not region)
            known = read_region(region, code, kind, laid_out, elsewhere)
            if scattered and known is not None:
                doubt_all(known.rows)
            recovered.append(known or build_unknown(region))
    settle_all([table for table in recovered if isinstance(table, Recovered)], report)
    tables = [build(table) if isinstance(table, Recovered) else table for table in [*recovered, *map(build_unknown, rests)]]
    tables.sort(key=lambda table: table.first_page)
    page_lines = _stacked([replace(line, text=_APART.sub("〓", _TORN.sub("〓.", line.text))).line() for line in prose])
    numbers = range(1, page_count + 1)
    widths = {number: max((line.box.x1 for line in page_lines if line.page_no == number), default=0.0) for number in numbers}
    pages = [_summary(number, [line for line in lines if line.page_no == number]) for number in numbers]
    return Document("text", "", pages, tables, read_paragraphs(page_lines, widths))


def _read_on(region: Region, rests: list[Region], code: str, kind: str, report: Report) -> Recovered | None:
    """A table whose rows are lost; with what goes on behind it, which then is no rest any more, where that alone makes all rows certain."""
    table = _read_rows(region, code, kind, report)
    pages = {line.page_no for line in region.lines}
    own = [rest for rest in rests if rest.title == region.title and rest.lines[0].page_no > max(pages)]
    if not own or (table is not None and _is_sure(table)):
        return table
    whole = _read_rows(replace(region, lines=[*region.lines, *(line for rest in own for line in rest.lines)]), code, kind, report)
    if whole is None or not _is_sure(whole):
        return table
    rests[:] = [rest for rest in rests if rest not in own]
    return whole


def _is_sure(table: Recovered) -> bool:
    return not any(part.doubt for row in table.rows for part in row.parts)


def _read_rows(region: Region, code: str, kind: str, report: Report) -> Recovered | None:
    """A table whose rows are lost, by what proves most of them: that every cell is printed, or the names of subjects. None where nothing
    is certain."""
    full = read_full(region, code, report) if code else None
    if full is not None and _is_sure(full):
        return full
    found = (read_scattered(region, code or None, kind, report), full)
    best = max((table for table in found if table is not None), key=_certain, default=None)
    return best if best is not None and _certain(best) else None


def _certain(table: Recovered) -> int:
    """How many figures have one row and one column."""
    return sum(
        len(part.figures)
        for block in table.blocks
        for index, part in enumerate(block.parts)
        if not (part.doubt or index in block.against or block.problem.rows[index].open)
    )


def _summary(number: int, lines: list[TextLine]) -> PageSummary:
    """What is kept of a page of text; its width and height are those of its columns and lines."""
    width = max((line.line().box.x1 for line in lines), default=0.0)
    height = (max((line.at for line in lines), default=0) + 1) * LEADING
    return PageSummary(number, width, height, 0, "text" if lines else "blank", sum(len(line.squeezed) for line in lines), 0)


def _stacked(lines: list[Line]) -> list[Line]:
    """Lines of prose as if they stood close together: exports space them at will, and space says nothing."""
    placed = []
    for index, line in enumerate(lines):
        box = line.box
        top = index * LEADING
        placed.append(Line(line.page_no, line.text, box._replace(top=top, bottom=top + box.bottom - box.top), line.size))
    return placed
