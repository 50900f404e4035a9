"""Assignment: what an override costs: every candidate pair pinned, or forbidden where it is used, and solved again.

A verified plan comes in, the same plan with a price for every candidate pair goes out: the first stage that loses, and
two sides between which the loss lies. The lower side is a linear relaxation, the upper one a plan.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor, inf
from time import monotonic

import numpy as np

from ..entities.plans import Plan, Price
from ..entities.problems import AssignmentInput, Forbid, Pin
from ..vocabulary import PlanStatus, Stage
from .eligibility import pair
from .engine import Engine
from .incumbent import STAGES
from .ledger import steps_of
from .pins import pin_bounds, place_pins
from .problem import Problem, build
from .resolving import OutOfTimeError, Resolver
from .scoring import pair_ids, previous_pairs, stage_values
from .solution import rounded

EXACT_NEEDS = 12
"""Up to so many needs every pair is solved again; beyond, as many as the time allows."""

LOSS = 1e-6
"""A stage that loses less has lost nothing: as much as a proved plan may lack."""

_KEEP = 1e-7  # how far below its value an earlier stage may lie
_DIGITS = 9

Bounds = Mapping[int, tuple[float, float]]


def price(
    problem: AssignmentInput,
    plan: Plan,
    *,
    time_limit: float = 60.0,
    pairs: Collection[tuple[str, str]] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """Return a plan with the price of every candidate pair.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        As `solve` returns it.
    time_limit : float
        Seconds of wall clock. Up to `EXACT_NEEDS` needs all prices are exact, beyond it first come the bounds of all,
        then the exact prices that the time allows; without any, the bounds of all pairs at once.
    pairs : collection of (need, offer), optional
        Only these candidate pairs are priced, exactly.
    cancelled : callable
        True ends the work with what is known.

    Returns
    -------
    Plan
        With `prices`: one for each candidate pair, ``forbid`` where the plan uses it, ``pin`` elsewhere; none where the
        pins conflict. The loss in `stage`, the first that loses, lies between `low` and `high`, in that stage's units;
        `high` is None where the pair was not solved again. A pin that cannot hold has no stage.

    Notes
    -----
    ``low`` is the value less the bound of the changed problem's linear relaxation, ``high`` the plan's bound less the
    value solved again; earlier stages keep what the plan reaches. Before a pair is looked at by itself, the reduced
    costs of one relaxation per stage bound all pairs at once.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> for row in price(problem, solve(problem, isolated=False)).prices:
    ...     print(row.need, row.offer, row.action, row.stage, row.low, row.high)
    n1 o1 forbid tier1 0.200000000 0.200000001
    n1 o2 pin tier1 0.200000000 0.200000001
    n2 o3 forbid states 1.000000000 1.000000000
    """
    if plan.status is PlanStatus.PINS_CONFLICT:
        return replace(plan, prices=())
    pricing = _Pricing(problem, plan, monotonic() + time_limit, cancelled)
    return replace(plan, prices=pricing.rows(pairs))


def alternatives(plan: Plan, need: str) -> tuple[Price, ...]:
    """Return the offers that could serve a need, the cheapest override first.

    Parameters
    ----------
    plan : Plan
        With prices.
    need : str
        Its id.

    Returns
    -------
    tuple of Price
        Pins of pairs that the plan does not use, by the stage that loses - the later the better -, then by the loss;
        those that cannot hold are left out.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> plan = price(problem, solve(problem, isolated=False))
    >>> [(row.offer, row.stage.value) for row in alternatives(plan, "n1")]
    [('o2', 'tier1')]
    """

    def rank(row: Price) -> tuple[int, Decimal, Decimal, str]:
        place = STAGES.index(row.stage) if row.stage else 0
        low = row.low or Decimal(0)
        return -place, low if row.high is None else row.high, low, row.offer

    rows = (row for row in plan.prices if row.need == need and row.action == "pin" and row.stage is not None)
    return tuple(sorted(rows, key=rank))


@dataclass(frozen=True, slots=True)
class _Loss:
    """The first stage known to lose, and how much at least; no stage: it cannot hold."""

    stage: Stage | None
    low: float


class _Pricing:
    """One plan, its values, and a relaxation for each stage that keeps the earlier ones."""

    def __init__(self, problem: AssignmentInput, plan: Plan, deadline: float, cancelled: Callable[[], bool]) -> None:
        self.plan = plan
        self.pairing = pair(problem)
        self.deadline, self.cancelled = deadline, cancelled
        built = build(self.pairing)
        self.built: Problem = replace(
            built, program=built.program.bounded(pin_bounds(built, place_pins(self.pairing)[0]) or {})
        )
        self.used = steps_of(self.pairing, plan.allocations)
        self.values = stage_values(self.pairing, built.scores, self.used)
        self.limits = {stage.name: Fraction(stage.bound) for stage in plan.stages}
        self.previous = len(previous_pairs(self.pairing))
        self.stages = [stage for stage in STAGES if stage in self.values]
        self.relaxed: dict[Stage, Engine] = {}

    def rows(self, wanted: Collection[tuple[str, str]] | None) -> tuple[Price, ...]:
        """Return a row for each candidate pair, or for those that are wanted, as exact as the time allows."""
        pairs = [
            number
            for number in range(len(self.pairing.need))
            if wanted is None or pair_ids(self.pairing, number) in wanted
        ]
        exact = wanted is not None or len(self.pairing.problem.needs) <= EXACT_NEEDS
        losses = [_Loss(Stage.BENEFIT, 0.0) for _ in self.pairing.need] if exact else self._at_once()
        rows = {number: self._row(number, losses[number]) for number in pairs}
        resolver = Resolver(self.plan, self.deadline, self.cancelled)
        works = (self._exactly,) if exact else (self._by_relaxation, self._exactly)[: 1 + resolver.proved]
        try:
            for work in works:
                for number in pairs:
                    resolver.left()
                    rows[number] = work(number, rows[number], resolver)
        except OutOfTimeError:
            pass
        return tuple(rows.values())

    # Bounds

    def _engine(self, stage: Stage) -> Engine:
        """Return the relaxation in which the stages before this one keep what the plan reaches."""
        if stage not in self.relaxed:
            earlier = self.stages[: self.stages.index(stage)]
            held = {
                self.built.stage_rows[each]: self._objective(each) - _KEEP * max(1.0, abs(self._objective(each)))
                for each in earlier
                if each in self.built.stage_rows
            }
            program = self.built.program.held(held).relaxed()
            self.relaxed[stage] = Engine(
                program, seed=self.plan.solver.seed, deadline=self.deadline, stopped=self.cancelled
            )
        return self.relaxed[stage]

    def _objective(self, stage: Stage) -> float:
        """Return what the plan reaches as the program counts it: changes are what is kept less what is new."""
        value = float(self.values[stage])
        return self.previous - value if stage is Stage.STABILITY else value

    def _bound(self, stage: Stage, changed: Bounds) -> float:
        """Return what a changed problem's relaxation reaches in a stage; minus infinity where nothing is feasible."""
        engine = self._engine(stage)
        engine.restrict(changed)
        answer = engine.maximise(self.built.objectives[stage])
        return answer.bound if answer.finished else inf

    def _lost(self, stage: Stage, bound: float) -> float:
        """Return how much a stage loses at least under a bound."""
        if stage in (Stage.STATES, Stage.STABILITY) and abs(bound) < inf:
            bound = floor(bound + LOSS)
        return max(0.0, self._objective(stage) - bound)

    def _changed(self, number: int) -> Bounds:
        used, quantity = int(self.built.columns.used[number]), int(self.built.columns.quantity[number])
        return {used: (0.0, 0.0), quantity: (0.0, 0.0)} if number in self.used else {used: (1.0, 1.0)}

    def _at_once(self) -> list[_Loss]:
        """Return what the reduced costs of one relaxation per stage say of all pairs.

        A relaxation's dual solution stays feasible when a column's bounds move, so the value moves at least by the
        reduced cost: what the relaxation reaches, less the cost of a column that is 0 and must be 1, is a bound.
        """
        losses = [_Loss(Stage.BENEFIT, 0.0) for _ in self.pairing.need]
        columns = self.built.columns.used
        open_pairs = set(range(len(losses)))
        for stage in self.stages:
            if not self.built.objectives[stage].any() or monotonic() >= self.deadline:
                continue
            bound = self._bound(stage, {})
            worth = np.array(self._engine(stage).solver.getSolution().col_dual)
            if bound == inf or len(worth) == 0:
                continue
            for number in sorted(open_pairs):
                step = float(worth[columns[number]])
                moved = bound + (min(step, 0.0) if number not in self.used else -max(step, 0.0))
                if (lost := self._lost(stage, moved)) > LOSS:
                    losses[number] = _Loss(stage, lost)
                    open_pairs.remove(number)
        return losses

    def _by_relaxation(self, number: int, row: Price, _resolver: Resolver) -> Price:
        """Return a row with the bounds of the pair's own relaxations."""
        changed = self._changed(number)
        if number not in self.used and not self.built.program.upper[self.built.columns.used[number]]:
            return self._row(number, _Loss(None, 0.0))
        for stage in self.stages:
            if not self.built.objectives[stage].any():
                continue
            bound = self._bound(stage, changed)
            if bound == -inf:
                return self._row(number, _Loss(None, 0.0)) if stage is self.stages[0] else row
            if (lost := self._lost(stage, bound)) > LOSS:
                return self._row(number, _Loss(stage, lost))
        return row

    # Solving again

    def _exactly(self, number: int, row: Price, resolver: Resolver) -> Price:
        """Return a row with the stage that loses when the changed problem is solved again."""
        if row.stage is None:
            return row
        need, offer = pair_ids(self.pairing, number)
        problem, scenario = self.pairing.problem, self.pairing.problem.scenario
        if number in self.used:
            scenario = replace(scenario, forbids=(*scenario.forbids, Forbid(need, offer, "")))
        else:
            scenario = replace(scenario, pins=(*scenario.pins, Pin(need, offer, None)))
        again = resolver.solve(replace(problem, scenario=scenario))
        if not again.pinned:
            return self._row(number, _Loss(None, 0.0))
        for stage in self.stages:
            lost = self.values[stage] - again.values[stage]
            lost = -lost if stage is Stage.STABILITY else lost
            if lost > LOSS:
                break
        else:
            stage = Stage.BENEFIT
        high = self.limits[stage] - again.values[stage]
        high = max(Fraction(0), -high if stage is Stage.STABILITY else high)
        low = min(self._lost(stage, self._bound(stage, self._changed(number))), float(high))
        return replace(self._row(number, _Loss(stage, low)), high=rounded(high, _DIGITS, ROUND_CEILING))

    def _row(self, number: int, loss: _Loss) -> Price:
        need, offer = pair_ids(self.pairing, number)
        action = "forbid" if number in self.used else "pin"
        if loss.stage is None:
            return Price(need, offer, action, None, None, None)
        return Price(need, offer, action, loss.stage, rounded(Fraction(loss.low), _DIGITS, ROUND_FLOOR), None)
