"""Documents that break the build → a list in the raw layer: of those the models see that they are put aside, and nothing that they print.

A document stays on the list as long as nothing changes that may help: it is tried again when it is landed anew, and when
the project has changed (docs/decisions/0023-what-breaks-the-build-is-put-aside.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from extract.rows import now

DATASET = "aside"
REASON_CODE = "breaks_contract"
SCHEMA: dict[str, Any] = {
    "document_id": pl.String, "reason_code": pl.String, "reason_zh": pl.String, "reason_en": pl.String,
    "landed_at": pl.Datetime("us"), "project": pl.String, "put_aside_at": pl.Datetime("us"),
}  # fmt: skip


@dataclass(frozen=True)
class Guilty:
    """A document that breaks the build, with a sentence that says what it breaks."""

    document_id: str
    zh: str
    en: str


@dataclass(frozen=True)
class Aside:
    """The list of one raw layer, as this state of the project fills it."""

    raw: Path
    project: str

    def documents(self) -> set[str]:
        """Every document that is put aside."""
        return set(_read(self.raw)["document_id"])

    def renew(self) -> bool:
        """Take those from the list that are to be tried again: put aside by another state of the project, or landed anew since.

        Returns whether the list has changed.
        """
        made = ensure(self.raw)
        listed = _read(self.raw)
        kept = listed.filter(pl.col("project") == self.project)
        if len(kept):
            landed = _landed(self.raw, set(kept["document_id"]))
            kept = kept.filter([landed.get(document) == at for document, at in kept.select("document_id", "landed_at").iter_rows()])
        if len(kept) < len(listed):
            _write(self.raw, kept)
        return made or len(kept) < len(listed)

    def add(self, guilty: Iterable[Guilty]) -> None:
        found = {one.document_id: one for one in guilty}
        landed = _landed(self.raw, found)
        rows = [
            {
                "document_id": one.document_id, "reason_code": REASON_CODE, "reason_zh": one.zh, "reason_en": one.en,
                "landed_at": landed.get(one.document_id), "project": self.project, "put_aside_at": now(),
            }
            for one in found.values()
        ]  # fmt: skip
        listed = _read(self.raw).filter(~pl.col("document_id").is_in(list(found)))
        _write(self.raw, pl.concat([listed, pl.DataFrame(rows, schema=SCHEMA, orient="row")]))


def ensure(raw: Path) -> bool:
    """Make the list where there is none: the models read it. Returns whether there was none."""
    if _file(raw).exists():
        return False
    _write(raw, pl.DataFrame(schema=SCHEMA))
    return True


def _file(raw: Path) -> Path:
    return raw / DATASET / "aside.parquet"


def _read(raw: Path) -> pl.DataFrame:
    file = _file(raw)
    return pl.read_parquet(file) if file.exists() else pl.DataFrame(schema=SCHEMA)


def _write(raw: Path, frame: pl.DataFrame) -> None:
    file = _file(raw)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    frame.sort("document_id").write_parquet(beside)
    beside.replace(file)


def _landed(raw: Path, documents: Collection[str]) -> dict[str, datetime]:
    """When the documents were landed."""
    files = list((raw / "documents").glob("*.parquet"))
    if not files or not documents:
        return {}
    stored = pl.scan_parquet(files).select("document_id", "landed_at").filter(pl.col("document_id").is_in(list(documents))).collect()
    return dict(stored.iter_rows())
