"""The run report: what a run did and what the published file holds, as text for people and as JSON for programs."""

import json
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import duckdb

from extract import __version__
from extract.paths import DataPaths

if TYPE_CHECKING:
    from extract.landing import LandingSummary

# The text shows so many of each list and says how many more stand in the JSON.
SHOWN = 20


@dataclass
class RunReport:
    """What is known about one run; filled in as it goes."""

    inbox: str
    data: str
    strict: bool
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    finished_at: datetime | None = None
    landing: "LandingSummary | None" = None
    published: bool = False  # the published file is up to date with the inbox
    rebuilt: bool = False  # ... and was built by this run
    figures: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    failure: str | None = None

    def finish(self) -> None:
        self.finished_at = datetime.now(UTC)
        self.seconds["total"] = round((self.finished_at - self.started_at).total_seconds(), 2)

    @property
    def quarantined(self) -> list[dict[str, str]]:
        """Every file that was put aside, with its reason: because it cannot be read, or because it is no report."""
        if "quarantined" in self.figures:
            return list(self.figures["quarantined"])
        # Nothing was built: what the landing knows.
        landed = self.landing.quarantined if self.landing else []
        return [dict(zip(("source_file", "reason_code", "reason_zh", "reason_en"), one, strict=True)) for one in landed]

    @property
    def violated(self) -> int:
        """How many rules of expectations/identities have rows that fail: identities broken and not acknowledged."""
        return sum(rule["failing_rows"] for rule in self.figures.get("identity_rules", []))

    @property
    def exit_code(self) -> int:
        if not self.published:
            return 1
        return 3 if self.quarantined or (self.strict and self.violated) else 0

    @property
    def verdict(self) -> str:
        if not self.published:
            return f"Nothing published: {self.failure}"
        said = "Published." if self.rebuilt else "Nothing has changed: the published file is up to date."
        if self.quarantined:
            said += f" {len(self.quarantined)} of {self.landing.documents_seen if self.landing else '?'} files are quarantined."
        if self.strict and self.violated:
            said += f" {self.violated:,} identities are violated and not acknowledged (strict)."
        return said


def figures(file: Path) -> dict[str, Any]:
    """Counts and lists for the report, read from a warehouse file. Everything is JSON-ready."""
    with duckdb.connect(str(file), read_only=True) as connection:

        def rows(query: str) -> list[dict[str, Any]]:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or []]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        def count(query: str) -> dict[str, int]:
            return dict(connection.execute(query).fetchall())

        return {
            "reports": count("select status, count(*) from marts.dim_report group by all order by all"),
            "quarantined": rows(
                "select source_file, reason_code, reason_zh, reason_en"
                " from marts.dim_source_file where status = 'quarantined' order by source_file"
            ),
            "pages": connection.execute("select coalesce(sum(page_count), 0)::bigint from marts.dim_report").fetchall()[0][0],
            "tables": count(
                "select if(table_code = 'unrecognised', 'unrecognised', 'recognised') as kind, count(*)"
                " from marts.dim_report_table group by all order by all"
            ),
            "unrecognised_tables": rows(
                "select r.source_file, t.first_page as page, t.title, t.amount_count as amounts, t.candidates"
                " from marts.dim_report_table t join marts.dim_report r using (report_id)"
                " where t.table_code = 'unrecognised' order by r.source_file, t.table_seq"
            ),
            "amounts": connection.execute("select count(*) from marts.fct_reported_amount").fetchall()[0][0],
            "identities": count("select status, count(*) from marts.fct_identity_check group by all order by all"),
            "text_checks": count("select status, count(*) from marts.fct_claim_check group by all order by all"),
            "finding_counts": count(
                "select if(acknowledged_by is null, severity, 'acknowledged') as kind, count(*)"
                " from marts.fct_finding group by all order by all"
            ),
            "not_evaluable": rows(
                "select r.source_file, c.reason, count(*) as instances"
                " from marts.fct_identity_check c join marts.dim_report r using (report_id)"
                " where c.status = 'not_evaluable' group by all order by r.source_file, c.reason"
            ),
            "identity_rules": rows(
                "select suite, rule, description_en as en, description_zh as zh, failing_rows, evaluated_rows"
                " from marts.check_result where kind = 'identities' and not holds order by suite, rule"
            ),
            "findings": rows(
                "select finding_id, source_file, severity, page_no as page, check_count, sentence_zh, sentence_en, acknowledged_by"
                " from marts.fct_finding order by source_file, page, finding_id"
            ),
            "quality": rows("select * from marts.mart_report_quality order by source_file"),
        }


def _plain(entry: str) -> str:
    """One line of text: what moves a terminal, or turns the direction of reading, in the name of a file is told by its number."""
    return "".join(f"\\u{ord(char):04x}" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in entry)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in counts.items()) or "none"


