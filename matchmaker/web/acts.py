"""Letting a service act for the reader of a page, and saying what came of it."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from matchmaker.core.errors import MatchmakerError

Result = TypeVar("Result")


def done(request: HttpRequest, said: str, act: Callable[..., Result], **what: object) -> Result | None:
    """Let a service act in the reader's name; a refusal is said in its own sentence, and None comes back."""
    try:
        result = act(by=request.user, at=timezone.now(), **what)
    except MatchmakerError as refused:
        messages.error(request, refused.message)
        return None
    messages.success(request, said)
    return result
