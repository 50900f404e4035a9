"""Assignment: quantities and money as whole numbers, so that sums and limits are compared exactly and fast.

A quantity counts steps of its need (one unit, for funding the currency's minor unit). What an allocation takes from
an offer counts whole units in kind; in money it counts grains, the largest power of ten of the base currency in which
every cost, limit and budget of the problem is whole. Amounts and rates are decimals, so such a grain exists.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from ..entities.money import Money
from ..entities.problems import AssignmentInput
from ..vocabulary import Unit
from .demands import Demand


@dataclass(frozen=True, slots=True)
class Measures:
    """Limits and uses as whole numbers.

    Attributes
    ----------
    grains : int
        How many grains make one unit of the base currency.
    left, least : tuple of int
        D rounded down and m rounded up to whole steps, by need.
    unit : tuple of int
        Steps that make one whole unit of the need.
    step_costs : tuple of int or None
        Grains that one step of the need costs; None where its cost is not known.
    unit_costs : tuple of int or None
        Grains that one whole unit costs.
    money : tuple of bool
        Whether the offer is of money, so that its limits count grains.
    capacity, opening, floor : tuple of int
        U, P, g of each offer.
    ceiling : tuple of int or None
        G of each offer; None: no limit.
    budgets : dict of str to int
        Grains that a provider's money offers may give in all.
    cap : int or None
        Grains that one provider's money offers may give one State.
    """

    grains: int
    left: tuple[int, ...]
    least: tuple[int, ...]
    unit: tuple[int, ...]
    step_costs: tuple[int | None, ...]
    unit_costs: tuple[int | None, ...]
    money: tuple[bool, ...]
    capacity: tuple[int, ...]
    opening: tuple[int, ...]
    floor: tuple[int, ...]
    ceiling: tuple[int | None, ...]
    budgets: dict[str, int]
    cap: int | None

    def limit(self, j: int) -> int:
        """Return the most that an offer can give one recipient: capacity or the maximum per recipient."""
        ceiling = self.ceiling[j]
        return self.capacity[j] if ceiling is None else min(self.capacity[j], ceiling)

    def use(self, i: int, j: int) -> int:
        """Return a: what one step of need i takes from offer j.

        Raises
        ------
        ValueError
            If the offer pays and the need has no cost: no such pair is a candidate.
        """
        if not self.money[j]:
            return 1
        cost = self.step_costs[i]
        if cost is None:
            raise ValueError("money cannot pay for a need without a unit cost")
        return cost

    def most(self, i: int, j: int) -> int:
        """Return h: the largest quantity that a pair can carry, in steps."""
        return min(self.left[i], self.limit(j) // self.use(i, j))


def measure(problem: AssignmentInput, demands: tuple[Demand, ...]) -> Measures:
    """Return a problem's limits as whole numbers.

    Parameters
    ----------
    problem : AssignmentInput
        In the order in which positions are to count.
    demands : tuple of Demand
        What each need still asks for.

    Returns
    -------
    Measures
        In steps, units and grains.
    """
    rates = problem.rates
    amounts = [need.unit_cost for need in problem.needs if need.unit_cost]
    amounts += [provider.budget for provider in problem.providers if provider.budget]
    if problem.scenario.money_per_provider_recipient:
        amounts.append(problem.scenario.money_per_provider_recipient)
    for offer in problem.offers:
        if offer.currency:
            limits = (offer.capacity, offer.opening_minimum, offer.minimum_per_recipient, offer.maximum_per_recipient)
            amounts += [Money(limit, offer.currency) for limit in limits if limit is not None]
    step = max((_decimals(demand.step) for demand in demands), default=0)
    decimals = max((_decimals(money.amount) for money in amounts), default=0) + step
    decimals += max((_decimals(rate) for rate in rates.values.values()), default=0)
    grains = 10**decimals

    def worth(amount: Decimal, currency: str) -> int:
        exact: Fraction = Fraction(amount) * rates.worth(currency) * grains
        if exact.denominator != 1:
            raise ArithmeticError(f"{amount} {currency} is not a whole number of grains")
        return exact.numerator

    def limit(value: Decimal, currency: str | None) -> int:
        return int(value) if currency is None else worth(value, currency)

    costs = [demand.need.unit_cost for demand in demands]
    cap = problem.scenario.money_per_provider_recipient
    return Measures(
        grains=grains,
        left=tuple(int(demand.left / demand.step) for demand in demands),
        least=tuple(ceil(demand.least / demand.step) for demand in demands),
        unit=tuple(int(1 / demand.step) for demand in demands),
        step_costs=tuple(
            None if cost is None else worth(cost.amount * demand.step, cost.currency)
            for cost, demand in zip(costs, demands, strict=True)
        ),
        unit_costs=tuple(None if cost is None else worth(cost.amount, cost.currency) for cost in costs),
        money=tuple(offer.unit is Unit.MONEY for offer in problem.offers),
        capacity=tuple(limit(offer.capacity, offer.currency) for offer in problem.offers),
        opening=tuple(limit(offer.opening_minimum, offer.currency) for offer in problem.offers),
        floor=tuple(limit(offer.minimum_per_recipient, offer.currency) for offer in problem.offers),
        ceiling=tuple(
            None if offer.maximum_per_recipient is None else limit(offer.maximum_per_recipient, offer.currency)
            for offer in problem.offers
        ),
        budgets={row.code: worth(row.budget.amount, row.budget.currency) for row in problem.providers if row.budget},
        cap=None if cap is None else worth(cap.amount, cap.currency),
    )


def _decimals(value: Decimal) -> int:
    """Return how many digits stand after the point, trailing zeros cut."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
