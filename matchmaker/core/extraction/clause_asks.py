"""A clause -> asks: one line of help after the other, each with its number, its cost and what else is told of it."""

import re
from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Item, Kind
from .agencies import Part, things_by_agency, training_by_agency
from .amounts import Sum, numbers, sums, whole
from .asides import asides, without_gifts
from .asks import Ask, Report
from .clauses import Clause
from .costs import Costs, with_bare
from .counts import Counts, alike, further, outstanding, wished
from .excerpts import Excerpt
from .heads import Form, Head
from .lacks import is_lack, only_lead_up
from .lexicons import Hit
from .measures import countable, expert_days
from .particulars import Particulars, beneficiary, condition, is_yes, particulars, readiness
from .people import courses, persons
from .periods import periods
from .reasons import reason_end
from .remainders import less_covered
from .respective import dealt, of_latter, run, summed
from .segments import Segment, grammar
from .shares import another_for
from .shortfalls import short_of
from .spreads import scopes, spreads
from .topics import Topic, theme_hits, topic
from .unasked import given_with, paid_for, unasked
from .vagueness import only_kind

_AROUND = 200
"""Letters before and behind a clause in which those are counted for whom it asks one each."""

_FOR_PERSONS = r"{for}\s+(?:[a-z]+\s){0,2}$"
_AIMED = r"{assistance_words}\s+(?:{purposes}|{help_of})\W+(?:\w+\W+){0,2}\w{4,}"
_AIMED_BEHIND = r"{assistance_words}\s+(?:[\w']+\s+){0,4}?(?:{for}|{aims})\W+(?:[a-z']+\W+){0,2}[a-z]{4,}"
_OPENED = r"\W*(?:{for}\s[^,]{3,60},|[^:,;.]{2,40}:)"
_SYSTEM = r"(?:^|\W){an }(?:[a-z-]+\s){0,4}{systems}[^,;]{0,60}\W+$"
_TO_DO = r"\s*{purposes}\s+"


def asks(text: Excerpt, clause: Clause, report: Report) -> list[Ask]:
    """Return what one clause asks for.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> text = "Two marking machines (USD 35,000) and training for 16 operators"
    >>> report = Report(lexicon("en"), Gazetteer.default(), "ZMB", 2026)
    >>> excerpt = Excerpt(text, tuple(range(len(text))))
    >>> found = asks(excerpt, next(clauses(excerpt, report.reading)), report)
    >>> [(str(ask.kind), ask.item and str(ask.item), str(ask.quantity)) for ask in found]
    [('equipment', 'marking_machine', '2'), ('training', None, '16')]
    """
    return ClauseReader(text, clause, report).read()


