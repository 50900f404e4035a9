"""Assistance under the rights of its reader."""

from datetime import datetime

from django.db.models import QuerySet

from api.acting import acts, posts
from api.documentation import documented
from api.filters import EngagementFilters
from api.serializers.engagements import EngagementFactsShape, EngagementSerializer, EngagementShape
from api.views.readonly import Reader, Rows
from matchmaker import named
from matchmaker.models import Engagement, User
from matchmaker.services import engagements


@documented("engagements", EngagementSerializer)
class EngagementViewSet(Rows):
    """The assistance that the reader may know of."""

    queryset = Engagement.objects.select_related("state").prefetch_related("providers").order_by("public_id")
    serializer_class = row_serializer = EngagementSerializer
    filterset_class = EngagementFilters

    def rows_for(self, user: Reader) -> QuerySet[Engagement]:
        """Keep what the reader may know of."""
        rows = super().rows_for(user)
        return rows.select_related(None).prefetch_related(None) if self.reads else rows

    def complete(self, rows: list[Engagement]) -> None:
        """Read their States and providers."""
        named.with_givers(rows)

    @posts(EngagementShape, to="engagement")
    def create(self, *, facts: dict, by: User, at: datetime) -> Engagement:
        """Record assistance that was given, is under way or planned."""
        name = facts.pop("external_id", "")
        if name:
            parties = {"state": facts["state"], "providers": facts["providers"]}
            facts["external_id"] = engagements.own_name(name, by=by, **parties)
        return engagements.record(by=by, at=at, **facts)

    @acts(EngagementFactsShape, method="PATCH")
    def correct(self, engagement: Engagement, *, facts: dict, by: User, at: datetime) -> Engagement:
        """Correct what was recorded by hand."""
        return engagements.correct(engagement=engagement, by=by, at=at, **facts)
