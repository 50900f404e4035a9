"""Running text -> the States and organisations it speaks of: by their names, and States by what their people or capitals are called."""

import re
from collections.abc import Iterator
from functools import cache

from .asks import Report
from .cues import in_one_tense
from .folding import fold
from .lexicons import Lexicon

_WORD = re.compile(r"[\w'-]+")
_PEOPLE = "{persons}|{experts}|{authorities}"
"""Those who are said to be of a State: officers, experts, its government."""
_NEAR = 3
"""Words within which those must stand whom a demonym describes: "a German ballistic expert"."""
_COUNTED = r"[\s,]*{and }?(?:\d+\s|{numbers }|{the })?"
"""What stands between demonyms side by side: "eleven Malawian and six Zambian armourers"."""
_ACTING = r"(?:\s+{and }\w[\w-]*(?:\s[\w-]+)?)?\s+(?:[\w'-]+\s+){0,2}?(?:{provided}|{promised}|{paying})"
"""What a capital does that speaks for its State: "Rome and Madrid jointly ran a course"."""
_LISTED = r"[\s,]*{and }"
_PLACE = r"(?:{in}|{at}|{from}|{of}|{to}|{on})\s*{the }?$"


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
    named |= {one for one in _by_capital(printed, report.reading) if one[2] != report.state}
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
    found: list[tuple[int, int, str]] = []
    beside: list[tuple[int, int, str]] = []
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
        else:
            beside.append((hit.start, hit.end, hit.entry))
    joint = reading.shape(_COUNTED)
    for one in beside[::-1] if reading.noun_last else beside:
        gaps = ((one[1], start) if one[1] <= start else (end, one[0]) for start, end, _ in found)
        if any(joint.fullmatch(folded, *gap) for gap in gaps):
            found.append(one)
    return sorted(found)


def _by_capital(printed: str, reading: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Yield the States of which a text tells by their capitals what they did or gave; a course held in Rome names none.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [code for *_, code in _by_capital("Rome and Madrid ran a course; Oslo paid for it in Paris", lexicon("en"))]
    ['ITA', 'ESP', 'NOR']
    """
    folded, last = in_one_tense(fold(printed), reading), -1
    for hit in reading.hits("capitals", folded):
        listed = last >= 0 and reading.shape(_LISTED).fullmatch(folded, last, hit.start)
        acting = reading.shape(_ACTING).match(folded, hit.end) and not reading.shape(_PLACE).search(folded[: hit.start])
        by_whom = reading.shape(r"{received}\s*{the }?$").search(folded[: hit.start])
        if printed[hit.start].isupper() and (listed or acting or by_whom):
            yield hit.start, hit.end, hit.entry
            last = hit.end


@cache
def _are_capital(reading: Lexicon) -> bool:
    """Say whether a language writes its words for "German" with a capital: as they stand in the lexicon."""
    return all(word[0].isupper() for code in reading.words("demonyms") for word in reading.words(f"demonyms.{code}"))
