"""Assignment: where one thing more of an offer would do the most, one need at a time, beside a plan that stands.

A problem, its plan and an offer come in, the needs that could get it go out, the best first. Nothing is solved: each
use is added to the plan's exact books, judged by every limit, and valued.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ..entities.plans import Plan
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .eligibility import pair
from .ledger import ledger_of, steps_of
from .overlaps import exclusive_deliveries
from .scoring import score, stage_values, tie_order
from .solution import rounded

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Use:
    """What a plan gains when one need gets more of an offer.

    Attributes
    ----------
    need, state : str
        Who gets it.
    quantity : Decimal
        How much the need gets more, in its unit.
    missing : Decimal
        What it lacks without that, in its unit.
    tier1, states, benefit : Decimal
        What the stages gain, to six decimals; with `states` at 1 the State gets nothing else in the plan.
    """

    need: str
    state: str
    quantity: Decimal
    missing: Decimal
    tier1: Decimal
    states: Decimal
    benefit: Decimal


def best_uses(problem: AssignmentInput, plan: Plan, offer: str, *, more: Decimal) -> tuple[Use, ...]:
    """Return what each need would gain from more of an offer, the best use first.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        Which stands as it is.
    offer : str
        The id of an offer of the problem.
    more : Decimal
        At most so much goes to one need, in the unit of the offer, over and above its capacity.

    Returns
    -------
    tuple of Use
        The needs that could take it with every rule kept and to some good, in the order of the objective's stages (what
        tier 1 gains, whether another State is served, the benefit), then of the declared tie rule.

    Raises
    ------
    KeyError
        If the problem has no such offer.

    Notes
    -----
    Stages and tie rule are those of docs/assignment.md, "Objective". A part of a bundle whose required others the plan
    leaves out is no use by itself, and so is what stays below a minimum. Nor is what makes the first stage that it
    changes worse: a delivery can give less than one pair more in the plan takes off.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> for use in best_uses(problem, solve(problem, isolated=False), "o1", more=Decimal(3)):
    ...     print(use.need, use.state, use.quantity, use.missing, use.tier1, use.states)
    n1 TGO 3 5 0.120000 0.000000
    """
    if offer not in {row.id for row in problem.offers}:
        raise KeyError(offer)
    larger = tuple(replace(row, capacity=row.capacity + more) if row.id == offer else row for row in problem.offers)
    pairing = pair(replace(problem, offers=larger))
    scores, standing = score(pairing), steps_of(pairing, plan.allocations)
    books = ledger_of(pairing, exclusive_deliveries(pairing), standing)
    before = stage_values(pairing, scores, standing)
    place = [row.id for row in pairing.problem.offers].index(offer)
    grains = int(books.measures.capacity[place] * Fraction(more) / Fraction(pairing.problem.offers[place].capacity))
    rank = {need: number for number, need in enumerate(tie_order(pairing.demands, plan.solver.seed))}
    found: list[tuple[int, Use]] = []
    for number in range(len(books.needs)):
        if books.offers[number] != place:
            continue
        steps = min(books.room(number), grains // books.uses[number])
        if not steps:
            continue
        i, had = books.needs[number], standing.get(number, 0)
        demand = pairing.demands[i]
        missing = (books.measures.left[i] - books.served[i]) * demand.step
        books.add(number, steps)
        if not books.short():
            after = stage_values(pairing, scores, books.quantities)
            gains = [after[stage] - before[stage] for stage in (Stage.TIER1, Stage.STATES, Stage.BENEFIT)]
            if next((gain > 0 for gain in gains if gain), False):
                told = (rounded(gain, _DIGITS) for gain in gains)
                use = Use(demand.need.id, demand.need.state, steps * demand.step, missing, *told)
                found.append((rank[i], use))
        books.drop(number)
        if had:
            books.add(number, had)
    found.sort(key=lambda row: (-row[1].tier1, -row[1].states, -row[1].benefit, row[0]))
    return tuple(use for _, use in found)
