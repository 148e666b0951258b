"""Printed table titles → table codes, by the patterns of seeds/vocabulary/table_titles.csv.

The same patterns run in Python and in DuckDB (RE2), so both are asked.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

SEED = Path(__file__).resolve().parents[2] / "seeds" / "vocabulary" / "table_titles.csv"
UNITS = SEED.with_name("units.csv")


def load(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RULES = sorted(load(SEED), key=lambda rule: int(rule["priority"]))


def normalise(title: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))


def recognise(title: str, report_kind: str = "unknown", header: str = "") -> str | None:
    """The first rule whose report kind, title pattern and header pattern all fit."""
    squeezed, header = normalise(title), normalise(header)
    for rule in RULES:
        if rule["report_kind"] not in ("any", report_kind):
            continue
        if not re.search(rule["title_pattern"], squeezed):
            continue
        if rule["header_pattern"] and not re.search(rule["header_pattern"], header):
            continue
        return rule["table_code"]
    return None


# title, code and, where the wording alone leaves it open, report kind and header paths
TITLES: list[tuple[str, ...]] = [
    # 上海 and 上海普陀, budgets
    ("2025年部门财务收支预算总表", "budget_income_expenditure_summary"),
    ("2026年预算单位财务收支预算总表", "budget_income_expenditure_summary"),
    ("2025年部门收入预算总表", "budget_income"),
    ("2026年预算单位收入预算总表", "budget_income"),
    ("2025年部门支出预算总表", "budget_expenditure"),
    ("2026年预算单位支出预算总表", "budget_expenditure"),
    ("2025年部门财政拨款收支预算总表", "budget_fiscal_appropriation_summary"),
    ("2026年预算单位财政拨款收支预算总表", "budget_fiscal_appropriation_summary"),
    ("2025年部门一般公共预算支出功能分类预算表", "budget_general_public_expenditure"),
    ("2026年预算单位一般公共预算支出功能分类预算表", "budget_general_public_expenditure"),
    ("2025年部门政府性基金预算支出功能分类预算表", "budget_government_fund"),
    ("2026年预算单位政府性基金预算支出功能分类预算表", "budget_government_fund"),
    ("2025年部门国有资本经营预算支出功能分类预算表", "budget_state_capital"),
    ("2026年预算单位国有资本经营预算支出功能分类预算表", "budget_state_capital"),
    ("2025年部门一般公共预算基本支出部门预算经济分类预算表", "budget_general_public_basic_expenditure"),
    ("2026年预算单位一般公共预算基本支出部门预算经济分类预算表", "budget_general_public_basic_expenditure"),
    ("2025年部门“三公”经费和机关运行经费预算表", "budget_three_public"),
    ("2026年单位“三公”经费和机关运行经费预算表", "budget_three_public"),
    # 上海普陀, final accounts
    ("收入支出决算总表", "final_income_expenditure_summary"),
    ("收入决算表", "final_income"),
    ("支出决算表", "final_expenditure"),
    ("财政拨款收入支出决算总表", "final_fiscal_appropriation_summary"),
    ("一般公共预算财政拨款支出决算表", "final_general_public_expenditure"),
    ("一般公共预算财政拨款基本支出决算表", "final_general_public_basic_expenditure"),
    ("财政拨款“三公”经费支出决算表", "final_three_public"),
    ("政府性基金预算财政拨款收入支出决算表", "final_government_fund"),
    ("国有资本经营预算财政拨款收入支出决算表", "final_state_capital"),
    # 武汉 (text exports)
    ("2020 年度收入支出决算总表（表 1）", "final_income_expenditure_summary"),
    ("2020 年度收入决算表（表 2）", "final_income"),
    ("2020 年度支出决算表（表 3）", "final_expenditure"),
    ("2020 年度财政拨款收入支出决算总表（表 4）", "final_fiscal_appropriation_summary"),
    ("2020 年度一般公共预算财政拨款支出决算表（表 5）", "final_general_public_expenditure"),
    ("2020年度一般公共预算财政拨款基本支出决算表（表6）", "final_general_public_basic_expenditure"),
    ("2020 年度一般公共预算财政拨款“三公”经费支出决算表", "final_three_public"),
    ("2020 年度国有资本经营预算财政拨款支出决算表（表 9）", "final_state_capital"),
    ("2023年度一般公共预算财政拨款基本支出决算明细表", "final_general_public_basic_expenditure"),
    ("六、一般公共预算财政拨款基本支出决算明细表(表 6)", "final_general_public_basic_expenditure"),
    ("2023年度政府性基金预算财政拨款收入支出决算表", "final_government_fund"),
    ("2023年度财政拨款“三公”经费支出决算表", "final_three_public"),
    ("整体绩效自评表", "overall_performance_self_evaluation"),
    ("汉阳社会保险管理处整体绩效自评表", "overall_performance_self_evaluation"),
    ("2022 年度武汉市人力资源和社会保障信息中心单位整体 绩效自评表", "overall_performance_self_evaluation"),
    ("项目自评表", "project_performance_self_evaluation"),
    ("社会保险业务工作经费项目自评表", "project_performance_self_evaluation"),
    ("汉阳社会保险管理处项目绩效自评表", "project_performance_self_evaluation"),
    ("2022 年度日常系统运行经费项目自评表", "project_performance_self_evaluation"),
    ("附表 1 自评价评分表", "project_performance_self_evaluation"),
    ("表 1-2-1 年度预算安排及使用情况统计表", "performance_budget_use"),
    ("表 1-2-2 资金管理情况表", "performance_fund_management"),
    ("一般公共预算支出表（分功能科目）", "budget_general_public_expenditure"),
    ("一般公共预算支出表（分单位）", "budget_general_public_expenditure_by_unit"),
    ("一般公共预算“三公”经费支出表", "budget_three_public"),
    ("项目支出表", "budget_project"),
    ("整体支出绩效目标表", "budget_overall_performance_target"),
    # each project with its amount and its target: the amounts are those of the table of projects
    ("2026年市级部门项目支出绩效表", "budget_project_performance_target"),
    ("年度项目支出绩效表", "budget_project_performance_target"),
    ("从预算单位构成看，某中心包括7个科（股）室，详细情况见下表：", "unit_list", "budget", "序号/单位名称"),
    ("纳入编制范围的二级预算单位共7个，与2021年相同，7个单位分别为：", "unit_list", "budget", "序号/单位名称"),
    ("项目支出绩效目标表", "budget_project_performance_target"),
    # 北京
    ("预算01表 收支总表", "budget_income_expenditure_summary"),
    ("预算02表 收入总表", "budget_income"),
    ("预算03表 支出总表", "budget_expenditure"),
    ("预算04表 财政拨款收支总表", "budget_fiscal_appropriation_summary"),
    ("预算05表 一般公共预算支出表", "budget_general_public_expenditure"),
    ("预算06表 一般公共预算基本支出表", "budget_general_public_basic_expenditure", "budget",
     "政府支出经济分类科目部门支出经济分类科目合计人员经费公用经费"),
    ("预算07表 政府性基金预算支出表", "budget_government_fund"),
    ("预算08表 国有资本经营预算支出表", "budget_state_capital"),
    ("预算09表 财政拨款“三公”经费支出表", "budget_three_public"),
    ("预算10表 政府采购预算明细表", "budget_procurement"),
    ("预算11表 财政拨款政府购买服务明细表", "budget_government_service_purchase"),
    ("预算表12 项目支出绩效目标表", "budget_project_performance_target"),
    ("预算13表 部门整体支出绩效目标表", "budget_overall_performance_target"),
    ("预算14表 社会保障和就业共同财政事权转移支付资金绩效目标表", "budget_transfer_performance_target"),
    ("节能减排及环境保护专项转移支付绩效目标表", "budget_transfer_performance_target"),
    ("十四、专项或共同事权转移支付绩效目标表", "budget_transfer_performance_target"),
    # 广州
    ("收支总体情况表", "budget_income_expenditure_summary"),
    ("收入总体情况表", "budget_income"),
    ("本年支出总体情况表", "budget_expenditure"),
    ("财政拨款收支总体情况表", "budget_fiscal_appropriation_summary"),
    ("一般公共预算支出情况表（按功能分类科目）", "budget_general_public_expenditure"),
    ("一般公共预算基本支出情况表（按经济分类科目）", "budget_general_public_basic_expenditure"),
    ("一般公共预算项目支出情况表（按经济分类科目）", "budget_general_public_project_expenditure_by_economic_class"),
    ("财政拨款安排的行政经费及“三公”经费预算表", "budget_three_public"),
    ("政府性基金预算支出情况表", "budget_government_fund"),
    ("国有资本经营预算支出情况表", "budget_state_capital"),
    ("部门预算基本支出预算表", "budget_basic_expenditure"),
    ("部门预算项目支出及其他支出预算表", "budget_project"),
    ("部门整体预算绩效目标申报表", "budget_overall_performance_target"),
    ("2026年，本部门重点项目绩效目标情况如下：", "budget_key_project_performance_target", "budget", "项目预算数（单位：万元）绩效目标"),
    # 深圳
    ("收支总表", "budget_income_expenditure_summary"),
    ("收入总表", "budget_income"),
    ("支出总表", "budget_expenditure"),
    ("基本支出总表", "budget_basic_expenditure"),
    ("项目支出总表", "budget_project"),
    ("财政拨款收支总表", "budget_fiscal_appropriation_summary"),
    ("一般公共预算支出表（按功能分类）", "budget_general_public_expenditure"),
    ("一般公共预算支出表（按经济分类）", "budget_general_public_expenditure_by_economic_class"),
    ("财政拨款“三公”经费支出表", "budget_three_public"),
    ("政府性基金预算支出表", "budget_government_fund"),
    ("国有资本经营预算支出表", "budget_state_capital"),
    # 无锡
    ("公开05表 财政拨款支出表（功能科目）", "budget_fiscal_appropriation_expenditure"),
    ("公开06表 财政拨款基本支出表（经济科目）", "budget_fiscal_appropriation_basic_expenditure"),
    ("一般公共预算支出表", "budget_general_public_expenditure", "budget", "功能科目编码功能科目名称合计基本支出小计人员经费公用经费项目支出"),
    ("一般公共预算基本支出表", "budget_general_public_basic_expenditure"),
    ("一般公共预算“三公”经费、会议费、培训费支出表", "budget_three_public"),
    ("国有资本经营预算支出预算表", "budget_state_capital"),
    ("一般公共预算机关运行经费支出预算表", "budget_operating_expense"),
    ("政府采购支出表", "budget_procurement"),
    # 江苏
    ("收支预算总表", "budget_income_expenditure_summary"),
    ("收入预算总表", "budget_income"),
    ("支出预算总表", "budget_expenditure"),
    ("财政拨款收支预算总表", "budget_fiscal_appropriation_summary"),
    ("五、财政拨款支出预算表", "budget_fiscal_appropriation_expenditure"),
    ("财政拨款基本支出预算表", "budget_fiscal_appropriation_basic_expenditure"),
    ("财政拨款政府性基金支出预算表", "budget_government_fund"),
    ("七、政府性基金支出预算表", "budget_government_fund"),
    ("十、政府性基金财政拨款支出预算表", "budget_government_fund"),
    ("一般公共预算支出预算表", "budget_general_public_expenditure"),
    ("一般公共预算基本支出预算表", "budget_general_public_basic_expenditure"),
    ("“三公”经费、会议费、培训费支出预算表（一般公共预算）", "budget_three_public"),
    ("“三公”经费、会议费、培训费支出预算", "budget_three_public"),
    ("十一、一般公共预算“三公”经费、会议费、培训费支出预", "budget_three_public"),
    ("算表", "budget_three_public", "budget", "“三公”经费合计因公出国(境)费公务用车购置及运行费公务接待费会议费培训费"),
    ("2017年政府采购预算表", "budget_procurement"),
    ("十二、政府采购支出预算表", "budget_procurement"),
    ("一、2017年度江苏省高级人民法院部门收支预算总表", "budget_income_expenditure_summary"),
    ("二、2017年度江苏省高级人民法院部门收入预算总表", "budget_income"),
    ("三、2017年度江苏省高级人民法院部门支出预算总表", "budget_expenditure"),
    ("六、2017年度江苏省高级人民法院部门财政拨款基本支出预算表", "budget_fiscal_appropriation_basic_expenditure"),
    ("十、2017年度江苏省高级人民法院部门一般公共预算机关运行经费支出预算表", "budget_operating_expense"),
    ("财政拨款支出决算表（功能科目）", "final_fiscal_appropriation_expenditure"),
    ("一般公共预算基本支出决算表（经济科目）", "final_general_public_basic_expenditure"),
    ("政府采购支出决算表", "final_procurement"),
    # 烟台
    ("公开表3 支出总体情况表", "budget_expenditure"),
    ("一般公共预算支出情况表", "budget_general_public_expenditure"),
    ("一般公共预算基本支出情况表", "budget_general_public_basic_expenditure"),
    ("一般公共预算“三公”经费支出情况表", "budget_three_public"),
    ("基本支出预算情况表", "budget_basic_expenditure"),
    ("项目支出预算情况表", "budget_project"),
    ("政府采购预算表", "budget_procurement"),
    ("政策和项目预算绩效目标表", "budget_project_performance_target"),
    ("（二）部门主管专项资金的绩效目标表", "budget_special_fund_performance_target"),
    ("（三）部门预算项目绩效目标表", "budget_project_performance_target"),
    # 福州
    ("2026年度收支预算总表", "budget_income_expenditure_summary"),
    ("2026年度收入预算总表", "budget_income"),
    ("2026年度支出预算总表", "budget_expenditure"),
    ("2026年度财政拨款收支预算总表", "budget_fiscal_appropriation_summary"),
    ("2026年度一般公共预算拨款支出预算表", "budget_general_public_expenditure"),
    ("2026年度政府性基金预算拨款支出预算表", "budget_government_fund"),
    ("2026年度国有资本经营预算拨款支出预算表", "budget_state_capital"),
    ("2026年度一般公共预算支出经济分类情况表", "budget_general_public_expenditure_by_economic_class"),
    ("2026年度一般公共预算基本支出经济分类情况表", "budget_general_public_basic_expenditure"),
    ("2026年度一般公共预算“三公”经费支出预算表", "budget_three_public"),
    ("车驾管所及办案经费项目绩效目标表", "budget_project_performance_target"),
    # 西安
    ("2022年部门综合预算收支总表", "budget_income_expenditure_summary"),
    ("部门综合预算收入总表", "budget_income"),
    ("部门综合预算支出总表", "budget_expenditure"),
    ("表4 部门综合预算财政拨款收支总表", "budget_fiscal_appropriation_summary"),
    ("部门综合预算一般公共预算支出明细表（按支出功能分类科目）", "budget_general_public_expenditure"),
    ("部门综合预算一般公共预算支出明细表（按支出经济分类科目）", "budget_general_public_expenditure_by_economic_class"),
    ("2022年部门综合预算一般公共预算支出明细表", "budget_general_public_expenditure_by_economic_class", "budget",
     "序号部门经济科目编码部门经济科目名称政府经济科目编码政府经济科目名称合计人员经费支出公用经费支出专项业务经费支出备注"),
    ("2022年部门综合预算一般公共预算支出明细表", "budget_general_public_expenditure", "budget",
     "序号功能科目编码功能科目名称合计人员经费支出公用经费支出专项业务经费支出备注"),
    ("部门综合预算一般公共预算基本支出明细表（按支出功能分类科目）", "budget_general_public_basic_expenditure_by_function"),
    ("2022年部门综合预算一般公共预算基本支出明细表（按功能科目分）", "budget_general_public_basic_expenditure_by_function"),
    ("2022年部门综合预算一般公共预算基本支出明细表", "budget_general_public_basic_expenditure", "budget",
     "序号部门经济科目编码部门经济科目名称政府经济科目编码政府经济科目名称合计人员经费支出公用经费支出备注"),
    ("2022年部门综合预算一般公共预算基本支出明细表", "budget_general_public_basic_expenditure_by_function", "budget",
     "序号功能科目编码功能科目名称合计人员经费支出公用经费支出备注"),
    ("2022年部门综合预算一般公共预算基本支出明细表（按支出经济分类科目-不含上年结转）", "budget_general_public_basic_expenditure"),
    ("2022年部门综合预算政府性基金收支表（不含上年结转）", "budget_government_fund"),
    ("2022年部门综合预算专项业务经费支出表", "budget_project"),
    ("2022部门综合预算财政拨款结转资金支出表", "budget_fiscal_appropriation_carryover"),
    ("部门综合预算财政拨款上年结转资金支出表", "budget_fiscal_appropriation_carryover"),
    ("2022年部门综合预算政府采购（资产配置、购买服务）预算表（不含上年结转）", "budget_procurement"),
    ("2022年部门综合预算政府采购（资产配置、购买服务）", "budget_procurement"),
    ("2022年部门综合预算一般公共预算拨款“三公”经费、会议费、培训费表（不含上年结转）", "budget_three_public"),
    ("会议费、培训费表（不含上年结转）", "budget_three_public"),
    ("2022年部门专项业务经费绩效目标表", "budget_project_performance_target"),
    ("部门整体支出绩效目标表", "budget_overall_performance_target"),
    ("2022年专项资金总体支出绩效目标表", "budget_special_fund_performance_target"),
    ("会议费明细表", "budget_meeting_expense_detail"),
    ("培训费明细表", "budget_training_expense_detail"),
    # 重庆
    ("2026 年部门收支总体情况表", "budget_income_expenditure_summary"),
    ("2026 年部门收入总体情况表", "budget_income"),
    ("2026 年部门支出总体情况表", "budget_expenditure"),
    ("2026 年财政拨款收支总体情况表", "budget_fiscal_appropriation_summary"),
    ("2026 年一般公共预算支出情况表", "budget_general_public_expenditure"),
    ("2026 年一般公共预算基本支出情况表", "budget_general_public_basic_expenditure"),
    ("2026 年财政拨款 “三公 ” 经费支出情况表", "budget_three_public"),
    ("2026 年部门整体绩效目标表", "budget_overall_performance_target"),
    ("2026 年市级重点专项资金绩效目标表 (一级项目 )", "budget_special_fund_performance_target"),
    ("2026 年市级一般性项目绩效目标表 (一级项目 )", "budget_project_performance_target"),
    # 高校
    ("西南大学收支预算总表", "budget_income_expenditure_summary"),
    ("西南大学收入预算表", "budget_income"),
    ("西南大学支出预算表", "budget_expenditure"),
    ("西南大学财政拨款支出预算表", "budget_fiscal_appropriation_expenditure"),
    ("表 1：高等学校收支决算总表", "final_income_expenditure_summary"),
    ("表 2：高等学校收入决算表", "final_income"),
    ("表 3：高等学校支出决算表", "final_expenditure"),
    ("表 4：高等学校财政拨款支出决算表", "final_fiscal_appropriation_expenditure"),
    # 昆明 (HTML)
    ("一、部门财务收支预算总表", "budget_income_expenditure_summary"),
    ("五、一般公共预算支出预算表（按功能科目分类）", "budget_general_public_expenditure"),
    ("七、部门基本支出预算表", "budget_basic_expenditure"),
    ("八、部门项目支出预算表", "budget_project"),
    ("十、部门政府性基金预算支出预算表", "budget_government_fund"),
    ("十二、部门政府购买服务预算表", "budget_government_service_purchase"),
    ("十三、市对下转移支付预算表", "budget_transfer_to_lower_level"),
    ("十四、市对下转移支付绩效目标表", "budget_transfer_performance_target"),
    ("十五、新增资产配置表", "budget_asset_acquisition"),
    ("十六、上级转移支付补助项目支出预算表", "budget_superior_transfer_project"),
    ("十七、部门项目中期规划预算表", "budget_project_medium_term"),
    # titles lost or standing elsewhere: the header decides
    ("资金主管部门:重庆市气象局", "budget_project_performance_target", "budget", "序号项目名称当年财政拨款预算金额当年绩效目标指标名称指标性质指标值计量单位指标权重(%)"),
    ("十、“三公”经费及会议费、培训费情况说明", "budget_meeting_expense_detail", "budget", "序号会议名称时间人数金额备注"),
    ("纳入本部门2022年部门预算编制范围的二级预算单位共有6个,包括:", "unit_list", "budget", "序号单位名称拟变动情况"),
    ("报表目录", "report_contents", "budget", "报表报表名称是否空表表格为空的理由"),
    # wording that only the kind of report decides
    ("收入支出总表", "final_income_expenditure_summary", "final_accounts"),
    ("支出总表", "final_expenditure", "final_accounts"),
    ("收入总表", "final_income", "final_accounts"),
    ("财政拨款收支总表", "final_fiscal_appropriation_summary", "final_accounts"),
    ("一般公共预算财政拨款支出表", "final_general_public_expenditure", "final_accounts"),
    ("一般公共预算财政拨款基本支出表", "final_general_public_basic_expenditure", "final_accounts"),
    ("财政拨款“三公”经费支出表", "final_three_public", "final_accounts"),
    ("国有资本经营预算财政拨款支出表", "final_state_capital", "final_accounts"),
    # elsewhere in the country
    ("部门支出总表（公开03表）", "budget_expenditure"),
    ("一般公共预算财政拨款“三公”经费、行政参公单位机关运行经费情况表", "final_three_public", "final_accounts"),
    ("机构运行信息表", "final_operating_information", "final_accounts"),
    ("项目支出决算表", "final_project", "final_accounts"),
    ("收入支出决算批复表", "final_income_expenditure_summary", "final_accounts"),
    ("收入决算批复表", "final_income", "final_accounts"),
    ("支出决算批复表", "final_expenditure", "final_accounts"),
    ("部门决算相关信息统计表", "final_operating_information", "final_accounts"),
    ("部门预算政府基金预算财政拨款支出表", "budget_government_fund"),
    ("部门预算一般公共预算财政拨款支出表", "budget_general_public_expenditure"),
    ("财政拨款支出预算表（部门经济分类科目）", "budget_fiscal_appropriation_expenditure_by_economic_class"),
    ("一般公共预算项目支出预算表", "budget_general_public_project_expenditure"),
    ("一般公共预算基本支出表--人员经费(工资福利支出)（按政府预算经济分类）", "budget_general_public_basic_expenditure"),
    ("国有资本经营支出预算表", "budget_state_capital"),
    ("政府性基金预算“三公”经费支出预算表", "budget_three_public"),
    ("支出经济分类汇总表", "budget_expenditure_by_economic_class"),
    ("财政拨款预算收支情况表", "budget_fiscal_appropriation_summary"),
    ("省级专项资金绩效目标表", "budget_special_fund_performance_target"),
    ("一般公共预算“三公”经费表", "budget_three_public"),
    ("政府购买服务支出表", "budget_government_service_purchase"),
    ("部门预算收支总表", "budget_income_expenditure_summary"),
    ("部门预算收入总表续表", "budget_income"),
    ("收入支出预算总表", "budget_income_expenditure_summary"),
    ("公共财政拨款支出决算表", "final_general_public_expenditure", "final_accounts"),
    ("支出预算分类汇总表（按政府预算经济分类）", "budget_expenditure_by_government_economic_class"),
    ("支出预算分类汇总表（按部门预算经济分类）", "budget_expenditure_by_department_economic_class"),
    ("财政专户管理资金预算支出表", "budget_special_account_expenditure"),
    ("部门整体支出绩效自评表", "overall_performance_self_evaluation"),
    ("项目支出绩效自评表", "project_performance_self_evaluation"),
]

UNRECOGNISED = [
    "目录", "目 录", "国民经济主要指标", "2026年1-2月泉州市国民经济主要指标", "政府网站工作年度报表", "企业技术中心名单",
    "第二部分 2026年部门预算表", "2024年度部门决算", "2022年部门综合预算公开报表", "上海市普陀区财政局2024年度部门决算表",
    "收支预算总表情况说明", "四、财政拨款收支预算总体情况说明", "七、财政拨款“三公”经费支出决算情况说明",
    "一、收支预算总表情况说明", "（六）“三公”经费等预算情况", "一、机关运行经费", "政府采购预算情况",
    "本表反映部门本年度的总收支和年末结转结余情况。", "2026年部门预算编制说明", "污染源监测报表", "是否空表", "内设机构信息",
    "预算支出情况构成表",
]


@pytest.mark.parametrize("case", TITLES, ids=lambda case: case[0])
def test_title(case: tuple[str, ...]) -> None:
    title, expected, *context = case
    assert recognise(title, *context) == expected


@pytest.mark.parametrize("title", UNRECOGNISED)
@pytest.mark.parametrize("report_kind", ["unknown", "budget", "final_accounts"])
def test_stays_unrecognised(title: str, report_kind: str) -> None:
    assert recognise(title, report_kind) is None


def test_rules_are_well_formed() -> None:
    assert len({rule["priority"] for rule in RULES}) == len(RULES), "two rules of one priority would leave the choice to chance"
    for rule in RULES:
        assert rule["report_kind"] in {"any", "budget", "final_accounts", "performance_self_evaluation", "performance_target"}
        assert re.fullmatch(r"[a-z_]+", rule["table_code"])


def test_duckdb_reads_the_patterns_alike() -> None:
    duckdb = pytest.importorskip("duckdb")
    titles = [normalise(case[0]) for case in TITLES] + [normalise(title) for title in UNRECOGNISED]
    con = duckdb.connect()
    for rule in RULES:
        for pattern in filter(None, (rule["title_pattern"], rule["header_pattern"])):
            answers = con.execute("select regexp_matches(t, ?) from (select unnest(?) t)", [pattern, titles]).fetchall()
            assert [bool(re.search(pattern, title)) for title in titles] == [row[0] for row in answers], pattern


UNIT_LINES = {
    "单位：万元": 10000, "金额单位：元": 1, "单位:万元": 10000, "（单位：万元）": 10000, "计量单位：千元": 1000, "单位：人民币万元": 10000,
    "金额单位：万元": 10000, "单位：元": 1, "单位：百元": 100, "单位：亿元": 100000000, "预算金额（万元）": 10000, "单位: 万元": 10000,
    "预算单位：西安市交通运输局 金额单位：万元": 10000, "部门：江苏省政协办公厅 单位：万元": 10000, "编制单位：某局 2024年 单位：元": 1,
    "金额单位：人民币元": 1, "单位：万 元": 10000, "预算数（单位：万元）": 10000, "单位名称：重庆市气象局 单位:万元": 10000,
}
NO_UNIT = ["预算单位：西安市财政局", "单位：上海市普陀区财政局", "编制单位：万里街道办事处", "单位：%", "部门（单位）：烟台市审计局", "单位：人", "单位名称：元宝山区财政局"]


def unit_scale(line: str) -> int | None:
    for rule in sorted(load(UNITS), key=lambda rule: int(rule["priority"])):
        if re.search(rule["pattern"], normalise(line)):
            return int(rule["unit_scale"])
    return None


@pytest.mark.parametrize("line", UNIT_LINES)
def test_unit_line(line: str) -> None:
    assert unit_scale(line) == UNIT_LINES[line]


@pytest.mark.parametrize("line", NO_UNIT)
def test_line_without_unit(line: str) -> None:
    assert unit_scale(line) is None
