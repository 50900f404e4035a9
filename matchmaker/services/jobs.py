"""Jobs: work that waits in the database until a worker takes it up.

A job is a function of a service and what it is called with, put into the queue by the transaction that makes it
necessary: both are there or neither. It may be delivered twice, so each such function has its effect once.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from django_q.tasks import async_task

HOLD = timedelta(seconds=20)
"""How long a job that a worker took stays out of the others' sight after that worker's last sign of life."""

TURNS = 3
"""How many workers may die over one job before it is given up."""

AGAIN = f"{Conf.CLUSTER_NAME}-again"
"""The name of the queue that comes first: later in the alphabet than the other's."""

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()


def enqueue(function: str, *given: object, given_up: str = "", again: bool = False) -> None:
    """Let `noun.function` of the services be called by a worker, once the transaction at work is committed.

    What is given to a worker again, because another one died over it, comes before all that waits. Where worker after
    worker dies over it, the function `given_up` is called with the same in its place, to say so to whoever waits.
    """
    path, instead = f"matchmaker.services.{function}", f"matchmaker.services.{given_up}" if given_up else ""
    for name in filter(None, (path, instead)):
        import_string(name)  # a name that leads nowhere fails here, not at the worker
    async_task(path, *given, given_up=instead, cluster=AGAIN if again else Conf.CLUSTER_NAME)
    if settings.JOBS == "here":
        transaction.on_commit(_start)


def oldest() -> timedelta | None:
    """Return how long the first job in the queue has waited for a worker; None where none waits."""
    now = timezone.now()
    since = OrmQ.objects.filter(lock__lte=now).aggregate(since=Min("lock"))["since"]
    return None if since is None else now - since


def look_after() -> None:
    """See to what was left behind; whoever shows how things stand asks for it, so it needs no worker."""
    from . import leases  # which puts jobs into this queue

    leases.recover(at=timezone.now())
    if settings.JOBS == "here" and oldest() is not None:
        transaction.on_commit(_start)


def work_off() -> int:
    """Do what waits in the queue here and now, and return how many jobs that were."""
    done = 0
    while take_turn():
        done += 1
    return done


def take_turn() -> bool:
    """Do the first job that waits, and say whether there was one; a job that fails is told in the log and done with."""
    taken = _take()
    if taken is None:
        return False
    with _hidden(taken.pk):
        try:
            job = SignedPackage.loads(taken.payload)
            function = job["func"] if _counted(taken.pk, job) <= TURNS else job["kwargs"].get("given_up")
            if function:
                import_string(function)(*job["args"])
        except Exception:  # noqa: BLE001 - the next job is not its business
            _log.exception("Job %s failed.", taken.pk)
    OrmQ.objects.filter(pk=taken.pk).delete()
    return True


def _take() -> OrmQ | None:
    """Take the first job that waits out of the others' sight; what a dead worker had taken waits again in seconds."""
    while True:
        now = timezone.now()
        first = OrmQ.objects.filter(lock__lte=now).order_by("-key", "pk").first()
        if first is None or OrmQ.objects.filter(pk=first.pk, lock=first.lock).update(lock=now + HOLD):
            return first


def _counted(key: int, job: dict[str, object]) -> int:
    """Write down that a job was taken up, before anything can end this process over it, and return how often it was."""
    job["turns"] = job.get("turns", 0) + 1
    OrmQ.objects.filter(pk=key).update(payload=SignedPackage.dumps(job))
    return job["turns"]


@contextmanager
def _hidden(key: int) -> Iterator[None]:
    """Keep a job out of the others' sight as long as this process lives and is at it."""
    over = Event()

    def hide() -> None:
        try:
            while not over.wait(HOLD.total_seconds() / 4):
                try:
                    OrmQ.objects.filter(pk=key).update(lock=timezone.now() + HOLD)
                except DatabaseError:
                    _log.warning("The database did not answer the worker at job %s.", key, exc_info=True)
        finally:
            connection.close()

    thread = Thread(target=hide, name="hold", daemon=True)
    if not connection.in_atomic_block:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if thread.is_alive():
            thread.join()


def _start() -> None:
    Thread(target=_work_here, name="jobs", daemon=True).start()


def _work_here() -> None:
    """Work the queue off in a thread; those that come meanwhile wait in line and find nothing left."""
    with _one_at_a_time:
        try:
            work_off()
        finally:
            connection.close()
