"""Invented rows for benchmarks: people, needs, offers and proposals of any number, written past the services."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from matchmaker.core.assignment.instances import realistic
from matchmaker.core.entities import problems
from matchmaker.core.vocabulary import (
    Direction,
    EngagementStatus,
    Generation,
    Kind,
    NeedStatus,
    OfferStatus,
    PlanStatus,
    ProposalStatus,
    RecordType,
    Relation,
    Role,
    RunStatus,
    Unit,
    Visibility,
)
from matchmaker.models import (
    Allocation,
    AuditEntry,
    Commitment,
    Delivery,
    Duplicate,
    Engagement,
    Membership,
    Need,
    Offer,
    Party,
    Passage,
    Proposal,
    Report,
    Run,
    Scenario,
    User,
)

from . import grounds

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
CYCLE = 2026


def person(name: str, role: Role, party: Party | None) -> User:
    """Return a new person with a role."""
    user = User.objects.create(username=name)
    Membership.objects.create(user=user, role=role, party=party)
    return User.objects.get(pk=user.pk)


def offer(
    giver: Party, title: str, capacity: Decimal, unit: Unit, currency: str, themes: list[str], kinds: list[str]
) -> Offer:
    """Return a new published offer."""
    return Offer.objects.create(
        provider=giver,
        title=title,
        text=title,
        themes=themes,
        kinds=kinds,
        capacity=capacity,
        unit=unit,
        currency=currency,
        start=AT.date(),
        end=AT.date() + timedelta(days=600),
        published_at=AT,
        status=OfferStatus.PUBLISHED,
    )


def proposal(need: Need, offer: Offer, by: User, *, status: ProposalStatus = ProposalStatus.ENDORSED) -> Proposal:
    """Return a new proposal of one unit."""
    return Proposal.objects.create(
        need=need,
        offer=offer,
        quantity=Decimal(1),
        used=Decimal(1),
        shown_by=by,
        rests_on=grounds.digest(need, offer),
        proposed_at=AT,
        status=status,
        endorsed_by=by,
        endorsed_at=AT,
        answer_by=AT.date() + timedelta(days=60),
        implementer=offer.provider,
    )


def need_of(row: problems.Need, parties: dict[str, Party]) -> Need:
    """Return a circulated need as a problem has it, not yet written."""
    money = row.kind == Kind.FUNDING
    cost = row.unit_cost
    return Need(
        state=parties[row.state],
        cycle=CYCLE,
        theme=row.theme,
        kind=row.kind,
        item=row.item or "",
        beneficiary=row.beneficiary or "",
        quantity=None if money else row.quantity,
        unit=Unit.MONEY if money else {"training": "place", "equipment": "item"}.get(row.kind, "expert_day"),
        minimum=row.minimum,
        amount=row.quantity if money else cost.amount * row.quantity if cost else None,
        currency=cost.currency if cost else "",
        tier=row.tier,
        languages=list(row.languages),
        start=row.start,
        end=row.end - timedelta(days=1),
        bundle=(row.bundle or "")[-32:],
        required=row.required,
        requested=row.requested,
        submitted_at=AT,
        status=NeedStatus.CIRCULATED,
    )


def offer_of(row: problems.Offer, parties: dict[str, Party]) -> Offer:
    """Return a published offer as a problem has it, not yet written."""
    giver = parties.get(row.provider) or parties["UNODA"]
    return Offer(
        provider=giver,
        title=row.id,
        text=row.id,
        themes=list(row.themes),
        kinds=list(row.kinds),
        items=list(row.items),
        pays_for=list(row.pays_for),
        capacity=row.capacity,
        unit=row.unit,
        currency=row.currency or "",
        eligible_states=list(row.eligible.states),
        eligible_regions=list(row.eligible.regions),
        excluded_states=list(row.excluded_states),
        languages=list(row.languages),
        start=row.start,
        end=row.end - timedelta(days=1),
        minimum_per_recipient=row.minimum_per_recipient,
        maximum_per_recipient=row.maximum_per_recipient,
        maximum_recipients=row.maximum_recipients,
        opening_minimum=row.opening_minimum,
        published_at=AT,
        status=OfferStatus.PUBLISHED,
    )


def commitments(rows: Iterable[Proposal], giver: Party) -> None:
    """Write a commitment for each of some proposals."""
    Commitment.objects.bulk_create(
        Commitment(
            proposal=row,
            need=row.need,
            offer=row.offer,
            implementer=giver,
            quantity=1,
            used=1,
            money=Decimal(1000),
            currency="USD",
            agreed_at=AT + timedelta(days=60),
        )
        for row in rows
    )


def world(needs: int, offers: int) -> dict[str, User | None]:
    """Write a service in use for years: needs of every status and circle of readers, offers, help, answers, the trail.

    Returns people by how they read: anonymous, asking, giving, coordinating.
    """
    rng = Random(0)  # noqa: S311 - invented rows, no secret
    parties = {party.code: party for party in Party.objects.all()}
    problem = realistic(needs, offers, seed=1)
    asked = [need_of(row, parties) for row in problem.needs]
    open_to = [Visibility.PARTICIPANTS] * 6 + [Visibility.PUBLIC] * 3 + [Visibility.COORDINATORS]
    stands = [NeedStatus.CIRCULATED] * 5 + [NeedStatus.PARTLY_MET, NeedStatus.MET, NeedStatus.SUBMITTED]
    for row in asked:
        row.cycle, row.tier = 2008 + 2 * rng.randrange(10), 3
        row.visibility, row.status = rng.choice(open_to), rng.choice(stands)
    asked = Need.objects.bulk_create(asked, batch_size=1000)
    words = "The State requests assistance for this purpose, and has no means of its own to meet it."
    Passage.objects.bulk_create(
        (
            Passage(need=row, order=0, page=6, question="7.4.1", quote=words, start=10_000, end=10_000 + len(words))
            for row in asked
        ),
        batch_size=1000,
    )
    given = Offer.objects.bulk_create([offer_of(row, parties) for row in problem.offers], batch_size=1000)
    people = {
        "anonymous": None,
        "asking": person("bench.asks", Role.FOCAL_POINT, asked[0].state),
        "giving": person("bench.gives", Role.PROVIDER, given[0].provider),
        "coordinating": person("bench.chair", Role.COORDINATOR, parties["ISL"]),
    }
    circulated = [row for row in asked if row.status == NeedStatus.CIRCULATED][: needs // 10]
    for number, row in enumerate(circulated):
        status = (ProposalStatus.COMMITTED, ProposalStatus.ENDORSED, ProposalStatus.PROPOSED)[number % 3]
        proposal(row, given[number % len(given)], people["giving"], status=status)
    commitments(
        Proposal.objects.filter(status=ProposalStatus.COMMITTED).select_related("need", "offer"), parties["DEU"]
    )
    _help(asked, given, rng)
    _judgements(asked)
    _reports(asked, people["coordinating"])
    _plans(asked, given, people["coordinating"])
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(at=AT, by=people["coordinating"], action="authenticate", noun="need", object_id=row.public_id)
            for row in asked
        ),
        batch_size=1000,
    )
    return people


def _help(asked: Sequence[Need], given: Sequence[Offer], rng: Random) -> None:
    """Write help for every second need, and what was delivered under the commitments."""
    told = Engagement.objects.bulk_create(
        (
            Engagement(
                state=row.state,
                direction=Direction.RECEIVED,
                theme=row.theme,
                kind=row.kind,
                item=row.item,
                start=row.start,
                end=row.end,
                text="Help that was given for this purpose.",
                status=rng.choice(list(EngagementStatus)),
                visibility=row.visibility,
            )
            for row in asked[::2]
        ),
        batch_size=1000,
    )
    Engagement.providers.through.objects.bulk_create(
        (
            Engagement.providers.through(engagement=row, party=given[number % len(given)].provider)
            for number, row in enumerate(told)
        ),
        batch_size=1000,
    )
    Delivery.objects.bulk_create(
        Delivery(commitment=row, quantity=1, recorded_by=row.proposal.shown_by, recorded_at=AT)
        for row in Commitment.objects.select_related("proposal__shown_by")
    )


def _judgements(asked: Sequence[Need]) -> None:
    """Write what the machine says of pairs of needs."""
    pairs = (sorted((a.public_id, b.public_id)) for a, b in zip(asked[::10], asked[1::10], strict=False))
    Duplicate.objects.bulk_create(
        Duplicate(
            a_type=RecordType.NEED,
            a_id=a,
            b_type=RecordType.NEED,
            b_id=b,
            relation=Relation.OVERLAPPING,
            confidence=Decimal("0.8"),
            judged_at=AT,
        )
        for a, b in pairs
    )


def _reports(asked: Sequence[Need], by: User) -> None:
    """Write a report of some pages for every State and cycle, from which its needs were read."""
    text = "The State answers the question at length. " * 1000
    held: dict[tuple[int, int], list[Need]] = {}
    for row in asked:
        held.setdefault((row.state_id, row.cycle), []).append(row)
    reports = Report.objects.bulk_create(
        (
            Report(
                state_id=state,
                cycle=cycle,
                filename=f"{state}-{cycle}.txt",
                sha256=f"{state:032}{cycle:032}",
                media_type="text/plain",
                language="en",
                generation=Generation.C,
                pages=12,
                text=text,
                page_starts=list(range(0, len(text), len(text) // 12)),
                confirmed=True,
                received_by=by,
                received_at=AT,
            )
            for state, cycle in held
        ),
        batch_size=100,
    )
    for report, rows in zip(reports, held.values(), strict=True):
        for row in rows:
            row.report = report
    Need.objects.bulk_update(asked, ["report"], batch_size=1000)


def _plans(asked: Sequence[Need], given: Sequence[Offer], by: User, number: int = 60) -> None:
    """Write finished runs of a scenario, each with a plan of two hundred lines."""
    scenario = Scenario.objects.create(name="Every cycle", cycle=CYCLE, created_by=by, created_at=AT)
    plans = Run.objects.bulk_create(
        Run(
            scenario=scenario,
            status=RunStatus.FINISHED,
            created_by=by,
            created_at=AT + timedelta(hours=hour),
            finished_at=AT + timedelta(hours=hour, minutes=1),
            input_digest="sha256:0",
            plan_status=PlanStatus.FEASIBLE,
        )
        for hour in range(number)
    )
    Allocation.objects.bulk_create(
        (
            Allocation(run=run, need=row, offer=given[place % len(given)], quantity=1, fit=1, terms={})
            for run in plans
            for place, row in enumerate(asked[:200])
        ),
        batch_size=1000,
    )
