"""What later sentences tell of an engagement: how long it took, what it cost, who carried it out; and the same told again."""

from collections.abc import Sequence
from dataclasses import replace

from ..entities.reports import ExtractedEngagement
from ..vocabulary import Direction
from .amounts import sums
from .asks import Report
from .clauses import Clause
from .directions import named_in
from .durations import duration
from .excerpts import Excerpt

_SEQUEL = r"{told_again}(?!\s+(?:{of}|{for}|{on}))"
"""What takes an engagement up; "the training of prosecutors" would be another."""
_OPENING = 40
"""Letters within which a sentence says what it goes on about."""


def told_on(before: ExtractedEngagement, text: Excerpt, clause: Clause, report: Report) -> ExtractedEngagement | None:
    """Return an engagement with what the next clause tells of it; None where that clause tells of something else.

    Examples
    --------
    >>> from ..entities.reports import Passage
    >>> from ..gazetteer import Gazetteer
    >>> from ..vocabulary import Kind, Theme
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> passage = Passage(1, None, "Denmark rebuilt the armoury", 0, 27)
    >>> first = ExtractedEngagement(
    ...     Direction.RECEIVED, Theme.STOCKPILE_MANAGEMENT, Kind.EQUIPMENT, None, None, ("DNK",), None, passage
    ... )
    >>> told = "The works took six months and were carried out by UNOPS"
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> both = told_on(first, excerpt, Clause(0, len(told), "fulfilled", cued=False), report)
    >>> both.counterparts, both.duration
    (('DNK', 'UNOPS'), 'six months')
    """
    if clause.cued or clause.stance not in ("plain", "fulfilled", "own") or before.direction is Direction.OFFERED:
        return None
    folded, printed = text.folded[clause.start : clause.end], text.text[clause.start : clause.end]
    taken_up = report.reading.shape(_SEQUEL).search(folded)
    if taken_up is None or taken_up.start() > _OPENING:
        return None
    cost = next(iter(sums(printed, folded, report.reading, report.state)), None) if before.amount is None else None
    lasting = before.duration or duration(printed, report.reading)
    parties = before.counterparts
    if before.direction is Direction.RECEIVED:
        parties = tuple(dict.fromkeys((*parties, *named_in(printed, report))))
    whole = replace(before, counterparts=parties, duration=lasting)
    if cost:
        whole = replace(whole, amount=cost.amount, currency=cost.currency)
    return None if whole == before else whole


def counted_once(found: Sequence[ExtractedEngagement]) -> list[ExtractedEngagement]:
    """Drop an engagement that the report tells again in other words."""
    kept: list[ExtractedEngagement] = []
    for one in found:
        again = any(
            one.direction is other.direction
            and one.theme is other.theme
            and one.kind is other.kind
            and (set(one.counterparts) <= set(other.counterparts))
            and (one.amount is None or one.amount == other.amount)
            and one.passage.question != other.passage.question
            for other in kept
        )
        if not again:
            kept.append(one)
    return kept
