"""A body's name → province, city and district by seeds/vocabulary/regions.csv."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

SEED = Path(__file__).resolve().parents[2] / "seeds" / "vocabulary" / "regions.csv"
with SEED.open(encoding="utf-8", newline="") as file:
    REGIONS = list(csv.DictReader(file))
PATTERNS = [re.compile(region["pattern"]) for region in REGIONS]


def place(name: str) -> tuple[str, str, str]:
    """The deepest region of the name; an ambiguous district counts only together with its city or province."""
    hits = [r for r, pattern in zip(REGIONS, PATTERNS) if pattern.search(name)]
    cities = {r["city"] for r in hits if r["level"] != "district" and r["city"]}
    provinces = {r["province"] for r in hits if r["level"] == "province"}
    for level in ("district", "city", "province"):
        found = [r for r in hits if r["level"] == level]
        if level == "district":
            named = [r for r in found if r["city"] in cities] or [r for r in found if r["province"] in provinces and not cities]
            found = named or [r for r in found if r["ambiguous"] == "false" and not cities and not provinces]
        elif level == "city":
            found = [r for r in found if r["province"] in provinces] or found
        if found:
            best = max(found, key=lambda r: len(r["name"]))
            return best["province"], best["city"], best["district"]
    return "", "", ""


BODIES = {
    "上海市普陀区人民政府办公室": ("上海市", "上海市", "普陀区"), "上海市审计局": ("上海市", "上海市", ""), "上海市中医文献馆": ("上海市", "上海市", ""),
    "北京市公安局": ("北京市", "北京市", ""), "首都绿化委员会办公室": ("北京市", "北京市", ""), "中国共产党广州市委员会宣传部": ("广东省", "广州市", ""),
    "中共深圳市委宣传部（本级）": ("广东省", "深圳市", ""), "无锡市应急管理综合行政执法监督局": ("江苏省", "无锡市", ""), "江苏省委办公厅": ("江苏省", "", ""),
    "江苏省高级人民法院": ("江苏省", "", ""), "烟台市信访局": ("山东省", "烟台市", ""), "福州市仓山生态环境局": ("福建省", "福州市", ""),
    "福州经济技术开发区生态环境局": ("福建省", "福州市", "福州经济技术开发区"), "西安市发展和改革委员会": ("陕西省", "西安市", ""),
    "重庆市气象局": ("重庆市", "重庆市", ""), "长沙市公安局交通警察支队": ("湖南省", "长沙市", ""), "武汉市人力资源和社会保障局汉阳社会保险管理处": ("湖北省", "武汉市", ""),
    "郑州市人力资源和社会保障投诉举报咨询服务中心": ("河南省", "郑州市", ""), "昆明市人民政府办公室机关": ("云南省", "昆明市", ""), "深圳市南山区财政局": ("广东省", "深圳市", "南山区"),
    "武汉市江汉区民政局": ("湖北省", "武汉市", "江汉区"), "吉林市财政局": ("吉林省", "吉林市", ""), "吉林省财政厅": ("吉林省", "", ""),
    "海南省财政厅": ("海南省", "", ""), "海南藏族自治州财政局": ("青海省", "海南藏族自治州", ""), "广西壮族自治区财政厅": ("广西壮族自治区", "", ""),
    "天津市滨海新区财政局": ("天津市", "天津市", "滨海新区"), "重庆市渝北区财政局": ("重庆市", "重庆市", "渝北区"), "浦东新区财政局": ("上海市", "上海市", "浦东新区"),
    "西双版纳州财政局": ("云南省", "西双版纳傣族自治州", ""), "西南大学": ("", "", ""), "普陀区财政局": ("", "", ""),
}


@pytest.mark.parametrize("name", BODIES)
def test_place(name: str) -> None:
    assert place(name) == BODIES[name]


def test_every_province_and_well_formed() -> None:
    assert len({r["name"] for r in REGIONS if r["level"] == "province"}) == 34
    assert sum(r["level"] == "city" for r in REGIONS) >= 333
    provinces = {r["name"] for r in REGIONS if r["level"] == "province"}
    cities = {(r["province"], r["city"]) for r in REGIONS if r["level"] != "district"}
    for r in REGIONS:
        assert r["province"] in provinces
        if r["level"] == "district":
            assert (r["province"], r["city"]) in cities, r["name"]


def test_every_way_to_write_a_region_has_a_pair_of_characters_that_few_patterns_have() -> None:
    """models/marts/dimensions/dim_unit.sql tries a region only where the name shares such a pair."""
    def pairs(text: str) -> set[str]:
        return {word[i : i + 2] for word in re.findall("[一-龥]{2,}", text) for i in range(len(word) - 1)}

    unambiguous = [r["pattern"] for r in REGIONS if r["ambiguous"] == "false"]
    times = Counter(pair for pattern in set(unambiguous) for pair in pairs(pattern))
    for pattern in unambiguous:
        # What stands in brackets may be left out or be one of several.
        for way in re.sub(r"\([^()]*\)|\[[^]]*\]", " ", pattern).split("|"):
            assert any(times[pair] <= 50 for pair in pairs(way)), pattern


def test_duckdb_reads_the_patterns_alike() -> None:
    duckdb = pytest.importorskip("duckdb")
    con = duckdb.connect()
    bodies = list(BODIES)
    con.execute("create table body as select unnest(?) as name", [bodies])
    con.execute("create table region as select unnest(?) as pattern", [[r["pattern"] for r in REGIONS]])
    matched = set(con.execute("select name, pattern from body, region where regexp_matches(name, pattern)").fetchall())
    assert matched == {(body, pattern.pattern) for body in bodies for pattern in PATTERNS if pattern.search(body)}
