"""Whatever an export prints: no figure is lost, no two cells share a place, a figure without a sure column says so."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.exports.labels import is_figure
from extract.exports.lines import split_lines
from extract.exports.read import read_lines

WORDS = ["201", "20101", "08", "行政运行", "教育支出", "合计", "某项目", "1.00", "2.50", "3.50", "0.00", "7", ".62", "-", "注：无", "2026"]
HEAD = "2024年部门预算\n支出总表\n单位：万元\n科目编码   科目名称   合计   基本支出   项目支出\n"
rows = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60)
@given(rows, st.sampled_from([" ", "    ", "\t", "\n\n"]))
def test_cells_of_any_export_have_places_of_their_own(words: list[list[str]], gap: str) -> None:
    text = HEAD + "\n".join(gap.join(line) for line in words)
    document = read_lines(split_lines(text), 1)
    for table in document.tables:
        places = [(cell.row, cell.col) for cell in table.cells]
        assert len(places) == len(set(places))
        assert all(cell.col + cell.col_span <= table.column_count for cell in table.cells)
        assert 0 <= table.confidence <= 1
        assert all(cell.inference for cell in table.cells if cell.readings)
        for cell in table.cells:
            if is_figure(cell.text) and not cell.is_header:
                assert cell.row < table.row_count
