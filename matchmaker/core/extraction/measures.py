"""A segment -> how much is asked: things and expert-days; persons and courses are counted in `people`."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from .amounts import Number
from .lexicons import Lexicon
from .phrases import pattern

_NO_COUNT = re.compile(
    r"\s*-?\s*(?:%|per cent|percent|pour cent|por ciento|foot|feet|ft|metres?|m2|mm|cm|kg|tonn?es?|kva|kw|litres?|pieds?|metros?|st\b|nd\b|rd\b|th\b|eme\b|er\b)"
)
_TIMES = re.compile(
    r"\s*(?:x|\u00d7|times|fois|veces|por|missions? of|missions? de|visits? of|visitas de|visites de|misiones de|viajes de|estancias de|s\u00e9jours de|sejours de)\s*"
)
_OF = re.compile(r"^\s+(?:de|d')\s*")
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
        if any(start <= number.start < end for start, end in taken) or _NO_COUNT.match(clause, number.end):
            continue
        if _is_year(number, clause, lexicon) or re.search(
            r"(?:n[o\u00b0.]|no\.|#|resolution|art\.|article|cap)\s*$", clause[: number.start]
        ):
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
    if int(number.value) % 50 and re.search(r"\w{3}\s(?:of|de|del)$", before):
        return True  # "the training of 2023 met all needs"; nobody asks for 2023 of anything
    followed = re.match(r"\s+[a-z]{3,}", clause[number.end :])
    cued = re.search(rf"(?:{_time_words(lexicon).pattern})\s*$|[(/-]$", before)
    return bool(cued) or not followed


@cache
def _time_words(lexicon: Lexicon) -> re.Pattern[str]:
    words = {word for name in ("from", "to", "by", "in") for word in lexicon.words(f"periods.{name}")}
    return pattern({*words, *lexicon.words("months"), *lexicon.words("separators")} - {"-"})


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
    days = next(
        (n for n in numbers if _starts(lexicon.pattern("expert_days"), _OF.sub(" ", segment[n.end : n.end + 40]))), None
    )
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
    each = unit and re.match(rf"\s(?:{lexicon.pattern('apiece').pattern})(?!\w)", segment[unit.end() :])
    counted = [n for n in numbers if n.end < days.start and n.value > 1]
    if each and experts == 1 and len(counted) == 1:
        experts = counted[0].value  # "two directives, 12 days each"
    times = next((n for n in numbers if n.end < days.start and _TIMES.fullmatch(segment[n.end : days.start])), None)
    if times is not None:
        return times.value * days.value, times.start, unit.end() if unit else days.end
    return days.value * experts, days.start, unit.end() if unit else days.end


def _counts_experts(after: str, lexicon: Lexicon) -> bool:
    """Say whether what follows a number is experts, an adjective before them aside."""
    bare = re.sub(r"^\s*[\w-]+(?=\s)", "", after)
    if re.match(r"\s(?:of them|d'entre eux|d'entre elles|de ellos|de ellas)\b", after):
        return True  # "experts ...: three of them, for five days"
    return _starts(lexicon.pattern("experts"), after) or _starts(lexicon.pattern("experts"), bare)


def things(
    segment: str, start: int, end: int, numbers: Sequence[Number], lexicon: Lexicon
) -> tuple[Decimal, int, int] | None:
    """Return how many of the thing named at a place of a folded segment are asked for, and where the number stands."""
    before = _before(segment, start, numbers, lexicon)
    after = _after(segment, start, end, numbers, lexicon)
    if after and (
        before is None or _starts(lexicon.pattern("licences"), segment[after.end :]) or start < after.start < end
    ):
        return after.value, after.start, after.end
    return (before.value, before.start, before.end) if before else None


_OPENED = re.compile(
    r"[^,;.()|:]{0,40}?\s*[(|:=\u00d7-]\s*(?:x\s*)?"  # machines: 2; machines (2); machines x 2
    r"|\s*x\s*"
    r"|[^,;.()|:]{0,60}\((?:x\s*)?"
    r"|[^,;.()|:]{0,40}:\s*(?:[\w']+\s+){1,4}"  # no detectors: we would need 8
    r"|[^;.()|:]{0,60}\s-\s*"  # detectors, hand held - 50
    r"|[^;.()|:]{0,40}(?:qty|quantity|quantite|qte|nombre|nbre|cantidad|cant|unidades|number|numero)\.?\s*(?:of|de)?\s*[:=]?\s*"  # laser, portable, qty 2
)
_TOLD_BESIDE = re.compile(
    r"\s(?:that|which|qui|que)\s[^;.()|:]{2,50},\s*"
)  # the radios that go with them, twelve in number
_IN_NUMBER = re.compile(r"\s(?:in (?:number|all|total)|en (?:nombre|tout|total)|au total)\b")
_BRACKETED = re.compile(r"\([^()]*\)")
_CLOSED = re.compile(r"\s*(?:[()|.;,]|$|(?:for|pour|para)\s|in number\b|en nombre\b|en total\b)")


def _after(segment: str, start: int, end: int, numbers: Sequence[Number], lexicon: Lexicon) -> Number | None:
    """Return the number inside or behind the name of a thing that counts it."""
    units = lexicon.pattern("item_units")
    for number in numbers:
        if start < number.start < end:
            return number
        if number.start < end:
            continue
        between = _BRACKETED.sub(" ", segment[end : number.start])
        unit = _starts(units, segment[number.end :])
        between = lexicon.pattern("approximate").sub(" ", between)
        listed = re.fullmatch(r"(?:\s[\w-]+)?,\s*", between) and re.match(
            r"\s*(?:[);]|$|in number\b)", segment[number.end :]
        )
        trailing = re.fullmatch(r"\s+", between) and re.match(r"\s*(?:[),;]|$)", segment[number.end :])
        told = _TOLD_BESIDE.fullmatch(between) and _IN_NUMBER.match(segment[number.end :])
        opened = (listed or trailing or _OPENED.fullmatch(between)) and (unit or _CLOSED.match(segment[number.end :]))
        joined = unit and re.fullmatch(r"\s*(?:with|avec|con)?\s*", between)
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
        if re.search(r"[,;:()|]|(?<!\w)(?:and|et|y)(?!\w)", between) or len(between.split()) > 5:
            return None
        if lexicon.pattern("uncounted").match(between.lstrip()) and lexicon.search("definite", between):
            return None  # "of the four priorities the terminal" counts the priorities
        if lexicon.search("time_units", between) or re.match(r"-(?:foot|feet|metre|pieds)", between):
            continue
        if lexicon.language != "en" and re.match(
            rf"\s+(?:{lexicon.pattern('areas').pattern})\s.*(?:\sde\s|\sd')", between
        ):
            return None  # "équiper cinq postes de détecteurs" counts the posts
        preposition = lexicon.search("prepositions", units.sub(" ", between))
        if preposition and not _starts(units, between) and not re.match(r"\s*(?:(?:of|de)\s|d')", between):
            return None
        return _share(segment, number, numbers) or number
    return None


def _share(segment: str, whole: Number, numbers: Sequence[Number]) -> Number | None:
    """Return the part that is asked of a whole: five in ``five of the seven servers``."""
    for number in numbers:
        between = segment[number.end : whole.start]
        if number.end < whole.start and re.fullmatch(
            r"\s(?:of (?:the|our|its|their)|des|de (?:nos|ses|leurs|los|las|sus|nuestr[oa]s))\s", between
        ):
            return number
    return None


def article(segment: str, start: int, lexicon: Lexicon) -> bool:
    """Say whether an indefinite article stands before the noun phrase at a place of a folded segment."""
    articles = lexicon.words("articles")
    return bool(articles) and bool(
        re.search(rf"(?:^|[^\w])(?:{'|'.join(articles)})\s+(?:[\w-]+\s+){{0,3}}$", segment[:start])
    )


def ordinal(segment: str, start: int, lexicon: Lexicon) -> bool:
    """Say whether a thing at a place of a folded segment is a further one: ``2nd marking machine``, ``a third press``."""
    return (
        re.search(
            rf"(?:{lexicon.pattern('ordinals').pattern})\s+(?:(?!(?:the|les?|la|el|los|las)\s)[\w-]+\s+)?$",
            segment[:start],
        )
        is not None
    )


def _starts(words: re.Pattern[str], text: str) -> bool:
    match = words.search(text)
    return match is not None and not re.search(r"\w", text[: match.start()])
