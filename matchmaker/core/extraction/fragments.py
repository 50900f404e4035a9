"""Parts of sentences that ask without a verb of asking: an area and a thing, a sum and what it would do."""

import re
from dataclasses import replace

from ..vocabulary import Item, Kind
from .asks import Ask, Report
from .clause_asks import ClauseReader
from .clauses import Clause
from .excerpts import Excerpt
from .parties import parties
from .topics import theme_hits, topic

_LONG = 18
"""Words from which a part is a sentence and no fragment."""
_PLACES = re.compile(
    r"(?:[A-Z\u00c0-\u00dd][\w'\u2019-]+)(?:(?:, | (?:y|e|and|et) | (?:de|del|du|of) )[A-Z\u00c0-\u00dd][\w'\u2019-]+)+:\s"
)
_CONTRARY = re.compile(r"(?:S\u00ed(?:\b,?|\s(?:la|lo|las|los|se)\b)|Oui\b|Yes\b|En revanche\b)")
_LEAD = 60
"""Length up to which the name of an area stands before its comma."""


def names_area_and_thing(text: Excerpt, clause: Clause, report: Report) -> bool:
    """Say whether a clause names an area and what is wanted there, without a verb: "In the area of tracing, a course".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "In the area of tracing, training for 12 officers. In the area of tracing, officers are trained."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> [names_area_and_thing(excerpt, clause, report) for clause in clauses(excerpt, report.reading)]
    [True, False]
    """
    if _names_places_and_thing(text, clause, report):
        return True
    folded = text.folded[clause.start : clause.end]
    area, comma, rest = folded.partition(",")
    if not comma or len(area) > _LEAD or len(folded.split()) > _LONG:
        return False
    lead = re.match(rf"\W*(?:{report.reading.pattern('area_leads').pattern})", area)
    if lead is None or not theme_hits(area, report.reading) or report.reading.search("forms.finite", rest):
        return False
    if parties(text.text[clause.start : clause.end], report):
        return False
    heads = [head for head in ClauseReader(text, clause, report).heads() if head.start > len(area)]
    return bool(heads) and len(rest[: heads[0].start - len(area)].split()) <= _LONG // 3


def _names_places_and_thing(text: Excerpt, clause: Clause, report: Report) -> bool:
    """Say whether a clause, or the part before its semicolon, opens with places and names a thing for them: "Moyale and Busia: a scanner for each"."""
    line = text.text.rfind("\n", 0, clause.start) + 1
    opened = _PLACES.match(text.text, line)
    if opened is None or re.search(r"[.!?]\s", text.text[opened.end() : clause.start]):
        return False
    folded = text.folded[max(clause.start, opened.end()) : clause.end]
    told = ("forms.finite", "received", "provided", "fulfilled", "possession", "done")
    if len(folded.split()) > _LONG or any(report.reading.search(name, folded) for name in told):
        return False
    heads = ClauseReader(text, clause, report).heads()
    counted = re.match(r"\W*(?:\d+|an?|une?|una|[a-z]+)\s", folded) is not None
    first = clause.start + heads[0].start - max(clause.start, opened.end()) if heads else 0
    return bool(heads) and heads[0].kind is Kind.EQUIPMENT and counted and len(folded[:first].split()) <= 2


def sum_would_help(text: Excerpt, clause: Clause, report: Report) -> bool:
    """Say whether a clause tells what a sum would do: "With USD 30,000 the campaign could reach the whole country".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "With USD 30,000 the campaign could go on."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> [sum_would_help(excerpt, clause, report) for clause in clauses(excerpt, report.reading)]
    [True]
    """
    reader = ClauseReader(text, clause, report)
    lead = (
        re.match(r"\W*(?:with|avec|con)\s+\W*(?:[\w']+\s+){0,2}$", reader.folded[: reader.money[0].start])
        if reader.money
        else None
    )
    return (
        lead is not None
        and report.reading.search("cues.conditionals", reader.folded[reader.money[0].end :]) is not None
    )


def contrary(text: Excerpt, before: Clause | None, clause: Clause) -> Clause:
    """Return a clause that asks for one thing behind the denial of another as one that asks: "No help to destroy. Yes, however, to store".

    Examples
    --------
    >>> told = "No help is asked to destroy. Yes, to store."
    >>> first, second = Clause(0, 27, "negative", cued=False), Clause(29, 42, "plain", cued=False)
    >>> contrary(Excerpt(told, tuple(range(len(told)))), first, second).cued
    True
    """
    if before is None or before.stance != "negative" or clause.stance != "plain":
        return clause
    return replace(clause, cued=clause.cued or _CONTRARY.match(text.text, clause.start) is not None)


def by_nature(text: Excerpt, clause: Clause, kind: Kind, report: Report) -> Ask:
    """Return the ask of a described activity that names no kind of help; its stated nature or its form does.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> excerpt = Excerpt("Safe keeping of arms", tuple(range(20)))
    >>> [by_nature(excerpt, clause, Kind.FUNDING, report).kind.value for clause in clauses(excerpt, report.reading)]
    ['funding']
    """
    reader = ClauseReader(text, clause, report)
    item = Item.OTHER_EQUIPMENT if kind is Kind.EQUIPMENT else None
    return reader.whole(kind, item, topic(reader.folded, (), report.reading))
