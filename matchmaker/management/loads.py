"""Load on a server of its own: parallel clients, each asking again once it is answered, and how long they waited."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from selectors import EVENT_READ, BaseSelector, DefaultSelector, SelectorKey
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep

from matchmaker.core.errors import MatchmakerError

START_SECONDS = 60
UNLIMITED = "1000000/s"
_PAGE = b"HTTP/1.1 200 "


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds that the clients waited for each answer, and over how many seconds they asked."""

    each: tuple[float, ...]
    seconds: float

    @property
    def middle(self) -> float:
        """Milliseconds that half of the answers took at most."""
        return 1000 * median(self.each)

    @property
    def p95(self) -> float:
        """Milliseconds that 95 of 100 answers took at most."""
        return 1000 * quantiles(self.each, n=20)[-1]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.each) / self.seconds


@contextmanager
def served(application: str, *, workers: int, database: str) -> Iterator[int]:
    """Serve an application by gunicorn on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "error"]
    unlimited = {"THROTTLE_ANONYMOUS": UNLIMITED, "THROTTLE_PERSON": UNLIMITED}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, *options],
        env=os.environ | unlimited | {"DATABASE_URL": database, "LOG_LEVEL": "ERROR"},
    )
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _await(port: int) -> None:
    end = monotonic() + START_SECONDS
    while monotonic() < end:
        try:
            ask(port, "/healthz", {})
        except OSError:
            sleep(0.2)
        else:
            return
    raise MatchmakerError("server_silent", "The server that is to be measured did not start: run gunicorn by hand.")


def ask(port: int, address: str, headers: Mapping[str, str]) -> bytes:
    """Return the body of an answer with status 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    try:
        connection.request("GET", address, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise MatchmakerError("bad_answer", f"{address} answered {answer.status}: what is measured must answer 200.")
    return body


def load(port: int, address: str, headers: Mapping[str, str], *, clients: int, seconds: float) -> Waited:
    """Let clients ask for an address over and over.

    All clients are sockets of one thread, which costs a fiftieth of an answer: threads of Python wait for one another,
    and took from the server that shares their cores a tenth of what it can do.
    """
    ask(port, address, headers)
    asked = _written(port, address, headers)
    each: list[float] = []
    start = perf_counter()
    with DefaultSelector() as waiting:
        for _ in range(clients):
            _send(waiting, port, asked)
        while waiting.get_map():
            for ready, _ in waiting.select():
                if not _ended(ready):
                    continue
                waiting.unregister(ready.fileobj)
                each.append(perf_counter() - ready.data.since)
                if perf_counter() < start + seconds:
                    _send(waiting, port, asked)
    return Waited(tuple(each), perf_counter() - start)


@dataclass(slots=True)
class _Answer:
    """How an answer begins, and since when a client waits for it."""

    since: float
    begins: bytes = b""


def _written(port: int, address: str, headers: Mapping[str, str]) -> bytes:
    told = {"Host": f"127.0.0.1:{port}", "Connection": "close"} | dict(headers)
    lines = [f"GET {address} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode()


def _send(waiting: BaseSelector, port: int, asked: bytes) -> None:
    answer = _Answer(perf_counter())
    client = socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS)
    client.sendall(asked)
    waiting.register(client, EVENT_READ, answer)


def _ended(ready: SelectorKey) -> bool:
    """Take what has come of an answer; whether that was all, which must have been a page."""
    part = ready.fileobj.recv(1 << 20)
    answer: _Answer = ready.data
    if len(answer.begins) < len(_PAGE):
        answer.begins += part[: len(_PAGE)]
    if part:
        return False
    ready.fileobj.close()
    if not answer.begins.startswith(_PAGE):
        told = answer.begins.decode(errors="replace")
        raise MatchmakerError("bad_answer", f"An answer began with '{told}': what is measured must answer 200.")
    return True
