"""What is asked for each of several -> for how many: "one for each of its 14 stores", "4 per crossing; crossings: Busia, Malaba", "apiece"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..vocabulary import Kind
from .amounts import Number, numbers
from .heads import Head
from .lexicons import Lexicon

_STEM = 4
"""Letters that two forms of one noun share: "crossing", "crossings"."""
_NAME = r"[A-Z\u00c0-\u00dd][\w'\u2019-]+(?:[ -][A-Z\u00c0-\u00dd][\w'\u2019-]+)*"
_AND = r", (?:{and} )?| {and} "
_LISTED = rf"(?:\s*[:(]\s*|\s(?:{{of }}|{{in }}|{{at }}))({_NAME}(?:(?:{_AND}){_NAME})+)"
_ONE = r"{one}(?=\s+$)"
_IN_EACH = r"\s(?:{in}|{at})\s{apiece}$"
_UNIT = r"\s*(?:(?:{unit_words}|{systems})\s*)?"
_PART = r"(?:{from}|{of})\s"
_RECEIVE = r"{receiving}\s*$"
_NOUN = r"\s+[a-z]{3,}|\s*(?:[.,;)]|$)"
_COUNTING = r"(?:\(|{is}\s)$"
_TOTAL = r"\s+{in_total}"
_TOTAL_OF = r"{in_total}\s*$|\($"
_BEFORE = r"\s+(?:(?!{per}|{each})[a-z'-]+\s+){0,2}"
_BEHIND = r"(?:\s[a-z'-]+){0,2}?\s*(?:\(|:|[,;(]?\s*(?:{is}|{absolutes}|{numbering})\s)\s*{the }?"
_JOINED = r"[^,;:.()|]*\s{and}\s[^,;:.()|]*"
_TO = r"(?:(?:{in}|{at}|{for}|{from}|{to}|{on}|{per_one})\s+)?"
_MARKS = (
    r"(?<!\w)(?P<joined>{apiece})(?=\s{with }(?:{possessives}|{articles}|{an}|{numbers}|\d))"
    r"|(?<!\w)" + _TO + r"(?P<counted>{each_of})\s*(?:(?:{definite}|{possessives})\s*)?(?=\d|{numbers})"
    r"|(?<!\w)" + _TO + r"(?P<back>{each_of_them}|(?:{in}|{at}|{for}|{from})\s{apiece}(?=\W*(?:$|[).;])))"
    r"|(?!{to_be_done}){per_one}\s+(?!{each})(?P<per>[a-z][a-z-]{3,})"
    r"|(?<!\w)" + _TO + r"{every}\s+(?:{of}\s+)?(?:(?:{definite}|{possessives})\s+)?"
    r"(?!{forms.finite}|{receiving}|{requests}|{one}|{to}|{of}|{relatives})(?P<every>[a-z][a-z-]{3,})"
    r"|(?<!\w)" + _TO + r"(?P<apiece>{apiece})"
)
"""What spreads: "for each of its" before a number, "each of them", "in each", "per post", "every post", "apiece"."""
_CLOSING = r"\W*(?:$|[,.;:)]|{separators}\s)"
_NAMED = 4
"""Words before "each" among which the thing stands that each gets."""
_FEW = 12
"""Up to how many of a thing a writer means for each, where "for each" stands only behind the next one."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A place in a clause that says for how many what is asked is meant, each.

    Attributes
    ----------
    number : Number or None
        That counts them in the clause itself, and nothing that is asked.
    each : Number or None
        How many of a thing each gets, where that stands right before: "containers, two for each".
    alone : bool
        Whether a thing without any number is meant once: "a laptop per post", "the posts need a laptop each".
    things : bool
        Whether those that are counted are asked themselves: "two machines, each with a laptop".
    """

    start: int
    end: int
    units: Decimal
    number: Number | None = None
    each: Number | None = None
    alone: bool = False
    things: bool = False

    def leads(self, folded: str, heads: Sequence[int], separators: re.Pattern[str]) -> bool:
        """Say whether it stands before what it spreads: "120 lockers and, for each of the 14 stores, an alarm".

        Parameters
        ----------
        heads : sequence of int
            Where the names of what is asked start.
        """
        before = [start for start in heads if start < self.start]
        if not before:
            return True
        joined = [match for match in separators.finditer(folded, before[-1], self.start) if match.end() <= self.start]
        parted = bool(joined) and not re.search(r"\w", folded[joined[-1].end() : self.start])
        return parted and self.each is None and any(start > self.end for start in heads)

    def over(self, quantity: Decimal | None, *, by_article: bool) -> Decimal | None:
        """Return how many all get together; a number that is told of all beside it stays."""
        if self.each is not None:
            total = quantity is not None and not by_article and quantity != self.each.value
            return quantity if total else self.each.value * self.units
        if quantity is None:
            return self.units if self.alone else None
        return quantity * self.units


def spreads(folded: str, countable: Sequence[Number], around: tuple[str, str], lexicon: Lexicon) -> list[Spread]:
    """Return the places of a folded clause that spread what it asks.

    Parameters
    ----------
    countable : sequence of Number
        Of the clause.
    around : (str, str)
        The paragraph, as printed and folded, in which those are counted who get one each.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> english = lexicon("en")
    >>> told = ("five computers for each of the six provinces", "a laptop per post, of which there are nine")
    >>> [[str(one.units) for one in spreads(text, numbers(text, english), (text, text), english)] for text in told]
    [['6'], ['9']]
    """
    found: list[Spread] = []
    spread: Spread | None
    for mark in lexicon.shape(_MARKS).finditer(folded):
        if found and lexicon.shape(_IN_EACH).search(
            folded[: mark.end()]
        ):  # "a computer a region, and two clerks in each"
            spread = Spread(mark.start(), mark.end(), found[-1].units)
        else:
            spread = _of_mark(folded, mark, countable, around, lexicon)
        if spread is not None and spread.units > 1 and not any(_repeats(spread, one, countable) for one in found):
            found.append(spread)
    return found


def _repeats(spread: Spread, other: Spread, countable: Sequence[Number]) -> bool:
    """Say whether a place only says again for how many something is meant; "two per post, a clerk per post" are two things."""
    same = spread.number is not None and other.number == spread.number
    return same and not any(other.end <= n.start < spread.start and n != spread.number for n in countable)


def _of_mark(
    folded: str, mark: re.Match[str], countable: Sequence[Number], around: tuple[str, str], lexicon: Lexicon
) -> Spread | None:
    each = _right_before(folded, mark.start(), countable, lexicon)
    if mark["counted"]:
        number = next((n for n in countable if n.start == mark.end()), None)
        named = number is not None and re.match(_NOUN, folded[number.end :])
        return Spread(mark.start(), number.end, number.value, number, each) if number and named else None
    if mark["joined"]:
        before = [n for n in countable if n.end <= mark.start() and n.value > 1]
        return Spread(mark.start(), mark.end(), before[-1].value, alone=True, things=True) if before else None
    noun = mark["per"] or mark["every"]
    if noun is not None:
        if _counts_nobody(noun, lexicon):
            return None
        others = [n for n in countable if n != each]
        number = _number_of(noun, folded, others, lexicon) or _told_alone(folded, mark.end(), others, lexicon)
        number = number or _remaining(folded, others, lexicon)
        units = number.value if number else _counted(noun, each, folded, around, lexicon)
        return Spread(mark.start(), mark.end(), units, number, each, alone=True) if units else None
    if mark["back"] is None and each is None and not _is_subject(folded, mark, lexicon):
        return _of_those(folded, mark, countable, lexicon)
    before = [n for n in countable if n.end <= mark.start() and n != each and n.value > 1]
    if each is None and len(before) > 1 and not re.search(r"[,;:.()]", folded[before[-1].end : mark.start()]):
        before.pop()  # "four offices, with two users in each"
    number = next((n for n in reversed(before) if is_place(folded[n.end :], lexicon)), None)
    own = number is not None
    if number is None and before and mark.start() - before[-1].end < _SUBJECT:
        number = before[-1]
    if number and lexicon.search("courses", " ".join(folded[number.end :].split()[:3])):
        return None  # how many courses there are is told in `people`
    total = number and each and number.value > each.value and lexicon.shape(_PART).match(folded, mark.start())
    if total and number and each and lexicon.search("persons", folded[number.end : each.start]):
        return None  # "80 border officers, twenty from each" are 80
    agencies = (
        {hit.entry for hit in lexicon.hits("beneficiaries", folded[: mark.start()])} if mark["back"] is None else ()
    )
    if (
        number is None and each is None and len(agencies) > 1
    ):  # "the army and the prisons are each in need of a machine"
        return Spread(mark.start(), mark.end(), Decimal(len(agencies)), alone=True)
    if number and mark["back"] and not own and _is_asked(folded[number.end :], lexicon):
        return Spread(mark.start(), mark.end(), number.value, None, each, alone=True, things=True)
    units = number.value if number else _counted(None, each, folded, around, lexicon)
    return Spread(mark.start(), mark.end(), units, number, each, alone=True) if units else None


def _is_asked(behind: str, lexicon: Lexicon) -> bool:
    """Say whether the words behind a number name a thing that is asked itself: "ten workstations and a battery for each of them"."""
    return any(hit.start < _NEAR_THING for hit in lexicon.hits("items", behind))


_NEAR_THING = 20


def _of_those(folded: str, mark: re.Match[str], countable: Sequence[Number], lexicon: Lexicon) -> Spread | None:
    """Return the spread of "each" behind a thing, over the counted places before it: "the nine posts need two radios each"."""
    if mark["apiece"] is None or not lexicon.shape(_CLOSING).match(folded, mark.end()):
        return None
    before = [n for n in countable if n.end <= mark.start() and n.value > 1]
    taker = next((n for n in reversed(before) if is_place(folded[n.end :], lexicon)), None)
    taker = taker or _remaining(folded[: mark.start()], before, lexicon)
    if taker is None or not lexicon.hits("items", " ".join(folded[taker.end : mark.start()].split()[-_NAMED:])):
        return None
    return Spread(mark.start(), mark.end(), taker.value, taker, alone=True)


def _remaining(folded: str, found: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return the number of those that are left over, which names nothing else: "for the remaining three"."""
    leads, definite = lexicon.shape(r"{definite }{anaphors}\s$"), lexicon.shape(r"{definite }$")
    for number in found:
        behind = folded[number.end :]
        if definite.search(folded, 0, number.start) and lexicon.shape(r"\s{anaphors}").match(behind):
            return number
        if leads.search(folded, 0, number.start) and not lexicon.hits("items", " ".join(behind.split()[:2])):
            return number
    return None


