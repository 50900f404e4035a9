"""Which languages a reader of the API prefers."""

from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request
from rest_framework.response import Response


def preferred(request: Request) -> list[str]:
    """Return the languages of ``Accept-Language``, best first."""
    weighed = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    return [language for language, weight in weighed if weight > 0 and language != "*"]


def varied(response: Response) -> Response:
    """Tell caches that the answer depends on the reader's language."""
    response["Vary"] = "Accept-Language"
    return response
