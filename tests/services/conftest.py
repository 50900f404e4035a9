"""What tests of services that run beside other processes share."""

import sqlite3

import pytest
from django.db import connection


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
