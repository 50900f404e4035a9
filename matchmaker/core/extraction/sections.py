"""Document -> answers: what the State wrote under each question, with ticks read and the question's topic known."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..vocabulary import Theme
from .catalogue import Role
from .documents import TICKED, UNTICKED, Document, Line
from .excerpts import Excerpt, excerpt, words_of
from .lexicons import Lexicon
from .questions import Start, questions
from .table_heads import mark_table_heads
from .ticked import BOXES, ticks

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


_OPENING, _LEAD = {Role.REQUESTED, Role.RECEIVED, Role.PROVIDED, Role.CONSIDERED}, 120
"""Titles whose parts are the titles that follow, if they have no more text of their own than this."""


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


def answers(document: Document, reading: Lexicon) -> tuple[Answer, ...]:
    """Return the answers of a document in order, with what stands before the first question as the first.

    Parameters
    ----------
    document : Document
    reading : Lexicon
        Of the report's language.
    """
    lines = mark_table_heads(document.lines)
    document = replace(document, lines=lines)
    words = words_of(lines)
    starts = list(questions(lines, reading))
    found: list[Answer] = []
    if before := _answer(document, None, 0, starts[0].line if starts else len(lines), reading, words):
        found.append(replace(before, role=Role.HEADING, context=Role.HEADING))
    following = [start.line for start in starts[1:]] + [len(lines)]
    for start, end in zip(starts, following, strict=False):
        if answer := _answer(document, start, start.end_line, end, reading, words):
            found.append(answer)
    return tuple(_in_context(found))


def _answer(
    document: Document, start: Start | None, first: int, last: int, reading: Lexicon, words: frozenset[str]
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
        lines[start.line].text[: len(lines[start.line].text) - len(lines[start.line].text.lstrip(f" {BOXES}"))]
        if start
        else ""
    )
    tick, boxes = ("yes", True) if TICKED in before else (None, UNTICKED in before)
    for index in range(first, last):
        if not lines[index].told or not lines[index].text.strip():
            continue
        read = ticks(lines[index].text)
        if read is None:
            continue
        if not read[1] and index > first and lines[index - 1].text.rstrip().endswith(":"):
            continue  # "Funds:" and, on the next line, "no"
        own, shown, rest = read
        tick, boxes = tick or own, boxes or shown
        lines[index] = replace(lines[index], text=" " * (len(lines[index].text) - len(rest)) + rest)
    answer = excerpt(document, first, last, reading, words, lines=lines)
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


def _in_context(found: list[Answer]) -> Iterator[Answer]:
    """Give each answer the number under which it is cited, and the theme and role of the question above it."""
    number: str | None = None
    area: str | None = None
    section: Role | None = None
    context, theme = Role.HEADING, None
    area_theme: Theme | None = None
    for answer in found:
        section = _section(answer, section)
        if section is not None and answer.role is Role.HEADING:
            answer = replace(answer, role=section)
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


def _section(answer: Answer, open_: Role | None) -> Role | None:
    """Return what the titles of themes that follow are parts of: "What we lack" opens "Marking" and "Depots" below it."""
    if answer.number is None and answer.role in _OPENING and len(answer.excerpt.text) < _LEAD:
        return answer.role
    themed = answer.role is Role.HEADING and (answer.theme is not None or answer.key.startswith("heading."))
    return open_ if themed else None


def line_at(document: Document, offset: int) -> Line:
    """Return the line in which an offset of the text lies."""
    return document.lines[bisect_right(document.starts, offset) - 1]
