"""A segment -> how much is asked: persons times courses, things, expert-days."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .amounts import Number
from .lexicons import Lexicon, pattern

_NO_COUNT = re.compile(
    r"\s*-?\s*(?:%|per cent|percent|pour cent|por ciento|foot|feet|ft|metres?|m2|mm|cm|kg|tonn?es?|kva|kw|litres?|pieds?|metros?|st\b|nd\b|rd\b|th\b|eme\b|er\b)"
)
_YEARS = range(1985, 2061)


@dataclass(frozen=True, slots=True)
class Persons:
    """A count of persons and where it and their noun stand."""

    count: Decimal
    start: int
    end: int


def countable(
    clause: str, numbers: Iterable[Number], taken: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[Number]:
    """Return the numbers of a folded clause that may count what is asked: no money, year, date, size or share.

    Parameters
    ----------
    taken : sequence of (start, end)
        Where sums of money and dates stand.
    """
    kept = []
    for number in numbers:
        if any(start <= number.start < end for start, end in taken) or _NO_COUNT.match(clause, number.end):
            continue
        if _is_year(number, clause, lexicon) or re.search(
            r"(?:n[o\u00b0.]|no\.|#|resolution|art\.|article|cap)\s*$", clause[: number.start]
        ):
            continue
        if number.value != number.value.to_integral_value() or number.value <= 0:
            continue
        kept.append(number)
    return kept


def _is_year(number: Number, clause: str, lexicon: Lexicon) -> bool:
    if number.written or clause[number.start : number.end] != str(number.value) or int(number.value) not in _YEARS:
        return False
    followed = re.match(r"\s+[a-z]{3,}", clause[number.end :])
    before = clause[: number.start].rstrip()
    cued = re.search(rf"(?:{_time_words(lexicon).pattern})\s*$|[(/-]$", before)
    return bool(cued) or not followed


@cache
def _time_words(lexicon: Lexicon) -> re.Pattern[str]:
    words = {word for name in ("from", "to", "by", "in") for word in lexicon.words(f"periods.{name}")}
    return pattern({*words, *lexicon.words("months"), *lexicon.words("separators")} - {"-"})


def persons(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> list[Persons]:
    """Return the counts of persons in a folded segment, without those that are part of another ("including 5 women")."""
    found: list[Persons] = []
    for number in numbers:
        after = segment[number.end :]
        words = re.match(r"(?:[\s-]+[\w']+){1,5}", after)
        if not words:
            continue
        if _starts(lexicon.pattern("time_units"), words[0]) or _starts(lexicon.pattern("courses"), words[0]):
            continue
        noun = lexicon.pattern("persons").search(words[0])
        if (
            noun is None
            or re.search(r"\d", words[0][: noun.start()])
            or _barrier(lexicon).search(words[0][: noun.start()])
        ):
            continue
        if found and lexicon.search("among", segment[found[-1].end : number.start]):
            continue
        found.append(Persons(number.value, number.start, number.end + noun.end()))
    return found


def people_after_preposition(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return a count that follows "for" or "of" before any noun: ``training for 12 gunsmiths``."""
    for number in numbers:
        words = segment[number.end :]
        if (
            not re.match(r"\s+[a-z]{3,}", words)
            or _starts(lexicon.pattern("time_units"), words)
            or _starts(lexicon.pattern("courses"), words)
        ):
            continue
        if re.search(r"(?:\b(?:for|of|to|pour|de|para|a)|d')\s*$", segment[: number.start]) and not _starts(
            lexicon.pattern("expert_days"), words
        ):
            return number.value
    return None


def _starts(words: re.Pattern[str], text: str) -> bool:
    match = words.search(text)
    return match is not None and not re.search(r"\w", text[: match.start()])


