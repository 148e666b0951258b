"""The macros that read printed words and numbers, rendered without dbt and run on plain DuckDB."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import jinja2
import pytest

from extract import vocabulary
from extract.paths import PROJECT

MACROS = "\n".join(file.read_text(encoding="utf-8") for file in sorted((PROJECT / "macros").glob("*.sql")))


def render(macro: str) -> str:
    """The SQL of a macro on the column ``text``. Macros that call ref() or run_query() can be defined without dbt, only not called."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    return environment.from_string(f"{MACROS}\n###{{{{ {macro}('text') }}}}").render().rpartition("###")[2]


@pytest.fixture(scope="module")
def read() -> Callable[[str, str | None], str | None]:
    """What the SQL of a macro makes of a text."""
    connection = duckdb.connect()

    def run(macro: str, text: str | None) -> str | None:
        row = connection.execute(f"select {render(macro)} from (select cast(? as varchar) as text)", [text]).fetchone()
        assert row is not None
        return row[0]

    return run


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.56", "1234.56"),
        ("1234.56", "1234.56"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("12,345,678", "12345678"),
        ("0.123456", "0.123456"),
        # Negative, in every form that reports use.
        ("-5.5", "-5.5"),
        ("−5.5", "-5.5"),
        ("–5", "-5"),
        ("—5", "-5"),
        ("(1.20)", "-1.20"),
        ("(1,234.50)", "-1234.50"),
        ("△1.20", "-1.20"),
        ("▲3", "-3"),
        # Without the 0 before the point.
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("−.25", "-0.25"),
    ],
)
def test_a_printed_number_is_read(read: Callable, text: str, number: str) -> None:
    found = read("printed_number", text)
    assert found == number
    assert Decimal(found) == Decimal(number)


@pytest.mark.parametrize("text", ["", "-", "—", "——", "/", "无", "类", "12.5%", "1.2.3", "5元", "(一)", "2080505-培训支出", "1-2", "()", ".", "△", None])
def test_what_prints_no_number_gives_none(read: Callable, text: str | None) -> None:
    assert read("printed_number", text) is None


@pytest.mark.parametrize(
    ("printed", "squeezed"),
    [
        (" 合　 计 \n", "合计"),
        ("（１，２３４．５０）", "(1,234.50)"),
        ("－１２", "-12"),
        ("单位：万元", "单位:万元"),
        ("１２％", "12%"),
        ("［２０８］社会保障", "[208]社会保障"),
        ("Ａ－货物", "A-货物"),
        ("1 234.56", "1234.56"),
        ("1\u00a0234\u200934", "123434"),
        ("", ""),
    ],
)
def test_words_are_squeezed_as_the_extractor_squeezes_them(read: Callable, printed: str, squeezed: str) -> None:
    # Patterns of the seeds are written once and read by both.
    assert read("squeeze", printed) == squeezed == vocabulary.squeeze(printed)


def test_every_character_is_squeezed_alike() -> None:
    """By macro and by rule: whatever a stranger's file prints, models and readers see the same words."""
    characters = "from (select chr(code::integer) as text from range(1, 196608) as r(code) where code not between 55296 and 57343)"
    read = duckdb.sql(f"select text, {render('squeeze')} {characters}").fetchall()
    assert len(read) > 190_000
    assert [(sign, squeezed) for sign, squeezed in read if vocabulary.squeeze(sign) != squeezed] == []


def test_what_is_no_digit_joins_no_figure(read: Callable) -> None:
    for printed in ("5①", "10²", "3½", "20㎡"):
        assert read("squeeze", printed) == vocabulary.squeeze(printed) == printed
    assert vocabulary.squeeze("㈠ 财⽀\u200b（１２）…") == "(一)财支(12)…"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("八、社会保障和就业支出", "社会保障和就业支出"),
        ("（二）政府性基金预算", "政府性基金预算"),
        ("二十一、 债务付息支出", "债务付息支出"),
        ("廿一、债务付息支出", "债务付息支出"),
        ("1.一般公共预算", "一般公共预算"),
        ("3、公务接待费", "公务接待费"),
        ("(1)公务用车购置费", "公务用车购置费"),
        ("其中：基本建设", "基本建设"),
        ("一、（一）基本支出", "基本支出"),
        ("2026年重点项目", "2026年重点项目"),
        ("合 计", "合计"),
    ],
)
def test_a_line_loses_its_ordinal(read: Callable, label: str, name: str) -> None:
    assert read("line_label", label) == name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("上海市普陀区教育局（本级）", "上海市普陀区教育局"),
        ("上海市普陀区教育局(汇总)", "上海市普陀区教育局"),
        ("上海市普陀区教育局部门", "上海市普陀区教育局"),
        ("116001-北京市财政局", "北京市财政局"),
        ("116001北京市财政局（公章）", "北京市财政局"),
        ("北京市 财政局", "北京市财政局"),
    ],
)
def test_the_spellings_of_a_body_are_one_name(read: Callable, printed: str, name: str) -> None:
    assert read("unit_name", printed) == name


def test_a_printed_word_keeps_its_form_and_loses_its_white_space(read: Callable) -> None:
    assert read("as_printed", "公务接待费\n（ 国内 ）\u3000１") == "公务接待费（国内）１"