class ClauseReader:
    """Reads one clause; everything in it counts from the clause's start."""

    def __init__(self, text: Excerpt, clause: Clause, report: Report) -> None:
        self.report, self.reading, self.clause = report, report.reading, clause
        self.folded = text.folded[clause.start : clause.end].replace("\n", " ")
        self.printed = text.text[clause.start : clause.end]
        told = with_bare(sums(self.printed, self.folded, self.reading, report.state), self.folded, self.reading)
        self.places = [(one.start, one.end) for one in told]
        own = without_gifts(told, self.folded, self.printed, report)
        self.money = less_covered(own, self.folded, self.reading)
        self.numbers = numbers(self.folded, self.reading)
        self.caused = reason_end(self.folded, self.reading)
        dates = [(one.start, one.end) for one in periods(self.folded, self.reading)]
        self.countable = countable(self.folded, self.numbers, [*self.places, *dates], self.reading)
        self.respective = run(self.folded, self.countable, self.reading)
        self.countable = [number for number in self.countable if number not in self.respective]
        around = self.around = self._around(text, clause)
        self.spreads = spreads(self.folded, self.countable, around, self.reading)
        self.counts = Counts(self.folded, self.printed, self.places, self.countable, self.reading, self.spreads)
        self.costs = Costs(self.folded, self.money, self.numbers, self.countable, self.reading, around[1])

    def heads(self) -> list[Head]:
        """Return the words that name what is asked, without those inside sums, day counts and conditions."""
        taken = [*self.places, *self._day_places(), *unasked(self.folded, self.reading)]
        taken += asides(self.folded, self.money, self.reading)
        spoken = grammar(self.reading.language)
        found = spoken.heads(self.folded, taken)
        told = [head for head in found if head.start >= self.caused]
        found = told if told and all(head.form is not Form.ADJECTIVE for head in told) else found
        spread = [number for one in self.spreads for number in (one.number, one.each)]
        counted = [(n.start, n.end) for n in self.countable if n.value > 1 and n not in spread]
        found += spoken.counted_things(self.folded, found, counted, taken)
        found += spoken.sums_asked(self.folded, found, self.places)
        return sorted(found, key=lambda head: head.start)

    def read(self) -> list[Ask]:
        """Return what the clause asks for."""
        found = self._wanted(self.heads())
        if not found:
            return self._only_money() or self._days() or self._participants() or self._generic()
        segments = grammar(self.reading.language).segments(
            self.folded, found, [(n.start, n.end) for n in self.countable], self.places
        )
        named = [head for segment in segments for head in segment.heads]
        over = scopes(self.folded, self.spreads, named, grammar(self.reading.language).separator, self.reading)
        self.counts = replace(self.counts, scopes=over)
        result: list[Ask] = []
        for position, segment in enumerate(segments):
            result += self._of_segment(segment, last=position == len(segments) - 1, several=len(segments) > 1)
        if len(result) == 1:
            result = [summed(result[0], self.numbers, self.folded, self.reading)]
        if self.reading.search("respectively", self.folded):
            result = dealt(result, self.respective, run(self.folded, self.money, self.reading), self._agencies(result))
        result = further(self._subjects(result, segments), self.folded, self.countable, self.reading)
        result = of_latter(result, self.money, self.folded, self.reading)
        result = short_of(result, self.folded, self.countable, self.reading)
        result = wished(result, self.folded, self.countable, self.reading)
        result = alike(result, self.folded, self.clause.start, self.reading)
        return self._clause_wide(outstanding(result, self.folded, self.countable, self.reading), found[0].start)

    def _agencies(self, result: list[Ask]) -> list[Hit]:
        """Return the agencies that "respectively" deals with: those beside it, else those that ask, in the clause or before it."""
        beside = run(self.folded, self.reading.hits("beneficiaries", self.folded), self.reading)
        if beside or len(result) > 1:
            return beside
        for words in (self.folded, self.around[1]):
            named = list({hit.entry: hit for hit in reversed(self.reading.hits("beneficiaries", words))}.values())
            if len(named) == len(self.respective):
                return sorted(named, key=lambda hit: hit.start)
        return []

    def _subjects(self, result: list[Ask], segments: list[Segment]) -> list[Ask]:
        """Let training without a number count its subject: "the four examiners are self-taught and should go through a course"."""
        trained = [ask for ask in result if ask.kind is Kind.TRAINING]
        if len(trained) != 1 or trained[0].quantity is not None:
            return result
        head = next(head for segment in segments for head in segment.heads if head.kind is Kind.TRAINING)
        since = max(
            (other.end for segment in segments for other in segment.heads if other.end <= head.start), default=0
        )
        groups = [one for one in persons(self.folded, self.countable, self.reading) if since <= one.start < head.start]
        if len(groups) != 1:
            return result
        return [
            replace(ask, quantity=groups[0].count, unread=False, vague=False) if ask is trained[0] else ask
            for ask in result
        ]

    def _wanted(self, found: list[Head]) -> list[Head]:
        """Return the heads without a study that the clause tells of as done, and without a lack that only leads up to the rest."""
        gave = None if self.clause.cued else given_with(self.folded, self.printed, self.report)
        found = [head for head in found if not gave or not gave[0] <= head.start < gave[1]]
        lacks = only_lead_up(self.folded, found, self.reading)
        found = [head for head in found if head not in lacks]
        if not readiness([self.folded], self.reading)["assessment"]:
            return found
        nouns = self.reading.pattern("assessment_nouns")
        return [head for head in found if not nouns.fullmatch(self.folded, head.start, head.end)]

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
            topic=topic_ or topic(self._speaking(), (item,), self.reading),
            start=place + start,
            end=place + end,
            particulars=self._particulars(0, len(self.folded)),
            sentence=(place, self.clause.end),
        )

    def _only_money(self) -> list[Ask]:
        if not self.money:
            return []
        start = self.money[0].start
        each = self.costs.is_of_one(0, start, self.money[0].end) or self.costs.counted_for(self.money[0]) is not None
        told = self.costs.over_time(self.money[0])
        told = self.costs.times_counted(self.costs.times(told, 0)) if each else self.costs.for_each(told, self.spreads)
        if self.reading.shape(_SYSTEM).search(self.folded[:start]):
            return self._system(told)
        return [replace(self.whole(Kind.FUNDING, None), money=told, each=each)]

    def _system(self, cost: Sum) -> list[Ask]:
        """Return the ask for a system in words of no list with its price: "an electronic key management system (USD 38,000)"."""
        asked = self.whole(Kind.EQUIPMENT, Item.OTHER_EQUIPMENT)
        several = another_for(self.folded, self.reading)
        cost = self.costs.with_further(cost)
        return [replace(asked, money=cost, quantity=Decimal(1 + several), by_article=not several)]

    def _participants(self) -> list[Ask]:
        """Return the ask for training that only counts courses and those who come: "three rounds of 15 storekeepers"."""
        groups = persons(self.folded, self.countable, self.reading)
        if not groups or not (self.spreads or self.reading.search("courses", self.folded)):
            return []
        return [replace(self.whole(Kind.TRAINING, None), quantity=self.counts.persons())]

    def _days(self) -> list[Ask]:
        """Return the ask for somebody to come for some days, whatever he is called: "an operator should return for ten days"."""
        days = expert_days(self.folded, self.countable, self.reading)
        if days is None or not (
            self.reading.search("persons", self.folded)
            or any(hit.entry == Kind.EXPERTISE for hit in self.reading.hits("heads", self.folded))
        ):
            return []
        trained = persons(self.folded, self.countable, self.reading)
        if trained and self.reading.shape(_FOR_PERSONS).search(self.folded[: trained[0].start]):
            return [replace(self.whole(Kind.TRAINING, None), quantity=trained[0].count)]
        return [replace(self.whole(Kind.EXPERTISE, None), quantity=days[0])]

    def _generic(self) -> list[Ask]:
        """Return the ask for "assistance" with a purpose or a theme and no kind; what is meant is advice, as far as anybody can tell."""
        aimed = self.reading.shape(_AIMED).search(self.folded)
        if not aimed and self.clause.cued:
            aimed = self.reading.shape(_AIMED_BEHIND).search(self.folded)
        helped = self.reading.search("help_nouns", self.folded)
        announced = self.folded.rstrip().endswith(":") or self.reading.search("report_titles", self.folded)
        if announced or (not aimed and not (self.clause.cued and helped and theme_hits(self.folded, self.reading))):
            return []
        return [replace(self.whole(Kind.EXPERTISE, None), generic=True)]

    def _clause_wide(self, result: list[Ask], first: int) -> list[Ask]:
        """Let all asks of a clause share its one period, and the agency or urgency that stands before them all."""
        leading = self.folded[:first]
        opened = self.reading.shape(_OPENED).match(leading)
        agency = beneficiary(leading, self.printed[:first], self.reading) if opened else None
        urgent = self.reading.search("priority", leading)
        only_if = self._opening_condition()
        dated = [ask.particulars for ask in result if ask.particulars.start or ask.particulars.end]
        shared = []
        for ask in result:
            told = ask.particulars
            if len(dated) == 1 and dated[0] is result[-1].particulars and not (told.start or told.end):
                told = replace(told, start=dated[0].start, end=dated[0].end)
            told = replace(told, beneficiary=told.beneficiary or agency)
            if urgent and told.priority is None:
                told = replace(told, priority=self.printed[urgent.start() : urgent.end()])
            told = replace(told, condition=only_if or told.condition)
            shared.append(replace(ask, particulars=told))
        return shared

    @staticmethod
    def _around(text: Excerpt, clause: Clause) -> tuple[str, str]:
        """Return the paragraph of a clause, or what of it is near."""
        first = max(text.folded.rfind("\n", 0, clause.start) + 1, clause.start - _AROUND)
        last = text.folded.find("\n", clause.end)
        last = min(last if last > 0 else len(text.folded), clause.end + _AROUND)
        return text.text[first:last], text.folded[first:last]

    def _opening_condition(self) -> str | None:
        """Return the condition with which the clause starts and which all its asks share."""
        cue = condition(self.folded, self.reading)
        if cue is None or is_yes(cue, self.printed, self.reading):
            return None
        comma = self.folded.find(",", cue.end())
        opens = re.search(r"\w", self.folded[: cue.start()]) is None
        return self.printed[cue.start() : comma].strip() if opens and comma > 0 else None

    def _day_places(self) -> list[tuple[int, int]]:
        days = self.reading.pattern("expert_days")
        return [
            (number.start, match.end()) for number in self.numbers if (match := days.match(self.folded, number.end + 1))
        ]

    def _of_segment(self, segment: Segment, *, last: bool, several: bool) -> list[Ask]:
        money, each, shared = self.costs.of(segment, last=last, several=several)
        paid = money is not None and segment.heads[0].kind is Kind.FUNDING
        each = each or (paid and money is not None and self.costs.counted_for(money) is not None)
        result: list[Ask] = []
        for head in segment.heads:
            ask = self._ask(segment, head, money, each=each, shared=shared)
            if head.kind is Kind.TRAINING:
                result += training_by_agency(ask, self._part(segment))
            elif head.kind is Kind.EQUIPMENT:
                result += things_by_agency(ask, self._part(segment), head.end - segment.start)
            else:
                result.append(ask)
        return result

    def _part(self, segment: Segment) -> Part:
        start, end = segment.start, segment.end
        return Part(
            self.folded[start:end],
            self.printed[start:end],
            self.clause.start + start,
            self.counts.inside(start, end),
            self.reading,
        )

    def _ask(self, segment: Segment, head: Head, money: Sum | None, *, each: bool, shared: bool) -> Ask:
        start, end = segment.start, segment.end
        inside = self.counts.inside(start, end)
        quantity, by_article = self.counts.of(segment, head)
        if each and money and head.kind is Kind.FUNDING:
            money = self.costs.times_counted(self.costs.times(money, start))
        elif (
            each
            and money
            and head.kind is Kind.TRAINING
            and (held := courses(self.folded[start:end], self.counts.inside(start, end), self.reading)) > 1
        ):
            money = replace(money, amount=whole(money.amount * held))
        elif each and money and (quantity := quantity or self.counts.for_places(segment, head)):
            money = replace(money, amount=whole(money.amount * quantity))
        if money is not None and (quantity is None or by_article):
            head = self._paid_for(head, money)
            quantity = None if head.kind is Kind.FUNDING else quantity
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
            unknown=head.form is Form.UNKNOWN,
            lack=is_lack(self.folded, head, self.reading),
            unread=quantity is None and head.kind is not Kind.FUNDING and bool(inside),
            machine=head.item is None and self.reading.pattern("machines").match(self.folded, head.start) is not None,
        )

    def _paid_for(self, head: Head, money: Sum) -> Head:
        """Return a study with a price as money, and anything that a sum is only a contribution to."""
        study = any(
            one.end() == head.end for one in self.reading.pattern("studies").finditer(self.folded, head.start, head.end)
        )
        behind_it = self.folded[money.end : money.end + 40].lstrip(" ,")
        towards = self.reading.pattern("towards").match(behind_it) is not None
        helped = grammar(self.reading.language).only_help(self.folded, head)
        if not study and not towards and not helped and not self._does_with(money, head):
            return head
        return replace(head, kind=Kind.FUNDING, item=None, form=head.form if study else Form.ACTIVITY)

    def _does_with(self, money: Sum, head: Head) -> bool:
        """Say whether a sum is asked to do something in which a thing only takes part: "USD 12,000 to ship arms to a smelter"."""
        between = self.folded[money.end : head.start]
        aimed = self.reading.shape(_TO_DO).match(between)
        return (
            head.form is Form.ITEM
            and aimed is not None
            and grammar(self.reading.language).inside_phrase(between[aimed.end() :], head)
        )

    def _topic(self, segment: Segment, head: Head) -> Topic:
        """Return what a segment is about; what stands before the separator in front of its head only where the rest says nothing."""
        first = grammar(self.reading.language).last_separator(self.folded, segment.start, head.start)
        told = self._speaking()
        near = topic(told[first or segment.start : segment.end], (head.item,), self.reading)
        if near.theme is not None or first is None:
            return near
        return topic(told[segment.start : segment.end], (head.item,), self.reading)

    def _speaking(self) -> str:
        """Return the clause without its sums and what is already paid for: SDG are Sudanese pounds and no goals."""
        told = self.folded
        for start, end in [*self.places, *paid_for(told, self.reading)]:
            told = told[:start] + " " * (end - start) + told[end:]
        return told

    def _particulars(self, start: int, end: int) -> Particulars:
        report = self.report
        printed = self.printed
        for one in self.money:
            printed = printed[: one.start] + " " * (one.end - one.start) + printed[one.end :]
        return particulars(
            self.folded[start:end], printed[start:end], self.reading, report.gazetteer, report.state, report.cycle
        )

    def _vague(self, segment: Segment) -> bool:
        """Say whether nothing but the kind of help is named."""
        start, end = segment.start, segment.end
        heads = [replace(head, start=head.start - start, end=head.end - start) for head in segment.heads]
        return only_kind(self.folded[start:end], heads, self.reading)

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
