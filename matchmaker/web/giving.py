"""What a donor reads beyond the own offers: visible needs that they fit, and who else helps there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import prefetch_related_objects

from matchmaker import queries
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import EngagementStatus, NeedStatus, OfferStatus, Role
from matchmaker.models import Engagement, GroupMembership, Need, Offer, Party, Proposal, User
from matchmaker.services.fits import Fit, Fits
from matchmaker.services.fits import fits as judged
from matchmaker.services.uses import UseTold
from matchmaker.web.records import passages

_ACTIVE = (EngagementStatus.PLANNED, EngagementStatus.RUNNING)
Told = dict[str, object]


def fits(user: User) -> Fits:
    """Return the visible needs of the latest cycles that the own published offers fit, by State and theme."""
    latest = queries.latest_cycle()
    if latest is None:
        return Fits()
    offers = Offer.objects.owned_by(user).filter(status__in=[OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED])
    needs = Need.objects.visible_to(user).filter(status__in=[NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET])
    found = judged(needs=needs.prefetch_related("passages"), offers=offers, cycle=latest, by=user)

    def place(fit: Fit) -> tuple:
        need = fit.need
        return alphabetical(need.state.name), need.theme, need.pk, fit.code, fit.offer.pk

    return replace(found, rows=tuple(sorted(found.rows, key=place)))


def active(user: User, rows: Iterable[Engagement]) -> dict[tuple[int, str], list[str]]:
    """Return who is known to this person to plan or give help, by State and theme."""
    mine = set(user.parties(Role.PROVIDER))
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.status in _ACTIVE:
            found[row.state_id, row.theme] |= {party.name for party in row.providers.all() if party.pk not in mine}
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
