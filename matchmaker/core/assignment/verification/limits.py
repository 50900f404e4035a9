"""The verifier: constraints 1 to 7 on what needs, offers, providers, keys and bundles get and give in all."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from ...entities.plans import Breach
from ...entities.problems import Need, Offer
from ...vocabulary import PlanStatus, Relation
from .facts import Facts, key_of, overlap, shareable, shown


def needs(facts: Facts) -> Iterator[Breach]:
    """A need gets no more than it still needs, and no less than is of use (constraint 1)."""
    for need_id, got in facts.got.items():
        wanted = facts.open[need_id]
        least = min(max(Fraction(facts.needs[need_id].minimum), Fraction(1)), wanted)
        if got > wanted:
            yield Breach("need", f"{need_id} gets {shown(got)}, it needs {shown(wanted)}")
        if got < least:
            yield Breach("need_minimum", f"{need_id} gets {shown(got)}, less than {shown(least)} is of no use")


def offers(facts: Facts) -> Iterator[Breach]:
    """Capacity, opening minimum, bounds per recipient, number of recipients (constraints 2 and 3)."""
    used: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for line, need, offer in facts.lines():
        used[offer.id][need.state] += Fraction(line.quantity) * facts.use(need, offer)
    for offer_id, by_state in used.items():
        offer, total = facts.offers[offer_id], sum(by_state.values(), Fraction(0))
        if total > Fraction(offer.capacity):
            yield Breach("capacity", f"{offer_id} gives {shown(total)} of {offer.capacity}")
        if total < Fraction(offer.opening_minimum):
            yield Breach("opening_minimum", f"{offer_id} gives {shown(total)}, it opens at {offer.opening_minimum}")
        if offer.maximum_recipients is not None and len(by_state) > offer.maximum_recipients:
            yield Breach("maximum_recipients", f"{offer_id} serves {len(by_state)} States")
        for state, given in by_state.items():
            if given < Fraction(offer.minimum_per_recipient):
                yield Breach("minimum_per_recipient", f"{offer_id} gives {state} {shown(given)}")
            if offer.maximum_per_recipient is not None and given > Fraction(offer.maximum_per_recipient):
                yield Breach("maximum_per_recipient", f"{offer_id} gives {state} {shown(given)}")


def money(facts: Facts) -> Iterator[Breach]:
    """Budgets of providers, and the cap per provider and recipient, at the rates (constraints 2 and 6)."""
    rates = facts.problem.rates
    worth: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for line, need, offer in facts.lines():
        if offer.currency is not None:
            paid = Fraction(line.quantity) * facts.use(need, offer)
            worth[offer.provider][need.state] += paid * rates.worth(offer.currency)
    cap = facts.problem.scenario.money_per_provider_recipient
    for code, by_state in worth.items():
        budget, spent = facts.providers[code].budget, sum(by_state.values(), Fraction(0))
        if budget is not None and spent > Fraction(budget.amount) * rates.worth(budget.currency):
            yield Breach("budget", f"{code} spends more than {budget.amount} {budget.currency}")
        for state, given in by_state.items():
            if cap is not None and given > Fraction(cap.amount) * rates.worth(cap.currency):
                yield Breach(
                    "money_per_provider_recipient", f"{code} gives {state} more than {cap.amount} {cap.currency}"
                )


def duplicate_deliveries(facts: Facts) -> Iterator[Breach]:
    """No two overlapping deliveries of the same assistance from different offers (constraint 4)."""
    by_key: dict[object, list[tuple[Need, Offer]]] = defaultdict(list)
    for _, need, offer in facts.lines():
        by_key[key_of(need)].append((need, offer))
    for rows in by_key.values():
        for (need, offer), (other, second) in combinations(rows, 2):
            said = facts.judgements.get(frozenset((offer.id, second.id)))
            lifted = said is Relation.COMPLEMENTARY
            imposed = said is Relation.OVERLAPPING or not (shareable(need) or shareable(other))
            if offer.id == second.id or lifted or not imposed:
                continue
            first = (max(need.start, offer.start), min(need.end, offer.end))
            then = (max(other.start, second.start), min(other.end, second.end))
            if overlap(first, then):
                yield Breach("duplicate_delivery", f"{need.id} x {offer.id} and {other.id} x {second.id}")


def bundles(facts: Facts) -> Iterator[Breach]:
    """All required parts of a bundle, or nothing of it; parts that need nothing count as delivered (constraint 5)."""
    parts: dict[str, list[Need]] = defaultdict(list)
    for need_id in facts.standing:
        need = facts.needs[need_id]
        if need.bundle is not None and facts.open[need_id] > 0:
            parts[need.bundle].append(need)
    for bundle, members in parts.items():
        missing = [need.id for need in members if need.required and not facts.got.get(need.id)]
        served = [need.id for need in members if facts.got.get(need.id)]
        if missing and served:
            yield Breach("bundle", f"{bundle}: {served[0]} is served without {missing[0]}")


def pins(facts: Facts) -> Iterator[Breach]:
    """Every pin is kept; only a plan whose pins conflict leaves some, and names such (constraint 7)."""
    given = {(line.need, line.offer): line.quantity for line in facts.plan.allocations}
    conflict = facts.plan.status is PlanStatus.PINS_CONFLICT
    left = [
        pin
        for pin in facts.problem.scenario.pins
        if (kept := given.get((pin.need, pin.offer))) is None or pin.quantity not in (None, kept)
    ]
    for pin in left if not conflict else ():
        yield Breach("pin", f"{pin.need} x {pin.offer} is pinned and not kept")
    named = facts.plan.conflicts
    for pin in named:
        if pin not in facts.problem.scenario.pins:
            yield Breach("pin", f"{pin.need} x {pin.offer} is named as a conflict and is no pin")
    if conflict != bool(named):
        yield Breach("pin", f"the plan says {facts.plan.status} and names {len(named)} conflicting pins")
    elif conflict and not any(pin in left for pin in named):
        yield Breach("pin", "the pins that are said to conflict are all kept")
