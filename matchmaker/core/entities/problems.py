"""The assignment problem as it is handed over: parties, needs, offers, engagements, judgements, scenario."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..vocabulary import Kind, Relation, Theme, Unit
from .money import Money, Rates


@dataclass(frozen=True, slots=True)
class RecipientState:
    """A State that asks: where it lies and which dated groups it belongs to.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3.
    region, subregion : str or None
        M49 names; None or empty equals nothing.
    groups : tuple of str
        ``ODA``, ``LDC``, ``ECOWAS``, ...
    """

    code: str
    region: str | None
    subregion: str | None
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """A State or an organisation that gives.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3 of a State, the usual abbreviation of an organisation.
    state : bool
        Whether the provider is a State.
    region, subregion : str or None
        M49 names; None or empty equals nothing.
    budget : Money or None
        Bound on the sum over its money offers.
    """

    code: str
    state: bool
    region: str | None
    subregion: str | None
    budget: Money | None


@dataclass(frozen=True, slots=True)
class Need:
    """One line of assistance that one State asks for.

    Attributes
    ----------
    quantity, minimum : Decimal
        In the unit of the kind; for ``funding`` in the currency of `unit_cost`. Less than `minimum` is of no use.
    unit_cost : Money or None
        What one unit costs; None when unknown, then money cannot pay for it.
    tier : int
        The State's own order, 1 to 3.
    languages : tuple of str
        Languages of delivery; empty says any.
    start, end : date
        The interval [start, end) in which the help is useful.
    requested : date
        The day the request was made.
    shareable : bool or None
        Whether overlapping deliveries are welcome; None takes the default of the kind.
    bundle : str or None
        Needs of one bundle are useful only together; `required` parts all or none.
    earlier_served : int
        Commitments confirmed to the State in the two cycles before.
    """

    id: str
    state: str
    theme: Theme
    kind: Kind
    item: str | None
    beneficiary: str
    quantity: Decimal
    minimum: Decimal
    unit_cost: Money | None
    tier: int
    languages: tuple[str, ...]
    start: date
    end: date
    requested: date
    shareable: bool | None
    bundle: str | None
    required: bool
    earlier_served: int


@dataclass(frozen=True, slots=True)
class Eligible:
    """Whom an offer is for; three empty tuples say everybody."""

    states: tuple[str, ...]
    regions: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a provider can give.

    Attributes
    ----------
    kinds : tuple of Kind
        All share `unit`; ``funding`` stands alone.
    items : tuple of str
        Empty says any item.
    pays_for : tuple of Kind
        Kinds whose cost the money of a ``funding`` offer may pay.
    capacity : Decimal
        In `unit`; for money in `currency`.
    currency : str or None
        ISO 4217, set exactly when `unit` is ``money``.
    minimum_per_recipient, maximum_per_recipient : Decimal, Decimal or None
        Bounds on what one State gets in total, in capacity, when it gets anything.
    maximum_recipients : int or None
        How many States at most.
    opening_minimum : Decimal
        The offer takes place only if at least this much of its capacity is used.
    """

    id: str
    provider: str
    themes: tuple[Theme, ...]
    kinds: tuple[Kind, ...]
    items: tuple[str, ...]
    pays_for: tuple[Kind, ...]
    capacity: Decimal
    unit: Unit
    currency: str | None
    eligible: Eligible
    excluded_states: tuple[str, ...]
    languages: tuple[str, ...]
    start: date
    end: date
    minimum_per_recipient: Decimal
    maximum_per_recipient: Decimal | None
    maximum_recipients: int | None
    opening_minimum: Decimal


@dataclass(frozen=True, slots=True)
class Engagement:
    """Assistance already delivered, running or planned; a `quantity` of None covers all that is asked."""

    id: str
    state: str
    theme: Theme
    kind: Kind
    item: str | None
    beneficiary: str
    provider: str
    start: date
    end: date
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on how two records relate, by their ids."""

    a: str
    b: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Pin:
    """A pair that a coordinator wants in the plan, with exactly `quantity` where given."""

    need: str
    offer: str
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class Forbid:
    """A pair that a coordinator keeps out of the plan, and why."""

    need: str
    offer: str
    reason: str


@dataclass(frozen=True, slots=True)
class PreviousAllocation:
    """A line of the plan before this one; its rows may be gone."""

    need: str
    offer: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the benefit stage; the defaults are those of ``problem/1``.

    Attributes
    ----------
    tiers : tuple of Decimal
        Weight of a need of tier 1, 2, 3.
    slopes, widths : tuple of Decimal
        The concave function of a State's served share, piece by piece.
    pair_cost : Decimal
        Taken off for each pair used.
    language, timeliness : Decimal
        Factor where no language is shared by name; part of the timeliness factor that is always given.
    proximity : tuple of Decimal
        Factor in the same subregion, in the same region, elsewhere.
    """

    tiers: tuple[Decimal, ...] = (Decimal(4), Decimal(2), Decimal(1))
    slopes: tuple[Decimal, ...] = (Decimal(40), Decimal(20), Decimal(10), Decimal(4))
    widths: tuple[Decimal, ...] = (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"), Decimal("0.4"))
    pair_cost: Decimal = Decimal("0.01")
    language: Decimal = Decimal("0.9")
    timeliness: Decimal = Decimal("0.5")
    proximity: tuple[Decimal, ...] = (Decimal(1), Decimal("0.95"), Decimal("0.9"))


@dataclass(frozen=True, slots=True)
class Scenario:
    """What coordinators decide before a run."""

    pins: tuple[Pin, ...] = ()
    forbids: tuple[Forbid, ...] = ()
    money_per_provider_recipient: Money | None = None
    ammunition: bool = False
    previous: tuple[PreviousAllocation, ...] = ()
    weights: Weights = Weights()


@dataclass(frozen=True, slots=True)
class AssignmentInput:
    """Everything one run reads: the content of a problem file.

    Attributes
    ----------
    as_of : date
        Recorded; affects no rule.
    rates : Rates
        Dated rates for every currency that occurs.
    digest : str
        ``sha256:`` and the hexadecimal digest of the bytes it was read from.
    """

    as_of: date
    rates: Rates
    states: tuple[RecipientState, ...]
    providers: tuple[Provider, ...]
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    engagements: tuple[Engagement, ...]
    judgements: tuple[Judgement, ...]
    scenario: Scenario
    digest: str = ""
