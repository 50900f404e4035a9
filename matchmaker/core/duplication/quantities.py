"""Duplication, quantities: the words of a text in; numbers in words or digits, counted things, money and phases out."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ..vocabulary import Kind
from .lexicon import LANGUAGES, Hit, data

_YEARS = range(1990, 2051)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_ONES = frozenset({"un", "una", "une", "uno", "one"})
_NEAR = 4  # words between a number and what it counts: "18 Paraguayan customs inspectors"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text and the words [start, end) where it stands."""

    value: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Words:
    cardinals: dict[str, int]
    multipliers: dict[str, int]
    joins: frozenset[str]
    ordinals: dict[str, int]


@cache
def _number_words(language: str | None) -> _Words:
    book = data("numbers")
    languages = [language] if language else list(LANGUAGES)
    # Where the language is unknown, a word that two languages read differently is no number.
    cardinals: dict[str, int] = {}
    unclear = set() if language else {"once", "mil", "un", "six"}
    for each in languages:
        cardinals |= {word: value for word, value in book["cardinals"][each].items() if word not in unclear}
    merged: dict[str, dict[str, int]] = {"multipliers": {}, "ordinals": {}}
    for part, words in merged.items():
        for each in languages:
            words |= book[part][each]
    joins = frozenset(word for each in languages for word in book["joins"][each])
    return _Words(cardinals, merged["multipliers"], joins, merged["ordinals"])


def numbers_in(text: tuple[str, ...], language: str | None) -> list[Number]:
    """Return the numbers of a text, in digits or in words, without years.

    Examples
    --------
    >>> from matchmaker.core.duplication.lexicon import words
    >>> [int(n.value) for n in numbers_in(words("soixante-dix-huit fusils, vingt et un en 2014"), "fr")]
    [78, 21]
    """
    known = _number_words(language)
    found = []
    at = 0
    while at < len(text):
        word = text[at]
        if word[0].isdigit() and word[-1].isdigit():
            value = Decimal(word)
            if not (value == int(value) and int(value) in _YEARS and len(word) == 4):
                found.append(Number(value, at, at + 1))
            at += 1
        elif word in known.cardinals or word in known.multipliers:
            number = _spelled(text, at, known)
            found.append(number)
            at = number.end
        else:
            at += 1
    return found


def _spelled(text: tuple[str, ...], start: int, known: _Words) -> Number:
    total = current = 0
    at = start
    while at < len(text):
        word = text[at]
        if word in known.multipliers:
            factor = known.multipliers[word]
            current = max(current, 1) * factor
            if factor >= 1000:
                total, current = total + current, 0
        elif word in known.cardinals:
            value = known.cardinals[word]
            if current == 4 and value == 20:
                current = 80
            elif value == 12 and word.startswith("do") and 0 < current < 20:
                current *= 12
            elif (
                current == 0
                or (value < 20 <= current and current % 100 + value < 100)
                or (current % 100 == 0 < current)
            ):
                current += value
            else:
                break
        elif not (word in known.joins and current >= 20 and text[at + 1 : at + 2] and text[at + 1] in known.cardinals):
            break
        at += 1
    return Number(Decimal(total + current), start, at)


def counted(
    text: tuple[str, ...], hits: list[Hit], numbers: list[Number], kind: Kind | None, item: str | None
) -> frozenset[Decimal]:
    """Return how many of what the kind counts a text names: items, places or expert days.

    Examples
    --------
    >>> from matchmaker.core.duplication.lexicon import lexicon, words
    >>> text = words("a dozen workstations in provincial offices")
    >>> counted(text, lexicon().find(text), numbers_in(text, "en"), Kind.EQUIPMENT, "computer")
    frozenset({Decimal('12')})
    """
    wanted = {Kind.TRAINING: "places", Kind.EQUIPMENT: "items"}.get(kind, "days") if kind else "items"
    nouns = {hit.start: hit for hit in hits if hit.category == "counted" and hit.value == wanted}
    if kind is Kind.EQUIPMENT:
        nouns |= {hit.start: hit for hit in hits if hit.category == "item" and item in (None, hit.value)}
    found = set()
    taken = {number.start for number in numbers}
    ends = {hit.end for hit in nouns.values()}
    near = 2 if wanted == "days" else _NEAR
    for number in numbers:
        reach = range(number.end, min(number.end + near, len(text)))
        after = next((at for at in reach if at in nouns or at in taken), None)
        if after is not None and after in nouns:
            if number.value == 1 and text[number.start] in _ONES and after > number.end + 1:
                continue
            found.add(number.value)
        elif (
            number.start in ends
            and text[number.start][0].isdigit()
            and not (text[number.end : number.end + 1] or ("",))[0].isdigit()
        ):
            found.add(number.value)
    return frozenset(found)


