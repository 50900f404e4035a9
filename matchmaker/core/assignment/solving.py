"""Assignment: the way from a problem to a verified plan, in one call."""

from collections.abc import Callable
from time import monotonic

import highspy

from ..entities.plans import Plan, SolverStamp
from ..entities.problems import AssignmentInput
from .eligibility import pair
from .solution import make_plan
from .solver import Progress, Search


def solve(
    problem: AssignmentInput,
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """Solve."""
    begun = monotonic()
    pairing = pair(problem)
    search = Search(pairing, seed=seed, deadline=begun + time_limit, stopped=cancelled, notify=on_progress)
    found = search.run()
    version = highspy.Highs.version(search.engine.solver)
    stamp = SolverStamp("HiGHS", version, seed, monotonic() - begun)
    return make_plan(pairing, search.problem.scores, found, stamp)
