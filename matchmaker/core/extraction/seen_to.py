"""What the State itself sees to, told beside what it asks: "the teaching being provided by our own officers", "upkeep covered"."""

import re

from .lexicons import Lexicon

_SHORT = 3
"""Words up to which a part that ends in a participle tells what is covered: "maintenance assurée"."""
_BY_OURSELVES = r"{seen_to}\s+(?:[\w'-]+\s)?{own_means}"
_BY_ITSELF = r"[^;:]*,\s(?:{further_relatives}|{the }?{relatives})\s?[^,;:.]*?{by_itself}"
"""Things behind which stands that the State will get them: "a telephone line, which it will buy itself"."""
_COVERED = r"\s*(?!\d)[\w'-]{4,}\s(?:(?!\d)[\w'-]+\s)?{covered_part}\s*"
"""A thing without article or number, and that it is there: ``maintenance assuree``."""
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
        for match in reading.shape(_BY_OURSELVES).finditer(folded)
    ]
    found += [match.span() for match in reading.shape(_BY_ITSELF).finditer(folded)]
    start = 0
    for bound in [*_BOUND.finditer(folded), None]:
        end = bound.start() if bound else len(folded)
        part = folded[start:end]
        if (start or not bound) and len(part.split()) <= _SHORT and reading.shape(_COVERED).fullmatch(part):
            found.append((start, end))
        start = bound.end() if bound else end
    return found


def _start(folded: str, place: int) -> int:
    return max((bound.end() for bound in _BOUND.finditer(folded, 0, place)), default=0)


def _stop(folded: str, place: int, reading: Lexicon) -> int:
    ends = [bound.start() for bound in _BOUND.finditer(folded, place)]
    ends += [joint.start() for joint in reading.pattern("separators").finditer(folded, place)]
    return min(ends, default=len(folded))
