"""Runs: prepare a problem from the rows, solve it, verify the plan, store it so that it can be replayed, publish it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from matchmaker import mappers, policies
from matchmaker.core import lifecycle
from matchmaker.core.assignment import answer, plan_to_json, read_problem, verify, write_problem
from matchmaker.core.entities.plans import Plan
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Role, RunStatus, UnmetReason
from matchmaker.models import Allocation, Duplicate, Engagement, Need, Offer, Party, Run, Scenario, Unmet, User

from . import audit


def solve_file(
    path: Path, *, time_limit: float, seed: int, explain: bool, explain_needs: Sequence[str] = ()
) -> dict[str, object]:
    """Solve a problem file and return the plan as it is printed; no database is needed."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"The problem file {path} cannot be read ({error.strerror}): give the path of a JSON file."
        raise MatchmakerError("unreadable_file", reason) from None
    problem = read_problem(data)
    for name in explain_needs:
        if name not in {need.id for need in problem.needs}:
            message = f'There is no need "{name}" in {path}: give --explain-need the id of one.'
            raise MatchmakerError("unknown_need", message)
    plan = answer(problem, time_limit=time_limit, seed=seed, explain_needs=explain_needs)
    return plan_to_json(plan, explain=explain)


def prepare(scenario: Scenario) -> tuple[bytes, list[dict[str, object]]]:
    """Return the problem of a scenario as canonical bytes, and what was assumed or left out."""
    rows = Need.objects.filter(status__in=[NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET], cycle__lte=scenario.cycle)
    rows = rows.filter(cycle__gte=scenario.cycle - 2).select_related("state", "report")
    day = date(scenario.cycle, 6, 1)
    money = mappers.rates(day)
    needs, assumptions = mappers.problem_needs(rows, money)
    offer_rows = Offer.objects.filter(status=OfferStatus.PUBLISHED, browse_only=False).select_related("provider")
    offers = [mappers.problem_offer(offer) for offer in offer_rows]
    standing = list(Duplicate.objects.filter(superseded_by__isnull=True))
    told = Engagement.objects.select_related("state").prefetch_related("providers")
    engagements, spared = mappers.covering(told, needs, standing)
    judgements = [*mappers.judgements(standing, needs, engagements), *spared]
    states = Party.objects.filter(code__in={need.state for need in needs}).prefetch_related("group_memberships")
    problem = AssignmentInput(
        as_of=day,
        rates=money,
        states=mappers.recipient_states(states, day),
        providers=mappers.providers(Party.objects.filter(offers__in=offer_rows).distinct()),
        needs=tuple(mappers.latest_wording_stands(needs, judgements)),
        offers=tuple(offers),
        engagements=tuple(engagements),
        judgements=tuple(judgements),
        scenario=mappers.scenario(scenario),
    )
    return write_problem(problem), assumptions


@transaction.atomic
def queue(*, scenario: Scenario, by: User, at: datetime, seed: int = 0, time_limit: int = 60) -> Run:
    """Put a run into the queue, with the bytes of its input."""
    policies.require_coordinator(by)
    problem, assumptions = prepare(scenario)
    run = Run.objects.create(
        scenario=scenario,
        created_by=by,
        created_at=at,
        seed=seed,
        time_limit=time_limit,
        problem=problem,
        assumptions=assumptions,
    )
    audit.record(by=by, at=at, action="queue", of=run, new={"scenario": scenario.name, "seed": seed})
    return run


def execute(*, run: Run, by: User, at: datetime) -> Run:
    """Solve, verify and store; a plan that breaks a rule is never stored, and a run that ends badly says why."""
    _advance(run, "start", by, at)
    try:
        plan = _verified_plan(run)
    except Exception as error:
        reason = error.message if isinstance(error, MatchmakerError) else f"{type(error).__name__}: {error}"
        _advance(run, "fail", by, at, reason=reason, failure=reason[:300], finished_at=at)
        raise
    with transaction.atomic():
        _store(run, plan)
        printed = plan_to_json(plan, explain=True)
        _advance(
            run,
            "finish",
            by,
            at,
            input_digest=plan.input_digest,
            plan_status=plan.status,
            solver=plan.solver.name,
            solver_version=plan.solver.version,
            seconds=plan.solver.seconds,
            stages=printed["stages"],
            conflicts=printed.get("conflicts", []),
            candidate_count=len(printed.get("candidates", [])),
            refusals=printed.get("refusals", []),
            avoided=_avoided(plan),
            finished_at=at,
        )
    run.refresh_from_db()
    return run


def _verified_plan(run: Run) -> Plan:
    problem = read_problem(bytes(run.problem))
    plan = answer(problem, time_limit=run.time_limit, seed=run.seed)
    breaches = verify(problem, plan)
    if breaches:
        raise MatchmakerError(
            "plan_not_verified",
            f"The plan broke the rule '{breaches[0].rule}' ({breaches[0].where}) and was thrown away.",
        )
    return plan


@transaction.atomic
def publish(*, run: Run, by: User, at: datetime) -> Run:
    """Put a finished run before people."""
    policies.require_coordinator(by)
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.status != RunStatus.FINISHED:
        raise MatchmakerError("wrong_status", "Only a finished run can be published: wait until it is, or run again.")
    if locked.published_at is None:
        Run.objects.filter(pk=locked.pk).update(published_at=at)
        audit.record(by=by, at=at, action="publish", of=locked, new={"published_at": at.isoformat()})
    locked.refresh_from_db()
    return locked


@transaction.atomic
def _advance(run: Run, action: str, by: User, at: datetime, *, reason: str = "", **columns: object) -> None:
    """Move a run along the table of transitions."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    roles = [Role(m.role) for m in by.roles]
    row = lifecycle.transition("run", action, locked.status, roles, reason)
    Run.objects.filter(pk=run.pk).update(status=row.target, **columns)
    audit.record(
        by=by, at=at, action=action, of=locked, old={"status": locked.status}, new={"status": row.target}, reason=reason
    )


def _ids(model: type[Need] | type[Offer], wanted: Iterable[str]) -> dict[str, int]:
    rows = model.objects.filter(public_id__in=set(wanted)).values_list("public_id", "pk")
    return {str(public): pk for public, pk in rows}


def _store(run: Run, plan: Plan) -> None:
    needs = _ids(Need, [a.need for a in plan.allocations] + [u.need for u in plan.unmet])
    offers = _ids(Offer, [a.offer for a in plan.allocations])
    Allocation.objects.bulk_create(
        Allocation(
            run=run,
            need_id=needs[a.need],
            offer_id=offers[a.offer],
            quantity=a.quantity,
            money=a.money,
            currency=a.currency or "",
            fit=round(a.fit, 6),
            terms={name: str(round(getattr(a.terms, name), 6)) for name in ("language", "timeliness", "proximity")},
        )
        for a in plan.allocations
    )
    Unmet.objects.bulk_create(
        Unmet(
            run=run,
            need_id=needs[u.need],
            missing=Decimal(u.missing),
            reason=u.reason,
            evidence=[dict(row) for row in u.evidence],
            smallest_change=dict(u.smallest_change) if u.smallest_change else None,
        )
        for u in plan.unmet
    )


def _avoided(plan: Plan) -> list[dict[str, object]]:
    """Return the duplicates that the plan kept out, each with its evidence."""
    return [
        {"need": row.need, "evidence": [dict(piece) for piece in row.evidence]}
        for row in plan.unmet
        if row.reason == UnmetReason.DUPLICATE
    ]
