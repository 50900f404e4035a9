"""Assignment: candidate pairs in groups - of one need, one offer, one offer and State - with exact sums."""

import numpy as np

from .program import Exact, Flags, Integers


class Groups:
    """Pairs that share a key.

    Parameters
    ----------
    keys : array of int
        One for each pair.
    pairs : array of int, optional
        The pairs' positions; all from 0 on where not given.

    Attributes
    ----------
    keys : array of int
        The different keys, ascending.
    count : array of int
        Pairs of each group.

    Examples
    --------
    >>> groups = Groups(np.array([7, 5, 7]))
    >>> groups.keys.tolist(), groups.sums(np.array([1, 10, 100], dtype=object)).tolist()
    ([5, 7], [10, 101])
    """

    def __init__(self, keys: Integers, pairs: Integers | None = None) -> None:
        self.keys, self._group, self.count = np.unique(keys, return_inverse=True, return_counts=True)
        order = np.argsort(self._group, kind="stable")
        self._pairs = np.arange(len(keys), dtype=np.int64) if pairs is None else pairs
        self._ordered = self._pairs[order]
        self._start = np.concatenate([[0], np.cumsum(self.count)])[:-1].astype(np.int64)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def of_pair(self) -> Integers:
        """Return the group of each pair, where the pairs are all."""
        return self._group

    @property
    def first(self) -> Integers:
        """Return the first pair of each group."""
        return self._ordered[self._start]

    def sums(self, values: Exact) -> Exact:
        """Return the sum over each group of a value that every pair has."""
        result: Exact = np.add.reduceat(values[self._ordered], self._start) if len(self) else values[:0]
        return result

    def gcds(self, values: Exact) -> Exact:
        """Return the greatest common divisor of each group."""
        result: Exact = np.gcd.reduceat(values[self._ordered], self._start) if len(self) else values[:0]
        return result

    def members(self, chosen: Flags) -> tuple[Integers, Integers, Integers]:
        """Return the pairs of some groups, each one's group, and the group's place among the chosen."""
        place = np.cumsum(chosen) - 1
        inside = np.flatnonzero(chosen[self._group])
        group = self._group[inside]
        return self._pairs[inside], group, place[group]
