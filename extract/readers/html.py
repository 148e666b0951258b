"""Web pages → lines and tables with their spans, and the links of the page, read with lxml.

What leads elsewhere (menus, breadcrumbs, lists of links) is no content: it is kept as links. Pages whose text stands at fixed places
are read by their places (:mod:`extract.readers.placed`).
"""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

from extract.document import Document, Link
from extract.exports.lines import decode
from extract.readers.blocks import GridCell, Sheet, spread, to_document
from extract.readers.placed import is_placed, read_placed, texts
from extract.readers.refusal import Unreadable
from extract.readers.registry import is_mhtml
from extract.readers.short_rows import settle_short_rows
from extract.vocabulary import is_word

MAX_BYTES = 64 * 2**20
_SILENT = {
    "script", "style", "noscript", "template", "head", "nav", "form", "button", "select", "svg", "iframe", "footer", "aside", "object",
    "embed",
}  # fmt: skip
_BREAKS = {
    "p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "tr", "ul", "ol", "table", "center", "dl", "dd", "dt",
    "td", "th",
}  # fmt: skip
_BLOCKS = {"div", "ul", "ol", "dl", "section", "table", "td", "p", "header", "tr", "tbody", "center"}
MENU_LINKS = 3  # a block with so many links that hold most of its words is a menu or a list of links
MENU_SHARE = 0.6
MENU_WORDS = 100  # so many characters beside the links are an article
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_GO = re.compile(r"location(?:\.href|\.replace|\.assign)?\s*(?:=|\()\s*['\"]([^'\"]+)['\"]")
FRAME_LETTERS = 500  # a table most of whose words stand in one cell of so many is a frame around them
FRAME_SHARE = 0.7
_WORD = re.compile(r"[A-Za-z0-9\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def read_html(path: Path) -> Document:
    """Read one web page, or one saved with its parts as MHTML.

    Raises:
        Unreadable: the file is empty, huge or holds no text.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty", "0 bytes", "0 字节")
    if size > MAX_BYTES:
        raise Unreadable("unreadable", f"{size} bytes are no web page", f"长达 {size} 字节，不是网页")
    root = _parse(_markup(path.read_bytes()))
    links = find_links(root)
    if is_placed(root):
        document = read_placed(root)
        document.links = links
        return document
    sheet = Sheet()
    title = root.xpath("string(//meta[@name='ArticleTitle']/@content)") or root.xpath("string(//title)")
    if str(title).strip():
        sheet.blocks.append(re.split(r"[_|]", str(title).strip())[0])
    body = root.find("body")
    _walk(body if body is not None else root, sheet)
    document = to_document("html", "html", "", [sheet], may_be_empty=bool(links or sheet.images))
    document.links = links
    return document


def _markup(data: bytes) -> str:
    """The source of a page, in whichever of the encodings it says or shows."""
    if is_mhtml(data):
        message = email.message_from_bytes(data, policy=email.policy.default)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
        if not pages:
            raise Unreadable("unreadable", "no web page in it", "其中没有网页")
        data = bytes(pages[0].get_payload(decode=True) or b"")
    charset = re.search(rb"charset=[\"']?\s*([\w-]+)", data[:4096])
    try:
        text = data.decode(charset.group(1).decode("ascii")) if charset else decode(data)
    except (LookupError, UnicodeDecodeError):
        try:
            text = decode(data)  # a page may name an encoding that it is not in
        except UnicodeDecodeError:
            text = data.decode("gb18030", errors="replace")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _parse(text: str) -> Any:
    try:
        return lxml.html.document_fromstring(text)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("unreadable", f"not a web page: {error}", "不是网页") from error


def find_links(root: Any) -> list[Link]:
    """The links of a page: files that it offers or shows in a frame, where it goes on by itself, and other pages."""
    found: dict[tuple[str, str], Link] = {}

    def add(kind: str, text: str, target: str) -> None:
        target = target.strip()
        if target:
            found.setdefault((target, text), Link(kind, text, target))

    for element in root.iter("a", "iframe", "frame", "embed", "object", "meta", "script"):
        if element.tag == "a":
            target = (element.get("href") or "").strip()
            text = re.sub(r"\s+", " ", element.text_content()).strip() or (element.get("title") or "").strip()
            add(_kind(target, text), text, target)
        elif element.tag == "meta":
            goes_on = _REFRESH.search(element.get("content") or "")
            if goes_on and (element.get("http-equiv") or "").lower() == "refresh":
                add("redirect", "", goes_on.group(1))
        elif element.tag == "script":
            for to in _GO.finditer(element.text or ""):
                add("redirect", "", to.group(1))
        else:
            target = element.get("src") or element.get("data") or ""
            if _is_file(target, ""):
                add("attachment", (element.get("title") or "").strip(), target)
    return list(found.values())


def _kind(target: str, text: str) -> str:
    if target.startswith("#") or target.lower().startswith(("javascript:", "mailto:", "tel:")) or not target:
        return "attachment" if _is_file("", text) else "anchor"
    return "attachment" if _is_file(target, text) else "page"


def _is_file(target: str, text: str) -> bool:
    """Whether a link leads to a file rather than to a page, by the ending of its path or of its words."""
    path = re.split(r"[?#]", target)[0]
    return any(is_word("file_name", word.lower()) for word in (path, target, text) if word)


def _is_data(table: Any) -> bool:
    """Whether a table holds data: it has rows and columns, no table inside, and is no frame around running text."""
    if table.xpath(".//table") or len(table.xpath(".//tr")) < 2 or not table.xpath(".//tr[1]/*[self::td or self::th]"):
        return False
    rows = [row.xpath("./*[self::td or self::th]") for row in table.iter("tr")]
    if max(len(row) for row in rows) < 2:
        return False
    cells = [_letters(_visible(cell)) for row in rows for cell in row]
    return max(cells) < FRAME_LETTERS or max(cells) < FRAME_SHARE * sum(cells)


def _hidden(element: Any) -> bool:
    style = element.get("style", "")
    return element.get("hidden") is not None or re.search(r"(display\s*:\s*none|visibility\s*:\s*hidden)", style) is not None


def _letters(text: str) -> int:
    return len(_WORD.findall(text))


def _is_menu(element: Any) -> bool:
    """Whether a block is a menu, a breadcrumb or a list of links: several links, and hardly a word beside them; or by its class."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    if any(is_word("page_furniture", name.lower()) for name in names) and not element.xpath(".//table"):
        return True
    links = [a for a in element.iter("a") if (a.get("href") or "").strip() and not (a.get("href") or "").strip().startswith("#")]
    if len(links) < MENU_LINKS:
        return False
    linked = "".join(a.text_content() for a in links)
    shown = _visible(element)
    # A block that holds a menu and an article is no menu.
    return _letters(linked) >= MENU_SHARE * _letters(shown) and len(_HAN.findall(shown)) - len(_HAN.findall(linked)) <= MENU_WORDS


def _visible(element: Any) -> str:
    """The words of an element, without those of its silent children."""
    return "".join(texts(element, _SILENT))


def _walk(element: Any, sheet: Sheet) -> None:
    """Lines and tables below an element in reading order; each line ends at a block element."""
    words: list[str] = []

    def flush() -> None:
        text = re.sub(r"[ \t\r\f\v\u00a0]+", " ", "".join(words)).strip()
        if text:
            sheet.blocks.append(text)
        words.clear()

    def visit(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT or _hidden(node) or (node.tag in _BLOCKS and _is_menu(node)):
            words.append(node.tail or "")
            return
        sheet.images += node.tag == "img"
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
    return settle_short_rows(spread(rows))


def _text(cell: Any) -> str:
    """The text of a cell, lines kept."""
    parts: list[str] = []
    for node in cell.iter():
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            if node is not cell:
                parts.append(re.sub(r"\s+", " ", node.tail or ""))
            continue
        if node is not cell and node.tag in _BREAKS:
            parts.append("\n")
        parts.append(re.sub(r"\s+", " ", node.text or ""))
        if node is not cell:
            parts.append(re.sub(r"\s+", " ", node.tail or ""))
    lines = [re.sub(r"[ \u00a0]+", " ", line).strip() for line in "".join(parts).split("\n")]
    return "\n".join(line for line in lines if line)
