"""Words of a PDF with their boxes, and the parts of a line that white space sets apart."""

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
