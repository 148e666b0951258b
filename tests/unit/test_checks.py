"""The suites that ship, run against a small warehouse: what holds passes, what does not is told with every row."""

from pathlib import Path

import duckdb
import pytest

from extract import checks
from extract.checks import RuleResult
from extract.errors import NothingPublished
from tests import small_warehouse

VIOLATED = """
insert into marts.fct_identity_check
    select 'v' || n, 'r1', 'row_total', 'final_income', 'row ' || n, '1 = 2', 1, 2, -1, 0.01, 1, 'violated', null, ['c0'], null, null, null
    from range(300) as t(n);
"""
BROKEN = """
update marts.fct_identity_check set status = 'passed';
insert into marts.dim_report_table select * from marts.dim_report_table;
alter table marts.dim_unit drop column unit_name;
drop table marts.dim_measure;
alter table marts.dim_report drop column title;
update marts.fct_reported_amount set confidence = 1.5 where cell_id = 'c1';
"""


def check(folder: Path, then: str = "") -> tuple[Path, dict[str, RuleResult]]:
    file = small_warehouse.make(folder / "zhangben.duckdb", then)
    return file, {f"{one.suite}.{one.rule}": one for one in checks.run(file, folder)}


def test_a_sound_build_passes_every_rule(tmp_path: Path) -> None:
    file, results = check(tmp_path)
    assert [name for name, one in results.items() if not one.holds or one.error] == []
    checks.stop_when_broken(list(results.values()), file)


@pytest.mark.parametrize(("cell", "holds"), [("f1", True), ("p1", True), ("nowhere", False)])
def test_evidence_may_be_a_flagged_figure_or_a_cell_of_a_performance_table(tmp_path: Path, cell: str, holds: bool) -> None:
    """A malformed figure is no amount, and a report that prints one is published with its finding."""
    _, results = check(tmp_path, f"update marts.fct_identity_check set evidence = ['{cell}']")
    assert results["fct_identity_check.evidence_is_printed"].holds is holds


def test_violated_identities_are_kept_to_the_last_row_and_do_not_stop(tmp_path: Path) -> None:
    file, results = check(tmp_path, VIOLATED)
    found = results["income.final_accounts_holds"]
    assert (found.kind, found.holds, found.failing_rows) == ("identities", False, 300)
    checks.stop_when_broken(list(results.values()), file)
    checks.record(file, list(results.values()))
    with duckdb.connect(str(file), read_only=True) as connection:
        failures = connection.execute(
            "select suite, rule, count(*), count(distinct failing_row ->> 'check_id') from marts.check_failure group by all"
        ).fetchall()
        recorded = connection.execute("select count(*), count(*) filter (holds) from marts.check_result").fetchone()
        of = connection.execute("select evaluated_rows from marts.check_result where rule = 'final_accounts_holds' and suite = 'income'").fetchone()
    assert failures == [("income", "final_accounts_holds", 300, 300)]
    assert recorded == (len(results), len(results) - 1)
    assert of == (301,)


def test_a_broken_contract_stops_and_says_which_rule_and_how_many_rows(tmp_path: Path) -> None:
    file, results = check(tmp_path, BROKEN)
    assert results["fct_identity_check.status_is_known"].failing_rows == 1
    assert results["dim_report_table.table_is_once"].failing_rows == 1
    with pytest.raises(NothingPublished) as stopped:
        checks.stop_when_broken(list(results.values()), file)
    said = str(stopped.value)
    assert "fct_identity_check.status_is_known: status is one of exact" in said
    assert "dim_report.columns_are_there" in said
    assert '"missing": ["title"]' in said
    assert "dim_measure.table_exists could not be evaluated: the build did not make marts.dim_measure" in said
    assert str(file) in said
    # What a rule about a column finds is kept too, with the page and the report of each row.
    checks.record(file, list(results.values()))
    with duckdb.connect(str(file), read_only=True) as connection:
        kept = connection.execute(
            "select rule, failing_row ->> 'report_id', failing_row ->> 'confidence' from marts.check_failure"
            " where suite = 'fct_reported_amount' and rule = 'confidence_is_in_range'"
        ).fetchall()
    assert kept == [("confidence_is_in_range", "r1", "1.5")]


def test_a_rule_that_cannot_be_evaluated_is_an_error_and_not_a_failing_rule(tmp_path: Path) -> None:
    file, results = check(tmp_path, "alter table marts.fct_identity_check rename column reason to why;")
    broken = results["fct_identity_check.not_evaluable_has_a_reason"]
    assert broken.error is not None
    assert "reason" in broken.error
    # The others are evaluated all the same.
    assert results["fct_identity_check.status_is_known"].holds
    with pytest.raises(NothingPublished, match="could not be evaluated"):
        checks.stop_when_broken(list(results.values()), file)


def test_a_checker_that_breaks_down_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match=r"the checks broke down: .*nowhere\.duckdb"):
        checks.run(tmp_path / "nowhere.duckdb", tmp_path / "work")
