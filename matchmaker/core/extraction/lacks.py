"""What a text says is lacking -> whose lack it is, and whether it only leads up to what is asked: "without equipment, five computers"."""

import re
from collections.abc import Sequence

from ..vocabulary import Kind
from .found import Found
from .heads import Form, Head
from .lexicons import Lexicon
from .stances import cued, is_gap_title

_DENIED = r"(?:{without}|{denials})\s*(?:[\w'-]+\W){0,3}$"
_COUNT = r"(?:{numbers}|\d+)\s(?:[\w-]+\s)?$"
_OPENING = 20
"""Letters before the agency with which a sentence starts that tells what it lacks."""


def only_lead_up(folded: str, heads: Sequence[Head], reading: Lexicon) -> list[Head]:
    """Return the heads of a folded clause that only name a lack before something is asked: "still without equipment, two safes".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> from .segments import grammar
    >>> told = "for the commission, still without equipment, five computers"
    >>> [told[one.start : one.end] for one in only_lead_up(told, grammar("en").heads(told), lexicon("en"))]
    ['equipment']
    """
    lacks = [
        head
        for head in heads
        if (head.form is Form.NOUN and is_lack(folded, head, reading))
        or _is_counted_later(folded, head, heads, reading)
    ]
    return lacks if any(head not in lacks and head.form is not Form.ADJECTIVE for head in heads) else []


def _is_counted_later(folded: str, head: Head, heads: Sequence[Head], reading: Lexicon) -> bool:
    """Say whether a thing that is denied is asked by number later: "had no vehicles, and proposed that six vehicles be sought"."""
    if head.form is not Form.ITEM or not reading.shape(_DENIED).search(folded[: head.start]):
        return False
    later = (other for other in heads if other.item is head.item and other.start > head.end)
    return any(reading.shape(_COUNT).search(folded[head.end : other.start]) for other in later)


def is_lack(folded: str, head: Head, reading: Lexicon) -> bool:
    """Say whether a head names equipment behind a word for its lack, uncounted: "without equipment", "no safes"."""
    named = head.kind is Kind.EQUIPMENT and head.form in (Form.NOUN, Form.ITEM)
    return named and reading.shape(r"{without}\s*(?:[\w'-]+\s)?$").search(folded[: head.start]) is not None


def without_lacks(found: Sequence[Found], reading: Lexicon) -> list[Found]:
    """Return the asks of an answer without the lack that led up to them: "no office, no rolling stock. To be supplied: a vehicle"."""
    asking = [one.ask for one in found if one.ask.kind is Kind.EQUIPMENT and not one.ask.lack]
    labels = [one.ask.sentence[0] for one in found if _is_behind_label(one, reading)]
    return [
        one
        for one in found
        if not (one.ask.lack and asking and (_is_nothing_named(one, reading) or max(labels, default=0) > one.ask.end))
    ]


def without_broken(found: Sequence[Found], reading: Lexicon) -> list[Found]:
    """Return the asks of an answer without what it only tells as broken before it asks: "The furnace is broken. A shredder is sought"."""
    last = max((one.ask.sentence[0] for one in found), default=0)
    return [
        one
        for one in found
        if one.ask.sentence[0] == last or not _only_broken(one.text.folded[slice(*one.ask.sentence)], reading)
    ]


def _only_broken(folded: str, reading: Lexicon) -> bool:
    told = reading.search("broken", folded)
    return told is not None and not cued(folded, reading) and not re.search(r"[,;:]", folded)


def _is_nothing_named(one: Found, reading: Lexicon) -> bool:
    return not reading.hits("items", one.text.folded[one.ask.start : one.ask.end])


def _is_behind_label(one: Found, reading: Lexicon) -> bool:
    """Say whether an ask stands behind a label of its clause that asks: "To be supplied: a vehicle"."""
    part = one.text.folded[slice(*one.ask.sentence)]
    label = part.partition(":")[0].strip(" -*")
    return is_gap_title(part, reading) or (
        ":" in part and reading.pattern("asking_titles").fullmatch(label) is not None
    )


def agency_without(before: str, reading: Lexicon) -> str | None:
    """Return the agency that the last of some folded sentences calls without something: "The Prisons have no safe; 22 would do".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> agency_without("the prisons have no safe; ", lexicon("en"))
    'prisons'
    """
    sentence = re.split(r"[.\n]\s", before.rstrip(" ;:,."))[-1]
    agencies = reading.hits("beneficiaries", sentence)
    gap = reading.search("cues.gaps", sentence) if len(agencies) == 1 else None
    opening = gap is not None and agencies[0].start < _OPENING and agencies[0].end <= gap.start()
    return agencies[0].entry if opening else None
