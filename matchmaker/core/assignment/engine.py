"""Assignment: HiGHS behind one door: raw arrays in, a point with a bound out; can be watched and stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any
from weakref import ref

import highspy
import numpy as np

from .clock import now, own_limit
from .program import Floats, Program

# Of whole numbers and of rows. A whole column may run to 10^7, where floats are 2e-9 apart: at 1e-9 HiGHS cut a cent
# off a bound and lost the best plan. It must also be well below what a stage's row gives way, or that seems infeasible.
TOLERANCES = 1e-8, 1e-9
_LOOSE = 1e-7, 1e-7
_SMALL = 1e-12  # a coefficient that HiGHS drops: a cent of ten million is 1e-9 of a State's share, and counts
_GAP = 1e-7  # a stage counts as proved at 1e-6
_TORN = 1e-6
_FEASIBLE = 2  # HiGHS: kSolutionStatusFeasible
_SEEDS = 2**31 - 1
_MOST_NODES = 10**6  # of a tree, at 1.5 to 3 kB each: bounds the memory also where no child process does
VERSION = f"{highspy.HIGHS_VERSION_MAJOR}.{highspy.HIGHS_VERSION_MINOR}.{highspy.HIGHS_VERSION_PATCH}"
_Callback = highspy.cb.HighsCallbackType


@dataclass(frozen=True, eq=False)
class Answer:
    """What one solve reached.

    Attributes
    ----------
    point : array of float or None
        The best columns found.
    bound : float
        No point is better than this; minus infinity where nothing is feasible.
    finished : bool
        The best is proved, or it is proved that there is none.
    """

    point: Floats | None
    bound: float
    finished: bool


def _scale(program: Program) -> Floats:
    """Return what one unit of each column is to the solver: continuous columns run from 0 to 1, whole ones stay."""
    wide = ~program.integer & (program.upper > 0) & np.isfinite(program.upper)
    return np.where(wide, program.upper, 1.0)


class _Silent(highspy.Highs):  # type: ignore[misc]
    """HiGHS without its banner, which its own constructor prints before output can be switched off."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        for option, value in (("output_flag", False),):
            self.setOptionValue(option, value)


def quiet() -> highspy.Highs:
    """Return a HiGHS that prints nothing."""
    return _Silent()


