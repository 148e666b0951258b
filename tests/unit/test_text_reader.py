"""Text exports: lines without a grid become tables, and say of every figure how its column was found."""

from pathlib import Path

import pytest

from extract.document import Document, Table
from extract.exports import columns
from extract.exports.lines import join_cut_figures, split_lines
from extract.readers.refusal import Unreadable
from extract.readers.text import read_text

HEAD = "单位：某中心 单位：万元\n"
EXPENDITURE = """2023年度支出决算表
公开03表
单位：某中心 单位：万元
项目
本年支出合计 基本支出 项目支出
上缴上级支
出
经营支出
对附属单
位补助支
出
功能分类
科目编码
科目名称
类 款 项
栏次 1 2 3 4 5 6
合计 30.00 20.00 10.00
208 社会保障和就业支出 25.00 15.00 10.00
20801 人力资源和社会保障管理事务 25.00 15.00 10.00
2080101 行政运行 15.00 15.00
2080109 社会保险经办机构 10.00 10.00
221 住房保障支出 5.00 5.00
22102 住房改革支出 5.00 5.00
2210201 住房公积金 5.00 5.00
注：本表反映部门本年度各项支出情况。
1栏各行＝（2＋3＋4＋5＋6）栏各行。
第三部分 情况说明
"""


def read(tmp_path: Path, text: str | bytes, name: str = "a.txt") -> Document:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_text(file)


def figures(table: Table) -> dict[tuple[str, str], str]:
    """Figures by row (code or label) and innermost head."""
    rows: dict[int, str] = {}
    found = {}
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        if cell.is_header or not cell.text:
            continue
        rows.setdefault(cell.row, cell.text)
        if any(char.isdigit() for char in cell.text) and cell.header_path[-1] not in ("功能分类科目编码", "行次"):
            found[rows[cell.row], cell.header_path[-1]] = cell.text
    return found


def test_columns_are_decided_by_sums_and_prose(tmp_path: Path) -> None:
    document = read(tmp_path, EXPENDITURE + "2023年度支出合计30.00万元，其中：基本支出20.00万元，占66.7%；项目支出10.00万元，占33.3%。\n")
    (table,) = document.tables
    assert (table.title, table.label, table.unit_text, table.method) == ("2023年度支出决算表", "公开03表", "单位:万元", "text")
    found = figures(table)
    assert found["2080109", "项目支出"] == "10.00"
    assert found["2080101", "基本支出"] == "15.00"
    assert found["合计", "项目支出"] == "10.00"
    shown = [cell for cell in table.cells if cell.text == "20.00"]
    assert [(cell.inferred, cell.readings) for cell in shown] == [(True, ())]
    assert "prose" in shown[0].inference
    assert next(note.line.text for note in table.notes if note.position == "below").startswith("注：")


def test_without_evidence_a_figure_is_left_between_its_columns(tmp_path: Path) -> None:
    (table,) = read(tmp_path, EXPENDITURE).tables
    shown = next(cell for cell in table.cells if cell.text == "20.00")
    assert not shown.inferred
    assert shown.readings == [4, 5, 6, 7]
    first = [cell for cell in table.cells if cell.text == "30.00"]
    assert [(cell.header_path[-1], cell.readings) for cell in first] == [("本年支出合计", ())]