def as_json(report: RunReport) -> str:
    landing = report.landing
    return json.dumps(
        {
            "zhangben": __version__,
            "inbox": report.inbox,
            "data": report.data,
            "started_at": report.started_at.isoformat(timespec="seconds"),
            "finished_at": report.finished_at.isoformat(timespec="seconds") if report.finished_at else None,
            "exit_code": report.exit_code,
            "verdict": report.verdict,
            "published": report.published,
            "rebuilt": report.rebuilt,
            "strict": report.strict,
            "documents": {
                "seen": landing.documents_seen if landing else None,
                "new": landing.landed_new if landing else None,
                "unchanged": landing.unchanged if landing else None,
                "quarantined": report.quarantined,
            },
            "warehouse": {name: value for name, value in report.figures.items() if name != "quarantined"},
            "warnings": report.warnings,
            "seconds": report.seconds,
        },
        ensure_ascii=False,
        indent=2,
        default=str,
    )


def as_text(report: RunReport) -> str:
    held = report.figures
    lines = [
        f"Zhangben run report · {report.started_at:%Y-%m-%d %H:%M:%S} UTC",
        f"{report.verdict}",
        "",
    ]
    if report.landing:
        seen = report.landing
        lines.append(
            f"Documents   {seen.documents_seen:,} seen: {seen.landed_new:,} new, {seen.unchanged:,} unchanged,"
            f" {len(report.quarantined):,} quarantined"
        )
    if held:
        lines += [
            f"Pages       {held['pages']:,}",
            f"Tables      {held['tables'].get('recognised', 0):,} recognised, {held['tables'].get('unrecognised', 0):,} unrecognised",
            f"Amounts     {held['amounts']:,}",
            "Identities  " + _counts(held["identities"]),
            "Text        " + _counts(held["text_checks"]),
            "Findings    " + _counts(held["finding_counts"]),
        ]
    lines.append("Time        " + ", ".join(f"{stage} {took:.1f} s" for stage, took in report.seconds.items()))

    def section(title: str, entries: list[str]) -> None:
        if entries:
            lines.extend(["", title, *(f"  {_plain(entry)}" for entry in entries[:SHOWN])])
            if len(entries) > SHOWN:
                lines.append(f"  ... and {len(entries) - SHOWN:,} more in run_report.json")

    section(
        "Quarantined",
        [f"{q['source_file']}: {q['reason_en']} {q['reason_zh']}" for q in report.quarantined],
    )
    quality = held.get("quality", [])
    section(
        "Accepted, but not read whole",
        [f"{q['source_file']}: {q['caveat_en']} {q['caveat_zh']}" for q in quality if q.get("caveat_en")],
    )
    section(
        "Pages that are images only (their text is not read)",
        [f"{q['source_file']} p.{', '.join(map(str, q['image_only_pages']))}" for q in quality if q["image_only_pages"]],
    )
    section(
        "Pages that the fast reader got wrong (the thorough reader's text is taken; please report them)",
        [f"{q['source_file']} p.{', '.join(map(str, q['corrected_pages']))}" for q in quality if q["corrected_pages"]],
    )
    section(
        "Money tables that print no unit (no amount in yuan)",
        [f"{q['source_file']}: {q['tables_without_unit']:,} tables" for q in quality if q["tables_without_unit"]],
    )
    section(
        "Columns of amounts that nothing explains (their measure is other)",
        [f"{q['source_file']}: {q['columns_unknown']:,} columns" for q in quality if q["columns_unknown"]],
    )
    section(
        "Cells that print something else where a number belongs (marts.fct_flagged_cell)",
        [f"{q['source_file']}: {q['cells_flagged']:,} cells" for q in quality if q["cells_flagged"]],
    )
    section(
        "Unrecognised tables (all their cells are in the file)",
        [
            f"{t['source_file']} p.{t['page']}: {t['title'] or 'no title'} ({t['amounts']:,} amounts)"
            + (f", perhaps {' or '.join(t['candidates'])}" if t.get("candidates") else "")
            for t in held.get("unrecognised_tables", [])
        ],
    )
    reasons: dict[str, list[str]] = {}
    for one in held.get("not_evaluable", []):
        reasons.setdefault(one["source_file"], []).append(f"{one['instances']:,} ({one['reason'].split(' / ')[0]})")
    evaluated = {q["source_file"]: q["identities_exact"] + q["identities_rounding"] + q["identities_violated"] for q in quality}
    section(
        "Identities that cannot be evaluated, beside those that are",
        [f"{file}: {evaluated.get(file, 0):,} evaluated, not {', '.join(why)}" for file, why in reasons.items()],
    )
    section(
        "Findings",
        [
            f"{f['source_file']}: {shorten(f['sentence_en'], 240)}" + (" (acknowledged)" if f["acknowledged_by"] else "")
            for f in held.get("findings", [])
        ],
    )
    section("Warnings", report.warnings + held.get("build_warnings", []))
    return "\n".join(lines) + "\n"


def write(report: RunReport, paths: DataPaths) -> None:
    """Write both forms of the report into DATA. Raises OSError when that cannot be done."""
    for file, content in ((paths.report_text, as_text(report)), (paths.report_json, as_json(report))):
        beside = file.with_name(file.name + ".new")
        beside.write_text(content, encoding="utf-8")
        beside.replace(file)
