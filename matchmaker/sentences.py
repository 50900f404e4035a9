"""Refusals, and the days in them, in the reader's language."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, to_locale

from matchmaker.core import reference
from matchmaker.core.errors import MatchmakerError, Word

_LABELS = reference.labels()
_LISTS = {of: name for name, of in reference.LISTS.items()}


def locale() -> Locale:
    """Return the reader's locale, English where Babel does not know it."""
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def day(value: date) -> str:
    """Return a day in full as the reader writes it: 1 June 2016, 1 de junio de 2016."""
    here = locale()
    return format_date(value, "d MMMM y" if here.language == "en" else "long", locale=here)


def sentence(refused: MatchmakerError) -> str:
    """Return what a refusal says, with its facts, in the language of the reader."""
    said = gettext(refused.sentence)
    return said % {name: _told(fact) for name, fact in refused.facts.items()} if refused.facts else said


def _told(fact: object) -> str:
    """Return a fact as the reader writes it."""
    if isinstance(fact, tuple):
        return format_list([_told(each) for each in fact], style="or", locale=locale())
    if isinstance(fact, Decimal):
        return format_decimal(fact, locale=locale())
    if isinstance(fact, date):
        return day(fact)
    if isinstance(fact, StrEnum) and type(fact) in _LISTS:
        words = reference.worded(_LABELS[_LISTS[type(fact)]][fact.value], [get_language() or "en"])[0]
        return words[:1].lower() + words[1:]
    return gettext(fact) if isinstance(fact, Word) else str(fact)
