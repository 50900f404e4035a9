"""Screening of the database: who already asked, who already helps; judgements are superseded, never overwritten."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from matchmaker import mappers, policies
from matchmaker.core.duplication import Index, read_records, screen_one, screening_to_json
from matchmaker.core.duplication import screen as compare
from matchmaker.core.entities.records import ComparedPair, Contradiction, Record, RecordSet
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, RecordType, Relation
from matchmaker.models import Duplicate, Engagement, GroupMembership, Need, Offer, Party, User
from matchmaker.models.duplicates import MODELS

from . import audit

Row = Need | Offer | Engagement
ENDED = (NeedStatus.WITHDRAWN, NeedStatus.MERGED, NeedStatus.SUPERSEDED)
UNSENT = (NeedStatus.DRAFT, NeedStatus.RETURNED)
STANDING_OFFERS = (OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED)


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screening left: the judgements that stand on its pairs, how many are new, and what contradicts itself."""

    standing: list[Duplicate]
    new: int
    contradictions: tuple[Contradiction, ...] = ()


def screen_file(path: Path) -> dict[str, object]:
    """Screen a file of records into the object that is printed; no database is needed."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"The records file {path} cannot be read ({error.strerror}): name a file that can."
        raise MatchmakerError("unreadable_file", message) from None
    return screening_to_json(compare(read_records(data), Gazetteer.default()))


@transaction.atomic
def screen(*, by: User, at: datetime) -> Screened:
    """Compare all needs, offers and engagements that coordinators may see; a person's verdict on a pair stands."""
    policies.require_coordinator(by)
    _alone()
    records = _records(Near(Q(), Q(), Q()), without=(*ENDED, *UNSENT))
    screening = compare(_record_set(records), Gazetteer.default())
    names = {UUID(record.id) for record in records}
    known = [d for d in Duplicate.objects.standing() if {d.a_id, d.b_id} <= names]
    found, new = _bring_up_to_date(screening.pairs, known, records, by, at)
    return Screened(found, new, screening.contradictions)


@transaction.atomic
def screen_incoming(*, rows: Iterable[Row], by: User, at: datetime) -> Screened:
    """Hold records that just arrived, or changed, against what is there for the same States and givers."""
    rows = list(rows)
    if not rows:
        return Screened([], 0)
    _alone()
    records = _records(_near(rows), without=ENDED)
    index = Index.of(_record_set(records), Gazetteer.default())
    fresh = {str(row.public_id) for row in rows}
    pairs = {(pair.a, pair.b): pair for record in records if record.id in fresh for pair in screen_one(record, index)}
    names, new_ids = {UUID(record.id) for record in records}, {UUID(name) for name in fresh}
    touched = Duplicate.objects.standing().filter(Q(a_id__in=new_ids) | Q(b_id__in=new_ids))
    known = [d for d in touched if {d.a_id, d.b_id} <= names]
    found, new = _bring_up_to_date(pairs.values(), known, records, by, at)
    return Screened(found, new, index.against)


@transaction.atomic
def judge(*, one: Row, other: Row, relation: Relation, why: str, by: User, at: datetime) -> Duplicate:
    """Write a person's verdict on two records over what was judged before, which stays on record.

    Where people have judged records to be one, what is said of the one holds of the other: such pairs are judged anew,
    and their judgement says whose verdicts it follows from.
    """
    policies.require_coordinator(by)
    for row in (one, other):
        if not type(row).objects.visible_to(by).filter(pk=row.pk).exists():
            raise MatchmakerError("unknown_record", "There is no such record: name a need, an offer or an engagement.")
        policies.require_no_interest(by, *parties(row))
    a, b = sorted((one, other), key=lambda row: row.public_id)
    if a == b or {type(a), type(b)} == {Need, Offer}:
        raise MatchmakerError("no_pair", "A verdict takes two records, and a need and an offer are matched instead.")
    if not why.strip():
        raise MatchmakerError("reason_missing", "A verdict needs a reason: say why in a sentence.")
    known = Duplicate.objects.standing().select_for_update().filter(a_id=a.public_id, b_id=b.public_id).first()
    verdict = Duplicate(
        a_type=a._meta.model_name,
        a_id=a.public_id,
        b_type=b._meta.model_name,
        b_id=b.public_id,
        relation=relation,
        confidence=1,
        reasons=known.reasons if known else [],
        judged_by=by,
        judged_at=at,
        why=why,
    )
    stored = _supersede(known, verdict)
    audit.record(
        by=by,
        at=at,
        action="judge",
        of=stored,
        old={"relation": known.relation} if known else {},
        new={"relation": relation},
        reason=why,
    )
    screen_incoming(rows=_kin(a, b), by=by, at=at)
    return stored


