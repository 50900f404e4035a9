"""What the schema says of the views beyond their serializers: the problems that they answer with."""

from collections.abc import Callable

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from .exceptions import CONTENT_TYPE
from .serializers.problems import ProblemSerializer


def problems(*statuses: int) -> dict[tuple[int, str], type[serializers.Serializer]]:
    """Return the problems of a view for its schema."""
    return {(status, CONTENT_TYPE): ProblemSerializer for status in statuses}


def documented(
    tag: str, row: type[serializers.Serializer], one: type[serializers.Serializer] | None = None
) -> Callable[[type], type]:
    """Describe a noun's list of rows and its single row, which may tell more."""
    return extend_schema_view(
        list=extend_schema(tags=[tag], responses={(200, "application/json"): row(many=True), **problems(400)}),
        retrieve=extend_schema(tags=[tag], responses={(200, "application/json"): one or row, **problems(400, 404)}),
    )
