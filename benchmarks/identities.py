"""Power of the identities: change every figure, one at a time, and see whether the findings name it.

    python -m benchmarks.identities [--inbox DIR] [--kinds KIND ...] [--limit N] [--details FILE]

Every money figure of every report of the inbox is changed in a copy of its report; the copies are landed side by side and
modelled and checked by the same dbt project as real reports. A change is *detected* when the copy has a finding that the report
itself has not, and *located* when a finding names the changed cell as the guilty one. Prints a table by kind of change, one of
what escapes by cause, and the cells that no identity covers.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import polars as pl

from extract import warehouse
from extract.landing import OUTCOMES, land
from extract.paths import PROJECT, DataPaths

DATASETS = ("documents", "pages", "tables", "cells", "notes", "paragraphs")
CELLS_PER_BUILD = 1_000_000  # copies are built in several rounds, to bound memory


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

# Money figures with what the identities say of them. An evaluated instance in which a cell stands can hide a change of it up to
# its tolerance.
FIGURES = """
with uses as (
    select u.cell_id, count(distinct c.check_id) as use_count, min(c.tolerance) as narrowest
    from intermediate.int_operand_use as u
    join marts.fct_identity_check as c using (check_id)
    where c.status <> 'not_evaluable'
    group by u.cell_id
)
select
    a.report_id, parse_filename(r.source_file) as source_file, a.table_no, a.table_code, a.row_no, a.col_no,
    coalesce(a.unit_scale, 1) as unit_scale, coalesce(u.use_count, 0) as use_count, u.narrowest::double as narrowest,
    (
        select min(c.col_no) from intermediate.int_column as c
        where c.document_id = a.report_id and c.table_seq = a.table_no and c.block_no = a.block_no
          and c.col_no > a.col_no and c.role = 'value'
    ) as next_col
