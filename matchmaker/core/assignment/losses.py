"""Assignment: what one override takes: the stage that loses, how much, and which needs get less or more for it.

A plan and one decision against it come in. Only what lies around the pair is solved again, so it is an answer for a
person who waits: what is lost lies between `low`, a relaxation, and `high`, a plan that can be had at once.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from math import inf

from ..entities.plans import Plan
from ..entities.problems import AssignmentInput, Pin
from ..vocabulary import PlanStatus, Stage
from .around import after_override
from .clock import now
from .engine import Engine
from .program import Program
from .relaxations import LOSS, Relaxations
from .solution import rounded

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Shift:
    """What a need gets before and after, in its own unit."""

    need: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """What a need gets from one offer before and after, in the need's unit."""

    need: str
    offer: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Loss:
    """What an override takes.

    Attributes
    ----------
    stage : Stage or None
        The first stage that loses; None where nothing does.
    low, high : Decimal
        Between which the loss in that stage lies; at most `high` of it is lost by the shifts told.
    shifts : tuple of Shift
        Needs that get less, then needs that get more, each by id.
    moves : tuple of Move
        Pairs that carry another quantity, by need and offer: what goes, and what appears instead.
    """

    stage: Stage | None
    low: Decimal
    high: Decimal
    shifts: tuple[Shift, ...]
    moves: tuple[Move, ...] = ()


def loss(
    problem: AssignmentInput,
    plan: Plan,
    need: str,
    offer: str,
    *,
    used: bool,
    quantity: Decimal | None = None,
    time_limit: float = 5.0,
) -> Loss | None:
    """Return what it takes to pin one pair, or to forbid it.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        As stored.
    need, offer : str
        The pair, which no hard rule keeps apart.
    used : bool
        True: it is pinned, with `quantity` where that is given. False: it is forbidden.
    quantity : Decimal or None
        In the unit of the need.
    time_limit : float
        Seconds of wall clock for the lower side; the plan around the pair takes a few tenths of one more.

    Returns
    -------
    Loss or None
        None where the pair is no candidate, the plan's pins conflict, or nothing around the pair can make room.

    Notes
    -----
    ``docs/assignment.md``, "Prices".

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> found = loss(problem, solve(problem, isolated=False), "n1", "o1", used=False)
    >>> found.stage.value, str(found.high), [(row.need, str(row.before), str(row.after)) for row in found.shifts]
    ('tier1', '0.200001', [('n1', '20', '15')])
    """
    if plan.status is PlanStatus.PINS_CONFLICT:
        return None
    scenario, key = problem.scenario, (need, offer)
    pins = tuple(pin for pin in scenario.pins if (pin.need, pin.offer) != key)
    forbids = tuple(row for row in scenario.forbids if (row.need, row.offer) != key)
    pins = (*pins, Pin(need, offer, quantity)) if used else pins
    changed = replace(problem, scenario=replace(scenario, pins=pins, forbids=forbids))
    relaxations = Relaxations(changed, plan, now() + time_limit, lambda: False)
    number = next((place for place in range(len(relaxations)) if relaxations.ids(place) == key), None)
    if number is None:
        return None

    def engine(program: Program) -> Engine:
        return Engine(program, seed=relaxations.seed, deadline=inf, stopped=lambda: False)

    after = after_override(relaxations.built, relaxations.used, number, used=used, engine=engine)
    return None if after is None else _told(relaxations, plan, number, after, used=used)


def _told(relaxations: Relaxations, plan: Plan, number: int, after: dict[int, int], *, used: bool) -> Loss:
    values, bounds = relaxations.reaches(after), {stage.name: stage.bound for stage in plan.stages}
    column, whole = int(relaxations.built.columns.used[number]), int(relaxations.built.columns.quantity[number])
    out = {} if used else {column: (0.0, 0.0), whole: (0.0, 0.0)}
    for stage in relaxations.working:
        lost = relaxations.values[stage] - values[stage]
        lost = -lost if stage is Stage.STABILITY else lost
        if lost <= LOSS:
            continue
        high = max(lost, abs(Fraction(bounds[stage]) - values[stage]) if stage in bounds else lost)
        low = min(relaxations.lost(stage, relaxations.bound(stage, out)), float(high))
        sides = rounded(Fraction(low), _DIGITS, ROUND_FLOOR), rounded(high, _DIGITS, ROUND_CEILING)
        return Loss(stage, *sides, _shifts(relaxations, after), _moves(relaxations, after))
    return Loss(None, Decimal(0), Decimal(0), _shifts(relaxations, after), _moves(relaxations, after))


def _shifts(relaxations: Relaxations, after: dict[int, int]) -> tuple[Shift, ...]:
    pairing = relaxations.pairing
    given: dict[int, list[int]] = {}
    for side, plan in enumerate((relaxations.used, after)):
        for number, steps in plan.items():
            given.setdefault(int(pairing.need[number]), [0, 0])[side] += steps
    rows = [
        Shift(pairing.demands[i].need.id, *(steps * pairing.demands[i].step for steps in sides))
        for i, sides in given.items()
        if sides[0] != sides[1]
    ]
    return tuple(sorted(rows, key=lambda row: (row.after > row.before, row.need)))


def _moves(relaxations: Relaxations, after: dict[int, int]) -> tuple[Move, ...]:
    pairing = relaxations.pairing
    rows = []
    for number in relaxations.used.keys() | after.keys():
        before, later = relaxations.used.get(number, 0), after.get(number, 0)
        if before != later:
            step = pairing.demands[int(pairing.need[number])].step
            rows.append(Move(*relaxations.ids(number), before * step, later * step))
    return tuple(sorted(rows, key=lambda row: (row.need, row.offer)))
