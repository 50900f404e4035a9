"""Offers under the rights of their reader."""

from django.db.models import QuerySet

from api.documentation import documented
from api.filters import OfferFilters
from api.serializers.offers import OfferSerializer
from api.views.readonly import ReadOnlyRows
from matchmaker.models import Offer


@documented("offers", OfferSerializer)
class OfferViewSet(ReadOnlyRows):
    """The offers that the reader may know of."""

    queryset = Offer.objects.select_related("provider").order_by("provider__code", "title", "public_id")
    serializer_class = OfferSerializer
    filterset_class = OfferFilters
    lookup_field = "public_id"

    def get_queryset(self) -> QuerySet[Offer]:
        """Keep what the reader may know of."""
        return super().get_queryset().visible_to(self.request.user)
