"""Planning figures and dated rates, read once."""

from datetime import date
from functools import lru_cache

from matchmaker.core import reference
from matchmaker.core.entities.money import Rates
from matchmaker.models import Need


@lru_cache(maxsize=1)
def planning_figures() -> dict[tuple[str | None, str, str | None], reference.PlanningFigure]:
    """Return the usual quantity and cost by theme, kind and item."""
    return {(figure.theme, figure.kind, figure.item): figure for figure in reference.planning()}


@lru_cache(maxsize=1)
def _dated_rates() -> tuple[Rates, ...]:
    return reference.rates()


def rates(on: date | None = None) -> Rates:
    """Return the rates of a day, by default the latest."""
    return reference.rates_on(_dated_rates(), on) if on else _dated_rates()[-1]


def planning_figure(need: Need) -> reference.PlanningFigure | None:
    """Return the usual quantity and cost for a need."""
    item = need.item or None
    figures = planning_figures()
    return figures.get((need.theme, need.kind, item)) or figures.get((None, need.kind, item))
