"""What leaves the house is what is logged: the rows named in an answer to a coordinator, page or API alike.

Every record goes out under its public id, so the ids in the address and in the finished answer are what was shown,
whichever view wrote it: no view can forget to say so, and what was only looked up on the way does not count.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from matchmaker.core.vocabulary import Role
from matchmaker.services import disclosures

# An id is found by its first hyphen: text has few, and letters that may begin an id everywhere.
_ID = re.compile(rb"-(?<=[0-9a-f]{8}-)[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BEFORE, _LENGTH = 8, 36
Answer = Callable[[HttpRequest], HttpResponse]


def readings_logged(get_response: Answer) -> Answer:
    """Log a coordinator's reading of confidential needs before the answer is sent; where that fails nothing is sent."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 200 or not _coordinates(request):
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _watched(request, response.streaming_content)
        else:
            _log(request, request.path.encode() + b" " + response.content)
        return response

    return answered


def _coordinates(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and user.holds(Role.COORDINATOR)


def _log(request: HttpRequest, content: bytes) -> None:
    found = {content[each.start() - _BEFORE : each.end()].decode() for each in _ID.finditer(content)}
    where = request.resolver_match.view_name if request.resolver_match else ""
    if found:
        disclosures.record(shown=found, where=where, by=request.user, at=timezone.now())


def _watched(request: HttpRequest, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Log piece by piece, each with the end of the one before: an id may lie across two."""
    rest = request.path.encode() + b" "
    for piece in pieces:
        _log(request, rest + piece)
        rest = (rest + piece)[-_LENGTH + 1 :]
        yield piece
