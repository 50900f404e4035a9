"""Values as readers see them: words for stored values; numbers, money, days and quantities by locale."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter

from babel.numbers import format_decimal, format_percent
from django import template
from django.conf import settings
from django.template import Context
from django.template.defaultfilters import time as template_time
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from matchmaker import policies, sentences
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Role, RunStatus, Unit, UnmetReason
from matchmaker.models import Commitment, Need, Offer, Party, Passage, Proposal, User
from matchmaker.sentences import apart, locale, money_words
from matchmaker.web import details, labels, languages

register = template.Library()

KEYS = "single_keys"
"""The cookie that remembers that a person switched keys of one letter off."""

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
    UnmetReason.NO_OFFER: "stop",
    UnmetReason.NOT_ELIGIBLE: "stop",
}


@register.filter
def label(value: object, of: str) -> str:
    """Return the words for a stored value of a list; empty for None."""
    return labels.label(str(value), of) if value not in (None, "") else ""


@register.filter
def state_name(code: str) -> str:
    """Return the name of a State by its code."""
    return labels.state(code)


@register.filter
def scope_notes(themes: str | Iterable[str]) -> list[tuple[str, str]]:
    """Return the scope notes of a theme, or of several, each with the theme's name."""
    return labels.scope_notes([themes] if isinstance(themes, str) else themes)


@register.filter
def said_in(text: str, language: str) -> str:
    """Return what somebody wrote, marked with its language, in a direction of its own within the words around it."""
    return format_html('<bdi lang="{}">{}</bdi>', language, text) if language else format_html("<bdi>{}</bdi>", text)


@register.filter
def quoted(text: str, language: str) -> str:
    """Return somebody's own words between the marks of their language, in a direction of their own."""
    if language:
        return format_html('<q lang="{}" dir="auto">{}</q>', language, text)
    return format_html('<q dir="auto">{}</q>', text)


@register.filter
def differ(rows: Iterable[object], of: str) -> bool:
    """Say whether rows are of several: a column that says the same in each of them tells nothing."""
    return len({attrgetter(of)(row) for row in rows}) > 1


@register.filter
def doubt(text: str) -> str:
    """Return a sentence that the reading of a report noted down, in the reader's language."""
    return gettext(text) if text else ""


@register.filter
def noted(where: str) -> str:
    """Return a place that the reading of a report noted down, in the reader's language."""
    return capfirst(details.worded(where))


@register.filter
def tone(value: object) -> str:
    """Return the look of a status's badge."""
    return TONES.get(str(value), "plain")


@register.filter
def figure(value: Decimal | float | None) -> str:
    """Return a number as the reader's locale writes it, to three decimals, without trailing zeros."""
    return "" if value is None else format_decimal(value, locale=locale())


@register.filter
def percent(part: str) -> str:
    """Return a part of a hundred in whole percent, as the reader's locale writes it."""
    return format_percent(Decimal(part) / 100, locale=locale())


@register.filter
def decimal(text: str) -> str:
    """Return a number that was stored as text as the reader's locale writes it."""
    return figure(Decimal(text))


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a day in full: 1 June 2016."""
    return "" if value is None else sentences.day(value)


@register.filter
def moment(value: datetime) -> str:
    """Return a day with its hour, in coordinated universal time."""
    here = value.astimezone(UTC)
    return listed(day(here), f"{here:%H:%M}")


@register.filter
def hour(value: datetime) -> str:
    """Return a day in full with its hour: 1 June 2016, 09:00."""
    return gettext("%(day)s, %(time)s") % {"day": day(value), "time": template_time(localtime(value), "H:i")}


@register.filter
def month(value: date) -> str:
    """Return the month of a day, for columns with little room: Jan 2027."""
    return sentences.month(value)


def day_of(text: str) -> str:
    """Return a day in full from its ISO form."""
    return day(date.fromisoformat(text))


def listed(one: str, other: str) -> str:
    """Return two things one after the other, as the reader's language sets them apart."""
    return gettext("%(one)s, %(other)s") % {"one": one, "other": other}


