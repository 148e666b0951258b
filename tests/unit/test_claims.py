"""Sentences and the claims that they make: the grammar of models/intermediate/narrative with the words of seeds/narrative."""

from pathlib import Path

import duckdb
import pytest

from extract import warehouse
from extract.paths import DataPaths
from tests.written import Table, Written, write_raw

Claim = tuple[str, str, float | None, str, str | None]  # claim, subject, value, unit, direction

CASES: dict[str, tuple[str, str, list[Claim]]] = {
    "amount with change and rate of change": (
        "一、收入情况",
        "2023年度收入合计1,553.51万元。与2022年度相比，收入合计减少244.12万元，下降13.6%。",
        [
            ("amount", "收入合计", 1553.51, "万元", None),
            ("change", "收入合计", 244.12, "万元", "down"),
            ("change_percent", "收入合计", 13.6, "%", "down"),
        ],
    ),
    "share of a part": (
        "三、支出情况",
        "其中：基本支出1,313.24万元，占本年支出84.5%；项目支出240.27万元，占15.5%。",
        [
            ("amount", "基本支出", 1313.24, "万元", None),
            ("share_percent", "基本支出", 84.5, "%", None),
            ("amount", "项目支出", 240.27, "万元", None),
            ("share_percent", "项目支出", 15.5, "%", None),
        ],
    ),
    "subject named in the sentence before": (
        "五、支出情况",
        "1.甲支出(类)乙事务(款)丙运行(项)。年初预算为917.66万元，支出决算为872.88万元，完成年初预算的95.1%。",
        [
            ("amount", "甲支出(类)乙事务(款)丙运行(项)", 917.66, "万元", None),
            ("amount", "甲支出(类)乙事务(款)丙运行(项)", 872.88, "万元", None),
            ("completion_percent", "甲支出(类)乙事务(款)丙运行(项)", 95.1, "%", None),
        ],
    ),
    "behind a bracket the subject before it": (
        "七、“三公”经费",
        "2.公务用车购置及运行费1万元（公务用车购置费0万元，公务用车运行费1万元），比上年减少0.20万元。",
        [
            ("amount", "公务用车购置及运行费", 1, "万元", None),
            ("amount", "公务用车购置费", 0, "万元", None),
            ("amount", "公务用车运行费", 1, "万元", None),
            ("change", "公务用车购置及运行费", 0.2, "万元", "down"),
        ],
    ),
    "nothing, and no change, in words": (
        "九、“三公”经费",
        "3.公务接待费无预算，无支出，与上年持平。",
        [
            ("stated_none", "公务接待费", 0, "万元", None),
            ("stated_none", "公务接待费", 0, "万元", None),
            ("change", "公务接待费", 0, "万元", "none"),
        ],
    ),
    "nothing of something named behind": (
        "八、政府性基金",
        "2024年没有使用政府性基金预算拨款安排的支出。",
        [("stated_none", "政府性基金预算拨款", 0, "万元", None)],
    ),
    "无 inside names says nothing": ("一、概况", "无锡市某局推进无障碍环境建设，没有不满意件。", []),
    "years, ordinals, document numbers, codes and dates are no figures": (
        "一、概况",
        "依据某发〔2019〕51号文件，2020年12月31日前按第3条办理，详见表5-1和图2，热线12333，科目2080505-养老保险。",
        [],
    ),
    "digits of names, versions, ranks, spans of years and hotlines are no figures": (
        "一、工作",
        "推出5.0升级版，PM2.5年均浓度下降，完成《规划（2018-2019）年度》和前100名企业名单，优化12333人社热线，目标3：2026年重点监测。",
        [],
    ),
    "a word inside another says nothing": ("一、工作", "需配置手持平板电脑，保持平稳增长。", []),
    "what is counted stands behind 左右, a limit is no part of its name": (
        "一、工作",
        "办理提案700件左右，巡查企业至少300家次，合格率≥95%，吞吐量达3500万标箱以上，主要原因是人员经费增加335.94万元。",
        [
            ("count", "办理提案", 700, "件", None),
            ("count", "巡查企业", 300, "家次", None),
            ("rate", "合格率", 95, "%", None),
            ("count", "吞吐量", 3500, "万标箱", None),
            ("change", "人员经费", 335.94, "万元", "up"),
        ],
    ),
    "a subject named first, before the clause of the figure": (
        "八、重点项目",
        "（一）热线工作经费，年初预算16,790,000.00元。",
        [("amount", "热线工作经费", 16790000, "元", None)],
    ),
    "who pays is not what is told": (
        "一、收支",
        "收入预算总计13,649.07万元。全部由省财政拨款。与上年相比增加844.15万元。",
        [("amount", "收入预算总计", 13649.07, "万元", None), ("change", "收入预算总计", 844.15, "万元", "up")],
    ),
    "to agree with a table is no change": ("三、支出", "安排数与《收支预算总表》支出数一致，与有关规定相同。", []),
    "written numbers and counted things": (
        "二、队伍",
        "集中开展10期业务培训，发展1名预备党员，完成两项共建清单。",
        [
            ("count", "业务培训", 10, "期", None),
            ("count", "预备党员", 1, "名", None),
            ("count", "共建清单", 2, "项", None),
        ],
    ),
    "a threshold is part of the name of what is counted": (
        "六、资产",
        "共有车辆7辆，单价100万元（含）以上设备2台（套）。",
        [
            ("count", "车辆", 7, "辆", None),
            ("threshold", "单价100万元(含)以上设备", 100, "万元", None),
            ("count", "单价100万元(含)以上设备", 2, "台（套）", None),
        ],
    ),
    "the lower end of a range has the unit of the upper": (
        "九、计分",
        "按指标对应分值区间80-50%合理确定。",
        [("rate", "指标对应分值区间", 80, "%", None), ("rate", "指标对应分值区间", 50, "%", None)],
    ),
    "the amount of another year is told apart": (
        "二、收入",
        "2026年收入预算29956.27万元，比2025年年初预算数28479.84万元增加1476.43万元，增长5.18%。",
        [
            ("amount", "收入预算", 29956.27, "万元", None),
            ("amount", "收入预算", 28479.84, "万元", None),
            ("change", "收入预算", 1476.43, "万元", "up"),
            ("change_percent", "收入预算", 5.18, "%", "up"),
        ],
    ),
    "a direction without amount": (
        "五、支出情况",
        "行政单位离退休年初预算8.57万元，支出决算5.95万元，增加主要原因是没有组织体检。",
        [
            ("amount", "行政单位离退休", 8.57, "万元", None),
            ("amount", "行政单位离退休", 5.95, "万元", None),
            ("direction", "行政单位离退休", None, "", "up"),
        ],
    ),
    "the rate in brackets is that of the change before it": (
        "十二、“三公”经费",
        "公务接待费6.80万元，较上年减少0.03万元（0.44%），减少的主要原因是批次减少。",
        [
            ("amount", "公务接待费", 6.8, "万元", None),
            ("change", "公务接待费", 0.03, "万元", "down"),
            ("change_percent", "公务接待费", 0.44, "%", "down"),
            ("direction", "公务接待费", None, "", "down"),
        ],
    ),
    "what changed named between the word and the figure": (
        "十二、培训费",
        "今年预算培训费1.20万元，较上年增加了培训费0.20万元。",
        [("amount", "预算培训费", 1.2, "万元", None), ("change", "培训费", 0.2, "万元", "up")],
    ),
    "a change told as less than last year's": (
        "十一、“三公”经费",
        "公务接待费156.55万元，本年数小于上年预算数29.65万元。",
        [("amount", "公务接待费", 156.55, "万元", None), ("change", "公务接待费", 29.65, "万元", "down")],
    ),
    "a subject with its code before the clause of the figure": (
        "三、支出决算表",
        "1.小学教育（2050202），2023年度决算数为7,970.38万元，比2022年度决算数增长0.39%。",
        [
            ("amount", "小学教育(2050202)", 7970.38, "万元", None),
            ("change_percent", "小学教育(2050202)", 0.39, "%", "up"),
        ],
    ),
    "the side of the budget that a list of its parts stands under": (
        "三、部门收支",
        "（一）收入预算：2026年年初预算数168万元，其中：其他收入资金10万元；收入比2025年增加6万元。",
        [
            ("amount", "收入预算", 168, "万元", None),
            ("amount", "其他收入资金", 10, "万元", None),
            ("change", "收入", 6, "万元", "up"),
        ],
    ),
    "words of time and stress that are part of a name": (
        "二、收入预算",
        "收入预算合计32万元，包括本年收入30万元，上年结转结余2万元。主要领导干部用车1辆。",
        [
            ("amount", "收入预算合计", 32, "万元", None),
            ("amount", "本年收入", 30, "万元", None),
            ("amount", "上年结转结余", 2, "万元", None),
            ("count", "主要领导干部用车", 1, "辆", None),
        ],
    ),
    "the body's name and its own budget": (
        "一、收支",
        "2026年某某市某某局部门预算收入10,737.69万元；2026年某某市某某局部门预算支出10,737.70万元。",
        [
            ("amount", "部门预算收入", 10737.69, "万元", None),
            ("amount", "部门预算支出", 10737.7, "万元", None),
        ],
    ),
    "nothing without a unit is nothing in money": (
        "四、拨款",
        "政府性基金拨款支出预算为0；事业收入为0。",
        [("amount", "政府性基金拨款支出", 0, "万元", None), ("amount", "事业收入", 0, "万元", None)],
    ),
    "none of what was named last": (
        "六、公务用车购置费",
        "公务用车购置费预算数30.00万元，2026年无该预算安排。",
        [("amount", "公务用车购置费", 30, "万元", None), ("stated_none", "公务用车购置费", 0, "万元", None)],
    ),
    "a price in front of the name of what costs more": (
        "七、资产",
        "车辆3辆，单价在100万元以上的设备10台等。",
        [
            ("count", "车辆", 3, "辆", None),
            ("threshold", "单价在100万元以上的设备", 100, "万元", None),
            ("count", "单价在100万元以上的设备", 10, "台", None),
        ],
    ),
    "lists of counted things end without their conjunction": (
        "一、概况",
        "有3个国家重点学科、29个博士学位授权点，与国内80家大中型企业合作，1%人口抽样调查。",
        [
            ("count", "国家重点学科", 3, "个", None),
            ("count", "博士学位授权点", 29, "个", None),
            ("count", "大中型企业合作", 80, "家", None),
        ],
    ),
}

