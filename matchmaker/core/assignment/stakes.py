"""Assignment: a problem, its plan and pairs that wait for a verdict in; what each verdict would change, out.

The coordinator judges first what would change the plan most. Nothing is solved again: what counts is how much less, or
more, each need would ask for, and how much of what the plan gives would be in excess.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..entities.plans import Plan
from ..entities.problems import AssignmentInput, Need, Offer
from ..errors import MatchmakerError
from ..vocabulary import Relation, Unit, UnmetReason
from .demands import Demand, still_needed
from .eligibility import pair
from .judging import with_verdict

_SIX, _CENT = Decimal("0.000001"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Change:
    """What a verdict would change for one need, in its own unit.

    Attributes
    ----------
    before, after : Decimal
        What is still needed.
    planned : Decimal
        What the plan gives it.
    moved : Decimal
        How much of that would be too much, or else how much more would be asked for, or could be delivered.
    """

    need: str
    before: Decimal
    after: Decimal
    planned: Decimal
    moved: Decimal


@dataclass(frozen=True, slots=True)
class Stake:
    """What one verdict on a pair would change in the current plan.

    Attributes
    ----------
    weight : Decimal
        Sum over the needs of the weight of their tier times the share of the need that would fall out of the plan or
        be asked for in addition; to six decimals.
    money : Decimal
        The same as money in the base currency, as far as the cost of a unit is known; to two decimals.
    """

    a: str
    b: str
    relation: Relation
    weight: Decimal
    money: Decimal
    changes: tuple[Change, ...]


def stake(
    problem: AssignmentInput, plan: Plan, a: str, b: str, relation: Relation, *, judged: AssignmentInput | None = None
) -> Stake:
    """Return what a verdict on one pair would change.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        The current one.
    a, b : str
        Ids of two needs, two offers, or a need and an engagement.
    relation : Relation
        The verdict.
    judged : AssignmentInput or None
        The problem as it would be under the verdict, where more follows from it than `with_verdict` writes; it holds
        the same needs.

    Raises
    ------
    MatchmakerError
        As `with_verdict`.

    Notes
    -----
    ``docs/duplication.md``.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> found = stake(problem, solve(problem, isolated=False), "o1", "o2", Relation.COMPLEMENTARY)
    >>> [(row.need, str(row.planned), str(row.moved)) for row in found.changes], str(found.weight)
    ([('n1', '20', '5')], '0.800000')
    """
    return _Stakes(problem, plan).of(a, b, relation, judged)


def queue(problem: AssignmentInput, plan: Plan, pairs: Iterable[tuple[str, str]]) -> tuple[Stake, ...]:
    """Return for each pair the verdict that would change most, those that change most first.

    Parameters
    ----------
    problem, plan
        As for `stake`.
    pairs : iterable of (str, str)
        Pairs that wait for a verdict, or whose verdict may be wrong; one that the problem does not hold changes
        nothing and comes last.

    Returns
    -------
    tuple of Stake
        Ordered by weight, then money, then ids.

    Notes
    -----
    ``docs/duplication.md``.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> rows = queue(problem, solve(problem, isolated=False), [("n1", "n2"), ("o1", "o2")])
    >>> [(row.a, row.b, row.relation.value, str(row.weight)) for row in rows]
    [('o1', 'o2', 'complementary', '0.800000'), ('n1', 'n2', 'restated', '0')]
    """
    stakes = _Stakes(problem, plan)
    found = [max((stakes.tried(a, b, each) for each in Relation), key=lambda s: (s.weight, s.money)) for a, b in pairs]
    return tuple(sorted(found, key=lambda row: (-row.weight, -row.money, row.a, row.b)))


def stake_of_another(problem: AssignmentInput, plan: Plan, offer: Offer, relation: Relation, beside: str) -> Stake:
    """Return what an offer that is counted with another one could give if a verdict said that it is one of its own.

    Parameters
    ----------
    problem, plan
        As for `stake`; the problem does not hold the offer.
    offer : Offer
        The one that would enter.
    relation : Relation
        The verdict.
    beside : str
        The id of the offer that stands for both.

    Returns
    -------
    Stake
        What the plan leaves open and the offer could carry, the highest tiers first, up to what it has.

    Notes
    -----
    ``docs/duplication.md``.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> whole = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> only = replace(whole, offers=whole.offers[1:], judgements=(), engagements=())
    >>> found = stake_of_another(only, solve(only, isolated=False), whole.offers[0], Relation.UNRELATED, "o2")
    >>> [(row.need, f"{row.moved:.0f}") for row in found.changes]
    [('n1', '10')]
    """
    stakes = _Stakes(problem, plan)
    wider = pair(replace(problem, offers=(*problem.offers, offer)))
    carried = {row.need: row.most for row in wider.candidates() if row.offer == offer.id}
    order = {need.id: (need.tier, place) for place, need in enumerate(problem.needs)}
    left, changes = Fraction(offer.capacity), []
    for row in sorted(plan.unmet, key=lambda row: order[row.need]):
        spent = _spent_on_one(stakes.before[row.need].need, offer, problem)
        moved = min(Fraction(row.missing), Fraction(carried.get(row.need, 0)), left / spent if spent else Fraction(0))
        if moved > 0:
            left -= moved * spent
            changes.append(stakes.delivered(row.need, _rounded(moved, _CENT)))
    return stakes.told(offer.id, beside, relation, changes)


def _spent_on_one(need: Need, offer: Offer, problem: AssignmentInput) -> Fraction:
    """Return what one unit of a need takes of an offer: one unit, or its cost in the offer's currency."""
    if offer.unit is not Unit.MONEY or offer.currency is None:
        return Fraction(1)
    cost = need.unit_cost
    return problem.rates.convert(cost.amount, cost.currency, offer.currency) if cost else Fraction(0)


