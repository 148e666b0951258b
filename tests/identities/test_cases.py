"""Every identity of the catalogue has cases that hold, break and cannot be evaluated; all of them go through the pipeline at once."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from extract.paths import PROJECT
from tests.identities.cases import FOLDER, Case, all_cases, read_cases

CASES = all_cases()
CATALOGUE = pl.read_csv(PROJECT / "seeds" / "identities" / "identity_catalogue.csv")["identity_code"].to_list()

# What breaks them is all that these have rows for: where they hold, they are absent.
ONLY_BROKEN = {"text_residue", "text_zero_base"}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case, cases_warehouse: Path) -> None:
    with duckdb.connect(str(cases_warehouse), read_only=True) as connection:
        found = connection.execute(
            """
            select c.status, c.statement, c.reason
            from (
                select report_id, identity_code, status, statement, reason from marts.fct_identity_check
                union all
                select report_id, identity_code, status, statement, reason from marts.fct_claim_check
            ) as c
            join marts.dim_report as r using (report_id)
            where r.source_file = ? and c.identity_code = ?
            """,
            [case.file, case.identity_code],
        ).fetchall()
    statuses = {status for status, *_ in found}
    if case.verdict == "absent":
        assert found == []
    elif case.verdict == "violated":
        # What is broken breaks some instances; the others of the case may hold.
        assert "violated" in statuses, found
    elif case.verdict == "not_evaluable":
        # So does what is missing.
        assert "not_evaluable" in statuses and "violated" not in statuses, found
    else:
        assert statuses == {case.verdict}, found
    assert all(reason for status, _, reason in found if status == "not_evaluable")


def test_every_identity_has_cases() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(CATALOGUE)
    for path in FOLDER.glob("*.md"):
        kinds = [case.verdict for case in CASES if case.identity_code == path.stem]
        assert "violated" in kinds and ("exact" in kinds or path.stem in ONLY_BROKEN), path.name
        assert "not_evaluable" in kinds or "absent" in kinds, path.name


def test_a_wrong_heading_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("## perhaps\n", encoding="utf-8")
    with pytest.raises(ValueError, match="perhaps"):
        read_cases(file)
