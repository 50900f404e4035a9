"""Files from outside -> extractions: each is read in a child process with limits, several at a time."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ..entities.reports import Extraction
from ..errors import MatchmakerError
from .output import from_json
from .refusals import refusal

SECONDS, MEMORY, LARGEST = 10, 512 * 2**20, 20 * 2**20
"""Wall clock, address space of the child, size of a file."""
_ROOT = Path(__file__).resolve().parents[3]
_CHILD = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from matchmaker.core.extraction.child import main; main(sys.stdin.buffer, sys.stdout.buffer)"


def extract_file(path: str | Path, *, state: str | None = None, cycle: int | None = None) -> Extraction:
    """Return what a report file asks for; the file is parsed in a child process with limits.

    Parameters
    ----------
    path : str or Path
    state, cycle : str or None, int or None
        ISO 3166-1 alpha-3 and year, when known; they outrank the report's own words.

    Returns
    -------
    Extraction

    Raises
    ------
    MatchmakerError
        If the file cannot be read, within `SECONDS` of wall clock at the latest; the codes are those of
        `refusals.SENTENCES`.
    """
    name, data = str(path), contents(Path(path))
    header = {"name": name, "state": state, "cycle": cycle, "memory": MEMORY, "seconds": SECONDS}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD],
            input=json.dumps(header).encode("ascii") + b"\n" + data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise refusal(name, "report_too_slow", limit=f"{SECONDS} seconds") from None
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise refusal(name, "report_not_read") from None
    if "error" in told:
        raise MatchmakerError(told["error"]["code"], told["error"]["message"])
    return from_json(told["extraction"], told["text"], tuple(told["page_starts"]))


def contents(path: Path) -> bytes:
    """Return the bytes of a file that is there, readable, not empty and not too large.

    Raises
    ------
    MatchmakerError
        If it is not.
    """
    name = str(path)
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
        Files read at a time.
    """
    files = [Path(path) for path in paths]
    done = 0
    results: list[Extraction | MatchmakerError] = []
    with ThreadPoolExecutor(processes) as pool:
        for path, result in zip(files, pool.map(_attempt, files), strict=True):
            done += 1
            results.append(result)
            if on_progress:
                on_progress(done, len(files), path)
    return results


def _attempt(path: Path) -> Extraction | MatchmakerError:
    try:
        return extract_file(path)
    except MatchmakerError as refused:
        return refused
