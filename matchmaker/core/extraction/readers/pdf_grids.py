"""Lines of a page -> tables without ruled lines: cells set apart by white space alone, under heads that start where they do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..documents import TICKED, UNTICKED
from .pdf_words import Word, segments_of
from .tables import Heads

_CELLS, _ROWS = 3, 3
"""Cells in a row and rows that a table has at least."""
_SLACK = 4.0
"""Points by which a cell may start left of its head."""
_CLOSE = 0.6
"""White above a line, in heights of it, up to which it may go on the cells above."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows as text, cells parted by ``|``."""

    rows: tuple[str, ...]


def unruled(rows: Sequence[list[Word]]) -> Iterator[list[list[Word]] | Grid]:
    """Yield the lines of a page in order, those of a table as one."""
    kept: list[list[Word]] = []
    position = 0
    while position < len(rows):
        found = _grid(rows, position)
        if found is None:
            kept.append(rows[position])
            position += 1
            continue
        if kept:
            yield kept
            kept = []
        grid, position = found
        yield grid
    if kept:
        yield kept


def _grid(rows: Sequence[list[Word]], first: int) -> tuple[Grid, int] | None:
    """Return the table whose head is a line, and the first line behind it."""
    heads = segments_of(rows[first])
    if len(heads) < _CELLS or _is_questionnaire(heads):
        return None
    starts = [head[0].x0 for head in heads]
    table: list[list[list[str]]] = []
    position, full = first, 0
    while position < len(rows):
        cells = _cells(segments_of(rows[position]), starts)
        if cells is None:
            break
        filled = sum(map(bool, cells))
        wrapped = table and position > first and _white(rows, position) < _CLOSE and _goes_on(table[-1], cells)
        if wrapped:
            for cell, more in zip(table[-1], cells, strict=True):
                cell += more
        elif filled >= 2:
            table.append(cells)
            full += filled >= _CELLS
        else:
            break
        position += 1
    if full < _ROWS:
        return None
    return Grid(tuple(" | ".join(" ".join(cell) for cell in row) for row in table)), position


def _is_questionnaire(heads: Sequence[list[Word]]) -> bool:
    texts = [" ".join(word.text for word in head) for head in heads]
    boxed = any(TICKED in text or UNTICKED in text for text in texts)
    return boxed or Heads.of(texts) is not None or any(len(text) > 40 or text.endswith(("?", ".")) for text in texts)


def _cells(segments: Sequence[list[Word]], starts: Sequence[float]) -> list[list[str]] | None:
    """Return the cells of a line by the heads that they stand under; None where one crosses into the next column."""
    cells: list[list[str]] = [[] for _ in starts]
    bounds = [*starts[1:], float("inf")]
    for segment in segments:
        left, right = segment[0].x0, segment[-1].x1
        column = max((n for n, start in enumerate(starts) if left >= start - _SLACK), default=None)
        if column is None or any(word.text in (TICKED, UNTICKED) for word in segment):
            return None
        if right > bounds[column] and not (
            column + 1 < len(starts) and not any(cells[column + 1]) and left > (starts[column] + bounds[column]) / 2
        ):
            return None
        cells[column + (right > bounds[column])].append(" ".join(word.text for word in segment))
    return cells


def _goes_on(above: Sequence[list[str]], cells: Sequence[list[str]]) -> bool:
    """Say whether a line goes on the cells above it: it fills fewer of them, and none with a new number."""
    filled = [n for n, cell in enumerate(cells) if cell]
    before = [n for n, cell in enumerate(above) if cell]
    fewer = len(filled) < len(before) and set(filled) <= set(before)
    figures = any(re.fullmatch(r"[\W\d]+", " ".join(cells[n])) for n in filled[1:])
    return fewer and not figures


def _white(rows: Sequence[list[Word]], position: int) -> float:
    """Return the white space above a line in heights of it."""
    height = max(word.y1 - word.y0 for word in rows[position])
    above, own = rows[position - 1], rows[position]
    return (min(word.y0 for word in above) - max(word.y1 for word in own)) / max(height, 1.0)
