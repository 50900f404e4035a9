"""The database refuses to change the audit trail, whoever asks."""

import ast
import uuid
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

import matchmaker
from matchmaker.core import lifecycle
from matchmaker.models import AuditEntry
from matchmaker.services.disclosures import READ
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


def test_every_word_that_is_written_down_is_known():
    """The filter of the trail refuses others: those of the table are said by what is done, the rest stands in calls."""
    said = set()
    for path in Path(matchmaker.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
            if name in {"audit.record", "AuditEntry"}:
                said |= {each.value.value for each in call.keywords if _is_word(each)}
    assert len(said) > 30
    assert said <= lifecycle.RECORDED, said - lifecycle.RECORDED
    assert {READ, "pin", "forbid", "counter"} <= lifecycle.RECORDED


def _is_word(given):
    return given.arg == "action" and isinstance(given.value, ast.Constant)
