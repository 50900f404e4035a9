"""Who a page exists for: to everybody else its address answers as one that was never given."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from matchmaker.core.vocabulary import Role

View = Callable[..., HttpResponse]


def for_coordinators(view: View) -> View:
    """Let a page exist for coordinators only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not (request.user.is_authenticated and request.user.holds(Role.COORDINATOR)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
