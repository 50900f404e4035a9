"""What befell an object, in words: entries of the audit trail in, sentences with old and new values out."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from matchmaker.models import AuditEntry
from matchmaker.web.labels import LISTS, label
from matchmaker.web.templatetags.presentation import day


def told(entries: Iterable[AuditEntry]) -> Iterator[dict[str, object]]:
    """Yield each change: when, what, who, the differences, why."""
    for entry in entries:
        yield {
            "day": day(entry.at),
            "what": capfirst(entry.action.replace("_", " ")),
            "who": entry.by.get_username(),
            "changes": list(_changes(entry.noun, entry.old, entry.new)),
            "reason": entry.reason,
        }


def _changes(noun: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    for name in new:
        before, after = _value(noun, name, old.get(name)), _value(noun, name, new[name])
        if before != after:
            words = {"name": capfirst(name.replace("_", " ")), "old": before, "new": after}
            yield (_("%(name)s: %(old)s → %(new)s") if name in old else _("%(name)s: %(new)s")) % words


def _value(noun: str, name: str, value: object) -> str:
    if value in (None, "", "None", [], {}):
        return _("nothing")
    listed = f"{noun}_status" if name == "status" else name
    return label(str(value), listed) if listed in LISTS else str(value)
