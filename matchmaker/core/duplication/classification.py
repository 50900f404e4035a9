"""Duplication, classification: a comparison in; the relation, how sure, and the rule that says so, out.

Every rule is a sentence of the finer points of the screening format; the first that applies decides.
"""

from ..vocabulary import RecordType, Relation
from . import rules_engagements, rules_needs, rules_offers
from .comparison import Comparison
from .decisions import Decision, sure, unrelated
from .facts import Facts
from .senses import Sense
from .together import KINDS_THAT_MAY_REFER, KINDS_TOGETHER, YEARS_APART, items_together, refers, years_between


def classify(a: Facts, b: Facts, comparison: Comparison) -> Decision:
    """Say how two records relate.

    Parameters
    ----------
    a, b : Facts
        The two records.
    comparison : Comparison
        Of `a` with `b`, in this order.

    Returns
    -------
    Decision
        With ``unrelated`` for every pair that is not worth a look.

    Notes
    -----
    The order of the rules: what keeps two records apart (State, agency, theme), what belongs together (a machine and
    the training on it), then, for the same help, what the types of the two records say.
    """
    types = {a.record.type, b.record.type}
    if types == {RecordType.NEED, RecordType.OFFER}:
        return unrelated("a need and an offer are matched, not screened")
    apart = _apart(a, b, comparison)
    if apart:
        return unrelated(apart)
    decision = _same_or_together(a, b, comparison)
    one_names_none = bool(a.states) != bool(b.states) and not (a.open_to_any or b.open_to_any)
    if one_names_none and _evidence_of_place(comparison) < _ENOUGH:
        return unrelated("one names no State, and little else shows that it is for the other's")
    return decision


def _same_or_together(a: Facts, b: Facts, comparison: Comparison) -> Decision:
    """Judge two records that nothing keeps apart: other help that belongs to it, or the same help."""
    types = {a.record.type, b.record.type}
    if comparison.kind.different or comparison.item.different:
        return _together(a, b, comparison)
    if comparison.theme.sense is Sense.NEAR and not (
        comparison.item.same and comparison.beneficiary.same and comparison.quantity.same
    ):
        return unrelated(comparison.theme.detail)
    if types == {RecordType.NEED}:
        return rules_needs.two_needs(a, b, comparison)
    if types == {RecordType.NEED, RecordType.ENGAGEMENT}:
        need, engagement = (a, b) if a.record.type is RecordType.NEED else (b, a)
        return rules_needs.need_and_engagement(need, engagement, comparison)
    if types == {RecordType.ENGAGEMENT}:
        return rules_engagements.two_engagements(a, b, comparison)
    return rules_offers.with_offer(a, b, comparison)


def _apart(a: Facts, b: Facts, comparison: Comparison) -> str | None:
    """Return what keeps two records apart, whatever else they say."""
    for field in (comparison.state, comparison.beneficiary, comparison.theme):
        if field.different:
            return field.detail
    if a.open_to_any != b.open_to_any and not (a.record.type is b.record.type is RecordType.OFFER):
        return "an offer open to any State overlaps with its giver's offers only"
    if (a.open_to_any or b.open_to_any) and not comparison.provider.same:
        return "offers open to any State overlap with the same giver's only"
    return None


_ENOUGH = 2


def _evidence_of_place(comparison: Comparison) -> int:
    """Count what shows, where one record names no State, that both are for one."""
    shown = (comparison.amount.same, comparison.quantity.same, comparison.provider.same, comparison.text.score >= 0.5)
    return sum(shown) + 2 * comparison.site.same


def _together(a: Facts, b: Facts, comparison: Comparison) -> Decision:
    """Judge two kinds, or two items, of help on one theme for one beneficiary: do they belong together?"""
    if not comparison.theme.same:
        return unrelated("another kind of help on another theme")
    if years_between(a, b) > YEARS_APART:
        return unrelated("another kind of help, years apart")
    if comparison.site.different:
        return unrelated("another kind of help at another site")
    if comparison.item.different and not comparison.kind.different:
        if items_together(a.items, b.items):
            return sure(Relation.COMPLEMENTARY, comparison, "these items are of use only together", base=0.7)
        return unrelated("another item, which does not make the first unnecessary")
    for kind_a in a.kinds:
        for kind_b in b.kinds:
            pair = frozenset((kind_a, kind_b))
            if pair in KINDS_TOGETHER:
                if comparison.item.different:
                    return unrelated("the training is on another item")
                if comparison.topic.different and not comparison.text.score >= 0.2:
                    return unrelated("the training is on another topic")
                names = " and ".join(sorted((kind_a, kind_b)))
                return sure(Relation.COMPLEMENTARY, comparison, f"{names} on one theme belong together", base=0.68)
            if pair in KINDS_THAT_MAY_REFER and refers(a, b):
                return sure(Relation.COMPLEMENTARY, comparison, "one text refers to the other's help", base=0.6)
    return unrelated(comparison.kind.detail)
