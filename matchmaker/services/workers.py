"""Workers: processes that do the jobs, each one at a time, and the one that keeps them and looks after what is left.

The processes of django-q's own cluster share a pipe; one that is killed while it waits takes the lock on the pipe
along, and nobody works any more. Here each takes its job from the database: whichever is killed, the others go on.
"""

import logging
import os
import signal
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from time import sleep

from django.db import DatabaseError, close_old_connections, connections
from django_q.conf import Conf

from . import jobs

ROUND = 1.0
"""Seconds between two looks at the workers, and at what others left behind."""

_log = logging.getLogger(__name__)
_processes = get_context("fork")


def serve(count: int) -> None:
    """Keep so many workers at it until this process is asked to end; then each ends what it is at."""
    team: list[BaseProcess] = []
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        while True:
            team = [worker for worker in team if worker.is_alive()]
            connections.close_all()  # none is shared with a worker
            team += [_started() for _ in range(count - len(team))]
            try:
                jobs.look_after()
            except DatabaseError:
                _log.warning("The database did not answer the keeper of the workers.", exc_info=True)
            sleep(ROUND)
    except SystemExit:
        for worker in team:
            worker.terminate()
        for worker in team:
            worker.join()
        raise


def _started() -> BaseProcess:
    worker = _processes.Process(target=_work, args=(os.getpid(),))
    worker.start()
    return worker


def _work(keeper: int) -> None:
    """Do one job after the other; between two of them notice that the end is asked for, or that nobody keeps this."""
    ends = []
    signal.signal(signal.SIGTERM, lambda *_: ends.append(True))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, _too_long)
    while not ends and os.getppid() == keeper:
        close_old_connections()
        signal.alarm(Conf.TIMEOUT)
        try:
            found = jobs.take_turn()
        except DatabaseError:
            _log.warning("The database did not answer a worker.", exc_info=True)
            sleep(ROUND)
        else:
            sleep(0 if found else Conf.POLL)
        finally:
            signal.alarm(0)


def _stop(*_: object) -> None:
    raise SystemExit(0)


def _too_long(*_: object) -> None:
    raise TimeoutError(f"it took more than {Conf.TIMEOUT} seconds")
