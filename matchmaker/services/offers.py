"""The life of an offer: written, published, withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from matchmaker import mappers, policies
from matchmaker.core import lifecycle
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import UNIT_OF_KIND, Kind, OfferStatus
from matchmaker.models import Offer, Party, User

from . import audit, commitments, duplicates, proposals
from .offer_facts import checked

STEPS = ("publish", "withdraw", "close")
"""What people do with an offer by itself; its other steps take facts or follow from commitments and deadlines."""
GONE = (OfferStatus.WITHDRAWN, OfferStatus.CLOSED, OfferStatus.EXPIRED)


@transaction.atomic
def create(*, provider: Party, by: User, at: datetime, external_id: str = "", **fields: object) -> Offer:
    """Write an offer as a draft of its provider."""
    clean = check_new(provider=provider, facts=fields, by=by)
    offer = Offer.objects.create(provider=provider, external_id=external_id, **clean)
    audit.record(by=by, at=at, action="create", of=offer, new={"title": offer.title, "capacity": str(offer.capacity)})
    return offer


def check_new(*, provider: Party, facts: Mapping[str, object], by: User) -> dict[str, object]:
    """Return the columns of an offer that is to be written, or refuse it."""
    policies.require_giver(by, provider)
    clean = checked(facts)
    return {**clean, "unit": UNIT_OF_KIND[Kind(str(clean["kinds"][0]))]}


@transaction.atomic
def advance(*, offer: Offer, action: str, by: User, at: datetime, reason: str = "") -> Offer:
    """Take an offer one step further, or refuse with the reason."""
    if action not in STEPS:
        raise MatchmakerError(
            "unknown_action",
            "Nobody can %(action)s an offer by itself: choose %(known)s.",
            action=action,
            known=tuple(STEPS),
        )
    locked = Offer.objects.select_for_update(of=("self",)).select_related("provider").get(pk=offer.pk)
    row = lifecycle.transition("offer", action, locked.status, policies.roles_for(by, locked.provider), reason)
    if action == "publish" and locked.end < at.date():
        raise MatchmakerError(
            "date_past", "This offer ended on %(day)s: give it a later last day, then publish it.", day=locked.end
        )
    old = locked.status
    columns = {"published_at": at} if action == "publish" else {}
    Offer.objects.filter(pk=locked.pk).update(status=row.target, version=locked.version + 1, **columns)
    audit.record(by=by, at=at, action=action, of=locked, old={"status": old}, new={"status": row.target}, reason=reason)
    if row.target in GONE:
        proposals.end(proposals=locked.proposals.all(), reason=f"The offer is {row.target}.", by=by, at=at)
    locked.refresh_from_db()
    if action == "publish":
        duplicates.screen_incoming(rows=[locked], by=by, at=at)
    return locked


@transaction.atomic
def amend(*, offer: Offer, by: User, at: datetime, **facts: object) -> Offer:
    """Let a provider change its offer; never to less than is committed from it."""
    locked = Offer.objects.select_for_update(of=("self",)).select_related("provider").get(pk=offer.pk)
    changed = check_amendment(offer=locked, facts=facts, by=by)
    capacity = changed.get("capacity", locked.capacity)
    status = locked.status
    if status in (OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED):
        status = OfferStatus.PUBLISHED if capacity > locked.committed else OfferStatus.EXHAUSTED
    if changed:
        Offer.objects.filter(pk=locked.pk).update(**changed, status=status, version=locked.version + 1)
        audit.record(
            by=by,
            at=at,
            action="amend",
            of=locked,
            old={name: str(getattr(locked, name)) for name in changed},
            new={name: str(fact) for name, fact in changed.items()} | {"status": status},
        )
    locked.refresh_from_db()
    if changed and status in duplicates.STANDING_OFFERS:
        duplicates.screen_incoming(rows=[locked], by=by, at=at)
    return locked


def check_amendment(*, offer: Offer, facts: Mapping[str, object], by: User) -> dict[str, object]:
    """Return the columns that an amendment changes, or refuse it."""
    lifecycle.transition("offer", "amend", offer.status, policies.roles_for(by, offer.provider))
    clean = checked(facts, of=offer)
    changed = {name: value for name, value in clean.items() if getattr(offer, name) != value}
    if changed.get("capacity", offer.capacity) < offer.committed:
        raise MatchmakerError(
            "below_committed",
            "%(committed)s of this offer is committed: it cannot be less.",
            committed=mappers.counted(offer.committed, offer),
        )
    _check_caps(offer, changed)
    return changed


def _check_caps(offer: Offer, changed: Mapping[str, object]) -> None:
    """Refuse caps that what is committed goes beyond already."""
    caps = {name: changed.get(name) for name in ("maximum_per_recipient", "maximum_recipients")}
    given = commitments.given(offer) if any(cap is not None for cap in caps.values()) else {}
    largest = max(given.values(), default=Decimal(0))
    if caps["maximum_per_recipient"] is not None and caps["maximum_per_recipient"] < largest:
        raise MatchmakerError(
            "below_committed",
            "%(committed)s of this offer is committed to one State: the most for one cannot be less.",
            committed=mappers.counted(largest, offer),
        )
    if caps["maximum_recipients"] is not None and caps["maximum_recipients"] < len(given):
        raise MatchmakerError(
            "below_committed",
            "This offer is committed to %(states)s States: it cannot be for fewer.",
            states=len(given),
        )


@transaction.atomic
def renew(*, offer: Offer, until: date, by: User, at: datetime) -> Offer:
    """Keep an offer open until another renewal date; one whose last day has passed gets that day as its last."""
    locked = Offer.objects.select_for_update(of=("self",)).select_related("provider").get(pk=offer.pk)
    row = lifecycle.transition("offer", "renew", locked.status, policies.roles_for(by, locked.provider))
    if until <= at.date():
        raise MatchmakerError("date_past", "An offer is renewed until a day to come: name one.")
    new: dict[str, object] = {"status": row.target, "renewal": until}
    if locked.end < at.date():
        new["end"] = until
    Offer.objects.filter(pk=locked.pk).update(version=locked.version + 1, **new)
    audit.record(
        by=by,
        at=at,
        action="renew",
        of=locked,
        old={name: str(getattr(locked, name)) for name in new},
        new={name: str(value) for name, value in new.items()},
    )
    locked.refresh_from_db()
    return locked
