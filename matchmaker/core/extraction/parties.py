"""Running text -> the States and organisations it speaks of: by their names, and States by what their people are called."""

import re
from functools import cache

from .asks import Report
from .folding import fold
from .lexicons import Lexicon

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
    found = []
    for hit in reading.hits("demonyms", folded):
        if reading.language == "en":
            if not printed[hit.start].isupper():
                continue
            near = " ".join(re.findall(r"[\w'-]+", folded[hit.end :])[:_NEAR])
        else:
            before = " ".join(re.findall(r"[\w'-]+", folded[: hit.start])[-_NEAR:])
            near = before
            plural = re.search(r"(?:des|aux|les|los|las|unos)$", before) is not None
            if plural and printed[hit.start].isupper():
                found.append((hit.start, hit.end, hit.entry))
                continue
        if _people(reading).search(near) or reading.hits("beneficiaries", near):
            found.append((hit.start, hit.end, hit.entry))
    return found


@cache
def _people(reading: Lexicon) -> re.Pattern[str]:
    """Return the pattern of those who are said to be of a State: officers, experts, its government."""
    return re.compile("|".join(reading.pattern(name).pattern for name in ("persons", "experts", "authorities")))
