"""Invented rows for benchmarks: people, needs, offers and proposals of any number, written past the services."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from matchmaker.core.assignment.instances import realistic
from matchmaker.core.entities import problems
from matchmaker.core.vocabulary import Kind, NeedStatus, OfferStatus, ProposalStatus, Role, Unit, Visibility
from matchmaker.models import AuditEntry, Commitment, Membership, Need, Offer, Party, Passage, Proposal, User

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
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(at=AT, by=people["coordinating"], action="authenticate", noun="need", object_id=row.public_id)
            for row in asked
        ),
        batch_size=1000,
    )
    return people
