"""What many tests begin with: tables that a run before has made, and worlds that lie in a transaction around those of the tests.

The fixture `laid` of a folder or a module names what lays the world of a test; tests that follow one another with the same one
find it there, each as a copy, and what a test writes is rolled back to it.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from copy import deepcopy
from pathlib import Path

from django.db import connection, transaction

ROOT = Path(__file__).resolve().parents[1]
TABLES_COME_FROM = ("matchmaker/migrations/*.py", "matchmaker/core/vocabulary.py", "requirements.txt")


class Ground:
    """The world that lies there, if any."""

    def __init__(self) -> None:
        self.lay: Callable[[], object] | None = None
        self.world: object = None
        self.held = ExitStack()

    def turn_to(self, lay: Callable[[], object] | None) -> None:
        """Lay a world, or none, unless it lies there already."""
        if lay is self.lay and not connection.closed_in_transaction:
            return
        self.held.close()
        self.lay = self.world = None
        if lay:
            with ExitStack() as stack:
                stack.enter_context(transaction.atomic())
                stack.callback(transaction.set_rollback, True)
                self.world = lay()
                self.held = stack.pop_all()
            self.lay = lay

    def copy(self, lay: Callable[[], object]) -> object:
        """Return a copy of the world that lies there; where none does, lay it for this test alone."""
        return deepcopy(self.world) if lay is self.lay else lay()


class Tables:
    """The tables on SQLite, which one run makes and the next take over while the migrations are the same: to make them takes long."""

    def __init__(self, folder: Path) -> None:
        digest = hashlib.sha256()
        for pattern in TABLES_COME_FROM:
            for file in sorted(ROOT.glob(pattern)):
                digest.update(file.name.encode() + file.read_bytes())
        self.kept = folder / f"{digest.hexdigest()[:16]}.sqlite3"
        self.memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
        if self.kept.exists():
            with closing(sqlite3.connect(self.kept)) as before:
                before.backup(self.memory)

    def keep(self) -> None:
        """Keep the tables for the next run, and no others."""
        if not self.kept.exists() and self.memory.execute("SELECT 1 FROM sqlite_master").fetchone():
            fresh = self.kept.with_suffix(f".{os.getpid()}")
            with closing(sqlite3.connect(fresh)) as copy:
                self.memory.backup(copy)
            for other in self.kept.parent.glob("*.sqlite3"):
                other.unlink(missing_ok=True)
            fresh.replace(self.kept)
        self.memory.close()