@transaction.atomic
def take_back(*, public_id: UUID, by: User, at: datetime) -> Duplicate:
    """Let a coordinator take back the own verdict while it stands: what stood before stands again, all stays on record.

    What had followed from the verdict is judged anew.
    """
    policies.require_coordinator(by)
    given = Duplicate.objects.visible_to(by).filter(public_id=public_id, judged_by=by).first()
    if given is None:
        raise MatchmakerError("unknown_verdict", "There is no such verdict of yours: take back one that you gave.")
    verdict = Duplicate.objects.standing().select_for_update().filter(pk=given.pk).first()
    before = Duplicate.objects.filter(superseded_by=given).order_by("-pk").first()
    if verdict is None or before is None:
        raise MatchmakerError("judged_meanwhile", "This pair was judged meanwhile: look at it again.")
    one, other = (
        MODELS[RecordType(noun)].objects.get(public_id=name)
        for noun, name in ((verdict.a_type, verdict.a_id), (verdict.b_type, verdict.b_id))
    )
    kin = _kin(one, other)
    same = ("a_type", "a_id", "b_type", "b_id", "relation", "confidence", "reasons", "follows", "judged_by", "why")
    again = Duplicate(
        **{name: getattr(before, name) for name in same}, judged_at=before.judged_at if before.judged_by_id else at
    )
    stored = _supersede(verdict, again)
    old, new = {"relation": verdict.relation}, {"relation": stored.relation}
    audit.record(by=by, at=at, action="take_back", of=stored, old=old, new=new)
    screen_incoming(rows=kin, by=by, at=at)
    return Duplicate.objects.standing().get(a_id=stored.a_id, b_id=stored.b_id)


def _kin(a: Row, b: Row) -> list[Row]:
    """Return two records and all that are judged to be one with either of them, as far as a coordinator may see."""
    told = Duplicate.objects.standing().filter(relation=Relation.RESTATED, judged_by__isnull=False)
    pairs = [{(d.a_type, d.a_id), (d.b_type, d.b_id)} for d in told]
    kin = {(row._meta.model_name, row.public_id) for row in (a, b)}
    while more := [pair for pair in pairs if pair & kin and not pair <= kin]:
        kin = kin.union(*more)
    rows: list[Row] = []
    for noun, model in MODELS.items():
        rows += model.objects.filter(public_id__in=[public for kind, public in kin if kind == noun])
    return rows


def stands(row: Row) -> bool:
    """Say whether a record is still asked for, open or told, so that a verdict on it can change anything."""
    if isinstance(row, Need):
        return row.status not in ENDED
    if isinstance(row, Offer):
        return row.status in STANDING_OFFERS
    return row.report is None or row.report.superseded_by_id is None


def parties(row: Row) -> list[Party]:
    """Return the parties that a record concerns."""
    if isinstance(row, Offer):
        return [row.provider]
    others = row.givers if isinstance(row, Engagement) else []
    if isinstance(row, Need) and row.members:
        others = list(Party.objects.filter(code__in=row.members))
    return [*others, *([row.state] if row.state else [])]


@dataclass(frozen=True, slots=True)
class Near:
    """Which needs, engagements and offers could be about the same help."""

    needs: Q
    engagements: Q
    offers: Q


def _near(rows: Iterable[Row]) -> Near:
    """Return what incoming records have to be held against: the same States and regions, the same givers."""
    states = {row.state_id for row in rows if isinstance(row, Need | Engagement) and row.state_id}
    offers = [row for row in rows if isinstance(row, Offer)]
    givers = {row.provider_id for row in offers}
    reached = {code for row in offers for code in row.eligible_states}
    home = Q(state__in=states) | (Q(state__isnull=False) & ~Q(state__type=Party.STATE))
    there = home | Q(state__isnull=True) | Q(state__code__in=reached)
    given = Engagement.providers.through.objects.filter(party__in=givers).values("engagement_id")
    return Near(home, there | Q(pk__in=given), Q(provider__in=givers) | ~Q(eligible_states=[]))


