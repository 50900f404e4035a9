"""Assignment: a problem and its plan in; the duplicates that the plan avoided, on what evidence, what each saved, out.

A need is kept from being helped twice in three ways: another need stands for it (`restated`), engagements cover it or a
part of it (`overlapping`), or a delivery of the plan excludes another one to it (`overlapping`). What is saved is what
would be asked for in addition without that evidence.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ..entities.plans import Allocation, Plan
from ..entities.problems import AssignmentInput, Judgement, Need
from ..vocabulary import Kind, Relation, Rule, UnmetReason
from .demands import Demand, step_of, still_needed
from .eligibility import BIT, Pairing, pair
from .judging import with_verdict, without_verdicts

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What keeps a need, or a part of it, out of the plan.

    Attributes
    ----------
    other : str
        The need that stands for it, the engagement that covers it, or the offer that delivers already.
    verdicts : tuple of Judgement
        The verdicts it rests on, from the need to the other; empty where the fields of the rows say so.
    quantity : Decimal
        How much of the need it accounts for, in the need's unit.
    """

    other: str
    relation: Relation
    verdicts: tuple[Judgement, ...]
    quantity: Decimal
    detail: str


@dataclass(frozen=True, slots=True)
class Avoided:
    """A need that is not helped twice.

    Attributes
    ----------
    quantity : Decimal
        What was not asked for a second time, in the need's unit; for funding in the currency of its unit cost.
    money : Decimal or None
        The same in the base currency, to two decimals; None where the cost of a unit is not known.
    places : Decimal or None
        The same as places on courses; None of other kinds.
    elsewhere : tuple of Allocation
        What the offers that could have served it give to other needs in this plan.
    """

    need: str
    relation: Relation
    evidence: tuple[Evidence, ...]
    quantity: Decimal
    money: Decimal | None
    places: Decimal | None
    elsewhere: tuple[Allocation, ...]


def avoided(problem: AssignmentInput, plan: Plan) -> tuple[Avoided, ...]:
    """Return the duplicates that a plan avoided, by the id of the need.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        With the reasons for what is unmet.

    Notes
    -----
    ``docs/duplication.md``.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> for row in avoided(problem, solve(problem, isolated=False)):
    ...     print(row.need, row.relation.value, row.quantity, [each.other for each in row.evidence])
    n1 overlapping 5 ['o1']
    """
    pairing = pair(problem)
    demands = {demand.need.id: demand for demand in pairing.demands}
    found = []
    for position, demand in enumerate(pairing.demands):
        evidence = (_covering if demand.stands else _restating)(pairing.problem, demand)
        if evidence:
            found.append(_avoided(pairing, position, demands, plan, evidence))
    positions = {demand.need.id: position for position, demand in enumerate(pairing.demands)}
    for row in plan.unmet:
        if row.reason is UnmetReason.DUPLICATE and row.missing > 0:
            others = dict.fromkeys((str(piece["offer"]), str(piece["need"])) for piece in row.evidence)
            evidence = tuple(
                Evidence(offer, Relation.OVERLAPPING, (), row.missing, f"{offer} delivers the same to {need}")
                for offer, need in others
            )
            position = positions[row.need]
            money, places = _worth(pairing.problem, demands[row.need].need, row.missing)
            elsewhere = _elsewhere(pairing, position, plan)
            found.append(Avoided(row.need, Relation.OVERLAPPING, evidence, row.missing, money, places, elsewhere))
    return tuple(sorted(found, key=lambda row: (row.need, row.relation)))


def without(problem: AssignmentInput, row: Avoided) -> AssignmentInput:
    """Return the problem in which nothing keeps a need from being helped a second time.

    Parameters
    ----------
    problem : AssignmentInput
        The one that `avoided` was asked about.
    row : Avoided
        One of its rows.

    Returns
    -------
    AssignmentInput
        Its restated verdicts are gone, while the others of its group stay one; engagements that cover it are judged
        unrelated to it; offers that exclude one another for it are judged complementary.

    Notes
    -----
    ``docs/duplication.md``.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> (row,) = avoided(problem, solve(problem, isolated=False))
    >>> [(each.a, each.b, each.relation.value) for each in without(problem, row).judgements]
    [('o2', 'o1', 'complementary')]
    """
    offers = {offer.id for offer in problem.offers}
    if row.relation is Relation.RESTATED:
        problem = _alone(problem, row.need)
    for each in row.evidence:
        if each.relation is Relation.RESTATED:
            continue
        if each.other not in offers:
            lifted = [verdict for verdict in each.verdicts if verdict.relation is Relation.OVERLAPPING]
            problem = without_verdicts(problem, [(verdict.a, verdict.b) for verdict in lifted])
            problem = with_verdict(problem, row.need, each.other, Relation.UNRELATED)
            continue
        pairing = pair(problem)
        position = next(i for i, demand in enumerate(pairing.demands) if demand.need.id == row.need)
        for j in pairing.offer[pairing.need == position].tolist():
            name = pairing.problem.offers[j].id
            if name != each.other:
                problem = with_verdict(problem, name, each.other, Relation.COMPLEMENTARY)
    return problem


