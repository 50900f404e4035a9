"""Runs: queued with the bytes of their input, solved and verified, watched, cancelled, replayed, published."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from matchmaker import mappers, policies
from matchmaker.core import lifecycle
from matchmaker.core.assignment import answer, mend, plan_to_json, read_problem, verify
from matchmaker.core.entities.plans import Plan, Progress
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Role
from matchmaker.models import Allocation, Proposal, Run, Scenario, User

from . import audit, jobs, leases, overrides, plans, problems, proposals

HEARTBEAT = 0.25
"""Seconds between two looks into the row of a run that is being solved, and between two lines of progress in it."""

TOLD = 2
"""Seconds between two lines about a run on a terminal."""

_WORKER = [Role.COORDINATOR]
"""What the solving does to a run it does for whoever queued it, who was a coordinator then."""


def solve_file(
    path: Path,
    *,
    time_limit: float,
    seed: int,
    explain: bool = False,
    explain_needs: Sequence[str] = (),
    prices: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
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
    plan = answer(
        problem,
        time_limit=time_limit,
        seed=seed,
        explain_needs=explain_needs,
        prices=prices,
        cancelled=cancelled,
    )
    return plan_to_json(plan, explain=explain, prices=prices)


@transaction.atomic
def queue(
    *, scenario: Scenario, by: User, at: datetime, seed: int = 0, time_limit: int = 60, background: bool = True
) -> Run:
    """Put a run into the queue, with the bytes of its input; in the background a worker takes it from there."""
    policies.require_coordinator(by)
    if not 1 <= time_limit <= settings.SOLVER_LIMIT:
        raise MatchmakerError(
            "bad_time_limit",
            "A run takes between 1 and %(limit)s seconds: give a time limit in between.",
            limit=settings.SOLVER_LIMIT,
        )
    prepared = problems.prepare(scenario)
    run = Run.objects.create(
        scenario=scenario,
        created_by=by,
        created_at=at,
        seed=seed,
        time_limit=time_limit,
        problem=prepared.data,
        names=prepared.public,
        assumptions=prepared.assumptions,
    )
    audit.record(by=by, at=at, action="queue", of=run, new={"scenario": scenario.name, "seed": seed})
    if background:
        jobs.enqueue("runs.work", str(run.public_id), run.token, given_up="runs.give_up")
    return run


def execute(*, run: Run, by: User, at: datetime, say: Callable[[str], None] = lambda _: None) -> Run:
    """Solve a queued run here, verify and store; a run that ends badly says why."""
    token = leases.take_up(run=run, by=by, at=at)
    return _solve(run, token, by, at, say)


def work(public_id: str, token: int) -> None:
    """Solve a run as a worker, unless somebody else has taken it up since it was put into the queue."""
    run = Run.objects.select_related("created_by").get(public_id=public_id)
    by, at = run.created_by, timezone.now()
    held = leases.take_up(run=run, by=by, at=at, token=token)
    if held is not None:
        with contextlib.suppress(MatchmakerError):  # the run's row says it
            _solve(run, held, by, at, lambda _: None)


@transaction.atomic
def give_up(public_id: str, token: int) -> None:
    """Fail a run over which worker after worker died, unless somebody else has taken it up since."""
    at_work = Run.objects.select_for_update(of=("self",)).filter(status__in=["queued", "running"], token=token)
    run = at_work.select_related("created_by").filter(public_id=public_id).first()
    if run is not None:
        why = f"{jobs.TURNS} workers died over it, one after the other: run the scenario again, or tell the service."
        at = timezone.now()
        _advance(run, "fail", run.created_by, at, roles=_WORKER, reason=why, failure=why, finished_at=at)


def _solve(run: Run, token: int, by: User, at: datetime, say: Callable[[str], None]) -> Run:
    """Solve, verify and store as the run's holder; a plan that breaks a rule is never stored."""
    begun = monotonic()
    with leases.beating(run, token) as lost:
        watch = _Watch(run, token, lost, say)
        try:
            plan = _verified_plan(run, watch)
            now = at + timedelta(seconds=monotonic() - begun)
            with transaction.atomic():
                held = leases.hold(run=run, token=token)
                columns = plans.store(run=held, plan=plan)
                _advance(
                    held,
                    "cancel" if watch.cancelled or held.cancel_requested else "finish",
                    by,
                    now,
                    roles=_WORKER,
                    finished_at=now,
                    **columns,
                )
        except leases.LeaseLostError:
            raise
        except Exception as error:
            reason = error.message if isinstance(error, MatchmakerError) else f"{type(error).__name__}: {error}"
            now = at + timedelta(seconds=monotonic() - begun)
            with transaction.atomic():
                held = leases.hold(run=run, token=token)
                _advance(held, "fail", by, now, roles=_WORKER, reason=reason, failure=reason[:300], finished_at=now)
            raise
    run.refresh_from_db()
    return run


