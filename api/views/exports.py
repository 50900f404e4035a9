"""Exports: what lists show, whole and as a file, under the same rights and filters."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import JSON
from api.filters import NeedFilters, OfferFilters, choice, refuse_unknown
from api.renderers import JSONRenderer
from api.serializers.exports import ExportsSerializer
from api.views.readonly import ReadOnly
from matchmaker.exports import FORMS, MEDIA, Form, file_of, heads_of
from matchmaker.models import Commitment, Need, Offer


class ExportsView(ReadOnly):
    """Which exports there are."""

    @extend_schema(tags=["exports"], operation_id="exports", responses={(200, JSON): ExportsSerializer})
    def get(self, request: Request) -> Response:
        """List nouns and forms with their addresses."""
        refuse_unknown(request, set())
        shown = [
            {
                "noun": noun,
                "forms": [
                    {
                        "form": form,
                        "media_type": MEDIA[form][0],
                        "address": request.build_absolute_uri(f"{reverse(f'v1:exports-{noun}')}?as={form}"),
                    }
                    for form in forms
                ],
            }
            for noun, forms in FORMS.items()
        ]
        return Response(ExportsSerializer({"exports": shown}).data)


def _described(noun: str) -> Callable[[type], type]:
    forms = [form.value for form in FORMS[noun]]
    media = {MEDIA[form][0].partition(";")[0] for form in FORMS[noun]} - {JSON}
    names = heads_of(noun)
    line = {
        "type": "object",
        "properties": {name: {"type": ["string", "integer", "array", "null"]} for name in names},
        "required": names,
        "additionalProperties": False,
    }
    described = extend_schema(
        tags=["exports"],
        operation_id=f"exports_{noun}",
        parameters=[OpenApiParameter("as", str, enum=forms, default="json")],
        filters=True,
        responses={
            (200, JSON): {"type": "array", "items": line},
            **{(200, name): OpenApiTypes.STR for name in sorted(media)},
        },
    )
    return extend_schema_view(get=described)


class Export(ReadOnly, GenericAPIView):
    """One noun as a file; the form is chosen by a parameter, since a link in a page can say nothing else."""

    noun: str
    detail = False
    beside = frozenset({"as"})
    pagination_class = None

    def perform_content_negotiation(self, request: Request, *, force: bool = False) -> tuple:
        """Take any Accept: problems are JSON, files what was asked for."""
        return JSONRenderer(), JSON

    def get(self, request: Request) -> HttpResponse:
        """Send all rows that the reader may know of and that the filters keep."""
        rows = self.filter_queryset(self.get_queryset().visible_to(request.user))
        form = choice(request, "as", FORMS[self.noun]) or Form.JSON
        file = file_of(self.noun, Form(form), rows, by=request.user, at=timezone.now())
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return HttpResponse(file.content, content_type=file.media_type, headers=headers)


@_described("needs")
class NeedExport(Export):
    """Needs as a file."""

    noun, filterset_class = "needs", NeedFilters
    queryset = Need.objects.order_by("state__code", "theme", "public_id")


@_described("offers")
class OfferExport(Export):
    """Offers as a file."""

    noun, filterset_class = "offers", OfferFilters
    queryset = Offer.objects.order_by("provider__code", "title", "public_id")


@_described("commitments")
class CommitmentExport(Export):
    """Commitments as a file."""

    noun = "commitments"
    queryset = Commitment.objects.order_by("-agreed_at", "public_id")
