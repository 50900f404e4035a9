"""Words that spread a count over several: "two in each", "one per post, six posts", "one each" behind two places, "in all 28"."""

from collections.abc import Sequence
from decimal import Decimal

from .amounts import Number
from .lexicons import Lexicon

_NAME = r"[A-Z][\w'\u2019-]+"
_NAMED = rf"(?:(?:{_NAME} ?)+, )*(?:{_NAME} ?)+{{and }}(?:{_NAME} ?)+$"
_NAMES = rf"(?<=\w )(?:{_NAME}, )*{_NAME} {{and }}{_NAME}(?= (?:{{with}}|{{of}}))"
_EACH = r"\s+{unit_words }?(?:{in }|{at }|{for }|{to })?{apiece}(?=\W*(?:$|[).;]))"
_ANOTHER = r"^[^.;:]*?(?:,|{and})\s*{another}\s(?:{for }|{in }|{at }|{to })"


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
    before, behind = lexicon.shape(r"{in_total}\s*$"), lexicon.shape(r"\s+(?:[a-z]+\s+)?{in_total}")
    told = (n.value for n in numbers if before.search(folded, 0, n.start) or behind.match(folded, n.end))
    return next(told, None)


def at_named_places(printed: str, folded: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return how many are told by "one each" behind a list of places: ``scanners for Busia and Malaba (one each)``."""
    for number in numbers:
        if not lexicon.shape(_EACH).match(folded, number.end):
            continue
        before = printed[: number.start].replace("\n", " ").rstrip(" (,")
        before = lexicon.shape(r"\s(?:[a-z]+\s)?(?:{areas}|{places})$").sub("", before)
        named = lexicon.shape(_NAMED).search(before) or lexicon.shape(_NAMES).search(before)
        if named:
            return number.value * len(lexicon.shape(r", | {and }").split(named[0].strip()))
    return None


def another_for(folded: str, lexicon: Lexicon) -> int:
    """Return how many more are told only as another one for another: ``a system for Arequipa and another for Trujillo``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> another_for(" for arequipa and another for trujillo", lexicon("en"))
    1
    """
    return len(lexicon.shape(_ANOTHER).findall(folded))
