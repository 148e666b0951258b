"""The inspection sheet of a sample: what is met, what is not, and where."""

import re
import zipfile
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from extract.errors import WrongUse
from extract.inspection import MET, NOT_MET, UNKNOWN, _timeliness, inspect
from extract.paths import DataPaths

FILE = "武汉市人力资源和社会保障局汉阳社会保险管理处_2023_单位决算.pdf"


def test_a_sheet_says_what_is_wrong_and_where(sample_warehouse: DataPaths, tmp_path: Path) -> None:
    html, book = inspect(FILE, sample_warehouse.data, tmp_path)
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr class=.*?</tr>", html.read_text(encoding="utf-8"))]
    assert {unescape(row[0]).split(" / ")[0] for row in rows} >= {"公开时间", "封面", "主要职责", "名词解释", "表：收入支出决算总表", "金额", "百分比"}
    wrong = [row for row in rows if row[2] == NOT_MET]
    assert all(row[3] and row[4].isdecimal() for row in wrong)
    assert any("10.7%" in row[3] and row[4] == "14" for row in wrong)
    with zipfile.ZipFile(book) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"
    assert len(sheet.findall(f".//{name}")) == len(rows) + 1


def test_a_report_that_nobody_landed_is_wrong_use(sample_warehouse: DataPaths, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="holds no report"):
        inspect("missing.pdf", sample_warehouse.data, tmp_path)


@pytest.mark.parametrize(
    ("kind", "cover", "verdict"),
    [
        ("final_accounts", "某大学2023年度部门决算2024年8月", MET),
        ("final_accounts", "某大学2023年度部门决算2024年11月", NOT_MET),
        ("budget", "某局2023年部门预算2023年3月", MET),
        ("budget", "某局2023年部门预算", UNKNOWN),
    ],
)
def test_a_month_on_the_cover_tells_when(kind: str, cover: str, verdict: str) -> None:
    report = {"published_on": None, "fiscal_year": 2023, "report_kind": kind}
    assert _timeliness(report, cover).verdict == verdict