class _Stakes:
    """A problem and its plan, asked pair by pair."""

    def __init__(self, problem: AssignmentInput, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.before = {demand.need.id: demand for demand in still_needed(problem)}
        self.offers = {offer.id: offer for offer in problem.offers}
        self.planned: dict[str, Decimal] = defaultdict(Decimal)
        for row in plan.allocations:
            self.planned[row.need] += row.quantity

    def tried(self, a: str, b: str, relation: Relation) -> Stake:
        """Return the stake, or nothing at stake where the verdict cannot act."""
        try:
            return self.of(a, b, relation)
        except MatchmakerError:
            return Stake(a, b, relation, Decimal(0), Decimal(0), ())

    def of(self, a: str, b: str, relation: Relation, judged: AssignmentInput | None = None) -> Stake:
        judged = judged or with_verdict(self.problem, a, b, relation)
        if a in self.offers and b in self.offers:
            changes = self._deliveries(self.offers[a], self.offers[b], relation)
        else:
            changes = [
                change
                for demand in still_needed(judged)
                if (change := self._change(self.before[demand.need.id], demand.left))
            ]
        return self.told(a, b, relation, changes)

    def told(self, a: str, b: str, relation: Relation, changes: Sequence[Change]) -> Stake:
        return Stake(a, b, relation, self._weight(changes), self._money(changes), tuple(changes))

    def _change(self, demand: Demand, after: Decimal) -> Change | None:
        planned = self.planned[demand.need.id]
        moved = max(Decimal(0), planned - after) or max(Decimal(0), after - demand.left)
        return None if after == demand.left else Change(demand.need.id, demand.left, after, planned, moved)

    def delivered(self, need: str, moved: Decimal) -> Change:
        left = self.before[need].left
        return Change(need, left, left, self.planned[need], moved)

    def _deliveries(self, one: Offer, other: Offer, relation: Relation) -> list[Change]:
        """Return what would fall out, or come back, if two offers were one, excluded one another or no longer did."""
        if relation is Relation.COMPLEMENTARY:
            return [
                self.delivered(row.need, row.missing)
                for row in self.plan.unmet
                if row.reason is UnmetReason.DUPLICATE
                and any(piece.get("offer") in (one.id, other.id) for piece in row.evidence)
            ]
        if relation is Relation.RESTATED:
            return self._beyond_one(one, other)
        if relation is not Relation.OVERLAPPING:
            return []
        given: dict[object, dict[str, list[tuple[Need, Decimal]]]] = defaultdict(lambda: {one.id: [], other.id: []})
        for row in self.plan.allocations:
            if row.offer in (one.id, other.id):
                demand = self.before[row.need]
                given[demand.key][row.offer].append((demand.need, row.quantity))
        changes = []
        for both in given.values():
            here, there = both[one.id], both[other.id]
            if any(_meet(x, one, y, other) for x, _ in here for y, _ in there):
                lesser = min((here, there), key=self._share)
                changes += [self.delivered(need.id, quantity) for need, quantity in lesser]
        return changes

    def _beyond_one(self, one: Offer, other: Offer) -> list[Change]:
        """Return what two offers give beyond what the larger of them has, from the one that gives less."""
        if one.unit is not other.unit or one.currency != other.currency:
            return []
        used: dict[str, list[tuple[str, Decimal, Decimal]]] = {one.id: [], other.id: []}
        for row in self.plan.allocations:
            if row.offer in used:
                spent = row.money if one.unit is Unit.MONEY and row.money is not None else row.quantity
                used[row.offer].append((row.need, row.quantity, spent))
        given = {name: sum((spent for _, _, spent in rows), Decimal(0)) for name, rows in used.items()}
        excess = sum(given.values(), Decimal(0)) - max(one.capacity, other.capacity)
        changes = []
        for need, quantity, spent in used[min(given, key=lambda name: given[name])]:
            if excess <= 0:
                break
            part = min(Decimal(1), excess / spent) if spent else Decimal(1)
            changes.append(self.delivered(need, _rounded(Fraction(quantity * part), _CENT)))
            excess -= spent
        return changes

    def _share(self, rows: Iterable[tuple[Need, Decimal]]) -> Fraction:
        return sum((Fraction(quantity) / Fraction(self.before[need.id].left) for need, quantity in rows), Fraction(0))

    def _weight(self, changes: Iterable[Change]) -> Decimal:
        tiers = self.problem.scenario.weights.tiers
        total = Fraction(0)
        for change in changes:
            whole = max(change.before, change.after)
            tier = Fraction(tiers[self.before[change.need].need.tier - 1])
            total += tier * Fraction(change.moved) / Fraction(whole) if whole else 0
        return _rounded(total, _SIX)

    def _money(self, changes: Iterable[Change]) -> Decimal:
        total, rates = Fraction(0), self.problem.rates
        for change in changes:
            cost = self.before[change.need].need.unit_cost
            if cost is not None:
                total += rates.convert(Fraction(change.moved) * Fraction(cost.amount), cost.currency, rates.base)
        return _rounded(total, _CENT)


def _meet(need: Need, offer: Offer, other_need: Need, other_offer: Offer) -> bool:
    """Say whether two deliveries overlap in time, each its offer's and its need's days in common."""
    first: date = max(need.start, offer.start, other_need.start, other_offer.start)
    return first < min(need.end, offer.end, other_need.end, other_offer.end)


def _rounded(value: Fraction, to: Decimal) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(to)
