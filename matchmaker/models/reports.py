"""National reports as received, with the text that every passage counts in."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.core.vocabulary import Generation, NeedStatus, Role

from .columns import among, public_id, word
from .parties import Party
from .readers import shown_to

GONE = (NeedStatus.WITHDRAWN, NeedStatus.SUPERSEDED, NeedStatus.EXPIRED)
KEEPS_NO_CYCLE = (NeedStatus.DRAFT, NeedStatus.RETURNED, NeedStatus.MERGED, *GONE)
"""Needs that are on the State's own desk, or are no more: what has gone out keeps the cycle in which it was asked."""


class ReportQuerySet(models.QuerySet):
    """Reports under the rights of their reader."""

    def visible_to(self, user: object) -> "ReportQuerySet":
        """Keep what a person may see: the own State's reports; all of them for coordinators."""
        seen = shown_to(user, "report")
        return self.filter(seen | Q(state_id__in=user.parties(Role.FOCAL_POINT)) if user.is_authenticated else seen)

    def marking_sent(self) -> "ReportQuerySet":
        """Mark those of which a need has gone out, read with the rows; see `Report.sent`."""
        needs = self.model._meta.get_field("needs").related_model.objects
        gone_out = needs.filter(report=OuterRef("pk")).exclude(status__in=KEEPS_NO_CYCLE)
        return self.annotate(sent_read=Exists(gone_out))

    def owned_by(self, user: object) -> "ReportQuerySet":
        """Keep the reports of the States that a person speaks for."""
        return self.filter(state_id__in=user.parties(Role.FOCAL_POINT))


class Report(models.Model):
    """A State's report for one cycle; the same bytes are received once."""

    public_id = public_id()
    state = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reports")
    cycle = models.PositiveSmallIntegerField()
    filename = models.CharField(max_length=200)
    file = models.FileField(upload_to="reports/")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    language = models.CharField(max_length=8, blank=True)
    generation = word(Generation)
    pages = models.PositiveIntegerField()
    text = models.TextField()
    page_starts = models.JSONField()
    contacts = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    confirmed = models.BooleanField(default=False, help_text="False: received by a coordinator, not by the State")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    revision = models.JSONField(default=dict, help_text="How it differs from a report received before, and from which")
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="supersedes")
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["state__code", "cycle", "id"]
        constraints = [
            models.UniqueConstraint(fields=["state", "sha256"], name="report_bytes_once"),
            among("report", "generation", Generation),
            models.CheckConstraint(
                condition=Q(cycle__gte=FIRST_CYCLE, cycle__lte=LAST_CYCLE), name="report_cycle_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.public_id}"

    @property
    def sent(self) -> bool:
        """Whether one of its needs has gone out, and so keeps the cycle of the report."""
        read = "sent_read" in self.__dict__
        return (self if read else Report.objects.marking_sent().only("pk").get(pk=self.pk)).sent_read
