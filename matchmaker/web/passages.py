"""A report's text cut into pieces for display: text, page starts and marked passages in, segments out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be highlighted, under the name that links lead to."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text with the same highlights; `page` is set where a page begins, `opens` where a passage does."""

    text: str
    marked: bool
    opens: tuple[str, ...]
    page: int | None


def segments(
    text: str, page_starts: Sequence[int], marks: Iterable[Mark], *, start: int = 0, end: int | None = None
) -> list[Segment]:
    """Cut a text, or the part [start, end) of it, at every page and at both ends of every passage."""
    end = len(text) if end is None else min(end, len(text))
    start = max(0, start)
    kept = [mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end]
    cuts = {start, end} | {cut for cut in page_starts if start < cut < end}
    for mark in kept:
        cuts |= {max(mark.start, start), min(mark.end, end)}
    pages = {offset: number for number, offset in enumerate(page_starts, start=1)}
    ordered = sorted(cuts)
    return [
        Segment(
            text=text[left:right],
            marked=any(mark.start <= left < mark.end for mark in kept),
            opens=tuple(mark.name for mark in kept if max(mark.start, start) == left),
            page=pages.get(left),
        )
        for left, right in pairwise(ordered)
    ]


def surroundings(text: str, start: int, end: int, *, reach: int = 700) -> tuple[int, int]:
    """Return the bounds of a passage with some text around it, widened to whole lines."""
    left = max(0, start - reach)
    right = min(len(text), end + reach)
    if left:
        line = text.rfind("\n", 0, left)
        left = line + 1
    if right < len(text):
        line = text.find("\n", right)
        right = len(text) if line < 0 else line
    return left, right


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page in a strip of pages: where it is drawn, and whether a passage stands on it."""

    x: int
    here: bool


@dataclass(frozen=True, slots=True)
class PageStrip:
    """All pages of a report in a row, those with a passage marked."""

    width: int
    sheets: tuple[Sheet, ...]
    pages: int
    marked: tuple[int, ...]


def page_strip(pages: int, marked: set[int], *, most: int = 40) -> PageStrip | None:
    """Draw the pages of a report in a row; None where it is one page, or too long to draw."""
    if not 1 < pages <= most:
        return None
    sheets = tuple(Sheet(x=1 + 20 * (number - 1), here=number in marked) for number in range(1, pages + 1))
    return PageStrip(width=20 * pages, sheets=sheets, pages=pages, marked=tuple(sorted(marked)))
