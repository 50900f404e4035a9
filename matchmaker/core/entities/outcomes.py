"""Entities: what became of needs, offers and commitments, as indicators count it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..vocabulary import NeedStatus, OfferStatus, Theme, UnmetReason


@dataclass(frozen=True, slots=True)
class NeedOutcome:
    """One need of one cycle.

    Attributes
    ----------
    id, state : str
        The need's id and the ISO code of who asks.
    region : str or None
        M49 region of the State.
    groups : tuple of str
        Groups of States it belonged to at the time: ``LDC``, ``African Group`` ...
    theme, cycle, status, requested
        As stored; ``requested`` is the day of its first request.
    women : bool or None
        Whether the request provides for women's participation; None where it does not say.
    reason : UnmetReason or None
        Why the published plan leaves it, or a part of it, unmet.
    """

    id: str
    state: str
    region: str | None
    groups: tuple[str, ...]
    theme: Theme
    cycle: int
    status: NeedStatus
    requested: date
    women: bool | None = None
    reason: UnmetReason | None = None


@dataclass(frozen=True, slots=True)
class OfferOutcome:
    """One offer; ``pledged`` is what it is worth in the base currency, None where that is unknown."""

    id: str
    provider: str
    themes: tuple[Theme, ...]
    cycle: int
    status: OfferStatus
    pledged: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CommitmentOutcome:
    """One commitment and what came of it.

    Attributes
    ----------
    need, offer : str
        Ids of the two sides.
    agreed : date
        Day of the last consent.
    delivered : date or None
        Day of the delivery that the recipient confirmed.
    in_use : bool or None
        The recipient's answer after twelve months; None where it has not answered.
    money : Decimal or None
        Worth in the base currency, None where it is unknown.
    cancelled : bool
        Taken back by a counter-entry: counts nowhere.
    """

    need: str
    offer: str
    agreed: date
    delivered: date | None = None
    in_use: bool | None = None
    money: Decimal | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class AvoidedDuplicate:
    """A need that was kept from being helped twice, with what went elsewhere: money in the base currency, places."""

    need: str
    money: Decimal | None = None
    places: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All that indicators count; rows may be of several cycles."""

    needs: tuple[NeedOutcome, ...] = ()
    offers: tuple[OfferOutcome, ...] = ()
    commitments: tuple[CommitmentOutcome, ...] = ()
    avoided: tuple[AvoidedDuplicate, ...] = field(default=())
