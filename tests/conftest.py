"""What all tests with a database share."""

import sqlite3
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection

trail = import_module("matchmaker.migrations.0002_audit_append_only")
UNPROTECT = {
    "postgresql": ["DROP FUNCTION audit_is_append_only CASCADE"],
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
}


@pytest.fixture(autouse=True)
def _trail_is_cleared(request) -> Iterator[None]:
    """Clear the trail after a test that really commits: the database refuses to, and rightly."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with connection.cursor() as cursor:
            for statement in (*UNPROTECT[connection.vendor], "DELETE FROM matchmaker_auditentry"):
                cursor.execute(statement)
        with connection.schema_editor() as editor:
            trail.protect(None, editor)


@pytest.fixture
def database_url(transactional_db, tmp_path):
    """The address of a database that other processes can open: the tests' own, of SQLite a copy in a file."""
    if connection.vendor == "postgresql":
        facts = connection.settings_dict
        secret = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
        return f"postgres://{facts['USER']}{secret}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    path = tmp_path / "races.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{path}"
