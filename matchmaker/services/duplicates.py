"""Screening of the database: who already asked, who already helps; judgements are superseded, never overwritten."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from matchmaker import mappers, policies
from matchmaker.core.duplication import read_records, screening_to_json
from matchmaker.core.duplication import screen as compare
from matchmaker.core.entities.records import RecordSet
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.vocabulary import NeedStatus, Relation
from matchmaker.models import Duplicate, Engagement, Need, User

from . import audit


def screen_file(path: Path) -> dict[str, object]:
    """Screen a file of records into the object that is printed; no database is needed."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"The records file {path} cannot be read ({error.strerror}): name a file that can."
        raise MatchmakerError("unreadable_file", message) from None
    return screening_to_json(compare(read_records(data), Gazetteer.default()))


@transaction.atomic
def screen(*, by: User, at: datetime) -> list[Duplicate]:
    """Compare all needs and engagements in force; a person's verdict on a pair stands."""
    policies.require_coordinator(by)
    ended = [NeedStatus.WITHDRAWN, NeedStatus.MERGED, NeedStatus.SUPERSEDED, NeedStatus.DRAFT, NeedStatus.RETURNED]
    needs = Need.objects.exclude(status__in=ended).select_related("state", "report").prefetch_related("passages")
    engagements = Engagement.objects.filter(state__isnull=False).select_related("state", "report")
    records = [mappers.need_record(need) for need in needs]
    records += [mappers.engagement_record(e) for e in engagements.prefetch_related("providers")]
    types = {record.id: record.type for record in records}
    screening = compare(RecordSet(tuple(records), {}, mappers.rates()), Gazetteer.default())
    standing = {(str(d.a_id), str(d.b_id)): d for d in Duplicate.objects.filter(superseded_by__isnull=True)}
    found = []
    for pair in screening.pairs:
        a, b = sorted((pair.a, pair.b))
        known = standing.get((a, b))
        if known and (known.judged_by_id or known.relation == pair.relation):
            found.append(known)
            continue
        row = Duplicate(
            a_type=types[a],
            a_id=UUID(a),
            b_type=types[b],
            b_id=UUID(b),
            relation=pair.relation,
            confidence=round(pair.confidence, 3),
            reasons=[{"field": r.field, "score": str(r.score), "detail": r.detail} for r in pair.reasons],
            judged_at=at,
        )
        found.append(_supersede(known, row))
    return found


@transaction.atomic
def judge(*, duplicate: Duplicate, relation: Relation, why: str, by: User, at: datetime) -> Duplicate:
    """Write a person's verdict over a judgement, which stays on record."""
    policies.require_coordinator(by)
    if not why.strip():
        raise MatchmakerError("reason_missing", "A verdict needs a reason: say why in a sentence.")
    known = Duplicate.objects.select_for_update().get(pk=duplicate.pk)
    row = Duplicate(
        a_type=known.a_type,
        a_id=known.a_id,
        b_type=known.b_type,
        b_id=known.b_id,
        relation=relation,
        confidence=1,
        reasons=known.reasons,
        judged_by=by,
        judged_at=at,
        why=why,
    )
    stored = _supersede(known, row)
    audit.record(
        by=by,
        at=at,
        action="judge",
        of=stored,
        old={"relation": known.relation},
        new={"relation": relation},
        reason=why,
    )
    return stored


def _supersede(old: Duplicate | None, new: Duplicate) -> Duplicate:
    """Store a judgement; the one before points to it and no longer stands."""
    if old is not None:
        # Two that stand are refused by the database: the old one steps back first, then points to its successor.
        Duplicate.objects.filter(pk=old.pk).update(superseded_by=old)
    stored = Duplicate.objects.bulk_create([new])[0]
    if old is not None:
        Duplicate.objects.filter(pk=old.pk).update(superseded_by=stored)
    return stored
