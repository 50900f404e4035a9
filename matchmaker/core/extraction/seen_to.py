"""What the State itself sees to, told beside what it asks: "the teaching being provided by our own officers", "upkeep covered"."""

import re
from functools import cache

from .lexicons import Lexicon

_SHORT = 3
"""Words up to which a part that ends in a participle tells what is covered: "maintenance assurée"."""
_BOUND = re.compile(r"[,;:.()](?!\d)")


def seen_to(folded: str, reading: Lexicon) -> list[tuple[int, int]]:
    """Return the places of a folded clause that tell what the State sees to itself, each from its subject to its end.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> told = "ten laptops would help, the supervision being provided by our own officers"
    >>> [told[start:end] for start, end in seen_to(told, lexicon("en"))]
    [' the supervision being provided by our own officers']
    """
    found = [
        (_start(folded, match.start()), _stop(folded, match.end(), reading))
        for match in _by_ourselves(reading).finditer(folded)
    ]
    found += [match.span() for match in _by_itself(reading).finditer(folded)]
    start = 0
    for bound in [*_BOUND.finditer(folded), None]:
        end = bound.start() if bound else len(folded)
        part = folded[start:end]
        if (start or not bound) and len(part.split()) <= _SHORT and _covered(reading).fullmatch(part):
            found.append((start, end))
        start = bound.end() if bound else end
    return found


def _start(folded: str, place: int) -> int:
    return max((bound.end() for bound in _BOUND.finditer(folded, 0, place)), default=0)


def _stop(folded: str, place: int, reading: Lexicon) -> int:
    ends = [bound.start() for bound in _BOUND.finditer(folded, place)]
    ends += [joint.start() for joint in reading.pattern("separators").finditer(folded, place)]
    return min(ends, default=len(folded))


@cache
def _by_ourselves(reading: Lexicon) -> re.Pattern[str]:
    seen, own = reading.pattern("seen_to").pattern, reading.pattern("own_means").pattern
    return re.compile(rf"(?:{seen})\s+(?:[\w'-]+\s)?(?:{own})")


@cache
def _by_itself(reading: Lexicon) -> re.Pattern[str]:
    """Return the pattern of things behind which stands that the State will get them: "a telephone line, which it will buy itself"."""
    own = reading.pattern("by_itself").pattern
    return re.compile(rf"[^;:]*,\s(?:which|that|dont|que|qu'|l[oa]s? que)\s?[^,;:.]*?(?<!\w)(?:{own})(?!\w)")


@cache
def _covered(reading: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a thing without article or number, and that it is there: ``maintenance assuree``."""
    return re.compile(rf"\s*[a-z'-]{{4,}}\s(?:[a-z'-]+\s)?(?:{reading.pattern('covered_part').pattern})\s*")
