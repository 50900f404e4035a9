"""Every error of the API as problem+json (RFC 9457) with a stable code."""

from http import HTTPStatus

from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework import exceptions
from rest_framework.response import Response

from matchmaker.core.errors import MatchmakerError

CONTENT_TYPE = "application/problem+json"


class ProblemHandler(ExceptionHandler):
    """Turn what services and the framework raise into a problem."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Make a refused input a validation error that keeps its code and its sentence."""
        if isinstance(exc, MatchmakerError):
            return exceptions.ValidationError(exc.message, code=exc.code)
        return super().convert_known_exceptions(exc)

    def get_response(self, exc: exceptions.APIException, data: dict) -> Response:
        """Answer with the media type of a problem."""
        return Response(data, status=exc.status_code, headers=self.get_headers(exc), content_type=CONTENT_TYPE)


class ProblemFormatter(ExceptionFormatter):
    """Lay out a problem: type, title, status, code, detail, and errors field by field."""

    def format_error_response(self, error_response: ErrorResponse) -> dict:
        """Build the members of RFC 9457 with the extension members ``code`` and ``errors``."""
        status = self.exc.status_code
        first = error_response.errors[0]
        several = isinstance(self.exc, exceptions.ValidationError)
        return {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": "invalid" if several and len(error_response.errors) > 1 else first.code,
            "detail": " ".join(error.detail for error in error_response.errors),
            "errors": [
                {"field": error.attr, "code": error.code, "detail": error.detail}
                for error in error_response.errors
                if several
            ],
        }
