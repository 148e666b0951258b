"""Words of a document and, last, the name of its file → kind and scope of report (seeds/vocabulary/report_kinds.csv)."""

from __future__ import annotations

import csv
import re

import pytest

from extract.vocabulary import SEEDS, squeeze

VOCABULARY = SEEDS / "vocabulary"


def read(name: str) -> list[dict[str, str]]:
    with (VOCABULARY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RULES = sorted(read("report_kinds"), key=lambda rule: int(rule["priority"]))


def ask(aspect: str, file_name: str, first_page: str = "") -> dict[str, str] | None:
    """The first rule of an aspect that fits; the cover is the first 200 characters of the first page. No table has a title."""
    name, page = squeeze(file_name), squeeze(first_page)
    places = {"file_name": name, "title": "", "cover": page[:200], "first_page": page}
    for rule in RULES:
        if rule["aspect"] == aspect and re.search(rule["pattern"], places[rule["place"]]):
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
    # The text wins over the name of the file.
    ("某局2026年部门预算.html", "某局2023年度部门决算", "final_accounts", "department"),
    ("某局2026年部门决算.html", "某中心2026年单位预算", "budget", "unit"),
    ("某局2024年部门预算.pdf", "2023年度某某局专项资金绩效评价结果 部门预算项目执行良好", "performance_self_evaluation", "department"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "page", "kind", "scope"), KINDS)
def test_kind_and_scope(name: str, page: str, kind: str, scope: str | None) -> None:
    found = ask("report_kind", name, page)
    assert found is not None and found["report_kind"] == kind
    found = ask("scope", name, page)
    assert (found["scope"] if found else None) == scope


@pytest.mark.parametrize("seed", ["report_kinds", "report_evidence", "document_kinds"])
def test_rules_are_well_formed(seed: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    con = duckdb.connect()
    for rule in read(seed):
        assert None not in rule and None not in rule.values()
        con.execute("select regexp_matches('2026年部门预算', ?)", [rule["pattern"]])
        if seed == "report_kinds":
            assert rule[{"report_kind": "report_kind", "scope": "scope"}[rule["aspect"]]]


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("部门名称：甲市丙局", "甲市丙局"),
        ("2023年度专项资金绩效评价评价项目单位：甲市卯局", "甲市卯局"),
        ("有关部门：甲市丙局", None),
    ],
)
def test_a_line_that_names_the_body_is_told_by_its_words(line: str, body: str | None) -> None:
    (pattern,) = [row["pattern"] for row in read("report_evidence") if row["kind"] == "owner_line"]
    found = re.search(pattern, squeeze(line))
    assert (found and found.group(1)) == body


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("甲市丁局2019年度部门决算", "甲市丁局"),
        ("2026年甲市乙局部门预算", "甲市乙局"),
        ("甲市第二事务中心2023年度项目支出绩效自评报告", "甲市第二事务中心"),
        ("2023年度项目支出绩效自评报告", None),  # where the year stands first, nothing says where the name ends
    ],
)
def test_a_first_line_names_the_body(line: str, body: str | None) -> None:
    (pattern,) = [row["pattern"] for row in read("report_evidence") if row["kind"] == "head_name"]
    found = re.search(pattern, squeeze(line))
    assert (found and found.group(1)) == body
