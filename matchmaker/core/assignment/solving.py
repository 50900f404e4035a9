"""Assignment: the way from a problem to a verified plan, in one call."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from time import monotonic

from ..entities.plans import Plan, Progress, SolverStamp
from ..entities.problems import AssignmentInput, Pin
from ..vocabulary import Stage
from .board import Signal
from .eligibility import Pairing, pair
from .engine import VERSION
from .explanation import explain
from .greedy import by_merit, greedy_plan
from .overlaps import exclusive_deliveries
from .pins import place_pins
from .runner import MEMORY, search_in_child
from .scoring import Scores, ceilings, score, stage_values
from .solution import Listing, listing, make_plan, stage_result, stage_results, tighter
from .solver import Found, Search
from .verification import verify

NAME = "HiGHS"


def solve(
    problem: AssignmentInput,
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    isolated: bool = True,
    memory: int = MEMORY,
    explained: bool = True,
) -> Plan:
    """Return the best plan that can be found, verified.

    Parameters
    ----------
    problem : AssignmentInput
        As read; the order of its rows does not matter.
    time_limit : float
        Seconds of wall clock, start to end.
    seed : int
        Decides the last resort of the tie rule.
    on_progress : callable, optional
        Told each better plan, verified, and each better bound.
    cancelled : callable, optional
        Asked all the time; true ends the search within a second and keeps the best plan so far.
    isolated : bool
        Search in a child process with a hard wall clock and a limit on memory; False saves its start-up.
    memory : int
        Bytes of address space of the child.
    explained : bool
        Say of each need why it is not met, with evidence; False leaves that out, which with thousands of needs takes
        longer than the search, and tells of the rows of ``unmet`` only how much is missing.

    Returns
    -------
    Plan
        Never worse than greedy and never empty-handed: scarcity and needs that nobody can serve are no failure. If the
        solver dies, the last plan that it sent stands, else the greedy one, and the solver's name says so.

    Notes
    -----
    ``docs/assignment.md``, "How it is solved".

    Examples
    --------
    >>> from matchmaker.core.assignment.instances import realistic
    >>> problem = realistic(12, 6, seed=4)
    >>> plan = solve(problem, isolated=False)
    >>> plan.status.value, verify(problem, plan)
    ('optimal', ())
    """
    solving = _Solving(problem, time_limit, seed, on_progress)
    plan = solving.run(cancelled or (lambda: False), isolated, memory)
    return explain(*solving.judged, plan) if explained else plan


class _Solving:
    """One solving: what the search has said so far, and the plan made of it."""

    def __init__(
        self,
        problem: AssignmentInput,
        time_limit: float,
        seed: int,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.begun = monotonic()
        self.problem = problem
        self.time_limit = time_limit
        self.seed = seed
        self.on_progress = on_progress
        self.quantities: dict[int, int] | None = None
        self.bounds: dict[Stage, float] = {}
        self.conflicts: tuple[Pin, ...] = ()
        self.cancelled: Callable[[], bool] = lambda: False
        self._judged: tuple[Pairing, Scores] | None = None
        self._listed: Listing | None = None
        self._ceilings: Mapping[Stage, Fraction] | None = None

    def run(self, cancelled: Callable[[], bool], isolated: bool, memory: int) -> Plan:  # noqa: FBT001
        """Search, and return the first plan that passes the verifier."""
        self.cancelled = cancelled
        if isolated:
            ended = search_in_child(
                self.problem,
                seed=self.seed,
                time_limit=self.time_limit,
                notify=self._heard,
                cancelled=cancelled,
                memory=memory,
            )
            found, died = ended.found, ended.died
        else:
            deadline = self.begun + self.time_limit
            found, died = (
                Search(self.judged[0], seed=self.seed, deadline=deadline, stopped=cancelled, notify=self._heard).run(),
                False,
            )
        for name, candidate in self._plans(found, died):
            stamp = SolverStamp(name, VERSION, self.seed, monotonic() - self.begun)
            plan = make_plan(*self.judged, candidate, stamp, listed=self.listed)
            if all(breach.rule == "pin" for breach in verify(self.problem, plan)):
                return plan
        raise AssertionError("an empty plan breaks no rule")

    @property
    def judged(self) -> tuple[Pairing, Scores]:
        """The pairs and their scores, judged once, when they are first needed."""
        if self._judged is None:
            pairing = pair(self.problem)
            self._judged = pairing, score(pairing)
        return self._judged

    @property
    def listed(self) -> Listing:
        """What is said of each pair, whichever plan is found."""
        if self._listed is None:
            self._listed = listing(self.judged[0])
        return self._listed

    @property
    def ceilings(self) -> Mapping[Stage, Fraction]:
        """What no plan exceeds, before anything is searched."""
        if self._ceilings is None:
            self._ceilings = ceilings(*self.judged)
        return self._ceilings

    def _plans(self, found: Found | None, died: bool) -> Iterator[tuple[str, Found]]:  # noqa: FBT001
        """Yield what was found, then what stands without it: the last plan sent, the greedy plan, the empty plan."""
        if found is not None:
            yield NAME if found.settled or not self._proved(found) else f"{NAME} (tie rule not proved in time)", found
        if self.quantities is not None:
            yield f"{NAME} ({'died' if died else 'stopped'}, its last plan stands)", self._found(self.quantities)
        pairing, scores = self.judged
        fixed = {pinned.pair: pinned.steps for pinned in place_pins(pairing)[0]}
        order = by_merit(pairing, scores, self.seed)
        greedy = greedy_plan(pairing, exclusive_deliveries(pairing), order, fixed=fixed)
        yield f"greedy ({NAME} {'died' if died else 'had no time'})", self._found(greedy)
        yield "none", self._found({})

    def _proved(self, found: Found) -> bool:
        return all(stage.proved for stage in stage_results(found, self.ceilings))

    def _found(self, quantities: dict[int, int]) -> Found:
        values = stage_values(*self.judged, quantities)
        return Found(quantities, values, dict(self.bounds), self.conflicts, settled=False)

    def _heard(self, signal: Signal) -> None:
        """Keep what the search says, and hand it on: a new plan only when it passes the verifier."""
        _ = self.listed  # while the child works, so that nothing is left to judge after a cancel
        self.bounds[signal.stage] = signal.bound
        self.conflicts = signal.conflicts
        if signal.quantities is not None:
            self.quantities = dict(signal.quantities)
        if self.on_progress is None or self.cancelled():
            return  # after a cancel the last plan is all that is wanted
        plan = None
        seconds = monotonic() - self.begun
        if signal.quantities is not None:
            stamp = SolverStamp(NAME, VERSION, self.seed, seconds)
            plan = make_plan(*self.judged, self._found(self.quantities or {}), stamp)
            if verify(self.problem, plan):
                plan = None
        bound = tighter(signal.bound, self.ceilings.get(signal.stage))
        shown = stage_result(signal.stage, Fraction(signal.value), bound)
        self.on_progress(Progress(signal.stage, shown.value, shown.bound, shown.gap, seconds, plan))
