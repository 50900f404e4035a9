"""Jobs that a person watches: put into the queue, carried out by a worker, told in the job's own row.

What a job does has its effect once however often it is carried out: a worker may die between the effect and the row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import JobKind, JobStatus
from matchmaker.models import Job, User

from . import jobs

KEPT = timedelta(days=7)
"""How long a job can be looked at."""
MOST = 20
"""How many jobs of one person may wait or be under way at a time."""
AT_WORK = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job."""

    result: dict[str, object]
    rows: list[dict[str, object]] = field(default_factory=list)
    status: JobStatus = JobStatus.FINISHED


@transaction.atomic
def queue(
    *,
    kind: JobKind,
    function: str,
    given: dict[str, object],
    by: User,
    at: datetime,
    filename: str = "",
    data: bytes | None = None,
) -> Job:
    """Put a job into the queue, to be carried out by a function of a service; what is older than a week goes."""
    own = Job.objects.filter(asked_by=by)
    own.filter(asked_at__lt=at - KEPT).exclude(status__in=AT_WORK).delete()
    if own.filter(status__in=AT_WORK).count() >= MOST:
        raise MatchmakerError(
            "too_many_jobs", "%(most)s of your jobs are under way: wait until one of them is done.", most=MOST
        )
    job = Job.objects.create(kind=kind, given=given, filename=filename[:200], data=data, asked_by=by, asked_at=at)
    jobs.enqueue(function, str(job.public_id), given_up="watched.give_up")
    return job


@transaction.atomic
def again(*, job: Job, function: str, given: dict[str, object]) -> Job:
    """Put a job whose first part is done into the queue for its second."""
    Job.objects.filter(pk=job.pk).update(
        status=JobStatus.QUEUED, given={**job.given, **given}, done=0, finished_at=None, version=F("version") + 1
    )
    jobs.enqueue(function, str(job.public_id), given_up="watched.give_up")
    job.refresh_from_db()
    return job


def carry_out(public_id: str, act: Callable[[Job, datetime], Outcome]) -> None:
    """Do a job's work unless it is done already, and write into its row what came of it."""
    job = Job.objects.select_related("asked_by").filter(public_id=public_id, status__in=AT_WORK).first()
    if job is None:
        return
    row = Job.objects.filter(pk=job.pk)
    row.update(status=JobStatus.RUNNING, version=F("version") + 1)
    over = {"version": F("version") + 1, "data": None}
    try:
        found = act(job, timezone.now())
    except MatchmakerError as refused:
        row.update(status=JobStatus.REFUSED, refusal=told(refused), finished_at=timezone.now(), **over)
    except Exception:
        failed = MatchmakerError("job_failed", "This failed by a fault of the service: tell its people.")
        row.update(status=JobStatus.REFUSED, refusal=told(failed), finished_at=timezone.now(), **over)
        raise
    else:
        if found.status == JobStatus.READY:
            del over["data"]
        row.update(status=found.status, result=found.result, rows=found.rows, finished_at=timezone.now(), **over)


def give_up(public_id: str) -> None:
    """Say in a job's row that worker after worker died over it."""
    why = MatchmakerError(
        "job_given_up", "The service ended over this %(times)s times: tell its people.", times=jobs.TURNS
    )
    Job.objects.filter(public_id=public_id, status__in=AT_WORK).update(
        status=JobStatus.REFUSED,
        refusal=told(why),
        finished_at=timezone.now(),
        version=F("version") + 1,
        data=None,
    )


def progress(job: Job, done: int, parts: int) -> None:
    """Say in a job's row how far it is."""
    Job.objects.filter(pk=job.pk).update(done=done, parts=parts)


def told(refused: MatchmakerError) -> dict[str, object]:
    """Return a refusal as a row keeps it; the language of the reader is known only when it is read."""
    facts = {name: _plain(fact) for name, fact in refused.facts.items()}
    return {"code": refused.code, "sentence": str(refused.sentence), "facts": facts}


def refusal_of(kept: dict[str, object]) -> MatchmakerError:
    """Return a refusal that a row keeps."""
    facts = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in kept["facts"].items()}
    return MatchmakerError(kept["code"], kept["sentence"], **facts)


def _plain(fact: object) -> object:
    if isinstance(fact, tuple | list):
        return [_plain(each) for each in fact]
    if isinstance(fact, Decimal):
        return f"{fact.normalize():f}"
    if isinstance(fact, date):
        return fact.isoformat()
    return fact if isinstance(fact, int) else str(fact)
