"""Assignment: a plan whose money was continuous on the way, found again in whole minor units, with the pairs it uses.

Cut to whole cents one by one, a plan may miss a minimum by one of them, and all that hangs on it is lost. Which pairs
are used is known, though; with these fixed, few whole numbers are left to find.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..vocabulary import Stage
from .board import Board
from .engine import Engine
from .problem import Problem
from .program import Floats, Program

_SECONDS, _NODES = 2.0, 1000


def in_steps(problem: Problem) -> Problem:
    """Return a problem whose quantities are all whole numbers of steps."""
    factor = np.ones(problem.program.width)
    factor[problem.columns.quantity] = problem.steps
    program = problem.program
    return replace(
        problem,
        program=replace(
            program,
            value=program.value / factor[program.index],
            lower=program.lower * factor,
            upper=program.upper * factor,
            integer=program.integer | (factor > 1),
        ),
        steps=np.ones(len(problem.steps)),
        objectives={stage: costs / factor for stage, costs in problem.objectives.items()},
    )


def offer_in_whole_cents(
    problem: Problem, board: Board, stage: Stage, point: Floats, engine: Callable[[Program], Engine]
) -> None:
    """Offer the best plan with the pairs of a point, where cutting it to whole cents left something to reach.

    Parameters
    ----------
    problem : Problem
        With the rows of the earlier stages held.
    board : Board
        Told the plan, unless the stage is closed.
    stage : Stage
        What is maximised.
    point : array of float
        Columns of a plan whose money is not whole.
    engine : callable
        Makes an engine of a program.
    """
    own = problem.columns
    if board.closed(stage) or not (problem.steps > 1).any():
        return
    whole = in_steps(problem)
    fixed = {int(column): (float(np.rint(point[column])),) * 2 for column in own.used}
    program = whole.program.bounded(fixed)
    answer = engine(program).maximise(whole.objectives[stage], seconds=_SECONDS, nodes=_NODES)
    if answer.point is not None:
        board.offer(whole.decode(answer.point), stage)
