"""Commitments, which use up capacity and are never deleted, and what was in fact delivered under them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum

from matchmaker.core import lifecycle
from matchmaker.core.vocabulary import CommitmentStatus, Visibility

from .columns import among, amount, public_id, word
from .needs import Need
from .offers import Offer
from .parties import Party
from .proposals import Proposal
from .readers import or_own, shown_to
from .stored import Stored


class CommitmentQuerySet(models.QuerySet):
    """Commitments under the rights of their reader."""

    def visible_to(self, user: object) -> "CommitmentQuerySet":
        """Keep all for coordinators, a party's own for the party, for others those that both sides released."""
        released = Q(released_by_provider=True, released_by_recipient=True)
        seen = shown_to(user, "commitment", circles={Visibility.PUBLIC: released, Visibility.COORDINATORS: ~released})
        own = Q(proposal__in=Proposal.objects.of_parties(user)) if user.is_authenticated else Q()
        return self.filter(or_own(seen, own))

    def given(self, offers: Collection[int]) -> dict[int, dict[str, Decimal]]:
        """Return of some offers what each State that gets something of one gets of it."""
        rows = self.filter(offer__in=offers).order_by().values_list("offer", "need__state__code", "proposal__member")
        found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for offer, code, member, used in rows.annotate(total=Sum("used")):
            found[offer][member or code] += used
        return {key: {code: used for code, used in found[key].items() if used} for key in offers}


class Commitment(Stored):
    """A proposal that all sides accepted; a counter-entry takes one back: the sum over all rows is what stands."""

    public_id = public_id()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="commitments")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="commitments")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="commitments")
    implementer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commitments_implemented")
    quantity = amount(help_text="In the unit of the need; negative in a counter-entry")
    used = amount(help_text="Of the offer's capacity; negative in a counter-entry")
    money = amount(null=True)
    currency = models.CharField(max_length=3, blank=True)
    status = word(CommitmentStatus, default=CommitmentStatus.AGREED)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    agreed_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    released_by_provider = models.BooleanField(default=False)
    released_by_recipient = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        # As the list is told: a page of it is read off, whatever their number.
        indexes = [models.Index(fields=["-agreed_at", "public_id"], name="commitment_list")]
        constraints = [
            among("commitment", "status", CommitmentStatus),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(reverses__isnull=True), name="commitment_once_a_proposal"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, quantity__gt=0, used__gt=0)
                | Q(reverses__isnull=False, quantity__lt=0, used__lt=0, status=CommitmentStatus.CANCELLED),
                name="commitment_counter_entry_is_negative",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[
                        CommitmentStatus.DELIVERED,
                        CommitmentStatus.CONFIRMED,
                        CommitmentStatus.FOLLOWED_UP,
                    ]
                )
                | Q(delivered_at__isnull=False),
                name="commitment_delivered_on_a_day",
            ),
        ]

    @property
    def follow_up_due(self) -> date | None:
        """From which day on the recipient is asked what came of it, once it is confirmed."""
        if self.confirmed_at is None:
            return None
        return lifecycle.months_after(self.confirmed_at.date(), lifecycle.FOLLOW_UP_MONTHS)

    def __str__(self) -> str:
        return f"Commitment {self.public_id}"


class DeliveryQuerySet(models.QuerySet):
    """Deliveries under the rights of their reader."""

    def visible_to(self, user: object) -> "DeliveryQuerySet":
        """Keep all for coordinators, and a party's own for the party."""
        seen = shown_to(user, "delivery")
        own = Q(commitment__proposal__in=Proposal.objects.of_parties(user)) if user.is_authenticated else Q()
        return self.filter(or_own(seen, own))


class Delivery(Stored):
    """What was in fact given under a commitment, and what came of it twelve months after."""

    public_id = public_id()
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="delivery")
    quantity = amount()
    women = models.PositiveIntegerField(null=True, help_text="Of the people who took part")
    people = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    in_use = models.BooleanField(null=True)
    adequate = models.BooleanField(null=True)
    effective = models.BooleanField(null=True)
    sustainable = models.BooleanField(null=True)
    lesson = models.TextField(blank=True)
    lesson_public = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="delivery_quantity_not_negative"),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(people__isnull=False, women__lte=models.F("people")),
                name="delivery_women_among_people",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.public_id}"
