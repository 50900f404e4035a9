"""What the framework refuses, told as everything else is: what is wrong and what to do, in the reader's language."""

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView


def in_own_words(refused: exceptions.APIException, view: APIView | None, request: Request | None) -> None:
    """Put a sentence of ours in the place of the framework's; its code, its status and its headers stay."""
    said = _said(refused, view, request)
    if said:
        refused.detail = exceptions.ErrorDetail(said, refused.detail.code)


def _said(refused: exceptions.APIException, view: APIView | None, request: Request | None) -> str | None:
    if isinstance(refused, exceptions.NotAuthenticated):
        return _("This needs an account: send a token ('Authorization: Bearer ...') or sign in on the pages.")
    if isinstance(refused, exceptions.AuthenticationFailed):
        return _("The token is unknown, over or badly spelled: make another on /api/v1/me/tokens/ and send it.")
    if isinstance(refused, exceptions.PermissionDenied):
        return _("A session changes nothing without its CSRF token: send the cookie csrftoken as X-CSRFToken too.")
    if isinstance(refused, exceptions.NotFound) and refused.detail == exceptions.NotFound.default_detail:
        return _("There is nothing here that you may know of: check the address, or sign in as who may see it.")
    if isinstance(refused, exceptions.MethodNotAllowed) and view:
        facts = {"methods": ", ".join(view.allowed_methods)}
        return _("This address is not for that method: use one of %(methods)s.") % facts
    if isinstance(refused, exceptions.NotAcceptable) and view:
        facts = {"types": _types(view.renderer_classes)}
        return _("What Accept asks for is not made here: accept %(types)s.") % facts
    if isinstance(refused, exceptions.UnsupportedMediaType) and request:
        facts = {"types": _types(request.parsers)}
        return _("A body of that sort is not read here: send it as %(types)s, and say so in Content-Type.") % facts
    if isinstance(refused, exceptions.Throttled):
        return _("So many requests are too many: wait %(seconds)s seconds, then go on.") % {"seconds": refused.wait}
    return None


def _types(made_or_read: object) -> str:
    """Name media types, each once."""
    return ", ".join(dict.fromkeys(each.media_type for each in made_or_read))
