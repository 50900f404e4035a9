"""The first address, from which all others are found."""

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import JSON
from api.filters import refuse_unknown
from api.serializers.addresses import AddressesSerializer
from api.views.readonly import ReadOnly

DESCRIBED = {"documentation": "docs", "schema": "schema", "guide": "guide"}
LISTS = [
    "states",
    "organisations",
    "themes",
    "cycles",
    "plan",
    "indicators",
    "exports",
    "needs",
    "offers",
    "engagements",
    "reports",
    "duplicates",
    "scenarios",
    "overrides",
    "runs",
    "proposals",
    "commitments",
    "deliveries",
    "jobs",
    "audit",
    "changes",
    "me",
]
"""Each is there for everybody: whoever may see none of its rows finds it empty, or is asked for an account."""

EXAMPLE = {
    "documentation": "https://matchmaker.example/api/docs/",
    "schema": "https://matchmaker.example/api/schema/",
    "guide": "https://matchmaker.example/api/guide/",
    "lists": {
        "needs": "https://matchmaker.example/api/v1/needs/",
        "offers": "https://matchmaker.example/api/v1/offers/",
    },
}


class AddressesView(ReadOnly):
    """Where the API is described, and where each noun is listed; the same for every reader."""

    @extend_schema(
        tags=["addresses"],
        operation_id="addresses",
        responses={(200, JSON): AddressesSerializer},
        examples=[OpenApiExample("Example", value=EXAMPLE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        """Name them whole, so that they can be followed as they stand."""
        refuse_unknown(request, set())

        def whole(name: str) -> str:
            return request.build_absolute_uri(reverse(name))

        shown = {
            **{word: whole(name) for word, name in DESCRIBED.items()},
            "lists": {noun: whole(f"v1:{noun}") for noun in LISTS},
        }
        return Response(AddressesSerializer(shown).data)
