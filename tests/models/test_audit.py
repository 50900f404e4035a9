"""The database refuses to change the audit trail, whoever asks."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from matchmaker.models import AuditEntry
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("harm", [lambda rows: rows.update(reason="changed"), lambda rows: rows.delete()])
def test_an_entry_stays_as_it_was_written(harm):
    AuditEntry.objects.create(at=NOW, by=UserFactory(), action="submit", noun="need", object_id=uuid.uuid4())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        harm(AuditEntry.objects.all())
    assert AuditEntry.objects.get().reason == ""


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["matchmaker_auditentry", "matchmaker_user"])
def test_the_trail_is_not_emptied_at_once(table):
    """By itself, and with the people that it names; an empty trail is no trail, as tests that flush need it."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matchmaker_auditentry")
        AuditEntry.objects.create(at=NOW, by=UserFactory(), action="submit", noun="need", object_id=uuid.uuid4())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
    assert AuditEntry.objects.count() == 1
