"""What published counts tell together: sets of records in, which tables may stand beside one another out.

Subtracting published counts from one another, however often, makes linear combinations of them. A set of records is
counted by one exactly if its indicator vector lies in the span of those of the published cells, which is asked here.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

NEAR = 1e-7
"""Below this a length is none: vectors of zeros and ones, made orthogonal twice over, are exact to about 1e-12."""


def safe_together(tables: Sequence[Iterable[Collection[Hashable]]]) -> tuple[bool, ...]:
    """Return which tables can be published without telling, by subtraction, a count of one or two records.

    Parameters
    ----------
    tables : sequence of iterables of collections
        Of each table the sets of records that its cells count, the most wanted table first. Records are known by what
        they are called; a record may stand in several cells, also of one table.

    Returns
    -------
    tuple of bool
        Per table, whether it may be published beside those before it that may.

    Notes
    -----
    The reader is taken to know which cells every record belongs to, which is more than anybody does, and to form any
    linear combination of the published counts. What bounds tell (a part is not larger than its whole) is not asked.
    A set of one or two records is in the span only if the projection of each of its members onto the span is at
    least half as long, squared, as the member; as these squares add up to the rank, few sets are left to try. See
    Cox (1980), "Suppression methodology and statistical disclosure control", JASA 75(370).

    Examples
    --------
    Five needs of one theme, of which three are of one region: each table is fine, but the difference counts two.

    >>> safe_together([[{1, 2, 3, 4, 5}], [{1, 2, 3}], [{6, 7, 8}]])
    (True, False, True)
    """
    cells = [[frozenset(cell) for cell in table] for table in tables]
    flat = [cell for table in cells for cell in table]
    vectors, sizes = _vectors(flat)
    span = np.empty((0, len(sizes)))
    lengths = np.zeros(len(sizes))
    answers, start = [], 0
    for table in cells:
        new = _directions(span, vectors[start : start + len(table)])
        start += len(table)
        longer = lengths + np.einsum("ij,ij->j", new, new)
        answers.append(not _tells_few(span, new, longer, sizes))
        if answers[-1]:
            span, lengths = np.vstack([span, new]), longer
    return tuple(answers)


def _vectors(cells: Sequence[frozenset[Hashable]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return a row a cell over a column for all records that are in the same cells, and how many these are."""
    within: dict[Hashable, list[int]] = {}
    for place, cell in enumerate(cells):
        for record in cell:
            within.setdefault(record, []).append(place)
    columns: dict[tuple[int, ...], int] = {}
    for places in within.values():
        alike = tuple(places)
        columns[alike] = columns.get(alike, 0) + 1
    vectors = np.zeros((len(cells), len(columns)))
    for column, alike in enumerate(columns):
        vectors[list(alike), column] = 1
    return vectors, np.fromiter(columns.values(), dtype=np.int64, count=len(columns))


def _directions(span: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return orthonormal rows for what rows add to a span."""
    rest = rows
    for _ in range(2):
        rest = rest - (rest @ span.T) @ span
    _, values, directions = np.linalg.svd(rest, full_matrices=False)
    return directions[values > NEAR * max(1.0, float(np.sqrt(rows.sum())))]


def _tells_few(
    span: NDArray[np.float64], new: NDArray[np.float64], lengths: NDArray[np.float64], sizes: NDArray[np.int64]
) -> bool:
    """Say whether one or two records make a vector of the span with its new directions."""
    if np.any((sizes <= 2) & (lengths > 1 - NEAR)):
        return True
    lone = np.flatnonzero((sizes == 1) & (lengths > 0.5 - NEAR))
    part = np.vstack([span[:, lone], new[:, lone]])
    pairs = lengths[lone][:, None] + lengths[lone][None, :] + 2 * part.T @ part
    np.fill_diagonal(pairs, 0)
    return bool(np.any(pairs > 2 - NEAR))
