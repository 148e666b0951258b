"""Files of an inbox → Parquet, content-addressed, with an outcome for every file.

A document is the SHA-256 of its bytes and is read once for each version of the
extractor. Documents are written in batches; a batch counts from the moment its file
in ``documents/`` exists, so an interrupted run leaves nothing half landed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from errno import EACCES, EINVAL, ELOOP, ENOENT
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from stat import S_ISREG
from time import perf_counter
from typing import Any

import polars as pl

from extract.archives import Found, other_archive, with_members
from extract.raw import SCHEMAS, to_frame
from extract.readers import ocr
from extract.readers.refusal import Unreadable
from extract.readers.registry import form_of
from extract.reading import DOCUMENT_SECONDS, Read, content_hash, read_one, start_worker
from extract.rows import now
from extract.version import package_digest

BATCH_DOCUMENTS = 64
BATCH_CELLS = 400_000
GONE = "gone"  # the folder of the outcomes of files that have left the inbox; no model reads it
SMALL_BATCHES = 16  # batches of one size are joined when there are more of them

OUTCOMES: dict[str, Any] = {
    "source_file": pl.String, "document_id": pl.String, "outcome": pl.String, "reason_code": pl.String,
    "reason_zh": pl.String, "reason_en": pl.String, "byte_size": pl.Int64, "modified_ns": pl.Int64,
    "extractor_version": pl.String, "landed_at": pl.Datetime("us"),
}  # fmt: skip

REASONS = {
    "empty": ("文件没有任何内容", "there is nothing in the file"),
    "encrypted": ("文件已加密，需要密码才能打开", "the file is encrypted and needs a password"),
    "unreadable": ("文件损坏或并非其扩展名所示的格式，无法读取", "the file is damaged or not what its name says, and cannot be read"),
    "damaged_download": ("下载损坏", "this is a damaged download"),
    "unsupported_form": ("暂不支持该文件格式", "this form of file is not supported yet"),
    "image_only": (
        f"全部页面均为扫描图像，没有文字层，需要文字识别（OCR）后才能读取；请运行 `{ocr.HOW}` 安装后重新运行",
        f"every page is a scanned image without a text layer; it needs OCR before it can be read: `{ocr.HOW}` installs it, then run again",
    ),
    "illegible": (
        "全部页面均为图像，其中未能识别出任何文字",
        "every page is an image, and no text could be recognised in it",
    ),
    "changed": ("读取期间文件有变，下次运行时重新读取", "the file changed while it was read; the next run reads it again"),
    "timeout": ("读取超时，已跳过", f"reading took longer than {DOCUMENT_SECONDS} seconds and was given up"),
}  # fmt: skip


@dataclass(slots=True)
class LandingSummary:
    """What one landing did."""

    documents_seen: int = 0
    landed_new: int = 0
    unchanged: int = 0
    quarantined: list[tuple[str, str, str, str]] = field(default_factory=list)  # source_file, code, zh, en
    pages: int = 0
    tables: int = 0
    readable: bool = True  # the inbox holds a document that could be read
    seconds: float = 0.0


@cache
def extractor_version() -> str:
    """Everything that decides what is landed, in twelve characters: our files, and whether pages without text can be recognised here."""
    return hashlib.sha256(f"{package_digest()}\0{ocr.version()}".encode()).hexdigest()[:12]


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write a Parquet file beside its place, then move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    try:
        frame.write_parquet(partial, compression="zstd")
    except pl.exceptions.PolarsError as error:
        raise OSError(f"{partial} cannot be written: {error}") from error
    partial.replace(path)


def _write_batch(raw: Path, batch: list[Read]) -> str:
    """Write the rows of a batch, ``documents`` last: its file makes the batch count. Returns the name of its files."""
    name = hashlib.sha256("".join(sorted(read.document_id for read in batch)).encode()).hexdigest()[:16]
    name = f"{name}-{extractor_version()}.parquet"
    for dataset in [*(d for d in SCHEMAS if d != "documents"), "documents"]:
        frame = to_frame(dataset, ((read.document_id, read.columns) for read in batch))
        _write(frame, raw / dataset / name)
    return name


def _compact(raw: Path) -> None:
    """Join batches of one size where there are many, so that their number grows with the logarithm of the documents, not with the runs.

    The joined batch counts before the small ones go; what an interruption leaves twice, :func:`_sweep` takes out.
    """
    sizes: dict[int, list[str]] = {}
    for file in sorted((raw / "documents").glob("*.parquet"), key=lambda file: file.stat().st_mtime_ns):
        sizes.setdefault(_size(raw, file.name), []).append(file.name)
    for size in range(max(sizes, default=0) + 1):
        names = sizes.get(size, [])
        if len(names) > SMALL_BATCHES:
            joined = _join(raw, names)
            sizes.setdefault(_size(raw, joined), []).append(joined)


def _size(raw: Path, name: str) -> int:
    """0 for a batch that is not full, then one more for every sixteenfold."""
    documents, cells = (pl.scan_parquet(raw / dataset / name).select(pl.len()).collect().item() for dataset in ("documents", "cells"))
    full = max(documents / BATCH_DOCUMENTS, cells / BATCH_CELLS)
    size = 0
    while full >= SMALL_BATCHES**size:
        size += 1
    return size


def _join(raw: Path, names: list[str]) -> str:
    """Put batches into one, in every dataset, remove them, and return its name.

    Rows are sorted by document, so that the rows of one are found without reading the others; on disk, so that memory does not grow.
    """
    import duckdb

    name = f"{hashlib.sha256(''.join(sorted(names)).encode()).hexdigest()[:16]}-joined.parquet"
    spill = raw.parent / "build" / "join"
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(spill)}) as connection:
        for dataset in [*(d for d in SCHEMAS if d != "documents"), "documents"]:
            path = raw / dataset / name
            partial = path.with_suffix(".partial")
            source = f"read_parquet({[str(raw / dataset / old) for old in names]!r}, file_row_number=true)"
            connection.execute(
                f"copy (select * exclude (file_row_number) from {source} order by document_id, file_row_number)"
                f" to {str(partial)!r} (format parquet, compression zstd)"
            )
            partial.replace(path)
    for old in names:
        for dataset in ("documents", *(d for d in SCHEMAS if d != "documents")):
            (raw / dataset / old).unlink()
    return name


def _stored(raw: Path, document_ids: Iterable[str]) -> set[str]:
    """Those of the documents that stand in a batch."""
    files = list((raw / "documents").glob("*.parquet"))
    if not files:
        return set()
    wanted = pl.Series("document_id", list(document_ids), pl.String)
    return set(pl.scan_parquet(files).select("document_id").filter(pl.col("document_id").is_in(wanted.implode())).collect()["document_id"])


def _drop_documents(raw: Path, document_ids: set[str], keep: set[str]) -> None:
    """Take documents out of the batches that are not in ``keep``: they have been landed anew."""
    for file in sorted((raw / "documents").glob("*.parquet")):
        if file.name in keep:
            continue
        stored = set(pl.read_parquet(file, columns=["document_id"])["document_id"])
        if not stored & document_ids:
            continue
        # A batch goes from its documents on, as _sweep takes the rest; one that stays loses them last, as that is what shows
        # after an interruption that this is still to be done.
        whole = stored <= document_ids
        for dataset in SCHEMAS if whole else reversed(SCHEMAS):
            part = raw / dataset / file.name
            if whole:
                part.unlink()
            else:
                _write(pl.read_parquet(part).filter(~pl.col("document_id").is_in(sorted(document_ids))), part)


def _sweep(raw: Path) -> None:
    """Remove what an interrupted run left: batches without their ``documents`` file, partial files."""
    committed = {file.name for file in (raw / "documents").glob("*.parquet")}
    for dataset in SCHEMAS:
        folder = raw / dataset
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            if file.name not in committed:
                file.unlink()
    _drop_twins(raw)


def _drop_twins(raw: Path) -> None:
    """Keep one of each document that an interruption has left in two batches: that of the batch written last."""
    files = list((raw / "documents").glob("*.parquet"))
    if not files or not pl.read_parquet(files, columns=["document_id"])["document_id"].is_duplicated().any():
        return
    seen: set[str] = set()
    for file in sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True):
        stored = set(pl.read_parquet(file, columns=["document_id"])["document_id"])
        if stored & seen:
            _drop_documents(raw, stored & seen, {other.name for other in files} - {file.name})
        seen |= stored


def _load_outcomes(raw: Path, folder: str = "outcomes") -> dict[str, dict[str, Any]]:
    file = raw / folder / "outcomes.parquet"
    if not file.exists():
        return {}
    return {row["source_file"]: row for row in pl.read_parquet(file).iter_rows(named=True)}


def _keep_outcomes(raw: Path, outcomes: dict[str, dict[str, Any]], folder: str = "outcomes") -> None:
    frame = pl.DataFrame(list(outcomes.values()), schema=OUTCOMES, orient="row") if outcomes else pl.DataFrame(schema=OUTCOMES)
    _write(frame.sort("source_file"), raw / folder / "outcomes.parquet")


def list_inbox(inbox: Path) -> list[Path]:
    """Everything below the inbox that is not hidden and no open folder, in a stable order: files, and what cannot be read as one."""
    found: list[Path] = []

    def closed(error: OSError) -> None:
        if error.filename is not None and Path(error.filename) != inbox:
            found.append(Path(error.filename))

    for folder, folders, files in os.walk(inbox, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        # A link to a folder is told and not followed: it may lead in a circle.
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [Path(folder, name) for name in (*links, *files) if not name.startswith(".")]
    return sorted(found)


def _source_names(inbox: Path, paths: list[Path]) -> dict[str, Path]:
    """Every path by its name within the inbox. A name that is not UTF-8 is taken for GB 18030 (Chinese ZIP files), or its bytes told."""
    named: dict[str, Path] = {}
    other: list[Path] = []
    for path in paths:
        name = path.relative_to(inbox).as_posix()
        try:
            name.encode()
            named[name] = path
        except UnicodeEncodeError:
            other.append(path)
    for path in other:
        content = os.fsencode(path.relative_to(inbox).as_posix())
        told = content.decode("utf-8", "backslashreplace")
        try:
            name = content.decode("gb18030")
        except UnicodeDecodeError:
            name = told
        named[name if name not in named else told] = path
    return dict(sorted(named.items()))


def land(inbox: Path, data: Path, *, workers: int | None = None, force: bool = False, progress: bool = True) -> LandingSummary:
    """Land every file below ``inbox`` into ``data/raw``; what is landed already is not read again.

    Outcomes are those of the files that are there now. Those of files that have gone are kept beside them: what was read of them stays in
    the raw layer, so that a file that comes back is not read again.

    Reading processes are started afresh and import the main module of the program again, so a script that calls this does so
    below ``if __name__ == "__main__"``.

    Args:
        inbox: folder that is read recursively and never written.
        data: folder that holds ``raw/``.
        workers: reading processes; all cores when None.
        force: read every document again.
        progress: show a progress bar on standard error.

    Raises:
        NotADirectoryError: ``inbox`` is no folder.
    """
    if not inbox.is_dir():
        raise NotADirectoryError(f"the inbox {inbox} is not a folder")
    started = perf_counter()
    raw = data / "raw"
    _sweep(raw)
    version = extractor_version()
    gone = _load_outcomes(raw, GONE)
    known = gone | _load_outcomes(raw)
    current = {o["document_id"]: o for o in known.values() if o["document_id"] and o["extractor_version"] == version}
    outcomes: dict[str, dict[str, Any]] = {}
    summary = LandingSummary()
    waiting: dict[str, list[str]] = {}  # document → source files that hold it
    paths: dict[str, Path] = {}
    scratch = data / "build" / "unpacked"  # members of archives, while they are read
    shutil.rmtree(scratch, ignore_errors=True)
    for found in with_members(_source_names(inbox, list_inbox(inbox)).items()):
        source = found.source
        summary.documents_seen += 1
        row = known.get(source)
        try:
            stat = _stat(found)
            fresh = row is not None and row["document_id"] and row["extractor_version"] == version and not force
            if row is not None and fresh and (row["byte_size"], row["modified_ns"]) == stat:
                outcomes[source] = row
                summary.unchanged += 1
                continue
            path = found.fetch(scratch)
            document_id, form = content_hash(path), form_of(path)
        except OSError as error:
            # Closed to us, gone since the inbox was listed, no file at all: tried again in every run.
            outcomes[source] = _outcome(source, None, None, version)
            _settle(outcomes[source], _refused(error))
            continue
        except Unreadable as refusal:  # an archive that cannot be opened, a member that cannot be unpacked
            outcomes[source] = _outcome(source, None, None, version)
            _settle(outcomes[source], Read("", {}, refusal.code, refusal.detail, refusal.detail_zh))
            continue
        outcomes[source] = _outcome(source, document_id, stat, version)
        if form is None:
            _settle(outcomes[source], _unsupported(document_id, path, Path(source)))
            continue
        twin = current.get(document_id)
        if twin is not None and not force:
            outcomes[source] |= {k: twin[k] for k in ("outcome", "reason_code", "reason_zh", "reason_en")}
            summary.unchanged += 1
            continue
        waiting.setdefault(document_id, []).append(source)
        paths[document_id] = path

    def settle(read: Read) -> None:
        for source in waiting[read.document_id]:
            _settle(outcomes[source], read)

    try:
        _land_waiting(raw, paths, settle, summary, workers or os.cpu_count() or 1, progress)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if paths:
        _compact(raw)
    _keep_outcomes(raw, outcomes)
    # Of another extractor they say nothing any more.
    left = {source: row for source, row in known.items() if source not in outcomes and row["extractor_version"] == version}
    if left != gone:
        _keep_outcomes(raw, left, GONE)
    summary.quarantined = [
        (o["source_file"], o["reason_code"], o["reason_zh"], o["reason_en"])
        for o in sorted(outcomes.values(), key=lambda o: o["source_file"])
        if o["outcome"] == "quarantined"
    ]
    summary.readable = bool(_stored(raw, [o["document_id"] for o in outcomes.values() if o["document_id"]]))
    summary.seconds = perf_counter() - started
    return summary


def _stat(found: Found) -> tuple[int, int]:
    """Size and time of a file; a member of an archive has the time of the archive. Raises OSError where there is none."""
    stat = found.path.stat()
    if not S_ISREG(stat.st_mode):
        raise OSError(EINVAL, "it is no file")
    return (stat.st_size if found.size is None else found.size), stat.st_mtime_ns


def _outcome(source: str, document_id: str | None, stat: tuple[int, int] | None, version: str) -> dict[str, Any]:
    return dict.fromkeys(OUTCOMES) | {
        "source_file": source, "document_id": document_id, "byte_size": stat and stat[0], "modified_ns": stat and stat[1],
        "extractor_version": version, "landed_at": now(),
    }  # fmt: skip


def _refused(error: OSError) -> Read:
    """The outcome of what the operating system does not let us read."""
    why = {
        EACCES: ("the permission is missing", "没有读取权限"),
        ENOENT: ("it has gone, or is a link to nothing", "文件已不在，或链接指向的文件不存在"),
        ELOOP: ("it is a link that leads in a circle", "循环链接"),
        EINVAL: ("it is no file", "并非文件"),
    }.get(error.errno or 0, (error.strerror or "input/output error", error.strerror or "读写错误"))
    return Read("", {}, "unreadable", *why)


def _unsupported(document_id: str, path: Path, name: Path) -> Read:
    """The outcome of a file that no reader reads: what to do with an archive, the ending of any other."""
    if kind := other_archive(path):
        told = f"a {kind} archive: unpack it into the inbox, or pack it as ZIP", f"{kind} 压缩包：请解压后放入收件目录，或改用 ZIP"
        return Read(document_id, {}, "unsupported_form", *told)
    return Read(document_id, {}, "unsupported_form", name.suffix or name.name)


def _settle(outcome: dict[str, Any], read: Read) -> None:
    """Write the outcome of a file: landed, or quarantined with a sentence why."""
    outcome["outcome"] = "quarantined" if read.code else "landed"
    if read.code == "changed":
        outcome["document_id"] = None  # nobody knows what it holds
    if read.code:
        zh, en = REASONS[read.code]
        outcome["reason_code"] = read.code
        outcome["reason_zh"] = f"{zh}（{read.detail_zh or read.detail}）" if read.detail else zh
        outcome["reason_en"] = f"{en} ({read.detail})" if read.detail else en


def _workers(count: int) -> ProcessPoolExecutor:
    """Reading processes, each started afresh: a fork of this one would hold all that this one has loaded."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=start_worker)


