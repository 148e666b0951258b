"""Cells of hand-checked tables against the cells of a published file: the same labels, codes, columns and figures, to the letter."""

import csv
from collections import Counter
from pathlib import Path

import duckdb

Cell = tuple[str, str, str, str, str, str]  # table_code, row_label, row_code, line_no, column_label, figure as printed


def documents(gold: Path) -> dict[str, str]:
    """Name of each gold file → file name of the report that it was read from."""
    with (gold / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["gold"]: row["source_file"] for row in csv.DictReader(file)}


def expected_cells(gold: Path, name: str) -> Counter[Cell]:
    """The money cells of a gold file; performance tables are compared elsewhere."""
    with (gold / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return Counter(
            (r["table_code"], r["row_label"], r["row_code"], r["line_no"], r["column_label"], r["value"])
            for r in csv.DictReader(file)
            if "performance" not in r["table_code"]
        )


def landed_cells(warehouse: Path, source_file: str) -> Counter[Cell]:
    """What marts.fct_reported_amount holds of the report whose file has this name."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return Counter(
            connection.execute(
                """
                select table_code, row_label, row_code, line_no, column_label,
                       replace(regexp_replace(printed_text, '\\s', '', 'g'), ',', '')
                from marts.fct_reported_amount
                join marts.dim_report using (report_id)
                where parse_filename(source_file) = ?
                """,
                [source_file],
            ).fetchall()
        )


def difference(expected: Counter[Cell], landed: Counter[Cell]) -> dict[str, list[Cell]]:
    """Cells that are missing and cells that are extra, in the tables that the gold file knows."""
    tables = {cell[0] for cell in expected}
    landed = Counter({cell: count for cell, count in landed.items() if cell[0] in tables})
    found = {"missing": sorted((expected - landed).elements()), "extra": sorted((landed - expected).elements())}
    return {kind: cells for kind, cells in found.items() if cells}
