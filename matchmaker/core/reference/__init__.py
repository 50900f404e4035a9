"""Reference data: reads the data files of the project into frozen entities; the stages never open a file of it."""

from .checking import SCHEMAS, problems
from .cycles import cycles
from .figures import PlanningFigure, planning, rates, rates_on
from .files import FIXTURES, day, rows
from .parties import groups, organisations, states
from .words import LISTS, labels, themes, worded

__all__ = [
    "FIXTURES",
    "LISTS",
    "SCHEMAS",
    "PlanningFigure",
    "cycles",
    "day",
    "groups",
    "labels",
    "organisations",
    "planning",
    "problems",
    "rates",
    "rates_on",
    "rows",
    "states",
    "themes",
    "worded",
]
