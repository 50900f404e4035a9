"""Deadlines: what silence and the calendar do to needs, offers and proposals; whoever runs it only lets time speak."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from matchmaker import mappers, policies
from matchmaker.core import lifecycle
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Role
from matchmaker.models import Need, Offer, User

from . import audit, proposals


def let_pass(*, by: User, at: datetime) -> dict[str, int]:
    """Circulate what nobody objected to, expire what is over, lapse what nobody answered; returns how many of each."""
    policies.require_coordinator(by)
    counts = {"circulated": 0, "expired": 0}
    for need in Need.objects.filter(status=NeedStatus.AUTHENTICATED).order_by("pk"):
        counts["circulated"] += _step(need, "circulate", by, at)
    for row in _over(at):
        counts["expired"] += _step(row, "expire", by, at)
    return counts | {"lapsed": len(proposals.lapse(by=by, at=at))}


def _over(at: datetime) -> Iterator[Need | Offer]:
    """Yield needs whose window is over, and offers past their last day or their renewal date."""
    today = at.date()
    open_needs = Need.objects.filter(status__in=[NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET])
    yield from (need for need in open_needs.order_by("pk") if mappers.need_window(need)[1] <= today)
    yield from Offer.objects.filter(Q(end__lt=today) | Q(renewal__lt=today), status=OfferStatus.PUBLISHED).order_by(
        "pk"
    )


@transaction.atomic
def _step(row: Need | Offer, action: str, by: User, at: datetime) -> bool:
    """Take a row a step further if it still stands as it did and its time has come."""
    held = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.status != row.status or (action == "circulate" and not _silence_is_over(held, at)):
        return False
    noun = held._meta.model_name
    target = lifecycle.transition(noun, action, held.status, [Role.COORDINATOR]).target
    type(row).objects.filter(pk=held.pk).update(status=target, version=held.version + 1)
    audit.record(by=by, at=at, action=action, of=held, old={"status": held.status}, new={"status": target})
    if action == "expire":
        proposals.end(proposals=held.proposals.all(), reason=f"The {noun} is {target}.", by=by, at=at)
    return True


def _silence_is_over(need: Need, at: datetime) -> bool:
    last = need.objection_ends
    return last is not None and at.date() > last
