"""The inspection sheet of one report, in the form in which finance bureaus inspect disclosures: HTML and XLSX.

Everything it says is read from the published warehouse file: what is met, what is not and where, and what the report does not let us tell.
"""

import hashlib
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import WrongUse
from extract.paths import DataPaths
from extract.spreadsheet import write_sheet

MET, NOT_MET, UNKNOWN = "符合 / met", "不符合 / not met", "无法判断 / cannot tell"
HEADINGS = ("检查内容 / item", "检查要求 / requirement", "结论 / verdict", "问题或依据 / problem or basis", "页 / page")

# Parts of a disclosure, and the section of fct_disclosed_text that shows each.
PARTS = (
    ("主要职责 / duties", "列有单位主要职责", "duties"),
    ("机构设置 / structure", "列有机构设置、单位构成", "structure"),
    ("名词解释 / glossary", "列有名词解释", "glossary"),
    ("情况说明 / explanation", "列有收支情况说明", "explanation"),
    ("“三公”经费 / three public expenses", "列有“三公”经费说明", "three_public"),
    ("机关运行经费 / operating expense", "列有机关运行经费说明", "operating_expense"),
    ("政府采购 / procurement", "列有政府采购说明", "procurement"),
    ("国有资产 / state assets", "列有国有资产占用说明", "state_assets"),
    ("绩效 / performance", "列有预算绩效说明", "performance"),
    ("政府性基金 / government funds", "说明政府性基金预算收支或没有收支", "government_fund"),
    ("国有资本经营 / state capital", "说明国有资本经营预算收支或没有收支", "state_capital"),
)
# The tables that every report of a kind prints, empty or not.
TABLES = (
    "income_expenditure_summary", "income", "expenditure", "fiscal_appropriation_summary", "general_public_expenditure",
    "general_public_basic_expenditure", "three_public", "government_fund", "state_capital",
)  # fmt: skip
# Families of checks that have no table of their own.
FAMILIES = (
    ("说明与表 / text against tables", "说明中的金额、科目与表一致", ("text_table", "text_performance")),
    ("金额 / amounts", "总额与各部分相符，前后所述一致，增减额等于两年之差", ("text_arithmetic",)),
    ("百分比 / percentages", "说明中的百分比可由金额算得", ("text_percentage",)),
    ("文字 / wording", "单位、年度、科目名称及增减用语正确，无模板残留", ("text_wording",)),
    ("绩效自评、目标 / performance tables", "执行率、得分、分值合计正确", ("performance",)),
)


@dataclass(frozen=True)
class Line:
    """One line of the sheet."""

    item: str
    requirement: str
    verdict: str
    basis: str = ""
    page: int | None = None


def inspect(file: str, data: Path, out: Path | None = None) -> tuple[Path, Path]:
    """Write the inspection sheet of a report and return its HTML and XLSX files.

    Args:
        file: the report: a path to the file itself, or its path or name inside the inbox.
        data: the warehouse folder.
        out: where the sheets go; `DATA/inspection` when None.

    Raises:
        WrongUse: there is no published warehouse, or it does not know the report.
    """
    paths = DataPaths.of(data)
    if not paths.published.exists():
        raise WrongUse(f"{paths.published} does not exist yet: run `zhangben run` first")
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        report = _find(connection, file)
        lines = _lines(connection, report)
    folder = out or paths.data / "inspection"
    folder.mkdir(parents=True, exist_ok=True)
    stem = Path(report["source_file"]).stem
    html, book = folder / f"{stem}.html", folder / f"{stem}.xlsx"
    html.write_text(_html(report, lines), encoding="utf-8")
    write_sheet(book, "检查表", (26, 34, 18, 90, 8), [HEADINGS, *((n.item, n.requirement, n.verdict, n.basis, n.page) for n in lines)])
    return html, book


def _rows(connection: duckdb.DuckDBPyConnection, query: str, *parameters: Any) -> list[dict[str, Any]]:
    result = connection.execute(query, list(parameters))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _find(connection: duckdb.DuckDBPyConnection, file: str) -> dict[str, Any]:
    """The report that is meant: by its bytes where the file is there, or else by its name."""
    path = Path(file)
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    found = _rows(
        connection,
        """
        select * from marts.dim_report
        where report_id = $1 or source_file = $2 or parse_filename(source_file) = $2
        order by report_id = $1 desc
        """,
        digest,
        file,
    )
    if not found:
        raise WrongUse(f"the warehouse holds no report {file}: land it with `zhangben run` first")
    if len(found) > 1 and found[0]["report_id"] != digest:
        raise WrongUse(f"{file} names {len(found)} reports; give the path inside the inbox: {', '.join(r['source_file'] for r in found)}")
    return found[0]


