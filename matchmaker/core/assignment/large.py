"""Assignment: a good plan of a problem too large for the exact solver: bounded in outline, improved part by part.

Ten times the size of a real cycle and more. What is proved about such a plan is its distance from a bound.
"""

from collections.abc import Callable, Sequence

import numpy as np

from ..vocabulary import Stage
from .around import together
from .board import Board
from .clock import now
from .encoding import NONE
from .engine import Engine
from .greedy import by_guide, greedy_plan
from .improvement import Improver
from .outline import Outline
from .problem import Problem
from .program import Floats, Program

LARGE = 20_000
"""Candidate pairs; the whole relaxation of more takes longer than people wait for a first bound."""

_TELL = 4.0  # seconds between two plans that are checked and told: a check takes half a second
_OUTLINE = 0.6  # of the time for the bound
_LAST = 1.5  # seconds kept for the last check


def begin_large(
    problem: Problem,
    board: Board,
    merit: Sequence[int],
    engine: Callable[[Program], Engine],
    over: Callable[[], bool],
    deadline: float,
    *,
    seed: int,
) -> bool:
    """Make a first plan, bound it in outline, and improve it part by part.

    Parameters
    ----------
    problem : Problem
        With more than `LARGE` candidate pairs.
    board : Board
        Told every plan and every bound.
    merit : sequence of int
        Pairs in the order of a plan made by hand.
    engine : callable
        Makes an engine of a program.
    over : callable
        True ends the work with what was reached.
    deadline : float
        On the monotonic timer.
    seed : int
        Of the order in which parts are tried.

    Returns
    -------
    bool
        Whether no part was left to improve before the time was over.
    """
    fixed = {pinned.pair: pinned.steps for pinned in board.best.pins}
    board.offer(greedy_plan(problem.pairing, problem.cliques, merit, fixed=fixed), Stage.TIER1)
    board.bound(Stage.STATES, float(np.count_nonzero(problem.columns.state != NONE)))
    board.tell(Stage.STATES)
    outline = Outline(problem.pairing, problem.scores, problem.cliques)
    first, _ = outline.maximise(outline.first, deadline, over)
    board.bound(Stage.TIER1, first)
    board.tell(Stage.TIER1)

    def heard(bound: float, carried: Floats) -> None:
        board.bound(Stage.BENEFIT, bound)
        board.tell(Stage.BENEFIT)
        order = by_guide(merit, carried)
        board.offer(greedy_plan(problem.pairing, problem.cliques, order, fixed=fixed), Stage.BENEFIT)

    bound, _ = outline.maximise(outline.benefit, now() + _OUTLINE * (deadline - now()), over, heard)
    board.bound(Stage.BENEFIT, bound)
    board.tell(Stage.BENEFIT)
    until = deadline - _LAST

    def late() -> bool:
        return over() or now() >= until

    if late() or not board.best.keeps(board.best.plan):
        return False
    improver = Improver(problem, together(problem), seed=seed, engine=engine, stopped=late)
    point, told, new = problem.encode(board.best.plan), now(), False
    for better in improver.parts(lambda: point):  # noqa: B023 - the latest point is meant
        if better is not None:
            point, new = better, True
        if new and (late() or now() - told > _TELL):
            board.offer(problem.decode(point), Stage.BENEFIT)
            told, new = now(), False
        if late():
            return False
    if new:
        board.offer(problem.decode(point), Stage.BENEFIT)
    return True
