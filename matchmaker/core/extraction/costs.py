"""A clause -> what its asks cost: of one or of all, by the month, borne by others, or a total of several lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .amounts import Number, Sum
from .lexicons import Lexicon
from .segments import Segment


@dataclass(frozen=True, slots=True)
class Costs:
    """The sums of one clause; everything counts from the clause's start.

    Attributes
    ----------
    money : sequence of Sum
    numbers, countable : sequence of Number
        All of them, and those that may count what is asked.
    """

    folded: str
    money: Sequence[Sum]
    numbers: Sequence[Number]
    countable: Sequence[Number]
    reading: Lexicon

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
            return self.over_time(one), self.is_of_one(segment.start, one.start, one.end), shared
        return None, False, shared

    def is_of_one(self, first: int, start: int, end: int) -> bool:
        """Say whether a sum is the price of one: "USD 900 each", "unit price USD 900", "@ 900"."""
        before, after = self.folded[first:start], self.folded[end : end + 25]
        behind = self.reading.search("per_unit", after) is not None and ")" not in after[:1]
        return behind or before.rstrip().endswith("@") or self.reading.search("unit_prices", before[-40:]) is not None

    def times(self, one: Sum, first: int) -> Sum:
        """Return the price of one activity times how many the words before it count: "three seminars (USD 900 each)"."""
        counted = [number for number in self.countable if first <= number.start < one.start and number.value > 1]
        return replace(one, amount=one.amount * counted[-1].value) if counted else one

    def over_time(self, one: Sum) -> Sum:
        """Return a monthly or yearly sum for the time for which it is asked, where that is told."""
        after = self.folded[one.end : one.end + 12]
        for rate, unit, more, times in (
            ("monthly", "month_words", "year_words", 12),
            ("yearly", "year_words", None, 1),
        ):
            if not self.reading.search(rate, after):
                continue
            for number in self.numbers:
                behind = self.folded[number.end : number.end + 10].lstrip()
                if self.reading.pattern(unit).match(behind):
                    return replace(one, amount=one.amount * number.value)
                if more and self.reading.pattern(more).match(behind):
                    return replace(one, amount=one.amount * number.value * Decimal(times))
        return one

    def _borne(self, behind: str) -> bool:
        """Say whether the State pays a sum itself: "USD 5,000, already paid"; not "cannot be borne by the State"."""
        paid = self.reading.search("borne", behind)
        return paid is not None and not self.reading.search("denials", behind[: paid.start()])
