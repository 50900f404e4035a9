"""Sentences that thank several at once -> a part for each: "grateful to Australia for an armoury, to UNRCPD for a workshop"."""

from collections.abc import Iterator
from itertools import pairwise

from .asks import Report
from .excerpts import Excerpt
from .parties import parties

_FOR = r",\s*{relatives}|{thanked_for}|{gift_openings }(?=\w)"
_OWING = r"{owing}\s+(?:{the }|{an }|{numbers}|\d)"
"""What is owed is a thing: "doit reprendre" is a duty."""
_TO = r"(?<!\w){to }{the }?$"
_TAIL = r"[\s,;.]*(?:(?:{and}|{to}|{the})[\s,]*)*$"


def thanked(text: Excerpt, report: Report) -> Iterator[Excerpt]:
    """Yield the parts of a sentence that thanks, one for each giver and his gift.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "TON", 2026)
    >>> told = "Tonga is grateful to Australia for an armoury and to UNRCPD for a workshop"
    >>> [part.text for part in thanked(Excerpt(told, tuple(range(len(told)))), report)]
    ['Australia for an armoury', 'UNRCPD for a workshop']
    >>> report = Report(lexicon("fr"), Gazetteer.default(), "TGO", 2026)
    >>> told = "Le Togo remercie l'Allemagne pour une presse et l'Italie pour un cours"
    >>> [part.text for part in thanked(Excerpt(told, tuple(range(len(told)))), report)]
    ['Allemagne pour une presse', 'Italie pour un cours']
    """
    cue = report.reading.search("thanks", text.folded)
    if cue is None:
        return
    places = [start for start, _, code in parties(text.text, report) if start >= cue.start() and code != report.state]
    given = [start for start in places if _for_what(text, start, len(text.text), report)]
    if report.reading.search("respectively", text.folded):  # what each gave is told behind them all
        given = places[:1]
    starts = given[:1] + [start for before, start in pairwise(given) if _for_what(text, before, start, report)]
    for start, end in pairwise([*starts, len(text.text)]):
        tail = report.reading.shape(_TAIL).search(text.folded, start, end)
        yield text.part(start, tail.start() if tail else end)


def owed(text: Excerpt, report: Report) -> list[Excerpt]:
    """Return the parts of a sentence that says what is owed to whom, the giver first.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "TON", 2026)
    >>> told = "To Australia we owe the armoury, to UNRCPD the workshop"
    >>> [part.text for part in owed(Excerpt(told, tuple(range(len(told)))), report)]
    ['Australia we owe the armoury', 'UNRCPD the workshop']
    """
    owing = report.reading.shape(_OWING).search(text.folded)
    if owing is None:
        return []
    to = report.reading.shape(_TO)
    starts = [
        start
        for start, _, code in parties(text.text, report)
        if code != report.state and to.search(text.folded, 0, start)
    ]
    if not starts or starts[0] > owing.start():
        return []
    tail = report.reading.shape(_TAIL)
    ends = [tail.search(text.folded, start, end) for start, end in pairwise([*starts, len(text.text)])]
    limits = [found.start() if found else len(text.text) for found in ends]
    return [text.part(start, end) for start, end in zip(starts, limits, strict=True)]


def _for_what(text: Excerpt, start: int, end: int, report: Report) -> bool:
    """Say whether a part of a text tells what thanks are for, and no more than a name: "de la Republique tcheque", "del Reino Unido"."""
    article = report.reading.shape("{the }")
    for one in report.reading.shape(_FOR).finditer(text.folded, start, end):
        behind = article.match(text.folded, one.end())  # "de l'ONUDC" names one more
        place = behind.end() if behind else one.end()
        if not text.text[place : place + 1].isupper():
            return True
    return False
