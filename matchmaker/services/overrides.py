"""Overrides: what a coordinator decides against the plan is priced, and binds when another coordinator confirms it."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from matchmaker import mappers, policies, queries
from matchmaker.core import lifecycle
from matchmaker.core.assignment import loss, read_problem
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision, OverrideStatus, Role
from matchmaker.models import Need, Offer, Override, Proposal, Run, Scenario, User

from . import audit

STANDING = (OverrideStatus.ASKED, OverrideStatus.CONFIRMED)
Price = tuple[Run | None, dict[str, object]]


def priced(
    run: Run | None, decision: Decision, need: Need, offer: Offer, *, member: str = "", quantity: Decimal | None = None
) -> Price | None:
    """Return a plan and what a decision takes from it, or None where the plan itself says so already.

    A few tenths of a second of solving: asked before rows are locked.
    """
    if run is None or not run.problem:
        return None, {"unknown": "There is no plan yet."}
    problem, used = read_problem(bytes(run.problem)), decision != Decision.FORBID
    if _says_so(problem, run, decision, need, offer, member, quantity):
        return None
    lines = [row.id for row in problem.needs if _is_of(row.id, need, member)]
    plan, name = mappers.plan(run), mappers.problem_id(offer)
    found = [loss(problem, plan, line, name, used=used, quantity=quantity) for line in lines[:1]]
    if not found or found[0] is None:
        return run, {"unknown": "The plan that stands cannot say what this takes: run the scenario and compare."}
    return run, mappers.price(found[0], problem, plan, run.names)


def require_reason(reason: str) -> None:
    """Refuse an endorsement against the plan that does not say why."""
    if not reason.strip():
        raise MatchmakerError(
            "reason_missing",
            "The published plan does not hold this proposal: say in a sentence why you endorse it all the same.",
        )


def ask(
    *, decision: Decision, need: Need, offer: Offer, reason: str, price: Price, by: User, at: datetime, **where: object
) -> Override:
    """Write down a decision against the plan, in the transaction that makes it; `where` says in what."""
    if not reason.strip():
        raise MatchmakerError("reason_missing", "To decide against the plan takes a reason: say why in a sentence.")
    policies.require_fresh_sign_in(by, at)
    run, told = price
    override = Override.objects.create(
        decision=decision,
        need=need,
        offer=offer,
        reason=reason,
        against=run,
        price=told,
        asked_by=by,
        asked_at=at,
        **where,
    )
    audit.record(
        by=by,
        at=at,
        action="ask",
        of=override,
        new={"status": OverrideStatus.ASKED, "decision": decision, "price": told, **_pair(need, offer)},
        reason=reason,
    )
    return override


def decide(*, override: Override, action: str, by: User, at: datetime, reason: str = "") -> Override:
    """Confirm, refuse or release an override whose scenario or proposal is locked; never the own State's, nor alone."""
    held = Override.objects.select_for_update(of=("self",)).select_related("need__state", "offer__provider")
    held = held.get(pk=override.pk)
    policies.require_coordinator(by)
    policies.require_fresh_sign_in(by, at)
    policies.require_no_interest(by, held.need.state, held.offer.provider, codes=held.need.members)
    row = lifecycle.transition("override", action, held.status, [Role.COORDINATOR], reason)
    if action != "release" and by.pk == held.asked_by_id:
        raise MatchmakerError("second_person_missing", "Another coordinator decides on an override: ask one of them.")
    Override.objects.filter(pk=held.pk).update(status=row.target, decided_by=by, decided_at=at, answer=reason)
    old, new = {"status": held.status}, {"status": row.target, "price": held.price}
    audit.record(by=by, at=at, action=action, of=held, old=old, new=new, reason=reason)
    held.refresh_from_db()
    return held


def require_confirmed(run: Run, scenario: Scenario) -> None:
    """Refuse to put a plan before people that rests on a decision which no second coordinator has confirmed."""
    waiting = scenario.overrides.exclude(status=OverrideStatus.CONFIRMED).select_related("need", "offer")
    if not waiting or not run.problem:
        return
    wishes = read_problem(bytes(run.problem)).scenario
    pinned = {(row.need.partition("-")[0], row.offer) for row in wishes.pins}
    apart = {(row.need.partition("-")[0], row.offer) for row in wishes.forbids}
    confirmed = set(
        scenario.overrides.filter(status=OverrideStatus.CONFIRMED).values_list("decision", "need_id", "offer_id")
    )
    for row in waiting:
        pair = mappers.problem_id(row.need), mappers.problem_id(row.offer)
        rests = pair in (apart if row.decision == Decision.FORBID else pinned)
        if rests and (row.decision, row.need_id, row.offer_id) not in confirmed:
            raise MatchmakerError(
                "override_unconfirmed",
                "The plan rests on an override (%(decision)s: %(reason)s) that no second coordinator "
                "has confirmed: have it confirmed, or take it back and run again.",
                decision=Decision(row.decision),
                reason=row.reason,
            )


def off_plan(proposal: Proposal) -> Run | None:
    """Return the published plan that a proposal stands against; None where it gives the pair as much, or none is."""
    run = queries.published_run(light=True)
    if run is None:
        return None
    lines = run.allocations.filter(need=proposal.need_id, member=proposal.member, offer=proposal.offer_id)
    return None if lines.filter(quantity__gte=proposal.quantity).exists() else run


def outside_plan(proposals: Collection[Proposal]) -> set[int]:
    """Return the keys of those that `off_plan` names, or that were decided on outside a plan, in three queries."""
    run = queries.published_run(light=True)
    keys = [row.pk for row in proposals]
    asked = set(Override.objects.filter(proposal__in=keys, status__in=STANDING).values_list("proposal", flat=True))
    if run is None:
        return asked
    lines = run.allocations.values_list("need", "member", "offer", "quantity")
    given = {(need, member, offer): quantity for need, member, offer, quantity in lines}
    nothing = Decimal(0)
    beyond = {row.pk for row in proposals if given.get((row.need_id, row.member, row.offer_id), nothing) < row.quantity}
    return asked | beyond


def _says_so(
    problem: AssignmentInput,
    run: Run,
    decision: Decision,
    need: Need,
    offer: Offer,
    member: str,
    quantity: Decimal | None,
) -> bool:
    """Whether the solver, left alone with this pair, did as the decision wants."""
    wishes, name = problem.scenario, mappers.problem_id(offer)
    if any(_is_of(row.need, need, member) and row.offer == name for row in (*wishes.pins, *wishes.forbids)):
        return False
    given = run.allocations.filter(need=need, offer=offer, **({"member": member} if member else {}))
    if decision == Decision.FORBID:
        return not given.exists()
    return given.exists() if quantity is None else given.filter(quantity=quantity).exists()


def _is_of(line: str, need: Need, member: str) -> bool:
    return line == mappers.problem_id(need, member) if member else line.partition("-")[0] == mappers.problem_id(need)


def _pair(need: Need, offer: Offer) -> dict[str, str]:
    return {"need": str(need.public_id), "offer": str(offer.public_id)}
