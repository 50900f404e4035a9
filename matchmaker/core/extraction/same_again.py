"""An answer that only says "the same", "Same as under transfers" -> the kinds of help that the answer meant asks for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..vocabulary import Kind
from .asks import Report
from .found import Found
from .sections import Answer
from .topics import theme_hits

_LONG = 80
"""Letters up to which an answer says nothing else."""
_NUMBER = re.compile(r"\b\d{1,2}(?:\.\d{1,2}){0,2}\b")


def same_again(answer: Answer, groups: Sequence[Sequence[Found]], report: Report) -> list[Found]:
    """Return what an answer asks for by pointing to another: the one before, or the one that it names by number or matter.

    Only kinds of help are repeated: a number of things or days asked for once is not asked for twice by "ditto".

    Parameters
    ----------
    groups : sequence of sequence of Found
        What the questions before asked for, one group a question.
    """
    folded, reading = answer.excerpt.folded.strip(), report.reading
    told = reading.pattern("ditto").match(folded.lstrip(" -(")) if len(folded) < _LONG else None
    if told is None or not groups:
        return []
    rest = folded[folded.find(told[0]) + len(told[0]) :]
    numbers = [one[0] for one in _NUMBER.finditer(rest)]
    themes = [hit.entry for hit in theme_hits(rest, reading)]
    meant = groups[-1]
    if numbers or themes:
        meant = next(
            (
                group
                for group in reversed(groups)
                if group and ((group[0].answer.number or "").startswith(tuple(numbers)) or group[0].theme in themes)
            ),
            (),
        )
    elif re.search(r"[^\W\d_]{4}", reading.pattern("prepositions").sub(" ", rest)):
        return []
    place = (0, len(answer.excerpt.text.rstrip(" .")))
    counsel = [one for one in meant if one.ask.kind in (Kind.LEGAL, Kind.EXPERTISE)]
    repeated = [one for one in meant if one.ask.vague or (one in counsel and one.ask.quantity is None)]
    return [
        replace(
            one,
            ask=replace(one.ask, start=place[0], end=place[1], sentence=place, quantity=None, money=None, unread=False),
            theme=answer.theme or one.theme,
            answer=answer,
            text=answer.excerpt,
            also=(),
        )
        for one in repeated or counsel[:1]
    ]
