"""Scenarios: what coordinators decide before a run; against the plan, two of them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from matchmaker import mappers, policies, queries
from matchmaker.core.assignment import read_weights, weights_to_json
from matchmaker.core.entities.problems import Weights
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import MINOR_UNITS, Decision
from matchmaker.models import Need, Offer, Override, Run, Scenario, User

from . import audit, overrides, problems
from .facts import check_cycle

SETTINGS = ("money_cap", "money_cap_currency", "ammunition", "weights", "what_if")
"""What of a scenario is set when it is written; pins and forbids are decided one by one."""


@transaction.atomic
def create(*, name: str, cycle: int, by: User, at: datetime, **fields: object) -> Scenario:
    """Write a scenario."""
    policies.require_coordinator(by)
    _check_settings(fields)
    return _create(name, cycle, by, at, **fields)


def _create(name: str, cycle: int, by: User, at: datetime, **fields: object) -> Scenario:
    fields = _checked({"name": name, "cycle": cycle, **fields})
    scenario = Scenario.objects.create(created_by=by, created_at=at, **fields)
    repairs = fields.pop("repairs", None)
    new = _told(fields) | ({"repairs": str(repairs.public_id)} if repairs else {})
    audit.record(by=by, at=at, action="create", of=scenario, new=new)
    return scenario


@transaction.atomic
def revise(*, scenario: Scenario, by: User, at: datetime, **fields: object) -> Scenario:
    """Change what holds for a whole scenario; runs keep the input that they were queued with."""
    policies.require_coordinator(by)
    _check_settings(set(fields) - {"name", "cycle"})
    held = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if held.what_if and fields.get("what_if") is False and (held.pins or held.forbids):
        raise MatchmakerError(
            "what_if_decisions",
            "What was decided to ask what if was decided by one coordinator: take the pins and forbids back first.",
        )
    new = {name: value for name, value in _checked(fields).items() if getattr(held, name) != value}
    if new:
        old = {name: getattr(held, name) for name in new}
        Scenario.objects.filter(pk=held.pk).update(version=held.version + 1, **new)
        audit.record(by=by, at=at, action="revise", of=held, old=_told(old), new=_told(new))
        held.refresh_from_db()
    return held


@transaction.atomic
def copy(*, scenario: Scenario, name: str, by: User, at: datetime) -> Scenario:
    """Write a scenario that decides what another one does, to change a thing and compare."""
    policies.require_coordinator(by)
    return _like(scenario, name, by, at, repairs=scenario.repairs)


def _like(old: Scenario, name: str, by: User, at: datetime, *, repairs: Run | None) -> Scenario:
    """Write a scenario with the settings, pins and forbids of another one, and with who stands by them."""
    facts = {field: getattr(old, field) for field in ("pins", "forbids", *SETTINGS)}
    new = _create(name, old.cycle, by, at, repairs=repairs, **facts)
    for override in old.overrides.filter(status__in=overrides.STANDING).order_by("pk"):
        override.pk, override.public_id, override.scenario = None, uuid4(), new
        Override.objects.bulk_create([override])
    return new


@transaction.atomic
def repair(*, run: Run, by: User, at: datetime) -> Scenario:
    """Write a scenario that changes as little as it can of a published run's plan.

    What was endorsed stays pinned and what was declined stays out, as in every run; the rest is kept where it can be.
    """
    policies.require_coordinator(by)
    run = Run.objects.select_related("scenario").get(pk=run.pk)
    if run.published_at is None:
        raise MatchmakerError("not_published", "Only a published run is repaired: run a scenario instead.")
    old = run.scenario
    return _like(old, f"Repair of {old.name}"[:200], by, at, repairs=run)


def pin(
    *,
    scenario: Scenario,
    need: Need,
    offer: Offer,
    reason: str,
    by: User,
    at: datetime,
    quantity: Decimal | None = None,
) -> Scenario:
    """Want a pair in the plan; one that no plan can hold is refused with the reason: rules, limits, other pins."""
    return _decide(Decision.PIN, scenario, need, offer, reason, by, at, quantity)


def forbid(*, scenario: Scenario, need: Need, offer: Offer, reason: str, by: User, at: datetime) -> Scenario:
    """Keep a pair out of the plan."""
    return _decide(Decision.FORBID, scenario, need, offer, reason, by, at, None)


def outlook(
    *, scenario: Scenario, need: Need, offer: Offer, by: User, quantity: Decimal | None = None
) -> dict[Decision, dict[str, object] | None]:
    """Return what pinning a pair and keeping it out would take from the plan before; None where that says so already.

    Nothing is written; a pin that no plan can hold is refused as `pin` refuses it.
    """
    policies.require_coordinator(by)
    problems.check_pin(scenario, need, offer, quantity)
    run = queries.plan_before(scenario)
    found = {}
    for decision in (Decision.PIN, Decision.FORBID):
        much = quantity if decision == Decision.PIN else None
        priced = overrides.priced(run, decision, need, offer, quantity=much)
        found[decision] = priced and priced[1]
    return found


@transaction.atomic
def decide_on_plan(
    *,
    run: Run,
    decision: Decision,
    need: Need,
    offer: Offer,
    reason: str,
    by: User,
    at: datetime,
    quantity: Decimal | None = None,
    copy_as: str = "",
) -> Scenario:
    """Pin or forbid a pair against a run's plan: in the run's scenario, or in a copy of that name."""
    policies.require_coordinator(by)
    held = run.scenario
    if copy_as:
        _may_decide(need, offer, reason, by)
        held = _like(held, copy_as, by, at, repairs=None)
    return _decide(decision, held, need, offer, reason, by, at, quantity, against=run)


@transaction.atomic
def release(*, scenario: Scenario, need: Need, offer: Offer, reason: str, by: User, at: datetime) -> Scenario:
    """Take back what was decided of a pair."""
    locked = _open(scenario, need, offer, reason, by)
    return _release(locked, need, offer, reason, by, at)


@transaction.atomic
def confirm(*, override: Override, by: User, at: datetime) -> Override:
    """Stand, as another coordinator, by what was decided against the plan in a scenario."""
    _lock(override)
    return overrides.decide(override=override, action="confirm", by=by, at=at)


@transaction.atomic
def refuse(*, override: Override, reason: str, by: User, at: datetime) -> Override:
    """Refuse, as another coordinator, what was decided against the plan; the scenario forgets it."""
    locked = _lock(override)
    refused = overrides.decide(override=override, action="refuse", by=by, at=at, reason=reason)
    _release(locked, refused.need, refused.offer, reason, by, at)
    return refused


def _lock(override: Override) -> Scenario:
    if override.scenario_id is None:
        raise MatchmakerError("no_scenario", "This override is of a proposal: endorse the proposal, or withdraw it.")
    return Scenario.objects.select_for_update().get(pk=override.scenario_id)


def _decide(
    decision: Decision,
    scenario: Scenario,
    need: Need,
    offer: Offer,
    reason: str,
    by: User,
    at: datetime,
    quantity: Decimal | None,
    against: Run | None = None,
) -> Scenario:
    """Write a decision on a pair, as an override where the plan says otherwise and people are to hear of the result."""
    _may_decide(need, offer, reason, by)
    if decision == Decision.PIN:
        problems.check_pin(scenario, need, offer, quantity)
    price = None
    if not scenario.what_if:
        price = overrides.priced(against or queries.plan_before(scenario), decision, need, offer, quantity=quantity)
    with transaction.atomic():
        locked = _open(scenario, need, offer, reason, by)
        for old in locked.overrides.filter(need=need, offer=offer, status__in=overrides.STANDING):
            overrides.decide(override=old, action="release", by=by, at=at, reason=reason)
        wish = {"need": str(need.public_id), "offer": str(offer.public_id), "reason": reason}
        if decision == Decision.PIN:
            wish["quantity"] = None if quantity is None else f"{quantity.normalize():f}"
        if price is not None:
            overrides.ask(
                decision=decision,
                need=need,
                offer=offer,
                reason=reason,
                price=price,
                by=by,
                at=at,
                scenario=locked,
                quantity=quantity,
            )
        return _wish(locked, f"{decision}s", wish, by, at)


def _release(scenario: Scenario, need: Need, offer: Offer, reason: str, by: User, at: datetime) -> Scenario:
    pair_of = (str(need.public_id), str(offer.public_id))
    old = {name: getattr(scenario, name) for name in ("pins", "forbids")}
    new = {name: [w for w in wishes if (w["need"], w["offer"]) != pair_of] for name, wishes in old.items()}
    if new == old:
        raise MatchmakerError("nothing_decided", "Nothing was decided of this pair: there is nothing to take back.")
    Scenario.objects.filter(pk=scenario.pk).update(version=scenario.version + 1, **new)
    for override in scenario.overrides.filter(need=need, offer=offer, status__in=overrides.STANDING):
        overrides.decide(override=override, action="release", by=by, at=at, reason=reason)
    audit.record(by=by, at=at, action="release", of=scenario, old=old, new=new, reason=reason)
    scenario.refresh_from_db()
    return scenario


def _open(scenario: Scenario, need: Need, offer: Offer, reason: str, by: User) -> Scenario:
    """Lock a scenario for a decision on a pair by who may take it."""
    _may_decide(need, offer, reason, by)
    return Scenario.objects.select_for_update().get(pk=scenario.pk)


def _may_decide(need: Need, offer: Offer, reason: str, by: User) -> None:
    """Refuse whoever may not decide on a pair: a coordinator whose own State asks or gives."""
    policies.require_coordinator(by)
    policies.require_no_interest(by, need.state, offer.provider, codes=need.members)
    if not reason.strip():
        raise MatchmakerError("reason_missing", "To decide on a pair takes a reason: say why in a sentence.")


def _wish(scenario: Scenario, name: str, wish: dict[str, object], by: User, at: datetime) -> Scenario:
    """Write a decision, in place of what was decided of the pair before."""
    pair_of = (wish["need"], wish["offer"])
    lists = {
        key: [w for w in getattr(scenario, key) if (w["need"], w["offer"]) != pair_of] for key in ("pins", "forbids")
    }
    lists[name].append(wish)
    Scenario.objects.filter(pk=scenario.pk).update(version=scenario.version + 1, **lists)
    audit.record(by=by, at=at, action=name.removesuffix("s"), of=scenario, new=wish, reason=str(wish["reason"]))
    scenario.refresh_from_db()
    return scenario


def _check_settings(names: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(SETTINGS))
    if unknown:
        raise MatchmakerError(
            "unknown_fact", "'%(fact)s' of a scenario is not set like this: name another fact.", fact=unknown[0]
        )


def _checked(fields: dict[str, object]) -> dict[str, object]:
    """Return fields as they are stored, or refuse the first that cannot be."""
    fields = dict(fields)
    if "name" in fields:
        fields["name"] = " ".join(str(fields["name"]).split())
        if not 1 <= len(fields["name"]) <= 200:
            raise MatchmakerError("bad_name", "A scenario needs a name of 1 to 200 letters: give one.")
    if "cycle" in fields:
        check_cycle(int(fields["cycle"]))
    if fields.get("money_cap") is not None:
        rates, currency = mappers.rates(), str(fields.get("money_cap_currency"))
        if not (fields["money_cap"].is_finite() and fields["money_cap"] > 0 and rates.knows(currency)):
            known = ", ".join(sorted({rates.base, *rates.values}))
            raise MatchmakerError(
                "bad_money_cap",
                "A cap on money is more than zero and in one of these currencies: %(known)s.",
                known=known,
            )
        if fields["money_cap"] != round(fields["money_cap"], MINOR_UNITS[currency]):
            raise MatchmakerError(
                "bad_money_cap",
                "A cap in %(currency)s has at most %(digits)s digits after the point: round it.",
                currency=currency,
                digits=MINOR_UNITS[currency],
            )
    elif "money_cap" in fields:
        fields["money_cap_currency"] = ""
    if fields.get("weights"):
        weights = read_weights(fields["weights"])
        fields["weights"] = {} if weights == Weights() else weights_to_json(weights)
    return fields


def _told(fields: dict[str, object]) -> dict[str, object]:
    """Return fields as the trail keeps them."""
    plain = str | int | bool | list | dict | None
    return {name: value if isinstance(value, plain) else str(value) for name, value in fields.items()}
