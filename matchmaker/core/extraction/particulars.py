"""A segment -> what else it says of its ask: for whom, where, when, how urgent, on which condition, with women."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ..gazetteer import Gazetteer
from .lexicons import Lexicon
from .periods import periods

_WORD = r"[A-Z\u00c0-\u00dd][\w'\u2019-]+"
_NAME = rf"{_WORD}(?:(?:[ -](?:d[eu]s?|del|la|le|el|of))*[ -]{_WORD})*"


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
        if len(slugs) == 2 and first.end >= last.start - 4 and inner and not _listed(folded[first.end : last.start]):
            return next(slug for slug in slugs if slug not in inner) if len(inner) == 1 else slugs[0]
        return printed[first.start : last.end]
    return slugs[0] if slugs else None


def _listed(between: str) -> bool:
    return bool(re.search(r",|\b(?:and|et|y|or|ou|o)\b", between))


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
    places = "|".join(sorted((re.escape(word.lower()) for word in lexicon.words("places")), key=len, reverse=True))
    return (
        re.compile(rf"(?i:\b(?:{places})\b)(?:\s+(?:de|d'|du|of|at|in|\u00e0|en))?\s*({_NAME})"),
        re.compile(rf"(?<!\w)(?:{'|'.join(lexicon.words('at'))})\s+({_NAME})"),
    )


def _site(printed: str, folded: str, lexicon: Lexicon, gazetteer: Gazetteer) -> str | None:
    taken = [
        (start, end) for start, end, _ in (*gazetteer.find_states(printed), *gazetteer.find_organisations(printed))
    ]
    place, at = _places(lexicon)
    named = place.search(printed)
    found = named or at.search(printed)
    if (
        found is None
        or re.fullmatch(r"[A-Z]{2,3}", found[1])
        or any(start < found.end(1) and found.start(1) < end for start, end in taken)
    ):
        return None
    name = found[1]
    if lexicon.hits("themes", folded[found.start(1) : found.end(1)]) or lexicon.search(
        "months", folded[found.start(1) : found.end(1)]
    ):
        return None
    if any(
        lexicon.search(f"language_names.{code}", folded[found.start(1) : found.end(1)])
        for code in lexicon.words("language_names")
    ):
        return None
    return found[0].strip() if named and re.search(r"(?:de|d'|du|of)\s*" + re.escape(name), found[0]) else name


def condition(folded: str, lexicon: Lexicon) -> re.Match[str] | None:
    """Return where a folded text states a condition: ``subject to``, ``if``; not "grateful if", "if possible".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> condition("we would be grateful if a course could be held", lexicon("en")) is None
    True
    """
    excused = [match.span() for match in lexicon.pattern("not_conditions").finditer(folded)]
    excused += [match.span() for match in _worth_if(lexicon).finditer(folded)]
    for cue in lexicon.pattern("conditions").finditer(folded):
        if not any(start <= cue.start() < end for start, end in excused):
            return cue
    return None


@cache
def _worth_if(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of "useful if", which tells what is wished and no condition."""
    return re.compile(rf"(?:{lexicon.pattern('cues.worths').pattern})\s(?:if|si|que)\s")


def is_yes(cue: re.Match[str], printed: str) -> bool:
    """Say whether a cue of a condition is the Spanish word for yes, which only its accent tells from "if"."""
    return printed[cue.start() : cue.end()].lower() == "s\u00ed"


def _condition(folded: str, printed: str, lexicon: Lexicon) -> str | None:
    cue = condition(folded, lexicon)
    if cue and is_yes(cue, printed):
        return None
    return (printed[cue.start() :].strip(" .;,)") or None) if cue else None


def _languages(folded: str, lexicon: Lexicon) -> tuple[str, ...]:
    found = []
    cue = lexicon.pattern("in_language").pattern
    for code in lexicon.words("language_names"):
        name = lexicon.pattern(f"language_names.{code}").pattern
        if re.search(rf"(?:{cue})\s+(?:[a-z]+\s*(?:,|and|et|y|or|ou|o)\s*)?(?:{name})", folded):
            found.append(code)
    return tuple(found)


def readiness(sentences: Sequence[str], lexicon: Lexicon) -> dict[str, bool | None]:
    """Return whether folded sentences place an ask in the action plan, on an assessment, under a measurable goal."""
    found: dict[str, bool | None] = {}
    for name in ("project_proposal", "action_plan", "assessment", "measurable_goal"):
        no = any(lexicon.search(f"readiness.{name}.no", sentence) for sentence in sentences)
        yes = any(lexicon.search(f"readiness.{name}.yes", sentence) for sentence in sentences)
        found[name] = False if no else True if yes else None
    return found
