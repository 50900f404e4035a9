"""Which needs and offers fit each other by the hard rules, judged from the rows that a person may see and no others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from matchmaker import policies, queries
from matchmaker.core.assignment import pair
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import NeedStatus, OfferStatus
from matchmaker.models import Engagement, Need, Offer, Party, User

from .explanations import View
from .problems import used_in_sight


@dataclass(frozen=True, slots=True)
class Fit:
    """A pair that no hard rule keeps apart, and the most that it can carry; of a regional need one member's part."""

    need: Need
    offer: Offer
    most: Decimal
    member: Party | None = None

    @property
    def code(self) -> str:
        """The code of the member, as proposals keep it; empty for a need of one State."""
        return self.member.code if self.member else ""


@dataclass(frozen=True, slots=True)
class Fits:
    """The pairs by need, with the offers that were tried and the help in their States that the person may know of."""

    rows: tuple[Fit, ...] = ()
    offers: Sequence[Offer] = ()
    helped: Sequence[Engagement] = ()


_ASKED = (NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET)
_GIVEN = (OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED)


def of_own_offers(by: User, *, only: Offer | None = None) -> Fits:
    """Return the visible needs of the latest cycles that the own published offers fit, by State and theme."""
    latest = queries.latest_cycle()
    if latest is None:
        return Fits()
    offers = Offer.objects.owned_by(by).filter(status__in=_GIVEN, **({"pk": only.pk} if only else {}))
    needs = Need.objects.visible_to(by).filter(status__in=_ASKED)
    found = fits(needs=needs, offers=offers, cycle=latest, by=by)

    def place(fit: Fit) -> tuple:
        need = fit.need
        return alphabetical(need.state.name), need.theme, need.pk, fit.code, fit.offer.pk

    return replace(found, rows=tuple(sorted(found.rows, key=place)))


def of_own_need(need: Need, by: User) -> list[Fit]:
    """Return the visible offers that fit an own need, judged beside the State's other needs: one may say another again.

    By provider; nothing to anybody else, nor for a need that is not open.
    """
    if need.status not in _ASKED or not policies.owns_need(by, need):
        return []
    found = fits(
        needs=Need.objects.owned_by(by).filter(state=need.state, status__in=_ASKED),
        offers=Offer.objects.visible_to(by).filter(status__in=_GIVEN),
        cycle=queries.latest_cycle() or need.cycle,
        by=by,
        used=used_in_sight(by),
    )
    own_pairs = [fit for fit in found.rows if fit.need.pk == need.pk]
    return sorted(own_pairs, key=lambda fit: (alphabetical(fit.offer.provider.name), fit.offer.pk, fit.code))


def fits(
    *,
    needs: QuerySet[Need],
    offers: QuerySet[Offer],
    cycle: int,
    by: User,
    used: Mapping[int, Decimal] | None = None,
) -> Fits:
    """Return the pairs of some needs and offers in which interest can be shown: they are checked against the same.

    Of the person's own offers the row says what is used; of others' `used` says what the person knows of it.
    """
    view = View.of_pairs(needs, offers, cycle, by, used)
    found = []
    for each in pair(view.problem).candidates():
        need, _, member = each.need.partition("-")
        state = view.states[member] if member else None
        found.append(Fit(view.needs[need], view.offers[each.offer], each.most, state))
    return Fits(tuple(found), list(view.offers.values()), view.helped)
