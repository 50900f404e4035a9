"""What a person's own desk shows: the rows of the parties that the person speaks for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from matchmaker.core.vocabulary import CommitmentStatus, NeedStatus, OfferStatus, ProposalStatus, Role
from matchmaker.models import AuditEntry, Commitment, Need, Offer, Proposal, Run, Unmet, User
from matchmaker.services.needs import STANDING

SHOWN = (*STANDING, NeedStatus.MET)
DESKS = {
    Role.COORDINATOR: "coordinator",
    Role.FOCAL_POINT: "requesting",
    Role.PROVIDER: "donor",
    Role.ADMINISTRATOR: "people",
    Role.AUDITOR: "audit",
}


def desk(user: User) -> str | None:
    """Return the name of the page where a person begins; None for whoever has no desk."""
    return next((name for role, name in DESKS.items() if user.holds(role)), None)


def needs(user: User) -> QuerySet[Need]:
    """Return the needs of the own States that still stand or were met, in the State's own order."""
    rows = Need.objects.owned_by(user).filter(status__in=SHOWN).select_related("state", "report")
    return rows.defer("report__text").order_by("state__code", "-cycle", "tier", "theme", "pk")


@dataclass(frozen=True, slots=True)
class Place:
    """A need of the own State with what is agreed and proposed for it, or why the latest plan proposes nothing."""

    need: Need
    proposals: list[Proposal]
    reasons: list[str]
    agreed: list[Commitment]


def places(user: User, proposed: Iterable[Proposal], agreed: Iterable[Commitment]) -> list[tuple[int, list[Place]]]:
    """Return the needs of the own States by cycle, the latest first, beside what is proposed and agreed on them."""
    held: dict[int, list[Commitment]] = defaultdict(list)
    for given in agreed:
        if given.status != CommitmentStatus.CANCELLED:
            held[given.need_id].append(given)
    live: dict[int, list[Proposal]] = defaultdict(list)
    for row in proposed:
        if row.status in (ProposalStatus.PROPOSED, ProposalStatus.ENDORSED):
            live[row.need_id].append(row)
    rows = list(needs(user))
    missed: dict[int, list[str]] = defaultdict(list)
    latest = Run.objects.filter(published_at__isnull=False).order_by("-published_at").values("pk")[:1]
    told = Unmet.objects.filter(run=latest, need__in=[row.pk for row in rows])
    for need_id, reason in told.order_by("need", "reason").values_list("need", "reason").distinct():
        missed[need_id].append(reason)
    found = [Place(row, live[row.pk], missed[row.pk], held[row.pk]) for row in sorted(rows, key=lambda row: -row.cycle)]
    return [(cycle, list(each)) for cycle, each in groupby(found, key=lambda place: place.need.cycle)]


def need(user: User, public_id: UUID) -> Need | None:
    """Return one need of the own States, whatever became of it."""
    rows = Need.objects.owned_by(user).select_related("state", "report", "merged_into").prefetch_related("passages")
    return rows.filter(public_id=public_id).first()


def offers(user: User) -> QuerySet[Offer]:
    """Return the own offers, those that can still give first."""
    gone = (OfferStatus.WITHDRAWN, OfferStatus.CLOSED, OfferStatus.EXPIRED)
    rows = Offer.objects.owned_by(user).select_related("provider")
    return rows.order_by(Case(When(status__in=gone, then=1), default=0), "provider__code", "pk")


def offer(user: User, public_id: UUID) -> Offer | None:
    """Return one of the own offers."""
    return Offer.objects.owned_by(user).select_related("provider").filter(public_id=public_id).first()


def proposals(user: User, role: Role) -> QuerySet[Proposal]:
    """Return the proposals before a person in a role, those that wait first."""
    rows = Proposal.objects.filter(_of(user, role, "")).exclude(status=ProposalStatus.COMMITTED)
    live = [ProposalStatus.PROPOSED, ProposalStatus.ENDORSED]
    first = Case(When(status__in=live, then=0), default=1)
    return rows.select_related("need__state", "offer__provider").order_by(first, "answer_by", "pk")


def commitments(user: User, role: Role) -> QuerySet[Commitment]:
    """Return what is agreed with a person in a role; counter-entries show as the cancelled commitment."""
    rows = Commitment.objects.filter(_of(user, role, "proposal__"), reverses=None)
    return rows.select_related("need__state", "offer__provider", "implementer", "proposal").order_by("-agreed_at", "pk")


def history(user: User, public_id: UUID) -> QuerySet[AuditEntry]:
    """Return what befell an own object, the latest first."""
    return AuditEntry.objects.visible_to(user).filter(object_id=public_id).select_related("by").order_by("-id")


def _of(user: User, role: Role, prefix: str) -> Q:
    parties = user.parties(role)
    if role == Role.PROVIDER:
        return Q(**{f"{prefix}offer__provider__in": parties})
    codes = [membership.party.code for membership in user.roles if membership.role == role]
    return Q(**{f"{prefix}need__state__in": parties}) | Q(**{f"{prefix}member__in": codes})
