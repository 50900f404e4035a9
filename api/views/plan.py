"""The latest published plan."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import problems
from api.filters import refuse_unknown
from api.serializers.plan import PlanSerializer
from api.views.readonly import ReadOnly
from matchmaker import queries


class PlanView(ReadOnly):
    """The latest published plan: totals for everybody, both sides of each match for coordinators."""

    @extend_schema(
        tags=["plan"], responses={(200, "application/json"): PlanSerializer, **problems(400, 404)}, operation_id="plan"
    )
    def get(self, request: Request) -> Response:
        """Show the plan as far as it is open to the reader."""
        refuse_unknown(request, set())
        plan = queries.plan_shown_to(request.user)
        if plan is None:
            raise exceptions.NotFound(_("No plan is published yet: come back after the next one."))
        return Response(PlanSerializer(plan).data)
