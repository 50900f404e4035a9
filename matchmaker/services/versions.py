"""Changes that rest on what somebody has read: they happen to that version of a row, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import F

from matchmaker.core.errors import MatchmakerError
from matchmaker.models import Commitment, Proposal

from . import commitments


@contextmanager
def unchanged(row: models.Model, version: int) -> Iterator[None]:
    """Hold a row at a version for one transaction; the UPDATE that asks for the version also locks the row."""
    with transaction.atomic():
        if isinstance(row, Proposal | Commitment):
            # In the order in which everybody locks: need, offer, proposal, commitment.
            commitments.read(row if isinstance(row, Proposal) else row.proposal, lock=True)
        if not type(row).objects.filter(pk=row.pk, version=version).update(version=F("version")):
            raise MatchmakerError("version_changed", "It has changed since you read it: read it again, then decide.")
        yield
