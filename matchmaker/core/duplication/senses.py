"""Duplication, senses: what one field can say about a pair, as a sense, a score and a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .facts import Facts


class Sense(StrEnum):
    """What a field says about the pair."""

    SAME = "same"
    NEAR = "near"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Compared:
    """How one field compares: its sense, a score from 0 (contradicts) to 1 (the same), and the detail in words."""

    sense: Sense
    score: float
    detail: str

    @property
    def same(self) -> bool:
        """Whether the field agrees."""
        return self.sense is Sense.SAME

    @property
    def different(self) -> bool:
        """Whether the field contradicts."""
        return self.sense is Sense.DIFFERENT


def same(detail: str, score: float = 1.0) -> Compared:
    """Return that a field agrees."""
    return Compared(Sense.SAME, score, detail)


def near(detail: str, score: float = 0.6) -> Compared:
    """Return that a field nearly agrees."""
    return Compared(Sense.NEAR, score, detail)


def differs(detail: str, score: float = 0.0) -> Compared:
    """Return that a field contradicts."""
    return Compared(Sense.DIFFERENT, score, detail)


UNSAID = Compared(Sense.UNKNOWN, 0.5, "neither says")


_HUNDREDTHS = tuple(Decimal(number) / 100 for number in range(101))


def hundredths(score: float) -> Decimal:
    """Return a score from 0 to 1 as a decimal of two digits.

    Examples
    --------
    >>> hundredths(0.666), hundredths(1.0)
    (Decimal('0.67'), Decimal('1'))
    """
    return _HUNDREDTHS[round(100 * score)]


def listed(values: Iterable[str]) -> str:
    """Return values in words, in the order of the alphabet."""
    return ", ".join(sorted(values))


def one_says(a: Facts, b: Facts, value_a: Any, value_b: Any, shown: str) -> Compared:
    """Return that at least one of two records says nothing, which contradicts nothing."""
    if not value_a and not value_b:
        return UNSAID
    who = a if value_a else b
    return Compared(Sense.UNKNOWN, 0.5, f"only {who.id} says: {shown}")
