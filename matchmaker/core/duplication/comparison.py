"""Duplication, comparison: two records' facts in; field by field how they compare, as a score and in words, out."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from ..entities.records import FieldReason
from ..vocabulary import Kind, RecordType
from .facts import Facts, Window
from .lexicon import data

AMOUNT_TOLERANCE = 0.15
"""Two amounts this close are one, told at another day's rate or rounded."""
AMOUNT_OTHER = 0.35
"""Two amounts further apart than this are two; between the two bounds the amount decides nothing."""


class Sense(StrEnum):
    """What a field says about the pair."""

    SAME = "same"
    NEAR = "near"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Compared:
    """How one field compares: its sense, a score from 0 (contradicts) to 1 (the same), and the detail in words."""

    sense: Sense
    score: float
    detail: str

    @property
    def same(self) -> bool:
        """Whether the field agrees."""
        return self.sense is Sense.SAME

    @property
    def different(self) -> bool:
        """Whether the field contradicts."""
        return self.sense is Sense.DIFFERENT


def _same(detail: str, score: float = 1.0) -> Compared:
    return Compared(Sense.SAME, score, detail)


def _near(detail: str, score: float = 0.6) -> Compared:
    return Compared(Sense.NEAR, score, detail)


def _differs(detail: str, score: float = 0.0) -> Compared:
    return Compared(Sense.DIFFERENT, score, detail)


