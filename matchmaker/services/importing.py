"""How a row of a table becomes a record: one adaptor a noun, each on the services that write single records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.imports import Row
from matchmaker.core.vocabulary import Role
from matchmaker.models import Engagement, Need, Offer, Party, User

from . import engagements, needs, offers

FIELDS: Mapping[str, str] = {
    "bad_dates": "end",
    "currency_missing": "currency",
    "unknown_cycle": "cycle",
    "not_regional": "members",
    "members_missing": "members",
    "units_differ": "kinds",
    "pays_without_money": "pays_for",
    "bounds_cross": "capacity",
}
"""The field that a refusal of a service speaks of, where that is one."""
WHOSE: Mapping[str, str] = {"needs": "state", "offers": "provider", "engagements": "providers"}
"""The column that says whose a record is."""
_EMPTY: Mapping[str, object] = {
    **dict.fromkeys(("item", "beneficiary", "site", "text", "currency", "bundle", "condition", "ceiling_notes"), ""),
    **dict.fromkeys(("minimum_per_recipient", "opening_minimum"), Decimal(0)),
    "required": True,
}
"""What an empty cell leaves in a record; of the other facts nothing."""
_LISTS = ("languages", "members", "items", "pays_for", "eligible_states", "eligible_regions", "eligible_groups")
_LISTS += ("excluded_states",)


@dataclass(frozen=True, slots=True)
class Target:
    """What a row would do: the record that it is about, what it changes in it, and the writing."""

    record: Need | Offer | Engagement | None
    write: Callable[[datetime], object]
    changed: Mapping[str, object] = field(default_factory=dict)


def plain(value: object) -> object:
    """Return a fact as a report of an import tells it."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Party):
        return value.code
    return sorted(party.code for party in value.all()) if hasattr(value, "all") else str(value)


def _need(row: Row, source: str, by: User) -> Target:
    facts = dict(row.facts)
    state, cycle = _party(facts.pop("state")), facts.pop("cycle")
    if not by.speaks_for(state):
        raise MatchmakerError("not_allowed", "You do not speak for %(state)s: ask its focal point.", state=state.name)
    name = f"{source}:{row.external_id}"
    held = Need.objects.select_related("state").filter(state=state, external_id=name).first()
    if held is None:
        told = _told(facts)
        needs.check_new(state=state, cycle=cycle, facts=told, by=by)
        return Target(
            None, lambda at: needs.write(state=state, cycle=cycle, facts=told, external_id=name, by=by, at=at)
        )
    if held.cycle != cycle:
        raise MatchmakerError("cycle_fixed", "This need was asked for %(cycle)s: it keeps its cycle.", cycle=held.cycle)
    told = _whole(facts)
    if all(getattr(held, fact) == value for fact, value in told.items()):
        return Target(held, lambda _: held)
    changed = needs.check_correction(need=held, facts=told, by=by)
    return Target(held, lambda at: needs.correct(need=held, by=by, at=at, **told), changed)


def _offer(row: Row, source: str, by: User) -> Target:
    facts = dict(row.facts)
    provider = _party(facts.pop("provider"))
    name = f"{source}:{row.external_id}"
    held = Offer.objects.select_related("provider").filter(provider=provider, external_id=name).first()
    if held is None or not _gives(by, provider):
        told = _told(facts)
        offers.check_new(provider=provider, facts=told, by=by)
        return Target(None, lambda at: offers.create(provider=provider, external_id=name, by=by, at=at, **told))
    if facts.pop("currency", None) not in (None, held.currency):
        raise MatchmakerError("currency_fixed", "An offer keeps its currency: write another offer.")
    told = _whole(facts)
    if all(getattr(held, fact) == value for fact, value in told.items()):
        return Target(held, lambda _: held)
    changed = offers.check_amendment(offer=held, facts=told, by=by)
    return Target(held, lambda at: offers.amend(offer=held, by=by, at=at, **told), changed)


def _engagement(row: Row, source: str, by: User) -> Target:
    facts = dict(row.facts)
    code = facts.pop("state", None)
    state = _party(code) if code else None
    helpers = [_party(each) for each in _words(facts.pop("providers"))]
    name = engagements.own_name(f"{source}:{row.external_id}", by=by, state=state, providers=helpers)
    held = Engagement.objects.select_related("state").filter(state=state, external_id=name).first()
    if held is None:
        told = _told(facts)
        engagements.check_new(state=state, providers=helpers, facts=told, by=by)
        return Target(
            None,
            lambda at: engagements.record(state=state, providers=helpers, external_id=name, by=by, at=at, **told),
        )
    told = _whole(facts)
    changed = engagements.check_correction(engagement=held, facts=told, providers=helpers, by=by)
    return Target(
        held, lambda at: engagements.correct(engagement=held, providers=helpers, by=by, at=at, **told), changed
    )


def _party(code: object) -> Party:
    found = Party.objects.filter(code=code).first()
    if found is None:
        raise MatchmakerError(
            "unknown_party",
            "'%(code)s' is not known here: use a code of the lists of States or organisations.",
            code=code,
        )
    return found


def _gives(by: User, provider: Party) -> bool:
    return provider.pk in by.parties(Role.PROVIDER)


def _words(value: object) -> Iterable[str]:
    return value if isinstance(value, list) else []


def _told(facts: Mapping[str, object]) -> dict[str, object]:
    """Return what a row says; an empty cell of a new record says nothing."""
    return {name: value for name, value in facts.items() if value is not None}


def _whole(facts: Mapping[str, object]) -> dict[str, object]:
    """Return what a row says of a record that is known; an empty cell empties the fact."""
    return {name: _emptied(name) if value is None else value for name, value in facts.items()}


def _emptied(name: str) -> object:
    return [] if name in _LISTS else _EMPTY.get(name)


OF: Mapping[str, Callable[[Row, str, User], Target]] = {"needs": _need, "offers": _offer, "engagements": _engagement}
"""The way of each noun: a row, the system that it comes from, and who imports; what it would do, or the refusal."""
