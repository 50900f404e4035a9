"""Offers under the rights of their reader, and every step of their lives."""

from collections.abc import Callable, Sequence
from datetime import datetime

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from api.acting import acts, posts, step
from api.documentation import JSON, documented
from api.filters import PAGING, OfferFilters, refuse_unknown
from api.serializers.explanations import (
    FitSerializer,
    MoneyShape,
    MoreShape,
    OfferExplanationSerializer,
    UseSerializer,
)
from api.serializers.offers import OfferAmendShape, OfferSerializer, OfferShape, RenewShape
from api.serializers.shapes import ReasonShape, Shape
from api.views.readonly import Rows
from matchmaker.core.vocabulary import Role
from matchmaker.models import Offer, Party, User
from matchmaker.services import explanations, fits, offers, uses


def _paged(row: type[Serializer], *parameters: OpenApiParameter, name: str | None = None) -> Callable:
    paging = [OpenApiParameter(name, int) for name in sorted(PAGING)]
    return extend_schema(
        tags=["offers"],
        operation_id=name,
        responses={(200, JSON): row(many=True)},
        parameters=[*parameters, *paging],
        filters=False,
    )


@documented("offers", OfferSerializer)
class OfferViewSet(Rows):
    """The offers that the reader may know of."""

    queryset = Offer.objects.select_related("provider").order_by("provider__code", "title", "public_id")
    serializer_class = row_serializer = OfferSerializer
    filterset_class = OfferFilters

    @extend_schema(tags=["offers"], responses={(200, JSON): OfferExplanationSerializer})
    def explanation(self, request: Request, public_id: str) -> Response:
        """Tell a provider what the published plan takes from its offer, and what more of it would do."""
        offer = self.get_object()
        told = explanations.of_offer(offer=offer, by=request.user) if request.user.is_authenticated else None
        empty = {"taken": None, "more": None, "gains": []}
        return Response(OfferExplanationSerializer(told or empty).data)

    @_paged(FitSerializer)
    def fits(self, request: Request, public_id: str) -> Response:
        """Tell a provider which visible needs its published offer fits, by State and theme."""
        offer = self._row(request, set())
        found = fits.of_own_offers(request.user, only=offer).rows if request.user.is_authenticated else ()
        return self._told(found, FitSerializer)

    @_paged(UseSerializer, OpenApiParameter("more", str, description="How much more; one unit where it is not said"))
    def uses(self, request: Request, public_id: str) -> Response:
        """Tell a provider where more of its published offer would do the most, the best first."""
        offer, facts = self._row(request, {"more"}), self._asked(request, MoreShape)
        found = uses.of_offer(offer=offer, by=request.user, **facts).rows if request.user.is_authenticated else ()
        return self._told(found, UseSerializer)

    @_paged(
        UseSerializer,
        OpenApiParameter("more", str, required=True),
        OpenApiParameter("currency", str, description="USD where it is not said"),
        OpenApiParameter("provider", str, description="Where one speaks for several"),
        name="offers_uses_of_money",
    )
    def uses_of_money(self, request: Request) -> Response:
        """Tell a provider where money without conditions would do the most beside its own offers, the best first."""
        refuse_unknown(request, {*PAGING, "more", "currency", "provider"})
        facts = self._asked(request, MoneyShape)
        own = request.user.parties(Role.PROVIDER) if request.user.is_authenticated else []
        provider = facts.pop("provider", None) or Party.objects.filter(pk__in=own).order_by("pk").first()
        told = uses.of_money(provider=provider, amount=facts.pop("more"), by=request.user, **facts) if own else None
        return self._told(told.rows if told else (), UseSerializer)

    def _row(self, request: Request, known: set[str]) -> Offer:
        """Find the offer, whatever pages of what hangs on it are asked for."""
        refuse_unknown(request, PAGING | known)
        return get_object_or_404(self.get_queryset(), public_id=self.kwargs["public_id"])

    def _asked(self, request: Request, shape: type[Shape]) -> dict[str, object]:
        facts = {name: value for name, value in request.query_params.items() if name not in PAGING}
        given = shape(data=facts, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given.validated_data

    def _told(self, rows: Sequence[object], shape: type[Serializer]) -> Response:
        return self.get_paginated_response(shape(self.paginate_queryset(rows), many=True).data)

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
