"""How many requests a minute: counted in windows in the cache that all processes share.

Each process tells the cache of its requests in portions of a hundredth of the limit, so that a request seldom costs a
write; the count of a small limit is exact.
"""

from collections import Counter

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

_told: dict[str, int] = {}
_untold: Counter[str] = Counter()
_MOST_KEPT = 10_000


class WindowThrottle(SimpleRateThrottle):
    """A number a window instead of the framework's list of moments, which would be written anew with each request."""

    def allow_request(self, request: Request, view: object) -> bool:
        """Count the request, and say whether it is within the limit."""
        ident = self.ident(request) if self.rate else None
        if ident is None:
            return True
        self.now = self.timer()
        key = f"throttle:{self.scope}:{ident}:{int(self.now // self.duration)}"
        _untold[key] += 1
        if key not in _told or _untold[key] >= self.num_requests // 100:
            if len(_told) > _MOST_KEPT:
                _told.clear()
                _untold.clear()
            _told[key] = self.cache.get(key, 0) + _untold.pop(key, 1)
            self.cache.set(key, _told[key], self.duration)
        return _told[key] + _untold[key] <= self.num_requests

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return self.duration - self.now % self.duration

    def ident(self, request: Request) -> str | None:
        """Return whose requests are counted together, or None where another throttle counts."""
        raise NotImplementedError


class AnonymousThrottle(WindowThrottle):
    """Readers without an account, by address."""

    scope = "anonymous"

    def ident(self, request: Request) -> str | None:
        """Count by address."""
        return None if request.user and request.user.is_authenticated else self.get_ident(request)


class PersonThrottle(WindowThrottle):
    """People with an account, over all their tokens."""

    scope = "person"

    def ident(self, request: Request) -> str | None:
        """Count by person."""
        return str(request.user.pk) if request.user and request.user.is_authenticated else None
