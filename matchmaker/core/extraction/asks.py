"""A clause -> asks: one line of help after the other, each with its number, its cost and what else is told of it."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from ..gazetteer import Gazetteer
from ..vocabulary import Item, Kind
from .amounts import Number, Sum, numbers, sums
from .clauses import Clause
from .excerpts import Excerpt
from .folding import fold
from .heads import Form, Grammar, Head, Segment
from .lexicons import Lexicon, lexicon
from .measures import article, countable, courses, expert_days, people_after_preposition, persons, things
from .particulars import Particulars, beneficiary, particulars
from .periods import periods
from .topics import Topic, topic


@dataclass(frozen=True, slots=True)
class Report:
    """What the whole report tells that a single sentence does not."""

    reading: Lexicon
    gazetteer: Gazetteer
    state: str | None
    cycle: int | None


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of help that a text asks for, by its place in the excerpt.

    Attributes
    ----------
    sentence : (int, int)
        The clause in which it stands.
    by_article : bool
        Whether "a" was read as one.
    each : bool
        Whether the cost was stated for one and multiplied.
    shared_total : bool
        Whether a total of several lines stands there, which is no line's own cost.
    generic : bool
        Whether it says "assistance" and its purpose, and no kind of help.
    machine : bool
        Whether it says "machine" and not which.
    """

    kind: Kind
    item: Item | None
    quantity: Decimal | None
    money: Sum | None
    vague: bool
    topic: Topic
    start: int
    end: int
    particulars: Particulars
    sentence: tuple[int, int]
    by_article: bool = False
    each: bool = False
    shared_total: bool = False
    generic: bool = False
    machine: bool = False


@cache
def grammar(language: str) -> Grammar:
    """Return the grammar of a language."""
    return Grammar(lexicon(language))


def asks(text: Excerpt, clause: Clause, report: Report) -> list[Ask]:
    """Return what one clause asks for.

    Examples
    --------
    >>> from .clauses import clauses
    >>> text = "Two marking machines (USD 35,000) and training for 16 operators"
    >>> report = Report(lexicon("en"), Gazetteer.default(), "ZMB", 2026)
    >>> excerpt = Excerpt(text, tuple(range(len(text))))
    >>> found = asks(excerpt, next(clauses(excerpt, report.reading)), report)
    >>> [(str(ask.kind), ask.item and str(ask.item), str(ask.quantity)) for ask in found]
    [('equipment', 'marking_machine', '2'), ('training', None, '16')]
    """
    return ClauseReader(text, clause, report).read()


def asked_again(text: Excerpt, before: Clause, clause: Clause, report: Report) -> list[Ask]:
    """Return the ask of a clause that gives only a number, for the thing that the clause before names.

    "The police have no marking machine; two are needed."
    """
    reader = ClauseReader(text, clause, report)
    if not clause.cued or not reader.countable or reader.money:
        return []
    heads = [head for head in ClauseReader(text, before, report).heads() if head.form is Form.ITEM]
    number = reader.countable[0]
    counts_noun = re.match(r"\s+[a-z]{4,}", reader.folded[number.end :]) and not report.reading.search(
        "requests", reader.folded[number.end : number.end + 40]
    )
    if not heads or counts_noun:
        return []
    ask = reader.whole(heads[-1].kind, heads[-1].item)
    return [replace(ask, quantity=number.value)]


