"""Small reports that are legal and strange: each once stopped every publication (docs/decisions/0023-what-breaks-the-build-is-put-aside.md)."""

from __future__ import annotations

import io
from pathlib import Path

import docx

HEAD = ("科目编码", "科目名称", "本年收入合计", "财政拨款收入", "其他收入")
ROWS = (
    ("", "合计", "12.00", "10.00", "2.00"),
    ("208", "社会保障和就业支出", "12.00", "10.00", "2.00"),
    ("20801", "人力资源和社会保障管理事务", "12.00", "10.00", "2.00"),
    ("2080101", "行政运行", "12.00", "10.00", "2.00"),
)
INDICATORS = (
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "培训人次", "≥100人次", "120人次", "50", "50"),
    ("效益指标", "社会效益指标", "群众满意度", "≥90%", "95%", "50", "50"),
)


def grid(*rows: tuple[str, ...]) -> str:
    lines = ("<tr>" + "".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{''.join(lines)}</table>"


def page(body: str, name: str) -> str:
    """A web page with the final accounts of a body."""
    title = f"某市{name}2023年度单位决算"
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><div><p>{title}</p>{body}</div></body></html>"


def income(*rows: tuple[str, ...], unit: str = "万元", name: str = "档案馆", head: tuple[str, ...] = HEAD, note: str = "", text: str = "") -> str:
    """Final accounts with one table, a note below it and a paragraph."""
    table = f"<p>收入决算表</p><p>公开02表</p><p>单位：{unit}</p>{grid(head, *(rows or ROWS))}<p>{note}</p>"
    said = f"<p>一、收入决算情况说明</p><p>本单位2023年度收入合计12.00万元，其中财政拨款收入10.00万元。{text}</p>"
    return page(table + said, name)


def scaled(factor: float) -> tuple[tuple[str, ...], ...]:
    """The rows with figures of another size."""
    return tuple((*row[:2], *(f"{float(cell) * factor:.2f}" for cell in row[2:])) for row in ROWS)


def indicators(name: str, *rows: tuple[str, ...]) -> str:
    """The self-evaluation of a project whose table holds these rows too."""
    form = grid(
        ("项目名称", "窗口服务", "项目编号", "1", "", "", ""),
        ("年度资金总额（万元）", "全年预算数", "全年执行数", "分值", "执行率", "得分", ""),
        ("合计", "100.00", "95.00", "10", "95%", "9.5", ""),
        *INDICATORS,
        *rows,
    )
    body = f"<p>项目绩效自评表</p><p>（2023年度）</p><p>单位名称：某市{name}</p><p>金额单位：万元</p>{form}"
    return page(body, name).replace("单位决算", "项目绩效自评表")


def word(span: str) -> bytes:
    """A Word file in whose table one cell says that it spans so many columns."""
    document = docx.Document()
    for line in ("某市图书馆2023年度单位决算", "收入决算表", "单位：万元"):
        document.add_paragraph(line)
    table = document.add_table(1 + len(ROWS), len(HEAD))
    for row_no, row in enumerate((HEAD, *ROWS)):
        for column, text in enumerate(row):
            table.cell(row_no, column).text = text
    properties = table.cell(2, 2)._tc.get_or_add_tcPr()
    properties.get_or_add_gridSpan().set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", span)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


LONG = "12345678901234567"
MANY_DIGITS = "99999999999999999999"
BREAKERS: dict[str, str | bytes] = {
    "百万元.html": income(unit="百万元", name="气象局"),
    "百元.html": income(unit="百元", name="地震局"),
    "亿元.html": income(unit="亿元", name="体育局"),
    "亿元_其实是元.html": income(*scaled(12345678.91), unit="亿元", name="水务局"),
    "绩效长数字.html": indicators("园林局", ("产出指标", "数量指标", LONG, LONG, LONG, LONG, LONG), ("合计", LONG, LONG, LONG, LONG, LONG, LONG)),
    "正文长数字.html": income(
        name="商务局", text=f"比上年增加{MANY_DIGITS}亿元，增长{LONG}%，完成预算的{MANY_DIGITS}%，人均{LONG}元，占{MANY_DIGITS * 2}万元的{LONG}%。"
    ),
    "未知科目两种分类.html": income(
        ("", "", "", "合计", "12.00", "10.00", "2.00"),
        ("2158877", "新设科目", "30101", "基本工资", "12.00", "10.00", "2.00"),
        head=("功能分类科目编码", "功能分类科目名称", "经济分类科目编码", "经济分类科目名称", *HEAD[2:]),
        name="科技局",
    ),
    "行次过长.html": income(name="文旅局", note="注：20240101123456行=（1+2）行。"),
    "行次无穷.html": income(name="农业局", note="注：27行=（1+…+300000000）行；3栏=（1+2+…+99999999999）栏。"),
    "栅格零列.docx": word("0"),
    "栅格极宽.docx": word("1000000000"),
    "零列.html": income(*ROWS[:2], ("<td colspan=0>20801</td>", *ROWS[2][1:]), ("<td rowspan=0>2080101</td>", *ROWS[3][1:]), name="城管局"),
    "极宽.html": income(*ROWS[:3], ("2080101", "<td colspan=99999999999999999999>行政运行</td>", "12.00", "10.00", "2.00"), name="规划局"),
    "金额极小预算.html": income(*scaled(1e-9), name="物价局").replace("0.00", "0.000000000000000000000000012"),
    "科目含竖线.html": income(*ROWS[:2], ("20801", "管理|事务", "12.00", "10.00", "2.00"), ("20801|", "事务", "12.00", "10.00", "2.00"), name="审计局|本级"),
}


def save(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in BREAKERS.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
