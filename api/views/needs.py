"""Needs under the rights of their reader, and every step of their lives."""

from datetime import datetime

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.acting import acts, posts, step
from api.documentation import JSON, documented
from api.filters import PAGING, NeedFilters, refuse_unknown
from api.serializers.explanations import FitSerializer, NeedExplanationSerializer, ReadingSerializer
from api.serializers.needs import (
    IntoShape,
    MergeShape,
    NeedDetailSerializer,
    NeedFactsShape,
    NeedSerializer,
    NeedShape,
    OrderShape,
    ShowShape,
    SplitShape,
)
from api.serializers.shapes import ReasonShape
from api.views.readonly import Reader, Rows, columns
from matchmaker import named, queries
from matchmaker.core.vocabulary import Role
from matchmaker.models import Need, User
from matchmaker.services import explanations, fits, needs, review

_LISTED = columns(
    *(Need, "merged_into__public_id"), without=("committed", "read_as", "split_from", "rejected_before", "submitted_at")
)


@documented("needs", NeedSerializer, NeedDetailSerializer)
class NeedViewSet(Rows):
    """The needs whose existence the reader may know of."""

    # By open facts and a random id: the order tells nothing of cycles or of what came first. States stand in the order
    # of their codes, as they were loaded.
    first_key = "state_id"
    queryset = Need.objects.select_related("state", "merged_into").order_by(first_key, "theme", "public_id")
    filterset_class = NeedFilters
    serializer_class = NeedSerializer
    row_serializer = NeedDetailSerializer

    def rows_for(self, user: Reader) -> QuerySet[Need]:
        """Keep what the reader may know of; the passages come with a single need."""
        needs = super().rows_for(user)
        if self.action == "list":
            needs = needs.select_related(None).select_related("merged_into").only(*_LISTED)
            if not user.is_authenticated:
                return needs
            needs = needs.marking_authenticated()
            return needs.marking_joinable() if user.holds(Role.FOCAL_POINT) else needs
        return (
            needs.select_related("state", "merged_into", "rejected_before", "report")
            .defer(*queries.UNREAD)
            .prefetch_related("passages")
        )

    def complete(self, rows: list[Need]) -> None:
        """Read the States of a page; a single need is read with its own."""
        if self.action == "list":
            named.with_parties(rows, "state")

    @extend_schema(tags=["needs"], responses={(200, JSON): NeedExplanationSerializer})
    def explanation(self, request: Request, public_id: str) -> Response:
        """Tell the State that asks why the published plan leaves its need without all it asks for."""
        need = self.get_object()
        told = explanations.of_need(need=need, by=request.user) if request.user.is_authenticated else ()
        return Response(NeedExplanationSerializer({"unmet": told}).data)

    @extend_schema(
        tags=["needs"],
        responses={(200, JSON): ReadingSerializer(many=True)},
        parameters=[OpenApiParameter(name, int) for name in sorted(PAGING)],
        filters=False,
    )
    def readings(self, request: Request, public_id: str) -> Response:
        """Tell the State that asks which coordinators read its confidential need."""
        refuse_unknown(request, PAGING)
        need = get_object_or_404(self.get_queryset(), public_id=public_id)
        rows = queries.readings_of(need, request.user) if request.user.is_authenticated else []
        return self.get_paginated_response(ReadingSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(
        tags=["needs"],
        responses={(200, JSON): FitSerializer(many=True)},
        parameters=[OpenApiParameter(name, int) for name in sorted(PAGING)],
        filters=False,
    )
    def fits(self, request: Request, public_id: str) -> Response:
        """Tell the State that asks which visible offers its open need fits, by provider."""
        refuse_unknown(request, PAGING)
        need = get_object_or_404(self.get_queryset(), public_id=public_id)
        return self.get_paginated_response(
            FitSerializer(self.paginate_queryset(fits.of_own_need(need, request.user)), many=True).data
        )

    @posts(NeedShape, to="need")
    def create(self, *, facts: dict, by: User, at: datetime) -> Need:
        """Write a need as a draft of its State."""
        state, cycle, external_id = facts.pop("state"), facts.pop("cycle"), facts.pop("external_id", "")
        return needs.write(state=state, cycle=cycle, external_id=external_id, facts=facts, by=by, at=at)

    @acts(NeedFactsShape, method="PATCH")
    def correct(self, need: Need, *, facts: dict, by: User, at: datetime) -> Need:
        """Change facts of a need; what was read from the report stays beside them."""
        return review.correct(need=need, facts=facts, by=by, at=at)

    @acts()
    def confirm(self, need: Need, *, facts: dict, by: User, at: datetime) -> Need:
        """Say that a draft that was read is what the State asks for."""
        return review.confirm(need=need, by=by, at=at)

    @acts(IntoShape)
    def join(self, need: Need, *, facts: dict, by: User, at: datetime) -> Need:
        """Say that two drafts of one report are one request; answers the one that stays."""
        return review.join(need=need, by=by, at=at, **facts)

    @acts(SplitShape, many=True)
    def split(self, need: Need, *, facts: dict, by: User, at: datetime) -> list[Need]:
        """Say that a draft is several requests; answers the parts."""
        return review.split(need=need, by=by, at=at, **facts)

    @acts(ShowShape)
    def show(self, need: Need, *, facts: dict, by: User, at: datetime) -> Need:
        """Decide who may see the need."""
        return needs.show_to(need=need, by=by, at=at, **facts)

    @posts(OrderShape, code=200, many=True)
    def prioritise(self, *, facts: dict, by: User, at: datetime) -> list[Need]:
        """Order the standing needs of a State in tiers; answers those that moved."""
        tiers = {row["need"]: row["tier"] for row in facts.pop("tiers")}
        return needs.prioritise(tiers=tiers, by=by, at=at, **facts)

    submit = step(needs.advance, "need", "submit")
    authenticate = step(needs.advance, "need", "authenticate")
    send_back = step(needs.advance, "need", "return", ReasonShape)
    object_to = step(needs.advance, "need", "object", ReasonShape)
    circulate = step(needs.advance, "need", "circulate")
    merge = step(needs.advance, "need", "merge", MergeShape)
    supersede = step(needs.advance, "need", "supersede", ReasonShape)
    withdraw = step(needs.advance, "need", "withdraw", ReasonShape)
