"""Lookups of columns that the framework does not bring."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

LATER: frozenset[str] = frozenset({"later"})
"""Stands for keys in a statement that is written before they are known (`statements.py`)."""


def array(keys: Collection[int | str | UUID]) -> str:
    """Return keys as PostgreSQL reads an array; the driver's own way looks at each of them several times."""
    return "{" + ",".join(map(str, keys)) + "}"


@Field.register_lookup
class OneOf(In):
    """As `in`, for the keys of a page, whole numbers or ids: one array instead of a parameter for each.

    Two hundred of them take the framework and the driver longer to write down than PostgreSQL to find.
    """

    lookup_name = "one_of"

    def get_prep_lookup(self) -> Collection[int | UUID]:
        """Take the keys as they are: they come from rows and need no reading."""
        return self.rhs if self.rhs is LATER else list(self.rhs)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[object]]:
        """Compare with an array."""
        if not self.rhs:
            raise EmptyResultSet
        lhs, params = self.process_lhs(compiler, connection)
        keys = self.rhs if self.rhs is LATER else array(self.rhs)
        return f"{lhs} = ANY(%s::{self.lhs.output_field.db_type(connection)}[])", [*params, keys]
