"""Sentences that tell what an ask before them costs: "The cost of the machines is USD 60,000", "Estimated budget:"."""

import re
from collections.abc import Sequence

from ..vocabulary import Kind
from .asks import Ask
from .clauses import Clause
from .excerpts import Excerpt
from .found import Found
from .lexicons import Lexicon

_OPENING = 4
"""Letters before the first word of a part, such as the mark of a list."""


def labels_cost(text: Excerpt, clause: Clause, reading: Lexicon) -> bool:
    """Say whether a clause is the label of a cost: "Estimated budget:"."""
    label = text.folded[clause.start : clause.end].strip()
    return label.endswith(":") and reading.pattern("label_cost").fullmatch(label.rstrip(" :")) is not None


def is_cost(text: Excerpt, read: Sequence[Ask], found: Sequence[Found], reading: Lexicon) -> bool:
    """Say whether a sentence states what an ask before it costs: "The cost of the machines is USD 60,000"."""
    folded = text.folded[read[0].sentence[0] : read[0].sentence[1]]
    kinds = {one.ask.kind for one in found} | {Kind.FUNDING}
    costs = reading.search("cost_nouns", folded) is not None and not any(
        hit.entry == Kind.FUNDING and reading.search("cost_nouns", folded[hit.start : hit.end])
        for hit in reading.hits("heads", folded)
    )
    costs = costs or (len(found) > 1 and _is_total(folded, read[0], reading))
    topic = read[0].topic
    another = topic.explicit and all(topic.theme is not one.theme for one in found)
    if another and reading.search("active_requests", folded):
        return False  # "As for borders, we request a post, valued at EUR 90,000"
    return (
        len(read) == 1
        and read[0].money is not None
        and not _starts_activity(text, read[0], reading)
        and read[0].kind in kinds
        and costs
        and read[0].quantity is None
    )


def _is_total(folded: str, ask: Ask, reading: Lexicon) -> bool:
    """Say whether a folded sentence names nothing but what all asks before it cost: "The total of the above is put at EUR 310,000"."""
    if ask.kind is not Kind.FUNDING or ask.money is None or reading.hits("heads", folded):
        return False
    return reading.search("totals", folded[: ask.money.start]) is not None


def pays_for(text: Excerpt, read: Sequence[Ask], found: Sequence[Found], reading: Lexicon) -> bool:
    """Say whether a sentence tells what a sum would do for the ask before it: "USD 45,000 would see it through one year"."""
    first, last = read[0].sentence
    folded, money = text.folded[first:last], read[0].money
    alone = len(read) == 1 and read[0].kind is Kind.FUNDING and money is not None and found[-1].ask.money is None
    if not alone or money is None or found[-1].ask.kind is not Kind.FUNDING:
        return False
    verb = reading.pattern("cues.conditionals").match(folded[money.end :].lstrip())
    return verb is not None and not re.search(r"\w", folded[: money.start])


def _starts_activity(text: Excerpt, ask: Ask, reading: Lexicon) -> bool:
    """Say whether a priced part starts with what it would do: "(ii) refurbishment of four rooms at a cost of ..."."""
    folded = text.folded[ask.sentence[0] : ask.sentence[1]]
    named = reading.hits("heads", folded)
    return bool(named) and named[0].entry == "activity" and named[0].start < _OPENING
