"""What the public is shown of counts: no cell of few records, nor one that would tell it.

A table first loses its small cells and those that would tell them from its totals; then tables that would tell one
beside another are withheld whole, the less wanted first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from .disclosure import safe_together
from .indicators import DEFINITIONS, ORDER, IndicatorRow, Records
from .vocabulary import Axis, Indicator

FEWEST = 3
"""Public cells that fewer records stand behind are withheld."""


class Cell(Protocol):
    """A figure of a table, as far as withholding asks of it."""

    @property
    def key(self) -> str | None:
        """What stands in the row's head."""

    @property
    def records(self) -> int:
        """How many stand behind the count."""

    @property
    def denominator(self) -> int | None:
        """Out of how many, where it is a share."""


C = TypeVar("C", bound=Cell)


def without_small_cells(cells: Iterable[C], *, fewest: int = FEWEST) -> tuple[C, ...]:
    """Return the cells of one figure that tell nothing of fewer records than `fewest`, alone or by subtraction.

    Parameters
    ----------
    cells : iterable of Cell
        One figure along one axis, hashable; their totals are taken to be known.
    fewest : int
        Records that must stand behind a count, and behind what it leaves of its denominator.

    Returns
    -------
    tuple of Cell
        In the order given. Where cells are withheld, the smallest of the rest go with them, until there are at least
        two and what is missing from the totals is not small either.

    Examples
    --------
    >>> from decimal import Decimal
    >>> def row(key, records):
    ...     return IndicatorRow(Indicator.NEEDS_STATED, Axis.THEME, key, Decimal(records), None, records)
    >>> [cell.key for cell in without_small_cells([row("marking", 1), row("tracing", 4), row("ddr", 9)])]
    ['ddr']
    """
    every = list(cells)
    shown = set(every)
    shown -= _withheld(every, {cell for cell in every if not _tells_nothing(cell, fewest)}, fewest)
    return tuple(cell for cell in every if cell in shown)


def public(rows: Iterable[IndicatorRow], *, fewest: int = FEWEST) -> tuple[IndicatorRow, ...]:
    """Return the rows that tell nothing about fewer records than `fewest`, neither alone nor by subtraction.

    Parameters
    ----------
    rows : iterable of IndicatorRow
        Of one axis.
    fewest : int
        As in `without_small_cells`, which is asked of each indicator.

    Returns
    -------
    tuple of IndicatorRow
        Without small cells, in the order given. Where a withheld cell could be found by subtracting the rest from its
        total, or met and partly met from circulated, the smallest of the rest are withheld with it.

    Examples
    --------
    >>> from decimal import Decimal
    >>> row = IndicatorRow(Indicator.NEEDS_STATED, Axis.THEME, "marking", Decimal(2), None, 2)
    >>> public([row])
    ()
    """
    every = list(rows)
    of_indicator: dict[Indicator, list[IndicatorRow]] = defaultdict(list)
    parts_of: dict[str | None, set[IndicatorRow]] = defaultdict(set)
    for row in every:
        of_indicator[row.indicator].append(row)
        if row.indicator in _PARTITION:
            parts_of[row.key].add(row)
    hidden = {row for row in every if not _tells_nothing(row, fewest)}
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for own in of_indicator.values():
            hidden |= _withheld(own, hidden.intersection(own), fewest)
        for parts in parts_of.values():
            if not hidden.isdisjoint(parts):
                hidden |= parts
    return tuple(row for row in every if row not in hidden)


BY_WANT = (Axis.TOTAL, Axis.THEME, Axis.REGION, Axis.REASON, Axis.CYCLE, Axis.GROUP)
"""Where two breakdowns would tell a small cell together, the earlier one is published."""


