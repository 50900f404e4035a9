"""Document -> whose report it is, of which cycle, in which language and layout."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..entities.reports import Issue, ReportFacts
from ..gazetteer import Gazetteer
from ..vocabulary import Generation
from .catalogue import Role, catalogue
from .documents import Document, Line, LineKind
from .folding import fold
from .issues import issue
from .languages import language_share
from .lexicons import LANGUAGES, Lexicon, shape
from .sections import Answer

_OPENING = 45
"""How many lines may stand before the first question."""
_YEAR = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)(?:\s*[-/\u2013]\s*((?:19|20)\d\d|\d\d)(?!\d))?(?![\d/]|\.\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d)(?!\d)")
_SCRIPTS = {
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ar": re.compile(r"[\u0600-\u06ff\ufb50-\ufefc]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
}
_LEAST_SHARE = 0.06
"""Small words of a language among all words, below which a text is in none of those that are read."""


def language_of(document: Document) -> str | None:
    """Return the language of a document among the six of the United Nations; None where it is none of them.

    Parameters
    ----------
    document : Document
    """
    letters = sum(character.isalpha() for character in document.text) or 1
    for language, script in _SCRIPTS.items():
        if len(script.findall(document.text)) > 0.4 * letters:
            return language
    words = len(re.findall(r"[^\W\d_]+", fold(document.text))) or 1
    shares = {language: language_share(document.text, language) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: shares[language])
    return best if shares[best] >= _LEAST_SHARE * words else None


def facts(
    document: Document,
    answers: Sequence[Answer],
    gazetteer: Gazetteer,
    *,
    filename: str,
    language: str | None,
    digest: str,
    reading: Lexicon,
    state: str | None,
    cycle: int | None,
) -> tuple[ReportFacts, tuple[Issue, ...]]:
    """Return what a report is; what was given by the user outranks what the report says.

    Parameters
    ----------
    filename : str
        Its parts are the last resort: ``zmb-2014.txt``.
    digest : str
        SHA-256 of the file.
    reading : Lexicon
        Of the report's language; any where that is not read.
    """
    issues: list[Issue] = []
    own_state = _state(document, answers, gazetteer) or _state_of_name(filename, gazetteer)
    own_cycle = _cycle(document, reading) or _cycle_of_name(filename)
    for given, own, name in ((state, own_state, "state"), (cycle, own_cycle, "cycle")):
        if given is None and own is None:
            issues.append(issue(f"{name}_unknown", "page 1"))
        elif given is not None and own is None:
            issues.append(issue(f"{name}_given", "page 1"))
        elif given is not None and given != own:
            issues.append(issue(f"{name}_differs", "page 1"))
    numbered = [(answer.key, answer.number) for answer in answers if answer.key and answer.number]
    generation = catalogue().generation(" ".join(document.text.split()), numbered, cycle or own_cycle)
    if generation is Generation.UNKNOWN:
        issues.append(issue("layout_unknown", "page 1"))
    if language not in LANGUAGES:
        issues.append(issue("language_not_read", "page 1"))
    found = ReportFacts(
        state or own_state, cycle or own_cycle, language, generation, document.media_type, document.pages, digest
    )
    return found, tuple(issues)


def _opening(document: Document) -> list[Line]:
    """Return the first lines with text, running heads included: they often name State and date."""
    return [line for line in document.lines if line.text.strip()][:_OPENING]


def _state(document: Document, answers: Sequence[Answer], gazetteer: Gazetteer) -> str | None:
    opening = _opening(document)
    for line in opening:
        label = shape(r"\s*{state_labels}\s*:").match(fold(line.text))
        bare = line.text[label.end() if label else 0 :].strip(" .:-")
        if code := gazetteer.resolve(_YEAR.sub("", bare).strip(" ,-")) if 3 < len(bare) < 80 else None:
            return code
    head = Counter[str]()
    for position, line in enumerate(opening):
        for _, _, code in gazetteer.find_states(line.text):
            head[code] += 3 if position < 12 else 1
    if head:
        best = head.most_common(2)
        if len(best) == 1 or best[0][1] > best[1][1]:
            return best[0][0]
    abroad = {Role.RECEIVED, Role.PROVIDED, Role.CONSIDERED}
    named = Counter(
        code
        for answer in answers
        if answer.context not in abroad
        for *_, code in gazetteer.find_states(answer.excerpt.text)
    )
    best = named.most_common(2)
    if best and best[0][1] >= 2 and (len(best) == 1 or best[0][1] > best[1][1]):
        return best[0][0]
    return None


def _state_of_name(filename: str, gazetteer: Gazetteer) -> str | None:
    for part in re.split(r"[^A-Za-z]+", filename.rpartition("/")[2].rpartition(".")[0]):
        if len(part) == 3 and (code := gazetteer.resolve(part.upper())):
            return code
    return gazetteer.resolve(re.sub(r"[\d_.-]+", " ", filename.rpartition("/")[2].rpartition(".")[0]).strip())


def _cycle(document: Document, reading: Lexicon) -> int | None:
    opening = [line for line in _opening(document) if line.kind is not LineKind.NOISE and len(line.text) < 160]
    opening = [line for line in opening if line.text.count(" | ") < 2]  # a row of a table dates itself
    titled = [line for line in opening[:14] if reading.search("titles", fold(line.text))]
    alone = [line for line in opening[:14] if re.fullmatch(r"\W*(?:19|20)\d\d\W*", line.text)]
    for lines in ([*titled[:4], *alone],):
        if years := [year for line in lines for year in _years(line.text)]:
            return to_cycle(_named(lines) or max(years))
    if years := [year for line in opening[:14] for year in _years(line.text)]:
        return to_cycle(years[0])
    for line in document.lines[:60]:
        if date := _DATE.search(line.text):
            return to_cycle(int(date[1]))
    return None


def _named(lines: Sequence[Line]) -> int | None:
    """Return the year of a report that its title names beside the period that it begins: "2026-2027, report for 2026"."""
    found = [match for line in lines for match in _YEAR.finditer(_DATE.sub(" ", line.text))]
    begun = {int(match[1]) for match in found if match[2]}
    return max((int(match[1]) for match in found if not match[2] and int(match[1]) in begun), default=None)


def _years(text: str) -> Iterator[int]:
    for match in _YEAR.finditer(_DATE.sub(" ", text)):
        last = match[2]
        year = int(match[1])
        yield (
            int(last)
            if last and len(last) == 4
            else year // 100 * 100 + int(last)
            if last and int(last) > year % 100
            else year
        )


def to_cycle(year: int) -> int:
    """Return the cycle of a year: reports are due every second year since 2010, and came each year before.

    Examples
    --------
    >>> to_cycle(2013), to_cycle(2014), to_cycle(2005)
    (2014, 2014, 2005)
    """
    return year + year % 2 if year > 2010 else year


def _cycle_of_name(filename: str) -> int | None:
    found = re.search(r"(?<!\d)(20[0-4]\d)(?!\d)", filename.rpartition("/")[2])
    return to_cycle(int(found[1])) if found else None
