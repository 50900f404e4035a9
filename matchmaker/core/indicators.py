"""Indicators: what became of needs and offers, counted; outcomes in, rows with numerator and denominator out.

Each row says which records stand behind it, so that `withholding` can keep small cells from the public. Medians and
shares are formed here; words and charts are made elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

import numpy as np
from numpy.typing import NDArray

from .entities.outcomes import NeedOutcome, OfferOutcome, Outcomes
from .vocabulary import Axis, Indicator, NeedStatus, OfferStatus

_I = Indicator
_CIRCULATED = (NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET, NeedStatus.MET)
_STATED = (*_CIRCULATED, NeedStatus.SUBMITTED, NeedStatus.AUTHENTICATED)
_OFFERED = (OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED, OfferStatus.CLOSED, OfferStatus.EXPIRED)
Records = NDArray[np.int64]
"""Needs, offers and commitments by number."""


def _none() -> Records:
    return np.zeros(0, dtype=np.int64)


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
    behind, asked : array of int
        Which these are, and which the denominator counts: what figures tell together depends on it. Records have their
        places among all needs, then all offers, then all commitments of the outcomes.
    """

    indicator: Indicator
    axis: Axis
    key: str | None
    numerator: Decimal
    denominator: int | None
    records: int
    behind: Records = field(default_factory=_none, compare=False, repr=False)
    asked: Records = field(default_factory=_none, compare=False, repr=False)

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
    return measure_along(outcomes, (axis,))[axis]


def measure_along(outcomes: Outcomes, axes: Iterable[Axis]) -> dict[Axis, tuple[IndicatorRow, ...]]:
    """Return every indicator along each of several axes: `measure` of each, in less time.

    Parameters
    ----------
    outcomes, axes
        As in `measure`.

    Returns
    -------
    dict of Axis to tuple of IndicatorRow
        In the order given.

    Examples
    --------
    >>> measure_along(Outcomes(), (Axis.TOTAL, Axis.THEME))
    {<Axis.TOTAL: 'total'>: (), <Axis.THEME: 'theme'>: ()}
    """
    of_needs, of_offers = list(_of_needs(outcomes)), list(_of_offers(outcomes))
    found: dict[Axis, tuple[IndicatorRow, ...]] = {}
    for axis in axes:
        needs, offers = _needs_along(axis, outcomes.needs), _offers_along(axis, outcomes.offers)
        cells: dict[Cell, _Counted] = {}
        for keys, told in ((needs, of_needs), (offers, of_offers)):
            for counted in told:
                cells |= keys.split(counted)
        ordered = sorted(cells, key=lambda cell: (ORDER[cell[0]], cell[1] is None, cell[1] or ""))
        found[axis] = tuple(_row(axis, cell, cells) for cell in ordered)
    return found


def _needs_along(axis: Axis, needs: Sequence[NeedOutcome]) -> "_Keys":
    match axis:
        case Axis.TOTAL:
            return _Keys([None] * len(needs))
        case Axis.CYCLE:
            return _Keys([need.cycle for need in needs])
        case Axis.THEME:
            return _Keys([need.theme for need in needs])
        case Axis.REGION:
            return _Keys([need.region for need in needs])
        case Axis.GROUP:
            return _Keys([group for need in needs for group in need.groups], [len(need.groups) for need in needs])
        case Axis.REASON:
            return _Keys([need.reason for need in needs])


def _offers_along(axis: Axis, offers: Sequence[OfferOutcome]) -> "_Keys":
    match axis:
        case Axis.TOTAL:
            return _Keys([None] * len(offers))
        case Axis.CYCLE:
            return _Keys([offer.cycle for offer in offers])
        case Axis.THEME:
            return _Keys([theme for offer in offers for theme in offer.themes], [len(offer.themes) for offer in offers])
        case _:
            return _Keys([], [0] * len(offers))


