"""Duplication, sizes: how much two records are about, how much money, and when."""

from datetime import date
from decimal import Decimal

from .facts import Facts, Window
from .senses import UNSAID, Compared, Sense, differs, near, one_says, same

AMOUNT_TOLERANCE = 0.15
"""Two amounts this close are one, told at another day's rate or rounded."""
AMOUNT_OTHER = 0.35
"""Two amounts further apart than this are two; between the two bounds the amount decides nothing."""


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def compare_quantities(a: Facts, b: Facts) -> Compared:
    """Compare how much is asked for or given."""
    if not a.quantities or not b.quantities:
        stated = a.quantities or b.quantities
        return one_says(a, b, a.quantities, b.quantities, ", ".join(sorted(map(_number, stated))))
    common = a.quantities & b.quantities
    if common:
        return same(f"both: {', '.join(sorted(map(_number, common)))}")
    first, second = max(a.quantities), max(b.quantities)
    ratio = float(min(first, second) / max(first, second)) if max(first, second) else 0.0
    return differs(f"{_number(first)} and {_number(second)}", round(ratio / 2, 2))


def compare_amounts(a: Facts, b: Facts) -> Compared:
    """Compare amounts in the base currency, with room for another day's rate."""
    if not a.amounts or not b.amounts:
        return UNSAID
    gap, x, y = min((float(abs(x - y) / max(x, y)) if max(x, y) else 0.0, x, y) for x in a.amounts for y in b.amounts)
    detail = f"{round(x):,} and {round(y):,} in the base currency"
    if gap <= AMOUNT_TOLERANCE:
        return same(detail, round(1 - gap, 2))
    if gap <= AMOUNT_OTHER:
        return near(detail, round(1 - gap, 2))
    return differs(detail, round((1 - gap) / 2, 2))


def days_of(window: Window) -> tuple[int, int]:
    """Return the ordinals of first and last day; an open end lies far away."""
    return (window.start or date.min).toordinal(), (window.end or date.max).toordinal()


def shown(window: Window) -> str:
    """Return a window in words."""
    return f"{window.start or '...'} to {window.end or '...'}"


def compare_times(a: Facts, b: Facts) -> Compared:
    """Compare the windows: the score is the share of the shorter one that both have in common."""
    one, other = a.window, b.window
    if one.open or other.open:
        known = other if one.open else one
        return UNSAID if known.open else Compared(Sense.UNKNOWN, 0.5, f"only one has days: {shown(known)}")
    (start_a, end_a), (start_b, end_b) = days_of(one), days_of(other)
    common = min(end_a, end_b) - max(start_a, start_b) + 1
    if common <= 0:
        return differs(f"{shown(one)} and {shown(other)} do not touch")
    share = common / (min(end_a - start_a, end_b - start_b) + 1)
    detail = f"{shown(one)} and {shown(other)} overlap"
    return same(detail, max(0.51, round(share, 2))) if share >= 0.5 else near(detail, max(0.1, round(share, 2)))