def test_figures_that_no_row_took_stand_behind_the_row_above_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No number is lost: what the rows of a form have no place for is flagged, whatever the reason."""
    (whole,) = read(tmp_path, EXPENDITURE).tables
    printed = [cell.text for cell in whole.cells if "." in cell.text]
    read_rows = columns.read_rows
    monkeypatch.setattr(columns, "read_rows", lambda form, body: read_rows(form, body)[:-1])
    (table,) = read(tmp_path, EXPENDITURE).tables
    assert sorted(cell.text for cell in table.cells if "." in cell.text) == sorted(printed)
    left_out = [cell for cell in table.cells if cell.inference == "no row took the figure"]
    assert left_out
    assert all(cell.row == table.row_count - 1 and len(cell.readings) > 1 for cell in left_out)


def test_spaces_left_by_blank_cells_decide_where_the_sums_confirm_them(tmp_path: Path) -> None:
    text = (
        "2020 年度一般公共预算财政拨款“三公”经费支出决算表 \n\n(表 7） \n" + HEAD
        + "预算数 决算数 \n\n合计 \n因公出国\n\n（境）费 \n\n公务用车购置及运行费 \n公务接\n\n待费 \n合计 \n因公出国\n\n（境）费 \n\n"
        "公务用车购置及运行费 \n公务接\n\n待费 小计 \n公务用车\n\n购置费 \n\n公务用车\n\n运行费 \n小计 \n公务用车\n\n购置费 \n\n公务用车\n\n运行费 \n\n"
        "1 2 3 4 5 6 7 8 9 10 11 12 \n\n3  3  3  0.56  0.56  0.56  \n\n注：本表反映情况。\n"
    )  # fmt: skip
    (table,) = read(tmp_path, text).tables
    shown = {cell.col + 1: cell.text for cell in table.cells if not cell.is_header and cell.text}
    assert shown == {1: "3", 3: "3", 5: "3", 7: "0.56", 9: "0.56", 11: "0.56"}
    assert {cell.column_number for cell in table.cells if cell.text == "0.56"} == {"7", "9", "11"}
    assert all("spacing" in cell.inference for cell in table.cells if not cell.is_header and cell.text)


def test_a_row_that_slipped_by_one_column_is_put_back_and_says_so(tmp_path: Path) -> None:
    text = (
        "## 2022 年度支出决算表（表 3）\n\n单位：某中心\n\n单位：万元\n\n"
        "项目\t\t\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出\t\n"
        "功能分类科目编码\t\t科目名称\t\t\t\t\t\t\t\n类\t款\t项\t栏次\t1\t2\t3\t4\t5\t6\n"
        "\t\t\t\t合计\t30\t20\t10\t\t\n"
        "208\t\t社会保障和就业支出\t\t30\t20\t10\t\t\t\n20801\t\t人力资源管理事务\t\t30\t20\t10\t\t\t\n"
        "\n注：本表反映情况。\n"
    )
    (table,) = read(tmp_path, text, "a.md").tables
    found = figures(table)
    assert found["208", "基本支出"] == found["合计", "基本支出"] == "20"
    assert {
        cell.inferred for cell in table.cells if cell.text == "30" and cell.row == min(c.row for c in table.cells if c.text == "30")
    } == {True}


def test_a_row_that_no_reading_satisfies_stays_as_printed_and_is_flagged(tmp_path: Path) -> None:
    text = (
        "## 2022 年度财政拨款“三公”经费支出决算表（表 9）\n\n单位：万元\n\n预算数\t\t\t\t\t\t决算数\t\t\t\t\t\n"
        "合计\t因公出国(境)费\t公务用车购置及运行维护费\t\t\t公务接待费\t合计\t因公出国(境)费\t公务用车购置及运行维护费\t\t\t公务接待费\n"
        "\t\t小计\t公务用车购置费\t公务用车运行维护费\t\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t\n"
        "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\n3.7\t\t3.7\t\t3\t0.7\t1.16\t\t1.16\t\t1.16\t\n"
    )
    (table,) = read(tmp_path, text, "a.md").tables
    shown = {cell.column_number: cell for cell in table.cells if not cell.is_header and cell.text}
    assert {number: cell.text for number, cell in shown.items()} == {
        "1": "3.7", "3": "3.7", "5": "3", "6": "0.7", "7": "1.16", "9": "1.16", "11": "1.16",
    }  # fmt: skip
    assert shown["1"].inference.startswith("contradicts")
    assert shown["7"].inference == ""
    assert not any(cell.inferred for cell in shown.values())


def test_side_by_side_blocks_of_codes_are_told_apart(tmp_path: Path) -> None:
    text = (
        "2023年度一般公共预算财政拨款基本支出决算明细表\n公开06表\n" + HEAD
        + "人员经费 公用经费\n科目代\n码\n科目名称 决算数\n科目代\n码\n科目名称 决算数\n科目代\n码\n科目名称 决算数\n"
        "301 工资福利支出 8.00 302 商品和服务支出 3.00 310 资本性支出\n30101   基本工资 8.00 30201   办公费 31002   办公设备购置\n"
        "303 对个人和家庭的补助 30202 印刷费\n30299   其他商品和服务支出 3.00\n人员经费合计 8.00 公用经费合计 3.00\n"
    )  # fmt: skip
    (table,) = read(tmp_path, text).tables
    places = {cell.text: cell.col for cell in table.cells if not cell.is_header}
    assert (places["301"], places["302"], places["310"], places["30202"], places["30299"]) == (0, 3, 6, 3, 3)
    assert [cell.col for cell in table.cells if cell.text == "3.00"] == [5, 5, 5]


def test_a_header_that_no_form_explains_leaves_every_figure_out_of_the_columns(tmp_path: Path) -> None:
    text = "2023年度收入决算表\n公开02表\n单位：万元\n甲 乙 丙 丁 合计\n合计 12.50 3.00\n甲类 12.50 3.00\n"
    (table,) = read(tmp_path, text).tables
    numbers = [cell for cell in table.cells if cell.text in ("12.50", "3.00")]
    assert numbers
    assert all(cell.readings for cell in numbers)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b" \n\f\n", "empty"), (b"\x00\x01\x02" * 100, "unreadable"), (b"\xff\xfa\x81" * 9, "unreadable")],
)
def test_files_that_are_no_text_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, content)
    assert caught.value.code == code


def test_chinese_encodings_are_read_alike(tmp_path: Path) -> None:
    titles = [read(tmp_path, EXPENDITURE.encode(name)).tables[0].title for name in ("utf-8-sig", "gb18030", "utf-16")]
    assert titles == ["2023年度支出决算表"] * 3


SELF_EVALUATION = """2023年度某中心整体绩效自评表
单位名称：某中心
单位名称 某中心
基本支出总额 1,313.24 项目支出总额 240.27
预算执行情况（
万元）
（20分）
预算数（A
）
执行数（B）
执行率
（B/A）
得分（20分*执行率
）
部门整
体
支出总
额
1,553.51 1,553.51 100% 20
年度绩
效指标
一级指
标
二级指
标
三级指标
年初目
标值（A
）
实际完
成值（B
）
得分
产出
指标
（40分
）
数量指
标（24
分）
月业务经办量（4分） 10,000 22,186 4
宣传资料发放量（4分
）
600份
全年超
过6,000
份
4
养老失业工伤保险扩
面（4分）
19,200
人次
19,012
人次
3.96
满意度
指标（1
0分）
来信来仿件处理满意
率（10分）
95% 100% 10
总分 99.36分
改进措施及结果
应用方案
加强培训。
备注:
1. 预算执行情况口径: 预算数为调整后财政资金总额。
"""


def sheet(table: Table) -> list[list[str]]:
    """The texts of a table row by row, blanks left out."""
    rows: dict[int, list[str]] = {}
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        if cell.text:
            rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def test_a_self_evaluation_broken_over_lines_is_put_together(tmp_path: Path) -> None:
    (table,) = read(tmp_path, SELF_EVALUATION).tables
    assert sheet(table)[1:] == [
        ["基本支出总额", "1,313.24", "项目支出总额", "240.27"],
        ["预算执行情况(万元)(20分)", "预算数(A)", "执行数(B)", "执行率(B/A)", "得分(20分*执行率)"],
        ["部门整体支出总额", "1,553.51", "1,553.51", "100%", "20"],
        ["一级指标", "二级指标", "三级指标", "年初目标值(A)", "实际完成值(B)", "得分"],
        ["产出指标（40分）", "数量指标（24分）", "月业务经办量（4分）", "10,000", "22,186", "4"],
        ["宣传资料发放量（4分）", "600份", "全年超过6,000份", "4"],
        ["养老失业工伤保险扩面（4分）", "19,200人次", "19,012人次", "3.96"],
        ["满意度指标（10分）", "来信来仿件处理满意率（10分）", "95%", "100%", "10"],
        ["总分", "99.36分"],
        ["改进措施及结果应用方案", "加强培训。"],
    ]
    assert [note.line.text for note in table.notes if note.position == "below"] == [
        "备注:", "1. 预算执行情况口径: 预算数为调整后财政资金总额。",
    ]  # fmt: skip


def test_a_self_evaluation_whose_rows_have_slipped_is_put_right_and_a_lost_score_is_doubted(tmp_path: Path) -> None:
    head = "\t年度绩效目标\t一级指标\t二级指标\t三级指标\t\t年初目标值(A)\t实际完成值(B)\t得分\n"
    text = (
        "## 2022 年度日常经费项目自评表\n\n单位名称：某中心\n\n项目名称\t\t日常经费\n" + head
        + "\t产出指标 (40 分)\t数量指标 (20 分)\t短信量 (10 分)\t\t11 万条\t12 万条\t10.00\n"
        "\t时效指标 (10 分)\t故障处理时效 (10 分)\t2 小时内\t2 小时内\t10.00\n"
        "\t\t\t社会效益指标 (30 分)\t便民服务 (15 分)\t\t有效加强\t有效加强\n\t\t发展 (15 分)\t\t有效推动\t有效推动\t15.00\n总分\t97.82 分\n"
    )  # fmt: skip
    (table,) = read(tmp_path, text, "a.md").tables
    places = {(cell.row, cell.col): cell.text for cell in table.cells if cell.text}
    rows = sorted({row for row, _ in places})
    assert [[places.get((row, col), "") for col in (3, 4, 5, 6)] for row in rows[2:-1]] == [
        ["短信量 (10 分)", "11 万条", "12 万条", "10.00"],
        ["故障处理时效 (10 分)", "2 小时内", "2 小时内", "10.00"],
        ["便民服务 (15 分)", "有效加强", "有效加强", ""],
        ["发展 (15 分)", "有效推动", "有效推动", "15.00"],
    ]
    assert {cell.text for cell in table.cells if cell.inference} == {"有效加强"}


LAID_OUT = """                               2025年部门支出预算总表
编制部门：某办公室                                                           单位：元

                       项目                               支出预算

