"""Indicators: what became of needs and offers, counted; outcomes in, rows with numerator and denominator out.

Each row says how many records stand behind it, so that small cells can be kept from the public. Medians and shares
are formed here; words and charts are made elsewhere.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Protocol, TypeVar

from .entities.outcomes import CommitmentOutcome, NeedOutcome, OfferOutcome, Outcomes
from .vocabulary import Axis, Indicator, NeedStatus, OfferStatus

FEWEST = 3
"""Public cells that fewer records stand behind are withheld."""

_I = Indicator
_CIRCULATED = (NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET, NeedStatus.MET)
_STATED = (*_CIRCULATED, NeedStatus.SUBMITTED, NeedStatus.AUTHENTICATED)
_OFFERED = (OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED, OfferStatus.CLOSED, OfferStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One figure.

    Attributes
    ----------
    indicator : Indicator
        What is counted.
    axis, key : Axis, str or None
        Within what; the key is None for the total and for what an axis does not name.
    numerator : Decimal
        A count, an amount in the base currency, or median days.
    denominator : int or None
        Out of how many; None where the figure is no share.
    records : int
        How many needs, offers, commitments or answers stand behind the figure.
    """

    indicator: Indicator
    axis: Axis
    key: str | None
    numerator: Decimal
    denominator: int | None
    records: int

    @property
    def share(self) -> Decimal | None:
        """Numerator by denominator, to four decimals; None where there is none to divide by."""
        return (self.numerator / self.denominator).quantize(Decimal("0.0001")) if self.denominator else None


def measure(outcomes: Outcomes, axis: Axis = Axis.TOTAL) -> tuple[IndicatorRow, ...]:
    """Return every indicator along an axis.

    Parameters
    ----------
    outcomes : Outcomes
        Needs, offers, commitments and avoided duplicates, of one cycle or of several.
    axis : Axis
        How they are broken down. Offers have no region, group or reason, so those axes carry no offer rows; a need
        counts once in each of its groups.

    Returns
    -------
    tuple of IndicatorRow
        In the order of `Indicator`, then of keys. An indicator without a record has no row: nothing counted is not
        the same as none found.

    Notes
    -----
    Annex paragraphs 37, 38(n)(i) and 49 of A/CONF.192/BMS/2014/2 ask for measurability and trends. A pledge is kept
    apart from a commitment until it is one, as the Financial Tracking Service does.

    Examples
    --------
    >>> from datetime import date
    >>> from matchmaker.core.vocabulary import Theme
    >>> needs = tuple(
    ...     NeedOutcome(f"n{i}", "SLE", "Africa", (), Theme.MARKING, 2026, status, date(2026, 4, 1))
    ...     for i, status in enumerate([NeedStatus.MET, NeedStatus.CIRCULATED])
    ... )
    >>> rows = measure(Outcomes(needs=needs))
    >>> [(row.indicator.value, int(row.numerator), row.denominator) for row in rows][:3]
    [('needs_stated', 2, None), ('needs_circulated', 2, 2), ('needs_met', 1, 2)]
    """
    by_id = {need.id: need for need in outcomes.needs}
    offers_by_id = {offer.id: offer for offer in outcomes.offers}
    standing = [row for row in outcomes.commitments if not row.cancelled]
    used = {row.offer for row in standing}
    counted = _Counted(axis)

    for need in outcomes.needs:
        if need.status in _STATED:
            _count_need(counted, need, _need_keys(need, axis))
    for offer in outcomes.offers:
        if offer.status in _OFFERED:
            _count_offer(counted, offer, _offer_keys(offer, axis), taken=offer.id in used)
    for row in standing:
        if row.need in by_id:
            need = by_id[row.need]
            keys = _need_keys(need, axis)
            _count_commitment(counted, row, need, keys, known=row.offer in offers_by_id)
    for saved in outcomes.avoided:
        if saved.need in by_id:
            keys = _need_keys(by_id[saved.need], axis)
            counted.add(_I.DUPLICATES_AVOIDED, keys, 1)
            counted.add(_I.DUPLICATED_MONEY_AVOIDED, keys, saved.money)
            counted.add(_I.DUPLICATED_PLACES_AVOIDED, keys, saved.places)
    return counted.rows()


def _need_keys(need: NeedOutcome, axis: Axis) -> Collection[str | None]:
    match axis:
        case Axis.TOTAL:
            return (None,)
        case Axis.CYCLE:
            return (str(need.cycle),)
        case Axis.THEME:
            return (need.theme.value,)
        case Axis.REGION:
            return (need.region,)
        case Axis.GROUP:
            return need.groups
        case Axis.REASON:
            return (need.reason.value if need.reason else None,)


def _offer_keys(offer: OfferOutcome, axis: Axis) -> Collection[str | None]:
    match axis:
        case Axis.TOTAL:
            return (None,)
        case Axis.CYCLE:
            return (str(offer.cycle),)
        case Axis.THEME:
            return [theme.value for theme in offer.themes]
        case _:
            return ()


