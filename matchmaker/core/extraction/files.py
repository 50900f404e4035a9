"""Files from outside -> extractions: each is read in a child process with limits, several at a time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from ..entities.reports import Extraction
from ..errors import MatchmakerError
from .processes import ReadingProcess
from .refusals import refusal

LARGEST = 20 * 2**20
"""Size of a file in bytes."""


def extract_file(
    path: str | Path, *, state: str | None = None, cycle: int | None = None, name: str | None = None
) -> Extraction:
    """Return what a report file asks for; the file is parsed in a child process with limits.

    Parameters
    ----------
    path : str or Path
    state, cycle : str or None, int or None
        ISO 3166-1 alpha-3 and year, when known; they outrank the report's own words.
    name : str or None
        What a refusal calls the file, where its path means nothing to people.

    Returns
    -------
    Extraction

    Raises
    ------
    MatchmakerError
        If the file cannot be read, within `processes.SECONDS` of wall clock at the latest; the codes are those of
        `refusals.SENTENCES`.
    """
    name = name or str(path)
    data = contents(Path(path), name)
    with ReadingProcess() as process:
        return process.extract(data, name=name, state=state, cycle=cycle)


def contents(path: Path, name: str | None = None) -> bytes:
    """Return the bytes of a file that is there, readable, not empty and not too large; `name` is what refusals call it.

    Raises
    ------
    MatchmakerError
        If it is not.
    """
    name = name or str(path)
    try:
        if not path.is_file():
            raise refusal(name, "report_missing")
        size = path.stat().st_size
        if size > LARGEST:
            raise refusal(name, "report_too_large", limit=f"{LARGEST // 2**20} MB")
        data = path.read_bytes()
    except (OSError, ValueError):
        raise refusal(name, "report_unreadable" if path.exists() else "report_missing") from None
    if not data:
        raise refusal(name, "report_empty")
    return data


def extract_many(
    paths: Iterable[str | Path], on_progress: Callable[[int, int, Path], None] | None = None, *, processes: int = 2
) -> list[Extraction | MatchmakerError]:
    """Return the extraction or the refusal of each of many files, in their order.

    Parameters
    ----------
    paths : iterable of str or Path
    on_progress : callable or None
        Called with how many are done, how many there are, and the one just done.
    processes : int
        Files read at a time; each child process reads many of them, one after the other.
    """
    files = [Path(path) for path in paths]
    results: list[Extraction | MatchmakerError] = []
    free: SimpleQueue[ReadingProcess] = SimpleQueue()

    def attempt(path: Path) -> Extraction | MatchmakerError:
        process = free.get()
        try:
            return process.extract(contents(path), name=str(path))
        except MatchmakerError as refused:
            return refused
        finally:
            free.put(process)

    with ExitStack() as stack:
        for _ in range(processes):
            free.put(stack.enter_context(ReadingProcess()))
        pool = stack.enter_context(ThreadPoolExecutor(processes))
        for done, (path, result) in enumerate(zip(files, pool.map(attempt, files), strict=True), start=1):
            results.append(result)
            if on_progress:
                on_progress(done, len(files), path)
    return results
