"""Folded text -> the period that it states, first and last day."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .folding import fold
from .lexicons import Lexicon
from .phrases import pattern

_YEAR = r"(?:19|20)\d\d"
_LISTED = re.compile(rf"(?<!\d)({_YEAR})(?:,\s*{_YEAR})+,?\s(?:and|et|y)\s({_YEAR})(?!\d)")
"""Years one by one: "2026, 2027 and 2028"."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stated period, open where one side is not told, and where it stands."""

    first: date | None
    last: date | None
    start: int
    end: int


@dataclass(frozen=True)
class _Grammar:
    day: str
    between: re.Pattern[str]
    before: re.Pattern[str]
    until: re.Pattern[str]
    within: re.Pattern[str]
    since: re.Pattern[str]
    months: dict[str, int]
    halves: dict[str, tuple[int, int]]


@cache
def _grammar(lexicon: Lexicon) -> _Grammar:
    months = {name: number for number, name in enumerate(map(fold, lexicon.words("months")), start=1)}
    halves = {name: (first, last) for name, (first, last) in lexicon.mapping("halves").items()}
    month = "|".join([*months, *(rf"(?:the\s+|le\s+|el\s+)?{half}" for half in halves)])
    day = rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?)?(?:{month})\s+(?:of\s+|de\s+|del\s+)?)?{_YEAR}"
    part = rf"(?:\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?)?(?:{month})"
    word = {
        name: pattern(lexicon.words(f"periods.{name}")).pattern
        for name in ("from", "to", "before", "by", "in", "since")
    }
    return _Grammar(
        day,
        re.compile(rf"(?:(?:{word['from']})\s+)?({day}|{part})\s*(?:{word['to']}|[-/])\s*({day}|\d\d(?!\d))"),
        re.compile(rf"(?:{word['before']})\s+({day})"),
        re.compile(rf"(?:{word['by']})\s+({day})"),
        re.compile(rf"(?:{word['in']})\s+({day})"),
        re.compile(rf"(?:{word['since']})\s+({day})"),
        months,
        halves,
    )


def periods(folded: str, lexicon: Lexicon) -> Iterator[Period]:
    """Yield the periods of a folded text.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [(p.first, p.last) for p in periods("from march 2026 to june 2027", lexicon("en"))]
    [(datetime.date(2026, 3, 1), datetime.date(2027, 6, 30))]
    >>> [(p.first, p.last) for p in periods("before the end of 2027", lexicon("en"))]
    [(None, datetime.date(2027, 12, 31))]
    """
    grammar = _grammar(lexicon)
    done: list[tuple[int, int]] = []
    listed = _listed(folded)
    yield from listed
    done += [(one.start, one.end) for one in listed]
    for form in (grammar.between, grammar.before, grammar.until, grammar.since, grammar.within):
        for match in form.finditer(folded):
            if any(start < match.end() and match.start() < end for start, end in done):
                continue
            first: date | None
            last: date | None
            if form is grammar.between:
                second = match[2] if len(match[2]) > 2 else match[1][-4:-2] + match[2]
                if not re.search(r"\d{4}$", match[1]):
                    if len(match[2]) < 4:
                        continue
                    first, last = _bounds(f"{match[1]} {match[2][-4:]}", grammar)[0], _bounds(match[2], grammar)[1]
                else:
                    first, last = _bounds(match[1], grammar)[0], _bounds(second, grammar)[1]
                if last < first:
                    continue
                if _names(folded, *match.span(), lexicon):
                    done.append(match.span())
                    continue
            elif form is grammar.before:
                first, last = None, _bounds(match[1], grammar)[0] - timedelta(days=1)
            elif form is grammar.until:
                first, last = None, _bounds(match[1], grammar)[1]
            elif form is grammar.since:
                first, last = _bounds(match[1], grammar)[0], None
            else:
                first, last = _bounds(match[1], grammar)
            done.append(match.span())
            yield Period(first, last, *match.span())


def _listed(folded: str) -> list[Period]:
    return [Period(date(int(m[1]), 1, 1), date(int(m[2]), 12, 31), *m.span()) for m in _LISTED.finditer(folded)]


def _names(folded: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Say whether a period belongs to the name of a plan or a report: ``National Action Plan 2025-2029``."""
    named = lexicon.pattern("dated_names").pattern
    before = re.search(rf"(?:{named})\s*[(,]?\s*$", folded[:start])
    return before is not None or re.match(rf"\)?\s+(?:[\w-]+\s+)?(?:{named})", folded[end:]) is not None


def _bounds(text: str, grammar: _Grammar) -> tuple[date, date]:
    """Return the first and last day of a year, a month or a day."""
    year = int(text[-4:])
    half = next((bounds for name, bounds in grammar.halves.items() if name in text), None)
    if half:
        return date(year, half[0], 1), date(year, half[1], calendar.monthrange(year, half[1])[1])
    month = next((number for name, number in grammar.months.items() if name in text), None)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    length = calendar.monthrange(year, month)[1]
    day = re.match(r"\d{1,2}", text)
    if day and 1 <= int(day[0]) <= length:
        return date(year, month, int(day[0])), date(year, month, int(day[0]))
    return date(year, month, 1), date(year, month, length)
