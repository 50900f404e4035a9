"""The life of an offer: written, published, withdrawn."""

from datetime import datetime

from django.db import transaction

from matchmaker import policies
from matchmaker.core import lifecycle
from matchmaker.models import Offer, Party, User

from . import audit, duplicates


@transaction.atomic
def create(*, provider: Party, by: User, at: datetime, **fields: object) -> Offer:
    """Write an offer as a draft of its provider."""
    policies.require_giver(by, provider)
    offer = Offer.objects.create(provider=provider, **fields)
    audit.record(by=by, at=at, action="create", of=offer, new={"title": offer.title, "capacity": str(offer.capacity)})
    return offer


@transaction.atomic
def advance(*, offer: Offer, action: str, by: User, at: datetime, reason: str = "") -> Offer:
    """Take an offer one step further, or refuse with the reason."""
    locked = Offer.objects.select_for_update(of=("self",)).select_related("provider").get(pk=offer.pk)
    row = lifecycle.transition("offer", action, locked.status, policies.roles_for(by, locked.provider), reason)
    old = locked.status
    columns = {"published_at": at} if action == "publish" else {}
    Offer.objects.filter(pk=locked.pk).update(status=row.target, version=locked.version + 1, **columns)
    audit.record(by=by, at=at, action=action, of=locked, old={"status": old}, new={"status": row.target}, reason=reason)
    locked.refresh_from_db()
    if action == "publish":
        duplicates.screen_incoming(rows=[locked], by=by, at=at)
    return locked
