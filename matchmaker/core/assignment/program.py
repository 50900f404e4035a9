"""Assignment: a mixed-integer program as raw arrays: built row by row, extended, held, and cut down to a part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Exact = NDArray[Any]
"""Whole numbers of any size: arrays of Python's own."""

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


class Parts:
    """Cuts small programs out of a large one: some columns stay, all others are fixed at a point.

    Parameters
    ----------
    program : Program
        The large one.
    usable : array of bool
        The rows that a part takes where it touches them.
    """

    def __init__(self, program: Program, usable: Flags) -> None:
        self.program = program
        self.usable = usable
        row_of = np.repeat(np.arange(program.height, dtype=np.int64), np.diff(program.start))
        order = np.argsort(program.index, kind="stable")
        self._rows = row_of[order]
        counts = np.bincount(program.index, minlength=program.width)
        self._start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def rows(self, columns: Integers) -> Integers:
        """Return the usable rows in which some of the columns stand."""
        touched: Integers = np.unique(self._rows[_ranges(self._start, columns)])
        return touched[self.usable[touched]]

    def columns(self, rows: Integers) -> Integers:
        """Return the columns that stand in some of the rows."""
        return np.unique(self.program.index[_ranges(self.program.start, rows)])

    def cut(self, columns: Integers, point: Floats) -> Program:
        """Return the program of some columns, in the order given, with every usable row that they touch."""
        program, rows = self.program, self.rows(columns)
        entries = _ranges(program.start, rows)
        lengths = program.start[rows + 1] - program.start[rows]
        row_of = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        index, value = program.index[entries], program.value[entries]
        place = np.full(program.width, -1, dtype=np.int64)
        place[columns] = np.arange(len(columns))
        stays = place[index] >= 0
        given = np.bincount(row_of[~stays], weights=value[~stays] * point[index[~stays]], minlength=len(rows))
        counts = np.bincount(row_of[stays], minlength=len(rows))
        return Program(
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            index=place[index[stays]],
            value=value[stays],
            row_lower=program.row_lower[rows] - given,
            row_upper=program.row_upper[rows] - given,
            lower=program.lower[columns],
            upper=program.upper[columns],
            integer=program.integer[columns],
        )


def _ranges(start: Integers, which: Integers) -> Integers:
    """Return the positions of all entries of some rows, one row after the other."""
    lengths = start[which + 1] - start[which]
    ends = np.cumsum(lengths)
    first = np.repeat(start[which] - ends + lengths, lengths)
    return first + np.arange(len(first), dtype=np.int64)


class Builder:
    """Collects columns and rows, many at a time."""

    def __init__(self) -> None:
        self.width = self.height = 0
        self._upper: list[Floats] = []
        self._integer: list[Flags] = []
        self._lower_sides: list[Floats] = []
        self._upper_sides: list[Floats] = []
        self._rows: list[Integers] = []
        self._cols: list[Integers] = []
        self._values: list[Floats] = []

    def columns(self, upper: Floats, integer: Flags | bool = True) -> Integers:  # noqa: FBT001, FBT002
        """Add columns from 0 to their bounds and return their positions."""
        first, self.width = self.width, self.width + len(upper)
        self._upper.append(np.asarray(upper, dtype=np.float64))
        self._integer.append(np.broadcast_to(np.asarray(integer, dtype=bool), len(upper)))
        return np.arange(first, self.width, dtype=np.int64)

    def rows(
        self,
        count: int,
        *entries: tuple[Integers, Integers, Floats | float],
        lower: Floats | float = -inf,
        upper: Floats | float = inf,
    ) -> Integers:
        """Add rows and return their positions.

        Parameters
        ----------
        count : int
            How many.
        *entries : tuple of arrays
            Row (counted from the first of them), column and coefficient.
        lower, upper : array of float or float
            Their sides.
        """
        first, self.height = self.height, self.height + count
        self._lower_sides.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), count))
        self._upper_sides.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), count))
        for rows, cols, values in entries:
            self._rows.append(rows + first)
            self._cols.append(cols)
            self._values.append(np.broadcast_to(np.asarray(values, dtype=np.float64), len(cols)))
        return np.arange(first, self.height, dtype=np.int64)

    def program(self, closed: Integers) -> Program:
        """Return what was collected, some columns held at zero."""
        rows = np.concatenate([*self._rows, np.zeros(0, dtype=np.int64)])
        order = np.argsort(rows, kind="stable")
        counts = np.bincount(rows, minlength=self.height)
        upper = np.concatenate([*self._upper, np.zeros(0)])
        upper[closed] = 0.0
        return Program(
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            index=np.concatenate([*self._cols, np.zeros(0, dtype=np.int64)])[order],
            value=np.concatenate([*self._values, np.zeros(0)])[order],
            row_lower=np.concatenate([*self._lower_sides, np.zeros(0)]),
            row_upper=np.concatenate([*self._upper_sides, np.zeros(0)]),
            lower=np.zeros(self.width),
            upper=upper,
            integer=np.concatenate([*self._integer, np.zeros(0, dtype=bool)]),
        )
