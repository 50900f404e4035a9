"""Running text -> asks: each clause that asks for help, cut into one line of help after the other."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from ..gazetteer import Gazetteer
from ..vocabulary import Item, Kind, Theme
from .amounts import Number, Sum, numbers, sums
from .excerpts import Excerpt
from .folding import fold
from .heads import Form, Grammar, Head, Segment
from .lexicons import Hit, Lexicon, lexicon
from .measures import article, countable, courses, expert_days, people_after_preposition, persons, things
from .particulars import Particulars, beneficiary, particulars
from .periods import periods

_BULLET = re.compile(
    r"\s*(?:[-\u2022\u2023\u25aa\u25cf\u25e6\u00b7*\u2013\u2014\uf0b7o]\s|\(?\d{1,2}[.)](?!\d)\s|\(?[a-z][.)]\s|\(?[ivx]{1,4}\)\s)\s*"
)
_STOP = re.compile(r"[;\n]|[.!?](?=\s|$)")
_ABBREVIATIONS = (
    "e.g",
    "i.e",
    "no",
    "nos",
    "mr",
    "mrs",
    "ms",
    "st",
    "approx",
    "etc",
    "art",
    "cap",
    "p.ej",
    "ej",
    "dr",
    "mme",
    "m",
    "sr",
    "sra",
    "vs",
)

ITEM_THEMES: dict[Item, Theme] = {
    Item.MARKING_MACHINE: Theme.MARKING,
    Item.STORAGE_CONTAINER: Theme.STOCKPILE_MANAGEMENT,
    Item.ARMOURY_CABINET: Theme.STOCKPILE_MANAGEMENT,
    Item.SHREDDER: Theme.DESTRUCTION,
    Item.CUTTER: Theme.DESTRUCTION,
    Item.COMPUTER: Theme.RECORD_KEEPING,
    Item.SOFTWARE_LICENCE: Theme.RECORD_KEEPING,
    Item.BALLISTIC_SYSTEM: Theme.BALLISTICS,
    Item.SCANNER: Theme.BORDER_CONTROLS,
}
"""What a thing is for where neither question nor wording says."""


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
    theme : Theme or None
        As the wording tells; None where only the question can.
    explicit : bool
        Whether the wording names the theme outright.
    named : frozenset of Theme
        All themes that the wording touches.
    sentence : (int, int)
        The clause in which it stands.
    by_article : bool
        Whether "a" was read as one.
    each : bool
        Whether the cost was stated for one and multiplied.
    shared_total : bool
        Whether a total of several lines stands there, which is no line's own cost.
    """

    kind: Kind
    item: Item | None
    quantity: Decimal | None
    money: Sum | None
    vague: bool
    theme: Theme | None
    explicit: bool
    named: frozenset[Theme]
    start: int
    end: int
    particulars: Particulars
    sentence: tuple[int, int]
    by_article: bool = False
    each: bool = False
    shared_total: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence and how it stands to a request: ``plain``, ``negative``, ``fulfilled``, ``offer`` or ``own``."""

    start: int
    end: int
    stance: str
    cued: bool


@cache
def grammar(language: str) -> Grammar:
    """Return the grammar of a language."""
    return Grammar(lexicon(language))


def clauses(text: Excerpt, reading: Lexicon) -> Iterator[Clause]:
    """Yield the clauses of a text with their stance.

    Examples
    --------
    >>> text = "The machines asked in 2018 were received. Training of 8 operators; no further help is needed."
    >>> [clause.stance for clause in clauses(Excerpt(text, tuple(range(len(text)))), lexicon("en"))]
    ['fulfilled', 'plain', 'negative']
    """
    carried = False
    for start, end, bulleted in _sentences(text):
        folded = text.folded[start:end]
        carried = carried and bulleted
        for first, last in _contrasted(folded, reading):
            part = folded[first:last]
            stance, offset = _stance(part, reading)
            yield Clause(start + first + offset, start + last, stance, _cued(part, reading) or carried)
        if folded.rstrip().endswith(":"):
            carried = carried or _cued(folded, reading)


def _sentences(text: Excerpt) -> Iterator[tuple[int, int, bool]]:
    folded, start = text.folded, 0
    stops = [match for match in _STOP.finditer(folded) if _ends(text, match)]
    for match in [*stops, None]:
        end = match.start() if match else len(folded)
        bullet = _BULLET.match(folded, start, end)
        begin = bullet.end() if bullet else start
        while begin < end and folded[begin].isspace():
            begin += 1
        if begin < end and re.search(r"\w", folded[begin:end]):
            yield begin, end, bullet is not None
        start = match.end() if match else end


def _ends(text: Excerpt, match: re.Match[str]) -> bool:
    if match[0] in ";\n!?":
        return True
    before = re.search(r"([\w.]+)$", text.folded[: match.start()])
    if before and (before[1] in _ABBREVIATIONS or re.fullmatch(r"[a-z](?:\.[a-z])*", before[1])):
        return False
    after = text.text[match.end() :].lstrip()
    return not after[:1].islower()


def _contrasted(folded: str, reading: Lexicon) -> Iterator[tuple[int, int]]:
    """Cut a sentence at "but" and its like."""
    start = 0
    for match in reading.pattern("contrasts").finditer(folded):
        if match.start() > start + 3:
            yield start, match.start()
            start = match.end()
    if start < len(folded):
        yield start, len(folded)


def _stance(part: str, reading: Lexicon) -> tuple[str, int]:
    """Tell how a clause stands to a request, and where the part of it starts that counts."""
    stripped = part.strip(" .,:;!?()[]'\"")
    if stripped in {fold(word).strip(" .") for word in reading.words("empties")}:
        return "negative", 0
    excused = reading.search("not_negatives", part)
    first = re.match(r"[\w/.']+", stripped)
    if not excused and (
        reading.search("negatives", part) or (first and first[0].strip(".") in reading.words("starts_negative"))
    ):
        return "negative", 0
    done = reading.search("fulfilled", part)
    if done and not _denied(part, done, reading):
        again = reading.search("requests", part[done.end() :])
        if again and not re.match(r"(?:request|demand|solicit|sollicit)\w*ed\b", part[done.end() + again.start() :]):
            return "plain", done.end()
        return "fulfilled", 0
    if reading.search("offers", part):
        return "offer", 0
    if reading.search("possession", part) and not _cued(part, reading):
        return "own", 0
    return "plain", 0


def _denied(part: str, done: re.Match[str], reading: Lexicon) -> bool:
    denial = reading.search("not_fulfilled", part[: done.end()])
    return denial is not None and denial.end() > done.start() - 25


def _cued(part: str, reading: Lexicon) -> bool:
    return reading.search("requests", part) is not None and reading.search("not_requests", part) is None


def asks(text: Excerpt, clause: Clause, report: Report) -> list[Ask]:
    """Return what one clause asks for.

    Examples
    --------
    >>> text = "Two marking machines (USD 35,000) and training for 16 operators"
    >>> report = Report(lexicon("en"), Gazetteer.default(), "ZMB", 2026)
    >>> excerpt = Excerpt(text, tuple(range(len(text))))
    >>> [(str(a.kind), a.item and str(a.item), str(a.quantity)) for a in asks(excerpt, next(clauses(excerpt, report.reading)), report)]
    [('equipment', 'marking_machine', '2'), ('training', None, '16')]
    """
    reader = _ClauseReader(text, clause, report)
    return reader.read()


class _ClauseReader:
    """Reads one clause; everything in it counts from the clause's start."""

    def __init__(self, text: Excerpt, clause: Clause, report: Report) -> None:
        self.report, self.reading, self.clause = report, report.reading, clause
        self.folded = text.folded[clause.start : clause.end].replace("\n", " ")
        self.printed = text.text[clause.start : clause.end]
        self.money = sums(self.printed, self.folded, self.reading, report.state)
        self.numbers = numbers(self.folded, self.reading)
        self.places = [(one.start, one.end) for one in self.money]
        self.dates = [(one.start, one.end) for one in periods(self.folded, self.reading)]
        self.countable = countable(self.folded, self.numbers, [*self.places, *self.dates], self.reading)

    def read(self) -> list[Ask]:
        grammar_ = grammar(self.reading.language)
        found = grammar_.heads(self.folded, [*self.places, *self._day_places()])
        if not found:
            return [self._money_alone()] if self.money else []
        segments = grammar_.segments(self.folded, found, [(n.start, n.end) for n in self.countable], self.places)
        result: list[Ask] = []
        for position, segment in enumerate(segments):
            result += self._of_segment(segment, last=position == len(segments) - 1, several=len(segments) > 1)
        return self._clause_wide(result, found[0].start)

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
            (n.start, match.end())
            for n in self.numbers
            if (match := days.match(self.folded, n.end + 1)) and match.start() <= n.end + 1
        ]

    def _of_segment(self, segment: Segment, *, last: bool, several: bool) -> list[Ask]:
        inside = [n for n in self.countable if segment.start <= n.start < segment.end]
        money, each, shared = self._sum(segment, last=last, several=several)
        result: list[Ask] = []
        for head in segment.heads:
            base = self._ask(segment, head, inside, money, each=each, shared=shared)
            if head.kind is Kind.TRAINING:
                result += self._by_beneficiary(base, segment, inside)
            elif head.kind is Kind.EQUIPMENT:
                result += self._things_by_beneficiary(base, segment, head, inside)
            else:
                result.append(base)
        return result

    def _ask(
        self, segment: Segment, head: Head, inside: Sequence[Number], money: Sum | None, *, each: bool, shared: bool
    ) -> Ask:
        start, end = segment.start, segment.end
        folded, printed = self.folded[start:end], self.printed[start:end]
        local = [replace(n, start=n.start - start, end=n.end - start) for n in inside]
        quantity: Decimal | None = None
        by_article = False
        if head.kind is Kind.TRAINING:
            quantity = self._places(folded, local)
        elif head.kind is Kind.EQUIPMENT:
            counted = things(folded, head.start - start, head.end - start, local, self.reading)
            quantity = counted[0] if counted else None
            if quantity is None and article(folded, head.start - start, self.reading) and head.form is Form.ITEM:
                quantity, by_article = Decimal(1), True
        elif head.kind in (Kind.EXPERTISE, Kind.LEGAL):
            days = expert_days(folded, local, self.reading)
            quantity = days[0] if days else None
        if each and money and quantity:
            money = replace(money, amount=money.amount * quantity)
        theme, explicit, named = self._theme(folded, head)
        told = particulars(folded, printed, self.reading, self.report.gazetteer, self.report.state, self.report.cycle)
        vague = quantity is None and money is None and self._vague(segment)
        first, stop = self._quoted(segment, head)
        item = head.item
        if head.kind is Kind.EQUIPMENT and item is None:
            item = Item.OTHER_EQUIPMENT
        place = self.clause.start
        return Ask(
            head.kind, item, quantity, money, vague, theme, explicit, named, place + first, place + stop, told,
            (self.clause.start, self.clause.end), by_article, each, shared,
        )  # fmt: skip

    def _places(self, folded: str, local: Sequence[Number]) -> Decimal | None:
        groups = persons(folded, local, self.reading)
        count = sum((group.count for group in groups), Decimal(0)) or people_after_preposition(
            folded, local, self.reading
        )
        return count * courses(folded, local, self.reading) if count else None

    def _by_beneficiary(self, ask: Ask, segment: Segment, inside: Sequence[Number]) -> list[Ask]:
        """Split training of several agencies, where each has its own number."""
        start, end = segment.start, segment.end
        folded, printed = self.folded[start:end], self.printed[start:end]
        local = [replace(n, start=n.start - start, end=n.end - start) for n in inside]
        groups = persons(folded, local, self.reading)
        if len(groups) < 2:
            return [ask]
        cuts = [0, *(group.start for group in groups[1:]), len(folded)]
        parts = [(folded[a:b], printed[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]
        named = [beneficiary(part, shown, self.reading) for part, shown in parts]
        if len(set(named)) < len(groups) or None in named:
            return [ask]
        times = courses(folded, local, self.reading)
        split = []
        for position, (group, agency) in enumerate(zip(groups, named, strict=True)):
            first = self.clause.start + start + (cuts[position] if position else ask.start - self.clause.start - start)
            stop = self.clause.start + start + self._trimmed(folded, cuts[position + 1])
            told = replace(ask.particulars, beneficiary=agency)
            split.append(
                replace(
                    ask,
                    quantity=group.count * times,
                    start=first,
                    end=stop,
                    particulars=told,
                    money=ask.money if not position else None,
                )
            )
        return split

    def _things_by_beneficiary(self, ask: Ask, segment: Segment, head: Head, inside: Sequence[Number]) -> list[Ask]:
        """Split things of several agencies, where each has its own number: "twelve for prisons and ten for the navy"."""
        shares = []
        for number in inside:
            follows = re.match(
                r"\s*(?:(?:are|is|son|sont|of them|d'entre elles|d'entre eux)\s+)?(?:for|to|pour|para)\s",
                self.folded[number.end :],
            )
            if number.start > head.end and follows:
                shares.append(number)
        if not shares or ask.quantity is None:
            return [ask]
        start = segment.start
        cuts = [start, *(number.start for number in shares), segment.end]
        parts = [(self.folded[a:b], self.printed[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]
        named = [beneficiary(part, shown, self.reading) for part, shown in parts]
        if None in named[1:] or len(set(named)) < len(named):
            return [ask]
        own = named[0] is not None
        split = (
            []
            if not own
            else [
                replace(
                    ask,
                    end=self.clause.start + start + self._trimmed(self.folded[start : segment.end], cuts[1] - start),
                    particulars=replace(ask.particulars, beneficiary=named[0]),
                )
            ]
        )
        for position, (number, agency) in enumerate(zip(shares, named[1:], strict=True), start=1):
            stop = (
                self.clause.start + start + self._trimmed(self.folded[start : segment.end], cuts[position + 1] - start)
            )
            told = replace(ask.particulars, beneficiary=agency)
            split.append(
                replace(
                    ask,
                    quantity=number.value,
                    money=None if own or position > 1 else ask.money,
                    start=self.clause.start + number.start,
                    end=stop,
                    particulars=told,
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

    def _sum(self, segment: Segment, *, last: bool, several: bool) -> tuple[Sum | None, bool, bool]:
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

    def _theme(self, folded: str, head: Head) -> tuple[Theme | None, bool, frozenset[Theme]]:
        """Return the theme that the wording tells, whether outright, and all that it touches."""
        hits = self.reading.hits("themes", folded)
        named = {Theme(hit.entry) for hit in hits}
        if head.item in ITEM_THEMES:
            named.add(ITEM_THEMES[head.item])
        strong = [hit for hit in hits if not self.reading.pattern("weak_themes").fullmatch(folded[hit.start : hit.end])]
        if strong:
            return Theme(strong[0].entry), True, frozenset(named)
        if head.item in ITEM_THEMES:
            return ITEM_THEMES[head.item], head.item in (Item.MARKING_MACHINE, Item.BALLISTIC_SYSTEM), frozenset(named)
        return most_named(hits), False, frozenset(named)

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
            *self.reading.words("generic"),
            *self.reading.words("stopwords"),
            *self.reading.words("assistance_words"),
        }
        empty = {part for word in empty for part in fold(word).split()}
        return not [word for word in re.findall(r"[a-z]{2,}", text) if word not in empty]

    def _quoted(self, segment: Segment, head: Head) -> tuple[int, int]:
        """Return the words of a segment that say what is asked, without the request around them."""
        start = segment.start
        first = min(other.start for other in segment.heads)
        for cue in self.reading.pattern("requests").finditer(self.folded, segment.start, first):
            start = cue.end()
        end = segment.end
        text = self.folded[start:end]
        start += len(text) - len(text.lstrip(" .,;:)-"))
        end = start + len(self.folded[start:end].rstrip(" .,;:(-"))
        return (start, end) if start < end else (segment.start, segment.end)

    def _money_alone(self) -> Ask:
        start, end = 0, len(self.folded.rstrip(" .,;"))
        theme, explicit, named = self._theme(self.folded, Head(0, 0, Kind.FUNDING, None, Form.NOUN))
        told = particulars(
            self.folded, self.printed, self.reading, self.report.gazetteer, self.report.state, self.report.cycle
        )
        for cue in self.reading.pattern("requests").finditer(self.folded, 0, self.money[0].start):
            start = cue.end()
        start += len(self.folded[start:]) - len(self.folded[start:].lstrip(" .,;:"))
        place = self.clause.start
        return Ask(
            Kind.FUNDING, None, None, self.money[0], False, theme, explicit, named, place + start, place + end, told,
            (self.clause.start, self.clause.end),
        )  # fmt: skip


def most_named(hits: Sequence[Hit]) -> Theme | None:
    """Return the theme that most words of a text belong to, the first of equals."""
    counts = Counter(hit.entry for hit in hits)
    return Theme(max(counts, key=lambda entry: counts[entry])) if counts else None


def is_only_money(text: Excerpt, ask: Ask, reading: Lexicon) -> bool:
    """Say whether a clause states a cost and nothing else: "estimated at USD 45,000"."""
    folded = text.folded[ask.sentence[0] : ask.sentence[1]]
    if ask.money is None:
        return False
    rest = folded[: ask.money.start] + " " + folded[ask.money.end :]
    plain = {fold(word) for word in (*reading.words("cost_words"), *reading.words("stopwords"))}
    return not [word for word in re.findall(r"[a-z]{3,}", rest) if word not in plain]
