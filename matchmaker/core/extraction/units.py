"""One for each of several: "a laptop apiece" behind "nine districts", "4 per crossing; crossings: Busia, Malaba", "every post (6)"."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from .amounts import Number, numbers
from .lexicons import Lexicon

_STEM = 4
"""Letters that two forms of one noun share: "crossing", "crossings"."""
_NAME = r"[A-Z\u00c0-\u00dd][\w'\u2019-]+(?:[ -][A-Z\u00c0-\u00dd][\w'\u2019-]+)*"
_LISTED = re.compile(rf"\s*[:(]\s*({_NAME}(?:, (?:and |et |y )?{_NAME}| (?:and|et|y) {_NAME})+)")
_BETWEEN = 60
"""Letters between a thing and the word that spreads it."""


def over_units(
    segment: str, head: tuple[int, int], inside: Sequence[Number], around: tuple[str, str], lexicon: Lexicon
) -> tuple[Decimal | None, Decimal] | None:
    """Return how many of a thing each gets and how many get it; None where nothing spreads it or nobody counts them.

    Parameters
    ----------
    segment : str
        Folded, with the thing's name at `head`.
    inside : sequence of Number
        Of the segment.
    around : (str, str)
        The paragraph, as printed and folded.

    Examples
    --------
    >>> from .folding import fold
    >>> from .lexicons import lexicon
    >>> text = "Nine districts have none. A laptop for each would do."
    >>> found = over_units("a laptop for each would do", (2, 8), [], (text, fold(text)), lexicon("en"))
    >>> found and str(found[1])
    '9'
    """
    start, end = head
    marks = _marks(lexicon)
    behind = marks.search(segment, end, end + _BETWEEN)
    if behind is not None and re.search(r"[;.]", segment[end : behind.start()]):
        behind = None
    ahead = next((one for one in marks.finditer(segment, 0, start) if one["every"]), None)
    mark = behind or ahead
    if mark is None:
        return None
    noun = mark["per"] or mark["every"]
    if noun and _counts_nobody(noun, lexicon):
        return None
    each = next((n for n in inside if n.start >= end and re.fullmatch(r"\s*", segment[n.end : mark.start()])), None)
    units = _counted(noun, each.value if each else None, around, lexicon)
    return (each.value if each else None, units) if units is not None and units > 1 else None


def _counts_nobody(noun: str, lexicon: Lexicon) -> bool:
    plain = ("time_units", "courses", "per_unit", "persons", "item_units")
    return any(lexicon.pattern(name).match(noun) for name in plain)


def _counted(noun: str | None, each: Decimal | None, around: tuple[str, str], lexicon: Lexicon) -> Decimal | None:
    """Return how many units the paragraph counts: in front of their noun, behind it, or by their names."""
    printed, folded = around
    found = numbers(folded, lexicon)
    if noun is None:
        counted = [
            n
            for n in found
            if n.value > 1 and re.match(rf"\s+(?:[a-z-]+\s+)?(?:{lexicon.pattern('areas').pattern})", folded[n.end :])
        ]
        return counted[-1].value if counted else None
    stem = re.escape(noun[:_STEM])
    for named in re.finditer(rf"(?<!\w){stem}[\w-]*", folded):
        listed = _LISTED.match(printed, named.end())
        if listed:
            return Decimal(len(re.split(r", (?:and |et |y )?| (?:and|et|y) ", listed[1])))
        for number in found:
            before = re.fullmatch(r"\s+(?:(?!per\b|par\b|por\b)[a-z'-]+\s+){0,2}", folded[number.end : named.start()])
            told = rf"\s*(?:\(|:|,?\s*(?:(?:etant|being|siendo|sont|son|are)\s)?(?:{_numbering(lexicon)})\s*)\s*"
            after = re.fullmatch(told, folded[named.end() : number.start])
            if (before or after) and number.value != each:
                return number.value
    return None


@cache
def _numbering(lexicon: Lexicon) -> str:
    return lexicon.pattern("numbering").pattern


@cache
def _marks(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of "per post", "every post", "apiece"."""
    small = r"(?:(?:the|our|its|des|nos|ses|de los|de las|nuestr[oa]s|los|las)\s+)?"
    finite = lexicon.pattern("forms.finite").pattern
    return re.compile(
        rf"(?<!\w)(?:per|par|por)\s+(?P<per>[a-z][a-z-]{{3,}})"
        rf"|(?<!\w)(?:each|every|chaque|cada|toute?)\s+(?:of\s+)?{small}(?!(?:{finite})\b|un[oa]\b|needs?\b|to\b)(?P<every>[a-z][a-z-]{{3,}})"
        rf"|(?<!\w)(?:{lexicon.pattern('apiece').pattern})(?!\w)"
    )
