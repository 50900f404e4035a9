"""Needs under the rights of their reader."""

from django.db.models import QuerySet
from rest_framework.serializers import Serializer

from api.documentation import documented
from api.filters import NeedFilters
from api.serializers.needs import NeedDetailSerializer, NeedSerializer
from api.views.readonly import ReadOnlyRows
from matchmaker.models import Need


@documented("needs", NeedSerializer, NeedDetailSerializer)
class NeedViewSet(ReadOnlyRows):
    """The needs whose existence the reader may know of."""

    # By open facts and a random id: the order tells nothing of cycles or of what came first.
    queryset = Need.objects.select_related("state").order_by("state__code", "theme", "public_id")
    filterset_class = NeedFilters
    lookup_field = "public_id"

    def get_queryset(self) -> QuerySet[Need]:
        """Keep what the reader may know of; the passages come with a single need."""
        needs = super().get_queryset().visible_to(self.request.user)
        return needs if self.action == "list" else needs.prefetch_related("passages")

    def get_serializer_class(self) -> type[Serializer]:
        """Tell more of a single need."""
        return NeedSerializer if self.action == "list" else NeedDetailSerializer
