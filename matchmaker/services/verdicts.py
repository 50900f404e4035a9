"""Verdicts of coordinators on pairs: which wait, in what order, what stands around each, what followed from one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from matchmaker import policies, queries
from matchmaker.core.duplication import around
from matchmaker.core.entities.records import ComparedPair, FieldReason
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Relation
from matchmaker.models import Duplicate, Engagement, Need, Offer, Party, User

from . import duplicates
from .stakes import Effect, Stakes

Row = Need | Offer | Engagement
Ids = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records with the judgement that stands on them; `open_to_reader` unless the reader's own State takes part."""

    judgement: Duplicate
    sides: tuple[Row, Row]
    open_to_reader: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair that no person judged, and the verdict that would change the latest plan most."""

    pair: Pair
    effect: Effect


@dataclass(frozen=True, slots=True)
class Against:
    """Records of which each is one with the next, and the judgement that the first and the last are two."""

    judgement: Duplicate
    records: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, that which would change the plan most first; what people judged, the latest first; what cannot be."""

    waiting: tuple[Waiting, ...]
    judged: tuple[Pair, ...]
    against: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A pair with all that stands around it.

    `members` are the records of its cluster, `between` the judgements on two of them, `against` the paths of records of
    which the first and the last are not one although all between are, `history` its judgements, the latest first.
    """

    pair: Pair
    effects: Mapping[Relation, Effect]
    members: tuple[Row, ...]
    between: tuple[Duplicate, ...]
    against: tuple[tuple[UUID, ...], ...]
    history: tuple[Duplicate, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict, what it changes in the latest plan, the judgements that follow from it, and those that do not."""

    judgement: Duplicate
    effect: Effect
    spread: tuple[Duplicate, ...]
    held: tuple[Duplicate, ...]


def queue(*, by: User) -> Queue:
    """Return the pairs that wait for a verdict, in the order of what one would change, and those that have one."""
    policies.require_coordinator(by)
    rows = list(_seen(by).select_related("judged_by"))
    told = [row for row in rows if not row.follows and (row.judged_by_id or row.relation != Relation.UNRELATED)]
    records = _records(by, told)
    pairs = _pairs(by, told, records)
    stakes = Stakes.latest()
    waiting = [
        Waiting(pair, _largest(stakes.effects(*pair.sides), pair.sides))
        for pair in pairs
        if pair.judgement.judged_by_id is None and all(map(duplicates.stands, pair.sides))
    ]
    judged = [pair for pair in pairs if pair.judgement.judged_by_id]
    return Queue(
        tuple(sorted(waiting, key=_first_to_judge)),
        tuple(sorted(judged, key=lambda pair: (pair.judgement.judged_at, pair.judgement.pk), reverse=True)),
        _all_against(by, rows, records),
    )


def how_many_wait(*, by: User) -> int:
    """Return how many pairs wait for a verdict: as many as the queue holds, without what each would change."""
    rows = _seen(by).exclude(relation=Relation.UNRELATED).filter(judged_by=None, follows=False)
    pairs = list(rows.values_list("a_id", "b_id"))
    names = {name for pair in pairs for name in pair}
    ended: set[UUID] = set()
    ended |= set(
        Need.objects.filter(public_id__in=names, status__in=duplicates.ENDED).values_list("public_id", flat=True)
    )
    offers = Offer.objects.filter(public_id__in=names).exclude(status__in=duplicates.STANDING_OFFERS)
    ended |= set(offers.values_list("public_id", flat=True))
    told_anew = Engagement.objects.filter(public_id__in=names, report__superseded_by__isnull=False)
    ended |= set(told_anew.values_list("public_id", flat=True))
    return sum(ended.isdisjoint(pair) for pair in pairs)


def next_for(*, by: User) -> Pair | None:
    """Return the first pair of the queue that a coordinator may judge."""
    return next((row.pair for row in queue(by=by).waiting if row.pair.open_to_reader), None)


def look(*, public_id: UUID, by: User) -> Found | None:
    """Return a pair by any of its judgements, superseded ones too; None where the reader may not see both records."""
    policies.require_coordinator(by)
    asked = Duplicate.objects.filter(public_id=public_id)
    chain = Duplicate.objects.visible_to(by).filter(a_id__in=asked.values("a_id"), b_id__in=asked.values("b_id"))
    history = sorted(chain.select_related("judged_by", "superseded_by"), key=lambda row: row.pk, reverse=True)
    if not history:
        return None
    standing = next(row for row in history if row.superseded_by_id is None)
    rows = list(_seen(by).select_related("judged_by"))
    names, against = _around(rows, {standing.a_id, standing.b_id})
    records = queries.records_seen_by(by, {*names, standing.a_id, standing.b_id})
    (pair,) = _pairs(by, [standing], records)
    between = tuple(row for row in rows if {row.a_id, row.b_id} <= set(names))
    members, effects = tuple(records[name] for name in names), Stakes.latest().effects(*pair.sides)
    return Found(pair, effects, members, between, against, tuple(history))


