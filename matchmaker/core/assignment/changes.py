"""Assignment: the smallest change of the file that would serve a need: one new value in one field, tried by solving.

A plan comes in, the same plan with `smallest_change` on its unmet needs goes out. Nothing is guessed: each change that
is given was put in and solved again with the seed of the plan, and where it is a number, what lies nearer was refuted.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from time import monotonic

from ..entities.plans import Plan, Unmet
from ..entities.problems import AssignmentInput
from ..vocabulary import Rule
from .eligibility import BIT, Pairing, pair
from .ledger import Ledger, ledger_of, steps_of
from .levers import Lever, limits, minima
from .nearest import nearest
from .openings import Opening, freed, openings
from .overlaps import exclusive_deliveries
from .resolving import OutOfTimeError, Resolved, Resolver

MOST_NEEDS = 60
"""Beyond so many needs in the problem, a change is searched only for needs that are asked for by name."""

_ROUNDS = 2  # needs that the first round leaves get what it did not use
_NO_OFFER = BIT[Rule.MINIMUM]


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
    Tried in this order, the first that works is given, at the value nearest to what the file says:

    1. limits of the offers that may serve the need: those first that alone stand in the way of an offer, among them the
       one that would have to rise by the smallest share of its value if the rest of the plan stayed as it is;
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
    proved = all(stage.proved for stage in plan.stages)
    search = _Search(problem, plan)
    rows = {row.need: row if row.missing else replace(row, searched=True) for row in plan.unmet}
    for _ in range(_ROUNDS):
        waiting = [row for row in rows.values() if row.need in wanted and not row.searched]
        for place, row in enumerate(waiting):
            share = max(0.0, deadline - monotonic()) / (len(waiting) - place)
            resolver = Resolver(plan.solver.seed, monotonic() + share, cancelled, proved=proved)
            rows[row.need] = search.of(row, resolver)
    return replace(plan, unmet=tuple(rows.values()))


class _Search:
    """The books of a plan, and what was solved again so far."""

    def __init__(self, problem: AssignmentInput, plan: Plan) -> None:
        self.pairing: Pairing = pair(problem)
        self.problem = self.pairing.problem
        couples = zip(self.pairing.need.tolist(), self.pairing.offer.tolist(), strict=True)
        self.pair_at = {couple: number for number, couple in enumerate(couples)}
        self.position = {need.id: i for i, need in enumerate(self.problem.needs)}
        quantities = steps_of(self.pairing, plan.allocations)
        self.ledger: Ledger = ledger_of(self.pairing, exclusive_deliveries(self.pairing), quantities)

    def of(self, row: Unmet, resolver: Resolver) -> Unmet:
        """Return a row with its smallest change, or with the word that the time did not suffice."""
        i = self.position[row.need]
        try:
            change = self._change(i, resolver)
        except OutOfTimeError:
            return row
        return replace(row, smallest_change=change, searched=True)

    def _change(self, i: int, resolver: Resolver) -> dict[str, object] | None:
        need, now = self.problem.needs[i].id, self.ledger.served[i]

        def serves(solved: Resolved) -> bool:
            measures = solved.pairing.measures
            return solved.served(need) > now and solved.served(need) >= measures.least[i]

        for lever, guess in self._levers(i):
            distance = nearest(
                _tester(self.problem, lever, resolver, serves), guess, lever.reach, exact=resolver.proved
            )
            if distance is not None:
                return {
                    "table": lever.table,
                    "id": lever.id,
                    "field": lever.field,
                    "from": lever.printed(0),
                    "to": lever.printed(distance),
                }
        for opening in self._openings(i):
            if serves(resolver.solve(opening.apply(self.problem))):
                return opening.row()
        return None

    def _parts(self, i: int) -> list[int]:
        """Return a need and the required parts of its bundle that are not served."""
        bundle = self.ledger.bundle_of.get(i)
        others = self.ledger.required.get(bundle, set()) if bundle is not None else set()
        return [i, *(part for part in sorted(others) if part != i and not self.ledger.served[part])]

    def _levers(self, i: int) -> Iterator[tuple[Lever, int]]:
        """Yield the levers worth trying with a first guess, in order."""
        ranked: dict[tuple[str, str | None, str], tuple[tuple[object, ...], Lever, int]] = {}
        falling: dict[tuple[str, str | None, str], Lever] = {}
        for part in self._parts(i):
            for j in range(len(self.problem.offers)):
                if self.pairing.broken[part, j] & ~_NO_OFFER:
                    continue
                found = list(limits(self.ledger, self.pairing, part, j))
                in_the_way = sum(moved > 0 for _, moved, _ in found) + self._excluded(part, j)
                for lever, moved, share in found:
                    name = (lever.table, lever.id, lever.field)
                    rank = (in_the_way - (moved > 0), moved == 0, share, lever.table, lever.id or "", lever.field)
                    if name not in ranked or rank < ranked[name][0]:
                        ranked[name] = (rank, lever, moved)
                falling |= {(each.table, each.id, each.field): each for each in minima(self.pairing, part, j)}
        for _, lever, moved in sorted(ranked.values(), key=lambda row: row[0]):
            yield lever, moved
        for lever in falling.values():
            yield lever, 0

    def _excluded(self, i: int, j: int) -> bool:
        """Say whether a delivery of the plan excludes one of this offer to this need."""
        pair = self.pair_at.get((i, j))
        if pair is None or pair in self.ledger.quantities:
            return False
        return any(
            count
            for clique, delivery in self.ledger.exclusive.get(pair, ())
            for other, count in self.ledger.delivered[clique].items()
            if other != delivery
        )

    def _openings(self, i: int) -> Iterator[Opening]:
        seen: list[Opening] = []
        for part in self._parts(i):
            for opening in (*freed(self.pairing, part), *openings(self.pairing, part)):
                if opening not in seen:
                    seen.append(opening)
                    yield opening


def _tester(
    problem: AssignmentInput, lever: Lever, resolver: Resolver, serves: Callable[[Resolved], bool]
) -> Callable[[int], tuple[bool, int]]:
    """Return the test of one distance: whether it serves, and the least distance at which the same plan is the best.

    A plan that is the best at one distance, and is possible at a smaller one, is the best there, too: the smaller one
    allows fewer plans.
    """

    def test(distance: int) -> tuple[bool, int]:
        solved = resolver.solve(lever.apply(problem, distance))
        if not solved.settled:
            return serves(solved), distance
        needed = lever.needed(solved)
        return serves(solved), 0 if needed is None else min(distance, lever.distance(needed))

    return test
