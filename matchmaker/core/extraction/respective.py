"""Lists that answer one another: "safes and alarms, 10 and 8 respectively", "... for the police and the army respectively"."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from .amounts import Number, Sum, whole
from .asks import Ask
from .lexicons import Hit, Lexicon

Placed = TypeVar("Placed", Number, Sum, Hit)
_JOINT = r"\s*(?:,\s*{and }?|{and })\s*(?:{for }|{of }|{to })?{the }?"
_AROUND = r"(?:[\s,]|{and})*"
_NEAR = r"[\s,():]*(?:{for }|{to }|{of })?{the }?"


def run(folded: str, found: Sequence[Placed], lexicon: Lexicon) -> list[Placed]:
    """Return the numbers, sums or agencies side by side next to the word "respectively".

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "safes and alarms, 10 and 8 respectively"
    >>> [str(number.value) for number in run(text, numbers(text, lexicon("en")), lexicon("en"))]
    ['10', '8']
    """
    word = lexicon.search("respectively", folded)
    if word is None:
        return []
    before = [one for one in found if one.end <= word.start()]
    after = [one for one in found if one.start >= word.end()]
    around = folded[before[-1].end : word.start()] + folded[word.end() : after[0].start] if before and after else "."
    if lexicon.shape(_AROUND).fullmatch(around):
        return [before[-1], after[0]]  # "for 20 and, respectively, 10 days"
    for side in (before[::-1], after):
        kept: list[Placed] = []
        for one in side:
            first, second = (kept[-1], one) if kept and side is after else (one, kept[-1]) if kept else (one, one)
            if not kept and not lexicon.shape(_NEAR).fullmatch(
                folded[one.end : word.start()] if side is not after else folded[word.end() : one.start]
            ):
                break
            if kept and not lexicon.shape(_JOINT).fullmatch(folded[first.end : second.start]):
                break
            kept.append(one)
        if len(kept) > 1:
            return sorted(kept, key=lambda one: one.start)
    return []


def dealt(asks: Sequence[Ask], counts: Sequence[Number], costs: Sequence[Sum], agencies: Sequence[Hit]) -> list[Ask]:
    """Return asks with what is told of them "respectively", where there is one for each."""
    if len(asks) == 1 and len(counts) > 1:  # "the police and the prisons request 120 and 35 lockers respectively"
        if len(agencies) != len(counts):
            return [replace(asks[0], quantity=sum((one.value for one in counts), Decimal(0)), unread=False)]
        asks = [*asks] * len(counts)
    told = list(asks)
    for position, ask in enumerate(asks):
        if len(counts) == len(asks):
            ask = replace(ask, quantity=counts[position].value, vague=False, unread=False, by_article=False)
        if len(costs) == len(asks):
            ask = replace(ask, money=costs[position], shared_total=False, vague=False)
        if len(agencies) == len(asks):
            ask = replace(ask, particulars=replace(ask.particulars, beneficiary=agencies[position].entry))
        told[position] = ask
    return told


def summed(ask: Ask, numbers: Sequence[Number], folded: str, lexicon: Lexicon) -> Ask:
    """Return an ask with the sum of what several parts of it cost "respectively": "0.9, 0.7 and 1.4 million pesos respectively"."""
    if ask.money is None or lexicon.search("respectively", folded) is None:
        return ask
    first = next((one for one in numbers if ask.money.start <= one.start < ask.money.end), None)
    kept = [first] if first is not None else []
    for one in reversed([one for one in numbers if one.end <= ask.money.start]):
        if not kept or not lexicon.shape(_JOINT).fullmatch(folded[one.end : kept[-1].start]):
            break
        kept.append(one)
    if first is None or len(kept) < 2 or first.value == 0:
        return ask
    size = ask.money.amount / first.value
    told = whole(sum((one.value * size for one in kept), Decimal(0)))
    return replace(ask, money=replace(ask.money, amount=told))


def of_latter(asks: Sequence[Ask], costs: Sequence[Sum], folded: str, lexicon: Lexicon) -> list[Ask]:
    """Return asks of which the last has the one sum that is told of "the latter"."""
    latter = lexicon.search("latter", folded)
    if latter is None or len(costs) != 1 or len(asks) < 2 or costs[0].start < latter.end():
        return list(asks)
    return [*(replace(ask, money=None) for ask in asks[:-1]), replace(asks[-1], money=costs[0], vague=False)]
