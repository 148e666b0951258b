"""Figures recognised in a scan: sums confirm them, correct one digit where that is the only way, and flag what stays in doubt."""

from __future__ import annotations

from extract.document import Box, Cell, Seen, Table
from extract.readers.scan.digits import check

HEAD = [["科目编码"], ["科目名称"], ["合计"], ["基本支出"], ["项目支出"]]
ROWS = [
    ["", "合计", "300.50", "200.25", "100.25"],
    ["208", "社会保障和就业支出", "180.30", "120.20", "60.10"],
    ["20805", "行政事业单位养老支出", "180.30", "120.20", "60.10"],
    ["210", "卫生健康支出", "120.20", "80.05", "40.15"],
]


def table(rows: list[list[str]], head: list[list[str]] = HEAD) -> Table:
    cells = [
        Cell(at + 1, col, 1, 1, Box(col, at, col + 1, at + 1), text, 1, header_path=head[col])
        for at, row in enumerate(rows)
        for col, text in enumerate(row)
    ]
    return Table("支出决算表", "", "单位：万元", "", "", 1, 1, 1, len(rows) + 1, len(head), cells, [], "ocr", 1.0)


def seen(text: str, doubts: dict[int, tuple[float, str, float]] | None = None) -> list[Seen]:
    """The characters of a text, read without doubt but for those in ``doubts`` (place → probability, rival, probability of that)."""
    return [Seen(char, *(doubts or {}).get(at, (0.9999, "", 0.0))) for at, char in enumerate(text)]


def checked(rows: list[list[str]], doubts: dict[tuple[int, int], dict[int, tuple[float, str, float]]], head: list[list[str]] = HEAD) -> dict[tuple[int, int], Cell]:
    """The cells of a table after the check, by row and column."""
    found = table(rows, head)
    places = {(cell.row - 1, cell.col): cell for cell in found.cells}
    check([found], {id(cell): seen(cell.text, doubts.get(place)) for place, cell in places.items() if cell.text})
    return places


def changed(at: int, col: int, text: str) -> list[list[str]]:
    rows = [list(row) for row in ROWS]
    rows[at][col] = text
    return rows


def test_a_digit_in_doubt_that_the_sums_decide_is_corrected_and_says_so() -> None:
    cells = checked(changed(3, 3, "30.05"), {(3, 3): {0: (0.6, "8", 0.39)}})
    assert (cells[3, 3].text, cells[3, 3].inferred) == ("80.05", True)
    assert cells[3, 3].inference == (
        "recognised as 30.05; corrected to satisfy 合计 = 基本支出 + 项目支出; 合计 = sum of its parts"
    )
    assert not any(cell.inference for place, cell in cells.items() if place != (3, 3))


def test_a_point_read_as_a_comma_is_put_right() -> None:
    cells = checked(changed(1, 4, "60,10"), {(1, 4): {2: (0.98, ".", 0.02)}})
    assert (cells[1, 4].text, cells[1, 4].inferred) == ("60.10", True)


def test_a_lost_digit_is_put_back_where_the_figure_was_in_doubt() -> None:
    cells = checked(changed(2, 3, "12.20"), {(2, 3): {1: (0.5, "0", 0.1)}})
    assert (cells[2, 3].text, cells[2, 3].inferred) == ("120.20", True)


def test_a_figure_read_without_doubt_is_never_changed_whatever_the_sums_say() -> None:
    cells = checked(changed(3, 3, "30.05"), {})
    assert cells[3, 3].text == "30.05"
    assert not any(cell.inferred or cell.inference for cell in cells.values())  # the report's own misprint: findings are for that


def test_no_digit_is_chosen_where_two_figures_would_do() -> None:
    head = [["项目"], ["合计"], ["基本支出"], ["项目支出"]]
    rows = [["甲", "3.10", "1.05", "2.05"], ["乙", "4.20", "2.10", "2.10"], ["丙", "9.90", "3.30", "6.00"]]
    doubt = {0: (0.5, "6", 0.2), 2: (0.5, "6", 0.3)}
    cells = checked(rows, {(2, 2): doubt, (2, 3): {2: (0.5, "6", 0.3)}}, head)
    assert [cells[2, col].text for col in (1, 2, 3)] == ["9.90", "3.30", "6.00"]
    assert not any(cell.inferred for cell in cells.values())
    assert cells[2, 2].inference == "recognised with probability 0.50, and contradicts 合计 = 基本支出 + 项目支出"
    assert cells[2, 3].inference
    assert not cells[2, 1].inference  # read without doubt


