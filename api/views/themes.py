"""Themes: the vocabulary of what needs and offers are about."""

from functools import cached_property

from django.http import Http404, HttpResponse
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import documented
from api.etags import tagged
from api.filters import PAGING, refuse_unknown
from api.languages import preferred, varied
from api.serializers.themes import ThemeSerializer
from api.views.readonly import ReadOnly
from matchmaker.core.entities.themes import ThemeFacts
from matchmaker.core.reference import themes


@documented("themes", ThemeSerializer)
class ThemeViewSet(ReadOnly, viewsets.GenericViewSet):
    """The themes, in the order of the vocabulary; they stand in no table."""

    serializer_class = ThemeSerializer
    filter_backends = ()

    @cached_property
    def themes(self) -> dict[str, ThemeFacts]:
        """The themes by stored value."""
        return {theme.code.value: theme for theme in themes()}

    def get_serializer_context(self) -> dict[str, object]:
        """Give the serializer the reader's languages."""
        return {**super().get_serializer_context(), "languages": preferred(self.request)}

    def list(self, request: Request) -> Response:
        """Show a page of the vocabulary."""
        refuse_unknown(request, PAGING)
        page = self.paginate_queryset(list(self.themes.values()))
        return varied(self.get_paginated_response(self.get_serializer(page, many=True).data))

    def retrieve(self, request: Request, code: str) -> HttpResponse:
        """Show one theme by its stored value."""
        refuse_unknown(request, set())
        if code not in self.themes:
            raise Http404
        return tagged(request, varied(Response(self.get_serializer(self.themes[code]).data)))
