"""The accounts → what each table of a report says: its lines, its columns and what each column means, and the words that regions use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from benchmarks.layouts.accounts import Accounts, Codes, Use


@dataclass(frozen=True)
class Column:
    """A column of figures: what it means, and the words above it."""

    key: str
    measures: frozenset[str]  # any of these says it rightly
    words: tuple[str, ...]  # synonyms; the first is the usual one
    unknown: str = ""  # a word that a reader understands and no seed lists
    group: str = ""  # the head that it shares with its neighbours
    fund: str | None = None
    phase: str | None = None
    period: str | None = None


@dataclass
class Line:
    """A row: its subject or item, and its figures by column."""

    label: str
    code: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    depth: int = 0
    total: bool = False


@dataclass
class Block:
    """Lines under one set of heads; tables have one, summaries two to four beside each other."""

    lead: tuple[str, ...]  # what stands before the figures: code, label, unit_code
    columns: list[Column]
    lines: list[Line]
    title: str = ""
    label_words: tuple[str, ...] = ("项目",)
    code_words: tuple[str, ...] = ("科目编码",)
    over: tuple[str, ...] = ()  # a head that may stand over code and label


@dataclass
class Sheet:
    """One table of the report."""

    table_code: str
    titles: tuple[str, ...]
    blocks: list[Block]
    optional: bool = True  # may be left out


def _column(key: str, measures: str, words: str, **more: str | None) -> Column:
    return Column(key, frozenset(measures.split()), tuple(words.split("|")), **more)  # type: ignore[arg-type]


TOTAL = _column("total", "total", "合计|总计", unknown="全部数额")
BASIC = _column("basic", "basic_expenditure", "基本支出", unknown="日常运转所需")
PROJECT = _column("project", "project_expenditure", "项目支出", unknown="专门事项所需")


def sheets(accounts: Accounts, final: bool) -> list[Sheet]:
    """Every table of the report, in the usual order."""
    kinds: list[Callable[[Accounts, bool], Sheet]] = [
        _summary,
        _income,
        _expenditure,
        _fiscal_summary,
        _general_public,
        _basic,
        _three_public,
        _government_fund,
    ]
    made = [kind(accounts, final) for kind in kinds]
    return made if final else [*made, _projects(accounts)]


def tree(parts: Iterable[tuple[Codes, dict[str, int]]], total: str = "合计") -> list[Line]:
    """A total and every level of a classification above its leaves, each the sum of what stands below it."""
    lines: dict[str, Line] = {"": Line(total, total=True)}
    for codes, figures in parts:
        above = [lines[""]]
        for depth, (code, name) in enumerate(codes):
            above.append(lines.setdefault(code, Line(name, code, depth=depth)))
        for line in above:
            for key, value in figures.items():
                line.figures[key] = line.figures.get(key, 0) + value
    return [lines[code] for code in sorted(lines)]


def _amounts(final: bool) -> Column:
    words = "决算数|金额|本年决算数" if final else "预算数|金额|本年预算数|预算"
    return _column("amount", "total", words, unknown="数额")


def _by_class(accounts: Accounts) -> list[Line]:
    """Expenditure by 类, numbered as summaries number their lines."""
    sums: dict[str, int] = {}
    for use in [*accounts.uses, *accounts.funds]:
        sums[use.codes[0][1]] = sums.get(use.codes[0][1], 0) + use.total
    numerals = "一二三四五六七八九"
    return [Line(f"{numerals[n]}、{name}", figures={"amount": value}) for n, (name, value) in enumerate(sums.items())]


def _summary(accounts: Accounts, final: bool) -> Sheet:
    words = ("一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入", "事业收入", "其他收入")
    if final:
        words = tuple(word.replace("预算拨款", "预算财政拨款") for word in words)
    values = (accounts.general_income, accounts.fund_expenditure, 0, accounts.own_expenditure, 0)
    income = [Line(f"{n}、{word}", figures={"amount": v}) for n, word, v in zip("一二三四五", words, values, strict=True)]
    income += [
        Line("本年收入合计", figures={"amount": accounts.income}, total=True),
        Line("年初结转和结余" if final else "上年结转", figures={"amount": accounts.opening}),
        Line("收入总计" if not final else "总计", figures={"amount": accounts.income + accounts.opening}, total=True),
    ]
    spent = [
        *_by_class(accounts),
        Line("本年支出合计", figures={"amount": accounts.expenditure}, total=True),
        Line("年末结转和结余" if final else "结转下年", figures={"amount": accounts.closing}),
        Line("支出总计" if not final else "总计", figures={"amount": accounts.expenditure + accounts.closing}, total=True),
    ]
    blocks = [
        Block(("label",), [_amounts(final)], income, "收入", ("项目", "收入项目")),
        Block(("label",), [_amounts(final)], spent, "支出", ("项目", "项目（按功能分类）", "支出功能分类科目")),
    ]
    code = "final_income_expenditure_summary" if final else "budget_income_expenditure_summary"
    titles = ("收入支出决算总表", "收支决算总表") if final else ("收支总表", "部门收支总体情况表", "收支预算总表", "部门收支总表")
    return Sheet(code, titles, blocks, optional=False)


def _subjects(accounts: Accounts, uses: Iterable[Use], figures: Callable[[Use], dict[str, int]]) -> list[Line]:
    return tree((use.codes, figures(use)) for use in uses)


def _coded(columns: list[Column], lines: list[Line], over: tuple[str, ...] = ("功能分类科目", "项目")) -> Block:
    return Block(
        ("code", "label"),
        columns,
        lines,
        label_words=("科目名称", "功能科目名称"),
        code_words=("科目编码", "科目代码", "功能科目编码"),
        over=over,
    )


def _income(accounts: Accounts, final: bool) -> Sheet:
    every = [*accounts.uses, *accounts.funds]
    if final:
        columns = [
            _column("total", "current_year_income total", "本年收入合计|合计", unknown="全部数额"),
            _column("fiscal", "amount", "财政拨款收入|财政拨款", fund="fiscal_appropriation"),
            _column("superior", "superior_subsidy", "上级补助收入"),
            _column("own", "service_income", "事业收入"),
            _column("business", "business_income", "经营收入"),
            _column("affiliate", "affiliate_remittance", "附属单位上缴收入"),
            _column("other", "other_income", "其他收入"),
        ]
        lines = _subjects(
            accounts,
            every,
            lambda use: {
                "total": use.total,
                "fiscal": use.total - use.own,
                "superior": 0,
                "own": use.own,
                "business": 0,
                "affiliate": 0,
                "other": 0,
            },
        )
        return Sheet("final_income", ("收入决算表", "收入决算总表"), [_coded(columns, lines)])
    columns = [
        TOTAL,
        _column("carried", "carry_over_opening", "上年结转|上年结转结余"),
        _column("general", "amount", "一般公共预算拨款收入|一般公共预算", fund="general_public_budget"),
        _column("fund", "amount", "政府性基金预算拨款收入|政府性基金预算", fund="government_fund"),
        _column("capital", "amount", "国有资本经营预算拨款收入|国有资本经营预算", fund="state_capital"),
        _column("own", "service_income", "事业收入"),
        _column("other", "other_income", "其他收入"),
    ]
    values = {
        "total": accounts.income + accounts.opening,
        "carried": accounts.opening,
        "general": accounts.general_income,
        "fund": accounts.fund_expenditure,
        "capital": 0,
        "own": accounts.own_expenditure,
        "other": 0,
    }
    lines = [Line("合计", figures=values, total=True), Line(accounts.body, "105001", figures=dict(values))]
    block = Block(
        ("code", "label"),
        columns,
        lines,
        label_words=("单位名称", "部门（单位）名称"),
        code_words=("单位编码", "单位代码", "部门（单位）代码"),
    )
    return Sheet("budget_income", ("收入总表", "部门收入总表", "部门收入总体情况表"), [block])


def _expenditure(accounts: Accounts, final: bool) -> Sheet:
    first = _column("total", "current_year_expenditure total", "本年支出合计|合计", unknown="全部数额") if final else TOTAL
    columns = [
        first,
        BASIC,
        PROJECT,
        _column("superior", "remitted_to_superior", "上缴上级支出"),
        _column("business", "business_expenditure", "经营支出" if final else "事业单位经营支出"),
        _column("affiliate", "affiliate_subsidy", "对附属单位补助支出"),
    ]
    lines = _subjects(
        accounts,
        [*accounts.uses, *accounts.funds],
        lambda use: {
            "total": use.total,
            "basic": use.basic,
            "project": use.project + use.own,
            "superior": 0,
            "business": 0,
            "affiliate": 0,
        },
    )
    titles = ("支出决算表", "支出决算总表") if final else ("支出总表", "部门支出总表", "部门支出总体情况表")
    return Sheet("final_expenditure" if final else "budget_expenditure", titles, [_coded(columns, lines)])


def _fiscal_summary(accounts: Accounts, final: bool) -> Sheet:
    received = [
        Line("一、一般公共预算财政拨款", figures={"amount": accounts.general_income}),
        Line("二、政府性基金预算财政拨款", figures={"amount": accounts.fund_expenditure}),
        Line("三、国有资本经营预算财政拨款", figures={"amount": 0}),
        Line("本年收入合计", figures={"amount": accounts.general_income + accounts.fund_expenditure}, total=True),
        Line("年初财政拨款结转和结余" if final else "上年结转", figures={"amount": accounts.opening}),
        Line(
            "总计" if final else "收入总计",
            figures={"amount": accounts.general_income + accounts.fund_expenditure + accounts.opening},
            total=True,
        ),
    ]
    sums: dict[str, dict[str, int]] = {}
    for use, key in [*((use, "general") for use in accounts.uses), *((use, "fund") for use in accounts.funds)]:
        values = sums.setdefault(use.codes[0][1], {"total": 0, "general": 0, "fund": 0, "capital": 0})
        for name in ("total", key):
            values[name] += use.appropriated
    spent = [Line(f"{n}、{name}", figures=values) for n, (name, values) in zip("一二三四五六七八九", sums.items(), strict=False)]
    whole = {key: sum(values[key] for values in sums.values()) for key in ("total", "general", "fund", "capital")}
    left = {"total": accounts.closing, "general": accounts.closing, "fund": 0, "capital": 0}
    spent += [
        Line("本年支出合计", figures=whole, total=True),
        Line("年末财政拨款结转和结余" if final else "结转下年", figures=left),
        Line("总计" if final else "支出总计", figures={key: whole[key] + left[key] for key in whole}, total=True),
    ]
    long = "财政拨款" if final else ""
    columns = [
        _column("total", "total", "合计|小计", unknown="全部数额"),
        _column("general", "amount", f"一般公共预算{long}", fund="general_public_budget"),
        _column("fund", "amount", f"政府性基金预算{long}", fund="government_fund"),
        _column("capital", "amount", f"国有资本经营预算{long}", fund="state_capital"),
    ]
    blocks = [
        Block(("label",), [_amounts(final)], received, "收入", ("项目",)),
        Block(("label",), columns, spent, "支出", ("项目", "项目（按功能分类）")),
    ]
    code = "final_fiscal_appropriation_summary" if final else "budget_fiscal_appropriation_summary"
    titles = (
        ("财政拨款收入支出决算总表", "财政拨款收支决算总表")
        if final
        else ("财政拨款收支总表", "财政拨款收支总体情况表", "财政拨款收支预算总表")
    )
    return Sheet(code, titles, blocks, optional=False)


def _general_public(accounts: Accounts, final: bool) -> Sheet:
    if final:
        group = "本年支出"
        columns = [
            _column("total", "current_year_expenditure total", "小计|合计", unknown="全部数额", group=group),
            _column("basic", "basic_expenditure", "基本支出", group=group),
            _column("project", "project_expenditure", "项目支出", group=group),
        ]
        title = ("一般公共预算财政拨款支出决算表", "一般公共预算支出决算表")
    else:
        columns = [
            TOTAL,
            _column("basic", "basic_expenditure", "小计|合计", group="基本支出"),
            _column("personnel", "personnel", "人员经费|人员支出", unknown="职工待遇", group="基本支出"),
            _column("operating", "operating", "公用经费|日常公用支出", unknown="机关日常", group="基本支出"),
            PROJECT,
        ]
        title = ("一般公共预算支出表", "一般公共预算支出情况表", "一般公共预算支出预算表")
    lines = _subjects(
        accounts,
        accounts.uses,
        lambda use: {
            "total": use.appropriated,
            "basic": use.basic,
            "personnel": use.personnel,
            "operating": use.operating,
            "project": use.project,
            "prior": use.prior,
            "change": use.appropriated - use.prior,
        },
    )
    return Sheet("final_general_public_expenditure" if final else "budget_general_public_expenditure", title, [_coded(columns, lines)])


def _basic(accounts: Accounts, final: bool) -> Sheet:
    if final:
        blocks = []
        personnel = tree(((codes, {"amount": p}) for codes, p, _ in accounts.economic if p), "人员经费合计")
        operating = tree(((codes, {"amount": o}) for codes, _, o in accounts.economic if o), "公用经费合计")
        for title, lines in (("人员经费", personnel), ("公用经费", operating)):
            lines = [*lines[1:], lines[0]]
            column = _column("amount", "total personnel operating", "决算数|金额", unknown="数额")
            blocks.append(Block(("code", "label"), [column], lines, title, ("科目名称",), ("科目编码", "经济分类科目编码")))
        titles = ("一般公共预算财政拨款基本支出决算表", "一般公共预算财政拨款基本支出决算明细表")
        return Sheet("final_general_public_basic_expenditure", titles, blocks)
    columns = [
        _column("total", "basic_expenditure total", "合计|总计", unknown="全部数额", group="本年一般公共预算基本支出"),
        _column("personnel", "personnel", "人员经费", unknown="职工待遇", group="本年一般公共预算基本支出"),
        _column("operating", "operating", "公用经费|日常公用经费", unknown="机关日常", group="本年一般公共预算基本支出"),
    ]
    lines = tree((codes, {"total": p + o, "personnel": p, "operating": o}) for codes, p, o in accounts.economic)
    titles = ("一般公共预算基本支出表", "一般公共预算基本支出情况表", "一般公共预算基本支出表（按部门预算经济分类）")
    block = Block(
        ("code", "label"),
        columns,
        lines,
        label_words=("科目名称",),
        code_words=("科目编码", "经济分类科目编码"),
        over=("部门预算支出经济分类科目",),
    )
    return Sheet("budget_general_public_basic_expenditure", titles, [block])


def _three_public(accounts: Accounts, final: bool) -> Sheet:
    vehicles = "公务用车购置及运行维护费"
    spent = {
        "abroad": accounts.abroad,
        "purchase": accounts.vehicle_purchase,
        "running": accounts.vehicle_running,
        "reception": accounts.reception,
        "vehicles": accounts.vehicle_purchase + accounts.vehicle_running,
    }
    spent["total"] = spent["abroad"] + spent["vehicles"] + spent["reception"]

    def columns(prefix: str, phase: str | None) -> list[Column]:
        parts = [
            ("total", "three_public_total", "合计", ""),
            ("abroad", "abroad", "因公出国（境）费|因公出国（境）费用", ""),
            ("vehicles", "vehicle_total", "小计|合计", vehicles),
            ("purchase", "vehicle_purchase", "公务用车购置费", vehicles),
            ("running", "vehicle_running", "公务用车运行维护费|公务用车运行费", vehicles),
            ("reception", "reception", "公务接待费", ""),
        ]
        return [_column(prefix + key, measure, words, group=group, phase=phase) for key, measure, words, group in parts]

    if not final:
        titles = ("一般公共预算“三公”经费支出表", "“三公”经费支出表", "财政拨款“三公”经费支出表", "一般公共预算“三公”经费支出情况表")
        return Sheet("budget_three_public", titles, [Block((), columns("", None), [Line("", figures=spent)])])
    planned = {key: value + 7 for key, value in spent.items() if key in ("abroad", "purchase", "running", "reception")}
    planned["vehicles"] = planned["purchase"] + planned["running"]
    planned["total"] = planned["abroad"] + planned["vehicles"] + planned["reception"]
    figures = {f"b_{key}": value for key, value in planned.items()} | {f"f_{key}": value for key, value in spent.items()}
    blocks = [
        Block((), columns("b_", "budget"), [Line("", figures=figures)], "预算数"),
        Block((), columns("f_", "final"), [Line("", figures=figures)], "决算数"),
    ]
    return Sheet(
        "final_three_public", ("财政拨款“三公”经费支出决算表", "“三公”经费支出决算表", "一般公共预算财政拨款“三公”经费支出决算表"), blocks
    )


def _government_fund(accounts: Accounts, final: bool) -> Sheet:
    group = "本年支出" if final else "本年政府性基金预算支出"
    columns = [
        _column("total", "current_year_expenditure total", "小计" if final else "合计|小计", group=group),
        _column("basic", "basic_expenditure", "基本支出", group=group),
        _column("project", "project_expenditure", "项目支出", group=group),
    ]
    if final:
        columns = [
            _column("opening", "carry_over_opening", "年初结转和结余"),
            _column("income", "current_year_income", "本年收入"),
            *columns,
            _column("closing", "carry_over_closing", "年末结转和结余"),
        ]
    lines = _subjects(
        accounts,
        accounts.funds,
        lambda use: {"opening": 0, "income": use.project, "total": use.project, "basic": 0, "project": use.project, "closing": 0},
    )
    titles = (
        ("政府性基金预算财政拨款收入支出决算表", "政府性基金预算财政拨款支出决算表")
        if final
        else ("政府性基金预算支出表", "政府性基金预算支出情况表")
    )
    return Sheet("final_government_fund" if final else "budget_government_fund", titles, [_coded(columns, lines)])


def _projects(accounts: Accounts) -> Sheet:
    columns = [
        TOTAL,
        _column("general", "amount", "一般公共预算|一般公共预算拨款", fund="general_public_budget", group="财政拨款"),
        _column("fund", "amount", "政府性基金预算|政府性基金预算拨款", fund="government_fund", group="财政拨款"),
        _column("capital", "amount", "国有资本经营预算|国有资本经营预算拨款", fund="state_capital", group="财政拨款"),
    ]
    lines = [Line(name, figures={"total": g + f, "general": g, "fund": f, "capital": 0}) for name, g, f in accounts.projects]
    whole = {key: sum(line.figures[key] for line in lines) for key in ("total", "general", "fund", "capital")}
    block = Block(("label",), columns, [Line("合计", figures=whole, total=True), *lines], label_words=("项目名称",))
    return Sheet("budget_project", ("项目支出表", "部门项目支出表", "项目支出预算表"), [block])
