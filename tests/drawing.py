"""Pages drawn from text, as a reader would give them."""

from __future__ import annotations

from extract.document import Char, Page, Rule

WIDTH, HEIGHT = 595.0, 842.0
SIZE = 10.0


def write(text: str, x: float, top: float, size: float = SIZE) -> list[Char]:
    """The characters of a text that starts at ``x``; lines are parted by ``\\n``."""
    chars = []
    for number, line in enumerate(text.split("\n")):
        at, y = x, top + number * 1.2 * size
        for letter in line:
            width = size if ord(letter) > 0x2E80 else size / 2
            chars.append(Char(letter, at, y, at + width, y + size, size))
            at += width
    return chars


class Sheet:
    """A page under construction."""

    def __init__(self, page_no: int = 1, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.page_no, self.width, self.height = page_no, width, height
        self.chars: list[Char] = []
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []

    def write(self, text: str, x: float, top: float, size: float = SIZE) -> Sheet:
        self.chars += write(text, x, top, size)
        return self

    def table(
        self, rows: list[list[str]], top: float = 200.0, left: float = 50.0, widths: list[float] | None = None, height: float = 20.0
    ) -> Sheet:
        """Draw a ruled table; ``<`` and ``^`` merge a cell with the one to its left and above."""
        widths = widths or [480.0 / len(rows[0])] * len(rows[0])
        xs = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
        heights = [max(height, 4 + 12.0 * max(cell.count("\n") + 1 for cell in row)) for row in rows]
        ys = [top + sum(heights[:i]) for i in range(len(rows) + 1)]
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell != "^":
                    self.horizontal.append(Rule(ys[r], xs[c], xs[c + 1]))
                if cell != "<" and not (cell == "^" and _merged_left(rows, r, c)):
                    self.vertical.append(Rule(xs[c], ys[r], ys[r + 1]))
                if cell not in "<^":
                    self.write(cell, xs[c] + 2, ys[r] + 3)
        self.horizontal.append(Rule(ys[-1], xs[0], xs[-1]))
        self.vertical.append(Rule(xs[-1], ys[0], ys[-1]))
        return self

    def page(self) -> Page:
        return Page(self.page_no, self.width, self.height, 0, self.chars, self.horizontal, self.vertical)


def _merged_left(rows: list[list[str]], row: int, col: int) -> bool:
    """Whether a cell continued from above belongs to a cell that is merged with its left neighbour."""
    while rows[row][col] == "^":
        row -= 1
    return rows[row][col] == "<"
