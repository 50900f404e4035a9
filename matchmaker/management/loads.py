"""Load on a server of its own: parallel clients, each asking again once it is answered, and how long they waited."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep

from matchmaker.core.errors import MatchmakerError

START_SECONDS = 60
UNLIMITED = "1000000/s"


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
    """Let clients ask for an address over and over."""
    ask(port, address, headers)
    start = perf_counter()

    def one(_: int) -> list[float]:
        waited = []
        while (asked := perf_counter()) < start + seconds:
            ask(port, address, headers)
            waited.append(perf_counter() - asked)
        return waited

    with ThreadPoolExecutor(clients) as pool:
        each = [waited for client in pool.map(one, range(clients)) for waited in client]
    return Waited(tuple(each), perf_counter() - start)
