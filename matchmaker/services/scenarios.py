"""Scenarios: what coordinators decide before a run."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.models import Need, Offer, Run, Scenario, User

from . import audit, problems


@transaction.atomic
def create(*, name: str, cycle: int, by: User, at: datetime, **fields: object) -> Scenario:
    """Write a scenario."""
    policies.require_coordinator(by)
    scenario = Scenario.objects.create(name=name, cycle=cycle, created_by=by, created_at=at, **fields)
    audit.record(by=by, at=at, action="create", of=scenario, new={"name": name, "cycle": cycle})
    return scenario


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
    kept = ("pins", "forbids", "money_cap", "money_cap_currency", "ammunition")
    facts = {name: getattr(old, name) for name in kept}
    return create(name=f"Repair of {old.name}"[:200], cycle=old.cycle, by=by, at=at, repairs=run, **facts)


@transaction.atomic
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
    """Want a pair in the plan; one that no plan can hold is refused with the rules that it breaks."""
    locked = _open(scenario, need, offer, reason, by)
    problems.check_pair(locked, need, offer, quantity)
    wish = {"need": str(need.public_id), "offer": str(offer.public_id), "reason": reason}
    wish["quantity"] = None if quantity is None else f"{quantity.normalize():f}"
    return _wish(locked, "pins", wish, by, at)


@transaction.atomic
def forbid(*, scenario: Scenario, need: Need, offer: Offer, reason: str, by: User, at: datetime) -> Scenario:
    """Keep a pair out of the plan."""
    locked = _open(scenario, need, offer, reason, by)
    wish = {"need": str(need.public_id), "offer": str(offer.public_id), "reason": reason}
    return _wish(locked, "forbids", wish, by, at)


@transaction.atomic
def release(*, scenario: Scenario, need: Need, offer: Offer, reason: str, by: User, at: datetime) -> Scenario:
    """Take back what was decided of a pair."""
    locked = _open(scenario, need, offer, reason, by)
    pair_of = (str(need.public_id), str(offer.public_id))
    old = {name: getattr(locked, name) for name in ("pins", "forbids")}
    new = {name: [w for w in wishes if (w["need"], w["offer"]) != pair_of] for name, wishes in old.items()}
    if new == old:
        raise MatchmakerError("nothing_decided", "Nothing was decided of this pair: there is nothing to take back.")
    Scenario.objects.filter(pk=locked.pk).update(**new)
    audit.record(by=by, at=at, action="release", of=locked, old=old, new=new, reason=reason)
    locked.refresh_from_db()
    return locked


def _open(scenario: Scenario, need: Need, offer: Offer, reason: str, by: User) -> Scenario:
    """Lock a scenario for a decision on a pair by who may take it: not where the own State asks or gives."""
    policies.require_coordinator(by)
    policies.require_no_interest(by, need.state, offer.provider)
    if not reason.strip():
        raise MatchmakerError("reason_missing", "To decide on a pair takes a reason: say why in a sentence.")
    return Scenario.objects.select_for_update().get(pk=scenario.pk)


def _wish(scenario: Scenario, name: str, wish: dict[str, object], by: User, at: datetime) -> Scenario:
    """Write a decision, in place of what was decided of the pair before."""
    pair_of = (wish["need"], wish["offer"])
    lists = {
        key: [w for w in getattr(scenario, key) if (w["need"], w["offer"]) != pair_of] for key in ("pins", "forbids")
    }
    lists[name].append(wish)
    Scenario.objects.filter(pk=scenario.pk).update(**lists)
    audit.record(by=by, at=at, action=name.removesuffix("s"), of=scenario, new=wish, reason=str(wish["reason"]))
    scenario.refresh_from_db()
    return scenario
