"""Assignment: a linear program whose columns come in as they are asked for, and the solver that holds them."""

from copy import copy

import highspy
import numpy as np

from .clock import now, own_limit
from .engine import quiet
from .program import Floats, Integers, Program


class Master:
    """The columns that have come in so far, and the solver that holds them."""

    def __init__(self, program: Program, matrix: "Matrix", costs: Floats) -> None:
        self.upper, self.height = program.upper, program.height
        self.matrix, self.costs = matrix, costs
        self.solver = quiet()
        self.solver.setOptionValue("threads", 1)
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.solver.addRows(
            *(program.height, program.row_lower, program.row_upper, 0),
            *(np.zeros(program.height, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0)),
        )
        self.place = np.full(program.width, -1, dtype=np.int64)
        self.size = 0
        self.closed = np.zeros(0, dtype=np.int64)

    def twin(self) -> "Master":
        """Return the same columns at the same point, with a solver of their own."""
        other = copy(self)
        other.solver = quiet()
        other.solver.setOptionValue("threads", 1)
        other.solver.passModel(self.solver.getLp())
        other.solver.setBasis(self.solver.getBasis())
        other.place, other.closed = self.place.copy(), self.closed.copy()
        return other

    def drop(self, columns: Integers) -> None:
        """Take columns out that are at zero, and stay at the same point."""
        places = self.place[columns]
        stays = np.ones(self.size, dtype=bool)
        stays[places] = False
        basis = self.solver.getBasis()
        basis.col_status = [status for status, stay in zip(basis.col_status, stays.tolist(), strict=True) if stay]
        self.solver.deleteCols(len(places), np.sort(places).astype(np.int32))
        self.solver.setBasis(basis)
        self.place[columns] = -1
        inside = self.place >= 0
        self.place[inside] = (np.cumsum(stays) - 1)[self.place[inside]]
        self.size = int(np.count_nonzero(stays))

    def add(self, new: Integers) -> None:
        """Let columns come in."""
        starts, index, value = self.matrix.of(new)
        self.solver.addCols(
            *(len(new), self.costs[new], np.zeros(len(new)), self.upper[new]),
            *(len(value), starts[:-1].astype(np.int32), index.astype(np.int32), value),
        )
        self.place[new] = np.arange(self.size, self.size + len(new))
        self.size += len(new)

    def solve(self, deadline: float, closed: Integers | None = None) -> Floats | None:
        """Return the best point, of all columns, some of them closed; None where the time is over before."""
        if closed is not None:
            self._bound(self.upper[self.closed])
            self.closed = closed[self.place[closed] >= 0]
            self._bound(np.zeros(len(self.closed)))
        self.solver.setOptionValue("time_limit", own_limit(max(0.0, deadline - now()) + self.solver.getRunTime()))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.where(self.place >= 0, np.append(self.solver.getSolution().col_value, 0.0)[self.place], 0.0)

    def duals(self) -> Floats:
        """Return the price of each row of the program."""
        return np.array(self.solver.getSolution().row_dual)[: self.height]

    def reopen(self, basis: highspy.HighsBasis) -> None:
        """Open what was closed, and go back to where it was open."""
        if len(self.closed):
            self._bound(self.upper[self.closed])
            self.closed = self.closed[:0]
            since = self.size - len(basis.col_status)
            basis.col_status = [*basis.col_status, *[highspy.HighsBasisStatus.kLower] * since]
            self.solver.setBasis(basis)

    def _bound(self, upper: Floats) -> None:
        places = self.place[self.closed].astype(np.int32)
        self.solver.changeColsBounds(len(places), places, np.zeros(len(places)), upper)


class Matrix:
    """A matrix by columns."""

    def __init__(self, program: Program) -> None:
        order = np.argsort(program.index, kind="stable")
        self.row = np.repeat(np.arange(program.height), np.diff(program.start))[order]
        self.value = program.value[order]
        self.column = program.index[order]
        self.start = np.concatenate([[0], np.cumsum(np.bincount(program.index, minlength=program.width))])
        self.width = program.width

    def of(self, columns: Integers) -> tuple[Integers, Integers, Floats]:
        """Return starts, rows and values of some columns."""
        lengths = self.start[columns + 1] - self.start[columns]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        entries = np.repeat(self.start[columns] - starts[:-1], lengths) + np.arange(starts[-1])
        return starts, self.row[entries], self.value[entries]

    def times(self, duals: Floats) -> Floats:
        """Return the product of each column with the rows' duals."""
        product: Floats = np.bincount(self.column, weights=self.value * duals[self.row], minlength=self.width).astype(
            np.float64
        )
        return product