LIST = "纳入部门预算编制范围的下属单位包括：某某市甲局执法总队3个行政单位以及某某市乙中心（正处级）、某某市丙馆等2家单位。"

# Lines of a table of a text export, each in a row of its own.
LINES = ["2023年预算安排85万元，2024年预算安排483", "万元，较上年增加 398 万元", "微信客服接通率", "90%以上"]


REPORT = Written(
    "d",
    "某某市某某局_2026_部门预算.pdf",
    "某某市某某局2026年部门预算",
    [*((section, text, 1) for section, text, _ in CASES.values()), ("二、机构设置", LIST, 1)],
    [Table("项目支出绩效目标表", [], [[line] for line in LINES], unit_text=None, read_method="text")],
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    paths = DataPaths.of(tmp_path_factory.mktemp("claims") / "data")
    write_raw(paths.raw, [REPORT])
    warehouse.build(paths, tests=False)
    return paths.build_file


@pytest.fixture(scope="module")
def claims(built: Path) -> dict[int, list[Claim]]:
    """Claims by paragraph."""
    found: dict[int, list[Claim]] = {}
    with duckdb.connect(str(built), read_only=True) as connection:
        for place, *claim in connection.execute(
            """
            select s.place_no, c.claim, c.subject, cast(c.value as double), c.unit, c.direction
            from marts.fct_narrative_claim as c join intermediate.int_sentence as s using (sentence_id)
            where c.claim <> 'year'
            """
        ).fetchall():
            found.setdefault(place, []).append(tuple(claim))
    return found


def _key(claim: Claim) -> tuple[str, str, float, str, str]:
    return (claim[0], claim[1], -1.0 if claim[2] is None else claim[2], claim[3], claim[4] or "")


@pytest.mark.parametrize("name", CASES)
def test_sentence(claims: dict[int, list[Claim]], name: str) -> None:
    place = 2 + list(CASES).index(name)
    expected = CASES[name][2]
    assert sorted(claims.get(place, []), key=_key) == sorted(expected, key=_key)


def test_a_line_of_running_text_goes_on_in_the_line_below(claims: dict[int, list[Claim]]) -> None:
    assert sorted((claim, value, unit) for claim, _, value, unit, _ in claims[1_000_101]) == [
        ("amount", 85.0, "万元"),
        ("amount", 483.0, "万元"),
        ("change", 398.0, "万元"),
    ]


def test_a_list_of_bodies_is_parted_at_commas_and_counts(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        names = connection.execute("select printed_name from intermediate.int_subordinate_unit order by all").fetchall()
    assert names == [("某某市丙馆",), ("某某市乙中心",), ("某某市甲局执法总队",)]
