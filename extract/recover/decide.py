"""Evidence that leaves a row one reading: sums, places, spacing, the other tables of the report, its prose."""

from __future__ import annotations

from collections import defaultdict

from extract.recover import puzzle
from extract.recover.blocks import Block, Recovered
from extract.recover.layout import by_anchors, mappings
from extract.recover.parts import Part
from extract.recover.report import Report
from extract.recover.sums import Link
from extract.vocabulary import squeeze

CLEARLY = 3.0  # so many times nearer to a head than to any other; twice as many where sums rule the others out


def settle_all(tables: list[Recovered], report: Report) -> None:
    """Decide what can be decided: by the table itself, by its spacing, by the other tables, by the prose."""
    for table in tables:
        for block in table.blocks:
            puzzle.settle(block.problem)
            block.note("row and subject sums" if block.problem.links else "row sums")
            if block.laid_out:
                _use_places(block)
            else:
                _use_spacing(block)
    for table in tables:
        if table.code and table.code.endswith("_summary") and len(table.blocks) > 1:
            _add_summary(report, table)
    for table in tables:
        for block in table.blocks:
            _use_blanks(block, report)
            if (table.code or "").endswith("_income"):
                _use_sources(block, report)
            _use_prose(block, report, table.region.scale)
            if block.laid_out:
                _use_heads(block)
            _check_cut(block)


def _use_places(block: Block) -> None:
    """Figures one above the other stand in one column: of the ways to name the columns, those that suit all rows of a page."""
    problem = block.problem
    if not any(row.open for row in problem.rows):
        return
    for rows in _pages(block):
        _apply(block, rows, _ways(block, rows))
    puzzle.settle(problem)
    block.note("places of the figures on the page, and row sums")


def _pages(block: Block) -> list[list[int]]:
    """The rows of each page whose figures have places, and nothing speaks against."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, part in enumerate(block.parts):
        if part.figures and part.spots and len(part.spots) == len(part.figures) and index not in block.against:
            pages[part.lines[0].page_no].append(index)
    return list(pages.values())


def _ends(block: Block, index: int) -> list[int]:
    """How far behind its first figure each figure of a row ends."""
    spots = block.parts[index].spots or []
    return [spot.end - spots[0].end for spot in spots]


def _ways(block: Block, rows: list[int]) -> list[dict[int, puzzle.Reading]]:
    """The ways to name the columns of a page; rows that print nothing in the first column are left out."""
    problem = block.problem
    rows[:] = [index for index in rows if all(reading[0] == 0 for reading in problem.rows[index].readings)]
    if not any(problem.rows[index].open for index in rows):
        return []
    return mappings([_ends(block, index) for index in rows], problem.width, [set(problem.rows[index].readings) for index in rows])


def _use_heads(block: Block) -> None:
    """Of several ways to name the columns of a page, the one that most of its rows have by the heads above their figures.

    Heads count only for the page that prints them: every page is spaced by its own words. And words of Chinese push what
    follows them out of its place, so a row has a say only where every figure stands far nearer to one head than to the next.
    """
    problem = block.problem
    for rows in _pages(block):
        if not block.marks or block.parts[rows[0]].lines[0].page_no != block.marked_page:
            continue
        ways = _ways(block, rows)
        nearest = {}
        for position, index in enumerate(rows):
            allowed = [set(columns) for columns in zip(*problem.rows[index].readings, strict=True)]
            if len(allowed) > 1:
                spots, anywhere = block.parts[index].spots or [], [set(range(problem.width))] * len(allowed)
                nearest[position] = by_anchors(spots, block.marks, anywhere, CLEARLY) or by_anchors(
                    spots, block.marks, allowed, 2 * CLEARLY
                )
        votes = [sum(way[position] == reading for position, reading in nearest.items()) for way in ways]
        best = max(votes, default=0)
        if len(ways) > 1 and best > 0.6 * len(nearest) and votes.count(best) == 1:
            _apply(block, rows, [ways[votes.index(best)]])
    puzzle.settle(problem)
    block.note("heads above the figures, and row sums")


def _apply(block: Block, rows: list[int], ways: list[dict[int, puzzle.Reading]]) -> None:
    for position, index in enumerate(rows):
        _narrow(block, index, sorted({way[position] for way in ways}))


def _check_cut(block: Block) -> None:
    """A number put together from two pieces holds when the rows above or below it add up with it."""
    for index, part in enumerate(block.parts):
        if not any(" " in figure for figure in part.figures) or index in block.against:
            continue
        links = [link for link in block.problem.links if index == link.parent or index in link.children]
        if links and all(_adds_up(block, link) for link in links):
            block.decided[index] = block.decided.get(index) or "a number printed in two pieces; joined, it satisfies the subject sums"
        else:
            block.against[index] = "a number printed in two pieces, and no identity says that they belong together"


def _adds_up(block: Block, link: Link) -> bool:
    rows = block.problem.rows
    if any(rows[index].open for index in (link.parent, *link.children)):
        return False
    vectors = [rows[index].vector(rows[index].readings[0], block.problem.width) for index in link.children]
    parent = rows[link.parent].vector(rows[link.parent].readings[0], block.problem.width)
    return all(abs(p - sum(column)) <= len(link.children) + 1 for p, column in zip(parent, zip(*vectors, strict=True), strict=True))


def _use_spacing(block: Block) -> None:
    """Where an export leaves one space more for every blank cell, and all rows then add up, the spaces decide."""
    width = len(block.columns)
    places: list[puzzle.Reading | None] = []
    for part in block.parts:
        places.append(_spaced(part, width) if part.figures else ())
    if not any(row.open for row in block.problem.rows) or any(place is None for place in places):
        return
    rows = [
        puzzle.OpenRow(row.figures, [place] if place in row.readings else [])
        for row, place in zip(block.problem.rows, places, strict=True)
        if place is not None
    ]
    if any(not row.readings for row in rows):
        return
    trial = puzzle.OpenRows(width, rows, block.problem.sums, block.problem.links)
    if not puzzle.settle(trial):
        for row, kept in zip(block.problem.rows, trial.rows, strict=True):
            row.readings = kept.readings
        block.note("spacing of the export, confirmed by row and subject sums")


def _spaced(part: Part, width: int) -> puzzle.Reading | None:
    """The columns of a row's figures when every blank cell has left a space; None where the spaces do not count up."""
    if part.gaps is None:
        return None
    *gaps, tail = part.gaps
    place = gaps[0] - (1 if part.keys else 0)
    places = [place]
    for gap in gaps[1:]:
        place += gap
        places.append(place)
    blanks = width - 1 - place
    return tuple(places) if tail in (blanks, blanks + 1) and places[0] >= 0 and blanks >= 0 and tail > 0 else None