def _lines(connection: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> list[Line]:
    if report["status"] == "quarantined":
        return [Line("文件 / file", "可以读取并识别为预决算公开报告", UNKNOWN, f"{report['status_reason']} {report['status_reason_en']}")]
    return [
        *_opening(connection, report),
        *_parts(connection, report),
        *_tables(connection, report),
        *_checks(connection, report),
    ]


def _opening(connection: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> list[Line]:
    """Timeliness, cover, contents."""
    cover = _rows(connection, "select cover from intermediate.int_document_text where document_id = ?", report["report_id"])
    text = cover[0]["cover"] if cover else ""
    year = report["fiscal_year"]
    missing = [
        name
        for name, shown in (
            ("单位名称", bool(report["unit_name"]) and report["unit_name"] in text),
            ("年度", str(year) in text),
            ("报告类别", "决算" in text or "预算" in text or "绩效" in text),
        )
        if not shown
    ]
    # Exports of text have no pages, so that what stands first need not be the cover.
    verdict = MET if not missing else NOT_MET if report["read_method"] == "pdf" else UNKNOWN
    contents = _rows(
        connection,
        """
        select page_no from staging.stg_paragraphs
        where document_id = ? and regexp_matches(text_squeezed, '目录|[.…·]{6,}') and page_no <= 6
        order by page_no limit 1
        """,
        report["report_id"],
    )
    return [
        _timeliness(report, text),
        Line("封面 / cover", "封面列明单位、年度、报告类别", verdict, "首页未见：" + "、".join(missing) if missing else text[:60], 1),
        Line("目录 / contents", "列有目录", MET, "", contents[0]["page_no"])
        if contents
        else Line("目录 / contents", "列有目录", UNKNOWN, "前六页未见目录"),
    ]


def _timeliness(report: dict[str, Any], cover: str) -> Line:
    """Budgets are due by March of their year, final accounts by October of the next; covers print a day or a month."""
    item, year = "公开时间 / timeliness", report["fiscal_year"]
    printed = re.search(r"(?:^|[^至到前])(20\d\d)年(\d{1,2})月(?!\d{1,2}日)", cover[:120])
    if report["published_on"]:
        told, shown = (report["published_on"].year, report["published_on"].month), str(report["published_on"])
    elif printed:
        told, shown = (int(printed[1]), int(printed[2])), f"{printed[1]}-{int(printed[2]):02}"
    else:
        return Line(item, "按时公开", UNKNOWN, "封面未印日期 / no date is printed on the cover")
    if year is None:
        return Line(item, "按时公开", UNKNOWN, "报告年度未知 / the year of the report is not known")
    due = (year + 1, 10) if report["report_kind"] == "final_accounts" else (year, 3)
    return Line(item, f"不晚于 {due[0]} 年 {due[1]} 月", MET if told <= due else NOT_MET, f"封面日期 {shown}", 1)


def _parts(connection: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> list[Line]:
    found = {
        row["section_kind"]: row
        for row in _rows(
            connection,
            """
            select section_kind, min(page) as page, count(*) as paragraphs
            from marts.fct_disclosed_text where report_id = ? group by section_kind
            """,
            report["report_id"],
        )
    }
    return [
        Line(item, requirement, MET, f"{found[kind]['paragraphs']} 段", found[kind]["page"])
        if kind in found
        else Line(item, requirement, UNKNOWN, "未见此标题下的文字 / no text under such a heading")
        for item, requirement, kind in PARTS
    ]


def _tables(connection: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> list[Line]:
    """Every table that the form asks for or the report prints, with the findings of its figures."""
    prefix = {"final_accounts": "final_", "budget": "budget_"}.get(report["report_kind"], "")
    asked = [prefix + table for table in TABLES if prefix]
    printed = {row["table_code"]: row for row in _printed_tables(connection, report)}
    names = dict(connection.execute("select table_code, name_zh from marts.dim_table").fetchall())
    findings: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(
        connection,
        # Findings about the text stand below, each with its sentence.
        """
        select table_code, sentence_zh, page_no from marts.fct_finding
        where report_id = ? and not regexp_matches(family, '^(text|performance)')
        """,
        report["report_id"],
    ):
        findings.setdefault(row["table_code"], []).append(row)
    has_amounts = any(row["amounts"] for row in printed.values())
    # Another version of a report with tables of its own is no part of it.
    elsewhere = {} if has_amounts else _tables_of_twin(connection, report)
    # Where nearly all tables of final accounts are there and every table was recognised, the one that is missing is missing.
    is_complete = prefix == "final_" and "unrecognised" not in printed and sum(code in printed for code in asked) >= len(asked) - 2
    lines: list[Line] = []
    for code in dict.fromkeys([*asked, *sorted(printed)]):
        item = f"表：{names.get(code, code)}"
        if code in findings:
            lines.extend(Line(item, "表内、表间勾稽相符", NOT_MET, row["sentence_zh"], row["page_no"]) for row in findings[code])
        elif code in printed:
            lines.append(_table_line(item, printed[code]))
        elif code in elsewhere:
            lines.append(Line(item, "列有此表", MET, f"列于同一公开的另一文件 / in the other file of this disclosure: {elsewhere[code]}"))
        elif is_complete:
            lines.append(Line(item, "列有此表", NOT_MET, "全文未见此表，其他各表已列 / this table is not printed, the others are", 1))
        else:
            lines.append(Line(item, "列有此表", UNKNOWN, "未识别到此表 / no such table was recognised"))
    return lines


def _printed_tables(connection: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a kind of table: first page, amounts, identities that hold and that cannot be evaluated, the note of an empty one."""
    return _rows(
        connection,
        """
        with checks as (
            select table_code, count(*) filter (where status in ('exact', 'rounding')) as held,
                count(*) filter (where status = 'not_evaluable') as untold
            from marts.fct_identity_check where report_id = $1 group by table_code
        ),
        notes as (
            select table_no, any_value(sentence) as note from marts.fct_claim_check
            where report_id = $1 and identity_code = 'text_empty_table' group by table_no
        )
        select t.table_code, min(t.first_page) as page, sum(t.amount_count) as amounts,
            bool_or(d.family = 'performance') as is_performance, bool_or(d.is_money) as is_money,
            coalesce(any_value(c.held), 0) as held, coalesce(any_value(c.untold), 0) as untold, any_value(n.note) as note
        from marts.dim_report_table as t
        join marts.dim_table as d using (table_code)
        left join checks as c using (table_code)
        left join notes as n on n.table_no = t.table_seq
        where t.report_id = $1
        group by t.table_code
        """,
        report["report_id"],
    )


def _tables_of_twin(connection: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> dict[str, str]:
    """Text and tables of one disclosure may be two files: where the other file prints each table."""
    return dict(
        connection.execute(
            """
            select table_code, min(r.source_file || ' p.' || first_page)
            from marts.dim_report as r join marts.dim_report_table using (report_id)
            where r.disclosure_id = ? and r.report_id <> ? group by table_code
            """,
            [report["disclosure_id"], report["report_id"]],
        ).fetchall()
    )


def _table_line(item: str, table: dict[str, Any]) -> Line:
    """The line of a table without findings."""
    if table["is_performance"]:
        return Line(item, "列有此表", MET, "勾稽见“绩效自评、目标” / its checks stand below", table["page"])
    if not table["is_money"]:
        return Line(item, "列有此表", MET, "", table["page"])
    if not table["amounts"]:
        return Line(item, "列有此表", MET, "：".join(filter(None, ("空表 / no amounts", table["note"]))), table["page"])
    basis = f"{table['amounts']} 个金额，核对 {table['held']} 处{_untold(table['untold'])}"
    return Line(item, "表内、表间勾稽相符", MET if table["held"] else UNKNOWN, basis, table["page"])


def _checks(connection: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> list[Line]:
    checks = _rows(
        connection,
        "select family, status, sentence_zh, sentence, page_no from marts.fct_claim_check where report_id = ? order by page_no",
        report["report_id"],
    )
    lines: list[Line] = []
    for item, requirement, families in FAMILIES:
        mine = [check for check in checks if check["family"] in families]
        wrong = [check for check in mine if check["status"] == "violated"]
        untold = sum(check["status"] == "not_evaluable" for check in mine)
        evaluated = len(mine) - untold
        if wrong:
            lines.extend(
                Line(item, requirement, NOT_MET, "原句：".join(filter(None, (check["sentence_zh"], check["sentence"]))), check["page_no"])
                for check in wrong
            )
        elif evaluated:
            lines.append(Line(item, requirement, MET, f"核对 {evaluated} 处{_untold(untold)}"))
        else:
            lines.append(Line(item, requirement, UNKNOWN, f"没有可以核对的陈述或表 / nothing to check{_untold(untold)}"))
    return lines


def _untold(count: int) -> str:
    """What could not be evaluated, as an addition to a basis."""
    return f"，另有 {count} 处不能核对" if count else ""


def _html(report: dict[str, Any], lines: list[Line]) -> str:
    about = " · ".join(str(report[key]) for key in ("unit_name", "fiscal_year", "report_kind", "source_file") if report[key])
    colours = {MET: "met", NOT_MET: "not", UNKNOWN: "unknown"}
    counts = {verdict: sum(line.verdict == verdict for line in lines) for verdict in (MET, NOT_MET, UNKNOWN)}
    body = "".join(
        f'<tr class="{colours[n.verdict]}">'
        + "".join(f"<td>{escape(str(value or ''))}</td>" for value in (n.item, n.requirement, n.verdict, n.basis, n.page))
        + "</tr>"
        for n in lines
    )
    return f"""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<title>预决算公开检查表 {escape(report["source_file"])}</title>
<style>
body {{ font-family: sans-serif; margin: 2em; color: #222; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 1px solid #bbb; padding: .35em .5em; text-align: left; vertical-align: top; }}
.not td:nth-child(3) {{ color: #b00020; font-weight: bold; }}
.met td:nth-child(3) {{ color: #1b6e2a; }}
.unknown td:nth-child(3) {{ color: #777; }}
</style>
</head>
<body>
<h1>预决算公开检查表 / inspection sheet</h1>
<p>{escape(about)}</p>
<p>{" · ".join(f"{verdict}：{count}" for verdict, count in counts.items())}</p>
<table>
<thead><tr>{"".join(f"<th>{heading}</th>" for heading in HEADINGS)}</tr></thead>
<tbody>{body}</tbody>
</table>
</body>
</html>
"""