from marts.fct_reported_amount as a
join marts.dim_report as r using (report_id)
left join uses as u using (cell_id)
where a.measure_code not in ('quantity', 'percent') and a.table_code <> 'unrecognised'
order by a.report_id, a.table_no, a.row_no, a.col_no
"""


def _value(text: str) -> str:
    """The number a text prints, for comparison: 1,200.50 and 1200.5 are one."""
    plain = re.sub(r"[,\s]", "", text)
    sign = "-" if plain.startswith("-") else ""
    whole, _, part = plain.lstrip("-").partition(".")
    number = f"{whole.lstrip('0') or '0'}.{part.rstrip('0')}"
    return number if number == "0." else sign + number


def _change(place: tuple[int, int, int], row: dict[str, object], at: dict[tuple[int, ...], str], kind: str) -> dict[tuple[int, ...], str]:
    """The new texts of the cells that a change of one kind touches; empty where it would change no number."""
    text = at[place].strip()
    if kind == SHIFT:
        if row["next_col"] is None:
            return {}
        neighbour = (*place[:2], int(str(row["next_col"])))
        if neighbour not in at or _value(at[neighbour] or "0") == _value(text):
            return {}
        return {place: at[neighbour], neighbour: text}
    changed = CHANGES[kind](text, random.Random(f"{row['report_id']}{place}{kind}"))
    return {} if _value(changed) == _value(text) else {place: changed}


def _changes(raw: Path, figures: pl.DataFrame, kinds: list[str]) -> pl.DataFrame:
    """One row a changed cell: `copy` (the document id of the copy), its report and kind, place, `old_text`, `new_text`, `is_target`."""
    made: list[dict[str, object]] = []
    for (document_id,), rows in figures.group_by("report_id", maintain_order=True):
        cells = pl.scan_parquet(raw / "cells" / "*.parquet").filter((pl.col("document_id") == document_id) & (pl.col("kind") == "body"))
        at: dict[tuple[int, ...], str] = {
            (t, r, c): text or "" for t, r, c, text in cells.select("table_seq", "row_no", "col_no", "text").collect().iter_rows()
        }
        for row in rows.iter_rows(named=True):
            place = (row["table_no"], row["row_no"], row["col_no"])
            for kind in kinds:
                copy = hashlib.sha256(f"{document_id}{place}{kind}".encode()).hexdigest()
                made.extend(
                    {
                        **{name: row[name] for name in ("report_id", "source_file", "table_code", "unit_scale", "use_count", "narrowest")},
                        "copy": copy,
                        "kind": kind,
                        "table_seq": t,
                        "row_no": r,
                        "col_no": c,
                        "old_text": at[(t, r, c)],
                        "new_text": new,
                        "is_target": (t, r, c) == place,
                    }
                    for (t, r, c), new in _change(place, row, at, kind).items()
                )
    return pl.DataFrame(made).with_columns(pl.col("table_seq", "row_no", "col_no").cast(pl.Int32))


def _rounds(raw: Path, changes: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The changes in portions whose copies hold at most CELLS_PER_BUILD cells."""
    sizes = pl.scan_parquet(raw / "cells" / "*.parquet").group_by("document_id").len("cells").collect()
    copies = changes.group_by("copy", maintain_order=True).agg(pl.col("report_id").first())
    copies = copies.join(sizes, left_on="report_id", right_on="document_id").with_columns(
        (pl.col("cells").cum_sum() // CELLS_PER_BUILD).alias("round")
    )
    for _, portion in copies.group_by("round", maintain_order=True):
        yield changes.join(portion.select("copy"), on="copy", how="semi")


def _build(work: Path, raw: Path, changes: pl.DataFrame) -> DataPaths:
    """Copy the reports, each with one change, as if they had been landed; model and check them."""
    shutil.rmtree(work, ignore_errors=True)
    paths = DataPaths.of(work)
    copies = changes.select("copy", "report_id", "source_file").unique("copy", maintain_order=True)
    for dataset in DATASETS:
        frame = pl.scan_parquet(raw / dataset / "*.parquet").filter(pl.col("document_id").is_in(copies["report_id"].unique().to_list()))
        if dataset == "paragraphs":
            # The cover and the tables say what a report is; the rest of its prose says nothing to the identities.
            frame = frame.filter(pl.col("page_no") <= 4)
        columns = frame.collect_schema().names()
        copied = frame.collect().join(copies.select("copy", document_id="report_id"), on="document_id")
        if dataset == "cells":
            changed = changes.select("copy", "table_seq", "row_no", "col_no", "new_text")
            copied = copied.join(changed, on=["copy", "table_seq", "row_no", "col_no"], how="left").with_columns(
                pl.when(pl.col("kind") == "body").then(pl.coalesce("new_text", "text")).otherwise("text").alias("text")
            )
        (paths.raw / dataset).mkdir(parents=True)
        copied.with_columns(document_id="copy").select(columns).write_parquet(paths.raw / dataset / "copies.parquet")
    outcomes = copies.select(
        pl.col("copy").alias("document_id"),
        (pl.col("copy") + "/" + pl.col("source_file")).alias("source_file"),
        pl.lit("landed").alias("outcome"),
        *(pl.lit(None, dtype=OUTCOMES[c]).alias(c) for c in OUTCOMES if c not in ("source_file", "document_id", "outcome")),
    )
    (paths.raw / "outcomes").mkdir()
    outcomes.select(list(OUTCOMES)).write_parquet(paths.raw / "outcomes" / "outcomes.parquet")
    warehouse.build(paths, tests=False)
    return paths


def _judge(paths: DataPaths, changes: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One row a change: whether its copy has a finding that the report itself has not, whether one names a changed cell, and how
    many cells were suspected where none was named."""
    with duckdb.connect(str(paths.build_file), read_only=True) as connection:
        new = connection.sql(
            """
            select f.report_id as copy, f.guilty_cell_id, coalesce(len(f.suspect_cell_ids), 0) as suspects
            from marts.fct_finding as f
            join (select distinct copy, report_id from changes) as c on c.copy = f.report_id
            where (c.report_id, f.identity_code, f.statement) not in (select (report_id, identity_code, statement) from known)
            """
        ).pl()
        cells = connection.sql(
            """
            select report_id as copy, table_no::integer as table_seq, row_no::integer as row_no, col_no::integer as col_no, cell_id
            from marts.fct_reported_amount
            union
            select report_id, table_no::integer, row_no::integer, col_no::integer, cell_id
            from marts.fct_flagged_cell
            """
        ).pl()
    touched = changes.join(cells, on=["copy", "table_seq", "row_no", "col_no"]).select("copy", "cell_id")
    named = new.join(touched, left_on=["copy", "guilty_cell_id"], right_on=["copy", "cell_id"], how="semi")
    return (
        changes.filter("is_target")
        .join(new.group_by("copy").agg(pl.col("suspects").max()), on="copy", how="left")
        .with_columns(
            pl.col("copy").is_in(new["copy"].unique().to_list()).alias("detected"),
            pl.col("copy").is_in(named["copy"].unique().to_list()).alias("located"),
        )
    )


def _cause(judged: pl.DataFrame) -> pl.DataFrame:
    """Why a change escaped, in words; empty where it did not."""
    number = [pl.col(c).str.replace_all(r"[,\s]", "").cast(pl.Float64, strict=False).fill_null(0) for c in ("old_text", "new_text")]
    moved = (number[0] - number[1]).abs() * pl.col("unit_scale")
    return judged.with_columns(
        pl.when("located")
        .then(pl.lit(""))
        .when(pl.col("use_count") == 0)
        .then(pl.lit("not detected: no identity holds the cell"))
        .when(~pl.col("detected") & (moved <= pl.col("narrowest") + 0.005))
        .then(pl.lit("not detected: the change is within the rounding of every identity"))
        .when(~pl.col("detected"))
        .then(pl.lit("not detected: other"))
        .when(pl.col("use_count") == 1)
        .then(pl.lit("not located: one identity only holds the cell"))
        .when(pl.col("suspects") > 1)
        .then(pl.lit("not located: several cells explain it"))
        .otherwise(pl.lit("not located: no single cell explains it, or another one is named"))
        .alias("cause")
    )


def _table(heads: list[str], rows: list[list[object]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(str(v) for v in row) + " |" for row in rows)])


def _report(judged: pl.DataFrame, kinds: list[str], figures: pl.DataFrame) -> str:
    """The tables of the benchmark as Markdown."""
    powers: list[list[object]] = []
    for kind in [*kinds, "all"]:
        some = judged if kind == "all" else judged.filter(pl.col("kind") == kind)
        if some.height:
            shares = [f"{some[c].sum()} ({100 * some[c].sum() / some.height:.2f} %)" for c in ("detected", "located")]
            powers.append([kind, some.height, *shares])
    escaped = judged.filter(pl.col("cause") != "").group_by("cause").len().sort("len", descending=True)
    bare = figures.filter(pl.col("use_count") == 0)
    by_table = bare.group_by("source_file", "table_code").len().sort("source_file")
    return "\n\n".join(
        [
            _table(["kind", "changes", "detected", "located"], powers),
            _table(["what escapes", "changes"], [list(row) for row in escaped.iter_rows()]),
            f"cells that no identity covers: {bare.height} of {figures.height}",
            *(f"  {count} {file} {table}" for file, table, count in by_table.iter_rows()),
        ]
    )


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
            figures = connection.sql(FIGURES).pl()
            known = connection.sql("select report_id, identity_code, statement from marts.fct_finding").pl()
        if options.limit:
            figures = pl.concat(
                rows.sample(min(options.limit, rows.height), seed=1) for _, rows in figures.group_by("report_id", maintain_order=True)
            )
        judged: list[pl.DataFrame] = []
        for portion in _rounds(base.raw, _changes(base.raw, figures, options.kinds)):
            paths = _build(Path(folder) / "copies", base.raw, portion)
            judged.append(_cause(_judge(paths, portion, known)))
            print(f"{sum(j.height for j in judged):,} changes judged", file=sys.stderr, flush=True)
    result = pl.concat(judged)
    if options.details:
        result.drop("copy", "is_target").write_csv(options.details)
    print(_report(result, options.kinds, figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
