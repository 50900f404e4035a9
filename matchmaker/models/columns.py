"""Columns and constraints derived from the vocabulary, so that database and code never disagree."""

import uuid
from enum import StrEnum

from django.db import models


def choices(members: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the stored values of an enum as choices."""
    return [(member.value, member.value) for member in members]


def word(members: type[StrEnum], **options: object) -> models.CharField:
    """Return a column that holds one stored value of an enum."""
    return models.CharField(max_length=32, choices=choices(members), **options)


def among(table: str, field: str, members: type[StrEnum], *, empty: bool = False) -> models.CheckConstraint:
    """Return the constraint that a column holds a value of an enum, or nothing where `empty`."""
    values = [member.value for member in members] + ([""] if empty else [])
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=f"{table}_{field}_known")


def public_id() -> models.UUIDField:
    """Return the random id under which the outside knows a row."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)


def amount(**options: object) -> models.DecimalField:
    """Return a column for a quantity or an amount of money."""
    return models.DecimalField(max_digits=18, decimal_places=3, **options)


def external_id() -> models.CharField:
    """Return the id under which another system knows a row, where it came from one."""
    return models.CharField(max_length=64, blank=True, default="")


def once_a(table: str, party: str) -> models.UniqueConstraint:
    """Return the constraint that a party uses an external id for one row of a table."""
    return models.UniqueConstraint(
        fields=[party, "external_id"], condition=~models.Q(external_id=""), name=f"{table}_external_id_once"
    )
