"""Overrides, for coordinators: read, confirmed or refused by another than who asked."""

from datetime import datetime

from api.acting import acts
from api.documentation import documented
from api.filters import OverrideFilters
from api.serializers.overrides import OverrideSerializer
from api.serializers.shapes import ReasonShape
from api.views.readonly import Rows
from matchmaker.models import Override, User
from matchmaker.services import scenarios

_SIDES = ("scenario", "proposal", "against", "need__state", "offer__provider", "asked_by", "decided_by")
_UNREAD = ("against__problem", "against__names", "against__refusals")


@documented("overrides", OverrideSerializer)
class OverrideViewSet(Rows):
    """What coordinators decided against a plan, in a scenario or on a proposal; the latest first."""

    queryset = Override.objects.select_related(*_SIDES).defer(*_UNREAD).order_by("-asked_at", "public_id")
    serializer_class = row_serializer = OverrideSerializer
    filterset_class = OverrideFilters

    @acts(matched=False)
    def confirm(self, override: Override, *, facts: dict, by: User, at: datetime) -> Override:
        """Stand, as another coordinator, by a decision in a scenario."""
        return scenarios.confirm(override=override, by=by, at=at)

    @acts(ReasonShape, matched=False)
    def refuse(self, override: Override, *, facts: dict, by: User, at: datetime) -> Override:
        """Refuse, as another coordinator, a decision in a scenario; the scenario forgets it."""
        return scenarios.refuse(override=override, by=by, at=at, **facts)
