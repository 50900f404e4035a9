"""Assignment, figures: other solvers on the same program, whole, stage after stage, and what each reached by when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ..vocabulary import Stage
from .clock import crowding, now
from .engine import Engine
from .problem import Problem
from .program import Floats, Program

STAGES = (Stage.TIER1, Stage.STATES, Stage.BENEFIT)
_KEEP = 1e-6
Reached = dict[Stage, tuple[float, float]]
"""Value and bound by stage."""


@dataclass(slots=True)
class Course:
    """What a solver reached by when.

    Attributes
    ----------
    name : str
        Of the solver.
    points : list of (float, Reached)
        Seconds since the problem was handed over, and where the stages stood.
    """

    name: str
    points: list[tuple[float, Reached]] = field(default_factory=list)

    def at(self, seconds: float) -> Reached:
        """Return where the stages stood after so many seconds."""
        return next((reached for then, reached in reversed(self.points) if then <= seconds), {})

    def first(self, gap: float) -> float:
        """Return when the benefit's gap was first so small, with the earlier stages as they ended."""
        return next((then for then, reached in self.points if gap_of(reached, Stage.BENEFIT) <= gap), inf)


def gap_of(reached: Reached, stage: Stage) -> float:
    """Return a stage's gap as a plan prints it; infinite where there is no value or no bound."""
    value, bound = reached.get(stage, (-inf, inf))
    return inf if value == -inf or bound == inf else abs(bound - value) / max(1.0, abs(bound))


class _Course:
    """Notes the course of one solver that works stage after stage."""

    def __init__(self, name: str, problem: Problem, begun: float, limit: float) -> None:
        self.course = Course(name)
        self.problem, self.begun, self.end = problem, begun, begun + limit
        self.reached: Reached = {}

    def note(self, stage: Stage, value: float, bound: float) -> None:
        """Note where a stage stands."""
        known = self.reached.get(stage, (-inf, inf))
        self.reached = self.reached | {stage: (max(value, known[0]), min(bound, known[1]))}
        self.course.points.append((now() - self.begun, self.reached))

    def stages(self, solve: Callable[[Stage, Program, float], Floats | None]) -> Course:
        """Let a solver work on one stage after the other, each holding what the earlier ones reached."""
        program = self.problem.program
        for stage in STAGES:
            if now() >= self.end:
                break
            point = solve(stage, program, self.end - now())
            if point is None:
                break
            for other in STAGES:
                value = float(self.problem.objectives[other] @ point)
                self.note(other, value, self.reached.get(other, (0.0, inf))[1])
            if stage in self.problem.stage_rows:
                program = program.held({self.problem.stage_rows[stage]: self.reached[stage][0] - _KEEP})
        return self.course


def bare(problem: Problem, begun: float, limit: float, seed: int = 0) -> Course:
    """Return the course of HiGHS alone: the same options, no start, no ladder."""
    notes = _Course("HiGHS alone", problem, begun, limit)

    def solve(stage: Stage, program: Program, seconds: float) -> Floats | None:
        costs = problem.objectives[stage]
        answer = Engine(program, seed=seed, deadline=notes.end, stopped=lambda: False).maximise(
            costs,
            seconds=seconds,
            improved=lambda point: notes.note(stage, float(costs @ point), inf),
            bounded=lambda bound: notes.note(stage, -inf, bound),
        )
        notes.note(stage, -inf, answer.bound)
        return answer.point

    return notes.stages(solve)


def by_scipy(problem: Problem, begun: float, limit: float) -> Course:
    """Return the course of `scipy.optimize.milp`, which tells nothing before it ends."""
    notes = _Course("scipy milp", problem, begun, limit)

    def solve(stage: Stage, program: Program, seconds: float) -> Floats | None:
        matrix: Any = csr_array((program.value, program.index, program.start), shape=(program.height, program.width))
        answer: Any = milp(
            -problem.objectives[stage],
            integrality=program.integer.astype(np.int64),
            bounds=Bounds(program.lower, program.upper),
            constraints=LinearConstraint(matrix, program.row_lower, program.row_upper),
            options={"time_limit": seconds * crowding()},
        )
        if answer.mip_dual_bound is not None:
            notes.note(stage, -inf, -float(answer.mip_dual_bound))
        return None if answer.x is None else np.asarray(answer.x, dtype=np.float64)

    return notes.stages(solve)


def by_ortools(problem: Problem, begun: float, limit: float) -> Course:
    """Return the course of SCIP, the mixed-integer solver that comes with OR-Tools.

    Raises
    ------
    ImportError
        Where OR-Tools is not installed.
    """
    from ortools.linear_solver import pywraplp

    notes = _Course("OR-Tools SCIP", problem, begun, limit)

    def solve(stage: Stage, program: Program, seconds: float) -> Floats | None:
        solver = pywraplp.Solver.CreateSolver("SCIP")
        costs = problem.objectives[stage]
        columns = [
            solver.Var(low, high, whole, "")
            for low, high, whole in zip(
                program.lower.tolist(), program.upper.tolist(), program.integer.tolist(), strict=True
            )
        ]
        for row in range(program.height):
            low, high = float(program.row_lower[row]), float(program.row_upper[row])
            constraint = solver.Constraint(max(low, -solver.infinity()), min(high, solver.infinity()))
            for entry in range(int(program.start[row]), int(program.start[row + 1])):
                constraint.SetCoefficient(columns[program.index[entry]], float(program.value[entry]))
        objective = solver.Objective()
        for column in np.flatnonzero(costs).tolist():
            objective.SetCoefficient(columns[column], float(costs[column]))
        objective.SetMaximization()
        solver.SetTimeLimit(max(1, int(1000 * seconds * crowding())))
        status = solver.Solve()
        if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return None
        notes.note(stage, -inf, float(objective.BestBound()))
        return np.array([column.solution_value() for column in columns])

    return notes.stages(solve)
