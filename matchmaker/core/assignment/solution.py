"""Assignment: what the search found becomes a plan: allocations with their terms, stages with bounds, what is unmet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import isfinite

from ..entities.plans import (
    Allocation,
    Candidate,
    Plan,
    Refusal,
    RefusalCount,
    SolverStamp,
    StageResult,
    Terms,
    Unmet,
)
from ..vocabulary import PlanStatus, Stage, UnmetReason
from .eligibility import Pairing
from .fields import minor_digits
from .incumbent import STAGES
from .scoring import Scores, ceilings
from .solver import Found

PROVED = Decimal("0.000001")
MANY_PAIRS = 10**6
_DECIMALS = {"value": 9, "fit": 6}
_UNKNOWN_BOUND = Decimal("1e30")
_EXACT = Context(prec=60)


def rounded(value: Fraction, digits: int, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return an exact value with so many digits after the point.

    Examples
    --------
    >>> rounded(Fraction(2, 3), 4)
    Decimal('0.6667')
    """
    exact = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=rounding, context=_EXACT)


@dataclass(frozen=True, slots=True)
class Listing:
    """Every candidate pair and every refusal of a problem, or their counts: the same for all its plans."""

    candidates: tuple[Candidate, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    refusal_counts: tuple[RefusalCount, ...] = ()


NOTHING = Listing()


def listing(pairing: Pairing) -> Listing:
    """Return what a pairing says of each pair."""
    if pairing.broken.size > MANY_PAIRS:
        return Listing(pairing.candidates(), refusal_counts=pairing.refusal_counts())
    return Listing(pairing.candidates(), tuple(pairing.refusals()))


def make_plan(pairing: Pairing, scores: Scores, found: Found, stamp: SolverStamp, *, listed: Listing = NOTHING) -> Plan:
    """Return the plan that a search found.

    Parameters
    ----------
    pairing, scores
        The problem.
    found : Found
        Whole steps by pair, exact values, bounds.
    stamp : SolverStamp
        Who solved it.
    listed : Listing
        What the plan says of each pair.

    Returns
    -------
    Plan
        Allocations in canonical order; unmet needs with what is missing and a first reason.
    """
    stages = stage_results(found, ceilings(pairing, scores))
    status = PlanStatus.OPTIMAL if all(stage.proved for stage in stages) else PlanStatus.FEASIBLE
    return Plan(
        status=PlanStatus.PINS_CONFLICT if found.conflicts else status,
        input_digest=pairing.problem.digest,
        solver=stamp,
        stages=stages,
        allocations=tuple(
            allocation(pairing, scores, pair, found.quantities[pair]) for pair in sorted(found.quantities)
        ),
        unmet=_unmet(pairing, found.quantities),
        conflicts=found.conflicts,
        candidates=listed.candidates,
        refusals=listed.refusals,
        refusal_counts=listed.refusal_counts,
    )


def stage_results(found: Found, limits: Mapping[Stage, Fraction]) -> tuple[StageResult, ...]:
    """Return the stages of a plan: each with the bound that was found, or with what no plan exceeds if that is less."""
    return tuple(
        stage_result(stage, found.values[stage], tighter(found.bounds.get(stage), limits.get(stage)))
        for stage in STAGES
        if stage in found.values
    )


def tighter(found: float | None, limit: Fraction | None) -> Fraction | None:
    """Return the tighter of two upper bounds; None where neither is known."""
    known = None if found is None or not isfinite(found) else Fraction(found)
    return known if limit is None else limit if known is None else min(known, limit)


def stage_result(stage: Stage, value: Fraction, bound: Fraction | float | None) -> StageResult:
    """Return a stage as it is printed: the bound rounded away from the value, the gap never below zero."""
    shown = rounded(value, _DECIMALS["value"])
    fewest = stage is Stage.STABILITY
    if bound is None or not isfinite(bound):
        limit = Decimal(0) if fewest else _UNKNOWN_BOUND
    else:
        limit = rounded(Fraction(bound), _DECIMALS["value"], ROUND_FLOOR if fewest else ROUND_CEILING)
    limit = min(limit, shown) if fewest else max(limit, shown)
    gap = rounded(abs(Fraction(limit) - Fraction(shown)) / max(Fraction(1), abs(Fraction(limit))), _DECIMALS["value"])
    return StageResult(stage, shown, limit, gap, proved=gap <= PROVED)


def allocation(pairing: Pairing, scores: Scores, pair: int, steps: int) -> Allocation:
    """Return one line of a plan."""
    i, j = int(pairing.need[pair]), int(pairing.offer[pair])
    demand, offer = pairing.demands[i], pairing.problem.offers[j]
    need, quantity = demand.need, steps * demand.step
    currency: str | None = None
    money: Decimal | None = None
    if need.unit_cost is not None:
        currency = offer.currency or need.unit_cost.currency
        exact = pairing.problem.rates.convert(need.unit_cost.amount, need.unit_cost.currency, currency)
        money = rounded(Fraction(quantity) * exact, minor_digits(currency))
    language, timeliness, proximity = (rounded(term, _DECIMALS["fit"]) for term in scores.terms(pair))
    return Allocation(
        need=need.id,
        offer=offer.id,
        quantity=quantity,
        money=money,
        currency=currency,
        fit=rounded(scores.fit(pair), _DECIMALS["fit"]),
        terms=Terms(language, timeliness, proximity),
    )


def _unmet(pairing: Pairing, quantities: Mapping[int, int]) -> tuple[Unmet, ...]:
    given: dict[int, int] = defaultdict(int)
    for pair, steps in quantities.items():
        given[int(pairing.need[pair])] += steps
    paired = set(pairing.need.tolist())
    rows: list[Unmet] = []
    for i, demand in enumerate(pairing.demands):
        missing = demand.left - given[i] * demand.step
        if not demand.open:
            rows.append(Unmet(demand.need.id, Decimal(0), UnmetReason.DUPLICATE))
        elif missing:
            reason = UnmetReason.CAPACITY if i in paired else UnmetReason.NOT_ELIGIBLE
            rows.append(Unmet(demand.need.id, missing, reason))
    return tuple(rows)
