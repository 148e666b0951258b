"""One cause is one finding, which names the guilty cell where the identities determine it.

A heading of `findings/*.md` is the basis on which a cell is named (`none` where none must be), and behind it `row code or label · column ·
expected value`, as far as there are. Each case must have just that one finding; `nothing` stands for no finding at all.
"""

from pathlib import Path

import duckdb
import pytest

from tests.identities.cases import FOLDER, Case, read_cases

BASES = (
    "identities", "exact_sums", "likely_misprint", "shifted_column", "number_form", "last_digit", "none", "nothing",
)  # fmt: skip
CASES = [case for path in sorted((FOLDER / "findings").glob("*.md")) for case in read_cases(path, BASES)]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_finding(case: Case, cases_warehouse: Path) -> None:
    with duckdb.connect(str(cases_warehouse), read_only=True) as connection:
        found = connection.execute(
            """
            select guilty_basis, coalesce(nullif(row_code, ''), row_label), column_label, trim(trailing '.' from trim(trailing '0' from expected_value::varchar))
            from marts.fct_finding where source_file = ? and family not like 'text%'
            """,
            [case.file],
        ).fetchall()
    if case.verdict == "nothing":
        assert found == []
        return
    assert len(found) == 1, found
    basis, *told = found[0]
    assert basis == (None if case.verdict == "none" else case.verdict), found
    wanted = [part.strip() for part in case.remark.split("·")] if case.remark else []
    assert told[: len(wanted)] == wanted
