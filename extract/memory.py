"""How much memory DuckDB may use: by itself it takes four fifths of the machine's, and so does every other process that uses it."""

import os


def memory_limit() -> str:
    """Half of the machine's memory and at most 4 GiB, as DuckDB's setting `memory_limit`. What does not fit goes to disk."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{min(whole // 2, 4 << 30) >> 20}MiB"
