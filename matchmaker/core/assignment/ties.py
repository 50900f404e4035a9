"""Assignment: rows that ask for a plan whose vector of served shares is lexicographically greater (the tie rule).

A chain of columns rises once from 0 to 1 along the order of the needs. Before the rise each need keeps at least what it
has, at the rise one need gets at least one step more, after it everything is free. So the problem is infeasible exactly
when no plan comes first by the tie rule, and its best value of the chain's sum finds the first need that can gain.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from .board import Board
from .engine import Engine
from .problem import LARGEST_WHOLE, Problem
from .program import Floats, Program, Row

_LEAST_RISE = 10**-5  # of D, where money is continuous: less than that is rounding


def settle_ties(
    problem: Problem,
    board: Board,
    order: Sequence[int],
    engine: Callable[[Program], Engine],
    over: Callable[[], bool],
) -> bool:
    """Move to the plan that comes first by the tie rule; say whether it is proved that none comes before it.

    Parameters
    ----------
    problem : Problem
        With the rows of the stages held at what they reached.
    board : Board
        Whose plan is proved the best in every stage.
    order : sequence of int
        Needs in the order of the tie rule.
    engine : callable
        Makes an engine of a program.
    over : callable
        True ends the work with what was reached.
    """
    best = board.best
    width, last = problem.program.width, list(best.values)[-1]
    sums = need_rows(problem)
    order = [i for i in order if i in sums]
    settled = 0
    while not over():
        before = best.served(best.plan)
        rise = with_rise(problem, before, order, settled)
        if rise is None:
            return True
        answer = engine(rise[0]).maximise(rise[1])
        if answer.point is None:
            return answer.finished
        if not board.offer(problem.decode(answer.point[:width]), last):
            return False
        if not answer.finished:
            continue
        served = best.served(best.plan)
        settled = next(place for place, i in enumerate(order) if served[i] != before[i])
        costs = np.zeros(width)
        for column, steps in sums[order[settled]]:
            costs[column] = steps
        answer = engine(holding(problem, served, order[:settled])).maximise(costs)
        if answer.point is not None:
            board.offer(problem.decode(answer.point), last)
        settled += answer.finished
    return False


def need_rows(problem: Problem) -> dict[int, list[tuple[int, float]]]:
    """Return, for each need with candidates, the columns of its quantities with their steps."""
    rows: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for pair, i in enumerate(problem.pairing.need.tolist()):
        rows[i].append((int(problem.columns.quantity[pair]), float(problem.steps[pair])))
    return rows


def with_rise(
    problem: Problem, served: Mapping[int, int], order: Sequence[int], settled: int
) -> tuple[Program, Floats] | None:
    """Return the problem of a lexicographically greater plan, or None where no need can gain.

    Parameters
    ----------
    problem : Problem
        With the rows of the stages held at what they reached.
    served : mapping of int to int
        Steps that each need has.
    order : sequence of int
        Needs in the order of the tie rule, those without candidates left out.
    settled : int
        The first so many are known to have the most they can.

    Returns
    -------
    Program, array of float
        And the costs whose maximum is the earliest rise.
    """
    sums = need_rows(problem)
    column = problem.program.width
    first = column
    rows: list[Row] = []
    before: int | None = None
    for place, i in enumerate(order):
        entries, has = sums[i], float(served.get(i, 0))
        most = min(problem.pairing.measures.left[i], sum(_most(problem, column_, steps) for column_, steps in entries))
        if place >= settled and has < most:
            rise = 1.0 if most <= LARGEST_WHOLE else float(most) * _LEAST_RISE
            # sum x >= has (1 - before) + rise (here - before)
            row = [*entries, (column, -rise)]
            if before is not None:
                row.append((before, has + rise))
                rows.append(Row([(column, 1.0), (before, -1.0)], lower=0.0))
            rows.append(Row(_scaled(row, most), lower=has / most))
            before = column
            column += 1
        elif has:
            row = list(entries) if before is None else [*entries, (before, has)]
            rows.append(Row(_scaled(row, most), lower=has / most))
    if before is None:
        return None
    chain = [0.0] * (column - first)
    chain[-1] = 1.0
    extended = problem.program.extended(rows, lower=chain)
    costs = np.zeros(column)
    costs[first:] = 1.0
    return extended, costs


def holding(problem: Problem, served: Mapping[int, int], needs: Sequence[int]) -> Program:
    """Return the program in which some needs keep at least what they have."""
    sums = need_rows(problem)
    return problem.program.extended([Row(_scaled(sums[i], served[i]), lower=1.0) for i in needs if served.get(i, 0)])


def _most(problem: Problem, column: int, steps: float) -> int:
    return round(float(problem.program.upper[column]) * steps)


def _scaled(entries: Sequence[tuple[int, float]], scale: float) -> list[tuple[int, float]]:
    return [(column, value / scale) for column, value in entries]