@cache
def _barrier(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what may not stand between a number and the noun that it counts."""
    return re.compile(
        rf"[,;:()|]|{pattern([*lexicon.words('separators'), *lexicon.words('items.other_equipment')]).pattern}"
    )


def courses(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal:
    """Return how many courses a folded segment speaks of; 1 where it does not say."""
    for number in numbers:
        words = re.match(r"(?:[\s-]+[\w']+){1,4}", segment[number.end :])
        if not words:
            continue
        course = lexicon.pattern("courses").search(words[0])
        if (
            course
            and not re.search(r"[,;:()]", words[0][: course.start()])
            and not lexicon.search("time_units", words[0][: course.start()])
        ):
            return number.value if not lexicon.search("in_total", segment) else Decimal(1)
    return Decimal(1)


def expert_days(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> tuple[Decimal, int, int] | None:
    """Return how many days of experts a folded segment asks for, and where it says so.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "two experts for 10 days"
    >>> str(expert_days(text, numbers(text, lexicon("en")), lexicon("en"))[0])
    '20'
    """
    days = next((n for n in numbers if _starts(lexicon.pattern("expert_days"), segment[n.end : n.end + 40])), None)
    if days is None:
        return None
    unit = lexicon.pattern("expert_days").search(segment, days.end)
    end = unit.end() if unit else days.end
    experts = next(
        (
            n.value
            for n in numbers
            if n != days
            and _starts(
                lexicon.pattern("experts"),
                re.sub(r"^\s*[\w-]+(?=\s)", "", segment[n.end : n.end + 40])
                if not _starts(lexicon.pattern("experts"), segment[n.end :])
                else segment[n.end :],
            )
        ),
        Decimal(1),
    )
    return days.value * experts, days.start, end


def things(
    segment: str, start: int, end: int, numbers: Sequence[Number], lexicon: Lexicon
) -> tuple[Decimal, int, int] | None:
    """Return how many of the thing named at a place of a folded segment are asked for, and where the number stands."""
    units = lexicon.pattern("item_units")
    after: tuple[Decimal, int, int] | None = None
    for number in numbers:
        if start < number.start < end:
            return number.value, number.start, number.end
        if number.start < end:
            continue
        between = segment[end : number.start]
        opened = re.fullmatch(
            r"[^,;.()|:]{0,40}?\s*[(|:=\u00d7-]\s*(?:x\s*)?|\s*x\s*|[^,;.()|:]{0,60}\((?:x\s*)?", between
        )
        unit = _starts(units, segment[number.end :])
        closed = re.match(r"\s*(?:[)|.;,]|$)", segment[number.end :])
        joined = re.fullmatch(r"\s*(?:with|avec|con)?\s*", between) and unit
        far = unit and not lexicon.search("persons", between) and not re.search(r"[;.()]", between)
        if (opened and (unit or closed)) or joined or far:
            after = (number.value, number.start, number.end)
            break
    if after and _starts(
        pattern(["licence", "licences", "license", "licenses", "licencia", "licencias"]), segment[after[2] :]
    ):
        return after
    for number in reversed(numbers):
        if number.end > start:
            continue
        between = segment[number.end : start]
        if re.search(r"[,;:()|]|(?<!\w)(?:and|et|y)(?!\w)", between) or len(between.split()) > 5:
            break
        if lexicon.search("time_units", between) or re.match(r"-(?:foot|feet|metre|pieds)", between):
            continue
        plain = units.sub(" ", between)
        preposition = lexicon.search("prepositions", plain)
        if preposition and not _starts(units, between) and not re.match(r"\s*(?:of|de|d')\s", between):
            break
        return number.value, number.start, number.end
    return after


def article(segment: str, start: int, lexicon: Lexicon) -> bool:
    """Say whether an indefinite article stands before the noun phrase at a place of a folded segment."""
    articles = lexicon.words("articles")
    return bool(articles) and bool(
        re.search(rf"(?:^|[^\w])(?:{'|'.join(articles)})\s+(?:[\w-]+\s+){{0,3}}$", segment[:start])
    )
