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


def at_named_places(printed: str, folded: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return how many are told by "one each" behind a list of places: ``scanners for Busia and Malaba (one each)``."""
    for number in numbers:
        if not _each(lexicon).match(folded, number.end):
            continue
        before = printed[: number.start].replace("\n", " ").rstrip(" (,")
        before = re.sub(
            rf"\s(?:[a-z]+\s)?(?:{lexicon.pattern('areas').pattern}|{lexicon.pattern('places').pattern})$", "", before
        )
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


@cache
def _each(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.pattern("apiece").pattern
    return re.compile(
        rf"\s+(?:(?:units?|unites?|unidad(?:es)?)\s+)?(?:(?:in|at|for|to|dans|pour|a|en|para)\s+)?(?:{words})(?=\W*(?:$|[).;]))"
    )
