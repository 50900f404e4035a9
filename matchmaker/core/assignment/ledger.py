"""Assignment: exact books of a plan under construction: what each pair can still take, and which pairs fall short.

Works in whole steps and grains (see `measures`); used by rounding and by the greedy plan, never by the verifier.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ..entities.plans import Allocation
from .eligibility import Pairing
from .overlaps import Clique

THINGS = 10_000
"""Steps of a need; more are money in its smallest unit."""

_ROUNDS = 4  # the cent that one minimum gets may be missing at another


class Ledger:
    """What a plan has used of every limit.

    Parameters
    ----------
    pairing : Pairing
        The problem.
    cliques : iterable of Clique
        Deliveries that exclude one another.

    Attributes
    ----------
    quantities : dict of int to int
        Steps allocated, by position of the candidate pair.
    """

    def __init__(self, pairing: Pairing, cliques: Iterable[Clique]) -> None:
        problem, measures = pairing.problem, pairing.measures
        self.measures = measures
        self.first = [demand.need.tier == 1 for demand in pairing.demands]
        self.needs: list[int] = pairing.need.tolist()
        self.offers: list[int] = pairing.offer.tolist()
        self.most = pairing.most
        self.states = [need.state for need in problem.needs]
        self.providers = [offer.provider for offer in problem.offers]
        self.recipients = [offer.maximum_recipients for offer in problem.offers]
        self.uses = [measures.use(i, j) for i, j in zip(self.needs, self.offers, strict=True)]
        self.required: dict[str, set[int]] = defaultdict(set)
        self.bundle_of: dict[int, str] = {}
        for i, demand in enumerate(pairing.demands):
            if demand.bundle is not None and demand.open:
                self.bundle_of[i] = demand.bundle
                if demand.need.required:
                    self.required[demand.bundle].add(i)
        self.exclusive: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, clique in enumerate(cliques):
            for delivery, members in enumerate(clique):
                for pair in members:
                    self.exclusive[pair].append((number, delivery))
        self.quantities: dict[int, int] = {}
        self.served: Counter[int] = Counter()
        self.used: Counter[int] = Counter()
        self.given: Counter[tuple[int, str]] = Counter()
        self.pairs_of: Counter[tuple[int, str]] = Counter()
        self.recipients_of: Counter[int] = Counter()
        self.spent: Counter[str] = Counter()
        self.spent_on: Counter[tuple[str, str]] = Counter()
        self.delivered: dict[int, Counter[int]] = defaultdict(Counter)

    def room(self, pair: int) -> int:
        """Return how many steps more a pair can take, with the rest of the plan as it is."""
        i, j = self.needs[pair], self.offers[pair]
        measures, state, use = self.measures, self.states[i], self.uses[pair]
        room = min(self.most[pair] - self.quantities.get(pair, 0), measures.left[i] - self.served[i])
        free = measures.capacity[j] - self.used[j]
        ceiling = measures.ceiling[j]
        if ceiling is not None:
            free = min(free, ceiling - self.given[j, state])
        if measures.money[j]:
            provider = self.providers[j]
            if provider in measures.budgets:
                free = min(free, measures.budgets[provider] - self.spent[provider])
            if measures.cap is not None:
                free = min(free, measures.cap - self.spent_on[provider, state])
        room = min(room, free // use)
        if pair in self.quantities:
            return max(room, 0)
        most = self.recipients[j]
        if most is not None and not self.pairs_of[j, state] and self.recipients_of[j] >= most:
            return 0
        for clique, delivery in self.exclusive.get(pair, ()):
            if any(count for other, count in self.delivered[clique].items() if other != delivery):
                return 0
        return max(room, 0)

    def add(self, pair: int, steps: int) -> None:
        """Give a pair so many steps more; the caller has asked for `room`."""
        i, j = self.needs[pair], self.offers[pair]
        state, provider, amount = self.states[i], self.providers[j], steps * self.uses[pair]
        if pair not in self.quantities:
            self.recipients_of[j] += not self.pairs_of[j, state]
            self.pairs_of[j, state] += 1
            for clique, delivery in self.exclusive.get(pair, ()):
                self.delivered[clique][delivery] += 1
        self.quantities[pair] = self.quantities.get(pair, 0) + steps
        self._book(i, j, state, provider, steps, amount)

    def drop(self, pair: int) -> None:
        """Take a pair out of the plan."""
        i, j = self.needs[pair], self.offers[pair]
        state, provider, steps = self.states[i], self.providers[j], self.quantities.pop(pair)
        self._book(i, j, state, provider, -steps, -steps * self.uses[pair])
        self.pairs_of[j, state] -= 1
        self.recipients_of[j] -= not self.pairs_of[j, state]
        for clique, delivery in self.exclusive.get(pair, ()):
            self.delivered[clique][delivery] -= 1

    def _book(self, i: int, j: int, state: str, provider: str, steps: int, amount: int) -> None:
        self.served[i] += steps
        self.used[j] += amount
        self.given[j, state] += amount
        if self.measures.money[j]:
            self.spent[provider] += amount
            self.spent_on[provider, state] += amount

    def short(self) -> set[int]:
        """Return the pairs that must go, since a minimum, an opening or a bundle is not reached."""
        measures = self.measures
        unserved = {
            bundle
            for bundle, parts in self.required.items()
            if any(not self.served[i] or self.served[i] < measures.least[i] for i in parts)
        }
        return {
            pair
            for pair, steps in self.quantities.items()
            for i, j in ((self.needs[pair], self.offers[pair]),)
            if steps < measures.unit[i]
            or self.served[i] < measures.least[i]
            or self.given[j, self.states[i]] < measures.floor[j]
            or self.used[j] < measures.opening[j]
            or self.bundle_of.get(i) in unserved
        }

    def settle(self) -> set[int]:
        """Drop pairs until every minimum is reached, and return what was dropped."""
        dropped: set[int] = set()
        while short := self.short():
            for pair in sorted(short):
                self.drop(pair)
            dropped |= short
        return dropped


def booked(ledger: Ledger, quantities: Mapping[int, int]) -> bool:
    """Enter a plan into empty books, cut to what the limits allow, and say whether nothing had to be cut or dropped.

    Where money is rounded to a cent too much, the cent is cut, and not a whole unit of something else: pairs whose step
    takes most come first. Where a cent is missing at a minimum, it is taken from where none is.
    """
    _enter(ledger, quantities)
    cents: set[int] = set()
    for _ in range(_ROUNDS):
        missing = {pair for pair in ledger.short() if ledger.measures.left[ledger.needs[pair]] > THINGS} - cents
        if not missing:
            break
        cents |= missing
        for pair in list(ledger.quantities):
            ledger.drop(pair)
        _enter(ledger, {pair: quantities[pair] + 1 for pair in cents})
        _enter(ledger, {pair: steps for pair, steps in quantities.items() if pair not in cents})
    return not ledger.settle() and ledger.quantities == quantities


def _enter(ledger: Ledger, quantities: Mapping[int, int]) -> None:
    """Enter pairs whose step is much first, of money that of tier 1 first: the last are cut."""

    def order(pair: int) -> tuple[bool, bool, int, int]:
        i = ledger.needs[pair]
        cents = ledger.measures.left[i] > THINGS
        return cents, cents and not ledger.first[i], -ledger.uses[pair], pair

    for pair in sorted(quantities, key=order):
        if steps := min(quantities[pair], ledger.room(pair)):
            ledger.add(pair, steps)


def steps_of(pairing: Pairing, allocations: Iterable[Allocation]) -> dict[int, int]:
    """Return what a plan gives, in steps by candidate pair; a line whose pair is none any more is left out."""
    needs = {demand.need.id: i for i, demand in enumerate(pairing.demands)}
    offers = {offer.id: j for j, offer in enumerate(pairing.problem.offers)}
    pairs = {
        (i, j): pair for pair, (i, j) in enumerate(zip(pairing.need.tolist(), pairing.offer.tolist(), strict=True))
    }
    return {
        pairs[needs[line.need], offers[line.offer]]: int(line.quantity / pairing.demands[needs[line.need]].step)
        for line in allocations
        if (needs[line.need], offers[line.offer]) in pairs
    }


def ledger_of(pairing: Pairing, cliques: Iterable[Clique], quantities: Mapping[int, int]) -> Ledger:
    """Return the books of a plan that keeps every limit."""
    ledger = Ledger(pairing, cliques)
    for pair, steps in quantities.items():
        ledger.add(pair, steps)
    return ledger
