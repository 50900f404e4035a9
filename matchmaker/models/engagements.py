"""Assistance already delivered, running or planned."""

from django.db import models
from django.db.models import F, Q

from matchmaker.core.vocabulary import CommitmentStatus, Direction, EngagementStatus, Kind, Role, Theme, Visibility

from .columns import among, amount, external_id, once_a, public_id, word
from .parties import Party
from .readers import or_own, shown_to
from .reports import Report
from .stored import Stored

TOLD_STILL = (Q(report__isnull=True) | Q(report__superseded_by__isnull=True)) & ~Q(
    commitment__status=CommitmentStatus.CANCELLED
)
"""What no newer report has taken the place of, and what no cancelled commitment was to give."""


class EngagementQuerySet(models.QuerySet):
    """Engagements under the rights of their reader."""

    def visible_to(self, user: object) -> "EngagementQuerySet":
        """Keep what is open to a person: the parties' own, and what its visibility allows."""
        return self.filter(self._seen_by(user))

    def hidden_from(self, user: object) -> "EngagementQuerySet":
        """Keep the engagements of which a person may not know."""
        return self.filter(~self._seen_by(user))

    def owned_by(self, user: object) -> "EngagementQuerySet":
        """Keep the engagements in which a person's parties take part, on either side."""
        return self.filter(self._of_parties(user))

    def _seen_by(self, user: object) -> Q:
        seen = shown_to(user, "engagement")
        return or_own(seen, self._of_parties(user)) if user.is_authenticated else seen

    def _of_parties(self, user: object) -> Q:
        own = user.parties(Role.FOCAL_POINT) + user.parties(Role.PROVIDER)
        given = self.model.providers.through.objects.filter(party_id__in=own)
        return Q(pk__in=given.values("engagement_id")) | Q(state_id__in=own)

    def told_still(self) -> "EngagementQuerySet":
        """Keep what no newer report has taken the place of, and what no cancelled commitment was to give."""
        return self.filter(TOLD_STILL)


class Engagement(Stored):
    """One piece of assistance to a State, from a report or from a list."""

    public_id = public_id()
    state = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="engagements")
    providers = models.ManyToManyField(Party, related_name="engagements_given")
    direction = word(Direction)
    theme = word(Theme)
    kind = word(Kind)
    item = models.CharField(max_length=32, blank=True)
    beneficiary = models.CharField(max_length=100, blank=True)
    quantity = amount(null=True)
    amount = amount(null=True)
    currency = models.CharField(max_length=3, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True, help_text="Last day")
    site = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=8, default="en")
    status = word(EngagementStatus)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="engagements")
    page = models.PositiveIntegerField(null=True)
    passage_start = models.PositiveIntegerField(null=True)
    passage_end = models.PositiveIntegerField(null=True)
    commitment = models.OneToOneField(
        "Commitment", on_delete=models.PROTECT, null=True, related_name="engagement", help_text="Whose help this is"
    )
    visibility = word(Visibility, default=Visibility.PARTICIPANTS)
    external_id = external_id()
    version = models.PositiveIntegerField(default=1)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["state__code", "id"]
        constraints = [
            among("engagement", "direction", Direction),
            among("engagement", "theme", Theme),
            among("engagement", "kind", Kind),
            among("engagement", "status", EngagementStatus),
            among("engagement", "visibility", Visibility),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lte=F("end")),
                name="engagement_starts_before_end",
            ),
            once_a("engagement", "state"),
        ]

    @property
    def givers(self) -> list[Party]:
        """The providers by their codes; a list reads those of all its rows at once, and asks for each row's thrice."""
        read = getattr(self, "_prefetched_objects_cache", {}).get("providers")
        return list(self.providers.all() if read is None else read)

    def __str__(self) -> str:
        return f"Engagement {self.public_id}"
