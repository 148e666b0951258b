"""How long a document may take, so that one cannot stop the others."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise TimeoutError when what is inside takes longer. For the main thread of a process."""

    def stop(*_: object) -> None:
        raise TimeoutError

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def allow_more(seconds: int) -> None:
    """Lengthen the running time limit, if there is one: some pages take much longer than others."""
    left = signal.alarm(0)
    if left:
        signal.alarm(left + seconds)
