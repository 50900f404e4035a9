"""Overrides: what a coordinator decides against the plan is priced, and binds when another coordinator confirms it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.core.cache import caches

from matchmaker import mappers, policies, queries
from matchmaker.core import lifecycle
from matchmaker.core.assignment import loss, read_problem
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision, OverrideStatus, Role, RunStatus
from matchmaker.models import Need, Offer, Override, Proposal, Run, User

from . import audit

_KEPT = 24 * 60 * 60
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


def require_confirmed(run: Run) -> None:
    """Refuse to put a plan before people that rests on a decision which no second coordinator has confirmed."""
    row = unconfirmed([run]).get(run.pk)
    if row is not None:
        raise MatchmakerError(
            "override_unconfirmed",
            "The plan rests on an override (%(decision)s: %(reason)s) that no second coordinator "
            "has confirmed: have it confirmed, or take it back and run again.",
            decision=Decision(row.decision),
            reason=row.reason,
        )


def mark_unconfirmed(runs: Collection[Run]) -> None:
    """Give runs `unconfirmed`: the decision that keeps each from being published, where there is one."""
    open_still = [run for run in runs if run.status == RunStatus.FINISHED and run.published_at is None]
    found = unconfirmed(open_still)
    for run in runs:
        run.unconfirmed = found.get(run.pk)


def unconfirmed(runs: Collection[Run]) -> dict[int, Override]:
    """Return, by run, a decision that its plan rests on and that no second coordinator has confirmed."""
    decided: dict[int, list[Override]] = defaultdict(list)
    for row in Override.objects.filter(scenario__in={run.scenario_id for run in runs}):
        decided[row.scenario_id].append(row)
    waiting = {
        run.pk: [row for row in decided[run.scenario_id] if row.status != OverrideStatus.CONFIRMED] for run in runs
    }
    rest_on = _rest_on([run for run in runs if waiting[run.pk]])
    found = {}
    for run in runs:
        stand = {_decision(row) for row in decided[run.scenario_id] if row.status == OverrideStatus.CONFIRMED}
        open_to = rest_on.get(run.pk, frozenset()) - stand
        first = next((row for row in waiting[run.pk] if _decision(row) in open_to), None)
        if first is not None:
            found[run.pk] = first
    return found


def _decision(row: Override) -> tuple[str, int, int]:
    return row.decision, row.need_id, row.offer_id


def _rest_on(runs: Collection[Run]) -> dict[int, frozenset[tuple[str, int, int]]]:
    """Return what each run's problem decides of pairs; that never changes, so it is kept."""
    kept, keys = caches["memory"], {run.pk: f"rests_on:{run.public_id}" for run in runs}
    held = kept.get_many(keys.values()) if keys else {}
    unread = [run for run, key in keys.items() if key not in held]
    for pk, problem in Run.objects.filter(pk__in=unread).values_list("pk", "problem") if unread else ():
        held[keys[pk]] = _decisions(bytes(problem))
        kept.set(keys[pk], held[keys[pk]], _KEPT)
    return {run: held[key] for run, key in keys.items()}


def _decisions(problem: bytes) -> frozenset[tuple[str, int, int]]:
    if not problem:
        return frozenset()
    wishes = read_problem(problem).scenario
    each = ((Decision.PIN, wishes.pins), (Decision.FORBID, wishes.forbids))
    return frozenset(
        (str(decision), mappers.row_of(row.need)[0], mappers.row_of(row.offer)[0])
        for decision, rows in each
        for row in rows
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
