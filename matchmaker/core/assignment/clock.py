"""Assignment: the timer of a search: the wall clock; benchmarks on a shared machine may count processor time."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

_source: Callable[[], float] | None = None


def now() -> float:
    """Return seconds on the timer; only differences mean anything."""
    return time.monotonic() if _source is None else _source()


def own_limit(seconds: float) -> float:
    """Return the limit for a solver that looks at the wall clock itself: none where processor time counts."""
    return seconds if _source is None else inf


def crowding() -> float:
    """Return how much longer a solver with a wall clock of its own may take where processor time counts: the load."""
    return 1.0 if _source is None else max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@contextmanager
def processor_time() -> Iterator[None]:
    """Count, within the block, the processor seconds of the thread that enters it.

    Examples
    --------
    >>> with processor_time():
    ...     begun = now()
    ...     time.sleep(0.2)
    ...     now() - begun < 0.1
    True
    """
    global _source
    clock = time.pthread_getcpuclockid(threading.get_ident())
    _source = lambda: time.clock_gettime(clock)  # noqa: E731
    try:
        yield
    finally:
        _source = None
