"""Training told by the thing that is asked with it: "two machines; four operators per machine" is training for eight."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Item, Kind
from .asks import Ask
from .lexicons import Lexicon

_PER = r"(?<![\w.,])(?P<each>\d+|{numbers})\s(?:{persons}\s)?(?:{per_one }{each }?|{for }{each })(?P<thing>[a-z-]{4,}(?:\s[a-z-]+){0,2})"


def per_thing(own: Sequence[Ask], earlier: Sequence[Ask], folded: str, offset: int, reading: Lexicon) -> list[Ask]:
    """Return the asks of a folded clause, training that is counted "per machine" being for all machines that are asked.

    Parameters
    ----------
    own : sequence of Ask
        Of the clause.
    earlier : sequence of Ask
        Of the answer before it.
    offset : int
        Where the clause starts in the excerpt.
    """
    told: list[Ask] = []
    meant: list[tuple[int, int]] = []
    for ask in own:
        place = reading.shape(_PER).search(folded, max(0, ask.start - offset)) if ask.kind is Kind.TRAINING else None
        if place is None:
            told.append(ask)
            continue
        meant.append((offset + place.start(), offset + place.end()))
        named = {hit.entry for hit in reading.hits("items", place["thing"])}
        if not named and reading.search("machines", place["thing"]):
            named = {Item.MARKING_MACHINE, Item.CUTTER, Item.SHREDDER, Item.OTHER_EQUIPMENT}
        things = [one for one in (*earlier, *own) if one.item in named and not _within(one, meant)]
        total = sum(one.quantity for one in things if one.quantity is not None)
        each = place["each"]
        count = Decimal(each) if each.isdigit() else Decimal(str(reading.mapping("numbers")[each]))
        told.append(replace(ask, quantity=count * total) if total > 1 else ask)
    return [ask for ask in told if ask.kind is not Kind.EQUIPMENT or not _within(ask, meant)]


def _within(ask: Ask, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= ask.start < end for start, end in places)
