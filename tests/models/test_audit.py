"""The database refuses to change the audit trail, whoever asks."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from matchmaker.models import AuditEntry
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("harm", [lambda rows: rows.update(reason="changed"), lambda rows: rows.delete()])
def test_an_entry_stays_as_it_was_written(harm):
    AuditEntry.objects.create(at=NOW, by=UserFactory(), action="submit", noun="need", object_id=uuid.uuid4())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        harm(AuditEntry.objects.all())
    assert AuditEntry.objects.get().reason == ""
