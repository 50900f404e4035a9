"""Which needs and offers fit each other by the hard rules, judged from the rows that a person may see and no others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from matchmaker.core.assignment import pair
from matchmaker.models import Engagement, Need, Offer, Party, User

from .explanations import View


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
