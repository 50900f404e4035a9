"""Planning figures, and what currencies were worth over the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ..entities.money import Money, Rates
from ..vocabulary import Kind, Theme
from .files import FIXTURES, rows


@dataclass(frozen=True, slots=True)
class PlanningFigure:
    """The usual quantity and cost of a kind of help, used and shown as such where a need states none.

    Attributes
    ----------
    theme : Theme or None
        None: any theme.
    kind : Kind
        Its unit is what `quantity` counts.
    item : str or None
        For equipment, its slug.
    quantity : Decimal
        In the kind's unit.
    unit_cost : Money
        Of one unit.
    source : str
        Where the figure is from; one of the project itself says so.
    """

    theme: Theme | None
    kind: Kind
    item: str | None
    quantity: Decimal
    unit_cost: Money
    source: str


def planning(folder: Path = FIXTURES) -> tuple[PlanningFigure, ...]:
    """Return the planning figures in the order of ``planning.json``.

    Examples
    --------
    >>> machines = [figure for figure in planning() if figure.item == "marking_machine"]
    >>> machines[0].unit_cost
    Money(amount=Decimal('15000'), currency='USD')
    """
    return tuple(
        PlanningFigure(
            theme=Theme(row["theme"]) if row["theme"] else None,
            kind=Kind(row["kind"]),
            item=row["item"],
            quantity=Decimal(row["quantity"]),
            unit_cost=Money(Decimal(row["unit_cost"]), row["currency"]),
            source=row["source"],
        )
        for row in rows(folder, "planning")
    )


def rates(folder: Path = FIXTURES) -> tuple[Rates, ...]:
    """Return the dated rates of ``rates.json``, earliest first: each holds from its day until the next one's."""
    found = [
        Rates(row["base"], date.fromisoformat(row["date"]), {c: Decimal(v) for c, v in row["values"].items()})
        for row in rows(folder, "rates")
    ]
    return tuple(sorted(found, key=lambda one: one.date))


def rates_on(known: Sequence[Rates], on: date) -> Rates:
    """Return the rates of a day: the latest that are not after it.

    Parameters
    ----------
    known : sequence of Rates
        Earliest first.
    on : date
        The day.

    Raises
    ------
    LookupError
        If the day lies before the first rates.

    Examples
    --------
    >>> rates_on(rates(), date(2014, 6, 16)).date
    datetime.date(2014, 1, 1)
    """
    for one in reversed(known):
        if one.date <= on:
            return one
    raise LookupError(f"No rate is known for {on}: the first are of {known[0].date if known else 'no day'}.")
