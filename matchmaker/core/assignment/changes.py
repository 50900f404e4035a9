"""Assignment: the smallest change of the file that would serve a need: one new value in one field, tried by solving.

A plan comes in, the same plan with `smallest_change` on its unmet needs goes out. Nothing is guessed: each change that
is given was put in and solved again with the seed of the plan, and where it is a number, what lies nearer was refuted.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from math import inf
from time import monotonic

from ..entities.plans import Allocation, Plan, Unmet
from ..entities.problems import AssignmentInput
from .eligibility import pair
from .levers import Lever
from .nearest import nearest
from .refuting import refuted
from .remedies import Remedies
from .resolving import OutOfTimeError, Resolved, Resolver
from .serving import nearest_around, served_around

MOST_NEEDS = 60
"""Beyond so many needs in the problem, a change is searched only for needs that are asked for by name."""

_FEW = 300  # candidate pairs: of so few, a changed problem is solved anew even where the plan is not proved
_ROUNDS = 2  # needs that the first round leaves get what it did not use


def smallest_changes(
    problem: AssignmentInput,
    plan: Plan,
    *,
    time_limit: float = 60.0,
    needs: Collection[str] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """Return a plan whose unmet needs say which one change would serve them.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        As `solve` returns it.
    time_limit : float
        Seconds of wall clock for all needs together; each gets an equal part of what is left.
    needs : collection of str, optional
        Ids of the needs to search for. Without it all, unless the problem has more than `MOST_NEEDS`.
    cancelled : callable
        True ends the search; needs that are not reached keep ``searched`` false.

    Returns
    -------
    Plan
        Rows of ``unmet`` with ``smallest_change``: with it put in, and solved again with the same seed, the need gets
        more than now and at least its least useful quantity. None where no single value of the fields tried does that.

    Notes
    -----
    First come the changes that are enough while the rest of the plan stays as it is, then the others; of both in this
    order, and the first that works is given, at the value nearest to what the file says:

    1. limits of the offers that may serve the need: those first that alone stand in the way of an offer, among them the
       one that would have to rise by the smallest share of its value;
    2. minima: of the need, per recipient, to take place;
    3. a pin's quantity, whether the need can be shared, and for each offer that a single rule refuses the field that
       lifts it (`openings`).

    For a bundle that waits for another part, the offers of that part count as well.

    Examples
    --------
    >>> from matchmaker.core.assignment import pair, read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> plan = smallest_changes(problem, solve(problem, isolated=False))
    >>> for row in plan.unmet:
    ...     print(row.need, row.smallest_change)
    n1 {'table': 'offers', 'id': 'o1', 'field': 'capacity', 'from': '20', 'to': '21'}
    n2 {'table': 'offers', 'id': 'o3', 'field': 'capacity', 'from': '20000', 'to': '20089.29'}
    """
    wanted = {row.need for row in plan.unmet if row.missing}
    if needs is not None:
        wanted &= set(needs)
    elif len(problem.needs) > MOST_NEEDS:
        wanted = set()
    deadline = monotonic() + time_limit
    rows = {row.need: row if row.missing else replace(row, searched=True) for row in plan.unmet}
    if not wanted or cancelled():
        return replace(plan, unmet=tuple(rows.values()))
    search = _Search(problem, plan)
    for _ in range(_ROUNDS):
        waiting = [row for row in rows.values() if row.need in wanted and not row.searched]
        for place, row in enumerate(waiting):
            share = max(0.0, deadline - monotonic()) / (len(waiting) - place)
            resolver = Resolver(plan, monotonic() + share, cancelled)
            rows[row.need] = search.of(row, resolver)
    return replace(plan, unmet=tuple(rows.values()))


class _Search:
    """The remedies for the unmet needs of a plan, tried by solving."""

    def __init__(self, problem: AssignmentInput, plan: Plan) -> None:
        pairing = pair(problem)
        self.pairing, self.problem = pairing, pairing.problem
        self.allocations = plan.allocations
        self.position = {need.id: i for i, need in enumerate(self.problem.needs)}
        self.remedies = Remedies(pairing, plan.allocations)

    def of(self, row: Unmet, resolver: Resolver) -> Unmet:
        """Return a row with its smallest change, or with the word that the time did not suffice."""
        try:
            change = self._change(self.position[row.need], resolver)
        except OutOfTimeError:
            return row
        return replace(row, smallest_change=change, searched=True)

    def _change(self, i: int, resolver: Resolver) -> dict[str, object] | None:
        if not resolver.proved and len(self.pairing.need) > _FEW:
            return self._near(i, resolver)
        tried = _Trial(self, i, resolver)
        for remedy in self.remedies.of(i, resolver.left):
            if remedy.opening is not None:
                changed = remedy.apply(self.problem)
                if not tried.refuted(changed) and tried.serves(resolver.solve(changed)):
                    return remedy.opening.row()
            elif remedy.lever is not None:
                distance = tried.nearest(remedy.lever, remedy.guess)
                if distance is not None:
                    return remedy.lever.row(distance)
        return None

    def _near(self, i: int, resolver: Resolver) -> dict[str, object] | None:
        """Return the first change with which a plan as good that serves the need lies near the one that stands."""
        need = self.problem.needs[i].id

        def served(changed: AssignmentInput) -> Resolved | None:
            resolver.left()
            ends, stopped = resolver.deadline, resolver.cancelled
            return served_around(changed, self.allocations, need, self.pairing, deadline=ends, stopped=stopped)

        def at(lever: Lever) -> Callable[[int], Resolved | None]:
            return lambda distance: served(lever.apply(self.problem, distance))

        for remedy in self.remedies.of(i, resolver.left):
            distance = None
            if (lever := remedy.lever) is not None:
                distance = nearest_around(lever, remedy.guess, at(lever))
            elif served(remedy.apply(self.problem)) is None:
                continue
            if lever is not None and distance is None:
                continue
            found = replace(remedy, guess=distance or 0)
            if not self.remedies.enough(found, i) and served(self.problem) is not None:
                raise OutOfTimeError  # as good a plan serves the need without any change: only a longer search can tell
            return found.row()
        return None


class _Trial:
    """Changed problems tried for one need."""

    def __init__(self, search: _Search, i: int, resolver: Resolver) -> None:
        self.search = search
        self.i = i
        self.resolver = resolver
        self.now = search.remedies.ledger.served[i]

    def serves(self, solved: Resolved) -> bool:
        """Say whether a solved problem gives the need more than now, and at least what is of use."""
        served = solved.served(self.search.problem.needs[self.i].id)
        return served > self.now and served >= solved.pairing.measures.least[self.i]

    def refuted(
        self,
        changed: AssignmentInput,
        lines: Sequence[Allocation] | None = None,
        *,
        exactly: bool = False,
        smaller: bool = False,
    ) -> bool:
        """Say whether the best plan of a changed problem is proved not to serve the need, without solving it."""
        self.resolver.left()
        lines = self.search.allocations if lines is None else lines
        ends, stopped = self.resolver.deadline, self.resolver.cancelled
        return refuted(
            changed, lines, self.i, self.now, deadline=ends, stopped=stopped, exactly=exactly, smaller=smaller
        )

    def nearest(self, lever: Lever, guess: int) -> int | None:
        """Return the smallest distance of a lever that serves the need."""
        known = self._refuted_up_to(lever)
        if known == lever.reach:
            return None
        return nearest(self._tester(lever), guess, lever.reach, exact=self.resolver.proved, known=known)

    def _refuted_up_to(self, lever: Lever) -> int:
        """Return the largest distance that relaxations refute: what they refute at one, they refute at all smaller."""

        def hopeless(distance: int) -> bool:
            return self.refuted(lever.apply(self.search.problem, distance), smaller=True)

        low, high = 0, lever.reach
        if hopeless(high):
            return high
        while self.resolver.proved and high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if hopeless(middle) else (low, middle)
        return low

    def _tester(self, lever: Lever) -> Callable[[int], tuple[bool, int]]:
        """Return the test of one distance: whether it serves, and the least distance at which the answer is the same.

        A plan that is the best at one distance, and is possible at a smaller one, is the best there, too: the smaller
        one allows fewer plans. And where every plan that serves the need is worse than one that is possible from a
        smaller distance on, the need is served nowhere between.
        """
        resolver, problem, first = self.resolver, self.search.problem, True
        plans: dict[int, Sequence[Allocation]] = {}
        hopeful = inf  # from here on the plan that stands refutes nothing

        def beaten(changed: AssignmentInput, distance: int) -> int | None:
            nonlocal hopeful
            if distance < hopeful:
                if self.refuted(changed, exactly=True, smaller=True):
                    return 0
                hopeful = distance
            below = max((each for each in plans if each < distance), default=0)
            if below and self.refuted(changed, plans[below], exactly=True, smaller=True):
                return below + 1
            return None

        def test(distance: int) -> tuple[bool, int]:
            nonlocal first
            changed = lever.apply(problem, distance)
            if not first and resolver.proved and (down_to := beaten(changed, distance)) is not None:
                return False, down_to
            first = False
            solved = resolver.solve(changed)
            if not (serves := self.serves(solved)):
                plans[distance] = solved.lines()
            if not solved.settled:
                return serves, distance
            needed = lever.needed(solved)
            return serves, 0 if needed is None else min(distance, lever.distance(needed))

        return test
