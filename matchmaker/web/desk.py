"""What the coordinator's desk shows of a run: rows read under the coordinator's rights, joined in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from matchmaker import queries
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import RecordType, Relation
from matchmaker.models import Allocation, Duplicate, Engagement, Need, Offer, Report, Run, Unmet, User
from matchmaker.models.engagements import TOLD_STILL
from matchmaker.web import reading

Record = Need | Offer | Engagement


@dataclass(frozen=True, slots=True)
class Match:
    """Both sides of an allocation; `assumed` names what a planning figure stands in for, with its source."""

    need: Need
    offer: Offer
    allocation: Allocation
    assumed: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A need that is not, or not wholly, met."""

    need: Need
    member: str
    missing: Decimal | None
    reason: str
    evidence: Sequence[Mapping[str, object]]
    smallest_change: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of which one was kept out of the plan, or might have to be, the judgement, and what was saved."""

    sides: tuple[Record, Record]
    kept_out: bool
    judgement: Duplicate | None
    saved: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A run with everything a coordinator sees of it; `records` are found by their public ids."""

    run: Run
    matches: tuple[Match, ...]
    missed: tuple[Missed, ...]
    pairs: tuple[Pair, ...]
    assistance: tuple[queries.Assistance, ...]
    records: Mapping[str, Record]


def latest_desk(user: User) -> Desk | None:
    """Return the plan that stands, before any was published the newest one, as a coordinator sees it."""
    run = queries.plan_on_the_desk()
    if run is None:
        return None
    allocations, unmet = list(run.allocations.order_by("id")), list(run.unmet.order_by("id"))
    duplicates = list(
        Duplicate.objects.filter(superseded_by__isnull=True, relation__in=[Relation.RESTATED, Relation.OVERLAPPING])
    )
    needs = _needs(user, run, allocations, unmet, duplicates)
    offers = list(Offer.objects.visible_to(user).select_related("provider"))
    engagements = _engagements(user)
    records: dict[str, Record] = {str(row.public_id): row for row in (*needs, *offers, *engagements)}
    by_key = {need.pk: need for need in needs}
    offer_by_key = {offer.pk: offer for offer in offers}
    assumed = {str(row["need"]): row for row in run.assumptions if "need" in row and "wish" not in row}
    matches = [
        Match(by_key[row.need_id], offer_by_key[row.offer_id], row, assumed.get(str(by_key[row.need_id].public_id)))
        for row in allocations
        if row.need_id in by_key and row.offer_id in offer_by_key
    ]
    missed = [
        Missed(by_key[row.need_id], row.member, row.missing, row.reason, row.evidence, row.smallest_change)
        for row in unmet
        if row.need_id in by_key
    ]
    return Desk(
        run=run,
        matches=tuple(
            sorted(
                matches, key=lambda match: (alphabetical(match.need.state.name), match.need.theme, match.allocation.pk)
            )
        ),
        missed=tuple(sorted(missed, key=lambda row: (alphabetical(row.need.state.name), row.need.theme, row.need.pk))),
        pairs=tuple(_pairs(run, duplicates, records)),
        assistance=tuple(queries.assistance_in((row for row in engagements if row.told_still), duplicates)),
        records=records,
    )


def _needs(
    user: User, run: Run, allocations: Iterable[Allocation], unmet: Iterable[Unmet], duplicates: Iterable[Duplicate]
) -> list[Need]:
    """Return every need that the run or a judgement names, with its passages."""
    keys = {row.need_id for row in (*allocations, *unmet)}
    named = {row["need"] for row in run.assumptions if "need" in row}
    for duplicate in duplicates:
        if duplicate.a_type == RecordType.NEED:
            named.add(duplicate.a_id)
        if duplicate.b_type == RecordType.NEED:
            named.add(duplicate.b_id)
    needs = reading.needs_shown_to(user).filter(Q(pk__in=keys) | Q(public_id__in=named))
    return list(needs.prefetch_related("passages"))


def _engagements(user: User) -> list[Engagement]:
    """Return all assistance with whether it is told still; what is no longer can be named by a run all the same."""
    told_still = ExpressionWrapper(TOLD_STILL, output_field=BooleanField())
    rows = Engagement.objects.visible_to(user).annotate(told_still=told_still).select_related("state", "report")
    unread = ("report__text", "report__page_starts", "report__contacts", "report__issues")
    return list(rows.defer(*unread).prefetch_related("providers"))


def _pairs(run: Run, duplicates: Iterable[Duplicate], records: Mapping[str, Record]) -> list[Pair]:
    """Return what was kept out with what covers it, then the other pairs that screening judged alike."""
    judged = {frozenset((str(row.a_id), str(row.b_id))): row for row in duplicates}
    avoided: dict[tuple[str, str], Mapping[str, object] | None] = {}
    for row in run.avoided:
        for place, piece in enumerate(row["evidence"]):
            other = str(piece.get("engagement") or piece.get("offer") or piece.get("need")).split(":", 1)[0]
            # What was saved is told once, with the first of several grounds.
            avoided[str(row["need"]), other] = row if place == 0 else None
    pairs = [
        Pair((records[a], records[b]), kept_out=True, judgement=judged.pop(frozenset((a, b)), None), saved=row)
        for (a, b), row in avoided.items()
        if a in records and b in records
    ]
    pairs += [
        Pair((records[str(row.a_id)], records[str(row.b_id)]), kept_out=False, judgement=row)
        for key, row in judged.items()
        if all(name in records for name in key)
    ]
    return pairs


def reports(user: User) -> list[Report]:
    """Return the reports that a person may read, each with the number of needs from it that he or she may know of."""
    rows = Report.objects.visible_to(user).select_related("state").defer("text", "page_starts", "contacts", "issues")
    known = Count("needs", filter=Q(needs__in=Need.objects.visible_to(user)))
    return list(rows.annotate(need_count=known).order_by("state__code", "cycle", "id"))
