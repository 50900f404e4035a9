"""A part behind a label that asks: "Assistance: two machines", "What remains to be done | a scanner", "Needs of the Police: laptops"."""

import re
from dataclasses import replace

from .asks import Report
from .catalogue import Role
from .clauses import Clause
from .excerpts import Excerpt
from .fragments import names_area_and_thing
from .question_roles import asks_for_help, title_told

_LABEL = 40
"""Length up to which words before a colon are a label."""


def behind_label(text: Excerpt, clause: Clause, report: Report) -> Clause:
    """Return a clause behind a label that asks as one that asks.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "Assistance: two machines. Staff: two clerks."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> [behind_label(excerpt, one, report).cued for one in clauses(excerpt, report.reading)]
    [True, False]
    """
    if clause.stance != "plain":
        return clause
    reading, folded = report.reading, text.folded
    line = folded.rfind("\n", 0, clause.start) + 1
    bar = folded.rfind("|", line, max(clause.end - 1, clause.start + 1))
    if bar >= line:
        title = folded[line:bar].rpartition("|")[2].strip()
        if title_told(title, reading) is Role.REQUESTED or reading.pattern("gap_titles").fullmatch(title):
            start = max(clause.start, bar + 1)
            start += len(folded[start : clause.end]) - len(folded[start : clause.end].lstrip())
            return replace(clause, start=start, cued=True)
    if names_area_and_thing(text, clause, report):
        return replace(clause, cued=True)
    label, colon, rest = folded[clause.start : clause.end].partition(":")
    if not colon or len(label) > _LABEL or not re.search(r"\w", rest):
        return clause
    bare = label.strip()
    if reading.hits("beneficiaries", bare):
        bare = reading.shape(r"\s{of }").split(bare)[0]
    wanted = any(reading.pattern(name).fullmatch(bare) for name in ("help_nouns", "asking_titles"))
    return replace(clause, cued=True) if wanted or asks_for_help(label, reading) else clause
