"""One factory a table: rows that are right by themselves, so that a test names only what it is about."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from matchmaker import models
from matchmaker.core.vocabulary import (
    Decision,
    Direction,
    EngagementStatus,
    JobKind,
    Kind,
    NeedStatus,
    OfferStatus,
    OrganisationType,
    OverrideStatus,
    ProposalStatus,
    Relation,
    Role,
    RunStatus,
    Theme,
    Unit,
    UnmetReason,
)
from matchmaker.services.grounds import digest

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def three_letters(number):
    """A code as long as a State's that no State has: X00, X01, ... X0A, ... 000."""
    first, rest = divmod(number, 36 * 36)
    return f"X{SIGNS}"[first] + SIGNS[rest // 36] + SIGNS[rest % 36]


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = models.Party
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: three_letters(n))
    type = models.Party.STATE
    names = factory.LazyAttribute(lambda o: {"en": f"State {o.code}"})
    region = "Africa"
    subregion = "Western Africa"


class OrganisationFactory(PartyFactory):
    code = factory.Sequence(lambda n: f"ORG{n}")
    type = OrganisationType.UN_ENTITY
    names = factory.LazyAttribute(lambda o: {"en": f"Organisation {o.code}"})


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.PostGenerationMethodCall("set_password", "long enough to pass")

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create:
            models.User.objects.bulk_update([instance], ["password"])


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    user = factory.SubFactory(UserFactory)
    role = Role.FOCAL_POINT
    party = factory.SubFactory(PartyFactory)


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = models.Report

    state = factory.SubFactory(PartyFactory)
    cycle = 2026
    filename = "report.txt"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    media_type = "text/plain"
    language = "en"
    generation = "D"
    pages = 2
    text = "1.1 What kind of assistance do you require?\nTwo marking machines for the police.\n"
    page_starts = [0]
    confirmed = True
    received_by = factory.SubFactory(UserFactory)
    received_at = NOW


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = models.Need

    state = factory.SubFactory(PartyFactory)
    report = factory.SubFactory(ReportFactory, state=factory.SelfAttribute("..state"))
    cycle = 2026
    theme = Theme.MARKING
    kind = Kind.EQUIPMENT
    item = "marking_machine"
    quantity = Decimal(2)
    unit = Unit.ITEM
    requested = date(2026, 4, 1)
    status = NeedStatus.CIRCULATED
    submitted_at = factory.LazyAttribute(lambda need: None if need.status == NeedStatus.DRAFT else NOW)


class PassageFactory(DjangoModelFactory):
    class Meta:
        model = models.Passage

    need = factory.SubFactory(NeedFactory)
    order = factory.Sequence(lambda n: n)
    page = 1
    question = "1.1"
    quote = "Two marking machines"
    start = 44
    end = 64


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = models.Offer

    provider = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Offer {n}")
    text = "Marking machines with spare parts."
    themes = [Theme.MARKING]
    kinds = [Kind.EQUIPMENT]
    items = []
    capacity = Decimal(3)
    unit = Unit.ITEM
    start = date(2026, 6, 1)
    end = date(2027, 12, 31)
    status = OfferStatus.PUBLISHED
    published_at = factory.LazyAttribute(lambda offer: None if offer.status == OfferStatus.DRAFT else NOW)


class EngagementFactory(DjangoModelFactory):
    class Meta:
        model = models.Engagement

    state = factory.SubFactory(PartyFactory)
    direction = Direction.RECEIVED
    theme = Theme.MARKING
    kind = Kind.EQUIPMENT
    item = "marking_machine"
    text = "One marking machine"
    status = EngagementStatus.RUNNING
    start = date(2026, 1, 1)
    end = date(2027, 6, 30)


class ScenarioFactory(DjangoModelFactory):
    class Meta:
        model = models.Scenario

    name = factory.Sequence(lambda n: f"Scenario {n}")
    cycle = 2026
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW


class RunFactory(DjangoModelFactory):
    class Meta:
        model = models.Run

    scenario = factory.SubFactory(ScenarioFactory)
    created_by = factory.SelfAttribute("scenario.created_by")
    created_at = NOW
    status = RunStatus.FINISHED
    input_digest = "sha256:00"
    plan_status = "optimal"
    stages = [{"name": "benefit", "value": "1", "bound": "1", "gap": "0", "proved": True}]
    published_at = NOW


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = models.Allocation

    run = factory.SubFactory(RunFactory)
    need = factory.SubFactory(NeedFactory)
    offer = factory.SubFactory(OfferFactory)
    quantity = Decimal(1)
    fit = Decimal("0.9")
    terms = {"language": "1", "timeliness": "1", "proximity": "0.9"}


class UnmetFactory(DjangoModelFactory):
    class Meta:
        model = models.Unmet

    run = factory.SubFactory(RunFactory)
    need = factory.SubFactory(NeedFactory)
    missing = Decimal(1)
    reason = UnmetReason.CAPACITY


class OverrideFactory(DjangoModelFactory):
    class Meta:
        model = models.Override

    decision = Decision.PIN
    scenario = factory.SubFactory(ScenarioFactory)
    need = factory.SubFactory(NeedFactory)
    offer = factory.SubFactory(OfferFactory)
    reason = "agreed in New York"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = NOW
    status = OverrideStatus.ASKED
    decided_by = factory.LazyAttribute(lambda o: UserFactory() if o.status in ("confirmed", "refused") else None)
    decided_at = factory.LazyAttribute(lambda o: NOW if o.decided_by else None)


class ProposalFactory(DjangoModelFactory):
    """An endorsed proposal that may be answered; its need and offer fit each other."""

    class Meta:
        model = models.Proposal

    need = factory.SubFactory(NeedFactory)
    offer = factory.SubFactory(OfferFactory)
    quantity = Decimal(1)
    used = factory.SelfAttribute("quantity")
    shown_by = factory.SubFactory(UserFactory)
    rests_on = factory.LazyAttribute(lambda o: digest(o.need, o.offer))
    proposed_at = NOW
    status = ProposalStatus.ENDORSED
    endorsed_by = factory.SelfAttribute("shown_by")
    endorsed_at = NOW
    answer_by = date(2026, 12, 31)
    implementer = factory.SelfAttribute("offer.provider")


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Commitment

    proposal = factory.SubFactory(ProposalFactory, status=ProposalStatus.COMMITTED)
    need = factory.SelfAttribute("proposal.need")
    offer = factory.SelfAttribute("proposal.offer")
    implementer = factory.SelfAttribute("proposal.implementer")
    quantity = factory.SelfAttribute("proposal.quantity")
    used = factory.SelfAttribute("proposal.used")
    agreed_at = NOW


def judged(one, other, relation=Relation.RESTATED, by=None):
    """A judgement on two rows that stands: of the machine, or of a person."""
    a, b = sorted((one, other), key=lambda row: row.public_id)
    return models.Duplicate.objects.create(
        a_type=a._meta.model_name,
        a_id=a.public_id,
        b_type=b._meta.model_name,
        b_id=b.public_id,
        relation=relation,
        confidence=1,
        judged_by=by,
        judged_at=NOW,
        why="as both say" if by else "",
    )


class JobFactory(DjangoModelFactory):
    class Meta:
        model = models.Job

    kind = JobKind.IMPORT
    asked_by = factory.SubFactory(UserFactory)
    asked_at = NOW
    given = factory.LazyFunction(lambda: {"noun": "needs", "source": "s", "apply": False})
    filename = "needs.csv"
    data = b"external_id\r\n"
