"""What an earlier report or year asked for and has since been given: "In 2022 we asked for three machines. Italy gave two ..."."""

import re

from .asks import Report
from .clauses import Clause
from .excerpts import Excerpt
from .lexicons import Lexicon

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def is_settled(text: Excerpt, clause: Clause, following: Clause | None, report: Report) -> bool:
    """Say whether a clause tells what was asked for once, of which it or the next one says that it was given or bought.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "In 2022 we asked for three presses. Italy gave them. We had asked for a course; it is still awaited."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> first, given, second, awaited = clauses(excerpt, report.reading)
    >>> is_settled(excerpt, first, given, report), is_settled(excerpt, second, awaited, report)
    (True, False)
    """
    folded = text.folded[clause.start : clause.end]
    asked = report.reading.search("asked_before", folded)
    if asked is None:
        return False
    long_ago = any(int(year[0]) < (report.cycle or 0) for year in _YEAR.finditer(folded[: asked.end() + 80]))
    if not long_ago and not report.reading.pattern("pluperfects").match(asked[0]):
        return False
    if report.reading.search("thanks", folded[: asked.start()]):
        return True  # "We thank Italy for the two presses that we had asked for"
    near = following is not None and "\n" not in text.text[clause.end : following.start]
    places = [folded[asked.end() :], *([text.folded[following.start : following.end]] if following and near else [])]
    return any(_is_given(place, report.reading) for place in places)


def _is_given(folded: str, reading: Lexicon) -> bool:
    told = reading.search("settled", folded)
    return told is not None and reading.search("denials", folded[: told.end()]) is None
