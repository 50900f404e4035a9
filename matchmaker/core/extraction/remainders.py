"""What is asked as the rest of a whole: "budgeted at KES 9.5 million, of which 3.5 will be found; the rest is sought"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Kind
from .amounts import Number, Sum, numbers, sums, whole
from .asks import Ask, Report
from .clauses import Clause
from .excerpts import Excerpt
from .found import Found
from .lexicons import Lexicon
from .shortfalls import shortfall
from .stances import is_gap_title

_PERCENT = r"(?<!\d)(\d{1,2})\s?{percent}"
_FRACTIONS = {
    "half": Decimal(1) / 2,
    "third": Decimal(1) / 3,
    "two_thirds": Decimal(2) / 3,
    "quarter": Decimal(1) / 4,
    "three_quarters": Decimal(3) / 4,
}
_BEFORE = 300
"""Letters before the word for the rest in which the whole and its part stand."""


def _share(folded: str, reading: Lexicon) -> Decimal | None:
    """Return the share of a whole that a folded text tells: "30 per cent", "un tercio"."""
    if share := reading.shape(_PERCENT).search(folded):
        return Decimal(share[1]) / 100
    told = reading.hits("fractions", folded)
    return _FRACTIONS[told[0].entry] if told else None


def rest_of_sum(text: Excerpt, clause: Clause, report: Report) -> tuple[Sum, Sum] | None:
    """Return what is left of a sum and the sum as a whole, where a clause asks for the rest.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "It costs USD 9.5 million, of which 3.5 million is there; the rest is sought."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> rest, whole = rest_of_sum(excerpt, list(clauses(excerpt, report.reading))[-1], report)
    >>> str(rest.amount), str(whole.amount)
    ('6000000', '9500000')
    """
    if (stated := _stated_rest(text, clause, report)) is not None:
        return stated
    named = report.reading.pattern("remainders").search(text.folded, clause.start, clause.end)
    if named is None or report.reading.shape(r"\s{of}").match(text.folded, named.end()):
        return None
    first = max(text.folded.rfind("\n", 0, named.start()) + 1, named.start() - _BEFORE)
    printed, folded = text.text[first : named.start()], text.folded[first : named.start()]
    told = sums(printed, folded, report.reading, report.state)
    if not told:
        return None
    total = told[-1] if len(told) == 1 else told[-2]
    parts = [one.amount for one in told[-1:] if one is not total and one.currency == total.currency]
    sentence = re.split(r"[.\n]\s", folded[: total.start])[-1]
    share = _share(folded[total.end :], report.reading) or _share(sentence, report.reading)
    parts = parts or ([whole((total.amount * share).quantize(Decimal("0.01")))] if share else [])
    parts = parts or _sums_without_currency(folded[total.end :], report.reading)[:1]
    if several := _borne_by_several(folded, told[0], report.reading):
        total, parts = told[0], several
    if not parts or sum(parts) >= total.amount:
        return None
    left = total.amount - sum(parts)
    return replace(total, amount=whole(left)), total


def without_part(found: Sequence[Found], part: Decimal) -> list[Found]:
    """Return what was found without the part of a whole that is there already: "Total: USD 9; own share: USD 4; the rest is sought"."""
    return [
        one
        for one in found
        if not (one.ask.kind is Kind.FUNDING and one.ask.money is not None and one.ask.money.amount == part)
    ]


def _borne_by_several(folded: str, whole_: Sum, reading: Lexicon) -> list[Decimal]:
    """Return the parts of a whole that several bear: "it costs EUR 400,000; the Treasury bears 250,000 and the Union granted 90,000"."""
    behind = folded[whole_.end :]
    parts = _sums_without_currency(behind, reading)
    several = len(parts) > 1 and sum(parts) < whole_.amount and not reading.shape(_PERCENT).search(behind)
    return parts if several else []


def _stated_rest(text: Excerpt, clause: Clause, report: Report) -> tuple[Sum, Sum] | None:
    """Return the rest that a label states of a sum before it, and that sum: "Quotation: USD 18,000. To be found: USD 11,000"."""
    folded = text.folded[clause.start : clause.end]
    if not is_gap_title(folded, report.reading):
        return None
    rest = sum_in_currency_before(text, clause, report)
    first = max(text.folded.rfind("\n", 0, clause.start) + 1, clause.start - _BEFORE)
    told = sums(text.text[first : clause.start], text.folded[first : clause.start], report.reading, report.state)
    if rest is None or re.search(r"[a-z]{5,}", folded[rest.end :]):
        return None
    wholes = [one for one in told if one.currency == rest.currency and one.amount > rest.amount]
    return (rest, max(wholes, key=lambda one: one.amount)) if wholes else None


def sum_in_currency_before(text: Excerpt, clause: Clause, report: Report) -> Sum | None:
    """Return the sum of a clause; where it names no currency, in that of the sum before it: "Quotation: EUR 18,000. Found: 7,000"."""
    printed, folded = text.text[clause.start : clause.end], text.folded[clause.start : clause.end]
    if own := sums(printed, folded, report.reading, report.state):
        return own[0]
    first = max(text.folded.rfind("\n", 0, clause.start) + 1, clause.start - _BEFORE)
    told = sums(text.text[first : clause.start], text.folded[first : clause.start], report.reading, report.state)
    amounts = _sums_without_currency(folded, report.reading)
    if not told or len(amounts) != 1:
        return None
    number = numbers(folded, report.reading)[0]
    size = re.match(r"\s*[a-z]+", folded[number.end :])
    return replace(told[-1], amount=whole(amounts[0]), start=number.start, end=number.end + (size.end() if size else 0))


def rest_of_count(text: Excerpt, clause: Clause, report: Report) -> Decimal | None:
    """Return how many are left of those whom the sentence before counts: "of 800 fighters 520 were trained; the others ask for it"."""
    named = report.reading.pattern("left_over").search(text.folded, clause.start, clause.end)
    if named is None:
        return None
    first = max(text.folded.rfind("\n", 0, named.start()) + 1, named.start() - _BEFORE)
    told = [number for number in numbers(text.folded[first : named.start()], report.reading) if _counts(number)]
    if len(told) != 2 or told[1].value >= told[0].value:
        return None
    return told[0].value - told[1].value


def with_left_over(asks: Sequence[Ask], text: Excerpt, clause: Clause, report: Report) -> list[Ask]:
    """Let what is asked for those who are left count them: "four of ten have a computer. Computers for the others, each with a licence"."""
    left = rest_of_count(text, clause, report)
    folded = text.folded[clause.start : clause.end]
    if left is None or any(_counts(number) for number in numbers(folded, report.reading)):
        return list(asks)
    whom = report.reading.shape(r"\s(?:{for }|{at }|{in }|{to }){left_over}(?=\W*(?:$|[,;.]|[a-z]))").search(folded)
    told = []
    for ask in asks:
        thing = ask.kind is Kind.EQUIPMENT and whom is not None and ask.start < clause.start + whom.end()
        each = ask.by_article and whom is not None and report.reading.search("each", folded[whom.end() :])
        counts = (ask.kind is Kind.TRAINING or thing) and (ask.quantity is None or ask.by_article)
        told.append(replace(ask, quantity=left, by_article=False) if counts or each else ask)
    return told


def is_partly_there(text: Excerpt, clause: Clause, report: Report) -> bool:
    """Say whether a clause tells of a sum of which a part is there and the rest is not."""
    if rest_of_sum(text, clause, report):
        return True
    folded = text.folded[clause.start : clause.end]
    if shortfall(folded, [n for n in numbers(folded, report.reading) if _counts(n)], report.reading) is not None:
        return True
    printed, folded = text.text[clause.start : clause.end], text.folded[clause.start : clause.end]
    told = sums(printed, folded, report.reading, report.state)
    return less_covered(told, folded, report.reading) != told


def less_covered(money: Sequence[Sum], folded: str, reading: Lexicon) -> list[Sum]:
    """Return the sums of a folded clause, of each whole only what is not there yet: "EUR 620,000, of which 150,000 are ensured by the State".

    Examples
    --------
    >>> from .amounts import sums
    >>> from .lexicons import lexicon
    >>> text = "eur 620,000, of which 150,000 are covered"
    >>> [str(one.amount) for one in less_covered(sums(text.upper(), text, lexicon("en")), text, lexicon("en"))]
    ['470000']
    """
    left = list(money)
    for total in money:
        opened = reading.shape(r"\W{0,3}{out_of_which}").match(folded[total.end :])
        if opened is None or total not in left:
            continue
        words = folded[total.end + opened.end() :].partition(";")[0]
        told = [one for one in money if one is not total and one.start >= total.end + opened.end()]
        part = told[0].amount if told else next(iter(_sums_without_currency(words, reading)), None)
        if part is not None and part < total.amount and reading.search("covered_part", words):
            rest = replace(total, amount=whole(total.amount - part))
            left = [rest if one is total else one for one in left if one not in told[:1]]
    return left


def _counts(number: Number) -> bool:
    return number.value == number.value.to_integral_value() and not 1985 <= number.value <= 2060


def _sums_without_currency(folded: str, reading: Lexicon) -> list[Decimal]:
    """Return the sums behind the whole that do not repeat its currency: "of which 3.5 million"."""
    sizes = reading.mapping("magnitudes")
    found = []
    for number in numbers(folded, reading):
        behind = re.match(r"\s*([a-z]+)", folded[number.end :])
        size = sizes.get(behind[1], 1) if behind else 1
        if number.value * size >= 1000 and not (size == 1 and 1985 <= number.value <= 2060):
            found.append(number.value * size)
    return found
