"""What published counts tell together: sets of records in, which tables may stand beside one another out.

Subtracting published counts from one another, however often, makes linear combinations of them. A set of records is
counted by one exactly if its indicator vector lies in the span of those of the published cells, which is asked here.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

NEAR = 1e-7
"""Below this a length is none: vectors of zeros and ones, made orthogonal with care, are exact to about 1e-12."""

FAR = 1e-3
"""Above this a length is exact at once."""


def safe_together(tables: Sequence[Iterable[Collection[int] | NDArray[np.int64]]]) -> tuple[bool, ...]:
    """Return which tables can be published without telling, by subtraction, a count of one or two records.

    Parameters
    ----------
    tables : sequence of iterables of collections
        Of each table the sets of records that its cells count, the most wanted table first. Records are numbered from
        0, without large gaps; a record may stand in several cells, also of one table, once in each.

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
    cells = [[_numbers(cell) for cell in table] for table in tables]
    vectors, sizes = _vectors([cell for table in cells for cell in table])
    span = np.empty((min(vectors.shape), len(sizes)))
    rank, lengths, known = 0, np.zeros(len(sizes)), set[bytes]()
    answers, start = [], 0
    for table in cells:
        rows = vectors[start : start + len(table)]
        start += len(table)
        # What is published already, or twice in a table, adds nothing.
        names = [row.tobytes() for row in rows]
        fresh = [place for name, place in dict(zip(names, range(len(names)), strict=True)).items() if name not in known]
        new = _directions(span[:rank], rows[fresh].astype(np.float64))
        longer = lengths + np.einsum("ij,ij->j", new, new)
        answers.append(not _tells_few(span[:rank], new, longer, sizes))
        if answers[-1]:
            span[rank : rank + len(new)] = new
            rank, lengths = rank + len(new), longer
            known.update(names)
    return tuple(answers)


def _numbers(cell: Collection[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return cell if isinstance(cell, np.ndarray) else np.fromiter(cell, dtype=np.int64, count=len(cell))


def _vectors(cells: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return a row a cell over a column for all records that are in the same cells, and how many these are."""
    records = max((int(cell.max()) + 1 for cell in cells if len(cell)), default=0)
    within = np.zeros((records, len(cells)), dtype=np.bool_)
    for place, cell in enumerate(cells):
        within[cell, place] = True
    within = within[within.any(axis=1)]
    if not len(within):
        return np.zeros((len(cells), 0), dtype=np.bool_), np.zeros(0, dtype=np.int64)
    bits = np.packbits(within, axis=1)
    # Rows of bits as one value each: sorted in one go, without comparing column by column.
    alike = np.ascontiguousarray(bits).view(np.dtype((np.void, bits.shape[1]))).ravel()
    _, first, sizes = np.unique(alike, return_index=True, return_counts=True)
    return np.ascontiguousarray(within[first].T), sizes


def _directions(span: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return orthonormal rows for what rows add to a span."""
    scale = max(1.0, float(np.sqrt(rows.sum())))
    new, lengths = _orthonormal(rows - (rows @ span.T) @ span, NEAR * scale)
    if np.any(lengths < FAR * scale):
        # What little was left carries the rounding of all that was taken away: taken away twice, it does not.
        new, _ = _orthonormal(new - (new @ span.T) @ span, NEAR)
    return new


def _orthonormal(rows: NDArray[np.float64], least: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return orthonormal rows with the same span, and how long each was; shorter ones than `least` are none."""
    # The few rows are turned into a triangle first, whose singular values are theirs: a decomposition of the wide
    # matrix itself takes several times as long.
    basis, triangle = np.linalg.qr(rows.T)
    turned, values, _ = np.linalg.svd(triangle, full_matrices=False)
    kept = values > least
    return np.asarray((basis @ turned[:, kept]).T), values[kept]


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
