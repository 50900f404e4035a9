"""Filters of lists: an unknown or repeated name is an error, never ignored."""

import django_filters
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView


class StrictFilterBackend(DjangoFilterBackend):
    """Refuse query parameters that neither the list's filters nor its paging know."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        """Check the names, then filter."""
        filterset = getattr(view, "filterset_class", None)
        known = set(filterset.base_filters if filterset else ()) | {"limit", "offset"}
        for name in request.query_params:
            if name not in known:
                raise exceptions.ValidationError(
                    {name: f"There is no filter '{name}' here: use {', '.join(sorted(known))}."}, code="unknown_filter"
                )
            if len(request.query_params.getlist(name)) > 1:
                raise exceptions.ValidationError(
                    {name: f"'{name}' is given twice: give it once."}, code="repeated_filter"
                )
            if "\x00" in request.query_params[name]:
                raise exceptions.ValidationError(
                    {name: f"'{name}' holds a NUL character: leave it out."}, code="invalid"
                )
        return super().filter_queryset(request, queryset, view)


def choices(members: type, **kwargs: object) -> django_filters.ChoiceFilter:
    """Return a filter over the stored values of an enum."""
    return django_filters.ChoiceFilter(choices=[(member.value, member.value) for member in members], **kwargs)
