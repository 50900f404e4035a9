"""A clause -> how many of each thing it asks for: places of training, things, days; `shares` reads how a count is spread."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..vocabulary import Item, Kind
from .amounts import Number
from .asks import Ask
from .folding import fold
from .heads import Form, Head
from .lexicons import Lexicon
from .measures import article, expert_days, expert_weeks, ordinal, things
from .people import (
    courses,
    parts_in_brackets,
    people_after_preposition,
    people_in_brackets,
    people_left,
    people_numbered,
    persons,
)
from .segments import Segment
from .shares import another_for, at_named_places, stated_total
from .spreads import Scope, Spread, is_place

_FOR_PLACES = r"\s(?:{for }|{in }|{at }|{of })(?:{definite }|{possessives })?"
_HAVE_NONE = r"(?:\s[\w'-]+){1,3}?\s{relatives}\s{have_none}"
_NEAR = 14
"""How far before "still to be delivered" the number of what is missing may stand."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one clause; everything counts from the clause's start.

    Attributes
    ----------
    money : sequence of (start, end)
        Where sums stand.
    countable : sequence of Number
        Those that may count what is asked.
    spreads : sequence of Spread
        The places that say for how many what is asked is meant, each.
    scopes : mapping of int to Scope
        Which of them is meant for what, by where its name starts.
    """

    folded: str
    printed: str
    money: Sequence[tuple[int, int]]
    countable: Sequence[Number]
    reading: Lexicon
    spreads: Sequence[Spread] = ()
    scopes: Mapping[int, Scope] = field(default_factory=dict)

    def of(self, segment: Segment, head: Head) -> tuple[Decimal | None, bool]:
        """Return how many of a head its segment asks for, and whether "a" was read as one."""
        start, end = segment.start, segment.end
        inside = self.inside(start, end)
        if head.kind in (Kind.EXPERTISE, Kind.LEGAL):
            days = expert_days(self.folded[start:end], inside, self.reading)
            return (days[0] if days else expert_weeks(self.folded[start:end], inside, self.reading)), False
        quantity, by_article = None, False
        if head.kind is Kind.TRAINING:
            quantity = self._places(self.folded[start:end], inside, self.scopes.get(head.start))
            quantity = quantity or self._each_trained(head) or self._placements(head)
        elif head.kind is Kind.EQUIPMENT:
            quantity, by_article = self._of_thing(segment, head, inside)
        return quantity, by_article

    def _of_thing(self, segment: Segment, head: Head, inside: Sequence[Number]) -> tuple[Decimal | None, bool]:
        start, end = segment.start, segment.end
        folded, by_article = self.folded[start:end], False
        quantity = at_named_places(self.printed[start:end], folded, inside, self.reading)
        if quantity is None:
            quantity = self._things(self._without_money(start, end), head.start - start, head.end - start, inside)
        if quantity is None and len(inside) == 1:
            quantity = stated_total(folded, inside, self.reading)  # "licences, 40 in all"
        if (quantity == 1 and self._shapeless(head)) or self._counts_places(head):
            quantity = None
        if quantity is None:
            quantity = self._for_those_without(head)
        if quantity is None:
            quantity = self._behind_colon(head)
        machine = head.form is Form.ITEM or self.reading.pattern("machines").match(self.folded, head.start)
        if quantity is None and machine and ordinal(folded, head.start - start, self.reading):
            quantity = Decimal(1)
        if quantity is None and head.form is Form.ITEM and article(folded, head.start - start, self.reading):
            quantity, by_article = Decimal(1), True
        if scope := self.scopes.get(head.start):
            return scope.over(quantity, by_article=by_article), by_article and scope.few
        if quantity == 1 and (more := another_for(self.folded[head.end :], self.reading)):
            return quantity + more, False
        return quantity, by_article

    def _for_those_without(self, head: Head) -> Decimal | None:
        """Return how many places are said to have none of what is asked for them: "alarms for the 13 depots that have none"."""
        for number in self.countable:
            between = self.folded[head.end : number.start] if number.start >= head.end else ","
            if self.reading.shape(_FOR_PLACES).fullmatch(between) and is_place(self.folded[number.end :], self.reading):
                without = self.reading.shape(_HAVE_NONE).match(self.folded, number.end)
                return number.value if without else None
        return None

    def _behind_colon(self, head: Head) -> Decimal | None:
        """Return how many there are of the one thing in words of no list that a label announces: "consumables: 200 styluses"."""
        number = next((n for n in self.countable if n.start >= head.end), None)
        if number is None or head.item not in (None, Item.OTHER_EQUIPMENT):
            return None
        labelled = re.fullmatch(r"\s?:\s", self.folded[head.end : number.start])
        named = re.match(r"\s[a-z'-]{3,}(?:\s[a-z'-]+){0,2}\W*$", self.folded[number.end :])
        return number.value if labelled and named else None

    def _each_trained(self, head: Head) -> Decimal | None:
        """Return how many are trained where only their number for each is told: "training of the staff, 2 for each of the 18 posts"."""
        scope = self.scopes.get(head.start)
        if scope is None or scope.spread.each is None or scope.spread.each.value == 1:
            return None
        held = self.reading.pattern("courses").fullmatch(self.folded, head.start, head.end)
        between = self.folded[head.end : scope.spread.each.start]
        return None if held and not self.reading.search("persons", between) else scope.over(None, by_article=False)

    def _placements(self, head: Head) -> Decimal | None:
        """Return how many traineeships or fellowships are asked, each of which is for one: "six fellowships of two weeks"."""
        if not self.reading.pattern("placements").fullmatch(self.folded, head.start, head.end):
            return None
        before = [n for n in self.countable if n.end <= head.start and n.value > 1]
        near = before and re.fullmatch(r"\s+(?:[a-z-]+\s+)?", self.folded[before[-1].end : head.start])
        return before[-1].value if near else None

    def _counts_places(self, head: Head) -> bool:
        """Say whether equipment as such is meant for a number of places, which is none of things: "equipment of five border posts"."""
        following = next((n for n in self.countable if n.start >= head.end), None)
        if head.form is not Form.NOUN or following is None:
            return False
        joint = self.reading.shape(r"\s+(?:{of }|{for }|{at }|{in })(?:{the }|{possessives })?\s*")
        behind = self.folded[following.end :]
        named = self.reading.hits("items", " ".join(behind.split()[:3]))
        return (
            joint.fullmatch(self.folded[head.end : following.start]) is not None
            and not named
            and is_place(behind, self.reading)
        )

    def for_places(self, segment: Segment, head: Head) -> Decimal | None:
        """Return for how many places a thing with a price of one is asked: "doors for these 31 rooms (EUR 1,900 each)"."""
        for number in self.inside(segment.start, segment.end) if head.kind is Kind.EQUIPMENT else ():
            between = self.folded[head.end : segment.start + number.start]
            if self.reading.shape(r"\s(?:{for }|{in }|{of })(?:[a-z']+\s)?").fullmatch(between):
                return number.value
        return None

    def persons(self) -> Decimal | None:
        """Return for how many persons the clause as a whole asks for training."""
        return self._places(
            self.folded, self.inside(0, len(self.folded)), Scope(self.spreads[0]) if self.spreads else None
        )

    def by_form(self, kind: Kind) -> Decimal | None:
        """Return how many are told of what no lexicon names: "density meters (4)", "schooling of 12 clerks"."""
        if kind is Kind.TRAINING:
            return self.persons()
        if kind is not Kind.EQUIPMENT:
            return None
        named = re.search(r"[,;:(]|$", self.folded)
        end = named.start() if named else len(self.folded)
        counted = things(self.folded, end, end, self.countable, self.reading)
        if counted is not None:
            return counted[0]
        return at_named_places(self.printed, self.folded, self.countable, self.reading)

    def inside(self, start: int, end: int) -> list[Number]:
        """Return the countable numbers between two places, counted from the first."""
        taken = [spread.number for spread in self.spreads]
        own = [n for n in self.countable if start <= n.start < end and n not in taken]
        return [replace(n, start=n.start - start, end=n.end - start) for n in own]

    def _things(self, folded: str, start: int, end: int, inside: Sequence[Number]) -> Decimal | None:
        counted = things(folded, start, end, inside, self.reading)
        return counted[0] if counted else None

    def _without_money(self, start: int, end: int) -> str:
        folded = self.folded
        for first, last in self.money:
            folded = folded[:first] + " " * (last - first) + folded[last:]
        return folded[start:end]

    def _shapeless(self, head: Head) -> bool:
        """Say whether a head is help and no thing, so that "une aide" is not one of it."""
        words = set(re.findall(r"[\w']+", self.folded[head.start : head.end]))
        return head.form is Form.ADJECTIVE or bool(
            words & {fold(word) for word in self.reading.words("assistance_words")}
        )

    def _places(self, folded: str, inside: Sequence[Number], scope: Scope | None) -> Decimal | None:
        if total := stated_total(folded, inside, self.reading):
            return total
        groups = persons(folded, inside, self.reading)
        parts = parts_in_brackets(folded, inside, self.reading)
        if parts and all(folded.find("(") < group.start for group in groups):
            return parts
        count = sum((group.count for group in groups), Decimal(0))
        count = count or people_numbered(folded, inside, self.reading) or Decimal(0)
        count = count or people_after_preposition(folded, inside, self.reading) or Decimal(0)
        count = count or people_in_brackets(folded, inside, self.reading) or Decimal(0)
        count = count or people_left(folded, inside, self.reading) or Decimal(0)
        if not count:
            return None
        count *= courses(folded, inside, self.reading)
        if scope and any(number.value * scope.spread.units == count for number in inside):
            return count  # "120 storekeepers (30 from each of the four provinces)"
        return scope.over(count, by_article=False) if scope else count


def alike(result: list[Ask], folded: str, offset: int, reading: Lexicon) -> list[Ask]:
    """Let "the same number of" a thing be what was counted before it: "35 licences, the same number of computers".

    Parameters
    ----------
    offset : int
        Where the folded clause starts in the excerpt.
    """
    told: list[Ask] = []
    for ask in result:
        same = reading.search("same_number", folded[ask.start - offset : ask.end - offset])
        counted = next((one.quantity for one in reversed(told) if one.quantity is not None), None)
        told.append(replace(ask, quantity=counted) if same and counted and ask.quantity in (None, 1) else ask)
    return told


def further(result: list[Ask], folded: str, countable: Sequence[Number], reading: Lexicon) -> list[Ask]:
    """Let what is asked beside what is there be the number: "has only two scanners and would like four more"."""
    things_ = [ask for ask in result if ask.kind is Kind.EQUIPMENT]
    if len(things_) != 1 or len(countable) < 2:
        return result
    behind, before = reading.shape(r"\s{anaphors}(?!\s[a-z]{5,}\s{of})"), reading.shape(r"{anaphors}\s$")
    told = [n for n in countable[1:] if behind.match(folded, n.end) or before.search(folded, 0, n.start)]
    if len(told) != 1 or things_[0].quantity not in (None, countable[0].value):
        return result
    wanted = replace(things_[0], quantity=told[0].value)
    return [wanted if ask is things_[0] else ask for ask in result]


def outstanding(result: list[Ask], folded: str, countable: Sequence[Number], reading: Lexicon) -> list[Ask]:
    """Let what is still missing be the number: "of ten cabinets four came, six are still to be delivered"."""
    missing = reading.search("outstanding", folded)
    things_ = [ask for ask in result if ask.kind is Kind.EQUIPMENT]
    if missing is None or len(things_) != 1 or len(countable) < 2:
        return result
    before = [n for n in countable if n.end <= missing.start() <= n.end + _NEAR]
    after = [n for n in countable if missing.end() <= n.start <= missing.end() + 2]
    near = after or before[-1:]
    if not near or things_[0].quantity is None:
        return result
    told = replace(things_[0], quantity=near[0].value)
    return [told if ask is things_[0] else ask for ask in result]


def wished(result: list[Ask], folded: str, countable: Sequence[Number], reading: Lexicon) -> list[Ask]:
    """Let a number that is wished for count the one thing named before it: "has no marking machine and wishes to have four"."""
    things_ = [ask for ask in result if ask.kind is Kind.EQUIPMENT]
    if len(result) != 1 or len(things_) != 1 or things_[0].quantity is not None or len(countable) != 1:
        return result
    number = countable[0]
    wish = reading.shape(r"\s{and }{cues.wishes}\s(?:[a-z]+\s)?{cues.gets}\s$").search(folded, 0, number.start)
    alone = reading.shape(r"\W*(?:$|[,;.]|{anaphors})").match(folded, number.end)
    gap = reading.search("cues.gaps", folded[: number.start])
    return [replace(things_[0], quantity=number.value, unread=False)] if gap and wish and alone else result
