"""Sentences that only tell what is missing before another says what is asked: "The stores have no shelving. Sixty racks"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..vocabulary import Kind
from .excerpts import Excerpt
from .found import Found
from .lexicons import Lexicon
from .stances import cued

_NEAR = 160
"""Letters within which the ask follows what is missing."""


def without_gaps(found: Sequence[Found], text: Excerpt, reading: Lexicon) -> list[Found]:
    """Return asks without things that are only told as missing, or as too few, where the next ask says what is wanted."""
    gaps = [one for one, after in pairwise(found) if _is_gap(one, after, text, reading)]
    return [one for one in found if not any(one is gap for gap in gaps)]


def _is_gap(one: Found, after: Found, text: Excerpt, reading: Lexicon) -> bool:
    first, last = one.ask.sentence
    announced = one.ask.unknown and one.ask.kind is Kind.FUNDING and one.ask.money is None and not after.ask.unknown
    if announced and after.ask.sentence[0] >= last and "\n" not in text.folded[last : after.ask.sentence[0]]:
        return (
            re.search(r"\d", text.folded[first:last]) is None
        )  # "Unification of the registers. An expert for 40 days"
    if {one.ask.kind, after.ask.kind} != {Kind.EQUIPMENT} or one.ask.money or after.ask.quantity is None:
        return False
    between = text.folded[last : after.ask.sentence[0]]
    if after.ask.sentence[0] < last or len(between) > _NEAR or "\n" in between:
        return False
    folded = text.folded[first:last]
    if reading.search("insufficient", folded):
        return True
    gap = reading.shape(r"[^,;:()]{0,60}?{cues.gaps}").match(folded)
    return gap is not None and one.ask.quantity is None and not cued(folded, reading)