def test_a_doubtful_figure_is_flagged_unless_a_sum_confirms_it() -> None:
    doubt = {0: (0.7, "7", 0.2)}
    confirmed = checked(ROWS, {(1, 2): doubt})
    assert not any(cell.inference for cell in confirmed.values())
    head = [["项目"], ["金额"]]
    alone = checked([["购车", "12.50"], ["差旅", "3.40"]], {(0, 1): doubt}, head)
    assert alone[0, 1].inference == "recognised with probability 0.70, and no sum confirms it"
    assert not alone[0, 1].inferred
    assert not alone[1, 1].inference


def test_a_figure_without_the_decimals_of_its_table_is_flagged() -> None:
    head = [["项目"], ["金额"]]
    rows = [[f"项目{n}", f"{n}.50"] for n in range(12)] + [["购车", "1250"]]
    cells = checked(rows, {}, head)
    assert cells[12, 1].inference == "prints 0 decimals where its table prints 2, and no sum confirms it"


def test_letters_and_marks_that_look_like_those_of_a_figure_are_put_right_and_say_so() -> None:
    head = [["项目"], ["金额"]]
    rows = [[f"项目{n}", f"{n}.50"] for n in range(1, 30)] + [["甲", "2.504.50"], ["乙", "O"], ["丙", "80,50"], ["丁", "1.2.3"]]
    cells = checked(rows, {}, head)
    assert [(cells[at, 1].text, cells[at, 1].inferred) for at in (29, 30, 31)] == [("2,504.50", True), ("0", True), ("80.50", True)]
    assert cells[29, 1].inference == "recognised as 2.504.50; written as the figures of its table are"
    assert (cells[32, 1].text, cells[32, 1].inferred, cells[32, 1].inference) == ("1.2.3", False, "recognised characters that are no figure")


def test_a_code_that_its_name_has_elsewhere_otherwise_is_corrected_and_an_unknown_one_in_doubt_flagged() -> None:
    head = [["支出功能分类科目"], ["合计"]]
    rows = [["208289-其他退役军人事务管理支出", "1.00"], ["2080105-劳动保障监察", "2.00"], ["2089877-某某支出", "3.00"], ["117001-局本级", "4.00"]]
    doubt = {3: (0.5, "9", 0.4)}
    cells = checked(rows, {(0, 0): {}, (1, 0): doubt, (2, 0): doubt}, head)
    assert (cells[0, 0].text, cells[0, 0].inferred) == ("2082899-其他退役军人事务管理支出", True)
    assert cells[0, 0].inference == "recognised as 208289; 其他退役军人事务管理支出 has the code 2082899"
    assert not cells[1, 0].inference  # an official code
    assert (cells[2, 0].inference, cells[2, 0].inferred) == ("no known code: 2089877", False)
    assert not cells[3, 0].inference  # the code of a unit


def test_figures_under_a_head_or_beside_a_label_that_was_hardly_legible_are_flagged() -> None:
    found = table([["一、教育", "1.00", "2.00"], ["二、科技", "3.00", "4.00"]], [["项目"], ["台计"], ["基本支出"]])
    heads = [Cell(0, col, 1, 1, Box(col, 0, col + 1, 1), text, 1, is_header=True) for col, text in enumerate(("项目", "台计", "基本支出"))]
    found.cells = [*heads, *found.cells]
    doubts = {(0, 1): {0: (0.4, "合", 0.3)}, (2, 0): {2: (0.4, "料", 0.3)}}
    check([found], {id(cell): seen(cell.text, doubts.get((cell.row, cell.col))) for cell in found.cells})
    said = {(cell.row, cell.col): cell.inference for cell in found.cells if cell.inference}
    assert said == {
        (1, 1): "a head or label recognised in doubt: 台计",
        (2, 1): "a head or label recognised in doubt: 二、科技",
        (2, 2): "a head or label recognised in doubt: 二、科技",
    }


def test_in_a_table_that_was_read_badly_every_figure_needs_a_sum_that_confirms_it() -> None:
    found = table([["甲", "3.00", "1.00", "2.00"], ["乙", "5.00", "2.00", "4.00"]], [["项目"], ["合计"], ["基本支出"], ["项目支出"]])
    found.confidence = 0.88
    check([found], {id(cell): seen(cell.text) for cell in found.cells})
    said = {(cell.row, cell.col): cell.inference for cell in found.cells if cell.inference}
    assert set(said) == {(2, 1), (2, 2), (2, 3)}
    assert said[2, 1] == "stands in a table recognised with confidence 0.88, and no sum confirms it"
