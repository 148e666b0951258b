"""Runs the suites of `expectations/` with Great Expectations: `python -m extract.suites`.

`extract/checks.py` starts this in a process of its own, tells it on standard input, as JSON, the `file`, the folder of `suites`, where the
`answer` goes and perhaps the `reports`, and reads the answer, a JSON list of `checks.RuleResult`.

A suite is a Great Expectations suite as JSON, one file a table. Its `meta` names the `table` and the `key` columns that
identify a row; each expectation's `meta` has the `rule` (its name), `en` and `zh` (what must hold, in one sentence) and perhaps `of`, SQL
that counts the rows that the rule is about (all rows of the table where it has none).

`reports` is a Parquet file of report ids: of a table that has a `report_id`, only the rows of these reports are looked at.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
from duckdb_engine import Dialect
from sqlalchemy.dialects import registry

from extract.checks import RuleResult
from extract.memory import memory_limit

KINDS = ("contracts", "identities")


class ReadOnlyDialect(Dialect):  # type: ignore[misc]
    """DuckDB without transactions.

    Great Expectations fetches rows after it has given its connection back, and the rollback on giving back would empty
    DuckDB's result first. Nothing is written through this dialect, so there is nothing to roll back.
    """

    driver = "readonly"
    supports_statement_cache = False

    def do_begin(self, dbapi_connection: Any) -> None:
        pass

    def do_rollback(self, dbapi_connection: Any) -> None:
        pass


def evaluate(file: Path, suites: Path, reports: Path | None = None) -> list[RuleResult]:
    """Evaluate every suite under `suites` against the DuckDB file, or what it says of some reports."""
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute("""
            select table_schema || '.' || table_name, bool_or(column_name = 'report_id') from information_schema.columns group by all
        """).fetchall()
    by_report = dict(rows)

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        name="warehouse",
        connection_string=f"duckdb+readonly:///{file}",
        kwargs={"connect_args": {"read_only": True, "config": {"memory_limit": memory_limit()}}},
        create_temp_table=False,
    )
    results = []
    for kind in KINDS:
        for path in sorted((suites / kind).glob("*.json")):
            spec = json.loads(path.read_text(encoding="utf-8"))
            table = spec["meta"]["table"]
            if table in by_report:
                results += _evaluate_suite(context, source, kind, spec, reports if by_report[table] else None)
            else:
                results += _table_is_missing(kind, spec)
    return results


def _evaluate_suite(context: Any, source: Any, kind: str, spec: dict[str, Any], reports: Path | None) -> list[RuleResult]:
    rows = f"select * from {spec['meta']['table']}"
    if reports:
        listed = str(reports).replace("'", "''")
        rows += f" where report_id in (select report_id from read_parquet('{listed}'))"
    suite = context.suites.add(gx.ExpectationSuite(name=f"{kind}.{spec['name']}", expectations=spec["expectations"]))
    asset = source.add_query_asset(suite.name, query=rows)
    batch = asset.add_batch_definition_whole_table("all")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=suite.name, data=batch, suite=suite))
    outcome = definition.run(result_format={"result_format": "COMPLETE", "unexpected_index_column_names": spec["meta"]["key"]})
    return [_result(kind, spec, one.to_json_dict(), rows, partial=reports is not None) for one in outcome.results]


def _result(kind: str, spec: dict[str, Any], outcome: dict[str, Any], rows: str, *, partial: bool) -> RuleResult:
    config, found = outcome["expectation_config"], outcome["result"]
    table = spec["meta"]["table"]
    query = config["kwargs"].get("unexpected_rows_query")
    if query:
        # Great Expectations puts the table in as a subquery of this name.
        failing_query = query.replace("{batch}", f"({rows}) as subselect")
        failing_rows = int(found.get("observed_value") or 0)
    else:
        failing_query = _failing_query(config, rows, spec["meta"]["key"])
        failing_rows = int(found.get("unexpected_count") or 0)
    return RuleResult(
        kind=kind,
        suite=spec["name"],
        rule=config["meta"]["rule"],
        table=table,
        en=config["meta"]["en"],
        zh=config["meta"]["zh"],
        holds=outcome["success"],
        failing_rows=failing_rows,
        error=_error(outcome["exception_info"]),
        observed=None if failing_query else json.dumps(found.get("details") or found.get("observed_value"), ensure_ascii=False),
        failing_query=failing_query,
        partial=partial,
        of_query=config["meta"].get("of", "select count(*) from {batch}").replace("{batch}", f"(select * from {table}) as subselect"),
    )


def _failing_query(config: dict[str, Any], rows: str, key: list[str]) -> str | None:
    """The rows that a rule about a column finds; None for a rule about the table as a whole.

    The query that Great Expectations gives for them is none over a query (it says `from select …`).
    """
    given = config["kwargs"]
    column = given.get("column")
    if config["type"] == "expect_column_values_to_not_be_null":
        condition = f"{column} is null"
    elif config["type"] == "expect_column_values_to_be_in_set":
        condition = f"{column} not in ({', '.join(map(_literal, given['value_set']))})"
    elif config["type"] == "expect_column_values_to_be_between":
        bounds = ((">", given.get("max_value")), ("<", given.get("min_value")))
        condition = " or ".join(f"{column} {beyond} {_literal(bound)}" for beyond, bound in bounds if bound is not None)
    else:
        return None
    return f"select {', '.join(dict.fromkeys([*key, column]))} from ({rows}) as subselect where {condition}"


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def _error(info: dict[str, Any]) -> str | None:
    """The first line of the exception of an expectation that could not be evaluated.

    The exception stands in `info` itself or, per metric, one level below.
    """
    for one in [info, *(value for value in info.values() if isinstance(value, dict))]:
        if one.get("exception_message"):
            return str(one["exception_message"]).strip().splitlines()[0]
    return None


def _table_is_missing(kind: str, spec: dict[str, Any]) -> list[RuleResult]:
    table = spec["meta"]["table"]
    return [
        RuleResult(
            kind=kind,
            suite=spec["name"],
            rule="table_exists",
            table=table,
            en=f"The build makes {table}.",
            zh=f"构建产生 {table}。",
            holds=False,
            failing_rows=0,
            error=f"the build did not make {table}",
            observed=None,
            failing_query=None,
            partial=False,
        )
    ]


def main() -> None:
    task = {name: Path(path) for name, path in json.load(sys.stdin).items()}
    registry.register("duckdb.readonly", "extract.suites", "ReadOnlyDialect")
    results = [asdict(result) for result in evaluate(task["file"], task["suites"], task.get("reports"))]
    task["answer"].write_text(json.dumps(results, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
