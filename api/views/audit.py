"""The audit trail, and the feed of changes that is read from it."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import JSON, documented
from api.filters import AuditFilters, refuse_unknown
from api.pagination import LimitOffset
from api.serializers.audit import AuditEntrySerializer, FeedSerializer
from api.views.readonly import ReadOnly, ReadOnlyRows
from matchmaker import feed
from matchmaker.models import AuditEntry


@documented("audit", AuditEntrySerializer)
class AuditViewSet(ReadOnlyRows):
    """What befell the own rows, the own acts for coordinators, everything for auditors; the latest first."""

    queryset = AuditEntry.objects.select_related("by").order_by("-id")
    serializer_class = AuditEntrySerializer
    filterset_class = AuditFilters
    lookup_field = "public_id"


class ChangesView(ReadOnly):
    """What changed since a place in the feed, oldest first, of what the reader may see."""

    @extend_schema(
        tags=["changes"],
        operation_id="changes",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={(200, JSON): FeedSerializer},
    )
    def get(self, request: Request) -> Response:
        """Go on from a cursor, behind all that was told before."""
        refuse_unknown(request, {"cursor", "limit"})
        limit, cursor = LimitOffset().get_limit(request), request.query_params.get("cursor")
        page = feed.after(request.user, self._place(request, cursor), limit)
        place = feed.cursor_behind(request.user, page[-1]) if page else cursor
        return Response(FeedSerializer({"next": place, "results": page}).data)

    @staticmethod
    def _place(request: Request, cursor: str | None) -> int:
        if cursor is None:
            return 0
        found = feed.place_of(request.user, cursor)
        if found is None:
            sentence = _("There is no such place in the feed: go on from 'next' of an answer, or from the start.")
            raise exceptions.ValidationError({"cursor": sentence}, code="unknown_cursor")
        return found
