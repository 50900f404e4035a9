"""Duplication, subjects: what two records are about: theme, kind, item, phase, topic, and what their texts share."""

from functools import cache

from ..vocabulary import Kind
from .facts import Facts
from .lexicon import data
from .senses import UNSAID, Compared, Sense, differs, listed, near, one_says, same
from .together import NEAR_KINDS


@cache
def _near_themes() -> frozenset[frozenset[str]]:
    groups = data("themes")["near"]
    return frozenset(frozenset((one, other)) for group in groups for one in group for other in group if one != other)


def compare_themes(a: Facts, b: Facts) -> Compared:
    """Compare the themes."""
    if a.theme is None or b.theme is None:
        return one_says(a, b, a.theme, b.theme, str(a.theme or b.theme))
    if a.theme is b.theme:
        return same(f"both: {a.theme}")
    if frozenset((a.theme.value, b.theme.value)) in _near_themes():
        return near(f"{a.theme} and {b.theme} are often taken for each other", 0.4)
    return differs(f"{a.theme} is not {b.theme}")


def compare_kinds(a: Facts, b: Facts) -> Compared:
    """Compare the kinds of help; money counts as the kind that it is to pay for."""
    if not a.kinds or not b.kinds:
        return one_says(a, b, a.kinds, b.kinds, listed(a.kinds or b.kinds))
    stated_a, stated_b = a.record.kind, b.record.kind
    if stated_a is not None and stated_a is stated_b:
        return same(f"both: {stated_a}")
    common = a.kinds & b.kinds - {Kind.FUNDING}
    if common and (stated_a is Kind.FUNDING) != (stated_b is Kind.FUNDING):
        return near(f"money for {listed(common)}, and {listed(common)} itself", 0.7)
    if common and (stated_a is None or stated_b is None):
        return same(f"both: {listed(common)}", 0.8)
    if stated_a and stated_b and frozenset((stated_a, stated_b)) in NEAR_KINDS:
        return near(f"{stated_a} and {stated_b} are often taken for each other", 0.5)
    return differs(f"{listed(a.kinds)} is not {listed(b.kinds)}")


def compare_items(a: Facts, b: Facts) -> Compared:
    """Compare the items of equipment."""
    if Kind.EQUIPMENT not in a.kinds and Kind.EQUIPMENT not in b.kinds:
        return UNSAID
    if not a.items or not b.items:
        return one_says(a, b, a.items, b.items, listed(a.items or b.items))
    common = a.items & b.items
    if common:
        return same(f"both: {listed(common)}")
    return differs(f"{listed(a.items)} is not {listed(b.items)}")


def compare_phases(a: Facts, b: Facts) -> Compared:
    """Compare the phases and the parts that the texts name."""
    if a.phase.number and b.phase.number:
        if a.phase.number == b.phase.number:
            return same(f"both: phase {a.phase.number}")
        return differs(f"phase {a.phase.number} and phase {b.phase.number}")
    if a.phase.part and b.phase.part:
        if a.phase.part == b.phase.part:
            return same(f"both: part {a.phase.part}")
        return differs(f"part {a.phase.part} and part {b.phase.part}")
    told = a.phase if a.phase.number or a.phase.part else b.phase
    return one_says(
        a,
        b,
        a.phase.number or a.phase.part,
        b.phase.number or b.phase.part,
        f"phase or part {told.number or told.part}",
    )


@cache
def _rivals() -> tuple[frozenset[str], ...]:
    return tuple(map(frozenset, data("concepts")["rivals"]))


def compare_topics(a: Facts, b: Facts) -> Compared:
    """Compare the special topics that the texts name; only those that exclude one another can differ."""
    common = a.topics & b.topics
    if common:
        return same(f"both on {listed(common)}")
    for rivals in _rivals():
        of_a, of_b = a.topics & rivals, b.topics & rivals
        if of_a and of_b:
            return differs(f"{listed(of_a)} is not {listed(of_b)}", 0.2)
    return UNSAID


def compare_texts(a: Facts, b: Facts) -> Compared:
    """Compare the texts by the concepts they share, whatever the language; the detail puts both side by side."""
    common = a.concepts & b.concepts
    smaller = min(len(a.concepts), len(b.concepts))
    score = 0.0
    if smaller:
        score = (len(common) / smaller + 2 * len(common) / (len(a.concepts) + len(b.concepts))) / 2
    sense = Sense.SAME if score >= 0.5 else Sense.NEAR if score >= 0.2 else Sense.UNKNOWN
    return Compared(sense, round(score, 2), f"“{_clip(a.record.text)}” beside “{_clip(b.record.text)}”")


def _clip(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