@transaction.atomic
def cancel(*, run: Run, by: User, at: datetime) -> Run:
    """End a run: at once while it waits, within a second while it is solved, and then its best plan so far is kept."""
    policies.require_coordinator(by)
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.status == "running":
        Run.objects.filter(pk=locked.pk).update(cancel_requested=True, version=locked.version + 1)
        audit.record(by=by, at=at, action="ask_to_cancel", of=locked)
    else:
        _advance(locked, "cancel", by, at, finished_at=at)
    locked.refresh_from_db()
    return locked


def replay(*, run: Run, by: User) -> list[str]:
    """Solve a stored run again from its bytes and return how the plan differs: not at all, unless a limit cut in."""
    policies.require_coordinator(by)
    plan = _solved(run, read_problem(bytes(run.problem)))
    differences = [] if plan.input_digest == run.input_digest else ["The stored problem has another digest."]
    stored = {_line(row.need_id, row.member, row.offer_id, row.quantity) for row in run.allocations.all()}
    again = {
        _line(*mappers.row_of(line.need), mappers.row_of(line.offer)[0], line.quantity) for line in plan.allocations
    }
    differences += [f"Only in the stored plan: {line}." for line in sorted(stored - again)]
    return differences + [f"Only in the plan solved again: {line}." for line in sorted(again - stored)]


def _line(need: int, member: str, offer: int, quantity: object) -> str:
    return f"{float(quantity):g} of offer {offer} for need {need}{' ' + member if member else ''}"


@transaction.atomic
def publish(*, run: Run, by: User, at: datetime) -> Run:
    """Put a finished run before people, its allocations as proposals; one that asked what if never is."""
    policies.require_coordinator(by)
    locked = Run.objects.select_for_update().select_related("scenario").get(pk=run.pk)
    _check_publishable(locked)
    if locked.published_at is None or locked.status != "finished":
        _advance(locked, "publish", by, at, published_at=at)
        proposals.put_forward(run=locked, by=by, at=at)
    locked.refresh_from_db()
    return locked


@dataclass(frozen=True, slots=True)
class Outlook:
    """What publishing a run would do: lines that become proposals, and proposals of earlier plans that give way."""

    fresh: tuple[Allocation, ...]
    gives_way: tuple[Proposal, ...]


def outlook(*, run: Run, by: User) -> Outlook:
    """Return what publishing a run would do, or refuse as publishing would; of one that is published, nothing."""
    policies.require_coordinator(by)
    lifecycle.transition("run", "publish", run.status, [Role(m.role) for m in by.roles])
    _check_publishable(run)
    if run.published_at is not None:
        return Outlook((), ())
    lines, earlier = proposals.outlook(run=run)
    return Outlook(tuple(lines), tuple(earlier.select_related("need__state", "offer__provider")))


