"""Folded text -> numbers and sums of money, in figures and words, with either convention for thousands and decimals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from .currencies import marks
from .lexicons import Lexicon

_FIGURES = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|(?:(?<![\w.,])|(?<=[\s(]x))\d+(?:[.,]\d+)?(?![.,]\d)(?![\w]*\d)"
)
_GLUED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?")
_SIZE = r"\s*(?!{national_money})({magnitudes})"
_WORD = 40
"""Letters behind a figure in which the word for its size stands."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands; `written` says that it stands there in words."""

    value: Decimal
    start: int
    end: int
    written: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money and where it stands.

    Attributes
    ----------
    currency : str or None
        ISO 4217; None where none is named.
    assumed : bool
        Whether the currency is the usual reading of a sign that several share.
    """

    amount: Decimal
    currency: str | None
    start: int
    end: int
    assumed: bool = False


def figure(text: str, *, magnitude: bool = False) -> Decimal:
    """Return the value of figures in either convention.

    A single separator before exactly three digits parts thousands, unless a magnitude follows.

    Examples
    --------
    >>> [str(figure(text)) for text in ("1.200.000,50", "45 000 000", "1,200", "1.5", "9,500.25")]
    ['1200000.50', '45000000', '1200', '1.5', '9500.25']
    >>> str(figure("1.250", magnitude=True))
    '1.250'
    """
    text = text.replace(" ", "").replace("'", "")
    points, commas = text.count("."), text.count(",")
    if points and commas:
        decimal = "." if text.rindex(".") > text.rindex(",") else ","
        text = text.replace("," if decimal == "." else ".", "").replace(decimal, ".")
        return Decimal(text) if text.count(".") == 1 else Decimal(text.replace(".", ""))
    mark = "." if points else ","
    if points + commas == 1 and (len(text) - text.index(mark) != 4 or magnitude or text.startswith("0")):
        return Decimal(text.replace(",", "."))
    return Decimal(text.replace(mark, ""))


def numbers(folded: str, lexicon: Lexicon) -> list[Number]:
    """Return all numbers of folded text in order; ``two (2)`` is one.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [(int(n.value), n.written) for n in numbers("twenty-five officers and 1,200 padlocks, two (2) machines", lexicon("en"))]
    [(25, True), (1200, False), (2, True)]
    """
    found = [Number(figure(match[0]), match.start(), match.end()) for match in _FIGURES.finditer(folded)]
    found += _fractions(folded, lexicon)
    found += _fixed(folded, lexicon)
    found += _written(folded, lexicon)
    found.sort(key=lambda number: (number.start, -number.end))
    merged: list[Number] = []
    for number in found:
        before = merged[-1] if merged else None
        if before and number.start < before.end:
            continue
        if before and before.value == number.value and re.fullmatch(r"\s*\(\s*", folded[before.end : number.start]):
            closing = re.match(r"\s*\)", folded[number.end :])
            if closing:
                merged[-1] = Number(before.value, before.start, number.end + closing.end(), before.written)
                continue
        if before and folded[before.end : number.start].strip() == "+":
            merged[-1] = Number(before.value + number.value, before.start, number.end, before.written)
            continue
        if before and before.written and before.value == 1 and not folded[before.end : number.start].strip():
            merged.pop()
        elif (
            before
            and not before.written
            and number.written
            and folded[before.end : number.start] == " "
            and _is_factor(folded, number, lexicon)
        ):
            size = figure(folded[before.start : before.end], magnitude=True)
            merged[-1] = Number(_plain(size * number.value), before.start, number.end)
            continue
        merged.append(number)
    return merged


def _is_factor(folded: str, number: Number, lexicon: Lexicon) -> bool:
    """Say whether a written number only multiplies the figure before it: ``25 thousand``."""
    return folded[number.start : number.end] in _number_words(lexicon)[1] and number.value >= 1000


def _fractions(folded: str, lexicon: Lexicon) -> list[Number]:
    """Return the fractions of a magnitude: ``1/4 million``."""
    found = lexicon.shape(r"(?<![\d/.,])([1-9])/([2-9])(?=\s+{magnitudes})").finditer(folded)
    return [Number(_plain(Decimal(match[1]) / Decimal(match[2])), match.start(), match.end()) for match in found]


def _fixed(folded: str, lexicon: Lexicon) -> list[Number]:
    """Return the numbers that are phrases of their own: ``half a dozen``, ``une quinzaine``."""
    values = lexicon.mapping("number_phrases")
    found = lexicon.pattern("number_phrases").finditer(folded)
    return [
        Number(Decimal(values[" ".join(re.split(r"[\s-]+", match[0]))]), match.start(), match.end(), written=True)
        for match in found
        if not (following := re.match(r"[\s-]+([a-z]+)", folded[match.end() :]))
        or following[1] not in _number_words(lexicon)[1]
    ]


def _written(folded: str, lexicon: Lexicon) -> list[Number]:
    units, factors = _number_words(lexicon)
    joined, alone = lexicon.shape(r"\s+{number_joins}\s+"), lexicon.pattern("lone_multipliers")
    tokens = [match for match in re.finditer(r"[a-z]+", folded) if match[0] in units or match[0] in factors]
    groups: list[list[re.Match[str]]] = []
    for token in tokens:
        between = folded[groups[-1][-1].end() : token.start()] if groups else ""
        joint = joined.fullmatch(between) is not None
        if (
            groups
            and (between in (" ", "-") or joint)
            and _continues(groups[-1][-1][0], token[0], joined=joint, units=units, factors=factors)
        ):
            groups[-1].append(token)
        else:
            groups.append([token])
    found = []
    for group in groups:
        words = [token[0] for token in group]
        if words[0] in factors and len(words) == 1 and not alone.fullmatch(words[0]):
            continue
        found.append(Number(Decimal(_value(words, units, factors)), group[0].start(), group[-1].end(), written=True))
    return found


@cache
def _number_words(lexicon: Lexicon) -> tuple[Mapping[str, int], Mapping[str, int]]:
    return lexicon.mapping("numbers"), lexicon.mapping("multipliers")


def _continues(before: str, word: str, *, joined: bool, units: Mapping[str, int], factors: Mapping[str, int]) -> bool:
    """Say whether a number word carries on the one before it: ``twenty``, ``five``; not ``two``, ``five``."""
    if word in factors:
        return not joined
    value = units[word]
    if before in factors:
        return value < factors[before]
    last = units[before]
    return (
        (last >= 20 and last % 10 == 0 and value < 20 and value < last)
        or (last >= 100 and value < 100)
        or (last == 4 and value == 20)
        or (last == 10 and 7 <= value <= 9)  # dix-huit
    )


def _value(words: list[str], units: Mapping[str, int], factors: Mapping[str, int]) -> int:
    total = current = 0
    for word in words:
        if word in factors:
            factor = factors[word]
            current = max(current, 1) * factor
            if factor >= 1000:
                total, current = total + current, 0
        elif current == 4 and units[word] == 20:
            current = 80
        else:
            current += units[word]
    return total + current


def sums(text: str, folded: str, lexicon: Lexicon, state: str | None = None) -> list[Sum]:
    """Return all sums of money of a text, one where the same sum is written twice side by side.

    Parameters
    ----------
    text, folded : str
        The same text, as printed and folded.
    lexicon : Lexicon
        Of the text's language.
    state : str or None
        The reporting State: it tells whose francs, kwacha or pesos are meant.

    Examples
    --------
    >>> from .folding import fold
    >>> from .lexicons import lexicon
    >>> text = "A grant of 60,000 Eastern Caribbean dollars (XCD 60,000); EUR 1.2 mio; $500"
    >>> [(str(s.amount), s.currency, s.assumed) for s in sums(text, fold(text), lexicon("en"))]
    [('60000', 'XCD', False), ('1200000', 'EUR', False), ('500', 'USD', True)]
    """
    magnitudes = lexicon.mapping("magnitudes")
    plain = list(numbers(folded, lexicon))
    plain += [
        Number(figure(match[0]), match.start(), match.end())
        for match in _GLUED.finditer(folded)
        if not any(number.start <= match.start() < number.end for number in plain)
        and match.start()
        and not folded[match.start() - 1].isdigit()
    ]
    behind = lexicon.shape(r"\)?\s*\(?{of}?\s*|\.-\s*")
    found: list[Sum] = []
    for mark in marks(text, folded, state):
        if found and mark.start < found[-1].end:
            continue
        best: Sum | None = None
        for number in plain:
            if found and number.start < found[-1].end:
                continue
            end, amount = number.end, number.value
            size = lexicon.shape(_SIZE).match(folded[end : end + _WORD])
            if size and (len(size[1]) > 1 or mark.start != end + size.start(1)):  # "M 14,000" is in maloti
                if re.fullmatch(r"[\d.,' ]+", folded[number.start : number.end]):
                    amount = figure(folded[number.start : number.end], magnitude=True)
                amount, end = amount * magnitudes[size[1]], end + size.end()
            before = folded[mark.end : number.start]
            if mark.end <= number.start and re.fullmatch(r"[\s:.=~]*", before) and len(before) <= 3:
                best = _upper(Sum(amount, mark.code, mark.start, end, mark.assumed), folded, plain, lexicon)
                break
            if end <= mark.start and behind.fullmatch(folded[end : mark.start]):
                best = Sum(amount, mark.code, number.start, mark.end, mark.assumed)
        if best:
            found.append(best)
    return [replace(one, amount=_plain(one.amount)) for one in _once(sorted(found, key=lambda one: one.start), folded)]


def _upper(one: Sum, folded: str, plain: Sequence[Number], lexicon: Lexicon) -> Sum:
    """Return a sum up to the upper end that stands behind it: "USD 110,000 - 130,000", "USD 2 to 3 million"."""
    for number in plain:
        if not lexicon.shape(r"\s?(?:-|{to}|{and})\s?").fullmatch(folded[one.end : number.start]):
            continue
        size = lexicon.shape(_SIZE).match(folded[number.end : number.end + _WORD])
        end = number.end + (size.end() if size else 0)
        factor = written_size(folded[number.end :], lexicon)
        least = one.amount * factor if one.amount < number.value else one.amount
        closed = size or re.match(r"\s*[).,;]|$", folded[end:])
        if closed and least < number.value * factor <= least * 3:
            return replace(one, amount=number.value * factor, end=end)
    return one


def written_size(behind: str, lexicon: Lexicon) -> int:
    """Return the magnitude with which the folded words behind a figure start, 1 where they name none: ``0.2`` ``m``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> written_size(" million", lexicon("en")), written_size(" machines", lexicon("en"))
    (1000000, 1)
    """
    size = lexicon.shape(_SIZE).match(behind)
    return int(lexicon.mapping("magnitudes")[size[1]]) if size else 1


def whole(amount: Decimal) -> Decimal:
    """Return an amount without a fraction of zeros.

    Examples
    --------
    >>> str(whole(Decimal("200000.0")))
    '200000'
    """
    return _plain(amount)


def _plain(amount: Decimal) -> Decimal:
    return amount.to_integral_value() if amount == amount.to_integral_value() else amount


def _once(found: list[Sum], folded: str) -> list[Sum]:
    """Drop the second writing of a sum: ``60,000 dollars (XCD 60,000)``."""
    kept = found[:1]
    for before, one in pairwise(found):
        between = folded[before.end : one.start]
        if one.amount == before.amount and len(between) <= 4 and not between.strip(" (,-/"):
            if kept[-1].assumed and not one.assumed:
                kept[-1] = Sum(one.amount, one.currency, kept[-1].start, one.end)
            else:
                kept[-1] = Sum(kept[-1].amount, kept[-1].currency, kept[-1].start, one.end, kept[-1].assumed)
            continue
        kept.append(one)
    return kept
