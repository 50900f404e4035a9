"""Benchmarks of people's decisions and of indicators: invented rows in a database of their own, then wall clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, process_time, sleep

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from matchmaker import indicators
from matchmaker.core.assignment.instances import realistic
from matchmaker.core.vocabulary import (
    Axis,
    Kind,
    NeedStatus,
    OfferStatus,
    ProposalStatus,
    Role,
    RunStatus,
    Side,
    Theme,
    Unit,
)
from matchmaker.models import Commitment, Need, Offer, Party, Proposal, Run, User

from . import invented, jobs, proposals, reference, runs, scenarios
from .invented import AT, CYCLE

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and what it is held against."""

    what: str
    value: float
    alone: float
    unit: str
    aim: str

    def __str__(self) -> str:
        alone = f"{self.alone:.2f} by this process's own processor time"
        return f"{self.what}: {self.value:.2f} {self.unit}, {alone} ({self.aim})"


class _Watch:
    """Wall clock and this process's processor time, since it was begun: on a busy machine they are far apart."""

    def __init__(self) -> None:
        self.wall, self.own = perf_counter(), process_time()

    def read(self) -> tuple[float, float]:
        """Return the seconds of both."""
        return perf_counter() - self.wall, process_time() - self.own


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """Make an empty database beside the one that is configured, and drop it afterwards: nobody's rows are touched."""
    old = connection.settings_dict["NAME"]
    with TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            # A file, as in production; the one that Django tests on would live in memory.
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/benchmark.sqlite3"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(old, verbosity=0)


def measure(*, acceptances: int, needs: int, offers: int, stops: int, many: int, say: Say) -> list[Figure]:
    """Measure acceptances, a repair, the end of a run that is cancelled, and indicators."""
    reference.load_reference()
    found = [_acceptances(acceptances, say), _repair(needs, offers, say), _cancel(stops, say)]
    return [*found, _indicators(many, say)]


