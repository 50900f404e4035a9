"""Places of a clause that tell something beside what it asks: in a relative clause or a bracket, and the sums that others gave."""

import re
from collections.abc import Sequence

from .amounts import Sum
from .asks import Report
from .gifts import gift, given
from .lexicons import Lexicon
from .stances import cued

_WHOSE = r",\s*{whose}[^,;.()]*"
_BRACKET = re.compile(r"\(([^()]*)\)")
_WOULD_COVER = r",?\s{relatives }{would_cover}[^;.]*"
_PRICED = r",\s*{whose}.*\d{3}"
_DEFINITE = r"\s*(?:{definite }|{ours })"


def asides(folded: str, money: Sequence[Sum], reading: Lexicon) -> list[tuple[int, int]]:
    """Return the places of a folded clause in which nothing is asked.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> told = "15,000 leaflets, whose printing is in hand"
    >>> [told[start:end] for start, end in asides(told, (), lexicon("en"))]
    [', whose printing is in hand']
    """
    places = [found.span() for found in reading.shape(_WHOSE).finditer(folded) if not _asks(found[0], reading)]
    places += [found.span() for found in _BRACKET.finditer(folded) if _tells_of_stock(found[1], reading)]
    covered = (reading.shape(_WOULD_COVER).match(folded, one.end) for one in money)
    return [*places, *(found.span() for found in covered if found)]


def without_gifts(money: Sequence[Sum], folded: str, printed: str, report: Report) -> list[Sum]:
    """Return the sums of a clause without those that another has given: "the campaign which UNDP paid with EUR 40,000 should be repeated".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .amounts import sums
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "After the campaign which UNDP financed with EUR 40,000, USD 9,000 are sought"
    >>> [one.currency for one in without_gifts(sums(told, told.lower(), report.reading), told.lower(), told, report)]
    ['USD']
    """
    gave = any(given(folded, report.reading)) or report.reading.search("received", folded) is not None
    if not money or not gave:
        return list(money)
    told = gift(folded, printed, report)
    if told is None or _asks(folded[told.start : told.end], report.reading):
        return list(money)
    verb = None if told.relative else report.reading.pattern("received").search(folded, told.start)
    start = verb.start() if verb else told.start
    return [one for one in money if not start <= one.start < told.end]


def _asks(part: str, reading: Lexicon) -> bool:
    """Say whether a relative clause asks, or tells a price."""
    return reading.shape(_PRICED).match(part) is not None or cued(part, reading)


def _tells_of_stock(bracket: str, reading: Lexicon) -> bool:
    """Say whether a bracket tells what the State has: "(the present one has no spare parts any more)"."""
    return reading.shape(_DEFINITE).match(bracket) is not None and (
        any(reading.search(name, bracket) for name in ("denials", "negatives", "holding", "working", "possession"))
    )
