"""Duplication, rules for needs: two requests, or a request and an engagement, for the same help."""

from datetime import date

from ..vocabulary import EngagementStatus, NeedStatus, Relation
from .comparison import Comparison
from .decisions import Decision, sure, unrelated, unsure
from .facts import Facts
from .senses import Sense
from .sizes import days_of

_MET = frozenset({NeedStatus.MET.value, NeedStatus.PARTLY_MET.value})
_LITTLE_TEXT = 0.15


_AFTER = frozenset({"renewal", "added"})


def in_order(a: Facts, b: Facts) -> tuple[Facts, Facts]:
    """Return the two records, the one asked for or begun first in front.

    Of two of one moment that which is worded as the later one comes second, so that their names decide nothing.
    """
    return (a, b) if (*_moment(a), *_worded(a), a.id) <= (*_moment(b), *_worded(b), b.id) else (b, a)


def _moment(facts: Facts) -> tuple[int, date]:
    record = facts.record
    first = record.requested or facts.window.start or date.max
    return (record.cycle or first.year, first)


def _worded(facts: Facts) -> tuple[bool, bool, int, bool]:
    """Return by what a text shows that it comes after another."""
    unmet = facts.record.status not in _MET
    after = bool(_AFTER & facts.cues) or facts.given_before
    # What is asked "as before" points to an earlier moment, not to the other record of this one.
    return unmet, after, facts.phase.number or 1, "restated" not in facts.cues


def two_needs(a: Facts, b: Facts, comparison: Comparison) -> Decision:
    """Judge two requests for the same kind of help to the same beneficiary."""
    first, second = in_order(a, b)
    again = "restated" in second.cues
    if comparison.phase.different:
        return other_phase(first, second, comparison)
    if _added(first, second, comparison):
        return sure(Relation.RENEWAL, comparison, "the later request is for a further lot or a follow-on", base=0.7)
    met = first.record.status in _MET
    if comparison.site.different:
        if met:
            return sure(
                Relation.RENEWAL,
                comparison,
                "the earlier request was met, and the later is for another site",
                base=0.75,
            )
        return unrelated("different sites, each asked for on its own")
    if met and comparison.quantity.different:
        return sure(
            Relation.RENEWAL,
            comparison,
            "the earlier request was met, and the later is for another quantity",
            base=0.75,
        )
    if _one_open(a, b, comparison) and (a.open_agency or b.open_agency or not _other_evidence(comparison)):
        return unsure("the beneficiary of one is open, and nothing else shows that it is the same request")
    if comparison.topic.different and not comparison.quantity.same and not again:
        if comparison.text.score < _LITTLE_TEXT:
            return unrelated(f"another topic: {comparison.topic.detail}")
        return unsure(f"perhaps another topic: {comparison.topic.detail}")
    if (
        comparison.quantity.different
        and not again
        and _same_cycle(a, b)
        and comparison.text.score < 0.5
        and not (a.regional or b.regional)
    ):
        return unsure("two quantities in one cycle: one request corrected, or two requests")
    if _same_cycle(a, b) and comparison.kind.sense is Sense.NEAR and a.tokens == b.tokens:
        return unrelated("two kinds of help asked for in one passage")
    if a.regional != b.regional:
        rule = "a member's line inside the request of its regional body"
        return sure(Relation.RESTATED, comparison, rule, base=0.66)
    return sure(Relation.RESTATED, comparison, "the same help asked for again", base=0.66)


def other_phase(first: Facts, second: Facts, comparison: Comparison) -> Decision:
    """Judge two phases or parts of one thing: one after the other, or side by side."""
    if comparison.time.sense is Sense.SAME and not (first.window.assumed or second.window.assumed):
        return sure(Relation.COMPLEMENTARY, comparison, "parts that run side by side", base=0.7)
    return sure(Relation.RENEWAL, comparison, "one phase after the other", base=0.75)


def _added(first: Facts, second: Facts, comparison: Comparison) -> bool:
    """Say whether the later request is for something beyond the earlier one."""
    if "renewal" in second.cues and "renewal" not in first.cues:
        return True
    if (second.phase.number or 1) > 1 and not first.phase.number and "restated" not in second.cues:
        return True
    further = "added" in second.cues and "added" not in first.cues
    if further and (comparison.quantity.different or comparison.site.different):
        return True
    if "restated" in second.cues:
        return False
    since, until = first.record.cycle or 0, second.record.cycle or 0
    return second.given_before or any(since <= year < until for year in second.past_years)


def _one_open(a: Facts, b: Facts, comparison: Comparison) -> bool:
    """Say whether one of two national records names an agency and the other none, or only a wider body."""
    if a.regional or b.regional:
        return False
    return comparison.beneficiary.sense is Sense.NEAR or bool(a.agencies) != bool(b.agencies)


def _other_evidence(comparison: Comparison) -> bool:
    """Say whether something else than theme and kind shows that two requests are one."""
    return (
        comparison.quantity.same
        or comparison.site.same
        or comparison.amount.same
        or comparison.text.score >= 0.4
        or (comparison.item.same and comparison.text.score >= 0.25 and not comparison.quantity.different)
    )


def _same_cycle(a: Facts, b: Facts) -> bool:
    return a.record.cycle is not None and a.record.cycle == b.record.cycle


def need_and_engagement(need: Facts, engagement: Facts, comparison: Comparison) -> Decision:
    """Judge a request and assistance of the same kind to the same beneficiary."""
    over = _over_before(need, engagement)
    if engagement.agencies and need.open_agency:
        return unsure("the beneficiary of the request is open")
    if comparison.phase.different:
        return other_phase(engagement, need, comparison)
    if comparison.site.different:
        if over or _follows(need, engagement):
            return sure(Relation.RENEWAL, comparison, "a further lot for another site", base=0.72)
        return unrelated("different sites, each on its own")
    if over:
        if engagement.agencies and not need.agencies and not engagement.regional and not _AFTER & need.cues:
            return unsure("the beneficiary of the request is open, and the engagement is over")
        return sure(Relation.RENEWAL, comparison, "the request follows help that is over", base=0.74)
    if comparison.time.different:
        return unrelated(f"not in the same time: {comparison.time.detail}")
    if _follows(need, engagement):
        return sure(Relation.RENEWAL, comparison, "the request is for what comes after this help", base=0.7)
    if comparison.topic.different and not comparison.quantity.same:
        return unsure(f"perhaps another topic: {comparison.topic.detail}")
    rule = "the engagement covers the request"
    if engagement.regional and not need.regional:
        rule = "the regional engagement serves the member's request"
    return sure(Relation.OVERLAPPING, comparison, rule, base=0.66)


def _over_before(need: Facts, engagement: Facts) -> bool:
    """Say whether the engagement was over before the request was made."""
    end = engagement.window.end
    if end is None:
        return False
    start = need.window.start
    if start is not None and end < start:
        return True
    asked = need.asked
    stated = need.record.start is not None
    return asked is not None and end < asked and not stated and engagement.record.status != EngagementStatus.RUNNING


def _follows(need: Facts, engagement: Facts) -> bool:
    """Say whether the request is worded as a follow-on to the engagement, not as what it brings."""
    if (need.phase.number or 1) > 1 and not engagement.phase.number:
        begun = days_of(engagement.window)[0]
        return need.asked is None or begun < need.asked.toordinal()
    if "renewal" in need.cues and "renewal" not in engagement.cues:
        start, end = engagement.window.start, engagement.window.end
        if need.past_years and start and end:
            return any(start.year <= year <= end.year for year in need.past_years)
        return need.asked is None or start is None or start <= need.asked
    return False
