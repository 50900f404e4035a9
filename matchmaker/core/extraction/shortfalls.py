"""How many are missing of a thing of which a clause tells how many there are and how many there should be: "15 required, 9 delivered"."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Kind
from .amounts import Number
from .asks import Ask
from .lexicons import Lexicon


def shortfall(folded: str, countable: Sequence[Number], reading: Lexicon) -> Decimal | None:
    """Return how many are missing, where a folded clause tells what is there beside what should be.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> english = lexicon("en")
    >>> told = ("alarms: there are 2, there should be 15", "15 required, 9 delivered", "have 5, short of 7", "have 5 and 7")
    >>> [str(shortfall(text, numbers(text, english), english)) for text in told]
    ['13', '6', '7', 'None']
    """
    if len(countable) != 2:
        return None
    told = [{name: _beside(number, folded, name, reading) for name in _TOLD} for number in countable]
    for own, other in ((0, 1), (1, 0)):
        value, there = countable[own].value, countable[other].value
        if not told[other]["in_place"] or told[other]["targets"]:
            continue  # "should have six" is no stock
        if told[own]["short_by"]:
            return value
        if told[own]["targets"] and value > there:
            return value - there
    return None


def short_of(result: list[Ask], folded: str, countable: Sequence[Number], reading: Lexicon) -> list[Ask]:
    """Let what is missing be the number of the one thing that a clause names, and nothing else be asked there."""
    named = [ask for ask in result if ask.kind is Kind.EQUIPMENT and not ask.unknown]
    if len(named) != 1 or any(ask.kind is not Kind.EQUIPMENT for ask in result):
        return result
    left = shortfall(folded, countable, reading)
    return result if left is None else [replace(named[0], quantity=left, unread=False)]


_TOLD = ("targets", "in_place", "short_by")
_BEHIND = {name: r"\s(?:(?!{and})[a-z'-]+\s){0,3}?" + f"{{{name}}}" for name in _TOLD}
_BEFORE = {name: f"{{{name}}}" + r"\s(?:{merely}\s)?$" for name in _TOLD}


def _beside(number: Number, folded: str, name: str, reading: Lexicon) -> bool:
    """Say whether words of a list stand right before a number, or behind it and what it counts."""
    behind = reading.shape(_BEHIND[name]).match(folded[number.end :])
    return behind is not None or reading.shape(_BEFORE[name]).search(folded[: number.start]) is not None