def money_in(text: tuple[str, ...], hits: list[Hit], numbers: list[Number]) -> frozenset[tuple[Decimal, str]]:
    """Return the amounts of money in a text with their currencies.

    Examples
    --------
    >>> from matchmaker.core.duplication.lexicon import lexicon, words
    >>> text = words("worth about 46,000 dollars, and EUR 1.2 mio")
    >>> sorted(money_in(text, lexicon().find(text), numbers_in(text, "en")))
    [(Decimal('46000'), 'USD'), (Decimal('1200000.0'), 'EUR')]
    """
    magnitudes: dict[str, int] = data("numbers")["magnitudes"]
    currencies: dict[int, str] = {}
    for hit in hits:
        if hit.category == "currency":
            currencies |= {hit.start: hit.value, hit.end - 1: hit.value}
    currencies |= {at: {"$": "USD", "€": "EUR", "£": "GBP"}[word] for at, word in enumerate(text) if word in "$€£"}
    found = set()
    for number in numbers:
        value, end = number.value, number.end
        if end < len(text) and text[end] in magnitudes:
            value, end = value * magnitudes[text[end]], end + 1
        # "46,000 dollars", "2 millions d'euros", "EUR 20 000"; what stands before wins: "EUR 20 000, USD 5".
        beside = (number.start - 1, end, *(end + 1,) * (text[end : end + 1] in (("d",), ("de",), ("of",))))
        code = next((currencies[at] for at in beside if at in currencies), None)
        if code:
            found.add((value, code))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Phase:
    """Which of several phases, and which of several parts, a record is about."""

    number: int | None = None
    part: str | None = None


def phase_in(text: tuple[str, ...], language: str | None) -> Phase:
    """Return the phase (the highest named) and the part (the first named) that a text speaks of.

    Examples
    --------
    >>> from matchmaker.core.duplication.lexicon import words
    >>> phase_in(words("deuxième étape de l'audit"), "fr")
    Phase(number=2, part=None)
    >>> phase_in(words("Half B of the programme while half A runs"), "en")
    Phase(number=None, part='b')
    """
    cues, known = data("cues"), _number_words(language)
    languages = [language] if language else list(LANGUAGES)
    sequence = {word for each in languages for word in cues["sequence"][each]}
    parts = {word for each in languages for word in cues["parts"][each]}
    numbers: list[int] = []
    named: list[str] = []
    for at, word in enumerate(text):
        if word not in sequence and word not in parts:
            continue
        before = text[at - 1] if at else ""
        after = text[at + 1] if at + 1 < len(text) else ""
        after = text[at + 2] if after in ("no", "n", "nr", "numero", "num") and at + 2 < len(text) else after
        number = _ordinal(before, known.ordinals) or _ordinal(after, {}) or known.cardinals.get(after)
        if word in sequence and number:
            numbers.append(number)
        elif number or (len(after) == 1 and after in "abcdef"):
            named.append(str(number or after))
    return Phase(max(numbers) if numbers else None, named[0] if named else None)


def _ordinal(word: str, ordinals: dict[str, int]) -> int | None:
    if word in ordinals:
        return ordinals[word]
    if word.isdigit() and len(word) == 1:
        return int(word)
    return _ROMAN.get(word)
