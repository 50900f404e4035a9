"""Running text -> clauses, and how each stands to a request: plain, denied, already fulfilled, an offer, a State's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .excerpts import Excerpt
from .lexicons import Lexicon, abbreviations
from .stances import cued, stance

_BULLET = re.compile(
    r"\s*(?:[-\u2022\u2023\u25aa\u25cf\u25e6\u00b7*\u2013\u2014\uf0b7o]\s|\(?\d{1,2}[.)](?!\d)\s|\(?[a-z][.)]\s|\(?[ivx]{1,4}\)\s|[a-z]\.?\d{1,2}[.)]?\s)\s*"
)
_INLINE = re.compile(r"(?<!\S)\(?(\d{1,2}|[a-h]|[ivx]{1,4})\)\s+")
_OPENING = 40
"""Length up to which a part before "however" is only the beginning of what it asks: "it would like, however, to"."""
_SENTENCE = 2000
"""Letters of the longest sentence that is read whole; what the grammar does with one grows faster than its length."""
_NOT_ONE = r"{rather_than}\s+(?:{one}|{an})\s*$"
"""What stands before "but" in "not one but two"."""
_CONTINUING = r"\W*{continuing},\s(?:[^,;.]{3,60},\s)?(?:{articles}|{numbers}|\d+)\s"
_BRACKET = 80
"""Letters that a bracket holds at most."""
_LISTS = (
    [str(n) for n in range(1, 21)],
    list("abcdefgh"),
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
)
_STOP = re.compile(r"[;\n]|[.!?](?=\s|$)")


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
    carried = listed = before = False
    for start, end, bulleted in _sentences(text):
        folded = text.folded[start:end]
        carried = (carried and bulleted) or listed
        opened = False
        for first, last in _contrasted(folded, reading):
            part = folded[first:last]
            told, offset = stance(part, reading)
            if offset:
                yield Clause(start + first, start + first + offset, "fulfilled", cued=False)
            rest = part[offset:]
            alone = offset > 0 and told == "plain" and reading.pattern("only").match(rest.lstrip(" ,")) is not None
            asks = alone or cued(rest, reading) or (before and told == "plain" and goes_on_asking(rest, reading))
            yield Clause(start + first + offset, start + last, told, asks or opened or carried)
            opened = asks and last - first < _OPENING
            before = (asks and told == "plain") or (before and told == "negative")
        if folded.rstrip().endswith(":"):
            carried = carried or cued(folded, reading)
        goes_on = text.folded[end : end + 2].lstrip()[:1] == ";"
        listed = goes_on and (listed or (":" in folded and cued(folded.split(":")[0] + ":", reading)))
        carried = carried and not (listed and not bulleted)


def goes_on_asking(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part only adds another thing to what was asked before: "Likewise, a course for eight policewomen".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [goes_on_asking(text, lexicon("en")) for text in ("likewise, a course for clerks", "likewise, the police train clerks")]
    [True, False]
    """
    return reading.shape(_CONTINUING).match(part) is not None


def opens_paragraph(text: Excerpt, clause: Clause) -> bool:
    """Say whether a label without a colon opens a paragraph that goes on behind it: "Count. The Force counts by eye"."""
    ahead = text.text[clause.end : clause.end + 3]
    return (
        ":" not in text.text[clause.start : clause.end] and re.match(r"\.\s\S", ahead) is not None and "\n" not in ahead
    )


def opens_line(text: Excerpt, clause: Clause) -> bool:
    """Say whether a clause stands on a line of its own, as the parts of a list do."""
    before = text.folded[: clause.start].rpartition("\n")[2]
    return not re.search(r"[a-z]{2}", before)


