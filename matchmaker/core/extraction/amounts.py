"""Folded text -> numbers and sums of money, in figures and words, with either convention for thousands and decimals."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from .lexicons import FOLDER, Lexicon
from .phrases import pattern

_FIGURES = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|(?:(?<![\w.,])|(?<=[\s(]x))\d+(?:[.,]\d+)?(?![.,]\d)(?![\w]*\d)"
)
_GLUED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?")
_GOAL = re.compile(
    r"SDG\W{0,2}(?:goal |target |indicator )?\d{1,2}(?![\d ,]*\d{3})(?![\d.,]*\s?(?:million|thousand|milli|mio|mn|m)\b)"
)
"""A goal of sustainable development, which is no sum in Sudanese pounds: "SDG 16.4.2"."""


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
    size = _magnitude(lexicon).pattern
    found = re.finditer(rf"(?<![\d/.,])([1-9])/([2-9])(?=\s{size})", folded)
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
    joins = set(lexicon.words("number_joins"))
    tokens = [match for match in re.finditer(r"[a-z]+", folded) if match[0] in units or match[0] in factors]
    groups: list[list[re.Match[str]]] = []
    for token in tokens:
        between = folded[groups[-1][-1].end() : token.start()] if groups else ""
        if (
            groups
            and (between in (" ", "-") or (between.strip() in joins and between != between.strip()))
            and _continues(groups[-1][-1][0], token[0], joined=between.strip() in joins, units=units, factors=factors)
        ):
            groups[-1].append(token)
        else:
            groups.append([token])
    found = []
    for group in groups:
        words = [token[0] for token in group]
        if words[0] in factors and words[0] not in ("cent", "mil", "mille", "cien", "ciento") and len(words) == 1:
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


@dataclass(frozen=True, slots=True)
class _Currencies:
    codes: frozenset[str]
    names: re.Pattern[str]
    of_name: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    of_state: Mapping[str, str]
    own: Mapping[str, re.Pattern[str]]


@cache
def _currencies() -> _Currencies:
    data: dict[str, Any] = json.loads((FOLDER / "currencies.json").read_text(encoding="utf-8"))
    names = [
        (name, (code,)) for code, entry in data["currencies"].items() for name in (*entry["names"], *entry["symbols"])
    ] + [(name, tuple(codes)) for name, codes in data["shared"].items()]
    names.sort(key=lambda pair: len(pair[0]), reverse=True)
    return _Currencies(
        frozenset(data["currencies"]),
        pattern(name for name, _ in names),
        tuple((pattern([name]), codes) for name, codes in names),
        {state: code for code, entry in data["currencies"].items() for state in entry["states"]},
        {code: _own(entry["own"]) for code, entry in data["currencies"].items() if "own" in entry},
    )


def _own(signs: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of signs that only the State's own reports use, close to figures: ``M 14,000``, ``250 kr``."""
    either = "|".join(map(re.escape, sorted(signs, key=len, reverse=True)))
    return re.compile(rf"(?<![\w$])(?:{either})(?=\.?\s?\d)|(?<=\d)\s?(?:{either})(?![\w$])")


_NATIONAL = re.compile(r"\s?\d[\d.,' ]*\s*\(?(?:m\.\s?n\.?|m/n|moneda nacional)(?![a-z])")
"""What makes a bare dollar sign the State's own currency: "$1,250,000.00 M.N."."""


@dataclass(frozen=True, slots=True)
class _Currency:
    code: str
    start: int
    end: int
    assumed: bool


