"""Rows as they are read: most of what a long list costs is making objects of what the database answers."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models.base import ModelState


class Stored(models.Model):
    """A model of which lists read many rows, and whose columns hold plain values."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Iterable[str], values: Iterable[object]) -> Self:
        """Return a row with the columns that were read, put where the framework puts them but all at once.

        The framework hands each value to the constructor, which asks of every column whether it was read and tells
        signals that nobody listens to; that took nine times as long. A column that was not read is read when it is
        asked for, as ever.
        """
        row = cls.__new__(cls)
        row._state = state = ModelState()
        state.adding, state.db, state.fields_cache = False, db, {}
        row.__dict__.update(zip(field_names, values, strict=True))
        return row
