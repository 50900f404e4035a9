"""An ask for several agencies -> one ask each, where each has its own number: twelve containers for prisons and ten for the navy."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .amounts import Number
from .asks import Ask
from .lexicons import Lexicon
from .particulars import beneficiary
from .people import courses, persons
from .segments import grammar

_FOR_WHOM = re.compile(
    r"\s*(?:(?:are|is|son|sont|of them|d'entre elles|d'entre eux|others?|more|autres?|otr[oa]s?|mas)\s+)*(?:for|to|pour|para)\s"
)


@dataclass(frozen=True, slots=True)
class Part:
    """The words of one ask.

    Attributes
    ----------
    folded, printed : str
        The same words, folded and as they stand.
    start : int
        Where they start in the excerpt.
    numbers : sequence of Number
        The countable ones, counted from the part's start.
    """

    folded: str
    printed: str
    start: int
    numbers: Sequence[Number]
    reading: Lexicon

    def agency(self, first: int, last: int) -> str | None:
        """Return the agency that some of the words name."""
        return beneficiary(self.folded[first:last], self.printed[first:last], self.reading)


def training_by_agency(ask: Ask, part: Part) -> list[Ask]:
    """Split training of several agencies, where each has its own number."""
    groups = persons(part.folded, part.numbers, part.reading)
    times = courses(part.folded, part.numbers, part.reading)
    shares = [(group.start, group.count * times) for group in groups]
    return _split(ask, part, shares) if len(shares) > 1 else [ask]


def things_by_agency(ask: Ask, part: Part, end: int) -> list[Ask]:
    """Split things of several agencies, where each has its own number.

    Parameters
    ----------
    end : int
        Where the name of the thing ends in the part.
    """
    listed = _listed(part, end)
    if listed:
        return [
            replace(
                ask,
                quantity=quantity,
                start=part.start + first if position else ask.start,
                end=part.start + last,
                particulars=replace(ask.particulars, beneficiary=agency),
                money=None if position else ask.money,
            )
            for position, (first, last, quantity, agency) in enumerate(listed)
        ]
    shares = [
        (number.start, number.value)
        for number in part.numbers
        if number.start >= end
        and (lead := _FOR_WHOM.match(part.folded, number.end))
        and not part.reading.pattern("each_of").match(part.folded, lead.end())
    ]
    if not shares:
        return [ask]
    if ask.quantity is None:
        return _split(ask, part, shares)
    if part.agency(0, shares[0][0]):
        split = _split(ask, part, [(0, ask.quantity), *shares])
        if len(split) > 1:
            return split
    elif len(split := _split(ask, part, shares)) > 1:
        return split
    more = sum((count for _, count in shares), Decimal(0))
    if more == ask.quantity or (more < ask.quantity and all(count == 1 for _, count in shares)):
        return [ask]  # "two containers, one for the north, one for the south"
    return [replace(ask, quantity=ask.quantity + more)]


def _listed(part: Part, end: int) -> list[tuple[int, int, Decimal, str]]:
    """Return the numbers behind a thing that stand beside an agency each: "cabinets: police 20, customs 8"."""
    found = []
    hits = part.reading.hits("beneficiaries", part.folded)
    for number in part.numbers:
        before = next(
            (hit for hit in hits if re.fullmatch(r"[\s:(=-]{1,3}", part.folded[hit.end : number.start])), None
        )
        if number.start < end or before is None or before.start < end:
            continue
        found.append((before.start, number.end, number.value, before.entry))
    return found if len({agency for *_, agency in found}) == len(found) > 1 else []


def _split(ask: Ask, part: Part, shares: Sequence[tuple[int, Decimal]]) -> list[Ask]:
    """Return one ask for each share, where each names another agency; else the ask as it is.

    Parameters
    ----------
    shares : sequence of (int, Decimal)
        Where each share starts in the part, and its quantity.
    """
    cuts = [0, *(place for place, _ in shares[1:]), len(part.folded)]
    agencies = [part.agency(first, last) for first, last in itertools.pairwise(cuts)]
    if None in agencies or len(set(agencies)) < len(agencies):
        return [ask]
    return [
        replace(
            ask,
            quantity=quantity,
            start=part.start + place if position else ask.start,
            end=part.start + _trimmed(part, cuts[position + 1]),
            particulars=replace(ask.particulars, beneficiary=agencies[position]),
            money=None if position else ask.money,
        )
        for position, (place, quantity) in enumerate(shares)
    ]


def _trimmed(part: Part, end: int) -> int:
    """Return the end of some words without the separator behind them."""
    text = part.folded[:end].rstrip(" .,;")
    for match in reversed(list(grammar(part.reading.language).separator.finditer(text))):
        if match.end() == len(text):
            text = text[: match.start()].rstrip(" .,;")
    return len(text)
