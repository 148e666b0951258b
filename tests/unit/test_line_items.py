"""Labels of the summary tables → line codes, by seeds/vocabulary/line_items.csv."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

SEED = Path(__file__).resolve().parents[2] / "seeds" / "vocabulary" / "line_items.csv"
with SEED.open(encoding="utf-8", newline="") as file:
    RULES = sorted(csv.DictReader(file), key=lambda rule: int(rule["priority"]))

ORDINAL = re.compile(r"^([(（][一二三四五六七八九十廿卅]+[)）]|[(（]\d{1,2}[)）]|[一二三四五六七八九十廿卅]+[、.．]|\d{1,2}[、.．])+")


def label_key(label: str) -> str:
    """NFKC, no white space, no ordinal, no 其中."""
    label = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label))
    label = re.sub(r"^其中[:：]", "", ORDINAL.sub("", label))
    return ORDINAL.sub("", label)


def line(label: str, side: str, under: str = "", header: str = "") -> dict[str, str] | None:
    key = label_key(label)
    for rule in RULES:
        if rule["side"] not in ("any", side):
            continue
        if rule["under_line_code"] and rule["under_line_code"] != under:
            continue
        if rule["header_pattern"] and not re.search(rule["header_pattern"], header):
            continue
        if re.search(rule["pattern"], key):
            return rule
    return None


LABELS = [
    ("一、一般公共预算财政拨款收入", "income", "income_general_public_budget"),
    ("一、一般公共预算拨款收入", "income", "income_general_public_budget"),
    ("(一)一般公共预算资金", "income", "income_general_public_budget"),
    ("1.一般公共预算拨款", "income", "income_general_public_budget"),
    ("二、政府性基金预算财政拨款收入", "income", "income_government_fund"),
    ("2、政府性基金", "income", "income_government_fund"),
    ("三、国有资本经营财政拨款", "income", "income_state_capital"),
    ("（3）国有资本经营预算收入", "income", "income_state_capital"),
    ("一、财政拨款收入", "income", "income_fiscal_appropriation"),
    ("一、预算拨款", "income", "income_fiscal_appropriation"),
    ("四、财政专户管理资金收入", "income", "income_special_account"),
    ("二、财政专户拨款", "income", "income_special_account"),
    ("其中：纳入财政专户管理的收费", "income", "income_special_account"),
    ("三、单位资金", "income", "income_unit_funds"),
    ("三、事业收入（不含教育收费）", "income", "income_service"),
    ("五、事业收入资金", "income", "income_service"),
    ("六、经营收入", "income", "income_business"),
    ("四、事业单位经营收入", "income", "income_business"),
    ("上级补助收入", "income", "income_superior_subsidy"),
    ("七、附属单位上缴收入资金", "income", "income_affiliate_remittance"),
    ("九、其他收入", "income", "income_other"),
    ("三、其他资金", "income", "income_other"),
    ("其中：捐赠收入", "income", "income_donation"),
    ("本 年 收 入 合 计", "income", "total_current_year_income"),
    ("当年收入小计", "income", "total_current_year_income"),
    ("一、本年支出", "expenditure", "total_current_year_expenditure"),
    ("收入合计", "income", "total_income"),
    ("支 出 总 计", "expenditure", "total_expenditure"),
    ("总计", "income", "total"),
    ("上年结转", "income", "carry_over_opening"),
    ("二、上年结转", "income", "carry_over_opening"),
    ("年初结转和结余", "income", "carry_over_opening"),
    ("上年结余、结转", "income", "carry_over_opening"),
    ("上年结转资金", "income", "carry_over_opening"),
    ("年初财政拨款结转和结余", "income", "carry_over_opening_fiscal_appropriation"),
    ("2.非财政拨款结余、结转", "income", "carry_over_opening_non_fiscal"),
    ("1.一般公共预算拨款结余、结转", "income", "carry_over_opening_general_public_budget"),
    ("年终结转结余", "expenditure", "carry_over_closing"),
    ("二十七、结转下年", "expenditure", "carry_over_closing"),
    ("结转结余下年", "expenditure", "carry_over_closing"),
    ("结转下年支出", "expenditure", "carry_over_closing"),
    ("年末财政拨款结转和结余", "expenditure", "carry_over_closing_fiscal_appropriation"),
    ("结余分配", "expenditure", "surplus_distribution"),
    ("使用非财政拨款结余（含专用结余）", "income", "use_of_non_fiscal_surplus"),
    ("用事业基金弥补收支差额", "income", "use_of_non_fiscal_surplus"),
    ("对附属单位的补助支出", "expenditure", "expenditure_affiliate_subsidy"),
    ("二十五、上缴上级支出", "expenditure", "expenditure_remitted_to_superior"),
    ("一、基本支出", "expenditure", "expenditure_basic"),
    ("1、人员经费和公用经费支出", "expenditure", "expenditure_basic"),
    ("2、专项业务经费支出", "expenditure", "expenditure_project"),
    ("三、单位预留机动经费", "expenditure", "expenditure_reserve"),
]

FUNCTION_LABELS = [
    ("八、社会保障和就业支出", "208"), ("（八）社会保障和就业支出", "208"), ("七、文化体育与传媒支出", "207"), ("七、文化旅游体育与传媒支出", "207"),
    ("九、医疗卫生与计划生育支出", "210"), ("10、卫生健康支出", "210"), ("十四、资源勘探信息等支出", "215"), ("十四、资源勘探工业信息等支出", "215"),
    ("十七、国土海洋气象等支出", "220"), ("十八、自然资源海洋气象等支出", "220"), ("廿一、其他支出", "229"), ("二十四、预备费", "227"),
    ("二十一、国有资本经营预算支出", "223"), ("二十六、抗疫特别国债安排的支出", "234"), ("廿四、债务发行费用支出", "233"), ("一、一般公共服务", "201"),
]


@pytest.mark.parametrize(("label", "side", "code"), LABELS)
def test_line(label: str, side: str, code: str) -> None:
    found = line(label, side)
    assert found is not None and found["line_code"] == code


@pytest.mark.parametrize(("label", "code"), FUNCTION_LABELS)
def test_function_line(label: str, code: str) -> None:
    found = line(label, "expenditure")
    assert found is not None and found["function_code"] == code


def test_fund_line_below_the_carry_over_is_carry_over() -> None:
    found = line("（一）一般公共预算拨款", "income", under="carry_over_opening")
    assert found is not None and found["line_code"] == "carry_over_opening_general_public_budget"


def test_economic_blocks_know_their_other_expenditure() -> None:
    header = "政府预算支出经济分类科目（按大类）"
    found = line("11、其他支出", "expenditure", header=header)
    assert found is not None and found["government_economic_code"] == "599"
    found = line("（10）其他支出", "expenditure", header="部门预算支出经济分类科目（按大类）")
    assert found is not None and found["economic_code"] == "399"
    found = line("9、对个人和家庭的补助", "expenditure", header=header)
    assert found is not None and found["government_economic_code"] == "509"
    found = line("（3）对个人和家庭补助", "expenditure")
    assert found is not None and found["economic_code"] == "303"


def test_rules_are_well_formed() -> None:
    codes = {rule["line_code"] for rule in RULES}
    for rule in RULES:
        assert rule["side"] in {"income", "expenditure", "any"}
        assert re.fullmatch(r"[a-z_]+", rule["line_code"])
        assert not rule["under_line_code"] or rule["under_line_code"] in codes
        assert sum(bool(rule[column]) for column in ("function_code", "economic_code", "government_economic_code")) <= 1


def test_duckdb_reads_the_patterns_alike() -> None:
    duckdb = pytest.importorskip("duckdb")
    labels = [label_key(case[0]) for case in LABELS + FUNCTION_LABELS]
    con = duckdb.connect()
    for rule in RULES:
        answers = con.execute("select regexp_matches(t, ?) from (select unnest(?) t)", [rule["pattern"], labels]).fetchall()
        assert [bool(re.search(rule["pattern"], label)) for label in labels] == [row[0] for row in answers], rule["pattern"]
