"""What the sample reports print, in the form of a gold file: one row a printed figure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from samples.typeset.markup import ABOVE, LEFT, REPORTS, Mapping, Report, Row, Table

COLUMNS = ("table_code", "row_label", "row_code", "line_no", "column_label", "value")
VIOLATION_COLUMNS = ("report", "table_code", "where", "printed", "expected", "kind")


def squeeze(text: str) -> str:
    """Without white space and line breaks."""
    return re.sub(r"<br>|\s", "", text)


def printed_value(text: str) -> str:
    """A cell's text without white space and thousands separators: 1,262人次 is 1262人次."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", squeeze(text))


def table_rows(table: Table) -> Iterable[tuple[str, ...]]:
    """The expected rows of one table, in print order."""
    owners = table.owners()
    code = table.settings.get("code", "")
    for r, row in enumerate(table.rows):
        for mapping in row.mappings:
            for column, (label, number) in mapping.values.items():
                text = row.cells[column]
                if text not in ("", LEFT, ABOVE):
                    yield (code, *_row_key(table, owners[r], row, mapping, number), label, printed_value(text))


def _row_key(table: Table, owner: list[tuple[int, int]], row: Row, mapping: Mapping, number: str) -> tuple[str, str, str]:
    def text(column: int) -> str:
        r, c = owner[column]
        return squeeze(table.rows[r].cells[c])

    labels = [text(c) for c in mapping.labels]
    codes = [text(c) for c in mapping.codes if re.search(r"\d", text(c))]
    line = text(mapping.line) if mapping.line is not None else number
    return "/".join(filter(None, labels)), mapping.code_joiner.join(codes), line


def report_rows(report: Report) -> list[tuple[str, ...]]:
    """The expected rows of a whole report."""
    return [row for table in report.tables for row in table_rows(table)]


def to_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """UTF-8 CSV with Unix line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def expected_files(reports: list[Report]) -> dict[str, bytes]:
    """File name under ``samples/expected`` → content."""
    disclosures = [report for report in reports if report.tables]
    files = {f"{report.name}.csv": to_csv(COLUMNS, report_rows(report)) for report in disclosures}
    # What the sentences state was written down by hand, beside the report; it is handed on as it is.
    for report in disclosures:
        claims = REPORTS / f"{report.name}.claims.csv"
        if claims.is_file():
            files[f"{report.name}_narrative.csv"] = claims.read_bytes()
    files["documents.csv"] = to_csv(
        ("gold", "source_file"), [(report.name, PurePosixPath(report.meta["file"]).name) for report in disclosures]
    )
    files["violations.csv"] = to_csv(
        VIOLATION_COLUMNS,
        [(report.name, *(item[c] for c in VIOLATION_COLUMNS[1:])) for report in reports for item in report.meta.get("violations", [])],
    )
    return files
