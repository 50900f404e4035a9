"""Judgements on two records; each is superseded by a later one and never changed, so its id is its version."""

from datetime import datetime

from django.db.models import QuerySet

from api.acting import acts
from api.documentation import documented
from api.filters import DuplicateFilters
from api.serializers.duplicates import DuplicateSerializer, JudgeShape
from api.views.readonly import Reader, Rows
from matchmaker import named
from matchmaker.models import Duplicate, User
from matchmaker.services import duplicates, verdicts


@documented("duplicates", DuplicateSerializer)
class DuplicateViewSet(Rows):
    """The judgements that the reader may know of; the list holds those that stand."""

    queryset = Duplicate.objects.select_related("judged_by", "superseded_by").order_by("public_id")
    serializer_class = row_serializer = DuplicateSerializer
    filterset_class = DuplicateFilters

    def rows_for(self, user: Reader) -> QuerySet[Duplicate]:
        """Keep what the reader may know of."""
        rows = super().rows_for(user)
        return rows.standing() if self.action == "list" else rows

    def complete(self, rows: list[Duplicate]) -> None:
        """Mark those on a record of the reader's State."""
        named.with_own_state(rows, self.request.user)

    def shown(self, row: Duplicate) -> Duplicate | None:
        """Return the judgement as its reader may see it now."""
        duplicate = super().shown(row)
        if duplicate is not None:
            self.complete([duplicate])
        return duplicate

    @acts(JudgeShape, matched=False)
    def judge(self, duplicate: Duplicate, *, facts: dict, by: User, at: datetime) -> Duplicate:
        """Give a verdict on the pair of a judgement that stands; answers the judgement that stands now."""
        return verdicts.give(public_id=duplicate.public_id, by=by, at=at, **facts).judgement

    @acts(matched=False)
    def take_back(self, duplicate: Duplicate, *, facts: dict, by: User, at: datetime) -> Duplicate:
        """Take back an own verdict while it stands; answers what stands again."""
        return duplicates.take_back(public_id=duplicate.public_id, by=by, at=at)
