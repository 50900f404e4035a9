"""Heads of questionnaire tables that a conversion left between the lines, told from answers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from .documents import Line, LineKind
from .folding import fold
from .lexicons import answer_words, question_words, source_words


def mark_table_heads(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Mark the heads of questionnaire tables that a conversion left between the lines, together or one by one."""
    kept = list(lines)
    run: list[int] = []
    for index, line in enumerate(lines):
        if not line.told:
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