def _read_alone(path: Path, document_id: str) -> Read:
    """Read one document in a process of its own, which may die of it."""
    try:
        with _workers(1) as pool:
            return pool.submit(read_one, path, document_id, extractor_version()).result()
    except BrokenProcessPool:
        return Read(document_id, {}, "unreadable", "the reading process died of it", "读取进程因此崩溃")


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone since; its reader will tell
        return 0


def _read_all(paths: dict[str, Path], workers: int) -> Iterator[Read]:
    """Read documents in parallel, the largest first.

    A document that kills its process breaks the pool. Which one it was cannot be told, so
    everything that is left is then read one document a process.
    """
    left = dict(sorted(paths.items(), key=lambda item: -_size_of(item[1])))
    try:
        with _workers(workers) as pool:
            version = extractor_version()
            for future in as_completed([pool.submit(read_one, path, document_id, version) for document_id, path in left.items()]):
                read = future.result()
                del left[read.document_id]
                yield read
    except BrokenProcessPool:
        with ThreadPoolExecutor(workers) as threads:
            yield from threads.map(_read_alone, left.values(), left)


def _land_waiting(
    raw: Path, paths: dict[str, Path], settle: Callable[[Read], None], summary: LandingSummary, workers: int, progress: bool
) -> None:
    """Read the documents in parallel and write them in batches."""
    from tqdm import tqdm

    batch: list[Read] = []
    written: set[str] = set()
    # Documents that are landed anew; for the others no batch has to be searched.
    landed = _stored(raw, paths)

    def flush() -> None:
        if batch:
            written.add(_write_batch(raw, batch))
            again = landed & {read.document_id for read in batch}
            if again:
                _drop_documents(raw, again, written)
            batch.clear()

    def take(read: Read) -> None:
        settle(read)
        if read.columns:
            batch.append(read)
            summary.landed_new += read.code is None
            summary.pages += len(read.columns["pages"][0])
            summary.tables += len(read.columns["tables"][0])
        if len(batch) >= BATCH_DOCUMENTS or sum(len(r.columns["cells"][0]) for r in batch) >= BATCH_CELLS:
            flush()

    with tqdm(total=len(paths), unit="file", desc="landing", disable=not progress or not paths) as bar:
        for read in _read_all(paths, min(workers, len(paths))) if paths else ():
            take(read)
            bar.update()
    flush()
