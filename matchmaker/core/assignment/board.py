"""Assignment: what is known so far - the best plan, a bound for each stage - and telling it to whoever listens.

Two threads may work at one board: the exact solver and whatever improves the plan beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, inf
from threading import RLock

from ..entities.problems import Pin
from ..vocabulary import Stage
from .incumbent import Incumbent, Quantities

_WHOLE = 1e-6
_PROVED = 1e-6  # of the bound: what a reader is told is proved
_CLOSED = 2e-7  # what the search itself takes for proved, so that what stands does not depend on the way to it


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign of life while searching.

    Attributes
    ----------
    stage : Stage
        The one at work.
    value, bound : float
        What the best plan reaches in it, and what no plan exceeds (for ``stability``: changes, and no fewer).
    conflicts : tuple of Pin
        As far as known.
    quantities : dict of int to int, or None
        Steps by candidate pair, when the plan is new.
    """

    stage: Stage
    value: float
    bound: float
    conflicts: tuple[Pin, ...]
    quantities: Quantities | None = None


class Board:
    """The best plan and the bounds of a search.

    Parameters
    ----------
    best : Incumbent
        The plan to begin with.
    previous : int
        Pairs of the plan before this one.
    notify : callable
        Told every better plan and every better bound.

    Attributes
    ----------
    bounds : dict of Stage to float
        What no plan exceeds that keeps the earlier stages.
    changes : int
        How often the plan was replaced.
    conflicts : tuple of Pin
        As far as known.
    """

    def __init__(self, best: Incumbent, previous: int, notify: Callable[[Signal], None]) -> None:
        self.best = best
        self.previous = previous
        self.notify = notify
        self.bounds: dict[Stage, float] = {}
        self.changes = 0
        self.conflicts: tuple[Pin, ...] = ()
        self._lock = RLock()

    def offer(self, quantities: Mapping[int, int], stage: Stage) -> bool:
        """Check a plan, take and tell it where it is better; say whether it was."""
        checked = self.best.checked(quantities)
        with self._lock:
            if checked is None or not self.best.take(*checked):
                return False
            self.changes += 1
            self.tell(stage, new=True)
            return True

    def tell(self, stage: Stage, *, new: bool = False) -> None:
        """Tell where a stage stands."""
        with self._lock:
            bound, plan = self.bounds.get(stage, inf), self.best.plan if new else None
            self.notify(Signal(stage, float(self.best.values[stage]), bound, self.conflicts, plan))

    def bound(self, stage: Stage, bound: float) -> None:
        """Keep the tightest bound, never tighter than the value that is reached."""
        with self._lock:
            value, known = float(self.best.values[stage]), self.bounds.get(stage)
            if stage is Stage.STABILITY:
                self.bounds[stage] = min(value, bound if known is None else max(known, bound))
            else:
                self.bounds[stage] = max(value, bound if known is None else min(known, bound))

    def outward(self, stage: Stage, bound: float) -> float:
        """Return the solver's bound in the stage's own terms: whole numbers cut, changes counted."""
        if stage in (Stage.STATES, Stage.STABILITY) and abs(bound) < inf:
            bound = float(floor(bound + _WHOLE))
        return self.previous - bound if stage is Stage.STABILITY else bound

    def missing(self, stage: Stage) -> float:
        """Return how far a stage's value is from its bound."""
        return abs(self.bounds.get(stage, inf) - float(self.best.values[stage]))

    def proved(self, stage: Stage) -> bool:
        """Say whether a stage's value is known to be the best, as a reader is told."""
        return self.missing(stage) <= _PROVED * max(1.0, abs(self.bounds.get(stage, inf)))

    def closed(self, stage: Stage) -> bool:
        """Say whether nothing is left to search in a stage."""
        return self.missing(stage) <= _CLOSED
