"""Assignment: a plan that stood, made to fit the problem as it is now: what it gives stays, and what is free is given.

After a decline nobody waits for a new search, and nobody's accepted help is moved: the lines of the plan before
(`scenario.previous`) are kept wherever the rules, the limits and the pins still allow them.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import inf

from ..entities.plans import Plan, SolverStamp
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .around import together
from .clock import now
from .eligibility import Pairing, pair
from .engine import VERSION, Engine
from .explanation import explain
from .greedy import by_merit, greedy_plan
from .incumbent import STAGES, Incumbent
from .pins import PinnedPair, pin_bounds, place_pins
from .problem import Problem, build
from .program import Program
from .scoring import tie_order
from .solution import make_plan
from .solver import Found
from .solving import NAME
from .verification import verify

_FILLING, _BOUNDING = 0.5, 0.2  # of the time: for what is given anew, and for the bound of a stage
_KEEP = 1e-6


def mend(problem: AssignmentInput, *, time_limit: float = 1.0, seed: int = 0) -> Plan | None:
    """Return the plan before, changed as little as the problem as it is now takes.

    Parameters
    ----------
    problem : AssignmentInput
        With the plan before in ``scenario.previous``.
    time_limit : float
        Seconds of wall clock for what is solved.
    seed : int
        Decides the last resort of the tie rule.

    Returns
    -------
    Plan or None
        Verified, with reasons, and with bounds of the whole problem: every line before that can still hold is in it
        with at least its quantity; what they leave free goes where it brings most. Refusals are left out: they are
        those of the plan before. None where a pin cannot be kept beside them: then it is to be solved anew.

    Notes
    -----
    ``docs/assignment.md``, "Objective", the stage `stability`.

    Examples
    --------
    >>> from matchmaker.core.assignment import solve
    >>> from matchmaker.core.assignment.instances import realistic
    >>> from matchmaker.core.entities.problems import Forbid, PreviousAllocation
    >>> problem = realistic(30, 15, seed=2, breadth=2)
    >>> lines = solve(problem, isolated=False).allocations
    >>> before = tuple(PreviousAllocation(line.need, line.offer, line.quantity) for line in lines)
    >>> declined = (Forbid(lines[0].need, lines[0].offer, "declined"),)
    >>> now = replace(problem, scenario=replace(problem.scenario, previous=before, forbids=declined))
    >>> pairs = {(line.need, line.offer) for line in mend(now).allocations}
    >>> {(line.need, line.offer) for line in before} - pairs == {(lines[0].need, lines[0].offer)}
    True
    """
    begun = now()
    pairing = pair(problem)
    built, (pins, hopeless) = build(pairing), place_pins(pairing)
    order = tie_order(pairing.demands, seed)
    best = Incumbent(pairing, built.scores, built.cliques, order, pins)
    best.needed = len(pins)
    bounds = pin_bounds(built, pins)
    fixed = {pinned.pair: pinned.steps for pinned in pins}
    first = greedy_plan(pairing, built.cliques, by_merit(pairing, built.scores, seed), fixed=fixed | _before(pairing))
    checked = best.checked(first)
    if hopeless or bounds is None or checked is None:
        return None
    best.plan, best.values = checked
    built = replace(built, program=built.program.bounded(bounds))
    answer = Engine(_kept(built, best.plan, pins), seed=seed, deadline=inf, stopped=lambda: False).maximise(
        together(built), start=built.encode(best.plan), seconds=time_limit * _FILLING
    )
    if answer.point is not None and (better := best.checked(built.decode(answer.point))) is not None:
        best.take(*better)
    reached = _bounds(built, best, time_limit, seed)
    found = Found(best.plan, best.values, reached, (), settled=False)
    stamp = SolverStamp(f"{NAME} (mended)", VERSION, seed, now() - begun)
    plan = make_plan(pairing, built.scores, found, stamp)
    if verify(problem, plan):
        return None
    return replace(explain(pairing, built.scores, plan), candidates=pairing.candidates())


def _before(pairing: Pairing) -> dict[int, int | None]:
    """Return the steps of the plan before by pair, where the pair is still a candidate and not pinned."""
    problem, pinned = pairing.problem, {(pin.need, pin.offer) for pin in pairing.problem.scenario.pins}
    before = {(row.need, row.offer): row.quantity for row in problem.scenario.previous}
    found: dict[int, int | None] = {}
    for number, (i, j) in enumerate(zip(pairing.need.tolist(), pairing.offer.tolist(), strict=True)):
        key = problem.needs[i].id, problem.offers[j].id
        if key in before and key not in pinned:
            found[number] = int(before[key] / pairing.demands[i].step)
    return found


def _kept(built: Problem, plan: Mapping[int, int], pins: tuple[PinnedPair, ...]) -> Program:
    """Return the program in which every line of a plan holds, with at least what it gives."""
    exact = {pinned.pair for pinned in pins if pinned.steps is not None}
    before = _before(built.pairing)
    bounds: dict[int, tuple[float, float]] = {}
    for number, steps in plan.items():
        if number in exact or number not in before:
            continue
        used, quantity = int(built.columns.used[number]), int(built.columns.quantity[number])
        least = min(steps, before[number] or steps) / float(built.steps[number])
        bounds[used], bounds[quantity] = (1.0, 1.0), (least, float(built.program.upper[quantity]))
    return built.program.bounded(bounds)


def _bounds(built: Problem, best: Incumbent, time_limit: float, seed: int) -> dict[Stage, float]:
    """Return what each stage can reach at most, each on plans that keep what the earlier ones reached."""
    engine = Engine(built.program.relaxed(), seed=seed, deadline=inf, stopped=lambda: False)
    found: dict[Stage, float] = {}
    previous = len(built.pairing.problem.scenario.previous)
    for stage in (each for each in STAGES if each in best.values and built.objectives[each].any()):
        changes = stage is Stage.STABILITY
        answer = engine.maximise(built.objectives[stage], seconds=time_limit * _BOUNDING)
        if answer.finished:
            found[stage] = previous - answer.bound if changes else answer.bound
        value = float(best.values[stage])
        engine.hold(built.stage_rows[stage], (previous - value if changes else value) - _KEEP * max(1.0, abs(value)))
    return found
