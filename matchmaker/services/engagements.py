"""Engagements recorded, and corrected, by a party or a coordinator."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Role
from matchmaker.models import Engagement, Party, User

from . import audit, duplicates
from .facts import check_days

FACTS = (
    *("direction", "theme", "kind", "item", "beneficiary", "quantity", "amount", "currency", "start", "end", "site"),
    *("text", "language", "status", "visibility"),
)
"""What is told of assistance beside who takes part in it."""


@transaction.atomic
def record(*, state: Party | None, providers: Iterable[Party], by: User, at: datetime, **fields: object) -> Engagement:
    """Write down assistance delivered, running or planned."""
    providers = list(providers)
    check_new(state=state, providers=providers, facts=fields, by=by)
    engagement = Engagement.objects.create(state=state, **fields)
    engagement.providers.set(providers)
    audit.record(by=by, at=at, action="record", of=engagement, new={"status": engagement.status})
    duplicates.screen_incoming(rows=[engagement], by=by, at=at)
    return engagement


def own_name(name: str, *, by: User, state: Party | None, providers: Iterable[Party]) -> str:
    """Return the external id under which a person's party keeps a piece of assistance; coordinators keep theirs as one.

    Several parties tell of one State's help, each under names of its own: nobody is to learn those of others.
    """
    mine = {*by.parties(Role.FOCAL_POINT), *by.parties(Role.PROVIDER)}
    party = next((party.code for party in (state, *providers) if party is not None and party.pk in mine), "")
    return f"{party}:{name}"


def check_new(*, state: Party | None, providers: Iterable[Party], facts: Mapping[str, object], by: User) -> None:
    """Refuse assistance that cannot be written down, or not by this person."""
    policies.require_records_help(by, state, providers)
    _check(facts)


@transaction.atomic
def correct(
    *, engagement: Engagement, by: User, at: datetime, providers: Iterable[Party] | None = None, **facts: object
) -> Engagement:
    """Correct what was recorded of assistance; what a report or a commitment tells is corrected there."""
    locked = Engagement.objects.select_for_update(of=("self",)).select_related("state").get(pk=engagement.pk)
    changed = check_correction(engagement=locked, facts=facts, providers=providers, by=by)
    if changed:
        old = {name: _told(locked, name) for name in changed}
        columns = {name: value for name, value in changed.items() if name != "providers"}
        Engagement.objects.filter(pk=locked.pk).update(**columns, version=locked.version + 1)
        if "providers" in changed:
            locked.providers.set(changed["providers"])
        locked.refresh_from_db()
        new = {name: _told(locked, name) for name in changed}
        audit.record(by=by, at=at, action="correct", of=locked, old=old, new=new)
        duplicates.screen_incoming(rows=[locked], by=by, at=at)
    return locked


def check_correction(
    *, engagement: Engagement, facts: Mapping[str, object], providers: Iterable[Party] | None, by: User
) -> dict[str, object]:
    """Return what a correction changes, or refuse it."""
    known = engagement.givers
    policies.require_records_help(by, engagement.state, known)
    if engagement.report_id or engagement.commitment_id:
        raise MatchmakerError(
            "told_elsewhere", "A report or a commitment tells of this assistance: it is not corrected by hand."
        )
    unknown = sorted(set(facts) - set(FACTS))
    if unknown:
        raise MatchmakerError(
            "unknown_fact", "'%(fact)s' of assistance is not corrected: name another fact.", fact=unknown[0]
        )
    _check({name: getattr(engagement, name) for name in FACTS} | dict(facts))
    changed: dict[str, object] = {name: value for name, value in facts.items() if getattr(engagement, name) != value}
    if providers is not None and {party.pk for party in providers} != {party.pk for party in known}:
        policies.require_records_help(by, engagement.state, providers)
        changed["providers"] = list(providers)
    return changed


def _check(facts: Mapping[str, object]) -> None:
    check_days(facts)
    if facts.get("start") and facts.get("end") and facts["start"] > facts["end"]:
        raise MatchmakerError("bad_dates", "Assistance cannot end before it starts: correct one of the two days.")
    if facts.get("amount") is not None and not facts.get("currency"):
        raise MatchmakerError("currency_missing", "An amount needs its currency: give its three letters, as USD.")


def _told(engagement: Engagement, name: str) -> str:
    if name == "providers":
        return ", ".join(sorted(party.code for party in engagement.givers))
    return str(getattr(engagement, name))
