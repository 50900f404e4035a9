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

_AT = r"\s{at }"
_ANOTHER = r"(?P<one>{another})\s{destined_for}"
_FOR_WHOM = r"\s*(?:{is }|{of_them }|{anaphors })*{destined_for }"


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
    split = _split(ask, part, shares) if len(shares) > 1 else [ask]
    return split if len(split) > 1 or times > 1 else _asks_dealt(ask, part, 0) or split


def things_by_agency(ask: Ask, part: Part, end: int) -> list[Ask]:
    """Split things of several agencies, where each has its own number.

    Parameters
    ----------
    end : int
        Where the name of the thing ends in the part.
    """
    if dealt := _asks_dealt(ask, part, end):
        return dealt
    shares = [
        (number.start, number.value)
        for number in part.numbers
        if number.start >= end
        and (lead := part.reading.shape(_FOR_WHOM).match(part.folded, number.end) or _at_name(part, number.end))
        and not part.reading.pattern("each_of").match(part.folded, lead.end())
        and not _for_some_time(part, lead.end())
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


def _at_name(part: Part, place: int) -> re.Match[str] | None:
    """Return the "at" between a number and the name of a place: "one at Lodwar and two at Wajir"."""
    lead = part.reading.shape(_AT).match(part.folded, place)
    return lead if lead and part.printed[lead.end() : lead.end() + 1].isupper() else None


def _for_some_time(part: Part, place: int) -> bool:
    """Say whether a number and a unit of time stand at a place: "8 for six months"."""
    number = next((one for one in part.numbers if one.start == place), None)
    lasting = part.reading.pattern("time_units")
    behind = re.match(r"\w+\s", part.folded[place:])
    end = number.end + 1 if number else place + behind.end() if behind else place
    return lasting.match(part.folded, end) is not None


_NUMBER, _SAME, _REST, _AGENCY = "number", "same", "rest", "agency"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that deals things out: a number, "as many", "the rest", or an agency."""

    start: int
    end: int
    sort: str
    value: Decimal = Decimal(0)
    agency: str = ""


def _asks_dealt(ask: Ask, part: Part, end: int) -> list[Ask]:
    return [
        replace(
            ask,
            quantity=quantity,
            start=part.start + first if position else ask.start,
            end=part.start + last,
            particulars=replace(ask.particulars, beneficiary=agency),
            money=None if position else ask.money,
            unread=False,
        )
        for position, (first, last, quantity, agency) in enumerate(_dealt(part, end))
    ]


def _dealt(part: Part, end: int) -> list[tuple[int, int, Decimal, str]]:
    """Return what each of several agencies gets, number and agency by turns: "cabinets: police 20, customs 8", "six for the police, the rest for customs".

    A number before them that is the sum of theirs is the whole.
    """
    words = _words_of_dealing(part, end)
    agencies = [word.agency for word in words if word.sort == _AGENCY]
    if len(agencies) < 2 or len(set(agencies)) < len(agencies):
        return []
    counts = [word for word in words if word.sort != _AGENCY]
    values = _values(counts, len(agencies))
    if len(counts) == len(agencies) + 1 and values and values[0] == sum(values[1:]) and words[0] is counts[0]:
        words, values = words[1:], values[1:]
    turns = [word.sort == _AGENCY for word in words]
    if len(values) != len(agencies) or any(one is other for one, other in itertools.pairwise(turns)):
        return []
    pairs = [words[place : place + 2] for place in range(0, len(words), 2)]
    if any(re.search(r"[;.]", part.folded[one.end : other.start]) for one, other in pairs):
        return []
    return [
        (one.start, max(other.end, 0 if position else end), value, agency)
        for position, ((one, other), value, agency) in enumerate(zip(pairs, values, agencies, strict=True))
    ]


def _words_of_dealing(part: Part, end: int) -> list[_Word]:
    """Return the words in a part that deal out the thing whose name ends at a place."""
    reading = part.reading
    words = [_Word(n.start, n.end, _NUMBER, n.value) for n in part.numbers]
    for name, sort in (("same_number", _SAME), ("the_same", _SAME), ("left_over", _REST)):
        words += [_Word(*one.span(), sort) for one in reading.pattern(name).finditer(part.folded, end)]
    words += [
        _Word(hit.start, hit.end, _AGENCY, agency=hit.entry) for hit in reading.hits("beneficiaries", part.folded)
    ]
    others = [
        _Word(*one.span("one"), _NUMBER, Decimal(1)) for one in reading.shape(_ANOTHER).finditer(part.folded, end)
    ]
    if others and words and min(words, key=lambda word: word.start).sort == _AGENCY:
        words.append(_Word(0, 0, _NUMBER, Decimal(1)))
    words += others
    words.sort(key=lambda word: (word.start, -word.end))
    kept: list[_Word] = []
    for word in words:
        if kept and word.start < kept[-1].end:
            continue
        if kept and kept[-1].sort == word.sort == _AGENCY and kept[-1].agency == word.agency:
            continue
        kept.append(word)
    return kept


def _values(counts: Sequence[_Word], agencies: int) -> list[Decimal]:
    """Return how many each word of counting means, the whole first where there is one more of them than agencies; none where one cannot be told."""
    values: list[Decimal] = []
    for position, word in enumerate(counts):
        if word.sort == _NUMBER:
            values.append(word.value)
        elif word.sort == _SAME and values:
            values.append(values[-1])
        elif word.sort == _REST and position == len(counts) - 1 == agencies and values[0] > sum(values[1:]):
            values.append(values[0] - sum(values[1:]))
        else:
            return []
    return values


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