def _currency_marks(text: str, folded: str, state: str | None) -> list[_Currency]:
    known = _currencies()
    marks = [
        _Currency(match[0], match.start(), match.end(), assumed=False)
        for match in re.finditer(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", text)
        if match[0] in known.codes and not _GOAL.match(text, match.start())
    ]
    signs = known.own.get(known.of_state.get(state or "", ""))
    marks += [
        _Currency(known.of_state[state or ""], match.start(), match.end(), assumed=False)
        for match in (signs.finditer(text) if signs else ())
    ]
    for match in known.names.finditer(folded):
        codes = next(codes for one, codes in known.of_name if one.fullmatch(match[0]))
        own = known.of_state.get(state or "")
        national = own is not None and _NATIONAL.match(folded, match.end()) is not None
        code = own if own is not None and (national or own in codes) else codes[0]
        shared = "$" in match[0] or match[0].startswith(("dollar", "dolar"))
        assumed = (
            (shared and codes == ("USD",) and len(match[0]) < 9) if shared else len(codes) > 1 and own not in codes
        )
        marks.append(
            _Currency(
                code, match.start(), match.end(), assumed=assumed and not national and match[0] not in ("us$", "usd$")
            )
        )
    return sorted(marks, key=lambda mark: (mark.start, -mark.end))


def currency_of(text: str, folded: str, state: str | None = None) -> str | None:
    """Return the currency that a text names first, such as the head of a table's column; None where it names none.

    Examples
    --------
    >>> currency_of("Cost (FCFA)", "cost (fcfa)", "BFA")
    'XOF'
    """
    marks = _currency_marks(text, folded, state)
    return marks[0].code if marks else None


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
    after = _magnitude(lexicon)
    plain = list(numbers(folded, lexicon))
    plain += [
        Number(figure(match[0]), match.start(), match.end())
        for match in _GLUED.finditer(folded)
        if not any(number.start <= match.start() < number.end for number in plain)
        and match.start()
        and not folded[match.start() - 1].isdigit()
    ]
    found: list[Sum] = []
    for mark in _currency_marks(text, folded, state):
        if found and mark.start < found[-1].end:
            continue
        best: Sum | None = None
        for number in plain:
            if found and number.start < found[-1].end:
                continue
            end, amount = number.end, number.value
            if (word := after.match(folded, end)) and (word[1] not in ("m", "k") or mark.start != word.start(1)):
                if re.fullmatch(r"[\d.,' ]+", folded[number.start : number.end]):
                    amount = figure(folded[number.start : number.end], magnitude=True)
                amount, end = amount * magnitudes[word[1]], word.end()
            before = folded[mark.end : number.start]
            if mark.end <= number.start and re.fullmatch(r"[\s:.=~]*", before) and len(before) <= 3:
                best = _upper(Sum(amount, mark.code, mark.start, end, mark.assumed), folded, plain)
                break
            if end <= mark.start and re.fullmatch(r"\)?\s*\(?(?:(?:of|de|d')\s*)?|\.-\s*", folded[end : mark.start]):
                best = Sum(amount, mark.code, number.start, mark.end, mark.assumed)
        if best:
            found.append(best)
    return [replace(one, amount=_plain(one.amount)) for one in _once(sorted(found, key=lambda one: one.start), folded)]


def _upper(one: Sum, folded: str, plain: Sequence[Number]) -> Sum:
    """Return a sum up to the upper end that stands behind it: "USD 110,000 - 130,000"."""
    for number in plain:
        range_ = re.fullmatch(r"\s?(?:-|to|a|et|and|y)\s?", folded[one.end : number.start])
        if range_ and one.amount < number.value <= one.amount * 3 and re.match(r"\s*[).,;]|$", folded[number.end :]):
            return replace(one, amount=number.value, end=number.end)
    return one


def written_size(behind: str, lexicon: Lexicon) -> int:
    """Return the magnitude with which the folded words behind a figure start, 1 where they name none: ``0.2`` ``m``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> written_size(" million", lexicon("en")), written_size(" machines", lexicon("en"))
    (1000000, 1)
    """
    word = _magnitude(lexicon).match(behind)
    return int(lexicon.mapping("magnitudes")[word[1]]) if word else 1


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


@cache
def _magnitude(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a magnitude behind a figure."""
    size = "|".join(re.escape(word) for word in sorted(lexicon.mapping("magnitudes"), key=len, reverse=True))
    return re.compile(rf"\s*({size})(?![a-z]|\.\s?n\b)")
