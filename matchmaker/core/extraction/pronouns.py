"""Clauses that point back -> asks: "two are needed", "a third is requested", "the other three are still awaited"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Item, Kind
from .amounts import Number, numbers
from .asks import Ask, Report
from .clause_asks import ClauseReader
from .clauses import Clause
from .excerpts import Excerpt
from .folding import fold
from .found import Found
from .heads import Form, Head
from .lexicons import Lexicon
from .measures import things
from .people import persons
from .remainders import rest_of_count
from .topics import topic

_OF_THEM = r"\s{of_them}"
_OTHERS_BEFORE = r"{anaphors}\s$"
_OTHERS_BEHIND = r"\s{anaphors}(?!\s(?=[a-z]{5}){plurals})"
_GOES_ON = r"\s(?:{in}|{at}|{on}|{to}|{by}|{be})\s|\s*(?:[.,;]|$)"
_SINGLE = r"{one_thing}\s?(?={renewing})"
_NOUN = r"\s+(?!(?:{prepositions}|{forms.finite})\s)[a-z]{4,}"
_ARTICLE = r"{an}\s(?:[\w-]+\s)?$"
_COUNTED = r"(?:{anaphors}\s)?(?:{numbers}|\d+)(?:\s{anaphors})?"
_SOUGHT = (
    r"{requests}\s+(?:(?:{for}|{of}|{by})\s)?(?:{approximate}\s+)?(?P<one>{another}|{renewals}|" + _COUNTED + ")"
    r"(?=\s*(?:[,;.]|$|{separators}|{for}))"
)
"""A verb of asking and what it asks for: "solicits a second, together with ..."."""
_DUE = (
    r"\W*(?P<one>{another}|{renewals_of_one}|" + _COUNTED + r")(?:\s{ones})?(?:,\s[^,;.]{3,90},)?\s"
    r"(?:{passives}\s(?:[a-z]+\s)?{requests}|{cues.musts}\s(?:{be}\s)?{cues.due})"
)
"""What is asked for and its verb: "two more are requested", "another should be provided"."""
_AND_MORE = r"{renewals_of_one}(?!\w)[^;.]{0,30}$"
_WOULD = r"\W*(?P<one>{another})(?:,[^,;.]{3,60},)?\s(?:[a-z]+\s)?{cues.conditionals}"
"""Another one and what it would do: "A second, with a generator, would let us mark the arms of the north"."""
_SHORT = 10
"""Words below which "the same for the army" says nothing else."""


def again_of(text: Excerpt, earlier: Clause | None, before: Clause, clause: Clause, report: Report) -> list[Ask]:
    """Return the ask of a clause that points back: to the part before it, or past a part that names nothing or tells what is there."""
    if again := asked_again(text, before, clause, report):
        return again
    if earlier is None or "\n" in text.text[earlier.end : clause.start]:
        return []
    things_named = [head for head in ClauseReader(text, before, report).heads() if head.form is not Form.ACTIVITY]
    told = before.stance in ("own", "fulfilled") or not things_named
    return asked_again(text, earlier, clause, report) if told else []


def asked_again(text: Excerpt, before: Clause, clause: Clause, report: Report) -> list[Ask]:
    """Return the ask of a clause that gives only a number, for the thing that the clause before names.

    "The police have no marking machine; two are needed."
    """
    reader = ClauseReader(text, clause, report)
    renewed = bool(reader.money) and _renewed(reader)
    priced = renewed or (
        bool(reader.money) and report.reading.pattern("another").match(reader.folded.lstrip()) is not None
    )
    spread = next((one for one in reader.spreads if one.each is not None), None)
    each = bool(reader.money) and reader.costs.is_of_one(0, reader.money[0].start, reader.money[0].end)
    asking = clause.cued or _more_would_help(reader.folded, reader.countable, report.reading)
    if not priced and (not asking or (reader.money and spread is None and not each)):
        return []
    told = ClauseReader(text, before, report).heads()
    as_many = report.reading.search("as_many_again", reader.folded)
    if not as_many and not reader.heads() and not reader.money and report.reading.search("same_again", reader.folded):
        return _same_again(told, text.folded[before.start : before.end], reader)
    heads = [head for head in told if head.kind is Kind.EQUIPMENT and head.form is not Form.UNKNOWN]
    another = report.reading.search("another", reader.folded)
    named = [head for head in reader.heads() if head.form is not Form.UNKNOWN]
    if another and not heads and not named and any(head.kind is Kind.TRAINING for head in told):
        return [replace(reader.whole(Kind.TRAINING, None), quantity=reader.counts.persons())]
    waiting = reader.counts.persons() is not None  # "the course was never held; its twelve participants still wait"
    if not heads and not named and not priced and (waiting or _again(reader.folded, report.reading)):
        taught = [head for head in told if head.kind is Kind.TRAINING and head.form is Form.NOUN]
        return [replace(reader.whole(Kind.TRAINING, None), quantity=reader.counts.persons())] if taught else []
    if not heads or named:
        return []
    return _counted_again(heads, text, before, clause, reader, priced=priced)


def _counted_again(
    heads: Sequence[Head], text: Excerpt, before: Clause, clause: Clause, reader: ClauseReader, *, priced: bool
) -> list[Ask]:
    """Return the ask of a clause without a name for the things that the clause before names, with its number and its price of one."""
    report = reader.report
    another = report.reading.search("another", reader.folded)
    spread = next((one for one in reader.spreads if one.each is not None), None)
    each = bool(reader.money) and reader.costs.is_of_one(0, reader.money[0].start, reader.money[0].end)
    if [number.value for number in reader.countable] == [1]:
        heads = [*heads, _single(text.folded[before.start : before.end], heads, report.reading)]
    machine = report.reading.search(
        "machines", text.folded[before.start + heads[-1].start : before.start + heads[-1].end]
    )
    ask = replace(reader.whole(heads[-1].kind, heads[-1].item or Item.OTHER_EQUIPMENT), machine=machine is not None)
    renewed = bool(reader.money) and _renewed(reader)
    if (another or renewed) and not any(number.value > 1 for number in reader.countable):
        return [replace(ask, quantity=Decimal(1))]
    if priced:
        return []
    if not reader.countable and report.reading.search("as_many_again", reader.folded):
        earlier = ClauseReader(text, before, report)
        several = [number.value for number in earlier.countable if number.value > 1]
        return [replace(ask, quantity=several[0])] if len(several) == 1 else [ask]
    if not reader.countable and (left := rest_of_count(text, clause, report)) is not None:
        return [replace(ask, quantity=left)]
    if not reader.countable:
        return _replaced(ask, heads[0], text, before, reader)
    if spread is not None:  # "one is wanted in each store, of which there are 14"
        return [replace(ask, quantity=spread.over(None, by_article=False))]
    number = next((one for one in reader.countable if _points_back(one, reader.folded, report.reading)), None)
    if number is None:
        return []
    units = reader.spreads[0].units if reader.spreads else Decimal(1)
    if each and ask.money:  # "is asked for the other two, at USD 310,000 apiece"
        ask = replace(ask, money=replace(ask.money, amount=ask.money.amount * number.value), each=True)
    renewed_too = report.reading.shape(_AND_MORE).search(
        reader.folded[: number.start]
    )  # "replace it and add three more"
    return [replace(ask, quantity=number.value * units + (renewed_too is not None))]


def second_of(own: Sequence[Ask], text: Excerpt, before: Clause | None, clause: Clause, report: Report) -> list[Ask]:
    """Let "a second machine" be one like that of which the words before speak: "The marking machine is in use, a second machine would help"."""
    another = report.reading.search("another", text.folded[clause.start : clause.end])
    if another is None or before is None or not any(ask.machine for ask in own):
        return list(own)
    first = max(text.folded.rfind("\n", 0, clause.start) + 1, before.start)
    spoken = Clause(first, clause.start, "plain", cued=False)
    named = [head for head in ClauseReader(text, spoken, report).heads() if head.form is Form.ITEM]
    if not named:
        return list(own)
    item = named[-1].item
    told = topic("", (item,), report.reading)
    return [
        replace(ask, item=item, topic=told, quantity=ask.quantity or Decimal(1)) if ask.machine else ask for ask in own
    ]


def _same_again(told: Sequence[Head], before: str, reader: ClauseReader) -> list[Ask]:
    """Return the ask for what another gave before: "Our attendance was paid for by Finland. We would be glad of the same again"."""
    if not told and reader.reading.search("paying", before) is None:
        return []
    kind, item = (told[0].kind, told[0].item) if told else (Kind.FUNDING, None)
    return [replace(reader.whole(kind, item), quantity=reader.counts.persons() if kind is Kind.TRAINING else None)]


def _replaced(ask: Ask, head: Head, text: Excerpt, before: Clause, reader: ClauseReader) -> list[Ask]:
    """Return the ask that what the clause before names be replaced: "they would have to be replaced", "its renewal is sought"."""
    if not _renewed(reader):
        return []
    earlier = ClauseReader(text, before, reader.report)
    counted = things(earlier.folded, head.start, head.end, earlier.countable, reader.reading)
    single = reader.reading.shape(_SINGLE).search(reader.folded)
    if not counted and not single:
        return []
    item, quantity = head.item or Item.OTHER_EQUIPMENT, counted[0] if counted else Decimal(1)
    return [replace(ask, kind=head.kind, item=item, machine=head.item is None, quantity=quantity)]


def of_them(text: Excerpt, clause: Clause, before: Ask, report: Report) -> Ask:
    """Return the ask before with the number that a clause tells of it: "a donation of 150 of them".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clause_asks import asks
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "We lack gun cabinets. A gift of 150 of them would help."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> first, second = clauses(excerpt, report.reading)
    >>> str(of_them(excerpt, second, asks(excerpt, first, report)[0], report).quantity)
    '150'
    """
    if before.kind is not Kind.EQUIPMENT or before.quantity is not None:
        return before
    reader = ClauseReader(text, clause, report)
    told = [
        one.value
        for one in reader.countable
        if one.value > 1 and report.reading.shape(_OF_THEM).match(reader.folded, one.end)
    ]
    if not reader.heads():  # "we would put one in each store (14 in all) and ask donors for the cost"
        told += [one.each.value * one.units for one in reader.spreads if one.each is not None]
    return replace(before, quantity=told[0], unread=False) if len(told) == 1 else before


def others_trained(text: Excerpt, before: Clause, clause: Clause, own: list[Ask], report: Report) -> list[Ask]:
    """Return the asks of a clause, its training of "nine others" being for those of whom the clause before speaks.

    "The register of ballistics has one examiner. We ask that nine others be trained."
    """
    trained = [ask for ask in own if ask.kind is Kind.TRAINING]
    if len(trained) != 1 or trained[0].quantity is not None:
        return own
    reader = ClauseReader(text, clause, report)
    numbered = [one for one in reader.countable if _is_others(one, reader.folded, report.reading)]
    spoken = topic(text.folded[before.start : before.end], (), report.reading)
    if len(numbered) != 1:
        return own
    told = replace(trained[0], quantity=numbered[0].value, unread=False)
    if spoken.theme is not None and spoken.explicit and not told.topic.named:
        told = replace(told, topic=replace(spoken, named=frozenset({spoken.theme})))
    return [told if ask is trained[0] else ask for ask in own]


def those_before(text: Excerpt, before: Clause | None, clause: Clause, own: list[Ask], report: Report) -> list[Ask]:
    """Return the asks of a clause, its training being for those whom the clause before counts and calls untaught.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clause_asks import asks
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "Our twelve armourers are self-taught. A course would be welcome."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> first, second = clauses(excerpt, report.reading)
    >>> str(those_before(excerpt, first, second, asks(excerpt, second, report), report)[0].quantity)
    '12'
    """
    trained = [ask for ask in own if ask.kind is Kind.TRAINING]
    if before is None or len(trained) != 1 or trained[0].quantity is not None:
        return own
    if "\n" in text.text[before.end : clause.start]:
        return own
    reader, told = ClauseReader(text, clause, report), ClauseReader(text, before, report)
    untaught = report.reading.search("untaught", told.folded)
    meant = untaught or (before.stance == "plain" and report.reading.search("them", reader.folded))
    groups = persons(told.folded, told.countable, report.reading)
    of_these = [
        one
        for one in reader.countable
        if one.value > 1 and report.reading.shape(_OF_THEM).match(reader.folded, one.end)
    ]
    if len(of_these) == 1 and report.reading.search("persons", told.folded):  # "a course for six of them"
        counted = replace(trained[0], quantity=of_these[0].value, unread=False)
        return [counted if ask is trained[0] else ask for ask in own]
    if not meant or len(groups) != 1 or persons(reader.folded, reader.countable, report.reading):
        return own
    if any(number.value > 1 for number in reader.countable) or report.reading.search("persons", reader.folded):
        return own
    counted = replace(trained[0], quantity=groups[0].count, unread=False)
    return [counted if ask is trained[0] else ask for ask in own]


def _is_others(number: Number, folded: str, reading: Lexicon) -> bool:
    """Say whether a number counts "others" and names nobody: "otros nueve", "nine more", "neuf autres"."""
    before, behind = folded[: number.start], folded[number.end :]
    if reading.shape(_OTHERS_BEHIND).match(behind):
        return True
    return bool(reading.shape(_OTHERS_BEFORE).search(before) and reading.shape(_GOES_ON).match(behind))


def same_for(text: Excerpt, clause: Clause, before: Ask, report: Report) -> Ask | None:
    """Return the ask before for another agency, where a clause names nothing but it and a number: "Police: 25".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clause_asks import asks
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "Army: 40 armourers to be trained. Police: 25."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> first, second = clauses(excerpt, report.reading)
    >>> again = same_for(excerpt, second, asks(excerpt, first, report)[0], report)
    >>> str(again.kind), str(again.quantity), again.particulars.beneficiary
    ('training', '25', 'police')
    """
    folded = text.folded[clause.start : clause.end]
    reading = report.reading
    for name in ("the_same", "same_number"):
        again = reading.pattern(name).match(folded.lstrip())
        others = reading.hits("beneficiaries", folded) if again else []
        if again and len(others) == 1 and before.quantity is not None and len(folded.split()) < _SHORT:
            told_again = ClauseReader(text, clause, report).whole(before.kind, before.item, before.topic)
            agency = replace(told_again.particulars, beneficiary=others[0].entry)
            return replace(told_again, quantity=before.quantity, particulars=agency, machine=before.machine)
    told = re.fullmatch(r"\W*([^:,(]{3,40}?)\s*[:,(-]\s*([\w -]{1,20}?)\W*", folded)
    agencies = report.reading.hits("beneficiaries", told[1]) if told else []
    counted = numbers(told[2], report.reading) if told else []
    if told is None or reading.pattern("persons").fullmatch(told[1].strip()):
        return None  # "Rangers: 40" tells how many there are
    if len(agencies) != 1 or len(counted) != 1 or before.quantity is None:
        return None
    if re.search(r"[a-z]", told[2][: counted[0].start] + told[2][counted[0].end :]):
        return None
    reader = ClauseReader(text, clause, report)
    if reader.heads():
        return None
    ask = reader.whole(before.kind, before.item, before.topic)
    particulars = replace(ask.particulars, beneficiary=agencies[0].entry)
    return replace(ask, quantity=counted[0].value, particulars=particulars, machine=before.machine)


def _points_back(number: Number, folded: str, reading: Lexicon) -> bool:
    """Say whether a number counts nothing that its clause names: "two are needed", "four more", "wishes to have six"."""
    behind = folded[number.end :]
    pointing = reading.search("anaphors", folded[max(0, number.start - 14) : number.end + 20])
    asking = reading.search("requests", behind[:40])
    noun = reading.shape(_NOUN).match(behind)
    return bool(asking or pointing or not noun)


def _renewed(reader: ClauseReader) -> bool:
    """Say whether a clause asks that what was named be replaced: "they would have to be replaced"."""
    return reader.reading.search("renewing", reader.folded) is not None


def _again(folded: str, reading: Lexicon) -> bool:
    """Say whether a folded clause asks for more of what it does not name: "il en faudrait un par region", "three more of them"."""
    return reading.search("of_those", folded) is not None


def _single(folded: str, heads: Sequence[Head], reading: Lexicon) -> Head:
    """Return which of several things "one" takes up: the one with an article, "a shear does what the torches do: we should like one"."""
    article = reading.shape(_ARTICLE)
    return next((head for head in reversed(heads) if article.search(folded[: head.start])), heads[-1])


def _more_would_help(folded: str, counted: Sequence[Number], reading: Lexicon) -> bool:
    """Say whether a folded clause starts with a number of what it does not name, and what they would do: "four more of the same would do"."""
    more = reading.search("of_those", folded)
    first = bool(counted) and not re.search(r"\w", folded[: counted[0].start])
    return first and more is not None and reading.search("cues.conditionals", folded[more.end() :]) is not None


def pronoun_ask(text: Excerpt, before: Clause, clause: Clause, report: Report) -> list[Ask]:
    """Return the ask of "solicits a second, together with ..." for the thing that the clause before names."""
    folded = text.folded[clause.start : clause.end]
    reading = report.reading
    match = reading.shape(_SOUGHT).search(folded) or reading.shape(_DUE).match(folded)
    match = match or reading.shape(_WOULD).match(folded)
    things_before = [head for head in ClauseReader(text, before, report).heads() if head.kind is Kind.EQUIPMENT]
    if match is None or not things_before or things_before[-1].form is Form.UNKNOWN:
        return []
    head = things_before[-1]
    named = text.folded[before.start + head.start : before.start + head.end]
    place = Clause(clause.start + match.start("one"), clause.start + match.end("one"), "plain", cued=True)
    reader = ClauseReader(text, place, report)
    ask = reader.whole(head.kind, head.item or Item.OTHER_EQUIPMENT)
    quantity = reader.countable[0].value if reader.countable else Decimal(1)
    return [replace(ask, quantity=quantity, machine=reading.search("machines", named) is not None)]


def points_back(ask: Ask, found: Sequence[Found], text: Excerpt, reading: Lexicon) -> bool:
    """Say whether a sentence only tells more of an ask before it: "The training would take place in 2019"."""
    if ask.quantity is not None or ask.money is not None or not any(one.ask.kind is ask.kind for one in found):
        return False
    if ask.item is Item.OTHER_EQUIPMENT and reading.search("such_things", text.folded[ask.sentence[0] : ask.end]):
        return True
    first = re.match(r"[\w']+?(?:'|\b)", text.folded[ask.sentence[0] :])
    return first is not None and first[0] in {fold(word) for word in reading.words("definite")}
