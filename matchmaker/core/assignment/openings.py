"""Assignment: the fields of a problem file whose one new value makes a refused pair a candidate, or lifts an exclusion.

An opening is one field of one row with its new value: what a coordinator decides, what the parties wish, whom an offer
is for. Nothing here is solved; the search for the smallest change tries each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ..entities.money import Money
from ..entities.problems import AssignmentInput, Need, Offer
from ..vocabulary import Kind, Rule
from .eligibility import BIT, Pairing

_DAY = timedelta(days=1)
_COSTS = (1, 3, 10, 30, 100, 1000)  # a dear unit may be worth less to the plan than what it would take the place of


@dataclass(frozen=True, slots=True)
class Opening:
    """One field of one row with its new value; the scenario has no id."""

    table: str
    id: str | None
    field: str
    old: object
    new: object

    def apply(self, problem: AssignmentInput) -> AssignmentInput:
        """Return the problem with the new value."""
        if self.table == "scenario":
            return replace(problem, scenario=replace(problem.scenario, **{self.field: self.new}))  # type: ignore[arg-type]
        rows = tuple(
            replace(row, **{self.field: self.new}) if row.id == self.id else row for row in getattr(problem, self.table)
        )
        return replace(problem, **{self.table: rows})  # type: ignore[arg-type]

    def row(self) -> dict[str, object]:
        """Return the change as it is printed."""
        return {
            "table": self.table,
            "id": self.id,
            "field": self.field,
            "from": as_written(self.old),
            "to": as_written(self.new),
        }


def as_written(value: object) -> object:
    """Return a field's value as the file writes it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_written(each) for each in value]
    if is_dataclass(value):
        return {field.name: as_written(getattr(value, field.name)) for field in fields(value)}
    return value


def openings(pairing: Pairing, i: int) -> Iterator[Opening]:
    """Yield what would open offers to a need: for each offer that one rule alone refuses, the fields that lift it.

    Parameters
    ----------
    pairing : Pairing
        The problem.
    i : int
        Position of an open need.

    Yields
    ------
    Opening
        In the order of the rules that are lifted: what coordinators decided, what the parties wish, whom the offer is
        for, what it is about.
    """
    problem = pairing.problem
    for rule, lift in _LIFTS:
        for j, offer in enumerate(problem.offers):
            if pairing.broken[i, j] == BIT[rule]:
                yield from lift(problem, problem.needs[i], offer)


def freed(pairing: Pairing, i: int) -> Iterator[Opening]:
    """Yield what would lift a need's pins of a quantity, and let overlapping deliveries share it."""
    problem, demand = pairing.problem, pairing.demands[i]
    need, pins = demand.need, problem.scenario.pins
    for place, pin in enumerate(pins):
        if pin.need == need.id and pin.quantity is not None:
            looser = (*pins[:place], replace(pin, quantity=None), *pins[place + 1 :])
            yield Opening("scenario", None, "pins", pins, looser)
    if not demand.shareable:
        yield Opening("needs", need.id, "shareable", need.shareable, new=True)


def _scope(problem: AssignmentInput, _need: Need, _offer: Offer) -> Iterator[Opening]:
    yield Opening("scenario", None, "ammunition", problem.scenario.ammunition, new=True)


def _forbid(problem: AssignmentInput, need: Need, offer: Offer) -> Iterator[Opening]:
    forbids = problem.scenario.forbids
    kept = tuple(row for row in forbids if (row.need, row.offer) != (need.id, offer.id))
    yield Opening("scenario", None, "forbids", forbids, kept)


def _language(_problem: AssignmentInput, need: Need, offer: Offer) -> Iterator[Opening]:
    yield Opening("offers", offer.id, "languages", offer.languages, (*offer.languages, need.languages[0]))
    yield Opening("needs", need.id, "languages", need.languages, (*need.languages, offer.languages[0]))


def _window(_problem: AssignmentInput, need: Need, offer: Offer) -> Iterator[Opening]:
    if need.end <= offer.start:
        yield Opening("needs", need.id, "end", need.end, offer.start + _DAY)
        yield Opening("offers", offer.id, "start", offer.start, need.end - _DAY)
    else:
        yield Opening("needs", need.id, "start", need.start, offer.end - _DAY)
        yield Opening("offers", offer.id, "end", offer.end, need.start + _DAY)


def _item(_problem: AssignmentInput, need: Need, offer: Offer) -> Iterator[Opening]:
    items = () if need.item is None else (*offer.items, need.item)
    yield Opening("offers", offer.id, "items", offer.items, items)


def _state(problem: AssignmentInput, need: Need, offer: Offer) -> Iterator[Opening]:
    excluded, named = offer.excluded_states, offer.eligible
    state = next(row for row in problem.states if row.code == need.state)
    meant = (
        not (named.states or named.regions or named.groups)
        or state.code in named.states
        or any(place and place in named.regions for place in (state.region, state.subregion))
        or not set(named.groups).isdisjoint(state.groups)
    )
    if state.code not in excluded:
        yield Opening("offers", offer.id, "eligible", named, replace(named, states=(*named.states, state.code)))
    elif meant:
        kept = tuple(code for code in excluded if code != state.code)
        yield Opening("offers", offer.id, "excluded_states", excluded, kept)


def _kind(_problem: AssignmentInput, need: Need, offer: Offer) -> Iterator[Opening]:
    if Kind.FUNDING in offer.kinds:
        if need.unit_cost is not None:
            yield Opening("offers", offer.id, "pays_for", offer.pays_for, (*offer.pays_for, need.kind))
        elif need.kind in offer.pays_for and offer.currency is not None:
            limit = min(offer.capacity, offer.maximum_per_recipient or offer.capacity)
            most = limit // max(need.minimum, Decimal(1))
            for part in _COSTS:
                if cost := most // part:
                    yield Opening("needs", need.id, "unit_cost", None, Money(cost, offer.currency))
    elif {need.kind, *offer.kinds} <= {Kind.EXPERTISE, Kind.LEGAL}:
        yield Opening("offers", offer.id, "kinds", offer.kinds, (*offer.kinds, need.kind))


def _theme(_problem: AssignmentInput, need: Need, offer: Offer) -> Iterator[Opening]:
    yield Opening("offers", offer.id, "themes", offer.themes, (*offer.themes, need.theme))


_LIFTS: tuple[tuple[Rule, Callable[[AssignmentInput, Need, Offer], Iterator[Opening]]], ...] = (
    (Rule.SCOPE, _scope),
    (Rule.FORBID, _forbid),
    (Rule.LANGUAGE, _language),
    (Rule.WINDOW, _window),
    (Rule.ITEM, _item),
    (Rule.STATE, _state),
    (Rule.KIND, _kind),
    (Rule.THEME, _theme),
)