功能分类科目编码
                        功能分类科目名称         合计             基本支出            项目支出
类     款    项

201             一般公共服务支出                82,096,797.42   15,686,797.42   66,410,000.00

201   03        政府办公厅（室）及相关机构事务         82,096,797.42   15,686,797.42   66,410,000.00
201   03   01   行政运行                    12,029,501.84   11,919,501.84      110,000.00

201   03   02   一般行政管理事务                66,300,000.00                   66,300,000.00
201   03   50   事业运行                     3,767,295.58    3,767,295.58
                       合计   82,096,797.42   15,686,797.42   66,410,000.00
"""


def test_a_layout_export_keeps_its_columns(tmp_path: Path) -> None:
    (table,) = read(tmp_path, LAID_OUT).tables
    rows = {row[0] + "".join(row[1:3]): row for row in sheet(table)}
    assert rows["2010302"] == ["201", "03", "02", "一般行政管理事务", "66,300,000.00", "66,300,000.00"]
    project = {cell.text for cell in table.cells if not cell.is_header and cell.header_path[-1] == "项目支出" and cell.text}
    assert project == {"66,410,000.00", "110,000.00", "66,300,000.00"}


def test_figures_above_their_row_and_labels_broken_over_lines_are_put_on_one_row(tmp_path: Path) -> None:
    text = (
        "                            支出决算表\n\n                                                     单位：万元\n"
        "                项目                                                           对附属单位\n"
        "                                本年支出合                 项目支      上缴上级支   经营支\n"
        "   支出功能分类                                  基本支出                                补\n"
        "                       科目名称       计                    出         出      出\n"
        "    科目编码                                                                      助支出\n"
        "                                           100.00   50.00\n                                150.00\n 类    款   项\n                        合计\n"
        "                                           100.00\n208             社会保障和就业支出        150.00               50.00\n\n"
        "208   05   05                    100.00    100.00\n                机关事业单位基本养老保险缴\n                费支出\n\n"
        "208   05   06                     50.00              50.00\n                机关事业单位职业年金\n                缴费支出\n"
    )  # fmt: skip
    (table,) = read(tmp_path, text).tables
    assert sheet(table)[-4:] == [
        ["合计", "150.00", "100.00", "50.00"],
        ["208", "社会保障和就业支出", "150.00", "100.00", "50.00"],
        ["208", "05", "05", "机关事业单位基本养老保险缴费支出", "100.00", "100.00"],
        ["208", "05", "06", "机关事业单位职业年金缴费支出", "50.00", "50.00"],
    ]
    assert [cell.header_path[-1] for cell in table.cells if cell.text == "50.00"][-1] == "项目支出"


def test_figures_without_a_label_are_no_amounts(tmp_path: Path) -> None:
    text = "部门公开表1\n收支总表\n单位：万元\n收 入 支 出\n项 目 预算数 项 目 预算数\n一、事业收入 1.00 一、教育支出\n9.00\n收入总计 1.00 支出总计 1.00\n"
    (table,) = read(tmp_path, text).tables
    assert [cell.readings for cell in table.cells if cell.text == "9.00"] == [[2]]


SUMMARY_PAGE = """表1
                收支总表
