"""Running text -> how long something took, in the words of the report: "five weeks", "over two years", "2023-2025"."""

from .folding import fold
from .lexicons import Lexicon

_DURATION = (
    r"(?<![\w.,-])(?P<time>(?:\d{1,3}|{numbers}(?:-{numbers})?)[\s-]{working_time }?{time_units}(?!\s{not_durations})"
    r"|{whiles}|(?:19|20)\d\d\s?-\s?(?:19|20)?\d\d(?!\w))"
)
_OF_ONE = r"{for }(?P<time>{an }{time_units})"
"""One unit, told without a number; "a year" alone tells how often."""


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
    folded = fold(printed)
    found = lexicon.shape(_DURATION).search(folded) or lexicon.shape(_OF_ONE).search(folded)
    return " ".join(printed[found.start("time") : found.end("time")].split()) if found else None
