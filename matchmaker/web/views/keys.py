"""Keys of one letter, switched off and on again: some people's tools send letters that they never meant as keys."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from matchmaker.web.templatetags.presentation import KEYS

A_YEAR = 365 * 24 * 60 * 60


@login_required
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Remember in this browser whether keys act, for a year, and return to the page."""
    onward = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    answer = redirect(onward if here else "home")
    if request.POST.get("keys") == "off":
        flags = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
        answer.set_cookie(KEYS, "off", max_age=A_YEAR, **flags)
    else:
        answer.delete_cookie(KEYS, samesite="Lax")
    return answer
