"""Running text -> how long something took, in the words of the report: "five weeks", "over two years", "2023-2025"."""

import re
from functools import cache

from .folding import fold
from .lexicons import Lexicon

_YEARS = r"(?:19|20)\d\d\s?[-\u2013]\s?(?:19|20)?\d\d"


def duration(printed: str, lexicon: Lexicon) -> str | None:
    """Return the first duration of a text; a price by the year and an age are none.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> duration("Norway paid for a course (USD 9,000; five weeks)", lexicon("en"))
    'five weeks'
    >>> duration("Norway pays USD 9,000 a year", lexicon("en")) is None
    True
    """
    found = _pattern(lexicon).search(fold(printed))
    return " ".join(printed[found.start("time") : found.end("time")].split()) if found else None


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    units = lexicon.pattern("time_units").pattern
    counts = "|".join([r"\d{1,3}", *map(re.escape, sorted(lexicon.mapping("numbers"), key=len, reverse=True))])
    one = "|".join(re.escape(fold(word)) for word in lexicon.words("whiles"))
    return re.compile(
        rf"(?<![\w.,])(?P<time>(?:{counts})[\s-](?:working\s)?(?:{units})(?!\s(?:ago|old|later))"
        rf"|(?:{one})(?!\w)|{_YEARS}(?!\w))"
    )
