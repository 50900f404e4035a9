"""A segment -> what else it says of its ask: for whom, where, when, how urgent, on which condition, with women."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ..gazetteer import Gazetteer
from .folding import fold_keeping_capitals
from .lexicons import Lexicon, shape
from .periods import periods

_WORD = r"[A-Z][\w'-]+"
_NAME = rf"{_WORD}(?:(?:[ -](?:{{of}}|{{the}}))*[ -]{_WORD})*"
"""A name of a place, which may be of another language than the text: "Rivière du Rempart"."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a segment says beside what it asks; None where it says nothing."""

    beneficiary: str | None = None
    site: str | None = None
    start: date | None = None
    end: date | None = None
    women: bool | None = None
    priority: str | None = None
    condition: str | None = None
    languages: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def beneficiary(folded: str, printed: str, lexicon: Lexicon) -> str | None:
    """Return the agency that a folded segment names: its slug, or the words where it names several."""
    for other in lexicon.pattern("not_agencies").finditer(folded):
        folded = folded[: other.start()] + " " * (other.end() - other.start()) + folded[other.end() :]
    subordinate = lexicon.search("subordinates", folded)
    hits = lexicon.hits("beneficiaries", folded[: subordinate.start()] if subordinate else folded)
    slugs = list(dict.fromkeys(hit.entry for hit in hits))
    if len(slugs) > 1:
        first, last = hits[0], hits[-1]
        inner = {slug for slug in slugs if slug in ("police", "army", "customs")}
        if (
            len(slugs) == 2
            and first.end >= last.start - 4
            and inner
            and not lexicon.shape(r",|{and}|{or}").search(folded[first.end : last.start])
        ):
            return next(slug for slug in slugs if slug not in inner) if len(inner) == 1 else slugs[0]
        return printed[first.start : last.end]
    return slugs[0] if slugs else None


def particulars(
    folded: str, printed: str, lexicon: Lexicon, gazetteer: Gazetteer, state: str | None, cycle: int | None
) -> Particulars:
    """Return what a segment says beside what it asks.

    Parameters
    ----------
    folded, printed : str
        The same segment, folded and as it stands.
    state, cycle : str or None, int or None
        Of the report: a State that names itself is no member, and a period before the cycle is history.
    """
    period = next(
        (p for p in periods(folded, lexicon) if cycle is None or (p.last or p.first or date.max).year >= cycle), None
    )
    priority = lexicon.search("priority", folded)
    return Particulars(
        beneficiary=beneficiary(folded, printed, lexicon),
        site=_site(printed, folded, lexicon, gazetteer),
        start=period.first if period else None,
        end=period.last if period else None,
        women=True if lexicon.search("women", folded) else None,
        priority=printed[priority.start() : priority.end()] if priority else None,
        condition=_condition(folded, printed, lexicon),
        languages=_languages(folded, lexicon),
        members=members(printed, gazetteer, state),
    )


def members(printed: str, gazetteer: Gazetteer, state: str | None) -> tuple[str, ...]:
    """Return the States for which several ask together, as codes; one alone is no group."""
    named = tuple(dict.fromkeys(code for *_, code in gazetteer.find_states(printed)))
    return named if len(set(named) - {state}) >= 1 and len(named) > 1 else ()


@cache
def _places(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a name behind a word for a place, and behind "at"."""
    name = shape(_NAME).pattern
    return (
        lexicon.shape(rf"(?i:{{places}})(?:\s+(?:(?P<of>{{of}})|{{at}}|{{in}}))?\s*(?P<name>{name})"),
        lexicon.shape(rf"{{at }}(?P<name>{name})"),
    )


def _site(printed: str, folded: str, lexicon: Lexicon, gazetteer: Gazetteer) -> str | None:
    taken = [
        (start, end) for start, end, _ in (*gazetteer.find_states(printed), *gazetteer.find_organisations(printed))
    ]
    large = fold_keeping_capitals(printed)
    behind_place, behind_at = _places(lexicon)
    place = behind_place.search(large)
    found = place or behind_at.search(large)
    if found is None or re.fullmatch(r"[A-Z]{2,3}", found["name"]):
        return None
    first, last = found.span("name")
    if any(start < last and first < end for start, end in taken):
        return None
    name = folded[first:last]
    if lexicon.search("months", name) or any(lexicon.hits(other, name) for other in ("themes", "language_names")):
        return None
    return printed[found.start() : last] if place and place["of"] else printed[first:last]


def condition(folded: str, lexicon: Lexicon) -> re.Match[str] | None:
    """Return where a folded text states a condition: ``subject to``, ``if``; not "grateful if", "if possible".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> condition("we would be grateful if a course could be held", lexicon("en")) is None
    True
    """
    excused = [match.span() for match in lexicon.pattern("not_conditions").finditer(folded)]
    excused += [match.span() for match in lexicon.shape(r"{cues.worths}\s{if }").finditer(folded)]
    for cue in lexicon.pattern("conditions").finditer(folded):
        if not any(start <= cue.start() < end for start, end in excused):
            return cue
    return None


def is_yes(cue: re.Match[str], printed: str, lexicon: Lexicon) -> bool:
    """Say whether a cue of a condition is the word for yes, which in Spanish only its accent tells from "if"."""
    return printed[cue.start() : cue.end()].lower() in lexicon.words("answers.yes")


def _condition(folded: str, printed: str, lexicon: Lexicon) -> str | None:
    cue = condition(folded, lexicon)
    if cue is None or is_yes(cue, printed, lexicon):
        return None
    return printed[cue.start() :].strip(" .;,)") or None


def _languages(folded: str, lexicon: Lexicon) -> tuple[str, ...]:
    before = lexicon.shape(r"{in_language }(?:[a-z]+\s*(?:,|{and}|{or})\s*)?$")
    named = {hit.entry for hit in lexicon.hits("language_names", folded) if before.search(folded[: hit.start])}
    return tuple(code for code in lexicon.words("language_names") if code in named)


def readiness(sentences: Sequence[str], lexicon: Lexicon) -> dict[str, bool | None]:
    """Return whether folded sentences place an ask in the action plan, on an assessment, under a measurable goal."""
    found: dict[str, bool | None] = {}
    for name in ("project_proposal", "action_plan", "assessment", "measurable_goal"):
        no = any(lexicon.search(f"readiness.{name}.no", sentence) for sentence in sentences)
        yes = any(lexicon.search(f"readiness.{name}.yes", sentence) for sentence in sentences)
        found[name] = False if no else True if yes else None
    return found
