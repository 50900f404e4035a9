"""Lines of a document -> running text for search, where every character still knows its place in the document.

Running heads are left out, wrapped lines joined, words that a conversion glued together parted. Whatever is found in the
running text is quoted from the document at the offsets of its first and last character.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from .documents import Document, Line
from .folding import fold
from .lexicons import LANGUAGES, Lexicon, lexicon
from .topics import labelled

_BULLET = re.compile(
    r"\s*(?:[-\u2022\u2023\u25aa\u25cf\u25e6\u00b7*\u2013\u2014\uf0b7]|\(?\d{1,2}[.)](?!\d)|\(?[a-z][.)]|\(?[ivx]{1,4}\)|[a-zA-Z]\.?\d{1,2}[.)]?)\s+"
)


@dataclass(frozen=True)
class Excerpt:
    """Running text with the document offset of each of its characters.

    Line breaks that are known to part paragraphs stay as ``\\n``; all others are spaces.
    """

    text: str
    places: tuple[int, ...]

    @cached_property
    def folded(self) -> str:
        """Return the text folded, with its paragraph breaks."""
        folded = fold(self.text)
        if "\n" not in self.text:
            return folded
        return "".join("\n" if own == "\n" else one for own, one in zip(self.text, folded, strict=True))

    def part(self, start: int, end: int) -> "Excerpt":
        """Return a part of the text, without the white space around it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Excerpt(self.text[start:end], self.places[start:end])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the document of a part of the text."""
        return self.places[start], self.places[end - 1] + 1


def excerpt(
    document: Document,
    first: int,
    last: int,
    reading: Lexicon,
    words: frozenset[str] = frozenset(),
    *,
    lines: Sequence[Line] | None = None,
) -> Excerpt:
    """Return the running text of some lines of a document.

    Parameters
    ----------
    first, last : int
        Index of the first line and of the one after the last.
    reading : Lexicon
        Of the document's language.
    words : frozenset of str
        Folded words of the document, to tell a hyphen of the language from one at a line's end.
    lines : sequence of Line or None
        The document's lines with parts of them blanked; each as long as before.
    """
    lines = document.lines if lines is None else lines
    starts = document.starts
    text: list[str] = []
    places: list[int] = []
    before: Line | None = None
    opened = True
    for index in range(first, last):
        line = lines[index]
        if not line.told:
            continue
        content = line.text.strip()
        offset = starts[index] + len(line.text) - len(line.text.lstrip())
        if not content:
            if text and text[-1] != "\n":
                text.append("\n")
                places.append(max(0, offset - 1))
            before, opened = None, True
            continue
        if before is not None:
            joint = "\n" if opened and _is_heading(before, line, reading) else _joint(before, line)
            opened = joint == "\n"
            if joint == "" and text and text[-1] == "-" and _broken(before.text, words):
                text.pop()
                places.pop()
            if joint:
                text.append(joint)
                places.append(max(0, offset - 1))
        text += content
        places += range(offset, offset + len(content))
        before = line
    return _parted(Excerpt("".join(text), tuple(places)), reading)


def _is_heading(before: Line, line: Line, reading: Lexicon) -> bool:
    """Say whether a line is a title with its theme, "Assistance needed: research and assessment", and the next starts anew."""
    _, colon, rest = before.text.strip().partition(": ")
    if not colon or len(before.text) > _TITLE or not line.text.lstrip()[:1].isupper() or not rest[-1:].isalpha():
        return False
    only_theme, theme = labelled(f"{fold(rest)}:", reading)
    return only_theme and theme is not None


def _joint(before: Line, line: Line) -> str:
    """Return what stands between two lines: a paragraph break, a space, or nothing inside a word."""
    if line.hard or _BULLET.match(line.text) or " | " in f"{before.text}\n{line.text}":
        return "\n"
    if re.search(r"\w-$", before.text.rstrip()) and line.text.lstrip()[:1].islower():
        return ""
    ended = before.text.rstrip().endswith((".", ";", ":", "!", "?")) and not line.text.lstrip()[:1].islower()
    short = len(before.text) < 0.6 * max(len(line.text), 60) and line.text.lstrip()[:1].isupper()
    return "\n" if ended or short else " "


def _broken(text: str, words: frozenset[str]) -> bool:
    """Say whether the hyphen at the end of a line only breaks a word."""
    last = fold(re.split(r"[\s(]", text.rstrip())[-1]).rstrip("-")
    return len(last) > 2 and last not in words and last not in _known_words()


def _parted(glued: Excerpt, reading: Lexicon) -> Excerpt:
    """Part words that a conversion glued: ``machinesand training``, ``20officers``."""
    cuts = [cut for match in re.finditer(r"\d*[a-z]{4,}", glued.folded) if (cut := _cut(match, reading)) is not None]
    if not cuts:
        return glued
    text, places = list(glued.text), list(glued.places)
    for cut in reversed(cuts):
        text.insert(cut, " ")
        places.insert(cut, places[cut])
    return Excerpt("".join(text), tuple(places))


def _cut(match: re.Match[str], reading: Lexicon) -> int | None:
    """Return where a small word sticks to a known one; no other cut is safe."""
    word = match[0]
    letters = word.lstrip("0123456789")
    if len(letters) < len(word):
        return match.end() - len(letters) if len(letters) > 4 and letters in reading.vocabulary else None
    if len(word) < 7 or word in _known_words():
        return None
    endings = reading.words("ending_words")  # many longer words end like them: "institucional" is one word
    for joint in _joints(reading):
        if len(word) - len(joint) < 5:
            continue
        if joint not in endings and word.endswith(joint) and word[: -len(joint)] in reading.vocabulary:
            return match.end() - len(joint)
        if word.startswith(joint) and word[len(joint) :] in reading.vocabulary:
            return match.start() + len(joint)
    return None


_TITLE = 70
"""Letters of the longest title."""


@cache
def _known_words() -> frozenset[str]:
    """Return every folded word that the lexicons know."""
    return frozenset(word for language in LANGUAGES for word in lexicon(language).vocabulary)


@cache
def _joints(reading: Lexicon) -> tuple[str, ...]:
    """Return the small words of a language that stick to their neighbours."""
    small = {fold(word) for word in reading.words("stopwords")}
    return tuple(sorted((word for word in small if len(word) > 1 and word.isalpha()), key=len, reverse=True))


def words_of(lines: Sequence[Line]) -> frozenset[str]:
    """Return the folded words of some lines, without what a hyphen at the end of a line may have broken off."""
    return frozenset(word for line in lines for word in re.findall(r"[a-z]{3,}(?![a-z]|-\s*$)", fold(line.text)))
