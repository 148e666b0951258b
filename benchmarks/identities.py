"""Power of the identities: change every figure, one at a time, and see whether the findings name it.

    python -m benchmarks.identities [--inbox DIR] [--work DIR] [--kinds KIND ...] [--limit N]

Every money figure of every report of the inbox is changed in a copy of its report; the copies of one report are landed side by
side and modelled and checked by the same dbt project as real reports. A change is *detected* when the copy has a finding that
the report itself has not, and *located* when a finding names the changed cell as the guilty one. Writes a table and the cells
that no identity covers.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from extract import warehouse
from extract.landing import OUTCOMES, land
from extract.paths import PROJECT, DataPaths

DATASETS = ("documents", "pages", "tables", "cells", "notes", "paragraphs")
CELLS_PER_BUILD = 6_000_000  # copies of a large report are built in several rounds, to bound memory


def _digits(text: str) -> list[int]:
    return [i for i, char in enumerate(text) if char.isdigit()]


def change_digit(text: str, rng: random.Random) -> str:
    """One digit becomes another one."""
    place = rng.choice(_digits(text))
    other = rng.choice([d for d in "0123456789" if d != text[place]])
    return text[:place] + other + text[place + 1 :]


def swap_digits(text: str, rng: random.Random) -> str:
    """Two neighbouring digits change places."""
    places = [(a, b) for a, b in zip(_digits(text), _digits(text)[1:], strict=False) if text[a] != text[b]]
    if not places:
        return text
    a, b = rng.choice(places)
    return text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]


def lose_digit(text: str, rng: random.Random) -> str:
    """One digit is missing."""
    places = _digits(text)
    if len(places) < 2:
        return text
    place = rng.choice(places)
    return text[:place] + text[place + 1 :]


def lose_sign(text: str, _: random.Random) -> str:
    """A minus appears or disappears."""
    return text[1:] if text.startswith("-") else "-" + text


def slip_unit(text: str, _: random.Random) -> str:
    """元 printed in a table of 万元, or the other way round: ten thousand times too much."""
    whole, _, part = text.replace(",", "").partition(".")
    return f"{whole}{part.ljust(4, '0')[:4]}" + (f".{part[4:]}" if len(part) > 4 else "")


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "digit_change": change_digit,
    "digit_swap": swap_digits,
    "lost_digit": lose_digit,
    "lost_sign": lose_sign,
    "unit_slip": slip_unit,
}
SHIFT = "shifted_column"  # the figure stands in the next column, and what stood there in its place
KINDS = [*CHANGES, SHIFT]


def _value(text: str) -> str:
    """The number a text prints, for comparison: 1,200.50 and 1200.5 are one."""
    plain = re.sub(r"[,\s]", "", text)
    sign = "-" if plain.startswith("-") else ""
    whole, _, part = plain.lstrip("-").partition(".")
    number = f"{whole.lstrip('0') or '0'}.{part.rstrip('0')}"
    return number if number == "0." else sign + number


def _copies(raw: Path, document_id: str, targets: pl.DataFrame, kind: str) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Raw rows of copies of one document, each with one figure changed, and which cell of which copy that is."""
    frames = {d: pl.read_parquet(raw / d / "*.parquet").filter(pl.col("document_id") == document_id) for d in DATASETS}
    # The cover and the tables say what a report is; the rest of its prose says nothing to the identities.
    frames["paragraphs"] = frames["paragraphs"].filter(pl.col("page_no") <= 4)
    cells = frames["cells"]
    at = {(r["table_seq"], r["row_no"], r["col_no"]): r["text"] for r in cells.iter_rows(named=True) if r["kind"] == "body"}
    made: list[dict[str, object]] = []
    for row in targets.iter_rows(named=True):
        place = (row["table_no"], row["row_no"], row["col_no"])
        text = at[place].strip()
        rng = random.Random(f"{document_id}{place}{kind}")
        if kind == SHIFT:
            neighbour = (place[0], place[1], row["next_col"])
            if row["next_col"] is None or neighbour not in at or _value(at[neighbour] or "0") == _value(text):
                continue
            changes = {place: at[neighbour], neighbour: text}
        else:
            changed = CHANGES[kind](text, rng)
            if _value(changed) == _value(text):
                continue
            changes = {place: changed}
        copy = hashlib.sha256(f"{document_id}{place}{kind}".encode()).hexdigest()
        made.extend(
            {"copy": copy, "table_seq": t, "row_no": r, "col_no": c, "old_text": text, "new_text": new, "is_target": (t, r, c) == place}
            for (t, r, c), new in changes.items()
        )
    if not made:
        return {}, pl.DataFrame()
    changes_frame = pl.DataFrame(made).with_columns(pl.col("table_seq", "row_no", "col_no").cast(pl.Int32))
    ids = changes_frame.select(pl.col("copy").unique())
    copied = {d: f.drop("document_id").join(ids.rename({"copy": "document_id"}), how="cross").select(f.columns) for d, f in frames.items()}
    copied["cells"] = (
        copied["cells"]
        .join(
            changes_frame.filter(pl.col("new_text").is_not_null()).select(
                pl.col("copy").alias("document_id"), "table_seq", "row_no", "col_no", "new_text"
            ),
            on=["document_id", "table_seq", "row_no", "col_no"],
            how="left",
        )
        .with_columns(
            pl.when((pl.col("kind") == "body") & pl.col("new_text").is_not_null()).then("new_text").otherwise("text").alias("text")
        )
        .drop("new_text")
        .select(frames["cells"].columns)
    )
    return copied, changes_frame.filter(pl.col("is_target"))