_SUBJECT = 60
"""Length up to which those may be described who are taken up by "each"."""


def _right_before(folded: str, place: int, countable: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return the number that stands right before a place, a word for its unit aside: ``2 per post``, ``one system each``."""
    for number in countable:
        if number.end <= place and lexicon.shape(_UNIT).fullmatch(folded[number.end : place]):
            return number
    one = lexicon.shape(_ONE).search(folded[:place])
    return Number(Decimal(1), one.start(), one.end(), written=True) if one else None


def _is_subject(folded: str, mark: re.Match[str], lexicon: Lexicon) -> bool:
    """Say whether "each" takes up those who ask: ``the three armouries each need two safes``."""
    behind = folded[mark.end() : mark.end() + _SUBJECT // 3]
    if lexicon.shape(_RECEIVE).search(folded[: mark.start()]):
        return True  # "eight posts are to receive each a vehicle"
    return bool(lexicon.search("requests", behind) or lexicon.search("receiving", behind))


def is_place(behind: str, lexicon: Lexicon) -> bool:
    """Say whether the folded words behind a number name places or offices: "posts", "district offices".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> is_place(" border posts", lexicon("en")), is_place(" locks", lexicon("en"))
    (True, False)
    """
    named = re.match(r"\s+(?:[a-z'-]+\s+){0,2}?", behind)
    near = " ".join(re.findall(r"[\w'-]+", behind.split(",")[0].split("(")[0])[:3]) if named else ""
    return bool(lexicon.search("areas", near) or lexicon.search("places", near))


def _counts_nobody(noun: str, lexicon: Lexicon) -> bool:
    plain = ("time_units", "courses", "per_unit", "persons", "item_units")
    return any(lexicon.pattern(name).match(noun) for name in plain)


def _number_of(noun: str, folded: str, found: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return the number that counts a noun: in front of it, behind it, in brackets or after "of which there are".

    "Two per region, 28 in all" counts no regions, "every store (12 in all)" counts stores.
    """
    counting, total = lexicon.shape(_COUNTING), lexicon.shape(_TOTAL)
    found = [one for one in found if counting.search(folded[: one.start]) or not total.match(folded, one.end)]
    before, behind = lexicon.shape(_BEFORE), lexicon.shape(_BEHIND)
    stem = re.escape(noun[:_STEM])
    places = list(re.finditer(rf"(?<!\w){stem}[\w-]*", folded))
    for number in found:
        for named in places:
            if before.fullmatch(folded, number.end, named.start()) or behind.fullmatch(
                folded, named.end(), number.start
            ):
                return number
    return None


def _told_alone(folded: str, place: int, found: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return a number behind a place that counts no noun of its own: ``two per zone, the country having nine``."""
    total = lexicon.shape(_TOTAL_OF)
    for number in found:
        parted = number.start > place and re.search(r"[,;]", folded[place : number.start])
        if parted and not total.search(folded[: number.start]) and re.match(r"\s*(?:[.;,)]|$)", folded[number.end :]):
            return number
    return None


def _counted(
    noun: str | None, each: Number | None, clause: str, around: tuple[str, str], lexicon: Lexicon
) -> Decimal | None:
    """Return how many units the paragraph counts: by a number or by their names."""
    printed, folded = around
    found = numbers(folded, lexicon)
    if noun is None:
        found = [n for n in found if each is None or n.value != each.value]
        counted = [n for n in found if n.value > 1 and is_place(folded[n.end :], lexicon)]
        return counted[-1].value if counted else None
    for named in re.finditer(rf"(?<!\w){re.escape(noun[:_STEM])}[\w-]*", folded):
        if listed := lexicon.shape(_LISTED).match(printed, named.end()):
            return Decimal(len(lexicon.shape(_AND).split(listed[1])))
    first = max(0, folded.find(clause))
    found = sorted(found, key=lambda n: (n.start >= first + len(clause), -n.start))  # the nearest told before
    number = _number_of(noun, folded, found, lexicon)
    return number.value if number else None


@dataclass(frozen=True, slots=True)
class Scope:
    """What spreads one thing; `few` where the words stand behind the next thing and only a small number is meant for each."""

    spread: Spread
    few: bool = False

    def over(self, quantity: Decimal | None, *, by_article: bool) -> Decimal | None:
        """Return how many all get together."""
        if self.few and (quantity is None or quantity > _FEW):
            return quantity
        return self.spread.over(quantity, by_article=by_article)


def scopes(
    folded: str, found: Sequence[Spread], heads: Sequence[Head], separators: re.Pattern[str], lexicon: Lexicon
) -> dict[int, Scope]:
    """Return what spreads each of the things asked, by where its name starts.

    Words before all things spread them all, words between a joint and a thing those behind it ("and, for each of its 14 stores, an
    alarm"), words behind a thing that one and what "and" joins to it ("a desk and two chairs for each").
    """
    starts = [head.start for head in heads]
    told: dict[int, Scope] = {}
    for spread in found:
        if spread.leads(folded, starts, separators):
            behind = [start for start in starts if start > spread.start] or starts
            told |= {start: Scope(spread) for start in behind if start not in told}
            continue
        last = max(position for position, start in enumerate(starts) if start < spread.start)
        told[starts[last]] = Scope(spread)
        while (
            last
            and not spread.things
            and heads[last - 1].kind is heads[last].kind is Kind.EQUIPMENT
            and lexicon.shape(_JOINED).fullmatch(folded, heads[last - 1].end, heads[last].start)
        ):
            last -= 1
            told.setdefault(starts[last], Scope(spread, few=True))
    return told