def public_together(along: Mapping[Axis, Iterable[IndicatorRow]]) -> dict[Axis, tuple[IndicatorRow, ...]]:
    """Return the rows of every axis that tell nothing about one or two records, whatever is subtracted from what.

    Parameters
    ----------
    along : mapping of Axis to iterable of IndicatorRow
        The rows of each axis that will be published, as `measure` forms them of the same outcomes.

    Returns
    -------
    dict of Axis to tuple of IndicatorRow
        What `public` leaves of each axis, without the indicators whose breakdown along it would tell a small cell
        beside the totals and beside what stands before it: axes in the order of `BY_WANT`, then indicators in theirs.

    Examples
    --------
    Three needs of one region are among five of one theme, which six other needs are not of:

    >>> from datetime import date
    >>> from matchmaker.core.entities.outcomes import NeedOutcome, Outcomes
    >>> from matchmaker.core.indicators import measure
    >>> from matchmaker.core.vocabulary import NeedStatus, Theme
    >>> needs = tuple(
    ...     NeedOutcome(str(i), "SLE", "Africa" if i < 3 else "Asia", (), theme, 2026, NeedStatus.MET, date(2026, 4, 1))
    ...     for i, theme in enumerate([Theme.MARKING] * 5 + [Theme.TRACING] * 6)
    ... )
    >>> told = public_together({axis: measure(Outcomes(needs=needs), axis) for axis in (Axis.THEME, Axis.REGION)})
    >>> [(row.key, row.records) for row in told[Axis.THEME] if row.indicator is Indicator.NEEDS_STATED]
    [('marking', 5), ('tracing', 6)]
    >>> told[Axis.REGION]
    ()
    """
    shown: dict[Axis, tuple[IndicatorRow, ...]] = dict.fromkeys(along, ())
    measures: dict[str, dict[tuple[Axis, Indicator], list[IndicatorRow]]] = {}
    for axis in sorted(along, key=BY_WANT.index):
        for row in public(along[axis]):
            # Counts are subtracted from others of the same records, an amount only from others of the same amount.
            definition = DEFINITIONS[row.indicator]
            measure = definition.of if definition.counts else row.indicator.value
            measures.setdefault(measure, {}).setdefault((axis, row.indicator), []).append(row)
    for tables in measures.values():
        safe = safe_together([[cell for row in rows for cell in _told_by(row)] for rows in tables.values()])
        for ((axis, _), rows), fine in zip(tables.items(), safe, strict=True):
            if fine:
                shown[axis] += tuple(rows)
    return {axis: tuple(sorted(rows, key=lambda row: ORDER[row.indicator])) for axis, rows in shown.items()}


def _told_by(row: IndicatorRow) -> Sequence[Records]:
    return (row.behind,) if row.denominator is None else (row.behind, row.asked)


_PARTITION = (Indicator.NEEDS_MET, Indicator.NEEDS_PARTLY_MET, Indicator.NEEDS_UNMET)
"""Add up to the circulated needs: two of them tell the third."""


def _tells_nothing(cell: Cell, fewest: int) -> bool:
    return cell.records >= fewest and (cell.denominator is None or cell.denominator - cell.records >= fewest)


def _withheld(cells: list[C], small: set[C], fewest: int) -> set[C]:
    """Return the cells to withhold so that what is missing from their totals is neither one cell nor a small one."""
    hidden = [cell for cell in cells if cell in small]
    rest = sorted((cell for cell in cells if cell not in small), key=lambda cell: (_least(cell), cell.key or ""))
    while hidden and rest and not (len(hidden) > 1 and _large_together(hidden, fewest)):
        hidden.append(rest.pop(0))
    return set(hidden)


def _least(cell: Cell) -> int:
    return cell.records if cell.denominator is None else min(cell.records, cell.denominator - cell.records)


def _large_together(cells: list[C], fewest: int) -> bool:
    records = sum(cell.records for cell in cells)
    wholes = [cell.denominator for cell in cells if cell.denominator is not None]
    return records >= fewest and (not wholes or sum(wholes) - records >= fewest)
