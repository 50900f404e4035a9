"""Document -> the document without tracing details of criminal investigations, at the same offsets.

Annex paragraph 22 leaves such details to national authorities. A sentence that speaks of a traced weapon and of a case, and
names one by its number, is covered letter by letter, so that its place stays known and nothing of it is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..entities.reports import Issue
from .documents import Document
from .excerpts import excerpt
from .folding import fold
from .issues import issue, place
from .lexicons import LANGUAGES, Lexicon, lexicon, shape
from .stances import cued

COVER = "\u2588"
_IDENTIFIER = re.compile(
    r"\b(?=[\w/-]*\d)(?:[A-Z]{1,6}[-/ ]?\d[\w/-]{2,}|\d{2,}[/-]\d{2,}[\w/-]*|\d{4,}[A-Z]\w*|\d{5,})"
)
_STOP = re.compile(r"(?P<before>\w*)[.!?](?=\s+[A-Z\u00c0-\u00dd\u00bf])|\n")


def redacted(document: Document, reading: Lexicon) -> tuple[Document, tuple[Issue, ...]]:
    """Return the document with tracing details covered, and an issue for each place.

    Parameters
    ----------
    document : Document
    reading : Lexicon
        Of the report's language; words of the other languages count as well.
    """
    spans, issues = [], []
    text = excerpt(document, 0, len(document.lines), reading)
    before = False
    for start, end in _sentences(text.text):
        folded, printed = text.folded[start:end], text.text[start:end]
        case = any(lexicon(one).search("tracing_case.case", folded) for one in LANGUAGES)
        traced = any(lexicon(one).search("tracing_case.tracing", folded) for one in LANGUAGES)
        numbered = len(_IDENTIFIER.findall(printed))
        named = numbered > 0
        asks = cued(folded, reading) and not named
        covered = (
            (case and named and (traced or before or numbered > 1))
            or (before and case and not asks)
            or (before and traced and named)
        )
        if covered:
            spans.append(text.span(start, end))
        before = covered
    if not spans:
        return document, ()
    lines = list(document.lines)
    for number, (line, at) in enumerate(zip(document.lines, document.starts, strict=True)):
        content = list(line.text)
        for start, end in spans:
            for position in range(max(start - at, 0), min(end - at, len(content))):
                if not content[position].isspace() and line.told:
                    content[position] = COVER
        lines[number] = replace(line, text="".join(content))
    for start, _ in spans:
        page = next(
            line.page
            for line, at in zip(reversed(document.lines), reversed(document.starts), strict=True)
            if at <= start
        )
        issues.append(issue("tracing_redacted", place(page, None)))
    return replace(document, lines=tuple(lines)), tuple(dict.fromkeys(issues))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in [*(match.end() for match in _STOP.finditer(text) if not _is_short(match["before"])), len(text)]:
        begin = start + len(text[start:stop]) - len(text[start:stop].lstrip())
        end = start + len(text[start:stop].rstrip())
        if begin < end:
            yield begin, end
        start = stop


def _is_short(word: str | None) -> bool:
    """Say whether a full stop behind a word ends no sentence: behind an initial, and behind "No." before a number."""
    if not word:
        return False
    return (len(word) == 1 and word.isupper()) or shape("{number_signs}").fullmatch(fold(word)) is not None
