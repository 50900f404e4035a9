"""The schema, the page that shows it, the guide, and the answer to addresses that lead nowhere."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views import defaults
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documentation import JSON
from api.filters import refuse_unknown
from api.renderers import JSONRenderer
from api.views.readonly import ReadOnly


class SchemaView(ReadOnly, SpectacularAPIView):
    """The OpenAPI schema, as JSON unless YAML is asked for."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer, OpenApiYamlRenderer2]


class DocumentationView(ReadOnly, SpectacularSwaggerSplitView):
    """The schema as a page without inline script or style, from our own host."""

    template_name = "api/documentation.html"

    def finalize_response(self, request: Request, response: Response, *args: object, **kwargs: object) -> Response:
        """Let nobody keep the script, in which the reader's CSRF token stands."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        return answer

    def handle_exception(self, exc: Exception) -> Response:
        """Answer with a problem instead of a page."""
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return super().handle_exception(exc)


@cache
def _guide() -> str:
    return (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")


class _Any(ReadOnly):
    """Take any Accept: problems are JSON, and what is sent has one form."""

    def perform_content_negotiation(self, request: Request, *, force: bool = False) -> tuple:
        """Choose nothing."""
        return JSONRenderer(), JSON


@extend_schema(exclude=True)
class GuideView(_Any):
    """What holds for every address, in words; as plain text, which every browser shows."""

    def get(self, request: Request) -> HttpResponse:
        """Send the page of the docs."""
        refuse_unknown(request, set())
        return HttpResponse(_guide(), content_type="text/plain; charset=utf-8")


@extend_schema(exclude=True)
class MovedView(_Any):
    """Where many look for the page first."""

    def get(self, request: Request) -> HttpResponse:
        """Lead to it."""
        refuse_unknown(request, set())
        return HttpResponseRedirect(reverse("docs"))


class _Refused(APIView):
    """Answer every method alike."""

    authentication_classes = ()
    refusal: type[exceptions.APIException] = exceptions.NotFound

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuse before anything is looked at."""
        raise self.refusal


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere: a problem under /api/, the page elsewhere."""
    if request.path.startswith("/api/"):
        return _Refused.as_view()(request).render()
    return defaults.page_not_found(request, exception)


class _Unreadable(exceptions.ParseError):
    """A request that is refused before any view is asked, as one for a host that is not ours."""

    default_detail = gettext_lazy("This request cannot be read: check its host and its headers, then send it again.")


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that no view was asked for: a problem under /api/, the page elsewhere."""
    if request.path.startswith("/api/"):
        return _Refused.as_view(refusal=_Unreadable)(request).render()
    return defaults.bad_request(request, exception)
