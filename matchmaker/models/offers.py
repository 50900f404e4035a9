"""Offers: what providers can give."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from matchmaker.core.vocabulary import OfferStatus, Role, Unit, Visibility

from .columns import among, amount, external_id, once_a, public_id, word
from .parties import Party, called
from .readers import seen_by
from .stored import Stored

OPEN = (OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED, OfferStatus.CLOSED)
LEFT_OWNER = tuple(status.value for status in OfferStatus if status != OfferStatus.DRAFT)


def _seen_by(user: object) -> Q:
    own = Q(provider_id__in=user.parties(Role.PROVIDER)) if user.is_authenticated else Q()
    return seen_by(user, "offer", own=own, left_owner=Q(published_at__isnull=False))


class OfferQuerySet(models.QuerySet):
    """Offers under the rights of their reader."""

    def visible_to(self, user: object) -> "OfferQuerySet":
        """Keep the offers that a person may know of (`core/visibility.py`)."""
        return self.filter(_seen_by(user))

    def hidden_from(self, user: object) -> "OfferQuerySet":
        """Keep the offers of which a person may not know."""
        return self.filter(~_seen_by(user))

    def owned_by(self, user: object) -> "OfferQuerySet":
        """Keep the offers of the providers that a person speaks for."""
        return self.filter(provider_id__in=user.parties(Role.PROVIDER))

    def holding(self, words: str) -> "OfferQuerySet":
        """Keep offers whose title, text or provider's name holds the words."""
        return self.filter(Q(title__icontains=words) | Q(text__icontains=words) | called("provider", words))


class Offer(Stored):
    """What one provider can give, to whom, when, and on which conditions."""

    public_id = public_id()
    provider = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="offers")
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="The provider's own words")
    language = models.CharField(max_length=8, default="en")
    themes = models.JSONField()
    kinds = models.JSONField()
    items = models.JSONField(default=list)
    pays_for = models.JSONField(default=list)
    capacity = amount()
    committed = amount(default=0, help_text="What commitments use of the capacity")
    unit = word(Unit)
    currency = models.CharField(max_length=3, blank=True)
    eligible_states = models.JSONField(default=list)
    eligible_regions = models.JSONField(default=list)
    eligible_groups = models.JSONField(default=list)
    excluded_states = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    start = models.DateField()
    end = models.DateField()
    minimum_per_recipient = amount(default=0)
    maximum_per_recipient = amount(null=True)
    maximum_recipients = models.PositiveIntegerField(null=True)
    opening_minimum = amount(default=0)
    ceiling_notes = models.TextField(blank=True, help_text="For the provider and coordinators only")
    published_at = models.DateTimeField(null=True)
    renewal = models.DateField(null=True)
    browse_only = models.BooleanField(default=False)
    visibility = word(Visibility, default=Visibility.PUBLIC)
    status = word(OfferStatus, default=OfferStatus.DRAFT)
    external_id = external_id()
    version = models.PositiveIntegerField(default=1)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["provider__code", "id"]
        indexes = [
            # The few of which coordinators may not know: what they see of judgements is told by these.
            models.Index(
                fields=["public_id"],
                condition=~Q(status__in=LEFT_OWNER, published_at__isnull=False),
                name="offer_with_owner",
            ),
        ]
        constraints = [
            once_a("offer", "provider"),
            among("offer", "unit", Unit),
            among("offer", "status", OfferStatus),
            among("offer", "visibility", Visibility),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="offer_capacity_positive"),
            models.CheckConstraint(
                condition=Q(committed__gte=0, committed__lte=F("capacity")), name="offer_never_over_capacity"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="offer_starts_before_end"),
            models.CheckConstraint(
                condition=(Q(unit=Unit.MONEY) & ~Q(currency="")) | (~Q(unit=Unit.MONEY) & Q(currency="")),
                name="offer_currency_with_money",
            ),
        ]

    @property
    def capped(self) -> bool:
        """Whether it limits what one State gets of it, or how many do."""
        return self.maximum_per_recipient is not None or self.maximum_recipients is not None

    def cap_reached(self, given: Mapping[str, Decimal], state: str, used: Decimal) -> str:
        """Return the code of the cap that a State would be beyond with so much more, if any."""
        most, states = self.maximum_per_recipient, self.maximum_recipients
        if most is not None and given.get(state, Decimal(0)) + used > most:
            return "recipient_full"
        return "recipients_full" if states is not None and len({*given, state}) > states else ""

    def __str__(self) -> str:
        return self.title
