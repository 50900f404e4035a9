"""Duplication, recipients: for whom and where two records are: States, agencies, places."""

from functools import cache
from itertools import product

from .facts import Facts
from .lexicon import data
from .senses import Compared, differs, listed, near, one_says, same


def compare_states(a: Facts, b: Facts) -> Compared:
    """Compare whom the records are for; a regional body stands for its members."""
    if not a.states or not b.states:
        if a.open_to_any and b.open_to_any:
            return same("both open to any State")
        return one_says(a, b, a.states, b.states, listed(a.states or b.states))
    common = a.states & b.states
    if not common:
        return differs(f"{a.body or listed(a.states)} and {b.body or listed(b.states)} have no State in common")
    if a.body == b.body:
        return same(f"both: {a.body or listed(common)}")
    if a.regional and b.regional:
        return near(f"{a.body} and {b.body} share {listed(common)}", 0.7)
    body = a if a.regional else b
    member = b if a.regional else a
    named = "named by" if member.states <= body.named else "a member of"
    return near(f"{listed(common)} is {named} {body.body}", 0.9)


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
        return one_says(a, b, a.agencies, b.agencies, listed(a.agencies or b.agencies))
    common = a.agencies & b.agencies
    if common:
        if a.agencies == b.agencies:
            return same(f"both: {listed(common)}")
        return same(f"{listed(common)} in both", 0.9)
    couples = list(product(sorted(a.agencies), sorted(b.agencies)))
    for one, other in couples:
        if frozenset((one, other)) in _twins():
            return same(f"{one} and {other} are said of the same forces", 0.9)
    for one, other in couples:
        if other in _wider(one) or one in _wider(other):
            return near(f"{one} and {other}: one may stand for the other")
    return differs(f"{listed(a.agencies)} is not {listed(b.agencies)}")


def compare_sites(a: Facts, b: Facts) -> Compared:
    """Compare the places; a place named in the other's text counts as its place."""
    if a.site and b.site:
        inside = a.site in b.site or b.site in a.site
        return same(f"both: {a.record.site}") if inside else differs(f"{a.record.site} is not {b.record.site}")
    known, other = (a, b) if a.site else (b, a)
    if known.site and f" {known.site} " in f" {' '.join(other.tokens)} ":
        return same(f"both: {known.record.site}", 0.9)
    places_a = frozenset({a.site}) if a.site else a.places
    places_b = frozenset({b.site}) if b.site else b.places
    if places_a & places_b:
        return same(f"both: {listed(places_a & places_b)}", 0.9)
    # What may only be part of a name counts against a place that the other states for certain.
    places_a, places_b = (
        places_a or (a.loose_places if places_b else places_a),
        places_b or (b.loose_places if places_a else places_b),
    )
    if places_a and places_b:
        if places_a & places_b:
            return same(f"both: {listed(places_a & places_b)}", 0.8)
        return differs(f"{listed(places_a)} is not {listed(places_b)}", 0.1)
    return one_says(a, b, places_a, places_b, listed(places_a or places_b))
