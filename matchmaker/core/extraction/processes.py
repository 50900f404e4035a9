"""The parent's side of the child process that reads reports: started when first needed, asked one report at a time."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from ..entities.reports import Extraction
from ..errors import MatchmakerError
from .output import from_json
from .refusals import refusal

SECONDS, MEMORY = 10, 512 * 2**20
"""Wall clock and address space for one report."""
_GRACE = 15
"""Seconds beyond `SECONDS` after which the child itself is given up; starting it takes one or two."""
_ROOT = Path(__file__).resolve().parents[3]
_CHILD = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from matchmaker.core.extraction.child import serve; serve(sys.stdin.buffer, sys.stdout.buffer)"


class ReadingProcess:
    """A child process for one report after another, to be used in a ``with`` statement and by one thread.

    Parameters
    ----------
    seconds : int
        Wall clock for one report.
    memory : int
        Bytes of address space for one report.
    """

    def __init__(self, *, seconds: int = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def extract(self, data: bytes, *, name: str, state: str | None = None, cycle: int | None = None) -> Extraction:
        """Return what the bytes of a report ask for.

        Raises
        ------
        MatchmakerError
            If they cannot be read; the codes are those of `refusals.SENTENCES`.
        """
        header = {
            "name": name, "state": state, "cycle": cycle, "memory": self.memory, "seconds": self.seconds,
            "size": len(data),
        }  # fmt: skip
        try:
            told = json.loads(self._asked(json.dumps(header).encode("ascii") + b"\n" + data))
        except TimeoutError:
            self.stop()
            raise refusal(name, "report_too_slow", limit=f"{self.seconds} seconds") from None
        except (OSError, ValueError):
            self.stop()
            raise refusal(name, "report_not_read") from None
        if "refused" in told:
            raise MatchmakerError(told["refused"]["code"], told["refused"]["sentence"], **told["refused"]["facts"])
        return from_json(told["extraction"], told["text"], tuple(told["page_starts"]))

    def _asked(self, question: bytes) -> bytes:
        if self._child is None or self._child.poll() is not None:
            self._child = _started()
        child = self._child
        if child.stdin is None or child.stdout is None:
            raise BrokenPipeError
        deadline = time.monotonic() + self.seconds + _GRACE
        child.stdin.write(question)
        child.stdin.flush()
        reader, told, size = child.stdout.fileno(), bytearray(), -1
        while size < 0 or len(told) < size:
            if not select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            piece = os.read(reader, 2**20)
            if not piece:
                raise BrokenPipeError
            told += piece
            if size < 0 and b"\n" in told:
                length, _, rest = bytes(told).partition(b"\n")
                size, told = int(length), bytearray(rest)
        return bytes(told)

    def stop(self) -> None:
        """End the child, and whatever it is reading, at once."""
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        child.wait()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
        bufsize=0,
    )
