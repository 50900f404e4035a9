"""Addresses without their last slash."""

from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware


class Slashes(CommonMiddleware):
    """Lead to the address with its slash; what was to be changed is sent there again (308), and not read instead."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Send on as the framework does."""
        answer = super().process_response(request, response)
        if answer.status_code == 301 and request.method not in {"GET", "HEAD"}:
            answer.status_code = 308
        return answer
