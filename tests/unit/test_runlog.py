"""The run report: figures read from a warehouse file, its text and its JSON."""

import json
from pathlib import Path

from extract import checks, runlog
from extract.landing import LandingSummary
from extract.paths import DataPaths
from extract.runlog import RunReport
from tests import small_warehouse

MORE = """
insert into marts.dim_source_file values ('b.pdf', 'd2', 'quarantined', 'encrypted', '文件已加密', 'the file is encrypted');
insert into marts.dim_report_table by name
    select 'r1' as report_id, 'd1' as document_id, n + 2 as table_seq, 'unrecognised' as table_code, '表' || n as title,
        n + 8 as first_page, n + 8 as last_page, 3 as amount_count
    from range(25) as t(n);
insert into marts.fct_identity_check
    select 'k2', 'r1', 'row_total', 'final_income', 'row 2', '合计 = 拨款 + 其他: 3 = 1 + 1', 3, 2, 1, 0.01, 2, 'violated', null, ['c1'], null, null, null;
insert into marts.fct_identity_check
    select 'k3', 'r1', 'row_total', 'final_income', 'row 3', '∅ = 2: ∅ = 2', null, 2, null, 0, 1, 'not_evaluable', 'the total is left blank / 合计未填列', ['c1'], null, null, null;
insert into marts.fct_finding values ('f1', 'r1', 'a/report.pdf', 'error', 7, 1, '第7页有误', 'Page 7 is wrong', null);
"""


def a_report(folder: Path) -> RunReport:
    file = small_warehouse.make(folder / "build" / "zhangben.duckdb", MORE)
    violated = checks.RuleResult(
        "identities", "final_accounts", "identities_hold", "marts.fct_identity_check", "Hold.", "成立。", False, 1, None, None, "select 1"
    )
    checks.record(file, [violated])
    return RunReport(
        inbox="in",
        data=str(folder),
        strict=False,
        landing=LandingSummary(documents_seen=3, landed_new=1, unchanged=1),
        published=True,
        rebuilt=True,
        figures=runlog.figures(file),
        seconds={"land": 1.0},
    )


def test_text_says_what_a_person_asks_first(tmp_path: Path) -> None:
    report = a_report(tmp_path)
    text = runlog.as_text(report)
    for line in (
        "Published. 1 of 3 files are quarantined.",
        "Documents   3 seen: 1 new, 1 unchanged, 1 quarantined",
        "Pages       12",
        "Tables      1 recognised, 25 unrecognised",
        "Amounts     2",
        "Identities  1 exact, 1 not evaluable, 1 violated",
        "Text        1 exact",
        "Findings    1 error",
        "  a/report.pdf: 2 evaluated, not 1 (the total is left blank)",
        "  b.pdf: the file is encrypted 文件已加密",
        "  a/report.pdf p.3, 4",
        "  a/report.pdf: 1 tables",
        "  a/report.pdf p.5",  # read twice
        "  a/report.pdf: 2 cells",
        "  a/report.pdf p.8: 表0 (3 amounts)",
        "  ... and 5 more in run_report.json",
        "  a/report.pdf: Page 7 is wrong",
    ):
        assert line in text


def test_a_name_forges_no_line_and_moves_no_terminal(tmp_path: Path) -> None:
    report = a_report(tmp_path)
    report.figures["quarantined"][0]["source_file"] = "b\n  c.pdf: fine\x1b[2J\u202e某局　决算.pdf"
    told = r"  b\u000a  c.pdf: fine\u001b[2J\u202e某局　决算.pdf: the file is encrypted 文件已加密"
    assert told in runlog.as_text(report).splitlines()


def test_json_has_everything_and_is_the_same_after_a_run_that_builds_nothing(tmp_path: Path) -> None:
    report = a_report(tmp_path)
    paths = DataPaths.of(tmp_path)
    report.finish()
    runlog.write(report, paths)
    kept = json.loads(paths.report_json.read_text(encoding="utf-8"))
    assert (kept["exit_code"], kept["published"]) == (3, True)
    assert kept["documents"]["quarantined"][0]["reason_zh"] == "文件已加密"
    assert len(kept["warehouse"]["unrecognised_tables"]) == 25
    assert kept["warehouse"]["identity_rules"][0]["failing_rows"] == 1
    # Figures go through JSON between runs (extract/state.py) and must not change on the way.
    assert json.loads(json.dumps(report.figures, default=str)) == report.figures