def _sentences(text: Excerpt) -> Iterator[tuple[int, int, bool]]:
    folded, start = text.folded, 0
    stops = [match for match in _STOP.finditer(folded) if _ends(text, match)]
    for match in [*stops, None]:
        end = match.start() if match else len(folded)
        bullet = _BULLET.match(folded, start, end)
        begin = bullet.end() if bullet else start
        while begin < end and folded[begin].isspace():
            begin += 1
        for first, last in _enumerated(folded, begin, end, bullet[0] if bullet else ""):
            if first < last and re.search(r"\w", folded[first:last]) and folded[first] != "[":
                for left, right in _endless(folded, first, last):
                    yield left, right, bullet is not None or first > begin
        start = match.end() if match else end


def _endless(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what no writer would call a sentence into parts of bounded length, at a comma or a blank."""
    while end - start > _SENTENCE:
        limit = start + _SENTENCE
        cut = max(folded.rfind(", ", start + _SENTENCE // 2, limit), folded.rfind("; ", start + _SENTENCE // 2, limit))
        cut = cut if cut > 0 else folded.rfind(" ", start + 1, limit)
        cut = cut if cut > 0 else limit
        yield start, cut
        start = cut + 1
        while start < end and not folded[start].isalnum():
            start += 1
    if start < end:
        yield start, end


def _enumerated(folded: str, start: int, end: int, bullet: str) -> Iterator[tuple[int, int]]:
    """Cut a sentence at the numbers of a list inside it: ``1) machines 2) computers``."""
    marks: list[re.Match[str]] = []
    before = bullet.strip(" ().") or None
    for match in _INLINE.finditer(folded, start, end):
        if match[1] == _following(before, match[1]):
            marks.append(match)
            before = match[1]
    if len(marks) < (2 if marks and marks[0].start() > start else 1):
        yield start, end
        return
    places = [(start, marks[0].start())] if marks[0].start() > start else []
    ends = [*(mark.start() for mark in marks[1:]), end]
    for first, last in [*places, *zip((mark.end() for mark in marks), ends, strict=True)]:
        yield first, len(folded[:last].rstrip(" ,"))


def _following(before: str | None, mark: str) -> str | None:
    """Return what the number of a list must be behind another; the first is 1, a or i."""
    for names in _LISTS:
        if mark in names:
            place = names.index(before) + 1 if before in names else 0
            if place < len(names) and names[place] == mark:
                return mark
    return None


def _ends(text: Excerpt, match: re.Match[str]) -> bool:
    if match[0] == ";" and _bracketed(text.folded[max(0, match.start() - _BRACKET) : match.start()]):
        return False
    if match[0] in ";\n!?":
        return True
    if text.text[: match.start()].endswith("/"):
        return False
    before = re.search(r"(?<![\w.'])([\w.]+)$", text.folded[: match.start()])  # "l'est." is no abbreviation
    if before and (before[1] in abbreviations() or re.fullmatch(r"[a-z](?:\.[a-z])*", before[1])):
        return False
    after = text.text[match.end() : match.end() + _OPENING].lstrip()
    return not after[:1].islower() or re.match(r"[a-z]\)\s", after) is not None


def _bracketed(before: str) -> bool:
    """Say whether a bracket stands open: "(USD 118,000; five weeks)" is one remark."""
    opened = before.rfind("(")
    return (
        opened >= 0
        and before.find(")", opened) < 0
        and "\n" not in before[opened:]
        and before[opened + 1 : opened + 2] != ")"
    )


def _contrasted(folded: str, reading: Lexicon) -> Iterator[tuple[int, int]]:
    """Cut a sentence at "but" and its like."""
    start = 0
    colon = folded.find(": ")
    if colon > _OPENING and cued(folded[colon:], reading) and not cued(folded[:colon], reading):
        yield start, colon  # "customs cannot open every container: a scanner would change this"
        start = colon + 2
    for match in reading.pattern("contrasts").finditer(folded):
        before, behind = folded[start : match.start()], folded[match.end() :]
        if len(before) < _OPENING and before.rstrip().endswith(",") and behind.lstrip().startswith(","):
            continue  # "nothing, however, was set aside for the radios"
        if match.start() > start + 3 and not reading.shape(_NOT_ONE).search(folded, start, match.start()):
            yield start, match.start()
            start = match.end()
    if start < len(folded):
        yield start, len(folded)
