"""Duplication, places: a text in; the places it names for the help, told by their prepositions, out."""

import re
from functools import cache

from .lexicon import data, lexicon, words
from .parties import PartyIndex

_NAME = r"[A-ZÀ-Ý][\w’'-]+(?:[ -](?:(?:de|du|la|le|el|los|las|of|es|sur) )?[A-ZÀ-Ý][\w’'-]+)*"
_AT = re.compile(
    rf"\b(?:in|at|near|around|outside|à|en|près de|vers|cerca de|in the town of|ville de) (?:la |le |el )?({_NAME})"
)
_OF = re.compile(rf"\b(?:d['’]|(?:of|for|from|de|du|pour|para) (?:la |le |el )?)({_NAME})")


@cache
def _ruled_out() -> frozenset[str]:
    book = data("places")
    return frozenset(" ".join(words(name)) for name in (*book["venues"], *book["not_places"]))


def places_in(text: str, parties: PartyIndex) -> tuple[frozenset[str], frozenset[str]]:
    """Return the places at which a text says that something is, and those that may only be part of a name.

    Examples
    --------
    >>> from matchmaker.core.gazetteer import Gazetteer
    >>> places_in("lockers in Kasungu, police of Moundou, handed over in Lusaka", PartyIndex.of(Gazetteer.default()))
    (frozenset({'kasungu'}), frozenset({'moundou'}))
    """
    surely = _names(_AT.findall(text), parties)
    return surely, _names(_OF.findall(text), parties) - surely


def _names(found: list[str], parties: PartyIndex) -> frozenset[str]:
    places = set()
    for name in found:
        tokens = words(name)
        if not tokens or name.isupper() or " ".join(tokens) in _ruled_out() or tokens[0] in _ruled_out():
            continue
        if lexicon().find(tokens) or parties.lexicon.find(tokens):
            continue
        places.add(" ".join(tokens))
    return frozenset(places)
