"""Why a file cannot be read, in both languages."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that cannot be read; ``code`` is a reason of :data:`extract.landing.REASONS`."""

    def __init__(self, code: str, detail: str, detail_zh: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.detail_zh = detail_zh or detail