class ClauseReader:
    """Reads one clause; everything in it counts from the clause's start."""

    def __init__(self, text: Excerpt, clause: Clause, report: Report) -> None:
        self.report, self.reading, self.clause = report, report.reading, clause
        self.folded = text.folded[clause.start : clause.end].replace("\n", " ")
        self.printed = text.text[clause.start : clause.end]
        self.money = sums(self.printed, self.folded, self.reading, report.state)
        self.numbers = numbers(self.folded, self.reading)
        self.places = [(one.start, one.end) for one in self.money]
        dates = [(one.start, one.end) for one in periods(self.folded, self.reading)]
        self.countable = countable(self.folded, self.numbers, [*self.places, *dates], self.reading)

    def heads(self) -> list[Head]:
        """Return the words that name what is asked, without those inside sums, day counts and conditions."""
        return grammar(self.reading.language).heads(
            self.folded, [*self.places, *self._day_places(), *self._conditional()]
        )

    def read(self) -> list[Ask]:
        """Return what the clause asks for."""
        found = self.heads()
        if not found:
            return [self.whole(Kind.FUNDING, None)] if self.money else self._generic()
        segments = grammar(self.reading.language).segments(
            self.folded, found, [(n.start, n.end) for n in self.countable], self.places
        )
        result: list[Ask] = []
        for position, segment in enumerate(segments):
            result += self._of_segment(segment, last=position == len(segments) - 1, several=len(segments) > 1)
        return self._clause_wide(result, found[0].start)

    def whole(self, kind: Kind, item: Item | None, topic_: Topic | None = None) -> Ask:
        """Return an ask that the clause as a whole states."""
        start, end = self._quoted(0, len(self.folded), self.money[0].start if self.money else len(self.folded) // 2)
        place = self.clause.start
        return Ask(
            kind=kind,
            item=item,
            quantity=None,
            money=self.money[0] if self.money else None,
            vague=False,
            topic=topic_ or topic(self.folded, (item,), self.reading),
            start=place + start,
            end=place + end,
            particulars=self._particulars(0, len(self.folded)),
            sentence=(place, self.clause.end),
        )

    def _generic(self) -> list[Ask]:
        """Return the ask for "assistance" with a purpose and no kind; what is meant is advice, as far as anybody can tell."""
        helps = self.reading.pattern("assistance_words").pattern
        purpose = self.reading.pattern("purposes").pattern
        if not re.search(rf"(?:{helps})\s+(?:{purpose}|d'|de|du|a)\W+(?:\w+\W+){{0,2}}\w{{4,}}", self.folded):
            return []
        return [replace(self.whole(Kind.EXPERTISE, None), generic=True)]

    def _clause_wide(self, result: list[Ask], first: int) -> list[Ask]:
        """Let all asks of a clause share its one period, and the agency or urgency that stands before them all."""
        leading = self.folded[:first]
        opened = re.match(r"\W*(?:for|pour|para)\s[^,]{3,60},", leading)
        agency = beneficiary(leading, self.printed[:first], self.reading) if opened else None
        urgent = self.reading.search("priority", leading)
        dated = [ask.particulars for ask in result if ask.particulars.start or ask.particulars.end]
        shared = []
        for ask in result:
            told = ask.particulars
            if len(dated) == 1 and dated[0] is result[-1].particulars and not (told.start or told.end):
                told = replace(told, start=dated[0].start, end=dated[0].end)
            told = replace(told, beneficiary=told.beneficiary or agency)
            if urgent and told.priority is None:
                told = replace(told, priority=self.printed[urgent.start() : urgent.end()])
            shared.append(replace(ask, particulars=told))
        return shared

    def _day_places(self) -> list[tuple[int, int]]:
        days = self.reading.pattern("expert_days")
        return [
            (number.start, match.end()) for number in self.numbers if (match := days.match(self.folded, number.end + 1))
        ]

    def _conditional(self) -> list[tuple[int, int]]:
        """Return the place of a condition: "if funds allow" asks for no funds."""
        cue = self.reading.search("conditions", self.folded)
        if cue is None:
            return []
        comma = self.folded.find(",", cue.end())
        opening = not re.search(r"\w", self.folded[: cue.start()])
        return [(cue.start(), comma if opening and comma > 0 else len(self.folded) if not opening else cue.end())]

    def _of_segment(self, segment: Segment, *, last: bool, several: bool) -> list[Ask]:
        money, each, shared = self._cost(segment, last=last, several=several)
        result: list[Ask] = []
        for head in segment.heads:
            ask = self._ask(segment, head, money, each=each, shared=shared)
            if head.kind is Kind.TRAINING:
                result += self._training_by_agency(ask, segment)
            elif head.kind is Kind.EQUIPMENT:
                result += self._things_by_agency(ask, segment, head)
            else:
                result.append(ask)
        return result

    def _ask(self, segment: Segment, head: Head, money: Sum | None, *, each: bool, shared: bool) -> Ask:
        start, end = segment.start, segment.end
        folded = self.folded[start:end]
        inside = self._inside(segment)
        quantity: Decimal | None = None
        by_article = False
        if head.kind is Kind.TRAINING:
            quantity = self._places(folded, inside)
        elif head.kind is Kind.EQUIPMENT:
            counted = things(folded, head.start - start, head.end - start, inside, self.reading)
            quantity = counted[0] if counted else None
            if quantity is None and article(folded, head.start - start, self.reading) and head.form is Form.ITEM:
                quantity, by_article = Decimal(1), True
        elif head.kind in (Kind.EXPERTISE, Kind.LEGAL):
            days = expert_days(folded, inside, self.reading)
            quantity = days[0] if days else None
        if each and money and quantity:
            money = replace(money, amount=money.amount * quantity)
        first, stop = self._quoted(start, end, min(other.start for other in segment.heads))
        place = self.clause.start
        return Ask(
            kind=head.kind,
            item=head.item or (Item.OTHER_EQUIPMENT if head.kind is Kind.EQUIPMENT else None),
            quantity=quantity,
            money=money,
            vague=quantity is None and money is None and self._vague(segment),
            topic=self._topic(segment, head),
            start=place + first,
            end=place + stop,
            particulars=self._particulars(start, end),
            sentence=(place, self.clause.end),
            by_article=by_article,
            each=each,
            shared_total=shared,
            machine=self.reading.pattern("machines").fullmatch(self.folded, head.start, head.end) is not None,
        )

    def _topic(self, segment: Segment, head: Head) -> Topic:
        """Return what a segment is about; what stands before the separator in front of its head only where the rest says nothing."""
        first = grammar(self.reading.language).last_separator(self.folded, segment.start, head.start)
        near = topic(self.folded[first or segment.start : segment.end], (head.item,), self.reading)
        return (
            near
            if near.theme is not None or first is None
            else topic(self.folded[segment.start : segment.end], (head.item,), self.reading)
        )

    def _inside(self, segment: Segment) -> list[Number]:
        """Return the countable numbers of a segment, counted from its start."""
        start, end = segment.start, segment.end
        return [replace(n, start=n.start - start, end=n.end - start) for n in self.countable if start <= n.start < end]

    def _particulars(self, start: int, end: int) -> Particulars:
        report = self.report
        return particulars(
            self.folded[start:end], self.printed[start:end], self.reading, report.gazetteer, report.state, report.cycle
        )

    def _places(self, folded: str, inside: Sequence[Number]) -> Decimal | None:
        groups = persons(folded, inside, self.reading)
        count = sum((group.count for group in groups), Decimal(0))
        count = count or people_after_preposition(folded, inside, self.reading) or Decimal(0)
        return count * courses(folded, inside, self.reading) if count else None

    def _training_by_agency(self, ask: Ask, segment: Segment) -> list[Ask]:
        """Split training of several agencies, where each has its own number."""
        folded, inside = self.folded[segment.start : segment.end], self._inside(segment)
        groups = persons(folded, inside, self.reading)
        times = courses(folded, inside, self.reading)
        shares = [(group.start, group.count * times) for group in groups]
        return self._split(ask, segment, shares) if len(shares) > 1 else [ask]

    def _things_by_agency(self, ask: Ask, segment: Segment, head: Head) -> list[Ask]:
        """Split things of several agencies, where each has its own number: "twelve for prisons and ten for the navy"."""
        shares = []
        for number in self._inside(segment):
            behind = self.folded[segment.start + number.end :]
            for_whom = re.match(
                r"\s*(?:(?:are|is|son|sont|of them|d'entre elles|d'entre eux)\s+)?(?:for|to|pour|para)\s", behind
            )
            if segment.start + number.start >= head.end and for_whom:
                shares.append((number.start, number.value))
        if not shares:
            return [ask]
        start = segment.start
        own = ask.quantity is not None and beneficiary(
            self.folded[start : start + shares[0][0]], self.printed[start : start + shares[0][0]], self.reading
        )
        if own and ask.quantity is not None:
            shares.insert(0, (0, ask.quantity))
        return self._split(ask, segment, shares)

    def _split(self, ask: Ask, segment: Segment, shares: Sequence[tuple[int, Decimal]]) -> list[Ask]:
        """Return one ask for each share, where each names another agency; else the ask as it is.

        Parameters
        ----------
        shares : sequence of (int, Decimal)
            Where each share starts in the segment, and its quantity.
        """
        start, whole = segment.start, self.folded[segment.start : segment.end]
        cuts = [0, *(place for place, _ in shares[1:]), len(whole)]
        agencies = [
            beneficiary(whole[a:b], self.printed[start + a : start + b], self.reading)
            for a, b in itertools.pairwise(cuts)
        ]
        if None in agencies or len(set(agencies)) < len(agencies):
            return [ask]
        split = []
        for position, (place, quantity) in enumerate(shares):
            split.append(
                replace(
                    ask,
                    quantity=quantity,
                    start=self.clause.start + start + place if position else ask.start,
                    end=self.clause.start + start + self._trimmed(whole, cuts[position + 1]),
                    particulars=replace(ask.particulars, beneficiary=agencies[position]),
                    money=None if position else ask.money,
                )
            )
        return split

    def _trimmed(self, folded: str, end: int) -> int:
        """Return the end of a part without the separator behind it."""
        text = folded[:end].rstrip(" .,;")
        for match in reversed(list(grammar(self.reading.language).separator.finditer(text))):
            if match.end() == len(text):
                text = text[: match.start()].rstrip(" .,;")
        return len(text)

    def _cost(self, segment: Segment, *, last: bool, several: bool) -> tuple[Sum | None, bool, bool]:
        """Return the cost of a segment, whether it is of one unit, and whether a total of several lines stands there."""
        shared = False
        for one in self.money:
            if not segment.start <= one.start < segment.end:
                continue
            around = self.folded[max(segment.start, one.start - 30) : min(segment.end, one.end + 25)]
            if self.reading.search("borne", self.folded[one.end : min(segment.end, one.end + 60)]):
                continue
            if last and several and self.reading.search("totals", around):
                shared = True
                continue
            after = self.folded[one.end : one.end + 25]
            return one, bool(self.reading.search("per_unit", after)) and ")" not in after[:1], shared
        return None, False, shared

    def _vague(self, segment: Segment) -> bool:
        """Say whether nothing but the kind of help is named."""
        if any(head.form in (Form.ITEM, Form.LAW, Form.PROCEDURE, Form.ACTIVITY) for head in segment.heads):
            return False
        rest = list(self.folded[segment.start : segment.end])
        for head in segment.heads:
            rest[head.start - segment.start : head.end - segment.start] = " " * (head.end - head.start)
        text = "".join(rest)
        for name in ("requests", "priority", "separators", "prepositions"):
            text = self.reading.pattern(name).sub(" ", text)
        empty = {
            part
            for name in ("generic", "stopwords", "assistance_words")
            for word in self.reading.words(name)
            for part in fold(word).split()
        }
        return not [word for word in re.findall(r"[a-z]{2,}", text) if word not in empty]

    def _quoted(self, start: int, end: int, first: int) -> tuple[int, int]:
        """Return the words of a part that say what is asked, without the request before `first`."""
        begin = start
        if (cut := grammar(self.reading.language).last_separator(self.folded, start, first)) and cut - start > 40:
            begin = cut if not any(start <= number.start < cut for number in self.countable) else start
        for cue in self.reading.pattern("requests").finditer(self.folded, begin, first):
            begin = cue.end()
        text = self.folded[begin:end]
        begin += len(text) - len(text.lstrip(" .,;:)-"))
        stop = begin + len(self.folded[begin:end].rstrip(" .,;:(-"))
        return (begin, stop) if begin < stop else (start, end)


def is_only_money(text: Excerpt, ask: Ask, reading: Lexicon) -> bool:
    """Say whether a clause states a cost and nothing else: "estimated at USD 45,000"."""
    folded = text.folded[ask.sentence[0] : ask.sentence[1]]
    if ask.money is None:
        return False
    rest = folded[: ask.money.start] + " " + folded[ask.money.end :]
    plain = {fold(word) for word in (*reading.words("cost_words"), *reading.words("stopwords"))}
    return not [word for word in re.findall(r"[a-z]{3,}", rest) if word not in plain]
