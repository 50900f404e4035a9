"""Document -> answers: which lines are the questionnaire's wording, and what the State wrote under each question.

Questions are told by their wording in the catalogue; numbers only help. Where the wording is unknown, a numbered line that
ends with a question mark is a question too, and words such as "assistance received" tell what it asks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..vocabulary import Theme
from .catalogue import Found, Question, Role, canonical, catalogue
from .documents import TICKED, UNTICKED, Document, Line, LineKind
from .excerpts import Excerpt, excerpt, words_of
from .folding import fold, squash
from .lexicons import LANGUAGES, Hit, Lexicon, answer_words, lexicon, question_words, source_words

_SOURCE = re.compile(
    r"(?:\[(?:poa|pda|iti|odd|sdg|revcon)[^\]]{0,60}\]\s*"
    r"|(?:(?:poa|pda|iti|odd|sdg)\s+[ivx0-9][ivx0-9a-z.,;\s-]{0,40}?)\s(?=\d{1,2}(?:\.\d{1,2})*\.?\s+[a-z\u00bf]{2,}))"
)
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})(?:\.\)|[.)])?(?:\s+|(?=[a-z\u00bf]))")
_LETTER = re.compile(r"\(?([a-z])\s?(?:\.\)|[.)])\s*|\(?(viii|vii|vi|iv|v|iii|ii|i|ix|x)\s?[.)]\s*")
_SECTION = re.compile(
    r"(?:section|seccion|part|partie|parte|chapter|chapitre|capitulo)\s+(?:\d{1,2}|[ivx]{1,4})\s*[:.\u2013-]?\s*"
)
_OPENING = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})+\.?\s|\d{1,2}[.)]\s|\(?[a-z]\)\s|\(?[ivx]{1,4}\)\s)")
_BOXES = f"{TICKED}{UNTICKED}"
_ROMAN = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
_FIELDS = {
    Role.NATURE,
    Role.AMOUNT,
    Role.DESCRIPTION,
    Role.DURATION,
    Role.COUNTERPARTS,
    Role.NAME,
    Role.AGENCY,
    Role.EMAIL,
    Role.FIELD,
}
_COOPERATION = {
    Role.REQUESTED,
    Role.RECEIVED,
    Role.PROVIDED,
    Role.AREA,
    Role.COUNTERPARTS,
    Role.DURATION,
    Role.DESCRIPTION,
    Role.AMOUNT,
    Role.NATURE,
}
_TOPICS = {
    Role.REQUEST,
    Role.REQUESTED,
    Role.RECEIVED,
    Role.PROVIDED,
    Role.CONSIDERED,
    Role.CONTACT,
    Role.CONTACT_ITI,
    Role.STATEMENT,
    Role.HEADING,
    Role.COMMENTS,
}


@dataclass(frozen=True)
class Answer:
    """What stands under one question.

    Attributes
    ----------
    number : str or None
        As a reader cites it: ``7.4.1``; ``30.c`` for the line ``c)`` under question 30.
    theme : Theme or None
        Of the question, or of the one above it.
    context : Role
        Of the question above: under ``received`` everything is about assistance received.
    tick : str or None
        ``yes``, ``no``, ``developing``; None where nothing is ticked or the tick was lost.
    boxes : bool
        Whether boxes are shown at all, so that none being ticked is no accident of conversion.
    excerpt : Excerpt
        The words of the answer, without ticks.
    asked : Excerpt
        The wording of the question.
    """

    key: str
    number: str | None
    role: Role
    theme: Theme | None
    context: Role
    tick: str | None
    boxes: bool
    excerpt: Excerpt
    asked: Excerpt
    page: int


@dataclass(frozen=True, slots=True)
class _Start:
    """A line on which a question starts: its printed number, the question, and where its wording ends."""

    line: int
    number: str | None
    letter: str | None
    question: Question
    end_line: int
    end_column: int


def answers(document: Document, reading: Lexicon) -> tuple[Answer, ...]:
    """Return the answers of a document in order, with what stands before the first question as the first.

    Parameters
    ----------
    document : Document
    reading : Lexicon
        Of the report's language.
    """
    lines = _without_heads(document.lines)
    document = replace(document, lines=lines)
    words = words_of(lines)
    starts = list(_questions(lines, reading))
    found: list[Answer] = []
    if before := _answer(document, None, 0, starts[0].line if starts else len(lines), reading, words):
        found.append(replace(before, role=Role.HEADING, context=Role.HEADING))
    following = [start.line for start in starts[1:]] + [len(lines)]
    for start, end in zip(starts, following, strict=True):
        if answer := _answer(document, start, start.end_line, end, reading, words):
            found.append(answer)
    return tuple(_in_context(found))


def _without_heads(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Mark the heads of questionnaire tables that a conversion left between the lines, together or one by one."""
    kept = list(lines)
    run: list[int] = []
    for index, line in enumerate(lines):
        if line.kind is not LineKind.TEXT:
            continue
        text = fold(line.text).strip()
        if text in _head_words():
            run.append(index)
            continue
        _mark_heads(kept, run)
        run = []
        if len(text) < 80 and _head_line().fullmatch(text):
            kept[index] = replace(line, kind=LineKind.HEADER)
    _mark_heads(kept, run)
    return tuple(kept)


