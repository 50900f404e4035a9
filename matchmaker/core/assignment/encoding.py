"""Assignment: the constraints of ``docs/assignment.md`` as rows over columns, written for all pairs at once.

Limits and uses stay whole numbers of any size until a row is written.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.sparse import csr_array

from .eligibility import Pairing, state_positions
from .grouping import Groups
from .overlaps import Clique
from .program import Builder, Exact, Flags, Integers, Program
from .scoring import Scores, tier_weight

LARGEST_WHOLE = 10**7  # a funding need of more steps gets a continuous column; rounding then loses less than 1e-6
_LARGEST_COEFFICIENT = 10**6
NONE = -1  # no column


@dataclass(frozen=True, eq=False)
class Columns:
    """Where each variable stands among the columns; -1 where there is none.

    Attributes
    ----------
    quantity, used : array of int, by pair
        x and y.
    served, total : array of int, by need
        z, which is the y of the only pair where a need has one; the served share t, where a need has several.
    state : array of int, by State
        T.
    pieces : array of int, by State and slope
        The pieces of c.
    recipient : array of int, by pair
        W of its offer and State, where a limit needs it; the y of the only pair where there is one.
    opened : array of int, by offer
        b, where the offer has an opening minimum.
    delivered, delivery : arrays of int
        Pairs that deliver together with others, and the V of each.
    """

    quantity: Integers
    used: Integers
    served: Integers
    total: Integers
    state: Integers
    pieces: Integers
    recipient: Integers
    opened: Integers
    delivered: Integers
    delivery: Integers


class Encoding:
    """The pairs in groups, and the columns and rows so far.

    Parameters
    ----------
    pairing : Pairing
        With its candidates.
    scores : Scores
        For the weights of the States' shares.
    cliques : tuple of Clique
        Deliveries that exclude one another.
    """

    def __init__(self, pairing: Pairing, scores: Scores, cliques: tuple[Clique, ...]) -> None:
        self.pairing, self.scores, self.cliques = pairing, scores, cliques
        self.builder = Builder()
        measures, need, offer = pairing.measures, pairing.need, pairing.offer
        self.states = len(pairing.problem.states)
        self.state = state_positions(pairing.problem)
        self.recipient = offer * self.states + self.state[need]
        self.by_need, self.by_offer, self.by_recipient = Groups(need), Groups(offer), Groups(self.recipient)
        self.most = np.array(pairing.most, dtype=np.int64)
        costs = _exact([cost or 0 for cost in measures.step_costs])
        self.uses = np.where(np.array(measures.money, dtype=bool)[offer], costs[need], 1)
        self.amounts = self.uses * self.most.astype(object)
        left = np.array(measures.left, dtype=np.int64)[need]
        self.steps = np.where(left <= LARGEST_WHOLE, 1, left).astype(np.float64)
        asked = np.array([float(demand.left / demand.step) for demand in pairing.demands])
        self.share = self.steps / asked[need] if len(need) else np.zeros(0)
        self.least = self._least()
        self.closed: list[int] = []

    def _least(self) -> Integers:
        """Return the smallest useful quantity of each pair: one unit, and what no other pair can add to a minimum.

        A need's minimum must come from the pair and from those that may deliver beside it; an offer's minimum per
        recipient from the pairs of that State. Where that exceeds what the pair can carry, the pair is of no use.
        """
        measures, need = self.pairing.measures, self.pairing.need
        if not len(need):
            return np.zeros(0, dtype=np.int64)
        beside = self.by_need.sums(self.most)[self.by_need.of_pair] - self.most - self._rivals() @ self.most
        least = np.maximum(
            np.array(measures.unit, dtype=np.int64)[need], np.array(measures.least, dtype=np.int64)[need] - beside
        )
        floor = _exact(measures.floor)[self.pairing.offer]
        others = self.by_recipient.sums(self.amounts)[self.by_recipient.of_pair] - self.amounts
        missing = np.where(floor > 0, -((others - floor) // self.uses), 0)
        result: Integers = np.maximum(least, np.minimum(missing, np.iinfo(np.int64).max).astype(np.int64))
        return result

    def _rivals(self) -> csr_array:
        """Return which pairs of one need exclude each other, as a matrix of 0 and 1."""
        size = len(self.pairing.need)
        entries = [
            (number, pair) for number, clique in enumerate(self.cliques) for members in clique for pair in members
        ]
        clique, pair = np.array(entries, dtype=np.int64).reshape(-1, 2).T
        key = clique * len(self.pairing.demands) + self.pairing.need[pair]
        group = np.unique(key, return_inverse=True)[1]
        meets = csr_array((np.ones(len(pair), dtype=np.int64), (pair, group)), shape=(size, len(key)))
        rivals: csr_array = (meets @ meets.T).tocsr()
        rivals.setdiag(0)
        rivals.data = np.minimum(rivals.data, 1)
        return rivals

    def columns(self) -> Columns:
        """Write all columns and rows."""
        usable = self.least <= self.most
        self.quantity = self.builder.columns(np.where(usable, self.most / self.steps, 0), self.steps == 1)
        self.used = self.builder.columns(usable.astype(np.float64))
        self._links()
        self._needs()
        opened = self._offers()
        recipient = self._recipients()
        self._money()
        delivered, delivery = self._deliveries()
        self._bundles()
        state, pieces = self._shares()
        return Columns(
            *(self.quantity, self.used, self.served, self.total, state, pieces, recipient, opened),
            *(delivered, delivery),
        )

    def program(self) -> Program:
        """Return what was written."""
        return self.builder.program(np.array(self.closed, dtype=np.int64))

    def _links(self) -> None:
        """Constraint 3: l y <= x <= h y; one equation where the two are the same."""
        most, least = self.most / self.steps, self.least / self.steps
        fixed = self.most == self.least
        for chosen, factor, low, high in (
            (fixed, most, 0.0, 0.0),
            (~fixed, most, -inf, 0.0),
            (~fixed, least, 0.0, inf),
        ):
            pairs = np.flatnonzero(chosen)
            rows = np.arange(len(pairs))
            entries = (rows, self.quantity[pairs], 1.0), (rows, self.used[pairs], -factor[pairs])
            self.builder.rows(len(pairs), *entries, lower=low, upper=high)

    def _needs(self) -> None:
        """Constraint 1: m z <= t <= z, and t = sum of x / D."""
        groups, demands = self.by_need, self.pairing.demands
        self.served = np.full(len(demands), NONE, dtype=np.int64)
        self.total = self.served.copy()
        self.served[groups.keys] = self.used[groups.first] if len(groups) else NONE
        several = groups.count > 1
        needs = groups.keys[several]
        count = len(needs)
        most = np.minimum(1.0, groups.sums(self.share * (self.most / self.steps))[several])
        least = np.array([float(demands[i].least / demands[i].left) for i in needs.tolist()])
        self.served[needs] = served = self.builder.columns(np.ones(count))
        self.total[needs] = total = self.builder.columns(most, integer=False)
        pairs, _, place = groups.members(several)
        rows = np.arange(count)
        self.builder.rows(
            count, (place, self.quantity[pairs], self.share[pairs]), (rows, total, -1.0), lower=0.0, upper=0.0
        )
        self.builder.rows(count, (rows, total, 1.0), (rows, served, -most), upper=0.0)
        self.builder.rows(count, (rows, total, 1.0), (rows, served, -least), lower=0.0)

    def _limits(self, groups: Groups, limit: Exact, column: Integers, chosen: Flags | None = None) -> None:
        """Sum of a x <= limit (times a column), in whole numbers divided by what they have in common."""
        total, common = groups.sums(self.amounts), groups.gcds(self.uses)
        acts = (column != NONE) | (total > limit).astype(bool)
        acts = acts if chosen is None else acts & chosen
        self._sums(groups, np.minimum(limit, total) // common, common, column, acts, upper=True)

    def _minima(self, groups: Groups, least: Exact, column: Integers, chosen: Flags) -> None:
        """Sum of a x >= least times a column."""
        common = groups.gcds(self.uses)
        self._sums(groups, -(-least // common), common, column, chosen, upper=False)

    def _sums(
        self, groups: Groups, bound: Exact, common: Exact, column: Integers, chosen: Flags, *, upper: bool
    ) -> None:
        bound = bound.astype(np.float64)
        scale = np.maximum(1.0, bound / _LARGEST_COEFFICIENT)
        pairs, group, place = groups.members(chosen)
        values = (self.uses[pairs] // common[group]).astype(np.float64) * self.steps[pairs] / scale[group]
        side, switch = (bound / scale)[chosen], column[chosen]
        on = switch != NONE
        entries = (place, self.quantity[pairs], values), (np.flatnonzero(on), switch[on], -side[on])
        if upper:
            self.builder.rows(len(side), *entries, upper=np.where(on, 0.0, side))
        else:
            self.builder.rows(len(side), *entries, lower=np.where(on, 0.0, side))

    def _offers(self) -> Integers:
        """Constraint 2: P b <= sum of a x <= U b."""
        measures, groups = self.pairing.measures, self.by_offer
        opened = np.full(len(measures.opening), NONE, dtype=np.int64)
        opening = _exact(measures.opening)[groups.keys]
        opens = (opening > 0).astype(bool)
        opened[groups.keys[opens]] = self.builder.columns(np.ones(np.count_nonzero(opens)))
        self._minima(groups, opening, opened[groups.keys], opens)
        self._limits(groups, _exact(measures.capacity)[groups.keys], opened[groups.keys])
        return opened

    def _recipients(self) -> Integers:
        """Constraint 3 for a State's total: between g and G or zero, to at most K States."""
        measures, groups = self.pairing.measures, self.by_recipient
        offers = groups.keys // self.states
        floor = _exact(measures.floor)[offers]
        ceiling = np.array([limit is not None for limit in measures.ceiling], dtype=bool)[offers]
        most = np.array(
            [
                inf if offer.maximum_recipients is None else offer.maximum_recipients
                for offer in self.pairing.problem.offers
            ]
        )
        counted, floored = np.isfinite(most)[offers], (floor > 0).astype(bool)
        several = groups.count > 1
        column = np.full(len(groups), NONE, dtype=np.int64)
        single = (counted | floored) & ~several
        column[single] = self.used[groups.first[single]] if len(groups) else NONE
        new = (counted | floored) & several
        column[new] = self.builder.columns(np.ones(np.count_nonzero(new)))
        limit = _exact([measures.limit(j) for j in range(len(measures.capacity))])[offers]
        self._limits(groups, limit, column, several & (counted | floored | ceiling))
        self._minima(groups, floor, column, several & floored)
        pairs, group, _ = groups.members(several & counted)
        rows = np.arange(len(pairs))
        self.builder.rows(len(pairs), (rows, column[group], 1.0), (rows, self.used[pairs], -1.0), lower=0.0)
        reach, place, count = np.unique(offers[counted], return_inverse=True, return_counts=True)
        bound = np.where(count > most[reach], most[reach], inf)
        binding = np.isfinite(bound)
        rank = np.cumsum(binding) - 1
        inside = binding[place]
        entries = (rank[place[inside]], column[counted][inside], 1.0)
        self.builder.rows(int(np.count_nonzero(binding)), entries, upper=bound[binding])
        return column[groups.of_pair]

    def _money(self) -> None:
        """Constraints 2 and 6: a provider's budget, and its money to one State."""
        measures, problem = self.pairing.measures, self.pairing.problem
        codes = {provider.code: number for number, provider in enumerate(problem.providers)}
        giver = np.array([codes[offer.provider] for offer in problem.offers], dtype=np.int64)[self.pairing.offer]
        pairs = np.flatnonzero(np.array(measures.money, dtype=bool)[self.pairing.offer])
        groups = Groups(giver[pairs], pairs)
        budgets = [measures.budgets.get(problem.providers[number].code) for number in groups.keys.tolist()]
        limited = np.array([budget is not None for budget in budgets], dtype=bool)
        self._limits(groups, _exact([budget or 0 for budget in budgets]), np.full(len(groups), NONE), limited)
        if measures.cap is not None:
            groups = Groups(giver[pairs] * self.states + self.state[self.pairing.need[pairs]], pairs)
            self._limits(groups, _exact([measures.cap] * len(groups)), np.full(len(groups), NONE))

    def _deliveries(self) -> tuple[Integers, Integers]:
        """Constraint 4: at most one of the deliveries that exclude one another."""
        number = {members: 0 for clique in self.cliques for members in clique if len(members) > 1}
        columns = self.builder.columns(np.ones(len(number)))
        number = dict(zip(number, columns.tolist(), strict=True))
        together = [(pair, column) for members, column in number.items() for pair in sorted(members)]
        pairs, delivery = np.array(together, dtype=np.int64).reshape(-1, 2).T
        rows = np.arange(len(pairs))
        self.builder.rows(len(pairs), (rows, delivery, 1.0), (rows, self.used[pairs], -1.0), lower=0.0)
        used = self.used.tolist()
        entries = [
            (row, number[members] if len(members) > 1 else used[next(iter(members))])
            for row, clique in enumerate(self.cliques)
            for members in clique
        ]
        place, column = np.array(entries, dtype=np.int64).reshape(-1, 2).T
        self.builder.rows(len(self.cliques), (place, column, 1.0), upper=1.0)
        return pairs, delivery

    def _bundles(self) -> None:
        """Constraint 5: all required parts or none of the bundle."""
        demands = self.pairing.demands
        parts: dict[str, list[int]] = defaultdict(list)
        for i, demand in enumerate(demands):
            if demand.bundle is not None and demand.open:
                parts[demand.bundle].append(i)
        ties: list[tuple[int, int, float]] = []
        for members in parts.values():
            required = [i for i in members if demands[i].need.required]
            if any(self.served[i] == NONE for i in required):
                self.closed.extend(self.used[np.isin(self.pairing.need, members)].tolist())
                continue
            for i in members:
                if required and self.served[i] not in (NONE, self.served[required[0]]):
                    low = 0.0 if demands[i].need.required else -inf
                    ties.append((int(self.served[i]), int(self.served[required[0]]), low))
        rows = np.arange(len(ties))
        part, first = np.array([tie[:2] for tie in ties], dtype=np.int64).reshape(-1, 2).T
        lower = np.array([tie[2] for tie in ties])
        self.builder.rows(len(ties), (rows, part, 1.0), (rows, first, -1.0), lower=lower, upper=0.0)

    def _shares(self) -> tuple[Integers, Integers]:
        """T and the pieces of c for each State that can get anything."""
        weights, demands = self.scores.weights, self.pairing.demands
        tier = np.array([float(tier_weight(demand, weights)) * demand.open for demand in demands])
        asked = np.bincount(self.state, weights=tier, minlength=self.states)
        needs = np.flatnonzero(self.served != NONE)
        reached, place = np.unique(self.state[needs], return_inverse=True)
        state = np.full(self.states, NONE, dtype=np.int64)
        pieces = np.full((self.states, len(weights.widths)), NONE, dtype=np.int64)
        state[reached] = self.builder.columns(np.ones(len(reached)))
        widths = np.tile([float(width) for width in weights.widths], len(reached))
        pieces[reached] = self.builder.columns(widths, integer=False).reshape(len(reached), len(weights.widths))
        rows = np.arange(len(reached))
        self.builder.rows(len(reached), (place, self.served[needs], 1.0), (rows, state[reached], -1.0), lower=0.0)
        first = np.full(len(demands), NONE, dtype=np.int64)
        first[self.by_need.keys] = self.by_need.first if len(self.by_need) else NONE
        alone = self.total[needs] == NONE
        column = np.where(alone, self.quantity[first[needs]], self.total[needs]) if len(needs) else needs
        share = np.where(alone, self.share[first[needs]], 1.0) if len(needs) else np.zeros(0)
        share = share * tier[needs] / asked[self.state[needs]]
        own = pieces[reached]
        self.builder.rows(
            len(reached), (place, column, share), (np.repeat(rows, own.shape[1]), own.ravel(), -1.0), lower=0.0
        )
        return state, pieces


def _exact(values: Sequence[int]) -> Exact:
    """Return whole numbers of any size as an array."""
    array: Exact = np.array(values, dtype=object)
    return array
