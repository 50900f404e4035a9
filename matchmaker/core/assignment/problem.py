"""Assignment: candidate pairs in, the rows and columns of a mixed-integer problem out, as raw arrays.

Sets, variables and constraints have the names and numbers of ``docs/assignment.md``. Floating point begins here; what
comes back is decoded into whole steps and checked exactly.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd, inf

import numpy as np

from ..vocabulary import Stage
from .eligibility import Pairing
from .overlaps import Clique, exclusive_deliveries
from .program import Builder, Floats, Integers, Program
from .scoring import Scores, previous_pairs, score, tier_weight

Groups = dict[tuple[int, str], list[int]]

LARGEST_WHOLE = 10**7  # a funding need of more steps gets a continuous column; rounding then loses less than 1e-6
_LARGEST_COEFFICIENT = 10**6


@dataclass(frozen=True, eq=False)
class Columns:
    """Where each variable stands among the columns.

    Attributes
    ----------
    quantity, used : array of int, by pair
        x and y.
    served : dict of need to column
        z; the y of the only pair where a need has one.
    state : dict of State to column
        T.
    pieces : dict of State to array of int
        The pieces of c_s, one for each slope.
    reached : dict of (offer, State) to column
        W, where a limit needs it; the y of the only pair where there is one.
    opened : dict of offer to column
        b, where the offer has an opening minimum.
    delivery : dict of frozenset of pairs to column
        V, where a delivery has several pairs.
    """

    quantity: Integers
    used: Integers
    served: Mapping[int, int]
    state: Mapping[str, int]
    pieces: Mapping[str, Integers]
    reached: Mapping[tuple[int, str], int]
    opened: Mapping[int, int]
    delivery: Mapping[frozenset[int], int]


@dataclass(frozen=True, eq=False)
class Problem:
    """A mixed-integer problem: maximise one of `objectives` under the rows.

    Attributes
    ----------
    program : Program
        Rows and columns; the rows of the stages are free until a stage is done.
    steps : array of float, by pair
        Steps in one unit of the quantity's column: 1 where it is whole, D where it is continuous.
    least : array of int, by pair
        Smallest useful quantity of a pair, in steps.
    objectives : dict
        Coefficients by stage; ``stability`` is what is kept less what is new.
    stage_rows : dict
        The row of each stage's objective; free until the stage is done.
    pins : tuple of (pair, steps or None)
        What the last columns count, where pins conflict.
    """

    pairing: Pairing
    scores: Scores
    cliques: tuple[Clique, ...]
    columns: Columns
    program: Program
    steps: Floats
    least: Integers
    objectives: Mapping[Stage, Floats]
    stage_rows: Mapping[Stage, int]
    pins: tuple[tuple[int, int | None], ...] = ()

    def encode(self, quantities: Mapping[int, int]) -> Floats:
        """Return the columns of a plan given in steps by pair."""
        columns, pairing = self.columns, self.pairing
        point = np.zeros(self.program.width)
        offered: dict[tuple[int, str], bool] = {}
        share: dict[str, float] = defaultdict(float)
        weights = self.scores.weights
        for pair, steps in quantities.items():
            i, j = int(pairing.need[pair]), int(pairing.offer[pair])
            demand = pairing.demands[i]
            point[columns.quantity[pair]] = steps / self.steps[pair]
            point[columns.used[pair]] = 1
            point[columns.served[i]] = 1
            point[columns.state[demand.need.state]] = 1
            offered[j, demand.need.state] = True
            part = float(tier_weight(demand, weights)) * steps * float(demand.step / demand.left)
            share[demand.need.state] += part
            if j in columns.opened:
                point[columns.opened[j]] = 1
        for reached in offered:
            if reached in columns.reached:
                point[columns.reached[reached]] = 1
        for members, column in columns.delivery.items():
            point[column] = float(any(pair in quantities for pair in members))
        for state, total in share.items():
            rest = total / self.asked[state]
            for column, width in zip(columns.pieces[state], weights.widths, strict=True):
                point[column] = min(rest, float(width))
                rest -= point[column]
        for column, (pair, pinned) in zip(range(len(point) - len(self.pins), len(point)), self.pins, strict=True):
            point[column] = float(pair in quantities and pinned in (None, quantities[pair]))
        return point

    @property
    def asked(self) -> dict[str, float]:
        """Return the weight of all open needs, by State."""
        total: dict[str, float] = defaultdict(float)
        for demand in self.pairing.demands:
            if demand.open:
                total[demand.need.state] += float(tier_weight(demand, self.scores.weights))
        return total

    def decode(self, point: Floats) -> dict[int, int]:
        """Return the nearest whole steps by pair; pairs that get nothing are left out."""
        steps = np.rint(point[self.columns.quantity] * self.steps).astype(np.int64)
        return {int(pair): int(steps[pair]) for pair in np.flatnonzero(steps > 0)}


def build(pairing: Pairing) -> Problem:
    """Write a pairing as a mixed-integer problem.

    Parameters
    ----------
    pairing : Pairing
        With its candidates.

    Returns
    -------
    Problem
        All constraints of ``docs/assignment.md``; pins are left to the solver, as bounds.

    Examples
    --------
    >>> from matchmaker.core.assignment.eligibility import pair
    >>> from matchmaker.core.assignment.instances import realistic
    >>> problem = build(pair(realistic(20, 8, seed=1)))
    >>> bool((problem.program.lower <= problem.program.upper).all())
    True
    """
    return _Encoding(pairing).problem()


class _Encoding:
    """The state of one encoding: the pairs in groups, and the columns and rows so far."""

    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.measures = pairing.measures
        self.scores = score(pairing)
        self.cliques = exclusive_deliveries(pairing)
        self.builder = Builder()
        needs: list[int] = pairing.need.tolist()
        offers: list[int] = pairing.offer.tolist()
        self.uses = [self.measures.use(i, j) for i, j in zip(needs, offers, strict=True)]
        self.state = [need.state for need in pairing.problem.needs]
        self.of_need: dict[int, list[int]] = defaultdict(list)
        self.of_offer: dict[int, list[int]] = defaultdict(list)
        self.of_recipient: Groups = defaultdict(list)
        for pair, (i, j) in enumerate(zip(needs, offers, strict=True)):
            self.of_need[i].append(pair)
            self.of_offer[j].append(pair)
            self.of_recipient[j, self.state[i]].append(pair)
        self.most = np.array(pairing.most, dtype=np.int64)
        left = np.array(self.measures.left, dtype=np.int64)[pairing.need]
        self.steps = np.where(left <= LARGEST_WHOLE, 1, left).astype(np.float64)
        exact = np.array([float(demand.left / demand.step) for demand in pairing.demands])
        self.share = self.steps / exact[pairing.need] if needs else np.zeros(0)
        self.least = self._least()

    def _least(self) -> Integers:
        """Return the smallest useful quantity of each pair: one unit, and what no other pair can add to a minimum.

        A need's minimum must come from the pair and from those that may deliver beside it; an offer's minimum per
        recipient from the pairs of that State. Where that exceeds what the pair can carry, the pair is of no use.
        """
        measures, most = self.measures, self.most.tolist()
        least = np.array(measures.unit, dtype=np.int64)[self.pairing.need]
        rivals: dict[int, set[int]] = defaultdict(set)
        for clique in self.cliques:
            for members in clique:
                for pair in members:
                    rivals[pair].update(*(other for other in clique if other is not members))
        for i, pairs in self.of_need.items():
            total = sum(most[pair] for pair in pairs)
            for pair in pairs:
                beside = total - most[pair] - sum(most[other] for other in rivals[pair] if other in pairs)
                least[pair] = max(least[pair], measures.least[i] - beside)
        for (j, _), pairs in self.of_recipient.items():
            if measures.floor[j]:
                total = sum(most[pair] * self.uses[pair] for pair in pairs)
                for pair in pairs:
                    missing = measures.floor[j] - (total - most[pair] * self.uses[pair])
                    least[pair] = max(least[pair], -(-missing // self.uses[pair]))
        return least

    def problem(self) -> Problem:
        builder = self.builder
        count = len(self.most)
        usable = self.least <= self.most
        upper = np.where(usable, self.most / self.steps, 0)
        quantity = np.array([builder.column(high, integer=False) for high in upper.tolist()], dtype=np.int64)
        used = np.array([builder.column(float(each)) for each in usable], dtype=np.int64)
        self.quantity, self.used = quantity, used
        builder.integer[:count] = (self.steps == 1).tolist()
        self._links()
        served = self._needs()
        opened = self._offers()
        reached = self._recipients()
        self._money()
        delivery = self._deliveries()
        self._bundles(served)
        state, pieces = self._states(served)
        columns = Columns(quantity, used, served, state, pieces, reached, opened, delivery)
        objectives = self._objectives(columns)
        stage_rows = {
            stage: builder.row((int(column), float(costs[column])) for column in np.flatnonzero(costs))
            for stage, costs in objectives.items()
            if costs.any()
        }
        return Problem(
            pairing=self.pairing,
            scores=self.scores,
            cliques=self.cliques,
            columns=columns,
            program=builder.program(),
            steps=self.steps,
            least=self.least,
            objectives=objectives,
            stage_rows=stage_rows,
        )

    def _links(self) -> None:
        """Constraint 3: l y <= x <= h y; one equation where the two are the same."""
        most, least = self.most / self.steps, self.least / self.steps
        fixed = self.most == self.least
        for pairs, factor, low, high in (
            (np.flatnonzero(fixed), most, 0.0, 0.0),
            (np.flatnonzero(~fixed), most, -inf, 0.0),
            (np.flatnonzero(~fixed), least, 0.0, inf),
        ):
            rows = np.arange(len(pairs), dtype=np.int64)
            self.builder.block(
                np.concatenate([rows, rows]),
                np.concatenate([self.quantity[pairs], self.used[pairs]]),
                np.concatenate([np.ones(len(pairs)), -factor[pairs]]),
                low,
                high,
                len(pairs),
            )

    def _needs(self) -> dict[int, int]:
        """Constraint 1: m z <= sum of x <= D z, per share of D."""
        served: dict[int, int] = {}
        for i, pairs in self.of_need.items():
            if len(pairs) == 1:
                served[i] = int(self.used[pairs[0]])
                continue
            served[i] = self.builder.column()
            entries = [(int(self.quantity[pair]), float(self.share[pair])) for pair in pairs]
            demand = self.pairing.demands[i]
            self.builder.row([*entries, (served[i], -1.0)], upper=0.0)
            self.builder.row([*entries, (served[i], -float(demand.least / demand.left))], lower=0.0)
        return served

    def _limit(self, pairs: Sequence[int], limit: int, column: int | None = None) -> None:
        """Sum of a x <= limit (times a column), in whole numbers divided by what they have in common."""
        common = gcd(*(self.uses[pair] for pair in pairs))
        total = sum(self.uses[pair] * int(self.most[pair]) for pair in pairs)
        if column is None and total <= limit:
            return
        self._sum(pairs, common, min(limit, total) // common, column, upper=True)

    def _least_total(self, pairs: Sequence[int], least: int, column: int) -> None:
        """Sum of a x >= least times a column."""
        common = gcd(*(self.uses[pair] for pair in pairs))
        self._sum(pairs, common, -(-least // common), column, upper=False)

    def _sum(self, pairs: Sequence[int], common: int, bound: int, column: int | None, *, upper: bool) -> None:
        scale = max(1.0, bound / _LARGEST_COEFFICIENT)
        entries = [
            (int(self.quantity[pair]), self.uses[pair] // common * float(self.steps[pair]) / scale) for pair in pairs
        ]
        side = bound / scale
        if column is not None:
            entries.append((column, -side))
            side = 0.0
        if upper:
            self.builder.row(entries, upper=side)
        else:
            self.builder.row(entries, lower=side)

    def _offers(self) -> dict[int, int]:
        """Constraint 2: P b <= sum of a x <= U b."""
        opened: dict[int, int] = {}
        for j, pairs in self.of_offer.items():
            least = self.measures.opening[j]
            if least:
                opened[j] = self.builder.column()
                self._least_total(pairs, least, opened[j])
            self._limit(pairs, self.measures.capacity[j], opened.get(j))
        return opened

    def _recipients(self) -> dict[tuple[int, str], int]:
        """Constraint 3 for a State's total: between g and G or zero, to at most K States."""
        reached: dict[tuple[int, str], int] = {}
        measures = self.measures
        states_of: dict[int, list[str]] = defaultdict(list)
        for (j, state), pairs in self.of_recipient.items():
            most = self.pairing.problem.offers[j].maximum_recipients
            states_of[j].append(state)
            column = None
            if measures.floor[j] or most is not None:
                column = int(self.used[pairs[0]]) if len(pairs) == 1 else self.builder.column()
                reached[j, state] = column
            if len(pairs) > 1 and (column is not None or measures.ceiling[j] is not None):
                self._limit(pairs, measures.limit(j), column)
                if column is not None and most is not None:
                    for pair in pairs:
                        self.builder.row([(column, 1.0), (int(self.used[pair]), -1.0)], lower=0.0)
                if column is not None and measures.floor[j]:
                    self._least_total(pairs, measures.floor[j], column)
        for j, states in states_of.items():
            most = self.pairing.problem.offers[j].maximum_recipients
            if most is not None and most < len(states):
                self.builder.row([(reached[j, state], 1.0) for state in states], upper=float(most))
        return reached

    def _money(self) -> None:
        """Constraints 2 and 6: a provider's budget, and its money to one State."""
        offers, measures = self.pairing.problem.offers, self.measures
        of_provider: dict[str, list[int]] = defaultdict(list)
        to_state: dict[tuple[str, str], list[int]] = defaultdict(list)
        for (j, state), pairs in self.of_recipient.items():
            if measures.money[j]:
                of_provider[offers[j].provider].extend(pairs)
                to_state[offers[j].provider, state].extend(pairs)
        for provider, pairs in of_provider.items():
            if provider in measures.budgets:
                self._limit(pairs, measures.budgets[provider])
        if measures.cap is not None:
            for pairs in to_state.values():
                self._limit(pairs, measures.cap)

    def _deliveries(self) -> dict[frozenset[int], int]:
        """Constraint 4: at most one of the deliveries that exclude one another."""
        delivery: dict[frozenset[int], int] = {}
        for clique in self.cliques:
            entries = []
            for members in clique:
                if len(members) == 1:
                    (pair,) = members
                    entries.append((int(self.used[pair]), 1.0))
                    continue
                if members not in delivery:
                    delivery[members] = self.builder.column()
                    for pair in sorted(members):
                        self.builder.row([(delivery[members], 1.0), (int(self.used[pair]), -1.0)], lower=0.0)
                entries.append((delivery[members], 1.0))
            self.builder.row(entries, upper=1.0)
        return delivery

    def _bundles(self, served: Mapping[int, int]) -> None:
        """Constraint 5: all required parts or none of the bundle."""
        parts: dict[str, list[int]] = defaultdict(list)
        for i, demand in enumerate(self.pairing.demands):
            if demand.bundle is not None and demand.open:
                parts[demand.bundle].append(i)
        for members in parts.values():
            required = [i for i in members if self.pairing.demands[i].need.required]
            if any(i not in served for i in required):
                for i in members:
                    for pair in self.of_need.get(i, ()):
                        self.builder.upper[int(self.used[pair])] = 0.0
            elif required:
                first = served[required[0]]
                for i in members:
                    if i in served and served[i] != first:
                        lower = 0.0 if self.pairing.demands[i].need.required else -inf
                        self.builder.row([(served[i], 1.0), (first, -1.0)], lower=lower, upper=0.0)

    def _states(self, served: Mapping[int, int]) -> tuple[dict[str, int], dict[str, Integers]]:
        """T and the pieces of c for each State that can get anything."""
        weights = self.scores.weights
        needs_of: dict[str, list[int]] = defaultdict(list)
        asked: dict[str, float] = defaultdict(float)
        for i, demand in enumerate(self.pairing.demands):
            if demand.open:
                asked[demand.need.state] += float(tier_weight(demand, weights))
                if i in served:
                    needs_of[demand.need.state].append(i)
        state: dict[str, int] = {}
        pieces: dict[str, Integers] = {}
        for code, needs in needs_of.items():
            state[code] = self.builder.column()
            self.builder.row([(served[i], 1.0) for i in needs] + [(state[code], -1.0)], lower=0.0)
            pieces[code] = np.array([self.builder.column(float(width), integer=False) for width in weights.widths])
            entries = [
                (int(self.quantity[pair]), float(tier_weight(self.pairing.demands[i], weights)) / asked[code] * share)
                for i in needs
                for pair in self.of_need[i]
                for share in (float(self.share[pair]),)
            ]
            self.builder.row(entries + [(int(column), -1.0) for column in pieces[code]], lower=0.0)
        return state, pieces

    def _objectives(self, columns: Columns) -> dict[Stage, Floats]:
        demands, weights = self.pairing.demands, self.scores.weights
        size = len(self.builder.lower)
        result = {stage: np.zeros(size) for stage in (Stage.TIER1, Stage.STATES, Stage.BENEFIT)}
        first = np.array([demand.need.tier == 1 for demand in demands], dtype=bool)
        tier = np.array([float(tier_weight(demand, weights)) for demand in demands])
        if len(self.most):
            result[Stage.TIER1][columns.quantity] = self.share * first[self.pairing.need]
            result[Stage.BENEFIT][columns.quantity] = tier[self.pairing.need] * self.scores.fits() * self.share
            result[Stage.BENEFIT][columns.used] = -float(weights.pair_cost)
        for code, column in columns.state.items():
            result[Stage.STATES][column] = 1.0
            result[Stage.BENEFIT][columns.pieces[code]] = [float(slope) for slope in weights.slopes]
        before = previous_pairs(self.pairing)
        if before:
            needs, offers = self.pairing.problem.needs, self.pairing.problem.offers
            kept = np.array(
                [
                    1.0 if (needs[i].id, offers[j].id) in before else -1.0
                    for i, j in zip(self.pairing.need.tolist(), self.pairing.offer.tolist(), strict=True)
                ]
            )
            result[Stage.STABILITY] = np.zeros(size)
            result[Stage.STABILITY][columns.used] = kept
        return result
