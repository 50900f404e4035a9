"""The verifier: the hard rules of a pair, and the quantity that a pair may carry."""

from collections.abc import Iterator
from fractions import Fraction

from ...entities.plans import Breach
from ...entities.problems import Need, Offer
from ...vocabulary import Rule, Theme
from .facts import Facts, overlap, pays, shown


def unknown_pairs(facts: Facts) -> Iterator[Breach]:
    """Pairs that do not exist or stand twice."""
    seen = set()
    for line in facts.plan.allocations:
        pair = (line.need, line.offer)
        if line.need not in facts.needs or line.offer not in facts.offers:
            yield Breach("unknown", f"{line.need} x {line.offer} is not in the problem")
        elif pair in seen:
            yield Breach("repeated", f"{line.need} x {line.offer} stands twice")
        seen.add(pair)


def broken_rules(facts: Facts, need: Need, offer: Offer) -> Iterator[Rule]:
    """Every hard rule that a pair breaks, in order."""
    state, provider = facts.states[need.state], facts.providers[offer.provider]
    named = offer.eligible
    everybody = not (named.states or named.regions or named.groups)
    places = {place for place in (state.region, state.subregion) if place}
    meant = need.state in named.states or places & set(named.regions) or set(state.groups) & set(named.groups)
    kind = need.kind in offer.kinds or pays(need, offer)
    if need.theme not in offer.themes:
        yield Rule.THEME
    if not kind:
        yield Rule.KIND
    if offer.items and need.item not in offer.items:
        yield Rule.ITEM
    if need.state in offer.excluded_states or not (everybody or meant):
        yield Rule.STATE
    if provider.state and provider.code == need.state:
        yield Rule.SELF
    if need.languages and offer.languages and not set(need.languages) & set(offer.languages):
        yield Rule.LANGUAGE
    if not overlap((need.start, need.end), (offer.start, offer.end)):
        yield Rule.WINDOW
    if need.theme is Theme.AMMUNITION and not facts.problem.scenario.ammunition:
        yield Rule.SCOPE
    if facts.open[need.id] <= 0:
        yield Rule.DUPLICATE
    elif kind and facts.most(need, offer) < 1:
        yield Rule.MINIMUM
    if (need.id, offer.id) in facts.forbidden:
        yield Rule.FORBID


def hard_rules(facts: Facts) -> Iterator[Breach]:
    """Every rule that an allocated pair breaks."""
    for line, need, offer in facts.lines():
        for rule in broken_rules(facts, need, offer):
            yield Breach(rule, f"{line.need} x {line.offer}")


def quantities(facts: Facts) -> Iterator[Breach]:
    """Whole steps, at least one unit, at most what the pair can carry (constraint 3)."""
    for line, need, offer in facts.lines():
        quantity, where = Fraction(line.quantity), f"{line.need} x {line.offer}"
        if quantity % facts.step(need):
            yield Breach("whole_units", f"{where} gives {line.quantity}")
        most = facts.most(need, offer)
        if not 1 <= quantity <= most:
            yield Breach("pair_bounds", f"{where} gives {line.quantity}, the pair carries 1 to {shown(most)}")
