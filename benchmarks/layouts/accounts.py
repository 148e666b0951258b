"""A small body's accounts, drawn at random and arithmetically consistent: what every table of its report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")
Codes = tuple[tuple[str, str], ...]  # 类, 款, 项 of a subject: code and name

FUNCTIONS: list[Codes] = [
    (("201", "一般公共服务支出"), ("20103", "政府办公厅（室）及相关机构事务"), ("2010301", "行政运行")),
    (("201", "一般公共服务支出"), ("20103", "政府办公厅（室）及相关机构事务"), ("2010302", "一般行政管理事务")),
    (("201", "一般公共服务支出"), ("20106", "财政事务"), ("2010650", "事业运行")),
    (("205", "教育支出"), ("20508", "进修及培训"), ("2050803", "培训支出")),
    (("208", "社会保障和就业支出"), ("20801", "人力资源和社会保障管理事务"), ("2080101", "行政运行")),
    (("208", "社会保障和就业支出"), ("20805", "行政事业单位养老支出"), ("2080505", "机关事业单位基本养老保险缴费支出")),
    (("208", "社会保障和就业支出"), ("20805", "行政事业单位养老支出"), ("2080506", "机关事业单位职业年金缴费支出")),
    (("210", "卫生健康支出"), ("21011", "行政事业单位医疗"), ("2101101", "行政单位医疗")),
    (("210", "卫生健康支出"), ("21011", "行政事业单位医疗"), ("2101103", "公务员医疗补助")),
    (("213", "农林水支出"), ("21301", "农业农村"), ("2130104", "事业运行")),
    (("221", "住房保障支出"), ("22102", "住房改革支出"), ("2210201", "住房公积金")),
    (("221", "住房保障支出"), ("22102", "住房改革支出"), ("2210203", "购房补贴")),
]
FUNDS: list[Codes] = [
    (("212", "城乡社区支出"), ("21208", "国有土地使用权出让收入安排的支出"), ("2120803", "城市建设支出")),
    (("229", "其他支出"), ("22960", "彩票公益金安排的支出"), ("2296003", "用于体育事业的彩票公益金支出")),
]
PERSONNEL: list[Codes] = [
    (("301", "工资福利支出"), ("30101", "基本工资")),
    (("301", "工资福利支出"), ("30102", "津贴补贴")),
    (("301", "工资福利支出"), ("30103", "奖金")),
    (("301", "工资福利支出"), ("30108", "机关事业单位基本养老保险缴费")),
    (("301", "工资福利支出"), ("30113", "住房公积金")),
    (("303", "对个人和家庭的补助"), ("30302", "退休费")),
    (("303", "对个人和家庭的补助"), ("30305", "生活补助")),
]
OPERATING: list[Codes] = [
    (("302", "商品和服务支出"), ("30201", "办公费")),
    (("302", "商品和服务支出"), ("30205", "水费")),
    (("302", "商品和服务支出"), ("30211", "差旅费")),
    (("302", "商品和服务支出"), ("30228", "工会经费")),
    (("302", "商品和服务支出"), ("30239", "其他交通费用")),
    (("310", "资本性支出"), ("31002", "办公设备购置")),
]
PROJECTS = ["信息系统运行维护", "业务培训项目", "专用设备购置", "公共服务平台建设", "政策宣传经费", "档案管理经费"]
BODIES = [
    "青山市财政局",
    "临江区教育局",
    "南河县人力资源和社会保障局",
    "北湖市卫生健康委员会",
    "东林区住房和城乡建设局",
    "西平县农业农村局",
    "海安市市场监督管理局",
    "云溪区应急管理局",
    "长宁县档案局",
    "金沙市文化和旅游局",
]


@dataclass
class Use:
    """What one 项 (or 款) costs, in the smallest amount that the report prints."""

    codes: Codes
    personnel: int = 0
    operating: int = 0
    project: int = 0
    own: int = 0  # of its projects, paid from the body's own income
    prior: int = 0  # its total in the year before

    @property
    def basic(self) -> int:
        return self.personnel + self.operating

    @property
    def appropriated(self) -> int:
        return self.basic + self.project

    @property
    def total(self) -> int:
        return self.appropriated + self.own


@dataclass
class Accounts:
    """Everything that a report prints, in the smallest amount that it prints."""

    body: str
    year: int
    uses: list[Use]
    funds: list[Use]
    economic: list[tuple[Codes, int, int]]  # subject, personnel, operating
    projects: list[tuple[str, int, int]]  # name, of the general public budget, of the government fund
    opening: int
    closing: int
    abroad: int
    vehicle_purchase: int
    vehicle_running: int
    reception: int

    @property
    def general_expenditure(self) -> int:
        return sum(use.appropriated for use in self.uses)

    @property
    def fund_expenditure(self) -> int:
        return sum(use.total for use in self.funds)

    @property
    def own_expenditure(self) -> int:
        return sum(use.own for use in self.uses)

    @property
    def expenditure(self) -> int:
        return self.general_expenditure + self.fund_expenditure + self.own_expenditure

    @property
    def general_income(self) -> int:
        return self.general_expenditure - self.opening + self.closing

    @property
    def income(self) -> int:
        return self.general_income + self.fund_expenditure + self.own_expenditure


def draw(rng: Random, final: bool, size: int) -> Accounts:
    """Accounts whose largest figures have about `size` digits."""

    def amount(share: float = 1.0) -> int:
        return rng.randint(11, max(12, int(10 ** (size - 1) * share)))

    uses = []
    for codes in sorted(rng.sample(FUNCTIONS, rng.randint(4, 8))):
        runs = codes[-1][1].endswith("运行")
        use = Use(codes, personnel=amount(), operating=amount(0.3) if runs else 0)
        if runs or rng.random() < 0.3:
            use.project = amount(2)
        if codes[-1][1].endswith("管理事务"):
            use = Use(codes, project=amount(2))
        uses.append(use)
    uses[0].operating = uses[0].operating or amount(0.3)
    rng.choice(uses).own = amount(0.5) if rng.random() < 0.6 else 0
    funds = [Use(codes, project=amount()) for codes in FUNDS if rng.random() < 0.7]
    for use in [*uses, *funds]:
        use.prior = max(0, use.total + rng.randint(-use.total // 3, use.total // 3))
    personnel, operating = sum(use.personnel for use in uses), sum(use.operating for use in uses)
    economic = [(codes, part, 0) for codes, part in _split(rng, personnel, PERSONNEL)]
    economic += [(codes, 0, part) for codes, part in _split(rng, operating, OPERATING)]
    general, fund = sum(use.project for use in uses), sum(use.project for use in funds)
    names = rng.sample(PROJECTS, 4)
    projects = [(name, part, 0) for name, part in _split(rng, general, names[:3])] if general > 30 else []
    projects += [(names[3], 0, fund)] if fund else []
    carry = rng.random() < 0.5
    return Accounts(
        rng.choice(BODIES),
        rng.randint(2018, 2025),
        uses,
        funds,
        economic,
        projects,
        opening=amount(0.1) if carry else 0,
        closing=amount(0.1) if carry and final else 0,
        abroad=amount(0.02) if rng.random() < 0.4 else 0,
        vehicle_purchase=amount(0.05) if rng.random() < 0.3 else 0,
        vehicle_running=amount(0.05),
        reception=amount(0.03) if rng.random() < 0.8 else 0,
    )


def _split(rng: Random, total: int, names: list[T]) -> list[tuple[T, int]]:
    """The total in as many parts as there are names, some of them left out."""
    chosen = [name for name in names if rng.random() < 0.8][: max(1, total // 3)] or names[:1]
    cuts = sorted(rng.sample(range(1, total), len(chosen) - 1)) if len(chosen) > 1 else []
    return [(name, after - before) for name, before, after in zip(chosen, [0, *cuts], [*cuts, total], strict=True)]
