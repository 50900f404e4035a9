"""The child process in which a table is taken apart: bounded memory and time, no file written, no socket."""

import json
import resource
import subprocess
import sys
from pathlib import Path

from matchmaker.core.errors import MatchmakerError

from .tables import Cell, refusal, table

SECONDS, MEMORY, LARGEST = 20, 768 * 2**20, 5 * 2**20
"""Wall clock, address space, and the largest file in bytes."""
_ROOT = Path(__file__).resolve().parents[3]
_CHILD = (
    f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from matchmaker.core.imports.processes import answer; answer()"
)
_REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.posix_spawn", "os.system", "os.remove")


def read_file(data: bytes, name: str) -> list[dict[str, Cell]]:
    """Return the rows of a file from outside, as `tables.table` does, taken apart in a process of its own.

    Parameters
    ----------
    data : bytes
        Of the file.
    name : str
        Its name.

    Returns
    -------
    list of dict
        Head to cell.

    Raises
    ------
    MatchmakerError
        If the file is too large, cannot be read, or takes too long.

    Examples
    --------
    >>> read_file(b"external_id,theme\\n1,marking\\n", "a.csv")
    [{'external_id': '1', 'theme': 'marking'}]
    """
    if len(data) > LARGEST:
        raise MatchmakerError(
            "import_too_large", "The file is larger than %(limit)s MB: split it.", limit=LARGEST // 2**20
        )
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD, name[-200:]],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        raise refusal("import_too_slow") from None
    except ValueError:
        told = None
    if told is None:
        raise refusal("import_not_read")
    if "refused" in told:
        raise refusal(told["refused"], **told["facts"])
    rows: list[dict[str, Cell]] = told["rows"]
    return rows


def answer() -> None:
    """Take apart what comes on standard input, and print rows or the refusal; what the parent starts."""
    for name, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (most, most))
    sys.addaudithook(_refuse)
    data = sys.stdin.buffer.read()
    told: dict[str, object]
    try:
        told = {"rows": table(data, sys.argv[-1])}
    except MatchmakerError as refused:
        told = {"refused": refused.code, "facts": refused.facts}
    except MemoryError:
        told = {"refused": "import_unsafe", "facts": {}}
    except Exception:  # noqa: BLE001 - whatever a parser stumbles over, the file is refused with one sentence
        told = {"refused": "import_not_read", "facts": {}}
    sys.stdout.write(json.dumps(told))


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(event)
