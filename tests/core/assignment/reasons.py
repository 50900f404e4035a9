"""Why a need is not met, found again from the specification's sentences alone: the checker of the explanations."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from matchmaker.core.entities.problems import Need

from .oracle import Oracle, Pair

STAGES = ("tier1", "states", "benefit", "stability")


class Why:
    """A plan of a problem, asked need by need; shares no code with the library."""

    def __init__(self, oracle: Oracle, plan: Mapping[Pair, Fraction]) -> None:
        self.oracle = oracle
        self.plan = dict(plan)
        self.got: dict[str, Fraction] = defaultdict(Fraction)
        self.used: dict[str, Fraction] = defaultdict(Fraction)
        self.given: dict[Pair, Fraction] = defaultdict(Fraction)
        self.paid: dict[str, Fraction] = defaultdict(Fraction)
        self.paid_to: dict[Pair, Fraction] = defaultdict(Fraction)
        for (n, o), q in plan.items():
            need, offer = oracle.needs[n], oracle.offers[o]
            amount = q * oracle.use(need, offer)
            self.got[n] += q
            self.used[o] += amount
            self.given[o, need.state] += amount
            if offer.currency:
                self.paid[offer.provider] += amount * oracle.rate(offer.currency)
                self.paid_to[offer.provider, need.state] += amount * oracle.rate(offer.currency)

    def unmet(self) -> set[str]:
        return {n for n, left in self.oracle.left.items() if left == 0 or self.got[n] < left}

    def missing(self, n: str) -> Fraction:
        return self.oracle.left[n] - self.got[n]

    def candidates(self, n: str) -> list[str]:
        return [o for m, o in self.oracle.candidates if m == n]

    def reason(self, n: str) -> str:
        return next(name for name, holds in self._in_order(n) if holds)

    def _in_order(self, n: str) -> Iterator[tuple[str, bool]]:
        """The reasons in the order of section 5, each with whether it holds."""
        oracle, need = self.oracle, self.oracle.needs[n]
        broken = [oracle.broken[n, o] for o in oracle.offers]
        asked_for = [rules for rules in broken if "theme" not in rules and "kind" not in rules]
        payable = need.unit_cost is None and any(
            need.theme in o.themes and "funding" in o.kinds and need.kind in o.pays_for for o in oracle.offers.values()
        )
        candidates = self.candidates(n)
        yield "duplicate", oracle.left[n] == 0
        yield "incomplete", not asked_for and payable
        yield "no_offer", not asked_for
        yield "forbidden", not candidates and ("forbid",) in broken
        yield "forbidden", self._held_down(n)
        yield "not_eligible", not candidates
        yield "bundle", any(self.unserved_parts(n))
        yield "duplicate", any(self.exclusions(n))
        yield "limit", any(self.limits(n))
        yield "minimum", any(self.too_little(n, o) for o in candidates)
        yield "tie", any(self.ties(n))
        yield "capacity", any(self._cut(n, o, self.left(o)) < self.missing(n) for o in candidates)
        yield "not_proven", True

    def _held_down(self, n: str) -> bool:
        """A pin's quantity is kept, and the pair could carry a step more."""
        for pin in self.oracle.problem.scenario.pins:
            pair = pin.need, pin.offer
            if pin.need == n and pin.quantity is not None and self.plan.get(pair) == pin.quantity:
                more = self.plan[pair] + self.oracle.step(self.oracle.needs[n])
                most = self.oracle.most(self.oracle.needs[n], self.oracle.offers[pin.offer])
                if more <= most and self.oracle.within(self.plan | {pair: more}):
                    return True
        return False

    def unserved_parts(self, n: str) -> Iterator[str]:
        needs = self.oracle.needs
        if needs[n].bundle is None or self.got[n]:
            return
        for m, other in needs.items():
            part = m != n and other.bundle == needs[n].bundle and other.required
            if part and self.oracle.left[m] > 0 and not self.got[m]:
                yield m

    def exclusions(self, n: str) -> Iterator[Pair]:
        """Deliveries of the plan that a candidate pair would duplicate."""
        for o in self.candidates(n):
            if (n, o) not in self.plan:
                yield from (other for other in self.plan if self.oracle.clash((n, o), other))

    def left(self, o: str) -> Fraction:
        return Fraction(self.oracle.offers[o].capacity) - self.used[o]

    def _cut(self, n: str, o: str, amount: Fraction) -> Fraction:
        """What an amount of an offer buys of a need, in whole steps."""
        need = self.oracle.needs[n]
        step = self.oracle.step(need)
        return math.floor(amount / self.oracle.use(need, self.oracle.offers[o]) / step) * step

    def limits(self, n: str) -> Iterator[tuple[str, str]]:
        """Limits that leave less than is missing."""
        oracle, state = self.oracle, self.oracle.needs[n].state
        for o in self.candidates(n):
            offer = oracle.offers[o]
            most = offer.maximum_per_recipient
            if most is not None and self._cut(n, o, Fraction(most) - self.given[o, state]) < self.missing(n):
                yield o, "maximum_per_recipient"
            states = {oracle.needs[m].state for m, p in self.plan if p == o}
            if offer.maximum_recipients is not None and state not in states and len(states) >= offer.maximum_recipients:
                yield o, "maximum_recipients"
            if not offer.currency:
                continue
            rate = oracle.rate(offer.currency)
            for name, money, spent in (
                ("budget", oracle.provider[offer.provider].budget, self.paid[offer.provider]),
                (
                    "money_per_provider_recipient",
                    oracle.problem.scenario.money_per_provider_recipient,
                    self.paid_to[offer.provider, state],
                ),
            ):
                if money is not None:
                    free = (Fraction(money.amount) * oracle.rate(money.currency) - spent) / rate
                    if self._cut(n, o, free) < self.missing(n):
                        yield o, name

    def too_little(self, n: str, o: str) -> bool:
        """Something is left, and the most that the need could take of it is less than is of use."""
        if self.left(o) <= 0:
            return False
        need, offer = self.oracle.needs[n], self.oracle.offers[o]
        most = min(self.missing(n), self._cut(n, o, self.left(o)))
        amount = most * self.oracle.use(need, offer)
        return (
            most < 1
            or self.got[n] + most < min(max(Fraction(need.minimum), Fraction(1)), self.oracle.left[n])
            or self.given[o, need.state] + amount < offer.minimum_per_recipient
            or self.used[o] + amount < offer.opening_minimum
        )

    def ties(self, n: str) -> Iterator[Pair]:
        """Allocations of earlier needs that could as well be this one's."""
        oracle = self.oracle
        order = oracle.tie_order()
        values, kept = oracle.values(self.plan), sum(oracle.kept(self.plan))
        for (m, o), q in self.plan.items():
            if o not in self.candidates(n) or m == n or order.index(m) > order.index(n):
                continue
            offer = oracle.offers[o]
            moved = q * oracle.use(oracle.needs[m], offer) / oracle.use(oracle.needs[n], offer)
            if moved > self.missing(n):
                continue
            other = {pair: quantity for pair, quantity in self.plan.items() if pair != (m, o)}
            other[n, o] = other.get((n, o), Fraction(0)) + moved
            fits = oracle.feasible(other) and sum(oracle.kept(other)) >= kept
            if fits and oracle.values(other) == values:
                yield m, o

    def before(self, n: str, m: str, o: str) -> str:
        """What told for another need's allocation: what is worse once as much of it as is missing is handed over."""
        oracle, offer, other = self.oracle, self.oracle.offers[o], dict(self.plan)
        uses, its = (oracle.use(oracle.needs[each], offer) * oracle.step(oracle.needs[each]) for each in (n, m))
        held = self.plan[m, o] / oracle.step(oracle.needs[m])
        moved = math.floor(min(held * its, self.missing(n) / oracle.step(oracle.needs[n]) * uses) / uses)
        left = held - math.ceil(moved * uses / its)
        if not moved:
            return "rules"
        other[n, o] = other.get((n, o), Fraction(0)) + moved * oracle.step(oracle.needs[n])
        other[m, o] = left * oracle.step(oracle.needs[m])
        other = {pair: quantity for pair, quantity in other.items() if quantity}
        now, then = (
            (*values[:3], *(-changes for changes in values[3:]))
            for values in (oracle.values(self.plan), oracle.values(other))
        )
        if then < now:
            return next(name for name, a, b in zip(STAGES, now, then, strict=False) if a != b)
        if not oracle.feasible(other) or sum(oracle.kept(other)) < sum(oracle.kept(self.plan)):
            return "rules"
        order = oracle.tie_order()
        if then == now and order.index(m) < order.index(n):
            return ground(oracle.needs[m], oracle.needs[n])
        return "not_proven"


def ground(first: Need, second: Need) -> str:
    """What tells two needs apart in the tie order."""
    if first.earlier_served != second.earlier_served:
        return "earlier_served"
    return "requested" if first.requested != second.requested else "lot"
