"""Charts as plain geometry in percent: figures in, bars out; templates draw them as SVG without script or style."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PairedBar:
    """One row: what is asked grows from the middle one way, what is offered the other."""

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


def paired_bars(rows: Iterable[tuple[str, int, int]], **words: str) -> PairedBars:
    """Draw rows of (label, asked, offered), both sides on one scale."""
    rows = list(rows)
    most = max((max(row[1:]) for row in rows), default=0) or 1
    bars = tuple(
        PairedBar(label, left, right, f"{100 * left / most:.1f}", f"{100 * right / most:.1f}")
        for label, left, right in rows
    )
    return PairedBars(bars=bars, **words)


def share(part: float, whole: float) -> str:
    """Return a part of a whole in percent, between 0 and 100, as SVG wants it."""
    return f"{min(100.0, max(0.0, 100 * float(part) / float(whole))) if whole else 0:.1f}"
