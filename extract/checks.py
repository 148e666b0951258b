"""The suites of `expectations/`, run by Great Expectations against a built warehouse file.

Great Expectations runs in a process of its own (`extract/suites.py`): it keeps connections to the file open until its
process ends, which would stop the pipeline from finishing the file, and what it prints goes to a log.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from extract.delta import failing_rows
from extract.errors import Broken, NothingPublished
from extract.paths import PROJECT

SUITES = PROJECT / "expectations"
LOG = "checks.log"


@dataclass(frozen=True)
class RuleResult:
    """What came of one rule of one suite."""

    kind: str  # contracts: must hold. identities: what is told about the reports.
    suite: str
    rule: str
    table: str
    en: str
    zh: str
    holds: bool
    failing_rows: int
    error: str | None  # the rule could not be evaluated: a fault of ours, never data
    observed: str | None  # for a rule about the table as a whole: what was found instead
    failing_query: str | None  # SQL that gives every failing row with the suite's key columns
    partial: bool = False  # only the rows of some reports were looked at
    of_query: str | None = None  # SQL that counts the rows that the rule is about, whole table: the denominator of failing_rows

    @property
    def breaks(self) -> bool:
        """A contract that does not hold."""
        return self.kind == "contracts" and not self.holds


@contextmanager
def checker(work: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that checks, started before there is something to check: Great Expectations takes seconds to load.

    `work` is a folder for its log. It ends with the block, whatever happens.
    """
    work.mkdir(parents=True, exist_ok=True)
    with (work / LOG).open("w", encoding="utf-8") as noise:
        child = subprocess.Popen(
            [sys.executable, "-m", "extract.suites"], stdin=subprocess.PIPE, stdout=noise, stderr=noise, cwd=PROJECT, text=True
        )
    with child:
        try:
            yield child
        finally:
            child.kill()


def run(
    file: Path,
    work: Path,
    suites: Path = SUITES,
    reports: Sequence[str] | None = None,
    child: subprocess.Popen[str] | None = None,
) -> list[RuleResult]:
    """Evaluate every suite against the DuckDB file, which is only read.

    Args:
        file: the warehouse file.
        work: a folder for the result and the log.
        suites: the folder of suites.
        reports: where given, only the rows of these reports are looked at in tables that have `report_id`: those of the others are as
            they were when they were checked.
        child: a `checker` of the same folder; one is started when None.

    Raises NothingPublished when the checking itself breaks down; rules that do not hold, or could not be evaluated, are in what is
    returned.
    """
    if child is None:
        with checker(work) as started:
            return run(file, work, suites, reports, started)
    answer, log = work / "checks.json", work / LOG
    answer.unlink(missing_ok=True)
    task = {"file": str(file), "suites": str(suites), "answer": str(answer)}
    if reports is not None:
        listed = work / "checks.reports.parquet"
        pl.DataFrame({"report_id": list(reports)}, schema={"report_id": pl.String}).write_parquet(listed)
        task["reports"] = str(listed)
    child.communicate(json.dumps(task))
    if child.returncode != 0:
        # DuckDB's bindings add a note about leaked objects after the traceback, whose last line says what happened.
        traceback = log.read_text(encoding="utf-8", errors="replace").split("nanobind:")[0].strip()
        raise NothingPublished(f"the checks broke down: {traceback.splitlines()[-1] if traceback else 'no message'} (log: {log})")
    return [RuleResult(**rule) for rule in json.loads(answer.read_text(encoding="utf-8"))]


def record(file: Path, results: list[RuleResult], reports: Sequence[str] | None = None) -> None:
    """Write the results into the file: `marts.check_result`, a row a rule, and `marts.check_failure`, a row a failing row.

    With `reports`, what the file says already of the other reports stays, and counts.
    """
    with duckdb.connect(str(file)) as connection:
        connection.execute("""
            create schema if not exists marts;
            create or replace table marts.check_result (
                kind varchar, suite varchar, rule varchar, table_name varchar,
                description_en varchar, description_zh varchar, holds boolean, failing_rows bigint, error varchar,
                evaluated_rows bigint);
            comment on table marts.check_result is 'One row per rule of expectations/ checked on this build. 本次构建所检查的每条规则。';
            create table if not exists marts.check_failure (suite varchar, rule varchar, failing_row json);
            comment on table marts.check_failure is 'Every row that fails a rule. 不符合规则的每一行。';
        """)
        kept = [f"{r.suite}.{r.rule}" for r in results if r.partial]
        connection.execute(
            "delete from marts.check_failure"
            " where not list_contains(?::varchar[], suite || '.' || rule) or list_contains(?::varchar[], failing_row ->> 'report_id')",
            [kept, list(reports or ())],
        )
        for r in results:
            if r.failing_rows and r.failing_query:
                # The rows are fetched again by SQL: Great Expectations itself hands back at most 200.
                connection.execute(
                    f"insert into marts.check_failure select ?, ?, to_json(failing) from ({r.failing_query}) as failing",
                    [r.suite, r.rule],
                )
            others = "select count(*) from marts.check_failure where suite = $2 and rule = $3"
            connection.execute(
                f"""
                insert into marts.check_result
                select $1, $2, $3, $4, $5, $6, $7 and failing = 0, failing, $8, ({r.of_query or "select null::bigint"})
                from (select if($9, ({others}), $10) as failing)
                """,
                [r.kind, r.suite, r.rule, r.table, r.en, r.zh, r.holds, r.error, r.partial, r.failing_rows],
            )
        connection.execute("checkpoint")


def stop_when_broken(results: list[RuleResult], file: Path) -> None:
    """Raise NothingPublished when a rule of any kind could not be evaluated, and Broken, with the rows, when a contract does not hold."""
    errors = [f"  {r.suite}.{r.rule} could not be evaluated: {r.error}" for r in results if r.error]
    broken = [r for r in results if r.breaks and not r.error]
    said = [f"  {r.suite}.{r.rule}: {r.en} Found: {r.observed or f'{r.failing_rows:,} failing rows'}" for r in broken]
    sentence = f"the build breaks its contract (failing rows: marts.check_failure in {file}):\n" + "\n".join(errors + said)
    if errors:
        raise NothingPublished(sentence)
    if broken:
        with duckdb.connect(str(file), read_only=True) as connection:
            rows = [row for r in broken if r.failing_query for row in failing_rows(connection, f"{r.suite}.{r.rule}", r.failing_query)]
        raise Broken(sentence, rows, [f"{r.suite}.{r.rule}" for r in broken])
