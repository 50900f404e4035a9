"""Proposals: allocations, or pairs that a side showed interest in, put before people; and the answers of each side."""

from collections.abc import Collection
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from matchmaker.core.vocabulary import DeclineCode, NeedStatus, OfferStatus, OverrideStatus, ProposalStatus, Role, Side

from .columns import among, amount, public_id, word
from .needs import Need
from .offers import Offer
from .parties import Party
from .readers import or_own, shown_to
from .runs import Run
from .stored import Stored

LIVE = (ProposalStatus.PROPOSED, ProposalStatus.ENDORSED)


def open_still(need: Need, offer: Offer) -> bool:
    """Whether a need still asks and an offer still gives."""
    return need.status in {NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET} and offer.status == OfferStatus.PUBLISHED


class ProposalQuerySet(models.QuerySet):
    """Proposals under the rights of their reader."""

    def visible_to(self, user: object) -> "ProposalQuerySet":
        """Keep all for coordinators, and for a party those in which it gives, receives or carries out."""
        seen = shown_to(user, "proposal")
        return self.filter(or_own(seen, self._of_parties(user)) if user.is_authenticated else seen)

    def of_parties(self, user: object) -> "ProposalQuerySet":
        """Keep the proposals in which a person speaks for one of the sides."""
        return self.filter(self._of_parties(user))

    @staticmethod
    def _of_parties(user: object) -> Q:
        asks, gives = user.parties(Role.FOCAL_POINT), user.parties(Role.PROVIDER)
        mine = Q(implementer__in=[*asks, *gives])
        # Sought by the few needs and offers of a party; joined, both of every proposal would be looked up.
        if asks:
            mine |= Q(need__in=Need.objects.filter(state__in=asks)) | Q(member__in=sorted(user.codes(Role.FOCAL_POINT)))
        if gives:
            mine |= Q(offer__in=Offer.objects.filter(provider__in=gives))
        return mine

    def marking_asker(self) -> "ProposalQuerySet":
        """Mark each with who asked to endorse it outside the plan, read with the rows; see `Proposal.asker`."""
        return self.annotate(asker_read=_asker())

    def live(self) -> "ProposalQuerySet":
        """Keep those that still wait for people."""
        return self.filter(status__in=LIVE)


class Proposal(Stored):
    """Need x offer x quantity before people; it rests on facts of both, whose digest it keeps."""

    public_id = public_id()
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="proposals")
    member = models.CharField(max_length=3, blank=True, help_text="For which State, where a need was split")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="proposals")
    quantity = amount(help_text="In the unit of the need")
    used = amount(help_text="Of the offer's capacity")
    money = amount(null=True)
    currency = models.CharField(max_length=3, blank=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="proposals")
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who showed interest"
    )
    implementer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="proposals_to_implement")
    rests_on = models.CharField(max_length=64, help_text="Digest of the facts of need and offer")
    proposed_at = models.DateTimeField()
    endorsed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    endorsed_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True, help_text="Last day to answer")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="countered_by")
    status = word(ProposalStatus, default=ProposalStatus.PROPOSED)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    # Set where a page of proposals reads the answers of all of them at once.
    told: "list[Answer] | None" = None

    # Set where a page of proposals reads at once what each State gets of their offers.
    given: "dict[str, Decimal] | None" = None

    # Set where one proposal is read by itself: whether the facts that it was made on are those of today.
    stands_on_its_grounds: bool = True

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["need__state__code", "id"]
        # As the list is told: a page of it is read off, whatever their number.
        indexes = [models.Index(fields=["-proposed_at", "public_id"], name="proposal_list")]
        constraints = [
            among("proposal", "status", ProposalStatus),
            models.CheckConstraint(condition=Q(quantity__gt=0, used__gt=0), name="proposal_quantity_positive"),
            models.UniqueConstraint(
                fields=["need", "member", "offer"], condition=Q(status__in=LIVE), name="proposal_one_that_lives"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ProposalStatus.ENDORSED, ProposalStatus.COMMITTED])
                | Q(endorsed_by__isnull=False, answer_by__isnull=False),
                name="proposal_endorsed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=ProposalStatus.COMMITTED) | Q(implementer__isnull=False),
                name="proposal_committed_with_implementer",
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=False) | Q(shown_by__isnull=False), name="proposal_from_a_run_or_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Proposal {self.public_id}"

    @property
    def asker(self) -> int | None:
        """Who asked to endorse it outside the plan, while no second coordinator has said so."""
        read = "asker_read" in self.__dict__
        return (self if read else Proposal.objects.marking_asker().only("pk").get(pk=self.pk)).asker_read

    def two_apart(self, coordinators: Collection[tuple[int | None, str | None]]) -> bool:
        """Say whether two of some coordinators, each a party with its code, have no part: paper takes two such."""
        sides = {self.need.state_id, self.offer.provider_id, self.implementer_id} - {None}
        return sum(party not in sides and code != self.member for party, code in coordinators) >= 2

    def settled_by(self, said: Collection[str]) -> bool:
        """Say whether the yes of some sides is all that it takes.

        Who gives or receives and carries it out as well answers once.
        """
        if self.implementer_id is None:
            return False
        own = {self.offer.provider_id: Side.PROVIDER, self.need.state_id: Side.RECIPIENT}.get(self.implementer_id)
        return set(said) | ({Side.IMPLEMENTER} if own in said else set()) == set(Side)

    @property
    def waits_for_one(self) -> bool:
        """Whether the yes of one more side is all that it takes."""
        said = {answer.side for answer in self.said if answer.stands}
        return any(self.settled_by({*said, side}) for side in Side)

    @property
    def said(self) -> "list[Answer]":
        """The answers so far."""
        return list(self.answers.all()) if self.told is None else self.told


@cache
def _asker() -> Subquery:
    """Return who asked to endorse outside the plan; made once: a statement is known by what it is made of."""
    overrides = Proposal._meta.get_field("overrides").related_model.objects
    asked = overrides.filter(proposal=OuterRef("pk"), status=OverrideStatus.ASKED)
    return Subquery(asked.order_by("pk").values("asked_by_id")[:1])


class Answer(Stored):
    """What one side says to a proposal; where a new implementer is named, answers that rest on the old give way."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    side = word(Side)
    accepts = models.BooleanField()
    code = models.CharField(max_length=32, blank=True, choices=[(c.value, c.value) for c in DeclineCode])
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    document = models.CharField(max_length=200, blank=True, help_text="Of an answer on paper: which document")
    dated = models.DateField(null=True)
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stands = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            among("answer", "side", Side),
            among("answer", "code", DeclineCode, empty=True),
            models.UniqueConstraint(fields=["proposal", "side"], condition=Q(stands=True), name="answer_one_a_side"),
            models.CheckConstraint(
                condition=Q(accepts=True, code="") | (Q(accepts=False) & ~Q(code="")), name="answer_no_has_a_code"
            ),
            models.CheckConstraint(
                condition=Q(document="", dated__isnull=True, second__isnull=True)
                | (~Q(document="") & Q(dated__isnull=False, second__isnull=False) & ~Q(second=F("by"))),
                name="answer_on_paper_with_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {'yes' if self.accepts else self.code}"
