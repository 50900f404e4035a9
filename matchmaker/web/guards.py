"""Who a page exists for: to everybody else its address answers as one that was never given."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from matchmaker.core.vocabulary import Role

View = Callable[..., HttpResponse]


def for_role(role: Role) -> Callable[[View], View]:
    """Let a page exist for those who hold a role."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not (request.user.is_authenticated and request.user.holds(role)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


for_coordinators = for_role(Role.COORDINATOR)
for_requesting = for_role(Role.FOCAL_POINT)
for_donors = for_role(Role.PROVIDER)
