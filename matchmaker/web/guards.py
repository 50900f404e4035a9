"""Who a page exists for: to everybody else its address answers as one that was never given."""

from collections.abc import Callable
from functools import wraps

from allauth.core.exceptions import ReauthenticationRequired
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from matchmaker import policies
from matchmaker.core.vocabulary import Role
from matchmaker.web.sessions import signed_in_at

View = Callable[..., HttpResponse]


def for_role(*roles: Role) -> Callable[[View], View]:
    """Let a page exist for those who hold one of some roles."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not (request.user.is_authenticated and request.user.holds(*roles)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


for_coordinators = for_role(Role.COORDINATOR)
for_requesting = for_role(Role.FOCAL_POINT)
for_donors = for_role(Role.PROVIDER)


def for_administrators(view: View) -> View:
    """Let a page exist for those only who keep the accounts."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not policies.keeps_accounts(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def freshly_signed_in(view: View) -> View:
    """Ask for password or code where the last time is too long ago, then go on with what was asked for."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.user.signed_in_at = signed_in_at(request)
        if not policies.signed_in_freshly(request.user, timezone.now()):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
