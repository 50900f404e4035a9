"""Reports: handed in, read apart, confirmed, completed."""

from datetime import datetime

from django.db.models import QuerySet

from api.acting import acts, posts
from api.documentation import documented
from api.parsers import BoundedJSONParser, BoundedMultiPartParser
from api.serializers.jobs import JobSerializer
from api.serializers.needs import NeedDetailSerializer
from api.serializers.reports import CycleShape, FoundNeedShape, ReportDetailSerializer, ReportSerializer, UploadShape
from api.views.readonly import Reader, Rows
from matchmaker.models import Job, Need, Report, User
from matchmaker.services import reports, review

_UNREAD = ("text", "page_starts", "contacts", "issues")


@documented("reports", ReportSerializer, ReportDetailSerializer)
class ReportViewSet(Rows):
    """The reports that the reader may read: the own State's, or all for coordinators."""

    queryset = Report.objects.select_related("state", "superseded_by").order_by("state__code", "-cycle", "public_id")
    serializer_class = ReportSerializer
    row_serializer = ReportDetailSerializer

    def rows_for(self, user: Reader) -> QuerySet[Report]:
        """Keep what the reader may read; of other rows than a single one not the text."""
        rows = super().rows_for(user).marking_sent()
        rows = rows.defer(*(f"superseded_by__{name}" for name in _UNREAD))
        return rows.defer(*_UNREAD) if self.action == "list" else rows.prefetch_related("needs")

    def get_parsers(self) -> list[object]:
        """Take a form where a file comes."""
        uploads = getattr(self, "action_map", {}).get("post") == "create"
        return [BoundedMultiPartParser() if uploads else BoundedJSONParser()]

    @posts(UploadShape, to="job", code=202, answer=JobSerializer)
    def create(self, *, facts: dict, by: User, at: datetime) -> Job:
        """Hand in a report; it is read by a job, and the same bytes twice change nothing."""
        file = facts.pop("file")
        return reports.queue(filename=file.name, data=file.read(), by=by, at=at, **facts)

    @acts()
    def confirm(self, report: Report, *, facts: dict, by: User, at: datetime) -> Report:
        """Stand, as the State, by a report that a coordinator received."""
        return reports.confirm(report=report, by=by, at=at)

    @acts(CycleShape, method="PATCH")
    def correct(self, report: Report, *, facts: dict, by: User, at: datetime) -> Report:
        """Say for which cycle it is, while none of its needs has gone out; they go with it."""
        return reports.correct_cycle(report=report, cycle=facts.get("cycle", report.cycle), by=by, at=at)

    @acts(FoundNeedShape, answer=NeedDetailSerializer)
    def add_need(self, report: Report, *, facts: dict, by: User, at: datetime) -> Need:
        """Write a need that was not found, under the words of the report that state it."""
        return review.add(report=report, by=by, at=at, **facts)
