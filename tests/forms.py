"""The sample reports saved in other forms, from the same data that their PDFs are typeset from."""

from html import escape
from pathlib import Path

import docx
import openpyxl

from samples.typeset.__main__ import read_reports
from samples.typeset.markup import Report, Table, Text


def merged(table: Table) -> list[tuple[int, int, int, int, str]]:
    """The cells of a table: row, column, row span, column span, text with line breaks."""
    owners = table.owners()
    places: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, line in enumerate(owners):
        for column, owner in enumerate(line):
            places.setdefault(owner, []).append((row, column))
    cells = []
    for (row, column), covered in sorted(places.items()):
        row_span = max(r for r, _ in covered) - row + 1
        col_span = max(c for _, c in covered) - column + 1
        cells.append((row, column, row_span, col_span, table.rows[row].cells[column].strip().replace("<br>", "\n")))
    return cells


def captions(table: Table) -> list[str]:
    return [table.settings[name] for name in ("title", "label", "owner", "unit") if table.settings.get(name)]


def save_html(report: Report, file: Path) -> None:
    parts = [f"<html><head><meta charset='utf-8'><title>{escape(report.meta['title'])}</title></head><body><div>"]
    for block in report.blocks:
        if isinstance(block, Text):
            parts.append(f"<p>{escape(block.text)}</p>")
        elif isinstance(block, Table):
            parts += [f"<p>{escape(line)}</p>" for line in captions(block)]
            parts.append("<table>")
            last = -1
            for row, _, row_span, col_span, text in merged(block):
                parts.append("</tr><tr>" * (row - last) if last >= 0 else "<tr>")  # a row that spans cover whole stands there too
                last = row
                body = escape(text).replace("\n", "<br>")
                parts.append(f"<td rowspan={row_span} colspan={col_span}>{body}</td>")
            parts.append("</tr></table>")
            parts += [f"<p>{escape(note)}</p>" for note in block.notes]
    file.write_text("".join([*parts, "</div></body></html>"]), encoding="utf-8")


def save_docx(report: Report, file: Path) -> None:
    document = docx.Document()
    for block in report.blocks:
        if isinstance(block, Text):
            document.add_paragraph(block.text)
        elif isinstance(block, Table):
            for line in captions(block):
                document.add_paragraph(line)
            grid = document.add_table(len(block.rows), len(block.widths))
            for row, column, row_span, col_span, text in merged(block):
                cell = grid.cell(row, column)
                if (row_span, col_span) != (1, 1):
                    cell = cell.merge(grid.cell(row + row_span - 1, column + col_span - 1))
                lines = text.split("\n")
                cell.paragraphs[0].text = lines[0]
                for line in lines[1:]:
                    cell.add_paragraph(line)
            for note in block.notes:
                document.add_paragraph(note)
    document.save(str(file))


def save_xlsx(report: Report, file: Path) -> None:
    """One sheet a table, captions above and notes below it, and one for the text; figures are numbers with a format where they can be."""
    book = openpyxl.Workbook()
    text = book.active
    text.title = "说明"
    for block in report.blocks:
        if isinstance(block, Text):
            text.append([block.text])
    for number, block in enumerate(block for block in report.blocks if isinstance(block, Table)):
        sheet = book.create_sheet(f"表{number + 1}")
        width = len(block.widths)
        above = captions(block)
        for at, line in enumerate(above, 1):
            sheet.cell(at, 1, line)
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=width)
        top = len(above) + 1
        for row, column, row_span, col_span, body in merged(block):
            cell = sheet.cell(top + row, column + 1, _number(body) if column and not block.rows[row].header else body)
            if body.startswith("="):
                cell.data_type = "s"  # =80% is a target, no formula
            if isinstance(cell.value, float):
                places = len(body.partition(".")[2])
                cell.number_format = ("#,##0" if "," in body else "0") + ("." + "0" * places if places else "")
            if (row_span, col_span) != (1, 1):
                sheet.merge_cells(
                    start_row=top + row, start_column=column + 1, end_row=top + row + row_span - 1, end_column=column + col_span
                )
        below = top + len(block.rows)
        for at, note in enumerate(block.notes):
            sheet.cell(below + at, 1, note)
            sheet.merge_cells(start_row=below + at, start_column=1, end_row=below + at, end_column=width)
    book.save(file)


def _number(text: str) -> float | str:
    """A figure with decimals as a number, as programs that write workbooks store it."""
    try:
        return float(text.replace(",", "")) if "." in text and "%" not in text and text[:1].isdigit() else text
    except ValueError:
        return text


FORMS = {"html": save_html, "docx": save_docx, "xlsx": save_xlsx}


def save_samples(folder: Path, form: str) -> None:
    """Save every sample report in a form, under the name of its PDF."""
    for report in read_reports():
        target = folder / Path(report.meta["file"]).with_suffix(f".{form}")
        target.parent.mkdir(parents=True, exist_ok=True)
        FORMS[form](report, target)
