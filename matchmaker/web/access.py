"""A line of JSON for each request and whatever else is logged, by which one request can be followed, without content.

Links carry secrets, and messages of errors carry rows: of an address only what is fixed and random ids of records are
written, of an exception its kind and where it rose, of another package's message its wording without what fills it in.
"""

import json
import logging
import re
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,36}")
"""Ids that a proxy may give; shorter than any token of the API."""
_OURS = ("matchmaker", "api")
_log = logging.getLogger(__name__)
_current: ContextVar[str] = ContextVar("request_id", default="")


class Lines(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Say when, how grave, who, in which request, and what."""
        ours = record.name.partition(".")[0] in _OURS
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": _current.get(),
            "message": record.getMessage() if ours else _wording(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            kind, _, where = record.exc_info
            line["error"] = kind.__name__
            line["trace"] = [f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(where)]
        return json.dumps({key: value for key, value in line.items() if value != ""})


def _wording(record: logging.LogRecord) -> str:
    """Return another package's wording and its place; one that was filled in beforehand is left out."""
    return f"{record.module}:{record.lineno} {record.msg if record.args else ''}".strip()


def access(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, or keep a well-formed one of the proxy, return it and write one line."""

    def answered(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        name = given if _GIVEN.fullmatch(given) else str(uuid.uuid4())
        token, begun = _current.set(name), perf_counter()
        try:
            response = get_response(request)
            response.headers[HEADER] = name
            facts = {
                "method": request.method if request.method in _METHODS else "other",
                "path": _path(request),
                "status": response.status_code,
                "milliseconds": round((perf_counter() - begun) * 1000, 1),
            }
            _log.info("request", extra={"facts": facts})
        finally:
            _current.reset(token)
        return response

    return answered


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _path(request: HttpRequest) -> str:
    """Return the address with ids of records and nothing else that somebody chose; empty where it leads nowhere."""
    match = request.resolver_match
    if match is None:
        return ""

    def told(found: re.Match[str]) -> str:
        value = match.kwargs.get(found[1])
        return str(value) if isinstance(value, uuid.UUID) else f"{{{found[1]}}}"

    # A route that is a regular expression is named up to where it begins to vary.
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", told, match.route.partition("(?P")[0])