def headed(head: str, said: str) -> str:
    """Return what is said under a head, as the reader's language sets them apart."""
    return gettext("%(head)s: %(said)s") % {"head": head, "said": said}


def bracketed(name: str, more: str) -> str:
    """Return a name with what stands in brackets behind it."""
    return gettext("%(name)s (%(more)s)") % {"name": name, "more": more}


def leads(one: str, other: str) -> str:
    """Return what leads from one thing to another, in the direction in which the reader's language runs."""
    return gettext("%(one)s → %(other)s") % {"one": one, "other": other}


def measured(value: Decimal | None, unit: str, *, item: str = "", currency: str = "") -> str:
    """Return a quantity with what it counts: 2 × marking machine, 20 places, USD 150,000."""
    if unit == Unit.MONEY:
        return money_words(value, currency) or gettext("amount not stated")
    if value is None:
        return gettext("number not stated")
    numbers = {"n": figure(value)}
    count = int(value) if value == int(value) else value
    if unit == Unit.PLACE:
        return ngettext("%(n)s place", "%(n)s places", count) % numbers
    if unit == Unit.EXPERT_DAY:
        return ngettext("%(n)s expert day", "%(n)s expert days", count) % numbers
    if item:
        return f"{numbers['n']} × {label(item, 'item')}"
    return ngettext("%(n)s item", "%(n)s items", count) % numbers


def so_much(quantity: Decimal | None, need: Need | None) -> str:
    """Return a quantity of what a need asks for as a bare number, and money with its currency: 2, USD 150,000."""
    return money_words(quantity, need.currency) if need and need.unit == Unit.MONEY else figure(quantity)


@register.simple_tag
def asked(need: Need) -> str:
    """Return what a need asks for: Training, 20 places."""
    value = need.amount if need.unit == Unit.MONEY and need.quantity is None else need.quantity
    item = label(need.item, "item")
    if value is None:
        words = item or (gettext("amount not stated") if need.unit == Unit.MONEY else gettext("number not stated"))
    else:
        words = measured(value, need.unit, item=need.item, currency=need.currency)
    return listed(label(need.kind, "kind"), words)


@register.simple_tag
def given(offer: Offer) -> str:
    """Return what an offer gives: Training, 20 places."""
    kinds = sentences.either(label(kind, "kind") for kind in offer.kinds)
    item = offer.items[0] if len(offer.items) == 1 else ""
    return listed(kinds, measured(offer.capacity, offer.unit, item=item, currency=offer.currency))


def sure(need: Need) -> str:
    """Say how sure the reading of a need is; nothing of what a person wrote."""
    return "" if need.confidence is None else sureness(need.confidence)


def source(passage: Passage) -> str:
    """Return where a passage stands: page 6, question 7.4.1."""
    if passage.question:
        return gettext("Page %(page)s, question %(question)s") % {
            "page": passage.page,
            "question": apart(passage.question),
        }
    return gettext("Page %(page)s") % {"page": passage.page}


@register.filter
def listing(words: Iterable[object]) -> str:
    """Return several things in a row."""
    return gettext(", ").join(str(each) for each in words)


@register.filter
def series(words: Iterable[object]) -> str:
    """Return several things in a row of which each may hold commas."""
    return gettext("; ").join(str(each) for each in words)


def language_names(codes: Iterable[str]) -> str:
    """Return languages by name in the reader's language."""
    return listing(locale().languages.get(code, code) for code in codes)


def sureness(confidence: Decimal) -> str:
    """Say how sure the machine is, in a word and in number: rather sure (85 of 100)."""
    words = (
        gettext("sure") if confidence >= 0.9 else gettext("rather sure") if confidence >= 0.7 else gettext("doubtful")
    )
    return gettext("%(words)s (%(n)s of 100)") % {"words": words, "n": figure(round(100 * confidence))}


