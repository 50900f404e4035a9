"""What stands before the wording of a question: the paragraph it comes from, its section, its number or its letter."""

import re
from dataclasses import dataclass

from .lexicons import Lexicon

_SOURCE = (
    r"\[{instruments}[^\]]{0,60}\]\s*"
    r"|{instruments}\s+[ivx0-9][ivx0-9a-z.,;\s-]{0,40}?\s(?=\d{1,2}(?:\.\d{1,2})*\.?\s+[a-z\u00bf]{2,})"
)
_NUMBER = re.compile(r"((?:(?P<label>[a-z]+)\.?\s?)?\d{1,2}(?:\.\d{1,2}){0,3})(?:\.\)|[.)])?(?:\s+|(?=[a-z\u00bf]))")
_LETTER = re.compile(r"\(?([a-z])\s?(?:\.\)|[.)])\s*|\(?(viii|vii|vi|iv|v|iii|ii|i|ix|x)\s?[.)]\s*")
_SECTION = r"{section_words }(?:\d{1,2}|[ivx]{1,4})\s*[:.-]?\s*"
_OPENING = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2})+\.?\s|\d{1,2}[.)]\s|\(?[a-z]\)\s|\(?[ivx]{1,4}\)\s|(?:\d{1,2}\s+)?\u00bf)"
)
_REFERENCE = re.compile(r"\s*\([ivx][ivx.,;\s\d-]*\)")


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a line is numbered: as a section, by a number (where it starts, and as it is written), by a letter; and where its words start."""

    section: bool
    start: int
    number: str | None
    letter: str | None
    end: int


def numbering(folded: str, position: int, reading: Lexicon) -> Numbering:
    """Return how folded text is numbered at a place.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> numbering("[poa ii.5] q 7.4. is there a law?", 0, lexicon("en"))
    Numbering(section=False, start=11, number='q 7.4', letter=None, end=18)
    >>> numbering("part ii: laws", 0, lexicon("en")).section
    True
    """
    if source := reading.shape(_SOURCE).match(folded, position):
        position = source.end()
    if section := reading.shape(_SECTION).match(folded, position):
        return Numbering(True, position, None, None, section.end())
    number = _NUMBER.match(folded, position)
    if number and (number["label"] is None or reading.pattern("question_labels").fullmatch(number["label"])):
        return Numbering(False, position, number[1], None, number.end())
    if letter := lettered(folded, position):
        return Numbering(False, position, None, letter[1] or letter[2], letter.end())
    return Numbering(False, position, None, None, position)


def lettered(folded: str, position: int) -> re.Match[str] | None:
    """Return the letter or Roman number with which folded text starts at a place: ``a)``, ``(iv)``."""
    return _LETTER.match(folded, position)


def starts_anew(folded: str) -> bool:
    """Say whether a folded line does not go on the line before it: it is numbered, or opens a Spanish question."""
    return _OPENING.match(folded) is not None


def without_reference(folded: str) -> str:
    """Return a folded title without the paragraphs of the Programme that it names: "Records (II.7-10)"."""
    return _REFERENCE.sub(" ", folded)
