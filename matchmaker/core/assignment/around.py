"""Assignment: a plan after one more pin or forbid: only what lies around the pair is solved again.

A pin or a forbid only takes plans away, so what was a bound stays a bound: the answer is as certified as the plan was,
with the gap that it then has.
"""

from collections.abc import Callable, Mapping

import numpy as np

from ..vocabulary import Stage
from .engine import Engine
from .improvement import Improver
from .incumbent import Incumbent, Quantities
from .problem import Problem
from .program import Floats, Parts, Program
from .scoring import tie_order

WEIGHTS = {Stage.TIER1: 1000.0, Stage.STATES: 200.0, Stage.BENEFIT: 1.0}
_SIZES = (100, 400, 1600)  # pairs around the one, until the override can hold
_NODES, _SECONDS = 50, 3.0


def together(problem: Problem) -> Floats:
    """Return the stages up to the benefit as one linear function, in which the earlier ones outweigh the later."""
    return sum(
        (weight * problem.objectives[stage] for stage, weight in WEIGHTS.items()), np.zeros(problem.program.width)
    )


def after_override(
    problem: Problem,
    plan: Mapping[int, int],
    pair: int,
    *,
    used: bool,
    engine: Callable[[Program], Engine],
    seed: int = 0,
) -> Quantities | None:
    """Return a plan that uses a pair, or does not, and otherwise stays as it is far from it.

    Parameters
    ----------
    problem : Problem
        As built.
    plan : mapping of int to int
        Steps by candidate pair.
    pair : int
        The pair in question.
    used : bool
        True: it is pinned. False: it is forbidden.
    engine : callable
        Makes an engine of a program.
    seed : int
        Of the choice of what lies around.

    Returns
    -------
    dict of int to int, or None
        Whole steps, every limit and minimum kept; None where nothing around the pair can make room for it.
    """
    own, costs = problem.columns, together(problem)
    improver = Improver(problem, costs, seed=seed, engine=engine, stopped=lambda: False)
    bounds = {int(own.used[pair]): (1.0, 1.0)}
    if not used:
        bounds = {int(own.used[pair]): (0.0, 0.0), int(own.quantity[pair]): (0.0, 0.0)}
    rows = np.ones(problem.program.height, dtype=bool)
    rows[list(problem.stage_rows.values())] = False
    parts = Parts(problem.program.bounded(bounds), rows)
    point = problem.encode(plan)
    best = Incumbent(problem.pairing, problem.scores, problem.cliques, tie_order(problem.pairing.demands, seed), ())
    for size in _SIZES:
        columns = improver.region(parts, [pair], size)
        answer = engine(parts.cut(columns, point)).maximise(costs[columns], nodes=_NODES, seconds=_SECONDS)
        if answer.point is None:
            continue
        moved = point.copy()
        moved[columns] = answer.point
        checked = best.checked(problem.decode(moved))
        if checked is not None and (pair in checked[0]) == used:
            return checked[0]
    return None
