"""Clause -> the part that tells beside its matter who gave what it speaks of: "the machine which Sweden donated is worn out"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .asks import Report
from .cues import in_one_tense, is_passive
from .lexicons import Lexicon
from .parties import parties as parties_in

_BETWEEN = r"[\s,]*{before_giving }?"
_PASSIVE = r"{received}(?:\s+(?:{of}|{from}))?\s*{the }?$"
_TURNED = r"{turning_relatives }{provided}\s+{the }?$"
_RELATIVE = r"{relatives }{the }?$"
_SAID = r"{saying}(?:\s+{of})?\s*$"
_BOUND = r"[,;:|](?!\d)|{with }|{after }|{since }"
_CLOSE = re.compile(r"[,;:|](?!\d)")


def given(folded: str, reading: Lexicon) -> Iterator[re.Match[str]]:
    """Yield the verbs of giving in a folded clause; a participle counts like the tense: "ayant équipé" is "a équipé".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [verb[0].split() for verb in given("le japon ayant equipe la garde", lexicon("fr"))]
    [['a', 'equipe']]
    """
    plain = in_one_tense(folded, reading)
    by_noun = reading.pattern("gifts_by_noun")  # "obsequio de Corea", which folded looks like its verb
    article = reading.shape(r"(?:{an }|{numbers })$")  # "un equipo", which folded looks like "equipó"
    return (
        verb
        for verb in reading.pattern("provided").finditer(plain)
        if not by_noun.match(plain, verb.start()) and not article.search(plain, 0, verb.start())
    )


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
        active = next((verb for verb in verbs if reading.shape(_BETWEEN).fullmatch(folded, end, verb.start())), None)
        passive = reading.shape(_PASSIVE).search(folded[:start])
        turned = reading.shape(_TURNED).search(folded[:start])
        if active is None and passive is None and turned is None:
            continue
        relative = reading.shape(_RELATIVE).search(folded[:start]) if active is not None else turned
        if relative and reading.shape(_SAID).search(folded[: relative.start()]):
            relative = None  # "the Secretary added that BICC had trained"
        opening = relative.start() if relative else passive.start() if passive else start
        close = _CLOSE.search(folded, active.end() if active is not None else end)
        begin = start if relative is None and passive is None else _opening(folded, opening, reading)
        return Gift(begin, close.start() if close else len(folded), relative is not None)
    return None


def _opening(folded: str, place: int, reading: Lexicon) -> int:
    """Return where the thing that was given is named, before what is said of it."""
    if is_passive(folded[:place], reading):
        return 0
    words = re.compile(r"\w{3,}")
    bounds = [
        match.end()
        for match in reading.shape(_BOUND).finditer(folded, 0, place)
        if len(words.findall(folded, match.end(), place)) > (match[0] == ",")  # ", built with the help of"
    ]
    begin = bounds[-1] if bounds else 0
    return place - len(folded[begin:place].lstrip())
