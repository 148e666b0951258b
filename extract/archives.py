"""ZIP archives of the inbox → their members, as files of a folder that bears the name of the archive.

A member is written to a scratch folder only while it is read. Names never leave that folder, and no archive unpacks to more than
a folder of reports holds.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from extract.readers.refusal import Unreadable

DEPTH = 2  # an archive in an archive is opened, one in that is not
MAX_MEMBERS = 10_000
MAX_BYTES = 2 * 2**30  # of all members together
MAX_RATIO = 200  # a member may unpack to so many times its packed size …
FREE_BYTES = 16 * 2**20  # … once it is larger than this
_PACKAGES = ("[Content_Types].xml", "OFD.xml", "mimetype", "META-INF/MANIFEST.MF")  # members of files that are ZIP packages and no archives
_ENCRYPTED = 0x1
_UTF8 = 0x800
# Marks of other archives, and where they stand.
OTHER = {b"Rar!\x1a\x07": (0, "RAR"), b"7z\xbc\xaf\x27\x1c": (0, "7z"), b"\x1f\x8b": (0, "gzip"), b"ustar": (257, "tar")}


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its path inside, and where it lies."""

    name: str
    size: int
    archive: Path
    chain: tuple[str, ...]  # the members to open one in the other, as the archives call them


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive of files, and no package of an Office program."""
    if path.suffix.lower() not in (".zip", ""):
        return False
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith((b"PK\x03\x04", b"PK\x05\x06")):
                return False
        with zipfile.ZipFile(path) as archive:
            return not any(name in _PACKAGES for name in archive.namelist())
    except zipfile.BadZipFile:
        return True  # its reader says that it is damaged


def other_archive(path: Path) -> str:
    """The name of the kind of archive that a file is and that is not opened; empty where it is none."""
    with path.open("rb") as file:
        head = file.read(262)
    return next((name for mark, (at, name) in OTHER.items() if head.startswith(mark, at)), "")


def members(path: Path) -> list[Member]:
    """Every file of an archive, those of archives in it included.

    Raises:
        Unreadable: it is damaged, empty, or would unpack to more than a folder of reports holds.
    """
    found: list[Member] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for name, size, chain in _listed(archive, (), ""):
                found.append(Member(name, size, path, chain))
                if len(found) > MAX_MEMBERS:
                    raise Unreadable("unreadable", f"an archive of more than {MAX_MEMBERS} files", f"压缩包内文件超过 {MAX_MEMBERS} 个")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("unreadable", "the archive is damaged or was not downloaded whole", "压缩包损坏或没有下载完整") from error
    if not found:
        raise Unreadable("empty", "an archive without files", "压缩包内没有文件")
    if sum(member.size for member in found) > MAX_BYTES:
        raise Unreadable("unreadable", "the archive unpacks to more than 2 GiB", "压缩包解压后超过 2 GiB")
    return _distinct(found)


def _distinct(found: list[Member]) -> list[Member]:
    """Members with names of their own: of several with one name, all are kept."""
    seen: dict[str, int] = {}
    kept = []
    for member in found:
        seen[member.name] = seen.get(member.name, 0) + 1
        path = PurePosixPath(member.name)
        name = member.name if seen[member.name] == 1 else str(path.with_name(f"{path.stem} ({seen[member.name]}){path.suffix}"))
        kept.append(Member(name, member.size, member.archive, member.chain))
    return sorted(kept, key=lambda member: member.name)


def _listed(archive: zipfile.ZipFile, chain: tuple[str, ...], folder: str) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for info in archive.infolist():
        name = _name(info)
        if info.is_dir() or not name or any(part.startswith((".", "__MACOSX")) for part in name.split("/")):
            continue
        here, path = (*chain, info.filename), f"{folder}{name}"
        if name.lower().endswith(".zip") and len(here) < DEPTH and not info.flag_bits & _ENCRYPTED and _bounded(info):
            try:
                with archive.open(info) as file, zipfile.ZipFile(file) as inner:
                    yield from _listed(inner, here, f"{path}/")
                continue
            except (zipfile.BadZipFile, OSError):
                pass  # told as a file that cannot be read
        yield path, info.file_size, here


def _name(info: zipfile.ZipInfo) -> str:
    """The path of a member as its maker wrote it, without steps upwards: UTF-8 where it says so, else UTF-8 or GB 18030 by its bytes."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            data = name.encode("cp437")
            try:
                name = data.decode("utf-8")
            except UnicodeDecodeError:
                name = data.decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join("".join(char if char.isprintable() else "_" for char in part).replace(":", "_") for part in parts)


def _bounded(info: zipfile.ZipInfo) -> bool:
    return info.file_size <= max(FREE_BYTES, MAX_RATIO * info.compress_size)


def unpack(member: Member, scratch: Path) -> Path:
    """Write a member to a file of the scratch folder.

    Raises:
        Unreadable: it is encrypted, damaged, packed in a way that is not known, or far larger than it says or than is sane.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    target = scratch / f"{sum(1 for _ in scratch.iterdir())}{PurePosixPath(member.name).suffix}"
    try:
        with zipfile.ZipFile(member.archive) as archive:
            _copy(archive, member.chain, target)
    except NotImplementedError as error:
        raise Unreadable("unreadable", "it is packed in a way that is not known", "压缩方式不受支持") from error
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable("unreadable", "it is damaged in its archive", "压缩包内的该文件已损坏") from error
    return target


def _copy(archive: zipfile.ZipFile, chain: tuple[str, ...], target: Path) -> None:
    info = archive.getinfo(chain[0])
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable("encrypted", "")
    if not _bounded(info):
        raise Unreadable("unreadable", f"it unpacks to {info.file_size} bytes", f"解压后达 {info.file_size} 字节")
    with archive.open(info) as file:
        if len(chain) > 1:
            with zipfile.ZipFile(file) as inner:
                _copy(inner, chain[1:], target)
            return
        with target.open("wb") as written:
            shutil.copyfileobj(file, written)  # zipfile stops at the size that the directory gives


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the inbox, or of an archive in it: its name within the inbox, and where it lies."""

    source: str
    path: Path  # of the file, or of the archive that holds it
    member: Member | None = None
    refusal: Unreadable | None = None  # why an archive cannot be opened

    @property
    def size(self) -> int | None:
        """Bytes of a member; None for a file of the inbox, which says so itself."""
        return self.member.size if self.member else None

    def fetch(self, scratch: Path) -> Path:
        """The file itself; a member is written to the scratch folder first. Raises what :func:`unpack` raises."""
        if self.refusal:
            raise self.refusal
        return unpack(self.member, scratch) if self.member else self.path


def with_members(files: Iterable[tuple[str, Path]]) -> Iterator[Found]:
    """Files by their names within the inbox, and in the place of each archive the files in it."""
    for source, path in files:
        try:
            inside = members(path) if path.is_file() and is_archive(path) else None
        except Unreadable as refusal:
            yield Found(source, path, refusal=refusal)
            continue
        except OSError:  # closed or gone: told where the file itself is looked at
            inside = None
        if inside is None:
            yield Found(source, path)
        else:
            yield from (Found(f"{source}/{member.name}", path, member) for member in inside)
