"""What duplicate screening reads and hands over: records, verdicts, compared pairs, clusters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..vocabulary import Kind, RecordType, Relation, Theme, Unit
from .money import Rates


@dataclass(frozen=True, slots=True)
class Record:
    """A need, an offer or an engagement as screening compares it; only `id`, `type` and `text` are always set.

    Attributes
    ----------
    state : str or None
        ISO 3166-1 alpha-3, or the abbreviation of a regional body.
    provider, implementer, funder : str or None
        Codes, abbreviations or names, as stated.
    start, end : date or None
        First and last day, both inclusive.
    """

    id: str
    type: RecordType
    text: str
    state: str | None = None
    beneficiary: str | None = None
    theme: Theme | None = None
    kind: Kind | None = None
    item: str | None = None
    quantity: Decimal | None = None
    unit: Unit | None = None
    amount: Decimal | None = None
    currency: str | None = None
    start: date | None = None
    end: date | None = None
    site: str | None = None
    provider: str | None = None
    implementer: str | None = None
    funder: str | None = None
    cycle: int | None = None
    status: str | None = None
    requested: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word on a pair, who gave it, when and why; of several the latest counts."""

    a: str
    b: str
    relation: Relation
    by: str
    at: date
    why: str | None = None


@dataclass(frozen=True, slots=True)
class RecordSet:
    """Everything one screening reads; `regional` maps a body's abbreviation to the ISO codes of its members."""

    records: tuple[Record, ...]
    regional: Mapping[str, tuple[str, ...]]
    rates: Rates | None
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldReason:
    """How one field compares: score from 0 (contradicts) to 1 (the same), and in words."""

    field: str
    score: Decimal
    detail: str


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """Two records with their relation, how sure, whether a person said so, and the reasons field by field."""

    a: str
    b: str
    relation: Relation
    confidence: Decimal
    judged: bool
    reasons: tuple[FieldReason, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Relations that cannot all be true."""

    records: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Screening:
    """Pairs worth a look, clusters of one real thing, contradictions."""

    pairs: tuple[ComparedPair, ...]
    clusters: tuple[tuple[str, ...], ...]
    contradictions: tuple[Contradiction, ...]
