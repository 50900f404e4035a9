"""Themes: the vocabulary of what needs and offers are about."""

from django.http import Http404
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import documented
from api.filters import PAGING, refuse_unknown
from api.serializers.themes import ThemeSerializer
from api.views.readonly import ReadOnly
from matchmaker.core.vocabulary import Theme


@documented("themes", ThemeSerializer)
class ThemeViewSet(ReadOnly, viewsets.GenericViewSet):
    """The themes, in the order of the vocabulary; they stand in no table."""

    serializer_class = ThemeSerializer
    filter_backends = ()

    def list(self, request: Request) -> Response:
        """Show a page of the vocabulary."""
        refuse_unknown(request, PAGING)
        page = self.paginate_queryset([{"code": theme.value} for theme in Theme])
        return self.get_paginated_response(ThemeSerializer(page, many=True).data)

    def retrieve(self, request: Request, code: str) -> Response:
        """Show one theme by its stored value."""
        refuse_unknown(request, set())
        if code not in set(Theme):
            raise Http404
        return Response(ThemeSerializer({"code": code}).data)
