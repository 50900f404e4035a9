"""Prices: what each change around one need of a run's plan would take from it, worked out before anybody does it.

A run's plan never changes, so an answer is kept; where it takes long a worker finds it, pair by pair, while it is
watched. What is kept is no record: lost, it is worked out again.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import cache

from matchmaker import mappers, policies
from matchmaker.core.assignment import loss, pair, read_problem
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision, Stage
from matchmaker.models import Need, Offer, Run, User

from . import jobs

SMALL = 200
"""Up to so many candidate pairs all of it takes less than a second or two: nobody needs to wait for a worker."""
KEPT = 24 * 60 * 60
MOST = 30
"""Changes that are priced for one need, the lines of the plan first."""
UNKNOWN = "The plan that stands cannot say what this takes: run the scenario and compare."

TOO_MUCH = "This offer cannot give exactly that: choose a whole number of units, and no more than it can give one need."


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
    over, pairs, rows = held or (False, None, ())
    return Prices(over, pairs, tuple(sorted(rows, key=_cheapest)))


def of_quantity(
    *, run: Run, need: Need, member: str, offer: Offer, quantity: Decimal, by: User
) -> dict[str, object] | None:
    """Return the price of forcing exactly so much of an offer; None while a worker is at it."""
    policies.require_coordinator(by)
    key = _key(run.pk, need.pk, f"{member}:{offer.pk}:{quantity.normalize():f}")
    if (held := cache.get(key)) is None and cache.add(key, {}, KEPT):
        given = run.pk, need.pk, member, offer.pk, f"{quantity:f}"
        if run.candidate_count <= SMALL:
            work_quantity(*given)
        else:
            jobs.enqueue("prices.work_quantity", *given)
        held = cache.get(key)
    return held or None


def work_quantity(run: int, need: int, member: str, offer: int, quantity: str) -> None:
    """Work out the price of forcing exactly so much of an offer."""
    held, much = Run.objects.get(pk=run), Decimal(quantity)
    problem, plan = read_problem(bytes(held.problem)), mappers.plan(held)
    line, price = _line(need, member), {"unknown": TOO_MUCH}
    if _carries(problem, line, f"o{offer}", much):
        lost = None
        with contextlib.suppress(MatchmakerError):
            lost = loss(problem, plan, line, f"o{offer}", used=True, quantity=much)
        price = mappers.price(lost, problem, plan, held.names) if lost else {"unknown": UNKNOWN}
    cache.set(_key(run, need, f"{member}:{offer}:{much.normalize():f}"), price, KEPT)


def _carries(problem: AssignmentInput, line: str, offer: str, quantity: Decimal) -> bool:
    """Whether a pair can carry exactly so much: whole steps of the need, and no more than the pair's largest."""
    pairing = pair(problem)
    most = next((row.most for row in pairing.candidates() if (row.need, row.offer) == (line, offer)), Decimal(0))
    step = next((demand.step for demand in pairing.demands if demand.need.id == line), Decimal(1))
    return 0 < quantity <= most and quantity % step == 0


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
    if not run.problem:  # as of a run that was taken over without its input: nothing can be solved again
        return
    problem, plan = read_problem(bytes(run.problem)), mappers.plan(run)
    line = _line(need, member)
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


def _cheapest(row: dict[str, object]) -> tuple[int, Decimal]:
    """Order by what is lost: nothing, then of the later stages, then the smaller loss; what is unknown comes last."""
    price = row["price"]
    if "unknown" in price:
        return len(Stage) + 1, Decimal(0)
    if price["stage"] is None:
        return 0, Decimal(0)
    return len(Stage) - list(Stage).index(Stage(price["stage"])), Decimal(price["high"])


def _line(need: int, member: str) -> str:
    return f"n{need}" + (f"-{member}" if member else "")


def _key(run: int, need: int, member: str) -> str:
    return f"prices:{run}:{need}:{member}"
