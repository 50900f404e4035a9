"""Assignment: the linear relaxations of a plan's problem, one for each stage, warm from one change to the next.

In each the stages before keep what the plan reaches, so that a bound on a changed problem is a bound on what the stage
can still be worth.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor, inf

import numpy as np

from ..entities.plans import Plan
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .eligibility import pair
from .engine import Engine
from .incumbent import STAGES
from .ledger import steps_of
from .pins import pin_bounds, place_pins
from .problem import Problem, build
from .program import Floats
from .scoring import pair_ids, previous_pairs, stage_values

LOSS = 1e-6
"""A stage that loses less has lost nothing: as much as a proved plan may lack."""

_KEEP = 1e-7  # how far below its value an earlier stage may lie

Bounds = Mapping[int, tuple[float, float]]


class Relaxations:
    """A plan's problem, its values, and a relaxation for each stage.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        Whose pins do not conflict.
    deadline : float
        On the monotonic timer.
    cancelled : callable
        True ends the work.

    Attributes
    ----------
    used : dict of int to int
        The plan, in steps by candidate pair.
    values : dict of Stage to Fraction
        What it reaches, exactly.
    stages : list of Stage
        In order; `working` are those that have something to reach.
    """

    def __init__(self, problem: AssignmentInput, plan: Plan, deadline: float, cancelled: Callable[[], bool]) -> None:
        self.seed = plan.solver.seed
        self.deadline, self.cancelled = deadline, cancelled
        self.pairing = pair(problem)
        built = build(self.pairing)
        bounds = pin_bounds(built, place_pins(self.pairing)[0]) or {}
        self.built: Problem = replace(built, program=built.program.bounded(bounds))
        self.used = steps_of(self.pairing, plan.allocations)
        self.values: dict[Stage, Fraction] = stage_values(self.pairing, built.scores, self.used)
        self.previous = len(previous_pairs(self.pairing))
        self.stages = [stage for stage in STAGES if stage in self.values]
        self.working = [stage for stage in self.stages if built.objectives[stage].any()]
        self._engines: dict[Stage, Engine] = {}

    def __len__(self) -> int:
        """Return how many candidate pairs there are."""
        return len(self.pairing.need)

    def ids(self, number: int) -> tuple[str, str]:
        """Return the ids of a candidate pair."""
        return pair_ids(self.pairing, number)

    def _engine(self, stage: Stage) -> Engine:
        if stage not in self._engines:
            earlier = self.stages[: self.stages.index(stage)]
            held = {
                self.built.stage_rows[each]: self.reached(each) - _KEEP * max(1.0, abs(self.reached(each)))
                for each in earlier
                if each in self.built.stage_rows
            }
            program = self.built.program.held(held).relaxed()
            self._engines[stage] = Engine(program, seed=self.seed, deadline=self.deadline, stopped=self.cancelled)
        return self._engines[stage]

    def reached(self, stage: Stage) -> float:
        """Return what the plan reaches as the program counts it: changes are what is kept less what is new."""
        value = float(self.values[stage])
        return self.previous - value if stage is Stage.STABILITY else value

    def bound(self, stage: Stage, changed: Bounds | None = None) -> float:
        """Return what a changed problem's relaxation reaches in a stage.

        Minus infinity where nothing is feasible, infinity where the time was over.
        """
        engine = self._engine(stage)
        engine.restrict(changed or {})
        answer = engine.maximise(self.built.objectives[stage])
        return answer.bound if answer.finished else inf

    def lost(self, stage: Stage, bound: float) -> float:
        """Return how much a stage loses at least under a bound."""
        if stage in (Stage.STATES, Stage.STABILITY) and abs(bound) < inf:
            bound = floor(bound + LOSS)
        return max(0.0, self.reached(stage) - bound)

    def reaches(self, quantities: Mapping[int, int]) -> dict[Stage, Fraction]:
        """Return what another plan reaches in each stage, exactly."""
        return stage_values(self.pairing, self.built.scores, quantities)

    def possible(self, number: int) -> bool:
        """Say whether the bounds allow an override: a pinned pair cannot be forbidden, one of no use not pinned."""
        column = self.built.columns.used[number]
        if number in self.used:
            return not self.built.program.lower[column]
        return bool(self.built.program.upper[column])

    def override(self, number: int) -> Bounds:
        """Return the bounds that forbid a pair that the plan uses, or pin one that it does not."""
        used, quantity = int(self.built.columns.used[number]), int(self.built.columns.quantity[number])
        return {used: (0.0, 0.0), quantity: (0.0, 0.0)} if number in self.used else {used: (1.0, 1.0)}

    def at_once(self, stage: Stage) -> tuple[float, Floats]:
        """Return the relaxation's value, and what each pair's override takes off it at least, all pairs at once.

        A relaxation's dual solution stays feasible when a column's bounds move, so the value moves at least by the
        reduced cost of a column that is 0 and must be 1, or is 1 and must be 0.
        """
        bound = self.bound(stage)
        worth = np.array(self._engine(stage).solver.getSolution().col_dual)
        if bound == inf or len(worth) == 0:
            return inf, np.zeros(len(self))
        step = worth[self.built.columns.used]
        pinned = np.array([number not in self.used for number in range(len(self))], dtype=bool)
        return bound, np.where(pinned, np.maximum(-step, 0.0), np.maximum(step, 0.0))
