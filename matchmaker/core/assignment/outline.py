"""Assignment: the relaxation in outline, for problems so large that the whole relaxation takes minutes.

What a pair uses and what a need gets are put in for the variables that say whether they are used or served (y = x / h,
z = t), so that only quantities stay. Minima, bundles and openings are left out: what no outline exceeds, no plan
exceeds. Columns come in as their reduced costs ask for them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import inf

import highspy
import numpy as np

from .clock import now
from .eligibility import Pairing, state_positions
from .grouping import Groups
from .master import Master, Matrix
from .overlaps import Clique
from .program import Builder, Flags, Floats, Integers, Program
from .scoring import Scores, tier_weight

_PER_NEED, _AT_ONCE = 4, 4  # columns of a need to begin with, and to add in a round
_BESIDE = 3  # columns of a need to add where pairs are closed
_GAIN, _BROKEN = 1e-7, 1e-3
_CLOSE = 0.01  # of the bound: what columns may still bring when rows begin to be added
_STAY = 3.0  # times the pairs that carry something: those that stay when rows begin to be added
_CARRIES = 1e-6


@dataclass(frozen=True, slots=True)
class Round:
    """What is known after a round.

    Attributes
    ----------
    bound, missing : float
        What no plan exceeds, and by how much that is more than the point reaches.
    carried, worth : array of float
        What each pair carries at the point, as a share of the most it can; and what it would bring in beside it.
    tied : bool
        Whether rows that an earlier point broke have come in.
    master : object
        The columns that are in, with their solver.
    solved : callable
        Solves a master again without some pairs, and says what each pair then carries; None where the time is over.
    """

    bound: float
    missing: float
    carried: Floats
    worth: Floats
    tied: bool
    master: Master
    solved: Callable[[Master, Flags], Floats | None]

    def without(self, pairs: Flags) -> Floats | None:
        """Solve again without some pairs, and return what each pair then carries; None where the time is over."""
        return self.solved(self.master, pairs)

    def apart(self) -> "Round":
        """Return the round with a solver of its own, for whoever works beside."""
        return replace(self, master=self.master.twin())


class Outline:
    """Columns for what each pair carries, as a share of the most it can; then recipients, then pieces of c.

    Parameters
    ----------
    pairing : Pairing
        With its candidates.
    scores : Scores
        Of its candidate pairs.
    cliques : tuple of Clique
        Deliveries that exclude one another.
    usable : array of bool, optional
        The pairs that any plan may use; all where not given.
    """

    def __init__(
        self, pairing: Pairing, scores: Scores, cliques: tuple[Clique, ...], usable: Flags | None = None
    ) -> None:
        self.pairing = pairing
        self.count = len(pairing.need)
        measures, need, offer = pairing.measures, pairing.need, pairing.offer
        problem, builder = pairing.problem, Builder()
        states, self.state = len(problem.states), state_positions(problem)
        upper = np.ones(self.count) if usable is None else usable.astype(np.float64)
        self.columns = builder.columns(upper, integer=False)
        most = np.array(pairing.most, dtype=np.float64)
        costs = np.array([float(cost or 0) for cost in measures.step_costs])
        self.amounts = np.where(np.array(measures.money, dtype=bool)[offer], costs[need], 1.0) * most
        asked = np.array([float(demand.left / demand.step) if demand.open else 1.0 for demand in pairing.demands])
        self.share = most / asked[need]
        self._limit(builder, Groups(need), self.share, np.ones(len(asked)))
        self._limit(builder, Groups(offer), self.amounts, np.array(measures.capacity, dtype=np.float64))
        recipients = Groups(offer * states + self.state[need])
        of = recipients.keys // states
        limit = np.array([float(measures.limit(j)) for j in range(len(measures.capacity))])
        counted = np.array([row.maximum_recipients is not None for row in problem.offers], dtype=bool)[of]
        single = np.array([each is not None for each in measures.ceiling], dtype=bool)[of]
        single &= ~counted & (recipients.count > 1)
        self._limit(builder, recipients, self.amounts, limit[of], single, keyed=False)
        self._recipients(builder, recipients, self.amounts, limit[of], counted, of)
        self._money(builder, self.amounts, states)
        self.together = [clique for clique in cliques if any(len(part) > 1 for part in clique)]
        rows = [(row, min(part)) for row, clique in enumerate(cliques) for part in clique]
        place, pair = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        builder.rows(len(cliques), (place, self.columns[pair], 1.0), upper=1.0)
        tier = np.array([float(tier_weight(demand, scores.weights)) * demand.open for demand in pairing.demands])
        total = np.bincount(self.state, weights=tier, minlength=states)
        widths = np.tile([float(width) for width in scores.weights.widths], states)
        pieces = builder.columns(widths, integer=False).reshape(states, -1)
        weight = tier[need] * self.share / np.where(total > 0, total, 1.0)[self.state[need]]
        own = np.repeat(np.arange(states), pieces.shape[1])
        builder.rows(states, (self.state[need], self.columns, weight), (own, pieces.ravel(), -1.0), lower=0.0)
        self.program: Program = builder.program(np.zeros(0, dtype=np.int64))
        self.benefit, self.first = np.zeros(builder.width), np.zeros(builder.width)
        self.benefit[self.columns] = tier[need] * scores.fits() * self.share - float(scores.weights.pair_cost)
        self.benefit[pieces] = [float(slope) for slope in scores.weights.slopes]
        first = np.array([demand.need.tier == 1 for demand in pairing.demands], dtype=bool)[need]
        self.first[self.columns] = self.share * first

    def _limit(
        self,
        builder: Builder,
        groups: Groups,
        amounts: Floats,
        limits: Floats,
        chosen: Flags | None = None,
        *,
        keyed: bool = True,
    ) -> None:
        """Sum of amounts <= limit, divided by the limit."""
        limit = limits[groups.keys] if keyed else limits
        total = groups.sums(amounts)
        binding = total > limit * (1 + 1e-12)
        binding = binding if chosen is None else binding & chosen
        pairs, group, place = groups.members(binding)
        entries = (place, self.columns[pairs], amounts[pairs] / np.maximum(limit[group], 1e-300))
        builder.rows(int(np.count_nonzero(binding)), entries, upper=1.0)

    def _recipients(
        self, builder: Builder, groups: Groups, amounts: Floats, limits: Floats, counted: Flags, of: Integers
    ) -> None:
        """What an offer gives one State <= its limit times W; sum of W <= K."""
        count = int(np.count_nonzero(counted))
        reached = builder.columns(np.ones(count), integer=False)
        pairs, group, place = groups.members(counted)
        limit = np.minimum(limits, groups.sums(amounts))
        entries = (place, self.columns[pairs], amounts[pairs] / limit[group]), (np.arange(count), reached, -1.0)
        builder.rows(count, *entries, upper=0.0)
        self.counted, self.reached = pairs, reached[place]
        offers, row = np.unique(of[counted], return_inverse=True)
        most = [float(self.pairing.problem.offers[j].maximum_recipients or 0) for j in offers.tolist()]
        builder.rows(len(offers), (row, reached, 1.0), upper=np.array(most))

    def _money(self, builder: Builder, amounts: Floats, states: int) -> None:
        """Budgets and the cap."""
        measures, problem, pairing = self.pairing.measures, self.pairing.problem, self.pairing
        codes = {provider.code: number for number, provider in enumerate(problem.providers)}
        giver = np.array([codes[row.provider] for row in problem.offers], dtype=np.int64)[pairing.offer]
        pairs = np.flatnonzero(np.array(measures.money, dtype=bool)[pairing.offer])
        budgets = np.array([float(measures.budgets.get(row.code, 1e300)) for row in problem.providers])
        self._limit(builder, Groups(giver[pairs], pairs), amounts, budgets)
        if measures.cap is not None:
            groups = Groups(giver[pairs] * states + self.state[pairing.need[pairs]], pairs)
            self._limit(builder, groups, amounts, np.full(len(groups), float(measures.cap)), keyed=False)

    def maximise(
        self,
        costs: Floats,
        deadline: float,
        stopped: Callable[[], bool],
        heard: Callable[[Round], None] = lambda _: None,
    ) -> tuple[float, Floats | None]:
        """Return a bound of a linear function, and what each pair carries where it is reached.

        Parameters
        ----------
        costs : array of float
            One for each column.
        deadline : float
            On the monotonic timer; a bound is returned even where it cuts in.
        stopped : callable
            Asked between rounds.
        heard : callable
            Told each round.
        """
        bound = self.ceiling(costs)
        matrix = Matrix(self.program)
        inside = np.ones(self.program.width, dtype=bool)
        usable = self.program.upper[self.columns] > 0
        inside[self.columns] = _best(self.pairing.need, np.where(usable, costs[self.columns], -inf), _PER_NEED)
        master = Master(self.program, matrix, costs)
        new, carried, rows, tied = np.flatnonzero(inside), None, 0, np.zeros(self.count, dtype=bool)
        many = True
        while now() < deadline and not stopped():
            master.add(new)
            point = master.solve(deadline)
            if point is None:
                break
            worth = costs - matrix.times(master.duals())
            outside = (worth > _GAIN) & (master.place < 0) & (self.program.upper > 0)
            pairs = self.columns[outside[self.columns]]
            missing = self._brings(np.flatnonzero(outside[self.columns]), worth[pairs])
            bound, carried = min(bound, float(costs @ point) + missing), point[self.columns]
            basis = master.solver.getBasis()
            told = bound, bound - float(costs @ point), carried, worth[self.columns]
            heard(Round(*told, bool(rows), master, partial(self._without, deadline)))
            master.reopen(basis)
            new = pairs[_best(self.pairing.need[pairs], worth[pairs], _AT_ONCE)]
            new = new[master.place[new] < 0]
            close = missing <= _CLOSE * abs(bound)
            if close and many:
                many = False
                master.drop(self._idle(master, point, worth))
            rows = self._tie(master, point, tied) if close else 0
            if not rows and not len(new):
                break
        return bound, carried

    def _without(self, deadline: float, master: Master, pairs: Flags) -> Floats | None:
        """Return what each pair carries once some are closed, with columns that the others then ask for."""
        again = master.solve(deadline, closed=self.columns[pairs])
        if again is not None:
            prices = master.costs - master.matrix.times(master.duals())
            prices[self.columns[pairs]] = 0.0
            asked = self.columns[(prices[self.columns] > _GAIN) & (master.place[self.columns] < 0)]
            master.add(asked[_best(self.pairing.need[asked], prices[asked], _BESIDE)])
            again = master.solve(deadline)
        return None if again is None else again[self.columns]

    def _brings(self, pairs: Integers, worth: Floats) -> float:
        """Return what pairs that are not in may bring at most: of each need no more than is needed."""
        need, share = self.pairing.need[pairs], self.share[pairs]
        order = np.lexsort((-worth / share, need))
        need, share, worth = need[order], share[order], worth[order]
        before = np.cumsum(share) - share
        first = np.searchsorted(need, need)
        taken = np.clip(1.0 - (before - before[first]), 0.0, share) if len(need) else share
        return float((worth / share) @ taken)

    def _idle(self, master: Master, point: Floats, worth: Floats) -> Integers:
        """Return the columns to go on without: those of pairs that are furthest from carrying anything."""
        inside = self.columns[master.place[self.columns] >= 0]
        carrying = int(np.count_nonzero(point[inside] > _CARRIES))
        order = inside[np.argsort(-worth[inside], kind="stable")]
        rest = order[int(_STAY * carrying) :]
        idle: Integers = rest[(worth[rest] < -_GAIN) & (point[rest] == 0.0)]
        return idle

    def ceiling(self, costs: Floats) -> float:
        """Return what no outline exceeds before anything is solved: every need gets the best that any pair gives."""
        need, others = self.pairing.need, costs.copy()
        others[self.columns] = 0.0
        best = np.zeros(len(self.pairing.demands))
        np.maximum.at(best, need, costs[self.columns] / self.share)
        served = np.minimum(1.0, np.bincount(need, weights=self.share, minlength=len(best)))
        return float(best @ served + np.maximum(others, 0.0) @ self.program.upper)

    def _tie(self, master: Master, point: Floats, tied: Flags) -> int:
        """Add the rows that a point breaks and return how many: u <= W by pair, and the largest of a joint delivery."""
        used, place = point[self.columns], master.place
        broken = (used[self.counted] > point[self.reached] + _BROKEN) & ~tied[self.counted]
        pairs, reached = self.counted[broken], self.reached[broken]
        tied[pairs] = True
        index = np.stack([place[self.columns[pairs]], place[reached]], axis=1).ravel()
        value = np.tile([1.0, -1.0], len(pairs))
        rows = [(index, value, np.zeros(len(pairs)), np.arange(len(pairs)) * 2)]
        largest = [[max(part, key=lambda pair: used[pair]) for part in clique] for clique in self.together]
        over = [row for row in largest if used[row].sum() > 1 + _BROKEN]
        lengths = np.array([len(row) for row in over], dtype=np.int64)
        members = np.array([pair for row in over for pair in row], dtype=np.int64)
        members_place = place[self.columns[members]]
        inside = members_place >= 0
        row_of = np.repeat(np.arange(len(over)), lengths)[inside]
        starts = np.concatenate([[0], np.cumsum(np.bincount(row_of, minlength=len(over)))])[:-1]
        rows.append((members_place[inside], np.ones(len(row_of)), np.ones(len(over)), starts))
        for columns, values, upper, first in rows:
            if len(upper):
                low = np.full(len(upper), -highspy.kHighsInf)
                master.solver.addRows(
                    *(len(upper), low, upper, len(columns), first.astype(np.int32)),
                    *(columns.astype(np.int32), values),
                )
        return len(pairs) + len(over)


def _best(group: Integers, worth: Floats, count: int) -> Flags:
    """Return which entries are among so many best of their group."""
    order = np.lexsort((-worth, group))
    ordered = group[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(group) else np.zeros(0, dtype=bool)
    rank = np.arange(len(group)) - np.maximum.accumulate(np.where(first, np.arange(len(group)), 0))
    chosen = np.zeros(len(group), dtype=bool)
    chosen[order] = rank < count
    return chosen
