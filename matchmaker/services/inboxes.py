"""A coordinator's inbox: what is to be decided, what ends soon, who is silent; read under rights, nothing written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from matchmaker import policies
from matchmaker.core import lifecycle
from matchmaker.core.vocabulary import NeedStatus, OverrideStatus, ProposalStatus, Side
from matchmaker.models import Answer, AuditEntry, Need, Override, Party, Proposal, Report, User

from . import verdicts

LAPSE_NOTICE = timedelta(days=14)
"""How long before its last day a proposal without every answer is told of."""
SILENCE = 14
"""Days without an answer after which a side counts as silent, unless the reader asks for others."""

Row = Need | Proposal | Override | Report


class Heap(StrEnum):
    """The parts of an inbox, in the order in which they are worked off."""

    AUTHENTICATE = "authenticate"
    CIRCULATE = "circulate"
    CONFIRM = "confirm"
    ENDORSE = "endorse"
    OBJECTIONS = "objections"
    LAPSING = "lapsing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row with its last day, since when it waits, and for whose answer."""

    row: Row
    until: date | None = None
    since: date | None = None
    whose: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Inbox:
    """Every heap with its entries, how many more concern the reader's own State, and how many pairs wait."""

    heaps: dict[Heap, tuple[Entry, ...]]
    recused: int
    pairs: int


def of(user: User, at: datetime, *, silence: int = SILENCE) -> Inbox:
    """Return what waits for a coordinator; what concerns the own State is for another one, and only counted."""
    policies.require_coordinator(user)
    heaps: dict[Heap, list[Entry]] = defaultdict(list)
    recused = 0
    today = at.date()
    for heap, entry in (*_needs(today), *_proposals(today, silence), *_overrides(user), *_reports(today, silence)):
        if _concerns(user, entry.row):
            # What nobody decides on is no matter of conscience.
            recused += heap not in (Heap.OBJECTIONS, Heap.SILENT, Heap.LAPSING)
        else:
            heaps[heap].append(entry)
    ordered = {heap: tuple(sorted(heaps[heap], key=_first_to_end)) for heap in Heap}
    return Inbox(ordered, recused, verdicts.how_many_wait(by=user))


def _first_to_end(entry: Entry) -> tuple[date, date]:
    return entry.until or date.max, entry.since or date.max


def _concerns(user: User, row: Row) -> bool:
    if isinstance(row, Proposal):
        return not policies.coordinates_without_interest(user, row)
    if isinstance(row, Override):
        return policies.has_interest(user, row.need.state, row.offer.provider, codes=row.need.members)
    codes = row.members if isinstance(row, Need) else ()
    return policies.has_interest(user, row.state, codes=codes)


def _needs(today: date) -> Iterator[tuple[Heap, Entry]]:
    statuses = [NeedStatus.SUBMITTED, NeedStatus.AUTHENTICATED]
    rows = list(Need.objects.filter(status__in=statuses).select_related("state").order_by("pk"))
    authenticated = [need.public_id for need in rows if need.status == NeedStatus.AUTHENTICATED]
    entries = AuditEntry.objects.filter(object_id__in=authenticated, action="authenticate").order_by("id")
    when = dict(entries.values_list("object_id", "at")) if authenticated else {}
    for need in rows:
        if need.status == NeedStatus.SUBMITTED:
            since = need.submitted_at.date() if need.submitted_at else None
            yield Heap.AUTHENTICATE, Entry(need, since=since)
        elif need.public_id in when:
            last = lifecycle.objection_ends(when[need.public_id].date())
            yield (Heap.CIRCULATE, Entry(need)) if today > last else (Heap.OBJECTIONS, Entry(need, until=last))


def _proposals(today: date, silence: int) -> Iterator[tuple[Heap, Entry]]:
    rows = Proposal.objects.filter(status__in=[ProposalStatus.PROPOSED, ProposalStatus.ENDORSED])
    rows = list(rows.select_related("need__state", "offer__provider", "implementer").order_by("pk"))
    endorsed = [row.pk for row in rows if row.status == ProposalStatus.ENDORSED]
    answered: dict[int, set[str]] = defaultdict(set)
    if endorsed:
        for proposal, side in Answer.objects.filter(proposal__in=endorsed, stands=True).values_list("proposal", "side"):
            answered[proposal].add(side)
    for row in rows:
        if row.status == ProposalStatus.PROPOSED:
            yield Heap.ENDORSE, Entry(row, since=row.proposed_at.date())
            continue
        whose = tuple(_silent(row, answered[row.pk]))
        since = row.endorsed_at.date() if row.endorsed_at else None
        if row.answer_by and row.answer_by - today <= LAPSE_NOTICE:
            yield Heap.LAPSING, Entry(row, until=row.answer_by, since=since, whose=whose)
        elif whose and since and (today - since).days > silence:
            yield Heap.SILENT, Entry(row, since=since, whose=whose)


def _silent(row: Proposal, answered: Iterable[str]) -> Iterator[Party]:
    if Side.PROVIDER not in answered:
        yield row.offer.provider
    if Side.RECIPIENT not in answered:
        yield row.need.state
    own = (row.offer.provider_id, row.need.state_id)
    if row.implementer and row.implementer_id not in own and Side.IMPLEMENTER not in answered:
        yield row.implementer


def _overrides(user: User) -> Iterator[tuple[Heap, Entry]]:
    """Yield what another coordinator decided against a plan; the own decisions wait for others."""
    rows = Override.objects.filter(status=OverrideStatus.ASKED).exclude(asked_by=user)
    for row in rows.select_related("need__state", "offer__provider", "scenario", "proposal", "asked_by").order_by("pk"):
        yield Heap.CONFIRM, Entry(row, since=row.asked_at.date())


def _reports(today: date, silence: int) -> Iterator[tuple[Heap, Entry]]:
    """Yield reports of which the State has not checked what was read."""
    drafts = Need.objects.filter(report=OuterRef("pk"), status=NeedStatus.DRAFT, confirmed_at=None)
    rows = Report.objects.filter(
        Exists(drafts) | Q(confirmed=False), superseded_by=None, received_at__date__lt=today - timedelta(days=silence)
    )
    unread = "text", "page_starts", "contacts", "issues"
    for report in rows.select_related("state").defer(*unread).order_by("received_at"):
        yield Heap.SILENT, Entry(report, since=report.received_at.date(), whose=(report.state,))
