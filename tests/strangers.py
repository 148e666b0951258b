"""Files as a crawler of government sites brings them under names that promise a budget: what each of them is, in our own words.

Every name says 部门预算 or 部门决算, so that only contents can tell them apart.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass

MENU = "<ul>" + "".join(f"<li><a href='/{n}/'>{word}</a></li>" for n, word in enumerate(("首页", "机构职能", "通知公告", "政务公开", "办事指南", "互动交流"))) + "</ul>"
FOOT = "<div class='footer'>主办：甲市人民政府办公室 备案号00000000 联系电话：0000-0000000</div>"
LIST = "<ul>" + "".join(f"<li><a href='/x/{y}.html'>甲市乙局{y}年部门预算</a><span>{y}-02-11</span></li>" for y in range(2016, 2026)) + "</ul>"
SUMMARY = """<p>收支总表</p><p>单位：万元</p><table><tr><th>收入</th><th>预算数</th><th>支出</th><th>预算数</th></tr>
<tr><td>一、一般公共预算拨款收入</td><td>320.50</td><td>一、一般公共服务支出</td><td>300.50</td></tr>
<tr><td>二、事业收入</td><td>10.00</td><td>二、住房保障支出</td><td>30.00</td></tr>
<tr><td>收入总计</td><td>330.50</td><td>支出总计</td><td>330.50</td></tr></table>"""
SPENT = """<p>支出决算表</p><p>单位：元</p><table><tr><td>科目编码</td><td>科目名称</td><td>合计</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td></td><td>合计</td><td>500,000.00</td><td>400,000.00</td><td>100,000.00</td></tr>
<tr><td>201</td><td>一般公共服务支出</td><td>500,000.00</td><td>400,000.00</td><td>100,000.00</td></tr>
<tr><td>20103</td><td>政府办公厅（室）及相关机构事务</td><td>500,000.00</td><td>400,000.00</td><td>100,000.00</td></tr>
<tr><td>2010301</td><td>行政运行</td><td>400,000.00</td><td>400,000.00</td><td></td></tr>
<tr><td>2010302</td><td>一般行政管理事务</td><td>100,000.00</td><td></td><td>100,000.00</td></tr></table>"""
PROSE = """<p>第一部分 部门概况</p><p>一、主要职责</p><p>负责全区有关管理工作。</p><p>二、机构设置</p><p>内设科室五个。</p>
<p>第二部分 预算情况说明</p><p>一、收支预算情况说明</p><p>2024年收入预算330.50万元，支出预算330.50万元，其中基本支出230.50万元，项目支出100.00万元。</p>
<p>二、“三公”经费预算情况说明</p><p>2024年“三公”经费预算5.00万元，其中公务接待费2.00万元，公务用车运行维护费3.00万元。</p>
<p>三、政府采购情况说明</p><p>政府采购预算20.00万元。</p><p>第三部分 名词解释</p><p>基本支出：指保障机构正常运转的支出。</p>"""
TAXES = """<p>一般公共预算收入表</p><p>单位：万元</p><table><tr><td>项目</td><td>上年决算数</td><td>本年预算数</td></tr>
<tr><td>税收收入</td><td>9,000.00</td><td>9,500.00</td></tr><tr><td>增值税</td><td>4,000.00</td><td>4,200.00</td></tr>
<tr><td>企业所得税</td><td>3,000.00</td><td>3,100.00</td></tr><tr><td>个人所得税</td><td>2,000.00</td><td>2,200.00</td></tr>
<tr><td>非税收入</td><td>500.00</td><td>400.00</td></tr><tr><td>收入合计</td><td>9,500.00</td><td>9,900.00</td></tr></table>"""


def page(title: str, body: str, *, menu: bool = True) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_甲市人民政府</title><style>.a{{left:1px}}</style></head><body>"
        f"{MENU if menu else ''}<div class='content'>{body}</div>{FOOT if menu else ''}</body></html>"
    )


def article(title: str, *paragraphs: str, more: str = "") -> str:
    return page(title, f"<h1>{title}</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs) + more)


def placed(rows: list[list[tuple[int, str]]]) -> str:
    """A page whose pieces of text stand at fixed places."""
    pieces = [
        f"<div style='position:absolute;left:{x}px;top:{40 + 24 * number}px;font-size:12px'>{text}</div>"
        for number, row in enumerate(rows) for x, text in row
    ]  # fmt: skip
    return f"<html><head><meta charset='utf-8'><title>x</title></head><body><div style='position:relative;width:800px'>{''.join(pieces)}</div></body></html>"


PLACED = placed([
    [(250, "甲市丙中心2025年单位预算")],
    [(300, "支出总表")],
    [(600, "单位：万元")],
    [(40, "科目编码"), (140, "科目名称"), (380, "合计"), (480, "基本支出"), (600, "项目支出")],
    [(140, "合计"), (380, "812.40"), (480, "500.30"), (600, "312.10")],
    [(40, "208"), (140, "社会保障和就业支出"), (380, "112.40"), (480, "112.40")],
    [(40, "20805"), (140, "行政事业单位养老支出"), (380, "112.40"), (480, "112.40")],
    [(40, "2080505"), (140, "机关事业单位基本养老保险缴费支出"), (380, "112.40"), (480, "112.40")],
    [(40, "213"), (140, "农林水支出"), (380, "700.00"), (480, "387.90"), (600, "312.10")],
    [(40, "21301"), (140, "农业农村"), (380, "700.00"), (480, "387.90"), (600, "312.10")],
    [(40, "2130104"), (140, "事业运行"), (380, "387.90"), (480, "387.90")],
    [(40, "2130199"), (140, "其他农业农村支出"), (380, "312.10"), (600, "312.10")],
])  # fmt: skip


@dataclass(frozen=True)
class Stranger:
    """A file and what must become of it: a reason code, or the year, the body and the kind of the report that it is."""

    name: str
    content: str | bytes
    expected: str  # a reason code, or "accepted"
    says: str = ""  # what the reason must name
    year: int = 0
    unit: str = ""
    kind: str = ""


STRANGERS = [
    # No report, however it is called
    Stranger("home.html", page("甲市乙局-首页", "<p>春季服务热线延长开放时间。</p>"), "home_page"),
    Stranger("list.html", page("部门预决算公开", LIST), "catalogue_page"),
    Stranger("table_of_links.html", page("信息公开目录", "<table><tr><th>序号</th><th>标题</th></tr>" + "".join(
        f"<tr><td>{n}</td><td><a href='/{n}.html'>乙局{2010 + n}年度部门决算公开</a></td></tr>" for n in range(1, 9)) + "</table>"), "catalogue_page"),
    Stranger("landing.html", article("甲市乙局2025年部门预算", "来源：乙局", "<a href='P1.pdf'>乙局2025年部门预算公开.pdf</a>"), "landing_page", "乙局2025年部门预算公开.pdf"),
    Stranger("landing_xls.html", article("乙局2024年度决算公开", "附件：<a href='/a/b.xlsx'>点击下载决算表</a>"), "landing_page", "点击下载决算表"),
    Stranger("landing_frame.html", page("乙局2025年部门预算", "<h1>乙局2025年部门预算</h1><iframe src='/pdf/web/viewer.html?file=/up/yusuan2025.pdf'></iframe>"), "landing_page", "yusuan2025.pdf"),
    Stranger("go.html", "<html><head><script>window.location.href='/index.html'</script></head><body></body></html>", "redirect_page"),
    Stranger("refresh.html", "<html><head><meta http-equiv='refresh' content='0;url=/a.html'><title>请稍候</title></head><body>请稍候</body></html>", "redirect_page"),
    Stranger("403.html", "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr>nginx</body></html>", "refused_download"),
    Stranger("404.pdf", page("出错了", "<p>抱歉，您访问的页面不存在或已被删除</p>"), "refused_download"),
    Stranger("waf.pdf", "<html><body><p>您的访问请求存在安全威胁，已被网站防火墙拦截</p><p>事件编号：2025000001</p></body></html>", "refused_download"),
    Stranger("check.doc", "<html><head><title>安全验证</title></head><body>请拖动滑块完成拼图验证</body></html>", "refused_download"),
    Stranger("javascript.html", "<html><body><noscript>x</noscript><p>Please enable JavaScript and refresh the page.</p></body></html>", "refused_download"),
    Stranger("error.pdf", '{"code":500,"msg":"文件不存在","data":null}', "refused_download"),
    Stranger("error.html", '{"status":404,"error":"Not Found","path":"/a.pdf"}', "refused_download"),
    Stranger("denied.xls", "<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code><Message>no</Message></Error>", "refused_download"),
    Stranger("lost.html", b"%PDF-1.4\n" + b"1 0 obj\n<</Filter/FlateDecode>>stream\n" + ("x\N{REPLACEMENT CHARACTER}1a" * 400).encode(), "damaged_download"),
    Stranger("lost.doc", ("\N{REPLACEMENT CHARACTER}" * 4 + "\x11\x01a" + "\N{REPLACEMENT CHARACTER}\x00b" * 300).encode(), "damaged_download"),
    Stranger("recoded.pdf", b"%PDF-1.5\n1 0 obj\n<</Filter/FlateDecode>>stream\n" + (bytes(range(128, 256)) * 30).decode("latin-1").encode(), "damaged_download"),
    Stranger("saved.pdf", article("甲市乙局", "林业工作推进。"), "saved_web_page", ".pdf"),
    Stranger("approval.txt", "甲市财政局关于批复乙局2025年部门预算的函\n乙局：\n现批复你局2025年收入预算500.00万元，支出预算500.00万元，其中基本支出300.00万元。\n甲市财政局\n2025年2月1日\n", "notice_of_approval"),
    Stranger("rules.html", article("甲市市级部门预算管理规定", "第一条 为了加强部门预算管理，制定本规定。", "第二条 各部门编制收支总表、一般公共预算支出表。"), "regulation"),
    Stranger("circular.txt", "甲市应急局关于印发防汛预案的通知\n第一章 总则\n第一条 制定本预案。\n第二条 经费列入部门预算。\n", "regulation"),
    Stranger("notice.html", article("关于做好2025年部门预算公开工作的通知", "各部门：", "请于二十日内公开本部门预算，包括收支总表和“三公”经费。"), "notice"),
    Stranger("tender.html", article("乙局2025年信息系统采购项目中标公告", "中标金额：128.00万元", "资金来源：部门预算"), "procurement_notice"),
    Stranger("qa.html", article("部门预算公开政策问答", "问：什么是部门预算？", "答：部门预算是部门依法编制的收支计划。"), "interpretation"),
    Stranger("explained.html", article("一图读懂甲市2025年部门预算", "请看图。", more="<img src='/a.png'>"), "interpretation"),
    Stranger("news.html", article("我市召开部门预算编制工作会议", "本报讯 昨日，我市召开2025年部门预算编制工作会议，安排资金3.50亿元支持民生。"), "news"),
    Stranger("congress.html", article("关于甲市2024年预算执行情况和2025年预算草案的报告", "一、2024年预算执行情况", "（一）一般公共预算收支情况说明",
        "全市一般公共预算收入120.50亿元，其中税收收入90.00亿元，增值税40.00亿元。", "（二）政府性基金预算收支情况", "国有土地使用权出让收入60.00亿元。",
        "（三）国有资本经营预算情况", "收入1.00亿元。", "（四）政府债务情况", "债务限额200.00亿元，转移支付收入30.00亿元。"), "government_budget"),
    Stranger("whole_government.html", article("甲区2025年政府预算公开", "附表", more=TAXES), "government_budget"),
    Stranger("all_three_public.html", article("甲市2024年市级“三公”经费预算汇总情况", "2024年市级“三公”经费预算500.00万元，其中公务接待费200.00万元，公务用车费300.00万元。"), "government_budget"),
    Stranger("audit.html", article("关于2024年度市级预算执行和其他财政收支的审计工作报告", "一、一般公共预算收支审计情况", "少计收入300.00万元，多列支出20.00万元。", "二、绩效审计情况", "闲置资金30.00万元。",
        "三、国有资产审计情况", "未入账资产80.00万元。", "四、政府采购审计情况", "应采未采50.00万元。"), "government_budget"),
    Stranger("catalogue_of_files.html", page("乙局预决算公开", "<ul>" + "".join(f"<li><a href='/{y}.pdf'>乙局{y}年部门预算</a></li>" for y in range(2019, 2026)) + "</ul>"), "catalogue_page", "乙局2019年部门预算"),
    Stranger("taxes.html", article("甲区2025年预算", "附表", more=TAXES), "government_budget"),
    Stranger("homes.html", page("养老机构名单", "<table><tr><th>序号</th><th>机构名称</th><th>床位</th><th>收费（元/月）</th></tr>" + "".join(
        f"<tr><td>{n}</td><td>第{n}敬老院</td><td>{90 + n}</td><td>{2000 + n}.00</td></tr>" for n in range(1, 9)) + "</table>"), "no_report"),
    Stranger("prices.html", article("甲市菜价监测", more="<table><tr><td>品种</td><td>本周均价（元）</td><td>上周均价（元）</td></tr><tr><td>白菜</td><td>2.10</td><td>2.00</td></tr>"
        "<tr><td>土豆</td><td>3.10</td><td>3.00</td></tr><tr><td>合计</td><td>5.20</td><td>5.00</td></tr></table>"), "no_report"),
    Stranger("statistics.html", article("甲市2025年国民经济主要指标", more="<table><tr><td>指标</td><td>总量（亿元）</td></tr><tr><td>一般公共预算收入</td><td>120.50</td></tr>"
        "<tr><td>一般公共预算支出</td><td>320.50</td></tr></table>"), "statistics"),
    Stranger("website.html", article("政府网站工作年度报表（2025年度）", "填报单位：甲市乙局", "信息发布：12条"), "website_annual_report"),
    Stranger("openness.html", article("甲市乙局2025年政府信息公开工作年度报告", "主动公开信息12条，部门预算已公开。"), "information_disclosure_report"),
    Stranger("names.html", article("甲市企业技术中心名单公示", "甲公司", "乙公司"), "name_list"),
    Stranger("blank.html", article("某局2025年部门预算", more=SUMMARY.replace("320.50", "").replace("10.00", "").replace("330.50", "").replace("300.50", "").replace("30.00", "")), "blank_template"),
    Stranger("other_rows.html", article("某局2025年部门预算", more="<p>支出总表</p><p>单位：万元</p><table><tr><td>事项</td><td>数额</td></tr><tr><td>春季大会战</td><td>12.50</td></tr>"
        "<tr><td>秋季大会战</td><td>3.50</td></tr></table>"), "no_report"),
    Stranger("template.html", article("甲市XX局2025年部门预算", more=SUMMARY), "blank_template"),
    Stranger("pictures.html", page("乙局2025年部门预算", "<img src='1.jpg'><img src='2.jpg'>", menu=False), "pictures_only"),
    Stranger("nothing.html", "", "empty"),
    Stranger("spaces.txt", " \n \n", "empty"),
    Stranger("packed.pdf", gzip.compress(b"x" * 500), "unreadable"),
    Stranger("flat.pdf", "没有版面的几句话，与任何单位的收支无关。\n", "no_report"),
    Stranger("loose.html", article("乙局2025年部门预算", *[f"项目{n} {n}1.25 {n}2.50" for n in range(20)]), "tables_not_read"),
    Stranger("home.txt", "甲市乙局\n首页 机构职能 通知公告 政务公开 办事指南 互动交流\n今日天气晴\n", "home_page"),
    Stranger("county.html", article("甲县2015年县级财政总决算", "附表", more=SPENT), "government_budget"),
    # Reports, however they are wrapped
    Stranger("framed.html", page("甲区子局2024年部门预算说明", f"<table><tr><td>标题</td><td>甲区子局2024年部门预算说明</td></tr><tr><td colspan='2'>{PROSE * 3}</td></tr></table>"),
        "accepted", year=2024, unit="甲区子局", kind="budget"),
    Stranger("cms.html", page("甲市乙局2024年部门预算公开", "<div><a href='/'>首页</a> &gt; <a href='/z'>政务公开</a> &gt; <a href='/y'>预决算</a></div><h1>甲市乙局2024年部门预算公开</h1>"
        f"<div class='share'>分享到</div>{SUMMARY}<div>相关链接{LIST}</div>"), "accepted", year=2024, unit="甲市乙局", kind="budget"),
    Stranger("other_year.html", article("甲市丁局2019年度部门决算", more=SPENT), "accepted", year=2019, unit="甲市丁局", kind="final_accounts"),
    Stranger("prose.html", article("甲区戊局2024年部门预算说明", more=PROSE), "accepted", year=2024, unit="甲区戊局", kind="budget"),
    Stranger("sheet.xls", page("甲市己局2024年部门预算", f"<h1>甲市己局2024年部门预算</h1>{SUMMARY}", menu=False), "accepted", year=2024, unit="甲市己局", kind="budget"),
    Stranger("mail.mht", "From: <saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n" + page("甲市庚局2024年部门预算", f"<h1>甲市庚局2024年部门预算</h1>{SUMMARY}", menu=False) + "\n--b--\n",
        "accepted", year=2024, unit="甲市庚局", kind="budget"),
    Stranger("owner_line.html", article("甲局2024年部门预算", "部门名称：甲市癸丑局", "本报告依照规定编制并公开。", "以下为本年度的各表。", more=SUMMARY),
        "accepted", year=2024, unit="甲市癸丑局", kind="budget"),
    Stranger("placed.html", PLACED, "accepted", year=2025, unit="甲市丙中心", kind="budget"),
    Stranger("three_public.html", article("甲市壬局2024年“三公”经费预算公开", "2024年“三公”经费预算5.00万元，其中公务接待费2.00万元，公务用车运行维护费3.00万元。"), "accepted", year=2024, unit="甲市壬局", kind="budget"),
    Stranger("attached.html", article("甲市辛局2024年部门预算", more=SUMMARY + "<p>附件：<a href='a.xls'>辛局2024年部门预算表.xls</a></p>"), "accepted", year=2024, unit="甲市辛局", kind="budget"),
]  # fmt: skip


def write_file(stranger: Stranger) -> tuple[str, bytes]:
    """The name and the bytes of a stranger's file; the name promises a budget of another body and year."""
    ending = stranger.name.rpartition(".")[2]
    content = stranger.content if isinstance(stranger.content, bytes) else stranger.content.encode()
    return f"{stranger.name}/2026年壬市癸局部门预算.{ending}", content
