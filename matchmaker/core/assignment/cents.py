"""Assignment: money that flows on the way to a plan, and the plan found again in whole minor units, with its pairs.

Millions of minor units as whole numbers lead the solver astray: it stood 0.07 % below its bound until the time was over
where it takes a tenth of a second with money continuous, whose bound is as good but for what a cent is worth. Cut to
whole cents one by one, such a plan may miss a minimum by one of them, and all that hangs on it is lost. Which pairs are
used is known, though; with these fixed, few whole numbers are left to find.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..vocabulary import Stage
from .board import Board
from .engine import Engine
from .ledger import THINGS
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


def flowing(problem: Problem) -> Problem | None:
    """Return a relaxation in which money is continuous, the rest whole; None where it is continuous already."""
    program, integer = problem.program, problem.program.integer.copy()
    left = np.array(problem.pairing.measures.left, dtype=np.int64)[problem.pairing.need]
    integer[problem.columns.quantity[left > THINGS]] = False
    if (integer == program.integer).all():
        return None
    return replace(problem, program=replace(program, integer=integer))


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
    if board.closed(stage) or (flowing(problem) is None and not (problem.steps > 1).any()):
        return
    whole = in_steps(problem)
    fixed = {int(column): (float(np.rint(point[column])),) * 2 for column in own.used}
    program = whole.program.bounded(fixed)
    answer = engine(program).maximise(whole.objectives[stage], seconds=_SECONDS, nodes=_NODES)
    if answer.point is not None:
        board.offer(whole.decode(answer.point), stage)
