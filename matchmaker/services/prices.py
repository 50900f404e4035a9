"""Prices: what a change to a run's plan would take from it, worked out before anybody does it.

Around one need, each change; of all pairs at once, from the linear relaxation; of one pair exactly, as a job. A run's
plan never changes, so an answer is kept; where it takes long a worker finds it, pair by pair, while it is watched.
What is kept is no record: lost, it is worked out again.
"""

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.cache import cache, caches
from django.db.models import Q

from matchmaker import mappers, policies
from matchmaker.core.assignment import linear_prices, loss, pair, price, read_problem
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision, JobKind, PlanStatus, ProposalStatus, Stage
from matchmaker.models import Job, Need, Offer, Proposal, Run, User

from . import jobs, watched

SMALL = 200
"""Up to so many candidate pairs all of it takes less than a second or two: nobody needs to wait for a worker.

Each process keeps that in its own memory, since each thing kept in the database takes five queries.
"""
KEPT = 24 * 60 * 60
MOST = 30
"""Changes that are priced for one need, the lines of the plan first."""
AT_ONCE_SECONDS = 10.0
EXACT_SECONDS = 120.0
UNKNOWN = "The plan that stands cannot say what this takes: run the scenario and compare."
TOO_MUCH = "This offer cannot give exactly that: choose a whole number of units, and no more than it can give one need."
Held = tuple[bool, int | None, tuple[dict[str, object], ...]]
"""What is kept of a need: whether that is all, of how many changes, and each that is known."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What is known so far: of how many changes, and for each its decision, its offer and its price."""

    over: bool
    pairs: int | None
    rows: tuple[dict[str, object], ...]


def around(*, run: Run, need: Need, member: str, by: User) -> Prices:
    """Return the price of dropping each line that a need has in a plan and of forcing each offer that it has not."""
    policies.require_coordinator(by)
    _require_plan(run)
    key = _key(run.pk, need.pk, member)
    if run.candidate_count <= SMALL:
        held = caches["memory"].get_or_set(key, lambda: _all(run.pk, need.pk, member), KEPT)
    elif (held := cache.get(key)) is None and caches["memory"].add(key, 1, KEPT):
        jobs.enqueue("prices.work", run.pk, need.pk, member)
    over, pairs, rows = held or (False, None, ())
    return Prices(over, pairs, tuple(sorted(rows, key=_cheapest)))


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What may forbid forcing an offer on a need: pins of the scenario, as it keeps them, and endorsed proposals."""

    pins: tuple[Mapping[str, object], ...]
    endorsed: tuple[Proposal, ...]


def in_the_way(*, run: Run, need: Need, offers: Collection[str], by: User) -> dict[str, InTheWay]:
    """Return, by offer, what is settled of it or of the need, and may so forbid forcing the two together.

    What is endorsed is a pin of every run until it is answered.
    """
    policies.require_coordinator(by)
    if not offers:
        return {}
    bound = Proposal.objects.visible_to(by).filter(
        Q(need=need) | Q(offer__public_id__in=offers), status=ProposalStatus.ENDORSED
    )
    bound = list(bound.select_related("need__state", "offer__provider"))
    return {
        name: InTheWay(
            tuple(pin for pin in run.scenario.pins if pin["need"] == str(need.public_id) or pin["offer"] == name),
            tuple(each for each in bound if each.need_id == need.pk or str(each.offer.public_id) == name),
        )
        for name in offers
    }


def of_quantity(
    *, run: Run, need: Need, member: str, offer: Offer, quantity: Decimal, by: User
) -> dict[str, object] | None:
    """Return the price of forcing exactly so much of an offer; None while a worker is at it."""
    policies.require_coordinator(by)
    key = _key(run.pk, need.pk, f"{member}:{offer.pk}:{quantity.normalize():f}")
    given = run.pk, need.pk, member, offer.pk, f"{quantity:f}"
    if run.candidate_count <= SMALL:
        held = caches["memory"].get_or_set(key, lambda: _of_quantity(*given), KEPT)
    elif (held := cache.get(key)) is None and cache.add(key, {}, KEPT):
        jobs.enqueue("prices.work_quantity", *given)
    return held or None


def work_quantity(run: int, need: int, member: str, offer: int, quantity: str) -> None:
    """Work out the price of forcing exactly so much of an offer, and keep it."""
    price = _of_quantity(run, need, member, offer, quantity)
    cache.set(_key(run, need, f"{member}:{offer}:{Decimal(quantity).normalize():f}"), price, KEPT)


def _of_quantity(run: int, need: int, member: str, offer: int, quantity: str) -> dict[str, object]:
    held, much = Run.objects.get(pk=run), Decimal(quantity)
    problem, plan = read_problem(bytes(held.problem)), mappers.plan(held, unmet=False)
    line, offered = _line(need, member), f"o{offer}"
    if not _carries(problem, line, offered, much):
        return {"unknown": TOO_MUCH}
    lost = None
    with contextlib.suppress(MatchmakerError):
        lost = loss(problem, plan, line, offered, used=True, quantity=much)
    return mappers.price(lost, problem, plan, held.names) if lost else {"unknown": UNKNOWN}


def _carries(problem: AssignmentInput, line: str, offer: str, quantity: Decimal) -> bool:
    """Whether a pair can carry exactly so much: whole steps of the need, and no more than the pair's largest."""
    pairing = pair(problem)
    most = next((row.most for row in pairing.candidates() if (row.need, row.offer) == (line, offer)), Decimal(0))
    step = next((demand.step for demand in pairing.demands if demand.need.id == line), Decimal(1))
    return 0 < quantity <= most and quantity % step == 0


