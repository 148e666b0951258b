"""Web pages → lines and tables with their spans, read with lxml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

from extract.document import Document
from extract.readers.blocks import GridCell, Sheet, spread, to_document
from extract.readers.refusal import Unreadable
from extract.recover.lines import decode

MAX_BYTES = 64 * 2**20
_SILENT = {"script", "style", "noscript", "template", "head", "nav", "form", "button", "select", "svg", "iframe", "footer"}
_BREAKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "tr", "ul", "ol", "table", "center"}


def read_html(path: Path) -> Document:
    """Read one web page.

    Raises:
        Unreadable: the file is empty, huge or holds no text.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty", "0 bytes", "0 字节")
    if size > MAX_BYTES:
        raise Unreadable("unreadable", f"{size} bytes are no web page", f"长达 {size} 字节，不是网页")
    data = path.read_bytes()
    charset = re.search(rb"charset=[\"']?\s*([\w-]+)", data[:4096])
    try:
        text = data.decode(charset.group(1).decode("ascii")) if charset else decode(data)
    except (LookupError, UnicodeDecodeError):
        text = data.decode("gb18030", errors="replace")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = lxml.html.document_fromstring(text)
    except etree.LxmlError as error:
        raise Unreadable("unreadable", f"not a web page: {error}", "不是网页") from error
    sheet = Sheet()
    title = root.xpath("string(//meta[@name='ArticleTitle']/@content)") or root.xpath("string(//title)")
    if str(title).strip():
        sheet.blocks.append(re.split(r"[_|]", str(title).strip())[0])
    _walk(_main(root), sheet)
    return to_document("html", "html", "", [sheet])


def _is_data(table: Any) -> bool:
    """Whether a table holds data: it has rows and columns and no table inside."""
    return not table.xpath(".//table") and len(table.xpath(".//tr")) > 1 and len(table.xpath(".//tr[1]/*[self::td or self::th]")) > 0


def _main(root: Any) -> Any:
    """The element that holds all tables and the text around them; the body where there is no table."""
    tables = [table for table in root.iter("table") if _is_data(table)]
    body = root.find("body")
    if not tables:
        return body if body is not None else root
    shared = [tables[0], *tables[0].iterancestors()]
    for table in tables[1:]:
        above = {id(element) for element in table.iterancestors()}
        shared = [element for element in shared if id(element) in above]
    for element in shared:
        if element.tag in ("div", "article", "section", "main", "body") and len(element.text_content()) > 2 * len(tables[0].text_content()):
            return element
    return body if body is not None else root


def _hidden(element: Any) -> bool:
    return re.search(r"display\s*:\s*none", element.get("style", "")) is not None or element.get("hidden") is not None


def _walk(element: Any, sheet: Sheet) -> None:
    """Lines and tables below an element in reading order; each line ends at a block element."""
    words: list[str] = []

    def flush() -> None:
        text = re.sub(r"[ \t\r\f\v\u00a0]+", " ", "".join(words)).strip()
        if text:
            sheet.blocks.append(text)
        words.clear()

    def visit(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT or _hidden(node):
            words.append(node.tail or "")
            return
        if node.tag == "table" and _is_data(node):
            flush()
            sheet.blocks.append(_table(node))
        else:
            if node.tag in _BREAKS:
                flush()
            words.append(re.sub(r"\s+", " ", node.text or ""))
            for child in node:
                visit(child)
            if node.tag in _BREAKS:
                flush()
        words.append(re.sub(r"\s+", " ", node.tail or ""))

    visit(element)
    flush()


def _span(cell: Any, name: str) -> int:
    digits = re.match(r"\s*(\d+)", cell.get(name, ""))
    return int(digits.group(1)) if digits else 1


def _table(table: Any) -> list[GridCell]:
    rows = []
    for row in table.iter("tr"):
        if not _hidden(row):
            cells = [cell for cell in row if cell.tag in ("td", "th") and not _hidden(cell)]
            rows.append([(_text(cell), _span(cell, "rowspan"), _span(cell, "colspan")) for cell in cells])
    return spread(rows)


def _text(cell: Any) -> str:
    """The text of a cell, lines kept."""
    parts: list[str] = []
    for node in cell.iter():
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            continue
        if node is not cell and node.tag in _BREAKS:
            parts.append("\n")
        parts.append(re.sub(r"\s+", " ", node.text or ""))
        if node is not cell:
            parts.append(re.sub(r"\s+", " ", node.tail or ""))
    lines = [re.sub(r"[ \u00a0]+", " ", line).strip() for line in "".join(parts).split("\n")]
    return "\n".join(line for line in lines if line)
