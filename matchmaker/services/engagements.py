"""Engagements recorded by a party or a coordinator."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.models import Engagement, Party, User

from . import audit, duplicates


@transaction.atomic
def record(*, state: Party | None, providers: Iterable[Party], by: User, at: datetime, **fields: object) -> Engagement:
    """Write down assistance delivered, running or planned."""
    providers = list(providers)
    policies.require_records_help(by, state, providers)
    if fields.get("start") and fields.get("end") and fields["start"] > fields["end"]:
        raise MatchmakerError("bad_dates", "Assistance cannot end before it starts: correct one of the two days.")
    if fields.get("amount") is not None and not fields.get("currency"):
        raise MatchmakerError("currency_missing", "An amount needs its currency: give its three letters, as USD.")
    engagement = Engagement.objects.create(state=state, **fields)
    engagement.providers.set(providers)
    audit.record(by=by, at=at, action="record", of=engagement, new={"status": engagement.status})
    duplicates.screen_incoming(rows=[engagement], by=by, at=at)
    return engagement
