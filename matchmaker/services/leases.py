"""Leases: who solves a run, how long that stands without a sign of life, and who takes over.

The holder's number is in the run's row. It rises when a worker takes the run up and when the run is taken from one that
fell silent; whatever an earlier holder still brings is refused. Time is the database's, so hosts need not agree on it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from matchmaker.core import lifecycle
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Role, RunStatus
from matchmaker.models import Run, User

from . import audit, jobs

BEAT = 1.0
"""Seconds between two signs of life."""

LEASE = timedelta(seconds=6)
"""How long a run belongs to its holder after the last one."""

GRACE = timedelta(seconds=1)
"""How much longer a run that was handed on waits for somebody who takes it up.

From the last sign of life to the end that is twice the lease and this, 13 seconds, and twice the time until somebody
looks: on a busy machine, where a worker takes ten seconds to begin, there must be room for that in half a minute.
"""

_log = logging.getLogger(__name__)


class LeaseLostError(MatchmakerError):
    """A run belongs to somebody else by now, or is over: what is brought late is thrown away."""

    def __init__(self) -> None:
        super().__init__("lease_lost", "This run was taken over or ended meanwhile: its late result is refused.")


@transaction.atomic
def take_up(*, run: Run, by: User, at: datetime, token: int | None = None) -> int | None:
    """Make a run the caller's own and return its number; None where it was not left to whoever comes with `token`."""
    held = Run.objects.select_for_update().get(pk=run.pk)
    handed_on = held.status == RunStatus.RUNNING and token is not None
    if token is not None and (held.token != token or held.status not in (RunStatus.QUEUED, RunStatus.RUNNING)):
        return None
    # A worker acts for whoever queued the run; everybody else by the own roles.
    roles = [Role.COORDINATOR] if token is not None else [Role(m.role) for m in by.roles]
    _step(held, "resume" if handed_on else "start", by, at, roles=roles)
    return held.token


@contextmanager
def beating(run: Run, token: int) -> Iterator[Callable[[], bool]]:
    """Give signs of life beside the work, and say when asked whether the run was lost."""
    lost, over = Event(), Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT):
                try:
                    if not _held_by(run, token).update(heartbeat=Now()):
                        lost.set()
                        return
                except DatabaseError:
                    _log.warning("The database did not take a sign of life of run %s.", run.public_id, exc_info=True)
        finally:
            connection.close()

    thread = Thread(target=beat, name="heartbeat", daemon=True)
    # Inside a transaction nobody else sees the run before it is over.
    if not connection.in_atomic_block:
        thread.start()
    try:
        yield lost.is_set
    finally:
        over.set()
        if thread.is_alive():
            thread.join()


def hold(*, run: Run, token: int) -> Run:
    """Lock a run for its holder, inside a transaction, or refuse whoever is not."""
    held = _held_by(run, token).select_for_update().first()
    if held is None:
        raise LeaseLostError
    return held


def recover(*, at: datetime) -> list[Run]:
    """Hand on each run whose holder fell silent; end it where that was asked for, or where it happens again."""
    silent = Run.objects.filter(status=RunStatus.RUNNING, heartbeat__lt=Now() - LEASE)
    return [run for key in silent.values_list("pk", flat=True) if (run := _recover(silent, key, at))]


@transaction.atomic
def _recover(silent: QuerySet[Run], key: int, at: datetime) -> Run | None:
    run = silent.select_for_update(of=("self",)).select_related("created_by").filter(pk=key).first()
    if run is None:
        return None
    by, roles = run.created_by, [Role.COORDINATOR]
    if run.cancel_requested:
        _step(run, "cancel", by, at, roles=roles, finished_at=at)
    elif run.token > 1:
        again = "a second worker fell silent as well" if run.token % 2 else "no other took it up"
        why = f"The worker that solved it fell silent, and {again}: run the scenario again."
        _step(run, "fail", by, at, roles=roles, reason=why, failure=why, finished_at=at)
    else:
        Run.objects.filter(pk=run.pk).update(token=run.token + 1, heartbeat=Now() + GRACE)
        jobs.enqueue("runs.work", str(run.public_id), run.token + 1, given_up="runs.give_up", again=True)
    run.refresh_from_db()
    return run


def _held_by(run: Run, token: int) -> QuerySet[Run]:
    return Run.objects.filter(pk=run.pk, status=RunStatus.RUNNING, token=token)


def _step(
    run: Run, action: str, by: User, at: datetime, *, roles: list[Role], reason: str = "", **columns: object
) -> None:
    """Change a run that is locked along the table of transitions, and with it its holder."""
    row = lifecycle.transition("run", action, run.status, roles, reason)
    Run.objects.filter(pk=run.pk).update(
        status=row.target, version=run.version + 1, token=run.token + 1, heartbeat=Now(), **columns
    )
    audit.record(
        by=by, at=at, action=action, of=run, old={"status": run.status}, new={"status": row.target}, reason=reason
    )
    run.status, run.token = row.target, run.token + 1
