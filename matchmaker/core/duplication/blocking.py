"""Duplication, blocking: facts in; for each record the few others that could be about the same help, out.

Records for different States, on different themes or for different agencies are never compared. A record that leaves
the agency or the theme open stands in a block of its own, into which the others look as well.
"""

from bisect import bisect, insort
from collections.abc import Iterable
from datetime import date
from functools import cache

from ..vocabulary import RecordType
from .facts import Facts
from .lexicon import data

ANY = "*"
NEIGHBOURS = 25
"""From each block a record meets at most so many before and after it in the order of time."""

Key = tuple[str, str, str]


class Blocks:
    """Records by State, theme or item, and agency, each block in the order of time."""

    def __init__(self, records: Iterable[Facts] = ()) -> None:
        self._blocks: dict[Key, list[tuple[int, str]]] = {}
        self._subjects: dict[str, set[str]] = {}
        self._agencies: dict[tuple[str, str], set[str]] = {}
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
        """Put a record into its blocks."""
        self._facts[facts.id] = facts
        entry = (_moment(facts), facts.id)
        for place in _places(facts):
            for subject in _subjects(facts):
                self._subjects.setdefault(place, set()).add(subject)
                for agency in facts.agencies or (ANY,):
                    self._agencies.setdefault((place, subject), set()).add(agency)
                    insort(self._blocks.setdefault((place, subject, agency), []), entry)

    def near(self, facts: Facts) -> set[str]:
        """Return the ids of the records that are worth comparing with one, itself left out."""
        moment = (_moment(facts), facts.id)
        found: set[str] = set()
        for place in _looked_into(facts):
            known = self._subjects.get(place, set())
            subjects = known if facts.theme is None else known & {*_subjects(facts), ANY}
            for subject in subjects:
                agencies = self._agencies[place, subject]
                for agency in agencies & _relatives(facts.agencies) if facts.agencies else agencies:
                    block = self._blocks[place, subject, agency]
                    at = bisect(block, moment)
                    found.update(record_id for _, record_id in block[max(0, at - NEIGHBOURS - 1) : at + NEIGHBOURS])
        found.discard(facts.id)
        return found


def _moment(facts: Facts) -> int:
    start = facts.window.start or facts.asked or facts.window.end or date.min
    return start.toordinal()


def _subjects(facts: Facts) -> list[str]:
    return [facts.theme or ANY, *(f"item {item}" for item in facts.items)]


def _places(facts: Facts) -> list[str]:
    places = sorted(facts.states)
    if facts.record.type is RecordType.OFFER:
        places += [
            f"{'open offers' if facts.open_to_any else 'offers'} of {party}" for party in facts.donors | facts.agents
        ]
    return places or [ANY]


def _looked_into(facts: Facts) -> list[str]:
    places = sorted(facts.states) or [ANY]
    if facts.record.type is RecordType.OFFER:
        for party in facts.donors | facts.agents:
            places.append(f"open offers of {party}")
            if facts.open_to_any:
                places.append(f"offers of {party}")
    return places


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
