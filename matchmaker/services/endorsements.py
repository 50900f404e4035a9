"""Endorsing several proposals: which may be endorsed at once, which stay back and why; each as it would be alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import ProposalStatus
from matchmaker.models import Proposal, User
from matchmaker.models.proposals import open_still

from . import overrides, proposals


class Back(StrEnum):
    """Why a proposal is not endorsed together with others."""

    OWN_STATE = "own_state"
    OFF_PLAN = "off_plan"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The proposals that wait for an endorsement: those that may be endorsed at once, and those that stay back."""

    ready: tuple[Proposal, ...]
    back: tuple[tuple[Proposal, Back], ...]


def outlook(user: User) -> Outlook:
    """Return what a coordinator may endorse at once, and what stays back for which reason; nothing is written.

    Facts that changed beneath an open need and offer are noticed only when each is endorsed.
    """
    policies.require_coordinator(user)
    rows = Proposal.objects.visible_to(user).filter(status=ProposalStatus.PROPOSED)
    rows = rows.select_related("need__state", "offer__provider", "implementer")
    waiting = list(rows.order_by("need__state__code", "need__theme", "pk"))
    outside = overrides.outside_plan(waiting)
    told = [(row, _back(user, row, outside)) for row in waiting]
    return Outlook(
        tuple(row for row, why in told if why is None), tuple((row, why) for row, why in told if why is not None)
    )


def _back(user: User, row: Proposal, outside: set[int]) -> Back | None:
    if not policies.coordinates_without_interest(user, row):
        return Back.OWN_STATE
    if row.pk in outside:
        return Back.OFF_PLAN
    return None if open_still(row.need, row.offer) else Back.CHANGED


def endorse_each(
    *, chosen: Iterable[Proposal], by: User, at: datetime
) -> list[tuple[Proposal, MatchmakerError | None]]:
    """Endorse each in a transaction of its own, and return it with the refusal, if any: one holds up no other."""
    policies.require_fresh_sign_in(by, at)
    ready = {row.pk for row in outlook(by).ready}
    # A second coordinator's word on a decision against the plan is never given in passing.
    apart = MatchmakerError("not_at_once", "This one is not endorsed together with others: open it by itself.")
    return [(row, _refusal(row, by, at) if row.pk in ready else apart) for row in chosen]


def _refusal(row: Proposal, by: User, at: datetime) -> MatchmakerError | None:
    try:
        proposals.endorse(proposal=row, by=by, at=at)
    except MatchmakerError as refused:
        return refused
    return None
