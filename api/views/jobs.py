"""Jobs that the reader asked for: watched; imports looked through and applied."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.acting import Acting, acts, posts
from api.documentation import JSON, documented
from api.filters import PAGING, JobFilters, choice, refuse_unknown
from api.parsers import BoundedJSONParser, BoundedMultiPartParser
from api.renderers import JSONRenderer
from api.serializers.jobs import ImportRowSerializer, ImportShape, JobSerializer
from api.views.readonly import ReadOnly, Rows
from matchmaker.core.vocabulary import JobKind, RowOutcome
from matchmaker.models import Job, User
from matchmaker.services import imports, jobs
from matchmaker.services.watched import AT_WORK


@documented("jobs", JobSerializer)
class JobViewSet(Rows):
    """The jobs that the reader asked for in the last week, the latest first."""

    queryset = Job.objects.defer("data", "rows").order_by("-asked_at", "public_id")
    serializer_class = row_serializer = JobSerializer
    filterset_class = JobFilters

    def get_object(self) -> Job:
        """Return a job; where no worker runs, whoever watches sees to it that it is done."""
        job = super().get_object()
        if job.status in AT_WORK:
            jobs.look_after()
        return job


class ImportViewSet(Acting, ReadOnly, viewsets.GenericViewSet):
    """Tables of needs, offers and engagements, taken in as jobs."""

    queryset = Job.objects.filter(kind=JobKind.IMPORT).defer("data")
    serializer_class = row_serializer = JobSerializer
    lookup_field = "public_id"

    def get_queryset(self) -> QuerySet[Job]:
        """Keep the own ones."""
        return super().get_queryset().visible_to(self.request.user)

    def get_parsers(self) -> list[object]:
        """Take a form where a file comes."""
        uploads = getattr(self, "action_map", {}).get("post") == "create"
        return [BoundedMultiPartParser() if uploads else BoundedJSONParser()]

    @posts(ImportShape, to="job", code=202, answer=JobSerializer)
    def create(self, *, facts: dict, by: User, at: datetime) -> Job:
        """Let a table be looked at; its difference from what is known is the result of the job."""
        file = facts.pop("file")
        return imports.queue(filename=file.name, data=file.read(), by=by, at=at, **facts)

    @acts(answer=JobSerializer, code=202, to="job")
    def apply(self, job: Job, *, facts: dict, by: User, at: datetime) -> Job:
        """Take in what the dry run showed as new or changed; watched at the same job."""
        return imports.apply(job=job, by=by, at=at)

    @extend_schema(
        tags=["imports"],
        responses={(200, JSON): ImportRowSerializer(many=True)},
        parameters=[
            *(OpenApiParameter(name, int) for name in sorted(PAGING)),
            OpenApiParameter("outcome", str, enum=list(RowOutcome)),
        ],
        filters=False,
    )
    def rows(self, request: Request, public_id: str) -> Response:
        """Show what becomes of each row."""
        refuse_unknown(request, PAGING | {"outcome"})
        wanted = choice(request, "outcome", RowOutcome)
        job = get_object_or_404(self.get_queryset(), public_id=public_id)
        found = [row for row in job.rows if wanted in (None, row["outcome"])]
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ImportRowSerializer(page, many=True).data)


class TemplateView(ReadOnly):
    """The columns of a table."""

    def perform_content_negotiation(self, request: Request, *, force: bool = False) -> tuple:
        """Take any Accept: problems are JSON, the file is what it is."""
        return JSONRenderer(), JSON

    @extend_schema(
        tags=["imports"],
        operation_id="imports_template",
        responses={(200, "text/csv"): OpenApiTypes.STR},
        parameters=[OpenApiParameter("noun", str, enum=sorted(imports.MAY), required=True)],
    )
    def get(self, request: Request) -> HttpResponse:
        """Send a CSV with the heads of a noun and a row of examples."""
        refuse_unknown(request, {"noun"})
        noun = choice(request, "noun", imports.MAY, required=True)
        headers = {"Content-Disposition": f'attachment; filename="{noun}-template.csv"'}
        return HttpResponse(imports.template_of(noun), content_type="text/csv; charset=utf-8", headers=headers)
