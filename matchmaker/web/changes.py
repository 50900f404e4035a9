"""The smallest change that would serve a need, in words: one field of one row, as it is and as it would have to be."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from matchmaker.sentences import money_words
from matchmaker.web import labels
from matchmaker.web.templatetags.presentation import day_of, figure, language_names, listing

Row = Mapping[str, object]
Names = Mapping[str, str]

_OF = {"themes": "theme", "kinds": "kind", "pays_for": "kind", "items": "item"}
"""Which list of words the values of a field are of."""


def change_in_words(row: Row, names: Names) -> str:
    """Return the smallest change that would serve a need, as a sentence."""
    field = str(row["field"])
    words = {
        "record": names.get(str(row["id"]), row["id"] or _("The scenario")),
        "field": _fields().get(field, field.replace("_", " ")),
    }
    whole = _whole(field)
    if whole:
        return whole % words
    if field == "excluded_states":
        return _("%(record)s: no longer closed to %(names)s.") % {
            **words,
            "names": _states(_less(row["from"], row["to"])),
        }
    added = _added(row)
    if added and field == "eligible":
        return _("%(record)s: open to %(added)s as well.") % {**words, "added": _states(added)}
    if added:
        return _("%(record)s: %(field)s, in addition %(added)s.") % {**words, "added": _listed(field, added)}
    return _("%(record)s: %(field)s from %(old)s to %(new)s.") % {
        **words,
        "old": _of_field(field, row["from"]),
        "new": _of_field(field, row["to"]),
    }


def _fields() -> dict[str, str]:
    return {
        "capacity": _("capacity"),
        "maximum_per_recipient": _("most for one State"),
        "maximum_recipients": _("number of States"),
        "minimum_per_recipient": _("least for one State"),
        "opening_minimum": _("least to take place"),
        "budget": _("budget"),
        "money_per_provider_recipient": _("most from one provider to one State"),
        "unit_cost": _("cost"),
        "quantity": _("quantity"),
        "minimum": _("least useful quantity"),
        "eligible": _("whom it is for"),
        "languages": _("languages"),
        "themes": _("themes"),
        "kinds": _("kinds of help"),
        "pays_for": _("what it pays for"),
        "items": _("items"),
        "start": _("first day"),
        "end": _("last day"),
        "ammunition": _("ammunition"),
    }


def _whole(field: str) -> str:
    """Return the sentence for a field whose values would say nothing to a reader; empty for every other one."""
    return {
        "forbids": _("%(record)s: without the decision that keeps this pair apart."),
        "pins": _("%(record)s: without the quantity that a pin holds fast."),
        "shareable": _("%(record)s: may be served by several offers at the same time."),
    }.get(field, "")


def _added(row: Row) -> list[str]:
    """Return what a list would hold besides what it holds; nothing where it held nothing, or is no list."""
    old, new = row["from"], row["to"]
    if isinstance(old, Mapping) and isinstance(new, Mapping) and set(new) == {"states", "regions", "groups"}:
        return _less(new["states"], old["states"])
    return _less(new, old) if old and isinstance(old, list) and isinstance(new, list) else []


def _less(these: object, those: object) -> list[str]:
    return [each for each in these if each not in those] if isinstance(these, list) else []  # type: ignore[operator]


def _listed(field: str, values: Iterable[str]) -> str:
    if field == "languages":
        return language_names(values)
    if field == "eligible":
        return _states(values)
    return listing(labels.label(value, _OF[field]).lower() if field in _OF else value for value in values)


def _states(codes: Iterable[str]) -> str:
    return listing(map(labels.state, codes))


def _of_field(field: str, value: object) -> str:
    """Return a field's value in words; what ends on a day has that day as its last."""
    if field in ("start", "end") and value:
        last = date.fromisoformat(str(value)) - timedelta(days=field == "end")
        return day_of(last.isoformat())
    if field in {"languages", *_OF} and isinstance(value, list):
        # Offers that name no item give any of them; a need that names no language takes any.
        return _listed(field, value) if value else _("any")
    return _value(value)


def _value(value: object) -> str:
    """Return a field's value in words: money with its currency, lists joined, what a list of rows or places names."""
    if isinstance(value, Mapping):
        if set(value) == {"amount", "currency"}:
            return money_words(Decimal(str(value["amount"])), str(value["currency"]))
        return _value([part for each in value.values() for part in (each if isinstance(each, list) else [each])])
    if isinstance(value, list):
        return listing(_value(each) for each in value if each not in (None, "")) or _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        return figure(Decimal(str(value)))
    except ArithmeticError:
        return _("none") if value in (None, "") else str(value)
