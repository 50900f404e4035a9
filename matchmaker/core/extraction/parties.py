"""Running text -> the States and organisations it speaks of: by their names, and States by what their people are called."""

import re
from functools import cache

from .asks import Report
from .folding import fold
from .lexicons import Lexicon

_WORD = re.compile(r"[\w'-]+")
_PEOPLE = "{persons}|{experts}|{authorities}"
"""Those who are said to be of a State: officers, experts, its government."""
_NEAR = 3
"""Words within which those must stand whom a demonym describes: "a German ballistic expert"."""


def parties(printed: str, report: Report) -> list[tuple[int, int, str]]:
    """Return start, end and code of every party in a text, in order.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> [code for *_, code in parties("UNREC and a German expert taught in English", report)]
    ['UNREC', 'DEU']
    """
    named = {*report.gazetteer.find_states(printed), *report.gazetteer.find_organisations(printed)}
    people = [
        (start, end, code)
        for start, end, code in by_demonym(printed, report.reading)
        if not any(first < end and start < last for first, last, _ in named)
    ]
    return sorted({*named, *people})


def by_demonym(printed: str, reading: Lexicon) -> list[tuple[int, int, str]]:
    """Return the States whose people, police or government a text speaks of; a language is no State."""
    folded = fold(printed)
    capital = _are_capital(reading)
    found = []
    for hit in reading.hits("demonyms", folded):
        large = printed[hit.start].isupper()
        if capital and not large:
            continue
        if reading.noun_last:
            near = " ".join(_WORD.findall(folded[hit.end :])[:_NEAR])
        else:
            near = " ".join(_WORD.findall(folded[: hit.start])[-_NEAR:])
        people = large and not reading.noun_last and reading.shape(r"{plural_articles}$").search(near)
        if people or reading.shape(_PEOPLE).search(near) or reading.hits("beneficiaries", near):
            found.append((hit.start, hit.end, hit.entry))
    return found


@cache
def _are_capital(reading: Lexicon) -> bool:
    """Say whether a language writes its words for "German" with a capital: as they stand in the lexicon."""
    return all(word[0].isupper() for code in reading.words("demonyms") for word in reading.words(f"demonyms.{code}"))
