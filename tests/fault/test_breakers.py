"""One real run over reports that each once stopped every publication: what they print is flagged, and what breaks a contract is put aside."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract import checks, pipeline
from extract.paths import PROJECT, DataPaths
from extract.runlog import RunReport
from tests import breakers

GOOD = ("武汉市/武汉市人力资源和社会保障投诉咨询中心_2020_单位决算.pdf", "郑州市/郑州市人力资源和社会保障投诉举报咨询服务中心_2022_项目绩效自评.pdf")
# No report is known that breaks a contract any more, so one is made that a report in thousands of yuan breaks: a rule about a column.
GUILTY = "千元.html"
CONTRACT = {
    "type": "expect_column_values_to_be_in_set",
    "kwargs": {"column": "unit_scale", "value_set": [1, 100, 10000, 1000000, 100000000]},
    "severity": "critical",
    "meta": {"rule": "no_thousands", "en": "Nothing is printed in thousands.", "zh": "没有以千元为单位的数。"},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunReport, RunReport, DataPaths]]:
    """The first run over the inbox, and a second one."""
    folder = tmp_path_factory.mktemp("breakers")
    inbox, paths = folder / "inbox", DataPaths.of(folder / "data")
    breakers.save(inbox)
    (inbox / GUILTY).write_text(breakers.income(unit="千元", name="统计局"), encoding="utf-8")
    for name in GOOD:
        shutil.copy(PROJECT / "samples" / "inbox" / name, inbox)
    suites = folder / "expectations"
    shutil.copytree(PROJECT / "expectations", suites)
    suite = suites / "contracts" / "fct_reported_amount.json"
    spec = json.loads(suite.read_text(encoding="utf-8"))
    spec["expectations"].append(CONTRACT)
    suite.write_text(json.dumps(spec), encoding="utf-8")
    run = checks.run

    def with_contract(file: Path, work: Path, _: Path | None = None, *rest: Any, **options: Any) -> list[checks.RuleResult]:
        return run(file, work, suites, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "run", with_contract)
        yield pipeline.run(inbox, paths.data, workers=2), pipeline.run(inbox, paths.data, workers=2), paths


def ask(paths: DataPaths, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_all_but_the_one_that_breaks_a_contract_are_published(runs: tuple[RunReport, RunReport, DataPaths]) -> None:
    first, _, paths = runs
    assert (first.published, first.exit_code) == (True, 3), first.verdict
    outcomes = {file: rest for file, *rest in ask(paths, "select source_file, status, reason_code, reason_zh, reason_en from marts.dim_source_file")}
    assert outcomes.keys() == {*breakers.BREAKERS, GUILTY, *(Path(name).name for name in GOOD)}
    assert {file for file, (status, *_) in outcomes.items() if status == "quarantined"} == {GUILTY}
    _, code, zh, en = outcomes[GUILTY]
    assert code == "breaks_contract"
    assert "fct_reported_amount.no_thousands" in zh and "第 1 页" in zh
    assert "fct_reported_amount.no_thousands" in en and "page 1" in en
    assert ask(paths, f"select status, amounts from marts.mart_report_quality where source_file = '{GUILTY}'") == [("quarantined", 0)]
    assert [one["source_file"] for one in first.quarantined] == [GUILTY]
    assert ask(paths, "select count(*) from marts.check_result where kind = 'contracts' and not holds") == [(0,)]


def test_what_does_not_fit_is_told(runs: tuple[RunReport, RunReport, DataPaths]) -> None:
    *_, paths = runs
    report = "inner join marts.dim_report using (report_id) where source_file ="
    flagged = ask(paths, f"select reason, count(*) from marts.fct_flagged_cell {report} '亿元_其实是元.html' group by all")
    assert flagged == [("not_a_number", 12)]
    for file in ("行次过长.html", "行次无穷.html"):
        notes = ask(paths, f"select fct_identity_check.status from marts.fct_identity_check {report} '{file}' and identity_code = 'note_names_line'")
        assert notes == [("not_evaluable",)]
    claims = ask(paths, f"select count(*), count(value), count(amount) from marts.fct_narrative_claim {report} '正文长数字.html' and claim <> 'year'")
    assert claims == [(8, 2, 2)]
    numbers = ask(paths, f"select count(*), count(number) from marts.fct_performance_indicator {report} '绩效长数字.html' and printed_text = '{breakers.LONG}'")
    assert numbers[0][0] > 0 and numbers[0][1] == 0
    assert ask(paths, f"select distinct unit_scale from marts.fct_reported_amount {report} '百万元.html'") == [(1000000,)]
    spanned = ask(paths, "select count(*) from marts.fct_reported_amount inner join marts.dim_report using (report_id) where source_file = '栅格零列.docx'")
    assert spanned == [(12,)]
    code = ask(paths, "select name_zh, is_official from marts.dim_function_subject where code = '2158877'")
    assert code == [("新设科目", False)]


def test_the_second_run_finds_nothing_to_do(runs: tuple[RunReport, RunReport, DataPaths]) -> None:
    _, second, _ = runs
    assert (second.rebuilt, second.exit_code) == (False, 3)
    assert second.landing is not None and second.landing.unchanged == second.landing.documents_seen
    assert {"build", "check", "publish"}.isdisjoint(second.seconds)
