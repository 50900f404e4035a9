"""Indicators: the figures of the page, under the same filters and with the same cells withheld."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import JSON
from api.filters import choice, refuse_unknown
from api.serializers.indicators import IndicatorsSerializer
from api.views.readonly import ReadOnly
from matchmaker import indicators as figures
from matchmaker import mappers
from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.core.vocabulary import Axis, Role


class IndicatorsView(ReadOnly):
    """What became of needs and offers, counted in total or along an axis."""

    @extend_schema(
        tags=["indicators"],
        operation_id="indicators",
        responses={(200, JSON): IndicatorsSerializer},
        parameters=[
            OpenApiParameter("axis", str, enum=[axis.value for axis in Axis]),
            OpenApiParameter(
                "cycle",
                {"type": "integer", "minimum": FIRST_CYCLE, "maximum": LAST_CYCLE},
                description="For coordinators.",
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        """Show the figures of an axis as far as they are open to the reader."""
        coordinates = request.user.is_authenticated and request.user.holds(Role.COORDINATOR)
        refuse_unknown(request, {"axis", *(["cycle"] if coordinates else [])})
        axis, cycle = Axis(choice(request, "axis", Axis) or Axis.TOTAL), _cycle(request)
        rows = figures.shown_to(request.user, axis, cycle=cycle)
        shown = {"axis": axis, "cycle": cycle, "currency": mappers.rates().base, "figures": rows}
        return Response(IndicatorsSerializer(shown).data)


def _cycle(request: Request) -> int | None:
    value = request.query_params.get("cycle")
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) == 4 and FIRST_CYCLE <= int(value) <= LAST_CYCLE):
        raise exceptions.ValidationError({"cycle": _("A cycle is a year of four digits, as 2026.")}, "invalid")
    return int(value)