def _alone(problem: AssignmentInput, need: str) -> AssignmentInput:
    """Return the problem in which a need is restated by none, while those it joined stay joined."""
    joined = [
        row.b if row.a == need else row.a
        for row in problem.judgements
        if row.relation is Relation.RESTATED and need in (row.a, row.b)
    ]
    problem = without_verdicts(problem, [(need, other) for other in joined])
    judged = {frozenset((row.a, row.b)) for row in problem.judgements}
    bridges = tuple(
        Judgement(joined[0], other, Relation.RESTATED)
        for other in joined[1:]
        if frozenset((joined[0], other)) not in judged
    )
    return replace(problem, judgements=(*problem.judgements, *bridges))


def _restating(problem: AssignmentInput, demand: Demand) -> tuple[Evidence, ...]:
    """Return the need that stands for another, and the engagements that would cover it if it stood alone."""
    need = demand.need
    verdicts = _chain(problem, need.id, demand.stands_for)
    detail = f"{demand.stands_for} asks for the same and stands for it"
    alone = next(each for each in still_needed(_alone(problem, need.id)) if each.need.id == need.id)
    return (
        Evidence(demand.stands_for, Relation.RESTATED, verdicts, need.quantity, detail),
        *_covering(problem, alone),
    )


def _chain(problem: AssignmentInput, first: str, last: str) -> tuple[Judgement, ...]:
    """Return the shortest chain of restated verdicts from one need to another."""
    needs = {need.id for need in problem.needs}
    steps: dict[str, list[Judgement]] = {}
    for row in problem.judgements:
        if row.relation is Relation.RESTATED and row.a in needs and row.b in needs:
            steps.setdefault(row.a, []).append(row)
            steps.setdefault(row.b, []).append(row)
    reached: dict[str, tuple[Judgement, ...]] = {first: ()}
    queue = deque([first])
    while queue and last not in reached:
        here = queue.popleft()
        for row in steps.get(here, ()):
            there = row.b if row.a == here else row.a
            if there not in reached:
                reached[there] = (*reached[here], row)
                queue.append(there)
    return reached.get(last, ())


def _covering(problem: AssignmentInput, demand: Demand) -> tuple[Evidence, ...]:
    """Return the engagements that cover a need, each with what is left for it to take off."""
    evidence = []
    left = demand.quantity
    for row in demand.covered_by:
        taken = left if row.quantity is None else min(left, row.quantity)
        left -= taken
        verdicts = tuple(each for each in problem.judgements if {each.a, each.b} == {demand.need.id, row.id})
        detail = (
            f"{row.provider or 'somebody'} helps with {taken:f} of {demand.quantity:f} from {row.start} to {row.end}"
        )
        evidence.append(Evidence(row.id, Relation.OVERLAPPING, verdicts, taken, detail))
    return tuple(evidence) if left < demand.quantity else ()


def _avoided(
    pairing: Pairing, position: int, demands: Mapping[str, Demand], plan: Plan, evidence: tuple[Evidence, ...]
) -> Avoided:
    problem, need = pairing.problem, pairing.demands[position].need
    row = Avoided(need.id, evidence[0].relation, evidence, Decimal(0), None, None, _elsewhere(pairing, position, plan))
    more = Fraction(0)
    for demand in still_needed(without(problem, row)):
        change = demand.left - demands[demand.need.id].left
        if change:
            more += _counted_as(need, demand.need, change, problem)
    step = step_of(need)
    saved = max(Decimal(0), int(more / Fraction(step)) * step)
    money, places = _worth(problem, need, saved)
    return replace(row, quantity=saved, money=money, places=places)


def _counted_as(need: Need, other: Need, quantity: Decimal, problem: AssignmentInput) -> Fraction:
    """Return a quantity of another need of the kind, as this one counts it."""
    ours, theirs = need.unit_cost, other.unit_cost
    if need.kind is not Kind.FUNDING or ours is None or theirs is None:
        return Fraction(quantity)
    return problem.rates.convert(quantity, theirs.currency, ours.currency)


def _worth(problem: AssignmentInput, need: Need, quantity: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Return a quantity of a need as money in the base currency and as places."""
    places = quantity if need.kind is Kind.TRAINING else None
    if need.unit_cost is None:
        return None, places
    cost = need.unit_cost
    exact = problem.rates.convert(Fraction(quantity) * Fraction(cost.amount), cost.currency, problem.rates.base)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_CENT), places


def _elsewhere(pairing: Pairing, position: int, plan: Plan) -> tuple[Allocation, ...]:
    """Return what the offers give to others that nothing but the duplicate keeps from a need."""
    need = pairing.problem.needs[position].id
    able = {
        offer.id
        for offer, broken in zip(pairing.problem.offers, pairing.broken[position].tolist(), strict=True)
        if not broken & ~int(BIT[Rule.DUPLICATE])
    }
    return tuple(row for row in plan.allocations if row.offer in able and row.need != need)
