"""Imports: a table of needs, offers or engagements, looked at first, then taken in row by row under the usual rights.

A record is known by the name that its own system gives it, under the name of that system: the same file twice changes
nothing. The dry run writes nothing; what it showed is what is applied, and a record that changed since is left alone.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.imports import CONTROLS, LARGEST, Row, read_file, template, typed
from matchmaker.core.vocabulary import JobKind, JobStatus, Role, RowOutcome
from matchmaker.models import Engagement, Job, Need, Offer, User

from . import importing, versions, watched

MAY = {
    "needs": (Role.FOCAL_POINT,),
    "offers": (Role.PROVIDER,),
    "engagements": (Role.FOCAL_POINT, Role.PROVIDER, Role.COORDINATOR),
}
"""Who imports what; whose each row may be is decided row by row."""
STEP = 20
"""Rows between two signs of progress."""
_SHOWN = ("row", "external_id", "outcome", "record", "version", "changes", "problems")
_CHANGED = MatchmakerError("changed_since", "This record changed since the dry run: send the file again and look.")


def holds_controls(text: str) -> bool:
    """Say whether a text has letters that no text holds, in a table or elsewhere."""
    return CONTROLS.search(text) is not None


def template_of(noun: str) -> str:
    """Return a CSV with the columns of a noun and a row of examples."""
    return template(noun)


def queue(*, noun: str, source: str, filename: str, data: bytes, by: User, at: datetime) -> Job:
    """Let a table be looked at: what of it is new, changed, the same or refused."""
    if not by.holds(*MAY[noun]):
        raise MatchmakerError("not_allowed", "Only whoever may write such records one by one imports them.")
    if len(data) > LARGEST:
        raise MatchmakerError(
            "import_too_large", "The file is larger than %(limit)s MB: split it.", limit=LARGEST // 2**20
        )
    given = {"noun": noun, "source": source, "apply": False}
    return watched.queue(
        kind=JobKind.IMPORT, function="imports.work", given=given, by=by, at=at, filename=filename, data=data
    )


@transaction.atomic
def apply(*, job: Job, by: User, at: datetime) -> Job:
    """Take in what the dry run of an import showed as new or changed."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.asked_by_id != by.pk or locked.kind != JobKind.IMPORT or locked.status != JobStatus.READY:
        raise MatchmakerError("wrong_status", "Only an import whose dry run is done is applied: look at its status.")
    return watched.again(job=locked, function="imports.work", given={"apply": True, "at": at.isoformat()})


def work(public_id: str) -> None:
    """Carry out the part of an import that is due: its dry run, or what it showed."""
    watched.carry_out(public_id, _work)


def _work(job: Job, at: datetime) -> watched.Outcome:
    noun, applied = str(job.given["noun"]), bool(job.given["apply"])
    rows = typed(noun, read_file(bytes(job.data), job.filename))
    before = {row["row"]: row for row in job.rows}
    found = []
    for place, row in enumerate(rows):
        if place % STEP == 0:
            watched.progress(job, place, len(rows))
        planned = _planned(noun, str(job.given["source"]), row, job.asked_by)
        if applied:
            planned = _applied(planned, before.get(row.number, {}), at)
        found.append(_shown(row, planned))
    watched.progress(job, len(rows), len(rows))
    counts = Counter(row["outcome"] for row in found)
    result = {"noun": noun, "applied": applied, "counts": {outcome: counts[outcome] for outcome in RowOutcome}}
    return watched.Outcome(result, found, JobStatus.FINISHED if applied else JobStatus.READY)


@dataclass(frozen=True, slots=True)
class _Planned:
    """What is to become of a row, and how."""

    outcome: RowOutcome
    record: Need | Offer | Engagement | None = None
    changes: dict[str, dict[str, object]] | None = None
    problems: tuple[dict[str, object], ...] = ()
    write: Callable[[datetime], object] | None = None


def _planned(noun: str, source: str, row: Row, by: User) -> _Planned:
    """Hold a row against what is known under its name, without writing."""
    problems = tuple(
        {"field": each.field, "code": each.code, "sentence": str(each.sentence), "facts": dict(each.facts)}
        for each in row.problems
    )
    if problems:
        return _Planned(RowOutcome.REFUSED, problems=problems)
    try:
        target = importing.OF[noun](row, source, by)
        if target.record is None:
            return _Planned(RowOutcome.NEW, write=target.write)
        changes = {
            name: {"old": importing.plain(getattr(target.record, name)), "new": importing.plain(value)}
            for name, value in target.changed.items()
            if name != "unit"
        }
    except MatchmakerError as refused:
        return _refused(refused, whose=importing.WHOSE[noun])
    if not changes:
        return _Planned(RowOutcome.SAME, record=target.record)
    return _Planned(RowOutcome.CHANGED, record=target.record, changes=changes, write=target.write)


def _applied(planned: _Planned, before: dict[str, object], at: datetime) -> _Planned:
    """Write a row as the dry run showed it, or say why not."""
    if planned.write is None:
        return planned
    record = planned.record
    shown = before.get("outcome"), before.get("record"), before.get("version")
    if shown != (planned.outcome, str(record.public_id) if record else None, record.version if record else None):
        return _refused(_CHANGED)
    try:
        with versions.unchanged(record, record.version) if record else nullcontext():
            written = planned.write(at)
    except MatchmakerError as refused:
        return _refused(refused)
    except IntegrityError:  # somebody else wrote a record of this name at the same moment
        return _refused(_CHANGED)
    return _Planned(planned.outcome, record=written, changes=planned.changes)


def _refused(refused: MatchmakerError, *, whose: str = "") -> _Planned:
    """Return a refusal with the field that it speaks of; of whose the record is, where that is what is wrong."""
    field = whose if refused.code in ("not_allowed", "unknown_party") else importing.FIELDS.get(refused.code, "")
    named = str(refused.facts.get("name") or refused.facts.get("fact") or "")
    problem = {"field": field or named.replace(" ", "_"), **watched.told(refused)}
    return _Planned(RowOutcome.REFUSED, problems=(problem,))


def _shown(row: Row, planned: _Planned) -> dict[str, object]:
    record = planned.record
    told = (
        row.number,
        row.external_id,
        planned.outcome.value,
        str(record.public_id) if record else None,
        record.version if record else None,
        planned.changes or {},
        list(planned.problems),
    )
    return dict(zip(_SHOWN, told, strict=True))
