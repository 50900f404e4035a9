"""Duplication, rules for engagements: two accounts of the same kind of assistance to the same beneficiary."""

from ..vocabulary import Relation
from .comparison import Comparison
from .decisions import Decision, sure, unrelated, unsure
from .facts import Facts
from .rules_needs import in_order, other_phase
from .senses import Sense


def two_engagements(a: Facts, b: Facts, comparison: Comparison) -> Decision:
    """Judge two engagements: one told twice, two that overlap, or one after the other."""
    first, second = in_order(a, b)
    if comparison.phase.different:
        return other_phase(first, second, comparison)
    one_phase = bool(a.phase.number) != bool(b.phase.number) and (second.phase.number or 1) > 1
    follows = "renewal" in second.cues and "renewal" not in first.cues
    if comparison.site.different:
        if follows or one_phase or (comparison.time.different and comparison.provider.same):
            return sure(Relation.RENEWAL, comparison, "a further lot for another site", base=0.7)
        if "parallel" in a.cues | b.cues:
            return sure(Relation.COMPLEMENTARY, comparison, "parts for different sites, side by side", base=0.65)
        return unrelated("different sites, each on its own")
    if comparison.time.different:
        if comparison.provider.same or follows or one_phase:
            return sure(Relation.RENEWAL, comparison, "the same kind of help, later", base=0.7)
        return unrelated(f"not in the same time: {comparison.time.detail}")
    told_twice = _told_twice(comparison)
    if (follows or one_phase) and not (told_twice and comparison.time.score >= 0.8):
        return sure(Relation.RENEWAL, comparison, "the later one follows the earlier", base=0.7)
    if comparison.topic.different and comparison.text.score < 0.15 and not told_twice:
        return unsure(f"perhaps another topic: {comparison.topic.detail}")
    if told_twice:
        rule = "one engagement, told twice"
        if a.regional != b.regional:
            rule = "a member's line about a regional engagement"
        return sure(Relation.RESTATED, comparison, rule, base=0.62)
    if comparison.provider.sense is Sense.UNKNOWN and comparison.time.sense is Sense.UNKNOWN:
        return unsure("neither days nor parties show whether it is one engagement or two")
    return sure(Relation.OVERLAPPING, comparison, "the same help to the same beneficiary at the same time", base=0.66)


def _told_twice(comparison: Comparison) -> bool:
    """Say whether two accounts are of one engagement: the parties agree, and no number speaks against it."""
    parties, amount, quantity = comparison.provider, comparison.amount, comparison.quantity
    regional = comparison.state.sense is Sense.NEAR
    if parties.different or (amount.different and not regional) or comparison.time.different:
        return False
    if quantity.different and not amount.same and not regional:
        return False
    if parties.sense in (Sense.SAME, Sense.NEAR):
        return comparison.time.score >= 0.4 or amount.same
    strong = amount.same + quantity.same + (comparison.time.score >= 0.8) + comparison.site.same
    return strong >= 2 or (strong >= 1 and comparison.text.score >= 0.4)