@transaction.atomic
def give(*, public_id: UUID, relation: Relation, why: str, by: User, at: datetime) -> Given:
    """Judge the pair of a judgement that still stands, and tell what follows from that."""
    policies.require_coordinator(by)
    shown = _seen(by).filter(public_id=public_id).first()
    if shown is None:
        raise MatchmakerError("judged_meanwhile", "This pair was judged meanwhile: look at it again before you judge.")
    (pair,) = _pairs(by, [shown], _records(by, [shown]))
    one, other = pair.sides
    effect = Stakes.latest().effects(one, other)[relation]
    kin = [_one_by_people(by, row.public_id, besides=shown) for row in pair.sides]
    stored = duplicates.judge(one=one, other=other, relation=relation, why=why, by=by, at=at)
    reached = {frozenset((here, there)) for here in kin[0] for there in kin[1] if here != there}
    reached -= {frozenset((stored.a_id, stored.b_id))}
    after = {frozenset((row.a_id, row.b_id)): row for row in _seen(by).select_related("judged_by")}
    known = [after[ids] for ids in sorted(reached, key=sorted) if ids in after]
    return Given(
        stored,
        effect,
        tuple(row for row in known if row.follows and row.judged_at == at),
        tuple(row for row in known if row.relation != relation),
    )


def _seen(by: User) -> Iterable[Duplicate]:
    return Duplicate.objects.visible_to(by).standing()


def _largest(effects: Mapping[Relation, Effect], sides: tuple[Row, Row]) -> Effect:
    """Return the effect of the verdict that would change most; of equals that which people would give most often."""
    usual = Relation.RESTATED if type(sides[0]) is type(sides[1]) else Relation.OVERLAPPING
    return max(effects.values(), key=lambda effect: (effect.size, effect.relation == usual))


def _first_to_judge(row: Waiting) -> tuple[object, ...]:
    """Order by what is at stake, then the doubtful before the sure."""
    weight, money, count = row.effect.size
    judgement = row.pair.judgement
    sure = judgement.relation != Relation.UNSURE
    return -weight, -money, -count, sure, judgement.confidence, judgement.pk


def _records(by: User, judgements: Iterable[Duplicate]) -> dict[UUID, Row]:
    return queries.records_seen_by(by, {name for row in judgements for name in (row.a_id, row.b_id)})


def _pairs(by: User, judgements: Iterable[Duplicate], records: Mapping[UUID, Row]) -> list[Pair]:
    pairs = []
    for row in judgements:
        sides = records[row.a_id], records[row.b_id]
        parties: list[Party] = [party for side in sides for party in duplicates.parties(side)]
        pairs.append(Pair(row, sides, not policies.has_interest(by, *parties)))
    return pairs


def _all_against(by: User, rows: list[Duplicate], known: Mapping[UUID, Row]) -> tuple[Against, ...]:
    """Return all that cannot be true at once, over all records."""
    _, paths = _around(rows, {name for row in rows for name in (row.a_id, row.b_id)})
    more = {name for path in paths for name in path} - known.keys()
    records = {**known, **(queries.records_seen_by(by, more) if more else {})}
    judged = {frozenset((row.a_id, row.b_id)): row for row in rows}
    return tuple(
        Against(judged[frozenset((path[0], path[-1]))], tuple(records[name] for name in path)) for path in paths
    )


def _around(rows: Iterable[Duplicate], names: Iterable[UUID]) -> tuple[list[UUID], tuple[tuple[UUID, ...], ...]]:
    """Return the records that are one with any of some, and the paths between two that are judged not to be one."""
    rows = list(rows)
    wholes = _regional(rows)
    members, against = around(
        [_compared(row) for row in rows],
        map(str, names),
        one_level=lambda a, b: (UUID(a) in wholes) == (UUID(b) in wholes),
    )
    return [UUID(name) for name in members], tuple(tuple(map(UUID, each.records)) for each in against)


def _regional(rows: Iterable[Duplicate]) -> set[UUID]:
    """Return those records of some judgements that speak for several States at once."""
    names = {name for row in rows for name in (row.a_id, row.b_id)}
    needs, engagements = (
        model.objects.filter(public_id__in=names, state__isnull=False)
        .exclude(state__type=Party.STATE)
        .order_by()
        .values_list("public_id", flat=True)
        for model in (Need, Engagement)
    )
    return set(needs.union(engagements))


def _compared(row: Duplicate) -> ComparedPair:
    judged = bool(row.judged_by_id) or row.follows
    reason = FieldReason("verdict", Decimal(1), row.why)
    return ComparedPair(str(row.a_id), str(row.b_id), Relation(row.relation), row.confidence, judged, (reason,))


def _one_by_people(by: User, name: UUID, *, besides: Duplicate) -> set[UUID]:
    """Return the records that people judged to be one with a record, itself among them, one pair left out."""
    told = _seen(by).filter(relation=Relation.RESTATED, judged_by__isnull=False).exclude(pk=besides.pk)
    pairs: list[Ids] = [frozenset(ids) for ids in told.values_list("a_id", "b_id")]
    kin = {name}
    while more := [pair for pair in pairs if pair & kin and not pair <= kin]:
        kin = kin.union(*more)
    return kin
