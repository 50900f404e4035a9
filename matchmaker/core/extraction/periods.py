"""Folded text -> the period that it states, first and last day."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .folding import fold
from .lexicons import Lexicon

_YEAR = r"(?:19|20)\d\d"
_PART = r"(?:(?:\d{1,2}|(?=\d){day_endings})\s+{of }?)?(?:{months}|{the }?{halves})"
_ISO = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
_DAY = rf"(?:{_ISO}|(?:{_PART}\s+{{of }}?)?{_YEAR}(?!-\d\d-))"
_BETWEEN = rf"{{periods.from }}?({_DAY}|{_PART})\s*(?:{{periods.to}}|[-/])\s*({_DAY}|\d\d(?!\d))"
_BEFORE = rf"{{periods.before }}({_DAY})"
_UNTIL = rf"{{periods.by }}({_DAY})"
_SINCE = rf"{{periods.since }}({_DAY})"
_WITHIN = rf"{{periods.in }}({_DAY})"
_LISTED = rf"(?<!\d)({_YEAR})(?:,\s*{_YEAR})+,?\s{{and }}({_YEAR})(?!\d)"
"""Years one by one: "2026, 2027 and 2028"."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stated period, open where one side is not told, and where it stands."""

    first: date | None
    last: date | None
    start: int
    end: int


def periods(folded: str, lexicon: Lexicon) -> Iterator[Period]:
    """Yield the periods of a folded text.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [(p.first, p.last) for p in periods("from march 2026 to june 2027", lexicon("en"))]
    [(datetime.date(2026, 3, 1), datetime.date(2027, 6, 30))]
    >>> [(p.first, p.last) for p in periods("from 2026-03-15 to 2027-06-30", lexicon("en"))]
    [(datetime.date(2026, 3, 15), datetime.date(2027, 6, 30))]
    >>> [(p.first, p.last) for p in periods("before the end of 2027", lexicon("en"))]
    [(None, datetime.date(2027, 12, 31))]
    """
    done: list[tuple[int, int]] = []
    for match in lexicon.shape(_LISTED).finditer(folded):
        done.append(match.span())
        yield Period(date(int(match[1]), 1, 1), date(int(match[2]), 12, 31), *match.span())
    for form in (_BETWEEN, _BEFORE, _UNTIL, _SINCE, _WITHIN):
        for match in lexicon.shape(form).finditer(folded):
            if any(start < match.end() and match.start() < end for start, end in done):
                continue
            first: date | None
            last: date | None
            if form is _BETWEEN:
                bounds = _between(match[1], match[2], lexicon)
                if bounds is None:
                    continue
                if _names(folded, *match.span(), lexicon):
                    done.append(match.span())
                    continue
                first, last = bounds
            elif form is _BEFORE:
                first, last = None, _bounds(match[1], lexicon)[0] - timedelta(days=1)
            elif form is _UNTIL:
                first, last = None, _bounds(match[1], lexicon)[1]
            elif form is _SINCE:
                first, last = _bounds(match[1], lexicon)[0], None
            else:
                first, last = _bounds(match[1], lexicon)
            done.append(match.span())
            yield Period(first, last, *match.span())


def _between(one: str, other: str, lexicon: Lexicon) -> tuple[date, date] | None:
    """Return the first and last day from one day, month or year to another; the first may be told without its year, the last as "26"."""
    if re.search(r"\d{4}$", one) or re.fullmatch(_ISO, one):
        first = _bounds(one, lexicon)[0]
        last = _bounds(other if len(other) > 2 else one[-4:-2] + other, lexicon)[1]
    elif len(other) < 4:
        return None
    else:
        first, last = _bounds(f"{one} {other[-4:]}", lexicon)[0], _bounds(other, lexicon)[1]
    return (first, last) if first <= last else None


def _names(folded: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Say whether a period belongs to the name of a plan or a report: ``National Action Plan 2025-2029``."""
    before = lexicon.shape(r"{dated_names}\s*[(,]?\s*$").search(folded[:start])
    return before is not None or lexicon.shape(r"\)?\s+(?:[\w-]+\s+)?{dated_names}").match(folded[end:]) is not None


def _bounds(text: str, lexicon: Lexicon) -> tuple[date, date]:
    """Return the first and last day of a year, a month or a day."""
    if re.fullmatch(_ISO, text):
        of_year, of_month, told = map(int, text.split("-"))
        exact = date(of_year, of_month, min(told, calendar.monthrange(of_year, of_month)[1]))
        return exact, exact
    year = int(text[-4:])
    half = next((bounds for name, bounds in lexicon.mapping("halves").items() if name in text), None)
    if half:
        return date(year, half[0], 1), date(year, half[1], calendar.monthrange(year, half[1])[1])
    named = lexicon.search("months", text)
    month = named and 1 + [fold(name) for name in lexicon.words("months")].index(named[0])
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    length = calendar.monthrange(year, month)[1]
    day = re.match(r"\d{1,2}", text)
    if day and 1 <= int(day[0]) <= length:
        return date(year, month, int(day[0])), date(year, month, int(day[0]))
    return date(year, month, 1), date(year, month, length)
