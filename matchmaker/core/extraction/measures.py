"""A segment -> how much is asked: things and expert-days; persons and courses are counted in `people`."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from .amounts import Number
from .lexicons import Lexicon

_SIZE = r"\s*-?\s*(?:{percent}|{size_units})|{ordinal_endings}"
_NAMING = r"{number_signs}\s*$"
_IN_TIME = r"(?:{periods.from}|{periods.to}|{periods.by}|{periods.in}|{months}|{separators})$|[(/-]$"
_TIMES = r"\s*(?:{times}|{by}|{stays}\s{of})\s*"
_EXPERTS = r"(?:\s*[\w-]+(?=\s))?\W*{experts}|\s{of_them}"  # "experts ...: three of them, for five days"
_YEARS = range(1985, 2061)


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
        if any(start <= number.start < end for start, end in taken) or _is_year(number, clause, lexicon):
            continue
        if lexicon.shape(_SIZE).match(clause[number.end :]) or lexicon.shape(_NAMING).search(clause[: number.start]):
            continue
        if number.value != number.value.to_integral_value() or number.value <= 0:
            continue
        if re.search(r"\d/$", clause[: number.start]) or re.match(r"/\d", clause[number.end :]):
            continue
        kept.append(number)
    return kept


def _is_year(number: Number, clause: str, lexicon: Lexicon) -> bool:
    if number.written or clause[number.start : number.end] != str(number.value) or int(number.value) not in _YEARS:
        return False
    before = clause[: number.start].rstrip()
    if int(number.value) % 50 and lexicon.shape(r"\w{3}\s{of}$").search(before):
        return True  # "the training of 2023 met all needs"; nobody asks for 2023 of anything
    followed = re.match(r"\s+[a-z]{3,}", clause[number.end :])
    return lexicon.shape(_IN_TIME).search(before) is not None or not followed


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
    counts_days = lexicon.shape(r"(?:\s+{of })?\W*{expert_days}")
    days = next((n for n in numbers if counts_days.match(segment[n.end : n.end + 40])), None)
    if days is None:
        return None
    total = lexicon.pattern("in_total")
    for n in numbers:
        named = lexicon.pattern("expert_days").match(segment[n.end :].lstrip())
        if named and total.match(segment[n.end :].lstrip()[named.end() :].lstrip()):
            return n.value, n.start, n.end + named.end() + 1
    unit = lexicon.pattern("expert_days").search(segment, days.end)
    experts = next(
        (n.value for n in numbers if n != days and _counts_experts(segment[n.end : n.end + 40], lexicon)), Decimal(1)
    )
    each = unit and lexicon.shape(r"\s{apiece}").match(segment, unit.end())
    counted = [n for n in numbers if n.end < days.start and n.value > 1]
    if each and experts == 1 and len(counted) == 1:
        experts = counted[0].value  # "two directives, 12 days each"
    joint = lexicon.shape(_TIMES)
    times = next((n for n in numbers if n.end < days.start and joint.fullmatch(segment[n.end : days.start])), None)
    if times is not None:
        return times.value * days.value, times.start, unit.end() if unit else days.end
    return days.value * experts, days.start, unit.end() if unit else days.end


def expert_weeks(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return the working days for which a folded segment asks experts by the week.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "two experts for three weeks"
    >>> str(expert_weeks(text, numbers(text, lexicon("en")), lexicon("en")))
    '30'
    """
    counts_weeks = lexicon.shape(r"\s(?:[a-z]+\s)?{week_words}")
    weeks = [n for n in numbers if counts_weeks.match(segment, n.end)]
    experts = [n.value for n in numbers if n not in weeks and _counts_experts(segment[n.end : n.end + 40], lexicon)]
    others = [n for n in numbers if n not in weeks and n.value > 1]
    if len(weeks) != 1 or len(experts) > 1 or len(others) > len(experts):
        return None
    return weeks[0].value * _WORKING_DAYS * next(iter(experts), Decimal(1))


_WORKING_DAYS = 5


def _counts_experts(after: str, lexicon: Lexicon) -> bool:
    """Say whether what follows a number is experts, an adjective before them aside."""
    return lexicon.shape(_EXPERTS).match(after) is not None


def things(
    segment: str, start: int, end: int, numbers: Sequence[Number], lexicon: Lexicon
) -> tuple[Decimal, int, int] | None:
    """Return how many of the thing named at a place of a folded segment are asked for, and where the number stands."""
    before = _before(segment, start, numbers, lexicon)
    after = _after(segment, start, end, numbers, lexicon)
    if after and (
        before is None or lexicon.shape(r"\W*{licences}").match(segment[after.end :]) or start < after.start < end
    ):
        return after.value, after.start, after.end
    return (before.value, before.start, before.end) if before else None


