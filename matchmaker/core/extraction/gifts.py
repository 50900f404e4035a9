"""Clause -> the part that tells beside its matter who gave what it speaks of: "the machine which Sweden donated is worn out"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .asks import Report
from .lexicons import Lexicon
from .parties import parties as parties_in

_ARTICLE = r"(?:the\s+|la\s+|le\s+|el\s+|les\s+|los\s+|las\s+|l'\s*)?"
_BETWEEN = re.compile(r"[\s,]*(?:(?:has|had|have|already|ya|nous|nos)\s+)?")
_WAS = re.compile(r"\b(?:was|were|been|ete|fue|fueron|sido)\s+(?:\w+\s+)?$")
_LINK = r"(?:\s+(?:of|from|de|du|des|del)|\s+d')?"
_RELATIVE = re.compile(rf"\b(?:which|that|que|qu')\s*{_ARTICLE}$")
_BOUND = re.compile(r"[,;:|](?!\d)|\b(?:with|con|avec|after|tras|apres|since|desde|depuis)\s")
_CLOSE = re.compile(r"[,;:|](?!\d)")
_HAVING = re.compile(r"\b(ayant|habiendo)\b")
_NOUN = re.compile(r"(?:obsequio|regalo)\sdel?\b")
"""A Spanish gift by its noun, which folded looks like its verb: "obsequio de Corea"."""
_AGREEING = re.compile(r"(\bqu[e']\s?[^,;:]{1,40}?\b(?:a|ont|avons)\s\w+?(?:e|i|u|t))(es|e|s)\b")
"""A French participle that agrees with what was given: "la campagne que le PNUD a financee"."""


def given(folded: str, reading: Lexicon) -> Iterator[re.Match[str]]:
    """Yield the verbs of giving in a folded clause; a participle counts like the tense: "ayant équipé" is "a équipé".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [verb[0].split() for verb in given("le japon ayant equipe la garde", lexicon("fr"))]
    [['a', 'equipe']]
    """
    plain = _HAVING.sub(lambda told: {"ayant": "a", "habiendo": "ha"}[told[1]].ljust(len(told[1])), folded)
    if reading.language == "fr":
        plain = _AGREEING.sub(lambda told: told[1] + " " * len(told[2]), plain)
    return (verb for verb in reading.pattern("provided").finditer(plain) if not _NOUN.match(plain, verb.start()))


@dataclass(frozen=True, slots=True)
class Gift:
    """Where a clause tells what was given, and whether a relative clause tells by whom: "the machine which Sweden donated"."""

    start: int
    end: int
    relative: bool


def gift(folded: str, printed: str, report: Report) -> Gift | None:
    """Return where a clause tells who gave what it speaks of, from the thing to the end of what is said of it.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "We mark with a machine which Sweden donated in 2003, and need two more"
    >>> part = gift(told.lower(), told, report)
    >>> told[part.start : part.end]
    'a machine which Sweden donated in 2003'
    """
    reading = report.reading
    verbs = list(given(folded, reading))
    for start, end, code in parties_in(printed, report):
        if code == report.state:
            continue
        active = next((verb for verb in verbs if _BETWEEN.fullmatch(folded, end, verb.start())), None)
        passive = re.search(rf"(?:{reading.pattern('received').pattern}){_LINK}\s*{_ARTICLE}$", folded[:start])
        turned = re.search(rf"\bqu[e']\s?(?:{reading.pattern('provided').pattern})\s+{_ARTICLE}$", folded[:start])
        if active is None and passive is None and turned is None:
            continue
        relative = _RELATIVE.search(folded[:start]) if active is not None else turned
        opening = relative.start() if relative else passive.start() if passive else start
        close = _CLOSE.search(folded, active.end() if active is not None else end)
        begin = _opening(folded, opening, alone=relative is None and passive is None)
        return Gift(begin, close.start() if close else len(folded), relative is not None)
    return None


def _opening(folded: str, place: int, *, alone: bool) -> int:
    """Return where the thing that was given is named, before what is said of it."""
    if alone:
        return place
    if _WAS.search(folded[:place]):
        return 0
    words = re.compile(r"\w{3,}")
    bounds = [
        match.end()
        for match in _BOUND.finditer(folded, 0, place)
        if len(words.findall(folded, match.end(), place)) > (match[0] == ",")  # ", built with the help of"
    ]
    begin = bounds[-1] if bounds else 0
    return place - len(folded[begin:place].lstrip())
