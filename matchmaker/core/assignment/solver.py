"""Assignment: the stages of the objective, one after the other, each keeping what the earlier ones reached.

In comes a pairing, out goes the best plan in whole steps, with a bound for each stage that holds for every plan.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, inf
from time import monotonic

import numpy as np

from ..entities.problems import Pin
from ..vocabulary import Stage
from .eligibility import Pairing
from .engine import Answer, Engine
from .greedy import by_merit, greedy_plan
from .ledger import Ledger, booked
from .pins import PinnedPair, pin_bounds, place_pins, with_pin_columns
from .problem import build
from .program import Floats, Program
from .scoring import previous_pairs, stage_values, tie_order
from .ties import holding, need_rows, with_rise

STAGES = (Stage.TIER1, Stage.STATES, Stage.BENEFIT, Stage.STABILITY)
SAME = Fraction(1, 10**9)  # stage values closer than this are equal: rounding of money
_KEEP = 1e-8  # how far below its value a stage's row is held, for the solver's own rounding
_WHOLE = 1e-6
_PAUSE = 0.1  # seconds between two bounds that are told
_SHARES = {Stage.TIER1: 0.35, Stage.STATES: 0.35, Stage.BENEFIT: 0.9, Stage.STABILITY: 0.6}

Values = Mapping[Stage, Fraction]


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign of life while searching.

    Attributes
    ----------
    stage : Stage
        The one at work.
    value, bound : float
        What the best plan reaches in it, and what no plan exceeds (for ``stability``: changes, and no fewer).
    conflicts : tuple of Pin
        As far as known.
    quantities : mapping of int to int, or None
        Steps by candidate pair, when the plan is new.
    """

    stage: Stage
    value: float
    bound: float
    conflicts: tuple[Pin, ...]
    quantities: Mapping[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan in whole steps.

    Attributes
    ----------
    quantities : mapping of int to int
        Steps by candidate pair.
    values : mapping
        What it reaches by stage, exactly.
    bounds : mapping of Stage to float
        What no plan exceeds that keeps the earlier stages; infinite where a stage was never tried.
    conflicts : tuple of Pin
        Pins that cannot all hold while every proper subset can.
    settled : bool
        Whether the tie rule is proved.
    """

    quantities: Mapping[int, int]
    values: Values
    bounds: Mapping[Stage, float]
    conflicts: tuple[Pin, ...]
    settled: bool


class Search:
    """One search for the best plan of a pairing.

    Parameters
    ----------
    pairing : Pairing
        With its candidates.
    seed : int
        Of the tie rule's lot and of the solver.
    deadline : float
        On the monotonic timer.
    stopped : callable
        Asked all the time; true ends the search with the best plan so far.
    notify : callable
        Told the progress.
    """

    def __init__(
        self,
        pairing: Pairing,
        *,
        seed: int,
        deadline: float,
        stopped: Callable[[], bool] = lambda: False,
        notify: Callable[[Signal], None] = lambda _: None,
    ) -> None:
        self.pairing = pairing
        self.seed = seed
        self.deadline = deadline
        self.stopped = stopped
        self.notify = notify
        self.problem = build(pairing)
        self.order = tie_order(pairing.demands, seed)
        self.previous = len(previous_pairs(pairing))
        self.pins, self.hopeless = place_pins(pairing)
        self.conflicts: tuple[Pin, ...] = ()
        self.needed = 0  # how many of the pins a plan must keep
        self.held: dict[int, float] = {}
        self.bounds: dict[Stage, float] = {}
        self.best: dict[int, int] = {}
        self.values: dict[Stage, Fraction] = stage_values(pairing, self.problem.scores, {})
        self.engine = self._engine(self.problem.program)

    def run(self) -> Found:
        """Search until the best plan is proved or the time is over."""
        if self.pins or self.hopeless:
            self.conflicts = self._pin()
        fixed = {pinned.pair: pinned.steps for pinned in self.pins}
        order = by_merit(self.pairing, self.problem.scores, self.seed)
        self._offer(greedy_plan(self.pairing, self.problem.cliques, order, fixed=fixed), Stage.TIER1)
        for stage in STAGES:
            if stage in self.values:
                self._stage(stage)
        settled = all(self.proved(stage) for stage in self.values) and self._ties()
        return Found(dict(self.best), dict(self.values), dict(self.bounds), self.conflicts, settled)

    def proved(self, stage: Stage) -> bool:
        """Say whether a stage's value is known to be the best."""
        gap = abs(self.bounds.get(stage, inf) - float(self.values[stage]))
        return gap <= _WHOLE * max(1.0, abs(self.bounds.get(stage, inf)))

    def _engine(self, program: Program) -> Engine:
        return Engine(program, seed=self.seed, deadline=self.deadline, stopped=self.stopped)

    def _over(self) -> bool:
        return self.stopped() or monotonic() >= self.deadline

    # Pins: stage 0

    def _pin(self) -> tuple[Pin, ...]:
        """Hold every pin by bounds; where they conflict, name a smallest conflict and keep as many as can be kept."""
        if not self.hopeless and self._together(self.pins):
            bounds = pin_bounds(self.problem, self.pins) or {}
            self._restrict(bounds)
            self.needed = len(self.pins)
            return ()
        conflicts = self.hopeless[:1] or self._smallest_conflict()
        if self.pins and not self._together(self.pins):
            self.problem, row = with_pin_columns(self.problem, self.pins)
            self.engine = self._engine(self.problem.program)
            costs = np.zeros(self.problem.program.width)
            costs[len(costs) - len(self.pins) :] = 1.0
            answer = self.engine.maximise(costs, seconds=self._seconds(0.3))
            if answer.point is not None:
                self.needed = round(float(costs @ answer.point))
                self._hold(row, float(self.needed))
                self._offer(self.problem.decode(answer.point), Stage.TIER1)
        else:
            self._restrict(pin_bounds(self.problem, self.pins) or {})
            self.needed = len(self.pins)
        return conflicts

    def _together(self, pins: tuple[PinnedPair, ...]) -> bool:
        """Say whether pins can all hold; a plan that holds them is offered on the way."""
        bounds = pin_bounds(self.problem, pins)
        if bounds is None:
            return False
        self.engine.restrict(bounds)
        answer = self.engine.maximise(np.zeros(self.problem.program.width), seconds=self._seconds(0.2))
        self.engine.restrict({})
        if answer.point is not None and pins == self.pins:
            self._offer(self.problem.decode(answer.point), Stage.TIER1)
        return answer.point is not None or not answer.finished

    def _smallest_conflict(self) -> tuple[Pin, ...]:
        """Leave out one pin after the other as long as the rest still conflicts."""
        kept = self.pins
        for pinned in self.pins:
            rest = tuple(other for other in kept if other is not pinned)
            if not self._together(rest):
                kept = rest
        return tuple(pinned.pin for pinned in kept)

    def _restrict(self, bounds: Mapping[int, tuple[float, float]]) -> None:
        self.problem = replace(self.problem, program=self.problem.program.bounded(bounds))
        self.engine = self._engine(self.problem.program)

    def _hold(self, row: int, value: float) -> None:
        self.held[row] = value - _KEEP * max(1.0, abs(value))
        self.engine.hold(row, self.held[row])

    # Stages

    def _seconds(self, share: float) -> float:
        return max(0.0, self.deadline - monotonic()) * share

    def _stage(self, stage: Stage) -> None:
        costs = self.problem.objectives[stage]
        if not costs.any():
            self.bounds[stage] = self._outward(stage, 0.0)
            return
        shown = told = 0.0

        def improved(point: Floats) -> None:
            nonlocal shown
            if monotonic() >= shown:
                begun = monotonic()
                self._offer(self.problem.decode(point), stage)
                shown = monotonic() + 5 * (monotonic() - begun)

        def bounded(bound: float) -> None:
            nonlocal told
            if monotonic() >= told:
                told = monotonic() + _PAUSE
                self._tell(stage, self._outward(stage, bound))

        answer = Answer(None, inf, finished=False)
        if not self._over():
            start = self.problem.encode(self.best) if self._kept(self.best) else None
            answer = self.engine.maximise(
                costs, start=start, seconds=self._seconds(_SHARES[stage]), improved=improved, bounded=bounded
            )
        if answer.point is not None:
            self._offer(self.problem.decode(answer.point), stage)
        ceiling = float(np.maximum(costs, 0) @ self.problem.program.upper)
        bound = self._outward(stage, min(answer.bound, ceiling) if answer.bound > -inf else ceiling)
        value = float(self.values[stage])
        self.bounds[stage] = min(bound, value) if stage is Stage.STABILITY else max(bound, value)
        self._tell(stage, self.bounds[stage])
        reached = value if stage is not Stage.STABILITY else self.previous - value
        self._hold(self.problem.stage_rows[stage], reached)

    def _outward(self, stage: Stage, bound: float) -> float:
        """Return the solver's bound in the stage's own terms: whole numbers cut, changes counted."""
        if stage in (Stage.STATES, Stage.STABILITY) and abs(bound) < inf:
            bound = float(floor(bound + _WHOLE))
        return self.previous - bound if stage is Stage.STABILITY else bound

    def _kept(self, quantities: Mapping[int, int]) -> bool:
        """Say whether a plan keeps as many pins as it must."""
        return sum(pinned.holds(quantities) for pinned in self.pins) >= self.needed

    def _offer(self, quantities: Mapping[int, int], stage: Stage) -> bool:
        """Check a plan exactly, fill what room it leaves, and take it where it is better."""
        ledger = Ledger(self.pairing, self.problem.cliques)
        booked(ledger, quantities)
        self._fill(ledger)
        plan = dict(ledger.quantities)
        if not self._kept(plan):
            return False
        values = stage_values(self.pairing, self.problem.scores, plan)
        if self._kept(self.best) and not self._better(plan, values):
            return False
        self.best, self.values = plan, values
        self._tell(stage, self.bounds.get(stage, inf), dict(plan))
        return True

    def _tell(self, stage: Stage, bound: float, plan: Mapping[int, int] | None = None) -> None:
        self.notify(Signal(stage, float(self.values[stage]), bound, self.conflicts, plan))

    def _fill(self, ledger: Ledger) -> None:
        """Give allocations that are in the plan what is still free, in the order of the tie rule."""
        exact = {pinned.pair for pinned in self.pins if pinned.steps is not None and pinned.holds(ledger.quantities)}
        place = {i: rank for rank, i in enumerate(self.order)}
        for pair in sorted(ledger.quantities, key=lambda pair: (place[ledger.needs[pair]], pair)):
            if pair not in exact and (room := ledger.room(pair)):
                ledger.add(pair, room)

    def _better(self, plan: Mapping[int, int], values: Values) -> bool:
        for stage in STAGES:
            if stage in values:
                gain = values[stage] - self.values[stage]
                if abs(gain) > SAME:
                    return (gain > 0) != (stage is Stage.STABILITY)
        return self._vector(plan) > self._vector(self.best)

    def _served(self, plan: Mapping[int, int]) -> Counter[int]:
        served: Counter[int] = Counter()
        for pair, steps in plan.items():
            served[int(self.pairing.need[pair])] += steps
        return served

    def _vector(self, plan: Mapping[int, int]) -> list[int]:
        served = self._served(plan)
        return [served[i] for i in self.order]

    # The tie rule

    def _ties(self) -> bool:
        """Move to the plan that comes first by the tie rule; say whether it is proved that none comes before it."""
        problem = replace(self.problem, program=self.problem.program.held(self.held))
        sums = need_rows(problem)
        order = [i for i in self.order if i in sums]
        settled = 0
        while not self._over():
            rise = with_rise(problem, self._served(self.best), order, settled)
            if rise is None:
                return True
            extended, costs = rise
            answer = self._engine(extended).maximise(costs)
            if answer.point is None:
                return answer.finished
            before = self._served(self.best)
            if not self._offer(
                self.problem.decode(answer.point[: problem.program.width]), STAGES[len(self.values) - 1]
            ):
                return False
            if not answer.finished:
                continue
            served = self._served(self.best)
            settled = next(place for place, i in enumerate(order) if served[i] != before[i])
            costs = np.zeros(problem.program.width)
            for column, steps in sums[order[settled]]:
                costs[column] = steps
            kept = holding(problem, served, order[:settled])
            answer = self._engine(kept).maximise(costs, start=self.problem.encode(self.best))
            if answer.point is not None:
                self._offer(self.problem.decode(answer.point), STAGES[len(self.values) - 1])
            settled += answer.finished
        return False
