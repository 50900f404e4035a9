"""What readers hand over: a document as numbered lines, each with its page and whether a paragraph starts there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from ..entities.reports import Issue
from .issues import issue
from .refusals import RefusedFile


class LineKind(StrEnum):
    """What a line is, as far as the layout alone tells."""

    TEXT = "text"
    TITLE = "title"
    """A heading, as the layout alone tells."""
    SOURCE = "source"
    """Reference of a question to the Programme of Action, in a column of its own."""
    HEADER = "header"
    """Head of a table's columns."""
    NOISE = "noise"
    """Running header or footer, page number, address of the print-out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the extracted text.

    Attributes
    ----------
    page : int
        From 1.
    hard : bool
        Whether the line is known to start a paragraph or cell; False where it may continue the line before, as lines of
        a PDF or of converted text do.
    """

    text: str
    page: int
    kind: LineKind = LineKind.TEXT
    hard: bool = False

    @property
    def told(self) -> bool:
        """Say whether the line belongs to what is told, and not to the furniture of the page."""
        return self.kind in (LineKind.TEXT, LineKind.TITLE)


LETTERS, LINES = 2_000_000, 60_000
"""More letters or lines than this is no national report: five hundred pages have fewer."""

_WORD = 1000
_LONG_WORD = re.compile(r"([!-~\u00a1-\u024f\u0300-\u036f]{1000})[!-~\u00a1-\u024f\u0300-\u036f]+")
"""Pictures and keys in letters; scripts that write without spaces are left alone."""


class Tally:
    """Counts what a reader takes from a file, and ends the reading where it is too much."""

    def __init__(self) -> None:
        self._letters = self._lines = 0

    def add(self, *texts: str) -> None:
        """Count some texts, one line or more.

        Raises
        ------
        RefusedFile
            If there are too many.
        """
        self._lines += 1
        self._letters += sum(map(len, texts))
        if self._letters > LETTERS:
            raise RefusedFile("report_too_long", limit=f"{LETTERS:,} letters")
        if self._lines > LINES:
            raise RefusedFile("report_too_long", limit=f"{LINES:,} lines")


TICKED, UNTICKED = "\u2612", "\u2610"
"""How every reader writes a box, whatever the file draws: ☒ and ☐."""


@dataclass(frozen=True)
class Document:
    """A file as text.

    Attributes
    ----------
    pages : int
        At least 1.
    """

    lines: tuple[Line, ...]
    pages: int
    media_type: str
    issues: tuple[Issue, ...] = ()

    @cached_property
    def text(self) -> str:
        """Return the text in which all offsets count."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return the offset of each line."""
        starts, position = [], 0
        for line in self.lines:
            starts.append(position)
            position += len(line.text) + 1
        return tuple(starts)

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """Return the offset of each page; a page without a line starts where the next one does."""
        found: dict[int, int] = {}
        for line, start in zip(self.lines, self.starts, strict=True):
            found.setdefault(line.page, start)
        starts, following = [], len(self.text)
        for page in range(self.pages, 0, -1):
            following = found.get(page, following)
            starts.append(following)
        return tuple(reversed(starts))


def document(lines: Iterable[Line], media_type: str, pages: int = 0, issues: tuple[Issue, ...] = ()) -> Document:
    """Return the document of some lines, without control characters, trailing spaces, repeated blank lines and endless words."""
    kept: list[Line] = []
    tally = Tally()
    found = list(issues)
    for line in lines:
        tally.add(line.text)
        text = _printable(line.text).rstrip()
        if len(text) > _WORD and (shorter := _LONG_WORD.sub("\\1\u2026", text)) != text:
            text = shorter
            found.append(issue("word_shortened", f"page {line.page}"))
        if text or (kept and kept[-1].text):
            kept.append(replace(line, text=text))
    return Document(
        tuple(kept),
        max(pages, 1, *(line.page for line in kept)) if kept else max(pages, 1),
        media_type,
        tuple(dict.fromkeys(found)),
    )


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c for c in text.replace("\t", " ") if c.isprintable() or c in "\u00a0\u202f\u2009\u3000")
