"""Assignment: the search in a child process, with a hard wall clock and a limit on memory.

The child sends every better plan and every better bound as it finds them. Whatever becomes of it - stopped, out of
time, out of memory, killed - the last plan that it sent stands.
"""

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from time import monotonic

from ..entities.problems import AssignmentInput
from .board import Signal
from .eligibility import pair
from .solver import Found, Search

MEMORY = 8 * 2**30
_TICK = 0.05
_PATIENCE = 0.3  # seconds to hand over after a cancel, before the child is killed
_GRACE = 4.0  # the same after the time limit
_START = "from matchmaker.core.assignment.runner import serve; serve()"


@dataclass(frozen=True, eq=False)
class Ended:
    """How a search in a child process ended.

    Attributes
    ----------
    found : Found or None
        What it handed over at its end; None where it had to be killed or died.
    died : bool
        It ended by itself without handing over.
    """

    found: Found | None
    died: bool


def search_in_child(
    problem: AssignmentInput,
    *,
    seed: int,
    time_limit: float,
    notify: Callable[[Signal], None],
    cancelled: Callable[[], bool],
    memory: int = MEMORY,
    started: Callable[[int], None] = lambda _: None,
) -> Ended:
    """Search for the best plan in a child process.

    Parameters
    ----------
    problem : AssignmentInput
        As read.
    seed : int
        Of the tie rule's lot and of the solver.
    time_limit : float
        Seconds of wall clock for the child's own search; a few more and it is killed.
    notify : callable
        Told every sign of life.
    cancelled : callable
        Asked all the time; true ends the search within a second.
    memory : int
        Bytes of address space that the child may use.
    started : callable
        Told the child's process id.

    Returns
    -------
    Ended
        With the child's last word, if it had one.
    """
    begun = monotonic()
    ours, theirs = Pipe()
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", _START, str(theirs.fileno())],
        pass_fds=(theirs.fileno(),),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    theirs.close()
    started(child.pid)
    try:
        with ours:
            with contextlib.suppress(OSError):  # a child that is gone already is noticed when it is listened to
                ours.send((problem, seed, begun + time_limit, memory))
            return _listen(ours, begun + time_limit + _GRACE, notify, cancelled)
    finally:
        child.kill()
        child.wait()


def _listen(
    child: Connection, deadline: float, notify: Callable[[Signal], None], cancelled: Callable[[], bool]
) -> Ended:
    told = False
    while monotonic() < deadline:
        if not told and cancelled():
            told = True
            deadline = min(deadline, monotonic() + _PATIENCE)
            with contextlib.suppress(OSError):
                child.send("stop")
        try:
            if child.poll(_TICK):
                message = child.recv()
                if isinstance(message, Found):
                    return Ended(message, died=False)
                notify(message)
        except (EOFError, OSError):
            return Ended(None, died=True)
    return Ended(None, died=False)


def serve() -> None:
    """Do the child's part: read the problem from the pipe, search, send what is found."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's, which hands on what it means
    with Connection(int(sys.argv[1])) as parent:
        problem, seed, deadline, memory = parent.recv()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        search = Search(pair(problem), seed=seed, deadline=deadline, stopped=parent.poll, notify=parent.send)
        parent.send(search.run())
