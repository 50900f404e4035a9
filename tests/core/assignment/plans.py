"""Plans written by the tests from the oracle's figures, right or with one figure changed."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from matchmaker.core.assignment import verify
from matchmaker.core.entities.plans import Allocation, Plan, SolverStamp, StageResult, Terms, Unmet
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.vocabulary import MINOR_UNITS, PlanStatus, Stage, UnmetReason

from .oracle import Oracle, Pair

Asked = Mapping[Pair, int | str | Fraction]


def printed(value: Fraction, digits: int) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN
    )


def quantities(plan: Plan) -> dict[Pair, Fraction]:
    return {(line.need, line.offer): Fraction(line.quantity) for line in plan.allocations}


def written(problem: AssignmentInput, asked: Asked, **changes: object) -> Plan:
    """A plan of the quantities asked for, with all its figures right, said to be optimal."""
    oracle = Oracle(problem)
    given = {pair: Fraction(quantity) for pair, quantity in asked.items()}
    lines = tuple(_line(oracle, pair, quantity) for pair, quantity in sorted(given.items()))
    open_pairs = {pair: quantity for pair, quantity in given.items() if oracle.left[pair[0]] > 0}
    values = oracle.values(open_pairs)
    stages = tuple(
        StageResult(name, printed(value, 9), printed(value, 9), Decimal(0), proved=True)
        for name, value in zip(Stage, values, strict=False)
    )
    got = {n: sum((q for (m, _), q in given.items() if m == n), Fraction(0)) for n in oracle.left}
    unmet = tuple(
        Unmet(n, printed(left - got[n], 3), UnmetReason.CAPACITY if left else UnmetReason.DUPLICATE)
        for n, left in oracle.left.items()
        if got[n] < left or not left
    )
    plan = Plan(PlanStatus.OPTIMAL, problem.digest, SolverStamp("hand", "1", 0, 0.0), stages, lines, unmet)
    return replace(plan, **changes)


def _line(oracle: Oracle, pair: Pair, quantity: Fraction) -> Allocation:
    need, offer = oracle.needs[pair[0]], oracle.offers[pair[1]]
    language, timeliness, proximity = oracle.terms(*pair)
    money, currency = None, None
    if need.unit_cost is not None:
        currency = offer.currency or need.unit_cost.currency
        exact = (
            quantity * Fraction(need.unit_cost.amount) * oracle.rate(need.unit_cost.currency) / oracle.rate(currency)
        )
        money = printed(exact, MINOR_UNITS[currency])
    return Allocation(
        *pair,
        quantity=Decimal(quantity.numerator) / Decimal(quantity.denominator),
        money=money,
        currency=currency,
        fit=printed(language * timeliness * proximity, 6),
        terms=Terms(printed(language, 6), printed(timeliness, 6), printed(proximity, 6)),
    )


def broken(problem, plan) -> set[str]:
    """The rules that the verifier finds broken."""
    return {str(breach.rule) for breach in verify(problem, plan)}