def _acceptances(count: int, say: Say) -> Figure:
    """Let both sides of endorsed proposals accept: each second yes writes a commitment, its help and the trail."""
    state, giver = Party.objects.get(code="KEN"), Party.objects.get(code="DEU")
    people = {
        Side.RECIPIENT: invented.person("bench.asks", Role.FOCAL_POINT, state),
        Side.PROVIDER: invented.person("bench.gives", Role.PROVIDER, giver),
    }
    rows = []
    for _ in range(max(1, count // 2)):
        need = Need.objects.create(
            state=state,
            cycle=CYCLE,
            theme=Theme.MARKING,
            kind=Kind.EQUIPMENT,
            item="marking_machine",
            quantity=Decimal(2),
            unit=Unit.ITEM,
            requested=AT.date(),
            submitted_at=AT,
            status=NeedStatus.CIRCULATED,
        )
        offer = invented.offer(giver, "Machines", Decimal(2), Unit.ITEM, "", [Theme.MARKING], [Kind.EQUIPMENT])
        rows.append(invented.proposal(need, offer, people[Side.PROVIDER]))
    watch = _Watch()
    for row in rows:
        for side, by in people.items():
            proposals.accept(proposal=row, side=side, by=by, at=AT)
    wall, own = (2 * len(rows) / seconds for seconds in watch.read())
    say(f"  {2 * len(rows)} acceptances, {Commitment.objects.count()} commitments")
    aim = 30 if connection.vendor == "postgresql" else 15
    return Figure("acceptances", wall, own, "a second", f"at least {aim} on {connection.vendor}")


def _repair(needs: int, offers: int, say: Say) -> Figure:
    """Publish a plan of a large cycle, endorse a part, decline one, and plan the repair from button to stored plan."""
    Need.objects.update(status=NeedStatus.WITHDRAWN)
    Offer.objects.update(status=OfferStatus.CLOSED)
    parties = {party.code: party for party in Party.objects.all()}
    problem = realistic(needs, offers, seed=1, breadth=2)
    for row in problem.needs:
        invented.need_of(row, parties).save()
    for row in problem.offers:
        invented.offer_of(row, parties).save()
    chair = invented.person("bench.chair", Role.COORDINATOR, parties["ISL"])
    scenario = scenarios.create(name="Benchmark", cycle=CYCLE, by=chair, at=AT)
    run = runs.queue(scenario=scenario, by=chair, at=AT, time_limit=10, background=False)
    run = runs.publish(run=runs.execute(run=run, by=chair, at=AT), by=chair, at=AT)
    say(f"  {needs} x {offers}: {run.allocations.count()} lines published")
    live = list(Proposal.objects.live().filter(run=run).select_related("need__state").order_by("pk"))
    for row in live[::4]:
        proposals.endorse(proposal=row, by=chair, at=AT)
    taken = []
    for number, row in enumerate(live[1:12:4]):
        by = invented.person(f"bench.no{number}", Role.FOCAL_POINT, row.need.state)
        proposals.decline(proposal=row, side=Side.RECIPIENT, code="timing", text="", by=by, at=AT)
        watch = _Watch()
        new = scenarios.repair(run=run, by=chair, at=AT)
        done = runs.execute(run=runs.queue(scenario=new, by=chair, at=AT, background=False), by=chair, at=AT)
        taken.append(watch.read())
        before = set(run.allocations.values_list("need", "offer"))
        after = set(done.allocations.values_list("need", "offer"))
        say(f"  repaired in {taken[-1][0]:.2f} s: {len(before - after)} lines gone, {len(after - before)} new")
    wall, own = (median(side) for side in zip(*taken, strict=True))
    return Figure("repair after one decline", wall, own, "s", "at most 2")


def _cancel(stops: int, say: Say) -> Figure:
    """Let a worker solve the large cycle anew, and cancel it some seconds later: from the wish to the run's end."""
    chair = User.objects.get(username="bench.chair")
    taken: list[tuple[float, float]] = []
    for number in range(stops):
        scenario = scenarios.create(name=f"Cancelled {number}", cycle=CYCLE, by=chair, at=AT)
        run = runs.queue(scenario=scenario, by=chair, at=AT, seed=number, time_limit=60)
        worker = Thread(target=_as_worker)
        worker.start()
        while Run.objects.get(pk=run.pk).status == RunStatus.QUEUED:
            sleep(0.05)
        sleep(1 + 1.3 * number)
        watch = _Watch()
        runs.cancel(run=run, by=chair, at=AT)
        while Run.objects.get(pk=run.pk).status == RunStatus.RUNNING:
            sleep(0.05)
        taken.append(watch.read())
        worker.join()
        say(f"  ended {taken[-1][0]:.2f} s after the wish, which came {1 + 1.3 * number:.1f} s after the start")
    wall, own = (median(side) for side in zip(*taken, strict=True))
    return Figure("from the wish to cancel to the end of a run", wall, own, "s", f"at most {max(taken)[0]:.2f} here")


def _as_worker() -> None:
    try:
        jobs.work_off()
    finally:
        connection.close()


def _indicators(count: int, say: Say) -> Figure:
    """Count so many needs of ten cycles, a tenth of them with a commitment, along every axis."""
    rng = Random(0)  # noqa: S311 - invented rows, no secret
    states = list(Party.objects.filter(type=Party.STATE).order_by("code"))
    themes, statuses = list(Theme), [NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET, NeedStatus.MET, NeedStatus.EXPIRED]
    new = [
        Need(
            state=rng.choice(states),
            cycle=2008 + 2 * rng.randrange(10),
            theme=rng.choice(themes),
            kind=Kind.TRAINING,
            unit=Unit.PLACE,
            quantity=Decimal(20),
            requested=AT.date(),
            submitted_at=AT,
            status=rng.choice(statuses),
            readiness={"women": rng.random() < 0.5},
        )
        for _ in range(count)
    ]
    Need.objects.bulk_create(new, batch_size=1000)
    _commitments(count // 10)
    readers = {"for coordinators": User.objects.get(username="bench.chair"), "in public": AnonymousUser()}
    taken = {}
    for axis in Axis:
        for whose, reader in readers.items():
            watch = _Watch()
            rows = indicators.shown_to(reader, axis)
            taken[axis, whose] = watch.read()
            say(f"  {len(rows)} figures by {axis} {whose} in {taken[axis, whose][0]:.2f} s")
    wall, own = max(taken.values())
    return Figure(f"indicators over {Need.objects.count()} needs, slowest axis", wall, own, "s", "at most 1")


def _commitments(count: int) -> None:
    giver, by = Party.objects.get(code="DEU"), User.objects.get(username="bench.gives")
    offer = invented.offer(giver, "Courses", Decimal(10**6), Unit.PLACE, "", list(Theme), [Kind.TRAINING])
    made = [
        invented.proposal(need, offer, by, status=ProposalStatus.COMMITTED)
        for need in Need.objects.filter(kind=Kind.TRAINING, cycle__lt=CYCLE).order_by("-pk")[:count]
    ]
    invented.commitments(made, giver)
