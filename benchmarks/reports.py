"""Synthetic reports of any number, as PDFs: `python -m benchmarks.reports FOLDER COUNT [BROKEN-EVERY]`.

Each is one of the typeset samples with another body, another year and all its money multiplied by a small whole number, which keeps
every identity as it is; every n-th (default 10th) has one figure of a table changed, which breaks some. Report n is always the same bytes.
Four reports follow each other in one body's years, so that what looks across reports has something to look at.
"""

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from samples.typeset.markup import REPORTS, Row, Table, parse_report
from samples.typeset.render import render

YEARS = 4
BODIES = {
    "wh_hysb_2023f": ("汉阳社会保险管理处", "第{}社会保险管理处"),
    "wh_xxzx_2022f": ("人力资源和社会保障信息中心", "人力资源和社会保障第{}信息中心"),
    "wh_tszx_2020f": ("人力资源和社会保障投诉咨询中心", "人力资源和社会保障第{}投诉咨询中心"),
    "wh_tszx_2024b": ("人力资源和社会保障投诉咨询中心", "人力资源和社会保障第{}投诉咨询中心"),
}
_YEAR = re.compile(r"(?<!\d)20[0-2]\d(?=年|度|_)")
_IN_SENTENCE = re.compile(r"(?<![\d.])\d[\d,]*\.\d+(?=万元)")
_FIGURE = re.compile(r"-?\d[\d,]*(\.\d+)?")


def variant(number: int, broken: bool = False) -> tuple[str, bytes]:
    """The file name and the PDF of report `number`."""
    names = list(BODIES)
    source = names[number // YEARS % len(names)]
    body, year, factor = number // YEARS // len(names) + 1, number % YEARS, number // YEARS % 7 + 1
    of_sample, own = BODIES[source]
    text = (REPORTS / f"{source}.md").read_text(encoding="utf-8").replace(of_sample, own.format(_in_words(body)))
    text = _YEAR.sub(lambda found: str(int(found[0]) - year), text)
    report = parse_report(source, _IN_SENTENCE.sub(lambda found: _times(found[0], factor), text))
    money = [table for table in report.tables if "performance" not in table.settings.get("code", "performance")]
    figures = [place for table in money for place in _figures(table)]
    for row, column in figures:
        row.cells[column] = _times(row.cells[column], factor)
    _carry_over(report.tables[0], opening=f"{body}.00", closing=f"{body}.00")
    if broken:
        row, column = figures[number * 7 % len(figures)]
        row.cells[column] = _misprinted(row.cells[column])
    return Path(report.meta["file"]).name, render(report)


def _figures(table: Table) -> list[tuple[Row, int]]:
    """Every cell of a table that prints an amount: its row and its column."""
    return [
        (row, column)
        for row in table.rows
        for mapping in row.mappings
        for column in mapping.values
        if _FIGURE.fullmatch(row.cells[column])
    ]  # fmt: skip


def _carry_over(table: Table, opening: str, closing: str) -> None:
    """Print what is carried over, which the samples leave blank, in the first table of final accounts, and add it to the totals below."""
    for row in table.rows:
        if row.cells[0].startswith("年初结转和结余"):
            row.cells[2], row.cells[5] = opening, closing
        elif row.cells[0] == "总计":
            for column, add in ((2, opening), (5, closing)):
                row.cells[column] = str(Decimal(row.cells[column].replace(",", "")) + Decimal(add))


def _times(printed: str, factor: int) -> str:
    value = Decimal(printed.replace(",", "")) * factor
    return f"{value:,}" if "," in printed else str(value)


def _misprinted(printed: str) -> str:
    """The figure with another first digit."""
    place = int(printed.startswith("-"))
    return f"{printed[:place]}{int(printed[place]) % 9 + 1}{printed[place + 1 :]}"


def _in_words(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def write(folder: Path, count: int, broken_every: int = 10, first: int = 0) -> Iterator[Path]:
    """Write reports into the folder, a hundred to a subfolder."""
    for number in range(first, first + count):
        name, content = variant(number, broken=number % broken_every == broken_every - 1)
        file = folder / f"{number // 100:05}" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        yield file


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    size = sum(file.stat().st_size for file in write(folder, count, *(int(word) for word in sys.argv[3:4])))
    print(f"{count:,} reports, {size / 1e6:.0f} MB in {folder}")


if __name__ == "__main__":
    main()
