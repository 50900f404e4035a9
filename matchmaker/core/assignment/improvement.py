"""Assignment: a good plan made better part by part: some needs are freed with all their pairs, the rest stays.

Large neighbourhood search. Each part is solved exactly or to a number of nodes, never to a time, so that the same
problem takes the same steps whenever no wall clock cuts in.
"""

from collections import deque
from collections.abc import Callable
from random import Random

import numpy as np

from ..vocabulary import Stage
from .engine import Engine
from .problem import Problem
from .program import Floats, Integers, Parts

WEIGHTS = {Stage.TIER1: 1000.0, Stage.STATES: 200.0, Stage.BENEFIT: 1.0}
_NODES = 100
_SMALLEST, _FIRST, _LARGEST = 40, 80, 400  # pairs in one part
_GAIN = 1e-6


def together(problem: Problem) -> Floats:
    """Return the stages up to the benefit as one linear function, in which the earlier ones outweigh the later."""
    return sum(
        (weight * problem.objectives[stage] for stage, weight in WEIGHTS.items()), np.zeros(problem.program.width)
    )


class Improver:
    """Improves a plan part by part.

    Parameters
    ----------
    problem : Problem
        Its pins held by bounds.
    seed : int
        Of the order in which parts are tried.
    engine : callable
        Makes an engine of a program.
    stopped : callable
        True ends the work with what was reached.
    """

    def __init__(
        self, problem: Problem, *, seed: int, engine: Callable[..., Engine], stopped: Callable[[], bool]
    ) -> None:
        self.problem = problem
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
        self.costs = together(problem)

    def improve(self, point: Floats, better: Callable[[Floats], None], rounds: int) -> Floats:
        """Improve a point until a whole round of parts brings nothing, or for so many rounds.

        Parameters
        ----------
        point : array of float
            A feasible point of the problem.
        better : callable
            Told each better point.
        rounds : int
            At most; in a round every offer and every State is the centre of one part.

        Returns
        -------
        array of float
            The best point found; it keeps what the first one reached in tier 1 and in States.
        """
        problem = self.problem
        kept = {
            problem.stage_rows[stage]: float(problem.objectives[stage] @ point) - _GAIN / 100
            for stage in (Stage.TIER1, Stage.STATES)
            if stage in problem.stage_rows
        }
        usable = np.ones(problem.program.height, dtype=bool)
        usable[list(problem.stage_rows.values())] = False
        usable[list(kept)] = True
        adjacent = usable.copy()
        adjacent[list(kept)] = False
        parts = Parts(problem.program.held(kept), usable)
        near = Parts(problem.program, adjacent)
        centres = [[pairs[0]] for pairs in self.of_offer.values()] + list(self.of_state.values())
        for _ in range(rounds):
            self.rng.shuffle(centres)
            gained = False
            for centre in centres:
                if self.stopped():
                    return point
                found = self._part(parts, near, self._around(centre), point)
                if found is not None:
                    point, gained = found, True
                    better(point)
            if not gained:
                break
        return point

    def _around(self, centre: list[int]) -> list[int]:
        """Return the pairs around a centre: needs whose offers meet, breadth first, up to the size of a part."""
        pairs: set[int] = set()
        seen: set[int] = set()
        queue = deque(centre)
        while queue and len(pairs) < self.size:
            i = self.needs[queue.popleft()]
            if i in seen:
                continue
            seen.add(i)
            for pair in self.of_need[i]:
                pairs.add(pair)
                rivals = self.of_offer[self.offers[pair]]
                queue.extend(self.rng.sample(rivals, min(len(rivals), 6)))
        return sorted(pairs)

    def _part(self, parts: Parts, near: Parts, pairs: list[int], point: Floats) -> Floats | None:
        """Solve one part; return the better point, if there is one."""
        columns = self._columns(near, pairs)
        costs = self.costs[columns]
        engine = self.engine(parts.cut(columns, point))
        answer = engine.maximise(costs, start=point[columns], nodes=_NODES)
        hard = not answer.finished
        self.size = max(_SMALLEST, self.size * 4 // 5) if hard else min(_LARGEST, self.size + self.size // 10 + 1)
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