Value = bool | int | Decimal | None
Cell = tuple[Indicator, str | None]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What an indicator or a cell of it counts: values, the record of each, and the need or offer whose keys it has."""

    indicator: Indicator
    subjects: Records
    records: Records
    values: NDArray[np.object_]

    def at(self, places: Records) -> "_Counted":
        """Return a part."""
        return _Counted(self.indicator, self.subjects[places], self.records[places], self.values[places])


def _counted(indicator: Indicator, subjects: Records, records: Records, values: Iterable[Value]) -> _Counted:
    """Return what an indicator counts; what is unknown counts nowhere."""
    told = np.array(list(values), dtype=np.object_)
    known = np.flatnonzero(told != None)  # noqa: E711 - compared value by value
    return _Counted(indicator, subjects[known], records[known], told[known])


def _of_needs(outcomes: Outcomes) -> Iterator[_Counted]:
    """Yield what is counted of needs, and of commitments and avoided duplicates by the keys of their needs."""
    places = {need.id: place for place, need in enumerate(outcomes.needs)}
    stated = _places(need.status in _STATED for need in outcomes.needs)
    circulated = _places(need.status in _CIRCULATED for need in outcomes.needs)
    status = [outcomes.needs[place].status for place in circulated]
    yield _counted(_I.NEEDS_STATED, stated, stated, [True] * len(stated))
    yield _counted(_I.NEEDS_CIRCULATED, stated, stated, np.isin(stated, circulated).tolist())
    for indicator, one in (
        (_I.NEEDS_MET, NeedStatus.MET),
        (_I.NEEDS_PARTLY_MET, NeedStatus.PARTLY_MET),
        (_I.NEEDS_UNMET, NeedStatus.CIRCULATED),
    ):
        yield _counted(indicator, circulated, circulated, (each is one for each in status))
    women = (outcomes.needs[place].women for place in circulated)
    yield _counted(_I.WOMEN_PARTICIPATING, circulated, circulated, women)

    avoided = [row for row in outcomes.avoided if row.need in places]
    needs = _numbers(places[row.need] for row in avoided)
    yield _counted(_I.DUPLICATES_AVOIDED, needs, needs, [True] * len(needs))
    yield _counted(_I.DUPLICATED_MONEY_AVOIDED, needs, needs, (row.money for row in avoided))
    yield _counted(_I.DUPLICATED_PLACES_AVOIDED, needs, needs, (row.places for row in avoided))

    known = {offer.id for offer in outcomes.offers}
    first = len(outcomes.needs) + len(outcomes.offers)
    standing = [(n, row) for n, row in enumerate(outcomes.commitments) if not row.cancelled and row.need in places]
    needs = _numbers(places[row.need] for _, row in standing)
    told = _numbers(first + number for number, _ in standing)
    rows = [row for _, row in standing]
    yield _counted(_I.MATCHES_MADE, needs, told, [True] * len(told))
    yield _counted(_I.MONEY_COMMITTED, needs, told, (row.money if row.offer in known else None for row in rows))
    asked = (outcomes.needs[place].requested for place in needs)
    waited = ((row.agreed - day).days for row, day in zip(rows, asked, strict=True))
    yield _counted(_I.DAYS_TO_COMMITMENT, needs, told, waited)
    took = (None if row.delivered is None else (row.delivered - row.agreed).days for row in rows)
    yield _counted(_I.DAYS_TO_DELIVERY, needs, told, took)
    yield _counted(_I.STILL_IN_USE, needs, told, (row.in_use for row in rows))


def _of_offers(outcomes: Outcomes) -> Iterator[_Counted]:
    used = {row.offer for row in outcomes.commitments if not row.cancelled}
    offered = _places(offer.status in _OFFERED for offer in outcomes.offers)
    rows = [outcomes.offers[place] for place in offered]
    told = offered + len(outcomes.needs)
    yield _counted(_I.OFFERS_MADE, offered, told, [True] * len(rows))
    yield _counted(_I.OFFERS_USED, offered, told, (row.id in used for row in rows))
    yield _counted(_I.OFFERS_UNUSED, offered, told, (row.id not in used for row in rows))
    yield _counted(_I.MONEY_PLEDGED, offered, told, (row.pledged for row in rows))


def _numbers(numbers: Iterable[int]) -> Records:
    return np.fromiter(numbers, dtype=np.int64)


def _places(holds: Iterable[bool]) -> Records:
    return np.flatnonzero(np.fromiter(holds, dtype=np.bool_))


class _Keys:
    """The keys of each of many needs or offers along an axis, one after the other: one each, or so many."""

    def __init__(self, column: Sequence[str | int | None], many: Sequence[int] | None = None) -> None:
        numbers = {key: number for number, key in enumerate(dict.fromkeys(column))}
        self.keys = [None if key is None else str(key) for key in numbers]
        self.flat = _numbers(map(numbers.__getitem__, column))
        self.ends = np.cumsum([1] * len(column) if many is None else many, dtype=np.int64)

    def split(self, counted: _Counted) -> dict[Cell, _Counted]:
        """Return the cells of an indicator: a value stands in one for each key of its need or offer."""
        if not len(counted.subjects):
            return {}
        ends = self.ends[counted.subjects]
        many = np.diff(self.ends, prepend=0)[counted.subjects]
        values = np.repeat(np.arange(len(many)), many)
        # The place in `flat` of each key of each value: its own number among the keys of one, from where these begin.
        own = np.arange(len(values)) - np.repeat(np.cumsum(many) - many, many)
        codes = self.flat[np.repeat(ends - many, many) + own]
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(self.keys) + 1))
        return {
            (counted.indicator, key): counted.at(values[order[start:end]])
            for key, start, end in zip(self.keys, starts, starts[1:], strict=False)
            if end > start
        }


def _row(axis: Axis, cell: Cell, cells: Mapping[Cell, _Counted]) -> IndicatorRow:
    """Form the figure of a cell."""
    (indicator, key), told = cell, cells[cell]
    definition = DEFINITIONS[indicator]
    behind = told.records[told.values.astype(np.bool_)] if definition.counts else told.records
    out_of = cells.get((definition.out_of, key)) if definition.out_of else None
    return IndicatorRow(
        indicator,
        axis,
        key,
        definition.figure(told.values.tolist()) if definition.figure else Decimal(len(behind)),
        None if definition.out_of is None else len(out_of.records) if out_of else 0,
        len(behind),
        behind,
        out_of.records if out_of else _none(),
    )


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure is formed, and out of the cases in which another indicator was asked.

    Attributes
    ----------
    out_of : Indicator or None
        The indicator whose number of values is the denominator.
    figure : callable or None
        A cell's values to its numerator; None where they say yes or no, so that the yeses are counted, and only they
        stand behind the figure.
    of : str
        Whether needs, offers or commitments stand behind it.
    """

    out_of: Indicator | None = None
    figure: Callable[[list[Decimal | int]], Decimal] | None = None
    of: str = "need"

    @property
    def counts(self) -> bool:
        """Whether the figure is how many say yes."""
        return self.figure is None


