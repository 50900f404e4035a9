"""A clause -> what its asks cost: of one or of all, by the month, borne by others, or a total of several lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .amounts import Number, Sum, figure, numbers, whole, written_size
from .lexicons import Lexicon
from .periods import periods
from .segments import Segment
from .spreads import Spread

_NOUN = r"\s*(?:{an }|{per }|{the })([a-z]{3,})"
_PIECE = r"\s(?:{an }|{per }|{the })([a-z]{3,}(?:\s[a-z]{3,})?)(?=\W*(?:$|[.,;)]))"
_TIMES = re.compile(r"\s*(?:x|\u00d7|\*)\s*(?P<count>\d{1,3})\s+(?P<unit>[a-z]+)")
_RATE = r"\s*(?:{per }|{each }|{the })+(?P<unit>[a-z]{3,})"
_RATES = r"\s*(?:{per }|{each })(?P<who>[a-z]{3,})\s(?:{and }|{per })+(?P<unit>[a-z]{3,})"
_EACH_ONE = r"\s*{per_one }(?P<unit>[a-z]{4,})(?=\W*(?:$|[.,;)]))"
_BESIDES = r"\)?\W*(?:{and }|{with })(?:{of }|{for })?(?:{another}|{articles }(?:{ordinals}))(?!\w)"
"""A further one with a cost of its own: "a register (USD 38,000) and a second one for the navy (USD 31,500)"."""
_PRICE = 1000
"""Up to which a sum before "a word", "la fiche" may be the price of one."""


_BESIDE = 2
"""Letters between a sum and what tells for how many it is meant, each."""


def with_bare(told: Sequence[Sum], folded: str, reading: Lexicon) -> list[Sum]:
    """Return the sums of a folded clause with those of a magnitude in the one currency that it names before.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> text = "the pilot cost 3.2 million pesos and partners are invited to give 12.8 million"
    >>> [str(one.amount) for one in with_bare([Sum(Decimal(3200000), "MXN", 15, 32)], text, lexicon("en"))]
    ['3200000', '12800000']
    """
    codes = {one.currency for one in told}
    found = list(told)
    for number in numbers(folded, reading) if len(codes) == 1 else ():
        size = written_size(folded[number.end :], reading)
        behind = reading.shape(r"\s*[a-z]+\s*(?:[.,;)]|$|{to }|{for })").match(folded[number.end :])
        inside = any(one.start <= number.start < one.end for one in told)
        if size >= _LARGE and behind and not inside and number.start > told[0].end:
            amount = figure(folded[number.start : number.end], magnitude=True) if not number.written else number.value
            found.append(
                replace(told[0], amount=whole(amount * size), start=number.start, end=number.end + behind.end())
            )
    return sorted(found, key=lambda one: one.start)


_LARGE = 1_000_000
"""From which a magnitude without a currency counts money where the clause counts money."""


@dataclass(frozen=True, slots=True)
class Costs:
    """The sums of one clause; everything counts from the clause's start.

    Attributes
    ----------
    money : sequence of Sum
    numbers, countable : sequence of Number
        All of them, and those that may count what is asked.
    around : str
        The folded paragraph in which the clause stands.
    """

    folded: str
    money: Sequence[Sum]
    numbers: Sequence[Number]
    countable: Sequence[Number]
    reading: Lexicon
    around: str = ""

    def of(self, segment: Segment, *, last: bool, several: bool) -> tuple[Sum | None, bool, bool]:
        """Return the cost of a segment, whether it is of one unit, and whether a total of several lines stands there."""
        shared = False
        own = [one for one in self.money if segment.start <= one.start < segment.end]
        for position, one in enumerate(own):
            around = self.folded[max(segment.start, one.start - 30) : min(segment.end, one.end + 25)]
            if self._borne(self.folded[one.end : min(segment.end, one.end + 60)]):
                continue
            if last and several and self.reading.search("totals", around):
                shared = True
                continue
            if any(self.folded[one.end : other.start].strip() == "=" for other in own[position + 1 :]):
                continue
            told = self.over_time(one)
            if (both := self.with_further(told)) != told and position + 1 < len(own):
                return both, False, shared
            return told, self.is_of_one(segment.start, one.start, one.end), shared
        return None, False, shared

    def with_further(self, one: Sum) -> Sum:
        """Return a sum with the cost of a second thing behind it, if one is told."""
        other = next((sum_ for sum_ in self.money if sum_.start >= one.end), None)
        return replace(one, amount=whole(one.amount + other.amount)) if other and self._is_further(one, other) else one

    def _is_further(self, one: Sum, other: Sum) -> bool:
        """Say whether a sum is the cost of a second thing like the one before it, named or not."""
        between = self.folded[one.end : other.start]
        return one.currency == other.currency and self.reading.shape(_BESIDES).match(between) is not None

    def is_of_one(self, first: int, start: int, end: int) -> bool:
        """Say whether a sum is the price of one: "USD 900 each", "unit price USD 900", "@ 900"."""
        before, after = self.folded[first:start], self.folded[end : end + 25]
        behind = self.reading.search("per_unit", after) is not None and ")" not in after[:1]
        piece = self.reading.shape(_PIECE).match(after)
        if piece and (self.reading.pattern("machines").match(piece[1]) or self.reading.hits("items", piece[1])):
            return True  # "USD 11,000 a machine"
        if self._is_of_counted(end):
            return True
        return behind or before.rstrip().endswith("@") or self.reading.search("unit_prices", before[-40:]) is not None

    def _is_of_counted(self, end: int) -> bool:
        """Say whether a sum is told for each of what the clause counts: "nine armouries (USD 4,000 per armoury)"."""
        rate = self.reading.shape(_EACH_ONE).match(self.folded, end)
        timed = rate is not None and self.reading.pattern("time_units").match(rate["unit"])
        return rate is not None and not timed and self._counting(rate["unit"]) is not None

    def times(self, one: Sum, first: int) -> Sum:
        """Return the price of one activity times how many the words before it count: "three seminars (USD 900 each)"."""
        counted = [number for number in self.countable if first <= number.start < one.start and number.value > 1]
        return replace(one, amount=whole(one.amount * counted[-1].value)) if counted else one

    def for_each(self, one: Sum, spreads: Sequence[Spread]) -> Sum:
        """Return a sum for all of those for each of which it is told: "USD 900 per school" in 20 schools."""
        units = next((spread.units for spread in spreads if 0 <= spread.start - one.end <= _BESIDE), Decimal(1))
        return replace(one, amount=whole(one.amount * units))

    def counted_for(self, money: Sum) -> Decimal | None:
        """Return how many the paragraph counts of what a price is told for: "0.12 a word for roughly 25 000 words"."""
        noun = self.reading.shape(_NOUN).match(self.folded, money.end)
        plain = ("time_units", "item_units", "machines", "persons", "courses", "areas")
        if noun is None or money.amount > _PRICE or any(self.reading.pattern(name).match(noun[1]) for name in plain):
            return None
        if self.reading.hits("items", noun[1]):
            return None
        folded, stem = self.around, noun[1][: max(4, len(noun[1]) - 2)]
        counted = [n for n in numbers(folded, self.reading) if self._counts(folded[n.end :], stem)]
        counted = [n for n in counted if n.value > 1 and n.value != money.amount]
        return counted[0].value if len({n.value for n in counted}) == 1 else None

    def _counts(self, behind: str, stem: str) -> bool:
        """Say whether what stands behind a number starts with a noun, or with one word and the noun: "25 000 typed words"."""
        words = self.reading.shape(r"\s+(?:(?!{the}|{an}|{to})(?P<sort>[\w-]+)\s+)?(?P<noun>[\w-]+)").match(behind)
        return words is not None and any(word and word.startswith(stem) for word in words.groups())

    def times_counted(self, money: Sum) -> Sum:
        """Return the price of one weapon times those that the paragraph counts: "7,500 pistols ...; USD 9 a piece"."""
        if money.amount != next((one.amount for one in self.money if one.start == money.start), None):
            return money
        if (counted := self.counted_for(money)) is not None:
            return replace(money, amount=whole(money.amount * counted))
        folded = self.around
        arms = self.reading.shape(r"\s+(?:[\w-]+\s+)?{arms}")
        named = [n for n in numbers(folded, self.reading) if arms.match(folded, n.end)]
        return replace(money, amount=whole(money.amount * named[0].value)) if len(named) == 1 else money

    def over_time(self, one: Sum) -> Sum:
        """Return a monthly or yearly sum for the time for which it is asked, where that is told."""
        if (counted := self._by_unit(one)) is not None:
            return replace(one, amount=whole(one.amount * counted))
        after = self.folded[one.end : one.end + 12]
        for often, unit, more, many in (
            ("monthly", "month_words", "year_words", 12),
            ("yearly", "year_words", None, 1),
        ):
            if not self.reading.search(often, after):
                continue
            for number in self.numbers:
                behind = self.folded[number.end : number.end + 10].lstrip()
                if self.reading.pattern(unit).match(behind):
                    return replace(one, amount=whole(one.amount * number.value))
                if more and self.reading.pattern(more).match(behind):
                    return replace(one, amount=one.amount * number.value * Decimal(many))
            if more is None and (lasting := self._years()) is not None:
                return replace(one, amount=whole(one.amount * lasting))
            if many > 1 and self.reading.shape(r"{first_year}(?!\s{not_durations})").search(self.folded):
                return replace(one, amount=one.amount * many)
        return one

    def _years(self) -> Decimal | None:
        """Return how many whole years the clause's own period lasts: "a year, from 2021 to 2023" are three."""
        for period in periods(self.folded, self.reading):
            if period.first and period.last and period.first.month == 1 and period.last.month == 12:
                return Decimal(period.last.year - period.first.year + 1)
        return None

    def _by_unit(self, one: Sum) -> Decimal | None:
        """Return for how many days, weeks or half-years a rate is told: "400 000 x 12 mois", "96.000 por día" for 12 days."""
        units = self.reading.pattern("time_units")
        times = _TIMES.match(self.folded, one.end)
        if times is not None and units.match(times["unit"]):
            return Decimal(times["count"])
        if (both := self.reading.shape(_RATES).match(self.folded, one.end)) and units.match(both["unit"]):
            workers, days = self._counting(both["who"]), self._counting(both["unit"])
            return workers * days if workers and days else None  # "USD 8 per man and day"
        rate = self.reading.shape(_RATE).match(self.folded, one.end)
        long = self.reading.shape(r"{month_words}|{year_words}")
        if rate is None or not units.match(rate["unit"]) or long.fullmatch(rate["unit"]):
            return None
        return self._counting(rate["unit"])

    def _counting(self, noun: str) -> Decimal | None:
        """Return the number that counts a noun of which the price is told: "sixty days", "the five-man team"."""
        for number in self.numbers:
            units = re.match(r"[\s-]+([a-z]{3,})(?:\s([a-z]{3,}))?", self.folded[number.end :])
            priced = any(one.start <= number.start < one.end for one in self.money)
            if units and noun[:3] in [unit[:3] for unit in units.groups() if unit] and number.value > 1 and not priced:
                return number.value
        return None

    def _borne(self, behind: str) -> bool:
        """Say whether the State pays a sum itself: "USD 5,000, already paid"; not "cannot be borne by the State"."""
        paid = self.reading.search("borne", behind)
        return paid is not None and not self.reading.search("denials", behind[: paid.start()])
