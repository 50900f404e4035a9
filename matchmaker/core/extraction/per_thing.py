"""Training told by the thing that is asked with it: "two machines; four operators per machine" is training for eight."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ..vocabulary import Item, Kind
from .asks import Ask
from .lexicons import Lexicon


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
    told = []
    for ask in own:
        place = _per(reading).search(folded, max(0, ask.start - offset)) if ask.kind is Kind.TRAINING else None
        if place is None or ask.quantity is None:
            told.append(ask)
            continue
        things = [one for one in (*earlier, *own) if one.kind is Kind.EQUIPMENT and one.quantity is not None]
        named = {hit.entry for hit in reading.hits("items", place["thing"])}
        if not named and reading.search("machines", place["thing"]):
            named = {Item.MARKING_MACHINE, Item.CUTTER, Item.SHREDDER, Item.OTHER_EQUIPMENT}
        total = sum(one.quantity for one in things if one.item in named and one.quantity is not None)
        told.append(replace(ask, quantity=ask.quantity * total) if total > 1 else ask)
    return told


@cache
def _per(reading: Lexicon) -> re.Pattern[str]:
    each = r"(?:per|for each|par|pour chaque|por|por cada|para cada)"
    numbers = "|".join([r"\d+", *sorted(reading.mapping("numbers"), key=len, reverse=True)])
    return re.compile(
        rf"(?:{numbers})\s(?:{reading.pattern('persons').pattern})\s{each}\s(?P<thing>[a-z-]{{4,}}(?:\s[a-z-]+){{0,2}})"
    )
