"""Duplication, blocking: facts in; for each record the few others that could be about the same help, out.

Records for different States, on different themes or for different agencies are never compared, nor kinds and items of
help that nothing relates. A record that leaves one of these open lies in a cell of its own, into which the others look
as well.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from ..vocabulary import Kind, RecordType
from .facts import Facts
from .lexicon import data
from .together import items_together, kinds_may_relate

ANY = "*"
NOWHERE, EVERYWHERE = "no State", "any State"
NEIGHBOURS = 20
"""From each cell a record meets at most so many before it, and so many after it, in the order of time."""

Entry = tuple[int, str]


class Slot(NamedTuple):
    """What decides whether two records of one State, theme and agency can be about the same help; None is open."""

    type: RecordType
    kind: Kind | None
    item: str | None


class Blocks:
    """Records by State and subject, in cells of one agency and slot, each in the order of time."""

    def __init__(self, records: Iterable[Facts] = ()) -> None:
        self._cells: dict[tuple[str, str], dict[tuple[str, Slot], list[Entry]]] = {}
        self._subjects: dict[str, set[str]] = {}
        self._facts: dict[str, Facts] = {}
        for each in records:
            self.add(each)

    def __len__(self) -> int:
        return len(self._facts)

    def __getitem__(self, record_id: str) -> Facts:
        return self._facts[record_id]

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._facts

    def add(self, facts: Facts) -> None:
        """Put a record into its cells."""
        self._facts[facts.id] = facts
        entry = (moment(facts), facts.id)
        slot = slot_of(facts)
        for place in _places(facts):
            for subject in _subjects(facts):
                self._subjects.setdefault(place, set()).add(subject)
                cells = self._cells.setdefault((place, subject), {})
                for agency in facts.agencies or (ANY,):
                    insort(cells.setdefault((agency, slot), []), entry)

    def near(self, facts: Facts, *, only_before: bool = False) -> set[str]:
        """Return the ids of the records that are worth comparing with one, itself left out.

        Parameters
        ----------
        facts : Facts
            Of a record in the blocks, or of an incoming one.
        only_before : bool
            Only those before it in the order of time and id, so that over all records each pair is met once.
        """
        entry = (moment(facts), facts.id)
        slot = slot_of(facts)
        relatives = _relatives(facts.agencies) if facts.agencies else None
        found: set[str] = set()
        for place in _looked_into(facts):
            known = self._subjects.get(place, set())
            for subject in known if facts.theme is None else known & {*_subjects(facts), ANY}:
                for (agency, other), cell in self._cells[place, subject].items():
                    if (relatives is None or agency in relatives) and meet(slot, other):
                        at = bisect_left(cell, entry)
                        after = at if only_before else at + NEIGHBOURS + 1
                        found.update(record_id for _, record_id in cell[max(0, at - NEIGHBOURS) : after])
        found.discard(facts.id)
        return found


@cache
def meet(one: Slot, other: Slot) -> bool:
    """Say whether records of two slots can be related at all.

    Examples
    --------
    >>> shredders = Slot(RecordType.NEED, Kind.EQUIPMENT, "shredder")
    >>> meet(shredders, Slot(RecordType.ENGAGEMENT, Kind.EQUIPMENT, None))
    True
    >>> meet(shredders, Slot(RecordType.NEED, Kind.EQUIPMENT, "vehicle"))
    False
    """
    if {one.type, other.type} == {RecordType.NEED, RecordType.OFFER}:
        return False
    if one.kind is None or other.kind is None:
        return True
    if one.kind is not other.kind:
        return kinds_may_relate(one.kind, other.kind)
    if one.item is None or other.item is None or one.item == other.item:
        return True
    return items_together(frozenset({one.item}), frozenset({other.item}))


def slot_of(facts: Facts) -> Slot:
    """Return the slot of a record; money may be for any kind."""
    kind = None if facts.record.kind is Kind.FUNDING else facts.record.kind
    item = next(iter(facts.items)) if kind is Kind.EQUIPMENT and len(facts.items) == 1 else None
    return Slot(facts.record.type, kind, item)


def moment(facts: Facts) -> int:
    """Return the day by which records are ordered, as an ordinal."""
    start = facts.window.start or facts.asked or facts.window.end or date.min
    return start.toordinal()


def _subjects(facts: Facts) -> list[str]:
    return [facts.theme or ANY, *(f"item {item}" for item in facts.items)]


def _places(facts: Facts) -> list[str]:
    """Return where a record is found: under its States, and by those that name no State, everywhere."""
    if facts.open_to_any:
        return [f"open offers of {party}" for party in facts.donors | facts.agents]
    places = sorted(facts.states) or [NOWHERE]
    if facts.record.type is RecordType.OFFER:
        places += [f"offers of {party}" for party in facts.donors | facts.agents]
    return [*places, EVERYWHERE]


def _looked_into(facts: Facts) -> list[str]:
    """Return where the others of a record are found."""
    parties = facts.donors | facts.agents if facts.record.type is RecordType.OFFER else frozenset()
    offers = [f"open offers of {party}" for party in parties]
    if facts.open_to_any:
        return [*offers, *(f"offers of {party}" for party in parties)]
    return [*(sorted([*facts.states, NOWHERE]) if facts.states else [EVERYWHERE]), *offers]


@cache
def _kin() -> dict[str, frozenset[str]]:
    """Return for each agency those that may stand for it."""
    kin: dict[str, set[str]] = {}
    book = data("agencies")
    for relation in ("within", "same"):
        for one, others in book[relation].items():
            for other in others:
                kin.setdefault(one, set()).add(other)
                kin.setdefault(other, set()).add(one)
    return {agency: frozenset(others) for agency, others in kin.items()}


@cache
def _relatives(agencies: frozenset[str]) -> frozenset[str]:
    return frozenset({ANY}).union(agencies, *(_kin().get(agency, ()) for agency in agencies))
