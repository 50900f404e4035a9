"""Assignment: a good plan made better beside the exact solver, part by part.

Large neighbourhood search: some needs are freed with all their pairs, the rest stays; each part is solved for a
moment. Only ever a better plan comes out; what is proved does not depend on it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from random import Random

import numpy as np

from .clock import now
from .engine import Engine
from .problem import Problem
from .program import Flags, Floats, Integers, Parts

_NODES = 50
_SMALLEST, _FIRST, _LARGEST = 30, 80, 400  # pairs in one part
_PART_SECONDS, _PATIENCE = 0.2, 2.0
_GAIN = 1e-6


class Improver:
    """Improves a plan.

    Parameters
    ----------
    problem : Problem
        Its pins held by bounds, its earlier stages held by rows.
    costs : array of float
        Of the stage to improve, one for each column.
    seed : int
        Of the order in which parts are tried.
    engine : callable
        Makes an engine of a program.
    stopped : callable
        True ends the work with what was reached.
    gap : float, optional
        A part so near to its bound is good enough.
    """

    def __init__(
        self,
        problem: Problem,
        costs: Floats,
        *,
        seed: int,
        engine: Callable[..., Engine],
        stopped: Callable[[], bool],
        gap: float | None = None,
    ) -> None:
        self.gap = gap
        self.problem = problem
        self.costs = costs
        self.engine = engine
        self.stopped = stopped
        self.rng = Random(seed)  # noqa: S311 - the order of a search, not a secret
        self.size = _FIRST
        pairing = problem.pairing
        self.needs: list[int] = pairing.need.tolist()
        self.offers: list[int] = pairing.offer.tolist()
        self.of_need: dict[int, list[int]] = {}
        self.of_offer: dict[int, list[int]] = {}
        self.of_state: dict[str, list[int]] = {}
        for pair, (i, j) in enumerate(zip(self.needs, self.offers, strict=True)):
            self.of_need.setdefault(i, []).append(pair)
            self.of_offer.setdefault(j, []).append(pair)
            self.of_state.setdefault(pairing.problem.needs[i].state, []).append(pair)

    def parts(self, current: Callable[[], Floats]) -> Iterator[Floats | None]:
        """Improve part by part until a whole round brings nothing, and yield each better point or None.

        Parameters
        ----------
        current : callable
            The best point so far, wherever it was found.
        """
        problem = self.problem
        rows = np.ones(problem.program.height, dtype=bool)
        adjacent = rows.copy()
        stages = np.array(list(problem.stage_rows.values()), dtype=np.int64)
        adjacent[stages] = False
        rows[stages[~np.isfinite(problem.program.row_lower[stages])]] = False
        parts, near = Parts(problem.program, rows), Parts(problem.program, adjacent)
        centres = [[pairs[0]] for pairs in self.of_offer.values()] + list(self.of_state.values())
        gained = True
        while gained:
            self.rng.shuffle(centres)
            gained = False
            for centre in centres:
                found = self._part(parts, self.region(near, centre, self.size), current())
                gained = gained or found is not None
                yield found

    def region(self, near: Parts, centre: list[int], size: int) -> Integers:
        """Return the columns of so many pairs around a centre, with those that depend on them.

        Needs whose offers meet are taken breadth first.
        """
        pairs: set[int] = set()
        seen: set[int] = set()
        queue = deque(centre)
        while queue and len(pairs) < size:
            i = self.needs[queue.popleft()]
            if i in seen:
                continue
            seen.add(i)
            for pair in self.of_need[i]:
                pairs.add(pair)
                rivals = self.of_offer[self.offers[pair]]
                queue.extend(self.rng.sample(rivals, min(len(rivals), 6)))
        return self._columns(near, sorted(pairs))

    def _part(self, parts: Parts, columns: Integers, point: Floats) -> Floats | None:
        """Solve one part; return the better point, if there is one."""
        costs = self.costs[columns]
        engine = self.engine(parts.cut(columns, point))
        begun = now()
        answer = engine.maximise(costs, start=point[columns], nodes=_NODES, seconds=_PATIENCE, gap=self.gap)
        slow = now() - begun > _PART_SECONDS
        self.size = max(_SMALLEST, self.size * 9 // 10) if slow else min(_LARGEST, self.size + self.size // 10 + 1)
        if answer.point is None or float(costs @ (answer.point - point[columns])) <= _GAIN:
            return None
        moved = point.copy()
        moved[columns] = answer.point
        return moved

    def _columns(self, near: Parts, pairs: list[int]) -> Integers:
        """Return the columns of some pairs with those that depend on them."""
        own = self.problem.columns
        chosen = np.concatenate([own.quantity[pairs], own.used[pairs]])
        pair_columns = len(own.quantity) + len(own.used)
        free = chosen
        for _ in range(2):
            around = near.columns(near.rows(free))
            free = np.unique(np.concatenate([free, around[around >= pair_columns]]))
        return free


def that_matter_first(problem: Problem) -> Flags:
    """Return the pairs of tier-1 needs and of their bundles, and those that help an offer over a minimum."""
    pairing, measures = problem.pairing, problem.pairing.measures
    first = [demand.open and demand.need.tier == 1 for demand in pairing.demands]
    bundles = {demand.bundle for demand, one in zip(pairing.demands, first, strict=True) if one} - {None}
    own = np.array(
        [
            one or (demand.bundle in bundles and demand.need.required)
            for demand, one in zip(pairing.demands, first, strict=True)
        ],
        dtype=bool,
    )
    minima = zip(measures.opening, measures.floor, strict=True)
    helping = np.array([bool(opening or floor) for opening, floor in minima], dtype=bool)
    chosen: Flags = own[pairing.need] | helping[pairing.offer]
    return chosen
