"""Assignment: the numeric fields of a problem file that keep a need from being served, and how far each may be moved.

A lever is one field of one row: a limit that may rise, or a minimum that may fall. Its values are counted in steps away
from what the file says, so that the smallest distance is sought in the same way for all of them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from ..entities.money import Money
from ..entities.problems import AssignmentInput
from .eligibility import Pairing
from .fields import minor_digits
from .ledger import Ledger
from .resolving import Resolved

MINIMA = ("minimum", "minimum_per_recipient", "opening_minimum")


@dataclass(frozen=True, slots=True)
class Lever:
    """One numeric field of one row.

    Attributes
    ----------
    table, id, field
        Where it stands in the file; the scenario has no id.
    old, far : Decimal
        What the file says, and the value beyond which nothing changes any more.
    step : Decimal
        The smallest difference between two values: 1, or the currency's minor unit.
    currency : str or None
        Where the field is an amount with its currency.
    """

    table: str
    id: str | None
    field: str
    old: Decimal
    far: Decimal
    step: Decimal
    currency: str | None = None

    @property
    def reach(self) -> int:
        """How many steps the lever can be moved."""
        return int(abs(self.far - self.old) / self.step)

    def at(self, distance: int) -> Decimal:
        """Return the value so many steps away."""
        move = distance * self.step
        return self.old + move if self.far > self.old else self.old - move

    def distance(self, value: Fraction) -> int:
        """Return the fewest steps at which a plan that needs a value is possible; 0 where the file allows it."""
        away = value - Fraction(self.old) if self.far > self.old else Fraction(self.old) - value
        return max(0, ceil(away / Fraction(self.step)))

    def apply(self, problem: AssignmentInput, distance: int) -> AssignmentInput:
        """Return the problem with the field moved so many steps."""
        value = self.at(distance)
        if self.table == "offers":
            moved: dict[str, Any] = {self.field: int(value) if self.field == "maximum_recipients" else value}
            offers = tuple(replace(row, **moved) if row.id == self.id else row for row in problem.offers)
            return replace(problem, offers=offers)
        if self.table == "needs":
            needs = tuple(replace(row, minimum=value) if row.id == self.id else row for row in problem.needs)
            return replace(problem, needs=needs)
        money = Money(value, self.currency or problem.rates.base)
        if self.table == "providers":
            givers = tuple(replace(row, budget=money) if row.code == self.id else row for row in problem.providers)
            return replace(problem, providers=givers)
        return replace(problem, scenario=replace(problem.scenario, money_per_provider_recipient=money))

    def printed(self, distance: int) -> object:
        """Return the value so many steps away, as the file writes it."""
        value = self.at(distance)
        if self.field == "maximum_recipients":
            return int(value)
        text = f"{value.normalize():f}"
        return text if self.currency is None else {"amount": text, "currency": self.currency}

    def row(self, distance: int) -> dict[str, object]:
        """Return the change as it is printed."""
        return {
            "table": self.table,
            "id": self.id,
            "field": self.field,
            "from": self.printed(0),
            "to": self.printed(distance),
        }

    def needed(self, solved: Resolved) -> Fraction | None:
        """Return the value of the field that a plan needs, or None where any will do."""
        pairing = solved.pairing
        problem, measures = pairing.problem, pairing.measures
        needs, offers = pairing.need.tolist(), pairing.offer.tolist()
        given: Counter[tuple[int, str]] = Counter()
        served: Counter[str] = Counter()
        for pair, steps in solved.quantities.items():
            i, j = needs[pair], offers[pair]
            given[j, problem.needs[i].state] += steps * measures.use(i, j)
            served[problem.needs[i].id] += steps
        if self.table == "needs":
            i = next(place for place, need in enumerate(problem.needs) if need.id == self.id)
            return Fraction(served[str(self.id)] * pairing.demands[i].step) if served[str(self.id)] else None
        if self.table == "offers":
            j = next(place for place, offer in enumerate(problem.offers) if offer.id == self.id)
            amounts = [amount for (offer, _), amount in given.items() if offer == j]
            return self._of_offer(amounts, problem.offers[j].currency, pairing)
        spent: Counter[tuple[str, str]] = Counter()
        for (j, state), amount in given.items():
            if measures.money[j]:
                spent[problem.offers[j].provider, state] += amount
        if self.table == "providers":
            total = sum(amount for (provider, _), amount in spent.items() if provider == self.id)
        else:
            total = max(spent.values(), default=0)
        return in_currency(pairing, total, self.currency)

    def _of_offer(self, amounts: list[int], currency: str | None, pairing: Pairing) -> Fraction | None:
        if self.field == "maximum_recipients":
            return Fraction(len(amounts))
        if not amounts:
            return None if self.field in MINIMA else Fraction(0)
        if self.field == "maximum_per_recipient":
            return in_currency(pairing, max(amounts), currency)
        return in_currency(pairing, min(amounts) if self.field == "minimum_per_recipient" else sum(amounts), currency)


_Found = tuple[Lever, int, Fraction]


def in_currency(pairing: Pairing, amount: int, currency: str | None) -> Fraction:
    """Return an amount of the books as the file writes it: whole units in kind, an amount of money of a currency."""
    if currency is None:
        return Fraction(amount)
    return Fraction(amount, pairing.measures.grains) / pairing.problem.rates.worth(currency)


def _step(currency: str | None) -> Decimal:
    return Decimal(1) if currency is None else Decimal(1).scaleb(-minor_digits(currency))


def _up(value: Fraction, step: Decimal) -> Decimal:
    """Return a value rounded up to whole steps."""
    return ceil(value / Fraction(step)) * step


def limits(ledger: Ledger, pairing: Pairing, i: int, j: int) -> Iterator[_Found]:
    """Yield the limits that could keep an offer from a need.

    Parameters
    ----------
    ledger : Ledger
        The books of the plan to be explained.
    pairing : Pairing
        Its problem.
    i, j : int
        Positions of a need and of an offer that no rule but `minimum` keeps from it.

    Yields
    ------
    Lever, int, Fraction
        With the steps that it would have to move if the rest of the plan stayed as it is, and the same as a share of
        the limit; both 0 where it is not in the way.
    """
    problem, measures = pairing.problem, pairing.measures
    offer, state = problem.offers[j], problem.needs[i].state
    use = measures.use(i, j)
    least = 1 if ledger.served[i] else max(measures.least[i], measures.unit[i])
    amount = max(
        least * use, measures.floor[j] - ledger.given[j, state], measures.opening[j] - ledger.used[j]
    )  # what the offer would have to give beside what it gives
    asked = sum(measures.left[k] * measures.use(k, j) for k in _askers(pairing, j) | {i})

    def lever(name: tuple[str, str | None, str], limit: Money | Decimal, most: int, reached: int) -> _Found:
        currency = limit.currency if isinstance(limit, Money) else offer.currency
        old, step = limit.amount if isinstance(limit, Money) else limit, _step(currency)
        far = max(old, _up(in_currency(pairing, most, currency), step))
        found = Lever(*name, old, far, step, currency if isinstance(limit, Money) else None)
        moved = found.distance(in_currency(pairing, reached, currency)) if found.reach else 0
        return found, moved, Fraction(moved * step) / max(Fraction(old), Fraction(step))

    found = [lever(("offers", offer.id, "capacity"), offer.capacity, asked, ledger.used[j] + amount)]
    if offer.maximum_per_recipient is not None:
        name = ("offers", offer.id, "maximum_per_recipient")
        found.append(lever(name, offer.maximum_per_recipient, asked, ledger.given[j, state] + amount))
    if measures.money[j]:
        giver = next(row for row in problem.providers if row.code == offer.provider)
        money = [k for k, row in enumerate(problem.offers) if row.provider == giver.code and measures.money[k]]
        given = sum(measures.capacity[k] for k in money)
        if giver.budget is not None:
            name = ("providers", giver.code, "budget")
            found.append(lever(name, giver.budget, max(asked, given), ledger.spent[giver.code] + amount))
        cap = problem.scenario.money_per_provider_recipient
        if cap is not None:
            spent = ledger.spent_on[giver.code, state] + amount
            found.append(lever(("scenario", None, "money_per_provider_recipient"), cap, max(asked, given), spent))
    if offer.maximum_recipients is not None:
        found.append(_recipients(ledger, pairing, j, state))
    yield from (row for row in found if row[0].reach)


def _recipients(ledger: Ledger, pairing: Pairing, j: int, state: str) -> _Found:
    offer = pairing.problem.offers[j]
    old, far = Decimal(offer.maximum_recipients or 0), Decimal(len(pairing.problem.states))
    lever = Lever("offers", offer.id, "maximum_recipients", old, max(old, far), Decimal(1))
    new = not ledger.pairs_of[j, state]
    moved = lever.distance(Fraction(ledger.recipients_of[j] + new)) if lever.reach else 0
    return lever, moved, Fraction(moved) / max(Fraction(old), Fraction(1))


def minima(pairing: Pairing, i: int, j: int) -> Iterator[Lever]:
    """Yield the minima of a need and an offer that may fall."""
    need, offer = pairing.problem.needs[i], pairing.problem.offers[j]
    if need.minimum > 1:
        least = min(need.minimum, pairing.demands[i].left)
        yield Lever("needs", need.id, "minimum", need.minimum, min(Decimal(1), least), pairing.demands[i].step)
    for field in ("minimum_per_recipient", "opening_minimum"):
        old: Decimal = getattr(offer, field)
        if old:
            yield Lever("offers", offer.id, field, old, Decimal(0), _step(offer.currency))


def _askers(pairing: Pairing, j: int) -> set[int]:
    """Return the needs that are candidates for an offer."""
    return {int(i) for i in pairing.need[pairing.offer == j]}