UNSAID = Compared(Sense.UNKNOWN, 0.5, "neither says")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records field by field."""

    state: Compared
    beneficiary: Compared
    theme: Compared
    kind: Compared
    item: Compared
    quantity: Compared
    site: Compared
    time: Compared
    provider: Compared
    amount: Compared
    phase: Compared
    topic: Compared
    text: Compared

    def reasons(self) -> tuple[FieldReason, ...]:
        """Return what speaks for or against, without the fields on which neither record says anything."""
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return tuple(
            FieldReason(name, hundredths(compared.score), compared.detail)
            for name, compared in named
            if compared is not UNSAID
        )


_HUNDREDTHS = tuple(Decimal(number) / 100 for number in range(101))


def hundredths(score: float) -> Decimal:
    """Return a score from 0 to 1 as a decimal of two digits.

    Examples
    --------
    >>> hundredths(0.666), hundredths(1.0)
    (Decimal('0.67'), Decimal('1'))
    """
    return _HUNDREDTHS[round(100 * score)]


def compare(a: Facts, b: Facts) -> Comparison:
    """Compare two records field by field.

    Parameters
    ----------
    a, b : Facts
        Records of any type, read by one reader.

    Returns
    -------
    Comparison
        Symmetric in its scores.

    Notes
    -----
    A field that one record leaves empty contradicts nothing: its score is one half.
    """
    return Comparison(
        state=compare_states(a, b),
        beneficiary=compare_beneficiaries(a, b),
        theme=compare_themes(a, b),
        kind=compare_kinds(a, b),
        item=compare_items(a, b),
        quantity=compare_quantities(a, b),
        site=compare_sites(a, b),
        time=compare_times(a.window, b.window),
        provider=compare_parties(a, b),
        amount=compare_amounts(a, b),
        phase=compare_phases(a, b),
        topic=compare_topics(a, b),
        text=compare_texts(a, b),
    )


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _one_says(a: Facts, b: Facts, value_a: Any, value_b: Any, shown: str) -> Compared:
    if not value_a and not value_b:
        return UNSAID
    who = a if value_a else b
    return Compared(Sense.UNKNOWN, 0.5, f"only {who.id} says: {shown}")


def compare_states(a: Facts, b: Facts) -> Compared:
    """Compare whom the records are for; a regional body stands for its members."""
    if not a.states or not b.states:
        if a.open_to_any and b.open_to_any:
            return _same("both open to any State")
        return _one_says(a, b, a.states, b.states, _listed(a.states or b.states))
    common = a.states & b.states
    if not common:
        return _differs(f"{a.body or _listed(a.states)} and {b.body or _listed(b.states)} have no State in common")
    if a.body == b.body:
        return _same(f"both: {a.body or _listed(common)}")
    if a.regional and b.regional:
        return _near(f"{a.body} and {b.body} share {_listed(common)}", 0.7)
    body = a if a.regional else b
    member = b if a.regional else a
    named = "named by" if member.states <= body.named else "a member of"
    return _near(f"{_listed(common)} is {named} {body.body}", 0.9)


@cache
def _wider(agency: str) -> frozenset[str]:
    book = data("agencies")
    return frozenset(book["within"].get(agency, ()))


@cache
def _twins() -> frozenset[frozenset[str]]:
    return frozenset(frozenset((one, other)) for one, others in data("agencies")["same"].items() for other in others)


def compare_beneficiaries(a: Facts, b: Facts) -> Compared:
    """Compare the agencies that get the help; a null covers any."""
    if not a.agencies or not b.agencies:
        return _one_says(a, b, a.agencies, b.agencies, _listed(a.agencies or b.agencies))
    common = a.agencies & b.agencies
    if common:
        if a.agencies == b.agencies:
            return _same(f"both: {_listed(common)}")
        return _same(f"{_listed(common)} in both", 0.9)
    for one in a.agencies:
        for other in b.agencies:
            if frozenset((one, other)) in _twins():
                return _same(f"{one} and {other} are said of the same forces", 0.9)
            if other in _wider(one) or one in _wider(other):
                return _near(f"{one} and {other}: one may stand for the other")
    return _differs(f"{_listed(a.agencies)} is not {_listed(b.agencies)}")


@cache
def _near_themes() -> frozenset[frozenset[str]]:
    groups = data("themes")["near"]
    return frozenset(frozenset((one, other)) for group in groups for one in group for other in group if one != other)


def compare_themes(a: Facts, b: Facts) -> Compared:
    """Compare the themes."""
    if a.theme is None or b.theme is None:
        return _one_says(a, b, a.theme, b.theme, str(a.theme or b.theme))
    if a.theme is b.theme:
        return _same(f"both: {a.theme}")
    if frozenset((a.theme.value, b.theme.value)) in _near_themes():
        return _near(f"{a.theme} and {b.theme} are often taken for each other", 0.4)
    return _differs(f"{a.theme} is not {b.theme}")


NEAR_KINDS = frozenset({frozenset((Kind.EXPERTISE, Kind.LEGAL))})
"""Kinds that two people may choose for one thing."""


def compare_kinds(a: Facts, b: Facts) -> Compared:
    """Compare the kinds of help; money counts as the kind that it is to pay for."""
    if not a.kinds or not b.kinds:
        return _one_says(a, b, a.kinds, b.kinds, _listed(a.kinds or b.kinds))
    stated_a, stated_b = a.record.kind, b.record.kind
    if stated_a is not None and stated_a is stated_b:
        return _same(f"both: {stated_a}")
    common = a.kinds & b.kinds - {Kind.FUNDING}
    if common and (stated_a is Kind.FUNDING) != (stated_b is Kind.FUNDING):
        return _near(f"money for {_listed(common)}, and {_listed(common)} itself", 0.7)
    if common and (stated_a is None or stated_b is None):
        return _same(f"both: {_listed(common)}", 0.8)
    if stated_a and stated_b and frozenset((stated_a, stated_b)) in NEAR_KINDS:
        return _near(f"{stated_a} and {stated_b} are often taken for each other", 0.5)
    return _differs(f"{_listed(a.kinds)} is not {_listed(b.kinds)}")


def compare_items(a: Facts, b: Facts) -> Compared:
    """Compare the items of equipment."""
    if Kind.EQUIPMENT not in a.kinds and Kind.EQUIPMENT not in b.kinds:
        return UNSAID
    if not a.items or not b.items:
        return _one_says(a, b, a.items, b.items, _listed(a.items or b.items))
    common = a.items & b.items
    if common:
        return _same(f"both: {_listed(common)}")
    return _differs(f"{_listed(a.items)} is not {_listed(b.items)}")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def compare_quantities(a: Facts, b: Facts) -> Compared:
    """Compare how much is asked for or given."""
    if not a.quantities or not b.quantities:
        stated = a.quantities or b.quantities
        return _one_says(a, b, a.quantities, b.quantities, ", ".join(sorted(map(_number, stated))))
    common = a.quantities & b.quantities
    if common:
        return _same(f"both: {', '.join(sorted(map(_number, common)))}")
    first, second = max(a.quantities), max(b.quantities)
    ratio = float(min(first, second) / max(first, second)) if max(first, second) else 0.0
    return _differs(f"{_number(first)} and {_number(second)}", round(ratio / 2, 2))


def compare_sites(a: Facts, b: Facts) -> Compared:
    """Compare the places; a place named in the other's text counts as its place."""
    if a.site and b.site:
        inside = a.site in b.site or b.site in a.site
        return _same(f"both: {a.record.site}") if inside else _differs(f"{a.record.site} is not {b.record.site}")
    known, other = (a, b) if a.site else (b, a)
    if known.site and f" {known.site} " in f" {' '.join(other.tokens)} ":
        return _same(f"both: {known.record.site}", 0.9)
    places_a = frozenset({a.site}) if a.site else a.places
    places_b = frozenset({b.site}) if b.site else b.places
    if places_a & places_b:
        return _same(f"both: {_listed(places_a & places_b)}", 0.9)
    # What may only be part of a name counts against a place that the other states for certain.
    places_a, places_b = (
        places_a or (a.loose_places if places_b else places_a),
        places_b or (b.loose_places if places_a else places_b),
    )
    if places_a and places_b:
        if places_a & places_b:
            return _same(f"both: {_listed(places_a & places_b)}", 0.8)
        return _differs(f"{_listed(places_a)} is not {_listed(places_b)}", 0.1)
    return _one_says(a, b, places_a, places_b, _listed(places_a or places_b))


def days_of(window: Window) -> tuple[int, int]:
    """Return the ordinals of first and last day; an open end lies far away."""
    return (window.start or date.min).toordinal(), (window.end or date.max).toordinal()


