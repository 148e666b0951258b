"""The seeds of functional and economic subjects are whole, consistent and agree with hand-checked reports."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "classifications"
GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
LEVELS = {3: ("class", "类"), 5: ("section", "款"), 7: ("item", "项")}


def load(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FUNCTION = load("function_subject.csv")
ECONOMIC = load("economic_subject.csv")
CORRESPONDENCE = load("economic_correspondence.csv")


def plain(name: str) -> str:
    return re.sub(r"\s", "", name).translate(str.maketrans("（）、，", "(),,"))


def names(rows: list[dict[str, str]]) -> dict[str, set[str]]:
    found = defaultdict(set)
    for row in rows:
        found[row["code"]].add(plain(row["name_zh"]))
    return found


@pytest.mark.parametrize("rows", [FUNCTION, ECONOMIC], ids=["function", "economic"])
def test_levels_and_parents(rows: list[dict[str, str]]) -> None:
    codes = {(row.get("classification", ""), row["code"]) for row in rows}
    for row in rows:
        code = row["code"]
        assert re.fullmatch(r"\d{3}(\d\d){0,2}", code)
        assert (row["level"], row["level_zh"]) == LEVELS[len(code)]
        assert row["parent_code"] == ("" if len(code) == 3 else code[:-2])
        if row["parent_code"]:
            assert (row.get("classification", ""), row["parent_code"]) in codes, code
        assert row["name_zh"] and row["name_zh"] == row["name_zh"].strip()
        assert row["source"]


@pytest.mark.parametrize("rows", [FUNCTION, ECONOMIC], ids=["function", "economic"])
def test_periods_of_a_code_do_not_overlap(rows: list[dict[str, str]]) -> None:
    periods = defaultdict(list)
    for row in rows:
        first, last = int(row["first_year"] or 0), int(row["last_year"] or 9999)
        assert first <= last
        periods[row.get("classification", ""), row["code"]].append((first, last))
    for key, spans in periods.items():
        spans.sort()
        assert all(before[1] < after[0] for before, after in pairwise(spans)), key


def test_every_class_is_present() -> None:
    now = {row["code"]: row["name_zh"] for row in FUNCTION if row["level"] == "class" and not row["last_year"]}
    assert set(now) == {str(code) for code in [*range(201, 218), *range(219, 225), 227, *range(229, 235)]}
    assert now["201"] == "一般公共服务支出" and now["207"] == "文化旅游体育与传媒支出" and now["215"] == "资源勘探工业信息等支出"
    now = {row["code"] for row in ECONOMIC if row["level"] == "class" and not row["last_year"]}
    assert now == {"301", "302", "303", "307", "309", "310", "311", "312", "313", "399", *(str(c) for c in range(501, 515)), "599"}


def test_classification_follows_the_code() -> None:
    for row in ECONOMIC:
        assert row["classification"] == ("department" if row["code"][0] == "3" else "government")
    assert {row["budget_kind"] for row in FUNCTION} == {"general_public", "government_fund", "state_capital", "social_insurance_fund"}


@pytest.mark.parametrize(("code", "year", "name"), [
    ("207", 2018, "文化体育与传媒支出"), ("207", 2019, "文化旅游体育与传媒支出"), ("210", 2017, "医疗卫生与计划生育支出"), ("210", 2026, "卫生健康支出"),
    ("215", 2017, "资源勘探信息等支出"), ("20805", 2019, "行政事业单位离退休"), ("20805", 2020, "行政事业单位养老支出"),
    ("2080505", 2026, "机关事业单位基本养老保险缴费支出"), ("2010301", 2025, "行政运行"), ("21208", 2026, "国有土地使用权出让收入安排的支出"),
    ("2210201", 2017, "住房公积金"), ("2296002", 2026, "用于社会福利的彩票公益金支出"),
])
def test_function_name_of_a_year(code: str, year: int, name: str) -> None:
    found = [r["name_zh"] for r in FUNCTION if r["code"] == code and int(r["first_year"] or 0) <= year <= int(r["last_year"] or 9999)]
    assert found == [name]


@pytest.mark.parametrize(("code", "year", "name"), [
    ("30104", 2017, "其他社会保障缴费"), ("30112", 2018, "其他社会保障缴费"), ("30311", 2017, "住房公积金"), ("30113", 2018, "住房公积金"),
    ("310", 2017, "其他资本性支出"), ("310", 2018, "资本性支出"), ("503", 2022, "机关资本性支出（一）"), ("503", 2026, "机关资本性支出"),
])
def test_economic_name_of_a_year(code: str, year: int, name: str) -> None:
    found = [r["name_zh"] for r in ECONOMIC if r["code"] == code and int(r["first_year"] or 0) <= year <= int(r["last_year"] or 9999)]
    assert found == [name]


def test_correspondence_joins_known_sections() -> None:
    known = {row["code"] for row in ECONOMIC if row["level"] == "section"}
    for row in CORRESPONDENCE:
        assert row["government_code"] in known and row["department_code"] in known, row
    pairs = [(row["government_code"], row["department_code"]) for row in CORRESPONDENCE]
    assert len(set(pairs)) == len(pairs)


def gold_subjects() -> set[tuple[str, str]]:
    """Codes with their names as printed in the hand-checked reports; several classifications in a row are split."""
    pairs = set()
    for path in sorted(GOLD.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if "row_code" not in row or "performance" in row["table_code"] or not re.match(r"(final|budget)_", row["table_code"]):
                    continue
                codes, labels = row["row_code"].split("/"), row["row_label"].split("/")
                if len(codes) == len(labels):
                    pairs.update((c, plain(n)) for c, n in zip(codes, labels)
                                 if re.fullmatch(r"[235]\d{2}(\d\d){0,2}", c) and n and not re.search(r"(局|中心|处|办公室)$", n))  # codes of units
    return pairs


@pytest.mark.skipif(not GOLD.is_dir(), reason="the hand-checked reports are not part of the repository")
def test_gold_codes_are_known_by_their_printed_names() -> None:
    known = names(FUNCTION + ECONOMIC)
    unknown = sorted((c, n) for c, n in gold_subjects() if n not in known.get(c, set()))
    assert unknown == []