def _mark_heads(lines: list[Line], run: Sequence[int]) -> None:
    titles = source_words() | question_words()
    if len(run) >= 3 and any(fold(lines[n].text).strip() in titles for n in run):
        for n in run:
            lines[n] = replace(lines[n], kind=LineKind.HEADER)


@cache
def _head_words() -> frozenset[str]:
    return source_words() | question_words() | frozenset(answer_words())


@cache
def _head_line() -> re.Pattern[str]:
    """Return the pattern of a line that is a whole head: ``Sources Question Yes No Developing``."""
    words = "|".join(sorted(map(re.escape, _head_words()), key=len, reverse=True))
    titles = "|".join(map(re.escape, source_words() | question_words()))
    return re.compile(rf"(?=.*\b(?:{titles})\b)(?:(?:{words})\s*){{3,6}}")


def _questions(lines: Sequence[Line], reading: Lexicon) -> Iterator[_Start]:
    """Yield the lines on which a question starts."""
    index = 0
    last: _Start | None = None
    while index < len(lines):
        start = (
            _question(lines, index, last, reading)
            if lines[index].kind is LineKind.TEXT and lines[index].text.strip()
            else None
        )
        if start is None:
            index += 1
            continue
        yield start
        last = start
        index = max(start.end_line, index)
        if start.end_column >= len(lines[index].text.rstrip()) or index == start.line:
            index += 1
        elif index > start.line:
            index += 1


def _question(lines: Sequence[Line], index: int, last: _Start | None, reading: Lexicon) -> _Start | None:
    text = fold(lines[index].text)
    position = len(text) - len(text.lstrip(f" {_BOXES}"))
    if source := _SOURCE.match(text, position):
        position = source.end()
    section = _SECTION.match(text, position)
    number = letter = None
    if section:
        position = section.end()
    elif match := _NUMBER.match(text, position):
        number, position = match[1], match.end()
    elif match := _LETTER.match(text, position):
        letter, position = match[1] or match[2], match.end()
    ahead, places = _ahead(lines, index, position)
    letters = canonical(squash(ahead))
    if len(letters) < 3:
        return None
    found = catalogue().find(letters, number)
    if found and _fits(
        found, ahead, lines, index, position, number=number, section=bool(section), letter=letter, last=last
    ):
        end = _end_of_wording(ahead, found)
        line, column = places[end - 1] if end else (index, position)
        return _Start(index, number, letter, found.wording.question, line, column + 1)
    if letter and _is_area(lines, index, last):
        return _area(ahead, places, index, letter, reading)
    if theme := _titled(lines, index, position, last, numbered=bool(section or number or letter), reading=reading):
        return _Start(index, None, None, Question("unknown", Role.HEADING, theme), index, len(lines[index].text))
    return _unknown(ahead, places, index, number, section=bool(section), reading=reading)