def _build(work: Path, copied: dict[str, pl.DataFrame], source_file: str) -> DataPaths:
    """Model and check the copies as if they had been landed."""
    shutil.rmtree(work, ignore_errors=True)
    paths = DataPaths.of(work)
    for dataset, frame in copied.items():
        (paths.raw / dataset).mkdir(parents=True)
        frame.write_parquet(paths.raw / dataset / "copies.parquet")
    outcomes = copied["documents"].select("document_id").with_columns(
        (pl.col("document_id") + "/" + source_file).alias("source_file"),
        pl.lit("landed").alias("outcome"),
        *(pl.lit(None, dtype=OUTCOMES[c]).alias(c) for c in OUTCOMES if c not in ("source_file", "document_id", "outcome")),
    )
    (paths.raw / "outcomes").mkdir()
    outcomes.select(list(OUTCOMES)).write_parquet(paths.raw / "outcomes" / "outcomes.parquet")
    warehouse.build(paths, tests=False)
    return paths


def _judge(paths: DataPaths, targets: pl.DataFrame, known: set[tuple[object, ...]]) -> list[tuple[bool, bool]]:
    """Of every copy: has it a finding that the report itself has not, and does one name the changed cell."""
    with duckdb.connect(str(paths.build_file), read_only=True) as connection:
        findings = connection.execute(
            """
            select f.report_id, f.guilty_cell_id, f.statement, f.scope_key
            from (select *, md5(concat_ws('|', identity_code, statement)) as scope_key from marts.fct_finding) as f
            """
        ).fetchall()
        cell_ids = dict(
            connection.execute(
                "select concat_ws('|', report_id, table_no, row_no, col_no), cell_id from marts.fct_reported_amount"
            ).fetchall()
        )
    by_copy: dict[str, list[tuple[str | None, str]]] = {}
    for report_id, guilty, statement, _ in findings:
        if (statement,) not in known:
            by_copy.setdefault(report_id, []).append((guilty, statement))
    judged = []
    for row in targets.iter_rows(named=True):
        found = by_copy.get(row["copy"], [])
        cell = cell_ids.get(f"{row['copy']}|{row['table_seq']}|{row['row_no']}|{row['col_no']}")
        judged.append((bool(found), any(guilty is not None and guilty == cell for guilty, _ in found)))
    return judged


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, default=PROJECT / "samples" / "inbox", help="reports to change (default: the samples)")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=KINDS, help="kinds of change")
    parser.add_argument("--details", type=Path, help="write every change with its verdict to this CSV file")
    parser.add_argument("--limit", type=int, help="at most this many figures of each report, drawn at random")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        base = DataPaths.of(Path(folder) / "base")
        land(options.inbox, base.data, progress=False)
        warehouse.build(base, tests=False)
        with duckdb.connect(str(base.build_file), read_only=True) as connection:
            figures = connection.sql(
                """
                select a.report_id, parse_filename(r.source_file) as source_file, a.table_no, a.table_code, a.row_no, a.col_no,
                       (
                           select min(c.col_no) from intermediate.int_column as c
                           where c.document_id = a.report_id and c.table_seq = a.table_no and c.block_no = a.block_no
                             and c.col_no > a.col_no and c.role = 'value'
                       ) as next_col,
                       exists (
                           select 1 from marts.fct_identity_check as i
                           where i.status <> 'not_evaluable' and list_contains(i.evidence, a.cell_id)
                       ) as is_covered
                from marts.fct_reported_amount as a
                join marts.dim_report as r using (report_id)
                where a.measure_code not in ('quantity', 'percent') and a.table_code <> 'unrecognised'
                """
            ).pl()
            known = {(s,) for (s,) in connection.execute("select statement from marts.fct_finding").fetchall()}
        totals: dict[tuple[str, str], list[int]] = {}
        details: list[pl.DataFrame] = []
        for (document_id, source_file), targets in figures.group_by(["report_id", "source_file"], maintain_order=True):
            if options.limit and targets.height > options.limit:
                targets = targets.sample(options.limit, seed=1)
            cells = pl.scan_parquet(base.raw / "cells" / "*.parquet")
            size = cells.filter(pl.col("document_id") == document_id).select(pl.len()).collect().item()
            step = max(1, CELLS_PER_BUILD // size)
            for kind in options.kinds:
                count = [0, 0, 0]
                for start in range(0, targets.height, step):
                    copied, changed = _copies(base.raw, str(document_id), targets[start : start + step], kind)
                    if not copied:
                        continue
                    paths = _build(Path(folder) / "copies", copied, str(source_file))
                    judged = _judge(paths, changed, known)
                    details.append(
                        changed.select("table_seq", "row_no", "col_no", "old_text", "new_text").with_columns(
                            pl.lit(str(source_file)).alias("source_file"),
                            pl.lit(kind).alias("kind"),
                            pl.Series("detected", [d for d, _ in judged]),
                            pl.Series("located", [at for _, at in judged]),
                        )
                    )
                    count = [count[0] + len(judged), count[1] + sum(d for d, _ in judged), count[2] + sum(at for _, at in judged)]
                totals[str(source_file), kind] = count
                print(f"{source_file} {kind}: {count[0]} changes, {count[1]} detected, {count[2]} located", flush=True)
        if options.details:
            pl.concat(details).write_csv(options.details)
        print("\n| kind | changes | detected | located |\n| --- | ---: | ---: | ---: |")
        for kind in [*options.kinds, "all"]:
            rows = [c for (_, k), c in totals.items() if kind in (k, "all")]
            n, detected, located = (sum(r[i] for r in rows) for i in range(3))
            if n:
                print(f"| {kind} | {n} | {detected} ({100 * detected / n:.2f} %) | {located} ({100 * located / n:.2f} %) |")
        bare = figures.filter(~pl.col("is_covered")).group_by("source_file", "table_code").len().sort("source_file", "table_code")
        print(f"\ncells that no identity covers: {bare['len'].sum()} of {figures.height}")
        for row in bare.iter_rows():
            print("  ", *row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