def _add_summary(report: Report, table: Recovered) -> None:
    names = table.form.of_block(0, "label")
    report.add_summary((part.keys.get(names[0], ""), [squeeze(f) for f in part.figures]) for part in table.blocks[0].parts if names)


def _narrow(block: Block, index: int, kept: list[puzzle.Reading]) -> None:
    row = block.problem.rows[index]
    if kept and len(kept) < len(row.readings):
        row.readings = kept


def _use_blanks(block: Block, report: Report) -> None:
    """No figure stands in a column for which the summaries of the report have no money."""
    if not any(row.open for row in block.problem.rows):
        return
    blank = {place for place, head in enumerate(block.heads) if report.is_blank(head)}
    for index, row in enumerate(block.problem.rows):
        if row.open and index not in block.against:
            _narrow(block, index, [r for r in row.readings if not any(f and c in blank for c, f in zip(r, row.figures, strict=True))])
    if blank:
        puzzle.settle(block.problem)
        block.note("row sums, and lines left blank in the summary tables of the report")


def _use_sources(block: Block, report: Report) -> None:
    """A total of income stands, source by source, in the summaries too: a figure printed there stands under its source."""
    inner = {child for link in block.problem.links for child in link.children}
    amounts = {place: amount for place, head in enumerate(block.heads) if (amount := report.amount(head))}
    for index, row in enumerate(block.problem.rows):
        if not row.open or index in inner or index in block.against:
            continue
        printed = {figure * block.unit for figure in row.figures}
        wanted = {place: amount for place, amount in amounts.items() if amount in printed}
        vectors = {reading: row.vector(reading, block.problem.width) for reading in row.readings}
        kept = [reading for reading, vector in vectors.items() if all(vector[c] * block.unit == a for c, a in wanted.items())]
        _narrow(block, index, kept)
    puzzle.settle(block.problem)
    block.note("row sums, and the same figures in the summary tables of the report")


def _use_prose(block: Block, report: Report, scale: int) -> None:
    """Of several readings, the one whose every disputed figure the prose states under the name of its column."""
    inner = {child for link in block.problem.links for child in link.children}
    for index, row in enumerate(block.problem.rows):
        if not row.open or not row.readings or index in inner or index in block.against:
            continue
        shared = set.intersection(*(set(zip(reading, row.figures, strict=True)) for reading in row.readings))
        stated = [
            reading
            for reading in row.readings
            if all(
                report.states(block.heads[column], figure * block.unit, scale)
                for column, figure in set(zip(reading, row.figures, strict=True)) - shared
            )
        ]
        _narrow(block, index, stated)
    puzzle.settle(block.problem)
    block.note("row and subject sums, and figures stated in the prose")