def _ahead(lines: Sequence[Line], index: int, position: int) -> tuple[str, list[tuple[int, int]]]:
    """Return folded text from a place on, over a few lines, with the line and column of each character."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for n in range(index, min(index + 14, len(lines))):
        line = lines[n]
        if line.kind is not LineKind.TEXT:
            continue
        if n > index and (not line.text.strip() or _OPENING.match(fold(line.text))):
            break
        begin = position if n == index else 0
        if n > index:
            text.append(" ")
            places.append((n, -1))
        folded = fold(line.text[begin:])
        text.append(folded)
        places += [(n, begin + column) for column in range(len(folded))]
        if len(places) > 700:
            break
    return "".join(text), places


def _fits(
    found: Found,
    ahead: str,
    lines: Sequence[Line],
    index: int,
    position: int,
    *,
    number: str | None,
    section: bool,
    letter: str | None,
    last: _Start | None,
) -> bool:
    """Say whether a short wording is a field or heading and not the beginning of an answer."""
    wording = found.wording
    role = wording.question.role
    rest = fold(lines[index].text[position:]).strip(f" {_BOXES}")
    if len(wording.letters) >= 24 and role is not Role.OPTION:
        return True
    end = _end_of_wording(ahead, found)
    behind = ahead[end : end + 2].strip()
    if wording.mark == ":":
        colon = re.sub(r"(?:\s*\[[^\]]*\]\.?)+$", "", ahead[:end]).rstrip().endswith((":", "?"))
        return colon or not behind or (letter is not None and canonical(squash(rest)) == wording.letters)
    if wording.mark == "?":
        return True
    if number is None and not section and letter is None and not _capital(lines[index].text[position:]):
        return False
    own_line = canonical(squash(rest)) == wording.letters
    if role in (Role.AREA, Role.OPTION):
        return (
            own_line
            or ahead[:end].rstrip().endswith(":")
            or ahead[end : end + 1] in (":", TICKED, UNTICKED)
            or len(wording.letters) >= 24
        ) and (letter is not None or lines[index].text.lstrip()[:1] in _BOXES)
    whole = own_line or (canonical(squash(re.sub(r"[(\[].*?[)\]]", "", rest))) == wording.letters)
    if not whole:
        return False
    waiting = last is not None and last.question.role is Role.REQUEST_KIND and last.end_line >= index - 2
    return section or not waiting


def _capital(text: str) -> bool:
    return not text.lstrip(f" {_BOXES}-\u2022*")[:1].islower()


def _end_of_wording(ahead: str, found: Found) -> int:
    """Return where the wording ends in the text ahead: at its mark, and after notes in square brackets."""
    wanted, mark = len(found.wording.letters), found.wording.mark
    letters: list[str] = []
    marks: list[tuple[int, int]] = []
    at_length = None
    for position, character in enumerate(ahead):
        if character.isalnum():
            letters.append(character)
            if at_length is None and len(letters) >= wanted and len(canonical("".join(letters))) >= wanted:
                at_length = position + 1
        elif character in "?:" and (not mark or character in (mark, "?")):
            marks.append((abs(len(canonical("".join(letters))) - wanted), position + 1))
        if len(letters) > 1.6 * wanted + 90:
            break
    near = [entry for entry in marks if entry[0] <= max(4, 0.45 * wanted)]
    if mark and near:
        end = min(near)[1]
    else:
        end = at_length or len(ahead)
        while end < len(ahead) and ahead[end].isalnum():
            end += 1
        if (colon := re.match(r"\s*[:.]", ahead[end:])) and not mark:
            end += colon.end()
    while note := re.match(r"\s*\[[^\]]{0,220}\]\.?", ahead[end:]):
        end += note.end()
    return end


def _is_area(lines: Sequence[Line], index: int, last: _Start | None) -> bool:
    """Say whether a lettered line stands where areas of cooperation do, with the fields of one after it."""
    if last is None or last.question.role not in _COOPERATION or len(lines[index].text) > 140:
        return False
    for line in [line for line in lines[index + 1 : index + 5] if line.kind is LineKind.TEXT and line.text.strip()][:3]:
        text = fold(line.text)
        field = _LETTER.match(text, len(text) - len(text.lstrip(f" {_BOXES}")))
        found = catalogue().find(canonical(squash(text[field.end() :])), None) if field else None
        if found and found.wording.question.role in (Role.NATURE, Role.AMOUNT, Role.DESCRIPTION):
            return True
    return False


def _area(ahead: str, places: list[tuple[int, int]], index: int, letter: str, reading: Lexicon) -> _Start:
    """Return an area of cooperation whose name is in no catalogue."""
    end = _line_end(places, index)
    hits = reading.hits("themes", ahead[:end])
    theme = Theme(hits[0].entry) if hits else None
    return _Start(index, None, letter, Question("unknown", Role.AREA, theme), index, places[end - 1][1] + 1)


def _titled(
    lines: Sequence[Line], index: int, position: int, last: _Start | None, *, numbered: bool, reading: Lexicon
) -> Theme | None:
    """Return the theme of a line that is a title: short, and of nothing but words of themes."""
    text = lines[index].text[position:].strip()
    if len(text) > 70 or not _capital(text) or text.endswith((".", ";", ",", "?")):
        return None
    if last is not None and last.question.role in (Role.REQUEST_KIND, Role.DESCRIPTION) and not numbered:
        return None
    bare = re.sub(r"\([ivx.,\s\d]+\)", " ", fold(text)).strip(" :")
    hits = reading.hits("themes", bare)
    if not hits:
        return None
    rest = reading.pattern("separators").sub(" ", reading.pattern("stopwords").sub(" ", _without(bare, hits)))
    rest = re.sub(rf"\b(?:{'|'.join(map(re.escape, reading.words('titles')))})\b", " ", rest)
    before = next((line for line in reversed(lines[:index]) if line.kind is LineKind.TEXT), None)
    parted = numbered or lines[index].hard or before is None or not before.text.strip()
    return Theme(hits[0].entry) if parted and not re.search(r"\w", rest) else None


def _without(text: str, hits: Sequence[Hit]) -> str:
    for hit in hits:
        text = text[: hit.start] + " " * (hit.end - hit.start) + text[hit.end :]
    return text


def _unknown(
    ahead: str, places: list[tuple[int, int]], index: int, number: str | None, *, section: bool, reading: Lexicon
) -> _Start | None:
    """Return a question whose wording is in no catalogue, by its number and question mark or by what it says."""
    end = ahead.find("?", 0, 420)
    sentence_ends = re.search(r"[.;]\s", ahead[: end + 1]) if end > 0 else None
    if end > 0 and sentence_ends is None and (number or len(ahead[:end].split()) > 3):
        asked = ahead[: end + 1]
    elif section or (number and re.match(r"[^.;?]{3,90}:\s*$", ahead[: _line_end(places, index)])):
        end = _line_end(places, index) - 1
        asked = ahead[: end + 1]
    else:
        return None
    role = _role_of(asked, reading)
    if role is None and not (number or section or asked.endswith("?")):
        return None
    if asked.endswith("?") and not number and role is None:
        return None
    themes = [hit.entry for hit in reading.hits("themes", asked)]
    theme = Theme(themes[0]) if themes else None
    finish = end + 1
    while note := re.match(r"\s*\[[^\]]{0,220}\]", ahead[finish:]):
        finish += note.end()
    line, column = places[finish - 1]
    plain = Role.HEADING if section else Role.STATEMENT
    return _Start(index, number, None, Question("unknown", role or plain, theme), line, column + 1)


def _line_end(places: list[tuple[int, int]], index: int) -> int:
    return next((n for n, (line, _) in enumerate(places) if line > index), len(places))


def _role_of(asked: str, reading: Lexicon) -> Role | None:
    """Return what an unknown question asks, by the words of the lexicon."""
    for name in ("considered", "proposal", "request_kind", "received", "provided", "requested", "request"):
        if reading.search(f"questions.{name}", asked):
            return Role(name)
    return None


def _answer(
    document: Document, start: _Start | None, first: int, last: int, reading: Lexicon, words: frozenset[str]
) -> Answer | None:
    """Return the answer that stands in some lines, with its ticks read and taken out."""
    lines = list(document.lines)
    asked = Excerpt("", ())
    if start:
        asked = excerpt(document, start.line, first + 1, reading)
        line = lines[first]
        if start.end_column >= len(line.text.rstrip()):
            first += 1
        else:
            blank = " " * start.end_column
            lines[first] = replace(line, text=blank + line.text[start.end_column :])
    before = (
        lines[start.line].text[: len(lines[start.line].text) - len(lines[start.line].text.lstrip(f" {_BOXES}"))]
        if start
        else ""
    )
    tick, boxes = ("yes", True) if TICKED in before else (None, UNTICKED in before)
    for index in range(first, last):
        if lines[index].kind is not LineKind.TEXT or not lines[index].text.strip():
            continue
        read = _ticks(lines[index].text)
        if read is None:
            continue
        own, shown, rest = read
        tick, boxes = tick or own, boxes or shown
        lines[index] = replace(lines[index], text=" " * (len(lines[index].text) - len(rest)) + rest)
    answer = excerpt(replace(document, lines=tuple(lines)), first, last, reading, words)
    page = document.lines[start.line if start else min(first, len(lines) - 1)].page if lines else 1
    if start is None:
        return Answer(
            "", None, Role.HEADING, None, Role.HEADING, None, False, answer.part(0, len(answer.text)), asked, page
        )
    number = start.number or (f"?{start.letter}" if start.letter else None)
    question = start.question
    return Answer(
        question.key,
        number,
        question.role,
        question.theme,
        question.role,
        tick,
        boxes,
        answer.part(0, len(answer.text)),
        asked,
        page,
    )


def _ticks(text: str) -> tuple[str | None, bool, str] | None:
    """Read the ticks with which a line starts: what is ticked, whether boxes are shown, and the words after them.

    Examples
    --------
    >>> _ticks("☐ Oui    ☒ Non")
    ('no', True, '')
    >>> _ticks("Yes ☒ No ☐ since 2019")
    ('yes', True, 'since 2019')
    >>> _ticks("YES")
    ('yes', False, '')
    >>> _ticks("No assistance is needed") is None
    True
    """
    folded = fold(text)
    token = re.compile(rf"\s*(?:([{_BOXES}])|({_answer_pattern()})(?!\w))[\s,;/|]*")
    position, parts = len(text) - len(text.lstrip()), []
    while match := token.match(folded, position):
        parts.append(match[1] or answer_words()[match[2]])
        position = match.end()
    if not parts:
        return None
    shown = any(part in _BOXES for part in parts)
    if not shown:
        rest = text[position:]
        separated = re.search(r"[.,;:\u2013-]\s*$", text[:position].rstrip(" ")) or re.match(r"[.,;:!()\u2013-]", rest)
        if len(parts) != 1 or (rest.strip() and not separated):
            return None
        return parts[0], False, rest.lstrip(" .,;:\u2013-")
    pairs = (
        list(zip(parts[::2], parts[1::2], strict=False))
        if parts[0] in _BOXES
        else [(b, a) for a, b in zip(parts[::2], parts[1::2], strict=False)]
    )
    ticked = [word for box, word in pairs if box == TICKED and word not in _BOXES]
    return (ticked[0] if len(ticked) == 1 else None), True, text[position:]


def _answer_pattern() -> str:
    return "|".join(sorted(map(re.escape, answer_words()), key=len, reverse=True))


def _in_context(found: list[Answer]) -> Iterator[Answer]:
    """Give each answer the number under which it is cited, and the theme and role of the question above it."""
    number: str | None = None
    area: str | None = None
    context, theme = Role.HEADING, None
    area_theme: Theme | None = None
    for answer in found:
        if answer.role in _TOPICS:
            context, theme, area, area_theme = answer.role, answer.theme, None, None
        if answer.role is Role.AREA:
            area_theme = answer.theme
        printed = answer.number
        if printed and printed.startswith("?") and answer.role is not Role.HEADING:
            letter = printed[1:]
            if answer.role is Role.AREA or (letter not in _ROMAN and area is None) or answer.role not in _FIELDS:
                area = letter if answer.role is Role.AREA else None
                cited = f"{number}.{letter}" if number else None
            else:
                cited = f"{number}.{area or letter}" if number else None
        else:
            titled = answer.key.startswith("heading.") or answer.role is Role.HEADING
            number = None if titled else printed or number
            cited = None if titled else printed or (f"{number}.{area}" if area and answer.role in _FIELDS else number)
        own = answer.theme or area_theme or theme
        yield replace(answer, number=cited, theme=own, context=context)


def line_at(document: Document, offset: int) -> Line:
    """Return the line in which an offset of the text lies."""
    return document.lines[bisect_right(document.starts, offset) - 1]


def reading_language(document: Document) -> Lexicon:
    """Return the lexicon in which most of a document's small words stand; English where none is known."""
    return lexicon(max(LANGUAGES, key=lambda language: language_share(document.text, language)))


def language_share(text: str, language: str) -> int:
    """Return how many small words of a language a text holds."""
    small = set(map(fold, lexicon(language).words("function_words")))
    return sum(word in small for word in re.findall(r"[a-z]+", fold(text)))


def reading_of(answer: Answer, reading: Lexicon) -> Lexicon:
    """Return the lexicon of the language in which an answer is written: forms are filled in other languages too."""
    own = language_share(answer.excerpt.text, reading.language)
    other = max(
        (language for language in LANGUAGES if language != reading.language),
        key=lambda one: language_share(answer.excerpt.text, one),
    )
    return lexicon(other) if language_share(answer.excerpt.text, other) > 2 * own + 1 else reading
