"""Assignment: candidate pairs in, the rows and columns of a mixed-integer problem out, as raw arrays.

Sets, variables and constraints have the names and numbers of ``docs/assignment.md``. Floating point begins here; what
comes back is decoded into whole steps and checked exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..vocabulary import Stage
from .eligibility import Pairing, state_positions
from .encoding import LARGEST_WHOLE, NONE, Columns, Encoding
from .overlaps import Clique, exclusive_deliveries
from .program import Flags, Floats, Integers, Program
from .scoring import Scores, previous_pairs, score, tier_weight

__all__ = ["LARGEST_WHOLE", "Columns", "Problem", "build"]

_NEAR = 1e-6  # what the solver leaves of a whole number
_NEAR_MONEY = 1e-9  # of what is asked for: the same where quantities are continuous; more would round up into a limit


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
        pairs = np.array(sorted(quantities), dtype=np.int64)
        if len(pairs):
            needs = pairing.need[pairs]
            steps = np.array([quantities[pair] for pair in pairs.tolist()], dtype=np.float64)
            share = steps * self.step_shares[needs]
            state = state_positions(pairing.problem)
            point[columns.quantity[pairs]] = steps / self.steps[pairs]
            for column in (
                *(columns.used[pairs], columns.served[needs], columns.state[state[needs]]),
                *(columns.recipient[pairs], columns.opened[pairing.offer[pairs]]),
                columns.delivery[np.isin(columns.delivered, pairs)],
            ):
                point[column[column != NONE]] = 1
            total = columns.total[needs]
            np.add.at(point, total[total != NONE], share[total != NONE])
            rest = np.bincount(state[needs], weights=share * self.weights[needs], minlength=len(columns.state))
            for piece, width in zip(columns.pieces.T, self.scores.weights.widths, strict=True):
                part = np.minimum(rest, float(width))
                point[piece[piece != NONE]] = part[piece != NONE]
                rest = rest - part
        for place, (pair, pinned) in enumerate(self.pins, len(point) - len(self.pins)):
            point[place] = float(pair in quantities and pinned in (None, quantities[pair]))
        return point

    @property
    def step_shares(self) -> Floats:
        """Return what one step is of D, by need; zero where nothing is needed."""
        return np.array([float(demand.step / demand.left) if demand.open else 0.0 for demand in self.pairing.demands])

    @property
    def weights(self) -> Floats:
        """Return what each need weighs among the open needs of its State."""
        demands, state = self.pairing.demands, state_positions(self.pairing.problem)
        tier = np.array([float(tier_weight(demand, self.scores.weights)) * demand.open for demand in demands])
        asked = np.bincount(state, weights=tier, minlength=len(self.columns.state))
        return tier / np.where(asked > 0, asked, 1.0)[state]

    def with_pairs(self, chosen: Flags) -> "Problem":
        """Return the problem in which only some pairs may be used."""
        upper = self.program.upper.copy()
        upper[self.columns.quantity[~chosen]] = 0.0
        upper[self.columns.used[~chosen]] = 0.0
        return replace(self, program=replace(self.program, upper=upper))

    def decode(self, point: Floats) -> dict[int, int]:
        """Return the whole steps by pair, what is between two cut off; pairs that get nothing are left out."""
        exact = point[self.columns.quantity] * self.steps
        near = np.rint(exact)
        within = np.where(self.steps == 1, _NEAR * np.maximum(1.0, near), np.maximum(_NEAR, _NEAR_MONEY * self.steps))
        close = np.abs(exact - near) <= within
        steps = np.where(close, near, np.floor(exact)).astype(np.int64)
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

    Notes
    -----
    ``docs/assignment.md``, "Sets, variables and constraints"; the objectives of its next section.

    Examples
    --------
    >>> from matchmaker.core.assignment.eligibility import pair
    >>> from matchmaker.core.assignment.instances import realistic
    >>> problem = build(pair(realistic(20, 8, seed=1)))
    >>> bool((problem.program.lower <= problem.program.upper).all())
    True
    """
    scores, cliques = score(pairing), exclusive_deliveries(pairing)
    encoding = Encoding(pairing, scores, cliques)
    columns = encoding.columns()
    objectives = _objectives(encoding, columns)
    stage_rows: dict[Stage, int] = {}
    for stage, costs in objectives.items():
        used = np.flatnonzero(costs)
        if len(used):
            row = encoding.builder.rows(1, (np.zeros(len(used), dtype=np.int64), used, costs[used]))
            stage_rows[stage] = int(row[0])
    return Problem(
        pairing=pairing,
        scores=scores,
        cliques=cliques,
        columns=columns,
        program=encoding.program(),
        steps=encoding.steps,
        least=encoding.least,
        objectives=objectives,
        stage_rows=stage_rows,
    )


def _objectives(encoding: Encoding, columns: Columns) -> dict[Stage, Floats]:
    """Return the coefficients of each stage."""
    pairing, scores = encoding.pairing, encoding.scores
    demands, weights, need = pairing.demands, scores.weights, pairing.need
    width = encoding.builder.width
    result = {stage: np.zeros(width) for stage in (Stage.TIER1, Stage.STATES, Stage.BENEFIT)}
    first = np.array([demand.need.tier == 1 for demand in demands], dtype=bool)
    tier = np.array([float(tier_weight(demand, weights)) for demand in demands])
    several = columns.total != NONE
    result[Stage.TIER1][columns.total[several & first]] = 1.0
    result[Stage.STATES][columns.state[columns.state != NONE]] = 1.0
    if len(need):
        alone = first[need] & ~several[need]
        result[Stage.TIER1][columns.quantity[alone]] = encoding.share[alone]
        result[Stage.BENEFIT][columns.quantity] = tier[need] * scores.fits() * encoding.share
        result[Stage.BENEFIT][columns.used] = -float(weights.pair_cost)
    for piece, slope in zip(columns.pieces.T, weights.slopes, strict=True):
        result[Stage.BENEFIT][piece[piece != NONE]] = float(slope)
    before = previous_pairs(pairing)
    if before:
        needs, offers = pairing.problem.needs, pairing.problem.offers
        pairs = zip(need.tolist(), pairing.offer.tolist(), strict=True)
        kept = [1.0 if (needs[i].id, offers[j].id) in before else -1.0 for i, j in pairs]
        result[Stage.STABILITY] = np.zeros(width)
        result[Stage.STABILITY][columns.used] = np.array(kept)
    return result