@register.filter
def unlocalized(value: int) -> str:
    """Return a year, or a number that goes into an attribute, without marks for thousands."""
    return str(value)


@register.simple_tag(takes_context=True)
def note_mark(context: Context, party: Party) -> str:
    """Return the mark that leads from a name to its footnote at the end of the page; nothing where it has none."""
    if not party.note:
        return ""
    noted = context["footnotes"]
    noted.setdefault(party.code, party)
    number = list(noted).index(party.code) + 1
    words = gettext("note %(n)s") % {"n": number}
    return format_html('<sup><a href="#note-{}" aria-label="{}">{}</a></sup>', party.code, words, number)


@register.simple_tag
def own_desks(user: User, path: str) -> list[dict[str, object]]:
    """Return the desks of a person, each with its name and whether the page at this path belongs to it."""
    words = {
        Role.COORDINATOR: [("coordinator", gettext("Coordinator’s desk")), ("inbox", gettext("Inbox"))],
        Role.FOCAL_POINT: [("requesting", gettext("Your State’s desk"))],
        Role.PROVIDER: [("donor", gettext("Donor’s desk"))],
        Role.AUDITOR: [("audit", gettext("Audit trail"))],
    }
    desks = [(reverse(name), told) for role, names in words.items() if user.holds(role) for name, told in names]
    here = max((url for url, _ in desks if path.startswith(url)), key=len, default="")
    # What lies between sides, and tables, belong to the desk where a person begins.
    if desks and not here and path.startswith(reverse("desk")):
        here = desks[0][0]
    return [{"url": url, "words": told, "here": url == here} for url, told in desks]


@register.simple_tag(takes_context=True)
def keys_act(context: Context) -> bool:
    """Say whether keys of one letter act in this browser: they do until a person switches them off."""
    return context["request"].COOKIES.get(KEYS) != "off"


@register.simple_tag
def administers(user: User) -> bool:
    """Say whether a person keeps the accounts, so that the way to them can be shown."""
    return policies.keeps_accounts(user)


@register.simple_tag
def languages_offered() -> list[dict[str, object]]:
    """Return the languages of the site for the menu, each named in itself."""
    return languages.offered()


@register.simple_tag
def demonstration() -> bool:
    """Say whether this is the demonstration, so that every page can."""
    return settings.ENVIRONMENT == "demo"


@register.simple_tag
def much(row: Proposal | Commitment) -> str:
    """Return how much of a need a proposal or a commitment gives."""
    return measured(row.quantity, row.need.unit, item=row.need.item, currency=row.need.currency)


@register.simple_tag
def quantity_of(need: Need, quantity: Decimal) -> str:
    """Return a quantity of what a need asks for."""
    return measured(quantity, need.unit, item=need.item, currency=need.currency)


@register.filter
def as_query(fields: Mapping[str, str]) -> str:
    """Return fields as the query of an address."""
    return urlencode(fields)


@register.simple_tag
def left_of(offer: Offer) -> str:
    """Return what an offer has left: 3 left of 5 places."""
    item = offer.items[0] if len(offer.items) == 1 else ""
    return gettext("%(left)s left of %(all)s") % {
        "left": figure(offer.capacity - offer.committed),
        "all": measured(offer.capacity, offer.unit, item=item, currency=offer.currency),
    }


@register.simple_tag
def share_left(offer: Offer) -> str:
    """Return which part of an offer is left, of a hundred, for the width of the bar under the words that say so."""
    return str(round(100 * (offer.capacity - offer.committed) / offer.capacity))


def along(way: Sequence[str], status: str) -> list[tuple[str, bool, bool]]:
    """Return the stations of a way, each with whether it is passed and whether one stands there; none off the way."""
    if status not in way:
        return []
    reached = way.index(status)
    return [(station, index < reached, index == reached) for index, station in enumerate(way)]
