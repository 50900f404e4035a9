"""Assignment: what one thing more would bring: a unit of an offer, money that nobody earmarked, a floor for the worst.

A problem and its plan come in, facts as data go out; everything but the trade-off is found by solving again with the
seed of the plan.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from time import monotonic

import numpy as np

from ..entities.plans import Plan
from ..entities.problems import AssignmentInput, Eligible, Need, Offer, Provider
from ..vocabulary import Kind, Stage, Theme, Unit
from .eligibility import pair
from .engine import Engine
from .fields import minor_digits
from .incumbent import Values
from .ledger import steps_of
from .problem import Problem, build
from .program import Row
from .resolving import OutOfTimeError, Resolver
from .scoring import score, stage_values
from .solution import rounded

UNEARMARKED = "unearmarked"
"""Provider and offer under which money without conditions enters a problem."""

_GAIN = Fraction(1, 10**6)  # less is what a proved plan may lack
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Margin:
    """What one more unit of an offer's capacity would bring.

    Attributes
    ----------
    offer : str
        Its id.
    unit : Unit
        Of its capacity; for money one unit of its currency.
    stage : Stage or None
        The first stage that gains; None where nothing does.
    gain : Decimal
        In that stage's terms, to six decimals.
    """

    offer: str
    unit: Unit
    stage: Stage | None
    gain: Decimal


@dataclass(frozen=True, slots=True)
class Purchase:
    """What money would buy for one need.

    Attributes
    ----------
    need, state : str
        For whom.
    quantity : Decimal
        Bought with the money, in the unit of the need.
    more : Decimal
        What the need gets more than without the money; what others gave before may be free for somebody else.
    money : Decimal
        In the currency asked for.
    """

    need: str
    state: str
    quantity: Decimal
    more: Decimal
    money: Decimal


@dataclass(frozen=True, slots=True)
class TradeOff:
    """One point between the total benefit and the State that is served worst.

    Attributes
    ----------
    worst : Decimal
        The smallest weighted served share among the States that anybody could serve.
    benefit : Decimal
        The most that the benefit can be then, whatever becomes of the earlier stages.
    proved : bool
        Whether it is the most.
    """

    worst: Decimal
    benefit: Decimal
    proved: bool


def one_more_unit(
    problem: AssignmentInput,
    plan: Plan,
    *,
    time_limit: float = 60.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Margin, ...]:
    """Return what one more unit of each offer would bring, the most useful first.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        As `solve` returns it.
    time_limit : float
        Seconds of wall clock; offers that are not reached are left out.
    cancelled : callable
        True ends the work.

    Returns
    -------
    tuple of Margin
        By the stage that gains, then by the gain, then by id.

    Notes
    -----
    ``docs/assignment.md``, "Prices".

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> for row in one_more_unit(problem, solve(problem, isolated=False)):
    ...     print(row.offer, row.unit, row.stage, row.gain)
    o1 place tier1 0.040000
    o2 place None 0.000000
    o3 money None 0.000000
    """
    resolver = Resolver(plan, monotonic() + time_limit, cancelled)
    before = _values(problem, plan)
    margins: list[Margin] = []
    try:
        for offer in sorted(problem.offers, key=lambda row: row.id):
            more = replace(offer, capacity=offer.capacity + 1)
            offers = tuple(more if row.id == offer.id else row for row in problem.offers)
            stage, gain = _first_gain(before, resolver.solve(replace(problem, offers=offers)).values)
            margins.append(Margin(offer.id, offer.unit, stage, rounded(gain, _DIGITS)))
    except OutOfTimeError:
        pass
    stages = list(Stage)
    return tuple(
        sorted(margins, key=lambda row: (stages.index(row.stage) if row.stage else len(stages), -row.gain, row.offer))
    )


def next_money(
    problem: AssignmentInput,
    plan: Plan,
    *,
    amount: Decimal = Decimal(100_000),
    currency: str | None = None,
    time_limit: float = 60.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Purchase, ...]:
    """Return what the next money without conditions would buy, and for whom.

    Parameters
    ----------
    problem : AssignmentInput
        That the plan answers.
    plan : Plan
        As `solve` returns it.
    amount : Decimal
        To be spent on needs of any theme, kind, State and time whose cost is known.
    currency : str, optional
        ISO 4217; the base of the rates unless given.
    time_limit : float
        Seconds of wall clock.
    cancelled : callable
        True ends the work.

    Returns
    -------
    tuple of Purchase
        The largest sum first; empty where the time was over.

    Notes
    -----
    ``docs/assignment.md``, "Prices".

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> for row in next_money(problem, solve(problem, isolated=False), currency="EUR"):
    ...     print(row.need, row.state, row.quantity, row.more, row.money)
    n2 JAM 12 4 26785.71
    """
    spent_in = currency or problem.rates.base
    try:
        again = Resolver(plan, monotonic() + time_limit, cancelled).solve(with_money(problem, amount, spent_in))
    except OutOfTimeError:
        return ()
    before: dict[str, Decimal] = defaultdict(Decimal)
    for line in plan.allocations:
        before[line.need] += line.quantity
    now: dict[str, Decimal] = defaultdict(Decimal)
    bought: dict[str, Decimal] = {}
    pairing = again.pairing
    for number, steps in again.quantities.items():
        demand = pairing.demands[pairing.need[number]]
        now[demand.need.id] += steps * demand.step
        if pairing.problem.offers[pairing.offer[number]].id == UNEARMARKED:
            bought[demand.need.id] = steps * demand.step
    rows = []
    for need in (row for row in problem.needs if row.id in bought and row.unit_cost is not None):
        cost = problem.rates.convert(need.unit_cost.amount, need.unit_cost.currency, spent_in)  # type: ignore[union-attr]
        money = rounded(cost * Fraction(bought[need.id]), minor_digits(spent_in))
        rows.append(Purchase(need.id, need.state, bought[need.id], now[need.id] - before[need.id], money))
    return tuple(sorted(rows, key=lambda row: (-row.money, row.need)))


def with_money(problem: AssignmentInput, amount: Decimal, currency: str) -> AssignmentInput:
    """Return the problem with one more offer: money without conditions, from nobody in particular."""
    rows: tuple[Need | Offer, ...] = (*problem.needs, *problem.offers)
    days = [day for row in rows for day in (row.start, row.end)]
    zero = Decimal(0)
    money = Offer(
        id=UNEARMARKED,
        provider=UNEARMARKED,
        themes=tuple(Theme),
        kinds=(Kind.FUNDING,),
        items=(),
        pays_for=tuple(kind for kind in Kind if kind is not Kind.FUNDING),
        capacity=amount,
        unit=Unit.MONEY,
        currency=currency,
        eligible=Eligible((), (), ()),
        excluded_states=(),
        languages=(),
        start=min(days, default=date.min),
        end=max(days, default=date.min + timedelta(1)),
        minimum_per_recipient=zero,
        maximum_per_recipient=None,
        maximum_recipients=None,
        opening_minimum=zero,
    )
    giver = Provider(UNEARMARKED, state=False, region=None, subregion=None, budget=None)
    return replace(problem, offers=(*problem.offers, money), providers=(*problem.providers, giver))


def benefit_and_worst(
    problem: AssignmentInput,
    *,
    points: int = 5,
    time_limit: float = 60.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[TradeOff, ...]:
    """Return the trade-off between the total benefit and the State that is served worst.

    Parameters
    ----------
    problem : AssignmentInput
        Without a plan: the earlier stages are left aside, so that the two goals alone meet.
    points : int
        How many floors are tried, from none to the highest that can be reached; two or more.
    time_limit : float
        Seconds of wall clock for all of them.
    cancelled : callable
        True ends the work.

    Returns
    -------
    tuple of TradeOff
        From the most benefit to the highest floor; a point that another beats in both is left out.

    Notes
    -----
    A State's served share is the benefit's c: the served shares of its open needs, weighted by tier. Only States with a
    candidate offer count, since the others are at zero whatever is done. Pins and forbids hold.

    Examples
    --------
    >>> from matchmaker.core.assignment.instances import realistic
    >>> for row in benefit_and_worst(realistic(30, 6, seed=3, breadth=6), points=3):
    ...     print(row.worst, row.benefit, row.proved)
    0.125000 68.180652 True
    0.187500 67.071734 True
    """
    built = build(pair(problem))
    deadline = monotonic() + time_limit
    shares = _shares(built)
    if not shares:
        return ()
    width = built.program.width
    rows = [Row([*entries, (width, -1.0)], lower=0.0) for entries in shares.values()]
    program = built.program.extended(rows, lower=[0.0])
    program = replace(program, integer=np.append(program.integer[:-1], False))
    engine = Engine(program, seed=0, deadline=deadline, stopped=cancelled)
    floor, benefit = np.zeros(width + 1), np.append(built.objectives[Stage.BENEFIT], 0.0)
    floor[width] = 1.0
    highest = engine.maximise(floor)
    if highest.point is None:
        return ()
    found: list[TradeOff] = []
    for place in range(points):
        least = float(highest.point[width]) * place / max(1, points - 1)
        engine.restrict({width: (max(0.0, least - float(_GAIN) / 10), 1.0)})
        answer = engine.maximise(benefit)
        if answer.point is not None:
            worst = min(sum(value * answer.point[column] for column, value in row) for row in shares.values())
            reached = float(benefit @ answer.point)
            found.append(TradeOff(_six(max(0.0, worst)), _six(reached), answer.finished))
    return tuple(
        row
        for place, row in enumerate(found)
        if not any(other.worst >= row.worst and other.benefit >= row.benefit for other in found[place + 1 :])
        and not any(other.worst >= row.worst and other.benefit > row.benefit for other in found[:place])
    )


def _shares(built: Problem) -> dict[str, list[tuple[int, float]]]:
    """Return the weighted served share of each State that anybody can serve, as columns with coefficients."""
    worth = built.weights * built.step_shares
    shares: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, i in enumerate(built.pairing.need.tolist()):
        state = built.pairing.problem.needs[i].state
        shares[state].append((int(built.columns.quantity[number]), float(worth[i] * built.steps[number])))
    return shares


def _values(problem: AssignmentInput, plan: Plan) -> Values:
    pairing = pair(problem)
    return stage_values(pairing, score(pairing), steps_of(pairing, plan.allocations))


def _first_gain(before: Values, after: Values) -> tuple[Stage | None, Fraction]:
    for stage, value in before.items():
        gain = value - after[stage] if stage is Stage.STABILITY else after[stage] - value
        if gain > _GAIN:
            return stage, gain
        if gain < -_GAIN:
            break
    return None, Fraction(0)


def _six(value: float) -> Decimal:
    return rounded(Fraction(value), _DIGITS)
