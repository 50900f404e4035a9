"""What runs in the child process: one report from standard input to one JSON object on standard output, under limits.

The parent starts it with ``python -c``; see `files`. Nothing here trusts the report: memory, time and open files are
bounded by the operating system, and Python refuses connections, child processes and files opened for writing.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from ..errors import MatchmakerError
from ..gazetteer import Gazetteer
from .output import to_json
from .reading import extract
from .refusals import refusal

_REFUSED_EVENTS = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.spawn",
    "os.posix_spawn",
    "os.system",
    "shutil.",
    "os.remove",
    "os.rename",
)


def limit(memory: int, seconds: int) -> None:
    """Bound what this process may use from now on.

    Parameters
    ----------
    memory : int
        Bytes of address space.
    seconds : int
        Of processor time; the wall clock is the parent's.
    """
    for name, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(event)
    if (
        event == "open"
        and len(arguments) > 2
        and isinstance(arguments[2], int)
        and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    ):
        raise PermissionError(event)


def answer(header: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Return what the parent is told: the extraction with its text, or the error."""
    name = str(header["name"])
    try:
        found = extract(
            data, filename=name, gazetteer=Gazetteer.default(), state=header["state"], cycle=header["cycle"]
        )
    except MatchmakerError as refused:
        return refused.as_dict()
    except MemoryError:
        return refusal(name, "report_too_complex", limit=f"{int(header['memory']) // 2**20} MB").as_dict()
    except Exception as error:  # noqa: BLE001 - whatever a parser stumbles over, the file is refused with one sentence
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return refusal(name, "report_not_read").as_dict()
    return {"extraction": to_json(found), "text": found.text, "page_starts": found.page_starts}


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Read a header line and the report, and write the answer."""
    header = json.loads(source.readline())
    data = source.read()
    Gazetteer.default()
    limit(int(header["memory"]), int(header["seconds"]) + 2)
    target.write(json.dumps(answer(header, data), ensure_ascii=True).encode("ascii"))
    target.flush()