def _count_need(counted: "_Counted", need: NeedOutcome, keys: Collection[str | None]) -> None:
    circulated = need.status in _CIRCULATED
    counted.add(_I.NEEDS_STATED, keys, 1)
    counted.add(_I.NEEDS_CIRCULATED, keys, circulated)
    if not circulated:
        return
    counted.add(_I.NEEDS_MET, keys, need.status == NeedStatus.MET)
    counted.add(_I.NEEDS_PARTLY_MET, keys, need.status == NeedStatus.PARTLY_MET)
    counted.add(_I.NEEDS_UNMET, keys, need.status == NeedStatus.CIRCULATED)
    if need.women is not None:
        counted.add(_I.WOMEN_PARTICIPATING, keys, need.women)


def _count_offer(counted: "_Counted", offer: OfferOutcome, keys: Collection[str | None], *, taken: bool) -> None:
    counted.add(_I.OFFERS_MADE, keys, 1)
    counted.add(_I.OFFERS_USED, keys, taken)
    counted.add(_I.OFFERS_UNUSED, keys, not taken)
    counted.add(_I.MONEY_PLEDGED, keys, offer.pledged)


def _count_commitment(
    counted: "_Counted", row: CommitmentOutcome, need: NeedOutcome, keys: Collection[str | None], *, known: bool
) -> None:
    counted.add(_I.MATCHES_MADE, keys, 1)
    counted.add(_I.MONEY_COMMITTED, keys, row.money if known else None)
    counted.add(_I.DAYS_TO_COMMITMENT, keys, (row.agreed - need.requested).days)
    if row.delivered is not None:
        counted.add(_I.DAYS_TO_DELIVERY, keys, (row.delivered - row.agreed).days)
    if row.in_use is not None:
        counted.add(_I.STILL_IN_USE, keys, row.in_use)


class _Counted:
    """The values that each cell is formed from."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.cells: dict[tuple[Indicator, str | None], list[Decimal | int]] = defaultdict(list)

    def add(self, indicator: Indicator, keys: Iterable[str | None], value: Decimal | int | None) -> None:
        """Put one value into its cells; what is unknown counts nowhere."""
        if value is not None:
            for key in keys:
                self.cells[indicator, key].append(value)

    def rows(self) -> tuple[IndicatorRow, ...]:
        """Form the figure of each cell."""
        ordered = sorted(self.cells, key=lambda cell: (_PLACE[cell[0]], cell[1] is None, cell[1] or ""))
        return tuple(self._row(indicator, key) for indicator, key in ordered)

    def _row(self, indicator: Indicator, key: str | None) -> IndicatorRow:
        values = self.cells[indicator, key]
        definition = DEFINITIONS[indicator]
        out_of = len(self.cells[definition.out_of, key]) if definition.out_of else None
        records = sum(map(bool, values)) if definition.counts else len(values)
        return IndicatorRow(indicator, self.axis, key, definition.figure(values), out_of, records)


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure is formed: from its values, and out of the cases in which another indicator was asked.

    Attributes
    ----------
    figure : callable
        The cell's values to its numerator.
    out_of : Indicator or None
        The indicator whose number of values is the denominator.
    counts : bool
        Whether the values say yes or no, so that only the yeses stand behind the figure.
    """

    figure: Callable[[list[Decimal | int]], Decimal]
    out_of: Indicator | None = None
    counts: bool = True


def _total(values: list[Decimal | int]) -> Decimal:
    return Decimal(sum(values))


def _middle(values: list[Decimal | int]) -> Decimal:
    return median(map(Decimal, values))


# The cases in which a need was asked whether it is met are the circulated ones.
DEFINITIONS: Mapping[Indicator, Definition] = {
    _I.NEEDS_STATED: Definition(_total),
    _I.NEEDS_CIRCULATED: Definition(_total, _I.NEEDS_STATED),
    _I.NEEDS_MET: Definition(_total, _I.NEEDS_MET),
    _I.NEEDS_PARTLY_MET: Definition(_total, _I.NEEDS_MET),
    _I.NEEDS_UNMET: Definition(_total, _I.NEEDS_MET),
    _I.OFFERS_MADE: Definition(_total),
    _I.OFFERS_USED: Definition(_total, _I.OFFERS_MADE),
    _I.OFFERS_UNUSED: Definition(_total, _I.OFFERS_MADE),
    _I.MATCHES_MADE: Definition(_total),
    _I.MONEY_PLEDGED: Definition(_total, counts=False),
    _I.MONEY_COMMITTED: Definition(_total, counts=False),
    _I.DUPLICATES_AVOIDED: Definition(_total, _I.NEEDS_MET),
    _I.DUPLICATED_MONEY_AVOIDED: Definition(_total, counts=False),
    _I.DUPLICATED_PLACES_AVOIDED: Definition(_total, counts=False),
    _I.DAYS_TO_COMMITMENT: Definition(_middle, counts=False),
    _I.DAYS_TO_DELIVERY: Definition(_middle, counts=False),
    _I.STILL_IN_USE: Definition(_total, _I.STILL_IN_USE),
    _I.WOMEN_PARTICIPATING: Definition(_total, _I.WOMEN_PARTICIPATING),
}
"""One row an indicator; docs/data-dictionary.md says the same in words."""

_PLACE = {indicator: place for place, indicator in enumerate(Indicator)}


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


_PARTITION = (_I.NEEDS_MET, _I.NEEDS_PARTLY_MET, _I.NEEDS_UNMET)
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
