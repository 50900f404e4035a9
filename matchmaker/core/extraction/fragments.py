"""Parts of sentences that ask without a verb of asking: an area and a thing, a sum and what it would do."""

import re
from dataclasses import replace

from ..vocabulary import Item, Kind
from .asks import Ask, Report
from .clause_asks import ClauseReader
from .clauses import Clause
from .excerpts import Excerpt
from .folding import fold_keeping_capitals
from .lexicons import Lexicon
from .particulars import is_yes
from .parties import parties
from .topics import theme_hits, topic

_LONG = 18
"""Words from which a part is a sentence and no fragment."""
_PLACE = r"[A-Z][\w'-]+"
_PLACES = rf"{_PLACE}(?:(?:, |\s{{and }}|\s{{of }}){_PLACE})+:\s"
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
    lead = report.reading.shape(r"\W*{area_leads}").match(area)
    if lead is None or not theme_hits(area, report.reading) or report.reading.search("forms.finite", rest):
        return False
    if parties(text.text[clause.start : clause.end], report):
        return False
    heads = [head for head in ClauseReader(text, clause, report).heads() if head.start > len(area)]
    return bool(heads) and len(rest[: heads[0].start - len(area)].split()) <= _LONG // 3


def _names_places_and_thing(text: Excerpt, clause: Clause, report: Report) -> bool:
    """Say whether a clause, or the part before its semicolon, opens with places and names a thing for them: "Moyale and Busia: a scanner for each"."""
    line = text.text.rfind("\n", 0, clause.start) + 1
    opened = report.reading.shape(_PLACES).match(fold_keeping_capitals(text.text[line : clause.end]))
    if opened is None:
        return False
    first = line + opened.end()
    if re.search(r"[.!?]\s", text.text[first : clause.start]):
        return False
    first = max(clause.start, first)
    folded = text.folded[first : clause.end]
    told = ("forms.finite", "received", "provided", "fulfilled", "possession", "done")
    if len(folded.split()) > _LONG or any(report.reading.search(name, folded) for name in told):
        return False
    heads = ClauseReader(text, clause, report).heads()
    counted = re.match(r"\W*\w+\s", folded) is not None
    before = folded[: clause.start + heads[0].start - first] if heads else ""
    return bool(heads) and heads[0].kind is Kind.EQUIPMENT and counted and len(before.split()) <= 2


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
    if not reader.money:
        return False
    sum_, reading = reader.money[0], report.reading
    lead = reading.shape(r"\W*{with }\W*(?:[\w']+\s+){0,2}$").match(reader.folded[: sum_.start])
    return lead is not None and reading.search("cues.conditionals", reader.folded[sum_.end :]) is not None


def contrary(text: Excerpt, before: Clause | None, clause: Clause, reading: Lexicon) -> Clause:
    """Return a clause that asks for one thing behind the denial of another as one that asks: "No help to destroy. Yes, however, to store".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> told = "No help is asked to destroy. Yes, to store."
    >>> first, second = Clause(0, 27, "negative", cued=False), Clause(29, 42, "plain", cued=False)
    >>> contrary(Excerpt(told, tuple(range(len(told)))), first, second, lexicon("en")).cued
    True
    """
    if before is None or before.stance != "negative" or clause.stance != "plain":
        return clause
    opened = reading.shape("{answers.yes}|{on_the_contrary}").match(text.folded, clause.start)
    if opened is None or not text.text[clause.start].isupper():
        return clause
    said = is_yes(opened, text.text, reading) or reading.pattern("on_the_contrary").fullmatch(opened[0]) is not None
    return replace(clause, cued=True) if said else clause


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
