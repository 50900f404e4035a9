"""Assignment: how well each candidate pair fits, what a plan is worth stage by stage, and who comes first in a tie.

Everything here is exact: shares of days stay fractions. Only `fits` returns floating point, for the solver.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..entities.problems import Weights
from ..vocabulary import Stage
from .demands import Demand
from .eligibility import Pairing

_ROUNDING = Fraction(1, 10**12)  # more than a fit in floating point loses


@dataclass(frozen=True, eq=False)
class Scores:
    """What the fit of each candidate pair is made of, in the order of the pairs.

    Attributes
    ----------
    shared : array of bool
        The need names no language, or the offer shares one by name.
    days, window : array of int
        Days of the need's window that the offer covers, and all its days.
    distance : array of int
        0 in one subregion, 1 in one region, 2 otherwise.
    """

    weights: Weights
    shared: NDArray[np.bool_]
    days: NDArray[np.int64]
    window: NDArray[np.int64]
    distance: NDArray[np.int64]

    def terms(self, pair: int) -> tuple[Fraction, Fraction, Fraction]:
        """Return the exact factors of a pair: language, timeliness, proximity."""
        weights = self.weights
        base = Fraction(weights.timeliness)
        covered = Fraction(int(self.days[pair]), int(self.window[pair]))
        return (
            Fraction(1) if self.shared[pair] else Fraction(weights.language),
            base + (1 - base) * covered,
            Fraction(weights.proximity[self.distance[pair]]),
        )

    def fit(self, pair: int) -> Fraction:
        """Return the exact fit of a pair: the product of its factors."""
        language, timeliness, proximity = self.terms(pair)
        return language * timeliness * proximity

    def fits(self) -> NDArray[np.float64]:
        """Return the fit of every pair in floating point."""
        base = float(self.weights.timeliness)
        near = np.array([float(value) for value in self.weights.proximity])
        language = np.where(self.shared, 1.0, float(self.weights.language))
        fits: NDArray[np.float64] = language * (base + (1 - base) * self.days / self.window) * near[self.distance]
        return fits


def score(pairing: Pairing) -> Scores:
    """Return what the fit of each candidate pair is made of.

    Parameters
    ----------
    pairing : Pairing
        With its candidates.

    Returns
    -------
    Scores
        In the order of the candidate pairs.

    Notes
    -----
    Proximity follows annex paragraphs 32 and 38(h)(i), which ask for regional and South-South expertise.
    """
    problem = pairing.problem
    needs, offers = problem.needs, problem.offers
    states = {state.code: state for state in problem.states}
    providers = {provider.code: provider for provider in problem.providers}
    near: dict[tuple[str, str], int] = {}
    for need_state in {need.state for need in needs}:
        for giver in {offer.provider for offer in offers}:
            state, provider = states[need_state], providers[giver]
            if state.subregion and state.subregion == provider.subregion:
                near[need_state, giver] = 0
            else:
                near[need_state, giver] = 1 if state.region and state.region == provider.region else 2
    spoken = [frozenset(offer.languages) for offer in offers]
    shared, days, window, distance = [], [], [], []
    for i, j in zip(pairing.need.tolist(), pairing.offer.tolist(), strict=True):
        need, offer = needs[i], offers[j]
        shared.append(not need.languages or not spoken[j].isdisjoint(need.languages))
        days.append((min(need.end, offer.end) - max(need.start, offer.start)).days)
        window.append((need.end - need.start).days)
        distance.append(near[need.state, offer.provider])
    return Scores(
        weights=problem.scenario.weights,
        shared=np.array(shared, dtype=bool),
        days=np.array(days, dtype=np.int64),
        window=np.array(window, dtype=np.int64),
        distance=np.array(distance, dtype=np.int64),
    )


def tier_weight(demand: Demand, weights: Weights) -> Fraction:
    """Return tau: what a need of this tier weighs."""
    return Fraction(weights.tiers[demand.need.tier - 1])


def served_worth(share: Fraction, weights: Weights) -> Fraction:
    """Return phi: what it is worth that a State is served to a share between 0 and 1.

    Examples
    --------
    >>> served_worth(Fraction(1, 5), Weights())
    Fraction(6, 1)
    """
    worth, rest = Fraction(0), share
    for slope, width in zip(weights.slopes, weights.widths, strict=True):
        piece = min(rest, Fraction(width))
        worth += Fraction(slope) * piece
        rest -= piece
    return worth


def stage_values(
    pairing: Pairing, scores: Scores, quantities: Mapping[int, int], among: Iterable[int] | None = None
) -> dict[Stage, Fraction]:
    """Return what a plan reaches in each stage, exactly.

    Parameters
    ----------
    pairing : Pairing
        The problem.
    scores : Scores
        Of its candidate pairs.
    quantities : Mapping of int to int
        Steps allocated, by position of the candidate pair; pairs that get nothing are left out.
    among : iterable of int, optional
        Positions of the needs that count, all those of their States: two plans that differ in these alone can be
        compared by them. Default all.

    Returns
    -------
    dict
        Value by stage; ``stability`` counts the changes against the previous plan and stands only where there is one.
    """
    weights = scores.weights
    worth = defaultdict(list)
    served: dict[int, Fraction] = defaultdict(Fraction)
    for pair, steps in quantities.items():
        i = int(pairing.need[pair])
        demand = pairing.demands[i]
        share = steps * Fraction(demand.step) / Fraction(demand.left)
        served[i] += share
        worth[demand.need.state].append(tier_weight(demand, weights) * scores.fit(pair) * share)
    asked: dict[str, Fraction] = defaultdict(Fraction)
    given: dict[str, Fraction] = defaultdict(Fraction)
    first = Fraction(0)
    for i in range(len(pairing.demands)) if among is None else among:
        demand = pairing.demands[i]
        if demand.open:
            asked[demand.need.state] += tier_weight(demand, weights)
        if i in served:
            given[demand.need.state] += tier_weight(demand, weights) * served[i]
            first += served[i] if demand.need.tier == 1 else 0
    benefit = sum((sum(parts, Fraction(0)) for parts in worth.values()), Fraction(0))
    benefit += sum((served_worth(given[state] / asked[state], weights) for state in given), Fraction(0))
    benefit -= Fraction(weights.pair_cost) * len(quantities)
    values = {Stage.TIER1: first, Stage.STATES: Fraction(len(given)), Stage.BENEFIT: benefit}
    previous = previous_pairs(pairing)
    if previous:
        used = {pair_ids(pairing, pair) for pair in quantities}
        values[Stage.STABILITY] = Fraction(len(used ^ previous))
    return values


def ceilings(pairing: Pairing, scores: Scores) -> dict[Stage, Fraction]:
    """Return what no plan exceeds in a stage, however little was searched: each need for itself gets all it could.

    Parameters
    ----------
    pairing : Pairing
        The problem.
    scores : Scores
        Of its candidate pairs.

    Returns
    -------
    dict
        Bound by stage; none for ``stability``, where no plan has fewer than no changes.

    Examples
    --------
    >>> from matchmaker.core.assignment import pair, read_problem
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> pairing = pair(read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes()))
    >>> {stage.value: round(float(bound), 3) for stage, bound in ceilings(pairing, score(pairing)).items()}
    {'tier1': 1.0, 'states': 2.0, 'benefit': 27.253}
    """
    weights, measures = scores.weights, pairing.measures
    most, best = Counter[int](), np.zeros(len(pairing.demands))
    for i, steps in zip(pairing.need.tolist(), pairing.most, strict=True):
        most[i] += steps
    np.maximum.at(best, pairing.need, scores.fits())
    asked, given = defaultdict[str, Fraction](Fraction), defaultdict[str, Fraction](Fraction)
    first, fitting = Fraction(0), Fraction(0)
    for i, demand in enumerate(pairing.demands):
        if not demand.open:
            continue
        tau, share = tier_weight(demand, weights), min(Fraction(1), Fraction(most[i], measures.left[i]))
        asked[demand.need.state] += tau
        if share:
            given[demand.need.state] += tau * share
            fitting += tau * share * Fraction(best[i])
            first += share if demand.need.tier == 1 else 0
    worth = sum((served_worth(given[state] / asked[state], weights) for state in given), Fraction(0))
    return {
        Stage.TIER1: first,
        Stage.STATES: Fraction(len(given)),
        Stage.BENEFIT: (worth + fitting) * (1 + _ROUNDING),
    }


def pair_ids(pairing: Pairing, pair: int) -> tuple[str, str]:
    """Return the ids of a candidate pair."""
    problem = pairing.problem
    return problem.needs[pairing.need[pair]].id, problem.offers[pairing.offer[pair]].id


def previous_pairs(pairing: Pairing) -> set[tuple[str, str]]:
    """Return the pairs of the plan before this one; its rows may be gone."""
    return {(row.need, row.offer) for row in pairing.problem.scenario.previous}


def tie_order(demands: Sequence[Demand], seed: int) -> tuple[int, ...]:
    """Return the positions of the open needs in the order in which ties are decided.

    Parameters
    ----------
    demands : sequence of Demand
        In any order.
    seed : int
        Of the lot, the last resort.

    Returns
    -------
    tuple of int
        By `earlier_served`, `requested`, then the hexadecimal SHA-256 of ``<seed>:<need id>``, all ascending.
    """

    def key(i: int) -> tuple[int, date, str]:
        need = demands[i].need
        return need.earlier_served, need.requested, hashlib.sha256(f"{seed}:{need.id}".encode()).hexdigest()

    return tuple(sorted((i for i, demand in enumerate(demands) if demand.open), key=key))
