"""File name and first page → kind of report, scope, or the reason why it is no disclosure (seeds/vocabulary/report_kinds.csv)."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

SEED = Path(__file__).resolve().parents[2] / "seeds" / "vocabulary" / "report_kinds.csv"
with SEED.open(encoding="utf-8", newline="") as file:
    RULES = sorted(csv.DictReader(file), key=lambda rule: int(rule["priority"]))


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def ask(aspect: str, file_name: str, first_page: str = "") -> dict[str, str] | None:
    """The first rule of an aspect that fits; title and cover are the first 60 and 200 characters of the first page."""
    name, page = squeeze(file_name), squeeze(first_page)
    places = {"file_name": [name], "title": [page[:60]], "cover": [page[:200]], "first_page": [page], "any": [name, page[:60]]}
    for rule in RULES:
        if rule["aspect"] == aspect and any(re.search(rule["pattern"], text) for text in places[rule["place"]]):
            return rule
    return None


KINDS = [
    ("上海市财政局25年预算.pdf", "上海市2025年市级单位预算 预算单位：上海市财政局", "budget", "unit"),
    ("上海市普陀区人民政府办公室25年预算.pdf", "上海市普陀区2025年区级部门预算 预算主管部门：上海市普陀区人民政府办公室", "budget", "department"),
    ("上海市普陀区财政局2024年度部门决算.pdf", "", "final_accounts", "department"),
    ("24年普陀区财政局（测试问题版本）.pdf", "上海市普陀区财政局2024年度部门决算 目录", "final_accounts", "department"),
    ("上海市审计局_2026_单位预算_3363c27c.pdf", "上海市2026年市级单位预算", "budget", "unit"),
    ("北京市公安局_2026_部门预算报表_a6017e1d.pdf", "预算01表 收支总表 金额单位：万元", "budget", "department"),
    ("tables.pdf", "预算01表 收支总表 金额单位：万元 收入 支出 项目 预算数", "budget", None),
    ("江苏省政协办公厅_2017年度部门预算公开表.pdf", "表一 收支预算总表", "budget", "department"),
    ("1.txt", "武汉市甲局2026年部门预算 决算情况说明 一、部门职责", "budget", "department"),
    ("2.txt", "2023年度预决算公开 武汉市甲局2023年度部门决算", "final_accounts", "department"),
    ("西南大学_2023_部门决算.pdf", "西南大学2023年度部门决算", "final_accounts", "department"),
    ("000_ee91.txt", "武汉市人力资源和社会保障信息中心 2022年度单位决算公开", "final_accounts", "unit"),
    ("西安市财政局（汇总）_2026_部门预算.pdf", "西安市财政局（汇总）2026年部门预算公开说明", "budget", "department"),
    ("西安市发展和改革委员会_2019_部门预算.pdf", "西安市发展和改革委员会2019年部门综合预算说明 一、西安市发改委主要职责及机构设置 "
     "拟订全市国民经济和社会发展战略，受市政府委托向市人大提交国民经济和社会发展计划报告", "budget", "department"),
    ("report.pdf", "2026年深圳市审计局部门预算 目录 第六部分 部门预算绩效管理情况", "budget", "department"),
    ("部门整体绩效目标申报表_3de0a678.pdf", "部门整体预算绩效目标申报表 部门名称", "performance_target", None),
    ("004.txt", "财政项目支出绩效自评报告 项目名称：12333劳务派遣", "performance_self_evaluation", None),
    ("长沙市公安局交通警察支队_2023_专项资金绩效评价结果(扫描).pdf", "", "performance_self_evaluation", None),
]

NO_DISCLOSURE = [
    ("南宁市财政局_政府网站工作年度报表_2025.pdf", "政府网站工作年度报表（2025年度）", "website_annual_report"),
    ("泉州市_国民经济主要指标_2026.pdf", "2026年1—2月泉州市国民经济主要指标", "statistics"),
    ("保定市_企业技术中心名单_扫描.pdf", "", "name_list"),
    ("附件2：部门决算模板.pdf", "上海市XX局2024年度部门决算", "blank_template"),
]


@pytest.mark.parametrize(("name", "page", "kind", "scope"), KINDS)
def test_kind_and_scope(name: str, page: str, kind: str, scope: str | None) -> None:
    assert ask("not_a_disclosure", name, page) is None
    found = ask("report_kind", name, page)
    assert found is not None and found["report_kind"] == kind
    found = ask("scope", name, page)
    assert (found["scope"] if found else None) == scope


@pytest.mark.parametrize(("name", "page", "reason"), NO_DISCLOSURE)
def test_no_disclosure(name: str, page: str, reason: str) -> None:
    found = ask("not_a_disclosure", name, page)
    assert found is not None and found["reason_code"] == reason
    assert found["reason_zh"] and found["reason_en"]


def test_rules_are_well_formed() -> None:
    duckdb = pytest.importorskip("duckdb")
    con = duckdb.connect()
    for rule in RULES:
        con.execute("select regexp_matches('2026年部门预算', ?)", [rule["pattern"]])
        filled = {"not_a_disclosure": "reason_code", "report_kind": "report_kind", "scope": "scope"}[rule["aspect"]]
        assert rule[filled]
        assert rule["place"] in {"any", "file_name", "title", "cover", "first_page"}
