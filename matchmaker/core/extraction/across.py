"""What only several sentences together ask: "the latter we do, for eighteen", "nine posts, two vehicles. Every post should have one"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Kind
from .amounts import Number
from .asks import Ask, Report
from .clause_asks import ClauseReader
from .clauses import Clause
from .excerpts import Excerpt
from .found import Found
from .heads import Form, Head
from .people import persons

_TWO = 2
_UNIT = r"\s(?P<unit>{item_units})\s*(?:[,(]|$)"
_OF_ONE = r"\s(?:{per}|{the})\s{item_units}(?!\w)"
_LACKED = r"{not_one}\s(?:[a-z-]+\s)?$"


def across(text: Excerpt, told: Sequence[Clause], place: int, report: Report) -> list[Ask]:
    """Return what a clause asks together with those before it, and by no word of its own.

    Parameters
    ----------
    told : sequence of Clause
        Of the whole answer.
    place : int
        Of the clause among them.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> words = "Nine posts, two vehicles: such is our frontier. Every post should have one."
    >>> excerpt = Excerpt(words, tuple(range(len(words))))
    >>> [str(ask.quantity) for ask in across(excerpt, list(clauses(excerpt, report.reading)), 1, report)]
    ['7']
    """
    clause = told[place]
    before = [one for one in told[:place][::-1][:_TWO] if "\n" not in text.text[one.end : clause.start]]
    if not before or clause.stance == "offer":
        return []
    reader = ClauseReader(text, clause, report)
    return (
        _one_of_two(reader, text, before, report) or _left_to_count(reader, text, before[0], report)
        or _priced_lack(reader, text, before[0], report)
    )  # fmt: skip


def untrained(text: Excerpt, clause: Clause, report: Report) -> list[Ask]:
    """Return the training that those lack of whom a clause says that nobody trained or trains them.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> words = "No one trains our prosecutors, of whom fifteen deal with firearms cases."
    >>> excerpt = Excerpt(words, tuple(range(len(words))))
    >>> [str(ask.quantity) for one in clauses(excerpt, report.reading) for ask in untrained(excerpt, one, report)]
    ['15']
    """
    reader = ClauseReader(text, clause, report)
    if report.reading.search("taught_by_nobody", reader.folded) is None or clause.stance == "offer":
        return []
    count = _counted(reader)
    return [] if count is None else [replace(reader.whole(Kind.TRAINING, None), quantity=count)]


def in_sets(text: Excerpt, clause: Clause, last: Ask, report: Report) -> Ask | None:
    """Return the thing asked before with the number and price of its sets: "Blades: worn. Two sets, EUR 3,000 a set".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clause_asks import asks
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> words = "Spare blades. Please send 2 sets, EUR 3,000 a set."
    >>> excerpt = Excerpt(words, tuple(range(len(words))))
    >>> first, second = clauses(excerpt, report.reading)
    >>> told = in_sets(excerpt, second, ClauseReader(excerpt, first, report).whole(Kind.EQUIPMENT, None), report)
    >>> str(told.quantity), str(told.money.amount)
    ('2', '6000')
    """
    if last.kind is not Kind.EQUIPMENT or last.quantity is not None or last.money is not None:
        return None
    reader = ClauseReader(text, clause, report)
    if len(reader.countable) != 1 or len(reader.money) > 1 or reader.heads():
        return None
    number = reader.countable[0]
    unit = report.reading.shape(_UNIT).match(reader.folded[number.end :])
    if unit is None:
        return None
    told = replace(last, quantity=number.value, vague=False, unread=False)
    if not reader.money:
        return told
    one = reader.money[0]
    of_one = report.reading.shape(_OF_ONE).match(reader.folded, one.end)
    each = reader.costs.is_of_one(0, one.start, one.end) or of_one is not None
    amount = one.amount * number.value if each else one.amount
    return replace(told, money=replace(one, amount=amount), each=each)


def without_told_untrained(found: Sequence[Found], told: Sequence[Ask]) -> list[Found]:
    """Return the asks of an answer without training that is only told as lacking, where the answer goes on to ask for some."""
    asked = any(one.ask.kind is Kind.TRAINING and not any(one.ask is ask for ask in told) for one in found)
    return [one for one in found if not (asked and any(one.ask is ask for ask in told))]


def _counted(reader: ClauseReader) -> Decimal | None:
    """Return how many persons a clause counts, in whatever word: "fifteen of whom", "the seven whom we hired"."""
    groups = persons(reader.folded, reader.countable, reader.reading)
    several = [number.value for number in reader.countable if number.value > 1]
    if len(groups) == 1:
        return groups[0].count
    return several[0] if len(several) == 1 else None


def _one_of_two(reader: ClauseReader, text: Excerpt, before: Sequence[Clause], report: Report) -> list[Ask]:
    """Return the ask for "the former" or "the latter" of two things that the sentence before both names."""
    reading = report.reading
    chosen = next((n for n, name in enumerate(("first_of_two", "second_of_two")) if _opens(name, reader)), None)
    affirmed = reader.clause.cued or reading.search("affirmed", reader.folded)
    if chosen is None or reader.clause.stance != "plain" or not affirmed:
        return []
    for one in before:
        heads = [head for head in ClauseReader(text, one, report).heads() if head.form in (Form.NOUN, Form.ITEM)]
        if len(heads) == _TWO:
            head = heads[chosen]
            counted = _counted(reader) if head.kind is Kind.TRAINING or reader.countable else Decimal(1)
            return [replace(reader.whole(head.kind, head.item), quantity=counted)]
    return []


def _opens(name: str, reader: ClauseReader) -> bool:
    return reader.reading.pattern(name).match(reader.folded.lstrip()) is not None


def _left_to_count(reader: ClauseReader, text: Excerpt, before: Clause, report: Report) -> list[Ask]:
    """Return what is missing where the sentence before counts places and things, and each place should have one."""
    if len(reader.spreads) != 1 or not report.reading.search("one_each", reader.folded):
        return []
    earlier = ClauseReader(text, before, report)
    things = [head for head in earlier.heads() if head.kind is Kind.EQUIPMENT and head.form is Form.ITEM]
    if len(things) != 1 or len(earlier.countable) != _TWO:
        return []
    places, there = earlier.countable
    needed = reader.spreads[0].units
    if needed != places.value or not 0 < there.value < needed or not _names(there, things[0], earlier):
        return []
    return [replace(reader.whole(things[0].kind, things[0].item), quantity=needed - there.value)]


def _names(number: Number, head: Head, reader: ClauseReader) -> bool:
    return re.fullmatch(r"\s(?:[a-z-]+\s)?", reader.folded[number.end : head.start]) is not None


def _priced_lack(reader: ClauseReader, text: Excerpt, before: Clause, report: Report) -> list[Ask]:
    """Return the ask for a counted and priced thing that the sentence before names as lacking: "no licence. Five licences at USD 900 each"."""
    opening = re.match(r"\W*(?P<count>[\w-]+)\s(?P<noun>[a-z]{4,})", reader.folded)
    first = reader.countable[0] if reader.countable else None
    if opening is None or first is None or first.start != opening.start("count") or not reader.money:
        return []
    if reader.clause.stance != "plain" or not reader.costs.is_of_one(0, reader.money[0].start, reader.money[0].end):
        return []
    earlier = ClauseReader(text, before, report)
    for head in earlier.heads():
        named = earlier.folded[head.start : head.end].split()[0]
        lacking = report.reading.shape(_LACKED).search(earlier.folded[: head.start])
        if (
            head.kind is Kind.EQUIPMENT
            and lacking
            and report.reading.stem(named) == report.reading.stem(opening["noun"])
        ):
            money = reader.money[0]
            money = replace(money, amount=money.amount * first.value)
            return [replace(reader.whole(head.kind, head.item), quantity=first.value, money=money, each=True)]
    return []
