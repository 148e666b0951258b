"""Marks of lines, totals and names, by which labels are told."""

from __future__ import annotations

import pytest

from extract.exports.labels import (
    CHINESE,
    CHINESE_IN_BRACKETS,
    IN_BRACKETS,
    OF_WHICH,
    PLAIN,
    chinese_mark,
    is_mark,
    is_numbered,
    line_sides,
    mark_of,
    without_marks,
)
from extract.numerals import number_of


@pytest.mark.parametrize(("numeral", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("廿一", 21)])
def test_numerals_are_numbers(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


@pytest.mark.parametrize(
    ("label", "mark", "rest"),
    [
        ("一、财政拨款收入", (CHINESE, 1), "财政拨款收入"),
        ("（十二）住房保障支出", (CHINESE_IN_BRACKETS, 12), "住房保障支出"),
        ("1.一般公共预算", (PLAIN, 1), "一般公共预算"),
        ("(2)运行维护费", (IN_BRACKETS, 2), "运行维护费"),
        ("其中：1. 工资", (OF_WHICH, 0), "工资"),
        ("其中：基本支出", (OF_WHICH, 0), "其中:基本支出"),
        ("1.50", None, "1.50"),
        ("(2023年)预算", None, "(2023年)预算"),
        ("一般公共预算", None, "一般公共预算"),
    ],
)
def test_lines_are_told_by_their_marks(label: str, mark: tuple[int, int] | None, rest: str) -> None:
    assert mark_of(label) == mark
    assert without_marks(label) == rest


def test_what_numbers_a_line() -> None:
    assert is_numbered("其中：工资")
    assert not is_numbered("其中工资")
    assert not is_numbered("（1）")  # the number of a column stands in brackets too
    assert [bool(chinese_mark(label)) for label in ("一、收入", "(一)收入", "1.收入", "其中：收入")] == [True, True, False, False]
    assert [is_mark(word) for word in ("（一）", "1、", "其中：", "一、收入")] == [True, True, True, False]
    assert line_sides("一、财政拨款收入") == line_sides("财政拨款收入") == {"income"}