部门名称：某局                         单位：万元

     项目          2026年预算数      项目              2026年预算数
"""


def test_a_table_whose_caption_is_printed_again_on_each_page_is_one_table(tmp_path: Path) -> None:
    first = "一、财政拨款         9.00    一、一般公共服务支出         4.00\n二、单位资金         0.00    二、教育支出             3.00\n   — 1 —\n"
    second = "                        三、住房保障支出           2.00\n本年收入合计         9.00    本年支出合计             9.00\n   — 2 —\n"
    document = read(tmp_path, f"{SUMMARY_PAGE}{first}\f{SUMMARY_PAGE}{second}")
    (table,) = document.tables
    assert (table.first_page, table.last_page) == (1, 2)
    texts = [cell.text for cell in table.cells if not cell.is_header]
    assert texts.count("2026年预算数") == 0
    assert [t for t in texts if t in ("4.00", "3.00", "2.00")] == ["4.00", "3.00", "2.00"]
    other = SUMMARY_PAGE.replace("某局", "另一局")
    assert len(read(tmp_path, f"{SUMMARY_PAGE}{first}\f{other}{second}").tables) == 2


def test_a_title_goes_on_in_brackets_on_the_next_line(tmp_path: Path) -> None:
    text = """          2022年部门综合预算一般公共预算基本支出明细表
              （按支出经济分类科目-不含上年结转）