class Engine:
    """One program loaded once; afterwards only costs, bounds of columns and sides of rows change.

    Parameters
    ----------
    program : Program
        Loaded as raw arrays.
    seed : int
        Of the solver's own dice.
    deadline : float
        On the monotonic timer: no solve runs longer.
    stopped : callable
        Asked while solving; true stops at once.
    loose : bool
        With HiGHS's own tolerances, which find good points in half the time; a bound holds all the same.
    plain : bool
        Without presolve and with other dice, for a second opinion.
    """

    def __init__(
        self,
        program: Program,
        *,
        seed: int,
        deadline: float,
        stopped: Callable[[], bool],
        loose: bool = False,
        plain: bool = False,
    ) -> None:
        self.deadline = self.until = deadline
        self.stopped = stopped
        self.scale = _scale(program)
        self.solver = _Silent()
        whole, rows = _LOOSE if loose else TOLERANCES
        for option, value in (
            ("threads", 1),
            ("random_seed", (seed + plain) % _SEEDS),
            ("mip_rel_gap", 0.0),
            ("mip_feasibility_tolerance", whole),
            ("primal_feasibility_tolerance", rows),
            ("small_matrix_value", _SMALL),
            ("presolve", "off" if plain else "choose"),
        ):
            self.solver.setOptionValue(option, value)
        self.size = program.width
        self.whole = bool(program.integer.any())
        self.columns = np.arange(self.size, dtype=np.int32)
        self.lower, self.upper = program.lower / self.scale, program.upper / self.scale
        self.integrality = np.where(
            program.integer, int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous)
        ).astype(np.int32)
        self.solver.passModel(
            *(self.size, program.height, len(program.value)),
            *(int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMaximize), 0.0),
            *(np.zeros(self.size), self.lower, self.upper, program.row_lower, program.row_upper),
            *(program.start.astype(np.int32), program.index.astype(np.int32)),
            *(program.value * self.scale[program.index], self.integrality),
        )
        own = ref(self)  # what HiGHS holds is hidden from the collector: an engine it held would never be freed

        def called(*told: Any) -> None:
            if (engine := own()) is not None:
                engine._called(*told)

        self.solver.setCallback(called, None)
        for kind in (
            _Callback.kCallbackMipImprovingSolution,
            _Callback.kCallbackMipUserSolution,
            _Callback.kCallbackMipInterrupt,
            _Callback.kCallbackSimplexInterrupt,
        ):
            self.solver.startCallback(kind)
        self.improved: Callable[[Floats], None] | None = None
        self.bounded: Callable[[float], None] | None = None
        self.helped: Callable[[], Floats | None] | None = None
        self.enough: Callable[[], bool] = lambda: False

    def _called(self, kind: object, _message: str, out: object, back: object, _data: object) -> None:
        """Answer HiGHS: hand on what it found, and say whether to stop."""
        if kind == _Callback.kCallbackMipImprovingSolution:
            if self.improved is not None:
                self.improved(np.array(out.mip_solution) * self.scale)  # type: ignore[attr-defined]
            return
        if kind == _Callback.kCallbackMipUserSolution:
            if self.helped is not None and (point := self.helped()) is not None:
                back.setSolution(point / self.scale)  # type: ignore[attr-defined]
            return
        if kind == _Callback.kCallbackMipInterrupt and self.bounded is not None:
            self.bounded(float(out.mip_dual_bound))  # type: ignore[attr-defined]
        back.user_interrupt = self.stopped() or self.enough() or now() >= self.until  # type: ignore[attr-defined]

    def hold(self, row: int, lower: float, upper: float = inf) -> None:
        """Set the sides of a row."""
        self.solver.changeRowBounds(row, lower, upper)

    def restrict(self, bounds: Mapping[int, tuple[float, float]]) -> None:
        """Set the bounds of the columns named, and of all others those of the program."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for column, (low, high) in bounds.items():
            lower[column], upper[column] = low / self.scale[column], high / self.scale[column]
        self.solver.changeColsBounds(self.size, self.columns, lower, upper)

    def reduced_costs(self) -> Floats:
        """Return what one unit more of each column would bring, as the last relaxation prices the rows."""
        return np.array(self.solver.getSolution().col_dual) / self.scale

    def maximise(
        self,
        costs: Floats,
        *,
        start: Floats | None = None,
        seconds: float = inf,
        nodes: int | None = None,
        gap: float | None = None,
        improved: Callable[[Floats], None] | None = None,
        bounded: Callable[[float], None] | None = None,
        helped: Callable[[], Floats | None] | None = None,
        enough: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Maximise a linear function of the columns.

        Parameters
        ----------
        costs : array of float
            One for each column.
        start : array of float, optional
            A point to begin with.
        seconds : float
            At most so long, and never beyond the deadline.
        nodes : int, optional
            At most so many in the tree; a million without it.
        gap : float, optional
            A point so near to the bound is good enough; without it the best is proved.
        improved, bounded : callable, optional
            Told each better point, and each bound, as they arrive.
        helped : callable, optional
            Asked now and then for a better point that was found elsewhere.
        enough : callable, optional
            Asked as often as `stopped`; true ends this solve.

        Returns
        -------
        Answer
            The best point and a bound that holds whether or not the solve was stopped.
        """
        self.improved, self.bounded, self.helped, self.enough = improved, bounded, helped, enough
        self.until = min(self.deadline, now() + seconds)
        gap = _GAP if gap is None else gap
        limits = (self.until - now(), nodes, gap)
        answer = self._run(costs, start, *limits)
        if start is not None and answer.finished and self._torn(costs, answer, gap):
            answer = self._run(costs, None, *limits)
        return answer

    def _torn(self, costs: Floats, answer: Answer, gap: float) -> bool:
        """Say whether HiGHS calls a point optimal that is far from its bound.

        Version 1.16 does so, rarely, when it is given a start and presolve alone solves the problem: it hands the
        start back. Without a start it answers right.
        """
        if answer.point is None:
            return False
        value = float(costs @ answer.point)
        return answer.bound - value > max(gap, _TORN * max(1.0, abs(value)))

    def _run(self, costs: Floats, start: Floats | None, seconds: float, nodes: int | None, gap: float) -> Answer:
        solver = self.solver
        if self.whole:
            solver.clearSolver()  # a relaxation goes on from its last basis, a tree starts afresh
        solver.changeColsCost(self.size, self.columns, costs * self.scale)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = (start / self.scale).tolist()
            solver.setSolution(solution)
        solver.setOptionValue("time_limit", own_limit(max(0.0, seconds)))
        solver.setOptionValue("mip_abs_gap", gap)
        solver.setOptionValue("mip_max_nodes", _MOST_NODES if nodes is None else nodes)
        solver.run()
        status = solver.getModelStatus()
        info = solver.getInfo()
        point = (
            np.array(solver.getSolution().col_value) * self.scale if info.primal_solution_status == _FEASIBLE else None
        )
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(None, -inf, finished=True)
        finished = status == highspy.HighsModelStatus.kOptimal
        bound = float(info.mip_dual_bound) if self.whole else inf
        if finished and point is not None:
            value = float(costs @ point)
            bound = max(bound, value) if isfinite(bound) else value
        return Answer(point, bound, finished=finished)
