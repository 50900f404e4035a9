"""Assignment: the stages of the objective, one after the other, each keeping what the earlier ones reached.

In comes a pairing, out goes the best plan in whole steps, with a bound for each stage that holds for every plan. The
ladder: a relaxation guides a greedy plan; a stage is solved with the pairs that matter to it; then the exact solver
works on all of it while a second thread improves the plan.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import inf
from types import MappingProxyType

import numpy as np

from ..entities.problems import Pin
from ..vocabulary import Stage
from .around import WEIGHTS, together
from .board import Board, Signal
from .cents import flowing, offer_in_whole_cents
from .clock import now
from .doubts import settle_doubts
from .eligibility import Pairing
from .engine import Answer, Engine
from .greedy import by_guide, by_merit, greedy_plan
from .improvement import Improver, that_matter_first
from .incumbent import STAGES, Incumbent, Quantities, Values
from .large import LARGE, begin_large
from .pins import PinnedPair, pin_bounds, place_pins, with_pin_columns
from .problem import Problem, build
from .program import Flags, Floats, Program
from .scoring import previous_pairs, tie_order
from .ties import settle_ties

_KEEP = 1e-7  # how far below its value a stage's row is held: ten times what HiGHS takes for whole
_KEEP_MANY = 2e-7  # the same where quantities are continuous on the way: what cutting them to whole steps may lose
_PAUSE = 0.1  # seconds between two bounds that are told
_USED = 1e-6
_SHARES = {Stage.TIER1: 0.35, Stage.STATES: 0.35, Stage.BENEFIT: 0.9, Stage.STABILITY: 0.6}
_FIRST_SHARE, _CORE_SHARE = 0.15, 0.4
_FIRST_CORE, _CORE = 2.0, 1.25  # times the pairs that the relaxation or the plan uses
_CORE_GAP = 0.003  # of the benefit: what is left on the way to a good plan goes to the whole problem
_FEW_PAIRS = 300  # the exact solver needs no help with so few: 0.2-10 s against 1.5-20 s (60 to 270 pairs)


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
    begin : mapping of int to int
        Steps by pair of a plan that is known to be good; empty for none.
    """

    def __init__(
        self,
        pairing: Pairing,
        *,
        seed: int,
        deadline: float,
        stopped: Callable[[], bool] = lambda: False,
        notify: Callable[[Signal], None] = lambda _: None,
        begin: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        self.pairing = pairing
        self.seed = seed
        self.deadline = deadline
        self.stopped = stopped
        self.known = begin
        self.problem = build(pairing)
        self.order = tie_order(pairing.demands, seed)
        self.merit = by_merit(pairing, self.problem.scores, seed)
        self.pins, self.hopeless = place_pins(pairing)
        self.held: dict[int, float] = {}
        self.best = Incumbent(pairing, self.problem.scores, self.problem.cliques, self.order, self.pins)
        self.board = Board(self.best, len(previous_pairs(pairing)), notify)
        self.many = len(pairing.need) >= _FEW_PAIRS
        self._whole: Engine | None = None
        self._relaxed: Engine | None = None

    def run(self) -> Found:
        """Search until the best plan is proved or the time is over."""
        board = self.board
        if self.pins or self.hopeless:
            board.conflicts = self.pin()
        stages = [stage for stage in STAGES if stage in self.best.values]
        if len(self.pairing.need) > LARGE:
            work = (self.problem, board, self.merit, partial(self._engine, loose=True), self._over, self.deadline)
            stages = stages if begin_large(*work, seed=self.seed) else []
        else:
            self._begin()
        for stage in stages:
            self._stage(stage)
        settled = all(board.proved(stage) for stage in self.best.values) and settle_ties(
            self._held(), self.board, self.order, self._engine, self._over
        )
        return Found(self.best.plan, self.best.values, dict(board.bounds), board.conflicts, settled)

    @property
    def engine(self) -> Engine:
        """The problem as it stands, loaded when it is first needed."""
        if self._whole is None:
            self._whole = self._engine(self._held().program)
        return self._whole

    @property
    def relaxed(self) -> Engine:
        """Its relaxation."""
        if self._relaxed is None:
            self._relaxed = self._engine(self._held().program.relaxed())
        return self._relaxed

    def _change(self, problem: Problem) -> None:
        """Go on with another problem."""
        self.problem, self._whole, self._relaxed = problem, None, None

    def _engine(self, program: Program, stopped: Callable[[], bool] | None = None, **kind: bool) -> Engine:
        return Engine(program, seed=self.seed, deadline=self.deadline, stopped=stopped or self.stopped, **kind)

    def _over(self) -> bool:
        return self.stopped() or now() >= self.deadline

    def _seconds(self, share: float) -> float:
        return max(0.0, self.deadline - now()) * share

    def _point(self) -> Floats | None:
        """Return the best plan as a point to start from; None before there is one that keeps the pins."""
        return self.problem.encode(self.best.plan) if self.best.keeps(self.best.plan) else None

    # Pins: stage 0

    def pin(self) -> tuple[Pin, ...]:
        """Hold every pin by bounds; where they conflict, name a smallest conflict and keep as many as can be kept."""
        agree = self._together(self.pins)
        conflicts = self.hopeless[:1]
        if agree:
            bounds = pin_bounds(self.problem, self.pins) or {}
            self._change(replace(self.problem, program=self.problem.program.bounded(bounds)))
            self.best.needed = len(self.pins)
            return conflicts
        if not conflicts:
            conflicts = self._smallest_conflict()
        problem, row = with_pin_columns(self.problem, self.pins)
        self._change(problem)
        costs = np.zeros(self.problem.program.width)
        costs[len(costs) - len(self.pins) :] = 1.0
        answer = self.engine.maximise(costs, seconds=self._seconds(0.3))
        if answer.point is not None:
            self.best.needed = round(float(costs @ answer.point))
            self._hold(row, float(self.best.needed))
            self.board.offer(self.problem.decode(answer.point), Stage.TIER1)
        return conflicts

    def _together(self, pins: tuple[PinnedPair, ...]) -> bool:
        """Say whether pins can all hold; a plan that holds all of them is offered on the way."""
        bounds = pin_bounds(self.problem, pins)
        if bounds is None:
            return False
        self.engine.restrict(bounds)
        answer = self.engine.maximise(np.zeros(self.problem.program.width), seconds=self._seconds(0.2))
        if answer.point is not None and pins == self.pins:
            self.board.offer(self.problem.decode(answer.point), Stage.TIER1)
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
        self._greedy()
        self.board.offer(self.known, Stage.TIER1)
        if not self.many:
            return
        advice = self.relaxed.maximise(together(self.problem)).point
        if advice is not None:
            carried = advice[self.problem.columns.quantity] * self.problem.steps
            self.merit = by_guide(self.merit, carried / np.array(self.pairing.most))
            self._greedy()
        for stage in (Stage.BENEFIT, Stage.TIER1, Stage.STATES):
            self._relax(stage)

    def _greedy(self, around: Mapping[int, int] | None = None) -> None:
        """Offer a greedy plan around the pins, and around what a plan has."""
        fixed = {pinned.pair: pinned.steps for pinned in self.pins} | dict(around or {})
        self.board.offer(greedy_plan(self.pairing, self.problem.cliques, self.merit, fixed=fixed), Stage.TIER1)

    def _relax(self, stage: Stage) -> None:
        """Bound a stage by its relaxation."""
        costs = self.problem.objectives[stage]
        bound = float(np.maximum(costs, 0) @ self.problem.program.upper)
        if not self._over():
            answer = self.relaxed.maximise(costs)
            if answer.finished and answer.point is not None:
                bound = min(bound, answer.bound)
        self.board.bound(stage, self.board.outward(stage, bound))
        self.board.tell(stage)

    # Stages

    @property
    def _keep(self) -> float:
        """How far below its value the row of a stage is held."""
        return _KEEP_MANY if self.many else _KEEP

    def _hold(self, row: int, value: float) -> None:
        self.held[row] = value - self._keep
        for engine in (self._whole, self._relaxed):
            if engine is not None:
                engine.hold(row, self.held[row])

    def _held(self) -> Problem:
        """Return the problem with what the earlier stages reached."""
        return replace(self.problem, program=self.problem.program.held(self.held))

    def _stage(self, stage: Stage) -> None:
        """Reach the best value of a stage, or the best that the time allows, and hold it from now on."""
        board, costs = self.board, self.problem.objectives[stage]
        if not costs.any():
            board.bound(stage, board.outward(stage, 0.0))
            return
        self._relax(stage)
        if self.many and not board.closed(stage) and stage is Stage.TIER1:
            self._first_things_first()
        if self.many and stage is Stage.STATES and not self._over():
            self._make_good()
        if not board.closed(stage) and not self._over():
            if self.many:
                self._side_by_side(stage)
            else:
                self._alone(stage)
        board.bound(stage, board.bounds[stage])
        board.tell(stage)
        value = float(self.best.values[stage])
        if stage is not Stage.STABILITY:
            self.best.floors[stage] = self.best.values[stage] - Fraction(2 * self._keep)
        self._hold(self.problem.stage_rows[stage], board.previous - value if stage is Stage.STABILITY else value)

    def _alone(self, stage: Stage) -> None:
        """Let the exact solver work on a stage by itself: first with money that flows, then in whole steps."""
        for problem in (flowing(self._held()), self._held()):
            if problem is not None and not self._over():
                self._exactly(stage, self._engine(problem.program), self._seconds(_SHARES[stage]))
                settle_doubts(problem, self.board, stage, partial(self._engine, plain=True), self._over)
                if self.board.proved(stage):
                    return

    def _first_things_first(self) -> None:
        """Solve the first stage with those of the promising pairs that matter to it; what the plan has stays open."""
        costs = self._held().objectives[Stage.TIER1]
        promising, used = self._promising(costs, _FIRST_CORE)
        self._within(promising & that_matter_first(self.problem) | used, costs, Stage.TIER1, _FIRST_SHARE)
        self._greedy(self.best.plan)

    def _make_good(self) -> None:
        """Make the plan good with the promising pairs, tier 1 held."""
        objectives = self.problem.objectives
        costs = WEIGHTS[Stage.STATES] * objectives[Stage.STATES] + WEIGHTS[Stage.BENEFIT] * objectives[Stage.BENEFIT]
        gap = _CORE_GAP * self.board.bounds[Stage.BENEFIT]
        self._within(self._promising(costs, _CORE)[0], costs, Stage.BENEFIT, _CORE_SHARE, gap=gap)

    def _promising(self, costs: Floats, times: float) -> tuple[Flags, Flags]:
        """Return the pairs that the relaxation uses or nearly uses, with those of the plan; and those that are used."""
        own, point = self.problem.columns, self._point()
        used = np.zeros(len(own.used), dtype=bool) if point is None else point[own.used] > _USED
        advice = self.relaxed.maximise(costs).point
        if advice is None:
            return ~used | used, used
        brings = self.relaxed.reduced_costs() * self.problem.program.upper
        worth = brings[own.used] + brings[own.quantity]
        in_use = used | (advice[own.used] > _USED)
        worth[in_use] = inf
        chosen = np.zeros(len(worth), dtype=bool)
        chosen[np.argsort(-worth, kind="stable")[: int(times * np.count_nonzero(in_use))]] = True
        return chosen, used

    def _within(self, pairs: Flags, costs: Floats, stage: Stage, share: float, gap: float | None = None) -> None:
        """Solve with some pairs only, and offer every better plan on the way."""

        def improved(point: Floats) -> None:
            self.board.offer(self.problem.decode(point), stage)

        answer = self._engine(self._held().with_pairs(pairs).program, loose=True).maximise(
            costs, start=self._point(), seconds=self._seconds(share), gap=gap, improved=improved
        )
        if answer.point is not None:
            improved(answer.point)

    def _exactly(self, stage: Stage, engine: Engine, seconds: float) -> None:
        """Let the exact solver work on a stage."""
        board, told, seen, show_after = self.board, 0.0, self.board.changes, 0.0

        def bounded(bound: float) -> None:
            nonlocal told
            if now() >= told:
                told = now() + _PAUSE
                board.bound(stage, board.outward(stage, bound))
                board.tell(stage)

        def improved(point: Floats) -> None:
            nonlocal show_after
            if (begun := now()) >= show_after:
                board.offer(self.problem.decode(point), stage)
                show_after = now() + 5 * (now() - begun)

        def helped() -> Floats | None:
            nonlocal seen
            before, seen = seen, board.changes
            return None if before == seen else self._point()

        answer = engine.maximise(
            self.problem.objectives[stage],
            start=self._point() if self.many else None,
            seconds=seconds,
            improved=improved,
            bounded=bounded,
            helped=helped if self.many else None,
            enough=lambda: self.many and board.closed(stage),
        )
        self._take(stage, answer)

    def _take(self, stage: Stage, answer: Answer) -> None:
        if answer.point is not None:
            self.board.offer(self.problem.decode(answer.point), stage)
        if answer.bound > -inf:
            self.board.bound(stage, self.board.outward(stage, answer.bound))
        if answer.point is not None and not self.many:
            offer_in_whole_cents(self._held(), self.board, stage, answer.point, self._engine)

    def _side_by_side(self, stage: Stage) -> None:
        """Let the exact solver work while another thread improves the plan."""
        last = stage is [*self.best.values][-1]  # ties are settled only where it is proved: what it left was nobody's
        until = now() + self._seconds(1.0 if last else _SHARES[stage])
        done = False

        def enough() -> bool:
            return done or self._over() or self.board.closed(stage)

        with ThreadPoolExecutor(1) as beside:
            improving = beside.submit(self._improve, stage, enough)
            try:
                self._exactly(stage, self.engine, until - now())
            finally:
                done = True
            improving.result()

    def _improve(self, stage: Stage, stopped: Callable[[], bool]) -> None:
        """Improve the plan: on a relaxation's support, then part by part."""
        problem, board = self._held(), self.board
        engine, costs = partial(self._engine, stopped=stopped), problem.objectives[stage]
        improver = Improver(problem, costs, seed=self.seed, engine=engine, stopped=stopped)
        for better in improver.parts(lambda: problem.encode(self.best.plan)):
            if stopped():
                return
            if better is not None:
                board.offer(problem.decode(better), stage)
