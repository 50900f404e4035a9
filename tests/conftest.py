"""What all tests with a database share."""

import gc
import sqlite3
import time
from collections.abc import Iterator
from contextlib import nullcontext
from importlib import import_module

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import translation

from matchmaker.core.extraction import files
from matchmaker.core.extraction.processes import ReadingProcess
from matchmaker.core.vocabulary import Role
from matchmaker.services.sealing import seal

# Looking for cycles after every seven hundred objects took a twelfth of the tests' time.
gc.set_threshold(100_000, 50, 100)

trail = import_module("matchmaker.migrations.0002_audit_append_only")
UNPROTECT = {
    "postgresql": ["DROP FUNCTION audit_is_append_only CASCADE"],
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Forget the language of the last request: the next test begins as a process does."""
    yield
    translation.deactivate()


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
plain_force_login = Client.force_login


def force_login(client: Client, user, backend=None) -> None:
    """Sign a person in as the form does: with a second factor where the role needs one, and this very moment."""
    if user.is_staff or user.memberships.filter(role__in=[Role.COORDINATOR, Role.ADMINISTRATOR]).exists():
        Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {"secret": seal(SECRET)}})
    plain_force_login(client, user, backend)
    signed_in(client, time.time())


def signed_in(client: Client, at: float) -> None:
    """Say when a client's session last saw a password."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": at}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = session[SESSION_KEY]
    session.save()


@pytest.fixture(autouse=True, scope="session")
def _people_sign_in_wholly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", force_login)
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_child_reads_all_reports() -> Iterator[None]:
    """Let one child process read the reports of all tests: starting it takes longer than reading most of them."""
    with ReadingProcess() as process, pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "ReadingProcess", lambda: nullcontext(process))
        yield


@pytest.fixture(autouse=True)
def _trail_is_cleared(request) -> Iterator[None]:
    """Clear the trail after a test that really commits: the database refuses to, and rightly."""
    yield
    # Limits and used codes would last from test to test.
    for each in caches.all(initialized_only=True):
        each.clear()
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        clear_trail()


def clear_trail() -> None:
    """Empty the trail, which the database refuses, before a flush that would be refused as well."""
    with connection.cursor() as cursor:
        for statement in (*UNPROTECT[connection.vendor], "DELETE FROM matchmaker_auditentry"):
            cursor.execute(statement)
    with connection.schema_editor() as editor:
        trail.protect(None, editor)


@pytest.fixture
def transactional_db(transactional_db) -> Iterator[None]:
    """Clear the trail after a test that commits through a fixture, too."""
    yield transactional_db
    clear_trail()


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
