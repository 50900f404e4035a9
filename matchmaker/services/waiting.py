"""What waits for a person: read under the rights of that person, nothing written; pages and mails say it in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from matchmaker.core import lifecycle
from matchmaker.core.vocabulary import CommitmentStatus, NeedStatus, OfferStatus, ProposalStatus, Role, Side
from matchmaker.models import Answer, AuditEntry, Commitment, Need, Offer, Proposal, Report, User

RENEWAL_NOTICE = timedelta(days=30)
"""How long before its renewal date an offer asks for attention."""


class Task(StrEnum):
    """What somebody is asked to do next."""

    REVIEW = "review"
    SUBMIT = "submit"
    MEND = "mend"
    OBJECT = "object"
    ANSWER = "answer"
    NAME_IMPLEMENTER = "name_implementer"
    START = "start"
    DELIVER = "deliver"
    CONFIRM = "confirm"
    FOLLOW_UP = "follow_up"
    RENEW = "renew"
    AUTHENTICATE = "authenticate"
    CIRCULATE = "circulate"
    ENDORSE = "endorse"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person: what to do with which row, and until when."""

    task: Task
    row: Report | Need | Offer | Proposal | Commitment
    until: date | None = None


def for_requesting(user: User, at: datetime) -> list[Waiting]:
    """Return what waits for the focal points of a State, what ends first before the rest."""
    states = user.parties(Role.FOCAL_POINT)
    found = [
        *_reports(states),
        *_own_needs(states),
        *_to_answer(user, {Side.RECIPIENT, Side.IMPLEMENTER}),
        *_received(user, at),
    ]
    return _in_order(found)


def for_donor(user: User, at: datetime) -> list[Waiting]:
    """Return what waits for those who speak for a provider."""
    providers = user.parties(Role.PROVIDER)
    soon = at.date() + RENEWAL_NOTICE
    ending = Offer.objects.filter(provider__in=providers, status=OfferStatus.PUBLISHED, renewal__lte=soon)
    given = Commitment.objects.filter(offer__provider__in=providers, reverses=None).select_related(
        "need__state", "offer__provider", "proposal"
    )
    found = [
        *_to_answer(user, {Side.PROVIDER, Side.IMPLEMENTER}),
        *(Waiting(Task.START, row) for row in given.filter(status=CommitmentStatus.AGREED)),
        *(Waiting(Task.DELIVER, row) for row in given.filter(status=CommitmentStatus.IN_DELIVERY)),
        *(Waiting(Task.RENEW, row, row.renewal) for row in ending.select_related("provider")),
    ]
    return _in_order(found)


def for_coordinator(user: User, at: datetime) -> list[Waiting]:
    """Return what waits for a coordinator, without what concerns the own State: that is for another one."""
    own = user.parties(Role.COORDINATOR)
    codes = [m.party.code for m in user.roles if m.role == Role.COORDINATOR]
    needs = Need.objects.exclude(state__in=own).select_related("state", "report")
    ends = _objections(needs.filter(status=NeedStatus.AUTHENTICATED))
    live = Proposal.objects.filter(status=ProposalStatus.PROPOSED).exclude(
        Q(need__state__in=own) | Q(offer__provider__in=own) | Q(implementer__in=own) | Q(member__in=codes)
    )
    found = [
        *(Waiting(Task.AUTHENTICATE, need) for need in needs.filter(status=NeedStatus.SUBMITTED)),
        *(Waiting(Task.CIRCULATE, need) for need, last in ends if at.date() > last),
        *(Waiting(Task.ENDORSE, row) for row in live.select_related("need__state", "offer__provider")),
    ]
    return _in_order(found)


def _in_order(found: Iterable[Waiting]) -> list[Waiting]:
    return sorted(found, key=lambda each: (each.until is None, each.until or date.max))


def _reports(states: list[int]) -> Iterator[Waiting]:
    drafts = Need.objects.filter(
        report=OuterRef("pk"), status__in=[NeedStatus.DRAFT, NeedStatus.RETURNED], confirmed_at=None
    )
    rows = Report.objects.filter(
        Exists(drafts) | Q(confirmed=False), state__in=states, superseded_by=None
    ).select_related("state")
    yield from (Waiting(Task.REVIEW, report) for report in rows)


def _own_needs(states: list[int]) -> Iterator[Waiting]:
    needs = Need.objects.filter(state__in=states).select_related("state", "report")
    ready = needs.filter(status=NeedStatus.DRAFT, confirmed_at__isnull=False)
    yield from (Waiting(Task.MEND, need) for need in needs.filter(status=NeedStatus.RETURNED))
    yield from (Waiting(Task.SUBMIT, need) for need in ready)
    yield from (
        Waiting(Task.OBJECT, need, last) for need, last in _objections(needs.filter(status=NeedStatus.AUTHENTICATED))
    )


def _objections(needs: QuerySet[Need]) -> list[tuple[Need, date]]:
    """Return authenticated needs, each with the last day on which its State may object."""
    rows = list(needs)
    entries = AuditEntry.objects.filter(object_id__in=[need.public_id for need in rows], action="authenticate")
    when = dict(entries.order_by("id").values_list("object_id", "at"))
    return [(need, lifecycle.objection_ends(when[need.public_id].date())) for need in rows if need.public_id in when]


def _to_answer(user: User, sides: set[Side]) -> Iterator[Waiting]:
    """Yield endorsed proposals to which a side of the person has not answered yet."""
    asks, gives = user.parties(Role.FOCAL_POINT), user.parties(Role.PROVIDER)
    codes = [m.party.code for m in user.roles if m.role == Role.FOCAL_POINT]
    mine = {
        Side.RECIPIENT: Q(need__state__in=asks) | Q(member__in=codes),
        Side.PROVIDER: Q(offer__provider__in=gives),
        Side.IMPLEMENTER: Q(implementer__in=[*asks, *gives]),
    }
    rows = Proposal.objects.filter(status=ProposalStatus.ENDORSED).select_related("need__state", "offer__provider")
    seen: set[int] = set()
    for side in Side:
        if side not in sides:
            continue
        answered = Answer.objects.filter(proposal=OuterRef("pk"), side=side, stands=True)
        for proposal in rows.filter(mine[side]).exclude(Exists(answered)):
            own = proposal.implementer_id in (proposal.offer.provider_id, proposal.need.state_id)
            if proposal.pk in seen or (side == Side.IMPLEMENTER and own):
                continue
            seen.add(proposal.pk)
            yield Waiting(Task.ANSWER, proposal, proposal.answer_by)
    if Side.PROVIDER in sides:
        unnamed = rows.filter(mine[Side.PROVIDER], implementer=None).exclude(pk__in=seen)
        yield from (Waiting(Task.NAME_IMPLEMENTER, proposal, proposal.answer_by) for proposal in unnamed)


def _received(user: User, at: datetime) -> Iterator[Waiting]:
    asks = user.parties(Role.FOCAL_POINT)
    codes = [m.party.code for m in user.roles if m.role == Role.FOCAL_POINT]
    mine = Commitment.objects.filter(Q(need__state__in=asks) | Q(proposal__member__in=codes), reverses=None)
    mine = mine.select_related("need__state", "offer__provider", "proposal")
    yield from (Waiting(Task.CONFIRM, row) for row in mine.filter(status=CommitmentStatus.DELIVERED))
    for row in mine.filter(status=CommitmentStatus.CONFIRMED, confirmed_at__isnull=False):
        due = lifecycle.months_after(row.confirmed_at.date(), lifecycle.FOLLOW_UP_MONTHS)
        if at.date() >= due:
            yield Waiting(Task.FOLLOW_UP, row, due)
