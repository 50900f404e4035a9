"""Runs: started, watched, cancelled, published, compared; for coordinators."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.acting import acts, posts
from api.documentation import JSON, documented, problems
from api.filters import PAGING, refuse_unknown
from api.serializers.jobs import JobSerializer
from api.serializers.plan import AllocationSerializer, UnmetSerializer
from api.serializers.runs import (
    ComparisonSerializer,
    LinearPriceSerializer,
    OutlookSerializer,
    PairOfRunShape,
    RefusalSerializer,
    RunDetailSerializer,
    RunSerializer,
    RunShape,
)
from api.serializers.scenarios import ScenarioSerializer
from api.serializers.shapes import ReasonShape, Reference
from api.views.readonly import Reader, Rows
from matchmaker import named
from matchmaker.models import Job, Need, Run, Scenario, User
from matchmaker.services import changes, comparisons, overrides, prices, runs, scenarios

_UNREAD = ("problem", "names", "refusals")


def _listed(row: type[serializers.Serializer], *beside: OpenApiParameter) -> object:
    paging = [OpenApiParameter(name, int) for name in sorted(PAGING)]
    return extend_schema(responses={(200, JSON): row(many=True)}, parameters=[*paging, *beside], filters=False)


@documented("runs", RunSerializer, RunDetailSerializer)
class RunViewSet(Rows):
    """The runs, the latest first."""

    queryset = Run.objects.select_related("scenario").order_by("-created_at", "public_id")
    serializer_class = RunSerializer
    row_serializer = RunDetailSerializer

    def rows_for(self, user: Reader) -> QuerySet[Run]:
        """Keep them for coordinators, without what is large."""
        return super().rows_for(user).marking_answered().defer(*_UNREAD)

    def complete(self, rows: list[Run]) -> None:
        """Mark those that a decision keeps from being published."""
        overrides.mark_unconfirmed(rows)

    def shown(self, row: Run) -> Run | None:
        """Return the run as its reader may see it now, marked."""
        run = super().shown(row)
        if run is not None:
            overrides.mark_unconfirmed([run])
        return run

    @posts(RunShape, to="run", code=202)
    def create(self, *, facts: dict, by: User, at: datetime) -> Run:
        """Put a run into the queue; watch it at its address."""
        return runs.queue(by=by, at=at, **facts)

    @acts()
    def cancel(self, run: Run, *, facts: dict, by: User, at: datetime) -> Run:
        """End a run: at once while it waits, within a second while it is solved."""
        return runs.cancel(run=run, by=by, at=at)

    @acts()
    def publish(self, run: Run, *, facts: dict, by: User, at: datetime) -> Run:
        """Put a finished run before people, its allocations as proposals."""
        return runs.publish(run=run, by=by, at=at)

    @acts(ReasonShape)
    def unpublish(self, run: Run, *, facts: dict, by: User, at: datetime) -> Run:
        """Take a published run back, while nobody has answered."""
        return runs.unpublish(run=run, by=by, at=at, **facts)

    @acts(matched=False, answer=ScenarioSerializer)
    def repair(self, run: Run, *, facts: dict, by: User, at: datetime) -> Scenario:
        """Write a scenario that changes as little as it can of a published run's plan; answers it."""
        return scenarios.repair(run=run, by=by, at=at)

    @_listed(AllocationSerializer)
    def allocations(self, request: Request, public_id: str) -> Response:
        """Show the matches of the plan."""
        page = self.paginate_queryset(self.get_object().allocations.order_by("pk"))
        named.with_pairs(page)
        return self.get_paginated_response(AllocationSerializer(page, many=True).data)

    @_listed(UnmetSerializer, OpenApiParameter("need", {"type": "string", "format": "uuid"}))
    def unmet(self, request: Request, public_id: str) -> Response:
        """Show the needs that are not, or not wholly, met, each with its reason, evidence and smallest change.

        Of one `need`, a worker searches the smallest change where it is not `searched`: ask again.
        """
        refuse_unknown(request, PAGING | {"need"})
        run, one = self.shown_run(public_id), "need" in request.query_params
        rows = run.unmet.select_related("need__state").order_by("pk")
        page = self.paginate_queryset(rows.filter(need=self._need(request)) if one else rows)
        told = changes.told(run=run, rows=page, by=request.user, search=one)
        return self.get_paginated_response(UnmetSerializer(told, many=True).data)

    @_listed(RefusalSerializer)
    def refusals(self, request: Request, public_id: str) -> Response:
        """Show the pairs of need and offer that a hard rule keeps apart, each with its rules."""
        return self._page(self.get_object().refusals, RefusalSerializer)

    @extend_schema(
        responses={(200, JSON): ComparisonSerializer},
        parameters=[OpenApiParameter("before", {"type": "string", "format": "uuid"}, required=True)],
    )
    def compare(self, request: Request, public_id: str) -> Response:
        """Show the run beside an earlier one."""
        refuse_unknown(request, {"before"})
        after = self.shown_run(public_id)
        try:
            before = self.shown_run(request.query_params.get("before", ""))
        except exceptions.NotFound:
            raise exceptions.ValidationError({"before": _("Name the run to compare with.")}, "does_not_exist") from None
        return Response(ComparisonSerializer(comparisons.compare(before=before, after=after, by=request.user)).data)

    @acts(PairOfRunShape, matched=False, answer=JobSerializer, code=202, to="job")
    def price(self, run: Run, *, facts: dict, by: User, at: datetime) -> Job:
        """Let the exact price of a decision on one pair be computed; watched as a job."""
        return prices.queue(run=run, by=by, at=at, **facts)

    @extend_schema(
        responses={(200, JSON): LinearPriceSerializer(many=True), **problems(409)},
        parameters=[
            *(OpenApiParameter(name, int) for name in sorted(PAGING)),
            OpenApiParameter("need", {"type": "string", "format": "uuid"}),
        ],
        filters=False,
    )
    def prices(self, request: Request, public_id: str) -> Response:
        """Show what pinning or forbidding each pair takes off the linear relaxation: a hint, and no bound.

        Of one `need`: the pairs that the plan uses, then the alternatives, those that take least first.
        """
        refuse_unknown(request, PAGING | {"need"})
        run = self.shown_run(public_id)
        rows = prices.at_once(run=run, by=request.user)
        if "need" in request.query_params:
            rows = prices.cheapest_first(rows, self._need(request))
        return self._page(rows, LinearPriceSerializer)

    @extend_schema(responses={(200, JSON): OutlookSerializer, **problems(403, 409)})
    def outlook(self, request: Request, public_id: str) -> Response:
        """Show what publishing would do: lines that become proposals, and proposals that give way."""
        refuse_unknown(request, set())
        found = runs.outlook(run=self.shown_run(public_id), by=request.user)
        return Response(OutlookSerializer(found, context=self.get_serializer_context()).data)

    def _need(self, request: Request) -> Need:
        return Reference(Need).bound_to(self.get_serializer_context(), "need", request.query_params["need"])

    def shown_run(self, public_id: object) -> Run:
        """Return a run that the reader may see."""
        try:
            name = UUID(str(public_id))
        except ValueError:
            raise exceptions.NotFound from None
        found = Run.objects.visible_to(self.request.user).select_related("scenario").filter(public_id=name).first()
        if found is None:
            raise exceptions.NotFound
        return found

    def get_object(self) -> Run:
        """Return the run; a page of its rows is asked for by limit and offset."""
        return super().get_object() if self.action not in {"allocations", "refusals"} else self._of_page()

    def _of_page(self) -> Run:
        refuse_unknown(self.request, PAGING)
        return self.named(self.get_queryset())

    def _page(self, rows: Sequence | QuerySet, row: type[serializers.Serializer]) -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(row(page, many=True).data)
