"""Assignment: what an override costs: every candidate pair pinned, or forbidden where it is used, and solved again.

A verified plan comes in, the same plan with a price for every candidate pair goes out: the first stage that loses, and
two sides between which the loss lies. The lower side is a linear relaxation, the upper one a plan.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from math import inf
from time import monotonic

from ..entities.plans import Plan, Price
from ..entities.problems import AssignmentInput, Forbid, Pin
from ..vocabulary import PlanStatus, Stage
from .incumbent import STAGES
from .relaxations import LOSS, Relaxations
from .resolving import OutOfTimeError, Resolver
from .solution import rounded

EXACT_NEEDS = 12
"""Up to so many needs every pair is solved again; beyond, as many as the time allows."""

_DIGITS = 9


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

    Notes
    -----
    ``docs/assignment.md``, "Prices".

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
    """One plan, its relaxations, and what was solved again."""

    def __init__(self, problem: AssignmentInput, plan: Plan, deadline: float, cancelled: Callable[[], bool]) -> None:
        self.plan = plan
        self.relaxations = Relaxations(problem, plan, deadline, cancelled)
        self.deadline, self.cancelled = deadline, cancelled
        self.limits = {stage.name: Fraction(stage.bound) for stage in plan.stages}

    def rows(self, wanted: Collection[tuple[str, str]] | None) -> tuple[Price, ...]:
        """Return a row for each candidate pair, or for those that are wanted, as exact as the time allows."""
        relaxations = self.relaxations
        pairs = [number for number in range(len(relaxations)) if wanted is None or relaxations.ids(number) in wanted]
        exact = wanted is not None or len(relaxations.pairing.problem.needs) <= EXACT_NEEDS
        losses = [_Loss(Stage.BENEFIT, 0.0)] * len(relaxations) if exact else self._at_once()
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

    def _at_once(self) -> list[_Loss]:
        """Return what the reduced costs of one relaxation per stage say of all pairs."""
        relaxations = self.relaxations
        losses = [_Loss(Stage.BENEFIT, 0.0)] * len(relaxations)
        open_pairs = set(range(len(losses)))
        for stage in relaxations.working:
            if monotonic() >= self.deadline:
                break
            bound, moved = relaxations.at_once(stage)
            for number in sorted(open_pairs):
                if (lost := relaxations.lost(stage, bound - float(moved[number]))) > LOSS:
                    losses[number] = _Loss(stage, lost)
                    open_pairs.remove(number)
        return losses

    def _by_relaxation(self, number: int, row: Price, _resolver: Resolver) -> Price:
        """Return a row with the bounds of the pair's own relaxations."""
        relaxations = self.relaxations
        if not relaxations.possible(number):
            return self._row(number, _Loss(None, 0.0))
        for place, stage in enumerate(relaxations.working):
            bound = relaxations.bound(stage, relaxations.override(number))
            if bound == -inf:
                return row if place else self._row(number, _Loss(None, 0.0))
            if (lost := relaxations.lost(stage, bound)) > LOSS:
                return self._row(number, _Loss(stage, lost))
        return row

    # Solving again

    def _exactly(self, number: int, row: Price, resolver: Resolver) -> Price:
        """Return a row with the stage that loses when the changed problem is solved again."""
        if row.stage is None:
            return row
        relaxations = self.relaxations
        need, offer = relaxations.ids(number)
        problem, scenario = relaxations.pairing.problem, relaxations.pairing.problem.scenario
        if number in relaxations.used:
            scenario = replace(scenario, forbids=(*scenario.forbids, Forbid(need, offer, "")))
        else:
            scenario = replace(scenario, pins=(*scenario.pins, Pin(need, offer, None)))
        again = resolver.solve(replace(problem, scenario=scenario))
        if not again.pinned:
            return self._row(number, _Loss(None, 0.0))
        for stage in relaxations.stages:
            lost = relaxations.values[stage] - again.values[stage]
            if (-lost if stage is Stage.STABILITY else lost) > LOSS:
                break
        else:
            stage = Stage.BENEFIT
        high = self.limits[stage] - again.values[stage]
        high = max(Fraction(0), -high if stage is Stage.STABILITY else high)
        low = relaxations.lost(stage, relaxations.bound(stage, relaxations.override(number)))
        row = self._row(number, _Loss(stage, min(low, float(high))))
        return replace(row, high=rounded(high, _DIGITS, ROUND_CEILING))

    def _row(self, number: int, loss: _Loss) -> Price:
        need, offer = self.relaxations.ids(number)
        action = "forbid" if number in self.relaxations.used else "pin"
        if loss.stage is None:
            return Price(need, offer, action, None, None, None)
        return Price(need, offer, action, loss.stage, rounded(Fraction(loss.low), _DIGITS, ROUND_FLOOR), None)


@dataclass(frozen=True, slots=True)
class LinearPrice:
    """What an override takes off the linear relaxation: a hint that steers the eye, and no bound on the true price.

    Attributes
    ----------
    stage : Stage or None
        The first stage whose relaxation loses; None where the override cannot hold.
    loss : Decimal
        In that stage's terms, to six decimals; for a pin at least, from reduced costs.
    """

    need: str
    offer: str
    action: str
    stage: Stage | None
    loss: Decimal


def linear_prices(
    problem: AssignmentInput,
    plan: Plan,
    *,
    time_limit: float = 10.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[LinearPrice, ...]:
    """Return the linear price of every candidate pair.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        As `solve` returns it; its pins do not conflict.
    time_limit : float
        Seconds of wall clock. Pins come from one relaxation per stage, all at once; each pair that the plan uses takes
        warm relaxations of its own, and has no loss where the time was over.
    cancelled : callable
        True ends the work.

    Returns
    -------
    tuple of LinearPrice
        In the order of the pairs.

    Notes
    -----
    ``docs/assignment.md``, "Prices".

    Examples
    --------
    >>> from matchmaker.core.assignment import solve
    >>> from matchmaker.core.assignment.instances import realistic
    >>> problem = realistic(30, 15, seed=2, breadth=2)
    >>> rows = linear_prices(problem, solve(problem, isolated=False))
    >>> dearest = max(rows, key=lambda row: (row.stage == "tier1", row.loss))
    >>> dearest.need, dearest.offer, dearest.action, dearest.stage.value, dearest.loss
    ('n0002', 'o0003', 'forbid', 'tier1', Decimal('1.000000'))
    """
    relaxations = Relaxations(problem, plan, monotonic() + time_limit, cancelled)
    found: dict[int, tuple[Stage | None, float]] = {}
    for place, stage in enumerate(relaxations.working):
        bound, moved = relaxations.at_once(stage)
        for number in range(len(relaxations)):
            if number in found:
                continue
            loss = float(moved[number])
            if number in relaxations.used:
                own = relaxations.bound(stage, relaxations.override(number))
                loss = 0.0 if inf in (own, bound) else bound - own
            if not place and (loss == inf or not relaxations.possible(number)):
                found[number] = (None, 0.0)
            elif LOSS < loss < inf:
                found[number] = (stage, loss)
    return tuple(
        LinearPrice(
            *relaxations.ids(number),
            "forbid" if number in relaxations.used else "pin",
            stage,
            rounded(Fraction(loss), 6),
        )
        for number in range(len(relaxations))
        for stage, loss in (found.get(number, (Stage.BENEFIT, 0.0)),)
    )
