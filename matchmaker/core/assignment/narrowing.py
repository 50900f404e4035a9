"""Assignment: a large problem with its promising pairs alone, where finding a plan takes a fifth of the time.

Which pairs those are, the prices of an outline tell. What such a plan reaches is held against the bound of all pairs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..vocabulary import Stage
from .around import together
from .board import Board
from .clock import now
from .diving import Dive
from .engine import Engine
from .greedy import by_guide, greedy_plan
from .improvement import Improver
from .outline import Outline, Round
from .pins import pin_bounds
from .problem import Problem, build
from .program import Floats, Program

_TIMES = 2.5  # the pairs that carry something: what counts as promising
_CLOSE = 0.02  # of the bound: what the point of a round may miss for a plan to follow it
_TELL = 4.0  # seconds between two plans that are checked and told: a check takes half a second
_GAP = 0.02  # of the benefit, in a part: what is left brings more elsewhere
_SOME = 1e-6


class Narrowed:
    """The promising pairs as a problem of their own, and the way to a plan.

    Parameters
    ----------
    problem : Problem
        As built, with all its pairs.
    board : Board
        Told every plan, in positions of all pairs.
    merit : sequence of int
        Pairs in the order of a plan made by hand.
    told : Round
        Of the outline of all pairs.
    engine : callable
        Makes an engine of a program.
    seed : int
        Of the order in which parts are tried.
    """

    def __init__(
        self,
        problem: Problem,
        board: Board,
        merit: Sequence[int],
        told: Round,
        engine: Callable[[Program], Engine],
        *,
        seed: int,
    ) -> None:
        self.board = board
        pairing, pins, plan = problem.pairing, board.best.pins, board.best.plan
        usable = problem.program.upper[problem.columns.used] > 0
        brings = np.where(told.carried > _SOME, np.inf, told.worth)
        brings[~usable] = -np.inf
        count = int(_TIMES * np.count_nonzero(brings == np.inf))
        chosen = np.zeros(len(brings), dtype=bool)
        chosen[np.argsort(-brings, kind="stable")[:count]] = True
        chosen[[*plan, *(pinned.pair for pinned in pins)]] = True
        self.pairs: list[int] = np.flatnonzero(chosen).tolist()
        place = {pair: number for number, pair in enumerate(self.pairs)}
        self.problem = build(
            replace(
                pairing,
                need=pairing.need[chosen],
                offer=pairing.offer[chosen],
                most=tuple(pairing.most[pair] for pair in self.pairs),
            )
        )
        kept = [replace(pinned, pair=place[pinned.pair]) for pinned in pins if pinned.holds(plan)]
        self.fixed = {pinned.pair: pinned.steps for pinned in kept}
        program = self.problem.program.bounded(pin_bounds(self.problem, kept) or {})
        self.problem = replace(self.problem, program=program)
        self.merit = [place[pair] for pair in merit if pair in place]
        self.place = place
        demands = self.problem.pairing.demands
        self.later = np.array([demand.need.tier > 1 for demand in demands])[self.problem.pairing.need]
        self.dived = False
        costs = together(self.problem)
        self.improver = Improver(self.problem, costs, seed=seed, engine=engine, stopped=lambda: False, gap=_GAP)

    def improve(self, over: Callable[[], bool]) -> bool:
        """Find a plan and improve it; may be called again where it was ended.

        Parameters
        ----------
        over : callable
            True ends the work with what was reached.

        Returns
        -------
        bool
            Whether no part was left to improve.
        """
        if not self.dived:
            self._dive(over)
        best = self.board.best
        ready = best.keeps(best.plan) and self.place.keys() >= best.plan.keys()
        return ready and not over() and self._parts(over)

    def _dive(self, over: Callable[[], bool]) -> None:
        """Follow the outline of the promising pairs, once rows have come in."""
        problem = self.problem
        usable = problem.program.upper[problem.columns.used] > 0
        outline = Outline(problem.pairing, problem.scores, problem.cliques, usable)
        dive = Dive(problem, outline)

        def heard(told: Round) -> None:
            if told.missing <= _CLOSE * told.bound and told.tied and not over():
                self._follow(dive.follow(told))
                self.dived = True

        outline.maximise(outline.benefit, np.inf, lambda: over() or self.dived, heard)
        self.dived = self.dived or not over()

    def _follow(self, carried: Floats) -> None:
        """Offer the greedy plan that follows what pairs carry: tier 1 first."""
        pairing, cliques = self.problem.pairing, self.problem.cliques
        order = sorted(by_guide(self.merit, carried), key=lambda pair: self.later[pair])
        self._offer(greedy_plan(pairing, cliques, order, fixed=self.fixed))

    def _offer(self, plan: Mapping[int, int]) -> None:
        self.board.offer({self.pairs[pair]: steps for pair, steps in plan.items()}, Stage.BENEFIT)

    def _parts(self, over: Callable[[], bool]) -> bool:
        """Improve the plan part by part; say whether no part was left."""
        problem = self.problem
        plan = {self.place[pair]: steps for pair, steps in self.board.best.plan.items()}
        point, told, new = problem.encode(plan), now(), False
        for better in self.improver.parts(lambda: point):  # noqa: B023 - the latest point is meant
            if better is not None:
                point, new = better, True
            if new and (over() or now() - told > _TELL):
                self._offer(problem.decode(point))
                told, new = now(), False
            if over():
                return False
        if new:
            self._offer(problem.decode(point))
        return True
