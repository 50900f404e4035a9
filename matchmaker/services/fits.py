"""Which needs and offers fit each other by the hard rules, judged from the rows that a person may see and no others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matchmaker import mappers
from matchmaker.core.assignment import pair
from matchmaker.core.entities.problems import AssignmentInput, Scenario
from matchmaker.models import Need, Offer, Party, User

from . import problems


@dataclass(frozen=True, slots=True)
class Fit:
    """A pair that no hard rule keeps apart, and the most that it can carry; of a regional need one member's part."""

    need: Need
    offer: Offer
    most: Decimal
    member: str = ""


def fits(*, needs: Iterable[Need], offers: Iterable[Offer], cycle: int, by: User) -> list[Fit]:
    """Return the pairs of own offers that fit, by need; what others hold or agreed among them has no part in it."""
    day, asked, given = date(cycle, 6, 1), list(needs), list(offers)
    lines, _ = mappers.problem_needs(asked, mappers.rates(day), problems.taken(by), {})
    states = Party.objects.filter(code__in={line.state for line in lines}).prefetch_related("group_memberships")
    problem = AssignmentInput(
        as_of=day,
        rates=mappers.rates(day),
        states=mappers.recipient_states(states, day),
        providers=mappers.providers({offer.provider.code: offer.provider for offer in given}.values()),
        needs=tuple(lines),
        offers=tuple(mappers.problem_offer(offer) for offer in given),
        engagements=(),
        judgements=(),
        scenario=Scenario(),
    )
    by_need = {mappers.problem_id(need): need for need in asked}
    by_offer = {mappers.problem_id(offer): offer for offer in given}
    found = []
    for each in pair(problem).candidates():
        need, _, member = each.need.partition("-")
        found.append(Fit(by_need[need], by_offer[each.offer], each.most, member))
    return found
