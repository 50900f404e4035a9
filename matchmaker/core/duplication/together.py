"""Duplication, together: which kinds and items of help belong together, and which pairs nothing can relate."""

from datetime import date
from functools import cache

from ..vocabulary import Kind
from .facts import Facts
from .lexicon import data

NEAR_KINDS = frozenset({frozenset((Kind.EXPERTISE, Kind.LEGAL))})
"""Kinds that two people may choose for one thing."""
KINDS_TOGETHER = frozenset({frozenset((Kind.EQUIPMENT, Kind.TRAINING)), frozenset((Kind.LEGAL, Kind.TRAINING))})
"""Kinds that belong together on one theme."""
KINDS_THAT_MAY_REFER = frozenset(
    {frozenset((Kind.EQUIPMENT, Kind.EXPERTISE)), frozenset((Kind.EXPERTISE, Kind.TRAINING))}
)
"""Kinds that belong together where one text refers to the other help."""
YEARS_APART = 4
"""Help of two kinds further apart than this does not belong together."""
_REFERRING = frozenset({"depends", "parallel"})


def refers(a: Facts, b: Facts) -> bool:
    """Say whether one text refers to help beside its own."""
    return bool(_REFERRING & a.cues or _REFERRING & b.cues)


def items_together(these: frozenset[str], those: frozenset[str]) -> bool:
    """Say whether an item of one list is of use only with an item of the other.

    Examples
    --------
    >>> items_together(frozenset({"computer"}), frozenset({"software_licence"}))
    True
    """
    return any(frozenset((one, other)) in _items_together() for one in these for other in those)


@cache
def _items_together() -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, data("items")["together"]))


def kinds_may_relate(one: Kind, other: Kind) -> bool:
    """Say whether help of two different kinds can belong together, or be one thing."""
    pair = frozenset((one, other))
    return pair in KINDS_TOGETHER or pair in NEAR_KINDS or pair in KINDS_THAT_MAY_REFER


def hopeless(a: Facts, b: Facts) -> bool:
    """Say at once that nothing can relate two records that blocking brings together, so that they need no comparison.

    Notes
    -----
    Never true of a pair that `classify` would find related.
    """
    kind_a, kind_b = a.record.kind, b.record.kind
    if kind_a is None or kind_b is None or Kind.FUNDING in (kind_a, kind_b):
        return False
    if kind_a is kind_b:
        apart = bool(a.items) and bool(b.items) and kind_a is Kind.EQUIPMENT and not a.items & b.items
        return apart and (not items_together(a.items, b.items) or years_between(a, b) > YEARS_APART)
    pair = frozenset((kind_a, kind_b))
    if pair in NEAR_KINDS:
        return False
    return (pair in KINDS_THAT_MAY_REFER and not refers(a, b)) or years_between(a, b) > YEARS_APART


def years_between(a: Facts, b: Facts) -> float:
    """Return how many years lie between two windows (0: they touch, or one is not known)."""
    first, second = sorted((a.window, b.window), key=lambda window: window.start or date.min)
    if first.end is None or second.start is None:
        return 0.0
    return max(0, (second.start - first.end).days) / 365
