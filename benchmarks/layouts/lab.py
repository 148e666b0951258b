"""Layouts set, landed and compared with what they print: `python -m benchmarks.layouts [LAYOUTS] [SEED]` (docs/layouts.md)."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from benchmarks.layouts import accounts, features, paper
from benchmarks.layouts.features import Layout
from benchmarks.layouts.setting import Setter, Truth
from benchmarks.layouts.sheets import sheets
from extract import aside as asides
from extract import warehouse
from extract.landing import land
from extract.paths import PROJECT, DataPaths
from extract.raw import complete

MODELS = ["fct_reported_amount", "fct_flagged_cell"]  # what they are made from is built with them; no identity is evaluated

STATUS = """
select
    o.source_file, o.document_id,
    case when o.reason_code is null and r.document_id is not null and r.reason_code is null then 'accepted' else 'quarantined' end,
    coalesce(o.reason_code, r.reason_code)
from read_parquet('{raw}/outcomes/*.parquet') as o
left join intermediate.int_report as r using (document_id)
"""


@dataclass
class Document:
    """One layout and what it prints."""

    name: str
    layout: Layout
    truths: list[Truth]


@dataclass
class Verdict:
    """What became of one figure, or of something landed that is none."""

    document: Document
    outcome: str  # exact, flagged, wrong; unknowable: flagged, and nobody could know it
    why: str
    truth: Truth | None = None
    landed: dict[str, Any] | None = None


@dataclass
class Found:
    """What the warehouse holds of one document."""

    status: str = "missing"
    reason: str = ""
    amounts: list[dict[str, Any]] = field(default_factory=list)
    flagged: Counter[str] = field(default_factory=Counter)
    unplaced: Counter[str] = field(default_factory=Counter)  # printed in tables that are not recognised


def make(folder: Path, number: int, seed: int, layout: Layout | None = None) -> Document:
    """Set layout `number` of a seed into the folder."""
    rng = Random(f"{seed}-{number}")
    layout = layout or features.draw(rng)
    size = 5 if layout["decimals"] == "0" else int(layout["decimals"].replace("trimmed", "2")) + 5
    figures = accounts.draw(rng, layout["kind"] == "final_accounts", size)
    setter = Setter(layout, figures, rng)
    chosen = sheets(figures, setter.final)
    if layout["tables"] == "shuffled":
        rng.shuffle(chosen)
    elif layout["tables"] == "few":
        chosen = [sheet for sheet in chosen if not sheet.optional or rng.random() < 0.5]
    report = setter.report(chosen)
    name = f"{number:05}.{layout['form']}"
    folder.mkdir(parents=True, exist_ok=True)
    paper.save(report, layout, folder / name, rng)
    return Document(name, layout, setter.truths)


def build(data: Path) -> duckdb.DuckDBPyConnection:
    """The models that say what was landed, and nothing else; open."""
    paths = DataPaths.of(data)
    paths.build.mkdir(parents=True, exist_ok=True)
    asides.ensure(paths.raw)
    complete(paths.raw)
    warehouse._discard_build(paths)
    warehouse._dbt(
        [
            "build",
            "--select",
            *(f"+{model}" for model in MODELS),
            "--exclude-resource-type",
            "unit_test",
            "--exclude-resource-type",
            "test",
        ],
        paths,
        PROJECT,
    )
    return duckdb.connect(str(paths.build_file), read_only=True)


def read(connection: duckdb.DuckDBPyConnection, raw: Path) -> dict[str, Found]:
    """What the warehouse holds, by source file."""
    found: dict[str, Found] = {}
    names: dict[str, str] = {}
    for source, document_id, status, reason in connection.execute(STATUS.format(raw=raw)).fetchall():
        found[source] = Found(status, reason or "")
        names[document_id] = source
    for row in _rows(connection, "select * from marts.fct_reported_amount"):
        found[names[row["report_id"]]].amounts.append(row)
    for report_id, text in connection.execute("select report_id, printed_text from marts.fct_flagged_cell").fetchall():
        found[names[report_id]].flagged[_plain(text)] += 1
    for document_id, text in connection.execute(
        "select c.document_id, c.printed_text from staging.stg_cells as c join intermediate.int_table as t using (document_id, table_seq)"
        " where t.table_code = 'unrecognised'"
    ).fetchall():
        found[names[document_id]].unplaced[_plain(text)] += 1
    return found


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    result = connection.execute(query)
    columns = [item[0] for item in result.description]
    for row in result.fetchall():
        yield dict(zip(columns, row, strict=True))


def _plain(text: str) -> str:
    return "".join(text.split()).replace(",", "")


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("（", "(").replace("）", ")")


def compare(document: Document, found: Found) -> Iterator[Verdict]:
    """What became of every figure of a document."""
    if found.status in ("missing", "quarantined"):
        told = found.reason if found.status == "quarantined" else ""
        for truth in document.truths:
            yield Verdict(document, "flagged" if told else "wrong", f"document: {told or 'lost'}", truth)
        return
    left = list(found.amounts)
    missing = []
    unknowable = document.layout["unit_place"] == "missing"  # then no amount can be known, and one that is landed was guessed
    for truth in document.truths:
        hit = next((row for row in left if not faults(truth, row)), None) if not unknowable else None
        if hit is None:
            missing.append(truth)
        else:
            left.remove(hit)
            yield Verdict(document, "exact", "", truth, hit)
    # What is left on both sides is paired by how much agrees, so that each pair says what is wrong.
    pairs = sorted(
        (
            (len(wrong), truth_at, row_at)
            for truth_at, truth in enumerate(missing)
            for row_at, row in enumerate(left)
            if _plain(truth.printed) == _plain(row["printed_text"]) and len(wrong := faults(truth, row)) < 5
        )
    )
    used_truths: set[int] = set()
    used_rows: set[int] = set()
    for _, truth_at, row_at in pairs:
        if truth_at in used_truths or row_at in used_rows:
            continue
        used_truths.add(truth_at)
        used_rows.add(row_at)
        truth, row = missing[truth_at], left[row_at]
        wrong = faults(truth, row)
        told = wrong <= {"amount unknown", "measure unknown"}
        if row["table_code"] == "unrecognised":
            told, wrong = True, {"table unrecognised"}
        if unknowable:
            if row["amount"] is not None:
                yield Verdict(document, "wrong", "unit guessed", truth, row)
            elif wrong == {"amount unknown"}:
                yield Verdict(document, "unknowable", "unit printed nowhere", truth, row)
            else:
                yield Verdict(document, "flagged" if told else "wrong", ", ".join(sorted(wrong)), truth, row)
            continue
        yield Verdict(document, "flagged" if told else "wrong", ", ".join(sorted(wrong)), truth, row)
    flagged, unplaced = Counter(found.flagged), Counter(found.unplaced)
    for at, truth in enumerate(missing):
        if at in used_truths:
            continue
        text = _plain(truth.printed)
        if parts := _flagged_parts(text, flagged):
            flagged.subtract(parts)
            yield Verdict(document, "flagged", "flagged cell", truth)
        elif unplaced[text]:
            unplaced[text] -= 1
            yield Verdict(document, "flagged", "table unrecognised", truth)
        else:
            yield Verdict(document, "wrong", "lost", truth)
    for at, row in enumerate(left):
        if at not in used_rows and row["unit_scale"] is not None and row["table_code"] != "unrecognised":
            yield Verdict(document, "wrong", "invented", None, row)


def _flagged_parts(text: str, flagged: Counter[str]) -> list[str]:
    """The flagged cell of a figure, or the two that its narrow column broke it into."""
    ways = [[text], *([text[:at], text[at:]] for at in range(1, len(text)))]
    return next((way for way in ways if all(flagged[part] > 0 for part in way)), [])


def faults(truth: Truth, row: dict[str, Any]) -> set[str]:
    """What is wrong with a landed amount, taken for a figure."""
    wrong = set()
    if row["table_code"] != truth.table_code:
        wrong.add("table")
    if row["amount"] is None:
        wrong.add("amount unknown" if _plain(row["printed_text"]) == _plain(truth.printed) else "amount")
    elif row["amount"] != truth.amount:
        wrong.add("amount")
    wrong |= _row_faults(truth, row) | _column_faults(truth, row)
    return wrong


def _row_faults(truth: Truth, row: dict[str, Any]) -> set[str]:
    if not truth.label:  # a table of one row, which needs no label
        return set()
    label = _squeezed(row["row_label"] or "")
    label = label.removeprefix(f"[{truth.code}]").removeprefix(truth.code).removeprefix("-")
    wrong = set() if label == _squeezed(truth.label) else {"label"}
    return wrong if (row["row_code"] or "") == truth.code else wrong | {"code"}


def _column_faults(truth: Truth, row: dict[str, Any]) -> set[str]:
    column = truth.column
    wrong = set()
    if row["measure_code"] == "other":
        wrong.add("measure unknown")
    elif row["measure_code"] not in column.measures:
        wrong.add("measure")
    if column.fund and row["fund_code"] != column.fund:
        wrong.add("fund")
    if column.phase and row["phase"] != column.phase:
        wrong.add("phase")
    if (row["period"] or "current_year") != (column.period or "current_year"):
        wrong.add("period")
    return wrong


def run(folder: Path, numbers: Sequence[int], seed: int, layouts: list[Layout] | None = None) -> list[Verdict]:
    """Set some layouts, land them, and compare."""
    inbox, data = folder / "inbox", folder / "data"
    for part in (inbox, data):
        shutil.rmtree(part, ignore_errors=True)
    documents = [make(inbox, number, seed, layouts[number] if layouts else None) for number in numbers]
    data.mkdir(parents=True)
    land(inbox, data, progress=False)
    with build(data) as connection:
        found = read(connection, data / "raw")
    return [verdict for document in documents for verdict in compare(document, found.get(document.name, Found()))]
