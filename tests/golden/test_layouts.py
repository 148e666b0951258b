"""The layout laboratory on a few layouts: whatever a layout does, no figure lands wrong."""

from pathlib import Path

from benchmarks.layouts import features
from benchmarks.layouts.lab import make, run

NUMBERS = range(12)


def test_no_figure_of_a_few_layouts_lands_wrong(tmp_path: Path) -> None:
    verdicts = run(tmp_path, NUMBERS, seed=13)
    assert len({verdict.document.name for verdict in verdicts}) == len(NUMBERS)
    assert [verdict for verdict in verdicts if verdict.outcome == "wrong"] == []


def test_a_layout_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    layout = features.plain()
    first, second = (make(tmp_path / name, 5, 1, layout) for name in ("one", "two"))
    assert (tmp_path / "one" / first.name).read_bytes() == (tmp_path / "two" / second.name).read_bytes()
    assert first.truths == second.truths


def test_the_accounts_are_consistent(tmp_path: Path) -> None:
    """Each figure of a layout is stated once, with what it means; totals are the sums of their parts."""
    document = make(tmp_path, 3, 1, features.plain())
    lines = [truth for truth in document.truths if truth.table_code == "budget_general_public_expenditure"]
    totals = {truth.column.key: truth.amount for truth in lines if truth.label == "合计"}
    assert totals["total"] == totals["basic"] + totals["project"]
    assert totals["total"] == sum(truth.amount for truth in lines if truth.column.key == "total" and len(truth.code) == 7)
