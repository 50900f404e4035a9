"""Running text -> its clauses, parted where one tells of several engagements: thanks to several, a gift and an offer, two offers, two givers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from .amounts import numbers
from .asks import Report
from .clauses import Clause, clauses
from .excerpts import Excerpt
from .parties import parties
from .segments import grammar
from .stances import stance
from .thanks import owed, thanked

_GIVEN = 120
"""How far from the start of a clause the verb of what was given may stand, where it goes on to offer."""
_FROM = r"(?:^|[\s,;]){from }{the }?$"
_WORD = re.compile(r"[^\W\d_]{4}")
_LEAD = r"[\s,;]*(?:{and}[\s,;]*)?"
_AND = r"(?:[\s,;]*{and})?[\s,;]*$"


def parted(text: Excerpt, report: Report) -> Iterator[Clause]:
    """Yield the clauses of a text, parted where one tells of several engagements.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "We received a microscope from Spain and, from Colombia, two instructors"
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> [told[one.start : one.end] for one in parted(excerpt, report)]
    ['We received a microscope from Spain', 'from Colombia, two instructors']
    """
    for clause in clauses(text, report.reading):
        places = _offers(text, clause, report) if clause.stance == "offer" else _givers(text, clause, report)
        if places:
            yield from places
            continue
        part = text.part(clause.start, clause.end)
        owing = owed(part, report)
        several = owing or list(thanked(part, report))
        whole = len(several) == 1 and not owing and not report.reading.search("respectively", part.folded)
        if several and not whole and clause.stance != "offer" and not clause.cued:
            for part in several:
                place = text.text.find(part.text, clause.start)
                yield Clause(place, place + len(part.text), "thanked", cued=False)
            continue
        yield clause


def _offers(text: Excerpt, clause: Clause, report: Report) -> list[Clause]:
    """Return the parts of a clause that tells first what was given and then what is offered, or offers twice."""
    reading = report.reading
    folded = text.folded[clause.start : clause.end]
    given = reading.search("provided", folded)
    if given is not None and given.start() < _GIVEN:
        cut = grammar(reading.language).last_separator(text.folded, clause.start + given.end(), clause.end)
        offer = cut is not None and stance(text.folded[cut : clause.end], reading)[0] == "offer"
        if cut is not None and offer and stance(text.folded[clause.start : cut], reading)[0] != "offer":
            return [Clause(clause.start, cut, "plain", cued=False), replace(clause, start=cut)]
    told = list(reading.pattern("offers").finditer(folded))
    for verb in told[1:]:
        between = list(grammar(reading.language).separator.finditer(folded, told[0].end(), verb.start()))
        if between and not re.search(r"\w{4}", folded[between[-1].end() : verb.start()]):
            cut = clause.start + between[-1].start()
            return [replace(clause, end=cut), replace(clause, start=clause.start + between[-1].end())]
    return []


def _givers(text: Excerpt, clause: Clause, report: Report) -> list[Clause]:
    """Return the parts of a clause that tells what was received from several, each with his own gift: "from Spain a microscope and from Peru two instructors"."""
    folded, printed = text.folded[clause.start : clause.end], text.text[clause.start : clause.end]
    reading = report.reading
    received = reading.search("received", folded)
    if received is None or clause.cued or clause.stance not in ("fulfilled", "plain", "own"):
        return []
    named = [
        (lead.start(), end)
        for start, end, code in parties(printed, report)
        if code != report.state and (lead := reading.shape(_FROM).search(folded[:start]))
    ]
    if len(named) < 2 or not all(received.start() <= start + 1 for start, _ in named):
        return []
    spoken = grammar(reading.language)
    before = _WORD.search(folded, received.end(), named[0][0]) is not None  # "a microscope from Spain"
    cuts = [0]
    for (_, end), (start, _) in pairwise(named):
        gift = folded[end:start]
        between = bool(spoken.heads(gift, ()) or numbers(gift, reading))  # not "and under the lead of"
        if not between and not (before and "," in folded[end:start]):
            return []
        cuts.append(end if before and between else start)
    if not (before and cuts[-1] < named[-1][0]) and not _WORD.search(folded, named[-1][1]):
        return []
    found = []
    for first, last in pairwise([*cuts, len(folded)]):
        words = reading.shape(_AND).sub("", folded[first:last])
        lead = reading.shape(_LEAD).match(words)
        begin = first + (lead.end() if lead else 0)
        found.append(Clause(clause.start + begin, clause.start + first + len(words), "thanked", cued=False))
    return found
