"""Assignment: a second opinion on what the exact solver calls the best: is there a plan that is better all the same?

HiGHS has called plans the best that were not (`test_comparisons` keeps problems). So it is asked once more, in other
words: for any plan beyond the value that is said to be the best, without presolve, with other dice.
"""

from collections.abc import Callable

from ..vocabulary import Stage
from .board import Board
from .engine import Engine
from .problem import Problem
from .program import Program

_BEYOND = 1e-6  # of the value: what counts as proved


def settle_doubts(
    problem: Problem, board: Board, stage: Stage, engine: Callable[[Program], Engine], over: Callable[[], bool]
) -> None:
    """Take a better plan than the one that is said to be the best, as long as there is one; else the bound stands.

    Parameters
    ----------
    problem : Problem
        With the rows of the earlier stages held.
    board : Board
        Where the stage is said to be proved. Where it is not, nothing is asked.
    stage : Stage
        The one in doubt.
    engine : callable
        Makes an engine of a program, other than the one that gave the first opinion.
    over : callable
        True ends the work.
    """
    costs, row = problem.objectives[stage], problem.stage_rows[stage]
    while board.proved(stage) and not over():
        value = float(board.best.values[stage])
        if stage is Stage.STABILITY:
            value = board.previous - value
        beyond = problem.program.held({row: value + _BEYOND * max(1.0, abs(value))})
        answer = engine(beyond).maximise(costs)
        if answer.point is None:
            return
        board.bounds[stage] = board.outward(stage, answer.bound)  # what was said before does not hold
        if not board.offer(problem.decode(answer.point), stage):
            return
