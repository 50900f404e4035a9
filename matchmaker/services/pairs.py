"""Pairs of a plan: what a decision on each takes from it, of all pairs at once, or exactly of one as a job."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.cache import cache

from matchmaker import mappers, policies
from matchmaker.core.assignment import linear_prices, price, read_problem
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import JobKind, PlanStatus, RunStatus, Stage
from matchmaker.models import Job, Need, Offer, Run, User

from . import watched

SECONDS = 10.0
"""For the prices of all pairs of a plan."""
EXACT_SECONDS = 120.0
KEPT = 24 * 60 * 60


def at_once(*, run: Run, by: User) -> list[dict[str, object]]:
    """Return what each decision takes off the linear relaxation; a run does not change, so it is kept a day."""
    policies.require_coordinator(by)
    _require_plan(run)
    key = f"pairs:{run.public_id}"
    found = cache.get(key)
    if found is None:
        rows = linear_prices(read_problem(bytes(run.problem)), mappers.plan(run), time_limit=SECONDS)
        found = [
            {**_pair(row.need, row.offer, run.names), "action": row.action, "stage": row.stage, "loss": row.loss}
            for row in rows
        ]
        cache.set(key, found, KEPT)
    return found


def cheapest_first(rows: Sequence[Mapping[str, object]], need: Need) -> list[Mapping[str, object]]:
    """Return the prices of one need's pairs: what the plan uses, then the alternatives, those that take least first.

    A loss in a later stage weighs less than any in an earlier one; what cannot hold comes last.
    """
    own = [row for row in rows if row["need"] == str(need.public_id)]
    places = {stage: place for place, stage in enumerate(Stage)}
    return sorted(
        own, key=lambda row: (row["action"] == "pin", row["stage"] is None, -places.get(row["stage"], 0), row["loss"])
    )


def queue(*, run: Run, need: Need, offer: Offer, by: User, at: datetime, member: str = "") -> Job:
    """Let the exact price of one decision be computed: forbidding the pair where the plan uses it, else pinning it."""
    policies.require_coordinator(by)
    _require_plan(run)
    given = {
        "run": str(run.public_id),
        "need": str(need.public_id),
        "offer": str(offer.public_id),
        "member": member,
    }
    return watched.queue(kind=JobKind.PRICE, function="pairs.work", given=given, by=by, at=at)


def work(public_id: str) -> None:
    """Compute the price that a job asks for."""
    watched.carry_out(public_id, _priced)


def _priced(job: Job, _: datetime) -> watched.Outcome:
    run = Run.objects.get(public_id=job.given["run"])
    names = {public: name for name, public in run.names.items()}
    line, offer = names.get(job.given["need"]), names.get(job.given["offer"])
    if line and job.given["member"]:
        line = f"{line}-{job.given['member']}"
    problem = read_problem(bytes(run.problem))
    lines = [row.id for row in problem.needs if line and (row.id == line or row.id.partition("-")[0] == line)]
    plan = mappers.plan(run)
    pairs = [(each, offer) for each in lines] if offer else []
    found = price(problem, plan, time_limit=EXACT_SECONDS, pairs=pairs).prices if pairs else ()
    if not found:
        raise MatchmakerError("no_candidate", "A hard rule keeps this pair apart in the run: see its refusals.")
    rows = [
        {
            **_pair(row.need, row.offer, run.names),
            "action": row.action,
            "stage": row.stage,
            "low": None if row.low is None else f"{row.low.normalize():f}",
            "high": None if row.high is None else f"{row.high.normalize():f}",
        }
        for row in found
    ]
    return watched.Outcome({"run": job.given["run"], "prices": rows})


def _require_plan(run: Run) -> None:
    if run.status != RunStatus.FINISHED or run.plan_status == PlanStatus.PINS_CONFLICT or not run.problem:
        raise MatchmakerError("no_plan", "This run has no plan to be priced: take one that is finished.")


def _pair(need: str, offer: str, public: Mapping[str, str]) -> dict[str, str]:
    name, _, member = need.partition("-")
    return {"need": public[name], "member": member, "offer": public[offer]}
