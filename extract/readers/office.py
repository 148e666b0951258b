"""Safety of Office files: what they weigh unpacked, and whether they are locked."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from extract.readers.refusal import Unreadable

MAX_UNPACKED = 512 * 2**20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
DAMAGED = ("a part of it is damaged", "文件内部有一部分已损坏")


def check_package(path: Path, member: str) -> None:
    """Refuse a file that is no package with ``member`` in it, or that unpacks to more than any report holds."""
    if path.stat().st_size == 0:
        raise Unreadable("empty", "0 bytes", "0 字节")
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            unpacked = sum(info.file_size for info in package.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable("unreadable", "the file is damaged or was not downloaded whole", "文件损坏或没有下载完整") from error
    if member not in names:
        raise Unreadable("unreadable", f"no {member} in it", f"缺少 {member}")
    if unpacked > MAX_UNPACKED:
        raise Unreadable("unreadable", f"it unpacks to {unpacked} bytes", f"解压后达 {unpacked} 字节")


def check_sheets(path: Path, loaded: int) -> None:
    """Refuse a workbook that names more sheets than were read, or whose sheets break off: openpyxl passes over both."""
    with zipfile.ZipFile(path) as package:
        declared = len(re.findall(rb"<(?:\w+:)?sheet\s", package.read("xl/workbook.xml")))
        whole = all(package.read(name).rstrip().endswith(b"sheet>") for name in package.namelist() if _SHEET.fullmatch(name))
    if declared > loaded or not whole:
        raise Unreadable("unreadable", *DAMAGED)


def is_locked_package(path: Path) -> bool:
    """Whether an OLE file is an Office package under a password."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[: 2**20]
