"""Claims of the sentences, cells of the performance tables and what the samples get wrong, against what was written down by hand."""

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from extract.paths import PROJECT, DataPaths
from tests.golden.cells import documents

SAMPLES = PROJECT / "samples" / "expected"
PERFORMANCE_COLUMNS = ("年初目标值", "年度目标值", "实际完成值", "得分", "指标值", "分值")


def bare(text: str) -> str:
    """Without white space and punctuation, half-width."""
    return re.sub(r"[\s,，、。:：;；\"'“”()（）]+", "", unicodedata.normalize("NFKC", text or ""))


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", [n for n in documents(SAMPLES) if (SAMPLES / f"{n}_narrative.csv").is_file()])
def test_every_claim_is_found(sample_warehouse: DataPaths, name: str) -> None:
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        found = [
            (abs(value), unit, bare(subject), bare(sentence))
            for value, unit, subject, sentence in connection.execute(
                """
                select c.value, c.unit, c.subject || coalesce(c.subject_code, ''), c.sentence
                from marts.fct_narrative_claim as c join marts.dim_report using (report_id)
                where parse_filename(source_file) = ? and c.value is not null
                """,
                [documents(SAMPLES)[name]],
            ).fetchall()
        ]
    missing = [
        row
        for row in rows(f"{name}_narrative.csv")
        if not any(
            value == abs(Decimal(row["value"])) and unit == (row["unit"] or unit) and bare(row["sentence_excerpt"]) in sentence
            for value, unit, _, sentence in found
        )
    ]
    assert missing == []


@pytest.mark.parametrize("name", documents(SAMPLES))
def test_every_indicator_is_found(sample_warehouse: DataPaths, name: str) -> None:
    """Indicator, column and text of every target, actual value, weight and score."""
    expected = Counter(
        (r["table_code"], r["row_label"], r["column_label"], r["value"])
        for r in rows(f"{name}.csv")
        if "performance" in r["table_code"] and r["column_label"].split("/")[0] in PERFORMANCE_COLUMNS
    )
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        found = Counter(
            connection.execute(
                """
                select table_code, replace(replace(indicator, '(', '（'), ')', '）'), column_label,
                       regexp_replace(regexp_replace(printed_text, '\\s', '', 'g'), '([0-9]),([0-9]{3})', '\\1\\2', 'g')
                from marts.fct_performance_indicator join marts.dim_report using (report_id)
                where parse_filename(source_file) = ?
                """,
                [documents(SAMPLES)[name]],
            ).fetchall()
        )

    def plain(counter: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
        return Counter({tuple(bare(part) for part in key): count for key, count in counter.items()})

    assert list((plain(expected) - plain(found)).elements()) == []


def test_what_the_samples_get_wrong(sample_warehouse: DataPaths) -> None:
    """Every violation of the text and of the performance tables that arithmetic and the tables can show, and no other."""
    with duckdb.connect(str(sample_warehouse.published), read_only=True) as connection:
        found = Counter(
            connection.execute(
                """
                select regexp_extract(source_file, '20[0-9]{2}'), identity_code
                from marts.fct_claim_check as c join marts.dim_report using (report_id)
                where c.status = 'violated'
                """
            ).fetchall()
        )
    assert found == Counter({
        ("2020", "performance_score"): 1,
        ("2020", "performance_score_total"): 1,
        ("2020", "text_residue"): 2,
        ("2020", "text_zero_base"): 3,
        ("2022", "performance_rate"): 2,
        ("2022", "performance_weight_total"): 1,
        ("2022", "text_amount_in_table"): 1,
        ("2022", "text_names_items"): 1,
        ("2022", "text_none_against_table"): 1,
        ("2022", "text_residue"): 1,
        ("2022", "text_score_in_performance_table"): 1,
        ("2023", "performance_class_agrees"): 1,
        ("2023", "text_amount_in_performance_table"): 2,
        ("2023", "text_direction"): 1,
        ("2023", "text_glossary_subject"): 1,
        ("2023", "text_names_body"): 1,
        ("2023", "text_names_items"): 1,
        ("2023", "text_names_year"): 1,
        ("2023", "text_rate_in_performance_table"): 2,
        ("2023", "text_residue"): 1,
        ("2023", "text_share_percent"): 1,
        ("2023", "text_subject_exists"): 1,
        ("2023", "text_subject_in_tables"): 2,
        ("2024", "performance_target_agrees"): 1,
        ("2024", "text_residue"): 3,
        ("2024", "text_zero_base"): 3,
    })  # fmt: skip


def test_a_verdict_says_why_it_cannot_be_given(sample_warehouse: DataPaths) -> None:
    with duckdb.connect(str(Path(sample_warehouse.published)), read_only=True) as connection:
        unexplained = connection.execute(
            "select check_id from marts.fct_claim_check where (status = 'not_evaluable') <> (reason is not null) or status is null"
        ).fetchall()
    assert unexplained == []
