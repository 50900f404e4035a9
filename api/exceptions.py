"""Every error of the API as problem+json (RFC 9457) with a stable code."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from api.parsers import too_large
from api.refusals import in_own_words
from matchmaker.core.errors import MatchmakerError
from matchmaker.sentences import sentence

CONTENT_TYPE = "application/problem+json"

NOT_ALLOWED = {"not_allowed", "own_state", "sign_in_again"}
CONFLICTS = {
    *("wrong_status", "changed_since", "capacity_gone", "need_met", "recipient_full", "recipients_full"),
    *(
        "below_committed",
        "committed_already",
        "answered",
        "answer_late",
        "proposed_already",
        "no_implementer",
        "tier_full",
        "not_standing",
    ),
    *("objection_open", "judged_meanwhile", "state_has_reported", "not_published", "what_if", "too_early"),
    *(
        "override_unconfirmed",
        "nothing_decided",
        "too_many_tokens",
        "too_many_jobs",
        "no_plan",
        "told_elsewhere",
        "pin_breaks_rules",
    ),
}
STATUS = {
    **dict.fromkeys(NOT_ALLOWED, 403),
    **dict.fromkeys(CONFLICTS, 409),
    "version_changed": 412,
    "key_reused": 422,
    "unknown_token": 404,
    "unknown_run": 404,
}
"""What a refusal of a service is on the wire; every other is a value that cannot be taken (400)."""


class Refused(exceptions.APIException):
    """A refusal that is no fault of the request's shape."""

    def __init__(self, error: MatchmakerError, status: int) -> None:
        self.status_code = status
        super().__init__(sentence(error), code=error.code)


class Unavailable(exceptions.APIException):
    """The database had too much to do, or two changes waited for each other; nothing was changed."""

    status_code = 503
    default_code = "busy"
    default_detail = gettext_lazy("The service is busy and changed nothing: send the same request again in a second.")
    wait = 1


class ProblemHandler(ExceptionHandler):
    """Turn what services and the framework raise into a problem."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Give what services and the framework raise its status and its sentence."""
        if isinstance(exc, MatchmakerError):
            status = STATUS.get(exc.code, 400)
            return exceptions.ValidationError(sentence(exc), code=exc.code) if status == 400 else Refused(exc, status)
        if isinstance(exc, RequestDataTooBig):
            return too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if isinstance(exc, SuspiciousOperation):
            return exceptions.ParseError(_("The request has too many or unreadable parameters: send fewer."))
        if isinstance(exc, DataError):
            return exceptions.ParseError(_("A value is too large or too long to be kept: send a smaller one."))
        if isinstance(exc, IntegrityError):
            clash = MatchmakerError("conflict", "This contradicts what is kept: read it again, then decide.")
            return Refused(clash, 409)
        if isinstance(exc, OperationalError):
            return Unavailable()
        known = super().convert_known_exceptions(exc)
        if isinstance(known, exceptions.APIException):
            in_own_words(known, self.context.get("view"), self.context.get("request"))
        return known

    def get_response(self, exc: exceptions.APIException, data: dict) -> Response:
        """Answer with the media type of a problem."""
        return Response(data, status=exc.status_code, headers=self.get_headers(exc), content_type=CONTENT_TYPE)


class ProblemFormatter(ExceptionFormatter):
    """Lay out a problem: type, title, status, code, detail, and errors field by field."""

    def format_error_response(self, error_response: ErrorResponse) -> dict:
        """Build the members of RFC 9457 with the extension members ``code`` and ``errors``."""
        status = self.exc.status_code
        for error in error_response.errors:
            error.detail, error.attr = _sayable(error.detail), _sayable(error.attr)
            # The framework's name for what no field is to blame for.
            error.attr = (error.attr or "").removesuffix(api_settings.NON_FIELD_ERRORS_KEY).rstrip(".") or None
        first = error_response.errors[0]
        several = isinstance(self.exc, exceptions.ValidationError)
        return {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": "invalid" if several and len(error_response.errors) > 1 else first.code,
            "detail": " ".join(_placed(error.attr, error.detail) for error in error_response.errors),
            "errors": [
                {"field": error.attr, "code": error.code, "detail": error.detail}
                for error in error_response.errors
                if several
            ],
        }


def _placed(field: str | None, words: str) -> str:
    """Say where: the framework's sentences ("This field is required.") leave out which field they speak of."""
    return f"{field}: {words}" if field and field not in words else words


def _sayable(text: str | None) -> str | None:
    """Return words that may repeat what was sent in a form that can be sent back: half a character is none."""
    return text and str(text).encode(errors="replace").decode()
