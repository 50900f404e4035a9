"""Jobs: work that waits in the database until a worker takes it up.

A job is a function of a service and what it is called with, put into the queue by the transaction that makes it
necessary: both are there or neither. It may be delivered twice, so each such function has its effect once.
"""

import logging
import os
from datetime import datetime, timedelta
from threading import Lock, Thread
from time import monotonic, sleep

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from django_q.tasks import async_task

HOLD = timedelta(seconds=20)
"""How long a job that a worker took stays out of the others' sight after that worker's last sign of life."""

ROUND = 2.0
"""Seconds between two rounds of a worker's watch."""

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()


def enqueue(function: str, *given: object) -> None:
    """Let `noun.function` of the services be called by a worker, once the transaction at work is committed."""
    path = f"matchmaker.services.{function}"
    import_string(path)  # a name that leads nowhere fails here, not at the worker
    async_task(path, *given)
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
    line, done = Line(list_key=Conf.CLUSTER_NAME), 0
    while taken := line.dequeue():
        for key, package in taken:
            job = SignedPackage.loads(package)
            try:
                import_string(job["func"])(*job["args"])
            except Exception:  # noqa: BLE001 - as at a worker, the next job is not its business
                _log.exception("The job %s failed.", job["func"])
            line.acknowledge(key)
            done += 1
    return done


def _start() -> None:
    Thread(target=_work_here, name="jobs", daemon=True).start()


def _work_here() -> None:
    """Work the queue off in a thread; those that come meanwhile wait in line and find nothing left."""
    with _one_at_a_time:
        try:
            work_off()
        finally:
            connection.close()


class Line(ORM):
    """The queue on the database, first in, first out; what is taken is hidden for a moment only."""

    @staticmethod
    def get_connection(list_key: str | None = None) -> QuerySet[OrmQ]:
        """Return the queue in its order."""
        return ORM.get_connection(list_key).order_by("pk")

    def timeout(self, task: OrmQ) -> datetime:
        """Return until when a job that was taken is hidden."""
        return timezone.now() + HOLD


class Broker(Line):
    """The same for `manage.py qcluster`: a thread hides what its host has taken while the host lives.

    So what a dead host had taken comes back within seconds. The same thread looks for runs whose holder fell silent,
    also while every worker of the host is busy.
    """

    def dequeue(self) -> list[tuple[int, str]] | None:
        """Take jobs, and from the first time on keep watch."""
        if not hasattr(self, "taken"):
            self.taken: dict[int, float] = {}
            Thread(target=self._watch, name="watch", daemon=True).start()
        found = super().dequeue()
        self.taken |= {key: monotonic() for key, _ in found or ()}
        return found

    def keep(self) -> None:
        """Hide what this host has taken for another moment, until it is done or its time is over."""
        since = monotonic() - Conf.RETRY
        held = [key for key, taken in list(self.taken.items()) if taken > since]
        if held:
            OrmQ.objects.filter(pk__in=held).update(lock=timezone.now() + HOLD)

    def _watch(self) -> None:
        guard = os.getppid()
        while True:
            if os.getppid() != guard:
                # Nobody restarts dead workers any more: what was taken is better off with another host.
                os._exit(1)
            try:
                self.keep()
                look_after()
            except DatabaseError:
                _log.warning("The database did not answer the watch of the queue.", exc_info=True)
            finally:
                close_old_connections()
            sleep(ROUND)
