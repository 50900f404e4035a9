"""One step of a person through a service, and what is said of it."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone

from matchmaker.core.errors import MatchmakerError
from matchmaker.sentences import sentence
from matchmaker.web.sessions import signed_in_at

Result = TypeVar("Result")


def done(request: HttpRequest, said: str, act: Callable[..., Result], **what: object) -> Result | None:
    """Let a service act, say what came of it unless the caller will, and return its result; None where it refused.

    Where a fresh sign-in is missing, it is asked for, and what was sent is then sent again.
    """
    request.user.signed_in_at = signed_in_at(request)
    try:
        result = act(by=request.user, at=timezone.now(), **what)
    except MatchmakerError as refused:
        if refused.code == "sign_in_again":
            raise ReauthenticationRequired from refused
        messages.error(request, sentence(refused))
        return None
    if said:
        messages.success(request, said)
    return result


def identity(given: str) -> UUID:
    """Return a public id that a form gave; what is none is treated like one that was never given."""
    try:
        return UUID(given)
    except ValueError:
        raise Http404 from None
