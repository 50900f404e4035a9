"""Lookups of columns that the framework does not bring."""

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


@Field.register_lookup
class OneOf(In):
    """As `in`, for the keys of a page: one array instead of a parameter for each.

    Two hundred of them take the framework and the driver longer to write down than PostgreSQL to find.
    """

    lookup_name = "one_of"

    def get_prep_lookup(self) -> list[object]:
        """Take the keys as they are: they come from rows and need no reading."""
        return list(self.rhs)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[object]]:
        """Compare with an array."""
        if not self.rhs:
            raise EmptyResultSet
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", [*params, self.rhs]