预算单位：某局                      单位：万元
 序号  部门经济科目编码  部门经济科目名称  政府经济科目编码  政府经济科目名称  合计   人员经费支出  公用经费支出  备注
 1                合计                              3.00     3.00
 2     301        工资福利支出                        3.00     3.00
"""
    (table,) = read(tmp_path, text).tables
    assert table.title.endswith("(按支出经济分类科目-不含上年结转)")


def test_the_year_of_a_row_stands_in_the_column_of_years(tmp_path: Path) -> None:
    heads = "  ".join(["一般公共预算  政府性基金预算  国有资本经营预算"] * 6)
    text = f"""财政拨款“三公”经费支出表
部门名称：某局      单位：万元
  预算单位   年度   总计  因公出国(境)费   公务接待费   公务用车购置及运行维护费  小计  公务用车购置费  公务用车运行维护费
                 {heads}
某局     2025 年   {"   ".join(["1.00"] * 18)}
        2026 年   {"   ".join(["1.00"] * 18)}
        增减变化金额   {"   ".join(["0.00"] * 18)}
"""
    (table,) = read(tmp_path, text).tables
    years = [cell.text for cell in table.cells if cell.col == 1 and not cell.is_header]
    assert years == ["2025年", "2026年", "增减变化金额"]
    assert [cell.text for cell in table.cells if cell.col == 0 and not cell.is_header] == ["某局", "", ""]


def test_a_line_that_runs_over_the_pages_is_no_row(tmp_path: Path) -> None:
    rows = ["一、财政拨款         9.00    一、一般公共服务支出         4.00\n", "二、单位资金         0.00    二、教育支出             5.00\n"]
    rows.append("本年收入合计         9.00    本年支出合计             9.00\n")
    pages = "\f".join(f"某局 2026 年度部门预算公开\n{SUMMARY_PAGE if not number else ''}{row}" for number, row in enumerate(rows))
    (table,) = read(tmp_path, pages).tables
    assert not any("部门预算公开" in cell.text for cell in table.cells)


def test_remarks_that_end_in_a_full_stop_do_not_end_a_table(tmp_path: Path) -> None:
    text = """          项目支出表
