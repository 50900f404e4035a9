"""What a donor reads beyond the own offers: visible needs that they fit, and who else helps there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects

from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import EngagementStatus, Role
from matchmaker.models import Engagement, GroupMembership, Offer, Party, Proposal, User
from matchmaker.services.uses import UseTold
from matchmaker.web.records import passages

_ACTIVE = (EngagementStatus.PLANNED, EngagementStatus.RUNNING)
Told = dict[str, object]


def active(user: User, rows: Iterable[Engagement]) -> dict[tuple[int, str], list[str]]:
    """Return who is known to this person to plan or give help, by State and theme."""
    mine = set(user.parties(Role.PROVIDER))
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.status in _ACTIVE:
            found[row.state_id, row.theme] |= {party.name for party in row.givers if party.pk not in mine}
    return {key: sorted(names, key=alphabetical) for key, names in found.items() if names}


def told(user: User, uses: Sequence[UseTold], helped: Iterable[Engagement], offer: Offer | None) -> list[Told]:
    """Return uses with what they would change, who else is there, and the proposal that says the same already."""
    helpers = active(user, helped)
    live = Proposal.objects.live().of_parties(user).filter(offer=offer).values_list("need", "member", "public_id")
    before = {(need, member): public_id for need, member, public_id in live} if offer and uses else {}
    prefetch_related_objects([use.need for use in uses], "passages")
    return [
        {
            "need": use.need,
            "use": use,
            "whole": use.quantity == use.missing,
            "passages": passages(use.need),
            "active": helpers.get((use.need.state_id, use.need.theme), []),
            "proposed": before.get((use.need.pk, use.member)),
        }
        for use in uses
    ]


def regions() -> list[str]:
    """Return the regions and subregions to which an offer can be kept."""
    rows = Party.objects.filter(type=Party.STATE).values_list("region", "subregion")
    return sorted({name for row in rows for name in row if name})


def groups() -> list[str]:
    """Return the groups of States to which an offer can be kept."""
    return sorted(GroupMembership.objects.order_by().values_list("group", flat=True).distinct())
