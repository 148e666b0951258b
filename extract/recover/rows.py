"""What the rows of a table print, block by block, before anyone knows in which columns."""

from __future__ import annotations

from extract.recover.coded import coded_rows
from extract.recover.delimited import cells_of, delimited_rows
from extract.recover.forms import CODE_ROLES, Form
from extract.recover.labelled import bare_rows, labelled_rows
from extract.recover.lines import TextLine
from extract.recover.numbered import numbered_rows
from extract.recover.parts import PrintedRow


def read_rows(form: Form, body: list[TextLine]) -> list[PrintedRow]:
    """The rows of a body in reading order of the export."""
    if body and sum(1 for line in body if cells_of(line)) > len(body) / 2:
        return delimited_rows(form, body)
    roles = {column.role for column in form.columns}
    if "line_no" in roles:
        return numbered_rows(form, body)
    if roles & set(CODE_ROLES):
        return coded_rows(form, body)
    if any(column.role in ("label", "unit_name") for column in form.columns):
        return labelled_rows(form, body)
    return bare_rows(form, body)
