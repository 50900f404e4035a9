"""Values as readers see them: words for stored values; numbers, money, days and quantities by locale."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext, to_locale

from matchmaker.core.vocabulary import NeedStatus, OfferStatus, RunStatus, Unit, UnmetReason
from matchmaker.web import labels

register = template.Library()

TONES = {
    NeedStatus.MET: "good",
    NeedStatus.PARTLY_MET: "part",
    NeedStatus.SUBMITTED: "wait",
    NeedStatus.AUTHENTICATED: "wait",
    NeedStatus.RETURNED: "stop",
    NeedStatus.WITHDRAWN: "stop",
    OfferStatus.PUBLISHED: "good",
    OfferStatus.EXHAUSTED: "part",
    RunStatus.FINISHED: "good",
    RunStatus.FAILED: "stop",
    RunStatus.RUNNING: "wait",
    UnmetReason.CAPACITY: "wait",
    UnmetReason.INCOMPLETE: "wait",
    UnmetReason.DUPLICATE: "good",
    UnmetReason.FORBIDDEN: "stop",
}


def locale() -> Locale:
    """Return the reader's locale, English where Babel does not know it."""
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@register.filter
def label(value: object, of: str) -> str:
    """Return the words for a stored value of a list; empty for None."""
    return labels.label(str(value), of) if value not in (None, "") else ""


@register.filter
def tone(value: object) -> str:
    """Return the look of a status's badge."""
    return TONES.get(str(value), "plain")


@register.filter
def figure(value: Decimal | float | None) -> str:
    """Return a number as the reader's locale writes it, without trailing zeros."""
    return "" if value is None else format_decimal(value, locale=locale())


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a day in full: 1 June 2016."""
    return "" if value is None else format_date(value, "d MMMM y", locale=locale())


def money_words(amount: Decimal | None, currency: str | None) -> str:
    """Return an amount with its currency's code: USD 150,000."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    return f"{currency or ''} {format_decimal(amount, '#,##0' if whole else '#,##0.00', locale=locale())}".strip()


@register.simple_tag
def money(amount: Decimal | None, currency: str | None) -> str:
    """Return an amount with its currency's code."""
    return money_words(amount, currency)


@register.simple_tag
def quantity(value: Decimal | None, unit: str, item: str | None = None, currency: str | None = None) -> str:
    """Return a quantity with what it counts: 2 × marking machine, 20 places, USD 150,000."""
    if unit == Unit.MONEY:
        return money_words(value, currency) or gettext("amount not stated")
    if value is None:
        return (
            gettext("%(item)s, number not stated") % {"item": label(item, "item")}
            if item
            else gettext("number not stated")
        )
    count = int(value) if value == int(value) else value
    numbers = {"n": figure(value)}
    if unit == Unit.PLACE:
        return ngettext("%(n)s place", "%(n)s places", count) % numbers
    if unit == Unit.EXPERT_DAY:
        return ngettext("%(n)s expert day", "%(n)s expert days", count) % numbers
    if item:
        return f"{numbers['n']} × {label(item, 'item')}"
    return ngettext("%(n)s item", "%(n)s items", count) % numbers


@register.simple_tag
def demonstration() -> bool:
    """Say whether this is the demonstration, so that every page can."""
    return settings.ENVIRONMENT == "demo"
