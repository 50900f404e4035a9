"""What the schema says of the views beyond their serializers: bodies and answers of actions, headers, and problems."""

from collections.abc import Callable
from http import HTTPStatus

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from .examples import BODIES
from .exceptions import CONTENT_TYPE
from .serializers.problems import ProblemSerializer

READING = (400, 401, 404, 406, 429, 503)
WRITING = (400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 503)
MATCHED = (412, 428)
CODES = {
    401: ("not_authenticated", "authentication_failed"),
    403: ("not_allowed", "own_state", "sign_in_again", "permission_denied"),
    404: ("not_found",),
    406: ("not_acceptable",),
    412: ("version_changed",),
    413: ("too_large",),
    415: ("unsupported_media_type",),
    422: ("key_reused",),
    428: ("if_match_required",),
    429: ("throttled",),
    503: ("busy",),
}
"""The codes of those problems that are the same at every address; of 400 and 409 docs/api.md tells."""

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Your own random key: the same request under it has one effect and one answer, for 24 hours.",
    pattern="^[!-~]{1,200}$",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you have read: 304 while it is still so.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag of the version that you change."
)
JSON = "application/json"


HEADERS = {
    "ETag": {"description": "The tag of what is read; of a row that is yours to change with its version."},
    "Location": {"description": "The address of what was made, or of the job or run to be watched."},
    "Retry-After": {"description": "After how many seconds to come back."},
}


def problems(*statuses: int) -> dict[tuple[int, str], type[serializers.Serializer]]:
    """Return the problems of a view that the rest of the API does not answer with."""
    return {(status, CONTENT_TYPE): ProblemSerializer for status in statuses}


def documented(
    tag: str, row: type[serializers.Serializer], one: type[serializers.Serializer] | None = None
) -> Callable[[type], type]:
    """Describe a noun's list of rows and its single row, which may tell more."""
    return extend_schema_view(
        list=extend_schema(tags=[tag], responses={(200, JSON): row(many=True)}),
        retrieve=extend_schema(tags=[tag], responses={(200, JSON): one or row}),
    )


def _described(status: int) -> str:
    """Name a status, and the codes that come with it."""
    codes = ", ".join(f"`{code}`" for code in CODES.get(status, ()))
    return f"{HTTPStatus(status).phrase}: {codes}" if codes else HTTPStatus(status).phrase


class TokenScheme(OpenApiAuthenticationExtension):
    """A token after the word Bearer."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer"}


class Schema(AutoSchema):
    """Operations named by noun and action, with the headers of changes and the problems that each may answer."""

    def _act(self) -> object | None:
        return getattr(getattr(self.view, getattr(self.view, "action", None) or "", None), "act", None)

    def get_operation_id(self) -> str:
        """Name an operation by its noun and its action."""
        words = [word.replace("-", "_") for word in self._tokenize_path()]
        action = getattr(self.view, "action", None) or self.method.lower()
        return "_".join(words if self._act() and len(words) > 1 else [*words, action])

    def get_request_serializer(self) -> object:
        """Return what an action takes."""
        act = self._act()
        return act.shape if act else super().get_request_serializer()

    def get_examples(self) -> list[OpenApiExample]:
        """Return what may be sent, as it stands in `examples`."""
        body = BODIES.get(self.get_operation_id())
        return [] if body is None else [OpenApiExample("Example", value=body, request_only=True)]

    def get_response_serializers(self) -> object:
        """Return what an action answers; nothing is left to tell of a row that its reader may no longer see."""
        act = self._act()
        if act is None:
            return super().get_response_serializers()
        answer = act.answer or self.view.row_serializer
        return {(act.status, JSON): answer(many=True) if act.many else answer, **({} if act.many else {204: None})}

    def _get_paginator(self) -> object | None:
        """An action that answers several rows answers all of them, and no page."""
        return None if self._act() else super()._get_paginator()

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """Return the headers of a change."""
        act = self._act()
        if act is None:
            return [*super().get_override_parameters(), *([IF_NONE_MATCH] if self._shows_one() else [])]
        return [IDEMPOTENCY_KEY, *([IF_MATCH] if act.matched else [])]

    def get_operation(self, *args: object) -> dict | None:
        """Add the problems that every operation of its sort may answer."""
        operation = super().get_operation(*args)
        if operation is None or not self.path.startswith("/api/v1/"):
            return operation
        act = self._act()
        statuses = READING if self.method == "GET" else (*WRITING, *(MATCHED if act and act.matched else ()))
        problem = self.resolve_serializer(ProblemSerializer, "response").ref
        for status in statuses:
            operation["responses"].setdefault(
                str(status),
                {"description": _described(status), "content": {CONTENT_TYPE: {"schema": problem}}},
            )
        if self._shows_one():
            operation["responses"]["304"] = {"description": HTTPStatus(304).phrase}
        for status, answer in operation["responses"].items():
            names = self._headers_of(int(status), act)
            if names:
                answer["headers"] = {name: {"schema": {"type": "string"}, **HEADERS[name]} for name in names}
        return operation

    def _shows_one(self) -> bool:
        """Whether a single row is shown, which carries its tag."""
        return self.method == "GET" and getattr(self.view, "action", None) == "retrieve"

    def _headers_of(self, status: int, act: object | None) -> tuple[str, ...]:
        """Return the headers beside the usual ones that an answer carries."""
        if status in {429, 503}:
            return ("Retry-After",)
        if status in {201, 202}:
            return ("Location",)
        one = self._shows_one() and status in {200, 304}
        return ("ETag",) if one or (act and act.matched and not act.many and status == 200) else ()
