"""Duplication, rules for offers: two offers, or an offer and an engagement, of the same kind of help."""

from ..vocabulary import RecordType, Relation
from .comparison import Comparison
from .decisions import Decision, sure, unrelated
from .facts import Facts
from .rules_needs import in_order, other_phase
from .senses import Sense


def with_offer(a: Facts, b: Facts, comparison: Comparison) -> Decision:
    """Judge an offer and another offer, or an engagement."""
    first, second = in_order(a, b)
    both_offers = a.record.type is b.record.type is RecordType.OFFER
    if comparison.phase.different:
        return other_phase(first, second, comparison)
    if comparison.site.different:
        return unrelated("different sites, each on its own")
    follows = "renewal" in second.cues and "renewal" not in first.cues
    if comparison.time.different or follows:
        if comparison.provider.same:
            return sure(Relation.RENEWAL, comparison, "the same giver's help, later", base=0.7)
        return unrelated(f"not in the same time: {comparison.time.detail}")
    if comparison.topic.different and comparison.text.score < 0.3 and not comparison.quantity.same:
        return unrelated(f"another topic: {comparison.topic.detail}")
    if both_offers and _published_twice(a, b, comparison):
        return sure(Relation.RESTATED, comparison, "one offer, published twice", base=0.66)
    return sure(Relation.OVERLAPPING, comparison, "the same help to the same beneficiary at the same time", base=0.64)


def _published_twice(a: Facts, b: Facts, comparison: Comparison) -> bool:
    """Say whether two offers are one: the same giver, the same circle, and no number against it."""
    if comparison.provider.sense not in (Sense.SAME, Sense.NEAR) or a.states != b.states:
        return False
    return not (comparison.quantity.different or comparison.amount.different) and comparison.time.score >= 0.4
