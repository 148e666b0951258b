"""Characters → lines and the text of cells."""

from __future__ import annotations

import pytest

from extract.document import Char
from extract.tables.text import drop_repeats, join_line, page_lines, split_lines
from tests.drawing import write


def texts(chars: list[Char]) -> list[str]:
    return [join_line(line) for line in split_lines(chars)]


@pytest.mark.parametrize("offset", [0.0, 0.3, 1.0, 1.9])
def test_characters_painted_again_count_once(offset: float) -> None:
    chars = write("合计 1,111.11", 50, 100)
    again = [c._replace(x0=c.x0 + offset, x1=c.x1 + offset) for c in chars]
    assert texts(drop_repeats(chars + again + again)) == ["合计 1,111.11"]


@pytest.mark.parametrize("number", ["1111", "0.00", "22,222.22", "11.11", "(11)"])
@pytest.mark.parametrize("size", [3.6, 10.0, 16.0])
def test_equal_digits_side_by_side_survive(number: str, size: float) -> None:
    assert texts(drop_repeats(write(number, 50, 100, size))) == [number]


def test_the_same_number_on_the_next_line_survives() -> None:
    assert texts(drop_repeats(write("0.00", 50, 100) + write("0.00", 50, 112))) == ["0.00", "0.00"]


def test_lines_are_ordered_as_a_person_reads_them() -> None:
    assert texts(write("第二行", 50, 120) + write("右", 200, 100) + write("左", 50, 101)) == ["左 右", "第二行"]


def test_a_visible_gap_becomes_a_space_and_a_narrow_one_does_not() -> None:
    apart = write("82,096,797.42", 50, 100) + write("82,096,797.42", 50 + 13 * 5 + 7, 100)
    close = write("支", 50, 100) + write("出", 63, 100)
    assert texts(apart) == ["82,096,797.42 82,096,797.42"]
    assert texts(close) == ["支出"]


def test_a_number_set_half_a_line_higher_than_its_label_stays_on_its_own_line() -> None:
    assert texts(write("抚恤金", 50, 107) + write("304", 20, 100)) == ["304", "抚恤金"]


def test_page_lines_know_their_place_and_size() -> None:
    (line,) = page_lines(3, write("  单位：万元", 50, 100, 12))
    assert (line.page_no, line.text, line.size) == (3, "单位：万元", 12)
    assert line.box.x0 == 62  # where the ink begins
