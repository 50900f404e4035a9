"""Pages of a list: limit and offset, bounded, and refused with a sentence when they are not whole numbers."""

from collections.abc import Sequence

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from rest_framework import exceptions, pagination
from rest_framework.request import Request

from matchmaker.models import statements

FAR = 1000
"""From this offset on, a list that names its first key is not put in order as a whole."""


class LimitOffset(pagination.LimitOffsetPagination):
    """At most 200 rows a page; a wrong limit or offset is an error and not silently another page."""

    default_limit = 50
    max_limit = 200

    def paginate_queryset(self, queryset: QuerySet | Sequence, request: Request, view: object = None) -> list:
        """Return a page; one that is not full tells by itself how many rows there are."""
        if not isinstance(queryset, QuerySet):
            return super().paginate_queryset(queryset, request, view)
        self.request, self.limit, self.offset = request, self.get_limit(request), self.get_offset(request)
        near, passed = self._near(queryset, getattr(view, "first_key", ""))
        first, asked = self.offset - passed, statements.listed(near)
        page, taken = asked.shown(first, first + self.limit)
        prefetch_related_objects(page, *queryset._prefetch_related_lookups)
        ends = taken < self.limit and (taken or not self.offset)
        if near is queryset:
            self.count = self.offset + taken if ends else self.get_count(queryset)
        return page

    def get_count(self, queryset: QuerySet | Sequence) -> int:
        """Count what the reader may see."""
        return statements.listed(queryset).number() if isinstance(queryset, QuerySet) else len(queryset)

    def _near(self, queryset: QuerySet, key: str) -> tuple[QuerySet, int]:
        """Narrow a list to where a page far into it lies, and return how many rows come before that.

        Counting by the row that a list is ordered by first tells where; else all rows would be put in order down to
        the page.
        """
        if self.offset < FAR or not key:
            return queryset, 0
        passed, self.count, here = 0, 0, []
        for value, number in sorted(statements.listed(queryset).numbers(key).items()):
            if self.count + number <= self.offset:
                passed += number
            elif self.count < self.offset + self.limit:
                here.append(value)
            self.count += number
        if not here:
            return queryset.none(), passed
        # None between them has rows; were they named one by one, the database would put the rows in order itself.
        return queryset.filter(**{f"{key}__gte": here[0], f"{key}__lte": here[-1]}), passed

    def get_limit(self, request: Request) -> int:
        """Return how many rows were asked for."""
        return self._whole_number(request, self.limit_query_param, self.default_limit, 1, self.max_limit)

    def get_offset(self, request: Request) -> int:
        """Return how many rows to pass over."""
        return self._whole_number(request, self.offset_query_param, 0, 0, 10_000_000)

    def get_paginated_response_schema(self, schema: dict) -> dict:
        """Describe a page; the framework writes a link that may be missing in the words of OpenAPI 3.0."""
        described = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            described["properties"][name] = {"type": ["string", "null"], "format": "uri"}
        return described

    @staticmethod
    def _whole_number(request: Request, name: str, default: int, least: int, most: int) -> int:
        value = request.query_params.get(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and len(value) <= 9 and least <= int(value) <= most):
            facts = {"name": name, "least": least, "most": most}
            said = _("'%(name)s' takes a whole number from %(least)s to %(most)s.") % facts
            raise exceptions.ValidationError({name: said}, code="out_of_range")
        return int(value)
