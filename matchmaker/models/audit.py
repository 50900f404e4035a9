"""The audit trail: who changed what, when and why; the database refuses to change or delete a row of it."""

import uuid

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
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

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} of {self.noun} {self.object_id}"
