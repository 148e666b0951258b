"""Labels that stray from full rows: whatever strays, in whatever order, no row gets the label of another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.exports.full import Label, Page, settle_labels
from extract.exports.lines import TextLine

ITEMS = {"301": ["基本工资", "津贴补贴", "奖金"], "302": ["办公费", "印刷费", "水费"], "303": ["离休费", "退休费"]}
CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助"}
BODIES = ["某局（本级）", "甲中心", "乙事务所"]


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[str, list[int]]]:
    """The rows of a table, label and amounts of two columns: a total, bodies, their classes and items."""
    rows: list[tuple[str, list[int]]] = []
    whole = [0, 0]
    for body in BODIES[: draw(st.integers(1, 3))]:
        of_body, own = [0, 0], []
        for code in draw(st.lists(st.sampled_from(sorted(CLASSES)), min_size=1, unique=True).map(sorted)):
            of_class, items = [0, 0], []
            for name in ITEMS[code][: draw(st.integers(1, 3))]:
                amounts = [draw(st.integers(10_000, 10_000_000)) for _ in range(2)]
                items.append((name, amounts))
                of_class = [total + amount for total, amount in zip(of_class, amounts, strict=True)]
            own += [(CLASSES[code], of_class), *items]
            of_body = [total + amount for total, amount in zip(of_body, of_class, strict=True)]
        rows += [(body, of_body), *own]
        whole = [total + amount for total, amount in zip(whole, of_body, strict=True)]
    return [("合计", whole), *rows]


@st.composite
def printed(draw: st.DrawFn) -> tuple[list[str], list[Page]]:
    """A table in pages, some of whose labels are printed behind the rows of their page, in order or not."""
    rows = draw(tables())
    size = draw(st.integers(4, 30))
    shuffled = draw(st.booleans())
    pages = []
    for start in range(0, len(rows), size):
        own = rows[start : start + size]
        stray = draw(st.sets(st.integers(0, len(own) - 1)))
        behind = [own[row][0] for row in sorted(stray)]
        if shuffled:
            behind = draw(st.permutations(behind))
        blocks = [(row, [TextLine(1, row, name)]) for row, (name, _) in enumerate(own) if row not in stray]
        blocks += [(len(own), [TextLine(1, 99, name, blank_before=1)]) for name in behind]
        pages.append(Page([amounts for _, amounts in own], blocks))
    return [name for name, _ in rows], pages


@given(printed())
def test_a_label_that_is_proved_is_that_of_its_row(case: tuple[list[str], list[Page]]) -> None:
    names, pages = case
    settled: list[Label | None] = [label for page in settle_labels(pages, frozenset()) for label in page]
    assert len(settled) == len(names)
    for name, label in zip(names, settled, strict=True):
        assert label is None or label.text == name


@given(tables())
def test_labels_beside_their_rows_are_all_proved(rows: list[tuple[str, list[int]]]) -> None:
    page = Page([amounts for _, amounts in rows], [(row, [TextLine(1, row, name)]) for row, (name, _) in enumerate(rows)])
    assert [label and label.text for label in settle_labels([page], frozenset())[0]] == [name for name, _ in rows]