单位：万元
项目            合计      备注
甲项目          1.00    通过扶持政策促进发展，提升竞争
政补助项目               力，培育稳定货源市场，推动班列做大做强。
乙项目          2.00    无
"""
    tables = read(tmp_path, text).tables
    assert "2.00" in [cell.text for table in tables for cell in table.cells]


def test_a_sentence_between_figures_on_lines_of_their_own_is_a_remark(tmp_path: Path) -> None:
    said = ["其他情况说明", "本部门没有其他情况需要说明的事项。"]
    rows = "\n\n".join(["甲项目", "1.00", "做好物业管理服务工作，确保优质服务。", "乙项目", "2.00", *said])
    tables = read(tmp_path, f"          项目支出表\n单位：万元\n项目\n合计\n绩效目标\n\n{rows}\n").tables
    texts = [cell.text for table in tables for cell in table.cells]
    assert "2.00" in texts
    assert not any("没有其他情况" in text for text in texts)


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        (
            ["合 计       168,441", " " * 17 + ".81154,304", " " * 27 + ".22     3,252", " " * 40 + ".59"],
            ["合 计       168,441.81 154,304.22    3,252.59"],
        ),
        (["教育支出     7      7", "              .09    .09"], ["教育支出     7      7", "              .09    .09"]),  # under no figure
        (["教育支出     7", "              .09 万元"], ["教育支出     7", "              .09 万元"]),  # words beside it
        (["教育支出     7.09", "              .09"], ["教育支出     7.09", "              .09"]),  # nothing waits for it
        (["教育支出     7", "培训支出     8"], ["教育支出     7", "培训支出     8"]),
    ],
)
def test_figures_cut_at_their_point_are_put_together(printed: list[str], read_as: list[str]) -> None:
    assert [line.text for line in join_cut_figures(split_lines("\n".join(printed)))] == read_as


def test_a_figure_torn_apart_in_prose_is_not_put_together_by_luck(tmp_path: Path) -> None:
    """The decimals behind a gap may belong to another figure of the line; the text says that they are torn off."""
    document = read(tmp_path, "一、三公经费情况说明\n2026年三公经费预算858              .32万元。比2025年减少95\n     .78万元，原因如下。\n")
    assert "预算858〓.32万元。比2025年减少95〓.78万元" in "".join(paragraph.text for paragraph in document.paragraphs)


def test_numbers_of_two_columns_are_not_one_in_prose(tmp_path: Path) -> None:
    document = read(tmp_path, "一、绩效情况\n社情民意调查样本量（份）≥28000      3\n完成 2026 年调查任务 12  项。\n")
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "≥28000〓3" in text
    assert "2026 年调查任务 12  项" in text


def test_a_head_that_begins_with_of_which_belongs_to_the_header(tmp_path: Path) -> None:
    text = """          2026年度一般公共预算拨款支出预算表
                                       单位：万元
                                              其中：
    科目编码           科目名称          小计
                                           基本支出      项目支出
                   合计            13.00     9.00      4.00
      208         社会保障和就业支出       9.00      9.00
      211         节能环保支出         4.00                4.00
"""
    (table,) = read(tmp_path, text).tables
    assert figures(table)["211", "项目支出"] == "4.00"
    assert not [cell for cell in table.cells if cell.readings]


def test_a_table_whose_rows_begin_among_the_heads_goes_on_on_the_next_page(tmp_path: Path) -> None:
    """The first name of the second page stands above its code, and its title runs over two lines."""
    head = """表13
        2022年部门综合预算一般公共预算拨款“三公”经费、
              会议费、培训费表（不含上年结转）
预算单位：某局                         单位：万元
                               2022年
 序号   单位编码    单位名称               公务接待          培训
                          合计            会议费
                                  费              费
"""
    first = " 1                合计         9.00     9.00    0.00    0.00\n 2    222       某局         9.00     9.00    0.00    0.00\n"
    first += " 3    222001    某局         4.00     4.00    0.00    0.00\n"
    second = "                某市公路工\n 4    222002              5.00     5.00    0.00    0.00\n                程管理处\n"
    document = read(tmp_path, f"{head}{first}\f{head}{second}")
    (table,) = document.tables
    assert (table.first_page, table.last_page) == (1, 2)
    assert table.title.startswith("2022年部门综合预算")
