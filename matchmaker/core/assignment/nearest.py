"""Assignment: the nearest value that serves, when each trial is a whole solve and tells more than yes or no."""

from collections.abc import Callable
from math import inf

from .resolving import OutOfTimeError

_PROBES = 40  # where what is found need not be the nearest


def nearest(
    test: Callable[[int], tuple[bool, int]], guess: int, far: int, *, exact: bool = True, known: int = 0
) -> int | None:
    """Return the smallest distance between 1 and `far` that serves, or None.

    Parameters
    ----------
    test : callable
        Says of a distance whether it serves, and down to which distance the answer is the same.
    guess : int
        Tried first, where it lies within; 0 for none.
    far : int
        The farthest.
    exact : bool
        Whether a distance that serves is worth nothing before the nearer ones are refuted, at any number of trials.
    known : int
        Distances up to this one are known not to serve; the next is tried first where there is no guess.

    Raises
    ------
    OutOfTimeError
        By the test, where nothing served so far, or `exact`.

    Notes
    -----
    By bisection, which finds a distance that serves next to one that does not; then whatever lies nearer and is not
    refuted yet is tried from the top, since more of one thing is not always more for one need. Where a trial refutes
    itself alone, the middle of what is left is tried, whose plan a test can hold against what lies above it.

    Examples
    --------
    >>> nearest(lambda distance: (distance >= 7, distance), 0, 50)
    7
    >>> nearest(lambda distance: (distance in (3, 4) or distance >= 9, distance), 0, 50)
    3
    >>> nearest(lambda distance: (distance == 4 or distance >= 90, distance), 0, 200)
    4
    >>> nearest(lambda distance: (False, 0), 5, 50) is None
    True
    """
    search = _Nearest(test, far, known)
    try:
        search.bisect(max(guess, known + 1) if known else guess)
        search.scan(inf if exact else _PROBES)
    except OutOfTimeError:
        if search.best > far or exact:
            raise
    return search.best if search.best <= far else None


class _Nearest:
    """What is known: the nearest distance that serves, and spans that do not."""

    def __init__(self, test: Callable[[int], tuple[bool, int]], far: int, known: int) -> None:
        self.test = test
        self.far = far
        self.best = far + 1
        self.refuted = {known: 0}
        self.probes = 0

    def probe(self, distance: int) -> bool:
        """Try one distance."""
        self.probes += 1
        good, down_to = self.test(distance)
        if good:
            self.best = min(self.best, max(1, down_to))
        else:
            self.refuted[distance] = max(0, down_to)
        return good

    def bisect(self, guess: int) -> None:
        """Find a distance that serves, next to one that does not."""
        if not (0 < guess < self.far and self.probe(guess)):
            self.probe(self.far)
        if 1 < self.best <= self.far and self.best - 1 not in self.refuted:
            self.probe(self.best - 1)
        while self.best <= self.far:
            low = max((distance for distance in self.refuted if distance < self.best), default=0)
            if self.best - low == 1:
                break
            self.probe((self.best + low) // 2)

    def scan(self, probes: float) -> None:
        """Try what lies nearer and is not refuted, until there is nothing or so many probes are spent."""
        while (top := self.open()) and self.probes < probes:
            if self.probe(top) or self.refuted[top] < top:
                continue
            low = max((distance for distance in self.refuted if distance < top), default=0)
            if top - low > 2:
                self.probe((low + top) // 2)

    def open(self) -> int:
        """Return the largest distance nearer than the best that is not refuted; 0 where there is none."""
        distance = self.best - 1
        while covering := [down_to for top, down_to in self.refuted.items() if down_to <= distance <= top]:
            distance = min(covering) - 1
        return max(0, distance)
