"""Charts as plain geometry in percent: figures in, bars out; templates draw them as SVG without script or style."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sin


@dataclass(frozen=True, slots=True)
class PairedBar:
    """One row: what is asked grows from the middle one way, what is offered the other."""

    key: str
    label: str
    asked: int
    offered: int
    asked_width: str
    offered_width: str

    @property
    def asked_from(self) -> str:
        """Where the asked bar starts, so that it ends at the middle."""
        return f"{100 - float(self.asked_width):.1f}"


@dataclass(frozen=True, slots=True)
class PairedBars:
    """A chart with its words: title, heads of the label and of both sides, and a caption that says what is counted."""

    name: str
    title: str
    head: str
    asked: str
    offered: str
    caption: str
    bars: tuple[PairedBar, ...]


def paired_bars(rows: Iterable[tuple[str, str, int, int]], **words: str) -> PairedBars:
    """Draw rows of (key, label, asked, offered), both sides on one scale."""
    rows = list(rows)
    most = max((max(row[2:]) for row in rows), default=0) or 1
    bars = tuple(
        PairedBar(key, label, left, right, f"{100 * left / most:.1f}", f"{100 * right / most:.1f}")
        for key, label, left, right in rows
    )
    return PairedBars(bars=bars, **words)


@dataclass(frozen=True, slots=True)
class Dot:
    """A record of a cluster as a letter at a place, in percent of the drawing."""

    letter: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is judged of two records: `kind` is same, other or against, which says how it is drawn."""

    start: Dot
    end: Dot
    kind: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Records on a circle and what is judged between them."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]


def graph(letters: Iterable[str], judged: Iterable[tuple[str, str, str]]) -> Graph:
    """Draw letters on a circle, the first on top, and a line for each pair of (letter, letter, kind)."""
    letters = list(letters)
    turn = 2 * pi / max(1, len(letters))
    dots = {
        letter: Dot(letter, f"{50 + 40 * sin(turn * place):.1f}", f"{50 - 40 * cos(turn * place):.1f}")
        for place, letter in enumerate(letters)
    }
    return Graph(tuple(dots.values()), tuple(Line(dots[a], dots[b], kind) for a, b, kind in judged))


def share(part: float, whole: float) -> str:
    """Return a part of a whole in percent, between 0 and 100, as SVG wants it."""
    return f"{min(100.0, max(0.0, 100 * float(part) / float(whole))) if whole else 0:.1f}"
