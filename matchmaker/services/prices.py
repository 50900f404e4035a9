"""Prices: what each change around one need of a run's plan would take from it, worked out before anybody does it.

A run's plan never changes, so an answer is kept; where it takes long a worker finds it, pair by pair, while it is
watched. What is kept is no record: lost, it is worked out again.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache

from matchmaker import mappers, policies
from matchmaker.core.assignment import loss, pair, read_problem
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision
from matchmaker.models import Need, Run, User

from . import jobs

SMALL = 200
"""Up to so many candidate pairs all of it takes less than a second or two: nobody needs to wait for a worker."""
KEPT = 24 * 60 * 60
MOST = 30
"""Changes that are priced for one need, the lines of the plan first."""
UNKNOWN = "The plan that stands cannot say what this takes: run the scenario and compare."


@dataclass(frozen=True, slots=True)
class Prices:
    """What is known so far: of how many changes, and for each its decision, its offer and its price."""

    over: bool
    pairs: int | None
    rows: tuple[dict[str, object], ...]


def around(*, run: Run, need: Need, member: str, by: User) -> Prices:
    """Return the price of dropping each line that a need has in a plan and of forcing each offer that it has not."""
    policies.require_coordinator(by)
    if not run.plan_status:
        raise MatchmakerError("no_plan", "Run %(run)s has no plan: take one that has ended.", run=run.public_id)
    key = _key(run.pk, need.pk, member)
    if (held := cache.get(key)) is None and cache.add(key, (False, None, ()), KEPT):
        if run.candidate_count <= SMALL:
            work(run.pk, need.pk, member)
        else:
            jobs.enqueue("prices.work", run.pk, need.pk, member)
        held = cache.get(key)
    return Prices(*(held or (False, None, ())))


def work(run: int, need: int, member: str) -> None:
    """Work the prices around a need out, each kept as it comes."""
    key, rows = _key(run, need, member), []
    held = Run.objects.get(pk=run)
    total: int | None = None
    try:
        for total, row in _priced(held, need, member):
            rows.append(row)
            cache.set(key, (False, total, tuple(rows)), KEPT)
    finally:
        cache.set(key, (True, total or 0, tuple(rows)), KEPT)


def _priced(run: Run, need: int, member: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield how many changes there are with each of them."""
    problem, plan = read_problem(bytes(run.problem)), mappers.plan(run)
    line = f"n{need}" + (f"-{member}" if member else "")
    pairing = pair(problem)
    offers = [row.offer for row in pairing.candidates() if row.need == line]
    used = {row.offer for row in plan.allocations if row.need == line}
    offers.sort(key=lambda offer: offer not in used)
    for offer in offers[:MOST]:
        lost = None
        with contextlib.suppress(MatchmakerError):
            lost = loss(problem, plan, line, offer, used=offer not in used)
        price = mappers.price(lost, problem, plan, run.names) if lost else {"unknown": UNKNOWN}
        decision = Decision.FORBID if offer in used else Decision.PIN
        yield min(len(offers), MOST), {"decision": decision.value, "offer": run.names[offer], "price": price}


def _key(run: int, need: int, member: str) -> str:
    return f"prices:{run}:{need}:{member}"