def _total(values: list[Decimal | int]) -> Decimal:
    return Decimal(sum(values))


def _middle(values: list[Decimal | int]) -> Decimal:
    return median(map(Decimal, values))


# The cases in which a need was asked whether it is met are the circulated ones.
DEFINITIONS: Mapping[Indicator, Definition] = {
    _I.NEEDS_STATED: Definition(),
    _I.NEEDS_CIRCULATED: Definition(_I.NEEDS_STATED),
    _I.NEEDS_MET: Definition(_I.NEEDS_MET),
    _I.NEEDS_PARTLY_MET: Definition(_I.NEEDS_MET),
    _I.NEEDS_UNMET: Definition(_I.NEEDS_MET),
    _I.OFFERS_MADE: Definition(of="offer"),
    _I.OFFERS_USED: Definition(_I.OFFERS_MADE, of="offer"),
    _I.OFFERS_UNUSED: Definition(_I.OFFERS_MADE, of="offer"),
    _I.MATCHES_MADE: Definition(of="commitment"),
    _I.MONEY_PLEDGED: Definition(figure=_total, of="offer"),
    _I.MONEY_COMMITTED: Definition(figure=_total, of="commitment"),
    _I.DUPLICATES_AVOIDED: Definition(_I.NEEDS_MET),
    _I.DUPLICATED_MONEY_AVOIDED: Definition(figure=_total),
    _I.DUPLICATED_PLACES_AVOIDED: Definition(figure=_total),
    _I.DAYS_TO_COMMITMENT: Definition(figure=_middle, of="commitment"),
    _I.DAYS_TO_DELIVERY: Definition(figure=_middle, of="commitment"),
    _I.STILL_IN_USE: Definition(_I.STILL_IN_USE, of="commitment"),
    _I.WOMEN_PARTICIPATING: Definition(_I.WOMEN_PARTICIPATING),
}
"""One row an indicator; docs/data-dictionary.md says the same in words."""

ORDER = {indicator: place for place, indicator in enumerate(Indicator)}
"""Where each stands among the others."""
