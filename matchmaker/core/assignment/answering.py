"""Assignment: a problem in, a plan out that says why, what would change it, and what its lines cost; one wall clock."""

from collections.abc import Callable, Collection
from time import monotonic

from ..entities.plans import Plan, Progress
from ..entities.problems import AssignmentInput
from .changes import smallest_changes
from .prices import price
from .runner import MEMORY
from .solving import solve

_AFTER = 4.0  # seconds after the time limit in which explaining must end; the plan is due 10 after it
_FOR_THE_PLAN = 0.75  # of the time, where the prices or some needs' changes are asked for
_FOR_THE_CHANGES = 0.5  # of the time that is left then, where prices follow


def answer(
    problem: AssignmentInput,
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    explain_needs: Collection[str] = (),
    prices: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    memory: int = MEMORY,
) -> Plan:
    """Solve a problem and explain the plan.

    Parameters
    ----------
    problem : AssignmentInput
        As read.
    time_limit : float
        Seconds of wall clock for the plan; explaining uses what it leaves, and a few seconds more.
    seed : int
        Decides the last resort of the tie rule.
    explain_needs : collection of str
        Ids of needs whose smallest change is searched however many needs there are.
    prices : bool
        Whether to price every candidate pair.
    on_progress, cancelled, memory
        As for `solve`; after a cancel nothing more is searched.

    Returns
    -------
    Plan
        Verified, with reasons and, as far as the time allowed, the smallest changes.

    Notes
    -----
    ``docs/assignment.md``, "The command".

    Examples
    --------
    >>> from matchmaker.core.assignment.instances import realistic
    >>> plan = answer(realistic(12, 6, seed=4), time_limit=10)
    >>> all(row.searched for row in plan.unmet)
    True
    """
    end = monotonic() + time_limit + _AFTER
    share = _FOR_THE_PLAN if explain_needs or prices else 1.0
    plan = solve(
        problem,
        time_limit=time_limit * share,
        seed=seed,
        on_progress=on_progress,
        cancelled=cancelled,
        memory=memory,
    )
    if cancelled():
        return plan
    left = max(0.0, end - monotonic())
    plan = smallest_changes(
        problem,
        plan,
        time_limit=left * _FOR_THE_CHANGES if prices else left,
        needs=explain_needs or None,
        cancelled=cancelled,
    )
    return price(problem, plan, time_limit=max(0.0, end - monotonic()), cancelled=cancelled) if prices else plan
