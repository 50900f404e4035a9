"""Words that spread a count over several: "two in each", "one per post, six posts", "one each" behind two places, "in all 28"."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from .amounts import Number
from .lexicons import Lexicon

_NAMED = re.compile(
    r"(?:(?:[A-Z][\w'\u2019-]+ ?)+, )*(?:[A-Z][\w'\u2019-]+ ?)+(?:and|et|y|e) (?:[A-Z][\w'\u2019-]+ ?)+$"
)
_NAMES = re.compile(
    r"(?<=\w )(?:[A-Z][\w'\u2019-]+, )*[A-Z][\w'\u2019-]+ (?:and|et|y|e) [A-Z][\w'\u2019-]+(?= (?:with|avec|con|de)\b)"
)
_STEM = 4
"""Letters that two forms of one noun share: "post", "posts"."""


def stated_total(folded: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return the number that a folded text calls the total: ``two for each county, 28 in all``.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "two clerks for each county, 28 in all"
    >>> str(stated_total(text, numbers(text, lexicon("en")), lexicon("en")))
    '28'
    """
    total = lexicon.pattern("in_total").pattern
    for number in numbers:
        before, after = folded[: number.start], folded[number.end :]
        if re.search(rf"(?:{total})\s*$", before) or re.match(rf"\s+(?:[a-z]+\s+)?(?:{total})", after):
            return number.value
    return None


def behind(folded: str, end: int, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return how many of a thing are told behind its name by how they are spread: ``vehicles, two per post, for six posts``.

    Parameters
    ----------
    end : int
        Where the name of the thing ends.
    """
    for number in numbers:
        lead, after = folded[end : number.start], folded[number.end :]
        if number.start < end or not re.fullmatch(
            r"[^.;(]{0,40}[,:(]\s*(?:(?:at the rate of|a raison de|a razon de)\s+)?", lead
        ):
            continue
        spread = _per(lexicon).match(after)
        if spread is None:
            continue
        for other in numbers:
            noun = re.match(r"\s+([a-z-]{3,})", folded[other.end :])
            same = spread[1] is None or noun is None or noun[1][:_STEM] == spread[1][:_STEM]
            if other.start > number.end and same:
                return number.value * other.value
    return None


def at_named_places(printed: str, folded: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return how many are told by "one each" behind a list of places: ``scanners for Busia and Malaba (one each)``."""
    for number in numbers:
        if not _each(lexicon).match(folded, number.end):
            continue
        before = printed[: number.start].replace("\n", " ").rstrip(" (,")
        named = _NAMED.search(before) or _NAMES.search(before)
        if named:
            return number.value * len(re.split(r", | (?:and|et|y|e) ", named[0].strip()))
    return None


def another_for(folded: str, lexicon: Lexicon) -> int:
    """Return how many more are told only as another one for another: ``a system for Arequipa and another for Trujillo``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> another_for(" for arequipa and another for trujillo", lexicon("en"))
    1
    """
    more = lexicon.pattern("another").pattern
    return len(re.findall(rf"^[^.;:]*?(?:,|\b(?:and|et|y)\b)\s*(?:{more})\s(?:for|at|in|pour|a|au|para|en)\s", folded))


def in_each(folded: str, start: int, end: int, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return for how many a count is meant that a part ends with "in each": ``access for 3 offices, and 2 users in each``.

    Parameters
    ----------
    start, end : int
        Where the part stands in the folded text, which goes back to the number of those meant.
    """
    each = _each(lexicon).search(folded, start, end)
    counted = [number for number in numbers if each and number.end <= each.start()]
    for number in reversed(counted[:-1]):
        if lexicon.search("areas", folded[number.end : number.end + 30].partition(",")[0]):
            return number.value
    return None


@cache
def _per(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of "per post", "for each of the" behind a number."""
    return re.compile(
        rf"\s+(?:per|par|por)\s+([a-z-]{{3,}})|\s+(?:(?:for|pour|para|a)\s+)?(?:{lexicon.pattern('each_of').pattern})"
    )


@cache
def _each(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.pattern("apiece").pattern
    return re.compile(
        rf"\s+(?:(?:units?|unites?|unidad(?:es)?)\s+)?(?:(?:in|at|for|to|dans|pour|a|en|para)\s+)?(?:{words})(?=\W*(?:$|[).;]))"
    )
