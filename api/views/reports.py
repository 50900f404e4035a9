"""Reports: handed in, read apart, confirmed, completed."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import QuerySet

from api.acting import acts, posts
from api.documentation import documented
from api.parsers import BoundedJSONParser, BoundedMultiPartParser
from api.serializers.needs import NeedDetailSerializer
from api.serializers.reports import FoundNeedShape, ReportDetailSerializer, ReportSerializer, UploadShape
from api.views.readonly import Rows
from matchmaker.models import Need, Report, User
from matchmaker.services import reports, review

_UNREAD = ("text", "page_starts", "contacts", "issues")


@documented("reports", ReportSerializer, ReportDetailSerializer)
class ReportViewSet(Rows):
    """The reports that the reader may read: the own State's, or all for coordinators."""

    queryset = Report.objects.select_related("state", "superseded_by").order_by("state__code", "-cycle", "public_id")
    serializer_class = ReportSerializer
    row_serializer = ReportDetailSerializer

    def get_queryset(self) -> QuerySet[Report]:
        """Keep what the reader may read; of other rows than a single one not the text."""
        rows = super().get_queryset().visible_to(self.request.user)
        rows = rows.defer(*(f"superseded_by__{name}" for name in _UNREAD))
        return rows.defer(*_UNREAD) if self.action == "list" else rows.prefetch_related("needs")

    def get_parsers(self) -> list[object]:
        """Take a form where a file comes."""
        uploads = getattr(self, "action_map", {}).get("post") == "create"
        return [BoundedMultiPartParser() if uploads else BoundedJSONParser()]

    @posts(UploadShape, to="report", atomic=False)
    def create(self, *, facts: dict, by: User, at: datetime) -> Report:
        """Hand in a report; it is read in a process of its own, and the same bytes twice change nothing."""
        file = facts.pop("file")
        with TemporaryDirectory() as folder:
            path = Path(folder) / Path(file.name).name
            path.write_bytes(file.read())
            report, _ = reports.receive(path=path, by=by, at=at, **facts)
        return report

    @acts()
    def confirm(self, report: Report, *, facts: dict, by: User, at: datetime) -> Report:
        """Stand, as the State, by a report that a coordinator received."""
        return reports.confirm(report=report, by=by, at=at)

    @acts(FoundNeedShape, answer=NeedDetailSerializer)
    def add_need(self, report: Report, *, facts: dict, by: User, at: datetime) -> Need:
        """Write a need that was not found, under the words of the report that state it."""
        return review.add(report=report, by=by, at=at, **facts)