def _records(near: Near, *, without: Collection[NeedStatus]) -> list[Record]:
    """Return what is to be compared."""
    needs = Need.objects.filter(near.needs).exclude(status__in=without).select_related("state", "report")
    engagements = Engagement.objects.told_still().filter(near.engagements).select_related("state", "report")
    offers = Offer.objects.filter(near.offers, status__in=STANDING_OFFERS).select_related("provider")
    records = [mappers.need_record(need) for need in needs.prefetch_related("passages")]
    records += [mappers.engagement_record(engagement) for engagement in engagements.prefetch_related("providers")]
    return records + [mappers.offer_record(offer) for offer in offers]


def restated_in_sight(needs: Iterable[Need]) -> list[Duplicate]:
    """Return, unsaved, which of some needs say the same again, by what every participant reads of them.

    What was judged of them, by people or with facts that are closed, is coordinators' to know and plays no part.
    """
    records = [replace(mappers.need_record(need), site=None) for need in needs]
    found = compare(RecordSet(tuple(records), {}, mappers.rates(), ()), Gazetteer.default())
    return [
        Duplicate(a_type=RecordType.NEED, b_type=RecordType.NEED, a_id=row.a, b_id=row.b, relation=row.relation)
        for row in found.pairs
        if row.relation == Relation.RESTATED
    ]


def _alone() -> None:
    """Let one screening write at a time: two could otherwise judge one pair twice."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('screening'))")


def _record_set(records: list[Record]) -> RecordSet:
    """Return records with the regional bodies among them and what people said of them."""
    names = {record.id for record in records}
    bodies = set(Party.objects.exclude(type=Party.STATE).values_list("code", flat=True))
    regional: dict[str, tuple[str, ...]] = {}
    for code in {record.state for record in records if record.state in bodies}:
        members = GroupMembership.objects.filter(group=code).values_list("state__code", flat=True).distinct()
        regional[code] = tuple(sorted(members))
    told = (
        Duplicate.objects.standing().filter(judged_by__isnull=False).select_related("judged_by").order_by("judged_at")
    )
    verdicts = [mappers.verdict(d) for d in told if {str(d.a_id), str(d.b_id)} <= names]
    return RecordSet(tuple(records), regional, mappers.rates(), tuple(verdicts))


def _bring_up_to_date(
    pairs: Iterable[ComparedPair], known: Iterable[Duplicate], records: Iterable[Record], by: User, at: datetime
) -> tuple[list[Duplicate], int]:
    """Write what changed: new judgements over the machine's old ones; what is no longer alike is judged unrelated."""
    types = {record.id: record.type for record in records}
    standing = {(str(d.a_id), str(d.b_id)): d for d in known}
    wholes = _wholes(types)
    found, new = [], 0
    for pair in pairs:
        whole = None if pair.judged or pair.relation == Relation.COMPLEMENTARY else wholes.get(pair.a)
        if whole and whole == wholes.get(pair.b):
            continue  # its State itself said that these are two requests
        old = standing.pop((pair.a, pair.b), None)
        if old and (old.judged_by_id or (old.relation, old.follows) == (pair.relation, pair.judged)):
            found.append(old)
            continue
        found.append(_write(pair, types, old, by, at))
        new += 1
    for (a, b), old in standing.items():
        if old.judged_by_id or old.relation == Relation.UNRELATED:
            continue
        _write(ComparedPair(a, b, Relation.UNRELATED, 1, judged=False, reasons=()), types, old, by, at)
        new += 1
    return found, new


def _wholes(names: Collection[str]) -> dict[str, str]:
    """Return, for each of some needs that a State split or split off, from which need its parts come."""
    rows = Need.objects.filter(split_from__isnull=False).values_list("public_id", "split_from__public_id")
    parts = {str(part): str(whole) for part, whole in rows}
    wholes = set(parts.values())
    return {name: parts.get(name, name) for name in names if name in parts or name in wholes}


def _write(
    pair: ComparedPair, types: dict[str, RecordType], old: Duplicate | None, by: User, at: datetime
) -> Duplicate:
    reasons = [{"field": r.field, "score": str(r.score), "detail": r.detail} for r in pair.reasons]
    if not reasons:
        reasons = [{"field": "rule", "score": "1", "detail": "as they stand now, nothing relates the two records"}]
    row = Duplicate(
        a_type=types[pair.a],
        a_id=UUID(pair.a),
        b_type=types[pair.b],
        b_id=UUID(pair.b),
        relation=pair.relation,
        confidence=round(pair.confidence, 3),
        reasons=reasons,
        follows=pair.judged,
        judged_at=at,
    )
    stored = _supersede(old, row)
    audit.record(
        by=by,
        at=at,
        action="screen",
        of=stored,
        old={"relation": old.relation} if old else {},
        new={"relation": pair.relation},
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
