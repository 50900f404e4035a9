"""Assignment: a changed problem and one of its needs; out comes whether no plan that is good enough serves the need.

Whoever solves the changed problem gets a plan at least as good as the one that stands, where that one is still
possible. So a need is not served where every plan that serves it is worse: one relaxation for each stage often says so,
in a hundredth of the time of a solve; where the plan is worth the same for all smaller changes of the field, for those
as well.
"""

from collections.abc import Callable, Sequence
from math import floor, inf

from ..entities.plans import Allocation
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .eligibility import pair
from .engine import Engine
from .incumbent import STAGES, Incumbent, Values
from .ledger import steps_of
from .pins import pin_bounds, place_pins
from .problem import Problem, build
from .program import Row
from .scoring import tie_order

_WORSE = 1e-5  # of a stage's value: several times what counts as proved
_BETTER = 1e-6
_WHOLE = 1e-6


def refuted(
    problem: AssignmentInput,
    allocations: Sequence[Allocation],
    need: int,
    now: int,
    *,
    deadline: float,
    stopped: Callable[[], bool],
    exactly: bool = False,
    smaller: bool = False,
) -> bool:
    """Say whether it is proved that the best plan of a changed problem does not serve a need.

    Parameters
    ----------
    problem : AssignmentInput
        Changed, in canonical order.
    allocations : sequence of Allocation
        Of the plan that stood; what is still possible of it is what the best plan has to beat.
    need, now : int
        The need's position, and the steps that it had.
    deadline : float
        On the monotonic timer; what is not proved by then is not refuted.
    stopped : callable
        True ends the work.
    exactly : bool
        Ask the exact solver instead of the relaxation: refutes more, in about the time of one stage.
    smaller : bool
        What is refuted has to be refuted for all smaller changes as well. So the plan counts as it stands, and not with
        what this change makes room for: a smaller one may not, and then serve the need.

    Returns
    -------
    bool
        False says nothing.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> lines = solve(problem, isolated=False).allocations
    >>> refuted(problem, lines, 0, 20, deadline=inf, stopped=lambda: False)
    True
    """
    pairing = pair(problem)
    built = build(pairing)
    pins, hopeless = place_pins(pairing)
    bounds = pin_bounds(built, pins)
    best = Incumbent(pairing, built.scores, built.cliques, tie_order(pairing.demands, 0), pins)
    best.needed = len(pins)
    standing = best.checked(steps_of(pairing, allocations), filled=not smaller)
    if hopeless or bounds is None or standing is None:
        return False
    mine = [number for number, i in enumerate(pairing.need.tolist()) if i == need]
    if not mine:
        return True
    more = max(now + 1, pairing.measures.least[need])
    row = Row([(int(built.columns.quantity[each]), float(built.steps[each]) / more) for each in mine], lower=1.0)
    program = built.program.bounded(bounds).extended([row])
    engine = Engine(program if exactly else program.relaxed(), seed=0, deadline=deadline, stopped=stopped)
    return _worse(engine, built, standing[1])


def _worse(engine: Engine, built: Problem, values: Values) -> bool:
    """Say whether whatever the engine's program allows is worse than some values, stage after stage."""
    for stage in (each for each in STAGES if each in values and each is not Stage.STABILITY):
        value = float(values[stage])
        if not built.objectives[stage].any():
            continue
        answer = engine.maximise(built.objectives[stage])
        if not answer.finished:
            return False
        bound = float(floor(answer.bound + _WHOLE)) if stage is Stage.STATES and answer.bound > -inf else answer.bound
        if bound < value - _WORSE * max(1.0, abs(value)):
            return True
        if bound > value + _BETTER * max(1.0, abs(value)):
            return False
        engine.hold(built.stage_rows[stage], value - _BETTER * max(1.0, abs(value)))
    return False
