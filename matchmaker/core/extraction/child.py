"""What runs in the child process: reports from standard input to one JSON object each on standard output, under limits.

The parent starts it with ``python -c``; see `processes`. Nothing here trusts a report. The child itself never looks into
one: for each it forks a process that is bounded by the operating system (memory, processor time, no file written, no new
file or socket at all) and waits for it by the wall clock. What reading needs is loaded before the first fork.
"""

import codecs
import encodings
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, BinaryIO

from ..errors import MatchmakerError
from ..gazetteer import Gazetteer
from .output import to_json
from .readers import READERS
from .readers.text import decode
from .reading import extract
from .refusals import refusal

ANSWER = 96 * 2**20
"""Largest answer in bytes; a report that gives more was made to."""
_REFUSED_EVENTS = ("socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.posix_spawn", "os.system", "shutil.",
                   "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir", "ctypes.dlopen")  # fmt: skip
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)
"""How libraries end a process that is given no more memory."""
_FIRST = (
    "Ghana. National report 2024\n8.5.1 What kind of assistance do you require?\nTwo marking machines from France, USD 10.",
    "Gabon. Rapport national 2024\n8.5.1 De quel type d'assistance avez-vous besoin ?\nDeux machines de marquage à Libreville.",
    "Cuba. Informe nacional 2024\n8.5.1 ¿Qué tipo de asistencia necesita?\nDos máquinas de marcado y capacitación.",
)
"""Read once at the start, so that whatever is loaded on first use is there."""


def prepare() -> None:
    """Load all that reading may need: once a report is being read, no file can be opened."""
    for name in READERS.values():
        import_module(f".readers.{name}", __package__)
    for module in iter_modules(encodings.__path__):
        with suppress(LookupError, ImportError):
            codecs.lookup(module.name)
    for text in _FIRST:
        extract(text.encode(), filename="first.txt", gazetteer=Gazetteer.default())
    # No encoding of letters: it is guessed by what is otherwise loaded with the first such file.
    decode("关于小武器和轻武器的国家报告".encode("gb18030"))


def limit(memory: int, seconds: int) -> None:
    """Bound what this process may use from now on.

    Parameters
    ----------
    memory : int
        Bytes of address space.
    seconds : int
        Of processor time; the wall clock is the caller's.
    """
    for name, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(name, (value, value))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(event)


def answer(header: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Return what the parent is told: the extraction with its text, or the error."""
    name = str(header["name"])
    try:
        found = extract(
            data, filename=name, gazetteer=Gazetteer.default(), state=header["state"], cycle=header["cycle"]
        )
        return {"extraction": to_json(found), "text": found.text, "page_starts": found.page_starts}
    except MatchmakerError as refused:
        return _refused(refused)
    except MemoryError:
        return _too_complex(header)
    except RecursionError:
        return _refused(refusal(name, "report_unsafe", limit="a thousand levels"))
    except Exception:  # noqa: BLE001 - whatever a parser stumbles over, the file is refused with one sentence
        return _refused(refusal(name, "report_not_read"))


def _refused(error: MatchmakerError) -> dict[str, Any]:
    """Return a refusal in its parts, for the parent to raise again: the reader's language is known only there."""
    return {"refused": {"code": error.code, "sentence": error.sentence, "facts": error.facts}}


def _too_complex(header: Mapping[str, Any]) -> dict[str, Any]:
    return _refused(refusal(str(header["name"]), "report_too_complex", limit=f"{int(header['memory']) // 2**20} MB"))


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer each report with its length in a line and the JSON object, until there are no more.

    A report comes as a line of JSON (`name`, `state`, `cycle`, `memory`, `seconds`, `size`) and `size` bytes.
    """
    prepare()
    while line := source.readline():
        header = json.loads(line)
        told = _answer_apart(header, source.read(int(header["size"])))
        target.write(b"%d\n" % len(told) + told)
        target.flush()


def _answer_apart(header: Mapping[str, Any], data: bytes) -> bytes:
    """Return the answer of a forked process, or the refusal that its end stands for."""
    reader, writer = os.pipe()
    deadline = time.monotonic() + float(header["seconds"])
    process = os.fork()
    if not process:
        _answer_here(header, data, writer)
    os.close(writer)
    told, ended = _received(reader, deadline)
    os.close(reader)
    if not ended:
        os.kill(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    if ended and status == 0:
        return told
    name = str(header["name"])
    if len(told) > ANSWER or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in _OUT_OF_MEMORY):
        return _encoded(_too_complex(header))
    if not ended or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        return _encoded(_refused(refusal(name, "report_too_slow", limit=f"{header['seconds']} seconds")))
    return _encoded(_refused(refusal(name, "report_not_read")))


def _received(reader: int, deadline: float) -> tuple[bytes, bool]:
    """Return what came before the deadline, and whether that was all."""
    pieces: list[bytes] = []
    size = 0
    while size <= ANSWER:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reader], [], [], left)[0]:
            return b"".join(pieces), False
        piece = os.read(reader, 2**20)
        if not piece:
            return b"".join(pieces), True
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces), False


def _answer_here(header: Mapping[str, Any], data: bytes, writer: int) -> None:
    """Read the report under limits in this process, send the answer and end, without a word to anybody else."""
    status = 1
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)
        limit(int(header["memory"]), int(header["seconds"]) + 2)
        try:
            told = _encoded(answer(header, data))
        except MemoryError:
            told = _encoded(_too_complex(header))
        while told:
            told = told[os.write(writer, told) :]
        status = 0
    finally:
        os._exit(status)


def _encoded(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=True).encode("ascii")
