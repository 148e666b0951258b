"""The form of the files in expectations/: what `extract/suites.py` and readers of `marts.check_result` rely on."""

import json
from pathlib import Path

import pytest

from extract.checks import SUITES

FILES = sorted(SUITES.glob("*/*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_suite_names_its_table_its_key_and_a_sentence_for_every_rule(file: Path) -> None:
    suite = json.loads(file.read_text(encoding="utf-8"))
    assert suite["name"] == file.stem
    assert suite["meta"]["table"].startswith("marts.")
    assert suite["meta"]["key"]
    rules = [one["meta"]["rule"] for one in suite["expectations"]]
    assert rules
    assert len(set(rules)) == len(rules)
    for one in suite["expectations"]:
        assert one["meta"]["en"].endswith(".")
        assert one["meta"]["zh"].endswith("。")
        # A rule as SQL must go through {batch}: Great Expectations runs it on the table of the suite.
        assert "{batch}" in one["kwargs"].get("unexpected_rows_query", "{batch}")


def test_suite_names_are_unique_over_both_kinds() -> None:
    names = [file.stem for file in FILES]
    assert len(set(names)) == len(names)
