"""Reads a report source (``reports/*.md``) into blocks; samples/README.md describes the markup."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPORTS = Path(__file__).parent / "reports"
LEFT, ABOVE = "<", "^"  # a cell that belongs to the cell on its left, or above it
PREFIXES = {"# ": "part", "## ": "heading", "### ": "subheading", "> ": "centred", ">> ": "right"}


class MarkupError(ValueError):
    """A report source that cannot be read; the message names the place."""


@dataclass(frozen=True)
class Text:
    """One line of running text: a key of ``render.KINDS``."""

    kind: str
    text: str


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


@dataclass(frozen=True)
class Chart:
    """A small bar chart: its caption and a (label, figure) for every bar."""

    title: str
    bars: list[tuple[str, str]]


@dataclass(frozen=True)
class Mapping:
    """Where the rows that follow keep label, code, line number and figures (columns count from 0)."""

    labels: list[int] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    code_joiner: str = "/"
    line: int | None = None
    values: dict[int, tuple[str, str]] = field(default_factory=dict)  # column -> (column_label, line number)


@dataclass(frozen=True)
class Row:
    """One row of a grid; header rows are set centred and may be repeated on the next page."""

    cells: list[str]
    aligns: dict[int, str]  # column -> alignment of this cell only ({l}, {c} or {r} before its text)
    header: bool
    mappings: list[Mapping]


@dataclass(frozen=True)
class Table:
    """A printed table: settings, column widths and alignments, rows, and the notes under it."""

    settings: dict[str, str]
    widths: list[float]
    aligns: list[str]
    rows: list[Row]
    notes: list[str]

    def owners(self) -> list[list[tuple[int, int]]]:
        """For every cell the (row, column) of the cell that it is merged into, or its own."""
        owner: list[list[tuple[int, int]]] = []
        for r, row in enumerate(self.rows):
            line: list[tuple[int, int]] = []
            for c, text in enumerate(row.cells):
                line.append(line[c - 1] if text == LEFT else owner[r - 1][c] if text == ABOVE else (r, c))
            owner.append(line)
        return owner


Block = Text | PageBreak | Chart | Table


@dataclass(frozen=True)
class Report:
    """A whole report: front matter and blocks in print order."""

    name: str
    meta: dict[str, Any]
    blocks: list[Block]

    @property
    def tables(self) -> list[Table]:
        """Its tables in print order."""
        return [block for block in self.blocks if isinstance(block, Table)]


def read_report(path: Path) -> Report:
    """Read one report source."""
    return parse_report(path.stem, path.read_text(encoding="utf-8"))


def parse_report(name: str, source: str) -> Report:
    """Read the text of a report source."""
    head, _, body = source.removeprefix("+++\n").partition("\n+++\n")
    blocks: list[Block] = []
    fence: list[str] | None = None
    for number, line in enumerate(body.split("\n"), start=head.count("\n") + 4):
        try:
            if line == "```" and fence is not None:
                blocks.extend(_fenced(fence[0], fence[1:]))
                fence = None
            elif fence is not None:
                fence.append(line)
            elif line.startswith("```"):
                fence = [line.removeprefix("```")]
            elif line.strip():
                blocks.append(_line(line.strip(" ")))
        except MarkupError as error:
            raise MarkupError(f"{name}.md, block that ends in line {number}: {error}") from None
    if fence is not None:
        raise MarkupError(f"{name}.md: the last ``` block is not closed")
    return Report(name, tomllib.loads(head), blocks)


def _line(line: str) -> Block:
    if line == "---":
        return PageBreak()
    for prefix, kind in PREFIXES.items():
        if line.startswith(prefix):
            return Text(kind, line.removeprefix(prefix))
    return Text("paragraph", line)


def _fenced(kind: str, lines: list[str]) -> list[Block]:
    if kind == "cover":
        title = lines.index("") if "" in lines else len(lines)
        return [Text("title" if n < title else "imprint", line) for n, line in enumerate(lines)]
    if kind == "contents":
        return [Text(kind, line) for line in lines]
    if kind == "chart":
        bars = [tuple(line.split("=", 1)) for line in lines[1:]]
        return [Chart(lines[0], [(label.strip(), figure.strip()) for label, figure in bars])]
    if kind == "table":
        return [_table(lines)]
    raise MarkupError(f"unknown block {kind!r}")


def _table(lines: list[str]) -> Table:
    """Settings, ``---``, rows, and after a second ``---`` the notes."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if line == "---" and len(parts) < 3:
            parts.append([])
        else:
            parts[-1].append(line)
    settings = dict(re.split(r":\s*", line, maxsplit=1) for line in parts[0])
    columns = re.findall(r"([\d.]+)([lcr])", settings["columns"])
    rows: list[Row] = []
    mappings: list[Mapping] = []
    fresh = True
    for line in parts[1]:
        if line.startswith("="):
            mappings = [] if fresh else mappings
            mappings, fresh = [*mappings, *_mapping(line)], False
            continue
        header = line.startswith("!")
        cells = [cell.strip(" ") for cell in line.removeprefix("!").split("|")]
        if len(cells) != len(columns):
            raise MarkupError(f"{settings.get('title')}: {len(cells)} cells for {len(columns)} columns in {line!r}")
        aligns = {n: cell[1] for n, cell in enumerate(cells) if cell[:3] in ("{l}", "{c}", "{r}")}
        rows.append(Row([cell[3:] if n in aligns else cell for n, cell in enumerate(cells)], aligns, header, [] if header else mappings))
        fresh = True
    notes = parts[2] if len(parts) > 2 else []
    return Table(settings, [float(width) for width, _ in columns], [align for _, align in columns], rows, notes)


def _mapping(line: str) -> list[Mapping]:
    """``= code 1; label 4; line 5; 6 金额; 7 合计 @3``: columns count from 1, ``1+2`` joins with ``/``, ``1&2`` joins with nothing."""
    found: dict[str, Any] = {"values": {}}
    for item in filter(None, (item.strip() for item in line.removeprefix("=").split(";"))):
        key, _, rest = item.partition(" ")
        if key == "code":
            found["codes"] = [int(n) - 1 for n in re.split(r"[+&]", rest)]
            found["code_joiner"] = "" if "&" in rest else "/"
        elif key == "label":
            found["labels"] = [int(n) - 1 for n in rest.split("+")]
        elif key == "line":
            found["line"] = int(rest) - 1
        elif key.isdigit():
            label, _, number = rest.partition("@")
            found["values"][int(key) - 1] = (label.strip(), number.strip())
        else:
            raise MarkupError(f"{item!r} in {line!r}")
    return [Mapping(**found)] if found["values"] else []
