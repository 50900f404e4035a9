"""Rows of a table -> lines of text; the one place that knows the questionnaire's columns (PDF, DOCX, XLSX, HTML)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..documents import TICKED, UNTICKED, Line, LineKind
from ..folding import fold
from ..lexicons import answer_words, question_words, shape, source_words
from .ticks import normalise_ticks

_LABEL = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\)?|\(?[a-z]{1,4}[.)]|(?P<word>[^\W\d_]+)\.?\s?\d{1,2}(?:\.\d{1,2})*")
"""A number of a question that has a cell of its own."""
_CELL, _LEAST, _HEAD = 260, 8, 40
"""Letters that a cell of a State's own table holds at most, and its row at least; those of a head of a column at most."""
_CROSSES = {"x", "v", "\u00d7", TICKED}


@dataclass(frozen=True, slots=True)
class Heads:
    """Which column of a questionnaire table is which.

    Attributes
    ----------
    answers : Mapping of int to str
        Column to its head as printed: ``Yes``, ``Non``, ``En curso``.
    """

    source: int | None = None
    question: int | None = None
    answers: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: Sequence[str]) -> "Heads | None":
        """Return the heads if a row is one: a yes and a no, each alone in its cell, and a cell for the question.

        Examples
        --------
        >>> Heads.of(["Sources", "Question", "Yes", "No", "Developing"]).answers
        {2: 'Yes', 3: 'No', 4: 'Developing'}
        >>> Heads.of(["No.", "Question", "Yes", "No", "Comments"]).answers
        {2: 'Yes', 3: 'No'}
        >>> Heads.of(["", "Is there a law?", "Yes"]) is None
        True
        """
        answers = {n: cell.strip() for n, cell in enumerate(cells) if fold(cell.strip()) in answer_words()}
        meanings = {answer_words()[fold(text)] for text in answers.values()}
        if not {"yes", "no"} <= meanings or len(cells) > len(answers) + 5:
            return None
        others = [n for n in range(len(cells)) if n not in answers]
        titles = {fold(cells[n].strip()) for n in others}
        known = titles & {*source_words(), *question_words()}
        if not others or not (titles <= {*known, ""} or (known and max(map(len, titles)) <= _HEAD)):
            return None
        source = next((n for n in others if fold(cells[n].strip()) in source_words()), None)
        question = next((n for n in others if fold(cells[n].strip()) in question_words()), None)
        question = question if question is not None else next((n for n in reversed(others) if n != source), None)
        return cls(source, question, answers)


def tick_line(ticks: Mapping[int, str], heads: Heads, page: int) -> Line | None:
    """Return the line that says which heads are ticked, ``☒ Yes ☐ No``; None where no box was drawn."""
    shown = [f"{ticks[n]} {heads.answers[n]}" for n in sorted(heads.answers) if n in ticks]
    return Line("   ".join(shown), page, hard=True) if shown else None


def _own_row(cells: Sequence[Sequence[str]]) -> str | None:
    """Return a row of a State's own table as one line, its cells parted by ``|``; None where it may be a question's."""
    texts = [" ".join(text.strip() for text in cell if text.strip()) for cell in cells]
    filled = [text for text in texts if text]
    if len(texts) < 3 or len(filled) < 2 or max(map(len, filled)) > _CELL:
        return None
    if any(TICKED in text or UNTICKED in text or text.endswith(("?", ":")) for text in filled):
        return None
    if re.fullmatch(r"\(?[a-z]{1,4}[.)]|\d{1,2}(?:\.\d{1,2})+\.?", texts[0]) or sum(map(len, filled)) < _LEAST:
        return None
    return " | ".join(texts)


def _is_label(text: str) -> bool:
    """Say whether a cell is the number of a question and nothing else: ``7.4.1``, ``Q 23``."""
    found = _LABEL.fullmatch(text)
    word = found["word"] if found else None
    return found is not None and (
        word is None or shape("{question_labels}|{number_signs}").fullmatch(fold(word)) is not None
    )


def _labelled(texts: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Return the cells of a row with its number before its question, and those that only answer yes or no apart."""
    if len(texts) > 1 and len(texts[0]) == 1 and _is_label(texts[0][0]):
        texts[:2] = [[f"{texts[0][0]} {texts[1][0]}", *texts[1][1:]]]
    answers = [cell for cell in texts if fold(" ".join(cell)) in answer_words()]
    texts = [cell for cell in texts if cell not in answers]
    ticked = len(texts) == 2 and texts[1][0].startswith((TICKED, UNTICKED))
    told = len(texts) == 2 and (len(" ".join(texts[1]).split()) > 3 or "@" in texts[1][0])
    if told and len(texts[0]) == 1 and not ticked:
        texts[0] = [texts[0][0] if texts[0][0][-1] in "?:." else f"{texts[0][0]}:"]
    if (
        len(texts) > 1
        and not ticked
        and all(len(cell) == 1 and len(cell[0]) <= 90 and cell[0][-1] not in "?:" for cell in texts)
    ):
        texts = [[" | ".join(cell[0] for cell in texts)]]
    return texts, answers


def row_lines(
    cells: Sequence[Sequence[str]], columns: Sequence[int | None], heads: Heads, page: int, *, wrapped: bool
) -> list[Line]:
    """Return the lines of one row.

    Parameters
    ----------
    cells : sequence of sequence of str
        The lines of each cell.
    columns : sequence of int or None
        Which column of the head each cell stands under; None where it spans several.
    heads : Heads
        Of the table, or empty ones.
    page : int
        From 1.
    wrapped : bool
        Whether the lines of a cell are wrapped text, as in a PDF, and not paragraphs.
    """
    if not heads.answers and (whole_row := _own_row(cells)):
        return [Line(whole_row, page, hard=True)]
    lines: list[Line] = []
    ticks: dict[int, str] = {}
    texts: list[list[str]] = []
    for cell, column in zip(cells, columns, strict=True):
        content = [text for line in cell if (text := normalise_ticks(line).strip())]
        whole = " ".join(content)
        if column is not None and column in heads.answers:
            if whole in (TICKED, UNTICKED) or fold(whole) in _CROSSES:
                ticks[column] = UNTICKED if whole == UNTICKED else TICKED
                continue
            if fold(whole) == fold(heads.answers[column]):
                ticks[column] = TICKED
                continue
        if column is not None and column == heads.source and content and len(whole) < 60:
            lines += [Line(text, page, LineKind.SOURCE, hard=True) for text in content]
        elif content:
            texts.append(content)
    texts, answers = _labelled(texts)
    for cell in [*texts, *answers]:
        lines += [Line(text, page, hard=not wrapped or number == 0) for number, text in enumerate(cell)]
    if line := tick_line(ticks, heads, page):
        lines.append(line)
    return lines
