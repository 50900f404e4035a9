"""Disclosures: each reading of a confidential need by a coordinator, written down for the State that asks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from matchmaker.core.vocabulary import Role, Visibility
from matchmaker.models import AuditEntry, Need, User

READ = "read"
"""The action in the trail under which a reading stands."""


def record(*, shown: Iterable[UUID], where: str, by: User, at: datetime) -> int:
    """Write down which confidential needs, of the rows that were shown to a coordinator, he or she has read."""
    if not by.is_authenticated or not by.holds(Role.COORDINATOR):
        return 0
    # One statement writes them all, so they need no transaction of their own.
    confidential = Need.objects.filter(visibility=Visibility.COORDINATORS, public_id__one_of=set(shown)).order_by()
    entries = [
        AuditEntry(at=at, by=by, action=READ, noun="need", object_id=public_id, new={"where": where})
        for public_id in confidential.exclude(state_id__in=by.parties(Role.FOCAL_POINT)).values_list(
            "public_id", flat=True
        )
    ]
    return len(AuditEntry.objects.bulk_create(entries))
