"""Duplication, decisions: what every rule hands back, and how sure a comparison makes it."""

from dataclasses import dataclass

from ..vocabulary import Relation
from .comparison import Comparison
from .senses import Sense

LEAST_SURE, MOST_SURE = 0.5, 0.99
_WEIGHTS = {
    "beneficiary": (0.10, -0.06),
    "item": (0.07, -0.03),
    "quantity": (0.09, 0.0),
    "site": (0.05, 0.0),
    "provider": (0.08, -0.02),
    "amount": (0.09, 0.0),
    "time": (0.04, 0.0),
    "topic": (0.05, 0.0),
}
_DIFFERENCES = {"quantity": -0.12, "amount": -0.1, "topic": -0.15, "provider": -0.05}
_TEXT = 0.12


@dataclass(frozen=True, slots=True)
class Decision:
    """A relation, how sure (0 to 1), and the rule in words."""

    relation: Relation
    confidence: float
    rule: str


def sure(relation: Relation, comparison: Comparison, rule: str, *, base: float) -> Decision:
    """Return a decision whose confidence grows with each field that agrees and falls with each that is not known."""
    confidence = base + _TEXT * comparison.text.score
    for name, (same, unknown) in _WEIGHTS.items():
        field = getattr(comparison, name)
        if field.sense is Sense.SAME:
            confidence += same
        elif field.sense is Sense.UNKNOWN:
            confidence += unknown
        elif field.sense is Sense.DIFFERENT:
            confidence += _DIFFERENCES.get(name, 0.0)
    return Decision(relation, round(min(MOST_SURE, max(LEAST_SURE, confidence)), 2), rule)


def unsure(rule: str) -> Decision:
    """Return that the facts do not decide, and why."""
    return Decision(Relation.UNSURE, LEAST_SURE, rule)


def unrelated(rule: str) -> Decision:
    """Return that the pair is not worth a look, and why."""
    return Decision(Relation.UNRELATED, 0.9, rule)
