"""What befell an object, in words: entries of the audit trail in, sentences with old and new values out."""

from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noted

from matchmaker.models import AuditEntry
from matchmaker.web.labels import LISTS, label
from matchmaker.web.templatetags.presentation import day, day_of, figure, language_names, listing

AMOUNTS = {
    *("quantity", "minimum", "amount", "capacity", "minimum_per_recipient", "maximum_per_recipient"),
    "opening_minimum",
}
DAYS = {"start", "end", "confirmed_at", "renewal"}
MANY = {"themes": "theme", "kinds": "kind", "items": "item", "pays_for": "kind"}

ACTIONS = (
    *(noted("Write"), noted("Add"), noted("Split"), noted("Submit"), noted("Receive"), noted("Authenticate")),
    *(noted("Return"), noted("Object"), noted("Circulate"), noted("Merge"), noted("Supersede"), noted("Replace")),
    *(noted("Withdraw"), noted("Correct"), noted("Confirm"), noted("Join"), noted("Repeat"), noted("Meet in part")),
    *(noted("Meet"), noted("Reopen"), noted("Expire"), noted("Show"), noted("Prioritise"), noted("Read")),
    *(noted("Create"), noted("Publish"), noted("Amend"), noted("Renew"), noted("Close"), noted("Exhaust")),
    *(noted("Record"), noted("Accept"), noted("Accept on paper"), noted("Decline"), noted("Decline on paper")),
    *(noted("Propose"), noted("Endorse"), noted("Endorse off plan"), noted("Name implementer"), noted("Counter")),
    *(noted("Lapse"), noted("Commit"), noted("Start"), noted("Deliver"), noted("Follow up"), noted("Cancel")),
    *(noted("Release"), noted("Refuse"), noted("Ask"), noted("Ask to cancel"), noted("Queue"), noted("Finish")),
    *(noted("Fail"), noted("Resume"), noted("Unpublish"), noted("Revise"), noted("Pin"), noted("Forbid")),
    *(noted("Screen"), noted("Judge"), noted("Take back"), noted("Describe"), noted("Invite"), noted("Grant")),
    *(noted("Revoke"), noted("Issue token"), noted("Revoke token"), noted("End sessions"), noted("Move codes")),
    noted("Stop mail"),
)
FACTS = (
    *(noted("Status"), noted("Visibility"), noted("Rank"), noted("Theme"), noted("Kind"), noted("Item")),
    *(noted("Beneficiary"), noted("Site"), noted("Quantity"), noted("Amount"), noted("Currency"), noted("Start")),
    *(noted("End"), noted("Minimum"), noted("Languages"), noted("Text"), noted("Members"), noted("Bundle")),
    *(noted("Required"), noted("Condition"), noted("Readiness"), noted("Unit"), noted("Merged into")),
    *(noted("Confirmed at"), noted("Page"), noted("From"), noted("Report"), noted("Title"), noted("Language")),
    *(noted("Themes"), noted("Kinds"), noted("Items"), noted("Pays for"), noted("Capacity")),
    *(noted("Eligible states"), noted("Eligible regions"), noted("Eligible groups"), noted("Excluded states")),
    *(noted("Minimum per recipient"), noted("Maximum per recipient"), noted("Maximum recipients")),
    *(noted("Opening minimum"), noted("Renewal"), noted("Browse only"), noted("Ceiling notes")),
)
"""What befalls records, and what changes of needs, offers and assistance, as `_words` says it."""


def told(entries: Iterable[AuditEntry]) -> Iterator[dict[str, object]]:
    """Yield each change: when, what, who, the differences, why."""
    for entry in entries:
        yield {
            "day": day(entry.at),
            "what": _words(entry.action),
            "who": entry.by.get_username(),
            "changes": list(_changes(entry.noun, entry.old, entry.new)),
            "reason": entry.reason,
        }


def _changes(noun: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    # Where a row was read is the name of a page. The databases keep the names of a row in orders of their own.
    for name in sorted(set(new) - {"where"}):
        before, after = _value(noun, name, old.get(name)), _value(noun, name, new[name])
        if before != after:
            words = {"name": _words(name), "old": before, "new": after}
            yield (_("%(name)s: %(old)s → %(new)s") if name in old else _("%(name)s: %(new)s")) % words


def _words(name: str) -> str:
    # What is stored as a tier readers know as a rank.
    return _("Rank") if name == "tier" else _(capfirst(name.replace("_", " ")))


def _value(noun: str, name: str, value: object) -> str:
    """Return one stored value in words; lists and numbers stand in the trail as they were written."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with suppress(ValueError, SyntaxError):
            value = literal_eval(value)
    if isinstance(value, Mapping):
        value = [key for key, held in value.items() if held]
    if value in (None, "", "None", []):
        return _("nothing")
    if name == "languages" and isinstance(value, list):
        return language_names(value)
    if isinstance(value, list):
        return listing(_value(noun, MANY.get(name, name), each) for each in value)
    if name in AMOUNTS:
        return figure(Decimal(str(value)))
    if name in DAYS:
        with suppress(ValueError):
            return day_of(str(value)[:10])
    listed = f"{noun}_status" if name == "status" else name
    return label(str(value), listed) if listed in LISTS else str(value)
