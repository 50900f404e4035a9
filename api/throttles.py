"""How many requests a minute: counted in windows in the cache that all processes share.

A window is handed out in tickets of a hundredth of the limit, so that a request seldom costs a write. A ticket is an
`add` to the cache, which only one process succeeds with; a number that was read, raised and set would count two as one.
"""

from collections import Counter
from threading import Lock

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

_lock = Lock()
_left: Counter[str] = Counter()
"""Requests of a window that this process holds tickets for."""
_passed: Counter[str] = Counter()
"""How many tickets of a window this process knows to be gone."""
_MOST_KEPT = 10_000


class WindowThrottle(SimpleRateThrottle):
    """Tickets instead of the framework's list of moments, which would be written anew with each request."""

    def allow_request(self, request: Request, view: object) -> bool:
        """Count the request, and say whether it is within the limit."""
        ident = self.ident(request) if self.rate else None
        if ident is None:
            return True
        self.now = self.timer()
        key = f"throttle:{self.scope}:{ident}:{int(self.now // self.duration)}"
        with _lock:
            if _left[key] > 0:
                _left[key] -= 1
                return True
        found = self._ticket(key)
        with _lock:
            _left[key] += max(found - 1, 0)
        return found > 0

    def _ticket(self, key: str) -> int:
        """Take the next ticket of a window, and return how many requests it is good for: none when all are gone."""
        if len(_passed) > _MOST_KEPT:
            with _lock:
                _passed.clear()
                _left.clear()
        size = max(self.num_requests // 100, 1)
        while _passed[key] * size < self.num_requests:
            number = _passed[key] = _passed[key] + 1
            if self.cache.add(f"{key}:{number}", 1, self.duration):
                return min(size, self.num_requests - (number - 1) * size)
        return 0

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
