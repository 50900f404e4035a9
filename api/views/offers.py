"""Offers under the rights of their reader, and every step of their lives."""

from datetime import datetime

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.acting import acts, posts, step
from api.documentation import JSON, documented
from api.filters import OfferFilters
from api.serializers.explanations import OfferExplanationSerializer
from api.serializers.offers import OfferAmendShape, OfferSerializer, OfferShape, RenewShape
from api.serializers.shapes import ReasonShape
from api.views.readonly import Rows
from matchmaker.models import Offer, User
from matchmaker.services import explanations, offers


@documented("offers", OfferSerializer)
class OfferViewSet(Rows):
    """The offers that the reader may know of."""

    queryset = Offer.objects.select_related("provider").order_by("provider__code", "title", "public_id")
    serializer_class = row_serializer = OfferSerializer
    filterset_class = OfferFilters

    def get_queryset(self) -> QuerySet[Offer]:
        """Keep what the reader may know of."""
        return super().get_queryset().visible_to(self.request.user)

    @extend_schema(tags=["offers"], responses={(200, JSON): OfferExplanationSerializer})
    def explanation(self, request: Request, public_id: str) -> Response:
        """Tell a provider what the published plan takes from its offer, and what more of it would do."""
        offer = self.get_object()
        told = explanations.of_offer(offer=offer, by=request.user) if request.user.is_authenticated else None
        empty = {"taken": None, "more": None, "gains": []}
        return Response(OfferExplanationSerializer(told or empty).data)

    @posts(OfferShape, to="offer")
    def create(self, *, facts: dict, by: User, at: datetime) -> Offer:
        """Write an offer as a draft of its provider."""
        return offers.create(by=by, at=at, **facts)

    @acts(OfferAmendShape, method="PATCH")
    def amend(self, offer: Offer, *, facts: dict, by: User, at: datetime) -> Offer:
        """Change an offer; never to less than is committed from it."""
        return offers.amend(offer=offer, by=by, at=at, **facts)

    @acts(RenewShape)
    def renew(self, offer: Offer, *, facts: dict, by: User, at: datetime) -> Offer:
        """Keep an offer open until another renewal date."""
        return offers.renew(offer=offer, by=by, at=at, **facts)

    publish = step(offers.advance, "offer", "publish")
    withdraw = step(offers.advance, "offer", "withdraw", ReasonShape)
    close = step(offers.advance, "offer", "close")
