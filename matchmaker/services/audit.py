"""The audit trail: one entry a change, in the transaction that makes it."""

from datetime import datetime

from django.db import models

from matchmaker.models import AuditEntry, User


def record(
    *,
    by: User,
    at: datetime,
    action: str,
    of: models.Model,
    old: dict[str, object] | None = None,
    new: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    """Write down one change of a row."""
    AuditEntry.objects.create(
        at=at,
        by=by,
        action=action,
        noun=of._meta.model_name,
        object_id=of.public_id,
        old=old or {},
        new=new or {},
        reason=reason,
    )