def work(run: int, need: int, member: str) -> None:
    """Work the prices around a need out, each kept as it comes."""
    key, rows = _key(run, need, member), []
    if (known := cache.get(key)) and known[0]:  # another process let it be worked out too
        return
    held = Run.objects.get(pk=run)
    total: int | None = None
    try:
        for total, row in _priced(held, need, member):
            rows.append(row)
            cache.set(key, (False, total, tuple(rows)), KEPT)
    finally:
        cache.set(key, (True, total or 0, tuple(rows)), KEPT)


def _all(run: int, need: int, member: str) -> Held:
    priced = tuple(_priced(Run.objects.get(pk=run), need, member))
    return True, len(priced), tuple(row for _, row in priced)


def _priced(run: Run, need: int, member: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield how many changes there are with each of them."""
    if not run.problem:  # as of a run that was taken over without its input: nothing can be solved again
        return
    problem, plan = read_problem(bytes(run.problem)), mappers.plan(run, unmet=False)
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


def at_once(*, run: Run, by: User) -> list[dict[str, object]]:
    """Return what each decision takes off the linear relaxation; a run does not change, so it is kept a day."""
    policies.require_coordinator(by)
    _require_plan(run, solvable=True)
    key = f"prices:{run.pk}"
    found = cache.get(key)
    if found is None:
        rows = linear_prices(read_problem(bytes(run.problem)), mappers.plan(run), time_limit=AT_ONCE_SECONDS)
        found = [
            {**_named(row.need, row.offer, run.names), "action": row.action, "stage": row.stage, "loss": row.loss}
            for row in rows
        ]
        cache.set(key, found, KEPT)
    return found


def cheapest_first(rows: Sequence[Mapping[str, object]], need: Need) -> list[Mapping[str, object]]:
    """Return the prices of one need's pairs: what the plan uses, then the alternatives, those that take least first.

    A loss in a later stage weighs less than any in an earlier one; what cannot hold comes last.
    """
    own = [row for row in rows if row["need"] == str(need.public_id)]
    return sorted(
        own, key=lambda row: (row["action"] == "pin", row["stage"] is None, _weight(row["stage"], row["loss"]))
    )


def queue(*, run: Run, need: Need, offer: Offer, by: User, at: datetime, member: str = "") -> Job:
    """Let the exact price of one decision be computed: forbidding the pair where the plan uses it, else pinning it."""
    policies.require_coordinator(by)
    _require_plan(run, solvable=True)
    given = {
        "run": str(run.public_id),
        "need": str(need.public_id),
        "offer": str(offer.public_id),
        "member": member,
    }
    return watched.queue(kind=JobKind.PRICE, function="prices.work_exactly", given=given, by=by, at=at)


def work_exactly(public_id: str) -> None:
    """Compute the price that a job asks for."""
    watched.carry_out(public_id, _exact)


def _exact(job: Job, _: datetime) -> watched.Outcome:
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
            **_named(row.need, row.offer, run.names),
            "action": row.action,
            "stage": row.stage,
            "low": None if row.low is None else f"{row.low.normalize():f}",
            "high": None if row.high is None else f"{row.high.normalize():f}",
        }
        for row in found
    ]
    return watched.Outcome({"run": job.given["run"], "prices": rows})


def _cheapest(row: dict[str, object]) -> tuple[int, Decimal]:
    """Order by what is lost: nothing, then of the later stages, then the smaller loss; what is unknown comes last."""
    price = row["price"]
    if "unknown" in price:
        return len(Stage) + 1, Decimal(0)
    return _weight(price["stage"], price["high"])


def _weight(stage: str | None, lost: object) -> tuple[int, Decimal]:
    """Weigh a loss: nothing lost first, then later stages before earlier ones."""
    return (len(Stage) - list(Stage).index(Stage(stage)), Decimal(lost)) if stage else (0, Decimal(0))


def _line(need: int, member: str) -> str:
    return f"n{need}" + (f"-{member}" if member else "")


def _key(run: int, need: int, member: str) -> str:
    return f"prices:{run}:{need}:{member}"


def _require_plan(run: Run, *, solvable: bool = False) -> None:
    """Refuse a run without a plan, or without one that can be solved again."""
    if not run.plan_status or (solvable and (run.plan_status == PlanStatus.PINS_CONFLICT or not run.problem)):
        raise MatchmakerError(
            "no_plan", "Run %(run)s has no plan to be priced: take one that has ended.", run=run.public_id
        )


def _named(need: str, offer: str, public: Mapping[str, str]) -> dict[str, str]:
    name, _, member = need.partition("-")
    return {"need": public[name], "member": member, "offer": public[offer]}