_OPENED = (
    r"[^,;.()|:]{0,40}?\s*[(|:=\u00d7-]\s*(?:x\s*)?"  # machines: 2; machines (2); machines x 2
    r"|\s*x\s*"
    r"|[^,;.()|:]{0,60}\((?:x\s*)?"
    r"|[^,;.()|:]{0,40}:\s*(?:[\w']+\s+){1,4}"  # no detectors: we would need 8
    r"|[^;.()|:]{0,60}\s-\s*"  # detectors, hand held - 50
    r"|[^;.()|:]{0,40}{quantity_words}\.?\s*{of}?\s*[:=]?\s*"  # laser, portable, qty 2
)
_TOLD_BESIDE = r"\s{relatives }[^;.()|:]{2,50},\s*"  # the radios that go with them, twelve in number
_IN_NUMBER = r"\s(?:{in_number}|{in_total})"
_BRACKETED = re.compile(r"\([^()]*\)")
_CLOSED = r"\s*(?:[()|.;,]|$|{for }|{in_number}|{in_total})"
_LISTED = r"\s*(?:[);]|$|{in_number})"


def _after(segment: str, start: int, end: int, numbers: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return the number inside or behind the name of a thing that counts it."""
    for number in numbers:
        if start < number.start < end:
            return number
        if number.start < end:
            continue
        between = _BRACKETED.sub(" ", segment[end : number.start])
        between = lexicon.pattern("approximate").sub(" ", between)
        behind = segment[number.end :]
        unit = lexicon.shape(r"\W*{item_units}").match(behind)
        listed = re.fullmatch(r"(?:\s[\w-]+)?,\s*", between) and lexicon.shape(_LISTED).match(behind)
        trailing = re.fullmatch(r"\s+", between) and re.match(r"\s*(?:[),;]|$)", behind)
        told = lexicon.shape(_TOLD_BESIDE).fullmatch(between) and lexicon.shape(_IN_NUMBER).match(behind)
        opened = listed or trailing or lexicon.shape(_OPENED).fullmatch(between)
        opened = opened and (unit or lexicon.shape(_CLOSED).match(behind))
        joined = unit and lexicon.shape(r"\s*{with}?\s*").fullmatch(between)
        far = unit and not lexicon.search("persons", between) and not re.search(r"[;.()]", between)
        if opened or joined or far or told:
            return number
    return None


def _before(segment: str, start: int, numbers: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return the number before the name of a thing that counts it: ``two hand-held marking machines``."""
    units = lexicon.pattern("item_units")
    for number in reversed(numbers):
        if number.end > start:
            continue
        between = segment[number.end : start]
        if segment[: number.start].endswith("("):  # "(4) cutting machines"
            between = re.sub(r"^\s*\)", "", between)
        if lexicon.shape(r"[,;:()|]|{and}").search(between) or len(between.split()) > 5:
            return None
        if lexicon.pattern("uncounted").match(between.lstrip()) and lexicon.search("definite", between):
            return None  # "of the four priorities the terminal" counts the priorities
        if lexicon.search("time_units", between) or lexicon.shape(r"-{size_units}").match(between):
            continue
        if not lexicon.noun_last and lexicon.shape(r"\s+{areas}\s.*\s{of }").match(between):
            return None  # "équiper cinq postes de détecteurs" counts the posts
        preposition = lexicon.search("prepositions", units.sub(" ", between))
        if preposition and not lexicon.shape(r"\W*{item_units}|\s*{of }").match(between):
            return None
        return _share(segment, number, numbers, lexicon) or number
    return None


def _share(segment: str, whole: Number, numbers: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return the part that is asked of a whole: five in ``five of the seven servers``."""
    joint = lexicon.shape(r"\s{of_the_whole }")
    return next((n for n in numbers if n.end < whole.start and joint.fullmatch(segment[n.end : whole.start])), None)


def article(segment: str, start: int, lexicon: Lexicon) -> bool:
    """Say whether an indefinite article stands before the noun phrase at a place of a folded segment."""
    return lexicon.shape(r"{articles }(?:[\w-]+\s+){0,3}$").search(segment[:start]) is not None


def ordinal(segment: str, start: int, lexicon: Lexicon) -> bool:
    """Say whether a thing at a place of a folded segment is a further one: ``2nd marking machine``, ``a third press``."""
    return lexicon.shape(r"{ordinals }(?:(?!{the })[\w-]+\s+)?$").search(segment[:start]) is not None