def shown(window: Window) -> str:
    """Return a window in words."""
    return f"{window.start or '...'} to {window.end or '...'}"


def compare_times(a: Window, b: Window) -> Compared:
    """Compare the windows: the score is the share of the shorter one that both have in common."""
    if (a.start is None and a.end is None) or (b.start is None and b.end is None):
        known = a if a.start or a.end else b
        return (
            UNSAID
            if known.start is None and known.end is None
            else Compared(Sense.UNKNOWN, 0.5, f"only one has days: {shown(known)}")
        )
    (start_a, end_a), (start_b, end_b) = days_of(a), days_of(b)
    common = min(end_a, end_b) - max(start_a, start_b) + 1
    if common <= 0:
        return _differs(f"{shown(a)} and {shown(b)} do not touch")
    share = common / (min(end_a - start_a, end_b - start_b) + 1)
    detail = f"{shown(a)} and {shown(b)} overlap"
    return _same(detail, max(0.51, round(share, 2))) if share >= 0.5 else _near(detail, max(0.1, round(share, 2)))


def compare_parties(a: Facts, b: Facts) -> Compared:
    """Compare who pays and who carries out; donor and recipient often name different ones of the parties."""
    if RecordType.NEED in (a.record.type, b.record.type):
        return UNSAID
    all_a, all_b = a.donors | a.agents, b.donors | b.agents
    if not all_a or not all_b:
        return _one_says(a, b, all_a, all_b, _listed(all_a or all_b))
    if a.donors and b.donors:
        common = a.donors & b.donors
        if not common:
            return _differs(f"paid by {_listed(a.donors)} and by {_listed(b.donors)}")
        agents = a.agents & b.agents
        if a.agents and b.agents and not agents:
            return _near(f"both paid by {_listed(common)}, through {_listed(a.agents)} and {_listed(b.agents)}")
        return _same(f"both name {_listed(common | agents)}")
    common = all_a & all_b
    if common:
        return _same(f"both name {_listed(common)}", 0.8)
    if a.agents and b.agents:
        return _differs(f"{_listed(all_a)} and {_listed(all_b)}", 0.2)
    return Compared(Sense.UNKNOWN, 0.4, f"{_listed(all_a)} may pay for {_listed(all_b)}")


def compare_amounts(a: Facts, b: Facts) -> Compared:
    """Compare amounts in the base currency, with room for another day's rate."""
    if not a.amounts or not b.amounts:
        return UNSAID
    gap, x, y = min((float(abs(x - y) / max(x, y)) if max(x, y) else 0.0, x, y) for x in a.amounts for y in b.amounts)
    detail = f"{round(x):,} and {round(y):,} in the base currency"
    if gap <= AMOUNT_TOLERANCE:
        return _same(detail, round(1 - gap, 2))
    if gap <= AMOUNT_OTHER:
        return _near(detail, round(1 - gap, 2))
    return _differs(detail, round((1 - gap) / 2, 2))


def compare_phases(a: Facts, b: Facts) -> Compared:
    """Compare the phases and the parts that the texts name."""
    if a.phase.number and b.phase.number:
        if a.phase.number == b.phase.number:
            return _same(f"both: phase {a.phase.number}")
        return _differs(f"phase {a.phase.number} and phase {b.phase.number}")
    if a.phase.part and b.phase.part:
        if a.phase.part == b.phase.part:
            return _same(f"both: part {a.phase.part}")
        return _differs(f"part {a.phase.part} and part {b.phase.part}")
    told = a.phase if a.phase.number or a.phase.part else b.phase
    return _one_says(
        a,
        b,
        a.phase.number or a.phase.part,
        b.phase.number or b.phase.part,
        f"phase or part {told.number or told.part}",
    )


@cache
def _rivals() -> tuple[frozenset[str], ...]:
    return tuple(map(frozenset, data("concepts")["rivals"]))


def compare_topics(a: Facts, b: Facts) -> Compared:
    """Compare the special topics that the texts name; only those that exclude one another can differ."""
    common = a.topics & b.topics
    if common:
        return _same(f"both on {_listed(common)}")
    for rivals in _rivals():
        of_a, of_b = a.topics & rivals, b.topics & rivals
        if of_a and of_b:
            return _differs(f"{_listed(of_a)} is not {_listed(of_b)}", 0.2)
    return UNSAID


def compare_texts(a: Facts, b: Facts) -> Compared:
    """Compare the texts by the concepts they share, whatever the language; the detail puts both side by side."""
    common = a.concepts & b.concepts
    smaller = min(len(a.concepts), len(b.concepts))
    score = 0.0
    if smaller:
        score = (len(common) / smaller + 2 * len(common) / (len(a.concepts) + len(b.concepts))) / 2
    sense = Sense.SAME if score >= 0.5 else Sense.NEAR if score >= 0.2 else Sense.UNKNOWN
    return Compared(sense, round(score, 2), f"“{_clip(a.record.text)}” beside “{_clip(b.record.text)}”")


def _clip(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
