"""Running text -> clauses, and how each stands to a request: plain, denied, already fulfilled, an offer, a State's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .excerpts import Excerpt
from .folding import fold
from .lexicons import Lexicon

_BULLET = re.compile(
    r"\s*(?:[-\u2022\u2023\u25aa\u25cf\u25e6\u00b7*\u2013\u2014\uf0b7o]\s|\(?\d{1,2}[.)](?!\d)\s|\(?[a-z][.)]\s|\(?[ivx]{1,4}\)\s)\s*"
)
_STOP = re.compile(r"[;\n]|[.!?](?=\s|$)")
_ABBREVIATIONS = {
    "e.g",
    "i.e",
    "no",
    "nos",
    "mr",
    "mrs",
    "ms",
    "st",
    "approx",
    "etc",
    "art",
    "cap",
    "p.ej",
    "ej",
    "dr",
    "mme",
    "m",
    "sr",
    "sra",
    "vs",
    "col",
    "gen",
    "crnl",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence and how it stands to a request: ``plain``, ``negative``, ``fulfilled``, ``offer`` or ``own``."""

    start: int
    end: int
    stance: str
    cued: bool


def clauses(text: Excerpt, reading: Lexicon) -> Iterator[Clause]:
    """Yield the clauses of a text with their stance.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> text = "The machines asked in 2018 were received. Training of 8 operators; no further help is needed."
    >>> [clause.stance for clause in clauses(Excerpt(text, tuple(range(len(text)))), lexicon("en"))]
    ['fulfilled', 'plain', 'negative']
    """
    carried = False
    for start, end, bulleted in _sentences(text):
        folded = text.folded[start:end]
        carried = carried and bulleted
        for first, last in _contrasted(folded, reading):
            part = folded[first:last]
            stance, offset = _stance(part, reading)
            yield Clause(start + first + offset, start + last, stance, _cued(part, reading) or carried)
        if folded.rstrip().endswith(":"):
            carried = carried or _cued(folded, reading)


def _sentences(text: Excerpt) -> Iterator[tuple[int, int, bool]]:
    folded, start = text.folded, 0
    stops = [match for match in _STOP.finditer(folded) if _ends(text, match)]
    for match in [*stops, None]:
        end = match.start() if match else len(folded)
        bullet = _BULLET.match(folded, start, end)
        begin = bullet.end() if bullet else start
        while begin < end and folded[begin].isspace():
            begin += 1
        if begin < end and re.search(r"\w", folded[begin:end]):
            yield begin, end, bullet is not None
        start = match.end() if match else end


def _ends(text: Excerpt, match: re.Match[str]) -> bool:
    if match[0] in ";\n!?":
        return True
    before = re.search(r"([\w.]+)$", text.folded[: match.start()])
    if before and (before[1] in _ABBREVIATIONS or re.fullmatch(r"[a-z](?:\.[a-z])*", before[1])):
        return False
    after = text.text[match.end() :].lstrip()
    return not after[:1].islower()


def _contrasted(folded: str, reading: Lexicon) -> Iterator[tuple[int, int]]:
    """Cut a sentence at "but" and its like."""
    start = 0
    for match in reading.pattern("contrasts").finditer(folded):
        if match.start() > start + 3:
            yield start, match.start()
            start = match.end()
    if start < len(folded):
        yield start, len(folded)


def _stance(part: str, reading: Lexicon) -> tuple[str, int]:
    """Tell how a clause stands to a request, and where the part of it starts that counts."""
    stripped = part.strip(" .,:;!?()[]'\"")
    if stripped in {fold(word).strip(" .") for word in reading.words("empties")}:
        return "negative", 0
    excused = reading.search("not_negatives", part)
    first = re.match(r"[\w/.']+", stripped)
    if not excused and (
        reading.search("negatives", part) or (first and first[0].strip(".") in reading.words("starts_negative"))
    ):
        return "negative", 0
    done = reading.search("fulfilled", part)
    if done and not _denied(part, done, reading):
        again = reading.search("requests", part[done.end() :])
        if again and not re.match(r"(?:request|demand|solicit|sollicit)\w*ed\b", part[done.end() + again.start() :]):
            return "plain", done.end()
        return "fulfilled", 0
    if reading.search("offers", part):
        return "offer", 0
    if reading.search("possession", part) and not _cued(part, reading):
        return "own", 0
    return "plain", 0


def _denied(part: str, done: re.Match[str], reading: Lexicon) -> bool:
    denial = reading.search("not_fulfilled", part[: done.end()])
    return denial is not None and denial.end() > done.start() - 25


def _cued(part: str, reading: Lexicon) -> bool:
    return reading.search("requests", part) is not None and reading.search("not_requests", part) is None
