"""What the sides are told of the published plan, in words: made of the rows that each of them may see."""

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from matchmaker import queries
from matchmaker.models import Need, Offer, User
from matchmaker.services import explanations as reasons
from matchmaker.web import explanations, records
from matchmaker.web.changes import change_in_words
from matchmaker.web.templatetags.presentation import measured

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def more(user: User, offer: Offer) -> dict[str, object] | None:
    """Return what the published plan takes of an own offer, and what more of it would do, in words."""
    told = reasons.of_offer(offer=offer, by=user)
    if told is None:
        return None
    needs = queries.records_seen_by(user, {UUID(gain.need) for gain in told.gains})
    gains = [(needs[UUID(gain.need)], gain.quantity) for gain in told.gains if UUID(gain.need) in needs]
    return {
        "taken": measured(told.taken, offer.unit, currency=offer.currency) if told.taken else "",
        "more": measured(told.more, offer.unit, currency=offer.currency),
        "gains": [
            (need, measured(quantity, need.unit, item=need.item, currency=need.currency)) for need, quantity in gains
        ],
    }


def unmet(user: User, need: Need) -> list[dict[str, object]]:
    """Return why the published plan leaves the need without all it asks for, in words for the State that asks."""
    told = reasons.of_need(need=need, by=user)
    named = {UUID(name) for row in told for name in _named([*row.evidence, row.change, row.offers])}
    records_seen = queries.records_seen_by(user, named)
    names = {str(key): records.name(record) for key, record in records_seen.items()}
    return [
        {
            "reason": row.reason,
            "member": row.member,
            "missing": measured(row.missing, need.unit, item=need.item, currency=need.currency) if row.missing else "",
            "sentences": explanations.to_its_state(row.reason, row.evidence, names),
            "change": change_in_words(row.change, names) if row.change else "",
            "more": measured(row.more, need.unit, item=need.item, currency=need.currency) if row.more else "",
            "offers": [records_seen[UUID(name)] for name in row.offers if UUID(name) in records_seen],
        }
        for row in told
    ]


def _named(value: object) -> Iterator[str]:
    """Yield every public id in what is told."""
    if isinstance(value, Mapping):
        yield from _named(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named(each)
    elif isinstance(value, str) and (found := _ID.match(value)):
        yield found[0]
