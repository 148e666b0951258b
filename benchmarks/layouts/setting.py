"""A sheet and a layout → a table as it is printed, and what each of its figures means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from benchmarks.layouts.accounts import Accounts
from benchmarks.layouts.features import Layout
from benchmarks.layouts.sheets import Block, Column, Line, Sheet
from samples.typeset.markup import ABOVE, LEFT, PageBreak, Report, Row, Table, Text
from samples.typeset.markup import Block as Printed

SCALES = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
ZEROS = {"blank": "", "zero": None, "dash": "-", "long_dash": "—"}
GENERIC = ("合计", "小计", "总计")


@dataclass(frozen=True)
class Truth:
    """A printed figure: where it belongs and what it is."""

    table_code: str
    label: str
    code: str
    column: Column
    printed: str
    amount: Decimal


@dataclass
class Place:
    """A column as it stands on the page: the heads above it, and what its cells print."""

    heads: list[str]
    kind: str  # code, label, line_no, ordinal, remark, value
    block: int
    width: float
    column: Column | None = None
    level: int = 0  # of a split code


@dataclass
class Setter:
    """Sets the sheets of one report."""

    layout: Layout
    accounts: Accounts
    rng: Random
    truths: list[Truth] = field(default_factory=list)
    chosen: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def final(self) -> bool:
        return self.layout["kind"] == "final_accounts"

    @property
    def decimals(self) -> int:
        return 2 if self.layout["decimals"] == "trimmed" else int(self.layout["decimals"])

    # -- figures ---------------------------------------------------------------------------------------------------------------------

    def printed(self, value: int) -> str:
        """A figure as the layout prints it."""
        if not value and ZEROS[self.layout["blanks"]] is not None:
            return ZEROS[self.layout["blanks"]] or ""
        number = Decimal(value).scaleb(-self.decimals)
        text = f"{number:,.{self.decimals}f}" if self.layout["thousands"] == "yes" else f"{number:.{self.decimals}f}"
        return text.rstrip("0").rstrip(".") if self.layout["decimals"] == "trimmed" and "." in text else text

    def amount(self, value: int) -> Decimal:
        """What it is in yuan."""
        return Decimal(value).scaleb(-self.decimals) * SCALES[self.layout["unit"]]

    # -- words -----------------------------------------------------------------------------------------------------------------------

    def word(self, words: tuple[str, ...], unknown: str = "") -> str:
        style = self.layout["words"]
        if style == "usual":
            return words[0]
        drawn = unknown if style == "unknown" and unknown and self.rng.random() < 0.3 else self.rng.choice(words)
        return self.chosen.setdefault(words, drawn)  # a report says one thing with one word

    def coded(self, line: Line) -> str:
        """The label of a row that prints its code with it."""
        if not line.code:
            return line.label
        return {"brackets": "[{}]{}", "in_label": "{}{}", "dashed": "{}-{}"}[self.layout["code"]].format(line.code, line.label)

    # -- columns ---------------------------------------------------------------------------------------------------------------------

    def places(self, sheet: Sheet) -> list[Place]:
        """The columns of the whole table from left to right."""
        found = [place for number, block in enumerate(sheet.blocks) for place in self.block_places(block, number, len(sheet.blocks))]
        if self.layout["row_numbers"] == "first_column" and "label" in sheet.blocks[0].lead:
            found.insert(0, Place(["序号"], "ordinal", 0, 4))
        if self.layout["extra"] == "remark" and len(sheet.blocks) == 1:
            found.append(Place(["备注"], "remark", 0, 7))
        return found

    def block_places(self, block: Block, number: int, count: int) -> list[Place]:
        """The columns of one block."""
        titled = bool(block.title) and count > 1 and self.layout["heads"] != "one_row"
        top = [block.title] if titled or block.title in ("预算数", "决算数") else []
        over = [self.word(block.over)] if block.over and self.layout["heads"] == "three_rows" else []
        places = []
        style = self.layout["code"]
        if "code" in block.lead and style in ("joined", "split"):
            head = self.word(block.code_words)
            parts = max(len(line.code) // 2 for line in block.lines) if block.lines else 1
            if style == "split" and all(len(line.code) in (0, 3, 5, 7) for line in block.lines):
                places += [Place([*top, *over, head, "类款项"[n]], "code", number, 4, level=n + 1) for n in range(parts)]
            else:
                places.append(Place([*top, *over, head], "code", number, 9))
        if "label" in block.lead:
            head = self.word(block.label_words)
            if self.layout["heads"] == "one_row" and block.title and count > 1 and head == "项目":
                head = block.title
            places.append(Place([*top, *over, head], "label", number, 20))
        if self.layout["row_numbers"] == "per_block" and "label" in block.lead:
            places.append(Place([*top, "行次"], "line_no", number, 4))
        for column in self.columns(block):
            places.append(Place([*top, *self.heads(block, column)], "value", number, 11, column))
        return places

    def columns(self, block: Block) -> list[Column]:
        """The columns of figures, with those of the year before where the layout has them."""
        extra = self.layout["extra"]
        if extra not in ("prior_year", "prior_and_change") or not block.lines or "prior" not in block.lines[0].figures:
            return block.columns
        year = self.accounts.year
        kept = Column("total", frozenset({"total"}), (f"{year}年预算数", "本年预算数"), period="current_year")
        prior = Column("prior", frozenset({"total"}), (f"{year - 1}年预算数", "上年预算数"), period="prior_year")
        change = Column("change", frozenset({"total"}), ("比上年增减", "增减额", "增减变动"), period="change")
        return [prior, kept, *([change] if extra == "prior_and_change" else [])]

    def heads(self, block: Block, column: Column) -> list[str]:
        """The words above a column of figures, from the outermost."""
        leaf = self.word(column.words, column.unknown)
        path = [column.group, leaf] if column.group else [leaf]
        if self.layout["heads"] == "one_row" and column.group:
            path = [column.group + leaf if column.words[0] in GENERIC else leaf]  # the total of a group is named by it
        if self.layout["heads"] == "three_rows" and block.over and not block.title and column.period is None:
            path = [f"{self.accounts.year}年{'决算数' if self.final else '预算数'}", *path]
        if self.layout["unit_place"] == "in_header":
            path[-1] += f"（{self.layout['unit']}）"
        return path

    # -- rows ------------------------------------------------------------------------------------------------------------------------

    def table(self, sheet: Sheet, settings: dict[str, str]) -> Table:
        """The whole table."""
        places = self.places(sheet)
        rows = [Row(cells, {}, True, []) for cells in head_grid([place.heads for place in places])]
        rows = [*self.caption_rows(sheet, len(places)), *rows]
        if self.layout["column_numbers"] != "none":
            rows.append(Row(self.column_numbers(places), {}, True, []))
        orders = [self.ordered(block.lines) for block in sheet.blocks]
        for number in range(max(map(len, orders))):
            lines = [order[number] if number < len(order) else None for order in orders]
            rows.append(Row(list(self.cells(sheet, places, lines, number, orders)), {}, False, []))
        aligns = ["r" if place.kind == "value" else "c" if place.kind in ("ordinal", "line_no") else "l" for place in places]
        return Table(settings, [place.width for place in places], aligns, rows, [])

    def ordered(self, lines: list[Line]) -> list[Line]:
        if self.layout["order"] == "total_last" and len(lines) > 1 and lines[0].total:
            return [*lines[1:], lines[0]]
        return lines

    def caption_rows(self, sheet: Sheet, width: int) -> list[Row]:
        """A title or a unit that stands inside the grid."""
        rows = []
        if self.layout["title_place"] == "in_grid":
            rows.append(Row([self.title(sheet), *[LEFT] * (width - 1)], {0: "c"}, True, []))
        if self.layout["unit_place"] == "in_grid":
            rows.append(Row([f"单位：{self.layout['unit']}", *[LEFT] * (width - 1)], {0: "r"}, True, []))
        return rows

    def column_numbers(self, places: list[Place]) -> list[str]:
        """The row that numbers the columns."""
        style = self.layout["column_numbers"]
        cells, number = [], 0
        for at, place in enumerate(places):
            if place.kind == "value" or style == "plain":
                number += 1
                cells.append(str(number))
            elif style == "stars":
                cells.append("**")
            else:
                first = at == 0 or places[at - 1].block != place.block
                cells.append("栏次" if first or (place.kind == "label" and len(places) > 3 and places[at - 1].kind == "value") else "")
        return cells

    def cells(self, sheet: Sheet, places: list[Place], lines: list[Line | None], number: int, orders: list[list[Line]]) -> Iterator[str]:
        """One row of the body."""
        for place in places:
            line = lines[place.block]
            if place.kind == "ordinal":
                yield str(number + 1)
            elif place.kind == "line_no":
                yield str(number + 1 + sum(len(order) for order in orders[: place.block])) if line else ""
            elif line is None or place.kind == "remark":
                yield ""
            elif place.kind == "code":
                yield self.code_part(line, place.level)
            elif place.kind == "label":
                inside = "code" in sheet.blocks[place.block].lead and self.layout["code"] not in ("joined", "split")
                yield self.coded(line) if inside else line.label
            else:
                yield self.figure(sheet, line, place)

    def code_part(self, line: Line, level: int) -> str:
        """A code, or what stands of it in one of its columns."""
        if not level:
            return line.code
        return line.code[0 if level == 1 else 2 * level - 1 : 2 * level + 1]

    def figure(self, sheet: Sheet, line: Line, place: Place) -> str:
        assert place.column is not None
        if place.column.key not in line.figures:
            return ""
        value = line.figures[place.column.key]
        text = self.printed(value)
        if text and text[-1].isdigit():
            has_code = "code" in sheet.blocks[place.block].lead
            self.truths.append(Truth(sheet.table_code, line.label, line.code if has_code else "", place.column, text, self.amount(value)))
        return text

    # -- captions --------------------------------------------------------------------------------------------------------------------

    def title(self, sheet: Sheet) -> str:
        title = self.word(sheet.titles)
        title = {"plain": "", "with_year": f"{self.accounts.year}年", "with_body": f"{self.accounts.body}{self.accounts.year}年"}[
            self.layout["title_words"]
        ] + title
        return f"{title}（单位：{self.layout['unit']}）" if self.layout["unit_place"] == "in_title" else title

    def sheet_blocks(self, sheet: Sheet, number: int) -> list[Printed]:
        """The table with what stands around it."""
        layout, unit = self.layout, f"单位：{self.layout['unit']}"
        settings = {"page": "open", "code": sheet.table_code}
        above: list[Printed] = []
        below: list[Printed] = []
        if layout["label"] != "none":
            above.append(Text("paragraph", f"公开{number:02}表" if layout["label"] == "public" else f"表{number}"))
        place = layout["title_place"]
        if place == "above":
            above.append(Text("centred", self.title(sheet)))
        elif place == "body_name":
            above.append(Text("centred", f"105-{self.accounts.body}"))
        elif place == "previous_page":
            above = [Text("centred", self.title(sheet)), PageBreak(), *above]
        elif place == "below":
            below.append(Text("centred", self.title(sheet)))
        if layout["unit_place"] in ("right", "left"):
            above.append(Text("right" if layout["unit_place"] == "right" else "paragraph", unit))
        elif layout["unit_place"] == "with_owner":
            settings |= {"owner": f"部门名称：{self.accounts.body}", "unit": unit}
        return [*above, self.table(sheet, settings), *below]

    def cover(self) -> list[Printed]:
        kind = "部门决算" if self.final else "部门预算"
        lines = [Text("title", f"{self.accounts.year}年度"), Text("title", self.accounts.body), Text("title", kind)]
        if self.layout["unit_place"] == "cover":
            lines.append(Text("imprint", f"（金额单位：{self.layout['unit']}）"))
        return list(lines)

    def report(self, sheets: list[Sheet]) -> Report:
        """The whole report."""
        blocks = self.cover()
        if self.layout["contents"] == "yes":
            blocks += [PageBreak(), Text("centred", "目　录")]
            blocks += [Text("contents", f"{'一二三四五六七八九十'[n]}、{sheet.titles[0]}") for n, sheet in enumerate(sheets)]
        flowing = self.layout.get("breaks") in ("flowing", "cut", "cut_repeated")
        for number, sheet in enumerate(sheets, 1):
            if number == 1 or not flowing:
                blocks.append(PageBreak())
            blocks += self.sheet_blocks(sheet, number)
        return Report("layout", {"title": f"{self.accounts.body}{self.accounts.year}"}, blocks)


def head_grid(paths: list[list[str]]) -> list[list[str]]:
    """Head cells of columns, each given by its words from the outermost: what neighbours share is one cell, what is short reaches down."""
    depth = max(map(len, paths))
    grid = []
    for row in range(depth):
        cells = []
        for at, path in enumerate(paths):
            shared = at > 0 and path[: row + 1] == paths[at - 1][: row + 1] and len(path) > row + 1 and len(paths[at - 1]) > row + 1
            cells.append(ABOVE if row >= len(path) else LEFT if shared else path[row])
        grid.append(cells)
    return grid
