"""The cases of the identities: one file an identity, `tests/identities/<identity_code>.md`, three cases a file.

    ## exact                              the verdict that the instances of the identity must have in this case (some of them, if `violated`
                                          or `not_evaluable`); `absent` where there must be none. Words behind it are a remark
    ### final_accounts 2023               a report of the case: kind and year; the last one is judged
    支出决算表                              any other line is a paragraph (captions, units, notes, prose)
    单位：万元
    | 科目编码 | 科目名称 | 合计 | 基本支出 |    rows of a table; `<` belongs to the cell on its left, `^` to the one above
    | 208 | 社会保障和就业支出 | 30 | 30 |

The cases are saved as web pages and go through the whole pipeline, as published reports do. Cases of findings (`findings/*.md`) have
the same form; their headings are what `test_findings.py` says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent
KINDS = {"budget": "{year}年单位预算", "final_accounts": "{year}年度单位决算", "performance": "{year}年度项目支出绩效自评报告"}
# Without a table a disclosure is its text: the sections that every one has, around what a case is about.
_SECTIONS = ["一、主要职责", "承担有关工作。", "二、机构设置", "内设科室若干。", "三、会议费说明", "会议费5.00万元。", "四、名词解释", "财政拨款：由财政拨付的资金。"]
FRAMES = {
    "budget": _SECTIONS,
    "final_accounts": _SECTIONS,
    "performance": ["一、项目概况", "项目设有绩效目标。", "二、自评结论", "产出和效益符合要求，有待改进的问题不多。"],
}
VERDICTS = ("exact", "rounding", "violated", "not_evaluable", "absent")


@dataclass(frozen=True)
class CaseReport:
    """One report: kind (a key of KINDS), fiscal year, and its lines and rows in the order written."""

    kind: str
    year: int
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """What an identity must come out as over the last of some reports of one body."""

    identity_code: str
    number: int
    verdict: str
    remark: str
    reports: list[CaseReport] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.identity_code}_{self.number}_{self.verdict}"

    @property
    def file(self) -> str:
        """The inbox path of the report that is judged."""
        return f"{self.name}/{len(self.reports)}.html"


def read_cases(path: Path, verdicts: Sequence[str] = VERDICTS) -> list[Case]:
    """Read one file of cases, whose headings begin with one of `verdicts`. Raises ValueError for any other heading."""
    cases: list[Case] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            verdict, _, remark = line.removeprefix("## ").partition(" ")
            if verdict not in verdicts:
                raise ValueError(f"{path.name}: {verdict!r} is none of {', '.join(verdicts)}")
            cases.append(Case(path.stem, len(cases) + 1, verdict, remark.strip()))
        elif line.startswith("### "):
            kind, year = line.removeprefix("### ").split()
            if kind not in KINDS:
                raise ValueError(f"{path.name}: {kind!r} is none of {', '.join(KINDS)}")
            cases[-1].reports.append(CaseReport(kind, int(year)))
        elif cases and cases[-1].reports and line.strip():
            cases[-1].reports[-1].lines.append(line.strip())
    return cases


def all_cases() -> list[Case]:
    """Every case of every identity that has a file."""
    return [case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)]


def save(case: Case, number: int, inbox: Path) -> None:
    """Write the reports of a case into `inbox`, as web pages of a body of its own (`number` names it)."""
    folder = inbox / case.name
    folder.mkdir(parents=True)
    body = "武汉市第" + "".join("零一二三四五六七八九"[int(d)] for d in str(number)) + "事务中心"
    for place, report in enumerate(case.reports, 1):
        title = body + KINDS[report.kind].format(year=report.year)
        parts = [f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><div><p>{title}</p>"]
        parts += [f"<p>{line}</p>" for line in ([] if any(line.startswith("|") for line in report.lines) else FRAMES[report.kind])]
        rows: list[list[str]] = []
        for line in [*report.lines, ""]:
            if line.startswith("|"):
                rows.append([cell.strip() for cell in line.strip("|").split("|")])
                continue
            if rows:
                parts.append(_table(rows))
                rows = []
            if line:
                parts.append(f"<p>{escape(line)}</p>")
        (folder / f"{place}.html").write_text("".join([*parts, "</div></body></html>"]), encoding="utf-8")


def _table(rows: list[list[str]]) -> str:
    owners: list[list[tuple[int, int]]] = []
    for r, row in enumerate(rows):
        line: list[tuple[int, int]] = []
        for c, text in enumerate(row):
            line.append(line[c - 1] if text == "<" else owners[r - 1][c] if text == "^" else (r, c))
        owners.append(line)
    places: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for r, line in enumerate(owners):
        for c, owner in enumerate(line):
            places.setdefault(owner, []).append((r, c))
    out = []
    for r, row in enumerate(rows):
        cells = []
        for c, text in enumerate(row):
            if owners[r][c] == (r, c):
                spans = [max(p[axis] for p in places[r, c]) - (r, c)[axis] + 1 for axis in (0, 1)]
                body = re.sub(r"\s*/\s*", "<br>", escape(text)) if " / " in text else escape(text)
                cells.append(f"<td rowspan={spans[0]} colspan={spans[1]}>{body}</td>")
        out.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(out)}</table>"
