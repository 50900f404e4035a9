"""The audit trail: who changed what, when and why; the database refuses to change or delete a row of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from matchmaker.core.vocabulary import Role

from .duplicates import Duplicate
from .engagements import Engagement
from .needs import Need
from .offers import Offer
from .reports import Report
from .stored import Stored


class AuditEntryQuerySet(models.QuerySet):
    """Entries under the rights of their reader."""

    def visible_to(self, user: object) -> "AuditEntryQuerySet":
        """Keep the whole trail for auditors, what befell own objects for their owners, own acts for coordinators."""
        if not user.is_authenticated:
            return self.none()
        if user.holds(Role.AUDITOR):
            return self
        seen = Q(pk__in=[])
        if user.holds(Role.COORDINATOR):
            # What a coordinator writes is held against drafts as well, and nobody but their owner is told of those.
            judged = Duplicate.objects.visible_to(user).values("public_id")
            seen = Q(by=user) & (~Q(noun="duplicate") | Q(object_id__in=judged))
        for model in (Need, Offer, Engagement, Report):
            seen |= Q(noun=model._meta.model_name, object_id__in=model.objects.owned_by(user).values("public_id"))
        return self.filter(seen)


class AuditEntry(Stored):
    """One change, written in the transaction that makes it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=64)
    noun = models.CharField(max_length=32)
    object_id = models.UUIDField(db_index=True)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        # The feed of changes passes readings over, of which there may be more than of anything else.
        indexes = [models.Index(fields=["id"], condition=~Q(action="read"), name="audit_changes")]

    def __str__(self) -> str:
        return f"{self.action} of {self.noun} {self.object_id}"
