"""Sentences that thank several at once -> a part for each: "grateful to Australia for an armoury, to UNRCPD for a workshop"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from .asks import Report
from .excerpts import Excerpt
from .parties import parties

_GIFT = re.compile(r"(?:,\s*(?:que|quien)\b|\b(?:por|de|el|los?|las?|una?|su)\s(?=[a-z0-9]))")
_FOR = re.compile(r"(?:,\s*(?:which|who|qui|que|quien)\b|\b(?:for|pour|por|de|d')\s?)")


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
    """
    cue = report.reading.search("thanks", text.folded)
    if cue is None:
        return
    places = [start for start, _, code in parties(text.text, report) if start >= cue.start() and code != report.state]
    for_what = _GIFT if report.reading.language == "es" else _FOR
    given = [start for start in places if for_what.search(text.text, start)]
    starts = given[:1] + [
        start for before, start in pairwise(given) if for_what.search(text.text[before:start]) is not None
    ]
    for start, end in pairwise([*starts, len(text.text)]):
        words = re.sub(
            r"[\s,;.]*(?:\b(?:and|et|y|to|a|al|\u00e0|la|le|los?|les|the|aux?)\b[\s,]*)*$", "", text.text[start:end]
        )
        yield text.part(start, start + len(words))
