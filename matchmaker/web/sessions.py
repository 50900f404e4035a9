"""What a session says of its person on every request: how fresh the sign-in is, and whether a second factor is due."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from matchmaker import policies
from matchmaker.services import accounts

# Where somebody who must set a second factor up may still go.
SETTING_UP = {"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout", "set_language"}
USE_IS_KEPT = timedelta(minutes=5)


def signed_in_at(request: HttpRequest) -> datetime:
    """Return when this session last saw a password or a code; long ago where it never did."""
    records = get_authentication_records(request, request.user)
    return datetime.fromtimestamp(records[-1]["at"] if records else 0, UTC)


class SignedIn:
    """Tell services how fresh a sign-in is, keep when a session was used, let a missing second factor come first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note sign-in and use."""
        if request.user.is_authenticated:
            request.user.signed_in_at = signed_in_at(request)
            self._keep_use(request, timezone.now())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Lead to the second factor; to the API a person without it is a stranger."""
        user = request.user
        if not user.is_authenticated or request.resolver_match.url_name in SETTING_UP:
            return None
        if not policies.needs_second_factor(user) or accounts.has_second_factor(user):
            return None
        if request.path.startswith("/api/"):
            request.user = AnonymousUser()
            return None
        return redirect("mfa_activate_totp")

    def _keep_use(self, request: HttpRequest, now: datetime) -> None:
        last = request.session.get("used_at", request.user.signed_in_at.timestamp())
        if last and now.timestamp() - last > USE_IS_KEPT.total_seconds():
            request.session["used_at"] = now.timestamp()
            accounts.keep_use(session_key=request.session.session_key, at=now)
