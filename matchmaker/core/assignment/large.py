"""Assignment: a good plan of a problem too large for the exact solver: bounded in outline, improved part by part.

Ten times the size of a real cycle and more. What is proved about such a plan is its distance from a bound.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..vocabulary import Stage
from .around import together
from .board import Board
from .clock import now
from .diving import Dive
from .encoding import NONE
from .engine import Engine
from .greedy import by_guide, greedy_plan
from .improvement import Improver
from .narrowing import Narrowed
from .outline import Outline, Round
from .problem import Problem
from .program import Floats, Program

LARGE = 20_000
"""Candidate pairs; the whole relaxation of more takes longer than people wait for a first bound."""

_NEAR, _CLOSE = 0.12, 0.01  # of the bound: what a round may miss for a plan to follow it, for its prices to be trusted
_TELL = 4.0  # seconds between two plans that are checked and told: a check takes half a second
_FIRST = 0.1  # of the time is kept for the bound of tier 1
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
    until = deadline - _LAST

    def late() -> bool:
        return over() or now() >= until

    narrowed = _bound_and_follow(problem, board, merit, engine, late, until, seed=seed)
    if late() or narrowed is None or not narrowed.improve(late) or not board.best.keeps(board.best.plan):
        return False
    improver = Improver(problem, together(problem), seed=seed, engine=engine, stopped=late)
    return _improve(problem, board, improver, late)


def _bound_and_follow(
    problem: Problem,
    board: Board,
    merit: Sequence[int],
    engine: Callable[[Program], Engine],
    over: Callable[[], bool],
    until: float,
    *,
    seed: int,
) -> Narrowed | None:
    """Bound the benefit in outline, round by round; from the first good round on a plan is made and improved beside it.

    Returns
    -------
    Narrowed or None
        Where the plan is improved; None where no round came close.
    """
    usable = problem.program.upper[problem.columns.used] > 0
    outline = Outline(problem.pairing, problem.scores, problem.cliques, usable)
    dive = Dive(problem, outline)
    fixed = {pinned.pair: pinned.steps for pinned in board.best.pins}
    later = np.array([demand.need.tier > 1 for demand in problem.pairing.demands])[problem.pairing.need]
    narrowed: Narrowed | None = None
    bounded = False

    def greedy(order: Sequence[int]) -> None:
        board.offer(greedy_plan(problem.pairing, problem.cliques, order, fixed=fixed), Stage.BENEFIT)

    def follow(carried: Floats) -> None:
        if not over():
            greedy(sorted(by_guide(merit, carried), key=lambda pair: later[pair]))

    def narrow(told: Round) -> None:
        nonlocal narrowed
        narrowed = Narrowed(problem, board, merit, told, engine, seed=seed)
        narrowed.improve(lambda: bounded or over())

    def plunge(told: Round) -> None:
        if not over():
            follow(dive.follow(told))

    def heard(told: Round) -> None:
        board.bound(Stage.BENEFIT, told.bound)
        board.tell(Stage.BENEFIT)
        share = told.missing / told.bound
        if "dived" not in done and share <= _NEAR:
            done.add("dived")
            works.append(beside.submit(plunge, told.apart()))
        if "narrowed" not in done and share <= _CLOSE:
            done.add("narrowed")
            works.append(beside.submit(narrow, told))
        elif not done:
            works.append(beside.submit(follow, told.carried))

    done: set[str] = set()
    board.bound(Stage.STATES, float(np.count_nonzero(problem.columns.state != NONE)))
    board.bound(Stage.TIER1, outline.ceiling(outline.first))
    with ThreadPoolExecutor(1) as beside:
        # The solver holds no lock of Python's while it works.
        works = [beside.submit(greedy, merit)]
        outline.maximise(outline.benefit, until - _FIRST * (until - now()), over, heard)
        first, _ = outline.maximise(outline.first, until, over)
        board.bound(Stage.TIER1, first)
        board.tell(Stage.TIER1)
        bounded = True
        for work in works:
            work.result()
    return narrowed


def _improve(problem: Problem, board: Board, improver: Improver, late: Callable[[], bool]) -> bool:
    """Improve the plan part by part; say whether no part was left before the time was over."""
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
