"""Words of a PDF with their boxes, and the parts of a line that white space sets apart."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in points, y upwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, other: "Box") -> bool:
        """Say whether the middle of another box lies in this one and that one is no larger."""
        x, y = (other.x0 + other.x1) / 2, (other.y0 + other.y1) / 2
        inside = self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1
        return (
            inside and (other.x1 - other.x0) * (other.y1 - other.y0) < (self.x1 - self.x0) * (self.y1 - self.y0) + 0.01
        )


class Word(NamedTuple):
    """A word and its box."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def box(self) -> Box:
        """Return the word's box alone."""
        return Box(self.x0, self.y0, self.x1, self.y1)

    @property
    def middle(self) -> float:
        """Return the height of the word's middle."""
        return (self.y0 + self.y1) / 2


def segments_of(row: list[Word]) -> list[list[Word]]:
    """Cut a line where the white between two words is wider than a word gap can be."""
    segments = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > 1.1 * (word.y1 - word.y0):
            segments.append([])
        segments[-1].append(word)
    return segments


_LINES, _ALIGNED = 12, 2.0
"""Numbers that count the lines of a page, at least; points by which they may be out of line."""


def without_line_numbers(words: Sequence[Word]) -> list[Word]:
    """Return the words of a page without the numbers that count its lines in the margin, as drafts have them.

    They stand left of everything else, in line and evenly, and each is one more than the one above.
    """
    numbers = sorted(
        (word for word in words if word.text.isdigit() and len(word.text) < 4), key=lambda word: -word.middle
    )
    edge = min((word.x1 for word in numbers), default=0.0)
    column = [word for word in numbers if word.x1 - edge < 10 * _ALIGNED]
    column = [
        word for word in column if abs(word.x1 - column[0].x1) < _ALIGNED or abs(word.x0 - column[0].x0) < _ALIGNED
    ]
    if len(column) < _LINES:
        return list(words)
    gaps = [above.middle - below.middle for above, below in pairwise(column)]
    counted = all(int(below.text) == int(above.text) + 1 for above, below in pairwise(column))
    own = {id(word) for word in column}
    left = all(word.x0 > column[0].x1 for word in words if id(word) not in own)
    if not counted or not left or max(gaps) > 1.5 * min(gaps):
        return list(words)
    return [word for word in words if id(word) not in own]
