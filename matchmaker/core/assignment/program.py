"""Assignment: a mixed-integer program as raw arrays: built row by row, extended, held, and cut down to a part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Entries = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Row:
    """A linear row: columns with their coefficients, between two sides."""

    entries: Entries
    lower: float = -inf
    upper: float = inf


@dataclass(frozen=True, eq=False)
class Program:
    """Columns and rows, without an objective.

    Attributes
    ----------
    start, index, value : arrays
        The matrix by rows: row r has the columns ``index[start[r]:start[r + 1]]``.
    row_lower, row_upper : arrays of float
        Sides of the rows.
    lower, upper : arrays of float
        Bounds of the columns.
    integer : array of bool
        Which columns are whole.
    """

    start: Integers
    index: Integers
    value: Floats
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    integer: Flags

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.lower)

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.row_lower)

    def row_of(self) -> Integers:
        """Return the row of each entry of the matrix."""
        return np.repeat(np.arange(self.height, dtype=np.int64), np.diff(self.start))

    def held(self, rows: Mapping[int, float]) -> "Program":
        """Return the program in which some rows reach at least a value."""
        row_lower = self.row_lower.copy()
        for row, value in rows.items():
            row_lower[row] = value
        return replace(self, row_lower=row_lower)

    def bounded(self, bounds: Mapping[int, tuple[float, float]]) -> "Program":
        """Return the program in which some columns have other bounds."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for column, (low, high) in bounds.items():
            lower[column], upper[column] = low, high
        return replace(self, lower=lower, upper=upper)

    def relaxed(self) -> "Program":
        """Return the linear relaxation: no column is whole."""
        return replace(self, integer=np.zeros(self.width, dtype=bool))

    def extended(self, rows: Sequence[Row], lower: Sequence[float] = ()) -> "Program":
        """Return the program with more rows, and with one more binary column for each entry of `lower`."""
        lengths = np.cumsum([len(row.entries) for row in rows], dtype=np.int64)
        columns = [column for row in rows for column, _ in row.entries]
        values = [value for row in rows for _, value in row.entries]
        more = len(lower)
        return Program(
            start=np.concatenate([self.start, self.start[-1] + lengths]),
            index=np.concatenate([self.index, np.array(columns, dtype=np.int64)]),
            value=np.concatenate([self.value, np.array(values, dtype=np.float64)]),
            row_lower=np.concatenate([self.row_lower, [row.lower for row in rows]]),
            row_upper=np.concatenate([self.row_upper, [row.upper for row in rows]]),
            lower=np.concatenate([self.lower, np.array(lower, dtype=np.float64)]),
            upper=np.concatenate([self.upper, np.ones(more)]),
            integer=np.concatenate([self.integer, np.ones(more, dtype=bool)]),
        )

    def part(self, free: Flags, point: Floats, row_of: Integers, usable: Flags) -> "Program":
        """Return the program of some columns, all others fixed at a point.

        Parameters
        ----------
        free : array of bool
            The columns that stay.
        point : array of float
            Where the others stand.
        row_of : array of int
            As `row_of` returns it.
        usable : array of bool
            Rows to take; the others are left out.

        Returns
        -------
        Program
            Its columns are the free ones, in order.
        """
        stays = free[self.index] & usable[row_of]
        fixed = ~free[self.index]
        rows = np.zeros(self.height, dtype=bool)
        rows[row_of[stays]] = True
        given = np.bincount(row_of[fixed], weights=self.value[fixed] * point[self.index[fixed]], minlength=self.height)
        counts = np.bincount(row_of[stays], minlength=self.height)[rows]
        position = np.cumsum(free) - 1
        return Program(
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            index=position[self.index[stays]],
            value=self.value[stays],
            row_lower=(self.row_lower - given)[rows],
            row_upper=(self.row_upper - given)[rows],
            lower=self.lower[free],
            upper=self.upper[free],
            integer=self.integer[free],
        )


class Builder:
    """Collects columns and rows."""

    def __init__(self) -> None:
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.integer: list[bool] = []
        self.row_lower: list[float] = []
        self.row_upper: list[float] = []
        self.rows: list[Integers] = []
        self.cols: list[Integers] = []
        self.values: list[Floats] = []

    def column(self, upper: float = 1.0, *, integer: bool = True) -> int:
        """Add a column from 0 to a bound and return its position."""
        self.lower.append(0.0)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.lower) - 1

    def row(self, entries: Iterable[tuple[int, float]], lower: float = -inf, upper: float = inf) -> int:
        """Add a row and return its position."""
        cols, values = zip(*entries, strict=True)
        return self.block(
            np.zeros(len(cols), dtype=np.int64), np.array(cols), np.array(values, dtype=float), lower, upper
        )

    def block(
        self,
        rows: Integers,
        cols: Integers,
        values: Floats,
        lower: float = -inf,
        upper: float = inf,
        count: int = 1,
    ) -> int:
        """Add `count` rows with one pair of sides; `rows` counts from the first of them, which is returned."""
        first = len(self.row_lower)
        self.row_lower.extend([lower] * count)
        self.row_upper.extend([upper] * count)
        self.rows.append(rows + first)
        self.cols.append(cols)
        self.values.append(values)
        return first

    def program(self) -> Program:
        """Return what was collected."""
        rows = np.concatenate([*self.rows, np.zeros(0, dtype=np.int64)])
        order = np.argsort(rows, kind="stable")
        counts = np.bincount(rows, minlength=len(self.row_lower))
        return Program(
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            index=np.concatenate([*self.cols, np.zeros(0, dtype=np.int64)])[order],
            value=np.concatenate([*self.values, np.zeros(0)])[order],
            row_lower=np.array(self.row_lower, dtype=np.float64),
            row_upper=np.array(self.row_upper, dtype=np.float64),
            lower=np.array(self.lower, dtype=np.float64),
            upper=np.array(self.upper, dtype=np.float64),
            integer=np.array(self.integer, dtype=bool),
        )
