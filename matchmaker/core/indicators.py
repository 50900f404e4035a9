"""Indicators: what became of needs and offers, counted; outcomes in, rows with numerator and denominator out.

Each row says which records stand behind it, so that `withholding` can keep small cells from the public. Medians and
shares are formed here; words and charts are made elsewhere.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from .entities.outcomes import CommitmentOutcome, NeedOutcome, OfferOutcome, Outcomes
from .vocabulary import Axis, Indicator, NeedStatus, OfferStatus

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
    behind, asked : frozenset
        Which these are, and which the denominator counts: what figures tell together depends on it.
    """

    indicator: Indicator
    axis: Axis
    key: str | None
    numerator: Decimal
    denominator: int | None
    records: int
    behind: frozenset[Hashable] = field(default=frozenset(), compare=False, repr=False)
    asked: frozenset[Hashable] = field(default=frozenset(), compare=False, repr=False)

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
            _count_need(counted.of(need.id, _need_keys(need, axis)), need)
    for offer in outcomes.offers:
        if offer.status in _OFFERED:
            cells = counted.of(("offer", offer.id), _offer_keys(offer, axis))
            _count_offer(cells, offer, taken=offer.id in used)
    for number, row in enumerate(standing):
        if row.need in by_id:
            need = by_id[row.need]
            cells = counted.of(("commitment", number), _need_keys(need, axis))
            _count_commitment(cells, row, need, known=row.offer in offers_by_id)
    for saved in outcomes.avoided:
        if saved.need in by_id:
            cells = counted.of(saved.need, _need_keys(by_id[saved.need], axis))
            cells.add(_I.DUPLICATES_AVOIDED, 1)
            cells.add(_I.DUPLICATED_MONEY_AVOIDED, saved.money)
            cells.add(_I.DUPLICATED_PLACES_AVOIDED, saved.places)
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


def _count_need(cells: "_Cells", need: NeedOutcome) -> None:
    circulated = need.status in _CIRCULATED
    cells.add(_I.NEEDS_STATED, 1)
    cells.add(_I.NEEDS_CIRCULATED, circulated)
    if not circulated:
        return
    cells.add(_I.NEEDS_MET, need.status == NeedStatus.MET)
    cells.add(_I.NEEDS_PARTLY_MET, need.status == NeedStatus.PARTLY_MET)
    cells.add(_I.NEEDS_UNMET, need.status == NeedStatus.CIRCULATED)
    if need.women is not None:
        cells.add(_I.WOMEN_PARTICIPATING, need.women)


def _count_offer(cells: "_Cells", offer: OfferOutcome, *, taken: bool) -> None:
    cells.add(_I.OFFERS_MADE, 1)
    cells.add(_I.OFFERS_USED, taken)
    cells.add(_I.OFFERS_UNUSED, not taken)
    cells.add(_I.MONEY_PLEDGED, offer.pledged)


def _count_commitment(cells: "_Cells", row: CommitmentOutcome, need: NeedOutcome, *, known: bool) -> None:
    cells.add(_I.MATCHES_MADE, 1)
    cells.add(_I.MONEY_COMMITTED, row.money if known else None)
    cells.add(_I.DAYS_TO_COMMITMENT, (row.agreed - need.requested).days)
    if row.delivered is not None:
        cells.add(_I.DAYS_TO_DELIVERY, (row.delivered - row.agreed).days)
    if row.in_use is not None:
        cells.add(_I.STILL_IN_USE, row.in_use)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where the values of one record go."""

    values: dict[tuple[Indicator, str | None], list[tuple[Hashable, Decimal | int]]]
    record: Hashable
    keys: Collection[str | None]

    def add(self, indicator: Indicator, value: Decimal | int | None) -> None:
        """Put one value into its cells; what is unknown counts nowhere."""
        if value is not None:
            for key in self.keys:
                self.values[indicator, key].append((self.record, value))


class _Counted:
    """The values that each cell is formed from."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.cells: dict[tuple[Indicator, str | None], list[tuple[Hashable, Decimal | int]]] = defaultdict(list)

    def of(self, record: Hashable, keys: Collection[str | None]) -> _Cells:
        """Return the cells of one record."""
        return _Cells(self.cells, record, keys)

    def rows(self) -> tuple[IndicatorRow, ...]:
        """Form the figure of each cell."""
        ordered = sorted(self.cells, key=lambda cell: (ORDER[cell[0]], cell[1] is None, cell[1] or ""))
        return tuple(self._row(indicator, key) for indicator, key in ordered)

    def _row(self, indicator: Indicator, key: str | None) -> IndicatorRow:
        told = self.cells[indicator, key]
        definition = DEFINITIONS[indicator]
        counted = [each for each in told if each[1]] if definition.counts else told
        asked = self.cells[definition.out_of, key] if definition.out_of else None
        return IndicatorRow(
            indicator,
            self.axis,
            key,
            definition.figure([value for _, value in told]),
            None if asked is None else len(asked),
            len(counted),
            frozenset(record for record, _ in counted),
            frozenset(record for record, _ in asked or ()),
        )


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

ORDER = {indicator: place for place, indicator in enumerate(Indicator)}
"""Where each stands among the others."""
