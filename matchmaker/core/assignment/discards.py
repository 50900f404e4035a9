"""Assignment: limits that cannot help a need however far they move, refuted by relaxations instead of whole solves."""

from collections.abc import Callable
from math import floor, inf

from ..entities.plans import Plan
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .encoding import NONE
from .relaxations import LOSS, Relaxations


def hopeless(
    problem: AssignmentInput,
    plan: Plan,
    need: int,
    served: int,
    *,
    deadline: float,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Say whether no best plan of a loosened problem gives a need more than now, and its least useful quantity.

    Parameters
    ----------
    problem : AssignmentInput
        In which a limit was raised or a minimum lowered: the plan stays possible and is worth what it was.
    plan : Plan
        Proved the best before.
    need : int
        Position of the need.
    served : int
        Steps that it gets now.
    deadline : float
        On the monotonic timer.
    cancelled : callable
        True ends the work.

    Returns
    -------
    bool
        False where the relaxations cannot tell.

    Notes
    -----
    The plan can still be made, so the best one is worth no less. Where giving the need more costs a stage more than
    rounding does, and no stage before can rise, a plan that does so is not the best.
    """
    relaxations = Relaxations(problem, plan, deadline, cancelled)
    columns, pairs = relaxations.built.columns, relaxations.pairing.need == need
    if not pairs.any():
        return True
    steps = max(served + 1, int(relaxations.pairing.measures.least[need]))
    total = int(columns.total[need])
    if total == NONE:
        column = int(columns.quantity[pairs][0])
        least = steps / float(relaxations.built.steps[pairs][0])
    else:
        column, least = total, steps * float(relaxations.built.step_shares[need])
    upper = float(relaxations.built.program.upper[column])
    if least > upper:
        return least > upper * (1 + LOSS)
    given = {column: (least, upper)}
    for stage in relaxations.working:
        bound, reached = relaxations.bound(stage, given), relaxations.reached(stage)
        if bound == inf:
            return False
        if stage in (Stage.STATES, Stage.STABILITY) and bound > -inf:
            bound = floor(bound + LOSS)
        if bound < reached - LOSS * max(1.0, abs(reached)):
            return True
        if bound > reached + LOSS:
            return False
    return False
