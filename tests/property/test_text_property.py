"""Characters that are printed stay; what is painted over itself counts once."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.tables.text import drop_repeats, join_line, split_lines
from tests.drawing import write

printed = st.text("0123456789.,-（）支出数合计", min_size=1, max_size=20)


@settings(deadline=None)
@example("0000", 29.25, 0.0, 2, 0.1484375)  # larger than the fields in which repeats were looked for
@given(printed, st.floats(3.0, 30.0), st.floats(0, 300), st.integers(1, 7), st.floats(0, 0.15))
def test_a_text_painted_many_times_is_read_once(text: str, size: float, x: float, times: int, offset: float) -> None:
    chars = write(text, x, 100, size)
    painted = [c._replace(x0=c.x0 + offset * size * (i % 2), x1=c.x1 + offset * size * (i % 2)) for i in range(times) for c in chars]
    (line,) = split_lines(drop_repeats(painted))
    assert join_line(line) == text


@settings(deadline=None)
@given(st.lists(printed, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_lines_come_back_in_order_whatever_the_order_of_the_stream(texts: list[str], random: object) -> None:
    chars = [c for row, text in enumerate(texts) for c in write(text, 50, 100 + 14 * row)]
    random.shuffle(chars)  # type: ignore[attr-defined]
    assert [join_line(line) for line in split_lines(chars)] == texts