def _check_publishable(run: Run) -> None:
    if run.scenario.what_if:
        raise MatchmakerError("what_if", "A run that asks what if is not published: run a scenario without it.")
    overrides.require_confirmed(run)


@transaction.atomic
def unpublish(*, run: Run, by: User, at: datetime, reason: str) -> Run:
    """Take a published run back, with a reason, while nobody has answered its proposals."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.published_at is None:
        raise MatchmakerError("not_published", "This run is not published: there is nothing to take back.")
    # An answer that comes meanwhile waits for this, or this for it.
    list(locked.proposals.select_for_update(of=("self",)).order_by("pk"))
    if Run.objects.marking_answered().get(pk=run.pk).answered:
        raise MatchmakerError("answered", "People have answered its proposals: publish another run instead.")
    _advance(locked, "unpublish", by, at, reason=reason, published_at=None)
    proposals.end(proposals=locked.proposals.all(), reason=reason, by=by, at=at)
    locked.refresh_from_db()
    return locked


class _Watch:
    """What is said of a run while it is solved, and whether somebody asked for its end; both live in its row."""

    def __init__(self, run: Run, token: int, lost: Callable[[], bool], say: Callable[[str], None]) -> None:
        self.row, self.lost, self.say = Run.objects.filter(pk=run.pk, token=token), lost, say
        self.cancelled, self.stage = False, None
        self._looked = self._said = self._wrote = monotonic()

    def heard(self, progress: Progress) -> None:
        """Write the latest sign of life, now and then."""
        now = monotonic()
        if progress.stage == self.stage and now - self._wrote < HEARTBEAT:
            return
        self.stage, self._wrote = progress.stage, now
        said = {
            "stage": progress.stage.value,
            "value": str(progress.value),
            "bound": str(progress.bound),
            "gap": str(progress.gap),
            "seconds": f"{progress.seconds:.1f}",
        }
        self.row.update(progress=said)
        if now - self._said >= TOLD:
            self._said = now
            reached = f"{progress.value:.6g}, at most {progress.bound:.6g}"
            self.say(f"  {progress.seconds:3.0f} s  {progress.stage.value}: {reached}")

    def asked(self) -> bool:
        """Look into the row now and then; a run that was taken away is not worth another second either."""
        if not self.cancelled and monotonic() - self._looked >= HEARTBEAT:
            self._looked = monotonic()
            self.cancelled = self.row.filter(cancel_requested=True).exists()
        return self.cancelled or self.lost()


def _verified_plan(run: Run, watch: _Watch) -> Plan:
    problem = read_problem(bytes(run.problem))
    plan = _solved(run, problem, on_progress=watch.heard, cancelled=watch.asked)
    breaches = [breach for breach in verify(problem, plan) if breach.rule != "pin"]
    if breaches:
        raise MatchmakerError(
            "plan_not_verified",
            "The plan broke the rule '%(rule)s' (%(where)s) and was thrown away.",
            rule=breaches[0].rule,
            where=breaches[0].where,
        )
    return plan


def _solved(run: Run, problem: AssignmentInput, **watched: Callable) -> Plan:
    """Solve anew, or mend the plan that a repair is of: nothing that still holds in it is moved."""
    mended = mend(problem, seed=run.seed) if run.scenario.repairs_id else None
    return mended or answer(problem, time_limit=run.time_limit, seed=run.seed, **watched)


@transaction.atomic
def _advance(
    run: Run,
    action: str,
    by: User,
    at: datetime,
    *,
    roles: list[Role] | None = None,
    reason: str = "",
    **columns: object,
) -> None:
    """Move a run along the table of transitions."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    row = lifecycle.transition("run", action, locked.status, roles or [Role(m.role) for m in by.roles], reason)
    Run.objects.filter(pk=run.pk).update(status=row.target, version=locked.version + 1, **columns)
    audit.record(
        by=by, at=at, action=action, of=locked, old={"status": locked.status}, new={"status": row.target}, reason=reason
    )
