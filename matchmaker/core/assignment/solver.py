"""Assignment: the stages of the objective, one after the other, each keeping what the earlier ones reached.

In comes a pairing, out goes the best plan in whole steps, with a bound for each stage that holds for every plan. The
ladder: a relaxation guides a greedy plan, which is improved part by part and then handed to the exact solver.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import floor, inf
from time import monotonic

import numpy as np

from ..entities.problems import Pin
from ..vocabulary import Stage
from .eligibility import Pairing
from .engine import Answer, Engine
from .greedy import by_guide, by_merit, greedy_plan
from .improvement import Improver, together
from .incumbent import STAGES, Incumbent, Quantities, Values
from .pins import PinnedPair, pin_bounds, place_pins, with_pin_columns
from .problem import build
from .program import Floats, Program
from .scoring import previous_pairs, tie_order
from .ties import holding, need_rows, with_rise

_KEEP = 1e-8  # how far below its value a stage's row is held, for the solver's own rounding
_WHOLE = 1e-6
_PAUSE = 0.1  # seconds between two bounds that are told
_SHARES = {Stage.TIER1: 0.35, Stage.STATES: 0.35, Stage.BENEFIT: 0.9, Stage.STABILITY: 0.6}
_FEW_PAIRS = 300  # the exact solver needs no help with so few: 0.2-10 s against 1.5-20 s (60 to 270 pairs)
_FIRST_ROUNDS, _LATER_ROUNDS = 1, 6


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
    quantities : dict of int to int, or None
        Steps by candidate pair, when the plan is new.
    """

    stage: Stage
    value: float
    bound: float
    conflicts: tuple[Pin, ...]
    quantities: Quantities | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan in whole steps.

    Attributes
    ----------
    quantities : dict of int to int
        Steps by candidate pair.
    values : mapping
        What it reaches by stage, exactly.
    bounds : mapping of Stage to float
        What no plan exceeds that keeps the earlier stages; missing where a stage was never tried.
    conflicts : tuple of Pin
        Pins that cannot all hold while every proper subset can.
    settled : bool
        Whether the tie rule is proved.
    """

    quantities: Quantities
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
        self.held: dict[int, float] = {}
        self.bounds: dict[Stage, float] = {}
        self.best = Incumbent(pairing, self.problem.scores, self.problem.cliques, self.order, self.pins)
        self.shown: tuple[Quantities, Values] | None = None
        self._show_after = 0.0
        self._load()

    def run(self) -> Found:
        """Search until the best plan is proved or the time is over."""
        if self.pins or self.hopeless:
            self.conflicts = self._pin()
        self._begin()
        for stage in STAGES:
            if stage in self.best.values:
                if stage is Stage.BENEFIT:
                    self._improve(_LATER_ROUNDS, 0.3)
                self._stage(stage)
        settled = all(self.proved(stage) for stage in self.best.values) and self._ties()
        return Found(self.best.plan, self.best.values, dict(self.bounds), self.conflicts, settled)

    def proved(self, stage: Stage) -> bool:
        """Say whether a stage's value is known to be the best."""
        bound = self.bounds.get(stage, inf)
        return abs(bound - float(self.best.values[stage])) <= _WHOLE * max(1.0, abs(bound))

    def _load(self) -> None:
        """Load the problem, and its relaxation, as it stands."""
        self.engine = self._engine(self.problem.program)
        self.relaxed = self._engine(self.problem.program.relaxed())

    def _engine(self, program: Program) -> Engine:
        return Engine(program, seed=self.seed, deadline=self.deadline, stopped=self.stopped)

    def _over(self) -> bool:
        return self.stopped() or monotonic() >= self.deadline

    def _seconds(self, share: float) -> float:
        return max(0.0, self.deadline - monotonic()) * share

    # What is found and told

    def _offer(self, quantities: Mapping[int, int], stage: Stage) -> bool:
        taken = self.best.offer(quantities)
        if taken:
            self._tell(stage, self.bounds.get(stage, inf), self.best.plan)
        return taken

    def _show(self, point: Floats, stage: Stage) -> None:
        """Hand on a better plan while the work goes on, not too often: what shows depends on the clock, `best` not."""
        if monotonic() < self._show_after:
            return
        begun = monotonic()
        checked = self.best.checked(self.problem.decode(point))
        if checked is not None and self.best.beaten_by(*checked):
            self.shown = checked
            self.notify(
                Signal(stage, float(checked[1][stage]), self.bounds.get(stage, inf), self.conflicts, checked[0])
            )
        self._show_after = monotonic() + 5 * (monotonic() - begun)

    def _take(self, point: Floats | None, stage: Stage, *, finished: bool) -> None:
        """Take what a piece of work ended with; where it was cut short, what it showed may be better."""
        if point is not None:
            self._offer(self.problem.decode(point), stage)
        if self.shown is not None and not finished:
            self._offer(self.shown[0], stage)
        self.shown = None

    def _tell(self, stage: Stage, bound: float, plan: Quantities | None = None) -> None:
        self.notify(Signal(stage, float(self.best.values[stage]), bound, self.conflicts, plan))

    # Pins: stage 0

    def _pin(self) -> tuple[Pin, ...]:
        """Hold every pin by bounds; where they conflict, name a smallest conflict and keep as many as can be kept."""
        agree = self._together(self.pins)
        conflicts = self.hopeless[:1]
        if agree:
            self.problem = replace(
                self.problem, program=self.problem.program.bounded(pin_bounds(self.problem, self.pins) or {})
            )
            self.best.needed = len(self.pins)
            self._load()
            return conflicts
        if not conflicts:
            conflicts = self._smallest_conflict()
        self.problem, row = with_pin_columns(self.problem, self.pins)
        self._load()
        costs = np.zeros(self.problem.program.width)
        costs[len(costs) - len(self.pins) :] = 1.0
        answer = self.engine.maximise(costs, seconds=self._seconds(0.3))
        if answer.point is not None:
            self.best.needed = round(float(costs @ answer.point))
            self._hold(row, float(self.best.needed))
            self._offer(self.problem.decode(answer.point), Stage.TIER1)
        return conflicts

    def _together(self, pins: tuple[PinnedPair, ...]) -> bool:
        """Say whether pins can all hold; a plan that holds all of them is offered on the way."""
        bounds = pin_bounds(self.problem, pins)
        if bounds is None:
            return False
        self.engine.restrict(bounds)
        answer = self.engine.maximise(np.zeros(self.problem.program.width), seconds=self._seconds(0.2))
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

    # The ladder to a good plan

    def _begin(self) -> None:
        """Make a first plan: greedy by merit, and greedy as the relaxation advises; then bound it."""
        merit = by_merit(self.pairing, self.problem.scores, self.seed)
        fixed = {pinned.pair: pinned.steps for pinned in self.pins}
        self._offer(greedy_plan(self.pairing, self.problem.cliques, merit, fixed=fixed), Stage.TIER1)
        if len(merit) < _FEW_PAIRS:
            return
        answer = self.relaxed.maximise(together(self.problem))
        if answer.point is not None:
            worth = answer.point[self.problem.columns.quantity] * self.problem.steps / np.array(self.pairing.most)
            guided = greedy_plan(self.pairing, self.problem.cliques, by_guide(merit, worth), fixed=fixed)
            self._offer(guided, Stage.TIER1)
        for stage in (Stage.BENEFIT, Stage.TIER1, Stage.STATES):
            self.bounds[stage] = self._relaxation(stage)
            self._tell(stage, self.bounds[stage])
        self._improve(_FIRST_ROUNDS, 0.15)

    def _relaxation(self, stage: Stage) -> float:
        """Return what the relaxation says that no plan exceeds, in the stage's own terms."""
        costs = self.problem.objectives[stage]
        bound = float(np.maximum(costs, 0) @ self.problem.program.upper)
        if not self._over():
            answer = self.relaxed.maximise(costs)
            if answer.finished and answer.point is not None:
                bound = min(bound, answer.bound)
        return self._outward(stage, bound)

    def _improve(self, rounds: int, share: float) -> None:
        """Improve the best plan part by part."""
        if len(self.pairing.need) < _FEW_PAIRS or self._over() or not self.best.keeps(self.best.plan):
            return
        until = monotonic() + self._seconds(share)
        late = False

        def stopped() -> bool:
            nonlocal late
            late = self.stopped() or monotonic() >= until
            return late

        improver = Improver(self.problem, seed=self.seed, engine=self._engine, stopped=stopped)
        point = improver.improve(
            self.problem.encode(self.best.plan), lambda point: self._show(point, Stage.BENEFIT), rounds
        )
        self._take(point, Stage.BENEFIT, finished=not late)

    # Stages

    def _hold(self, row: int, value: float) -> None:
        self.held[row] = value - _KEEP * max(1.0, abs(value))
        self.engine.hold(row, self.held[row])
        self.relaxed.hold(row, self.held[row])

    def _stage(self, stage: Stage) -> None:
        """Reach the best value of a stage, or the best that the time allows, and hold it from now on."""
        costs = self.problem.objectives[stage]
        if not costs.any():
            self.bounds[stage] = self._outward(stage, 0.0)
            return
        self._bound(stage, self._relaxation(stage))
        if not self.proved(stage) and not self._over():
            answer = self._solve(stage, costs)
            self._take(answer.point, stage, finished=answer.finished)
            if answer.bound > -inf:
                self._bound(stage, self._outward(stage, answer.bound))
        self._bound(stage, self.bounds[stage])
        self._tell(stage, self.bounds[stage])
        value = float(self.best.values[stage])
        self._hold(self.problem.stage_rows[stage], self.previous - value if stage is Stage.STABILITY else value)

    def _solve(self, stage: Stage, costs: Floats) -> Answer:
        told = 0.0

        def bounded(bound: float) -> None:
            nonlocal told
            if monotonic() >= told:
                told = monotonic() + _PAUSE
                self._bound(stage, self._outward(stage, bound))
                self._tell(stage, self.bounds[stage])

        start = self.problem.encode(self.best.plan) if self.best.keeps(self.best.plan) else None
        return self.engine.maximise(
            costs,
            start=start if len(self.pairing.need) >= _FEW_PAIRS else None,
            seconds=self._seconds(_SHARES[stage]),
            improved=lambda point: self._show(point, stage),
            bounded=bounded,
        )

    def _bound(self, stage: Stage, bound: float) -> None:
        """Keep the tightest bound, never tighter than the value that is reached."""
        value, known = float(self.best.values[stage]), self.bounds.get(stage)
        if stage is Stage.STABILITY:
            self.bounds[stage] = min(value, bound if known is None else max(known, bound))
        else:
            self.bounds[stage] = max(value, bound if known is None else min(known, bound))

    def _outward(self, stage: Stage, bound: float) -> float:
        """Return the solver's bound in the stage's own terms: whole numbers cut, changes counted."""
        if stage in (Stage.STATES, Stage.STABILITY) and abs(bound) < inf:
            bound = float(floor(bound + _WHOLE))
        return self.previous - bound if stage is Stage.STABILITY else bound

    # The tie rule

    def _ties(self) -> bool:
        """Move to the plan that comes first by the tie rule; say whether it is proved that none comes before it."""
        problem = replace(self.problem, program=self.problem.program.held(self.held))
        width, last = problem.program.width, list(self.best.values)[-1]
        sums = need_rows(problem)
        order = [i for i in self.order if i in sums]
        settled = 0
        while not self._over():
            before = self.best.served(self.best.plan)
            rise = with_rise(problem, before, order, settled)
            if rise is None:
                return True
            answer = self._engine(rise[0]).maximise(rise[1])
            if answer.point is None:
                return answer.finished
            if not self._offer(problem.decode(answer.point[:width]), last):
                return False
            if not answer.finished:
                continue
            served = self.best.served(self.best.plan)
            settled = next(place for place, i in enumerate(order) if served[i] != before[i])
            costs = np.zeros(width)
            for column, steps in sums[order[settled]]:
                costs[column] = steps
            kept = self._engine(holding(problem, served, order[:settled]))
            answer = kept.maximise(costs)
            if answer.point is not None:
                self._offer(problem.decode(answer.point), last)
            settled += answer.finished
        return False
