"""Sentences that tell how long the advice before them would take, or who would do what they ask: "A visit of eight days would be enough"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..vocabulary import Kind
from .asks import Ask, Report
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


def done_by(found: Sequence[Found], own: Sequence[Ask], text: Excerpt, report: Report) -> list[Found] | None:
    """Return asks, the last of them done by the experts whom the next part of its sentence names: "drafting of the law; a consultant for 30 days".

    Parameters
    ----------
    found : sequence of Found
    own : sequence of Ask
        Of the part.
    text : Excerpt

    Returns
    -------
    list of Found or None
        None where the part asks for something else.
    """
    last, reading = found[-1], report.reading
    experts = len(own) == 1 and own[0].kind in (Kind.EXPERTISE, Kind.LEGAL)
    if not experts or own[0].quantity is None or own[0].topic.named:
        return None
    between = text.folded[last.ask.end : own[0].start]
    if last.text is not text or not re.match(r"\s*[;:]", between) or re.search(r"[.\n]", between):
        return None
    trained = last.ask.kind is Kind.TRAINING and not last.ask.unknown
    if last.ask.quantity is not None or last.ask.money is not None or trained:
        return None
    opening = reading.shape(r"\W*{the }?([a-z'-]+)").match(text.folded[last.ask.start : last.ask.end])
    acts = opening is not None and reading.pattern("forms.actions").fullmatch(opening[1]) is not None
    if last.ask.kind is not Kind.LEGAL and (
        not acts or reading.pattern("transparent").match(text.folded, last.ask.start)
    ):
        return None
    kind = Kind.LEGAL if last.ask.kind is Kind.LEGAL else Kind.EXPERTISE
    told = replace(last.ask, kind=kind, item=None, quantity=own[0].quantity, vague=False, unread=False, unknown=False)
    return [*found[:-1], replace(last, ask=told)]
