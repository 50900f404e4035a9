"""Refusals, and the days in them, in the reader's language."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, to_locale

from matchmaker.core import reference
from matchmaker.core.entities.money import Money
from matchmaker.core.errors import MatchmakerError, Word

_LABELS = reference.labels()
_LISTS = {of: name for name, of in reference.LISTS.items()}


def locale() -> Locale:
    """Return the reader's locale, English where Babel does not know it."""
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def apart(text: object) -> str:
    """Return text that keeps a direction of its own among words that run from right to left."""
    return f"\u2068{text}\u2069" if locale().text_direction == "rtl" else str(text)


_DAYS = {"en": "d MMMM y", "ru": "d MMMM y 'года'"}
"""Where the locale data write a day otherwise than the documents of the United Nations do."""

_ARABIC_MONTHS = (
    *("كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه"),
    *("تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر"),
)
"""Both names of each month, as Arabic documents of the United Nations give them: readers know one or the other."""


def day(value: date) -> str:
    """Return a day in full as the reader writes it: 1 June 2016, 1er juin 2016, 1 de junio de 2016."""
    here = locale()
    if here.language == "ar":
        return f"{value.day} {month(value)}"
    words = format_date(value, _DAYS.get(here.language, "long"), locale=here)
    return words.replace("1 ", "1er ", 1) if here.language == "fr" and value.day == 1 else words


def month(value: date) -> str:
    """Return a month, for columns with little room: Jan 2027."""
    here = locale()
    if here.language == "ar":
        return f"{_ARABIC_MONTHS[value.month - 1]} {value.year}"
    return format_skeleton("yMMM", value, locale=here)


def money_words(amount: Decimal | None, currency: str | None) -> str:
    """Return an amount with its currency's code, on the side where the reader writes it: USD 150,000, 150 000 USD."""
    if amount is None:
        return ""
    here, whole = locale(), amount == amount.to_integral_value()
    number = format_decimal(amount, "#,##0" if whole else "#,##0.00", locale=here)
    if not currency:
        return number
    behind = here.currency_formats["standard"].pattern.split(";")[0].endswith("¤")
    words = f"{number}\N{NO-BREAK SPACE}{currency}" if behind else f"{currency} {number}"
    # Between words from right to left, letters from left to right would take a number behind them along.
    return f"{words}\N{RIGHT-TO-LEFT MARK}" if here.text_direction == "rtl" else words


def together(words: Iterable[str]) -> str:
    """Return things that belong together in a sentence: quantity and cost."""
    return _joined(words, "standard")


def either(words: Iterable[str]) -> str:
    """Return things of which one is enough: training or expertise."""
    return _joined(words, "or")


def _joined(words: Iterable[str], style: Literal["standard", "or"]) -> str:
    said, here = format_list(list(words), style=style, locale=locale()), locale()
    if here.language == "es":
        # "y" before the sound of i is "e", "o" before that of o is "u".
        said = re.sub(r"\by (?=h?i(?!e))", "e ", re.sub(r"\bo (?=h?o)", "u ", said, flags=re.I), flags=re.I)
    return said


def sentence(refused: MatchmakerError) -> str:
    """Return what a refusal says, with its facts, in the language of the reader."""
    said = gettext(refused.sentence)
    return said % {name: _told(fact) for name, fact in refused.facts.items()} if refused.facts else said


def _told(fact: object) -> str:
    """Return a fact as the reader writes it."""
    if isinstance(fact, tuple):
        return either(_told(each) for each in fact)
    if isinstance(fact, Money):
        return money_words(fact.amount, fact.currency)
    if isinstance(fact, Decimal):
        return format_decimal(fact, locale=locale())
    if isinstance(fact, date):
        return day(fact)
    if isinstance(fact, StrEnum) and type(fact) in _LISTS:
        words = reference.worded(_LABELS[_LISTS[type(fact)]][fact.value], [get_language() or "en"])[0]
        return words[:1].lower() + words[1:]
    return gettext(fact) if isinstance(fact, Word) else str(fact)
