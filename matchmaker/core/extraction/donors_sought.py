"""Sentences that only say that a donor, or "that sum", is sought, for what the part before them tells: "The clubs could reach twenty schools; a donor is sought"."""

from collections.abc import Sequence
from dataclasses import replace

from ..vocabulary import Kind
from .asks import Ask, Report
from .clause_asks import ClauseReader
from .clauses import Clause
from .excerpts import Excerpt
from .found import Found


def funding_sought(
    text: Excerpt, before: Clause | None, clause: Clause, found: Sequence[Found], report: Report
) -> Ask | None:
    """Return the ask for money for what a clause before tells, where this one says that a donor is sought.

    Parameters
    ----------
    before : Clause or None
        The part before.
    found : sequence of Found
        What was asked before; where the part before asks itself, a donor is sought for that.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "The clubs could reach twenty schools; a donor is sought."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> funding_sought(excerpt, *clauses(excerpt, report.reading), (), report).kind.value
    'funding'
    """
    folded = text.folded[clause.start : clause.end]
    that_sum = before is not None and clause.cued and report.reading.search("that_sum", folded) is not None
    if that_sum and before is not None and report.reading.search("provided", text.folded[before.start : before.end]):
        return None
    if before is None or not (
        that_sum or (before.stance == "plain" and report.reading.search("donor_sought", folded) is not None)
    ):
        return None
    if "\n" in text.text[before.end : clause.start] or (found and found[-1].ask.sentence[0] == before.start):
        return None
    reader = ClauseReader(text, replace(clause, start=before.start), report)
    return reader.whole(Kind.FUNDING, None) if reader.money or not that_sum else None
