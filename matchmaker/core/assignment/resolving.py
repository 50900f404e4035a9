"""Assignment: a changed problem solved again, for explanations and prices: the same search, the same seed, less fuss.

What is asked of the answer are quantities by the ids of need and offer; the positions of pairs differ from problem to
problem.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from ..entities.plans import Allocation, Plan
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .board import Signal
from .eligibility import Pairing, pair
from .incumbent import Quantities, Values
from .ledger import steps_of
from .runner import search_in_child
from .scoring import score, stage_values
from .solution import allocation, stage_result
from .solver import Found, Search

_LARGE = 3000  # candidate pairs: beyond, only a child process can be trusted to end in time
_PART = 0.5  # of the time that is left, for one solve that will not be proved
_LEAST = 0.25  # of the time that the plan took: what such a solve finds in less is no answer


class OutOfTimeError(Exception):
    """The time for solving again is over, or nobody wants the answer any more."""


@dataclass(frozen=True, eq=False)
class Resolved:
    """A problem's best plan, as far as the time allowed.

    Attributes
    ----------
    pairing : Pairing
        Of the changed problem.
    quantities : dict of int to int
        Steps by candidate pair of that pairing.
    values : mapping
        What it reaches by stage, exactly.
    bounds : mapping of Stage to float
        As far as known.
    proved, settled : bool
        Every stage is proved; and so is the tie rule: whoever solves this problem gets these served shares.
    pinned : bool
        Every pin is kept.
    """

    pairing: Pairing
    quantities: Quantities
    values: Values
    bounds: Mapping[Stage, float]
    proved: bool
    settled: bool
    pinned: bool

    def served(self, need: str) -> int:
        """Return how many steps a need gets."""
        needs, positions = self.pairing.problem.needs, self.pairing.need
        return sum(steps for pair, steps in self.quantities.items() if needs[positions[pair]].id == need)

    def lines(self) -> tuple[Allocation, ...]:
        """Return the plan as it is printed, whose lines can be found again in another problem."""
        scores = score(self.pairing)
        return tuple(allocation(self.pairing, scores, pair, steps) for pair, steps in self.quantities.items())


class Resolver:
    """Solves changed problems within one deadline.

    Parameters
    ----------
    plan : Plan
        That is to be explained: its seed counts, and whether it is proved the best. If it is, only answers count that
        are proved, too. Otherwise each solve gets a part of the time that is left, and the best plan that it finds
        counts, unless that was much less than the plan itself took.
    deadline : float
        On the monotonic timer.
    cancelled : callable
        True ends the work.
    """

    def __init__(self, plan: Plan, deadline: float, cancelled: Callable[[], bool] = lambda: False) -> None:
        self.lines = plan.allocations
        self.seed = plan.solver.seed
        self.deadline = deadline
        self.cancelled = cancelled
        self.proved = all(stage.proved for stage in plan.stages)
        self.least = 0.0 if self.proved else plan.solver.seconds * _LEAST

    def left(self) -> float:
        """Return the seconds that are left.

        Raises
        ------
        OutOfTimeError
            If there are none.
        """
        left = self.deadline - monotonic()
        if left <= 0 or self.cancelled():
            raise OutOfTimeError
        return left

    def solve(self, problem: AssignmentInput) -> Resolved:
        """Solve a problem.

        Raises
        ------
        OutOfTimeError
            If the time was over before the solver could say anything that counts.
        """
        seconds = self.left() * (1 if self.proved else _PART)
        if seconds < self.least:
            raise OutOfTimeError
        pairing = pair(problem)
        if len(pairing.need) > _LARGE:
            solved = self._apart(pairing, seconds)
        else:
            deadline = monotonic() + seconds
            known = steps_of(pairing, self.lines)
            search = Search(pairing, seed=self.seed, deadline=deadline, stopped=self.cancelled, begin=known)
            solved = _resolved(pairing, search.run())
        if self.proved and not solved.proved:
            raise OutOfTimeError
        return solved

    def _apart(self, pairing: Pairing, seconds: float) -> Resolved:
        last: dict[str, object] = {}
        bounds: dict[Stage, float] = {}

        def heard(signal: Signal) -> None:
            bounds[signal.stage] = signal.bound
            if signal.quantities is not None:
                last["plan"] = dict(signal.quantities)

        ended = search_in_child(
            pairing.problem, seed=self.seed, time_limit=seconds, notify=heard, cancelled=self.cancelled
        )
        if ended.found is not None:
            return _resolved(pairing, ended.found)
        plan = last.get("plan")
        if not isinstance(plan, dict):
            raise OutOfTimeError
        values = stage_values(pairing, score(pairing), plan)
        return Resolved(pairing, plan, values, bounds, proved=False, settled=False, pinned=True)


def _resolved(pairing: Pairing, found: Found) -> Resolved:
    proved = all(stage_result(stage, value, found.bounds.get(stage)).proved for stage, value in found.values.items())
    return Resolved(
        *(pairing, dict(found.quantities), found.values, found.bounds),
        proved=proved,
        settled=proved and found.settled,
        pinned=not found.conflicts,
    )
