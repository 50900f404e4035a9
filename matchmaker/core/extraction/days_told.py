"""Sentences that tell how long the advice before them would take: "A visit of eight days would be enough"."""

from collections.abc import Sequence
from dataclasses import replace

from ..vocabulary import Kind
from .asks import Report
from .clause_asks import ClauseReader
from .clauses import Clause
from .excerpts import Excerpt
from .found import Found
from .measures import expert_days


def with_days(found: Sequence[Found], text: Excerpt, clause: Clause, report: Report) -> list[Found]:
    """Return asks, the last of them with the days of experts that a clause says would be enough.

    Parameters
    ----------
    found : sequence of Found
    text : Excerpt
    clause : Clause
        Which asks for nothing itself.
    report : Report
    """
    last = found[-1]
    reader = ClauseReader(text, clause, report)
    enough = report.reading.search("suffices", reader.folded) or report.reading.search("foreseen", reader.folded)
    if last.ask.kind not in (Kind.EXPERTISE, Kind.LEGAL) or last.ask.quantity is not None or not enough:
        return list(found)
    days = expert_days(reader.folded, reader.countable, report.reading)
    if days is None or last.text is not text:
        return list(found)
    return [*found[:-1], replace(last, ask=replace(last.ask, quantity=days[0], unread=False))]
