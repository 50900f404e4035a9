"""The plan as it is handed on: allocations with their terms, stages with their bounds, unmet needs with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..vocabulary import PlanStatus, Rule, Stage, UnmetReason
from .problems import Pin


@dataclass(frozen=True, slots=True)
class Terms:
    """The named factors of a pair's fit, each between 0 and 1, to six decimals."""

    language: Decimal
    timeliness: Decimal
    proximity: Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that no hard rule keeps apart, and the largest quantity it can carry."""

    need: str
    offer: str
    most: Decimal


@dataclass(frozen=True, slots=True)
class Refusal:
    """A pair with every hard rule that it breaks, in the order of the rules."""

    need: str
    offer: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """How many offers one rule refuses to a need."""

    need: str
    rule: Rule
    count: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Need x offer x quantity inside a plan.

    Attributes
    ----------
    quantity : Decimal
        In the unit of the need.
    money : Decimal or None
        Where money pays, what it costs in the offer's currency; otherwise quantity x unit cost for information.
    currency : str or None
        Of `money`.
    fit : Decimal
        Product of the exact terms, to six decimals.
    """

    need: str
    offer: str
    quantity: Decimal
    money: Decimal | None
    currency: str | None
    fit: Decimal
    terms: Terms


@dataclass(frozen=True, slots=True)
class StageResult:
    """What a stage reached on the published plan, the best that is still possible, and the gap between the two."""

    name: Stage
    value: Decimal
    bound: Decimal
    gap: Decimal
    proved: bool


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that gets less than it still needs, with the first reason that holds and its evidence.

    `smallest_change` is one new value in one field of the problem that would serve it; None says that there is none
    where it was `searched`, and nothing where it was not.
    """

    need: str
    missing: Decimal
    reason: UnmetReason
    evidence: tuple[Mapping[str, object], ...] = ()
    smallest_change: Mapping[str, object] | None = None
    searched: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What forcing or dropping a pair costs: the first stage that loses, and bounds on the loss."""

    need: str
    offer: str
    action: str
    stage: Stage | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class SolverStamp:
    """Which solver, with which seed, in how many seconds."""

    name: str
    version: str
    seed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan breaks, found by the verifier: which rule, and where in words."""

    rule: str
    where: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A verified plan.

    Attributes
    ----------
    conflicts : tuple of Pin
        Pins that cannot all hold while every proper subset can; empty unless `status` says so.
    candidates, refusals : tuple
        Every pair of need and offer, judged by the hard rules.
    refusal_counts : tuple of RefusalCount
        Beyond a million pairs, instead of `refusals`.
    prices : tuple
        Filled on demand.
    """

    status: PlanStatus
    input_digest: str
    solver: SolverStamp
    stages: tuple[StageResult, ...]
    allocations: tuple[Allocation, ...]
    unmet: tuple[Unmet, ...]
    conflicts: tuple[Pin, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    refusal_counts: tuple[RefusalCount, ...] = ()
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life while a problem is being solved.

    Attributes
    ----------
    stage : Stage
        The one at work.
    value, bound, gap : Decimal
        As in `StageResult`, for the best plan so far.
    seconds : float
        Since the start.
    plan : Plan or None
        The best plan so far, verified, when it is new.
    """

    stage: Stage
    value: Decimal
    bound: Decimal
    gap: Decimal
    seconds: float
    plan: Plan | None = None
