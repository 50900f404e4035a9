"""Statements that PostgreSQL reads and plans once for a connection, and not for each answer.

That is half of what it does for a page of a list. The driver prepares a text that comes again, as long as no values
stand in it that are written anew each time: so what is the same for every answer is written into the text, and what is
not is sent beside it. Elsewhere statements are asked as the framework asks them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper

if TYPE_CHECKING:
    from psycopg import Connection

_OPEN = "\1open\1"


@dataclass(frozen=True, slots=True)
class Text:
    """What is asked, with a place for each of the values; None where they stand in it."""

    words: str
    values: tuple[object, ...] | None

    def asked(self, beside: str = "") -> list[tuple]:
        """Return what the database answers, with something said behind it."""
        return asked(f"{self.words} {beside}" if beside else self.words, self.values)

    def written(self) -> "Text":
        """Return the text with its values in it, where that is of use."""
        if connection.vendor != "postgresql":
            return self
        return Text(connection.ops.compose_sql(self.words, self.values), None)

    def open_at(self, place: int) -> "OpenText":
        """Return the text with the value at a place left open."""
        before, after = self.values[:place], self.values[place + 1 :]
        if connection.vendor != "postgresql":
            return OpenText(self.words, before, after)
        words = connection.ops.compose_sql(self.words, (*before, _OPEN, *after))
        return OpenText(words.replace("%", "%%").replace(f"'{_OPEN}'", "%s"))


@dataclass(frozen=True, slots=True)
class OpenText:
    """What is asked with one value or another."""

    words: str
    before: tuple[object, ...] = ()
    after: tuple[object, ...] = ()

    def asked(self, value: object) -> list[tuple]:
        """Return what the database answers."""
        return asked(self.words, (*self.before, value, *self.after))


def asked(words: str, values: Sequence[object] | None = None) -> list[tuple]:
    """Return what the database answers."""
    with cursor() as opened:
        opened.execute(words, values)
        return opened.fetchall()


def cursor() -> CursorWrapper:
    """Open a cursor of which PostgreSQL prepares what comes again.

    Where statements are written down, they are with their values, and so are not prepared.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql" or database.queries_logged:
        return database.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    # As the framework opens its own, which writes values into the text: the driver prepares no such text.
    if database.connection is not None and not database.health_check_done and _is_quiet(database.connection):
        database.health_check_done = True
    database.close_if_health_check_failed()
    database.ensure_connection()
    return database.make_cursor(ServerBindingCursor(database.connection))


def _is_quiet(held: "Connection") -> bool:
    """Whether nothing waits to be read: a server that ends a connection says so, and need not be asked each time."""
    if held.closed:
        return False
    with DefaultSelector() as waiting:
        waiting.register(held, EVENT_READ)
        return not waiting.select(0)
