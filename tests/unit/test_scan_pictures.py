"""The optional OCR reader, on small pictures made here: skew, rules, and where recognised characters stand."""

from __future__ import annotations

from itertools import pairwise

import pytest

cv2 = pytest.importorskip("cv2", reason="`make setup-ocr` installs what reads scans")
np = pytest.importorskip("numpy")

from extract.document import Box, Rule, Seen  # noqa: E402
from extract.readers.ocr import place  # noqa: E402
from extract.readers.picture import Picture, erase, find_ink, find_rules, find_skew, straighten, turn  # noqa: E402
from extract.readers.recognise import TextLine, cut, decode, rest, shrink  # noqa: E402

SCALE = 200 / 72


def paper(width: float = 300, height: float = 200) -> Picture:
    """A white page of a size in points."""
    return np.full((round(height * SCALE), round(width * SCALE)), 255, np.uint8)


def line(picture: Picture, x0: float, top: float, x1: float, bottom: float, grey: int = 0, thick: int = 2) -> None:
    """Draw a line; places are points."""
    ends = [(round(x * SCALE), round(y * SCALE)) for x, y in ((x0, top), (x1, bottom))]
    cv2.line(picture, *ends, grey, thick)


def ruled(grey: int = 0) -> Picture:
    """Three columns and four rows between 30..270 and 40..120 points, with a word and a number in it."""
    picture = paper()
    for y in (40, 60, 80, 100, 120):
        line(picture, 30, y, 270, y, grey)
    for x in (30, 110, 190, 270):
        line(picture, x, 40, x, 120, grey)
    cv2.putText(picture, "H1l1T", (round(35 * SCALE), round(57 * SCALE)), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 3)
    cv2.putText(picture, "1,111.11", (round(115 * SCALE), round(76 * SCALE)), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    return picture


def stand(rules: list[Rule], *expected: tuple[float, float, float]) -> bool:
    """Whether rules stand at these positions, from and to these places, to a point."""
    found = sorted(tuple(value / SCALE for value in rule) for rule in rules)
    return len(found) == len(expected) and np.allclose(found, expected, atol=1.5)


@pytest.mark.parametrize("angle", [-2.3, -0.8, 0.0, 0.5, 3.1])
def test_the_skew_of_a_page_is_found_and_taken_back(angle: float) -> None:
    skewed = turn(ruled(), -angle)
    assert find_skew(find_ink(skewed, SCALE)) == pytest.approx(angle, abs=0.06)
    level, turned = straighten(skewed, SCALE)
    assert turned == pytest.approx(angle, abs=0.06)
    assert len(find_rules(level, SCALE).horizontal) == 5


def test_a_blank_page_has_no_skew_and_no_rules() -> None:
    assert straighten(paper(), SCALE)[1] == 0.0
    assert find_rules(paper(), SCALE)[:2] == ([], [])


@pytest.mark.parametrize("grey", [0, 120, 215])
def test_rules_are_found_where_they_are_drawn_however_pale_and_strokes_of_characters_are_none(grey: int) -> None:
    found = find_rules(ruled(grey), SCALE)
    assert stand(found.horizontal, *((y, 30, 270) for y in (40, 60, 80, 100, 120)))
    assert stand(found.vertical, *((x, 40, 120) for x in (30, 110, 190, 270)))


def test_dotted_rules_and_rules_in_noise_are_found() -> None:
    picture = ruled(100)
    picture[:, ::4] = 255  # every fourth column of pixels is white: dots
    noisy = np.clip(picture + np.random.default_rng(1).normal(0, 10, picture.shape), 0, 255).astype(np.uint8)
    assert stand(find_rules(noisy, SCALE).horizontal, *((y, 30, 270) for y in (40, 60, 80, 100, 120)))


def test_a_column_line_between_merged_cells_ends_where_it_ends() -> None:
    picture = paper()
    for y in (40, 60, 80):
        line(picture, 30, y, 270, y)
    for x, top in ((30, 40), (150, 60), (270, 40)):
        line(picture, x, top, x, 80)
    assert stand(find_rules(picture, SCALE).vertical, (30, 40, 80), (150, 60, 80), (270, 40, 80))


def test_lines_that_meet_no_other_are_no_table() -> None:
    picture = paper()
    line(picture, 30, 40, 270, 40)
    line(picture, 30, 60, 270, 60)
    assert find_rules(picture, SCALE)[:2] == ([], [])


def test_erased_rules_leave_the_characters() -> None:
    picture = ruled()
    cleaned = erase(picture, find_rules(picture, SCALE).mask)
    ink = find_ink(cleaned, SCALE)
    assert not ink[:, round(190 * SCALE) - 4 : round(190 * SCALE) + 5].any()
    assert ink[round(50 * SCALE)].any()


def test_marks_that_the_detector_has_overlooked_are_found_in_cells_only_and_dirt_is_not() -> None:
    picture = paper()
    cv2.putText(picture, "7", (300, 300), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    cv2.putText(picture, "8", (300, 450), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    picture[280:282, 400:402] = 0
    (found,) = rest(find_ink(picture, SCALE), [], [Box(250, 250, 500, 350)], SCALE)
    assert 295 < found.x0 < found.x1 < 325
    assert 270 < found.top < found.bottom < 310


def test_a_detected_line_is_cut_at_the_column_lines_that_pass_through_it() -> None:
    box = Box(100, 50, 400, 80)
    rules = [Rule(200, 0, 300), Rule(300, 90, 300), Rule(399, 0, 300)]
    assert [(b.x0, b.x1) for b in cut([box], rules, SCALE)] == [(100, 200), (200, 400)]


def test_a_box_is_drawn_close_around_its_ink() -> None:
    ink = np.zeros((200, 400), np.uint8)
    ink[100:120, 150:250] = 255
    box = shrink(Box(50, 60, 390, 190), ink, 1.0)
    assert box == Box(148, 98, 252, 122)
    assert shrink(Box(0, 0, 100, 50), ink, 1.0) is None


def test_steps_that_show_a_character_in_a_row_are_one_and_the_next_likely_is_its_rival() -> None:
    output = np.zeros((7, 4))
    output[:, 0] = 0.9
    output[1] = output[2] = (0.05, 0.9, 0.05, 0.0)  # "1" over two steps
    output[4] = (0.1, 0.0, 0.5, 0.4)  # "2", and nearly "3"
    one, two = decode(output, ["", "1", "2", "3"], 100.0, 10.0, 200.0)
    assert (one.text, one.probability, one.x) == ("1", 0.9, 120.0)
    assert (two.text, two.rival, two.rival_probability, two.x) == ("2", "3", 0.4, 145.0)


def test_the_characters_of_a_line_stand_side_by_side_from_end_to_end_of_its_ink() -> None:
    spots = (20.0, 40.0, 52.0, 64.0, 76.0)
    chars = list(place(TextLine(Box(8, 8, 92, 30.4), [Seen(c, 0.9, "", 0.0, x) for c, x in zip("支1234", spots)]), 1.0))
    size = chars[0].size
    assert size == pytest.approx(20, abs=0.1)
    assert (chars[0].x0, chars[-1].x1) == pytest.approx((10, 90))
    assert all(a.x0 < b.x0 for a, b in pairwise(chars))
    assert (chars[0].top + chars[0].bottom) / 2 == pytest.approx(19.2)
    (lone,) = place(TextLine(Box(8, 8, 22, 30), [Seen("0", 0.9, "", 0.0, 13.0)]), 1.0)
    assert (lone.x0 + lone.x1) / 2 == pytest.approx(15)


def test_a_rule_that_ends_just_short_of_another_reaches_it_and_one_that_runs_into_a_character_does_not() -> None:
    picture = paper()
    for y in (40, 55, 120):
        line(picture, 30, y, 270, y)
    for x in (30, 150, 270):
        line(picture, x, 42 if x != 150 else 45, x, 120)  # a hair below the rule on top; a stroke that is none
    found = find_rules(picture, SCALE).vertical
    assert stand(found, (30, 40, 120), (150, 55, 120), (270, 40, 120))
